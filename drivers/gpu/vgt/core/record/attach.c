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
 * @vgpu: the vGPU; takes its locks
 *
 * Return: 0; -EBUSY if another recorder has the vGPU.
 */
int vgt_record_attach(struct vgt_record_writer *w, struct vgt_vgpu *vgpu)
{
	int ret = -EBUSY;

	/* No start or stop goes on meanwhile: the record has it, or it is over. */
	mutex_lock(&vgpu->life);
	mutex_lock(&vgpu->lock);
	if (!rcu_access_pointer(vgpu->record)) {
		w->vgpu = vgpu;
		vgt_record_describe(w, vgpu);
		rcu_assign_pointer(vgpu->record, &w->rec);
		ret = 0;
	}
	mutex_unlock(&vgpu->lock);
	mutex_unlock(&vgpu->life);
	return ret;
}

/**
 * vgt_record_detach() - end the record
 * @w: the recorder; takes the lock of its vGPU. What it has can still be read
 */
void vgt_record_detach(struct vgt_record_writer *w)
{
	struct vgt_vgpu *vgpu = w->vgpu;

	if (!vgpu)
		return;
	mutex_lock(&vgpu->lock);
	RCU_INIT_POINTER(vgpu->record, NULL);
	mutex_unlock(&vgpu->lock);
	/* Nobody writes any more. */
	synchronize_rcu();
	w->vgpu = NULL;
}
