// SPDX-License-Identifier: GPL-2.0-only
/*
 * Whether anything of a vGPU runs.
 */
#include <linux/compiler.h>

#include "vgpu_busy.h"
#include "vgpu_types.h"

/**
 * vgt_vgpu_busy() - check whether anything of a vGPU runs, on the GPU or in its own worker
 * @vgpu: the vGPU; no lock is needed
 */
bool vgt_vgpu_busy(const struct vgt_vgpu *vgpu)
{
	enum vgt_engine_id id;

	if (READ_ONCE(vgpu->stepping))
		return true;
	for (id = 0; id < VGT_NUM_ENGINES; id++)
		if (READ_ONCE(vgpu->engines[id].ent.in_flight))
			return true;
	return false;
}
