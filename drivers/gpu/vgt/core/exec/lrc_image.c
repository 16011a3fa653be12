// SPDX-License-Identifier: GPL-2.0-only
/*
 * The engine's state in a shadow context. It is loaded from the guest's image when the shadow
 * is new, and where the guest has changed the image since; it is saved there when the guest's
 * engine leaves the context.
 */
#include <linux/bitfield.h>
#include <linux/bitmap.h>
#include <linux/errno.h>
#include <linux/lockdep.h>
#include <linux/minmax.h>
#include <linux/string.h>

#include "core/device_types.h"
#include "core/gpu_port.h"
#include "core/regs/cmd_regs.h"
#include "core/regs/index.h"
#include "core/regs/mmio.h"
#include "core/regs/mmio_context.h"
#include "core/regs/reg.h"
#include "core/regs/store.h"
#include "core/vgpu_types.h"
#include "lrc.h"
#include "lrc_image.h"

/*
 * CTX_CONTEXT_CONTROL of the shadow, whatever the guest's value is. Bits 0 to 2 are clear:
 * they inhibit restore, give the resource streamer a context, and inhibit save. Bit 3 is set:
 * it inhibits waiting for a synchronous switch, as in i915 (gt/intel_lrc.c).
 */
#define VGT_CTX_CONTROL		0x000f0008u

/* Copy the words that @mask selects, without those that @but selects, 64 at a time. */
static void vgt_lrc_merge(u32 *dst, const u32 *src, const unsigned long *mask,
			  const unsigned long *but, u32 first, u32 words)
{
	u32 i = first;

	while (i < first + words) {
		unsigned long bits = mask[i / BITS_PER_LONG];
		u32 n = min_t(u32, BITS_PER_LONG, first + words - i);
		u32 k;

		if (but)
			bits &= ~but[i / BITS_PER_LONG];
		if (!(~bits)) {
			memcpy(dst + i - first, src + i - first, n * 4);
		} else if (bits) {
			for (k = 0; k < n; k++)
				if (bits & BIT(k))
					dst[i - first + k] =
						READ_ONCE(src[i - first + k]);
		}
		i += n;
	}
}

/*
 * Return the value for the shadow of a register in the guest's image. The hardware saves some
 * registers with the whole write mask. There, bits that the guest's mask leaves out would keep
 * the value of the previous context, so they are set to the host's value.
 */
static u32 vgt_lrc_judge(const struct vgt_vengine *ve, const struct vgt_reg *row,
			 u32 host, u32 val)
{
	if (!row || !vgt_cmd_reg_value_ok(ve->vgpu->dev, row, ve->id, val))
		return host;
	if (row->flags & VGT_REG_MASKED && FIELD_GET(VGT_MASKED_MASK, host) == 0xffff) {
		u32 mask = FIELD_GET(VGT_MASKED_MASK, val);

		val = (host & ~mask) | (val & mask) | VGT_MASKED_MASK;
	}
	return val;
}

/* Copy the words whose values must be checked; @src is the guest's page. */
static void vgt_lrc_merge_judged(struct vgt_vengine *ve, u32 *dst, const u32 *src,
				 u32 first, u32 words)
{
	const struct vgt_gpu_desc *desc = &ve->vgpu->dev->gpu->desc;
	const u32 *golden = desc->golden[ve->id];
	u32 i = first;

	for_each_set_bit_from(i, vgt_lrc_layout(ve)->judged, first + words) {
		u32 offset = golden[i - 1] & GENMASK(22, 2);
		const struct vgt_reg *row = vgt_reg_of(ve->vgpu->dev, ve->id, offset);

		dst[i - first] = vgt_lrc_judge(ve, row, golden[i],
					       READ_ONCE(src[i - first]));
	}
}

/* Get the value that a guest has set by MMIO. Return false if it has set none. */
static bool vgt_lrc_reg_set(struct vgt_vgpu *vgpu, const struct vgt_reg *row,
			    u32 offset, u32 first, u32 *val)
{
	u32 mask = row->flags & VGT_REG_MASKED ? 0xffff : ~0u;

	if (row->flags & VGT_REG_SWITCH)
		*val = vgt_mmio_ctx_value(vgpu, offset);
	else if (!vgt_mmio_stored(vgpu, offset, val))
		return false;
	*val &= mask;
	return *val != (first & mask);
}

/* Load word @i of an image, a register's value, if the guest has set the register. */
static void vgt_lrc_load_set(struct vgt_vengine *ve, u32 *state, u32 i)
{
	u32 offset = state[i - 1] & GENMASK(22, 2), val;
	const struct vgt_reg *row;

	row = vgt_reg_of(ve->vgpu->dev, ve->id, offset);
	if (!row || !vgt_lrc_reg_set(ve->vgpu, row, offset, state[i], &val))
		return;
	if (row->flags & VGT_REG_MASKED)
		val |= 0xffff0000;
	if (vgt_cmd_reg_value_ok(ve->vgpu->dev, row, ve->id, val))
		state[i] = val;
}

