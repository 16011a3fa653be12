// SPDX-License-Identifier: GPL-2.0-only
/*
 * A guest that breaks the rules: nothing outside of it may change, and after a reset it,
 * and at once every other guest, works.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "evil.h"
#include "sysfs.h"
#include "test.h"

static void test_unknown_opcode(const struct test_args *args)
{
	struct evil e;

	evil_open(&e, args->uuid[0]);
	ring_emit(&e.ctx, 0x3d << 23);
	ring_emit(&e.ctx, 0);
	expect_refused(&e, "an unknown command");
	evil_close(&e);
}

/* Store in the GGTT, of a value that nobody has. */
static void emit_ggtt_store(struct evil *e, u32 addr)
{
	ring_emit(&e->ctx, 0x20 << 23 | BIT(22) | 2);
	ring_emit(&e->ctx, addr);
	ring_emit(&e->ctx, 0);
	ring_emit(&e->ctx, 0x0badf00d);
}

static void test_ggtt_store_outside(const struct test_args *args)
{
	struct evil e;

	evil_open(&e, args->uuid[0]);
	emit_ggtt_store(&e, e.gpu.low ? 0 : e.gpu.high + e.gpu.high_size + PAGE_SIZE);
	expect_refused(&e, "a store outside of the own GGTT slice");
	evil_close(&e);
}

/* As on hardware, what is before an invalid command runs. */
static void test_before_the_invalid(const struct test_args *args)
{
	struct evil e;
	u32 i;

	evil_open(&e, args->uuid[0]);
	emit_ggtt_store(&e, e.victim_addr);
	ring_emit(&e.ctx, 0x3d << 23);
	ring_emit(&e.ctx, 0);
	emit_ggtt_store(&e, e.victim_addr + 4);
	expect_refused(&e, "an unknown command");
	for (i = 0; i < 50 && READ_ONCE(e.victim[0]) != 0x0badf00d; i++)
		usleep(100 * 1000);
	CHECK(READ_ONCE(e.victim[0]) == 0x0badf00d, "what is before it is not run");
	CHECK(READ_ONCE(e.victim[1]) != 0x0badf00d, "what is behind it is run");
	evil_close(&e);
}

static void test_flush_outside(const struct test_args *args)
{
	struct evil e;

	evil_open(&e, args->uuid[0]);
	ring_emit(&e.ctx, 0x7a000004);
	ring_emit(&e.ctx, BIT(24) | BIT(20) | BIT(14));
	ring_emit(&e.ctx, e.gpu.low ? 0 : e.gpu.high + e.gpu.high_size);
	ring_emit(&e.ctx, 0);
	ring_emit(&e.ctx, 1);
	ring_emit(&e.ctx, 0);
	expect_refused(&e, "a PIPE_CONTROL write outside of the own GGTT slice");
	evil_close(&e);
}

static void test_register(const struct test_args *args)
{
	u32 forbidden[] = { 0x2080, 0x229c, 0x941c, 0x44200 };
	struct evil e;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(forbidden); i++) {
		evil_open(&e, args->uuid[0]);
		ring_emit(&e.ctx, 0x22 << 23 | 1);
		ring_emit(&e.ctx, forbidden[i]);
		ring_emit(&e.ctx, 0xffffffff);
		ring_emit(&e.ctx, 0);
		ring_finish(&e.ctx);
		submit(&e.ctx, NULL);
		CHECK(!wait_done(&e.ctx, 200), "a load of register 0x%x is run", forbidden[i]);
		evil_close(&e);
	}
}

/* A batch of the PPGTT is the hardware's to judge: it must not reach the GGTT. */
static void test_batch_privilege(const struct test_args *args)
{
	struct evil e;
	u64 page;
	u32 *at;

	evil_open(&e, args->uuid[0]);
	page = guest_pages(&e.gpu.g, 1);
	ppgtt_map(&e.vm, 0x500000, page);
	at = guest_at(&e.gpu.g, page);
	*at++ = 0x20 << 23 | BIT(22) | 2;
	*at++ = e.victim_addr;
	*at++ = 0;
	*at++ = 0x0badf00d;
	*at++ = 0x22 << 23 | 1;		/* the status page's address */
	*at++ = 0x2080;
	*at++ = e.victim_addr;
	batch_end(&at);
	ring_batch(&e.ctx, 0x500000);
	ring_finish(&e.ctx);
	submit(&e.ctx, NULL);
	wait_done(&e.ctx, 300);
	CHECK(READ_ONCE(*e.victim) != 0x0badf00d,
	      "a batch without privilege stores in the GGTT");
	evil_close(&e);
}

