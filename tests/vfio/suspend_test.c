// SPDX-License-Identifier: GPL-2.0-only
/*
 * Guests whose host goes to sleep: only with --suspend, see tests/suspend. VGT_SLEEP in the
 * environment is the word for the kernel, if it is not mem, or the path of a program that does
 * it.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "gpu.h"
#include "test.h"

#define STATE		"/sys/power/state"
#define FILL_WORDS	200u

#define FENCE(n)	(0x100000 + 8 * (n))
#define FENCE_VALID	BIT(0)
#define GPR15		0x678
#define MAX_WORDS	8192u

/* As far as /sys/power/pm_test says, and back. */
static void host_sleeps(void)
{
	const char *word = getenv("VGT_SLEEP") ?: "mem";
	int fd;

	if (*word == '/') {
		CHECK(!system(word), "%s failed", word);
		return;
	}
	fd = open(STATE, O_WRONLY);
	CHECK(fd >= 0, STATE ": %s", strerror(errno));
	CHECK(write(fd, word, strlen(word)) == (ssize_t)strlen(word),
	      "the host does not go to sleep: %s", strerror(errno));
	close(fd);
}

static void test_idle(const struct test_args *args)
{
	struct gpu gpu;
	u32 i;

	gpu_open(&gpu, args->uuid[0]);
	for (i = 0; i < 2; i++) {
		host_sleeps();
		engines_work(&gpu, "after the host slept");
	}
	gpu_close(&gpu);
}

/* What the vGPU has in the hardware: entries of the GGTT, as the aperture shows them. */
static void test_aperture(const struct test_args *args)
{
	struct gpu gpu;
	u32 *there;
	u32 addr;
	u64 gpa;

	gpu_open(&gpu, args->uuid[0]);
	gpa = guest_pages(&gpu.g, 1);
	addr = ggtt_map_low(&gpu, gpa, 1);
	mmio_write(&gpu.g, GFX_FLSH_CNTL, 1);
	there = aperture_map(&gpu.g, addr, PAGE_SIZE);
	CHECK(there != MAP_FAILED, "the aperture cannot be mapped: %s", strerror(errno));
	there[0] = 0x12345678;
	CHECK(*(u32 *)guest_at(&gpu.g, gpa) == 0x12345678, "a write did not arrive");
	host_sleeps();
	CHECK(there[0] == 0x12345678, "after the host slept the aperture shows %#x", there[0]);
	there[1] = 0x87654321;
	CHECK(((u32 *)guest_at(&gpu.g, gpa))[1] == 0x87654321,
	      "a write did not arrive after the host slept");
	gpu_close(&gpu);
}

/* Two X tiles side by side: a line goes on in the other one, which is another page. */
static void test_tiles(const struct test_args *args)
{
	struct gpu gpu;
	u32 *own, *map;
	u32 addr, i;
	u64 gpa;

	gpu_open(&gpu, args->uuid[0]);
	gpa = guest_pages(&gpu.g, 2);
	own = guest_at(&gpu.g, gpa);
	addr = ggtt_map_low(&gpu, gpa, 2);
	mmio_write(&gpu.g, FENCE(0) + 4, (addr + PAGE_SIZE) | (1024 / 128 - 1));
	mmio_write(&gpu.g, FENCE(0), addr | FENCE_VALID);
	map = aperture_map(&gpu.g, addr, 2 * PAGE_SIZE);
	CHECK(map != MAP_FAILED, "the aperture cannot be mapped: %s", strerror(errno));
	for (i = 0; i < 2; i++) {
		map[512 / 4 + i] = 0x1000 + i;
		/* Writes are posted. */
		CHECK(map[512 / 4 + i] == 0x1000 + i, "it does not read back, %u", i);
		CHECK(own[PAGE_SIZE / 4 + i] == 0x1000 + i, "the aperture is not tiled, %u", i);
		if (!i)
			host_sleeps();
	}
	CHECK(map[512 / 4] == 0x1000, "what was written before the host slept is not there");
	gpu_close(&gpu);
}

/* Registers that a driver sets, or that tell of what it set. */
static const struct {
	u32 first, size;
} registers[] = {
	{ 0x2000, 0x800 }, { 0x12000, 0x800 }, { 0x1a000, 0x800 }, { 0x22000, 0x800 },
	{ 0x44200, 0x290 }, { 0x60000, 0x100 }, { 0x61000, 0x100 }, { 0x62000, 0x100 },
	{ 0x64000, 0x500 }, { 0x70000, 0x300 }, { PVINFO, 0x1000 }, { 0xc4000, 0x100 },
	{ FENCE(0), 0x100 },
};

/* Their values; returns how many. */
static u32 registers_read(struct gpu *gpu, u32 *value, u32 *offset)
{
	u32 i, at, n = 0;

	for (i = 0; i < ARRAY_SIZE(registers); i++) {
		for (at = 0; at < registers[i].size; at += 4) {
			CHECK(n < MAX_WORDS, "too many registers");
			offset[n] = registers[i].first + at;
			value[n] = mmio_read(&gpu->g, offset[n]);
			n++;
		}
	}
	return n;
}

