// SPDX-License-Identifier: GPL-2.0-only
/*
 * Pins of consecutive guest pages, made and removed by one call of the guest port. A call costs
 * more than a page.
 */
#include <linux/err.h>
#include <linux/lockdep.h>
#include <linux/slab.h>
#include <linux/xarray.h>

#include "core/convert.h"
#include "core/device_types.h"
#include "core/guest_port.h"
#include "core/log.h"
#include "core/record/record.h"
#include "core/vgpu_types.h"
#include "account.h"
#include "pin.h"
#include "pin_block.h"
#include "pin_run.h"
#include "pin_types.h"

/* What a pin costs: its record, and its part of the index. */
#define VGT_PIN_BYTES		(sizeof(struct vgt_pin) + 16)

/**
 * vgt_pin_walk() - like vgt_pin_find() for many pages, quick if they are consecutive
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

/**
 * struct vgt_pin_set - pins that were allocated together, and are freed together
 * @count: how many
 * @live: how many of them are in use
 * @pin: the pins
 */
struct vgt_pin_set {
	u32 count;
	u32 live;
	struct vgt_pin pin[];
};

static struct vgt_pin_set *vgt_pin_set_of(struct vgt_pin *pin)
{
	return container_of(pin - pin->nth, struct vgt_pin_set, pin[0]);
}

/* A set counts in the vGPU's account until all of it is free. */
static void vgt_pin_free(struct vgt_vgpu *vgpu, struct vgt_pin *pin)
{
	struct vgt_pin_set *set = vgt_pin_set_of(pin);

	if (--set->live)
		return;
	vgt_account_give(vgpu, set->count * VGT_PIN_BYTES);
	kfree(set);
}

static void vgt_pins_free(struct vgt_vgpu *vgpu, struct vgt_pin **pins, u32 count)
{
	while (count--)
		vgt_pin_free(vgpu, pins[count]);
}

static int vgt_pins_alloc(struct vgt_vgpu *vgpu, u64 gfn, u32 count, struct vgt_pin **pins)
{
	struct vgt_pin_set *set;
	u32 i;
	int ret;

	ret = vgt_account_take(vgpu, count * VGT_PIN_BYTES);
	if (ret)
		return ret;
	set = kzalloc(sizeof(*set) + count * sizeof(*set->pin), GFP_KERNEL_ACCOUNT);
	if (!set) {
		vgt_account_give(vgpu, count * VGT_PIN_BYTES);
		return -ENOMEM;
	}
	set->count = count;
	set->live = count;
	for (i = 0; i < count; i++) {
		pins[i] = &set->pin[i];
		pins[i]->gfn = gfn + i;
		pins[i]->nth = i;
	}
	return 0;
}

static noinline int vgt_pins_record(struct vgt_vgpu *vgpu, struct vgt_pin **pins, u32 count,
				    int ret)
{
	u64 key = vgt_record_run_key(pins[0]->gfn, count);
	s64 result[1 + VGT_GUEST_RUN] = { ret };
	u32 i;

	for (i = 0; !ret && i < count; i++)
		result[1 + i] = pins[i]->page.dma;
	vgt_record_io(vgpu, VGT_RECORD_PIN, key, result, (1 + count) * sizeof(*result));
	for (i = 0; !ret && i < count; i++)
		pins[i]->page.dma = result[1 + i];
	return result[0];
}

static int vgt_pins_port_pin(struct vgt_vgpu *vgpu, struct vgt_pin **pins, u32 count)
{
	struct vgt_guest_page *pages[VGT_GUEST_RUN];
	u32 i;
	int ret;

	for (i = 0; i < count; i++)
		pages[i] = &pins[i]->page;
	ret = vgpu->guest->ops->pin(vgpu->guest, pins[0]->gfn, count, pages);
	return vgt_record_on(vgpu) ? vgt_pins_record(vgpu, pins, count, ret) : ret;
}

static void vgt_pins_port_unpin(struct vgt_vgpu *vgpu, struct vgt_pin **pins, u32 count)
{
	struct vgt_guest_page *pages[VGT_GUEST_RUN];
	u32 i;

	for (i = 0; i < count; i++)
		pages[i] = &pins[i]->page;
	vgt_record_number(vgpu, VGT_RECORD_UNPIN, vgt_record_run_key(pins[0]->gfn, count), 0);
	vgpu->guest->ops->unpin(vgpu->guest, pins[0]->gfn, count, pages);
}

static void vgt_pins_erase(struct vgt_vgpu *vgpu, struct vgt_pin **pins, u32 count)
{
	while (count--)
		xa_erase(&vgpu->pins.by_gfn, pins[count]->gfn);
}

/* In one walk of the index. */
static int vgt_pins_store(struct vgt_vgpu *vgpu, struct vgt_pin **pins, u32 count)
{
	XA_STATE(xas, &vgpu->pins.by_gfn, pins[0]->gfn);
	u32 i = 0;

	do {
		xas_lock(&xas);
		while (i < count) {
			xas_store(&xas, pins[i]);
			if (xas_error(&xas))
				break;
			i++;
			xas_next(&xas);
		}
		xas_unlock(&xas);
	} while (xas_nomem(&xas, GFP_KERNEL_ACCOUNT));
	if (i == count)
		return 0;
	vgt_pins_erase(vgpu, pins, i);
	return xas_error(&xas);
}

