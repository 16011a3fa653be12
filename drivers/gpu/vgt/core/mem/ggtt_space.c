// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where the GGTT space of a vGPU is: for its guest, and in the hardware.
 *
 * A vGPU has a slice in the aperture (low) and one outside of it (high). PVINFO tells the guest
 * where they are. There are two modes, of the device as a whole:
 *
 *   direct	Both slices have the hardware's own addresses. BAR 2 has the hardware's size,
 *		and shows the vGPU's part of the hardware's aperture.
 *
 *   virtual	All vGPUs have the same addresses: low begins at 0, high behind BAR 2, which has
 *		the same size for all hosts. In the hardware both are in one piece of hidden space,
 *		low first. It takes none of the hardware's aperture. So BAR 2 cannot show what is
 *		behind the hardware's aperture: it would be the host's.
 *
 * Only this file computes with the mode: others ask it for sizes and for hardware addresses. What
 * shows BAR 2 asks which mode it is.
 *
 * A type with more aperture than BAR 2 has in virtual mode gets the rest in its high slice. Low
 * ends where high begins then, and guests' drivers put buffers across: as the hardware's space is
 * one piece, too, such a range is one piece there.
 */
#include <linux/errno.h>
#include <linux/minmax.h>
#include <linux/string.h>

#include "core/device_types.h"
#include "core/gpu_port.h"
#include "core/log.h"
#include "core/resources_types.h"
#include "core/type.h"
#include "core/vgpu_types.h"
#include "ggtt_holes.h"
#include "ggtt_range.h"
#include "ggtt_space.h"

/* The smallest that hosts have; guests' drivers need no more. */
#define VGT_BAR2_VIRTUAL	(256ull << 20)

/**
 * vgt_ggtt_virtual() - check for the virtual mode
 * @dev: the device
 */
bool vgt_ggtt_virtual(const struct vgt_device *dev)
{
	return dev->gpu->desc.virtual_ggtt;
}

/**
 * vgt_bar2_size() - get the size of a vGPU's BAR 2
 * @dev: the device
 */
u64 vgt_bar2_size(const struct vgt_device *dev)
{
	return vgt_ggtt_virtual(dev) ? VGT_BAR2_VIRTUAL : dev->gpu->desc.mappable_size;
}

/**
 * vgt_ggtt_space_hidden() - how much hidden space vGPUs may have
 * @dev: the device
 * @reserve: bytes that the host keeps
 *
 * In virtual mode no more than what is behind a vGPU's BAR 2: all of it could be one vGPU's.
 */
u64 vgt_ggtt_space_hidden(const struct vgt_device *dev, u64 reserve)
{
	const struct vgt_gpu_desc *desc = &dev->gpu->desc;
	u64 hidden = desc->ggtt_size - desc->mappable_size;

	hidden -= min(hidden, reserve);
	return min(hidden, desc->ggtt_size - vgt_bar2_size(dev));
}

/**
 * vgt_ggtt_space_sizes() - get the sizes of the slices that a guest finds
 * @dev: the device
 * @type: the vGPU's type
 * @size: filled, in bytes: VGT_GGTT_PARTS sizes
 */
void vgt_ggtt_space_sizes(const struct vgt_device *dev, const struct vgt_type *type, u64 *size)
{
	u64 low = (u64)type->low_mb << 20;
	u64 all = low + ((u64)type->high_mb << 20);

	if (vgt_ggtt_virtual(dev))
		low = min(low, VGT_BAR2_VIRTUAL);
	size[VGT_GGTT_LOW] = low;
	size[VGT_GGTT_HIGH] = all - low;
}

/**
 * vgt_ggtt_space_need() - what of the hardware's GGTT space a vGPU needs
 * @dev: the device
 * @type: the vGPU's type
 * @need: its @low and @high are set
 */
void vgt_ggtt_space_need(const struct vgt_device *dev, const struct vgt_type *type,
			 struct vgt_resources *need)
{
	u64 size[VGT_GGTT_PARTS];

