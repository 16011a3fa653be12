// SPDX-License-Identifier: GPL-2.0-only
/*
 * BAR 0 of a vGPU: dispatch to register rows, and sparse storage.
 */
#include <linux/align.h>
#include <linux/err.h>
#include <linux/lockdep.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "core/log.h"
#include "core/mem/ggtt.h"
#include "core/trace.h"
#include "core/vgpu.h"
#include "cmd_regs.h"
#include "mmio.h"
#include "tables.h"

#define VGT_PAGE_REGS		(4096 / 4)
/* Rows without a table. */
#define VGT_REG_CLAIMS		4

static const struct vgt_reg_table * const vgt_reg_tables[] = {
	&vgt_regs_pvinfo,
	&vgt_regs_irq,
	&vgt_regs_gt,
	&vgt_regs_kept,
	&vgt_regs_engine,
	&vgt_regs_forcewake,
	&vgt_regs_pcode,
	&vgt_regs_fence,
	&vgt_regs_power,
	&vgt_regs_pll,
	&vgt_regs_pipe,
	&vgt_regs_plane,
	&vgt_regs_port,
	&vgt_regs_gmbus,
	&vgt_regs_aux,
	&vgt_regs_sbi,
	&vgt_regs_gamma,
};

static int vgt_reg_index_set(struct vgt_device *dev, const char *table,
			     u32 offset, u32 number)
{
	struct vgt_reg_index *index = &dev->regs;
	u16 **page;
	u16 *slot;

	if (offset >= VGT_MMIO_SIZE || !IS_ALIGNED(offset, 4)) {
		vgt_dev_err(dev, "register table %s: bad offset %#x\n",
			    table, offset);
		return -EINVAL;
	}
	page = &index->page[offset / 4096];
	if (!*page) {
		*page = kcalloc(VGT_PAGE_REGS, sizeof(**page), GFP_KERNEL);
		if (!*page)
			return -ENOMEM;
	}
	slot = &(*page)[offset % 4096 / 4];
	if (*slot) {
		vgt_dev_err(dev, "register table %s: %#x has a row already\n",
			    table, offset);
		return -EEXIST;
	}
	*slot = number + 1;
	return 0;
}

static int vgt_reg_index_row(struct vgt_device *dev, const char *table,
			     const struct vgt_reg *reg, u32 base)
{
	struct vgt_reg_index *index = &dev->regs;
	u32 n = reg->count ?: 1;
	u32 i;
	int ret;

	for (i = 0; i < n; i++) {
		ret = vgt_reg_index_set(dev, table, base + reg->offset + 4 * i,
					index->count);
		if (ret)
			return ret;
	}
	return 0;
}

static int vgt_reg_index_engines(struct vgt_device *dev, const char *table,
				 const struct vgt_reg *reg)
{
	enum vgt_engine_id id;
	int ret;

	for (id = 0; id < VGT_NUM_ENGINES; id++) {
		if (!(reg->engines & dev->gpu->desc.engine_mask & BIT(id)))
			continue;
		ret = vgt_reg_index_row(dev, table, reg,
					vgt_engines[id].mmio_base);
		if (ret)
			return ret;
	}
	return 0;
}

/**
 * vgt_reg_index_add() - take the rows of a table into a device's index
 * @dev: whose generation and engines decide which rows apply
 * @table: the table
 *
 * Return: 0; -EEXIST where two rows claim one register, -EINVAL for an offset
 * that is none, -ENOMEM.
 */
int vgt_reg_index_add(struct vgt_device *dev, const struct vgt_reg_table *table)
{
	struct vgt_reg_index *index = &dev->regs;
	u32 i;
	int ret;

	for (i = 0; i < table->count; i++) {
		const struct vgt_reg *reg = &table->regs[i];

		if (reg->gens && !(reg->gens & BIT(dev->gpu->desc.gen)))
			continue;
		if (reg->engines)
			ret = vgt_reg_index_engines(dev, table->name, reg);
		else
			ret = vgt_reg_index_row(dev, table->name, reg, 0);
		if (ret)
			return ret;
		index->rows[index->count++] = reg;
	}
	return 0;
}

