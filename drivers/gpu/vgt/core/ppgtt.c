// SPDX-License-Identifier: GPL-2.0-only
/*
 * The guest's PPGTTs: which there are. What is in them: shadow_page.c.
 */
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "execlists.h"
#include "ppgtt.h"
#include "ppgtt_entry.h"
#include "pin.h"
#include "shadow_page.h"
#include "vgpu.h"

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

	ppgtt = kzalloc(sizeof(*ppgtt), GFP_KERNEL_ACCOUNT);
	if (!ppgtt)
		return ERR_PTR(-ENOMEM);
	INIT_LIST_HEAD(&ppgtt->link);
	ppgtt->vgpu = vgpu;
	ppgtt->mode = mode;
	ppgtt->refs = 1;

	for (i = 0; i < vgt_ppgtt_count(mode); i++) {
		u64 gfn = (pdp[i] & VGT_PTE_ADDR) >> 12;
		struct vgt_shadow_page *root;

		ppgtt->pdp[i] = pdp[i];
		if (!gfn && mode == VGT_CTX_LEGACY_32B)
			continue;
		root = vgt_shadow_get(vgpu, gfn, vgt_ppgtt_level(mode), false);
		if (IS_ERR(root)) {
			vgt_ppgtt_put(vgpu, ppgtt);
			return ERR_CAST(root);
		}
		ppgtt->root[i] = root;
	}
	if (vgpu->nppgtts == VGT_PPGTT_MAX)
		vgt_ppgtt_unlink(vgpu, list_last_entry(&vgpu->ppgtts,
						       struct vgt_ppgtt, link));
	list_add(&ppgtt->link, &vgpu->ppgtts);
	vgpu->nppgtts++;
	return ppgtt;
}

/**
 * vgt_ppgtt_get() - the address space that a context names
 * @vgpu: the vGPU; its lock is held
 * @mode: enum vgt_ctx_mode
 * @pdp: the guest's roots
 *
 * Shadows it where it is new.
 *
 * Return: the address space, held; or an error pointer as vgt_shadow_get().
 */
struct vgt_ppgtt *vgt_ppgtt_get(struct vgt_vgpu *vgpu, u8 mode, const u64 *pdp)
{
	struct vgt_ppgtt *ppgtt = vgt_ppgtt_find(vgpu, mode, pdp);

	if (!ppgtt)
		ppgtt = vgt_ppgtt_create(vgpu, mode, pdp);
	if (IS_ERR(ppgtt))
		return ppgtt;
	list_move(&ppgtt->link, &vgpu->ppgtts);
	ppgtt->refs++;
	return ppgtt;
}

/**
 * vgt_ppgtt_evict() - the address space that was not used for longest goes
 * @vgpu: the vGPU; its lock is held
 *
 * Return: false where all are in use.
 */
bool vgt_ppgtt_evict(struct vgt_vgpu *vgpu)
{
	struct vgt_ppgtt *ppgtt;

	list_for_each_entry_reverse(ppgtt, &vgpu->ppgtts, link) {
		if (ppgtt->refs > 1)
			continue;
		vgt_ppgtt_unlink(vgpu, ppgtt);
		return true;
	}
	return false;
}

/**
 * vgt_ppgtt_put() - let go of an address space
 * @vgpu: the vGPU; its lock is held
 * @ppgtt: the address space
 */
void vgt_ppgtt_put(struct vgt_vgpu *vgpu, struct vgt_ppgtt *ppgtt)
{
	u32 i;

	if (--ppgtt->refs)
		return;
	for (i = 0; i < ARRAY_SIZE(ppgtt->root); i++)
		if (ppgtt->root[i])
			vgt_shadow_put(vgpu, ppgtt->root[i]);
	kfree(ppgtt);
}

/**
 * vgt_ppgtt_gone() - the guest says that it destroys an address space
 * @vgpu: the vGPU; its lock is held
 * @mode: enum vgt_ctx_mode
 * @pdp: the guest's roots
 */
void vgt_ppgtt_gone(struct vgt_vgpu *vgpu, u8 mode, const u64 *pdp)
{
	struct vgt_ppgtt *ppgtt = vgt_ppgtt_find(vgpu, mode, pdp);

	if (ppgtt)
		vgt_ppgtt_unlink(vgpu, ppgtt);
}

/**
 * vgt_ppgtt_roots() - what the hardware gets as roots
 * @ppgtt: the address space
 * @roots: filled: 1 address for 4-level tables, 4 for 3-level ones
 */
void vgt_ppgtt_roots(const struct vgt_ppgtt *ppgtt, u64 *roots)
{
	u32 i;

	for (i = 0; i < vgt_ppgtt_count(ppgtt->mode); i++)
		roots[i] = ppgtt->root[i] ? ppgtt->root[i]->page.dma :
			   vgt_shadow_scratch(ppgtt->vgpu, VGT_PD);
}

/**
 * vgt_ppgtt_forget_all() - no address space is left but those in use
 * @vgpu: the vGPU; its lock is held
 */
void vgt_ppgtt_forget_all(struct vgt_vgpu *vgpu)
{
	struct vgt_ppgtt *ppgtt, *next;

	list_for_each_entry_safe(ppgtt, next, &vgpu->ppgtts, link)
		vgt_ppgtt_unlink(vgpu, ppgtt);
	vgt_pins_reap(vgpu);
}
