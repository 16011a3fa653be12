// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "3d/draw.h"
#include "core/clock.h"
#include "core/gpu.h"
#include "cs/cs_regs.h"
#include "cs/engine.h"
#include "cs/lrc.h"

#define IMAGE_PAGE_DWORDS	(PAGE_SIZE / 4)
#define MI_LRI_HEADER		(0x22u << 23)
#define   LRI_REGISTER		GENMASK(22, 2)
#define   LRI_BYTES		GENMASK(11, 8)	/* disabled ones */
#define MI_BBE_HEADER		(0x0au << 23)

/**
 * struct image - a context image while it is read
 * @pos: next dword of the register state
 * @end: dwords in the image
 * @loaded: page of the state held in @page, ~0 for none
 */
struct image {
	struct engine *e;
	u32 pos;
	u32 end;
	u32 loaded;
	u32 page[IMAGE_PAGE_DWORDS];
};

static const struct lrc_layout *layout_of(const struct engine *e)
{
	return lrc_layout(e->gpu->device->gen, e->info->class == CLASS_RENDER);
}

static u64 state_address(const struct engine *e)
{
	return (e->cs.desc & DESC_LRCA) + LRC_STATE_PAGE * PAGE_SIZE;
}

static enum cs_result bad_image(struct engine *e, const char *why, u32 value)
{
	anomaly(&e->gpu->anomalies, ANOMALY_BAD_CONTEXT, "%s context 0x%08x: %s (0x%x)",
		e->info->name, e->cs.user.lrca, why, value);
	return cs_hang(e, "bad context image");
}

static bool image_dword(struct image *im, u32 index, u32 *val)
{
	u32 page = index / IMAGE_PAGE_DWORDS;

	if (page != im->loaded) {
		if (vm_read(im->e, AS_GGTT, state_address(im->e) + page * PAGE_SIZE, im->page,
			    sizeof(im->page), PAGE_USE_IMAGE))
			return false;
		im->loaded = page;
	}
	*val = im->page[index % IMAGE_PAGE_DWORDS];
	return true;
}

static void load_register(struct engine *e, u32 reg, u32 val)
{
	reg &= LRI_REGISTER;
	if (reg >= MMIO_SIZE)
		anomaly(&e->gpu->anomalies, ANOMALY_BAD_CONTEXT,
			"%s context 0x%08x: image loads register 0x%x", e->info->name,
			e->cs.user.lrca, reg);
	else
		mmio_write(e->gpu, reg, val);
}

/* One list of loads, whose header is at the image's position. */
static enum cs_result restore_list(struct image *im, u32 header)
{
	u32 pairs = ((header & 0xff) + 1) / 2;
	struct engine *e = im->e;

	if (im->pos + 1 + 2 * pairs > im->end)
		return bad_image(e, "list of loads past the end", im->pos);
	for (u32 i = 0; i < pairs; i++) {
		u32 reg, val;

		if (!image_dword(im, im->pos + 1 + 2 * i, &reg) ||
		    !image_dword(im, im->pos + 2 + 2 * i, &val))
			return cs_hang(e, "context image not mapped");
		pthread_mutex_lock(&e->gpu->lock);
		load_register(e, reg, val);
		pthread_mutex_unlock(&e->gpu->lock);
	}
	im->pos += 1 + 2 * pairs;
	return CS_OK;
}

/* A plain list of loads, as hardware writes it. Everything else is executed as in a batch. */
static bool is_plain_list(const struct image *im, u32 header)
{
	return header >> 23 == MI_LRI_HEADER >> 23 && (header & 1) && !(header & LRI_BYTES) &&
	       !im->e->cs.predicate;
}

static enum cs_result restore_command(struct image *im, u32 header)
{
	const struct cs_command *c = command_find(im->e->gpu->device->gen, header,
						  im->e->info->class);
	enum cs_result res;
	u32 dwords;

	res = cs_run_single(im->e, state_address(im->e) + im->pos * 4, &dwords);
	im->pos += dwords;
	/* A command that does more than set state may have changed what follows. */
	if (!c || !(c->flags & COMMAND_STATE))
		im->loaded = ~0u;
	return res;
}

