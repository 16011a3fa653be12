// SPDX-License-Identifier: GPL-2.0-only
/*
 * See fake_gpu.h.
 */
#include <linux/err.h>
#include <linux/gfp.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

#include "fake_gpu.h"
#include "fake_image.h"
#include "fake_zeroed.h"

struct fake_context {
	struct vgt_gpu_context ctx;
	u32 *state;
};

#define FAKE_PWR_CLK	0x43
/* Blocks at the start of the GGTT's parts that virtual GGTT space is not put to. */
#define FAKE_GGTT_ODD	5

/* How many tables are looked at for entries when a page is unpinned, and how often. */
#define FAKE_SCAN_PAGES	64
#define FAKE_SCANS	256

/* In the kernel others free tables meanwhile. */
#ifdef __KERNEL__
#define FAKE_ALONE	false
#else
#define FAKE_ALONE	true
#endif

bool fake_gpu_virtual;

static struct fake_gpu *to_fake(struct vgt_gpu *gpu)
{
	return container_of(gpu, struct fake_gpu, gpu);
}

/* One of the calls that may fail: does this one? */
static bool fake_fails(struct fake_gpu *fake)
{
	return fake->fail_after >= 0 && fake->fail_after-- == 0;
}

static bool fake_started(struct vgt_gpu *gpu)
{
	return !to_fake(gpu)->starts_late;
}

/* Only then are the driver's first images there. */
static int fake_ready(struct vgt_gpu *gpu)
{
	struct fake_gpu *fake = to_fake(gpu);
	u32 i;

	if (fake->fail_ready)
		return fake->fail_ready;
	for (i = 0; i < VGT_NUM_ENGINES; i++)
		gpu->desc.golden[i] = fake->no_image & BIT(i) ? NULL : fake->images[i];
	return 0;
}

static void fake_power_on(struct vgt_gpu *gpu)
{
	to_fake(gpu)->powered++;
}

static void fake_power_off(struct vgt_gpu *gpu)
{
	to_fake(gpu)->powered--;
}

static void fake_get(struct vgt_gpu *gpu)
{
	to_fake(gpu)->live++;
}

static void fake_put(struct vgt_gpu *gpu)
{
	to_fake(gpu)->live--;
}

/* The guest page that an entry points to, or FAKE_GUEST_PAGES. */
static u32 fake_guest_page(u64 entry)
{
	u64 page = ((entry & GENMASK_ULL(38, 12)) - FAKE_GUEST_DMA) / 4096;

	return entry & 1 && page < FAKE_GUEST_PAGES ? page : FAKE_GUEST_PAGES;
}

/* Most entries lead to the same table, of a lower level, that leads nowhere. */
static bool fake_scratch(const u64 *entries, u32 i)
{
	return i && entries[i] == entries[i - 1];
}

/* Present entries lead to guest memory, or to pages that the core has. */
static bool fake_leads_somewhere(struct fake_gpu *fake, u64 entry)
{
	return fake_guest_page(entry) < FAKE_GUEST_PAGES || fake_gpu_page(fake, entry);
}

/* Mark what a table leads to, of guest memory. */
static void fake_tlb_walk(struct fake_gpu *fake, bool *tlb, u64 table, u32 level)
{
	const u64 *entries = fake_gpu_page(fake, table);
	u32 i, page;

	for (i = 0; entries && i < 512; i++) {
		if (!(entries[i] & 1))
			continue;
		page = fake_guest_page(entries[i]);
		if (!fake_scratch(entries, i) && !fake_leads_somewhere(fake, entries[i]))
			fake->freed++;
		if (level == 1 && entries[i] & BIT(7) && page < FAKE_GUEST_PAGES)
			memset(&tlb[page & ~511u], 1, 512);
		else if (!level && page < FAKE_GUEST_PAGES)
			tlb[page] = true;
		else if (level && page == FAKE_GUEST_PAGES && !fake_scratch(entries, i))
			fake_tlb_walk(fake, tlb, entries[i], level - 1);
	}
}

/* The root of the page tables of what runs; 0 if nothing does. */
u64 fake_gpu_root(struct fake_gpu *fake, enum vgt_engine_id id)
{
	const struct vgt_gpu_request *rq = fake->engine[id].rq;
	const u32 *state = rq ? rq->ctx->state : NULL;

	/* Where i915 has the first of its page-table roots. */
	return state ? (u64)state[49] << 32 | state[51] : 0;
}

/* The TLB forgets all, and may have what page tables lead to now. */
static void fake_tlb_fill(struct fake_gpu *fake, enum vgt_engine_id id)
{
	struct fake_engine *engine = &fake->engine[id];
	u64 root = fake_gpu_root(fake, id);

	memset(engine->tlb, 0, sizeof(engine->tlb));
	if (root && FAKE_ALONE)
		fake_tlb_walk(fake, engine->tlb, root, 3);
}

/* Does an entry of a page table, or may a TLB, lead to a page of the guest's? */
bool fake_gpu_walks(struct fake_gpu *fake, u64 dma)
{
	u32 page = fake_guest_page(dma | 1);
	unsigned long n;
	u64 *entries;
	u32 i;

	if (page == FAKE_GUEST_PAGES || !FAKE_ALONE)
		return false;
	for (i = 0; i < VGT_NUM_ENGINES; i++)
		if (fake->engine[i].rq && fake->engine[i].tlb[page])
			return true;
	if (fake->npages > FAKE_SCAN_PAGES || fake->scans == FAKE_SCANS)
		return false;
	fake->scans++;
	xa_for_each(&fake->pages, n, entries)
		for (i = 0; i < 512; i++)
			if (fake_guest_page(entries[i]) == page)
				return true;
	return false;
}

