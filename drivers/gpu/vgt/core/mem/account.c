// SPDX-License-Identifier: GPL-2.0-only
/*
 * Account for the host memory that a vGPU uses for what its guest does. Memory that the
 * vGPU's type bounds (registers, entries of its GGTT space) is not included.
 */
#include <linux/errno.h>
#include <linux/lockdep.h>

#include "core/device_types.h"
#include "core/log.h"
#include "core/vgpu_types.h"
#include "account.h"

/**
 * vgt_account_fits() - check whether a vGPU may have more memory
 * @vgpu: the vGPU; its lock is held
 * @bytes: how much
 */
bool vgt_account_fits(const struct vgt_vgpu *vgpu, u64 bytes)
{
	const struct vgt_account *memory = &vgpu->memory;

	lockdep_assert_held(&vgpu->lock);
	return bytes <= memory->limit && memory->used <= memory->limit - bytes;
}

/**
 * vgt_account_take() - charge host memory to a vGPU
 * @vgpu: the vGPU; its lock is held
 * @bytes: how much
 *
 * Return: 0, or -ENOSPC at the limit, with a line in the log.
 */
int vgt_account_take(struct vgt_vgpu *vgpu, u64 bytes)
{
	struct vgt_account *memory = &vgpu->memory;

	lockdep_assert_held(&vgpu->lock);
	if (!vgt_account_fits(vgpu, bytes)) {
		vgt_err(vgpu, "its guest has made it use %llu of the %llu KiB of the host's memory that a vGPU may have, and asks for %llu bytes more\n",
			memory->used >> 10, memory->limit >> 10, bytes);
		return -ENOSPC;
	}
	WRITE_ONCE(memory->used, memory->used + bytes);
	return 0;
}

/**
 * vgt_account_grown() - charge the difference if a buffer turned out larger
 * @vgpu: the vGPU; its lock is held
 * @bytes: by how much: a port rounds up, within a factor of two
 *
 * The memory counts, and is never refused.
 */
void vgt_account_grown(struct vgt_vgpu *vgpu, u64 bytes)
{
	lockdep_assert_held(&vgpu->lock);
	WRITE_ONCE(vgpu->memory.used, vgpu->memory.used + bytes);
}

/**
 * vgt_account_give() - give back what vgt_account_take() took
 * @vgpu: the vGPU; its lock is held
 * @bytes: how much
 */
void vgt_account_give(struct vgt_vgpu *vgpu, u64 bytes)
{
	lockdep_assert_held(&vgpu->lock);
	WRITE_ONCE(vgpu->memory.used, vgpu->memory.used - bytes);
}
