// SPDX-License-Identifier: GPL-2.0-only
/*
 * The memory of shadow page tables: their pages, what is noted of their entries, and the
 * scratch tables that lead nowhere.
 */
#include <linux/err.h>
#include <linux/lockdep.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "core/device_types.h"
#include "core/gpu_port.h"
#include "core/log.h"
#include "core/record/record.h"
#include "core/vgpu_types.h"
#include "account.h"
#include "pin.h"
#include "ppgtt_entry.h"
#include "shadow_alloc.h"
#include "shadow_entry.h"
#include "shadow_page.h"

/* What a part of the notes of an upper table costs; and those of a lower one. */
#define VGT_PART_BYTES		(VGT_SHADOW_PART * sizeof(struct vgt_shadow_entry))
#define VGT_LEAF_BYTES		(VGT_PT_ENTRIES * sizeof(u32))

/**
 * vgt_shadow_scratch() - get the table that leads nowhere
 * @vgpu: the vGPU
 * @level: its level, below %VGT_PML4
 *
 * Return: its address for the GPU.
 */
u64 vgt_shadow_scratch(const struct vgt_vgpu *vgpu, u8 level)
{
	return vgpu->shadow.scratch[level].dma;
}

/**
 * vgt_scratch_entry() - get what an entry of a table holds that leads nowhere
 * @vgpu: the vGPU
 * @level: the table's level
 */
u64 vgt_scratch_entry(const struct vgt_vgpu *vgpu, u8 level)
{
	u64 dma = level == VGT_PT ? vgpu->scratch.dma :
				    vgt_shadow_scratch(vgpu, level - 1);

	return dma | VGT_PTE_PRESENT | VGT_PTE_WRITE;
}

static u64 vgt_shadow_page_bytes(u8 level)
{
	return sizeof(struct vgt_shadow_page) + VGT_PT_SIZE +
	       (level == VGT_PT ? VGT_LEAF_BYTES : 0);
}

static void vgt_shadow_notes_free(struct vgt_vgpu *vgpu, struct vgt_shadow_page *sp)
{
	u32 i;

	if (sp->level == VGT_PT) {
		kfree(sp->leaf);
		return;
	}
	for (i = 0; i < VGT_SHADOW_PARTS; i++) {
		if (!sp->upper[i])
			continue;
		kfree(sp->upper[i]);
		vgt_account_give(vgpu, VGT_PART_BYTES);
	}
}

/**
 * vgt_shadow_page_free() - free a shadow page
 * @vgpu: the vGPU; its lock is held
 * @sp: the page; its entries lead nowhere, and nothing leads to it
 */
void vgt_shadow_page_free(struct vgt_vgpu *vgpu, struct vgt_shadow_page *sp)
{
	lockdep_assert_held(&vgpu->lock);
	/* The page counts until it is free. */
	vgt_pins_defer_page(vgpu, &sp->page);
	vgt_shadow_notes_free(vgpu, sp);
	vgt_account_give(vgpu, vgt_shadow_page_bytes(sp->level) - VGT_PT_SIZE);
	kfree(sp);
	vgpu->shadow.count--;
}

/**
 * vgt_shadow_page_alloc() - make a shadow page whose entries all lead nowhere
 * @vgpu: the vGPU; its lock is held
 * @level: its level
 *
 * Return: the page; or an error pointer: -ENOMEM; -ENOSPC if the limit of tables, or of
 * memory for them, is reached.
 */
struct vgt_shadow_page *vgt_shadow_page_alloc(struct vgt_vgpu *vgpu, u8 level)
{
	struct vgt_gpu *gpu = vgpu->dev->gpu;
	struct vgt_shadow_page *sp;
	int ret;
	u32 i;

