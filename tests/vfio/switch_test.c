// SPDX-License-Identifier: GPL-2.0-only
/*
 * Registers that no context image holds: whatever a guest's commands leave in one, others
 * see their own value. Which load comes last is not told by the order of the commands.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include "gpu.h"
#include "host.h"
#include "record.h"
#include "test.h"

#define SET_PREDICATE	(0x01u << 23)
#define ALWAYS_NOOP	0xf
#define BATCH_START	(0x31u << 23 | 1)	/* in the GGTT */
#define PREDICATED	BIT(15)
#define PREDICATE_RESULT 0x2418
/* Compares in the GGTT: the batch ends unless the word there is greater. */
#define COND_END	(0x36u << 23 | BIT(22) | BIT(21) | 2)

/*
 * An entry of each engine's table of cache settings (MOCS). Gen8 has no such tables:
 * FF_THREAD_MODE, which is render's; others have only lists of registers, which are judged.
 */
static const u32 gen8_switched[ENGINES] = { [RCS] = 0x20a0 };
static const u32 gen9_switched[ENGINES] = {
	[RCS] = 0xc804, [BCS] = 0xcc04, [VCS] = 0xc904, [VECS] = 0xcb04,
};

static u32 switched(struct gpu *gpu, u32 engine)
{
	return guest_gen(&gpu->g) < 9 ? gen8_switched[engine] : gen9_switched[engine];
}

/**
 * struct load - what a guest's request does to a register
 * @ctx: the context
 * @batch: where its batch in the GGTT is written
 * @batch_addr: that, for the GPU
 * @zero_addr: GGTT address of a word that is 0
 * @reg: the register
 * @last: what it holds at the end
 * @named: what the command loads that comes last, but is not run last
 */
struct load {
	struct context ctx;
	u32 *batch;
	u32 batch_addr, zero_addr;
	u32 reg, last, named;
};

static void ring_ggtt_batch(struct load *l, u32 flags)
{
	ring_emit(&l->ctx, BATCH_START | flags);
	ring_emit(&l->ctx, l->batch_addr);
	ring_emit(&l->ctx, 0);
	ring_emit(&l->ctx, 0);
}

/* The batch ends before its last load. */
static void load_ended(struct load *l)
{
	u32 *at = l->batch;

	batch_load(&at, l->reg, l->last);
	*at++ = COND_END;
	*at++ = 0;
	*at++ = l->zero_addr;
	*at++ = 0;
	batch_load(&at, l->reg, l->named);
	batch_end(&at);
	ring_ggtt_batch(l, 0);
}

/* The last load is a no-op. */
static void load_predicated(struct load *l)
{
	ring_load(&l->ctx, l->reg, l->last);
	ring_emit(&l->ctx, SET_PREDICATE | ALWAYS_NOOP);
	ring_load(&l->ctx, l->reg, l->named);
	ring_emit(&l->ctx, SET_PREDICATE);
}

/* The batch with the last load is not called. */
static void load_not_called(struct load *l)
{
	u32 *at = l->batch;

	batch_load(&at, l->reg, l->named);
	batch_end(&at);
	ring_load(&l->ctx, l->reg, l->last);
	ring_load(&l->ctx, PREDICATE_RESULT, 0);
	ring_ggtt_batch(l, PREDICATED);
}

/* A batch that is judged once runs again after the last load. */
static void load_twice(struct load *l)
{
	u32 *at = l->batch;

	batch_load(&at, l->reg, l->last);
	batch_end(&at);
	ring_ggtt_batch(l, 0);
	ring_load(&l->ctx, l->reg, l->named);
	ring_ggtt_batch(l, 0);
}

typedef void (*load_fn)(struct load *l);

static void request(struct context *ctx)
{
	ring_finish(ctx);
	submit(ctx, NULL);
	context_wait(ctx);
}

static void run_load(struct gpu *gpu, u32 engine, load_fn fn, u32 last, u32 named)
{
	struct load l = { .reg = switched(gpu, engine), .last = last, .named = named };
	u64 page = guest_pages(&gpu->g, 2);
	struct ppgtt vm;

	ppgtt_init(gpu, &vm);
	context_init(gpu, &l.ctx, engine, &vm);
	l.batch = guest_at(&gpu->g, page);
	l.batch_addr = ggtt_map(gpu, page, 2);
	l.zero_addr = l.batch_addr + PAGE_SIZE;
	fn(&l);
	request(&l.ctx);
	ppgtt_destroy(&vm);
}

