// SPDX-License-Identifier: GPL-2.0-only
/*
 * BAR 0 of a vGPU: accesses of each width, to registers and to GGTT entries.
 */
#include <linux/align.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/lockdep.h>
#include <linux/string.h>

#include "core/gpu_port.h"
#include "core/mem/ggtt.h"
#include "core/vgpu_types.h"
#include "index.h"
#include "mmio.h"
#include "reg.h"

/* Part of a register: what is not written keeps its value, or the mask 0. */
static int vgt_mmio_write_part(struct vgt_vgpu *vgpu, u32 offset,
			       const void *buf, u32 len)
{
	const struct vgt_reg *row = vgt_reg_find(vgpu->dev, offset);
	u32 val = 0;

	if (!row || !(row->flags & VGT_REG_MASKED || row->w1c == ~0u))
		val = vgt_mmio_peek(vgpu, ALIGN_DOWN(offset, 4));
	/* A bit that is not written is not cleared. */
	if (row)
		val &= ~row->w1c;
	memcpy((u8 *)&val + offset % 4, buf, len);
	return vgt_mmio_write(vgpu, ALIGN_DOWN(offset, 4), val);
}

static int vgt_bar0_check(u64 offset, u32 len)
{
	if (len != 1 && len != 2 && len != 4 && len != 8)
		return -EINVAL;
	if (offset >= VGT_BAR0_SIZE || !IS_ALIGNED(offset, min(len, 4u)) ||
	    offset + len > VGT_BAR0_SIZE)
		return -EINVAL;
	return 0;
}

/* Entries, one at a time: 8 bytes may lie in two of them. */
static int vgt_bar0_read_entries(struct vgt_vgpu *vgpu, u64 offset, void *buf,
				 u32 len)
{
	int ret;

	if (len < 8 || IS_ALIGNED(offset, 8))
		return vgt_ggtt_read(vgpu, offset, buf, len);
	ret = vgt_ggtt_read(vgpu, offset, buf, 4);
	return ret ?: vgt_ggtt_read(vgpu, offset + 4, buf + 4, 4);
}

static int vgt_bar0_write_entries(struct vgt_vgpu *vgpu, u64 offset,
				  const void *buf, u32 len)
{
	int ret;

	if (len < 8 || IS_ALIGNED(offset, 8))
		return vgt_ggtt_write(vgpu, offset, buf, len);
	ret = vgt_ggtt_write(vgpu, offset, buf, 4);
	return ret ?: vgt_ggtt_write(vgpu, offset + 4, buf + 4, 4);
}

/**
 * vgt_bar0_read() - handle a guest's read of BAR 0
 * @vgpu: the vGPU; its lock is held
 * @offset: in BAR 0, aligned to @len or to 4
 * @buf: filled
 * @len: 1, 2, 4 or 8 bytes
 *
 * Between the registers and the GGTT entries, all reads return 0.
 *
 * Return: 0, or -EINVAL for an access that the hardware does not support.
 */
int vgt_bar0_read(struct vgt_vgpu *vgpu, u64 offset, void *buf, u32 len)
{
	u32 val[2];
	int ret;

	lockdep_assert_held(&vgpu->lock);
	ret = vgt_bar0_check(offset, len);
	if (ret)
		return ret;
	if (offset >= VGT_GGTT_ENTRIES_BASE)
		return vgt_bar0_read_entries(vgpu, offset - VGT_GGTT_ENTRIES_BASE,
					     buf, len);

	if (offset + len > VGT_MMIO_SIZE) {
		memset(buf, 0, len);
		return 0;
	}
	val[0] = vgt_mmio_read(vgpu, ALIGN_DOWN(offset, 4));
	/* Nearly all: a copy of a length that is known. */
	if (len == 4) {
		memcpy(buf, val, 4);
		return 0;
	}
	if (len == 8)
		val[1] = vgt_mmio_read(vgpu, offset + 4);
	memcpy(buf, (u8 *)val + offset % 4, len);
	return 0;
}

/**
 * vgt_bar0_write() - handle a guest's write of BAR 0
 * @vgpu: the vGPU; its lock is held
 * @offset: in BAR 0, aligned to @len or to 4
 * @buf: the bytes
 * @len: 1, 2, 4 or 8
 *
 * Return: 0; -EINVAL for an access that the hardware does not support; -ENOMEM.
 */
int vgt_bar0_write(struct vgt_vgpu *vgpu, u64 offset, const void *buf, u32 len)
{
	u32 val;
	int ret;

	lockdep_assert_held(&vgpu->lock);
	ret = vgt_bar0_check(offset, len);
	if (ret)
		return ret;
	if (offset >= VGT_GGTT_ENTRIES_BASE)
		return vgt_bar0_write_entries(vgpu, offset - VGT_GGTT_ENTRIES_BASE,
					      buf, len);
	if (offset + len > VGT_MMIO_SIZE)
		return 0;
	if (len < 4)
		return vgt_mmio_write_part(vgpu, offset, buf, len);

	memcpy(&val, buf, 4);
	ret = vgt_mmio_write(vgpu, offset, val);
	if (ret || len == 4)
		return ret;
	memcpy(&val, buf + 4, 4);
	return vgt_mmio_write(vgpu, offset + 4, val);
}
