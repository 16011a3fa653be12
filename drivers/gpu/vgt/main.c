// SPDX-License-Identifier: GPL-2.0-only
/*
 * vgt: several virtual machines share one Intel integrated GPU.
 *
 * Joins the parts: a GPU from host/, its mediator in core/, its vGPUs for guests by drivers
 * of the guest port, and for administrators by control/.
 */
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/slab.h>

#include "control/control.h"
#include "core/device.h"
#include "core/guest_port.h"
#include "core/pm.h"
#include "host/compat.h"
#include "host/host.h"
#include "vfio/mdev.h"

/* One row for each kind of guest. */
static const struct vgt_guest_driver *const vgt_guest_drivers[] = {
	&vgt_mdev,
};

/**
 * struct vgt_instance - a GPU that is shared
 * @link: in the list of all
 * @gpu: the GPU
 * @dev: its mediator
 * @offers: results of @add of each kind of guest
 *
 * vgt_instances_lock protects the list. Callbacks hold it while they use an instance.
 */
struct vgt_instance {
	struct list_head link;
	struct vgt_gpu *gpu;
	struct vgt_device dev;
	void *offers[ARRAY_SIZE(vgt_guest_drivers)];
};

static LIST_HEAD(vgt_instances);
/* Protects the list of instances. */
static DEFINE_MUTEX(vgt_instances_lock);

static struct vgt_reserve vgt_reserve = {
	.aperture_mb = 64,
	.hidden_mb = 384,
	.fences = 4,
};

module_param_named(host_aperture_mb, vgt_reserve.aperture_mb, uint, 0444);
MODULE_PARM_DESC(host_aperture_mb, "Aperture that the host keeps, in MiB (64)");
module_param_named(host_hidden_mb, vgt_reserve.hidden_mb, uint, 0444);
MODULE_PARM_DESC(host_hidden_mb, "GGTT space outside of the aperture that the host keeps, in MiB (384)");
module_param_named(host_fences, vgt_reserve.fences, uint, 0444);
MODULE_PARM_DESC(host_fences, "Fence registers that the host keeps (4)");

/* Undo in reverse order, from the one before @end. */
static void vgt_gpu_withdraw(struct vgt_instance *in, u32 end)
{
	while (end--)
		vgt_guest_drivers[end]->del(in->offers[end]);
}

static int vgt_gpu_offer(struct vgt_instance *in)
{
	u32 i;

	for (i = 0; i < ARRAY_SIZE(vgt_guest_drivers); i++) {
		in->offers[i] = vgt_guest_drivers[i]->add(&in->dev);
		if (IS_ERR(in->offers[i])) {
			vgt_gpu_withdraw(in, i);
			return PTR_ERR(in->offers[i]);
		}
	}
	return 0;
}

static int vgt_gpu_added(struct vgt_gpu *gpu)
{
	struct vgt_instance *in;
	int ret;

	in = kvzalloc(sizeof(*in), GFP_KERNEL);
	if (!in)
		return -ENOMEM;
	in->gpu = gpu;
	ret = vgt_device_init(&in->dev, gpu, &vgt_reserve);
	if (ret)
		goto err_free;
	ret = vgt_control_add(&in->dev);
	if (ret)
		goto err_device;
	/* List it before it has users: a freeze must find it. */
	mutex_lock(&vgt_instances_lock);
	list_add(&in->link, &vgt_instances);
	mutex_unlock(&vgt_instances_lock);
	ret = vgt_gpu_offer(in);
	if (ret)
		goto err_listed;
	pr_info("vgt: %s: device %04x is shared: %llu MB of aperture, %llu MB of hidden GGTT space, %u fences for vGPUs\n",
		gpu->desc.name, gpu->desc.device, in->dev.total.low >> 20,
		in->dev.total.high >> 20, in->dev.total.fences);
	return 0;

err_listed:
	mutex_lock(&vgt_instances_lock);
	list_del(&in->link);
	mutex_unlock(&vgt_instances_lock);
	vgt_control_del(&in->dev);
err_device:
	vgt_device_fini(&in->dev);
err_free:
	kvfree(in);
	pr_err("vgt: %s: cannot be shared: %d\n", gpu->desc.name, ret);
	return ret;
}

