// SPDX-License-Identifier: GPL-2.0-only
/*
 * Shadow contexts.
 *
 * Each engine keeps shadows of a few of the guest's contexts. A shadow is loaded
 * from the guest's image when it is new, and when the guest has changed the image.
 * It is saved to the image when the guest's engine leaves the context.
 *
 * Source of the layout: Skylake PRM vol. 3, "Logical Ring Context Format"; i915's
 * gt/intel_lrc_reg.h.
 */
#include <linux/bitfield.h>
#include <linux/bitmap.h>
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/lockdep.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "core/audit/audit.h"
#include "core/device_types.h"
#include "core/engine.h"
#include "core/gpu_port.h"
#include "core/log.h"
#include "core/mem/account.h"
#include "core/mem/ggtt.h"
#include "core/regs/cmd_regs.h"
#include "core/regs/index.h"
#include "core/regs/mmio.h"
#include "core/regs/mmio_context.h"
#include "core/regs/reg.h"
#include "core/regs/store.h"
#include "core/trace.h"
#include "core/vgpu_types.h"
#include "lrc.h"

#define VGT_LRC_PAGE		4096
#define VGT_LRC_PAGE_WORDS	(VGT_LRC_PAGE / 4)
#define VGT_LRC_CACHE		8

/*
 * Maximum number of an engine's contexts that stay pinned after their use, for
 * %VGT_LINGER_MS. If contexts were pinned for each request, the host's driver would stop and
 * start the engine each time. The number is small: pinned contexts take room in the host's
 * GGTT.
 */
#define VGT_LINGER_MAX		2

/*
 * CTX_CONTEXT_CONTROL of the shadow, whatever the guest's value is. Bits 0 to 2 are clear:
 * they inhibit restore, give the resource streamer a context, and inhibit save. Bit 3 is set:
 * it inhibits waiting for a synchronous switch, as in i915 (gt/intel_lrc.c).
 */
#define VGT_CTX_CONTROL		0x000f0008u
#define VGT_CTX_RESTORE_INHIBIT	BIT(0)

/* Return the guest's page @n of register state; NULL if its GGTT does not map it. */
static u32 *vgt_lrc_guest_page(struct vgt_vengine *ve, u32 lrca, u32 n)
{
	return vgt_ggtt_va(ve->vgpu, lrca + (n + 1) * VGT_LRC_PAGE);
}

static const struct vgt_lrc_layout *vgt_lrc_layout(const struct vgt_vengine *ve)
{
	return &ve->vgpu->dev->lrc[ve->id];
}

/* Read a value of an image once; 0 if the image has no such value. */
static u32 vgt_lrc_word(const struct vgt_lrc_layout *layout, const u32 *page,
			enum vgt_lrc_word word)
{
	return layout->word[word] ? READ_ONCE(page[layout->word[word]]) : 0;
}

static void vgt_lrc_set_word(const struct vgt_lrc_layout *layout, u32 *page,
			     enum vgt_lrc_word word, u32 val)
{
	if (layout->word[word])
		WRITE_ONCE(page[layout->word[word]], val);
}

/**
 * vgt_lrc_ring_state() - read the ring state from a guest's context image
 * @ve: the engine; the vGPU's lock is held
 * @elem: the context
 * @ring: set to the state; each word is read once
 *
 * Return: 0; -EFAULT if the image is not mapped; -EOPNOTSUPP if the layout of images is not
 * known.
 */
int vgt_lrc_ring_state(struct vgt_vengine *ve, const struct vgt_elem *elem,
		       struct vgt_ring_state *ring)
{
	const struct vgt_lrc_layout *layout = vgt_lrc_layout(ve);
	const u32 *page = vgt_lrc_guest_page(ve, elem->lrca, 0);
	u32 i;