/* What its commands find in the register. */
static u32 seen(struct gpu *gpu, u32 engine)
{
	u64 page = guest_pages(&gpu->g, 1);
	struct context ctx;
	struct ppgtt vm;

	ppgtt_init(gpu, &vm);
	context_init(gpu, &ctx, engine, &vm);
	ring_store_register(&ctx, switched(gpu, engine), ggtt_map(gpu, page, 1));
	request(&ctx);
	ppgtt_destroy(&vm);
	return *(u32 *)guest_at(&gpu->g, page);
}

static void expect(u32 have, u32 want, u32 engine, const char *who)
{
	CHECK(have == want, "%s's register: %s finds 0x%x, not 0x%x",
	      engine_info[engine].name, who, have, want);
}

static void load_on(struct gpu gpu[2], struct host *host, u32 engine, load_fn fn)
{
	u32 reg = switched(&gpu[0], engine);
	u32 hosts, others, last;

	host_run(host, engine);
	hosts = host_register(reg);
	others = hosts ^ 0x20;
	last = hosts ^ 0x10;

	mmio_write(&gpu[1].g, reg, others);
	expect(seen(&gpu[1], engine), others, engine, "the other vGPU, at first,");
	run_load(&gpu[0], engine, fn, last, others);
	expect(seen(&gpu[1], engine), others, engine, "the other vGPU");
	expect(seen(&gpu[0], engine), last, engine, "the vGPU that loaded it");

	/* The host's own value is not the same on each machine. */
	record("%s: the host's ^ 0x%x, ^ 0x%x for who loaded it", engine_info[engine].name,
	       seen(&gpu[1], engine) ^ hosts, seen(&gpu[0], engine) ^ hosts);

	run_load(&gpu[0], engine, fn, last, hosts);
	host_run(host, engine);
	expect(host_register(reg), hosts, engine, "the host");
	expect(seen(&gpu[0], engine), last, engine, "the vGPU that loaded it");
}

static void test_load(const struct test_args *args, load_fn fn, u32 engines)
{
	struct gpu gpu[2];
	struct host host;
	u32 i;

	host_open(&host);
	gpu_open(&gpu[0], args->uuid[0]);
	gpu_open(&gpu[1], args->uuid[1]);
	for (i = 0; i < engines; i++)
		if (switched(&gpu[0], i))
			load_on(gpu, &host, i, fn);
	gpu_close(&gpu[1]);
	gpu_close(&gpu[0]);
	host_close(&host);
}

static void test_ended(const struct test_args *args)
{
	test_load(args, load_ended, ENGINES);
}

static void test_predicated(const struct test_args *args)
{
	test_load(args, load_predicated, ENGINES);
}

/* Only render's jumps can be predicated. */
static void test_not_called(const struct test_args *args)
{
	test_load(args, load_not_called, RCS + 1);
}

static void test_twice(const struct test_args *args)
{
	test_load(args, load_twice, ENGINES);
}

/*
 * Registers that drivers set by MMIO, and what the second vGPU's sets in place of @value.
 * What the hardware holds when their batches begin only the GPU model sees, which
 * tests/differential compares.
 */
