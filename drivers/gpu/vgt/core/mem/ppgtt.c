// SPDX-License-Identifier: GPL-2.0-only
/*
 * The list of the guest's PPGTTs. shadow_page.c has their contents.
 *
 * The hardware only walks 4-level tables. i915's own tables have 4 levels, and i915 may
 * rewrite the descriptor of a context at any time, for example after a reset. If the context
 * ran with four page directories as its roots, the guest's first directory would then be a
 * root of 4 levels, and the pages that it maps would be tables. So a guest's 3-level address
 * space becomes the lowest 4 GiB of a 4-level one. Above that, everything is scratch.
 */
#include <linux/err.h>
#include <linux/hrtimer.h>
#include <linux/kernel.h>
#include <linux/lockdep.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "core/compat.h"
#include "core/convert.h"
#include "core/device_types.h"
#include "core/pace.h"
#include "core/record/record.h"
#include "core/vgpu_types.h"
#include "account.h"
#include "pin.h"
#include "ppgtt.h"
#include "ppgtt_entry.h"
#include "ppgtt_types.h"
#include "shadow_page.h"

/* More than any guest has at a time; the one not used for longest goes. */
#define VGT_PPGTT_MAX		1024

static u32 vgt_ppgtt_count(u8 mode)
{
	return mode == VGT_CTX_LEGACY_32B ? 4 : 1;
}

static u8 vgt_ppgtt_level(u8 mode)
{
	return mode == VGT_CTX_LEGACY_32B ? VGT_PD : VGT_PML4;
}

static struct vgt_ppgtt *vgt_ppgtt_find(struct vgt_vgpu *vgpu, u8 mode,
					const u64 *pdp)
{
	struct vgt_ppgtt *ppgtt;
	u32 i;

	list_for_each_entry(ppgtt, &vgpu->ppgtts, link) {
		if (ppgtt->mode != mode)
			continue;
		for (i = 0; i < vgt_ppgtt_count(mode); i++)
			if ((ppgtt->pdp[i] ^ pdp[i]) & VGT_PTE_ADDR)
				break;
		if (i == vgt_ppgtt_count(mode))
			return ppgtt;
	}
	return NULL;
}

static int vgt_top_alloc(struct vgt_ppgtt *ppgtt, u32 n, u64 below)
{
	struct vgt_gpu *gpu = ppgtt->vgpu->dev->gpu;
	u64 *entries;
	u32 i;
	int ret;

	ret = vgt_account_take(ppgtt->vgpu, VGT_PT_SIZE);
	if (ret)
		return ret;
	ret = gpu->ops->page_alloc(gpu, &ppgtt->top[n], n == VGT_TOP_ROOT);
	ret = vgt_record_page(ppgtt->vgpu, &ppgtt->top[n], n == VGT_TOP_ROOT, ret);
	if (ret) {
		vgt_account_give(ppgtt->vgpu, VGT_PT_SIZE);
		return ret;
	}
	entries = ppgtt->top[n].va;
	for (i = 0; i < VGT_PT_ENTRIES; i++)
		entries[i] = below | VGT_PTE_PRESENT | VGT_PTE_WRITE;
	return 0;
}

static void vgt_top_set(struct vgt_ppgtt *ppgtt, u32 n, u32 entry, u64 dma)
{
	u64 *entries = ppgtt->top[n].va;

	entries[entry] = dma | VGT_PTE_PRESENT | VGT_PTE_WRITE;
}

/* The two levels above the guest's page directories. */
static int vgt_ppgtt_make_top(struct vgt_ppgtt *ppgtt)
{
	struct vgt_vgpu *vgpu = ppgtt->vgpu;
	u32 i;
	int ret;

	ret = vgt_top_alloc(ppgtt, 0, vgt_shadow_scratch(vgpu, VGT_PD));
	if (!ret)
		ret = vgt_top_alloc(ppgtt, 1, vgt_shadow_scratch(vgpu, VGT_PDP));
	if (ret)
		return ret;
	for (i = 0; i < ARRAY_SIZE(ppgtt->root); i++)
		if (ppgtt->root[i])
			vgt_top_set(ppgtt, 0, i, ppgtt->root[i]->page.dma);
	vgt_top_set(ppgtt, 1, 0, ppgtt->top[0].dma);
	return 0;
}