/* Most of a render image is no-ops: skip those that follow in the same page. */
static void skip_noops(struct image *im, u32 limit)
{
	u32 i = im->pos % IMAGE_PAGE_DWORDS;
	u32 end = min(IMAGE_PAGE_DWORDS, i + (limit - im->pos));

	while (i < end && !im->page[i])
		i++;
	im->pos += i - im->pos % IMAGE_PAGE_DWORDS;
}

/* Only the GPU knows what this is; it has no effect. */
static bool is_odd(const struct image *im, u32 header)
{
	return im->e->gpu->odd_image && im->pos == CS_STATE_ODD_AT && header == CS_STATE_ODD;
}

/* Execute the image up to dword @limit, or to its end of batch. */
static enum cs_result restore_until(struct image *im, u32 limit)
{
	enum cs_result res = CS_OK;
	u32 header;

	limit = min(limit, im->end);
	while (res == CS_OK && im->pos < limit) {
		if (!image_dword(im, im->pos, &header))
			return cs_hang(im->e, "context image not mapped");
		if (!header)
			skip_noops(im, limit);
		else if (!(header >> 22) || is_odd(im, header))
			im->pos++;
		else if (header >> 23 == MI_BBE_HEADER >> 23)
			im->pos = im->end;
		else if (is_plain_list(im, header))
			res = restore_list(im, header);
		else
			res = restore_command(im, header);
	}
	return res;
}

/* Registers of the engine; caller holds gpu->lock. */
static u32 get(const struct engine *e, u32 reg)
{
	return reg_get(e->gpu, e->info->base + reg);
}

static void set(const struct engine *e, u32 reg, u32 val)
{
	reg_set(e->gpu, e->info->base + reg, val);
}

static void take_batch(struct cs_batch *b, u32 addr, u32 addr_udw, u32 state)
{
	b->active = addr & RING_BB_VALID;
	b->addr = (u64)(addr_udw & 0xffff) << 32 | (addr & ~3u);
	b->ppgtt = state & RING_BB_PPGTT;
}

static void take_page_directories(struct engine *e)
{
	struct ppgtt_root *root = &e->cs.root;

	root->enabled = e->cs.desc & DESC_PPGTT_ENABLE;
	root->four_level = FIELD_GET(DESC_MODE, e->cs.desc) == DESC_MODE_LEGACY_64B;
	root->ips_64k = gpu_ips_enabled(e->gpu);
	for (u32 i = 0; i < ARRAY_SIZE(root->pdp); i++)
		root->pdp[i] = (u64)get(e, RING_PDP0 + 8 * i + 4) << 32 | get(e, RING_PDP0 + 8 * i);
}

/* From the restored registers to the command streamer's own state. */
static enum cs_result take_ring_state(struct engine *e)
{
	struct cs *cs = &e->cs;
	u32 ctl;

	pthread_mutex_lock(&e->gpu->lock);
	ctl = get(e, RING_CTL);
	cs->ring_start = get(e, RING_START) & ~(PAGE_SIZE - 1);
	cs->ring_size = (ctl & RING_CTL_PAGES) + PAGE_SIZE;
	cs->head = get(e, RING_HEAD) & RING_HEAD_ADDR;
	cs->tail = get(e, RING_TAIL) & RING_TAIL_ADDR;
	take_batch(&cs->batch[0], get(e, RING_BBADDR), get(e, RING_BBADDR_UDW),
		   get(e, RING_BBSTATE));
	take_batch(&cs->batch[1], get(e, RING_SBBADDR), get(e, RING_SBBADDR_UDW),
		   get(e, RING_SBBSTATE));
	take_page_directories(e);
	cs->context_timestamp = get(e, RING_CTX_TIMESTAMP);
	cs->context_start_ns = clock_ns();
	__atomic_store_n(&cs->live_head, cs->head, __ATOMIC_RELAXED);
	pthread_mutex_unlock(&e->gpu->lock);