/*
 * A context that starts without a restore gets the values of the registers: those that the
 * guest has set by MMIO, otherwise the host's own first state.
 */
static void vgt_lrc_load_inhibited(struct vgt_vengine *ve, struct vgt_lrc *lrc)
{
	const struct vgt_lrc_layout *layout = vgt_lrc_layout(ve);
	u32 i;

	for_each_set_bit(i, layout->regs, layout->words)
		vgt_lrc_load_set(ve, lrc->hw->state, i);
	for_each_set_bit(i, layout->switched, layout->words)
		vgt_lrc_load_set(ve, lrc->hw->state, i);
}

/* Check whether the port writes word @i of the ring's part. */
static bool vgt_lrc_ports(const struct vgt_lrc_layout *layout, u32 i)
{
	return i == layout->word[VGT_LRC_HEAD] || i == layout->word[VGT_LRC_TAIL] ||
	       i == layout->word[VGT_LRC_START] || i == layout->word[VGT_LRC_CTL] ||
	       i == layout->word[VGT_LRC_PWR_CLK];
}

/* Overwrite all old state with the host's: it may belong to another context or vGPU. */
static void vgt_lrc_load_golden(struct vgt_vengine *ve, struct vgt_lrc *lrc)
{
	const struct vgt_gpu_desc *desc = &ve->vgpu->dev->gpu->desc;
	const struct vgt_lrc_layout *layout = vgt_lrc_layout(ve);
	const u32 *golden = desc->golden[ve->id];
	u32 *state = lrc->hw->state;
	u32 i;

	if (golden) {
		for (i = 0; i < VGT_LRC_RING_WORDS; i++)
			if (!vgt_lrc_ports(layout, i))
				state[i] = golden[i];
		memcpy(state + VGT_LRC_RING_WORDS, golden + VGT_LRC_RING_WORDS,
		       desc->context_size[ve->id] - VGT_LRC_PAGE -
		       VGT_LRC_RING_WORDS * 4);
	}
	vgt_lrc_set_word(layout, state, VGT_LRC_CONTROL, VGT_CTX_CONTROL);
	vgt_lrc_set_word(layout, state, VGT_LRC_TIMESTAMP, 0);
}

/* Find the pages that are as they were saved, so that each is compared once. The first never is. */
static void vgt_lrc_find_same(struct vgt_vengine *ve, struct vgt_lrc *lrc)
{
	const struct vgt_lrc_layout *layout = vgt_lrc_layout(ve);
	u32 n;

	for (n = 1; n < layout->words / VGT_LRC_PAGE_WORDS; n++) {
		const u32 *src = vgt_lrc_read_page(ve, lrc->lrca, n);

		if (src && !memcmp(lrc->hw->state + n * VGT_LRC_PAGE_WORDS, src, VGT_LRC_PAGE))
			__set_bit(n, lrc->same);
	}
}

static int vgt_lrc_load_pages(struct vgt_vengine *ve, struct vgt_lrc *lrc)
{
	const struct vgt_lrc_layout *layout = &ve->vgpu->dev->lrc[ve->id];
	u32 n;

	for (n = 0; n < layout->words / VGT_LRC_PAGE_WORDS; n++) {
		u32 first = n * VGT_LRC_PAGE_WORDS;
		u32 *dst = lrc->hw->state + first;
		const u32 *src;

		if (test_bit(n, lrc->same))
			continue;
		src = vgt_lrc_read_page(ve, lrc->lrca, n);
		if (!src)
			return -EFAULT;
		if (find_next_bit(layout->guest, first + VGT_LRC_PAGE_WORDS, first) >=
		    first + VGT_LRC_PAGE_WORDS)
			continue;
		vgt_lrc_merge(dst, src, layout->regs, layout->judged, first,
			      VGT_LRC_PAGE_WORDS);
		vgt_lrc_merge_judged(ve, dst, src, first, VGT_LRC_PAGE_WORDS);
	}
	return 0;
}

/* Record the values of switched registers that the image loads. */
static void vgt_lrc_tell_switch(struct vgt_vengine *ve, const struct vgt_lrc *lrc)
{
	const struct vgt_lrc_layout *layout = vgt_lrc_layout(ve);
	const u32 *state = lrc->hw->state;
	u32 i;

	for_each_set_bit(i, layout->switched, layout->words)
		vgt_mmio_ctx_load_value(ve, state[i - 1] & GENMASK(22, 2), state[i]);
}

