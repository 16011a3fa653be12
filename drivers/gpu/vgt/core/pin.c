// SPDX-License-Identifier: GPL-2.0-only
/*
 * Pinned guest pages.
 *
 * A page stays pinned as long as an entry of the GGTT or of a shadow page table
 * points to it, and then until no TLB can hold that entry: pages whose last
 * entry is gone wait in limbo for vgt_pins_reap(). Pages of shadow page tables
 * wait there too, for the GPU caches upper levels of its tables.
 */
#include <linux/err.h>
#include <linux/slab.h>

#include "log.h"
#include "pin.h"
#include "tlb.h"
#include "vgpu.h"

#define VGT_LIMBO_PAGES		255

/* A chunk of pages of shadow page tables that wait for the TLBs. */
struct vgt_limbo {
	struct vgt_limbo *next;
	u32 count;
	struct vgt_gpu_page page[VGT_LIMBO_PAGES];
};

void vgt_pins_init(struct vgt_pins *pins)
{
	xa_init(&pins->by_gfn);
}

/**
 * vgt_pin_find() - the pin of a page that is pinned already
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
 * vgt_pin_walk() - vgt_pin_find() for many pages, quick where they follow one another
 * @xas: XA_STATE() of the vGPU's @by_gfn, in an RCU read-side section
 * @gfn: guest frame number
 *
 * Return: the pin, or NULL. It holds no reference of the caller's.
 */
struct vgt_pin *vgt_pin_walk(struct xa_state *xas, u64 gfn)
{
	if (!xas_invalid(xas) && gfn == xas->xa_index + 1)
		return xas_next(xas);
	xas_set(xas, gfn);
	return xas_load(xas);
}

static struct vgt_pin *vgt_pin_create(struct vgt_vgpu *vgpu, u64 gfn)
{
	struct vgt_guest *guest = vgpu->guest;
	struct vgt_pin *pin;
	int ret;

	pin = kzalloc(sizeof(*pin), GFP_KERNEL);
	if (!pin)
		return ERR_PTR(-ENOMEM);
	pin->gfn = gfn;

	ret = guest->ops->pin(guest, gfn, &pin->page);
	if (ret)
		goto err_free;

	ret = xa_err(xa_store(&vgpu->pins.by_gfn, gfn, pin, GFP_KERNEL));
	if (ret)
		goto err_unpin;

	vgpu->pins.count++;
	return pin;

err_unpin:
	guest->ops->unpin(guest, gfn, &pin->page);
err_free:
	kfree(pin);
	return ERR_PTR(ret);
}

/**
 * vgt_pin_get() - pin a page of the guest's for one more entry
 * @vgpu: whose page
 * @gfn: guest frame number
 *
 * Return: the pin, or an error pointer: -EFAULT where the guest has no memory
 * there, -ENOMEM where memory or the right to lock it ran out.
 */
struct vgt_pin *vgt_pin_get(struct vgt_vgpu *vgpu, u64 gfn)
{
	struct vgt_pin *pin = vgt_pin_find(vgpu, gfn);

	if (!pin) {
		pin = vgt_pin_create(vgpu, gfn);
		if (IS_ERR(pin)) {
			if (PTR_ERR(pin) == -ENOMEM)
				vgt_err(vgpu, "cannot pin guest page %#llx: out of memory, or of the locked memory (RLIMIT_MEMLOCK) that the hypervisor may use; %u pages are pinned\n",
					gfn << 12, vgpu->pins.count);
			return pin;
		}
		vgpu->pins.last = pin;
	}
	pin->refs++;
	return pin;
}

static void vgt_pin_destroy(struct vgt_vgpu *vgpu, struct vgt_pin *pin)
{
	vgpu->guest->ops->unpin(vgpu->guest, pin->gfn, &pin->page);
	kfree(pin);
	vgpu->pins.count--;
}

static void vgt_page_destroy(struct vgt_vgpu *vgpu, struct vgt_gpu_page *page)
{
	struct vgt_gpu *gpu = vgpu->dev->gpu;

	gpu->ops->page_free(gpu, page);
}

/* Room in limbo, or NULL where there is no memory for more. */
static struct vgt_gpu_page *vgt_limbo_page(struct vgt_pins *pins)
{
	struct vgt_limbo *limbo = pins->tables;

	if (!limbo || limbo->count == VGT_LIMBO_PAGES) {
		limbo = kmalloc(sizeof(*limbo), GFP_KERNEL);
		if (!limbo)
			return NULL;
		limbo->next = pins->tables;
		limbo->count = 0;
		pins->tables = limbo;
	}
	return &limbo->page[limbo->count++];
}

/**
 * vgt_pins_defer_page() - free a page of a shadow page table, when it is safe
 * @vgpu: the owner
 * @page: no entry points to it any more; copied
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
 * vgt_pin_put() - an entry that pointed to a page is gone
 * @vgpu: whose page
 * @gfn: guest frame number, pinned by vgt_pin_get()
 *
 * The page is unpinned by the next vgt_pins_reap() where it was the last one.
 */
void vgt_pin_put(struct vgt_vgpu *vgpu, u64 gfn)
{
	struct vgt_pin *pin = vgt_pin_find(vgpu, gfn);

	if (WARN_ON_ONCE(!pin) || --pin->refs)
		return;

	xa_erase(&vgpu->pins.by_gfn, gfn);
	vgpu->pins.last = NULL;
	pin->next = vgpu->pins.limbo;
	vgpu->pins.limbo = pin;
}

/**
 * vgt_pins_reap() - let go of all that waits for the TLBs
 * @vgpu: the owner
 *
 * Flushes the TLBs of the engines that run work of @vgpu, if anything waits.
 * The GGTT's own TLB is the caller's to flush.
 */
void vgt_pins_reap(struct vgt_vgpu *vgpu)
{
	struct vgt_limbo *limbo = vgpu->pins.tables;
	struct vgt_pin *pin = vgpu->pins.limbo;

	if (!pin && !limbo)
		return;

	vgt_tlb_flush(vgpu);
	vgpu->pins.limbo = NULL;
	vgpu->pins.tables = NULL;
	while (pin) {
		struct vgt_pin *next = pin->next;

		vgt_pin_destroy(vgpu, pin);
		pin = next;
	}
	while (limbo) {
		struct vgt_limbo *next = limbo->next;

		while (limbo->count)
			vgt_page_destroy(vgpu, &limbo->page[--limbo->count]);
		kfree(limbo);
		limbo = next;
	}
}

/**
 * vgt_pins_in_range() - is any page of a range pinned?
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
 * vgt_pins_fini() - the end: nothing is pinned any more
 * @vgpu: the owner; all its tables are gone
 */
void vgt_pins_fini(struct vgt_vgpu *vgpu)
{
	vgt_pins_reap(vgpu);
	WARN_ON_ONCE(vgpu->pins.count);
	xa_destroy(&vgpu->pins.by_gfn);
}
