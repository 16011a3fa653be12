// SPDX-License-Identifier: GPL-2.0-only
/*
 * /sys/kernel/vgt/vmN: the properties of a vGPU.
 */
#include <linux/device.h>
#include <linux/kobject.h>
#include <linux/slab.h>
#include <linux/sysfs.h>

#include "../core/device_types.h"
#include "../core/guest_port.h"
#include "../core/mem/ggtt_types.h"
#include "../core/size.h"
#include "../core/type.h"
#include "../core/vgpu_types.h"
#include "../host/host.h"
#include "control.h"

static ssize_t vgt_id_show(struct kobject *kobj, struct kobj_attribute *attr,
			   char *buf)
{
	return sysfs_emit(buf, "%d\n", vgt_control_to_vgpu(kobj)->id);
}

static ssize_t gm_sz_show(struct kobject *kobj, struct kobj_attribute *attr,
			  char *buf)
{
	struct vgt_size size;
	int ret = vgt_vgpu_size(vgt_control_to_vgpu(kobj), &size);

	return ret ? ret : sysfs_emit(buf, "0x%llx\n", size.low + size.high);
}

static ssize_t aperture_sz_show(struct kobject *kobj, struct kobj_attribute *attr,
				char *buf)
{
	struct vgt_size size;
	int ret = vgt_vgpu_size(vgt_control_to_vgpu(kobj), &size);

	return ret ? ret : sysfs_emit(buf, "0x%llx\n", size.low);
}

static ssize_t aperture_base_show(struct kobject *kobj, struct kobj_attribute *attr,
				  char *buf)
{
	struct vgt_vgpu *vgpu = vgt_control_to_vgpu(kobj);
	u64 base = vgt_host_gpu(vgpu->dev->gpu)->aperture;

	base += vgpu->ggtt.part[VGT_GGTT_LOW].space.start;
	return sysfs_emit(buf, "0x%llx\n", base);
}

static ssize_t type_show(struct kobject *kobj, struct kobj_attribute *attr,
			 char *buf)
{
	struct vgt_vgpu *vgpu = vgt_control_to_vgpu(kobj);
	const struct vgt_host_gpu *host = vgt_host_gpu(vgpu->dev->gpu);

	/* As mdev calls it. */
	return sysfs_emit(buf, "%s-%s\n", dev_driver_string(host->dev),
			  vgpu->type->name);
}

static struct kobj_attribute vgt_id_attr = __ATTR_RO(vgt_id);
static struct kobj_attribute gm_sz_attr = __ATTR_RO(gm_sz);
static struct kobj_attribute aperture_sz_attr = __ATTR_RO(aperture_sz);
static struct kobj_attribute aperture_base_attr = __ATTR_RO(aperture_base);
static struct kobj_attribute type_attr = __ATTR_RO(type);

static struct attribute *vgt_vgpu_attrs[] = {
	&vgt_id_attr.attr,
	&gm_sz_attr.attr,
	&aperture_sz_attr.attr,
	&aperture_base_attr.attr,
	&type_attr.attr,
	NULL
};

static const struct attribute_group vgt_vgpu_group = {
	.attrs = vgt_vgpu_attrs,
};

static const struct attribute_group *vgt_vgpu_groups[] = {
	&vgt_vgpu_group,
	&vgt_sched_group,
	&vgt_stats_group,
	&vgt_last_group,
	&vgt_port_b_group,
	&vgt_port_c_group,
	&vgt_port_d_group,
	NULL
};

static void vgt_control_vgpu_release(struct kobject *kobj)
{
	kfree(container_of(kobj, struct vgt_control_vgpu, kobj));
}

static const struct kobj_type vgt_control_vgpu_type = {
	.sysfs_ops = &kobj_sysfs_ops,
	.default_groups = vgt_vgpu_groups,
	.release = vgt_control_vgpu_release,
};

static void vgt_control_unlink(struct vgt_vgpu *vgpu)
{
	struct device *dev = vgt_guest_device(vgpu->guest);

	if (dev)
		sysfs_remove_link(&dev->kobj, "vgt");
}

/*
 * To what the guest's hypervisor has of it, and back: there mdevctl can set what is here, whatever
 * the id is.
 */
static int vgt_control_link(struct vgt_vgpu *vgpu, struct kobject *kobj)
{
	struct device *dev = vgt_guest_device(vgpu->guest);
	int ret;

	if (!dev)
		return 0;
	ret = sysfs_create_link(kobj, &dev->kobj, "device");
	if (ret)
		return ret;
	return sysfs_create_link(&dev->kobj, kobj, "vgt");
}

/**
 * vgt_control_vgpu_add() - create the sysfs folder of a vGPU
 * @vgpu: the vGPU
 *
 * Return: 0 or -ENOMEM.
 */
int vgt_control_vgpu_add(struct vgt_vgpu *vgpu)
{
	struct vgt_control_vgpu *cv;
	int ret;

	cv = kzalloc(sizeof(*cv), GFP_KERNEL);
	if (!cv)
		return -ENOMEM;
	cv->vgpu = vgpu;
	cv->kobj.kset = vgt_control_root();
	ret = kobject_init_and_add(&cv->kobj, &vgt_control_vgpu_type, NULL,
				   "vm%d", vgpu->id);
	if (ret)
		goto err_put;
	ret = vgt_control_link(vgpu, &cv->kobj);
	if (ret)
		goto err_put;
	cv->debug = vgt_record_add(vgpu);
	vgpu->shown = &cv->kobj;
	kobject_uevent(&cv->kobj, KOBJ_ADD);
	return 0;

err_put:
	kobject_put(&cv->kobj);
	return ret;
}

/**
 * vgt_control_vgpu_del() - remove the sysfs folder of a vGPU
 * @vgpu: the vGPU
 */
void vgt_control_vgpu_del(struct vgt_vgpu *vgpu)
{
	struct kobject *kobj = vgpu->shown;

	vgpu->shown = NULL;
	vgt_record_del(vgpu, container_of(kobj, struct vgt_control_vgpu, kobj)->debug);
	vgt_control_unlink(vgpu);
	kobject_del(kobj);
	kobject_put(kobj);
}
