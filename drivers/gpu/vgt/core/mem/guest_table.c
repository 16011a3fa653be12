// SPDX-License-Identifier: GPL-2.0-only
/*
 * Pages of the guest's page tables: which are known, and which are watched for writes.
 *
 * The first write marks the shadows of a page dirty and ends the watch, and the next
 * submission reads the page again. A table that cannot be watched stays dirty: each
 * submission that uses it reads it.
 */
#include <linux/err.h>
#include <linux/list.h>
#include <linux/lockdep.h>
#include <linux/slab.h>
#include <linux/xarray.h>

#include "core/convert.h"
#include "core/guest_port.h"
#include "core/pace.h"
#include "core/record/record.h"
#include "core/vgpu_types.h"
#include "account.h"
#include "guest_table.h"
#include "pin_block.h"
#include "ppgtt_entry.h"
#include "ppgtt_types.h"
#include "shadow_page.h"

/* A guest's table costs its record, and its part of two indexes. */
#define VGT_TABLE_BYTES		(sizeof(struct vgt_guest_table) + 32)

/**
 * vgt_table_get() - get the record of a page of the guest's tables
 * @vgpu: the vGPU; its lock is held
 * @gfn: the page
 *
 * Return: the record, a new one if there is none; or an error pointer: -ENOMEM, -ENOSPC.
 */
struct vgt_guest_table *vgt_table_get(struct vgt_vgpu *vgpu, u64 gfn)
{
	struct vgt_guest_table *table = xa_load(&vgpu->shadow.tables, gfn);
	int ret;

	lockdep_assert_held(&vgpu->lock);
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

/**
 * vgt_table_watch() - watch a page of the guest's tables for writes
 * @vgpu: the vGPU; its lock is held
 * @table: the page
 *
 * Return: 0; 1 if it cannot be watched; -EAGAIN if its memory is being removed; or another
 * negative errno of the guest port's.
 */
int vgt_table_watch(struct vgt_vgpu *vgpu, struct vgt_guest_table *table)
{
	int ret;

	lockdep_assert_held(&vgpu->lock);
	if (table->watched)
		return 0;
	/* The port may have to look at the page: nobody is to wait for its pins. */
	if (vgt_pins_are_blocked(vgpu, table->gfn, 1))
		return -EAGAIN;
	ret = vgpu->guest->ops->track(vgpu->guest, table->gfn);
	ret = vgt_record_result(vgpu, VGT_RECORD_TRACK, table->gfn, ret);
	table->watched = !ret;
	return ret;
}

static void vgt_table_unwatch(struct vgt_vgpu *vgpu, struct vgt_guest_table *table)
{
	if (!table->watched)
		return;
	table->watched = false;
	vgt_record_number(vgpu, VGT_RECORD_UNTRACK, table->gfn, 0);
	vgpu->guest->ops->untrack(vgpu->guest, table->gfn);
}

/**
 * vgt_table_put() - free the record of a page of the guest's tables that has no shadow
 * @vgpu: the vGPU; its lock is held
 * @table: the page
 */
void vgt_table_put(struct vgt_vgpu *vgpu, struct vgt_guest_table *table)
{
	lockdep_assert_held(&vgpu->lock);
	if (!list_empty(&table->shadows))
		return;
	vgt_table_unwatch(vgpu, table);
	xa_erase(&vgpu->shadow.tables, table->gfn);
	kfree(table);
	vgt_account_give(vgpu, VGT_TABLE_BYTES);
}

/**
 * vgt_table_read() - read a page of the guest's tables, once
 * @vgpu: the vGPU; its lock is held
 * @table: the page
 *
 * Return: its entries, for kfree(); or an error pointer: -ENOMEM, -EFAULT.
 */
u64 *vgt_table_read(struct vgt_vgpu *vgpu, const struct vgt_guest_table *table)
{
	u64 *entries;
	int ret;

	lockdep_assert_held(&vgpu->lock);
	entries = kmalloc(VGT_PT_SIZE, GFP_KERNEL);
	if (!entries)
		return ERR_PTR(-ENOMEM);
	ret = vgpu->guest->ops->read(vgpu->guest, vgt_gfn_addr(table->gfn), entries,
				     VGT_PT_SIZE);
	ret = vgt_record_result(vgpu, VGT_RECORD_READ, vgt_gfn_addr(table->gfn), ret);
	if (ret) {
		kfree(entries);
		return ERR_PTR(ret);
	}
	vgt_record_words(vgpu, VGT_RECORD_TABLE, vgt_gfn_addr(table->gfn), entries, VGT_PT_SIZE);
	return entries;
}

/**
 * vgt_shadow_set_clean() - mark a shadow that is about to hold what its table says
 * @sp: the shadow; its table is watched
 */
void vgt_shadow_set_clean(struct vgt_shadow_page *sp)
{
	if (!sp->clean)
		sp->table->clean++;
	sp->clean = true;
	list_move(&sp->state, &sp->ppgtt->clean);
}

/**
 * vgt_shadow_set_dirty() - mark a shadow whose table has to be read again
 * @vgpu: the vGPU; its lock is held
 * @sp: the shadow
 *
 * If no other shadow needs it, the watch ends.
 */
void vgt_shadow_set_dirty(struct vgt_vgpu *vgpu, struct vgt_shadow_page *sp)
{
	lockdep_assert_held(&vgpu->lock);
	if (sp->clean && !--sp->table->clean)
		vgt_table_unwatch(vgpu, sp->table);
	sp->clean = false;
	list_move_tail(&sp->state, &sp->ppgtt->dirty);
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
