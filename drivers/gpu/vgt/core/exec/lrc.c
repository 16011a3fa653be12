// SPDX-License-Identifier: GPL-2.0-only
/*
 * Shadow contexts.
 *
 * A few of a guest's contexts per engine have a shadow that stays: it is loaded
 * from the guest's image when it is new, and where the guest has changed the
 * image since; it is saved there when the guest's engine leaves the context.
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
 * A context stays pinned so long after its use: pinned for each request by itself, the host's
 * driver would stop and start the engine in between. So many of an engine's do: they have
 * room in the host's GGTT.
 */
#define VGT_LINGER_MAX		2

/*
 * CTX_CONTEXT_CONTROL of the shadow, whatever the guest's says: bits 0 to 2, of which none
 * is set, inhibit restore, let the resource streamer have a context, inhibit save; bit 3
 * inhibits waiting for a synchronous switch, as i915 has it (gt/intel_lrc.c).
 */
#define VGT_CTX_CONTROL		0x000f0008u
#define VGT_CTX_RESTORE_INHIBIT	BIT(0)

/* The guest's page @n of register state; NULL where its GGTT does not map it. */
static u32 *vgt_lrc_guest_page(struct vgt_vengine *ve, u32 lrca, u32 n)
{
	return vgt_ggtt_va(ve->vgpu, lrca + (n + 1) * VGT_LRC_PAGE);
}

static const struct vgt_lrc_layout *vgt_lrc_layout(const struct vgt_vengine *ve)
{
	return &ve->vgpu->dev->lrc[ve->id];
}

/* A value of an image, read once; 0 where the image has no such value. */
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
 * vgt_lrc_ring_state() - read what a guest's context says of its ring
 * @ve: the engine; the vGPU's lock is held
 * @elem: the context
 * @ring: filled; each word is read once
 *
 * Return: 0; -EFAULT where the image is not mapped; -EOPNOTSUPP where the layout of images is
 * not known.
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

/* What a shadow costs: its image, and its ring. */
static u64 vgt_lrc_bytes(const struct vgt_vengine *ve, u32 ring_size)
{
	return ve->vgpu->dev->gpu->desc.context_size[ve->id] + ring_size;
}

/* Returns whether it was pinned, and not used. */
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

	/* The port may make the ring larger: that is looked at after. */
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
 * vgt_lrc_get() - the shadow of a guest's context
 * @ve: the engine; the vGPU's lock is held, nothing of it is in flight
 * @elem: the context
 * @ring_size: bytes that its ring must hold at least
 *
 * Takes the shadow of the context that has not run for longest, where the cache
 * is full.
 *
 * Return: the shadow, or an error pointer: -ENOMEM, -ENOSPC.
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

/* Its image may lie elsewhere than before. */
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
 * @lrc: the shadow, not pinned, or only since it was used last
 *
 * Until it is unpinned the GPU cannot sleep.
 *
 * Return: 0; -EBUSY where there is no room for it for now; or another negative errno of the
 * GPU port's.
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

/* Of an engine's contexts that are not used those used last stay. */
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
 * vgt_lrc_unpin() - mark a shadow as not in use
 * @ve: the engine; the vGPU's lock is held
 * @lrc: the shadow; nothing of it is in flight
 * @linger: it is likely to be used again soon: it may stay pinned for %VGT_LINGER_MS
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
	/* Those that began to linger before have been let go of by then, too. */
	hrtimer_start(&ve->linger, ns_to_ktime(lrc->linger_until), HRTIMER_MODE_ABS);
}

/**
 * vgt_lrc_rest() - unpin shadows that have not been used for long enough
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
 * Return: whether there was one that was pinned still.
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

/* Copy the words that @mask names, 64 at a time; of those, not what @but names. */
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
 * What the shadow gets of a register's value in the guest's image. Where the hardware
 * saves a register with its whole mask, a guest's mask that leaves bits out would leave
 * there what ran before: they are the host's.
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

/* Words that have to be judged; @src is the guest's page, or the shadow's own. */
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

/* What a guest has set a register to by MMIO. False where it has not. */
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

/* The value of a register at word @i of an image, as far as a guest has set it. */
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
 * A context that starts without restoring anything has what the registers hold:
 * what the guest has set by MMIO, else the host's own first state.
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

/* A guest's image, word by word: the page that it was read from last. */
struct vgt_lrc_source {
	struct vgt_vengine *ve;
	u32 lrca;
	u32 n;
	const u32 *page;
};

static u32 vgt_lrc_source_word(struct vgt_lrc_source *src, u32 pos)
{
	u32 n = pos / VGT_LRC_PAGE_WORDS;

	/* vgt_lrc_load_pages() has looked whether all of them are mapped. */
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
		/* This finds its page. */
		if (vgt_lrc_source_word(src, pos) != state[pos] || !src->page ||
		    memcmp(&src->page[pos % VGT_LRC_PAGE_WORDS], &state[pos],
			   n * sizeof(*state)))
			return false;
	}
	return true;
}

