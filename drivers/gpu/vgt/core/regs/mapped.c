// SPDX-License-Identifier: GPL-2.0-only
/*
 * Registers that user space may map: two pages of BAR 0 are plain memory of the vGPU, which its
 * guest accesses without traps. A driver writes some 300 of these registers when it starts: the
 * MOCS of all engines, and of L3.
 *
 * A page can be mapped if nothing has to happen when one of its registers is accessed. These are:
 *
 *	0xb000	L3: MOCS, chicken bits
 *	0xc000	MOCS of each engine; GuC, which guests do not have: memory, and a status that says
 *		that it is in reset
 *
 * Those that are switched between vGPUs have their values in @switched of the vGPU, too: these were
 * judged, and only they reach the hardware. vgt_mmio_ctx_take() takes over what the guest wrote to
 * memory, when it submits work. vgt_mapped_set() lets the guest read what else has set them.
 *
 * The guest may also write to what is read-only: only it reads that, and a reset of the device
 * undoes it.
 *
 * The memory stays as long as the vGPU: user space's mappings of it need not be found.
 */
#include <linux/compiler.h>
#include <linux/errno.h>
#include <linux/gfp.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include "core/record/record.h"
#include "core/vgpu_types.h"
#include "mapped.h"
#include "reg.h"

static u32 vgt_mapped_number(u64 offset)
{
	return (offset - VGT_MAPPED_FIRST) / 4096;
}

static int vgt_mapped_add(struct vgt_vgpu *vgpu, u32 number)
{
	struct vgt_mmio_page *page = &vgpu->mmio.mapped[number];
	void *memory;
	u32 i;

	if (page->line[0])
		return 0;
	memory = (void *)get_zeroed_page(GFP_KERNEL_ACCOUNT);
	if (!memory)
		return -ENOMEM;
	for (i = 0; i < VGT_MMIO_PAGE_LINES; i++)
		page->line[i] = memory + i * VGT_MMIO_LINE;
	/* A reader without the lock must see an initialized page. */
	smp_store_release(&vgpu->mmio.page[VGT_MAPPED_FIRST / 4096 + number], page);
	return 0;
}

/**
 * vgt_mapped_init() - make the memory of the registers, unless it is there
 * @vgpu: the vGPU; nothing is stored in these registers otherwise
 *
 * Return: 0 or -ENOMEM.
 */
int vgt_mapped_init(struct vgt_vgpu *vgpu)
{
	u32 i;
	int ret;

	for (i = 0; i < VGT_MAPPED_PAGES; i++) {
		ret = vgt_mapped_add(vgpu, i);
		if (ret)
			return ret;
	}
	return 0;
}

/**
 * vgt_mapped_fini() - free the memory
 * @vgpu: the vGPU; nothing of it is mapped
 */
void vgt_mapped_fini(struct vgt_vgpu *vgpu)
{
	u32 i;

	for (i = 0; i < VGT_MAPPED_PAGES; i++) {
		vgpu->mmio.page[VGT_MAPPED_FIRST / 4096 + i] = NULL;
		free_page((unsigned long)vgpu->mmio.mapped[i].line[0]);
		vgpu->mmio.mapped[i] = (struct vgt_mmio_page){};
	}
}

/**
 * vgt_mapped_page() - get the memory behind a page of registers
 * @vgpu: the vGPU, started before; no lock is needed
 * @offset: byte in BAR 0
 *
 * Return: a page that lives as long as @vgpu; NULL if user space may not map it.
 */
void *vgt_mapped_page(struct vgt_vgpu *vgpu, u64 offset)
{
	return vgt_mapped_has(offset) ? vgpu->mmio.mapped[vgt_mapped_number(offset)].line[0] : NULL;
}

/**
 * vgt_mapped_record() - tell the flight recorder what the guest has written to a page
 * @vgpu: the vGPU; its lock is held
 * @number: of the page, less than VGT_MAPPED_PAGES
 */