/* Like all tables they wait until no TLB has them. */
static void vgt_ppgtt_drop_top(struct vgt_ppgtt *ppgtt)
{
	u32 i;

	for (i = 0; i < ARRAY_SIZE(ppgtt->top); i++)
		if (ppgtt->top[i].va)
			vgt_pins_defer_page(ppgtt->vgpu, &ppgtt->top[i]);
}

static void vgt_ppgtt_unlink(struct vgt_vgpu *vgpu, struct vgt_ppgtt *ppgtt)
{
	list_del_init(&ppgtt->link);
	vgpu->nppgtts--;
	vgt_ppgtt_put(vgpu, ppgtt);
}

static struct vgt_ppgtt *vgt_ppgtt_create(struct vgt_vgpu *vgpu, u8 mode,
					  const u64 *pdp)
{
	struct vgt_ppgtt *ppgtt;
	u32 i;
	int ret;

	ppgtt = kzalloc(sizeof(*ppgtt), GFP_KERNEL_ACCOUNT);
	if (!ppgtt)
		return ERR_PTR(-ENOMEM);
	INIT_LIST_HEAD(&ppgtt->link);
	INIT_LIST_HEAD(&ppgtt->clean);
	INIT_LIST_HEAD(&ppgtt->dirty);
	ppgtt->vgpu = vgpu;
	ppgtt->mode = mode;
	ppgtt->refs = 1;

	for (i = 0; i < vgt_ppgtt_count(mode); i++) {
		u64 gfn = vgt_gfn(pdp[i] & VGT_PTE_ADDR);
		struct vgt_shadow_page *root;

		ppgtt->pdp[i] = pdp[i];
		if (!gfn && mode == VGT_CTX_LEGACY_32B)
			continue;
		root = vgt_shadow_get(ppgtt, gfn, vgt_ppgtt_level(mode), false);
		if (IS_ERR(root)) {
			vgt_ppgtt_put(vgpu, ppgtt);
			return ERR_CAST(root);
		}
		ppgtt->root[i] = root;
	}
	ret = mode == VGT_CTX_LEGACY_32B ? vgt_ppgtt_make_top(ppgtt) : 0;
	if (ret) {
		vgt_ppgtt_put(vgpu, ppgtt);
		return ERR_PTR(ret);
	}
	if (vgpu->nppgtts == VGT_PPGTT_MAX)
		vgt_ppgtt_unlink(vgpu, list_last_entry(&vgpu->ppgtts,
						       struct vgt_ppgtt, link));
	list_add(&ppgtt->link, &vgpu->ppgtts);
	vgpu->nppgtts++;
	return ppgtt;
}

/**
 * vgt_ppgtt_get() - get the address space that a context names
 * @vgpu: the vGPU; its lock is held
 * @mode: enum vgt_ctx_mode
 * @pdp: the guest's roots
 *
 * Shadows the address space if it is new.
 *
 * Return: the address space, with a reference; or an error pointer as of vgt_shadow_get().
 */
struct vgt_ppgtt *vgt_ppgtt_get(struct vgt_vgpu *vgpu, u8 mode, const u64 *pdp)
{
	struct vgt_ppgtt *ppgtt = vgt_ppgtt_find(vgpu, mode, pdp);

	lockdep_assert_held(&vgpu->lock);
	if (!ppgtt)
		ppgtt = vgt_ppgtt_create(vgpu, mode, pdp);
	if (IS_ERR(ppgtt))
		return ppgtt;
	list_move(&ppgtt->link, &vgpu->ppgtts);
	ppgtt->refs++;
	return ppgtt;
}

/**
 * vgt_ppgtt_evict() - evict the least recently used address space
 * @vgpu: the vGPU; its lock is held
 *
 * vgt_ppgtt_release() frees it.
 *
 * Return: false if all are in use.
 */
