// SPDX-License-Identifier: GPL-2.0-only
/*
 * Entries of the last level of shadow page tables: each pins the page that it leads to.
 */
#include <linux/bits.h>
#include <linux/err.h>

#include "core/pace.h"
#include "core/vgpu_types.h"
#include "pin.h"
#include "ppgtt_entry.h"
#include "shadow_alloc.h"
#include "shadow_entry.h"

/* How many entries are taken over before a look at the clock. */
#define VGT_SHADOW_PIECE	64

/**
 * vgt_leaf_clear() - let an entry lead nowhere, and its page go
 * @vgpu: the vGPU; its lock is held
 * @sp: a page table
 * @i: the entry
 */
void vgt_leaf_clear(struct vgt_vgpu *vgpu, struct vgt_shadow_page *sp, u32 i)
{
	if (!sp->leaf[i])
		return;
	vgt_entry_set(sp, i, vgt_scratch_entry(vgpu, VGT_PT));
	vgt_pin_put(vgpu, vgt_compact_gfn(sp->leaf[i]), sp);
	sp->leaf[i] = 0;
}

/**
 * vgt_leaf_set() - let an entry lead to a page of guest memory
 * @vgpu: the vGPU; its lock is held
 * @sp: a page table
 * @i: the entry
 * @compact: the guest's entry, see vgt_pte_compact()
 *
 * An entry that cannot be taken over leads nowhere.
 *
 * Return: 0, or an error of vgt_pin_get()'s: if the guest has no memory there, that is none.
 */
int vgt_leaf_set(struct vgt_vgpu *vgpu, struct vgt_shadow_page *sp, u32 i, u32 compact)
{
	u32 old = sp->leaf[i];
	struct vgt_pin *pin;

	if (compact == old)
		return 0;
	if (!compact) {
		vgt_leaf_clear(vgpu, sp, i);
		return 0;
	}
	pin = vgt_pin_get(vgpu, vgt_compact_gfn(compact), sp);
	if (IS_ERR(pin)) {
		vgt_leaf_clear(vgpu, sp, i);
		vgpu->stats.ppgtt_refused++;
		return PTR_ERR(pin) == -EFAULT ? 0 : PTR_ERR(pin);
	}
	vgt_entry_set(sp, i, pin->page.dma | vgt_compact_flags(compact));
	sp->leaf[i] = compact;
	if (old)
		vgt_pin_put(vgpu, vgt_compact_gfn(old), sp);
	vgpu->stats.ppgtt_updates++;
	return 0;
}

static u32 vgt_leaf_compact(const struct vgt_shadow_page *sp, const u64 *entries,
			    u32 i)
{
	u32 compact, part = i % VGT_64K_PAGES;

	if (!sp->pages_64k)
		return vgt_pte_compact(entries[i]);
	compact = vgt_pte_compact(entries[i - part] & ~(u64)GENMASK(15, 12));
	return compact ? compact + (part << 5) : 0;
}

/**
 * vgt_leaf_take() - take over a page table of the guest's
 * @vgpu: the vGPU; its lock is held, and may be released meanwhile: see vgt_pace()
 * @sp: its shadow
 * @entries: what the guest's page holds
 *
 * Return: 0, or an error as of vgt_leaf_set() or vgt_pace().
 */
int vgt_leaf_take(struct vgt_vgpu *vgpu, struct vgt_shadow_page *sp,
		  const u64 *entries)
{
	u32 i;
	int ret;

	for (i = 0; i < VGT_PT_ENTRIES; i++) {
		ret = vgt_leaf_set(vgpu, sp, i, vgt_leaf_compact(sp, entries, i));
		if (!ret && i % VGT_SHADOW_PIECE == 0)
			ret = vgt_pace(vgpu);
		if (ret)
			return ret;
	}
	return 0;
}