static bool fake_is_tlb(u32 reg)
{
	return reg >= 0x4260 && reg <= 0x4270;
}

static u32 fake_read(struct vgt_gpu *gpu, u32 reg)
{
	struct fake_gpu *fake = to_fake(gpu);

	if (fake_is_tlb(reg) && fake->tlb_busy) {
		fake->tlb_busy--;
		return 1;
	}
	return fake->regs[reg / 4];
}

/* A register is written, by whom ever. */
void fake_gpu_load(struct fake_gpu *fake, u32 reg, u32 val)
{
	u32 *now = &fake->regs[reg / 4];

	if (fake->masked && fake->masked(reg))
		val = (*now & 0xffff & ~(val >> 16)) | (val & (val >> 16));
	*now = val;
}

static void fake_tlb_flush(struct fake_gpu *fake, u32 reg)
{
	enum vgt_engine_id id;

	fake->tlb_flushes++;
	for (id = 0; id < VGT_NUM_ENGINES; id++) {
		if (vgt_engines[id].tlb_reg != reg)
			continue;
		fake->engine[id].tlb_flushes++;
		fake_tlb_fill(fake, id);
	}
}

static void fake_write(struct vgt_gpu *gpu, u32 reg, u32 val)
{
	struct fake_gpu *fake = to_fake(gpu);

	fake->reg_writes++;
	if (fake_is_tlb(reg)) {
		fake_tlb_flush(fake, reg);
		return;
	}
	fake_gpu_load(fake, reg, val);
}

static u32 fake_reset_count(struct vgt_gpu *gpu, enum vgt_engine_id engine)
{
	return to_fake(gpu)->engine[engine].resets + to_fake(gpu)->gpu_resets;
}

static u32 fake_gpu_reset_count(struct vgt_gpu *gpu)
{
	return to_fake(gpu)->gpu_resets;
}

/* The blocks of a part of the GGTT. */
static void fake_ggtt_part(const struct vgt_gpu *gpu, bool mappable, u32 *first, u32 *end)
{
	*first = mappable ? 0 : FAKE_MAPPABLE_SIZE / FAKE_GGTT_BLOCK;
	*end = (mappable ? FAKE_MAPPABLE_SIZE : gpu->desc.ggtt_size) / FAKE_GGTT_BLOCK;
	/* So that no address of a guest's is the hardware's, nor far from it by a round number. */
	if (gpu->desc.virtual_ggtt)
		*first += FAKE_GGTT_ODD;
}

static void fake_ggtt_holes(struct vgt_gpu *gpu, bool mappable, unsigned long *free)
{
	struct fake_gpu *fake = to_fake(gpu);
	u32 i, end;

	fake_ggtt_part(gpu, mappable, &i, &end);
	for (; i < end; i++)
		if (!fake->ggtt_used[i])
			__set_bit(i, free);
}

static int fake_ggtt_reserve(struct vgt_gpu *gpu, struct vgt_gpu_range *range,
			     u64 size, u64 align, bool mappable)
{
	struct fake_gpu *fake = to_fake(gpu);
	u32 n = DIV_ROUND_UP(size, FAKE_GGTT_BLOCK);
	u32 i, first, end, run = 0;

	if (fake_fails(fake))
		return -ENOSPC;
	fake_ggtt_part(gpu, mappable, &first, &end);
	for (i = first; i < end; i++) {
		run = fake->ggtt_used[i] ? 0 : run + 1;
		if (run < n)
			continue;
		first = i + 1 - n;
		memset(&fake->ggtt_used[first], 1, n);
		range->start = first * FAKE_GGTT_BLOCK;
		range->size = size;
		range->node = fake;
		return 0;
	}
	return -ENOSPC;
}

static void fake_ggtt_set(struct fake_gpu *fake, u32 n, u64 entry)
{
	u32 old = fake_guest_page(fake->ggtt[n]), new = fake_guest_page(entry);

	/* First, because both may be the same. */
	if (new < FAKE_GUEST_PAGES) {
		fake->ggtt_refs[new]++;
		fake->ggtt_guests[n / FAKE_GGTT_CHUNK]++;
	}
	if (old < FAKE_GUEST_PAGES) {
		fake->ggtt_refs[old]--;
		fake->ggtt_guests[n / FAKE_GGTT_CHUNK]--;
		WARN_ON_ONCE(fake->shown && fake->ggtt_refs[old] < fake->shown[old]);
		fake->ggtt_stale[old] = true;
	}
	fake->ggtt[n] = entry;
}

/* Does no entry of a range lead to a page of the guest's, nor will it? Then it needs no count. */
static bool fake_ggtt_plain(const struct fake_gpu *fake, u32 first, u32 count, const u64 *entries)
{
	u32 i;

	for (i = first / FAKE_GGTT_CHUNK; i <= (first + count - 1) / FAKE_GGTT_CHUNK; i++)
		if (fake->ggtt_guests[i])
			return false;
	return fake_guest_page(*entries) == FAKE_GUEST_PAGES &&
	       !memcmp(entries, entries + 1, (count - 1) * sizeof(*entries));
}