	lockdep_assert_held(&ve->vgpu->lock);
	if (!page)
		return -EFAULT;
	if (!vgt_lrc_layout_usable(layout))
		return -EOPNOTSUPP;
	ring->control = vgt_lrc_word(layout, page, VGT_LRC_CONTROL);
	ring->head = vgt_lrc_word(layout, page, VGT_LRC_HEAD);
	ring->tail = vgt_lrc_word(layout, page, VGT_LRC_TAIL);
	ring->start = vgt_lrc_word(layout, page, VGT_LRC_START);
	ring->ctl = vgt_lrc_word(layout, page, VGT_LRC_CTL);
	ring->per_ctx = vgt_lrc_word(layout, page, VGT_LRC_PER_CTX);
	ring->indirect = vgt_lrc_word(layout, page, VGT_LRC_INDIRECT);
	for (i = 0; i < ARRAY_SIZE(ring->pdp); i++)
		ring->pdp[i] = vgt_lrc_word(layout, page, VGT_LRC_PDP + 2 * i) |
			(u64)vgt_lrc_word(layout, page, VGT_LRC_PDP + 2 * i + 1) << 32;
	return 0;
}

static struct vgt_lrc *vgt_lrc_find(struct vgt_vengine *ve,
				    const struct vgt_elem *elem)
{
	struct vgt_lrc *lrc;

	list_for_each_entry(lrc, &ve->lrcs, link)
		if (lrc->lrca == elem->lrca)
			return lrc;
	return NULL;
}

/* Bytes to charge for a shadow: its image and its ring. */
static u64 vgt_lrc_bytes(const struct vgt_vengine *ve, u32 ring_size)
{
	return ve->vgpu->dev->gpu->desc.context_size[ve->id] + ring_size;
}

/* Unpin a shadow that lingers. Return whether it did. */
static bool vgt_lrc_let_go(struct vgt_vengine *ve, struct vgt_lrc *lrc)
{
	struct vgt_gpu *gpu = ve->vgpu->dev->gpu;

	if (!lrc->lingers)
		return false;
	lrc->lingers = false;
	gpu->ops->context_unpin(gpu, lrc->hw);
	return true;
}

static void vgt_lrc_destroy(struct vgt_vengine *ve, struct vgt_lrc *lrc)
{
	struct vgt_gpu *gpu = ve->vgpu->dev->gpu;

	vgt_lrc_let_go(ve, lrc);
	if (lrc->traced)
		trace_vgt_context(ve->vgpu->id, ve->id, lrc->traced, false);
	vgt_account_give(ve->vgpu, vgt_lrc_bytes(ve, lrc->hw->ring_size));
	gpu->ops->context_destroy(gpu, lrc->hw);
	list_del(&lrc->link);
	ve->nlrcs--;
	kfree(lrc);
}

static struct vgt_lrc *vgt_lrc_create(struct vgt_vengine *ve, u32 ring_size)
{
	struct vgt_gpu *gpu = ve->vgpu->dev->gpu;
	struct vgt_lrc *lrc;
	int ret;

	/* The port may make the ring larger: see vgt_account_grown() below. */
	ret = vgt_account_take(ve->vgpu, vgt_lrc_bytes(ve, ring_size));
	if (ret)
		return ERR_PTR(ret);
	ret = -ENOMEM;
	lrc = kzalloc(sizeof(*lrc), GFP_KERNEL_ACCOUNT);
	if (!lrc)
		goto err_memory;
	lrc->hw = gpu->ops->context_create(gpu, ve->id, ring_size);
	if (IS_ERR(lrc->hw)) {
		ret = PTR_ERR(lrc->hw);
		goto err_free;
	}
	vgt_account_grown(ve->vgpu, lrc->hw->ring_size - ring_size);
	lrc->hw->owner = ve;
	list_add(&lrc->link, &ve->lrcs);
	ve->nlrcs++;
	return lrc;

err_free:
	kfree(lrc);
err_memory:
	vgt_account_give(ve->vgpu, vgt_lrc_bytes(ve, ring_size));
	return ERR_PTR(ret);
}

/**
 * vgt_lrc_get() - get the shadow of a guest's context
 * @ve: the engine; the vGPU's lock is held, nothing of it is in flight
 * @elem: the context
 * @ring_size: minimum size of its ring in bytes
 *
 * If the cache is full, take over the shadow of the least recently used context.
 *
 * Return: the shadow, or an error pointer: -ENOMEM, or -ENOSPC if the vGPU's account is full.
 */
