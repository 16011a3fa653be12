// SPDX-License-Identifier: GPL-2.0-only
/*
 * The vGPU's one interrupt: an MSI, as an eventfd.
 */
#include <linux/eventfd.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "vfio.h"

/* Send it. Any context. See struct vgt_guest_ops. */
void vgt_vfio_interrupt(struct vgt_guest *guest)
{
	struct vgt_vfio *v = guest_to_vfio(guest);
	unsigned long flags;

	spin_lock_irqsave(&v->msi_lock, flags);
	if (v->msi)
		vgt_eventfd_signal(v->msi);
	spin_unlock_irqrestore(&v->msi_lock, flags);
}

static void vgt_vfio_msi_set(struct vgt_vfio *v, struct eventfd_ctx *msi)
{
	struct eventfd_ctx *old;
	unsigned long flags;

	spin_lock_irqsave(&v->msi_lock, flags);
	old = v->msi;
	v->msi = msi;
	spin_unlock_irqrestore(&v->msi_lock, flags);
	if (old)
		eventfd_ctx_put(old);
}

/**
 * vgt_vfio_irq_release() - send no more interrupts
 * @v: the device
 */
void vgt_vfio_irq_release(struct vgt_vfio *v)
{
	vgt_vfio_msi_set(v, NULL);
}

static u32 vgt_vfio_irq_count(u32 index)
{
	return index == VFIO_PCI_MSI_IRQ_INDEX ? 1 : 0;
}

/* VFIO_DEVICE_GET_IRQ_INFO */
long vgt_vfio_irq_info(struct vgt_vfio *v, unsigned long arg)
{
	struct vfio_irq_info info;
	size_t size = offsetofend(struct vfio_irq_info, count);

	if (copy_from_user(&info, (void __user *)arg, size))
		return -EFAULT;
	if (info.argsz < size || info.index >= VFIO_PCI_NUM_IRQS)
		return -EINVAL;
	info.count = vgt_vfio_irq_count(info.index);
	info.flags = info.count ? VFIO_IRQ_INFO_EVENTFD | VFIO_IRQ_INFO_NORESIZE : 0;
	return copy_to_user((void __user *)arg, &info, size) ? -EFAULT : 0;
}

static int vgt_vfio_set_trigger(struct vgt_vfio *v, const struct vfio_irq_set *set,
				const void *data)
{
	struct eventfd_ctx *msi;
	s32 fd;

	switch (set->flags & VFIO_IRQ_SET_DATA_TYPE_MASK) {
	case VFIO_IRQ_SET_DATA_NONE:
		if (!set->count)
			vgt_vfio_msi_set(v, NULL);
		else
			vgt_vfio_interrupt(&v->guest);
		return 0;
	case VFIO_IRQ_SET_DATA_BOOL:
		if (*(const u8 *)data)
			vgt_vfio_interrupt(&v->guest);
		return 0;
	case VFIO_IRQ_SET_DATA_EVENTFD:
		fd = *(const s32 *)data;
		if (fd < 0) {
			vgt_vfio_msi_set(v, NULL);
			return 0;
		}
		msi = eventfd_ctx_fdget(fd);
		if (IS_ERR(msi))
			return PTR_ERR(msi);
		vgt_vfio_msi_set(v, msi);
		return 0;
	default:
		return -EINVAL;
	}
}

/* VFIO_DEVICE_SET_IRQS */
long vgt_vfio_set_irqs(struct vgt_vfio *v, unsigned long arg)
{
	size_t size = offsetofend(struct vfio_irq_set, count);
	struct vfio_irq_set set;
	size_t data_size = 0;
	void *data = NULL;
	long ret;

	if (copy_from_user(&set, (void __user *)arg, size))
		return -EFAULT;
	ret = vfio_set_irqs_validate_and_prepare(&set, vgt_vfio_irq_count(set.index),
						 VFIO_PCI_NUM_IRQS, &data_size);
	if (ret)
		return ret;
	if (set.index != VFIO_PCI_MSI_IRQ_INDEX ||
	    (set.flags & VFIO_IRQ_SET_ACTION_TYPE_MASK) !=
	    VFIO_IRQ_SET_ACTION_TRIGGER)
		return set.count ? -EINVAL : 0;
	if (data_size) {
		data = memdup_user((void __user *)(arg + size), data_size);
		if (IS_ERR(data))
			return PTR_ERR(data);
	}
	ret = vgt_vfio_set_trigger(v, &set, data);
	kfree(data);
	return ret;
}
