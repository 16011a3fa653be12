/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_CORE_CONFIG_SPACE_H
#define VGT_CORE_CONFIG_SPACE_H

#include <linux/types.h>

#include "core/gpu_port.h"

struct vgt_device;
struct vgt_vgpu;

/**
 * struct vgt_config_mask - which bits of configuration space a guest may write
 * @bits: a byte for each byte
 */
struct vgt_config_mask {
	u8 bits[VGT_CONFIG_SIZE];
};

/**
 * struct vgt_config - PCI configuration space of a vGPU
 * @data: what the guest reads
 */
struct vgt_config {
	u8 data[VGT_CONFIG_SIZE];
};

void vgt_config_mask_init(struct vgt_device *dev);
void vgt_config_reset(struct vgt_vgpu *vgpu);
bool vgt_config_intx(struct vgt_vgpu *vgpu);
bool vgt_config_asks_reset(struct vgt_vgpu *vgpu, u32 offset, const void *buf, u32 len);
int vgt_config_read(struct vgt_vgpu *vgpu, u32 offset, void *buf, u32 len);
int vgt_config_write(struct vgt_vgpu *vgpu, u32 offset, const void *buf, u32 len);

#endif
