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
#include <linux/lockdep.h>
#include <linux/sched.h>
#include <linux/slab.h>

#include "core/device_types.h"
#include "core/log.h"
#include "core/pace.h"
#include "core/trace.h"
#include "core/vgpu_types.h"
#include "account.h"
#include "pin.h"
#include "ppgtt.h"
#include "ppgtt_entry.h"
#include "ppgtt_types.h"
#include "shadow_page.h"

/* A guest has no use for more: they span 64 GiB in pages of 4 KiB. */
#define VGT_SHADOW_MAX		32768

/* What a part of the notes of an upper table costs; and those of a lower one. */
#define VGT_PART_BYTES		(VGT_SHADOW_PART * sizeof(struct vgt_shadow_entry))
#define VGT_LEAF_BYTES		(VGT_PT_ENTRIES * sizeof(u32))

/* A guest's table costs its record, and its part of two indexes. */
#define VGT_TABLE_BYTES		(sizeof(struct vgt_guest_table) + 32)

/*
 * The memory that a shadow page may cost, with everything that belongs to it. If less is
 * left, other address spaces are freed.
 */
#define VGT_SHADOW_ROOM		(64u << 10)

/* How many entries are taken over before a look at the clock. */
#define VGT_SHADOW_PIECE	64

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

/* What an entry of a table holds that leads nowhere. */
static u64 vgt_scratch_entry(const struct vgt_vgpu *vgpu, u8 level)
{
	u64 dma = level == VGT_PT ? vgpu->ggtt.scratch.dma :
				    vgt_shadow_scratch(vgpu, level - 1);

	return dma | VGT_PTE_PRESENT | VGT_PTE_WRITE;
}

static void vgt_entry_set(struct vgt_shadow_page *sp, u32 i, u64 val)
{
	u64 *entries = sp->page.va;

	WRITE_ONCE(entries[i], val);
}

/* ---- leaf entries ---- */

static void vgt_leaf_clear(struct vgt_vgpu *vgpu, struct vgt_shadow_page *sp, u32 i)
{
	if (!sp->leaf[i])
		return;
	vgt_entry_set(sp, i, vgt_scratch_entry(vgpu, VGT_PT));
	vgt_pin_put(vgpu, vgt_compact_gfn(sp->leaf[i]), sp);
	sp->leaf[i] = 0;
}

static int vgt_leaf_set(struct vgt_vgpu *vgpu, struct vgt_shadow_page *sp, u32 i,
			u32 compact)
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

