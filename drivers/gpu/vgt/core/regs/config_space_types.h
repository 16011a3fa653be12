/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_CORE_CONFIG_SPACE_TYPES_H
#define VGT_CORE_CONFIG_SPACE_TYPES_H

#include <linux/types.h>

#include "core/gpu_port.h"

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

#endif