/**
 * vgt_reg_index_claim() - give one register to a row that has no table
 * @dev: the device
 * @who: for messages
 * @reg: the row, which stays
 * @offset: the register's
 *
 * Return: 0, or as vgt_reg_index_add().
 */
int vgt_reg_index_claim(struct vgt_device *dev, const char *who,
			const struct vgt_reg *reg, u32 offset)
{
	struct vgt_reg_index *index = &dev->regs;

	u32 i;

	/* Rows without a table are the last ones. */
	for (i = index->count; i; i--)
		if (index->rows[i - 1] == reg)
			return vgt_reg_index_set(dev, who, offset, i - 1);
	index->rows[index->count] = reg;
	return vgt_reg_index_set(dev, who, offset, index->count++);
}

/*
 * A register of context images, some of whose values a guest may not give it. A context
 * that starts without an image takes the value that is stored here, so it is judged as
 * that of a command. One that is refused is dropped.
 */
static int vgt_mmio_write_judged(struct vgt_vgpu *vgpu, u32 offset, u32 val)
{
	const struct vgt_cmd_reg *row = NULL;
	enum vgt_engine_id id;

	for (id = 0; id < VGT_NUM_ENGINES && !row; id++) {
		row = vgt_cmd_reg_find(vgpu->dev->gpu->desc.gen, id, offset);
		if (row && !vgt_cmd_reg_set_ok(vgpu->dev, row, id, val)) {
			vgpu->stats.regs_refused++;
			vgt_warn(vgpu, "refused %#x for register %#x: a value that it may not have\n",
				 val, offset);
			return 0;
		}
	}
	if (row && row->flags & VGT_CR_MASKED)
		return vgt_mmio_store_masked(vgpu, offset, val);
	return vgt_mmio_store(vgpu, offset, val);
}

/* Registers of context images that are written with a mask, or judged. */
static const struct vgt_reg vgt_masked_row = { .flags = VGT_REG_MASKED };
static const struct vgt_reg vgt_judged_row = { .write = vgt_mmio_write_judged };
static const struct vgt_reg vgt_masked_judged_row = {
	.write = vgt_mmio_write_judged, .flags = VGT_REG_MASKED };

static const struct vgt_reg *vgt_context_row(const struct vgt_cmd_reg *row)
{
	if (!row->allowed)
		return &vgt_masked_row;
	return row->flags & VGT_CR_MASKED ? &vgt_masked_judged_row : &vgt_judged_row;
}

static int vgt_reg_index_context(struct vgt_device *dev, enum vgt_engine_id id,
				 const struct vgt_cmd_reg *row)
{
	u32 base = row->relative ? vgt_engines[id].mmio_base : 0;
	u32 offset;
	int ret;

	for (offset = base + row->first; offset <= base + row->last; offset += 4) {
		if (vgt_reg_find(dev, offset))
			continue;
		ret = vgt_reg_index_claim(dev, "context", vgt_context_row(row), offset);
		if (ret)
			return ret;
	}
	return 0;
}

static int vgt_reg_index_contexts(struct vgt_device *dev)
{
	enum vgt_engine_id id;
	u32 i;
	int ret;

	for (i = 0; i < vgt_cmd_regs_count; i++) {
		const struct vgt_cmd_reg *row = &vgt_cmd_regs[i];

		if (!(row->flags & VGT_CR_CONTEXT) ||
		    !(row->flags & VGT_CR_MASKED || row->allowed))
			continue;
		for (id = 0; id < VGT_NUM_ENGINES; id++) {
			if (!(row->engines & dev->gpu->desc.engine_mask & BIT(id)))
				continue;
			ret = vgt_reg_index_context(dev, id, row);
			if (ret)
				return ret;
		}
	}
	return 0;
}

