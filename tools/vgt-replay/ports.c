// SPDX-License-Identifier: GPL-2.0-only
/*
 * Both ports for a replay. What they return does not matter much: for what depends on a real port,
 * the core goes on with what the record has (core/record/record.h).
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include <linux/err.h>
#include <linux/gfp.h>
#include <linux/kernel.h>
#include <linux/slab.h>

#include "core/platform.h"
#include "core/record/writer.h"
#include "core/size.h"
#include "core/display/display_types.h"
#include "replay.h"

/* Guest memory: as many pages as any guest may have pinned. */
#define MEMORY_PAGES	(1024u * 4096)
#define MEMORY_SIZE	((size_t)MEMORY_PAGES * 4096)

/* What a file may say without harm. */
#define CONTEXT_MAX	(64u * 4096)
#define GGTT_MAX	(4ull << 30)

static struct replay_ports *ports_of(struct vgt_gpu *gpu)
{
	return container_of(gpu, struct replay_ports, gpu);
}

/* ---- the GPU ---- */

static bool replay_started(struct vgt_gpu *gpu)
{
	return true;
}

static int replay_ready(struct vgt_gpu *gpu)
{
	return 0;
}

static void replay_nothing(struct vgt_gpu *gpu)
{
}

static u32 replay_read(struct vgt_gpu *gpu, u32 reg)
{
	return xa_to_value(xa_load(&ports_of(gpu)->host, reg) ?: xa_mk_value(0));
}

static void replay_write(struct vgt_gpu *gpu, u32 reg, u32 val)
{
}

static u32 replay_reset_count(struct vgt_gpu *gpu, enum vgt_engine_id engine)
{
	return ports_of(gpu)->resets[engine];
}

static u32 replay_gpu_reset_count(struct vgt_gpu *gpu)
{
	return 0;
}

static int replay_ggtt_reserve(struct vgt_gpu *gpu, struct vgt_gpu_range *range, u64 size,
			       u64 align, bool mappable)
{
	struct replay_ports *p = ports_of(gpu);
	u32 part = mappable || gpu->desc.virtual_ggtt ? 0 : 1;

	range->start = p->vgpu.reserved[part];
	range->size = size;
	range->node = p;
	return 0;
}

static void replay_ggtt_release(struct vgt_gpu *gpu, struct vgt_gpu_range *range)
{
	memset(range, 0, sizeof(*range));
}

static int replay_ggtt_move(struct vgt_gpu *gpu, struct vgt_gpu_range *range, u64 start)
{
	return -ENOSPC;
}

/* All is free: nothing has to be moved. */
static void replay_ggtt_holes(struct vgt_gpu *gpu, bool mappable, unsigned long *free)
{
	u32 low = gpu->desc.mappable_size / VGT_GPU_BLOCK;
	u32 end = gpu->desc.ggtt_size / VGT_GPU_BLOCK;
	u32 i;

	for (i = mappable ? 0 : low; i < (mappable ? low : end); i++)
		__set_bit(i, free);
}

static void replay_ggtt_write(struct vgt_gpu *gpu, u32 first, u32 count, const u64 *entries)
{
}

static void replay_ggtt_clear(struct vgt_gpu *gpu, u32 first, u32 count)
{
}

static int replay_fence_reserve(struct vgt_gpu *gpu, u32 *index)
{
	struct replay_ports *p = ports_of(gpu);

	if (p->next_fence == p->nfences)
		return -ENOSPC;
	*index = p->fences[p->next_fence++];
	return 0;
}

static void replay_fence_release(struct vgt_gpu *gpu, u32 index)
{
	ports_of(gpu)->next_fence--;
}

static void replay_fence_write(struct vgt_gpu *gpu, u32 index, u64 val)
{
}

static int replay_page_alloc(struct vgt_gpu *gpu, struct vgt_gpu_page *page, bool low)
{
	page->va = (void *)get_zeroed_page(GFP_KERNEL);
	page->dma = (u64)(unsigned long)page->va & GENMASK_ULL(38, 12);
	return page->va ? 0 : -ENOMEM;
}

static void replay_page_free(struct vgt_gpu *gpu, struct vgt_gpu_page *page)
{
	free_page((unsigned long)page->va);
	page->va = NULL;
}

static struct vgt_gpu_buffer *replay_buffer_create(struct vgt_gpu *gpu, u32 size)
{
	struct vgt_gpu_buffer *buf = kzalloc(sizeof(*buf), GFP_KERNEL);

	if (!buf)
		return ERR_PTR(-ENOMEM);
	buf->size = size;
	buf->va = kzalloc(size, GFP_KERNEL);
	if (buf->va)
		return buf;
	kfree(buf);
	return ERR_PTR(-ENOMEM);
}