struct vgt_lrc *vgt_lrc_get(struct vgt_vengine *ve, const struct vgt_elem *elem,
			    u32 ring_size)
{
	struct vgt_lrc *lrc = vgt_lrc_find(ve, elem);

	lockdep_assert_held(&ve->vgpu->lock);
	if (lrc && lrc->hw->ring_size >= ring_size) {
		list_move(&lrc->link, &ve->lrcs);
		return lrc;
	}
	if (!lrc && ve->nlrcs == VGT_LRC_CACHE)
		lrc = list_last_entry(&ve->lrcs, struct vgt_lrc, link);
	if (lrc && lrc->hw->ring_size < ring_size) {
		vgt_lrc_destroy(ve, lrc);
		lrc = NULL;
	}
	if (!lrc) {
		lrc = vgt_lrc_create(ve, ring_size);
		if (IS_ERR(lrc))
			return lrc;
	}
	vgt_lrc_let_go(ve, lrc);
	list_move(&lrc->link, &ve->lrcs);
	lrc->lrca = elem->lrca;
	lrc->fresh = true;
	lrc->resident = false;
	return lrc;
}

/* Trace the address of the image, which may change at each pin. */
static void vgt_lrc_trace(struct vgt_vengine *ve, struct vgt_lrc *lrc)
{
	if (lrc->traced == lrc->hw->lrca)
		return;
	if (lrc->traced)
		trace_vgt_context(ve->vgpu->id, ve->id, lrc->traced, false);
	lrc->traced = lrc->hw->lrca;
	trace_vgt_context(ve->vgpu->id, ve->id, lrc->traced, true);
}

/**
 * vgt_lrc_pin() - pin a shadow before it is used
 * @ve: the engine; the vGPU's lock is held
 * @lrc: the shadow; it is not pinned, or it lingers
 *
 * Until it is unpinned, the GPU cannot sleep.
 *
 * Return: 0; -EBUSY if there is no room for it for now; or another negative errno of the GPU
 * port.
 */
int vgt_lrc_pin(struct vgt_vengine *ve, struct vgt_lrc *lrc)
{
	const struct vgt_lrc_layout *layout = vgt_lrc_layout(ve);
	struct vgt_gpu *gpu = ve->vgpu->dev->gpu;
	int ret;

	lockdep_assert_held(&ve->vgpu->lock);
	if (lrc->lingers) {
		lrc->lingers = false;
		vgt_lrc_set_word(layout, lrc->hw->state, VGT_LRC_PWR_CLK, lrc->port_pwr_clk);
		return 0;
	}
	ret = vgt_gpu_room(gpu->ops->context_pin(gpu, lrc->hw));
	if (ret)
		return ret;
	lrc->port_pwr_clk = vgt_lrc_word(layout, lrc->hw->state, VGT_LRC_PWR_CLK);
	vgt_lrc_trace(ve, lrc);
	return 0;
}

/* Of an engine's contexts that linger, keep only the most recently used. */
static void vgt_lrc_trim(struct vgt_vengine *ve)
{
	struct vgt_lrc *lrc;
	u32 n = 0;

	list_for_each_entry(lrc, &ve->lrcs, link)
		if (lrc->lingers && ++n > VGT_LINGER_MAX)
			vgt_lrc_let_go(ve, lrc);
}

static bool vgt_lrc_may_linger(const struct vgt_vengine *ve, const struct vgt_lrc *lrc)
{
	const struct vgt_device *dev = ve->vgpu->dev;

	return !lrc->fresh && !ve->vgpu->stopped && !ve->vgpu->lost && !READ_ONCE(dev->frozen) &&
	       ktime_get_ns() >= READ_ONCE(dev->tight_until);
}

/**
 * vgt_lrc_unpin() - unpin a shadow, now or later
 * @ve: the engine; the vGPU's lock is held
 * @lrc: the shadow; nothing of it is in flight
 * @linger: the shadow may stay pinned for %VGT_LINGER_MS, for its next use
 */
void vgt_lrc_unpin(struct vgt_vengine *ve, struct vgt_lrc *lrc, bool linger)
{
	lockdep_assert_held(&ve->vgpu->lock);
	if (!lrc->hw->state)
		return;
	lrc->lingers = true;
	if (!linger || !vgt_lrc_may_linger(ve, lrc)) {
		vgt_lrc_let_go(ve, lrc);
		return;
	}
	lrc->linger_until = ktime_get_ns() + VGT_LINGER_MS * NSEC_PER_MSEC;
	vgt_lrc_trim(ve);
	/* By then the time of those that linger already is over, too. */
	hrtimer_start(&ve->linger, ns_to_ktime(lrc->linger_until), HRTIMER_MODE_ABS);
}