/*
 * The snapshot may be of a host at work: what its display shows and its engines hold
 * (rings, status pages, page-table roots, what is left in general registers) is not
 * the guest's to know.
 */
static void vgt_reg_index_hide(struct vgt_reg_index *index)
{
	u32 line, rel;

	for (line = 0; line < VGT_MMIO_LINES; line++) {
		u32 offset = line * VGT_MMIO_LINE;

		if (vgt_display_owns(offset) ||
		    vgt_engine_by_reg(offset, &rel) != VGT_NUM_ENGINES)
			__set_bit(line, index->hidden);
	}
}

/**
 * vgt_reg_index_init() - make the index of all register tables
 * @dev: the device; @dev->gpu is set
 *
 * Return: 0, or as vgt_reg_index_add().
 */
int vgt_reg_index_init(struct vgt_device *dev)
{
	struct vgt_reg_index *index = &dev->regs;
	u32 i, n = VGT_REG_CLAIMS;
	int ret;

	for (i = 0; i < ARRAY_SIZE(vgt_reg_tables); i++)
		n += vgt_reg_tables[i]->count;

	index->rows = kcalloc(n, sizeof(*index->rows), GFP_KERNEL);
	if (!index->rows)
		return -ENOMEM;

	for (i = 0; i < ARRAY_SIZE(vgt_reg_tables); i++) {
		ret = vgt_reg_index_add(dev, vgt_reg_tables[i]);
		if (ret)
			goto err;
	}
	index->tables = index->count;
	ret = vgt_reg_index_contexts(dev);
	if (ret)
		goto err;
	vgt_reg_index_hide(index);
	return 0;

err:
	vgt_reg_index_fini(dev);
	return ret;
}

/**
 * vgt_reg_index_fini() - free what vgt_reg_index_init() made
 * @dev: the device
 */
void vgt_reg_index_fini(struct vgt_device *dev)
{
	u32 i;

	for (i = 0; i < VGT_REG_PAGES; i++)
		kfree(dev->regs.page[i]);
	kfree(dev->regs.rows);
	memset(&dev->regs, 0, sizeof(dev->regs));
}

/**
 * vgt_reg_find() - the row of a register
 * @dev: the device
 * @offset: below VGT_MMIO_SIZE
 *
 * Return: the row, or NULL for a register that is plain memory.
 */
const struct vgt_reg *vgt_reg_find(const struct vgt_device *dev, u32 offset)
{
	const u16 *page = dev->regs.page[offset / 4096];
	u16 number;

	if (!page)
		return NULL;
	number = page[offset % 4096 / 4];
	return number ? dev->regs.rows[number - 1] : NULL;
}

static void vgt_mmio_free_page(struct vgt_mmio_page *page)
{
	u32 i;

	if (!page)
		return;
	for (i = 0; i < VGT_MMIO_PAGE_LINES; i++)
		kfree(page->line[i]);
	kfree(page);
}

static void vgt_mmio_forget(struct vgt_vgpu *vgpu)
{
	u32 i;

	for (i = 0; i < VGT_REG_PAGES; i++)
		vgt_mmio_free_page(vgpu->mmio.page[i]);
	memset(&vgpu->mmio, 0, sizeof(vgpu->mmio));
}

static int vgt_mmio_reset_row(struct vgt_vgpu *vgpu, const struct vgt_reg *reg,
			      u32 base)
{
	u32 n = reg->count ?: 1;
	u32 i;
	int ret;

	for (i = 0; i < n; i++) {
		ret = vgt_mmio_store(vgpu, base + reg->offset + 4 * i, reg->init);
		if (ret)
			return ret;
	}
	return 0;
}

/**
 * vgt_mmio_reset() - registers as after power-on
 * @vgpu: nothing of it runs
 *
 * Return: 0 or -ENOMEM.
 */
