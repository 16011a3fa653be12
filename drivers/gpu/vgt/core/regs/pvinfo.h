/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_CORE_PVINFO_H
#define VGT_CORE_PVINFO_H

struct vgt_vgpu;

#define VGT_PVINFO			0x78000
#define VGT_PVINFO_DISPLAY_READY	(VGT_PVINFO + 0x804)
#define VGT_PVINFO_CURSOR_X		(VGT_PVINFO + 0x830)
#define VGT_PVINFO_CURSOR_Y		(VGT_PVINFO + 0x834)
#define VGT_PVINFO_PDP			(VGT_PVINFO + 0x838)

int vgt_pvinfo_reset(struct vgt_vgpu *vgpu);

#endif
