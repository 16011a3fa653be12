// SPDX-License-Identifier: GPL-2.0-only
/*
 * The account of the host's memory that a guest makes a vGPU have. What a vGPU's type
 * bounds by itself (registers, entries of its GGTT space) is not in it.
 */
#include <linux/errno.h>
#include <linux/lockdep.h>

#include "core/device_types.h"
#include "core/log.h"
#include "core/vgpu_types.h"
#include "account.h"

/**
 * vgt_memory_fits() - may a vGPU have so much more?
 * @vgpu: the vGPU; its lock is held
 * @bytes: how much
 */
bool vgt_memory_fits(const struct vgt_vgpu *vgpu, u64 bytes)
{
	const struct vgt_memory *memory = &vgpu->memory;

	lockdep_assert_held(&vgpu->lock);
	return bytes <= memory->limit && memory->used <= memory->limit - bytes;
}

/**
 * vgt_memory_take() - a vGPU is to have more of the host's memory
 * @vgpu: the vGPU; its lock is held
 * @bytes: how much
 *
 * Return: 0, or -ENOSPC at the limit, which the log tells.
 */
int vgt_memory_take(struct vgt_vgpu *vgpu, u64 bytes)
{
	struct vgt_memory *memory = &vgpu->memory;

	lockdep_assert_held(&vgpu->lock);
	if (!vgt_memory_fits(vgpu, bytes)) {
		vgt_err(vgpu, "its guest has made it use %llu of the %llu KiB of the host's memory that a vGPU may have, and asks for %llu bytes more\n",
			memory->used >> 10, memory->limit >> 10, bytes);
		return -ENOSPC;
	}
	WRITE_ONCE(memory->used, memory->used + bytes);
	return 0;
}

/**
 * vgt_memory_grown() - what was taken turned out larger
 * @vgpu: the vGPU; its lock is held
 * @bytes: by how much: a port rounds up, within a factor of two
 *
 * It counts, and is not refused.
 */
void vgt_memory_grown(struct vgt_vgpu *vgpu, u64 bytes)
{
	lockdep_assert_held(&vgpu->lock);
	WRITE_ONCE(vgpu->memory.used, vgpu->memory.used + bytes);
}

/**
 * vgt_memory_give() - give back what vgt_memory_take() took
 * @vgpu: the vGPU; its lock is held
 * @bytes: how much
 */
void vgt_memory_give(struct vgt_vgpu *vgpu, u64 bytes)
{
	lockdep_assert_held(&vgpu->lock);
	WRITE_ONCE(vgpu->memory.used, vgpu->memory.used - bytes);
}
