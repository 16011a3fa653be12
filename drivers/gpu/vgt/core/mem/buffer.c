// SPDX-License-Identifier: GPL-2.0-only
/*
 * Buffers in the host's part of the GGTT, for a vGPU: they count as its memory, and as GGTT space
 * that it uses.
 */
#include <linux/err.h>
#include <linux/lockdep.h>

#include "core/device_types.h"
#include "core/gpu_port.h"
#include "core/record/record.h"
#include "core/vgpu_types.h"
#include "account.h"
#include "buffer.h"
#include "host_ggtt.h"

static struct vgt_gpu_buffer *vgt_buffer_record(struct vgt_vgpu *vgpu,
						struct vgt_gpu_buffer *buf, u32 size)
{
	s64 ret[2] = { PTR_ERR_OR_ZERO(buf) };

	if (!vgt_record_on(vgpu))
		return buf;
	if (!ret[0])
		ret[1] = buf->ggtt;
	vgt_record_io(vgpu, VGT_RECORD_BUFFER, size, ret, sizeof(ret));
	if (ret[0])
		return ERR_PTR(ret[0]);
	if (!IS_ERR(buf))
		buf->ggtt = ret[1];
	return buf;
}

/* Take GGTT space and the buffer. */
static struct vgt_gpu_buffer *vgt_buffer_map(struct vgt_vgpu *vgpu, u32 size)
{
	struct vgt_gpu *gpu = vgpu->dev->gpu;
	struct vgt_gpu_buffer *buf;
	int ret;

	ret = vgt_host_ggtt_take(vgpu, size);
	if (ret)
		return ERR_PTR(ret);
	buf = vgt_buffer_record(vgpu, gpu->ops->buffer_create(gpu, size), size);
	if (IS_ERR(buf)) {
		vgt_host_ggtt_give(vgpu, size);
		return ERR_PTR(vgt_gpu_room(PTR_ERR(buf)));
	}
	vgt_host_ggtt_grown(vgpu, buf->size - size);
	return buf;
}

/**
 * vgt_buffer_create() - create a buffer, and charge it to a vGPU
 * @vgpu: the vGPU; its lock is held
 * @size: bytes, a multiple of a page's
 *
 * Return: the buffer, with undefined contents; or an error pointer: -ENOSPC if the vGPU's memory
 * is at its limit, -EBUSY if there is no room in the GGTT now, or the vGPU has its limit of it,
 * -ENOMEM.
 */
struct vgt_gpu_buffer *vgt_buffer_create(struct vgt_vgpu *vgpu, u32 size)
{
	struct vgt_gpu_buffer *buf;
	int ret;

	lockdep_assert_held(&vgpu->lock);
	ret = vgt_account_take(vgpu, size);
	if (ret)
		return ERR_PTR(ret);
	buf = vgt_buffer_map(vgpu, size);
	if (IS_ERR(buf))
		vgt_account_give(vgpu, size);
	else
		vgt_account_grown(vgpu, buf->size - size);
	return buf;
}

/**
 * vgt_buffer_destroy() - free a buffer of vgt_buffer_create()'s
 * @vgpu: whose it is; its lock is held
 * @buf: the buffer; nothing in flight uses it
 */
void vgt_buffer_destroy(struct vgt_vgpu *vgpu, struct vgt_gpu_buffer *buf)
{
	struct vgt_gpu *gpu = vgpu->dev->gpu;
	u32 size = buf->size;

	lockdep_assert_held(&vgpu->lock);
	gpu->ops->buffer_destroy(gpu, buf);
	vgt_host_ggtt_give(vgpu, size);
	vgt_account_give(vgpu, size);
}