bool vgt_ppgtt_evict(struct vgt_vgpu *vgpu)
{
	struct vgt_ppgtt *ppgtt;

	lockdep_assert_held(&vgpu->lock);
	list_for_each_entry_reverse(ppgtt, &vgpu->ppgtts, link) {
		if (ppgtt->refs > 1)
			continue;
		vgt_ppgtt_unlink(vgpu, ppgtt);
		return true;
	}
	return false;
}

/**
 * vgt_ppgtt_make_room() - free address spaces that do not run, because something ran out
 * @vgpu: the vGPU; its lock is held, and released now and then by vgt_pace()
 * @count: how many at most, the least recently used first; 0: only those that nobody
 *	finds any more
 *
 * In the vGPU's own queue. Everything that they had is free when it returns.
 *
 * Return: false if there was none.
 */
bool vgt_ppgtt_make_room(struct vgt_vgpu *vgpu, u32 count)
{
	bool some = !count && !list_empty(&vgpu->released);

	lockdep_assert_held(&vgpu->lock);
	for (; count && vgt_ppgtt_evict(vgpu); count--)
		some = true;
	while (vgt_ppgtt_release(vgpu))
		;
	vgt_pins_reap(vgpu);
	return some;
}

/* ---- those that do not run ---- */

static enum hrtimer_restart vgt_ppgtt_nap_now(struct hrtimer *timer)
{
	struct vgt_vgpu *vgpu = container_of(timer, struct vgt_vgpu, nap);

	queue_work(vgpu->wq, &vgpu->release);
	return HRTIMER_NORESTART;
}

/**
 * vgt_ppgtt_nap_init() - initialize the state of vgt_ppgtt_nap()
 * @vgpu: the vGPU
 */
void vgt_ppgtt_nap_init(struct vgt_vgpu *vgpu)
{
	vgt_hrtimer_setup(&vgpu->nap, vgt_ppgtt_nap_now, CLOCK_MONOTONIC, HRTIMER_MODE_ABS);
}

static ktime_t vgt_ppgtt_nap_at(const struct vgt_ppgtt *ppgtt)
{
	return ktime_add_ns(ppgtt->used, VGT_PPGTT_NAP_MS * NSEC_PER_MSEC);
}

/* One that is watched, and does not run. */
static bool vgt_ppgtt_may_nap(const struct vgt_ppgtt *ppgtt)
{
	return ppgtt->refs == 1 && !list_empty(&ppgtt->clean);
}

/* The one whose time is over first. */
static struct vgt_ppgtt *vgt_ppgtt_nap_first(struct vgt_vgpu *vgpu)
{
	struct vgt_ppgtt *ppgtt, *first = NULL;

	list_for_each_entry(ppgtt, &vgpu->ppgtts, link)
		if (vgt_ppgtt_may_nap(ppgtt) &&
		    (!first || ktime_before(ppgtt->used, first->used)))
			first = ppgtt;
	return first;
}

/**
 * vgt_ppgtt_nap() - stop watching tables of address spaces that have not run for long
 * @vgpu: the vGPU; its lock is held, and released now and then by vgt_pace()
 *
 * In the vGPU's own queue.
 */
void vgt_ppgtt_nap(struct vgt_vgpu *vgpu)
{
	struct vgt_ppgtt *ppgtt;

	lockdep_assert_held(&vgpu->lock);
	while ((ppgtt = vgt_ppgtt_nap_first(vgpu)) &&
	       !ktime_after(vgt_ppgtt_nap_at(ppgtt), vgt_record_now(vgpu))) {
		ppgtt->refs++;
		vgt_shadow_unwatch(ppgtt);
		vgt_ppgtt_put(vgpu, ppgtt);
	}
	if (ppgtt)
		hrtimer_start(&vgpu->nap, vgt_ppgtt_nap_at(ppgtt), HRTIMER_MODE_ABS);
}

