/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * BAR 0: registers in the lower half, GGTT entries in the upper.
 *
 * A register is memory of the vGPU's (store.h), unless its row (reg.h, found by index.h) says
 * what else it does.
 */
#ifndef VGT_CORE_MMIO_H
#define VGT_CORE_MMIO_H

#include <linux/types.h>

struct vgt_vgpu;

#define VGT_BAR0_SIZE		(16u << 20)
#define VGT_GGTT_ENTRIES_BASE	(8u << 20)

u32 vgt_mmio_peek(struct vgt_vgpu *vgpu, u32 offset);
int vgt_mmio_poke(struct vgt_vgpu *vgpu, u32 offset, u32 val);
u32 vgt_mmio_read(struct vgt_vgpu *vgpu, u32 offset);
int vgt_mmio_write(struct vgt_vgpu *vgpu, u32 offset, u32 val);

int vgt_bar0_read(struct vgt_vgpu *vgpu, u64 offset, void *buf, u32 len);
int vgt_bar0_write(struct vgt_vgpu *vgpu, u64 offset, const void *buf, u32 len);

#endif