	vgt_ggtt_space_sizes(dev, type, size);
	need->low = size[VGT_GGTT_LOW];
	need->high = size[VGT_GGTT_HIGH];
	if (vgt_ggtt_virtual(dev)) {
		need->high += need->low;
		need->low = 0;
	}
}

static int vgt_ggtt_space_reserve(struct vgt_vgpu *vgpu, enum vgt_ggtt_part part, u64 size,
				  bool mappable)
{
	struct vgt_gpu *gpu = vgpu->dev->gpu;
	int ret;

	ret = gpu->ops->ggtt_reserve(gpu, &vgpu->ggtt.reserved[part], size, VGT_GPU_BLOCK,
				     mappable);
	if (!ret)
		return 0;
	vgt_err(vgpu, "cannot reserve %llu MB of %s GGTT space: %d, the largest free piece has %llu MB\n",
		size >> 20, mappable ? "aperture" : "hidden", ret,
		vgt_ggtt_largest_hole(gpu, mappable) >> 20);
	return ret;
}

static void vgt_ggtt_space_set(struct vgt_vgpu *vgpu, enum vgt_ggtt_part part, u64 start,
			       u64 size, u64 hw)
{
	struct vgt_ggtt_space *space = &vgpu->ggtt.part[part].space;

	space->start = start;
	space->size = size;
	space->hw = hw;
}

static int vgt_ggtt_space_direct(struct vgt_vgpu *vgpu, const u64 *size)
{
	u32 i;
	int ret;

	for (i = 0; i < VGT_GGTT_PARTS; i++) {
		ret = vgt_ggtt_space_reserve(vgpu, i, size[i], i == VGT_GGTT_LOW);
		if (ret)
			return ret;
		vgt_ggtt_space_set(vgpu, i, vgpu->ggtt.reserved[i].start, size[i],
				   vgpu->ggtt.reserved[i].start);
	}
	return 0;
}

static int vgt_ggtt_space_virtual(struct vgt_vgpu *vgpu, const u64 *size)
{
	u64 low = size[VGT_GGTT_LOW], high = size[VGT_GGTT_HIGH], hw;
	int ret;

	ret = vgt_ggtt_space_reserve(vgpu, VGT_GGTT_LOW, low + high, false);
	if (ret)
		return ret;
	hw = vgpu->ggtt.reserved[VGT_GGTT_LOW].start;
	vgt_ggtt_space_set(vgpu, VGT_GGTT_LOW, 0, low, hw);
	vgt_ggtt_space_set(vgpu, VGT_GGTT_HIGH, VGT_BAR2_VIRTUAL, high, hw + low);
	return 0;
}

/**
 * vgt_ggtt_space_init() - reserve a vGPU's GGTT space
 * @vgpu: the vGPU; its type says the sizes
 *
 * Return: 0, or -ENOSPC if the GGTT has no hole of the size.
 */
int vgt_ggtt_space_init(struct vgt_vgpu *vgpu)
{
	u64 size[VGT_GGTT_PARTS];
	int ret;

	vgt_ggtt_space_sizes(vgpu->dev, vgpu->type, size);
	if (vgt_ggtt_virtual(vgpu->dev))
		ret = vgt_ggtt_space_virtual(vgpu, size);
	else
		ret = vgt_ggtt_space_direct(vgpu, size);
	if (ret)
		vgt_ggtt_space_fini(vgpu);
	return ret;
}

/**
 * vgt_ggtt_space_fini() - give a vGPU's GGTT space back
 * @vgpu: the vGPU
 */
void vgt_ggtt_space_fini(struct vgt_vgpu *vgpu)
{
	struct vgt_gpu *gpu = vgpu->dev->gpu;
	u32 i;

	for (i = 0; i < VGT_GGTT_PARTS; i++) {
		if (vgpu->ggtt.reserved[i].size)
			vgt_ggtt_range_release(gpu, &vgpu->ggtt.reserved[i]);
		memset(&vgpu->ggtt.part[i].space, 0, sizeof(vgpu->ggtt.part[i].space));
	}
}