/*
 * MI_MATH of 66 words, whose length field is wider than six bits: taken for one of two
 * words, the data of a permitted store in it would be commands.
 */
static void test_wide_length(const struct test_args *args)
{
	struct evil e;
	u32 i;

	evil_open(&e, args->uuid[0]);
	ring_emit(&e.ctx, 0x1a << 23 | 64);
	ring_emit(&e.ctx, 0);
	/* Here a store in the PPGTT would begin, of 70 words. */
	ring_emit(&e.ctx, 0x20 << 23 | 71);
	for (i = 3; i < 66; i++)
		ring_emit(&e.ctx, 0);
	/* Here the hardware goes on. */
	ring_emit(&e.ctx, 0x22 << 23 | 1);
	ring_emit(&e.ctx, 0x2080);
	ring_emit(&e.ctx, e.victim_addr);
	for (i = 69; i < 75; i++)
		ring_emit(&e.ctx, 0);
	expect_refused(&e, "a command that hides in another");
	evil_close(&e);
}

/* A register that is composed byte by byte. */
static void test_byte_disables(const struct test_args *args)
{
	struct evil e;

	evil_open(&e, args->uuid[0]);
	ring_emit(&e.ctx, 0x22 << 23 | 0xe << 8 | 1);
	ring_emit(&e.ctx, 0x24d0);
	ring_emit(&e.ctx, 0x2094);
	ring_emit(&e.ctx, 0);
	expect_refused(&e, "a load of one byte");
	evil_close(&e);
}

/* What a guest leaves set at the end: its request ends, and the engine works on. */
static void leave_set(const struct test_args *args, u32 engine, bool batch)
{
	static const u32 left[] = {
		1 << 23 | 0xf,			/* MI_SET_PREDICATE: all are no-ops */
		8 << 23,			/* MI_ARB_ON_OFF */
	};
	struct csb_event events[8];
	struct context ctx;
	struct ppgtt vm;
	struct gpu gpu;
	const char *wrong;
	u64 page;
	u32 *at;

	gpu_open(&gpu, args->uuid[0]);
	ppgtt_init(&gpu, &vm);
	context_init(&gpu, &ctx, engine, &vm);
	if (batch) {
		page = guest_pages(&gpu.g, 1);
		ppgtt_map(&vm, 0x500000, page);
		at = guest_at(&gpu.g, page);
		*at++ = left[1];
		*at++ = left[0];
		batch_end(&at);
		ring_batch(&ctx, 0x500000);
	} else {
		ring_emit(&ctx, left[1]);
		ring_emit(&ctx, left[0]);
	}
	submit(&ctx, NULL);
	CHECK(wait_csb(&gpu, engine, events, 2, 5000) == 2, "%s: %s: it does not end",
	      engine_info[engine].name, batch ? "a batch" : "the ring");
	wrong = exec_works(&gpu, engine);
	CHECK(!wrong, "%s: afterwards: %s", engine_info[engine].name, wrong);
	gpu_close(&gpu);
}

static void test_left_set(const struct test_args *args)
{
	u32 i;

	for (i = 0; i < ENGINES; i++) {
		leave_set(args, i, false);
		leave_set(args, i, true);
	}
}

/* Second-level batch in the GGTT that jumps out of the slice. */
static void test_ggtt_batch_outside(const struct test_args *args)
{
	struct evil e;

	evil_open(&e, args->uuid[0]);
	ring_emit(&e.ctx, 0x31 << 23 | 1);
	ring_emit(&e.ctx, e.gpu.low ? 0 : e.gpu.high + e.gpu.high_size);
	ring_emit(&e.ctx, 0);
	ring_emit(&e.ctx, 0);
	expect_refused(&e, "a batch outside of the own GGTT slice");
	evil_close(&e);
}