static int vgt_pins_make(struct vgt_vgpu *vgpu, u64 gfn, u32 count, struct vgt_pin **pins)
{
	int ret;

	if (vgt_pins_are_blocked(vgpu, gfn, count))
		return -EAGAIN;
	ret = vgt_pins_alloc(vgpu, gfn, count, pins);
	if (ret)
		return ret;
	ret = vgt_pins_port_pin(vgpu, pins, count);
	if (ret)
		goto err_free;
	ret = vgt_pins_store(vgpu, pins, count);
	if (ret)
		goto err_unpin;
	vgpu->pins.count += count;
	return 0;

err_unpin:
	vgt_pins_port_unpin(vgpu, pins, count);
err_free:
	vgt_pins_free(vgpu, pins, count);
	return ret;
}

/**
 * vgt_pins_create() - make the pins of consecutive pages that are not pinned
 * @vgpu: whose pages; its lock is held
 * @gfn: guest frame number of the first
 * @count: how many, at most %VGT_GUEST_RUN
 * @pins: filled, with pins that nobody holds yet
 *
 * Return: 0, with all of them made; or an error of vgt_pin_get()'s, with none.
 */
int vgt_pins_create(struct vgt_vgpu *vgpu, u64 gfn, u32 count, struct vgt_pin **pins)
{
	int ret;

	lockdep_assert_held(&vgpu->lock);
	ret = vgt_pins_make(vgpu, gfn, count, pins);
	if (ret == -ENOMEM)
		vgt_err(vgpu, "cannot pin guest page %#llx: out of memory, or of the locked memory (RLIMIT_MEMLOCK) that the hypervisor may use; %u pages are pinned\n",
			vgt_gfn_addr(gfn), vgpu->pins.count);
	return ret;
}

/**
 * vgt_pin_hold() - hold a pin for one more entry
 * @vgpu: whose page it is; its lock is held
 * @pin: the pin
 * @sp: the page of a shadow table that the entry is in; NULL: the GGTT
 */
void vgt_pin_hold(struct vgt_vgpu *vgpu, struct vgt_pin *pin, struct vgt_shadow_page *sp)
{
	lockdep_assert_held(&vgpu->lock);
	pin->refs++;
	if (sp && (!pin->owned || pin->owner == sp)) {
		pin->owner = sp;
		pin->owned++;
	} else if (sp) {
		pin->others++;
	}
}

static void vgt_pins_destroy(struct vgt_vgpu *vgpu, struct vgt_pin **pins, u32 count)
{
	vgt_pins_port_unpin(vgpu, pins, count);
	vgt_pins_free(vgpu, pins, count);
	vgpu->pins.count -= count;
}

/* The pins of pages that are pinned; NULL for the others. */
static void vgt_pins_look(struct vgt_vgpu *vgpu, u64 gfn, u32 count, struct vgt_pin **pins)
{
	XA_STATE(xas, &vgpu->pins.by_gfn, gfn);
	u32 i;

	rcu_read_lock();
	for (i = 0; i < count; i++)
		pins[i] = vgt_pin_walk(&xas, gfn + i);
	rcu_read_unlock();
}

/* Those that nobody holds were made for nothing: no entry leads to their pages. */
static void vgt_pins_drop_unheld(struct vgt_vgpu *vgpu, struct vgt_pin **pins, u32 count)
{
	u32 i;

	for (i = 0; i < count; i++) {
		if (pins[i]->refs)
			continue;
		vgt_pins_erase(vgpu, pins + i, 1);
		vgt_pins_destroy(vgpu, pins + i, 1);
	}
}

static u32 vgt_pins_missing(struct vgt_pin * const *pins, u32 count)
{
	u32 n = 0;

	while (n < count && !pins[n])
		n++;
	return n;
}

/**
 * vgt_pins_get() - pin consecutive guest pages for one more entry each
 * @vgpu: whose pages; its lock is held
 * @gfn: guest frame number of the first
 * @count: how many, at most %VGT_GUEST_RUN
 * @sp: the page of a shadow table that the entries are in
 * @pins: filled
 *
 * Return: 0; or an error of vgt_pin_get()'s for one of them, with none pinned.
 */
int vgt_pins_get(struct vgt_vgpu *vgpu, u64 gfn, u32 count, struct vgt_shadow_page *sp,
		 struct vgt_pin **pins)
{
	u32 i, n;
	int ret;

	lockdep_assert_held(&vgpu->lock);
	vgt_pins_look(vgpu, gfn, count, pins);
	for (i = 0; i < count; i += n ?: 1) {
		n = vgt_pins_missing(pins + i, count - i);
		ret = n ? vgt_pins_create(vgpu, gfn + i, n, pins + i) : 0;
		if (ret) {
			vgt_pins_drop_unheld(vgpu, pins, i);
			return ret;
		}
	}
	for (i = 0; i < count; i++)
		vgt_pin_hold(vgpu, pins[i], sp);
	return 0;
}

/**
 * vgt_pins_destroy_gone() - unpin some of the pages that no TLB leads to
 * @vgpu: the owner; its lock is held
 *
 * Entries are cleared in the order of their addresses, so later pages come first in the list.
 *
 * Return: whether there were any.
 */
bool vgt_pins_destroy_gone(struct vgt_vgpu *vgpu)
{
	struct vgt_pins *pins = &vgpu->pins;
	struct vgt_pin *run[VGT_GUEST_RUN];
	u32 first = VGT_GUEST_RUN;

	lockdep_assert_held(&vgpu->lock);
	while (pins->gone && first) {
		if (first < VGT_GUEST_RUN && pins->gone->gfn + 1 != run[first]->gfn)
			break;
		run[--first] = pins->gone;
		pins->gone = pins->gone->next;
	}
	if (first == VGT_GUEST_RUN)
		return false;
	vgt_pins_destroy(vgpu, run + first, VGT_GUEST_RUN - first);
	return true;
}
