/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_CORE_DISPLAY_H
#define VGT_CORE_DISPLAY_H

#include <linux/ktime.h>
#include <linux/types.h>

#include "display_types.h"

struct vgt_vgpu;

int vgt_display_init(struct vgt_vgpu *vgpu);
int vgt_display_init_regs(struct vgt_vgpu *vgpu);
void vgt_display_reset(struct vgt_vgpu *vgpu);
void vgt_display_fini(struct vgt_vgpu *vgpu);
void vgt_display_watch(struct vgt_vgpu *vgpu, bool watch);
void vgt_display_changed(struct vgt_vgpu *vgpu);

void vgt_pipe_init(struct vgt_vgpu *vgpu, u32 index);
void vgt_pipe_reset(struct vgt_pipe *pipe);
void vgt_pipe_irqs_written(struct vgt_vgpu *vgpu);
void vgt_pipe_timer_start(struct vgt_pipe *pipe);
ktime_t vgt_pipe_next_vblank(const struct vgt_pipe *pipe, ktime_t now);
void vgt_plane_latch(struct vgt_pipe *pipe, ktime_t now);
void vgt_plane_latch_now(struct vgt_pipe *pipe);
bool vgt_plane_waits(const struct vgt_pipe *pipe);
bool vgt_plane_pending(const struct vgt_pipe *pipe);
void vgt_plane_flip_all(struct vgt_vgpu *vgpu, const struct vgt_flips *flips);

void vgt_gamma_reset(struct vgt_vgpu *vgpu);

u32 vgt_pll_port_khz(struct vgt_vgpu *vgpu, u32 port);

int vgt_port_plug(struct vgt_vgpu *vgpu, u32 port, enum vgt_monitor_type type,
		  const u8 *edid, u32 len);
void vgt_port_unplug(struct vgt_vgpu *vgpu, u32 port);
int vgt_port_init_regs(struct vgt_vgpu *vgpu);
u8 vgt_monitor_edid_byte(const struct vgt_monitor *monitor, u32 offset);

int vgt_monitor_init(struct vgt_vgpu *vgpu);
bool vgt_monitor_port(u32 port);
void vgt_monitor_resize(struct vgt_vgpu *vgpu, u32 width, u32 height);
int vgt_monitor_set_type(struct vgt_vgpu *vgpu, u32 port,
			 enum vgt_monitor_type type);
int vgt_monitor_set_edid(struct vgt_vgpu *vgpu, u32 port, const u8 *edid,
			 u32 len);
int vgt_monitor_connect(struct vgt_vgpu *vgpu, u32 port);
void vgt_monitor_disconnect(struct vgt_vgpu *vgpu, u32 port);
int vgt_monitor_link_up(struct vgt_vgpu *vgpu, u32 port, const u8 *edid, u32 len);
void vgt_monitor_link_down(struct vgt_vgpu *vgpu, u32 port);
int vgt_monitor_take_back(struct vgt_vgpu *vgpu);

void vgt_dpcd_reset(struct vgt_monitor *monitor);

u8 vgt_dual_mode_read(const struct vgt_monitor *monitor, u8 offset);
void vgt_dual_mode_write(struct vgt_monitor *monitor, u8 offset, u8 val);

u32 vgt_edid_generate(u8 *edid, enum vgt_monitor_type type, u32 width, u32 height, u32 serial);
bool vgt_edid_valid(const u8 *edid, u32 len);

#endif
