// SPDX-License-Identifier: GPL-2.0-only
/*
 * Files that show and set how vGPUs share the engines: weights, caps, the time slice,
 * and which vGPU is held back.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/kobject.h>
#include <linux/sysfs.h>

#include "../core/device_types.h"
#include "../core/number.h"
#include "../core/sched/ban.h"
#include "../core/sched/ban_types.h"
#include "../core/sched/cap_types.h"
#include "../core/sched/sched.h"
#include "../core/sched/sched_types.h"
#include "../core/share.h"
#include "../core/vgpu_types.h"
#include "control.h"

static ssize_t weight_show(struct kobject *kobj, struct kobj_attribute *attr,
			   char *buf)
{
	return sysfs_emit(buf, "%u\n", vgt_sched_weight(vgt_control_to_vgpu(kobj)));
}

static ssize_t weight_store(struct kobject *kobj, struct kobj_attribute *attr,
			    const char *buf, size_t count)
{
	u32 weight;
	int ret;

	ret = vgt_number_parse(buf, VGT_WEIGHT_MIN, VGT_WEIGHT_MAX, &weight);
	if (ret)
		return ret;
	vgt_sched_set_weight(vgt_control_to_vgpu(kobj), weight);
	return count;
}

static struct kobj_attribute weight_attr = __ATTR_RW(weight);

static ssize_t cap_show(struct kobject *kobj, struct kobj_attribute *attr,
			char *buf)
{
	return sysfs_emit(buf, "%u\n", vgt_sched_cap(vgt_control_to_vgpu(kobj)));
}

static ssize_t cap_store(struct kobject *kobj, struct kobj_attribute *attr,
			 const char *buf, size_t count)
{
	u32 percent;
	int ret;

	ret = vgt_number_parse(buf, VGT_CAP_NONE, VGT_CAP_MAX, &percent);
	if (ret)
		return ret;
	vgt_sched_set_cap(vgt_control_to_vgpu(kobj), percent);
	return count;
}

static struct kobj_attribute cap_attr = __ATTR_RW(cap);

static ssize_t state_show(struct kobject *kobj, struct kobj_attribute *attr,
			  char *buf)
{
	const struct vgt_vgpu *vgpu = vgt_control_to_vgpu(kobj);
	const char *state = "running";

	if (READ_ONCE(vgpu->stopped))
		state = "stopped";
	else if (vgt_ban_holds(&vgpu->ban))
		state = "held";
	return sysfs_emit(buf, "%s\n", state);
}

static struct kobj_attribute state_attr = __ATTR_RO(state);

static struct attribute *vgt_sched_attrs[] = {
	&weight_attr.attr,
	&cap_attr.attr,
	&state_attr.attr,
	NULL
};

/* In the folder of a vGPU itself. */
const struct attribute_group vgt_sched_group = {
	.attrs = vgt_sched_attrs,
};

/* A number of the GPU's scheduler, read and written without a lock. */
typedef u32 *vgt_sched_field_fn(struct vgt_sched *sched);

static ssize_t vgt_sched_show(vgt_sched_field_fn *field, char *buf)
{
	struct vgt_device *dev = vgt_control_device_get();
	u32 value;

	if (!dev)
		return -ENODEV;
	value = READ_ONCE(*field(&dev->sched));
	vgt_control_device_put();
	return sysfs_emit(buf, "%u\n", value);
}

static ssize_t vgt_sched_store(vgt_sched_field_fn *field, u32 most, const char *buf, size_t count)
{
	struct vgt_device *dev;
	u32 value;
	int ret;

	ret = vgt_number_parse(buf, 0, most, &value);
	if (ret)
		return ret;
	dev = vgt_control_device_get();
	if (!dev)
		return -ENODEV;
	WRITE_ONCE(*field(&dev->sched), value);
	vgt_control_device_put();
	return count;
}

#define VGT_SCHED_ATTR(_name, _field, _most)						\
static u32 *vgt_##_name(struct vgt_sched *sched)					\
{											\
	return &sched->_field;								\
}											\
static ssize_t _name##_show(struct kobject *kobj, struct kobj_attribute *attr,		\
			    char *buf)							\
{											\
	return vgt_sched_show(vgt_##_name, buf);					\
}											\
static ssize_t _name##_store(struct kobject *kobj, struct kobj_attribute *attr,		\
			     const char *buf, size_t count)				\
{											\
	return vgt_sched_store(vgt_##_name, _most, buf, count);				\
}											\
struct kobj_attribute vgt_##_name##_attr = __ATTR_RW(_name)

/* In the folder "control". */
VGT_SCHED_ATTR(time_slice_us, slice_us, VGT_SLICE_US_MAX);
VGT_SCHED_ATTR(hang_timeout_ms, hang_ms, VGT_HANG_MS_MAX);
VGT_SCHED_ATTR(hold_hangs, hold_hangs, VGT_BAN_HANGS_MAX);

static ssize_t host_weight_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	struct vgt_device *dev = vgt_control_device_get();
	u32 weight;

	if (!dev)
		return -ENODEV;
	weight = vgt_sched_host_weight(dev);
	vgt_control_device_put();
	return sysfs_emit(buf, "%u\n", weight);
}

static ssize_t host_weight_store(struct kobject *kobj, struct kobj_attribute *attr,
				 const char *buf, size_t count)
{
	struct vgt_device *dev;
	u32 weight;
	int ret;

	ret = vgt_number_parse(buf, VGT_WEIGHT_NONE, VGT_WEIGHT_MAX, &weight);
	if (ret)
		return ret;
	dev = vgt_control_device_get();
	if (!dev)
		return -ENODEV;
	vgt_sched_set_host_weight(dev, weight);
	vgt_control_device_put();
	return count;
}

struct kobj_attribute vgt_host_weight_attr = __ATTR_RW(host_weight);