/**
 * vgt_ggtt_space_range() - get what the GPU port gave for a vGPU's GGTT space
 * @vgpu: the vGPU; @life is held, or its lock
 * @mappable: what is in the hardware's aperture, or outside of it
 *
 * Return: the range, which has no bytes while the vGPU has no space; NULL in virtual mode for
 * the aperture.
 */
const struct vgt_gpu_range *vgt_ggtt_space_range(const struct vgt_vgpu *vgpu, bool mappable)
{
	if (!vgt_ggtt_virtual(vgpu->dev))
		return &vgpu->ggtt.reserved[mappable ? VGT_GGTT_LOW : VGT_GGTT_HIGH];
	return mappable ? NULL : &vgpu->ggtt.reserved[VGT_GGTT_LOW];
}

/**
 * vgt_ggtt_space_move() - move a vGPU's GGTT space in the hardware
 * @vgpu: the vGPU; its lock is held, nothing of it runs. With the hardware's addresses no guest
 *	has it open
 * @mappable: what is in the hardware's aperture, or outside of it
 * @start: where to, a multiple of VGT_GPU_BLOCK
 *
 * Afterwards the caller sets all entries again, also after an error: those of the old place are
 * cleared first, because they may be another's when the move is over.
 *
 * Return: 0, or -ENOSPC if the new place is not free: then it has the old one.
 */
int vgt_ggtt_space_move(struct vgt_vgpu *vgpu, bool mappable, u64 start)
{
	struct vgt_ggtt_slice *part = vgpu->ggtt.part;
	struct vgt_gpu *gpu = vgpu->dev->gpu;
	u32 i = mappable || vgt_ggtt_virtual(vgpu->dev) ? VGT_GGTT_LOW : VGT_GGTT_HIGH;
	int ret;

	vgt_ggtt_range_clear(gpu, &vgpu->ggtt.reserved[i]);
	ret = gpu->ops->ggtt_move(gpu, &vgpu->ggtt.reserved[i], start);
	if (ret)
		return ret;
	part[i].space.hw = start;
	if (vgt_ggtt_virtual(vgpu->dev))
		part[VGT_GGTT_HIGH].space.hw = start + part[VGT_GGTT_LOW].space.size;
	else
		part[i].space.start = start;
	return 0;
}

/**
 * vgt_ggtt_to_hw() - get the hardware's address of a range of a vGPU's GGTT space
 * @vgpu: the vGPU; no lock is needed
 * @addr: first byte, the guest's address
 * @len: bytes, at least 1
 * @hw: set to the hardware's address; may be NULL
 *
 * A range may go from the low into the high slice if both adjoin in the hardware.
 *
 * Return: 0, or -EFAULT if a part of the range is not the vGPU's, or if the hardware does not
 * have it in one piece.
 */
int vgt_ggtt_to_hw(const struct vgt_vgpu *vgpu, u64 addr, u64 len, u64 *hw)
{
	u64 have = 0, first = 0;
	u32 i;

	for (i = 0; i < VGT_GGTT_PARTS && have < len; i++) {
		const struct vgt_ggtt_space *space = &vgpu->ggtt.part[i].space;
		u64 off = addr + have - space->start;

		if (off >= space->size)
			continue;
		if (!have)
			first = space->hw + off;
		else if (first + have != space->hw + off)
			return -EFAULT;
		have += space->size - off;
	}
	if (!len || have < len)
		return -EFAULT;
	if (hw)
		*hw = first;
	return 0;
}

/**
 * vgt_ggtt_owns() - check whether a range of GGTT addresses belongs to a vGPU
 * @vgpu: the vGPU; no lock is needed
 * @addr: first byte, the guest's address
 * @len: bytes, at least 1
 */
bool vgt_ggtt_owns(const struct vgt_vgpu *vgpu, u64 addr, u64 len)
{
	return !vgt_ggtt_to_hw(vgpu, addr, len, NULL);
}