/*
 * A command that sets pipeline state. Whatever its operands are, a batch without privileges
 * could have them; but it must be that command, as long as the host's: what follows is at its
 * place. Returns false where the guest's image has another: then it is as the host's.
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

/* The length of a command of a guest's image, if that may have it, else 0. */
static u32 vgt_lrc_state_len(struct vgt_vengine *ve, u32 header)
{
	u8 gen = ve->vgpu->dev->gpu->desc.platform->gen;
	const struct vgt_cmd *cmd = vgt_cmd_find(gen, ve->id, header);

	if (!cmd || !vgt_lrc_is_state(cmd, header) || !vgt_cmd_bits_ok(cmd, header))
		return 0;
	return vgt_cmd_len(cmd, header);
}

/*
 * Where the host's image has no-ops a context may have commands that it was the first to
 * run. They must set pipeline state, and end where the no-ops do. Returns false where one
 * does not: it and what follows are no-ops.
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

/* Words of the ring's part that the port writes. */
static bool vgt_lrc_ports(const struct vgt_lrc_layout *layout, u32 i)
{
	return i == layout->word[VGT_LRC_HEAD] || i == layout->word[VGT_LRC_TAIL] ||
	       i == layout->word[VGT_LRC_START] || i == layout->word[VGT_LRC_CTL] ||
	       i == layout->word[VGT_LRC_PWR_CLK];
}

/* Nothing of what was there stays: it may be of another context, or another vGPU's. */
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
		/* Unchanged since it was saved there: the common case. */
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

/* Into the host's first image: each command is where the layout has it. */
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

/* Registers outside of contexts that its image loads nevertheless. */
static void vgt_lrc_tell_switch(struct vgt_vengine *ve, const struct vgt_lrc *lrc)
{
	const struct vgt_lrc_layout *layout = vgt_lrc_layout(ve);
	const u32 *state = lrc->hw->state;
	u32 i;

	for_each_set_bit(i, layout->switched, layout->words)
		vgt_mmio_ctx_load_value(ve, state[i - 1] & GENMASK(22, 2), state[i]);
}

/**
 * vgt_lrc_load() - make the shadow hold the guest's engine state
 * @ve: the engine; the vGPU's lock is held
 * @lrc: the shadow; nothing of it is in flight
 * @ring: what the guest's image says of its ring
 *
 * Return: 0, or -EFAULT where the image is not mapped.
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
	 * What the hardware saved itself need not be looked at again, as long as all of it is
	 * as it was: it may have commands that are longer than the host's, whose words would
	 * be commands if some were replaced.
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
 * vgt_lrc_set_roots() - give the shadow its page tables
 * @ve: the engine; the vGPU's lock is held
 * @lrc: the shadow; nothing of it is in flight
 * @pdp: four words as of vgt_ppgtt_roots()
 */
void vgt_lrc_set_roots(struct vgt_vengine *ve, struct vgt_lrc *lrc, const u64 *pdp)
{
	lockdep_assert_held(&ve->vgpu->lock);
	vgt_lrc_set_pdp(vgt_lrc_layout(ve), lrc->hw->state, pdp);
}

/**
 * vgt_lrc_save_roots() - the guest's commands have given its context other page tables
 * @ve: the engine; the vGPU's lock is held
 * @lrc: the shadow
 * @pdp: the roots, as the guest's commands had them
 */
void vgt_lrc_save_roots(struct vgt_vengine *ve, const struct vgt_lrc *lrc, const u64 *pdp)
{
	u32 *page = vgt_lrc_guest_page(ve, lrc->lrca, 0);

	lockdep_assert_held(&ve->vgpu->lock);
	if (page)
		vgt_lrc_set_pdp(vgt_lrc_layout(ve), page, pdp);
}

/**
 * vgt_lrc_set_batches() - the batches that run whenever the context is restored
 * @ve: the engine; the vGPU's lock is held
 * @lrc: the shadow; nothing of it is in flight
 * @per_ctx: BB_PER_CTX_PTR
 * @indirect: INDIRECT_CTX; where it runs is not the guest's choice
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
 * vgt_lrc_spoiled() - the shadow may hold what is not its context's
 * @lrc: the shadow; nothing of it is in flight
 *
 * A request that a reset took away, or that was ended: the host's driver may have made
 * the image anew, without a restore, so that what the hardware saved in it at the end
 * belongs to whoever ran before. Nothing of it is shown to the guest; it starts from the
 * host's image again.
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
 * @control: CTX_CONTEXT_CONTROL as the guest had it
 * @head: how far its ring was run
 *
 * The guest gets the values and the pipeline state that are its own, between the commands
 * that every image has. Other values, and what follows the end, stay as they are in its
 * image.
 *
 * Return: 0, or -EFAULT where the image is no longer mapped.
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
 * vgt_lrc_leave() - no context is with the hardware any more
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
