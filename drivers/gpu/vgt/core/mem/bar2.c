// SPDX-License-Identifier: GPL-2.0-only
/*
 * BAR 2 with virtual GGTT addresses: user space maps the guest's own pages in place of the
 * hardware's aperture. A page of BAR 2 shows the page that the GGTT entry of the same number
 * names.
 *
 * The order keeps the guest from a page that is not its entry's any more: a page of BAR 2 is
 * hidden before its entry changes, and so before the old page is unpinned; it is shown after the
 * new entry is written. Hidden pages show the vGPU's scratch page, as entries that lead nowhere
 * do.
 *
 * An entry may name a page of the guest's own BAR 2 or BAR 0. The guest port cannot pin that
 * (-EFAULT): the entry leads nowhere.
 */
#include <linux/lockdep.h>

#include "core/guest_port.h"
#include "core/vgpu_types.h"
#include "bar2.h"
#include "bar2_piece.h"
#include "ggtt_entry.h"
#include "ggtt_space.h"
#include "pin.h"

static bool vgt_bar2_has(const struct vgt_vgpu *vgpu, const struct vgt_ggtt_slice *slice)
{
	return vgt_ggtt_virtual(vgpu->dev) && slice == &vgpu->ggtt.part[VGT_GGTT_LOW] &&
	       vgpu->guest->ops->room;
}

/**
 * vgt_bar2_room() - make room for what a page of entries shows
 * @vgpu: the vGPU; its lock is held
 * @slice: the slice that the entries are in
 * @block: number of the page of entries
 *
 * Nothing can fail later, when entries change.
 *
 * Return: 0 or -ENOMEM.
 */
int vgt_bar2_room(struct vgt_vgpu *vgpu, const struct vgt_ggtt_slice *slice, u32 block)
{
	lockdep_assert_held(&vgpu->lock);
	if (!vgt_bar2_has(vgpu, slice))
		return 0;
	if (vgt_bar2_pieces_room(vgpu, block))
		return -ENOMEM;
	return vgpu->guest->ops->room(vgpu->guest, block * VGT_GGTT_BLOCK, VGT_GGTT_BLOCK);
}

/**
 * vgt_bar2_hide() - take pages of BAR 2 away, before their entries change
 * @vgpu: the vGPU; its lock is held
 * @slice: the slice that the entries are in
 * @first: number of the first entry in the slice
 * @count: number of entries
 *
 * Return: false if BAR 2 never shows what these entries lead to.
 */
bool vgt_bar2_hide(struct vgt_vgpu *vgpu, const struct vgt_ggtt_slice *slice, u32 first, u32 count)
{
	lockdep_assert_held(&vgpu->lock);
	if (!vgt_bar2_has(vgpu, slice))
		return false;
	vgpu->guest->ops->hide(vgpu->guest, first, count);
	return true;
}

/**
 * vgt_bar2_entry() - get the hardware's entry of a page of BAR 2
 * @vgpu: the vGPU; its lock is held
 * @page: the page's number, in the low slice
 */
u64 vgt_bar2_entry(struct vgt_vgpu *vgpu, u32 page)
{
	const u32 *known = vgpu->ggtt.part[VGT_GGTT_LOW].known[page / VGT_GGTT_BLOCK];
	struct vgt_pin *pin = NULL;

	lockdep_assert_held(&vgpu->lock);
	if (known && known[page % VGT_GGTT_BLOCK])
		pin = vgt_pin_find(vgpu, vgt_known_gfn(known[page % VGT_GGTT_BLOCK]));
	return pin ? pin->page.dma | VGT_GGTT_PRESENT : vgt_ggtt_scratch_entry(vgpu);
}

/**
 * vgt_bar2_show() - let pages of BAR 2 show what their entries name
 * @vgpu: the vGPU; its lock is held
 * @slice: the slice that the entries are in
 * @first: number of the first entry in the slice
 * @count: number of entries, in one page of entries; they were taken over, and there is room
 */
void vgt_bar2_show(struct vgt_vgpu *vgpu, const struct vgt_ggtt_slice *slice, u32 first, u32 count)
{
	const u32 *known = slice->known[first / VGT_GGTT_BLOCK] + first % VGT_GGTT_BLOCK;
	struct vgt_pin *pin;
	u32 i;

	lockdep_assert_held(&vgpu->lock);
	if (!vgt_bar2_has(vgpu, slice))
		return;
	for (i = 0; i < count; i++) {
		pin = known[i] ? vgt_pin_find(vgpu, vgt_known_gfn(known[i])) : NULL;
		if (pin)
			vgpu->guest->ops->show(vgpu->guest, first + i, &pin->page);
	}
}

/**
 * vgt_bar2_refault() - have the next access to pages of BAR 2 fault
 * @vgpu: the vGPU; its lock is held
 * @first: number of the first page
 * @count: number of pages, may be 0
 */
void vgt_bar2_refault(struct vgt_vgpu *vgpu, u32 first, u32 count)
{
	lockdep_assert_held(&vgpu->lock);
	if (count && vgt_bar2_has(vgpu, &vgpu->ggtt.part[VGT_GGTT_LOW]))
		vgpu->guest->ops->refault(vgpu->guest, first, count);
}