int vgt_mmio_reset(struct vgt_vgpu *vgpu)
{
	const struct vgt_reg_index *index = &vgpu->dev->regs;
	enum vgt_engine_id id;
	u32 i;
	int ret;

	vgt_mmio_forget(vgpu);
	for (i = 0; i < index->tables; i++) {
		const struct vgt_reg *reg = index->rows[i];

		if (reg->flags & VGT_REG_FOUND)
			continue;
		if (!reg->engines) {
			ret = vgt_mmio_reset_row(vgpu, reg, 0);
			if (ret)
				return ret;
			continue;
		}
		for (id = 0; id < VGT_NUM_ENGINES; id++) {
			if (!(reg->engines & vgpu->dev->gpu->desc.engine_mask & BIT(id)))
				continue;
			ret = vgt_mmio_reset_row(vgpu, reg,
						 vgt_engines[id].mmio_base);
			if (ret)
				return ret;
		}
	}
	return 0;
}

/**
 * vgt_mmio_reset_engine() - the guest resets an engine: its own registers are as after
 *	power-on
 * @vgpu: the vGPU; its lock is held
 * @id: the engine
 *
 * What is kept: rows that say so, and registers of contexts and those that are switched,
 * which drivers set again.
 */
void vgt_mmio_reset_engine(struct vgt_vgpu *vgpu, enum vgt_engine_id id)
{
	const struct vgt_reg_index *index = &vgpu->dev->regs;
	u32 i;

	lockdep_assert_held(&vgpu->lock);
	for (i = 0; i < index->tables; i++) {
		const struct vgt_reg *reg = index->rows[i];

		/* No memory is needed for what was reset before; a reset of all comes first. */
		if (reg->engines & BIT(id) && !(reg->flags & VGT_REG_KEEP))
			vgt_mmio_reset_row(vgpu, reg, vgt_engines[id].mmio_base);
	}
}

void vgt_mmio_fini(struct vgt_vgpu *vgpu)
{
	vgt_mmio_forget(vgpu);
}

/**
 * vgt_mmio_initial() - what a register holds before anything is stored
 * @dev: the device
 * @offset: below VGT_MMIO_SIZE, aligned
 *
 * Return: what the host's first context has, for registers that contexts have; the hardware
 * may have had any context's when it was looked at. Else what the host's driver found there;
 * 0 where it did not look, for all of the display, and for the engines.
 */
