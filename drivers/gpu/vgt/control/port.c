// SPDX-License-Identifier: GPL-2.0-only
/*
 * /sys/kernel/vgt/vmN/PORT_x: the virtual monitors of a vGPU.
 */
#include <linux/kobject.h>
#include <linux/string.h>
#include <linux/sysfs.h>

#include "../core/entry.h"
#include "control.h"

/**
 * struct vgt_port_attr - a file of a port
 * @attr: sysfs's own
 * @port: enum vgt_port_id
 */
struct vgt_port_attr {
	struct kobj_attribute attr;
	u32 port;
};

static u32 vgt_attr_port(const struct kobj_attribute *attr)
{
	return container_of(attr, struct vgt_port_attr, attr)->port;
}

static const char * const vgt_monitor_types[] = {
	[VGT_MONITOR_NONE] = "none",
	[VGT_MONITOR_HDMI] = "hdmi",
	[VGT_MONITOR_DP] = "dp",
};

static ssize_t type_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	struct vgt_monitor_setup setup;

	vgt_vgpu_monitor_setup(vgt_control_to_vgpu(kobj), vgt_attr_port(attr), &setup);
	return sysfs_emit(buf, "%s\n", vgt_monitor_types[setup.type]);
}

static ssize_t type_store(struct kobject *kobj, struct kobj_attribute *attr,
			  const char *buf, size_t count)
{
	int type = sysfs_match_string(vgt_monitor_types, buf);
	int ret;

	if (type < 0)
		return type;
	ret = vgt_vgpu_monitor_set_type(vgt_control_to_vgpu(kobj), vgt_attr_port(attr), type);
	return ret ?: count;
}

static ssize_t connection_show(struct kobject *kobj, struct kobj_attribute *attr,
			       char *buf)
{
	bool connected = vgt_vgpu_monitor_connected(vgt_control_to_vgpu(kobj),
						    vgt_attr_port(attr));

	return sysfs_emit(buf, connected ? "connected\n" : "disconnected\n");
}

static ssize_t connection_store(struct kobject *kobj, struct kobj_attribute *attr,
				const char *buf, size_t count)
{
	struct vgt_vgpu *vgpu = vgt_control_to_vgpu(kobj);
	u32 port = vgt_attr_port(attr);
	int ret = 0;

	if (sysfs_streq(buf, "connect"))
		ret = vgt_vgpu_monitor_connect(vgpu, port);
	else if (sysfs_streq(buf, "disconnect"))
		vgt_vgpu_monitor_disconnect(vgpu, port);
	else
		ret = -EINVAL;
	return ret ?: count;
}

static ssize_t edid_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	struct vgt_monitor_setup setup;

	vgt_vgpu_monitor_setup(vgt_control_to_vgpu(kobj), vgt_attr_port(attr), &setup);
	memcpy(buf, setup.edid, setup.edid_len);
	return setup.edid_len;
}

static ssize_t edid_store(struct kobject *kobj, struct kobj_attribute *attr,
			  const char *buf, size_t count)
{
	int ret = vgt_vgpu_monitor_set_edid(vgt_control_to_vgpu(kobj), vgt_attr_port(attr),
					    buf, count);

	return ret ?: count;
}

#define VGT_PORT(_name, _letter)					\
	static struct vgt_port_attr vgt_port_##_name##_attrs[] = {	\
		{ __ATTR_RW(type), VGT_PORT_##_letter },		\
		{ __ATTR_RW(connection), VGT_PORT_##_letter },		\
		{ __ATTR_RW(edid), VGT_PORT_##_letter },		\
	};								\
	static struct attribute *vgt_port_##_name##_list[] = {		\
		&vgt_port_##_name##_attrs[0].attr.attr,			\
		&vgt_port_##_name##_attrs[1].attr.attr,			\
		&vgt_port_##_name##_attrs[2].attr.attr,			\
		NULL							\
	};								\
	const struct attribute_group vgt_port_##_name##_group = {	\
		.name = "PORT_" #_letter,				\
		.attrs = vgt_port_##_name##_list,			\
	}

/* Those of vgt_monitor_port(). */
VGT_PORT(b, B);
VGT_PORT(c, C);
VGT_PORT(d, D);