static const struct {
	u32 reg, value, other;
} by_mmio[] = {
	/* Lists of registers that batches may write. */
	{ 0x24d0, 0x2580, 0x7014 }, { 0x24d4, 0xe184, 0xe194 },
	/* Masked: bits 31:16 say which. */
	{ 0x20e4, 0x10001, 0x20002 }, { 0x20ec, 0x200020, 0x10000 }, { 0x20d4, 0x40004, 0x40000 },
	{ 0x20d8, 0x8000800, 0x8000000 }, { 0x2580, 0x10001, 0x20002 },
	{ 0x7010, 0x40004, 0x80008 }, { 0x7014, 0x10001, 0x20002 }, { 0x7300, 0x200020, 0x40004 },
	{ 0xe184, 0x20002, 0x40004 }, { 0xe194, 0x10001, 0x40004 },
	{ 0x20a0, 0x1000, 0x2000 }, { 0x2248, 0x100, 0x200 },
	{ 0x4de8, 0x11, 0x12 }, { 0x4dec, 0x21, 0x22 },
	{ 0xb004, 0x100, 0x200 }, { 0xb008, 0x3, 0x5 }, { 0xb024, 0x100010, 0x300030 },
	{ 0xb118, 0x40400000, 0x40000000 }, { 0xb11c, 0x4, 0x8 },
	{ 0xc804, 0x35, 0x37 }, { 0xcc04, 0x15, 0x17 },
	{ 0xc904, 0x25, 0x27 }, { 0xcb04, 0x5, 0x7 },
	/* Of all engines, or of the whole GPU: nobody's own. */
	{ 0x2098, 0xfffffffe, 0xfffffffd }, { 0x940c, 0x2000000, 0x4000000 },
	{ 0x4ab0, 0x1, 0x2 }, { 0x4ab8, 0x10000000, 0x20000000 },
	{ 0x40e0, 0x07060504, 0x04050607 }, { 0x40e4, 0x04050607, 0x07060504 },
};

static void test_by_mmio(const struct test_args *args)
{
	struct gpu gpu[2];
	u32 i, k, round;

	for (i = 0; i < 2; i++) {
		gpu_open(&gpu[i], args->uuid[i]);
		for (k = 0; k < ARRAY_SIZE(by_mmio); k++)
			mmio_write(&gpu[i].g, by_mmio[k].reg,
				   i ? by_mmio[k].other : by_mmio[k].value);
	}
	for (round = 0; round < 2; round++)
		for (i = 0; i < 2; i++)
			engines_work(&gpu[i], i ? "the second" : "the first");
	gpu_close(&gpu[1]);
	gpu_close(&gpu[0]);
}

/* Registers that are memory of the guest's: it writes them without a trap. */
#define MAPPED		0xb000
#define MAPPED_SIZE	0x2000

static u32 *mapped_at(void *map, u32 reg)
{
	return map + (reg - MAPPED);
}

static void mapped_on(struct gpu gpu[2], struct host *host, u32 engine, void *map)
{
	u32 reg = switched(&gpu[0], engine), *at = mapped_at(map, reg);
	u32 hosts, own, last;

	host_run(host, engine);
	hosts = host_register(reg);
	own = hosts ^ 0x20;
	last = hosts ^ 0x10;

	WRITE_ONCE(*at, own);
	expect(mmio_read(&gpu[0].g, reg), own, engine, "a trap");
	expect(seen(&gpu[0], engine), own, engine, "the vGPU that wrote it");
	expect(seen(&gpu[1], engine), hosts, engine, "the other vGPU");
	host_run(host, engine);
	expect(host_register(reg), hosts, engine, "the host");
	mmio_write(&gpu[0].g, reg, hosts);
	expect(READ_ONCE(*at), hosts, engine, "the mapping, after a trap,");
	run_load(&gpu[0], engine, load_ended, last, hosts);
	expect(READ_ONCE(*at), last, engine, "the mapping, after a command,");
	expect(seen(&gpu[0], engine), last, engine, "the vGPU that loaded it");
}

/* After a reset: the host's values, as before the guest wrote any. */
static void mapped_reset(struct gpu *gpu, void *map, const char *when)
{
	u32 i, reg;

	for (i = 0; i < ENGINES; i++) {
		reg = switched(gpu, i);
		if (reg >= MAPPED)
			CHECK(READ_ONCE(*mapped_at(map, reg)) == host_register(reg),
			      "register 0x%x holds 0x%x %s", reg, *mapped_at(map, reg), when);
	}
}

static void *map_registers(struct gpu *gpu)
{
	u64 offset, size;
	void *map;

	CHECK(!region_area(&gpu->g, VFIO_PCI_BAR0_REGION_INDEX, 1, &offset, &size) &&
	      offset == MAPPED && size == MAPPED_SIZE, "these registers cannot be mapped");
	map = region_map(&gpu->g, VFIO_PCI_BAR0_REGION_INDEX, offset, size);
	CHECK(map != MAP_FAILED, "registers cannot be mapped: %s", strerror(errno));
	return map;
}

