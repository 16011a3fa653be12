// SPDX-License-Identifier: GPL-2.0-only
/*
 * /sys/kernel/vgt, and its files for the GPU.
 */
#include <linux/errno.h>
#include <linux/kobject.h>
#include <linux/sysfs.h>

#include "../core/device_types.h"
#include "../core/resources.h"
#include "control.h"

static int vgt_control_created(struct vgt_vgpu *vgpu)
{
	int ret;

	ret = vgt_foreground_add(vgpu);
	if (ret)
		return ret;
	ret = vgt_control_vgpu_add(vgpu);
	if (ret)
		vgt_foreground_del(vgpu);
	return ret;
}

static void vgt_control_destroyed(struct vgt_vgpu *vgpu)
{
	vgt_foreground_del(vgpu);
	vgt_control_vgpu_del(vgpu);
}

static const struct vgt_listener vgt_control_listener = {
	.created = vgt_control_created,
	.stopped = vgt_foreground_leave,
	.destroyed = vgt_control_destroyed,
	.display_changed = vgt_foreground_changed,
};

/* A line per resource: what is free, and of how much. */
static ssize_t vgt_control_resources(const struct vgt_resources *free,
				     const struct vgt_resources *total, char *buf)
{
	return sysfs_emit(buf,
			  "aperture_mb %llu %llu\nhidden_mb %llu %llu\nfences %u %u\nvgpus %u %u\n",
			  free->low >> 20, total->low >> 20, free->high >> 20,
			  total->high >> 20, free->fences, total->fences,
			  free->vgpus, total->vgpus);
}

static ssize_t available_resource_show(struct kobject *kobj,
				       struct kobj_attribute *attr, char *buf)
{
	struct vgt_device *dev = vgt_control_device_get();
	struct vgt_resources free;
	ssize_t ret;

	if (!dev)
		return -ENODEV;
	vgt_device_free(dev, &free);
	ret = vgt_control_resources(&free, &dev->total, buf);
	vgt_control_device_put();
	return ret;
}

static struct kobj_attribute available_resource_attr = __ATTR_RO(available_resource);

static const struct attribute *vgt_control_attrs[] = {
	&available_resource_attr.attr,
	&vgt_foreground_attr.attr,
	&vgt_time_slice_us_attr.attr,
	&vgt_hang_timeout_ms_attr.attr,
	&vgt_hold_hangs_attr.attr,
	&vgt_host_weight_attr.attr,
	NULL
};

/**
 * vgt_control_add() - start to share a GPU
 * @dev: its mediator, without vGPUs yet
 *
 * Return: 0, or -EEXIST if another GPU is shared: ids of vGPUs would be ambiguous.
 */
int vgt_control_add(struct vgt_device *dev)
{
	int ret = vgt_control_share(dev);

	if (!ret)
		dev->listener = &vgt_control_listener;
	return ret;
}

/**
 * vgt_control_del() - stop sharing a GPU
 * @dev: its mediator, with no vGPU left
 */
void vgt_control_del(struct vgt_device *dev)
{
	dev->listener = NULL;
	vgt_control_unshare(dev);
}

/**
 * vgt_control_init() - make /sys/kernel/vgt/control
 *
 * Return: 0 or -ENOMEM.
 */
int vgt_control_init(void)
{
	int ret;

	ret = vgt_foreground_init();
	if (ret)
		return ret;
	ret = vgt_control_root_init();
	if (ret)
		goto err_foreground;
	ret = sysfs_create_files(vgt_control_files(), vgt_control_attrs);
	if (ret)
		goto err_root;
	vgt_record_init();
	return 0;

err_root:
	vgt_control_root_exit();
err_foreground:
	vgt_foreground_exit();
	return ret;
}

/**
 * vgt_control_exit() - remove /sys/kernel/vgt/control
 */
void vgt_control_exit(void)
{
	vgt_record_exit();
	sysfs_remove_files(vgt_control_files(), vgt_control_attrs);
	vgt_foreground_exit();
	vgt_control_root_exit();
}
