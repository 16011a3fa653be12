// SPDX-License-Identifier: GPL-2.0-only
/*
 * /sys/kernel/vgt/vmN/last_work: what its engines ran last, a line each.
 */
#include <linux/kobject.h>
#include <linux/sysfs.h>

#include "../core/engine.h"
#include "../core/exec/last.h"
#include "../core/vgpu_types.h"
#include "control.h"

/* The longest line that a guest can bring about: numbers of 32 bits, a ring of 2 MiB. */
#define VGT_LAST_LINE \
	"vecs0 4294967295 context 0xffffffff id 0xffffffff " \
	"ring 0xffffffff head 0x1fffff tail 0x1fffff words 524288\n"

static int vgt_last_line(char *buf, int at, const char *engine, const struct vgt_last_work *work)
{
	if (work->error)
		return sysfs_emit_at(buf, at, "%s %u context %#x id %#x stopped %d\n", engine,
				     work->number, work->lrca, work->id, work->error);
	return sysfs_emit_at(buf, at,
			     "%s %u context %#x id %#x ring %#x head %#x tail %#x words %u\n",
			     engine, work->number, work->lrca, work->id, work->start,
			     work->head, work->tail, work->words);
}

/* Without the vGPU's lock: who looks on does not wait for a guest's work. */
static ssize_t last_work_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	struct vgt_vgpu *vgpu = vgt_control_to_vgpu(kobj);
	struct vgt_last_work works[VGT_LAST_MAX];
	int id, at = 0;
	u32 i, n;

	BUILD_BUG_ON(VGT_NUM_ENGINES * VGT_LAST_MAX * (sizeof(VGT_LAST_LINE) - 1) >= PAGE_SIZE);
	for (id = 0; id < VGT_NUM_ENGINES; id++) {
		if (!vgpu->engines[id].vgpu)
			continue;
		n = vgt_last_get(&vgpu->engines[id], works);
		for (i = 0; i < n; i++)
			at += vgt_last_line(buf, at, vgt_engines[id].name, &works[i]);
	}
	return at;
}

static struct kobj_attribute last_work_attr = __ATTR(last_work, 0400, last_work_show, NULL);

static struct attribute *vgt_last_attrs[] = {
	&last_work_attr.attr,
	NULL
};

const struct attribute_group vgt_last_group = {
	.attrs = vgt_last_attrs,
};
