// SPDX-License-Identifier: GPL-2.0-only
/*
 * Entries of the last level of shadow page tables: each pins the page that it leads to.
 */
#include <linux/bits.h>
#include <linux/err.h>
#include <linux/lockdep.h>

#include "core/guest_port.h"
#include "core/pace.h"
#include "core/vgpu_types.h"
#include "pin.h"
#include "ppgtt_entry.h"
#include "shadow_alloc.h"
#include "shadow_entry.h"

/* How many entries are taken over at once, before a look at the clock. */
#define VGT_SHADOW_PIECE	VGT_GUEST_RUN

/**
 * vgt_leaf_clear() - let an entry lead nowhere, and its page go
 * @vgpu: the vGPU; its lock is held
 * @sp: a page table
 * @i: the entry
 */
void vgt_leaf_clear(struct vgt_vgpu *vgpu, struct vgt_shadow_page *sp, u32 i)
{
	lockdep_assert_held(&vgpu->lock);
	if (!sp->leaf[i])
		return;
	vgt_entry_set(sp, i, vgt_scratch_entry(vgpu, VGT_PT));
	vgt_pin_put(vgpu, vgt_compact_gfn(sp->leaf[i]), sp);
	sp->leaf[i] = 0;
}

/* The page is pinned for this entry, which leads there from now on. */
static void vgt_leaf_lead(struct vgt_vgpu *vgpu, struct vgt_shadow_page *sp, u32 i, u32 compact,
			  const struct vgt_pin *pin)
{
	u32 old = sp->leaf[i];

	vgt_entry_set(sp, i, pin->page.dma | vgt_compact_flags(compact));
	sp->leaf[i] = compact;
	if (old)
		vgt_pin_put(vgpu, vgt_compact_gfn(old), sp);
	vgpu->stats.ppgtt_updates++;
}

/**
 * vgt_entry_refused() - count an entry that cannot be taken over
 * @vgpu: the vGPU; its lock is held
 * @error: why: a negative errno
 *
 * With -EAGAIN it will be tried again, when its memory may be pinned (vgt_pins_retry()).
 *
 * Return: @error; 0 if the guest has no memory there.
 */
int vgt_entry_refused(struct vgt_vgpu *vgpu, int error)
{
	lockdep_assert_held(&vgpu->lock);
	if (error != -EAGAIN)
		vgpu->stats.ppgtt_refused++;
	return error == -EFAULT ? 0 : error;
}

/* An entry cannot be taken over: it leads nowhere. Return as vgt_entry_refused(). */
static int vgt_leaf_refuse(struct vgt_vgpu *vgpu, struct vgt_shadow_page *sp, u32 i, int error)
{
	vgt_leaf_clear(vgpu, sp, i);
	return vgt_entry_refused(vgpu, error);
}

static int vgt_leaf_set(struct vgt_vgpu *vgpu, struct vgt_shadow_page *sp, u32 i, u32 compact)
{
	struct vgt_pin *pin = vgt_pin_get(vgpu, vgt_compact_gfn(compact), sp);

	if (IS_ERR(pin))
		return vgt_leaf_refuse(vgpu, sp, i, PTR_ERR(pin));
	vgt_leaf_lead(vgpu, sp, i, compact, pin);
	return 0;
}

static int vgt_leaf_set_each(struct vgt_vgpu *vgpu, struct vgt_shadow_page *sp, u32 first,
			     const u32 *compact, u32 count)
{
	u32 i;
	int ret;

	for (i = 0; i < count; i++) {
		ret = vgt_leaf_set(vgpu, sp, first + i, compact[i]);
		if (ret)
			return ret;
	}
	return 0;
}

/*
 * Let entries lead to consecutive pages, which are pinned all at once. If that fails because one
 * does not exist, each entry is judged alone.
 */
