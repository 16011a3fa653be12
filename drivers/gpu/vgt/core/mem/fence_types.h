/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_CORE_FENCE_TYPES_H
#define VGT_CORE_FENCE_TYPES_H

#include <linux/types.h>

#define VGT_FENCES_MAX	32u

/**
 * struct vgt_fences - the fence registers of a vGPU
 * @host: the hardware's registers that they are
 * @val: what the guest wrote to them
 * @count: how many there are
 */
struct vgt_fences {
	u32 host[VGT_FENCES_MAX];
	u64 val[VGT_FENCES_MAX];
	u32 count;
};

#endif
