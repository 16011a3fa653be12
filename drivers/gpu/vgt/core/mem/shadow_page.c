// SPDX-License-Identifier: GPL-2.0-only
/*
 * Shadow page tables.
 *
 * vgt reads a page of the guest's tables as a whole, once, and translates each
 * entry that differs from what was last taken over. From then on it watches the
 * page for writes. The first write marks the page dirty and ends the watch, and the
 * next submission reads the page again. So entries take effect at the next
 * submission, where every driver has to invalidate the TLB anyway. A shadow belongs
 * to a guest's page in one use: as a table of one level, in one address space. A
 * submission reads only dirty tables of its own address space: the guest may have
 * given others up, and they may be data by now. A table that cannot be watched stays
 * dirty: each submission that uses it reads it.
 *
 * Entries that are not present, or that cannot be taken over, lead to a scratch
 * page of the vGPU's own.
 */
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/lockdep.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/xarray.h>

#include "core/convert.h"
#include "core/pace.h"
#include "core/trace.h"
#include "core/vgpu_types.h"
#include "account.h"
#include "guest_table.h"
#include "pin.h"
#include "ppgtt.h"
#include "ppgtt_entry.h"
#include "ppgtt_types.h"
#include "shadow_alloc.h"
#include "shadow_entry.h"
#include "shadow_page.h"

/*
 * The memory that a shadow page may cost, with everything that belongs to it. If less is
 * left, other address spaces are freed.
 */
#define VGT_SHADOW_ROOM		(64u << 10)

/*
 * Before a vGPU reaches its limit, free what waits to be freed, and the least recently used
 * address spaces.
 */
static void vgt_shadow_make_room(struct vgt_vgpu *vgpu)
{
	while (vgpu->shadow.count >= VGT_SHADOW_MAX ||
	       !vgt_account_fits(vgpu, VGT_SHADOW_ROOM)) {
		bool more = vgt_ppgtt_release(vgpu) || vgt_ppgtt_evict(vgpu);

		vgt_pins_reap(vgpu);
		if (!more)
			return;
	}
}

static struct vgt_shadow_page *vgt_huge_split(struct vgt_vgpu *vgpu,
					      struct vgt_shadow_page *parent, u32 slot,
					      u64 guest)
{
	struct vgt_shadow_page *sp;
	int ret;

	vgt_shadow_make_room(vgpu);
	sp = vgt_shadow_page_alloc(vgpu, VGT_PT);
	if (IS_ERR(sp))
		return sp;
	sp->parent = parent;
	sp->slot = slot;
	sp->refs = 1;
	ret = vgt_leaf_take_huge(vgpu, sp, guest);
	if (ret) {
		vgt_shadow_put(vgpu, sp);
		return ERR_PTR(ret);
	}
	return sp;
}

static void vgt_upper_note(struct vgt_shadow_page *sp, u32 i, u64 guest,
			   struct vgt_shadow_page *child)
{
	struct vgt_shadow_entry *entry =
		&sp->upper[i / VGT_SHADOW_PART][i % VGT_SHADOW_PART];

	entry->guest = guest;
	entry->child = child;
}

/**
 * vgt_upper_clear() - let an entry of an upper table lead nowhere
 * @vgpu: the vGPU; its lock is held, and may be released meanwhile: see vgt_pace()
 * @sp: the table
 * @i: the entry, of which something is noted
 */
void vgt_upper_clear(struct vgt_vgpu *vgpu, struct vgt_shadow_page *sp, u32 i)
{
	struct vgt_shadow_entry entry = *vgt_upper(sp, i);

	lockdep_assert_held(&vgpu->lock);
	vgt_entry_set(sp, i, vgt_scratch_entry(vgpu, sp->level));
	/* Before anything else: the lock may be let go of where a tree is taken apart. */
	vgt_upper_note(sp, i, 0, NULL);
	if (entry.child)
		vgt_shadow_put(vgpu, entry.child);
	else
		vgt_huge_unpin(vgpu, sp, vgt_gfn(entry.guest & VGT_PDE_2M_ADDR),
			       VGT_PT_ENTRIES);
}

static int vgt_upper_set_huge(struct vgt_vgpu *vgpu, struct vgt_shadow_page *sp,
			      u32 i, u64 guest)
{
	u64 flags = guest & (VGT_PTE_FLAGS | VGT_PDE_PAT);
	struct vgt_shadow_page *child = NULL;
	u64 dma;
	int ret;

	ret = vgt_huge_pin(vgpu, sp, vgt_gfn(guest & VGT_PDE_2M_ADDR), &dma);
	if (ret < 0)
		return ret;
	if (ret) {
		vgt_entry_set(sp, i, dma | flags);
	} else {
		child = vgt_huge_split(vgpu, sp, i, guest);
		if (IS_ERR(child))
			return PTR_ERR(child);
		vgt_entry_set(sp, i, child->page.dma | VGT_PTE_PRESENT |
			      VGT_PTE_WRITE);
	}
	vgt_upper_note(sp, i, guest, child);
	return 0;
}