static int vgt_leaf_take(struct vgt_vgpu *vgpu, struct vgt_shadow_page *sp,
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

/* ---- shadow pages ---- */

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

static void vgt_shadow_page_free(struct vgt_vgpu *vgpu, struct vgt_shadow_page *sp)
{
	/* The page counts until it is free. */
	vgt_pins_defer_page(vgpu, &sp->page);
	vgt_shadow_notes_free(vgpu, sp);
	vgt_account_give(vgpu, vgt_shadow_page_bytes(sp->level) - VGT_PT_SIZE);
	kfree(sp);
	vgpu->shadow.count--;
}

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

static struct vgt_shadow_page *vgt_shadow_page_alloc(struct vgt_vgpu *vgpu, u8 level)
{
	struct vgt_gpu *gpu = vgpu->dev->gpu;
	struct vgt_shadow_page *sp;
	int ret;
	u32 i;

	vgt_shadow_make_room(vgpu);
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

/* ---- 2 MiB pages ---- */

static void vgt_huge_unpin(struct vgt_vgpu *vgpu, const struct vgt_shadow_page *sp,
			   u64 gfn, u32 count)
{
	while (count--)
		vgt_pin_put(vgpu, gfn + count, sp);
}

/*
 * Pin all of a 2 MiB page for an entry of @sp. Return 1 if the host's pages are contiguous
 * and aligned as the hardware needs, else 0, with nothing pinned. This does not release the
 * lock: until all pages are pinned and the entry is set, a removal of memory cannot see
 * these pins.
 */
static int vgt_huge_pin(struct vgt_vgpu *vgpu, struct vgt_shadow_page *sp, u64 gfn, u64 *dma)
{
	struct vgt_pin *pin;
	u32 i;

	for (i = 0; i < VGT_PT_ENTRIES; i++) {
		pin = vgt_pin_get(vgpu, gfn + i, sp);
		if (IS_ERR(pin)) {
			vgt_huge_unpin(vgpu, sp, gfn, i);
			return PTR_ERR(pin) == -EFAULT ? 0 : PTR_ERR(pin);
		}
		if (!i)
			*dma = pin->page.dma;
		if (pin->page.dma != *dma + i * (u64)VGT_PT_SIZE ||
		    *dma & ~VGT_PDE_2M_ADDR) {
			vgt_huge_unpin(vgpu, sp, gfn, i + 1);
			return 0;
		}
	}
	return 1;
}

/* The entry of a 4 KiB page that is part of a 2 MiB page. */
static u32 vgt_huge_part(u64 guest, u32 i)
{
	u64 entry = guest & (VGT_PTE_FLAGS & ~VGT_PTE_PAT);

	if (guest & VGT_PDE_PAT)
		entry |= VGT_PTE_PAT;
	return vgt_pte_compact(entry | ((guest & VGT_PDE_2M_ADDR) +
					i * (u64)VGT_PT_SIZE));
}

static struct vgt_shadow_page *vgt_huge_split(struct vgt_vgpu *vgpu,
					      struct vgt_shadow_page *parent, u32 slot,
					      u64 guest)
{
	struct vgt_shadow_page *sp = vgt_shadow_page_alloc(vgpu, VGT_PT);
	u32 i;
	int ret;

	if (IS_ERR(sp))
		return sp;
	sp->parent = parent;
	sp->slot = slot;
	sp->refs = 1;
	for (i = 0; i < VGT_PT_ENTRIES; i++) {
		ret = vgt_leaf_set(vgpu, sp, i, vgt_huge_part(guest, i));
		if (ret) {
			vgt_shadow_put(vgpu, sp);
			return ERR_PTR(ret);
		}
	}
	return sp;
}

/* ---- upper entries ---- */

/* What is noted of an entry; NULL where there is none. */
static struct vgt_shadow_entry *vgt_upper(const struct vgt_shadow_page *sp, u32 i)
{
	struct vgt_shadow_entry *part = sp->upper[i / VGT_SHADOW_PART];

	if (!part || !part[i % VGT_SHADOW_PART].guest)
		return NULL;
	return &part[i % VGT_SHADOW_PART];
}

/* Room for what is to be noted of an entry. Returns 0, -ENOMEM or -ENOSPC. */
static int vgt_upper_make(struct vgt_vgpu *vgpu, struct vgt_shadow_page *sp, u32 i)
{
	struct vgt_shadow_entry **part = &sp->upper[i / VGT_SHADOW_PART];
	int ret;

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

static void vgt_upper_note(struct vgt_shadow_page *sp, u32 i, u64 guest,
			   struct vgt_shadow_page *child)
{
	struct vgt_shadow_entry *entry =
		&sp->upper[i / VGT_SHADOW_PART][i % VGT_SHADOW_PART];

	entry->guest = guest;
	entry->child = child;
}

static void vgt_upper_clear(struct vgt_vgpu *vgpu, struct vgt_shadow_page *sp, u32 i)
{
	struct vgt_shadow_entry entry = *vgt_upper(sp, i);

	vgt_entry_set(sp, i, vgt_scratch_entry(vgpu, sp->level));
	/* Before anything else: the lock may be let go of where a tree is taken apart. */
	vgt_upper_note(sp, i, 0, NULL);
	if (entry.child)
		vgt_shadow_put(vgpu, entry.child);
	else
		vgt_huge_unpin(vgpu, sp, (entry.guest & VGT_PDE_2M_ADDR) >> 12,
			       VGT_PT_ENTRIES);
}

static int vgt_upper_set_huge(struct vgt_vgpu *vgpu, struct vgt_shadow_page *sp,
			      u32 i, u64 guest)
{
	u64 flags = guest & (VGT_PTE_FLAGS | VGT_PDE_PAT);
	struct vgt_shadow_page *child = NULL;
	u64 dma;
	int ret;

	ret = vgt_huge_pin(vgpu, sp, (guest & VGT_PDE_2M_ADDR) >> 12, &dma);
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

	child = vgt_shadow_get(sp->ppgtt, (guest & VGT_PTE_ADDR) >> 12, sp->level - 1,
			       pages_64k);
	if (IS_ERR(child)) {
		vgpu->stats.ppgtt_refused++;
		return PTR_ERR(child) == -EFAULT ? 0 : PTR_ERR(child);
	}
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

/* ---- guest tables ---- */

static struct vgt_guest_table *vgt_table_get(struct vgt_vgpu *vgpu, u64 gfn)
{
	struct vgt_guest_table *table = xa_load(&vgpu->shadow.tables, gfn);
	int ret;

	if (table)
		return table;
	ret = vgt_account_take(vgpu, VGT_TABLE_BYTES);
	if (ret)
		return ERR_PTR(ret);
	ret = -ENOMEM;
	table = kzalloc(sizeof(*table), GFP_KERNEL_ACCOUNT);
	if (!table)
		goto err_memory;
	table->gfn = gfn;
	INIT_LIST_HEAD(&table->shadows);

	ret = xa_err(xa_store(&vgpu->shadow.tables, gfn, table, GFP_KERNEL_ACCOUNT));
	if (ret)
		goto err_free;
	return table;

err_free:
	kfree(table);
err_memory:
	vgt_account_give(vgpu, VGT_TABLE_BYTES);
	return ERR_PTR(ret);
}

/* Returns 1 where it cannot be watched. */
static int vgt_table_watch(struct vgt_vgpu *vgpu, struct vgt_guest_table *table)
{
	int ret;

	if (table->watched)
		return 0;
	/* The port may have to look at the page: nobody is to wait for its pins. */
	if (vgt_pin_is_blocked(vgpu, table->gfn))
		return -EAGAIN;
	ret = vgpu->guest->ops->track(vgpu->guest, table->gfn);
	table->watched = !ret;
	return ret;
}

static void vgt_table_unwatch(struct vgt_vgpu *vgpu, struct vgt_guest_table *table)
{
	if (!table->watched)
		return;
	table->watched = false;
	vgpu->guest->ops->untrack(vgpu->guest, table->gfn);
}

static void vgt_table_put(struct vgt_vgpu *vgpu, struct vgt_guest_table *table)
{
	if (!list_empty(&table->shadows))
		return;
	vgt_table_unwatch(vgpu, table);
	xa_erase(&vgpu->shadow.tables, table->gfn);
	kfree(table);
	vgt_account_give(vgpu, VGT_TABLE_BYTES);
}

static u64 *vgt_table_read(struct vgt_vgpu *vgpu, const struct vgt_guest_table *table)
{
	u64 *entries;
	int ret;

	entries = kmalloc(VGT_PT_SIZE, GFP_KERNEL);
	if (!entries)
		return ERR_PTR(-ENOMEM);
	ret = vgpu->guest->ops->read(vgpu->guest, table->gfn << 12, entries,
				     VGT_PT_SIZE);
	if (ret) {
		kfree(entries);
		return ERR_PTR(ret);
	}
	return entries;
}

/* It is about to hold what its table says, which is watched. */
static void vgt_shadow_set_clean(struct vgt_shadow_page *sp)
{
	if (!sp->clean)
		sp->table->clean++;
	sp->clean = true;
	list_move(&sp->state, &sp->ppgtt->clean);
}

/* It is to be looked at again; nobody else may need the watch. */
static void vgt_shadow_set_dirty(struct vgt_vgpu *vgpu, struct vgt_shadow_page *sp)
{
	if (sp->clean && !--sp->table->clean)
		vgt_table_unwatch(vgpu, sp->table);
	sp->clean = false;
	list_move_tail(&sp->state, &sp->ppgtt->dirty);
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

/**
 * vgt_shadow_written() - handle a possible write of the guest to a watched page
 * @vgpu: the vGPU; its lock is held
 * @gfn: the page
 *
 * The first write ends the watch.
 */
void vgt_shadow_written(struct vgt_vgpu *vgpu, u64 gfn)
{
	struct vgt_guest_table *table = xa_load(&vgpu->shadow.tables, gfn);
	struct vgt_shadow_page *sp;

	lockdep_assert_held(&vgpu->lock);
	if (!table)
		return;
	list_for_each_entry(sp, &table->shadows, link)
		if (sp->clean)
			vgt_shadow_set_dirty(vgpu, sp);
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

/**
 * vgt_shadow_unwatch() - stop watching the tables of an address space that does not run
 * @ppgtt: the address space, held; its vGPU's lock is held, and released now and then by
 *	vgt_pace()
 *
 * If the address space runs again, all its tables are read again.
 */
void vgt_shadow_unwatch(struct vgt_ppgtt *ppgtt)
{
	struct vgt_vgpu *vgpu = ppgtt->vgpu;
	struct vgt_shadow_page *sp;

	lockdep_assert_held(&ppgtt->vgpu->lock);
	while ((sp = list_first_entry_or_null(&ppgtt->clean, struct vgt_shadow_page, state))) {
		vgt_shadow_set_dirty(vgpu, sp);
		vgt_pace(vgpu);
	}
}

/* A 2 MiB page of the guest's, as one or split. */
static bool vgt_upper_is_huge(const struct vgt_shadow_entry *entry)
{
	return !entry->child || !entry->child->table;
}

static bool vgt_range_meets(u64 page, u64 pages, u64 gfn, u64 count)
{
	return page + pages > gfn && (page < gfn || page - gfn < count);
}

/*
 * Remove a shadow page's entries that point to guest memory that goes away. The entry of a
 * 2 MiB page is removed as a whole, so that it is taken over again.
 */
static void vgt_shadow_drop_page(struct vgt_vgpu *vgpu, struct vgt_shadow_page *sp,
				 u64 gfn, u64 count)
{
	const struct vgt_shadow_entry *entry;
	bool changed = false;
	u32 i;

	for (i = 0; i < VGT_PT_ENTRIES; i++) {
		if (sp->level == VGT_PT) {
			if (!sp->leaf[i] ||
			    !vgt_range_meets(vgt_compact_gfn(sp->leaf[i]), 1, gfn, count))
				continue;
			vgt_leaf_clear(vgpu, sp, i);
		} else {
			entry = vgt_upper(sp, i);
			if (!entry || !vgt_upper_is_huge(entry) ||
			    !vgt_range_meets((entry->guest & VGT_PDE_2M_ADDR) >> 12,
					     VGT_PT_ENTRIES, gfn, count))
				continue;
			vgt_upper_clear(vgpu, sp, i);
		}
		changed = true;
	}
	/* What the table says is looked at again. */
	if (changed)
		vgt_shadow_set_dirty(vgpu, sp);
}

/* Of all tables, in pieces. */
static void vgt_shadow_drop_all(struct vgt_vgpu *vgpu, u64 gfn, u64 count)
{
	struct vgt_guest_table *table;
	struct vgt_shadow_page *sp;
	unsigned long index;

	xa_for_each(&vgpu->shadow.tables, index, table) {
		list_for_each_entry(sp, &table->shadows, link)
			vgt_shadow_drop_page(vgpu, sp, gfn, count);
		vgt_pace(vgpu);
	}
}

/**
 * vgt_shadow_drop() - remove entries that point to guest memory that goes away
 * @vgpu: the vGPU; its lock is held, and may be released meanwhile: see vgt_pace()
 * @gfn: first page
 * @count: how many
 *
 * Afterwards no entry points there. The pins wait for vgt_pins_reap(). The next submission
 * reads the tables again. This looks only at tables that lead there, as long as no page
 * there has entries in more than one of them.
 */
void vgt_shadow_drop(struct vgt_vgpu *vgpu, u64 gfn, u64 count)
{
	struct vgt_shadow_page *sp;
	struct vgt_pin *pin;
	unsigned long index;

	lockdep_assert_held(&vgpu->lock);
	xa_for_each_range(&vgpu->pins.by_gfn, index, pin, gfn, gfn + count - 1) {
		if (pin->others) {
			vgt_shadow_drop_all(vgpu, gfn, count);
			break;
		}
		if (!pin->owned)
			continue;
		sp = pin->owner;
		vgt_shadow_drop_page(vgpu, sp->table ? sp : sp->parent, gfn, count);
		vgt_pace(vgpu);
	}
}

/**
 * vgt_shadow_in_range() - check whether tables of the guest lie in a range
 * @vgpu: the vGPU; its lock is held
 * @gfn: first page
 * @count: how many
 */
bool vgt_shadow_in_range(struct vgt_vgpu *vgpu, u64 gfn, u64 count)
{
	unsigned long index = gfn;

	lockdep_assert_held(&vgpu->lock);
	return xa_find(&vgpu->shadow.tables, &index, gfn + count - 1, XA_PRESENT);
}

/**
 * vgt_shadow_tables_gone() - stop watching tables in guest memory that goes away
 * @vgpu: the vGPU; its lock is held, and may be released meanwhile: see vgt_pace()
 * @gfn: first page
 * @count: how many
 *
 * The next use of such a table reads it again.
 */
void vgt_shadow_tables_gone(struct vgt_vgpu *vgpu, u64 gfn, u64 count)
{
	struct vgt_guest_table *table;
	struct vgt_shadow_page *sp;
	unsigned long index;

	lockdep_assert_held(&vgpu->lock);
	xa_for_each_range(&vgpu->shadow.tables, index, table, gfn, gfn + count - 1) {
		list_for_each_entry(sp, &table->shadows, link)
			if (sp->clean)
				vgt_shadow_set_dirty(vgpu, sp);
		vgt_pace(vgpu);
	}
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
