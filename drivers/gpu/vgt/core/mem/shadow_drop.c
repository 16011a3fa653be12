// SPDX-License-Identifier: GPL-2.0-only
/*
 * Guest memory that goes away: no entry of a shadow page table leads there any more.
 */
#include <linux/list.h>
#include <linux/lockdep.h>
#include <linux/xarray.h>

#include "core/convert.h"
#include "core/pace.h"
#include "core/vgpu_types.h"
#include "guest_table.h"
#include "pin_types.h"
#include "ppgtt_entry.h"
#include "shadow_entry.h"
#include "shadow_page.h"

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
			    !vgt_range_meets(vgt_gfn(entry->guest & VGT_PDE_2M_ADDR),
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
