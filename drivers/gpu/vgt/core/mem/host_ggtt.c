// SPDX-License-Identifier: GPL-2.0-only
/*
 * Account for the host's part of the GGTT that a vGPU uses for its guest's work: pinned contexts
 * with their rings, copies of batches, and batches of vgt's own. All guests and the host share that
 * part. Without a limit, a few guests could fill it, and others' work would wait, and no vGPU could
 * be created.
 *
 * A vGPU at its limit waits until work of its own ends. Nobody else is asked to give room for that.
 * One request always fits, beside what engines without work keep: the audit limits its copies, and
 * its ring has a maximum.
 */
#include <linux/compiler.h>
#include <linux/errno.h>
#include <linux/ktime.h>
#include <linux/lockdep.h>

#include "core/device_types.h"
#include "core/record/record.h"
#include "core/vgpu_types.h"
#include "host_ggtt.h"

/**
 * vgt_host_ggtt_take() - charge GGTT space of the host's to a vGPU
 * @vgpu: the vGPU; its lock is held
 * @bytes: how much
 *
 * Return: 0, or -EBUSY at the limit: the caller should try again later.
 */
int vgt_host_ggtt_take(struct vgt_vgpu *vgpu, u64 bytes)
{
	struct vgt_host_ggtt *room = &vgpu->host_ggtt;

	lockdep_assert_held(&vgpu->lock);
	if (bytes > room->limit || room->used > room->limit - bytes) {
		room->full = true;
		return -EBUSY;
	}
	WRITE_ONCE(room->used, room->used + bytes);
	return 0;
}

/**
 * vgt_host_ggtt_grown() - charge the difference if a buffer turned out larger
 * @vgpu: the vGPU; its lock is held
 * @bytes: by how much
 *
 * It counts, and is never refused.
 */
void vgt_host_ggtt_grown(struct vgt_vgpu *vgpu, u64 bytes)
{
	lockdep_assert_held(&vgpu->lock);
	WRITE_ONCE(vgpu->host_ggtt.used, vgpu->host_ggtt.used + bytes);
}

/**
 * vgt_host_ggtt_give() - give back what vgt_host_ggtt_take() took
 * @vgpu: the vGPU; its lock is held
 * @bytes: how much
 */
void vgt_host_ggtt_give(struct vgt_vgpu *vgpu, u64 bytes)
{
	lockdep_assert_held(&vgpu->lock);
	WRITE_ONCE(vgpu->host_ggtt.used, vgpu->host_ggtt.used - bytes);
}

/**
 * vgt_host_ggtt_begin() - begin with new work, which has not asked for room yet
 * @vgpu: the vGPU; its lock is held
 */
void vgt_host_ggtt_begin(struct vgt_vgpu *vgpu)
{
	lockdep_assert_held(&vgpu->lock);
	vgpu->host_ggtt.full = false;
}

/**
 * vgt_host_ggtt_was_full() - tell whether the work that was prepared last was at the vGPU's limit
 * @vgpu: the vGPU; its lock is held
 */
bool vgt_host_ggtt_was_full(const struct vgt_vgpu *vgpu)
{
	lockdep_assert_held(&vgpu->lock);
	return vgpu->host_ggtt.full;
}

/**
 * vgt_host_ggtt_tight() - check whether a vGPU found no room of late: all had, or its own limit
 * @vgpu: the vGPU; its lock is held
 *
 * Only work whose turn it is takes room then.
 */
bool vgt_host_ggtt_tight(struct vgt_vgpu *vgpu)
{
	u64 now = ktime_get_ns();

	lockdep_assert_held(&vgpu->lock);
	return vgt_record_flag(vgpu, VGT_RECORD_TIGHT,
			       now < READ_ONCE(vgpu->dev->tight_until) ||
			       now < vgpu->host_ggtt.tight_until);
}