	if (!(ctl & RING_CTL_VALID))
		return bad_image(e, "ring not valid", ctl);
	if (cs->head >= cs->ring_size || cs->tail >= cs->ring_size)
		return bad_image(e, "head or tail outside the ring", max(cs->head, cs->tail));
	return CS_OK;
}

static u32 locked_get(struct engine *e, u32 reg)
{
	u32 val;

	pthread_mutex_lock(&e->gpu->lock);
	val = get(e, reg);
	pthread_mutex_unlock(&e->gpu->lock);
	return val;
}

static enum cs_result run_indirect_context(struct engine *e)
{
	u32 ptr = locked_get(e, RING_INDIRECT_CTX);
	u32 lines = FIELD_GET(INDIRECT_CTX_LINES, ptr);

	if (!lines)
		return CS_OK;
	return cs_run_wa_batch(e, ptr & ~INDIRECT_CTX_LINES, lines * 64);
}

static enum cs_result run_per_context_batch(struct engine *e)
{
	u32 ptr = locked_get(e, RING_BB_PER_CTX_PTR);

	if (!(ptr & BB_PER_CTX_VALID))
		return CS_OK;
	return cs_run_wa_batch(e, ptr & ~(PAGE_SIZE - 1), 0);
}

/* The engine's part of the image, with the indirect context at its offset in it. */
static enum cs_result restore_engine_context(struct image *im)
{
	u32 ctl = locked_get(im->e, RING_CTX_CONTROL);
	u32 line = FIELD_GET(INDIRECT_CTX_OFFSET, locked_get(im->e, RING_INDIRECT_CTX_OFFSET));
	enum cs_result res = CS_OK;

	if (!(ctl & CTX_RESTORE_INHIBIT))
		res = restore_until(im, line * 16);
	if (res == CS_OK)
		res = run_indirect_context(im->e);
	if (res == CS_OK && !(ctl & CTX_RESTORE_INHIBIT))
		res = restore_until(im, im->end);
	return res;
}

static void begin_context(struct engine *e, u64 desc)
{
	struct cs *cs = &e->cs;

	cs_reset(cs);
	cs_state_begin(e);
	draw_stop_forget(e);
	cs->desc = desc;
	cs->fresh = true;
	cs->user.unit = e->info->name;
	cs->user.lrca = lower_32_bits(desc & DESC_LRCA);
	cs->user.ctx_id = upper_32_bits(desc);
	cs->user.run = page_log_run(&e->gpu->page_log);
	/* A context switch flushes the TLB, so that later changes by the driver are seen. */
	tlb_flush(&e->tlb);
	trace(&e->gpu->trace, TRACE_SUBMIT, "%s restore lrca=%08x id=%x", e->info->name,
	      cs->user.lrca, cs->user.ctx_id);
}

enum cs_result lrc_restore(struct engine *e, u64 desc)
{
	struct image im = {
		.e = e,
		.end = (layout_of(e)->pages - LRC_STATE_PAGE) * IMAGE_PAGE_DWORDS,
		.loaded = ~0u,
	};
	enum cs_result res;

	begin_context(e, desc);
	res = restore_until(&im, LRC_RING_DWORDS);
	if (res == CS_OK)
		res = take_ring_state(e);
	if (res == CS_OK)
		res = restore_engine_context(&im);
	if (res == CS_OK)
		res = run_per_context_batch(e);
	return res;
}

u32 lrc_context_timestamp(const struct engine *e)
{
	u64 ns = clock_ns() - e->cs.context_start_ns;
	u64 ticks = (ns / NSEC_PER_USEC) * e->gpu->device->timestamp_hz / 1000000;

	return e->cs.context_timestamp + (u32)ticks;
}

void lrc_reload_tail(struct engine *e)
{
	u32 tail;

	if (vm_read32(e, AS_GGTT, state_address(e) + LRC_RING_TAIL * 4, &tail, PAGE_USE_IMAGE))
		return;
	tail &= RING_TAIL_ADDR;
	if (tail >= e->cs.ring_size) {
		bad_image(e, "tail outside the ring", tail);
		return;
	}
	e->cs.tail = tail;
	pthread_mutex_lock(&e->gpu->lock);
	set(e, RING_TAIL, tail);
	pthread_mutex_unlock(&e->gpu->lock);
}