/**
 * vgt_lrc_rest() - unpin shadows that have lingered long enough
 * @ve: the engine; the vGPU's lock is held
 */
void vgt_lrc_rest(struct vgt_vengine *ve)
{
	u64 now = ktime_get_ns();
	struct vgt_lrc *lrc;

	lockdep_assert_held(&ve->vgpu->lock);
	list_for_each_entry(lrc, &ve->lrcs, link)
		if (lrc->lingers && now >= lrc->linger_until)
			vgt_lrc_let_go(ve, lrc);
}

/**
 * vgt_lrc_rest_all() - unpin all shadows that are not in use
 * @vgpu: the vGPU; its lock is held
 *
 * Return: whether one of them was still pinned.
 */
bool vgt_lrc_rest_all(struct vgt_vgpu *vgpu)
{
	enum vgt_engine_id id;
	struct vgt_lrc *lrc;
	bool any = false;

	lockdep_assert_held(&vgpu->lock);
	for (id = 0; id < VGT_NUM_ENGINES; id++) {
		struct vgt_vengine *ve = &vgpu->engines[id];

		if (!ve->vgpu)
			continue;
		list_for_each_entry(lrc, &ve->lrcs, link)
			any |= vgt_lrc_let_go(ve, lrc);
	}
	return any;
}

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

/* Read a guest's image word by word. @page is page @n, the last one that was read. */
struct vgt_lrc_source {
	struct vgt_vengine *ve;
	u32 lrca;
	u32 n;
	const u32 *page;
};

static u32 vgt_lrc_source_word(struct vgt_lrc_source *src, u32 pos)
{
	u32 n = pos / VGT_LRC_PAGE_WORDS;

	/* vgt_lrc_load_pages() has checked that all of them are mapped. */
	if (!src->page || n != src->n)
		src->page = vgt_lrc_guest_page(src->ve, src->lrca, n);
	src->n = n;
	return src->page ? READ_ONCE(src->page[pos % VGT_LRC_PAGE_WORDS]) : 0;
}

static bool vgt_lrc_state_same(struct vgt_lrc_source *src, const u32 *state, u32 pos,
			       u32 len)
{
	u32 end = pos + len, n;

	for (; pos < end; pos += n) {
		n = min(end - pos, VGT_LRC_PAGE_WORDS - pos % VGT_LRC_PAGE_WORDS);
		/* vgt_lrc_source_word() sets src->page. */
		if (vgt_lrc_source_word(src, pos) != state[pos] || !src->page ||
		    memcmp(&src->page[pos % VGT_LRC_PAGE_WORDS], &state[pos],
			   n * sizeof(*state)))
			return false;
	}
	return true;
}

/*
 * Load a command that sets pipeline state. Its operands need no check: an unprivileged batch
 * may have any. But it must be the same command with the same length as the host's, so that
 * the next command is at its position. Otherwise use the host's command and return false.
 */
static bool vgt_lrc_load_state(struct vgt_lrc_source *src, u32 *state, u32 pos, u32 len,
			       u32 bits)
{
	const u32 *golden = src->ve->vgpu->dev->gpu->desc.golden[src->ve->id];
	u32 header = vgt_lrc_source_word(src, pos);
	u32 i;

	if ((header ^ golden[pos]) & ~bits) {
		memcpy(state + pos, golden + pos, len * sizeof(*state));
		return !header;
	}
	state[pos] = header;
	for (i = pos + 1; i < pos + len; i++)
		state[i] = vgt_lrc_source_word(src, i);
	return true;
}

/* Return the length of a command if a guest's image may have it, otherwise 0. */
static u32 vgt_lrc_state_len(struct vgt_vengine *ve, u32 header)
{
	u8 gen = ve->vgpu->dev->gpu->desc.platform->gen;
	const struct vgt_cmd *cmd = vgt_cmd_find(gen, ve->id, header);

	if (!cmd || !vgt_lrc_is_state(cmd, header) || !vgt_cmd_bits_ok(cmd, header))
		return 0;
	return vgt_cmd_len(cmd, header);
}

/*
 * Load a gap. Where the host's image has no-ops, a context may have commands that it was the
 * first to run. They must set pipeline state, and end within the gap. Otherwise replace the
 * command and the rest of the gap by no-ops, and return false.
 */