/* Does an entry, or may the TLB, lead to a page? */
bool fake_gpu_reaches(const struct fake_gpu *fake, u64 dma)
{
	u32 page = fake_guest_page(dma | 1);

	return page < FAKE_GUEST_PAGES &&
	       (fake->ggtt_refs[page] || fake->ggtt_stale[page]);
}

static bool fake_ggtt_is_free(const struct fake_gpu *fake, const struct vgt_gpu_range *range,
			      u64 start)
{
	u32 was = range->start / FAKE_GGTT_BLOCK, n = range->size / FAKE_GGTT_BLOCK;
	u32 i = start / FAKE_GGTT_BLOCK, end = i + n;

	for (; i < end; i++)
		if (fake->ggtt_used[i] && (i < was || i >= was + n))
			return false;
	return true;
}

static int fake_ggtt_move(struct vgt_gpu *gpu, struct vgt_gpu_range *range, u64 start)
{
	struct fake_gpu *fake = to_fake(gpu);

	if (fake_fails(fake) || !fake->moves_left || !fake_ggtt_is_free(fake, range, start))
		return -ENOSPC;
	fake->moves_left--;
	/* Entries stay as they are, at both places: as with the host's driver on most machines. */
	memset(&fake->ggtt_used[range->start / FAKE_GGTT_BLOCK], 0, range->size / FAKE_GGTT_BLOCK);
	range->start = start;
	memset(&fake->ggtt_used[start / FAKE_GGTT_BLOCK], 1, range->size / FAKE_GGTT_BLOCK);
	return 0;
}

/* Nobody has it. Its entries stay, too. */
static void fake_ggtt_release(struct vgt_gpu *gpu, struct vgt_gpu_range *range)
{
	struct fake_gpu *fake = to_fake(gpu);

	memset(&fake->ggtt_used[range->start / FAKE_GGTT_BLOCK], 0,
	       DIV_ROUND_UP(range->size, FAKE_GGTT_BLOCK));
	memset(range, 0, sizeof(*range));
	if (fake->on_ggtt_release)
		fake->on_ggtt_release(fake);
}

/* A bit for the page that an entry leads to; other pages have the same bit. */
static u64 fake_name(u64 entry)
{
	return BIT_ULL((entry >> 12) % 64);
}

/* Does an entry lead to a page, wherever it is? */
static bool fake_ggtt_names(const struct fake_gpu *fake, u64 dma)
{
	u32 i, n;

	for (i = 0; i < fake->ggtt_bytes / 4096; i++) {
		if (!(fake->ggtt_names[i] & fake_name(dma)))
			continue;
		for (n = 0; n < FAKE_GGTT_CHUNK; n++)
			if (fake->ggtt[i * FAKE_GGTT_CHUNK + n] == (dma | 1))
				return true;
	}
	return false;
}

static void fake_ggtt_write(struct vgt_gpu *gpu, u32 first, u32 count,
			    const u64 *entries)
{
	struct fake_gpu *fake = to_fake(gpu);
	u32 i;

	if (fake->on_ggtt_write)
		fake->on_ggtt_write(fake);
	fake->ggtt_unflushed += count;
	for (i = 0; i < count; i++) {
		if (!fake->ggtt_used[(first + i) / FAKE_GGTT_CHUNK])
			fake->strays++;
		fake->ggtt_names[(first + i) / FAKE_GGTT_CHUNK] |= fake_name(entries[i]);
	}
	if (count && fake_ggtt_plain(fake, first, count, entries)) {
		memcpy(&fake->ggtt[first], entries, count * sizeof(*entries));
		return;
	}
	while (count--)
		fake_ggtt_set(fake, first + count, entries[count]);
}

static void fake_ggtt_clear(struct vgt_gpu *gpu, u32 first, u32 count)
{
	u64 entries[64];
	u32 i, n;

	for (i = 0; i < ARRAY_SIZE(entries); i++)
		entries[i] = FAKE_HOST_ENTRY;
	for (; count; first += n, count -= n) {
		n = min_t(u32, count, ARRAY_SIZE(entries));
		fake_ggtt_write(gpu, first, n, entries);
	}
}

static void fake_ggtt_flush(struct vgt_gpu *gpu)
{
	struct fake_gpu *fake = to_fake(gpu);

	fake->ggtt_flushes++;
	fake->ggtt_unflushed = 0;
	memset(fake->ggtt_stale, 0, sizeof(fake->ggtt_stale));
}

static int fake_fence_reserve(struct vgt_gpu *gpu, u32 *index)
{
	struct fake_gpu *fake = to_fake(gpu);
	u32 i;

	if (fake_fails(fake))
		return -ENOSPC;
	for (i = 0; i < FAKE_FENCES; i++) {
		if (fake->fences_used[i])
			continue;
		fake->fences_used[i] = true;
		*index = i;
		return 0;
	}
	return -ENOSPC;
}

static void fake_fence_release(struct vgt_gpu *gpu, u32 index)
{
	to_fake(gpu)->fences_used[index] = false;
	to_fake(gpu)->fences[index] = 0;
}

static void fake_fence_write(struct vgt_gpu *gpu, u32 index, u64 val)
{
	to_fake(gpu)->fences[index] = val;
}

/* Whichever 4 GiB it is in. */
static u32 fake_page_number(u64 dma)
{
	return ((dma & ~FAKE_PAGE_FAR) - FAKE_PAGE_DMA) / 4096;
}

