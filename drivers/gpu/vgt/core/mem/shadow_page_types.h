/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_CORE_SHADOW_PAGE_TYPES_H
#define VGT_CORE_SHADOW_PAGE_TYPES_H

#include <linux/list.h>
#include <linux/types.h>
#include <linux/xarray.h>

#include "core/gpu_port.h"
#include "ppgtt_entry.h"

struct vgt_ppgtt;

/**
 * struct vgt_guest_table - a page of the guest's page tables
 * @gfn: guest frame number
 * @shadows: struct vgt_shadow_page of it, one per use and address space
 * @clean: how many of them hold what it says: as long as there are any it is watched
 * @watched: its writes are
 */
struct vgt_guest_table {
	u64 gfn;
	struct list_head shadows;
	u32 clean;
	bool watched;
};

/**
 * struct vgt_shadow_entry - what an entry of an upper table was taken over from
 * @guest: the guest's entry; 0 for none
 * @child: the shadow of the table it points to; NULL for none, or for a 2 MiB
 *	page of which all pages are pinned
 */
struct vgt_shadow_entry {
	u64 guest;
	struct vgt_shadow_page *child;
};

/* Most upper tables have few entries: notes are made by parts of so many. */
#define VGT_SHADOW_PART		64
#define VGT_SHADOW_PARTS	(VGT_PT_ENTRIES / VGT_SHADOW_PART)

/**
 * struct vgt_shadow_page - a page of a shadow page table
 * @table: the guest's page that it shadows; NULL for one that splits a 2 MiB
 *	page
 * @parent: of one that splits a 2 MiB page: what leads to it
 * @slot: likewise, by which entry
 * @link: among the shadows of @table
 * @ppgtt: the address space that it belongs to
 * @state: in the list of @ppgtt of those that hold what @table says, or of those that may
 *	not
 * @clean: it is in the former
 * @level: what kind of table it is
 * @pages_64k: entries are of 64 KiB pages: every 16th counts
 * @refs: entries, and roots, that point to it
 * @page: what the hardware reads
 * @leaf: %VGT_PT: the guest's entries as taken over, see ppgtt_entry.h
 * @upper: others: likewise, by parts; NULL for a part without entries
 */
struct vgt_shadow_page {
	struct vgt_guest_table *table;
	struct vgt_shadow_page *parent;
	struct list_head link;
	struct vgt_ppgtt *ppgtt;
	struct list_head state;
	u16 slot;
	u8 level;
	bool clean;
	bool pages_64k;
	u32 refs;
	struct vgt_gpu_page page;
	union {
		u32 *leaf;
		struct vgt_shadow_entry *upper[VGT_SHADOW_PARTS];
	};
};

/**
 * struct vgt_shadow - all shadow page tables of a vGPU
 * @tables: struct vgt_guest_table by guest frame number
 * @scratch: tables whose entries all lead to the scratch page, by level
 * @count: shadow pages
 *
 * Under the vGPU's lock.
 */
struct vgt_shadow {
	struct xarray tables;
	struct vgt_gpu_page scratch[VGT_PML4];
	u32 count;
};

#endif
