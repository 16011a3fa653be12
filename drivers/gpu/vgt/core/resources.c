// SPDX-License-Identifier: GPL-2.0-only
/*
 * The resources of a device that its vGPUs get parts of.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/lockdep.h>
#include <linux/minmax.h>
#include <linux/printk.h>

#include "core/mem/ggtt_space.h"
#include "device_types.h"
#include "ggtt_pack.h"
#include "gpu_port.h"
#include "resources.h"
#include "size.h"
#include "type.h"

#define VGT_WHO_LEN	32

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

/* The lock is held. */
static void vgt_device_book(struct vgt_device *dev, const struct vgt_resources *need)
{
	lockdep_assert_held(&dev->lock);
	dev->used.low += need->low;
	dev->used.high += need->high;
	dev->used.fences += need->fences;
	dev->used.vgpus += need->vgpus;
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

/* The largest piece of what is left, in MB. */
static u64 vgt_device_piece(struct vgt_device *dev, u64 left, bool mappable)
{
	return min(left, vgt_ggtt_largest(dev, mappable)) >> 20;
}

/* Compare what is needed with what is left. @who needs it. */
static int vgt_device_fits(struct vgt_device *dev, const char *who,
			   const struct vgt_resources *left, const struct vgt_resources *need)
{
	const char *gpu = dev->gpu->desc.name;

	if (left->low < need->low) {
		pr_err_ratelimited("vgt: %s: no room for %s: it needs %llu MB of aperture, %llu of %llu MB are free, in pieces of up to %llu MB (a larger aperture can be set in the firmware's setup)\n",
				   gpu, who, need->low >> 20, left->low >> 20,
				   dev->total.low >> 20, vgt_device_piece(dev, left->low, true));
		return -ENOSPC;
	}
	if (left->high < need->high) {
		pr_err_ratelimited("vgt: %s: no room for %s: it needs %llu MB of hidden GGTT space, %llu of %llu MB are free, in pieces of up to %llu MB\n",
				   gpu, who, need->high >> 20, left->high >> 20,
				   dev->total.high >> 20,
				   vgt_device_piece(dev, left->high, false));
		return -ENOSPC;
	}
	if (left->fences < need->fences) {
		pr_err_ratelimited("vgt: %s: no room for %s: it needs %u fence registers, %u of %u are free\n",
				   gpu, who, need->fences, left->fences, dev->total.fences);
		return -EDQUOT;
	}
	if (left->vgpus < need->vgpus) {
		pr_err_ratelimited("vgt: %s: no room for %s: there are %u vGPUs, the most that can be\n",
				   gpu, who, dev->used.vgpus);
		return -EUSERS;
	}
	return 0;
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
	char who[VGT_WHO_LEN];
	int ret;

	lockdep_assert_held(&dev->lock);
	vgt_device_left(dev, &left);
	vgt_device_need(dev, type, &need);
	scnprintf(who, sizeof(who), "a %s", type->name);
	ret = vgt_device_fits(dev, who, &left, &need);
	if (!ret)
		vgt_device_book(dev, &need);
	return ret;
}

/**
 * vgt_device_retake() - reserve the resources that a vGPU needs with another size
 * @dev: the device; its lock is held
 * @id: the vGPU's
 * @from: what it has
 * @to: what it is to have
 *
 * What it has counts as free.
 *
 * Return: as vgt_device_take(); then nothing has changed.
 */
int vgt_device_retake(struct vgt_device *dev, int id, const struct vgt_type *from,
		      const struct vgt_type *to)
{
	struct vgt_resources left, need;
	char who[VGT_WHO_LEN];
	int ret;

	lockdep_assert_held(&dev->lock);
	vgt_device_give(dev, from);
	vgt_device_left(dev, &left);
	vgt_device_need(dev, to, &need);
	scnprintf(who, sizeof(who), "vGPU %d", id);
	ret = vgt_device_fits(dev, who, &left, &need);
	if (ret)
		vgt_device_need(dev, from, &need);
	vgt_device_book(dev, &need);
	return ret;
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
