// SPDX-License-Identifier: GPL-2.0-only
/*
 * intel_vgpu/ of a mediated device: the properties of a vGPU that belong to the device, where
 * mdevctl looks for attributes that it stores.
 */
#include <linux/device.h>
#include <linux/kernel.h>
#include <linux/mdev.h>
#include <linux/sysfs.h>

#include "../core/number.h"
#include "../core/sched/sched_types.h"
#include "../core/share.h"
#include "../core/size.h"
#include "../core/vgpu_types.h"
#include "vfio.h"

static struct vgt_vgpu *vgt_attr_vgpu(struct device *dev)
{
	struct vgt_vfio *v = dev_get_drvdata(dev);

	return v->vgpu;
}

static ssize_t vgpu_id_show(struct device *dev, struct device_attribute *attr,
			    char *buf)
{
	return sysfs_emit(buf, "%d\n", vgt_attr_vgpu(dev)->id);
}
static DEVICE_ATTR_RO(vgpu_id);

static const char * const vgt_displays[] = { "dmabuf", "copy" };

static ssize_t display_show(struct device *dev, struct device_attribute *attr,
			    char *buf)
{
	struct vgt_vfio *v = dev_get_drvdata(dev);

	return sysfs_emit(buf, "%s\n", vgt_displays[READ_ONCE(v->copies)]);
}

static ssize_t display_store(struct device *dev, struct device_attribute *attr,
			     const char *buf, size_t count)
{
	struct vgt_vfio *v = dev_get_drvdata(dev);
	int which = sysfs_match_string(vgt_displays, buf);

	if (which < 0)
		return which;
	WRITE_ONCE(v->copies, which);
	return count;
}
static DEVICE_ATTR_RW(display);

static ssize_t vgt_attr_store_bytes(struct device *dev, const char *buf, size_t count,
				    int (*set)(struct vgt_vgpu *vgpu, u64 bytes))
{
	u64 bytes;
	int ret = vgt_bytes_parse(buf, &bytes);

	if (!ret)
		ret = set(vgt_attr_vgpu(dev), bytes);
	return ret ? ret : count;
}

static ssize_t low_gm_size_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	struct vgt_size size;
	int ret = vgt_vgpu_size(vgt_attr_vgpu(dev), &size);

	return ret ? ret : sysfs_emit(buf, "%llu\n", size.low);
}

static ssize_t low_gm_size_store(struct device *dev, struct device_attribute *attr,
				 const char *buf, size_t count)
{
	return vgt_attr_store_bytes(dev, buf, count, vgt_vgpu_set_low);
}
static DEVICE_ATTR_RW(low_gm_size);

static ssize_t high_gm_size_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	struct vgt_size size;
	int ret = vgt_vgpu_size(vgt_attr_vgpu(dev), &size);

	return ret ? ret : sysfs_emit(buf, "%llu\n", size.high);
}

static ssize_t high_gm_size_store(struct device *dev, struct device_attribute *attr,
				  const char *buf, size_t count)
{
	return vgt_attr_store_bytes(dev, buf, count, vgt_vgpu_set_high);
}
static DEVICE_ATTR_RW(high_gm_size);

static ssize_t fence_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	struct vgt_size size;
	int ret = vgt_vgpu_size(vgt_attr_vgpu(dev), &size);

	return ret ? ret : sysfs_emit(buf, "%u\n", size.fences);
}

static ssize_t fence_store(struct device *dev, struct device_attribute *attr,
			   const char *buf, size_t count)
{
	u32 fences;
	int ret = vgt_number_parse(buf, 0, U32_MAX, &fences);

	if (!ret)
		ret = vgt_vgpu_set_fences(vgt_attr_vgpu(dev), fences);
	return ret ? ret : count;
}
static DEVICE_ATTR_RW(fence);

static ssize_t resolution_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	struct vgt_size size;
	int ret = vgt_vgpu_size(vgt_attr_vgpu(dev), &size);

	return ret ? ret : sysfs_emit(buf, "%ux%u\n", size.width, size.height);
}

static ssize_t resolution_store(struct device *dev, struct device_attribute *attr,
				const char *buf, size_t count)
{
	u32 width, height;
	int ret = vgt_pair_parse(buf, &width, &height);

	if (!ret)
		ret = vgt_vgpu_set_resolution(vgt_attr_vgpu(dev), width, height);
	return ret ? ret : count;
}
static DEVICE_ATTR_RW(resolution);

/* As that of /sys/kernel/vgt/vmN. */
static ssize_t weight_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%u\n", vgt_sched_weight(vgt_attr_vgpu(dev)));
}

static ssize_t weight_store(struct device *dev, struct device_attribute *attr,
			    const char *buf, size_t count)
{
	u32 weight;
	int ret = vgt_number_parse(buf, VGT_WEIGHT_MIN, VGT_WEIGHT_MAX, &weight);

	if (ret)
		return ret;
	vgt_sched_set_weight(vgt_attr_vgpu(dev), weight);
	return count;
}
static DEVICE_ATTR_RW(weight);

static struct attribute *vgt_mdev_attrs[] = {
	&dev_attr_vgpu_id.attr,
	&dev_attr_display.attr,
	&dev_attr_low_gm_size.attr,
	&dev_attr_high_gm_size.attr,
	&dev_attr_fence.attr,
	&dev_attr_resolution.attr,
	&dev_attr_weight.attr,
	NULL
};

/* As the in-tree mediator calls it. */
static const struct attribute_group vgt_mdev_group = {
	.name = "intel_vgpu",
	.attrs = vgt_mdev_attrs,
};

const struct attribute_group *vgt_mdev_groups[] = {
	&vgt_mdev_group,
	NULL
};