static struct vgt_instance *vgt_instance_of(struct vgt_gpu *gpu)
{
	struct vgt_instance *in;

	list_for_each_entry(in, &vgt_instances, link)
		if (in->gpu == gpu)
			return in;
	return NULL;
}

static void vgt_gpu_removed(struct vgt_gpu *gpu)
{
	struct vgt_instance *in;

	mutex_lock(&vgt_instances_lock);
	in = vgt_instance_of(gpu);
	mutex_unlock(&vgt_instances_lock);
	if (WARN_ON(!in))
		return;
	/* This waits for users, without the lock: the host may go to sleep meanwhile. */
	vgt_gpu_withdraw(in, ARRAY_SIZE(in->offers));
	mutex_lock(&vgt_instances_lock);
	list_del(&in->link);
	mutex_unlock(&vgt_instances_lock);
	vgt_control_del(&in->dev);
	vgt_device_fini(&in->dev);
	kvfree(in);
}

static int vgt_gpu_do(struct vgt_gpu *gpu, int (*what)(struct vgt_device *dev))
{
	struct vgt_instance *in;
	int ret = 0;

	mutex_lock(&vgt_instances_lock);
	in = vgt_instance_of(gpu);
	if (in)
		ret = what(&in->dev);
	mutex_unlock(&vgt_instances_lock);
	return ret;
}

static int vgt_device_back(struct vgt_device *dev)
{
	vgt_device_resume(dev);
	return 0;
}

static void vgt_gpu_resumed(struct vgt_gpu *gpu)
{
	vgt_gpu_do(gpu, vgt_device_back);
}

static int vgt_gpu_freeze(struct vgt_gpu *gpu)
{
	return vgt_gpu_do(gpu, vgt_device_freeze);
}

static int vgt_device_awake(struct vgt_device *dev)
{
	vgt_device_thaw(dev);
	return 0;
}

static void vgt_gpu_thaw(struct vgt_gpu *gpu)
{
	vgt_gpu_do(gpu, vgt_device_awake);
}

static const struct vgt_host_client vgt_client = {
	.added = vgt_gpu_added,
	.removed = vgt_gpu_removed,
	.resumed = vgt_gpu_resumed,
	.freeze = vgt_gpu_freeze,
	.thaw = vgt_gpu_thaw,
};

static void vgt_drivers_exit(u32 end)
{
	while (end--)
		vgt_guest_drivers[end]->exit();
}

static int vgt_drivers_init(void)
{
	u32 i;
	int ret;

	for (i = 0; i < ARRAY_SIZE(vgt_guest_drivers); i++) {
		ret = vgt_guest_drivers[i]->init();
		if (ret) {
			vgt_drivers_exit(i);
			return ret;
		}
	}
	return 0;
}

static int __init vgt_init(void)
{
	int ret;

	ret = vgt_drivers_init();
	if (ret)
		return ret;
	ret = vgt_control_init();
	if (ret)
		goto err_drivers;
	ret = vgt_host_register(&vgt_client);
	if (ret)
		goto err_control;
	return 0;

err_control:
	vgt_control_exit();
err_drivers:
	vgt_drivers_exit(ARRAY_SIZE(vgt_guest_drivers));
	return ret;
}

static void __exit vgt_exit(void)
{
	vgt_host_unregister();
	vgt_control_exit();
	vgt_drivers_exit(ARRAY_SIZE(vgt_guest_drivers));
}

module_init(vgt_init);
module_exit(vgt_exit);

MODULE_DESCRIPTION("Virtual GPUs by mediated pass-through of Intel graphics");
MODULE_AUTHOR("vgt maintainers");
MODULE_LICENSE("GPL");
MODULE_VERSION(VGT_VERSION);
VGT_IMPORT_NS(I915_GVT);
VGT_IMPORT_NS(DMA_BUF);