static void replay_buffer_destroy(struct vgt_gpu *gpu, struct vgt_gpu_buffer *buf)
{
	kfree(buf->va);
	kfree(buf);
}

/**
 * struct replay_context - a context
 * @ctx: as the core knows it
 * @state: its state, also while it is not pinned
 */
struct replay_context {
	struct vgt_gpu_context ctx;
	u32 *state;
};

static struct vgt_gpu_context *replay_context_create(struct vgt_gpu *gpu,
						     enum vgt_engine_id engine, u32 ring_size)
{
	struct replay_context *rc = kzalloc(sizeof(*rc), GFP_KERNEL);

	if (!rc)
		return ERR_PTR(-ENOMEM);
	rc->ctx.engine = engine;
	rc->ctx.ring_size = ring_size;
	rc->state = kzalloc(gpu->desc.context_size[engine] - 4096, GFP_KERNEL);
	if (!rc->state) {
		kfree(rc);
		return ERR_PTR(-ENOMEM);
	}
	if (gpu->desc.golden[engine])
		memcpy(rc->state, gpu->desc.golden[engine],
		       gpu->desc.context_size[engine] - 4096);
	return &rc->ctx;
}

static void replay_context_destroy(struct vgt_gpu *gpu, struct vgt_gpu_context *ctx)
{
	struct replay_context *rc = container_of(ctx, struct replay_context, ctx);

	kfree(rc->state);
	kfree(rc);
}

static int replay_context_pin(struct vgt_gpu *gpu, struct vgt_gpu_context *ctx)
{
	ctx->state = container_of(ctx, struct replay_context, ctx)->state;
	return 0;
}

static void replay_context_unpin(struct vgt_gpu *gpu, struct vgt_gpu_context *ctx)
{
	ctx->state = NULL;
}

static int replay_gpu_submit(struct vgt_gpu *gpu, struct vgt_gpu_request *rq)
{
	struct replay_ports *p = ports_of(gpu);

	return p->submit(p->arg, rq);
}

static void replay_cancel(struct vgt_gpu *gpu, struct vgt_gpu_request *rq)
{
}

static const struct vgt_gpu_ops replay_gpu_ops = {
	.started = replay_started,
	.ready = replay_ready,
	.power_on = replay_nothing,
	.power_off = replay_nothing,
	.get = replay_nothing,
	.put = replay_nothing,
	.read = replay_read,
	.write = replay_write,
	.reset_count = replay_reset_count,
	.gpu_reset_count = replay_gpu_reset_count,
	.ggtt_reserve = replay_ggtt_reserve,
	.ggtt_release = replay_ggtt_release,
	.ggtt_move = replay_ggtt_move,
	.ggtt_holes = replay_ggtt_holes,
	.ggtt_write = replay_ggtt_write,
	.ggtt_clear = replay_ggtt_clear,
	.ggtt_flush = replay_nothing,
	.fence_reserve = replay_fence_reserve,
	.fence_release = replay_fence_release,
	.fence_write = replay_fence_write,
	.page_alloc = replay_page_alloc,
	.page_free = replay_page_free,
	.buffer_create = replay_buffer_create,
	.buffer_destroy = replay_buffer_destroy,
	.context_create = replay_context_create,
	.context_destroy = replay_context_destroy,
	.context_pin = replay_context_pin,
	.context_unpin = replay_context_unpin,
	.submit = replay_gpu_submit,
	.cancel = replay_cancel,
};

/* ---- the guest ---- */

static struct replay_ports *ports_of_guest(struct vgt_guest *guest)
{
	return container_of(guest, struct replay_ports, guest);
}

/* The core reads what the record has. */
static int replay_guest_read(struct vgt_guest *guest, u64 gpa, void *buf, u32 len)
{
	memset(buf, 0, len);
	return 0;
}

/* The same memory each time. */
static void *replay_page(struct replay_ports *p, u64 gfn)
{
	void *number = xa_load(&p->pages, gfn);

	if (!number) {
		if (p->npages == MEMORY_PAGES)
			return NULL;
		number = xa_mk_value(p->npages);
		if (xa_err(xa_store(&p->pages, gfn, number, GFP_KERNEL)))
			return NULL;
		p->npages++;
	}
	return p->memory + xa_to_value(number) * 4096ul;
}

static int replay_pin(struct vgt_guest *guest, u64 gfn, u32 count, struct vgt_guest_page **pages)
{
	u32 i;

	for (i = 0; i < count; i++) {
		pages[i]->va = replay_page(ports_of_guest(guest), gfn + i);
		if (!pages[i]->va)
			return -ENOMEM;
	}
	return 0;
}

static void replay_unpin(struct vgt_guest *guest, u64 gfn, u32 count,
			 struct vgt_guest_page **pages)
{
}

static int replay_track(struct vgt_guest *guest, u64 gfn)
{
	return 0;
}