/* An endless chain of jumps in the GGTT: the audit must not follow it for ever. */
static void test_ggtt_batch_loop(const struct test_args *args)
{
	struct evil e;

	evil_open(&e, args->uuid[0]);
	e.victim[0] = 0x31 << 23 | 1;
	e.victim[1] = e.victim_addr;
	e.victim[2] = 0;
	ring_emit(&e.ctx, 0x31 << 23 | 1);
	ring_emit(&e.ctx, e.victim_addr);
	ring_emit(&e.ctx, 0);
	ring_emit(&e.ctx, 0);
	expect_refused(&e, "a batch that jumps to itself");
	evil_close(&e);
}

/* Page tables that point past the guest's memory, and at each other. */
static void test_ppgtt_outside(const struct test_args *args)
{
	struct fill fill;
	struct evil e;
	u64 root;

	evil_open(&e, args->uuid[0]);
	fill_prepare(&e.vm, &fill, 0x200000, 10, 3);
	ppgtt_set(&e.vm, fill.addr, (0x4000000000ull - PAGE_SIZE) | 3);
	root = e.vm.pml4;
	*(u64 *)guest_at(&e.gpu.g, root + 8) = root | 3;
	*(u64 *)guest_at(&e.gpu.g, root + 16) = 0x7fffff0000ull | 3;
	ring_batch(&e.ctx, fill.batch);
	ring_finish(&e.ctx);
	submit(&e.ctx, NULL);
	wait_done(&e.ctx, 300);
	evil_close(&e);
}

static void test_elsp_garbage(const struct test_args *args)
{
	struct evil e;
	u64 desc;
	u32 i;

	evil_open(&e, args->uuid[0]);
	desc = context_desc(&e.ctx);
	elsp_write(&e.gpu, RCS, 0, 0);
	elsp_write(&e.gpu, RCS, ~0ull, ~0ull);
	elsp_write(&e.gpu, RCS, desc & ~1ull, desc);
	elsp_write(&e.gpu, RCS, desc, desc);
	elsp_write(&e.gpu, RCS, desc + 0x7000000, 0);
	elsp_write(&e.gpu, RCS, (desc & ~0x18ull), 0);
	for (i = 0; i < 200; i++)
		elsp_write(&e.gpu, i % ENGINES, mix32(i) | (u64)mix32(~i) << 32,
			   mix32(i + 7));
	/* Half an ELSP write, then a reset. */
	mmio_write(&e.gpu.g, engine_info[RCS].base + RING_ELSP, 1);
	evil_close(&e);
}

/* A ring with a size, a head and a tail that do not fit together. */
static void test_ring_garbage(const struct test_args *args)
{
	static const struct { u32 word, value; } wrong[] = {
		{ IMAGE_TAIL, 0xfffffff8 }, { IMAGE_TAIL, 4 }, { IMAGE_HEAD, 0xffffffff },
		{ 9, 0 }, { 9, 0xfffff000 }, { 11, 0xffffffff }, { 11, 0 },
		{ 0x33, 0xffffffff }, { 0x31, 0xffffffff },
	};
	struct evil e;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(wrong); i++) {
		evil_open(&e, args->uuid[0]);
		ring_finish(&e.ctx);
		e.vm.live = true;
		e.ctx.image[IMAGE_TAIL] = e.ctx.tail * 4;
		e.ctx.image[wrong[i].word] = wrong[i].value;
		elsp_write(&e.gpu, RCS, context_desc(&e.ctx), 0);
		wait_done(&e.ctx, 50);
		evil_close(&e);
	}
}

/* Every register is read, and written with two values; what is broken a reset mends. */
static void test_all_registers(const struct test_args *args)
{
	struct evil e;
	u32 reg, value;

	evil_open(&e, args->uuid[0]);
	for (reg = 0; reg < 0x200000; reg += 4) {
		/* Registers come in blocks; the gaps between are large and alike. */
		if (reg >= 0x180000 && reg % 0x400)
			continue;
		if ((reg & 0xfff) > 0x400 && reg % 0x40)
			continue;
		value = mix32(reg);
		region_write(&e.gpu.g, VFIO_PCI_BAR0_REGION_INDEX, reg, &value, 4);
		region_read(&e.gpu.g, VFIO_PCI_BAR0_REGION_INDEX, reg, &value, 4);
	}
	evil_close(&e);
}

