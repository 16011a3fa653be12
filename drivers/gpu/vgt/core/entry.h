/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Functions of a vGPU for implementations of the guest port and for control files. Each takes
 * the vGPU's lock, so callers must not hold it.
 *
 * See vgpu.h for start and stop, and for changes of the guest's memory.
 */
#ifndef VGT_CORE_ENTRY_H
#define VGT_CORE_ENTRY_H

#include <linux/types.h>

#include "core/display/display_types.h"
#include "core/display/scanout.h"

struct vgt_vgpu;

int vgt_vgpu_config_read(struct vgt_vgpu *vgpu, u32 offset, void *buf, u32 len, const void *by);
int vgt_vgpu_config_write(struct vgt_vgpu *vgpu, u32 offset, const void *buf, u32 len,
			  const void *by);
int vgt_vgpu_bar0_read(struct vgt_vgpu *vgpu, u64 offset, void *buf, u32 len, const void *by);
int vgt_vgpu_bar0_write(struct vgt_vgpu *vgpu, u64 offset, const void *buf, u32 len,
			const void *by);

void vgt_vgpu_monitor_setup(struct vgt_vgpu *vgpu, u32 port, struct vgt_monitor_setup *setup);
bool vgt_vgpu_monitor_connected(struct vgt_vgpu *vgpu, u32 port);
int vgt_vgpu_monitor_set_type(struct vgt_vgpu *vgpu, u32 port, enum vgt_monitor_type type);
int vgt_vgpu_monitor_set_edid(struct vgt_vgpu *vgpu, u32 port, const u8 *edid, u32 len);
int vgt_vgpu_monitor_connect(struct vgt_vgpu *vgpu, u32 port);
int vgt_vgpu_link_up(struct vgt_vgpu *vgpu, u32 port, const u8 *edid, u32 len);
void vgt_vgpu_link_down(struct vgt_vgpu *vgpu, u32 port);
void vgt_vgpu_monitor_disconnect(struct vgt_vgpu *vgpu, u32 port);

/**
 * struct vgt_cursor_hot - the hot spot of a cursor
 * @x: pixels from the cursor's left edge, as the guest set it
 * @y: pixels from the cursor's top edge
 */
struct vgt_cursor_hot {
	u32 x;
	u32 y;
};

/* Called for guest memory behind pages of GGTT space, with the vGPU's lock: must not wait. */
typedef void vgt_pages_fn(void *arg, void *const *va, u32 count);

int vgt_vgpu_scanout(struct vgt_vgpu *vgpu, bool cursor, struct vgt_scanout *s, u64 *changes);
void vgt_vgpu_cursor_hot(struct vgt_vgpu *vgpu, struct vgt_cursor_hot *hot);
int vgt_vgpu_bar2_access(struct vgt_vgpu *vgpu, u32 page, bool must,
			 int (*fn)(void *arg, u32 page), void *arg);
bool vgt_vgpu_mapped(struct vgt_vgpu *vgpu, u64 addr, u32 count);
int vgt_vgpu_pages(struct vgt_vgpu *vgpu, u64 addr, u32 count, vgt_pages_fn *fn, void *arg,
		   u64 *changes);
int vgt_vgpu_screen(struct vgt_vgpu *vgpu, struct vgt_scanout *s, void *to, u64 max);

#endif