	lockdep_assert_held(&vgpu->lock);
	if (vgpu->shadow.count >= VGT_SHADOW_MAX) {
		vgt_err(vgpu, "more page tables than a vGPU may have (%u)\n",
			VGT_SHADOW_MAX);
		return ERR_PTR(-ENOSPC);
	}
	ret = vgt_account_take(vgpu, vgt_shadow_page_bytes(level));
	if (ret)
		return ERR_PTR(ret);
	ret = -ENOMEM;
	sp = kzalloc(sizeof(*sp), GFP_KERNEL_ACCOUNT);
	if (!sp)
		goto err_memory;
	INIT_LIST_HEAD(&sp->link);
	INIT_LIST_HEAD(&sp->state);
	sp->level = level;
	if (level == VGT_PT) {
		sp->leaf = kzalloc(VGT_LEAF_BYTES, GFP_KERNEL_ACCOUNT);
		if (!sp->leaf)
			goto err_sp;
	}
	ret = gpu->ops->page_alloc(gpu, &sp->page, level == VGT_PML4);
	ret = vgt_record_page(vgpu, &sp->page, level == VGT_PML4, ret);
	if (ret)
		goto err_notes;
	for (i = 0; i < VGT_PT_ENTRIES; i++)
		vgt_entry_set(sp, i, vgt_scratch_entry(vgpu, level));
	vgpu->shadow.count++;
	return sp;

err_notes:
	vgt_shadow_notes_free(vgpu, sp);
err_sp:
	kfree(sp);
err_memory:
	vgt_account_give(vgpu, vgt_shadow_page_bytes(level));
	return ERR_PTR(ret);
}

/**
 * vgt_upper_make() - get the memory for what is noted of an entry
 * @vgpu: the vGPU; its lock is held
 * @sp: a table of an upper level
 * @i: the entry
 *
 * Return: 0, -ENOMEM or -ENOSPC.
 */
int vgt_upper_make(struct vgt_vgpu *vgpu, struct vgt_shadow_page *sp, u32 i)
{
	struct vgt_shadow_entry **part = &sp->upper[i / VGT_SHADOW_PART];
	int ret;

	lockdep_assert_held(&vgpu->lock);
	if (*part)
		return 0;
	ret = vgt_account_take(vgpu, VGT_PART_BYTES);
	if (ret)
		return ret;
	*part = kzalloc(VGT_PART_BYTES, GFP_KERNEL_ACCOUNT);
	if (*part)
		return 0;
	vgt_account_give(vgpu, VGT_PART_BYTES);
	return -ENOMEM;
}

static int vgt_scratch_tables(struct vgt_vgpu *vgpu)
{
	struct vgt_gpu *gpu = vgpu->dev->gpu;
	u8 level;
	u32 i;
	int ret;

	for (level = VGT_PT; level < VGT_PML4; level++) {
		struct vgt_gpu_page *page = &vgpu->shadow.scratch[level];
		u64 *entries;

		ret = gpu->ops->page_alloc(gpu, page, false);
		if (ret)
			return ret;
		entries = page->va;
		for (i = 0; i < VGT_PT_ENTRIES; i++)
			entries[i] = vgt_scratch_entry(vgpu, level);
	}
	return 0;
}

/**
 * vgt_shadow_init() - initialize an empty set of shadow page tables
 * @vgpu: the vGPU, with its GGTT
 *
 * Return: 0 or -ENOMEM.
 */
int vgt_shadow_init(struct vgt_vgpu *vgpu)
{
	int ret;

	xa_init(&vgpu->shadow.tables);
	ret = vgt_scratch_tables(vgpu);
	if (ret)
		vgt_shadow_fini(vgpu);
	return ret;
}

/**
 * vgt_shadow_fini() - free all shadow page tables
 * @vgpu: the vGPU; no root holds any, nothing of it runs
 */
void vgt_shadow_fini(struct vgt_vgpu *vgpu)
{
	struct vgt_gpu *gpu = vgpu->dev->gpu;
	u8 level;

	WARN_ON_ONCE(vgpu->shadow.count);
	for (level = VGT_PT; level < VGT_PML4; level++)
		if (vgpu->shadow.scratch[level].va)
			gpu->ops->page_free(gpu, &vgpu->shadow.scratch[level]);
	memset(vgpu->shadow.scratch, 0, sizeof(vgpu->shadow.scratch));
	xa_destroy(&vgpu->shadow.tables);
}
