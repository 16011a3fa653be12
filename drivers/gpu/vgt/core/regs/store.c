// SPDX-License-Identifier: GPL-2.0-only
/*
 * The values of a vGPU's registers: sparse memory, in lines that exist from the first write on.
 */
#include <linux/align.h>
#include <linux/bitops.h>
#include <linux/lockdep.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "core/device_types.h"
#include "core/vgpu_types.h"
#include "index.h"
#include "mapped.h"
#include "reg.h"
#include "store.h"

static void vgt_mmio_free_page(struct vgt_mmio_page *page)
{
	u32 i;

	if (!page)
		return;
	for (i = 0; i < VGT_MMIO_PAGE_LINES; i++)
		kfree(page->line[i]);
	kfree(page);
}

/* What user space may map stays. */
static void vgt_mmio_forget(struct vgt_vgpu *vgpu)
{
	struct vgt_mmio *mmio = &vgpu->mmio;
	u32 i;

	for (i = 0; i < VGT_REG_PAGES; i++) {
		if (vgt_mapped_has(i * 4096))
			continue;
		vgt_mmio_free_page(mmio->page[i]);
		mmio->page[i] = NULL;
	}
	mmio->count = 0;
	memset(mmio->freq, 0, sizeof(mmio->freq));
}

/**
 * vgt_mmio_initial() - get a register's value before anything is stored
 * @dev: the device
 * @offset: below VGT_MMIO_SIZE, aligned
 *
 * Return: for registers that contexts have, the value in the host's first context, because the
 * hardware may have had any context's value when it was read. Else the value that the host's
 * driver found there; 0 if it did not look, for all of the display, and for the engines.
 */
static u32 vgt_mmio_initial(const struct vgt_device *dev, u32 offset)
{
	u32 val;

	if (dev->regs.first_value && dev->regs.first_value(dev, offset, &val))
		return val;
	if (test_bit(offset / VGT_MMIO_LINE, dev->regs.hidden))
		return 0;
	return dev->gpu->desc.initial_mmio[offset / 4];
}

/* Does the row say what its registers in the store start from? What is switched is not there. */
static bool vgt_reg_starts(const struct vgt_reg *row)
{
	return !(row->flags & (VGT_REG_FOUND | VGT_REG_SWITCH));
}

static int vgt_mmio_reset_slot(struct vgt_vgpu *vgpu, const struct vgt_reg_slot *slot)
{
	u32 n = slot->row->count ?: 1;
	u32 i;
	int ret;

	for (i = 0; i < n; i++) {
		ret = vgt_mmio_store(vgpu, slot->first + 4 * i, slot->row->init);
		if (ret)
			return ret;
	}
	return 0;
}

/* What user space may map has its first values before the guest looks. */
static int vgt_mmio_reset_mapped(struct vgt_vgpu *vgpu)
{
	u32 offset;
	int ret = vgt_mapped_init(vgpu);

	if (ret)
		return ret;
	for (offset = VGT_MAPPED_FIRST; vgt_mapped_has(offset); offset += 4)
		vgt_mapped_set(vgpu, offset, vgt_mmio_initial(vgpu->dev, offset));
	return 0;
}

/**
 * vgt_mmio_reset() - reset registers to their state after power-on
 * @vgpu: nothing of it runs
 *
 * Registers to switch that user space may map have their values after vgt_mmio_ctx_vgpu_reset().
 *
 * Return: 0 or -ENOMEM.
 */
int vgt_mmio_reset(struct vgt_vgpu *vgpu)
{
	const struct vgt_reg_index *index = &vgpu->dev->regs;
	u32 i;
	int ret;

	vgt_mmio_forget(vgpu);
	ret = vgt_mmio_reset_mapped(vgpu);
	if (ret)
		return ret;
	for (i = 0; i < index->count; i++) {
		if (!vgt_reg_starts(index->slots[i].row))
			continue;
		ret = vgt_mmio_reset_slot(vgpu, &index->slots[i]);
		if (ret)
			return ret;
	}
	return 0;
}

/**
 * vgt_mmio_reset_engine() - reset an engine's own registers to their state after power-on
 * @vgpu: the vGPU; its lock is held
 * @id: the engine
 *
 * Some registers keep their values: those whose rows say so, and those that contexts have or
 * that are switched, which drivers set again.
 */