static void test_mapped(const struct test_args *args)
{
	struct gpu gpu[2];
	struct host host;
	void *map;
	u32 i;

	host_open(&host);
	gpu_open(&gpu[0], args->uuid[0]);
	gpu_open(&gpu[1], args->uuid[1]);
	map = map_registers(&gpu[0]);
	for (i = 0; i < ENGINES; i++)
		if (switched(&gpu[0], i) >= MAPPED)
			mapped_on(gpu, &host, i, map);
	CHECK(!guest_reset(&gpu[0].g), "a reset fails");
	mapped_reset(&gpu[0], map, "after a reset");
	memset(map, 0x5a, MAPPED_SIZE);
	munmap(map, MAPPED_SIZE);
	gpu_close(&gpu[1]);
	gpu_close(&gpu[0]);

	gpu_open(&gpu[0], args->uuid[0]);
	map = map_registers(&gpu[0]);
	mapped_reset(&gpu[0], map, "for who opens the vGPU next");
	munmap(map, MAPPED_SIZE);
	gpu_close(&gpu[0]);
	host_close(&host);
}

/* Of an engine's block. */
#define NOPID			0x094
/* Of render. */
#define MI_PREDICATE_RESULT_2	0x23bc
#define NOOP_WITH_ID	BIT(22)		/* MI_NOOP writes its lowest bits to NOPID */
#define STORE_REGISTER	(0x24u << 23 | 2)
#define BATCH		0x500000
#define RESULTS		0x600000

/* Runs a batch without privileges, which the audit does not see. */
static void run_batch(struct gpu *gpu, u32 engine, const u32 *cs, u32 words, u64 results)
{
	u64 batch = guest_pages(&gpu->g, 1);
	u32 i, *at = guest_at(&gpu->g, batch);
	struct context ctx;
	struct ppgtt vm;

	ppgtt_init(gpu, &vm);
	ppgtt_map(&vm, BATCH, batch);
	ppgtt_map(&vm, RESULTS, results);
	context_init(gpu, &ctx, engine, &vm);
	for (i = 0; i < words; i++)
		*at++ = cs[i];
	batch_end(&at);
	ring_batch(&ctx, BATCH);
	request(&ctx);
	ppgtt_destroy(&vm);
}

/* What another VM finds in registers that no context has, after a guest has written them. */
static void left_on(struct gpu gpu[2], u32 engine)
{
	u32 nopid = engine_info[engine].base + NOPID;
	const u32 store[] = {
		STORE_REGISTER, nopid, RESULTS, 0,
		STORE_REGISTER, engine == RCS ? MI_PREDICATE_RESULT_2 : nopid, RESULTS + 4, 0,
	};
	const u32 write[] = {
		NOOP_WITH_ID | 0x25a5a5, 0x22u << 23 | 1,
		engine == RCS ? MI_PREDICATE_RESULT_2 : engine_info[engine].base + 0x600,
		0x5ec2e7,
	};
	u64 page = guest_pages(&gpu[1].g, 1);
	u32 *found = guest_at(&gpu[1].g, page);

	found[0] = ~0u;
	found[1] = ~0u;
	run_batch(&gpu[0], engine, write, ARRAY_SIZE(write), guest_pages(&gpu[0].g, 1));
	run_batch(&gpu[1], engine, store, ARRAY_SIZE(store), page);
	record("%s: the other vGPU finds 0x%x 0x%x", engine_info[engine].name, found[0], found[1]);
	CHECK(!found[0] && !found[1], "%s: the other vGPU finds 0x%x and 0x%x",
	      engine_info[engine].name, found[0], found[1]);
}

static void test_left(const struct test_args *args)
{
	struct gpu gpu[2];
	u32 i;

	for (i = 0; i < 2; i++)
		gpu_open(&gpu[i], args->uuid[i]);
	for (i = 0; i < ENGINES; i++)
		left_on(gpu, i);
	gpu_close(&gpu[1]);
	gpu_close(&gpu[0]);
}

/*
 * The host and a guest whose values differ share an engine, and each looks at the register all the
 * time. None of the two can be preempted while it looks, so the other is announced meanwhile.
 */
#define LOOKS		4000
#define LOOK_BATCH	0x800000
#define LOOK_TO		0x900000
#define ROUNDS		24

