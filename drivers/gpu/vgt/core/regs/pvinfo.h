/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_CORE_PVINFO_H
#define VGT_CORE_PVINFO_H

struct vgt_vgpu;

#define VGT_PVINFO			0x78000
#define VGT_PVINFO_MAGIC		(VGT_PVINFO + 0x00)
#define VGT_PVINFO_VERSION		(VGT_PVINFO + 0x08)
#define VGT_PVINFO_ID			(VGT_PVINFO + 0x0c)
#define VGT_PVINFO_CAPS			(VGT_PVINFO + 0x10)
#define VGT_PVINFO_APERTURE		(VGT_PVINFO + 0x40)	/* start, size */
#define VGT_PVINFO_HIDDEN		(VGT_PVINFO + 0x48)
#define VGT_PVINFO_FENCES		(VGT_PVINFO + 0x50)
#define VGT_PVINFO_GUEST		(VGT_PVINFO + 0x800)	/* from here on the guest's */
#define VGT_PVINFO_G2V_NOTIFY		(VGT_PVINFO + 0x818)
#define VGT_PVINFO_CURSOR_X		(VGT_PVINFO + 0x830)
#define VGT_PVINFO_CURSOR_Y		(VGT_PVINFO + 0x834)
#define VGT_PVINFO_PDP			(VGT_PVINFO + 0x838)

int vgt_pvinfo_reset(struct vgt_vgpu *vgpu);

#endif