/* All but those that move by themselves, as clocks do. */
static void test_registers(const struct test_args *args)
{
	static u32 offset[MAX_WORDS], first[MAX_WORDS], second[MAX_WORDS], after[MAX_WORDS];
	u32 i, n, still = 0;
	struct gpu gpu;

	gpu_open(&gpu, args->uuid[0]);
	mmio_write(&gpu.g, FENCE(1) + 4, gpu.low | 7);
	mmio_write(&gpu.g, FENCE(1), gpu.low | FENCE_VALID);
	engines_work(&gpu, "before the host slept");
	registers_read(&gpu, first, offset);
	usleep(50000);
	registers_read(&gpu, second, offset);
	host_sleeps();
	n = registers_read(&gpu, after, offset);
	for (i = 0; i < n; i++) {
		if (first[i] != second[i])
			continue;
		/* The upper half of a counter moves with the lower, once in some minutes. */
		if (i && offset[i] == offset[i - 1] + 4 && first[i - 1] != second[i - 1])
			continue;
		CHECK(after[i] == second[i], "0x%x was 0x%x before the host slept, and is 0x%x",
		      offset[i], second[i], after[i]);
		still += !!after[i];
	}
	CHECK(still > 50, "only %u registers have a value", still);
	gpu_close(&gpu);
}

static void gpr_set(struct context *ctx, u32 val)
{
	ring_load(ctx, engine_info[ctx->engine].base + GPR15, val);
	ring_finish(ctx);
	submit(ctx, NULL);
	context_wait(ctx);
}

static u32 gpr_get(struct context *ctx, u32 addr, const u32 *word)
{
	ring_store_register(ctx, engine_info[ctx->engine].base + GPR15, addr);
	ring_finish(ctx);
	submit(ctx, NULL);
	context_wait(ctx);
	return READ_ONCE(*word);
}

/* What a context has in its image, and nowhere else. */
static void test_contexts(const struct test_args *args)
{
	struct context ctx[ENGINES][2];
	struct ppgtt vm;
	struct gpu gpu;
	u32 i, k, addr, val;
	u32 *word;
	u64 gpa;

	gpu_open(&gpu, args->uuid[0]);
	ppgtt_init(&gpu, &vm);
	gpa = guest_pages(&gpu.g, 1);
	word = guest_at(&gpu.g, gpa);
	addr = ggtt_map(&gpu, gpa, 1);
	for (i = 0; i < 2 * ENGINES; i++) {
		context_init(&gpu, &ctx[i / 2][i % 2], i / 2, &vm);
		gpr_set(&ctx[i / 2][i % 2], 0x1000 + i);
	}
	for (k = 0; k < 2; k++) {
		host_sleeps();
		for (i = 0; i < 2 * ENGINES; i++) {
			val = gpr_get(&ctx[i / 2][i % 2], addr, word);
			CHECK(val == 0x1000 + i, "%s, context %u: a register is 0x%x, not 0x%x",
			      engine_info[i / 2].name, i % 2, val, 0x1000 + i);
		}
	}
	gpu_close(&gpu);
}

/* Work in flight, and more that waits. */
static void test_at_work(const struct test_args *args)
{
	struct context ctx[ENGINES];
	struct fill fill[ENGINES];
	struct ppgtt vm[ENGINES];
	struct gpu gpu, other;
	u32 i, round;

	gpu_open(&gpu, args->uuid[0]);
	gpu_open(&other, args->uuid[1]);
	for (i = 0; i < ENGINES; i++) {
		ppgtt_init(&gpu, &vm[i]);
		context_init(&gpu, &ctx[i], i, &vm[i]);
		fill_prepare(&vm[i], &fill[i], 0x200000, FILL_WORDS, i);
	}
	for (round = 0; round < 3; round++) {
		for (i = 0; i < ENGINES; i++) {
			ring_batch(&ctx[i], fill[i].batch);
			ring_finish(&ctx[i]);
			submit(&ctx[i], NULL);
		}
		host_sleeps();
		for (i = 0; i < ENGINES; i++) {
			CHECK(wait_done(&ctx[i], 10000), "%s: not done after the host slept",
			      engine_info[i].name);
			CHECK(fill_good(&gpu, &fill[i]), "%s: wrong after the host slept",
			      engine_info[i].name);
		}
		engines_work(&other, "the neighbour");
	}
	gpu_close(&other);
	gpu_close(&gpu);
}

/* It is not waited for: the guest sees a hang. */
static void test_endless(const struct test_args *args)
{
	struct gpu gpu, other;

	gpu_open(&gpu, args->uuid[0]);
	gpu_open(&other, args->uuid[1]);
	wait_for_ever(&gpu, RCS);
	wait_for_ever(&gpu, BCS);
	host_sleeps();
	engines_work(&other, "the neighbour");
	gpu_restart(&gpu);
	engines_work(&gpu, "after its reset");
	gpu_close(&other);
	gpu_close(&gpu);
}

const struct test suspend_tests[] = {
	{ "suspend: a vGPU that idles", test_idle, 1, NULL, true },
	{ "suspend: what the aperture shows", test_aperture, 1, NULL, true },
	{ "suspend: tiles in the aperture", test_tiles, 1, NULL, true },
	{ "suspend: registers of the vGPU", test_registers, 1, NULL, true },
	{ "suspend: registers of contexts", test_contexts, 1, NULL, true },
	{ "suspend: work in flight", test_at_work, 2, NULL, true },
	{ "suspend: endless work", test_endless, 2, NULL, true },
	{ 0 },
};
