// SPDX-License-Identifier: GPL-2.0-only
/*
 * /sys/kernel/vgt/vmN/statistics: counters of a vGPU, one number per file.
 */
#include <linux/bits.h>
#include <linux/kobject.h>
#include <linux/mm.h>
#include <linux/sysfs.h>

#include "../core/device_types.h"
#include "../core/engine.h"
#include "../core/share.h"
#include "../core/vgpu_types.h"
#include "control.h"

/**
 * struct vgt_stat - a file that shows one of struct vgt_stats
 * @attr: the file
 * @counter: returns the address of the number
 */
struct vgt_stat {
	struct kobj_attribute attr;
	const u64 *(*counter)(const struct vgt_stats *stats);
};

/* Without the vGPU's lock: who looks on does not wait for a guest's work. */
static ssize_t vgt_stat_show(struct kobject *kobj, struct kobj_attribute *attr,
			     char *buf)
{
	const struct vgt_stat *stat = container_of(attr, struct vgt_stat, attr);
	const struct vgt_stats *stats = &vgt_control_to_vgpu(kobj)->stats;

	return sysfs_emit(buf, "%llu\n", READ_ONCE(*stat->counter(stats)));
}

#define VGT_STAT(_name)							\
	static const u64 *vgt_counter_##_name(const struct vgt_stats *stats)	\
	{								\
		return &stats->_name;					\
	}								\
	static struct vgt_stat vgt_stat_##_name = {			\
		.attr = __ATTR(_name, 0444, vgt_stat_show, NULL),	\
		.counter = vgt_counter_##_name,				\
	}

VGT_STAT(submissions);
VGT_STAT(followed);
VGT_STAT(mmio_reads);
VGT_STAT(mmio_writes);
VGT_STAT(ggtt_reads);
VGT_STAT(ggtt_writes);
VGT_STAT(ggtt_updates);
VGT_STAT(ggtt_refused);
VGT_STAT(ppgtt_writes);
VGT_STAT(ppgtt_tables);
VGT_STAT(ppgtt_updates);
VGT_STAT(ppgtt_refused);
VGT_STAT(audit_refusals);
VGT_STAT(regs_refused);
VGT_STAT(hangs);
VGT_STAT(resets);

static ssize_t pinned_bytes_show(struct kobject *kobj, struct kobj_attribute *attr,
				 char *buf)
{
	u64 pages = READ_ONCE(vgt_control_to_vgpu(kobj)->pins.count);

	return sysfs_emit(buf, "%llu\n", pages << PAGE_SHIFT);
}

static struct kobj_attribute pinned_bytes_attr = __ATTR_RO(pinned_bytes);

static ssize_t host_memory_show(struct kobject *kobj, struct kobj_attribute *attr,
				char *buf)
{
	const struct vgt_account *memory = &vgt_control_to_vgpu(kobj)->memory;

	return sysfs_emit(buf, "%llu\n", READ_ONCE(memory->used));
}

static struct kobj_attribute host_memory_attr = __ATTR_RO(host_memory);

static ssize_t host_memory_limit_show(struct kobject *kobj, struct kobj_attribute *attr,
				      char *buf)
{
	return sysfs_emit(buf, "%llu\n", vgt_control_to_vgpu(kobj)->memory.limit);
}

static struct kobj_attribute host_memory_limit_attr = __ATTR_RO(host_memory_limit);

static ssize_t host_ggtt_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	const struct vgt_host_ggtt *room = &vgt_control_to_vgpu(kobj)->host_ggtt;

	return sysfs_emit(buf, "%llu\n", READ_ONCE(room->used));
}

static struct kobj_attribute host_ggtt_attr = __ATTR_RO(host_ggtt);

static ssize_t host_ggtt_limit_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%llu\n", vgt_control_to_vgpu(kobj)->host_ggtt.limit);
}

static struct kobj_attribute host_ggtt_limit_attr = __ATTR_RO(host_ggtt_limit);

/**
 * struct vgt_stat_busy - a file that shows the time of an engine
 * @attr: the file
 * @id: the engine
 */
struct vgt_stat_busy {
	struct kobj_attribute attr;
	enum vgt_engine_id id;
};

static ssize_t vgt_stat_busy_show(struct kobject *kobj, struct kobj_attribute *attr,
				  char *buf)
{
	const struct vgt_stat_busy *busy = container_of(attr, struct vgt_stat_busy,
							attr);
	struct vgt_vgpu *vgpu = vgt_control_to_vgpu(kobj);

	return sysfs_emit(buf, "%llu\n",
			  vgt_sched_busy_ns(&vgpu->engines[busy->id]));
}

#define VGT_STAT_BUSY(_name, _id)					\
	static struct vgt_stat_busy vgt_stat_##_name = {		\
		.attr = __ATTR(_name, 0444, vgt_stat_busy_show, NULL),	\
		.id = (_id),						\
	}

/* Engines are called as i915 calls their classes. */
VGT_STAT_BUSY(busy_ns_render, VGT_RCS);
VGT_STAT_BUSY(busy_ns_blitter, VGT_BCS);
VGT_STAT_BUSY(busy_ns_video, VGT_VCS);
VGT_STAT_BUSY(busy_ns_video2, VGT_VCS2);
VGT_STAT_BUSY(busy_ns_video_enhancement, VGT_VECS);

static struct attribute *vgt_stats_attrs[] = {
	&vgt_stat_submissions.attr.attr,
	&vgt_stat_followed.attr.attr,
	&vgt_stat_mmio_reads.attr.attr,
	&vgt_stat_mmio_writes.attr.attr,
	&vgt_stat_ggtt_reads.attr.attr,
	&vgt_stat_ggtt_writes.attr.attr,
	&vgt_stat_ggtt_updates.attr.attr,
	&vgt_stat_ggtt_refused.attr.attr,
	&vgt_stat_ppgtt_writes.attr.attr,
	&vgt_stat_ppgtt_tables.attr.attr,
	&vgt_stat_ppgtt_updates.attr.attr,
	&vgt_stat_ppgtt_refused.attr.attr,
	&vgt_stat_audit_refusals.attr.attr,
	&vgt_stat_regs_refused.attr.attr,
	&vgt_stat_hangs.attr.attr,
	&vgt_stat_resets.attr.attr,
	&pinned_bytes_attr.attr,
	&host_memory_attr.attr,
	&host_memory_limit_attr.attr,
	&host_ggtt_attr.attr,
	&host_ggtt_limit_attr.attr,
	&vgt_stat_busy_ns_render.attr.attr,
	&vgt_stat_busy_ns_blitter.attr.attr,
	&vgt_stat_busy_ns_video.attr.attr,
	&vgt_stat_busy_ns_video2.attr.attr,
	&vgt_stat_busy_ns_video_enhancement.attr.attr,
	NULL
};

/* Only of engines that there are. */
static umode_t vgt_stats_visible(struct kobject *kobj, struct attribute *attr, int n)
{
	const struct vgt_vgpu *vgpu = vgt_control_to_vgpu(kobj);
	const struct kobj_attribute *kattr = container_of(attr, struct kobj_attribute,
							  attr);
	const struct vgt_stat_busy *busy = container_of(kattr, struct vgt_stat_busy,
							attr);

	if (kattr->show == vgt_stat_busy_show &&
	    !(vgpu->dev->gpu->desc.engine_mask & BIT(busy->id)))
		return 0;
	return attr->mode;
}

const struct attribute_group vgt_stats_group = {
	.name = "statistics",
	.attrs = vgt_stats_attrs,
	.is_visible = vgt_stats_visible,
};