static int fake_page_alloc(struct vgt_gpu *gpu, struct vgt_gpu_page *page, bool low)
{
	struct fake_gpu *fake = to_fake(gpu);
	u32 n = fake->next_page;
	int ret;

	if (fake_fails(fake))
		return -ENOMEM;
	page->va = (void *)get_zeroed_page(GFP_KERNEL);
	if (!page->va)
		return -ENOMEM;
	ret = xa_err(xa_store(&fake->pages, n, page->va, GFP_KERNEL));
	if (ret) {
		free_page((unsigned long)page->va);
		page->va = NULL;
		return ret;
	}
	fake->next_page++;
	fake->npages++;
	page->dma = FAKE_PAGE_DMA + n * 4096ull;
	if (fake->scattered && (!low || fake->no_low) && n % 2)
		page->dma |= FAKE_PAGE_FAR;
	fake->live++;
	return 0;
}

static void fake_page_free(struct vgt_gpu *gpu, struct vgt_gpu_page *page)
{
	struct fake_gpu *fake = to_fake(gpu);

	WARN_ON_ONCE(fake_ggtt_names(fake, page->dma));
	xa_erase(&fake->pages, fake_page_number(page->dma));
	free_page((unsigned long)page->va);
	page->va = NULL;
	fake->npages--;
	fake->live--;
}

static void fake_host_ggtt(struct fake_gpu *fake, s64 more)
{
	fake->host_ggtt += more;
	fake->host_ggtt_most = max(fake->host_ggtt_most, fake->host_ggtt);
}

static struct vgt_gpu_buffer *fake_buffer_create(struct vgt_gpu *gpu, u32 size)
{
	struct fake_gpu *fake = to_fake(gpu);
	struct fake_buffer *fb;
	struct vgt_gpu_buffer *buf;

	if (fake_fails(fake))
		return ERR_PTR(-ENOSPC);
	if (fake->no_buffers) {
		fake->no_buffers--;
		return ERR_PTR(-ENOSPC);
	}
	fb = kzalloc(sizeof(*fb), GFP_KERNEL);
	if (!fb)
		return ERR_PTR(-ENOMEM);
	buf = &fb->buf;
	buf->va = vzalloc(size);
	if (!buf->va) {
		kfree(fb);
		return ERR_PTR(-ENOMEM);
	}
	list_add(&fb->link, &fake->buffers);
	buf->size = size;
	buf->ggtt = fake->next_buffer;
	fake->next_buffer += round_up(size, 4096);
	fake_host_ggtt(fake, size);
	fake->live++;
	return buf;
}

static void fake_buffer_destroy(struct vgt_gpu *gpu, struct vgt_gpu_buffer *buf)
{
	struct fake_buffer *fb = container_of(buf, struct fake_buffer, buf);

	to_fake(gpu)->live--;
	fake_host_ggtt(to_fake(gpu), -(s64)buf->size);
	list_del(&fb->link);
	vfree(buf->va);
	kfree(fb);
}

/* The buffer that an address of the GGTT lies in, or NULL. */
struct vgt_gpu_buffer *fake_gpu_buffer(struct fake_gpu *fake, u32 ggtt)
{
	struct fake_buffer *fb;

	list_for_each_entry(fb, &fake->buffers, link)
		if (ggtt >= fb->buf.ggtt && ggtt - fb->buf.ggtt < fb->buf.size)
			return &fb->buf;
	return NULL;
}

static struct vgt_gpu_context *fake_context_create(struct vgt_gpu *gpu,
						   enum vgt_engine_id engine,
						   u32 ring_size)
{
	struct fake_gpu *fake = to_fake(gpu);
	struct fake_context *fc;

	if (fake_fails(fake))
		return ERR_PTR(-ENOSPC);
	fc = kzalloc(sizeof(*fc), GFP_KERNEL);
	if (!fc)
		return ERR_PTR(-ENOMEM);
	fc->ctx.engine = engine;
	fc->ctx.ring_size = ring_size;
	fc->state = vzalloc(FAKE_CONTEXT_SIZE - 4096);
	if (!fc->state) {
		kfree(fc);
		return ERR_PTR(-ENOMEM);
	}
	memcpy(fc->state, gpu->desc.golden[engine], FAKE_CONTEXT_SIZE - 4096);
	fake->live++;
	return &fc->ctx;
}

static void fake_context_destroy(struct vgt_gpu *gpu, struct vgt_gpu_context *ctx)
{
	struct fake_context *fc = container_of(ctx, struct fake_context, ctx);

	WARN_ON_ONCE(ctx->state);
	to_fake(gpu)->live--;
	vfree(fc->state);
	kfree(fc);
}

static int fake_context_pin(struct vgt_gpu *gpu, struct vgt_gpu_context *ctx)
{
	struct fake_gpu *fake = to_fake(gpu);

	if (fake_fails(fake) || (fake->pin_room && fake->pinned >= fake->pin_room))
		return -ENOSPC;
	WARN_ON_ONCE(ctx->state);
	ctx->state = container_of(ctx, struct fake_context, ctx)->state;
	/* As the host's driver does, where its image has R_PWR_CLK_STATE. */
	if (ctx->engine == VGT_RCS && ctx->state[FAKE_PWR_CLK - 1] == 0x20c8)
		ctx->state[FAKE_PWR_CLK] = gpu->desc.golden[VGT_RCS][FAKE_PWR_CLK];
	fake->pinned++;
	fake->pins++;
	fake_host_ggtt(fake, FAKE_CONTEXT_SIZE + ctx->ring_size);
	return 0;
}