void vgt_mmio_reset_engine(struct vgt_vgpu *vgpu, enum vgt_engine_id id)
{
	const struct vgt_reg_index *index = &vgpu->dev->regs;
	u32 i;

	lockdep_assert_held(&vgpu->lock);
	for (i = 0; i < index->count; i++) {
		const struct vgt_reg_slot *slot = &index->slots[i];

		/* No memory is needed for what was reset before; a reset of all comes first. */
		if (slot->row->unit == VGT_UNIT_ENGINE && slot->unit == id &&
		    vgt_reg_starts(slot->row) && !(slot->row->flags & VGT_REG_STICKY))
			vgt_mmio_reset_slot(vgpu, slot);
	}
}

void vgt_mmio_fini(struct vgt_vgpu *vgpu)
{
	vgt_mmio_forget(vgpu);
	vgt_mapped_fini(vgpu);
}

/* The line of a register, or NULL. Lines and pages stay until a reset. */
static u32 *vgt_mmio_line(const struct vgt_vgpu *vgpu, u32 offset)
{
	const struct vgt_mmio_page *page = READ_ONCE(vgpu->mmio.page[offset / 4096]);

	return page ? READ_ONCE(page->line[offset % 4096 / VGT_MMIO_LINE]) : NULL;
}

static u32 *vgt_mmio_line_add(struct vgt_vgpu *vgpu, u32 offset)
{
	struct vgt_mmio_page *page = vgpu->mmio.page[offset / 4096];
	u32 first = ALIGN_DOWN(offset, VGT_MMIO_LINE);
	u32 *line;
	u32 i;

	if (!page) {
		page = kzalloc(sizeof(*page), GFP_KERNEL_ACCOUNT);
		if (!page)
			return NULL;
		/* A reader without the lock must see an initialized page. */
		smp_store_release(&vgpu->mmio.page[offset / 4096], page);
	}
	line = kmalloc(VGT_MMIO_LINE, GFP_KERNEL_ACCOUNT);
	if (!line)
		return NULL;
	for (i = 0; i < VGT_MMIO_LINE / 4; i++)
		line[i] = vgt_mmio_initial(vgpu->dev, first + 4 * i);
	/* Likewise: the line's values come before it does. */
	smp_store_release(&page->line[first % 4096 / VGT_MMIO_LINE], line);
	vgpu->mmio.count++;
	return line;
}

/**
 * vgt_mmio_stored() - get the value that was stored in a register, or near it
 * @vgpu: the vGPU
 * @offset: below VGT_MMIO_SIZE, aligned
 * @val: filled
 *
 * Return: false if nothing was stored.
 */
bool vgt_mmio_stored(const struct vgt_vgpu *vgpu, u32 offset, u32 *val)
{
	const u32 *line = vgt_mmio_line(vgpu, offset);

	if (line)
		*val = READ_ONCE(line[offset % VGT_MMIO_LINE / 4]);
	return line;
}

/**
 * vgt_mmio_load() - get a register's value
 * @vgpu: the vGPU
 * @offset: below VGT_MMIO_SIZE, aligned
 *
 * Return: the value stored last, else the value that the host's driver found there.
 */
u32 vgt_mmio_load(struct vgt_vgpu *vgpu, u32 offset)
{
	u32 val;

	return vgt_mmio_stored(vgpu, offset, &val) ? val : vgt_mmio_initial(vgpu->dev, offset);
}

/**
 * vgt_mmio_store() - store a register's value
 * @vgpu: the vGPU; its lock is held
 * @offset: below VGT_MMIO_SIZE, aligned
 * @val: the value
 *
 * Return: 0 or -ENOMEM.
 */
int vgt_mmio_store(struct vgt_vgpu *vgpu, u32 offset, u32 val)
{
	u32 *line = vgt_mmio_line(vgpu, offset);

	lockdep_assert_held(&vgpu->lock);
	if (!line) {
		if (val == vgt_mmio_initial(vgpu->dev, offset))
			return 0;
		line = vgt_mmio_line_add(vgpu, offset);
		if (!line)
			return -ENOMEM;
	}
	WRITE_ONCE(line[offset % VGT_MMIO_LINE / 4], val);
	return 0;
}
