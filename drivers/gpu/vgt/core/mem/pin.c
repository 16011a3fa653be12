// SPDX-License-Identifier: GPL-2.0-only
/*
 * Pinned guest pages.
 *
 * A page stays pinned as long as an entry of the GGTT or of a shadow page table
 * points to it, and then until no TLB can hold that entry: pages whose last
 * entry is gone wait in limbo for vgt_pins_reap(). Pages of shadow page tables
 * wait there too, because the GPU caches upper levels of its tables.
 */
#include <linux/err.h>
#include <linux/lockdep.h>
#include <linux/slab.h>

#include "core/device_types.h"
#include "core/log.h"
#include "core/pace.h"
#include "core/vgpu_types.h"
#include "account.h"
#include "pin.h"
#include "pin_block.h"
#include "pin_run.h"
#include "ppgtt_entry.h"
#include "tlb.h"

#define VGT_LIMBO_PAGES		255

/* A chunk of pages of shadow page tables that wait for the TLBs. */
struct vgt_limbo {
	struct vgt_limbo *next;
	u32 count;
	struct vgt_gpu_page page[VGT_LIMBO_PAGES];
};

/**
 * vgt_pins_init() - initialize an empty set of pins
 * @vgpu: the owner
 */
void vgt_pins_init(struct vgt_vgpu *vgpu)
{
	xa_init(&vgpu->pins.by_gfn);
	vgt_pins_block_init(vgpu);
}

/**
 * vgt_pin_find() - find the pin of a page that is already pinned
 * @vgpu: whose page
 * @gfn: guest frame number
 *
 * Return: the pin, or NULL. It holds no reference of the caller's.
 */
struct vgt_pin *vgt_pin_find(struct vgt_vgpu *vgpu, u64 gfn)
{
	struct vgt_pin *pin = vgpu->pins.last;

	if (pin && pin->gfn == gfn)
		return pin;
	pin = xa_load(&vgpu->pins.by_gfn, gfn);
	if (pin)
		vgpu->pins.last = pin;
	return pin;
}

/**
 * vgt_pin_get() - pin a guest page for one more entry
 * @vgpu: whose page
 * @gfn: guest frame number
 * @sp: the page of a shadow table that the entry is in; NULL: the GGTT
 *
 * Return: the pin, or an error pointer: -EFAULT if the guest has no memory there;
 * -EAGAIN if the memory is being removed (vgt_pins_retry()); -ENOMEM if memory, or the
 * right to lock it, ran out; -ENOSPC if the vGPU is at its limit.
 */
struct vgt_pin *vgt_pin_get(struct vgt_vgpu *vgpu, u64 gfn, struct vgt_shadow_page *sp)
{
	struct vgt_pin *pin = vgt_pin_find(vgpu, gfn);
	int ret;

	if (!pin) {
		ret = vgt_pins_create(vgpu, gfn, 1, &pin);
		if (ret)
			return ERR_PTR(ret);
		vgpu->pins.last = pin;
	}
	vgt_pin_hold(vgpu, pin, sp);
	return pin;
}

static void vgt_page_destroy(struct vgt_vgpu *vgpu, struct vgt_gpu_page *page)
{
	struct vgt_gpu *gpu = vgpu->dev->gpu;

	gpu->ops->page_free(gpu, page);
	vgt_account_give(vgpu, VGT_PT_SIZE);
}

/* Room in limbo, or NULL where there is no memory for more. */
static struct vgt_gpu_page *vgt_limbo_page(struct vgt_pins *pins)
{
	struct vgt_limbo *limbo = pins->tables;

	if (!limbo || limbo->count == VGT_LIMBO_PAGES) {
		limbo = kmalloc(sizeof(*limbo), GFP_KERNEL_ACCOUNT);
		if (!limbo)
			return NULL;
		limbo->next = pins->tables;
		limbo->count = 0;
		pins->tables = limbo;
	}
	return &limbo->page[limbo->count++];
}

/**
 * vgt_pins_defer_page() - free a page of a shadow page table as soon as that is safe
 * @vgpu: the owner
 * @page: no entry points to it any more; copied. The vGPU's account includes it until it is
 *	freed
 */