u32 vgt_mmio_initial(const struct vgt_device *dev, u32 offset)
{
	u32 val;

	if (vgt_lrc_first_value(dev, offset, &val))
		return val;
	if (test_bit(offset / VGT_MMIO_LINE, dev->regs.hidden))
		return 0;
	return dev->gpu->desc.initial_mmio[offset / 4];
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
		/* Who finds the page without the lock finds it empty, not torn. */
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
 * vgt_mmio_stored() - what was stored in a register, or near it
 * @vgpu: the vGPU
 * @offset: below VGT_MMIO_SIZE, aligned
 * @val: filled
 *
 * Return: false where nothing was.
 */
bool vgt_mmio_stored(const struct vgt_vgpu *vgpu, u32 offset, u32 *val)
{
	const u32 *line = vgt_mmio_line(vgpu, offset);

	if (line)
		*val = READ_ONCE(line[offset % VGT_MMIO_LINE / 4]);
	return line;
}

/**
 * vgt_mmio_load() - what a register holds
 * @vgpu: the vGPU
 * @offset: below VGT_MMIO_SIZE, aligned
 *
 * Return: what was stored last, else what the host's driver found there.
 */
u32 vgt_mmio_load(struct vgt_vgpu *vgpu, u32 offset)
{
	u32 val;

	return vgt_mmio_stored(vgpu, offset, &val) ? val : vgt_mmio_initial(vgpu->dev, offset);
}

/**
 * vgt_mmio_store() - let a register hold a value
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

/**
 * vgt_mmio_store_masked() - store to a register with a write mask
 * @vgpu: the vGPU; its lock is held
 * @offset: below VGT_MMIO_SIZE, aligned
 * @val: bits 16-31 say which of bits 0-15 change
 *
 * Return: 0 or -ENOMEM.
 */
int vgt_mmio_store_masked(struct vgt_vgpu *vgpu, u32 offset, u32 val)
{
	u32 mask = val >> 16;
	u32 old = vgt_mmio_load(vgpu, offset) & 0xffff;

	lockdep_assert_held(&vgpu->lock);
	return vgt_mmio_store(vgpu, offset, (old & ~mask) | (val & mask));
}

/**
 * vgt_mmio_read() - a guest's read of one register
 * @vgpu: the vGPU; its lock is held
 * @offset: below VGT_MMIO_SIZE, aligned
 */
u32 vgt_mmio_read(struct vgt_vgpu *vgpu, u32 offset)
{
	const struct vgt_reg *reg = vgt_reg_find(vgpu->dev, offset);
	u32 val;

	lockdep_assert_held(&vgpu->lock);
	vgpu->stats.mmio_reads++;
	if (reg && reg->read)
		val = reg->read(vgpu, offset);
	else if (reg && reg->flags & VGT_REG_ZERO)
		val = 0;
	else
		val = vgt_mmio_load(vgpu, offset);

	trace_vgt_mmio(vgpu->id, false, offset, val);
	return val;
}

/**
 * vgt_mmio_write() - a guest's write of one register
 * @vgpu: the vGPU; its lock is held
 * @offset: below VGT_MMIO_SIZE, aligned
 * @val: the value
 *
 * Return: 0 or -ENOMEM.
 */
int vgt_mmio_write(struct vgt_vgpu *vgpu, u32 offset, u32 val)
{
	const struct vgt_reg *reg = vgt_reg_find(vgpu->dev, offset);

	lockdep_assert_held(&vgpu->lock);
	vgpu->stats.mmio_writes++;
	trace_vgt_mmio(vgpu->id, true, offset, val);

	if (!reg)
		return vgt_mmio_store(vgpu, offset, val);
	if (reg->write)
		return reg->write(vgpu, offset, val);
	if (reg->flags & (VGT_REG_RO | VGT_REG_ZERO))
		return 0;
	if (reg->flags & VGT_REG_MASKED)
		return vgt_mmio_store_masked(vgpu, offset, val);
	if (reg->flags & VGT_REG_W1C)
		return vgt_mmio_store(vgpu, offset,
				      vgt_mmio_load(vgpu, offset) & ~val);
	return vgt_mmio_store(vgpu, offset, val);
}

/* Part of a register: what is not written keeps its value, or the mask 0. */
static int vgt_mmio_write_part(struct vgt_vgpu *vgpu, u32 offset,
			       const void *buf, u32 len)
{
	const struct vgt_reg *reg = vgt_reg_find(vgpu->dev, offset);
	u32 val = 0;

	if (!reg || !(reg->flags & (VGT_REG_MASKED | VGT_REG_W1C)))
		val = vgt_mmio_read(vgpu, ALIGN_DOWN(offset, 4));
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
 * vgt_bar0_read() - a guest's read of BAR 0
 * @vgpu: the vGPU; its lock is held
 * @offset: in BAR 0, aligned to @len or to 4
 * @buf: filled
 * @len: 1, 2, 4 or 8 bytes
 *
 * Between the registers and the GGTT entries all reads give 0.
 *
 * Return: 0, or -EINVAL for an access that the hardware does not know.
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
 * vgt_bar0_write() - a guest's write of BAR 0
 * @vgpu: the vGPU; its lock is held
 * @offset: in BAR 0, aligned to @len or to 4
 * @buf: the bytes
 * @len: 1, 2, 4 or 8
 *
 * Return: 0; -EINVAL for an access that the hardware does not know; -ENOMEM.
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
