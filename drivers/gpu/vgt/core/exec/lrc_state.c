// SPDX-License-Identifier: GPL-2.0-only
/*
 * Pipeline state in a context image: commands that the hardware saves there, and runs when the
 * context is restored. A guest's must be such commands, where the host's image has them, or has
 * no-ops.
 */
#include <linux/bitmap.h>
#include <linux/lockdep.h>
#include <linux/minmax.h>
#include <linux/string.h>

#include "core/audit/audit.h"
#include "core/device_types.h"
#include "core/engine.h"
#include "core/gpu_port.h"
#include "core/log.h"
#include "core/platform.h"
#include "core/vgpu_types.h"
#include "lrc.h"
#include "lrc_image.h"

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
		src->page = vgt_lrc_read_page(src->ve, src->lrca, n);
	src->n = n;
	return src->page ? READ_ONCE(src->page[pos % VGT_LRC_PAGE_WORDS]) : 0;
}

static bool vgt_lrc_state_same(struct vgt_lrc_source *src, const struct vgt_lrc *lrc, u32 pos,
			       u32 len)
{
	const unsigned long *same = lrc->same;
	const u32 *state = lrc->hw->state;
	u32 end = pos + len, n;

	for (; pos < end; pos += n) {
		n = min(end - pos, VGT_LRC_PAGE_WORDS - pos % VGT_LRC_PAGE_WORDS);
		if (test_bit(pos / VGT_LRC_PAGE_WORDS, same))
			continue;
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

/**
 * vgt_lrc_states_same() - check whether a guest's image has the shadow's pipeline state
 * @ve: the engine; the vGPU's lock is held
 * @lrc: the shadow, whose @same has the pages that need no look
 */
bool vgt_lrc_states_same(struct vgt_vengine *ve, const struct vgt_lrc *lrc)
{
	const struct vgt_lrc_layout *layout = vgt_lrc_layout(ve);
	struct vgt_lrc_source src = { .ve = ve, .lrca = lrc->lrca };
	const u32 *golden = ve->vgpu->dev->gpu->desc.golden[ve->id];
	u8 gen = ve->vgpu->dev->gpu->desc.platform->gen;
	u32 pages = layout->words / VGT_LRC_PAGE_WORDS, pos, end;

	lockdep_assert_held(&ve->vgpu->lock);
	for_each_set_bitrange(pos, end, layout->gaps, layout->words)
		if (!vgt_lrc_state_same(&src, lrc, pos, end - pos))
			return false;
	for_each_set_bit(pos, layout->states, layout->words) {
		const struct vgt_cmd *cmd;

		/* All from here on is the same: the common case. */
		if (find_next_zero_bit(lrc->same, pages, pos / VGT_LRC_PAGE_WORDS) >= pages)
			return true;
		cmd = vgt_cmd_find(gen, ve->id, golden[pos]);
		if (!vgt_lrc_state_same(&src, lrc, pos, vgt_cmd_len(cmd, golden[pos])))
			return false;
	}
	return true;
}

/**
 * vgt_lrc_load_states() - load the pipeline state of a guest's image
 * @ve: the engine; the vGPU's lock is held
 * @lrc: the shadow, which holds the host's first image: each command is where the layout has it
 */
void vgt_lrc_load_states(struct vgt_vengine *ve, struct vgt_lrc *lrc)
{
	const struct vgt_lrc_layout *layout = vgt_lrc_layout(ve);
	struct vgt_lrc_source src = { .ve = ve, .lrca = lrc->lrca };
	const u32 *golden = ve->vgpu->dev->gpu->desc.golden[ve->id];
	u8 gen = ve->vgpu->dev->gpu->desc.platform->gen;
	u32 refused = 0;
	u32 pos, end;

	lockdep_assert_held(&ve->vgpu->lock);
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
