// SPDX-License-Identifier: GPL-2.0-only
/*
 * Signals of the device to user space, each by an eventfd: the guest's one interrupt, as an MSI
 * or by the pin, and the request to close the device.
 *
 * The pin is a level. vgt signals once that it is high, and not again before user space has
 * unmasked it: by a call, or by an eventfd that the hypervisor signals when the guest has served
 * the interrupt.
 *
 * Source of the interface: include/uapi/linux/vfio.h.
 */
#include <linux/eventfd.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "../core/regs/config_space.h"
#include "../core/vgpu_types.h"
#include "vfio.h"

/* Which eventfd an interrupt of VFIO's stands for; -EINVAL: for none. */
static int vgt_vfio_irq_trigger(u32 index)
{
	switch (index) {
	case VFIO_PCI_INTX_IRQ_INDEX:
		return VGT_TRIGGER_INTX;
	case VFIO_PCI_MSI_IRQ_INDEX:
		return VGT_TRIGGER_MSI;
	case VFIO_PCI_REQ_IRQ_INDEX:
		return VGT_TRIGGER_REQ;
	default:
		return -EINVAL;
	}
}

/* Any context. False where nobody listens. */
static bool vgt_vfio_signal(struct vgt_vfio *v, enum vgt_trigger which)
{
	unsigned long flags;
	bool heard;

	spin_lock_irqsave(&v->triggers_lock, flags);
	heard = v->triggers[which];
	if (heard)
		vgt_eventfd_signal(v->triggers[which]);
	spin_unlock_irqrestore(&v->triggers_lock, flags);
	return heard;
}

/**
 * vgt_vfio_intx() - signal the interrupt pin to user space if it is high
 * @v: the device
 *
 * Any context. If the level falls meanwhile, the signal is superfluous but harmless. If it rises,
 * the code that raises it signals.
 */
void vgt_vfio_intx(struct vgt_vfio *v)
{
	unsigned long flags;

	if (!READ_ONCE(v->triggers[VGT_TRIGGER_INTX]) || !vgt_config_intx(v->vgpu))
		return;
	spin_lock_irqsave(&v->triggers_lock, flags);
	if (v->triggers[VGT_TRIGGER_INTX] && !v->triggers[VGT_TRIGGER_MSI] && !v->intx_masked) {
		v->intx_masked = true;
		vgt_eventfd_signal(v->triggers[VGT_TRIGGER_INTX]);
	}
	spin_unlock_irqrestore(&v->triggers_lock, flags);
}

static void vgt_vfio_intx_mask(struct vgt_vfio *v, bool mask)
{
	unsigned long flags;

	spin_lock_irqsave(&v->triggers_lock, flags);
	v->intx_masked = mask;
	spin_unlock_irqrestore(&v->triggers_lock, flags);
	if (!mask)
		vgt_vfio_intx(v);
}

/* The eventfd of VFIO_IRQ_SET_ACTION_UNMASK was signalled. On a worker. */
static void vgt_vfio_intx_unmasked(void *opaque, void *data)
{
	vgt_vfio_intx_mask(opaque, false);
}

/* Send the guest's interrupt. Any context. See struct vgt_guest_ops. */
void vgt_vfio_interrupt(struct vgt_guest *guest)
{
	struct vgt_vfio *v = guest_to_vfio(guest);

	if (!vgt_vfio_signal(v, VGT_TRIGGER_MSI))
		vgt_vfio_intx(v);
}

/**
 * vgt_vfio_request() - ask user space to close the device, which is to be removed
 * @vdev: the device, open
 * @count: how often user space was asked before
 */
void vgt_vfio_request(struct vfio_device *vdev, unsigned int count)
{
	struct vgt_vfio *v = to_vgt_vfio(vdev);

	if (!vgt_vfio_signal(v, VGT_TRIGGER_REQ) && !count)
		pr_notice("vgt: vGPU %d: is to be removed, but its user does not listen for that (VFIO_PCI_REQ_IRQ_INDEX): it stays until it is closed\n",
			  v->vgpu->id);
}

static void vgt_vfio_trigger_set(struct vgt_vfio *v, enum vgt_trigger which,
				 struct eventfd_ctx *ctx)
{
	struct eventfd_ctx *old;
	unsigned long flags;

	spin_lock_irqsave(&v->triggers_lock, flags);
	old = v->triggers[which];
	v->triggers[which] = ctx;
	if (which == VGT_TRIGGER_INTX)
		v->intx_masked = false;
	spin_unlock_irqrestore(&v->triggers_lock, flags);
	if (old)
		eventfd_ctx_put(old);
	/* Without a listener nobody unmasks the pin. */
	if (which == VGT_TRIGGER_INTX && !ctx)
		vfio_virqfd_disable(&v->intx_unmask);
	/* It may be high already, and there may have been messages in its place so far. */
	vgt_vfio_intx(v);
}

/**
 * vgt_vfio_irq_release() - stop all signals
 * @v: the device
 */
void vgt_vfio_irq_release(struct vgt_vfio *v)
{
	u32 i;

	for (i = 0; i < VGT_TRIGGERS; i++)
		vgt_vfio_trigger_set(v, i, NULL);
}

