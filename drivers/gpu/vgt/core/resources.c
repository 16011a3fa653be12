// SPDX-License-Identifier: GPL-2.0-only
/*
 * The resources of a device that its vGPUs get parts of.
 */
#include <linux/errno.h>
#include <linux/lockdep.h>

#include "core/mem/ggtt_space.h"
#include "device_types.h"
#include "gpu_port.h"
#include "log.h"
#include "resources.h"
#include "type.h"

static u64 vgt_less(u64 have, u64 keep)
{
	return have > keep ? have - keep : 0;
}

/**
 * vgt_device_totals() - determine the resources for vGPUs
 * @dev: the device; @dev->gpu is set
 * @reserve: resources to reserve for the host
 */
void vgt_device_totals(struct vgt_device *dev, const struct vgt_reserve *reserve)
{
	const struct vgt_gpu_desc *desc = &dev->gpu->desc;

	dev->total.low = vgt_less(desc->mappable_size,
				  (u64)reserve->aperture_mb << 20);
	dev->total.high = vgt_ggtt_space_hidden(dev, (u64)reserve->hidden_mb << 20);
	dev->total.fences = vgt_less(desc->num_fences, reserve->fences);
	dev->total.vgpus = VGT_MAX_VGPUS;
}

/* The lock is held. */
static void vgt_device_left(const struct vgt_device *dev,
			    struct vgt_resources *left)
{
	lockdep_assert_held(&dev->lock);
	left->low = dev->total.low - dev->used.low;
	left->high = dev->total.high - dev->used.high;
	left->fences = dev->total.fences - dev->used.fences;
	left->vgpus = dev->total.vgpus - dev->used.vgpus;
}

/**
 * vgt_device_free() - get the resources that are left for vGPUs
 * @dev: the device; takes its lock
 * @free: filled
 */
void vgt_device_free(struct vgt_device *dev, struct vgt_resources *free)
{
	mutex_lock(&dev->lock);
	vgt_device_left(dev, free);
	mutex_unlock(&dev->lock);
}

/**
 * vgt_device_need() - determine the resources that a vGPU of a type needs
 * @dev: the device
 * @type: the type
 * @need: filled
 */
void vgt_device_need(const struct vgt_device *dev, const struct vgt_type *type,
		     struct vgt_resources *need)
{
	vgt_ggtt_space_need(dev, type, need);
	/* Virtual fences get the hardware's when they are used. */
	need->fences = vgt_ggtt_virtual(dev) ? 0 : type->fences;
	need->vgpus = 1;
}

/**
 * vgt_device_take() - reserve the resources that a vGPU of a type needs
 * @dev: the device; its lock is held
 * @type: the type
 *
 * Return: 0; -ENOSPC if GGTT space, -EDQUOT if fences, -EUSERS if ids ran out: the
 * log says which, and how much there is.
 */
int vgt_device_take(struct vgt_device *dev, const struct vgt_type *type)
{
	struct vgt_resources left, need;

	lockdep_assert_held(&dev->lock);
	vgt_device_left(dev, &left);
	vgt_device_need(dev, type, &need);
	if (left.low < need.low) {
		vgt_dev_err(dev, "no room for a %s: it needs %llu MB of aperture, %llu of %llu MB are free (a larger aperture can be set in the firmware's setup)\n",
			    type->name, need.low >> 20, left.low >> 20,
			    dev->total.low >> 20);
		return -ENOSPC;
	}
	if (left.high < need.high) {
		vgt_dev_err(dev, "no room for a %s: it needs %llu MB of hidden GGTT space, %llu of %llu MB are free\n",
			    type->name, need.high >> 20, left.high >> 20,
			    dev->total.high >> 20);
		return -ENOSPC;
	}
	if (left.fences < need.fences) {
		vgt_dev_err(dev, "no room for a %s: it needs %u fence registers, %u of %u are free\n",
			    type->name, need.fences, left.fences,
			    dev->total.fences);
		return -EDQUOT;
	}
	if (!left.vgpus) {
		vgt_dev_err(dev, "no room for a %s: there are %u vGPUs, the most that can be\n",
			    type->name, dev->used.vgpus);
		return -EUSERS;
	}
	dev->used.low += need.low;
	dev->used.high += need.high;
	dev->used.fences += need.fences;
	dev->used.vgpus += need.vgpus;
	return 0;
}

/**
 * vgt_device_give() - release what vgt_device_take() reserved
 * @dev: the device; its lock is held
 * @type: the type
 */
void vgt_device_give(struct vgt_device *dev, const struct vgt_type *type)
{
	struct vgt_resources had;

	lockdep_assert_held(&dev->lock);
	vgt_device_need(dev, type, &had);
	dev->used.low -= had.low;
	dev->used.high -= had.high;
	dev->used.fences -= had.fences;
	dev->used.vgpus -= had.vgpus;
}