static u32 *look_prepare(struct ppgtt *vm, u32 reg)
{
	u32 pages = LOOKS * 16 / PAGE_SIZE + 1, results = LOOKS * 4 / PAGE_SIZE + 1, i;
	struct guest *g = &vm->gpu->g;
	u64 batch = guest_pages(g, pages), to = guest_pages(g, results);
	u32 *at = guest_at(g, batch);

	for (i = 0; i < pages; i++)
		ppgtt_map(vm, LOOK_BATCH + (u64)i * PAGE_SIZE, batch + i * PAGE_SIZE);
	for (i = 0; i < results; i++)
		ppgtt_map(vm, LOOK_TO + (u64)i * PAGE_SIZE, to + i * PAGE_SIZE);
	for (i = 0; i < LOOKS; i++) {
		*at++ = STORE_REGISTER;
		*at++ = reg;
		*at++ = LOOK_TO + i * 4;
		*at++ = 0;
	}
	batch_end(&at);
	return guest_at(g, to);
}

static u32 look_others(u32 *saw, u32 value)
{
	u32 i, others = 0;

	for (i = 0; i < LOOKS; i++) {
		others += saw[i] != value;
		saw[i] = ~value;
	}
	return others;
}

static void look_round(struct host *host, struct context *ctx, u32 engine, u32 reg, u32 round)
{
	if (round % 2)
		host_look(host, engine, reg);
	/* Two requests: between them the host may have the engine. */
	ring_batch(ctx, LOOK_BATCH);
	ring_finish(ctx);
	ring_batch(ctx, LOOK_BATCH);
	ring_finish(ctx);
	submit(ctx, NULL);
	if (round % 2 == 0)
		host_look(host, engine, reg);
}

static void look_on(struct gpu *gpu, struct host *host, u32 engine)
{
	u32 reg = switched(gpu, engine), hosts, own, round, bad, bad_host = 0, bad_own = 0;
	struct context ctx;
	struct ppgtt vm;
	u32 *saw;

	host_run(host, engine);
	hosts = host_register(reg);
	own = hosts ^ 0x20;
	mmio_write(&gpu->g, reg, own);
	ppgtt_init(gpu, &vm);
	context_init(gpu, &ctx, engine, &vm);
	saw = look_prepare(&vm, reg);
	for (round = 0; round < ROUNDS; round++) {
		look_round(host, &ctx, engine, reg, round);
		context_wait(&ctx);
		bad = host_saw_others(host, hosts);
		bad_host += !!bad;
		bad = look_others(saw, own);
		bad_own += !!bad;
	}
	CHECK(!bad_host && !bad_own, "%s: of %u rounds the host sees another value in %u, the guest in %u",
	      engine_info[engine].name, ROUNDS, bad_host, bad_own);
	ppgtt_destroy(&vm);
}

static void test_look(const struct test_args *args)
{
	struct host host;
	struct gpu gpu;
	u32 i;

	host_open(&host);
	gpu_open(&gpu, args->uuid[0]);
	/* i915 checks the host's batches for the blitter: they may not store the register. */
	for (i = 0; i < ENGINES; i++)
		if (switched(&gpu, i) && i != BCS)
			look_on(&gpu, &host, i);
	gpu_close(&gpu);
	host_close(&host);
}

#define NO_STORE	"lets no command of a guest's store these registers"

const struct test switch_tests[] = {
	{ "switch: a load behind a batch's early end", test_ended, 2, NO_STORE, false },
	{ "switch: a load under a predicate", test_predicated, 2, NO_STORE, false },
	{ "switch: a load in a batch that is not called", test_not_called, 2, NO_STORE, false },
	{ "switch: a load in a batch that runs twice", test_twice, 2, NO_STORE, false },
	{ "switch: registers that two vGPUs set", test_by_mmio, 2, NULL, false },
	{ .name = "switch: registers that are mapped", .run = test_mapped, .vgpus = 2,
	  .kvmgt = "traps them" },
	{ .name = "switch: the host beside a guest", .run = test_look, .vgpus = 1,
	  .kvmgt = "switches registers while the last context still runs" },
	{ .name = "switch: what no context has", .run = test_left, .vgpus = 2,
	  .kvmgt = "leaves it to the next VM" },
	{ 0 },
};