static void replay_untrack(struct vgt_guest *guest, u64 gfn)
{
}

static void replay_unmap(struct vgt_guest *guest, u64 offset, u64 len)
{
}

static int replay_room(struct vgt_guest *guest, u32 first, u32 count)
{
	return 0;
}

static void replay_pages(struct vgt_guest *guest, u32 first, u32 count)
{
}

static void replay_show(struct vgt_guest *guest, u32 index, const struct vgt_guest_page *page)
{
}

static void replay_interrupt(struct vgt_guest *guest)
{
}

static const struct vgt_guest_ops replay_guest_ops = {
	.read = replay_guest_read,
	.pin = replay_pin,
	.unpin = replay_unpin,
	.track = replay_track,
	.untrack = replay_untrack,
	.unmap = replay_unmap,
	.room = replay_room,
	.hide = replay_pages,
	.show = replay_show,
	.refault = replay_pages,
	.revoke = replay_pages,
	.interrupt = replay_interrupt,
};

/* ---- what the record says of them ---- */

static const struct vgt_platform *platform_of(const char *name)
{
	u32 i;

	for (i = 0; i < VGT_NUM_PLATFORMS; i++)
		if (!strcmp(vgt_platforms[i].name, name))
			return &vgt_platforms[i];
	return NULL;
}

static const char *set_gpu(struct replay_ports *p, const struct replay_item *item)
{
	struct vgt_gpu_desc *desc = &p->gpu.desc;
	struct vgt_record_gpu gpu;
	u32 i;

	memcpy(&gpu, item->data, sizeof(gpu));
	gpu.platform[sizeof(gpu.platform) - 1] = 0;
	desc->platform = platform_of(gpu.platform);
	if (!desc->platform || gpu.engine_mask >> VGT_NUM_ENGINES ||
	    gpu.ggtt_size > GGTT_MAX || gpu.mappable_size > gpu.ggtt_size ||
	    gpu.num_fences > ARRAY_SIZE(p->fences))
		return "a GPU that cannot be";
	for (i = 0; i < VGT_NUM_ENGINES; i++) {
		u32 size = gpu.context_size[i];

		if (gpu.engine_mask & BIT(i) &&
		    (size % 4096 || size < 2 * 4096 || size > CONTEXT_MAX))
			return "a context image of a size that cannot be";
		desc->context_size[i] = size;
	}
	desc->name = "replay";
	desc->device = item->head.key;
	desc->engine_mask = gpu.engine_mask;
	desc->ggtt_size = gpu.ggtt_size;
	desc->mappable_size = gpu.mappable_size;
	desc->num_fences = gpu.num_fences;
	desc->virtual_ggtt = gpu.virtual_ggtt;
	desc->initial_mmio = p->mmio;
	desc->initial_config = p->config;
	return NULL;
}

static const char *set_golden(struct replay_ports *p, const struct replay_item *item)
{
	u32 id = upper_32_bits(item->head.key), page = lower_32_bits(item->head.key);
	struct vgt_gpu_desc *desc = &p->gpu.desc;

	if (id >= VGT_NUM_ENGINES || !(desc->engine_mask & BIT(id)) ||
	    page >= desc->context_size[id] / 4096 - 1)
		return "a context image of no engine";
	if (!p->golden[id])
		p->golden[id] = calloc(1, desc->context_size[id] - 4096);
	if (!p->golden[id] || replay_words(item, p->golden[id] + page * 1024, 1024) < 0)
		return "a context image that is not there";
	desc->golden[id] = p->golden[id];
	return NULL;
}

static const char *set_regs(struct replay_ports *p, const struct replay_item *item, bool mmio)
{
	struct vgt_record_reg reg;
	u32 i;

	for (i = 0; i < item->head.len / sizeof(reg); i++) {
		memcpy(&reg, item->data + i * sizeof(reg), sizeof(reg));
		if (reg.offset >= VGT_MMIO_SIZE || reg.offset % 4)
			return "a register that cannot be";
		if (mmio)
			p->mmio[reg.offset / 4] = reg.val;
		else if (xa_err(xa_store(&p->host, reg.offset, xa_mk_value(reg.val), GFP_KERNEL)))
			return "out of memory";
	}
	return NULL;
}

/* Of the file's GPU, in blocks of the size in which the core counts. */
static const char *judge_place(const struct replay_ports *p)
{
	const struct vgt_record_vgpu *is = &p->vgpu;
	u64 low = (u64)is->low_mb << 20, high = (u64)is->high_mb << 20;
	u64 end = p->gpu.desc.ggtt_size;

	if (is->fences > ARRAY_SIZE(p->fences))
		return "fence registers that cannot be";
	if (low < VGT_LOW_MIN || high < VGT_HIGH_MIN || low % VGT_GPU_BLOCK ||
	    high % VGT_GPU_BLOCK || is->reserved[0] % VGT_GPU_BLOCK ||
	    is->reserved[1] % VGT_GPU_BLOCK || low > end || high > end ||
	    is->reserved[0] > end - low || is->reserved[1] > end - high)
		return "GGTT space that cannot be";
	if (is->width < VGT_MONITOR_WIDTH_MIN || is->width > VGT_MONITOR_WIDTH_MAX ||
	    is->height < VGT_MONITOR_HEIGHT_MIN || is->height > VGT_MONITOR_HEIGHT_MAX)
		return "a monitor of a size that cannot be";
	return NULL;
}

