// SPDX-License-Identifier: GPL-2.0-only
/*
 * The types of vGPUs, with the names and sizes of the in-tree mediator.
 */
#include <linux/kernel.h>
#include <linux/minmax.h>

#include "resources.h"
#include "resources_types.h"
#include "type.h"

const struct vgt_type vgt_types[] = {
	/* name        gen sh  low  high fen wt  monitor */
	{ "GVTg_V4_8", 8, 8,  64,  384, 4, 2,  1024, 768 },
	{ "GVTg_V4_4", 8, 4, 128,  512, 4, 4,  1920, 1200 },
	{ "GVTg_V4_2", 8, 2, 256, 1024, 4, 8,  1920, 1200 },
	{ "GVTg_V4_1", 8, 1, 512, 2048, 4, 16, 1920, 1200 },
	{ "GVTg_V5_8", 9, 8,  64,  384, 4, 2,  1024, 768 },
	{ "GVTg_V5_4", 9, 4, 128,  512, 4, 4,  1920, 1200 },
	{ "GVTg_V5_2", 9, 2, 256, 1024, 4, 8,  1920, 1200 },
	{ "GVTg_V5_1", 9, 1, 512, 2048, 4, 16, 1920, 1200 },
};

const u32 vgt_types_count = ARRAY_SIZE(vgt_types);

/**
 * vgt_type_available() - get the number of vGPUs of a type that can still be created
 * @dev: the device; takes its lock
 * @type: the type, of the device's generation
 *
 * Return: the number.
 */
u32 vgt_type_available(struct vgt_device *dev, const struct vgt_type *type)
{
	struct vgt_resources free, need;
	u64 n;

	vgt_device_free(dev, &free);
	vgt_device_need(dev, type, &need);
	n = min_t(u64, free.vgpus, free.high / need.high);
	if (need.low)
		n = min_t(u64, n, free.low / need.low);
	if (need.fences)
		n = min_t(u64, n, free.fences / need.fences);
	return n;
}

/**
 * vgt_type_describe() - describe a type as text, one "name: value" per line
 * @type: the type
 * @buf: buffer for the text
 * @len: size of @buf in bytes
 *
 * Return: the length of the text without the final 0.
 */
int vgt_type_describe(const struct vgt_type *type, char *buf, size_t len)
{
	return scnprintf(buf, len,
			 "low_gm_size: %uMB\nhigh_gm_size: %uMB\nfence: %u\n"
			 "resolution: %ux%u\nweight: %u\n",
			 type->low_mb, type->high_mb, type->fences,
			 type->width, type->height, type->weight);
}
