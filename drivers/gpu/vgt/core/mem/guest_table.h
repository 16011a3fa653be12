/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_CORE_GUEST_TABLE_H
#define VGT_CORE_GUEST_TABLE_H

#include <linux/types.h>

struct vgt_guest_table;
struct vgt_shadow_page;
struct vgt_vgpu;

struct vgt_guest_table *vgt_table_get(struct vgt_vgpu *vgpu, u64 gfn);
void vgt_table_put(struct vgt_vgpu *vgpu, struct vgt_guest_table *table);
int vgt_table_watch(struct vgt_vgpu *vgpu, struct vgt_guest_table *table);
u64 *vgt_table_read(struct vgt_vgpu *vgpu, const struct vgt_guest_table *table);

void vgt_shadow_set_clean(struct vgt_shadow_page *sp);
void vgt_shadow_set_dirty(struct vgt_vgpu *vgpu, struct vgt_shadow_page *sp);

#endif