static const char *set_vgpu(struct replay_ports *p, const struct replay_item *item)
{
	char *at;

	memcpy(&p->vgpu, item->data, sizeof(p->vgpu));
	p->vgpu.type[sizeof(p->vgpu.type) - 1] = 0;
	/* It is printed. */
	for (at = p->vgpu.type; *at; at++)
		if (!isalnum((unsigned char)*at) && !strchr("-_", *at))
			return "a type that cannot be";
	return NULL;
}

/* The first time that a guest opens it: until then, it may have got another size or place. */
static const char *set_place(struct replay_ports *p, const struct replay_item *item)
{
	struct vgt_record_place place;

	if (p->placed)
		return NULL;
	p->placed = true;
	memcpy(&place, item->data, sizeof(place));
	p->vgpu.reserved[0] = place.start[0];
	p->vgpu.reserved[1] = place.start[1];
	p->vgpu.ggtt_scratch = place.scratch;
	p->vgpu.low_mb = place.low_mb;
	p->vgpu.high_mb = place.high_mb;
	p->vgpu.fences = place.fences;
	if (!p->gpu.desc.virtual_ggtt)
		p->nfences = min_t(u32, place.fences, ARRAY_SIZE(p->fences));
	memcpy(p->fences, place.fence, sizeof(p->fences));
	return NULL;
}

static const char *set_fences(struct replay_ports *p, const struct replay_item *item)
{
	p->nfences = item->head.len / sizeof(u32);
	if (p->nfences > ARRAY_SIZE(p->fences))
		return "fence registers that cannot be";
	memcpy(p->fences, item->data, p->nfences * sizeof(u32));
	return NULL;
}

static const char *set(struct replay_ports *p, const struct replay_item *item)
{
	switch (item->head.kind) {
	case VGT_RECORD_GPU:
		return p->gpu.desc.name ? "a second GPU" : set_gpu(p, item);
	case VGT_RECORD_CONFIG:
		memcpy(p->config, item->data, sizeof(p->config));
		return NULL;
	case VGT_RECORD_GOLDEN:
		return set_golden(p, item);
	case VGT_RECORD_MMIO:
		return set_regs(p, item, true);
	case VGT_RECORD_SWITCHED:
		return set_regs(p, item, false);
	case VGT_RECORD_VGPU:
		return set_vgpu(p, item);
	case VGT_RECORD_FENCES:
		return set_fences(p, item);
	case VGT_RECORD_PLACE:
		return set_place(p, item);
	}
	return NULL;
}

/**
 * replay_ports_init() - make ports as the record describes them
 * @p: filled
 * @file: the record
 * @err: where a message goes
 *
 * Return: 0 or -EINVAL. Call replay_ports_fini() in any case.
 */
int replay_ports_init(struct replay_ports *p, const struct replay_file *file, FILE *err)
{
	const char *why = NULL;
	u32 i;

	memset(p, 0, sizeof(*p));
	xa_init(&p->host);
	xa_init(&p->pages);
	p->gpu.ops = &replay_gpu_ops;
	p->guest.ops = &replay_guest_ops;
	p->mmio = calloc(1, VGT_MMIO_SIZE);
	p->memory = mmap(NULL, MEMORY_SIZE, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (p->memory == MAP_FAILED)
		p->memory = NULL;
	if (!p->mmio || !p->memory)
		why = "out of memory";
	for (i = 0; i < file->count && !why; i++)
		why = set(p, &file->items[i]);
	if (!why && (!p->gpu.desc.name || !*p->vgpu.type))
		why = "it does not say what GPU, or what vGPU, it is of";
	if (!why)
		why = judge_place(p);
	if (!why)
		return 0;
	fprintf(err, "vgt-replay: %s: item %u\n", why, i ? i - 1 : 0);
	return -EINVAL;
}

/**
 * replay_ports_fini() - free ports
 * @p: the ports
 */
void replay_ports_fini(struct replay_ports *p)
{
	u32 i;

	for (i = 0; i < VGT_NUM_ENGINES; i++)
		free(p->golden[i]);
	free(p->mmio);
	if (p->memory)
		munmap(p->memory, MEMORY_SIZE);
	xa_destroy(&p->host);
	xa_destroy(&p->pages);
}