static void fake_context_unpin(struct vgt_gpu *gpu, struct vgt_gpu_context *ctx)
{
	WARN_ON_ONCE(!ctx->state);
	ctx->state = NULL;
	to_fake(gpu)->pinned--;
	fake_host_ggtt(to_fake(gpu), -(s64)FAKE_CONTEXT_SIZE - ctx->ring_size);
}

#define FAKE_SET_PREDICATE	(0x01u << 23)
#define FAKE_ARB_OFF		(0x08u << 23)
#define FAKE_ARB_ON		(FAKE_ARB_OFF | 1)
#define FAKE_BATCH_END		(0x0au << 23)
#define FAKE_BATCH_START	(0x31u << 23 | 1)

/* Length of a command of the core's own: MI commands below 0x10 have one word. */
static u32 fake_len(u32 header)
{
	return header >> 23 < 0x10 ? 1 : (header & 0xff) + 2;
}

/* A call of a batch in one of the core's buffers. Return its address; 0 if it is none. */
static u32 fake_call(struct fake_gpu *fake, const u32 *cs)
{
	return cs[0] == FAKE_BATCH_START && !cs[2] && fake_gpu_buffer(fake, cs[1]) ? cs[1] : 0;
}

/* Find the commands with which the core closes a bracket, or @n. */
static u32 fake_bracket_end(struct fake_gpu *fake, const u32 *cs, u32 n)
{
	u32 i;

	for (i = n - 4; i > 4; i--)
		if (cs[i] == FAKE_SET_PREDICATE && fake_call(fake, cs + i + 1))
			return i;
	return n;
}

/* Of a request that loads registers itself, show the tests the guest's commands. */
static void fake_bracket(struct fake_gpu *fake, struct fake_engine *engine,
			 const struct vgt_gpu_request *rq)
{
	const struct vgt_gpu_buffer *buf;
	u32 i, end = rq->len, n = 0;

	engine->open = 0;
	engine->close = 0;
	engine->windows = 0;
	engine->opened = false;
	if (rq->len > 8 && rq->cs[0] == FAKE_ARB_OFF && fake_call(fake, rq->cs + 1))
		end = fake_bracket_end(fake, rq->cs, rq->len);
	if (end == rq->len)
		return;
	engine->open = rq->cs[2];
	engine->close = rq->cs[end + 2];
	buf = fake_gpu_buffer(fake, engine->open);
	for (i = 4; i < rq->len && n < FAKE_CS_MAX; i++) {
		if (i == end) {
			i += 3;
		} else if (i + 2 < end && fake_call(fake, rq->cs + i) &&
			   fake_gpu_buffer(fake, rq->cs[i + 1]) == buf) {
			engine->window = rq->cs[i + 1];
			engine->windows++;
			engine->cs[n++] = FAKE_ARB_ON;
			i += 2;
		} else {
			engine->cs[n++] = rq->cs[i];
		}
	}
	engine->len = n;
}

/* Run a batch that loads, and saves, registers. */
void fake_gpu_run(struct fake_gpu *fake, u32 addr)
{
	const struct vgt_gpu_buffer *buf = fake_gpu_buffer(fake, addr);
	u32 *cs = buf->va + (addr - buf->ggtt) / 4;
	u32 i;

	for (; *cs != FAKE_BATCH_END; cs += fake_len(*cs)) {
		if (*cs >> 23 == 0x22)
			for (i = 1; i < fake_len(*cs); i += 2)
				fake_gpu_load(fake, cs[i], cs[i + 1]);
		else if (*cs >> 23 == 0x24)
			buf->va[(cs[2] - buf->ggtt) / 4] = fake->regs[cs[1] / 4];
		else if (*cs >> 23 == 0x29)
			fake->regs[cs[1] / 4] = buf->va[(cs[2] - buf->ggtt) / 4];
		else if (*cs == FAKE_ARB_ON && fake->arbitrates)
			fake->arbitrates(fake);
	}
}

static int fake_submit(struct vgt_gpu *gpu, struct vgt_gpu_request *rq)
{
	struct fake_gpu *fake = to_fake(gpu);
	struct fake_engine *engine = &fake->engine[rq->ctx->engine];
	int ret = fake->fail_submit;

	fake->fail_submit = 0;
	if (ret)
		return ret;
	if (engine->rq)
		return -EBUSY;
	if (fake_fails(fake))
		return -EIO;
	engine->len = min_t(u32, rq->len, FAKE_CS_MAX);
	memcpy(engine->cs, rq->cs, engine->len * sizeof(u32));
	fake_bracket(fake, engine, rq);
	engine->rq = rq;
	engine->since = fake_reset_count(gpu, rq->ctx->engine);
	fake_tlb_fill(fake, rq->ctx->engine);
	engine->submitted++;
	if (fake->eye)
		fake->eye(fake, FAKE_SUBMITTED, rq);
	return 0;
}

/* As a port over i915: the ring must have room for both. */
static bool fake_has_room(const struct vgt_gpu_request *rq, const struct vgt_gpu_request *next)
{
	return 2ull * sizeof(u32) * (rq->len + next->len) + 2 * VGT_RING_MARGIN <=
	       rq->ctx->ring_size;
}

static int fake_extend(struct vgt_gpu *gpu, struct vgt_gpu_request *rq,
		       struct vgt_gpu_request *next)
{
	struct fake_gpu *fake = to_fake(gpu);
	struct fake_engine *engine = &fake->engine[rq->ctx->engine];