static u32 vgt_vfio_irq_count(u32 index)
{
	return vgt_vfio_irq_trigger(index) < 0 ? 0 : 1;
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
	info.flags = info.count ? VFIO_IRQ_INFO_EVENTFD : 0;
	if (info.index == VFIO_PCI_INTX_IRQ_INDEX)
		info.flags |= VFIO_IRQ_INFO_MASKABLE | VFIO_IRQ_INFO_AUTOMASKED;
	else if (info.count)
		info.flags |= VFIO_IRQ_INFO_NORESIZE;
	return copy_to_user((void __user *)arg, &info, size) ? -EFAULT : 0;
}

static int vgt_vfio_set_eventfd(struct vgt_vfio *v, enum vgt_trigger which, s32 fd)
{
	struct eventfd_ctx *ctx = NULL;

	if (fd >= 0)
		ctx = eventfd_ctx_fdget(fd);
	if (IS_ERR(ctx))
		return PTR_ERR(ctx);
	vgt_vfio_trigger_set(v, which, ctx);
	return 0;
}

/* @data: @set->count elements of the type that its flags say, as checked. */
static int vgt_vfio_set_trigger(struct vgt_vfio *v, enum vgt_trigger which,
				const struct vfio_irq_set *set, const void *data)
{
	u32 type = set->flags & VFIO_IRQ_SET_DATA_TYPE_MASK;

	/* Without an element only this has a meaning: no eventfd any more. */
	if (!set->count) {
		if (type != VFIO_IRQ_SET_DATA_NONE)
			return -EINVAL;
		vgt_vfio_trigger_set(v, which, NULL);
		return 0;
	}
	switch (type) {
	case VFIO_IRQ_SET_DATA_NONE:
		vgt_vfio_signal(v, which);
		return 0;
	case VFIO_IRQ_SET_DATA_BOOL:
		if (*(const u8 *)data)
			vgt_vfio_signal(v, which);
		return 0;
	case VFIO_IRQ_SET_DATA_EVENTFD:
		return vgt_vfio_set_eventfd(v, which, *(const s32 *)data);
	default:
		return -EINVAL;
	}
}

/* Have an eventfd of user space's unmask the pin; -EBUSY while another one does. */
static int vgt_vfio_unmask_eventfd(struct vgt_vfio *v, s32 fd)
{
	if (fd >= 0)
		return vfio_virqfd_enable(v, NULL, vgt_vfio_intx_unmasked, NULL,
					  &v->intx_unmask, fd);
	vfio_virqfd_disable(&v->intx_unmask);
	return 0;
}

/* Mask or unmask the pin. @data as in vgt_vfio_set_trigger(). */
static int vgt_vfio_set_mask(struct vgt_vfio *v, const struct vfio_irq_set *set,
			     const void *data)
{
	bool mask = set->flags & VFIO_IRQ_SET_ACTION_MASK;

	if (!set->count || !READ_ONCE(v->triggers[VGT_TRIGGER_INTX]))
		return -EINVAL;
	switch (set->flags & VFIO_IRQ_SET_DATA_TYPE_MASK) {
	case VFIO_IRQ_SET_DATA_NONE:
		vgt_vfio_intx_mask(v, mask);
		return 0;
	case VFIO_IRQ_SET_DATA_BOOL:
		if (*(const u8 *)data)
			vgt_vfio_intx_mask(v, mask);
		return 0;
	case VFIO_IRQ_SET_DATA_EVENTFD:
		/* As with vfio-pci: no eventfd masks. */
		return mask ? -ENOTTY : vgt_vfio_unmask_eventfd(v, *(const s32 *)data);
	default:
		return -EINVAL;
	}
}

/* What may be done to an interrupt: all but the pin have nothing to mask. */
static bool vgt_vfio_irq_takes(int which, u32 action)
{
	switch (action) {
	case VFIO_IRQ_SET_ACTION_TRIGGER:
		return true;
	case VFIO_IRQ_SET_ACTION_MASK:
	case VFIO_IRQ_SET_ACTION_UNMASK:
		return which == VGT_TRIGGER_INTX;
	default:
		return false;
	}
}

/* VFIO_DEVICE_SET_IRQS */
long vgt_vfio_set_irqs(struct vgt_vfio *v, unsigned long arg)
{
	size_t size = offsetofend(struct vfio_irq_set, count);
	struct vfio_irq_set set;
	size_t data_size = 0;
	void *data = NULL;
	u32 action;
	int which;
	long ret;

	if (copy_from_user(&set, (void __user *)arg, size))
		return -EFAULT;
	ret = vfio_set_irqs_validate_and_prepare(&set, vgt_vfio_irq_count(set.index),
						 VFIO_PCI_NUM_IRQS, &data_size);
	if (ret)
		return ret;
	which = vgt_vfio_irq_trigger(set.index);
	action = set.flags & VFIO_IRQ_SET_ACTION_TYPE_MASK;
	if (which < 0 || !vgt_vfio_irq_takes(which, action))
		return set.count ? -EINVAL : 0;
	if (data_size) {
		data = memdup_user((void __user *)(arg + size), data_size);
		if (IS_ERR(data))
			return PTR_ERR(data);
	}
	ret = action == VFIO_IRQ_SET_ACTION_TRIGGER ?
	      vgt_vfio_set_trigger(v, which, &set, data) : vgt_vfio_set_mask(v, &set, data);
	kfree(data);
	return ret;
}
