// SPDX-License-Identifier: GPL-2.0-only
/*
 * The device as VFIO sees it: open, ioctls, close.
 */
#include <linux/memcontrol.h>
#include <linux/mm.h>
#include <linux/sched/mm.h>
#include <linux/uaccess.h>

#include "../core/vgpu.h"
#include "vfio.h"

static struct device *vgt_vfio_device(struct vgt_guest *guest)
{
	return guest_to_vfio(guest)->vdev.dev;
}

static const struct vgt_guest_ops vgt_vfio_guest_ops = {
	.read = vgt_vfio_mem_read,
	.pin = vgt_vfio_pin,
	.unpin = vgt_vfio_unpin,
	.track = vgt_vfio_track,
	.untrack = vgt_vfio_untrack,
	.unmap = vgt_vfio_unmap,
	.room = vgt_vfio_bar2_room,
	.hide = vgt_vfio_bar2_hide,
	.show = vgt_vfio_bar2_show,
	.refault = vgt_vfio_bar2_refault,
	.revoke = vgt_vfio_bar2_revoke,
	.some_by_aperture = !VGT_KVM_TAKES_TAILS,
	.interrupt = vgt_vfio_interrupt,
	.charge_begin = vgt_vfio_charge_begin,
	.charge_end = vgt_vfio_charge_end,
	.device = vgt_vfio_device,
};

static int vgt_vfio_init(struct vfio_device *vdev)
{
	struct vgt_vfio *v = to_vgt_vfio(vdev);
	struct mdev_device *mdev = to_mdev_device(vdev->dev);
	struct vgt_mdev_type *type = container_of(mdev->type, struct vgt_mdev_type,
						  type);
	struct vgt_vgpu *vgpu;
	int ret;

	v->parent = container_of(mdev->type->parent, struct vgt_mdev_parent, parent);
	v->guest.ops = &vgt_vfio_guest_ops;
	spin_lock_init(&v->triggers_lock);
	mutex_init(&v->runs_lock);
	mutex_init(&v->vmas_lock);
	mutex_init(&v->edid.lock);
	INIT_LIST_HEAD(&v->vmas);
	xa_init(&v->tracked);
	v->runs = RB_ROOT_CACHED;
	ret = vgt_gfx_init(&v->gfx);
	if (ret)
		return ret;
	ret = vgt_vfio_bar2_init(v);
	if (ret)
		goto err_gfx;

	vgpu = vgt_vgpu_create(v->parent->dev, type->vgt, &v->guest);
	if (IS_ERR(vgpu)) {
		ret = PTR_ERR(vgpu);
		goto err_bar2;
	}
	v->vgpu = vgpu;
	return 0;

err_bar2:
	vgt_vfio_bar2_fini(v);
err_gfx:
	vgt_gfx_fini(&v->gfx);
	return ret;
}

static void vgt_vfio_release(struct vfio_device *vdev)
{
	struct vgt_vfio *v = to_vgt_vfio(vdev);

	vgt_vgpu_destroy(v->vgpu);
	vgt_vfio_bar2_fini(v);
	vgt_gfx_fini(&v->gfx);
	xa_destroy(&v->tracked);
	WARN_ON_ONCE(!RB_EMPTY_ROOT(&v->runs.rb_root));
	mutex_destroy(&v->runs_lock);
	mutex_destroy(&v->vmas_lock);
	mutex_destroy(&v->edid.lock);
	vgt_vfio_free(vdev);
}

static void vgt_vfio_forget_process(struct vgt_vfio *v)
{
	mem_cgroup_put(v->memcg);
	v->memcg = NULL;
	mmdrop(v->mm);
	v->mm = NULL;
}

/* All mappings are gone: each holds the file. */
static void vgt_vfio_forget_foreign(struct vgt_vfio *v)
{
	free_page((unsigned long)v->foreign);
	v->foreign = NULL;
}

static int vgt_vfio_open(struct vfio_device *vdev)
{
	struct vgt_vfio *v = to_vgt_vfio(vdev);
	int ret;

	v->mm = current->mm;
	mmgrab(v->mm);
	v->memcg = get_mem_cgroup_from_mm(v->mm);
	ret = -ENOMEM;
	v->foreign = (void *)get_zeroed_page(GFP_KERNEL_ACCOUNT);
	if (!v->foreign)
		goto err_mm;
	ret = vgt_vfio_track_init(v);
	if (ret)
		goto err_foreign;
	vgt_edid_region_init(v);
	ret = vgt_vgpu_start(v->vgpu);
	if (ret)
		goto err_track;
	return 0;

err_track:
	vgt_vfio_track_fini(v);
err_foreign:
	vgt_vfio_forget_foreign(v);
err_mm:
	vgt_vfio_forget_process(v);
	return ret;
}

static void vgt_vfio_close(struct vfio_device *vdev)
{
	struct vgt_vfio *v = to_vgt_vfio(vdev);

	vgt_vgpu_stop(v->vgpu);
	vgt_vfio_bar2_forget(v);
	vgt_gfx_reset(&v->gfx);
	vgt_screen_release(v);
	vgt_vfio_track_fini(v);
	vgt_vfio_irq_release(v);
	vgt_vfio_forget_foreign(v);
	vgt_vfio_forget_process(v);
}

static long vgt_vfio_device_info(unsigned long arg)
{
	struct vfio_device_info info;
	size_t size = offsetofend(struct vfio_device_info, num_irqs);

	if (copy_from_user(&info, (void __user *)arg, size))
		return -EFAULT;
	if (info.argsz < size)
		return -EINVAL;
	info.flags = VFIO_DEVICE_FLAGS_PCI | VFIO_DEVICE_FLAGS_RESET;
	info.num_regions = VGT_NUM_REGIONS;
	info.num_irqs = VFIO_PCI_NUM_IRQS;
	return copy_to_user((void __user *)arg, &info, size) ? -EFAULT : 0;
}

static long vgt_vfio_ioctl(struct vfio_device *vdev, unsigned int cmd,
			   unsigned long arg)
{
	struct vgt_vfio *v = to_vgt_vfio(vdev);

	switch (cmd) {
	case VFIO_DEVICE_GET_INFO:
		return vgt_vfio_device_info(arg);
	case VFIO_DEVICE_GET_REGION_INFO:
		return vgt_region_info_ioctl(vdev, arg, vgt_vfio_region_info);
	case VFIO_DEVICE_GET_IRQ_INFO:
		return vgt_vfio_irq_info(v, arg);
	case VFIO_DEVICE_SET_IRQS:
		return vgt_vfio_set_irqs(v, arg);
	case VFIO_DEVICE_RESET:
		return vgt_vfio_reset(v);
	case VFIO_DEVICE_QUERY_GFX_PLANE:
		return vgt_vfio_query_plane(v, arg);
	case VFIO_DEVICE_GET_GFX_DMABUF:
		return vgt_vfio_get_dmabuf(v, arg);
	default:
		return -ENOTTY;
	}
}

const struct vfio_device_ops vgt_vfio_ops = {
	.name = "vgt",
	.init = vgt_vfio_init,
	.release = vgt_vfio_release,
	.open_device = vgt_vfio_open,
	.close_device = vgt_vfio_close,
	.read = vgt_vfio_read,
	.write = vgt_vfio_write,
	.mmap = vgt_vfio_mmap,
	.ioctl = vgt_vfio_ioctl,
	.request = vgt_vfio_request,
	.dma_unmap = vgt_vfio_dma_unmap,
	VGT_REGION_INFO_OPS(vgt_vfio_region_info)
	VGT_IOMMUFD_OPS
};
