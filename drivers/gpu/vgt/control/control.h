/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What administrators see: /sys/kernel/vgt.
 */
#ifndef VGT_CONTROL_H
#define VGT_CONTROL_H

#include <linux/kobject.h>
#include <linux/sysfs.h>

struct dentry;
struct vgt_device;
struct vgt_vgpu;

/**
 * struct vgt_control_vgpu - the folder of a vGPU
 * @kobj: in /sys/kernel/vgt
 * @vgpu: the vGPU. sysfs waits for readers before the folder is gone, and the
 *	folder goes before the vGPU does
 * @debug: its folder in debugfs
 */
struct vgt_control_vgpu {
	struct kobject kobj;
	struct vgt_vgpu *vgpu;
	struct dentry *debug;
};

static inline struct vgt_vgpu *vgt_control_to_vgpu(struct kobject *kobj)
{
	return container_of(kobj, struct vgt_control_vgpu, kobj)->vgpu;
}

extern const struct attribute_group vgt_last_group;
extern const struct attribute_group vgt_stats_group;
extern const struct attribute_group vgt_sched_group;
extern const struct attribute_group vgt_port_b_group;
extern const struct attribute_group vgt_port_c_group;
extern const struct attribute_group vgt_port_d_group;
extern struct kobj_attribute vgt_time_slice_us_attr;
extern struct kobj_attribute vgt_hang_timeout_ms_attr;
extern struct kobj_attribute vgt_hold_hangs_attr;
extern struct kobj_attribute vgt_host_weight_attr;
extern struct kobj_attribute vgt_foreground_attr;

int vgt_control_init(void);
void vgt_control_exit(void);
int vgt_control_add(struct vgt_device *dev);
void vgt_control_del(struct vgt_device *dev);

int vgt_control_root_init(void);
void vgt_control_root_exit(void);
struct kobject *vgt_control_files(void);
int vgt_control_share(struct vgt_device *dev);
void vgt_control_unshare(struct vgt_device *dev);
struct vgt_device *vgt_control_device_get(void);
void vgt_control_device_put(void);

struct kset *vgt_control_root(void);
void vgt_control_notify(const char *file);

int vgt_foreground_add(struct vgt_vgpu *vgpu);
void vgt_foreground_del(struct vgt_vgpu *vgpu);
void vgt_foreground_leave(struct vgt_vgpu *vgpu);
void vgt_foreground_changed(struct vgt_vgpu *vgpu);
int vgt_foreground_init(void);
void vgt_foreground_exit(void);

struct dentry *vgt_record_add(struct vgt_vgpu *vgpu);
void vgt_record_del(struct vgt_vgpu *vgpu, struct dentry *folder);
void vgt_record_init(void);
void vgt_record_exit(void);

int vgt_control_vgpu_add(struct vgt_vgpu *vgpu);
void vgt_control_vgpu_del(struct vgt_vgpu *vgpu);

#endif
