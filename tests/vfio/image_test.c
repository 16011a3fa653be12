// SPDX-License-Identifier: GPL-2.0-only
/*
 * Context images: the hardware runs them as commands, so of a guest's only the values of
 * registers may count. Here they hold commands that store in a page of the guest's own,
 * which no command of its requests writes.
 *
 * Sources: Skylake PRM vol. 3, "Logical Ring Context Format"; i915's gt/intel_lrc.c for
 * where Gen8's and Gen9's images have no-ops.
 */
#include <string.h>

#include "gpu.h"
#include "test.h"

#define LOADS(n)		(0x22u << 23 | BIT(12) | (2 * (n) - 1))
#define ATOMIC_INC_GGTT		(0x2fu << 23 | BIT(22) | 0x5 << 8 | 1)
#define BATCH_END		(0x0au << 23)
#define STORED			0x0badf00d

/* Words of images. */
#define IMAGE_LIST		1
#define IMAGE_AFTER_GEN8_LIST	24
#define IMAGE_PER_CTX		25
#define IMAGE_INDIRECT		27
#define IMAGE_INDIRECT_OFFSET	29
#define IMAGE_AFTER_LIST	30
#define IMAGE_AFTER_TABLES	52
#define IMAGE_ENGINE		65
#define IMAGE_WORDS		1024

#define FILL_ADDR		0x200000
#define GPR15			0x2678

/**
 * struct probe - a context whose image was saved once
 * @gpu: the driver
 * @vm: address space
 * @ctx: the context
 * @fill: what its requests do
 * @victim: page that must not be written
 * @victim_addr: its GGTT address
 * @batch: two pages for batches in the GGTT
 * @batch_addr: their address
 */
struct probe {
	struct gpu gpu;
	struct ppgtt vm;
	struct context ctx;
	struct fill fill;
	u32 *victim;
	u32 victim_addr;
	u32 *batch;
	u32 batch_addr;
};

static void probe_run(struct probe *p, const char *what)
{
	memset(guest_at(&p->gpu.g, p->fill.gpa), 0, PAGE_SIZE);
	ring_batch(&p->ctx, p->fill.batch);
	ring_finish(&p->ctx);
	submit(&p->ctx, NULL);
	context_wait(&p->ctx);
	CHECK(fill_good(&p->gpu, &p->fill), "%s: %s: wrong words",
	      engine_info[p->ctx.engine].name, what);
}

static u32 *ggtt_page(struct gpu *gpu, u32 pages, u32 *addr)
{
	u64 gpa = guest_pages(&gpu->g, pages);

	*addr = ggtt_map(gpu, gpa, pages);
	return guest_at(&gpu->g, gpa);
}

static void probe_open(struct probe *p, const char *uuid, u32 engine)
{
	gpu_open(&p->gpu, uuid);
	ppgtt_init(&p->gpu, &p->vm);
	context_init(&p->gpu, &p->ctx, engine, &p->vm);
	fill_prepare(&p->vm, &p->fill, FILL_ADDR, 50, engine);
	p->victim = ggtt_page(&p->gpu, 1, &p->victim_addr);
	p->batch = ggtt_page(&p->gpu, 2, &p->batch_addr);
	probe_run(p, "before anything");
}

static void probe_close(struct probe *p)
{
	ppgtt_destroy(&p->vm);
	gpu_close(&p->gpu);
}

static void image_store(struct probe *p, u32 word)
{
	u32 *at = &p->ctx.image[word];

	batch_store_ggtt(&at, p->victim_addr, STORED);
}

/*
 * Gen8's images have no-ops from word 24 on, on engines other than render. In Gen9's are
 * pointers to batches, in words 25 and 27, that are the host's whatever the guest has.
 */
static void image_gen8(struct probe *p)
{
	p->ctx.image[IMAGE_LIST] = LOADS(11);
	memset(&p->ctx.image[IMAGE_AFTER_GEN8_LIST], 0, 9 * sizeof(u32));
	image_store(p, IMAGE_AFTER_GEN8_LIST + 4);
}

/* Three no-ops in a Gen9 image: room for an atomic increment. */
static void image_between(struct probe *p)
{
	u32 *at = &p->ctx.image[IMAGE_AFTER_LIST];

	at[0] = ATOMIC_INC_GGTT;
	at[1] = p->victim_addr;
	at[2] = 0;
}

static void image_after_tables(struct probe *p)
{
	image_store(p, IMAGE_AFTER_TABLES);
}

/* Commands where the engine's state has its lists, and where the image ends. */
static void image_engine(struct probe *p)
{
	u32 i;

	for (i = IMAGE_ENGINE; i < IMAGE_WORDS - 5; i++)
		if (p->ctx.image[i] == BATCH_END)
			break;
	image_store(p, i);
	p->ctx.image[i + 4] = BATCH_END;
	image_store(p, IMAGE_ENGINE);
}