void vgt_mapped_record(struct vgt_vgpu *vgpu, u32 number)
{
	void *memory = vgpu->mmio.mapped[number].line[0];

	if (memory)
		vgt_record_words(vgpu, VGT_RECORD_MAPPED, number, memory, 4096);
}

static u32 *vgt_mapped_at(const struct vgt_vgpu *vgpu, u32 offset)
{
	u32 *memory = vgpu->mmio.mapped[vgt_mapped_number(offset)].line[0];

	return memory ? memory + offset % 4096 / 4 : NULL;
}

/**
 * vgt_mapped_get() - get what the guest finds in a register that may be mapped
 * @vgpu: the vGPU; no lock is needed
 * @offset: any register's
 * @val: filled. The guest may write another value at any time
 *
 * Return: false if it may not be mapped, or the vGPU was never started.
 */
bool vgt_mapped_get(const struct vgt_vgpu *vgpu, u32 offset, u32 *val)
{
	const u32 *at = vgt_mapped_has(offset) ? vgt_mapped_at(vgpu, offset) : NULL;

	if (at)
		*val = READ_ONCE(*at);
	return at;
}

/**
 * vgt_mapped_set() - let the guest find a value in a register, if it may be mapped
 * @vgpu: the vGPU; no lock is needed
 * @offset: any register's
 * @val: the value
 */
void vgt_mapped_set(struct vgt_vgpu *vgpu, u32 offset, u32 val)
{
	u32 *at = vgt_mapped_has(offset) ? vgt_mapped_at(vgpu, offset) : NULL;

	if (at)
		WRITE_ONCE(*at, val);
}

/**
 * vgt_mapped_replace() - let the guest find another value in a register, if it may be mapped
 * @vgpu: the vGPU; no lock is needed
 * @offset: any register's
 * @old: the value so far
 * @val: the value
 *
 * What the guest has written in place of @old stays.
 */
void vgt_mapped_replace(struct vgt_vgpu *vgpu, u32 offset, u32 old, u32 val)
{
	u32 *at = vgt_mapped_has(offset) ? vgt_mapped_at(vgpu, offset) : NULL;

	if (at)
		cmpxchg(at, old, val);
}

/**
 * vgt_mapped_differs() - check whether registers that may be mapped hold what they should
 * @vgpu: the vGPU; no lock is needed
 * @offset: any row's first register
 * @count: how many the row has
 * @values: what they should hold
 *
 * Return: true if one does not. That is a hint: the guest may write at any time.
 */
bool vgt_mapped_differs(const struct vgt_vgpu *vgpu, u32 offset, u32 count, const u32 *values)
{
	const u32 *at = vgt_mapped_has(offset) ? vgt_mapped_at(vgpu, offset) : NULL;

	/* A row lies in one page. */
	return at && memcmp(at, values, count * sizeof(*at));
}

/**
 * vgt_mapped_contradiction() - check whether a row's registers can be memory that the guest maps
 * @row: the row
 * @first: offset of its first register
 * @last: of its last one
 *
 * Return: a message that says why not; NULL if they can, or may not be mapped.
 */
const char *vgt_mapped_contradiction(const struct vgt_reg *row, u32 first, u32 last)
{
	if (last < VGT_MAPPED_FIRST || first >= VGT_MAPPED_FIRST + VGT_MAPPED_SIZE)
		return NULL;
	if (first / 4096 != last / 4096)
		return "it may be mapped, but lies in two pages";
	if (row->read || row->write)
		return "it may be mapped, but has a handler";
	if (row->flags & VGT_REG_MASKED)
		return "it may be mapped, but a write has a mask";
	if (row->flags & VGT_REG_ZERO)
		return "it may be mapped, but reads as 0";
	if (row->w1c)
		return "it may be mapped, but ones clear bits";
	if (row->allowed && !(row->flags & VGT_REG_SWITCH))
		return "it may be mapped, but values are checked when it is written";
	return NULL;
}