	if (fake->on_extend)
		fake->on_extend(fake, rq->ctx->engine);
	if (fake->no_extend)
		return fake->no_extend;
	if (fake_fails(fake))
		return -EIO;
	if (engine->rq != rq || engine->next || !fake_has_room(rq, next) ||
	    engine->since != fake_reset_count(gpu, rq->ctx->engine))
		return -EBUSY;
	/* They load no registers, and nothing of the context is another's. */
	WARN_ON_ONCE(next->ctx != rq->ctx || engine->open);
	engine->next_len = min_t(u32, next->len, FAKE_CS_MAX);
	memcpy(engine->next_cs, next->cs, engine->next_len * sizeof(u32));
	engine->next = next;
	engine->extended++;
	return 0;
}

static void fake_cancel(struct vgt_gpu *gpu, struct vgt_gpu_request *rq)
{
	struct fake_engine *engine = &to_fake(gpu)->engine[rq->ctx->engine];

	if (engine->rq != rq)
		return;
	engine->next = NULL;
	engine->cancelled++;
	if (to_fake(gpu)->end_wq)
		queue_work(to_fake(gpu)->end_wq, &to_fake(gpu)->end);
}

static const struct vgt_gpu_ops fake_gpu_ops = {
	.started = fake_started,
	.ready = fake_ready,
	.power_on = fake_power_on,
	.power_off = fake_power_off,
	.get = fake_get,
	.put = fake_put,
	.read = fake_read,
	.write = fake_write,
	.reset_count = fake_reset_count,
	.gpu_reset_count = fake_gpu_reset_count,
	.ggtt_reserve = fake_ggtt_reserve,
	.ggtt_release = fake_ggtt_release,
	.ggtt_move = fake_ggtt_move,
	.ggtt_holes = fake_ggtt_holes,
	.ggtt_write = fake_ggtt_write,
	.ggtt_clear = fake_ggtt_clear,
	.ggtt_flush = fake_ggtt_flush,
	.fence_reserve = fake_fence_reserve,
	.fence_release = fake_fence_release,
	.fence_write = fake_fence_write,
	.page_alloc = fake_page_alloc,
	.page_free = fake_page_free,
	.buffer_create = fake_buffer_create,
	.buffer_destroy = fake_buffer_destroy,
	.context_create = fake_context_create,
	.context_destroy = fake_context_destroy,
	.context_pin = fake_context_pin,
	.context_unpin = fake_context_unpin,
	.submit = fake_submit,
	.extend = fake_extend,
	.cancel = fake_cancel,
};

/* Once for each request. */
static void fake_open(struct fake_gpu *fake, enum vgt_engine_id id)
{
	struct fake_engine *engine = &fake->engine[id];

	if (engine->open && !engine->opened)
		fake_gpu_run(fake, engine->open);
	engine->opened = true;
}

/* The hardware takes up the request in flight. */
void fake_gpu_start(struct fake_gpu *fake, enum vgt_engine_id id)
{
	struct vgt_gpu_request *rq = fake->engine[id].rq;

	if (!rq)
		return;
	/* Nothing is told of one that follows another one. */
	if (!fake->engine[id].there || !fake->engine[id].followed_now)
		fake->gpu.client_ops->context_in(fake->gpu.client, id, rq->ctx);
	fake->engine[id].there = true;
	fake_open(fake, id);
	if (fake->eye)
		fake->eye(fake, FAKE_STARTED, rq);
}

/* The hardware goes on with what follows the request in flight, if the core lets it. */
static bool fake_goes_on(struct fake_gpu *fake, enum vgt_engine_id id)
{
	struct fake_engine *engine = &fake->engine[id];
	struct vgt_gpu_request *next = engine->next;

	engine->next = NULL;
	if (!next || engine->since != fake_reset_count(&fake->gpu, id) || !next->goes_on(next))
		return false;
	engine->rq = next;
	engine->len = engine->next_len;
	memcpy(engine->cs, engine->next_cs, engine->len * sizeof(u32));
	engine->submitted++;
	engine->followed++;
	engine->followed_now = true;
	fake_tlb_fill(fake, id);
	if (fake->eye)
		fake->eye(fake, FAKE_SUBMITTED, next);
	return true;
}

/* The request in flight is done, and the context saved, or the hardware goes on. */
void fake_gpu_finish(struct fake_gpu *fake, enum vgt_engine_id id, int error)
{
	struct vgt_gpu_request *rq = fake->engine[id].rq;

	if (!rq)
		return;
	if (!error)
		fake_open(fake, id);
	if (fake->eye)
		fake->eye(fake, FAKE_ENDED, rq);
	if (!error && fake->engine[id].close)
		fake_gpu_run(fake, fake->engine[id].close);
	if (error)
		fake->engine[id].resets++;
	if (!error)
		rq->executed(rq);
	if (!error && fake_goes_on(fake, id))
		return;
	fake->engine[id].next = NULL;
	fake->engine[id].rq = NULL;
	fake->engine[id].there = false;
	fake->engine[id].followed_now = false;
	fake->gpu.client_ops->context_out(fake->gpu.client, id, rq->ctx);
	rq->done(rq, error);
}

static void fake_end(struct work_struct *work)
{
	struct fake_gpu *fake = container_of(work, struct fake_gpu, end);
	enum vgt_engine_id id;

	for (id = 0; id < VGT_NUM_ENGINES; id++)
		if (fake->engine[id].cancelled)
			fake_gpu_finish(fake, id, -EIO);
}

