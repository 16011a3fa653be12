/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Entries of shadow page tables: of the last level (shadow_leaf.c), pages of 2 MiB
 * (shadow_huge.c), and those of upper tables (shadow_page.c).
 */
#ifndef VGT_CORE_SHADOW_ENTRY_H
#define VGT_CORE_SHADOW_ENTRY_H

#include <linux/compiler.h>
#include <linux/types.h>

#include "shadow_page_types.h"

struct vgt_vgpu;

static inline void vgt_entry_set(struct vgt_shadow_page *sp, u32 i, u64 val)
{
	u64 *entries = sp->page.va;

	WRITE_ONCE(entries[i], val);
}

/* What is noted of an entry; NULL where there is none. */
static inline struct vgt_shadow_entry *vgt_upper(const struct vgt_shadow_page *sp, u32 i)
{
	struct vgt_shadow_entry *part = sp->upper[i / VGT_SHADOW_PART];

	if (!part || !part[i % VGT_SHADOW_PART].guest)
		return NULL;
	return &part[i % VGT_SHADOW_PART];
}

int vgt_entry_refused(struct vgt_vgpu *vgpu, int error);
void vgt_leaf_clear(struct vgt_vgpu *vgpu, struct vgt_shadow_page *sp, u32 i);
int vgt_leaf_take(struct vgt_vgpu *vgpu, struct vgt_shadow_page *sp, const u64 *entries);
int vgt_leaf_take_huge(struct vgt_vgpu *vgpu, struct vgt_shadow_page *sp, u64 guest);

int vgt_huge_pin(struct vgt_vgpu *vgpu, struct vgt_shadow_page *sp, u64 gfn, u64 *dma);
void vgt_huge_unpin(struct vgt_vgpu *vgpu, const struct vgt_shadow_page *sp, u64 gfn, u32 count);
u32 vgt_huge_part(u64 guest, u32 i);

void vgt_upper_clear(struct vgt_vgpu *vgpu, struct vgt_shadow_page *sp, u32 i);

#endif