static int vgt_leaf_set_run(struct vgt_vgpu *vgpu, struct vgt_shadow_page *sp, u32 first,
			    const u32 *compact, u32 count)
{
	struct vgt_pin *pins[VGT_GUEST_RUN];
	u32 i;
	int ret;

	if (count == 1)
		return vgt_leaf_set(vgpu, sp, first, *compact);
	ret = vgt_pins_get(vgpu, vgt_compact_gfn(*compact), count, sp, pins);
	if (ret == -EFAULT)
		return vgt_leaf_set_each(vgpu, sp, first, compact, count);
	for (i = 0; i < count; i++) {
		if (ret)
			vgt_leaf_refuse(vgpu, sp, first + i, ret);
		else
			vgt_leaf_lead(vgpu, sp, first + i, compact[i], pins[i]);
	}
	return ret;
}

/* How many entries from the first one on change, and lead to consecutive pages. */
static u32 vgt_leaf_run(const u32 *leaf, const u32 *compact, u32 count)
{
	u64 gfn = vgt_compact_gfn(*compact);
	u32 n = 0;

	while (n < count && compact[n] && compact[n] != leaf[n] &&
	       vgt_compact_gfn(compact[n]) == gfn + n)
		n++;
	return n;
}

/*
 * Take over a piece of a page table. @compact has what its entries, from @first on, are to be:
 * see vgt_pte_compact().
 */
static int vgt_leaf_take_piece(struct vgt_vgpu *vgpu, struct vgt_shadow_page *sp, u32 first,
			       const u32 *compact)
{
	u32 i, n;
	int ret;

	for (i = 0; i < VGT_SHADOW_PIECE; i += n ?: 1) {
		if (!compact[i])
			vgt_leaf_clear(vgpu, sp, first + i);
		n = vgt_leaf_run(sp->leaf + first + i, compact + i, VGT_SHADOW_PIECE - i);
		ret = n ? vgt_leaf_set_run(vgpu, sp, first + i, compact + i, n) : 0;
		if (ret)
			return ret;
	}
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
 * An entry that cannot be taken over leads nowhere.
 *
 * Return: 0; an error of vgt_pin_get()'s, except that memory which the guest does not have is
 * none; or an error of vgt_pace()'s.
 */
int vgt_leaf_take(struct vgt_vgpu *vgpu, struct vgt_shadow_page *sp,
		  const u64 *entries)
{
	u32 compact[VGT_SHADOW_PIECE];
	u32 i, k;
	int ret;

	lockdep_assert_held(&vgpu->lock);
	for (i = 0; i < VGT_PT_ENTRIES; i += VGT_SHADOW_PIECE) {
		for (k = 0; k < VGT_SHADOW_PIECE; k++)
			compact[k] = vgt_leaf_compact(sp, entries, i + k);
		ret = vgt_leaf_take_piece(vgpu, sp, i, compact);
		if (!ret)
			ret = vgt_pace(vgpu);
		if (ret)
			return ret;
	}
	return 0;
}

/**
 * vgt_leaf_take_huge() - take over a 2 MiB page of the guest's as pages of 4 KiB
 * @vgpu: the vGPU; its lock is held, and not released
 * @sp: the table that splits it
 * @guest: the guest's entry
 *
 * Return: 0, or an error as of vgt_leaf_take().
 */
int vgt_leaf_take_huge(struct vgt_vgpu *vgpu, struct vgt_shadow_page *sp, u64 guest)
{
	u32 compact[VGT_SHADOW_PIECE];
	u32 i, k;
	int ret;

	lockdep_assert_held(&vgpu->lock);
	for (i = 0; i < VGT_PT_ENTRIES; i += VGT_SHADOW_PIECE) {
		for (k = 0; k < VGT_SHADOW_PIECE; k++)
			compact[k] = vgt_huge_part(guest, i + k);
		ret = vgt_leaf_take_piece(vgpu, sp, i, compact);
		if (ret)
			return ret;
	}
	return 0;
}
