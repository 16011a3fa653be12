/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_CORE_PPGTT_TYPES_H
#define VGT_CORE_PPGTT_TYPES_H

#include <linux/ktime.h>
#include <linux/list.h>
#include <linux/types.h>

#include "core/gpu_port.h"

struct vgt_shadow_page;
struct vgt_vgpu;

/*
 * How long the tables of an address space that does not run are watched, in milliseconds:
 * they may be data by now, and what processors do with them costs them then.
 */
#define VGT_PPGTT_NAP_MS	1000

/* Of the two pages above 3-level tables, the one that the hardware begins with. */
#define VGT_TOP_ROOT		1

/**
 * struct vgt_ppgtt - an address space of the guest's: roots of page tables
 * @link: in the vGPU's list, the one used last first; or among those to be freed
 * @mode: enum vgt_ctx_mode
 * @pdp: the guest's roots: one for 4-level tables, four for 3-level ones
 * @root: their shadows; NULL where the guest names none
 * @top: of 3-level tables: page directory pointers of our own, and the root above them
 * @clean: shadow pages of it that hold what the guest's tables say, which are watched
 * @dirty: those that may not: they are read again when it next runs
 * @used: when it was last used
 * @refs: workloads that run with it, and the list
 * @vgpu: whose
 */
struct vgt_ppgtt {
	struct list_head link;
	u8 mode;
	u64 pdp[4];
	struct vgt_shadow_page *root[4];
	struct vgt_gpu_page top[VGT_TOP_ROOT + 1];
	struct list_head clean;
	struct list_head dirty;
	ktime_t used;
	u32 refs;
	struct vgt_vgpu *vgpu;
};

#endif