static bool vgt_lrc_load_gap(struct vgt_lrc_source *src, u32 *state, u32 pos, u32 end)
{
	while (pos < end) {
		u32 header = vgt_lrc_source_word(src, pos);
		u32 len = header ? vgt_lrc_state_len(src->ve, header) : 1;

		if (!len || len > end - pos) {
			memset(state + pos, 0, (end - pos) * sizeof(*state));
			return false;
		}
		state[pos++] = header;
		while (--len) {
			state[pos] = vgt_lrc_source_word(src, pos);
			pos++;
		}
	}
	return true;
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

static int vgt_lrc_load_pages(struct vgt_vengine *ve, struct vgt_lrc *lrc)
{
	const struct vgt_lrc_layout *layout = &ve->vgpu->dev->lrc[ve->id];
	u32 n;

	for (n = 0; n < layout->words / VGT_LRC_PAGE_WORDS; n++) {
		const u32 *src = vgt_lrc_guest_page(ve, lrc->lrca, n);
		u32 first = n * VGT_LRC_PAGE_WORDS;
		u32 *dst = lrc->hw->state + first;

		if (!src)
			return -EFAULT;
		if (find_next_bit(layout->guest, first + VGT_LRC_PAGE_WORDS, first) >=
		    first + VGT_LRC_PAGE_WORDS)
			continue;
		/* The common case: the page is unchanged since it was saved. */
		if (!lrc->fresh && n && !memcmp(dst, src, VGT_LRC_PAGE))
			continue;
		vgt_lrc_merge(dst, src, layout->regs, layout->judged, first,
			      VGT_LRC_PAGE_WORDS);
		vgt_lrc_merge_judged(ve, dst, src, first, VGT_LRC_PAGE_WORDS);
	}
	return 0;
}

static bool vgt_lrc_states_same(struct vgt_vengine *ve, const struct vgt_lrc *lrc)
{
	const struct vgt_lrc_layout *layout = vgt_lrc_layout(ve);
	struct vgt_lrc_source src = { .ve = ve, .lrca = lrc->lrca };
	const u32 *golden = ve->vgpu->dev->gpu->desc.golden[ve->id];
	u8 gen = ve->vgpu->dev->gpu->desc.platform->gen;
	u32 pos, end;

	for_each_set_bitrange(pos, end, layout->gaps, layout->words)
		if (!vgt_lrc_state_same(&src, lrc->hw->state, pos, end - pos))
			return false;
	for_each_set_bit(pos, layout->states, layout->words) {
		const struct vgt_cmd *cmd = vgt_cmd_find(gen, ve->id, golden[pos]);

		if (!vgt_lrc_state_same(&src, lrc->hw->state, pos,
					vgt_cmd_len(cmd, golden[pos])))
			return false;
	}
	return true;
}

/* Load commands into a copy of the host's first image, at the positions of the layout. */
static void vgt_lrc_load_states(struct vgt_vengine *ve, struct vgt_lrc *lrc)
{
	const struct vgt_lrc_layout *layout = vgt_lrc_layout(ve);
	struct vgt_lrc_source src = { .ve = ve, .lrca = lrc->lrca };
	const u32 *golden = ve->vgpu->dev->gpu->desc.golden[ve->id];
	u8 gen = ve->vgpu->dev->gpu->desc.platform->gen;
	u32 refused = 0;
	u32 pos, end;

	for_each_set_bitrange(pos, end, layout->gaps, layout->words)
		refused += !vgt_lrc_load_gap(&src, lrc->hw->state, pos, end);
	for_each_set_bit(pos, layout->states, layout->words) {
		const struct vgt_cmd *cmd = vgt_cmd_find(gen, ve->id, golden[pos]);
		u32 len = vgt_cmd_len(cmd, golden[pos]);

		refused += !vgt_lrc_load_state(&src, lrc->hw->state, pos, len, cmd->bits);
	}
	if (refused)
		vgt_warn(ve->vgpu, "%s: the image of context %#x has other commands than this GPU's in %u places: the host's are taken\n",
			 vgt_engines[ve->id].name, lrc->lrca, refused);
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
	const u32 *page = vgt_lrc_guest_page(ve, lrc->lrca, 0);
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
	if (!lrc->fresh && !vgt_lrc_states_same(ve, lrc))
		lrc->fresh = true;
	if (lrc->fresh)
		vgt_lrc_load_golden(ve, lrc);
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

static void vgt_lrc_set_pdp(const struct vgt_lrc_layout *layout, u32 *page,
			    const u64 *pdp)
{
	u32 i;

	for (i = 0; i < 4; i++) {
		vgt_lrc_set_word(layout, page, VGT_LRC_PDP + 2 * i, lower_32_bits(pdp[i]));
		vgt_lrc_set_word(layout, page, VGT_LRC_PDP + 2 * i + 1,
				 upper_32_bits(pdp[i]));
	}
}

/**
 * vgt_lrc_set_roots() - set the page-table roots of a shadow
 * @ve: the engine; the vGPU's lock is held
 * @lrc: the shadow; nothing of it is in flight
 * @pdp: four roots from vgt_ppgtt_roots()
 */
void vgt_lrc_set_roots(struct vgt_vengine *ve, struct vgt_lrc *lrc, const u64 *pdp)
{
	lockdep_assert_held(&ve->vgpu->lock);
	vgt_lrc_set_pdp(vgt_lrc_layout(ve), lrc->hw->state, pdp);
}

/**
 * vgt_lrc_save_roots() - save page-table roots that the guest's commands have loaded
 * @ve: the engine; the vGPU's lock is held
 * @lrc: the shadow
 * @pdp: four roots with the guest's addresses
 *
 * If the guest's image is not mapped, nothing is saved.
 */
void vgt_lrc_save_roots(struct vgt_vengine *ve, const struct vgt_lrc *lrc, const u64 *pdp)
{
	u32 *page = vgt_lrc_guest_page(ve, lrc->lrca, 0);

	lockdep_assert_held(&ve->vgpu->lock);
	if (page)
		vgt_lrc_set_pdp(vgt_lrc_layout(ve), page, pdp);
}

/**
 * vgt_lrc_set_batches() - set the batches that run each time a shadow is restored
 * @ve: the engine; the vGPU's lock is held
 * @lrc: the shadow; nothing of it is in flight
 * @per_ctx: BB_PER_CTX_PTR
 * @indirect: INDIRECT_CTX; the platform sets INDIRECT_CTX_OFFSET, not the guest
 */
void vgt_lrc_set_batches(struct vgt_vengine *ve, struct vgt_lrc *lrc, u32 per_ctx,
			 u32 indirect)
{
	const struct vgt_lrc_layout *layout = vgt_lrc_layout(ve);
	u32 *state = lrc->hw->state;

	lockdep_assert_held(&ve->vgpu->lock);
	vgt_lrc_set_word(layout, state, VGT_LRC_PER_CTX, per_ctx);
	vgt_lrc_set_word(layout, state, VGT_LRC_INDIRECT, indirect);
	if (indirect)
		vgt_lrc_set_word(layout, state, VGT_LRC_INDIRECT_OFFSET,
				 ve->vgpu->dev->gpu->desc.platform->indirect_ctx_offset);
}

/**
 * vgt_lrc_spoiled() - mark a shadow whose state may belong to another context
 * @lrc: the shadow; nothing of it is in flight
 *
 * For a request that was lost by a reset, or cancelled. The host's driver may have initialised
 * the image again, without a restore. Then the hardware saved the state of the context that
 * ran before. None of it is shown to the guest. The shadow is loaded from the host's image
 * again.
 */
void vgt_lrc_spoiled(struct vgt_lrc *lrc)
{
	lrc->fresh = true;
	lrc->resident = false;
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

/**
 * vgt_lrc_leave() - mark all contexts of an engine as not resident
 * @ve: the engine; the vGPU's lock is held
 */
void vgt_lrc_leave(struct vgt_vengine *ve)
{
	struct vgt_lrc *lrc;

	lockdep_assert_held(&ve->vgpu->lock);
	list_for_each_entry(lrc, &ve->lrcs, link)
		lrc->resident = false;
}

/**
 * vgt_lrc_forget() - free all shadows of an engine
 * @ve: the engine; the vGPU's lock is held, nothing of it is in flight
 */
void vgt_lrc_forget(struct vgt_vengine *ve)
{
	struct vgt_lrc *lrc, *next;

	lockdep_assert_held(&ve->vgpu->lock);
	list_for_each_entry_safe(lrc, next, &ve->lrcs, link)
		vgt_lrc_destroy(ve, lrc);
}