static int vgt_upper_set_table(struct vgt_vgpu *vgpu, struct vgt_shadow_page *sp,
			       u32 i, u64 guest)
{
	bool pages_64k = sp->level == VGT_PD && guest & VGT_PDE_64K;
	struct vgt_shadow_page *child;

	child = vgt_shadow_get(sp->ppgtt, vgt_gfn(guest & VGT_PTE_ADDR), sp->level - 1,
			       pages_64k);
	if (IS_ERR(child))
		return vgt_entry_refused(vgpu, PTR_ERR(child));
	vgt_upper_note(sp, i, guest, child);
	/* Pages of 64 KiB are split: the bit that announces them stays out. */
	vgt_entry_set(sp, i, child->page.dma |
		      (guest & (VGT_PTE_FLAGS & ~VGT_PDE_PAGE_SIZE)));
	return 0;
}

static int vgt_upper_set(struct vgt_vgpu *vgpu, struct vgt_shadow_page *sp, u32 i,
			 u64 guest)
{
	const struct vgt_shadow_entry *old = vgt_upper(sp, i);
	int ret;

	if (!(guest & VGT_PTE_PRESENT))
		guest = 0;
	if (guest == (old ? old->guest : 0))
		return 0;

	if (old)
		vgt_upper_clear(vgpu, sp, i);
	if (!guest)
		return 0;
	vgpu->stats.ppgtt_updates++;
	if (sp->level == VGT_PDP && guest & VGT_PDE_PAGE_SIZE) {
		/* 1 GiB pages: no driver uses them. */
		vgpu->stats.ppgtt_refused++;
		return 0;
	}
	ret = vgt_upper_make(vgpu, sp, i);
	if (ret)
		return ret;
	if (sp->level == VGT_PD && guest & VGT_PDE_PAGE_SIZE)
		return vgt_upper_set_huge(vgpu, sp, i, guest);
	return vgt_upper_set_table(vgpu, sp, i, guest);
}

static int vgt_upper_take(struct vgt_vgpu *vgpu, struct vgt_shadow_page *sp,
			  const u64 *entries)
{
	u32 i;
	int ret;

	for (i = 0; i < VGT_PT_ENTRIES; i++) {
		ret = vgt_upper_set(vgpu, sp, i, entries[i]);
		/* Each may have been of a page of 2 MiB: 512 pins. */
		if (!ret)
			ret = vgt_pace(vgpu);
		if (ret)
			return ret;
	}
	return 0;
}

static int vgt_shadow_take(struct vgt_vgpu *vgpu, struct vgt_shadow_page *sp,
			   const u64 *entries)
{
	vgpu->stats.ppgtt_tables++;
	trace_vgt_shadow(vgpu->id, sp->table->gfn, sp->level);
	cond_resched();
	return sp->level == VGT_PT ? vgt_leaf_take(vgpu, sp, entries) :
				     vgt_upper_take(vgpu, sp, entries);
}

/* See struct vgt_pace. */
static void vgt_pace_trees(struct vgt_vgpu *vgpu)
{
	if (vgpu->pace && vgpu->pace->trees)
		vgt_pace(vgpu);
}

/*
 * Clear all entries of a shadow page. Until that is done, the page stays where a removal of
 * memory looks for tables that lead there. A page that splits a larger one is not there, so
 * it is cleared without releasing the lock.
 */
static void vgt_shadow_clear(struct vgt_vgpu *vgpu, struct vgt_shadow_page *sp)
{
	u32 i;

	for (i = 0; i < VGT_PT_ENTRIES; i++) {
		if (sp->level == VGT_PT) {
			vgt_leaf_clear(vgpu, sp, i);
		} else if (vgt_upper(sp, i)) {
			vgt_upper_clear(vgpu, sp, i);
			vgt_pace_trees(vgpu);
		}
	}
	vgt_pace_trees(vgpu);
}

/* Its writes are watched before it is read: none gets lost. */
static int vgt_shadow_read(struct vgt_vgpu *vgpu, struct vgt_shadow_page *sp)
{
	u64 *entries;
	int ret;

	ret = vgt_table_watch(vgpu, sp->table);
	if (ret < 0)
		return ret;
	if (ret)
		vgt_shadow_set_dirty(vgpu, sp);
	else
		vgt_shadow_set_clean(sp);

	entries = vgt_table_read(vgpu, sp->table);
	if (IS_ERR(entries))
		return PTR_ERR(entries);
	ret = vgt_shadow_take(vgpu, sp, entries);
	kfree(entries);
	return ret;
}

static struct vgt_shadow_page *vgt_shadow_find(struct vgt_guest_table *table,
					       const struct vgt_ppgtt *ppgtt, u8 level,
					       bool pages_64k)
{
	struct vgt_shadow_page *sp;

	list_for_each_entry(sp, &table->shadows, link) {
		if (sp->ppgtt != ppgtt || sp->level != level || sp->pages_64k != pages_64k)
			continue;
		/* One that is found is often looked for again at once. */
		list_move(&sp->link, &table->shadows);
		return sp;
	}
	return NULL;
}