void vgt_pins_defer_page(struct vgt_vgpu *vgpu, struct vgt_gpu_page *page)
{
	struct vgt_gpu_page *room = vgt_limbo_page(&vgpu->pins);

	if (room) {
		*room = *page;
		return;
	}
	/* No memory to remember it: flush at once. */
	vgt_tlb_flush(vgpu);
	vgt_page_destroy(vgpu, page);
}

/**
 * vgt_pin_put() - release a page for an entry that no longer points to it
 * @vgpu: whose page
 * @gfn: guest frame number, pinned by vgt_pin_get()
 * @sp: the same as for vgt_pin_get()
 *
 * If this was the last entry, the next vgt_pins_reap() unpins the page.
 */
void vgt_pin_put(struct vgt_vgpu *vgpu, u64 gfn, const struct vgt_shadow_page *sp)
{
	struct vgt_pin *pin = vgt_pin_find(vgpu, gfn);

	if (WARN_ON_ONCE(!pin))
		return;
	if (sp && pin->owned && pin->owner == sp)
		pin->owned--;
	else if (sp)
		pin->others--;
	if (--pin->refs)
		return;

	xa_erase(&vgpu->pins.by_gfn, gfn);
	vgpu->pins.last = NULL;
	if (!vgpu->pins.limbo)
		vgpu->pins.limbo_last = pin;
	pin->next = vgpu->pins.limbo;
	vgpu->pins.limbo = pin;
}

/* What waited for the TLBs need not any more: pins all at once, they may be millions. */
static void vgt_pins_flushed(struct vgt_pins *pins)
{
	if (pins->limbo) {
		pins->limbo_last->next = pins->gone;
		pins->gone = pins->limbo;
		pins->limbo = NULL;
	}
	while (pins->tables) {
		struct vgt_limbo *limbo = pins->tables;

		pins->tables = limbo->next;
		limbo->next = pins->gone_tables;
		pins->gone_tables = limbo;
	}
}

static void vgt_limbo_free(struct vgt_vgpu *vgpu, struct vgt_limbo *limbo)
{
	while (limbo->count)
		vgt_page_destroy(vgpu, &limbo->page[--limbo->count]);
	kfree(limbo);
}

/**
 * vgt_pins_reap() - release everything that waits for the TLBs
 * @vgpu: the owner; its lock is held, and released now and then by vgt_pace(). Another
 *	caller that comes meanwhile does not return before all is done
 *
 * Flushes the TLBs of the engines that run work of @vgpu, if anything waits.
 * The caller must flush the GGTT's own TLB.
 */
void vgt_pins_reap(struct vgt_vgpu *vgpu)
{
	struct vgt_pins *pins = &vgpu->pins;
	struct vgt_limbo *limbo;

	lockdep_assert_held(&vgpu->lock);
	if (pins->limbo || pins->tables) {
		vgt_tlb_flush(vgpu);
		vgt_pins_flushed(pins);
	}
	while (vgt_pins_destroy_gone(vgpu))
		vgt_pace(vgpu);
	while ((limbo = pins->gone_tables)) {
		pins->gone_tables = limbo->next;
		vgt_limbo_free(vgpu, limbo);
		vgt_pace(vgpu);
	}
}

/**
 * vgt_pins_in_range() - check whether any page of a range is pinned
 * @vgpu: whose pages
 * @gfn: the first
 * @count: how many
 */
bool vgt_pins_in_range(struct vgt_vgpu *vgpu, u64 gfn, u64 count)
{
	unsigned long index = gfn;

	return xa_find(&vgpu->pins.by_gfn, &index, gfn + count - 1, XA_PRESENT);
}

/**
 * vgt_pins_fini() - free the set of pins, which must be empty
 * @vgpu: the owner; all its tables are gone
 */
void vgt_pins_fini(struct vgt_vgpu *vgpu)
{
	vgt_pins_reap(vgpu);
	WARN_ON_ONCE(vgpu->pins.count);
	xa_destroy(&vgpu->pins.by_gfn);
}
