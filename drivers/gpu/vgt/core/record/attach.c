// SPDX-License-Identifier: GPL-2.0-only
/*
 * The begin and the end of a record.
 */
#include <linux/errno.h>
#include <linux/mutex.h>
#include <linux/rcupdate.h>

#include "core/vgpu_types.h"
#include "record.h"
#include "writer.h"

/**
 * vgt_record_attach() - record a vGPU from now on
 * @w: the recorder, of no vGPU; what it is given first describes the vGPU
 * @vgpu: the vGPU; takes its locks, which may take as long as its guest's memory does not answer
 *
 * Return: 0; -EBUSY if another recorder has the vGPU; -EINTR if the caller is killed.
 */
int vgt_record_attach(struct vgt_record_writer *w, struct vgt_vgpu *vgpu)
{
	int ret;

	/* No start or stop goes on meanwhile: the record has it, or it is over. */
	if (mutex_lock_killable(&vgpu->life))
		return -EINTR;
	ret = mutex_lock_killable(&vgpu->lock);
	if (!ret && rcu_access_pointer(vgpu->record)) {
		ret = -EBUSY;
	} else if (!ret) {
		w->vgpu = vgpu;
		vgt_record_describe(w, vgpu);
		rcu_assign_pointer(vgpu->record, &w->rec);
	}
	if (ret != -EINTR)
		mutex_unlock(&vgpu->lock);
	mutex_unlock(&vgpu->life);
	return ret;
}

/**
 * vgt_record_detach() - end the record
 * @w: the recorder. It takes no lock of its vGPU, whose holder may wait for a guest's memory
 */
void vgt_record_detach(struct vgt_record_writer *w)
{
	struct vgt_vgpu *vgpu = w->vgpu;

	if (!vgpu)
		return;
	RCU_INIT_POINTER(vgpu->record, NULL);
	/* Nobody writes any more: all of the recorder is used within RCU's read side. */
	synchronize_rcu();
	w->vgpu = NULL;
}