/**
 * vgt_shadow_get() - get the shadow of a page of the guest's tables
 * @ppgtt: the address space that it is to belong to; its vGPU's lock is held
 * @gfn: the page
 * @level: what kind of table it is used as
 * @pages_64k: its entries are of 64 KiB pages
 *
 * Also shadows everything that the page leads to. One more entry points to the result.
 *
 * The lock may be released meanwhile: see vgt_pace().
 *
 * Return: the shadow, or an error pointer: -EFAULT if the guest has no memory there;
 * -ENOMEM; -ENOSPC if the limit of tables, or of memory for them, is reached; -EAGAIN if
 * the memory is being removed; -ECANCELED as vgt_pace().
 */
struct vgt_shadow_page *vgt_shadow_get(struct vgt_ppgtt *ppgtt, u64 gfn, u8 level,
				       bool pages_64k)
{
	struct vgt_vgpu *vgpu = ppgtt->vgpu;
	struct vgt_guest_table *table = xa_load(&vgpu->shadow.tables, gfn);
	struct vgt_shadow_page *sp;
	int ret;

	lockdep_assert_held(&ppgtt->vgpu->lock);
	sp = table ? vgt_shadow_find(table, ppgtt, level, pages_64k) : NULL;
	if (sp) {
		sp->refs++;
		return sp;
	}
	/* Other tables may go to make room: this one is looked for after. */
	vgt_shadow_make_room(vgpu);
	sp = vgt_shadow_page_alloc(vgpu, level);
	if (IS_ERR(sp))
		return sp;
	table = vgt_table_get(vgpu, gfn);
	if (IS_ERR(table)) {
		vgt_shadow_page_free(vgpu, sp);
		return ERR_CAST(table);
	}
	sp->pages_64k = pages_64k;
	sp->table = table;
	sp->ppgtt = ppgtt;
	sp->refs = 1;
	list_add(&sp->link, &table->shadows);
	list_add_tail(&sp->state, &ppgtt->dirty);

	ret = vgt_shadow_read(vgpu, sp);
	if (ret) {
		vgt_shadow_put(vgpu, sp);
		return ERR_PTR(ret);
	}
	return sp;
}

/**
 * vgt_shadow_put() - release a shadow page for an entry that no longer points to it
 * @vgpu: the vGPU; its lock is held, and may be released meanwhile: see vgt_pace()
 * @sp: the page
 */
void vgt_shadow_put(struct vgt_vgpu *vgpu, struct vgt_shadow_page *sp)
{
	lockdep_assert_held(&vgpu->lock);
	if (--sp->refs)
		return;
	vgt_shadow_clear(vgpu, sp);
	if (sp->table) {
		vgt_shadow_set_dirty(vgpu, sp);
		list_del(&sp->state);
		list_del(&sp->link);
		vgt_table_put(vgpu, sp->table);
	}
	vgt_shadow_page_free(vgpu, sp);
}

/* Take over what has changed in a table, which stays dirty where that cannot be done. */
static int vgt_shadow_renew(struct vgt_vgpu *vgpu, struct vgt_shadow_page *sp)
{
	static const u64 none[VGT_PT_ENTRIES];
	int ret;

	vgt_shadow_make_room(vgpu);
	ret = vgt_shadow_read(vgpu, sp);
	if (!ret)
		return 0;
	vgt_shadow_set_dirty(vgpu, sp);
	/* A table whose memory is gone maps nothing; it is looked at again next time. */
	return ret == -EFAULT ? vgt_shadow_take(vgpu, sp, none) : ret;
}

/**
 * vgt_shadow_sync() - take over changed page tables of one address space
 * @ppgtt: the address space, held; its vGPU's lock is held, and may be released meanwhile:
 *	see vgt_pace()
 *
 * Reads and pins nothing for any other address space.
 *
 * Return: 0, or why an entry could not be taken over: -ENOMEM, -ENOSPC, -EAGAIN,
 * -ECANCELED as vgt_shadow_get().
 */
int vgt_shadow_sync(struct vgt_ppgtt *ppgtt)
{
	struct vgt_vgpu *vgpu = ppgtt->vgpu;
	struct vgt_shadow_page *sp;
	LIST_HEAD(todo);
	int ret = 0;

	lockdep_assert_held(&ppgtt->vgpu->lock);
	/* What is written from here on is for the next submission. */
	list_splice_init(&ppgtt->dirty, &todo);
	while (!ret && !list_empty(&todo)) {
		sp = list_first_entry(&todo, struct vgt_shadow_page, state);
		/* Held: what it leads to may let go of it. */
		sp->refs++;
		ret = vgt_shadow_renew(vgpu, sp);
		vgt_shadow_put(vgpu, sp);
	}
	list_splice(&todo, &ppgtt->dirty);
	vgt_pins_reap(vgpu);
	return ret;
}