static void put_batch(const struct engine *e, const struct cs_batch *b, u32 addr, u32 udw,
		      u32 state)
{
	set(e, addr, b->active ? lower_32_bits(b->addr) | RING_BB_VALID : 0);
	set(e, udw, b->active ? upper_32_bits(b->addr) : 0);
	set(e, state, b->active && b->ppgtt ? RING_BB_PPGTT : 0);
}

/* From the command streamer's own state to the registers. Caller holds gpu->lock. */
static void put_ring_state(struct engine *e)
{
	struct cs *cs = &e->cs;

	set(e, RING_HEAD, cs->head);
	__atomic_store_n(&cs->live_head, cs->head, __ATOMIC_RELAXED);
	set(e, RING_TAIL, cs->tail);
	set(e, RING_CTX_TIMESTAMP, lrc_context_timestamp(e));
	set(e, RING_CTX_CONTROL, get(e, RING_CTX_CONTROL) & ~CTX_RESTORE_INHIBIT);
	put_batch(e, &cs->batch[0], RING_BBADDR, RING_BBADDR_UDW, RING_BBSTATE);
	put_batch(e, &cs->batch[1], RING_SBBADDR, RING_SBBADDR_UDW, RING_SBBSTATE);
}

/* The value with which a load restores the register's present value. */
static u32 saved_value(struct engine *e, u32 reg)
{
	u32 val = mmio_read(e->gpu, reg);

	return mmio_is_masked(e->gpu, reg) ? 0xffff0000 | val : val;
}

static u32 save_run(struct engine *e, const struct lrc_run *run, u32 *out)
{
	u32 base = run->absolute ? 0 : e->info->base;

	for (u32 i = 0; i < run->count; i++) {
		u32 reg = base + run->reg + (u32)((s32)i * run->stride);

		out[2 * i] = reg;
		out[2 * i + 1] = saved_value(e, reg);
	}
	return run->count;
}

static void save_list(struct engine *e, const struct lrc_list *list, u32 *state)
{
	u32 *pairs = &state[list->at + 1];
	u32 n = 0;

	for (const struct lrc_run *run = list->runs; run->count; run++)
		n += save_run(e, run, &pairs[2 * n]);
	state[list->at] = MI_LRI_HEADER | list->flags | (2 * n - 1);
}

static int write_state(struct engine *e, const u32 *state, u32 from, u32 to)
{
	return vm_write(e, AS_GGTT, state_address(e) + from * 4, &state[from], (to - from) * 4,
			PAGE_USE_IMAGE);
}

enum cs_result lrc_save(struct engine *e)
{
	const struct lrc_layout *layout = layout_of(e);
	u32 state[CS_STATE_END] = { 0 };
	u32 dwords = layout->state_dwords;

	pthread_mutex_lock(&e->gpu->lock);
	if (get(e, RING_CTX_CONTROL) & CTX_SAVE_INHIBIT)
		dwords = LRC_RING_DWORDS;
	put_ring_state(e);
	for (const struct lrc_list *list = layout->lists; list->runs; list++)
		save_list(e, list, state);
	pthread_mutex_unlock(&e->gpu->lock);
	if (e->info->class == CLASS_RENDER)
		cs_state_save(e, state);
	state[layout->state_dwords - 1] = MI_BBE_HEADER;

	trace(&e->gpu->trace, TRACE_SUBMIT, "%s save lrca=%08x head=%x", e->info->name,
	      e->cs.user.lrca, e->cs.head);
	/* The tail is the driver's: it may have moved on meanwhile. */
	if (write_state(e, state, 0, LRC_RING_TAIL) ||
	    write_state(e, state, LRC_RING_TAIL + 1, dwords))
		return cs_hang(e, "context image not mapped");
	return CS_OK;
}