/**
 * vgt_lrc_load() - load the shadow with the guest's engine state
 * @ve: the engine; the vGPU's lock is held
 * @lrc: the shadow; it is pinned, and nothing of it is in flight
 * @ring: the ring state of the guest's image
 *
 * Return: 0, or -EFAULT if the image is not mapped.
 */
int vgt_lrc_load(struct vgt_vengine *ve, struct vgt_lrc *lrc,
		 const struct vgt_ring_state *ring)
{
	bool inhibit = ring->control & VGT_CTX_RESTORE_INHIBIT;
	const struct vgt_lrc_layout *layout = vgt_lrc_layout(ve);
	const u32 *page = vgt_lrc_read_page(ve, lrc->lrca, 0);
	bool anew;
	int ret = 0;

	lockdep_assert_held(&ve->vgpu->lock);
	if (lrc->resident) {
		vgt_lrc_set_word(layout, lrc->hw->state, VGT_LRC_PWR_CLK, lrc->pwr_clk);
		vgt_lrc_tell_switch(ve, lrc);
		return 0;
	}
	if (!page)
		return -EFAULT;
	anew = inhibit ||
	       vgt_lrc_own_anew(ve, lrc, vgt_lrc_word(layout, page, VGT_LRC_TIMESTAMP));
	lrc->fresh |= anew;
	/*
	 * State that the hardware saved itself is not checked again if all of it is unchanged.
	 * It may have commands that are longer than the host's: if only some of its words were
	 * replaced, their operands could become commands.
	 */
	bitmap_zero(lrc->same, VGT_LRC_PAGES_MAX);
	if (!lrc->fresh) {
		vgt_lrc_find_same(ve, lrc);
		lrc->fresh = !vgt_lrc_states_same(ve, lrc);
	}
	if (lrc->fresh) {
		bitmap_zero(lrc->same, VGT_LRC_PAGES_MAX);
		vgt_lrc_load_golden(ve, lrc);
	}
	if (lrc->fresh && !anew)
		vgt_lrc_own_load(ve, lrc);
	if (inhibit)
		vgt_lrc_load_inhibited(ve, lrc);
	else
		ret = vgt_lrc_load_pages(ve, lrc);
	if (ret)
		return ret;
	if (!inhibit && lrc->fresh)
		vgt_lrc_load_states(ve, lrc);
	lrc->fresh = false;
	vgt_lrc_tell_switch(ve, lrc);
	return 0;
}

/**
 * vgt_lrc_save() - save a context that the guest's engine leaves
 * @ve: the engine; the vGPU's lock is held
 * @lrc: the shadow; nothing of it is in flight
 * @control: CTX_CONTEXT_CONTROL of the guest's image
 * @head: RING_HEAD after the commands that have run
 *
 * Save the values and the pipeline state that the guest may set, and the commands that every
 * image has. Leave other values, and all after the end of the commands, as they are in the
 * guest's image.
 *
 * Return: 0, or -EFAULT if the image is no longer mapped.
 */
int vgt_lrc_save(struct vgt_vengine *ve, struct vgt_lrc *lrc, u32 control,
		 u32 head)
{
	const struct vgt_lrc_layout *layout = vgt_lrc_layout(ve);
	u32 pages = layout->words / VGT_LRC_PAGE_WORDS;
	u32 *page = vgt_lrc_guest_page(ve, lrc->lrca, 0);
	const u32 *golden = ve->vgpu->dev->gpu->desc.golden[ve->id];
	const u32 *state = lrc->hw->state;
	u32 timestamp = vgt_lrc_word(layout, state, VGT_LRC_TIMESTAMP);
	u32 n;

	lockdep_assert_held(&ve->vgpu->lock);
	if (!page)
		return -EFAULT;
	vgt_lrc_set_word(layout, page, VGT_LRC_CONTROL,
			 control & ~VGT_CTX_RESTORE_INHIBIT);
	vgt_lrc_set_word(layout, page, VGT_LRC_TIMESTAMP, timestamp);
	vgt_lrc_set_word(layout, page, VGT_LRC_HEAD, head);
	lrc->pwr_clk = vgt_lrc_word(layout, state, VGT_LRC_PWR_CLK);
	vgt_lrc_own_save(ve, lrc, timestamp);
	if (lrc->resident)
		return 0;

	for (n = 0; n < pages; n++) {
		u32 first = n * VGT_LRC_PAGE_WORDS;

		page = vgt_lrc_guest_page(ve, lrc->lrca, n);
		if (!page)
			return -EFAULT;
		if (golden)
			vgt_lrc_merge(page, golden + first, layout->shape, NULL, first,
				      VGT_LRC_PAGE_WORDS);
		vgt_lrc_merge(page, state + first, layout->guest, NULL, first,
			      VGT_LRC_PAGE_WORDS);
	}
	return 0;
}