/* From now on requests that are cancelled end, soon and in another thread. */
int fake_gpu_end_cancelled(struct fake_gpu *fake)
{
	INIT_WORK(&fake->end, fake_end);
	fake->end_wq = alloc_ordered_workqueue("fake-gpu", 0);
	return fake->end_wq ? 0 : -ENOMEM;
}

/* No longer. None is cancelled now. */
void fake_gpu_keep_cancelled(struct fake_gpu *fake)
{
	if (fake->end_wq)
		destroy_workqueue(fake->end_wq);
	fake->end_wq = NULL;
}

/* A page that the GPU reads as a page table, or NULL. */
u64 *fake_gpu_page(struct fake_gpu *fake, u64 dma)
{
	return xa_load(&fake->pages, fake_page_number(dma & GENMASK_ULL(38, 12)));
}

/* Translate as the hardware does. 0 where an entry is not present. */
u64 fake_gpu_walk(struct fake_gpu *fake, u64 root, u32 levels, u64 addr)
{
	u64 entry = root | 1;

	while (levels--) {
		u64 *table = fake_gpu_page(fake, entry);

		if (!table)
			return 0;
		entry = table[addr >> (12 + 9 * levels) & 511];
		if (!(entry & 1))
			return 0;
		if (levels == 1 && entry & BIT(7))
			return (entry & GENMASK_ULL(38, 21)) | (addr & GENMASK_ULL(20, 0));
	}
	return (entry & GENMASK_ULL(38, 12)) | (addr & 4095);
}

static const struct fake_lri *fake_image(u8 gen, enum vgt_engine_id id)
{
	if (gen == 8)
		return id == VGT_RCS ? fake_gen8_rcs : fake_gen8_xcs;
	return id == VGT_RCS ? fake_gen9_rcs : fake_gen9_xcs;
}

/*
 * The commands of an engine's image as i915 has them, up to the word @end. Returns the
 * word behind the last.
 */
static u32 fake_image_put(u32 *image, u8 gen, enum vgt_engine_id id, u32 end)
{
	const struct fake_lri *lri = fake_image(gen, id);
	u32 i, pos = 0;

	for (; lri->header && lri->at < end; lri++) {
		pos = lri->at;
		image[pos++] = lri->header;
		for (i = 0; i < ARRAY_SIZE(lri->regs) && lri->regs[i]; i++, pos += 2)
			image[pos] = vgt_engines[id].mmio_base + lri->regs[i];
	}
	return pos;
}

/* Nothing that a test's guest would have to set before it runs. */
static u32 fake_image_value(u32 reg)
{
	bool ring = reg == 0x244 || (reg >= 0x030 && reg <= 0x03c) ||
		    (reg >= 0x1c0 && reg <= 0x1c8) || reg == 0x3a8;

	return ring ? 0 : 0xffff0000 | reg;
}

/* An engine's image as i915's tables have it, values of its own, and data behind it. */
void fake_gpu_real_image(struct fake_gpu *fake, enum vgt_engine_id id)
{
	const struct fake_lri *lri = fake_image(fake->gpu.desc.platform->gen, id);
	u32 *image = fake->images[id];
	u32 i, end;

	memset(image, 0, FAKE_CONTEXT_SIZE - 4096);
	end = fake_image_put(image, fake->gpu.desc.platform->gen, id, ~0u);
	for (; lri->header; lri++)
		for (i = 0; i < ARRAY_SIZE(lri->regs) && lri->regs[i]; i++)
			image[lri->at + 2 + 2 * i] = fake_image_value(lri->regs[i]);
	image[end++] = 0x0a << 23;
	for (; end < (FAKE_CONTEXT_SIZE - 4096) / 4; end++)
		image[end] = 0x44440000 + end;
}

/* Registers by LRI, pipeline state, the end, and data behind it. */
static void fake_golden_render(u32 *image, u8 gen)
{
	u32 pos = 0x50, i;

	fake_image_put(image, gen, VGT_RCS, pos);
	image[pos++] = 0x22 << 23 | (2 * 4 - 1);
	image[pos++] = 0x2600;		/* CS_GPR 0 */
	image[pos++] = 0x11111111;
	image[pos++] = 0x7004;		/* CACHE_MODE_1: masked */
	image[pos++] = 0xffff0000;
	image[pos++] = 0x2360;		/* OACTXCONTROL: not the guest's */
	image[pos++] = 0x33333333;
	image[pos++] = 0xb020;		/* LNCFCMOCS 0 */
	image[pos++] = 0x00300030;
	image[pos++] = 0x3u << 29 | 3 << 27 | 0x18 << 16;	/* SAMPLE_MASK */
	image[pos++] = 0x0000ffff;
	image[pos++] = 0x22 << 23 | (2 * 6 - 1);	/* counters of the pipeline */
	for (i = 0x2340; i < 0x2358; i += 4) {
		image[pos++] = i;
		image[pos++] = 0;
	}
	/* Into the second page, by NOOPs. */
	image[1024 + 4] = 0x22 << 23 | (2 * 1 - 1);
	image[1024 + 5] = 0x2604;
	image[1024 + 6] = 0x22222222;
	image[1024 + 7] = 0x0a << 23;
	image[1024 + 8] = 0x44444444;
}