/**
 * struct image_case - commands in an image
 * @what: in words
 * @fill: puts them there
 * @first: engines before this have pointers to batches there, which are judged
 */
struct image_case {
	const char *what;
	void (*fill)(struct probe *p);
	u32 first;
};

static const struct image_case cases[] = {
	{ "Gen8's no-ops", image_gen8, RCS + 1 },
	{ "no-ops between the lists", image_between, RCS },
	{ "no-ops after the page tables", image_after_tables, RCS },
	{ "lists and end of the engine's state", image_engine, RCS },
};

static void image_probe(const struct test_args *args, u32 engine, const struct image_case *c)
{
	struct probe p;

	probe_open(&p, args->uuid[0], engine);
	c->fill(&p);
	probe_run(&p, c->what);
	CHECK(!READ_ONCE(*p.victim), "%s: %s: commands in the image are run",
	      engine_info[engine].name, c->what);
	/* What was saved is an image that runs. */
	probe_run(&p, "afterwards");
	CHECK(!READ_ONCE(*p.victim), "%s: %s: they are run the next time",
	      engine_info[engine].name, c->what);
	probe_close(&p);
}

static void test_commands(const struct test_args *args)
{
	u32 engine, i;

	for (i = 0; i < ARRAY_SIZE(cases); i++)
		for (engine = cases[i].first; engine < ENGINES; engine++)
			image_probe(args, engine, &cases[i]);
}

/* Batches at restore are render's: on others their pointers are nothing of the guest's. */
static void test_restore_batches(const struct test_args *args)
{
	static const u32 offsets[] = { 0, 1 << 6, 0xd << 6, 0x26 << 6, ~0u };
	struct probe p;
	u32 engine, i;

	for (engine = RCS + 1; engine < ENGINES; engine++) {
		u32 *at;

		probe_open(&p, args->uuid[0], engine);
		at = p.batch;
		batch_store_ggtt(&at, p.victim_addr, STORED);
		at = p.batch + PAGE_SIZE / 4;
		batch_store_ggtt(&at, p.victim_addr, STORED);
		batch_end(&at);
		for (i = 0; i < ARRAY_SIZE(offsets); i++) {
			p.ctx.image[IMAGE_PER_CTX] = (p.batch_addr + PAGE_SIZE) | 1;
			p.ctx.image[IMAGE_INDIRECT] = p.batch_addr | 1;
			p.ctx.image[IMAGE_INDIRECT_OFFSET] = offsets[i];
			probe_run(&p, "with restore batches");
			CHECK(!READ_ONCE(*p.victim), "%s: a restore batch is run, at 0x%x",
			      engine_info[engine].name, offsets[i]);
		}
		probe_close(&p);
	}
}

/* Has the context, or another one, leave a value in a general register. */
static void leave_gpr(struct context *ctx, u32 value)
{
	ring_load(ctx, GPR15, value);
	ring_finish(ctx);
	submit(ctx, NULL);
	context_wait(ctx);
}

/*
 * An indirect context that stores a register shows what was restored before it: all that
 * the host's images have before it, wherever the guest wants it.
 */
static void test_indirect_offset(const struct test_args *args)
{
	static const u32 offsets[] = { 0, 1 << 6, 5 << 6, ~0u };
	struct context other;
	struct probe p;
	u32 i;

	probe_open(&p, args->uuid[0], RCS);
	context_init(&p.gpu, &other, RCS, &p.vm);
	p.batch[0] = 0x24 << 23 | BIT(22) | 2;	/* MI_STORE_REGISTER_MEM */
	p.batch[1] = GPR15;
	p.batch[2] = p.victim_addr;
	for (i = 0; i < ARRAY_SIZE(offsets); i++) {
		p.ctx.image[IMAGE_INDIRECT] = 0;
		leave_gpr(&p.ctx, 0x11111111 + i);
		leave_gpr(&other, 0x22222222);
		p.ctx.image[IMAGE_INDIRECT] = p.batch_addr | 1;
		p.ctx.image[IMAGE_INDIRECT_OFFSET] = offsets[i];
		probe_run(&p, "with an indirect context");
		CHECK(READ_ONCE(*p.victim) == 0x11111111 + i,
		      "an indirect context at 0x%x finds 0x%x, not its own 0x%x", offsets[i],
		      *p.victim, 0x11111111 + i);
	}
	probe_close(&p);
}

const struct test image_tests[] = {
	{ "image: commands where values are not", test_commands, 1,
	  "takes most of a guest's image as it is", false },
	{ "image: restore batches of others than render", test_restore_batches, 1, NULL, false },
	{ "image: where the indirect context runs", test_indirect_offset, 1,
	  "lets no command of a guest's store these registers", false },
	{ 0 },
};
