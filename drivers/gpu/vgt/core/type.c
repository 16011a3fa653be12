// SPDX-License-Identifier: GPL-2.0-only
/*
 * The types of vGPUs. Those with a last number up to 8 have the names and sizes of the in-tree
 * mediator.
 *
 * The others are for many vGPUs on a small aperture. What stock i915 needs of the low slice, by its
 * source (Linux 6.1): a page for its error capture; its console's frame buffer, which it
 * maps through BAR 2; a window of 1 MB or more for what programs map there. It prefers the low
 * slice for what the display scans out, and takes the high slice where that is full. Contexts,
 * rings and status pages are in the high slice from the start: some 150 KB for each context in
 * use. A frame buffer of 1920x1080 takes 8 MB. So in the low slice of 32 MB there is room for the
 * console and three frames of 1920x1080; in the 16 MB, for one of each.
 */
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/mutex.h>

#include "core/mem/fence.h"
#include "core/mem/ggtt_space.h"
#include "core/mem/ggtt_types.h"
#include "device_types.h"
#include "ggtt_pack.h"
#include "resources.h"
#include "resources_types.h"
#include "type.h"

const struct vgt_type vgt_types[] = {
	/* name         gen sh  low  high fen wt  monitor */
	{ "GVTg_V4_32", 8, 32,  16,   48, 2, 1,  1024, 768 },
	{ "GVTg_V4_16", 8, 16,  32,   96, 4, 1,  1920, 1080 },
	{ "GVTg_V4_8",  8, 8,   64,  384, 4, 2,  1024, 768 },
	{ "GVTg_V4_4",  8, 4,  128,  512, 4, 4,  1920, 1200 },
	{ "GVTg_V4_2",  8, 2,  256, 1024, 4, 8,  1920, 1200 },
	{ "GVTg_V4_1",  8, 1,  512, 2048, 4, 16, 1920, 1200 },
	{ "GVTg_V5_32", 9, 32,  16,   48, 2, 1,  1024, 768 },
	{ "GVTg_V5_16", 9, 16,  32,   96, 4, 1,  1920, 1080 },
	{ "GVTg_V5_8",  9, 8,   64,  384, 4, 2,  1024, 768 },
	{ "GVTg_V5_4",  9, 4,  128,  512, 4, 4,  1920, 1200 },
	{ "GVTg_V5_2",  9, 2,  256, 1024, 4, 8,  1920, 1200 },
	{ "GVTg_V5_1",  9, 1,  512, 2048, 4, 16, 1920, 1200 },
};

const u32 vgt_types_count = ARRAY_SIZE(vgt_types);

/**
 * vgt_type_any_fits() - check whether one vGPU fits into all that a device has for vGPUs
 * @dev: the device; its @total is set
 */
bool vgt_type_any_fits(const struct vgt_device *dev)
{
	struct vgt_resources need;
	u32 i;

	for (i = 0; i < vgt_types_count; i++) {
		if (vgt_types[i].gen != dev->gpu->desc.platform->gen)
			continue;
		vgt_device_need(dev, &vgt_types[i], &need);
		if (need.low <= dev->total.low && need.high <= dev->total.high &&
		    need.fences <= dev->total.fences)
			return true;
	}
	return false;
}

/* So many ranges of @need bytes fit, by vgt's books and by what the host's driver has free. */
static u32 vgt_type_fits(struct vgt_device *dev, u64 free, u64 need, bool mappable)
{
	u32 n;

	if (!need)
		return VGT_MAX_VGPUS;
	n = min_t(u64, free / need, VGT_MAX_VGPUS);
	mutex_lock(&dev->lock);
	n = vgt_ggtt_room(dev, need, mappable, n);
	mutex_unlock(&dev->lock);
	return n;
}

/**
 * vgt_type_available() - get the number of vGPUs of a type that can still be created
 * @dev: the device; takes its lock
 * @type: the type, of the device's generation
 *
 * Return: the number, as long as no others are created and the host takes no more.
 */
u32 vgt_type_available(struct vgt_device *dev, const struct vgt_type *type)
{
	struct vgt_resources free, need;
	u32 n;

	vgt_device_free(dev, &free);
	vgt_device_need(dev, type, &need);
	n = min(free.vgpus, vgt_type_fits(dev, free.low, need.low, true));
	n = min(n, vgt_type_fits(dev, free.high, need.high, false));
	if (need.fences)
		n = min(n, free.fences / need.fences);
	return n;
}

/**
 * vgt_type_describe() - describe a type as text, one "name: value" per line
 * @dev: the device, whose GGTT mode decides what a guest finds of the type's sizes
 * @type: the type
 * @buf: buffer for the text
 * @len: size of @buf in bytes
 *
 * Return: the length of the text without the final 0.
 */
int vgt_type_describe(const struct vgt_device *dev, const struct vgt_type *type, char *buf,
		      size_t len)
{
	u64 size[VGT_GGTT_PARTS];

	vgt_ggtt_space_sizes(dev, type, size);
	return scnprintf(buf, len,
			 "low_gm_size: %lluMB\nhigh_gm_size: %lluMB\nfence: %u\n"
			 "resolution: %ux%u\nweight: %u\n",
			 size[VGT_GGTT_LOW] >> 20, size[VGT_GGTT_HIGH] >> 20,
			 vgt_fences_of(dev, type), type->width, type->height, type->weight);
}