/* The others' are as i915's tables have them. */
static void fake_golden(u32 *image, u8 gen, enum vgt_engine_id id)
{
	if (id == VGT_RCS)
		fake_golden_render(image, gen);
	else
		image[fake_image_put(image, gen, id, ~0u)] = 0x0a << 23;
}

static void fake_config(u8 *config)
{
	static const u8 head[] = {
		0x86, 0x80, 0x12, 0x19, 0x07, 0x04, 0x10, 0x00,
		0x06, 0x00, 0x00, 0x03,
	};

	memcpy(config, head, sizeof(head));
	config[0x10] = 0x04;
	config[0x13] = 0xf0;
	config[0x18] = 0x0c;
	config[0x20] = 0x01;
	config[0x34] = 0x90;
	config[0x50] = 0xc0;
	config[0x51] = 0x05;
	config[0x5c] = 0x01;
	config[0x90] = 0x05;	/* MSI, 32 bits */
	config[0x91] = 0xd0;
	config[0xd0] = 0x01;	/* power management */
	config[0xfc] = 0x18;
}

static void fake_desc(struct fake_gpu *fake, u8 gen)
{
	struct vgt_gpu_desc *desc = &fake->gpu.desc;
	u32 i;

	desc->name = "0000:00:02.0";
	desc->device = gen == 8 ? 0x1616 : 0x1912;
	desc->platform = &vgt_platforms[gen == 8 ? VGT_BROADWELL : VGT_SKYLAKE];
	desc->engine_mask = BIT(VGT_RCS) | BIT(VGT_BCS) | BIT(VGT_VCS) |
			    BIT(VGT_VECS);
	desc->virtual_ggtt = fake_gpu_virtual;
	desc->ggtt_size = desc->virtual_ggtt ? FAKE_GGTT_SIZE : FAKE_GGTT_DIRECT;
	desc->mappable_size = FAKE_MAPPABLE_SIZE;
	desc->num_fences = FAKE_FENCES;
	desc->initial_mmio = fake->initial;
	desc->initial_config = fake->config;
	for (i = 0; i < VGT_NUM_ENGINES; i++)
		desc->context_size[i] = FAKE_CONTEXT_SIZE;
}

/* Returns 0 or -ENOMEM. */
int fake_gpu_init(struct fake_gpu *fake, u8 gen)
{
	bool missing = false;
	u32 i;

	memset(fake, 0, sizeof(*fake));
	xa_init(&fake->pages);
	INIT_LIST_HEAD(&fake->buffers);
	fake->fail_after = -1;
	fake->moves_left = -1;
	fake->regs = vzalloc(VGT_MMIO_SIZE);
	fake->initial = vzalloc(VGT_MMIO_SIZE);
	fake->config = vzalloc(4096);
	for (i = 0; i < VGT_NUM_ENGINES; i++) {
		fake->images[i] = vzalloc(FAKE_CONTEXT_SIZE);
		missing |= !fake->images[i];
	}
	fake->golden = fake->images[VGT_RCS];
	fake->ggtt_bytes = (fake_gpu_virtual ? FAKE_GGTT_SIZE : FAKE_GGTT_DIRECT) / 4096 * 8;
	fake->ggtt = fake_zeroed_get(fake->ggtt_bytes);
	if (!fake->regs || !fake->initial || !fake->config || !fake->ggtt ||
	    missing) {
		fake_gpu_fini(fake);
		return -ENOMEM;
	}
	for (i = 0; i < VGT_NUM_ENGINES; i++)
		fake_golden(fake->images[i], gen, i);
	/* FORCE_TO_NONPRIV of render, as after power-on: the host's driver gives nothing. */
	for (i = 0; i < 12; i++)
		fake->regs[0x24d0 / 4 + i] = 0x2094;
	fake_config(fake->config);
	fake_desc(fake, gen);
	fake->next_buffer = fake->gpu.desc.ggtt_size - (64 << 20);
	fake->gpu.ops = &fake_gpu_ops;
	return 0;
}

/* Does an entry of space that nobody has lead elsewhere than to the host's page? */
bool fake_gpu_leftover(const struct fake_gpu *fake)
{
	u32 i, n;

	for (i = 0; i < fake->ggtt_bytes / 4096; i++) {
		const u64 *entries = &fake->ggtt[i * FAKE_GGTT_CHUNK];

		if (fake->ggtt_used[i] || !fake->ggtt_names[i])
			continue;
		for (n = 0; n < FAKE_GGTT_CHUNK; n++)
			if (entries[n] && entries[n] != FAKE_HOST_ENTRY)
				return true;
	}
	return false;
}

/* All that was ever written: the memory is used again as if it were new. */
static void fake_ggtt_tidy(struct fake_gpu *fake)
{
	u32 i;

	for (i = 0; fake->ggtt && i < FAKE_GGTT_BLOCKS; i++)
		if (fake->ggtt_names[i])
			memset(&fake->ggtt[i * FAKE_GGTT_CHUNK], 0, FAKE_GGTT_CHUNK * 8);
}

void fake_gpu_fini(struct fake_gpu *fake)
{
	u32 i;

	fake_gpu_keep_cancelled(fake);
	vfree(fake->regs);
	vfree(fake->initial);
	vfree(fake->config);
	for (i = 0; i < VGT_NUM_ENGINES; i++)
		vfree(fake->images[i]);
	fake_ggtt_tidy(fake);
	fake_zeroed_put(fake->ggtt, fake->ggtt_bytes);
	xa_destroy(&fake->pages);
}