/* Nothing runs with it from now on. */
static void vgt_ppgtt_unused(struct vgt_vgpu *vgpu, struct vgt_ppgtt *ppgtt)
{
	ppgtt->used = vgt_record_now(vgpu);
	if (vgt_ppgtt_may_nap(ppgtt) && !hrtimer_active(&vgpu->nap))
		hrtimer_start(&vgpu->nap, vgt_ppgtt_nap_at(ppgtt), HRTIMER_MODE_ABS);
}

/**
 * vgt_ppgtt_put() - drop a reference to an address space
 * @vgpu: the vGPU; its lock is held
 * @ppgtt: the address space
 *
 * If this was the last reference, nobody finds the address space any more, and the vGPU's
 * own worker frees it, because that may take long.
 */
void vgt_ppgtt_put(struct vgt_vgpu *vgpu, struct vgt_ppgtt *ppgtt)
{
	lockdep_assert_held(&vgpu->lock);
	if (--ppgtt->refs) {
		vgt_ppgtt_unused(vgpu, ppgtt);
		return;
	}
	list_add_tail(&ppgtt->link, &vgpu->released);
	queue_work(vgpu->wq, &vgpu->release);
}

/**
 * vgt_ppgtt_release() - free an address space without references
 * @vgpu: the vGPU; its lock is held, and released now and then by vgt_pace()
 *
 * In the vGPU's own queue. Its pages wait for vgt_pins_reap().
 *
 * Return: false if there is none.
 */
bool vgt_ppgtt_release(struct vgt_vgpu *vgpu)
{
	struct vgt_ppgtt *ppgtt;
	u32 i;

	lockdep_assert_held(&vgpu->lock);
	ppgtt = list_first_entry_or_null(&vgpu->released, struct vgt_ppgtt, link);
	if (!ppgtt)
		return false;
	list_del(&ppgtt->link);
	for (i = 0; i < ARRAY_SIZE(ppgtt->root); i++)
		if (ppgtt->root[i])
			vgt_shadow_put(vgpu, ppgtt->root[i]);
	vgt_ppgtt_drop_top(ppgtt);
	WARN_ON_ONCE(!list_empty(&ppgtt->clean) || !list_empty(&ppgtt->dirty));
	kfree(ppgtt);
	vgt_pace(vgpu);
	return true;
}

/**
 * vgt_ppgtt_gone() - handle a guest's notification that it destroys an address space
 * @vgpu: the vGPU; its lock is held
 * @mode: enum vgt_ctx_mode
 * @pdp: the guest's roots
 */
void vgt_ppgtt_gone(struct vgt_vgpu *vgpu, u8 mode, const u64 *pdp)
{
	struct vgt_ppgtt *ppgtt = vgt_ppgtt_find(vgpu, mode, pdp);

	lockdep_assert_held(&vgpu->lock);
	if (ppgtt)
		vgt_ppgtt_unlink(vgpu, ppgtt);
}

/**
 * vgt_ppgtt_roots() - get the roots for the hardware
 * @ppgtt: the address space
 * @roots: filled, all four words: the root of 4-level tables, and zeroes. With 4-level
 *	tables the hardware uses only the first (Skylake PRM vol. 3, "Logical Ring
 *	Context Format", PDP descriptors)
 */
void vgt_ppgtt_roots(const struct vgt_ppgtt *ppgtt, u64 *roots)
{
	memset(roots, 0, 4 * sizeof(*roots));
	roots[0] = ppgtt->mode == VGT_CTX_LEGACY_32B ? ppgtt->top[VGT_TOP_ROOT].dma :
						       ppgtt->root[0]->page.dma;
}

/**
 * vgt_ppgtt_forget_all() - drop all address spaces that are not in use
 * @vgpu: the vGPU; its lock is held
 *
 * They are freed as described for vgt_ppgtt_put().
 */
void vgt_ppgtt_forget_all(struct vgt_vgpu *vgpu)
{
	struct vgt_ppgtt *ppgtt, *next;

	lockdep_assert_held(&vgpu->lock);
	list_for_each_entry_safe(ppgtt, next, &vgpu->ppgtts, link)
		vgt_ppgtt_unlink(vgpu, ppgtt);
}
