/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_CORE_DEVICE_H
#define VGT_CORE_DEVICE_H

#include <linux/bitops.h>
#include <linux/types.h>

#include "device_types.h"
#include "engine.h"

struct vgt_gpu;
struct vgt_reserve;

int vgt_device_init(struct vgt_device *dev, struct vgt_gpu *gpu,
		    const struct vgt_reserve *reserve);
void vgt_device_fini(struct vgt_device *dev);
int vgt_device_learn(struct vgt_device *dev);

/**
 * vgt_lrc_keeps() - check whether the hardware keeps a register in the context image
 * @dev: the device
 * @id: the engine
 * @offset: the register's offset in BAR 0
 *
 * The documents may differ from this GPU. So the host's own first image is used.
 *
 * Return: true if that image has the register; false if not, or if there is no image.
 */
static inline bool vgt_lrc_keeps(const struct vgt_device *dev, enum vgt_engine_id id, u32 offset)
{
	const struct vgt_lrc_layout *layout = &dev->lrc[id];

	return layout->kept && offset < VGT_LRC_KEPT_END &&
	       test_bit(offset / 4, layout->kept);
}

#endif