/* The one misbehaves, the other works on at once. */
static void test_neighbour(const struct test_args *args)
{
	const char *wrong;
	struct gpu other;
	struct evil e;
	u32 i;

	gpu_open(&other, args->uuid[1]);
	evil_open(&e, args->uuid[0]);
	ring_emit(&e.ctx, 0x3d << 23);
	ring_emit(&e.ctx, 0);
	ring_finish(&e.ctx);
	submit(&e.ctx, NULL);
	for (i = 0; i < ENGINES; i++) {
		wrong = exec_works(&other, i);
		CHECK(!wrong, "the other vGPU: %s: %s", engine_info[i].name, wrong);
	}
	gpu_close(&other);
	evil_close(&e);
}

#define MANY_TABLES	6000

/*
 * One has thousands of page tables read for work that is refused in the end; meanwhile the
 * other's requests go on. How many is a matter of speed, that there are some is not.
 */
static void test_neighbour_tables(const struct test_args *args)
{
	u64 page, refused = vm_stat(args->uuid[0], "audit_refusals");
	const char *wrong = NULL;
	struct gpu other;
	struct evil e;
	u32 i, n = 0;

	gpu_open(&other, args->uuid[1]);
	evil_open(&e, args->uuid[0]);
	page = guest_pages(&e.gpu.g, 1);
	for (i = 0; i < MANY_TABLES; i++)
		ppgtt_map(&e.vm, (u64)(i + 512) << 21, page);
	ring_emit(&e.ctx, 0x3d << 23);
	ring_emit(&e.ctx, 0);
	ring_finish(&e.ctx);
	submit(&e.ctx, NULL);
	while (!wrong && vm_stat(args->uuid[0], "audit_refusals") == refused) {
		wrong = exec_works(&other, RCS);
		n++;
	}
	CHECK(!wrong, "the other vGPU: %s", wrong);
	printf("# %u requests of the other's while %llu tables were read\n", n,
	       (unsigned long long)vm_stat(args->uuid[0], "ppgtt_tables"));
	/* The first may have been under way, the last may have ended after. */
	CHECK(n >= 4, "the other waits for one's page tables: %u requests meanwhile", n);
	CHECK(vm_stat(args->uuid[0], "host_memory") < vm_stat(args->uuid[0], "host_memory_limit"),
	      "more of the host's memory than there is for it");
	gpu_close(&other);
	evil_close(&e);
}

const struct test hostile_tests[] = {
	{ .name = "unknown command in the ring", .run = test_unknown_opcode },
	{ .name = "store outside of the GGTT slice", .run = test_ggtt_store_outside },
	{ .name = "what is before an unknown command", .run = test_before_the_invalid,
	  .kvmgt = "refuses the whole of it" },
	{ .name = "PIPE_CONTROL write outside of it", .run = test_flush_outside },
	{ .name = "loads of forbidden registers", .run = test_register,
	  .kvmgt = "runs a load of RING_MODE from a ring" },
	{ .name = "command hidden in a long one", .run = test_wide_length,
	  .kvmgt = "oopses over it", .kvmgt_hangs = true },
	{ .name = "a register by bytes", .run = test_byte_disables,
	  .kvmgt = "does not look at the bits that disable bytes" },
	{ .name = "what is left set at the end", .run = test_left_set,
	  .kvmgt = "its breadcrumb is a no-op under a predicate", .kvmgt_hangs = true },
	{ .name = "batch without privilege", .run = test_batch_privilege },
	{ .name = "GGTT batch outside of the slice", .run = test_ggtt_batch_outside },
	{ .name = "GGTT batch that jumps to itself", .run = test_ggtt_batch_loop,
	  .kvmgt = "scans it for ever in the kernel", .kvmgt_hangs = true },
	{ .name = "page tables that point outside of memory", .run = test_ppgtt_outside },
	{ .name = "garbage in the ELSP", .run = test_elsp_garbage },
	{ .name = "rings that make no sense", .run = test_ring_garbage,
	  .kvmgt = "oopses in its copy of the ring", .kvmgt_hangs = true },
	{ .name = "all registers read and written", .run = test_all_registers },
	{ .name = "a neighbour works on", .run = test_neighbour, .vgpus = 2 },
	{ .name = "a neighbour beside thousands of page tables", .run = test_neighbour_tables,
	  .vgpus = 2, .kvmgt = "has no statistics", .kvmgt_hangs = true },
	{ 0 },
};
