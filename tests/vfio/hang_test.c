// SPDX-License-Identifier: GPL-2.0-only
/*
 * Guests whose work hangs the hardware: i915 tells of each in the log.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "gpu.h"
#include "host.h"
#include "model.h"
#include "sysfs.h"
#include "test.h"

#define WAIT_MS		10000

/* i915 looks for hangs that often, in milliseconds. */
#define HEARTBEAT(e)	"/sys/class/drm/card0/engine/" e "/heartbeat_interval_ms"
#define HEARTBEAT_MS	100

static const char * const heartbeats[] = {
	HEARTBEAT("rcs0"), HEARTBEAT("bcs0"), HEARTBEAT("vcs0"), HEARTBEAT("vecs0"),
};

/*
 * i915 holds the host's hung work back until it has copied the engine's state for its user:
 * through the aperture, which the model serves a word at a time. On 6.12 that took half a
 * minute, when L1 copied byte after byte.
 */
#define CAPTURE		"/sys/kernel/debug/dri/0/i915_params/error_capture"

/*
 * Longer than what others may wait without a hang that counts, and than vgt takes to switch i915's
 * copy of the engine's state off: that goes by the preemption time-out, not by heartbeats that
 * become faster meanwhile.
 */
#define OTHERS_WAIT_US	400000

/* How long i915 waits for work that lets nobody by. */
#define PREEMPT		"/sys/class/drm/card0/engine/rcs0/preempt_timeout_ms"
#define PREEMPT_MS	10000
#define LONG_MS		2000
#define MI_ARB(on)	(0x08u << 23 | (on))

#define UNKNOWN_COMMAND	(0x3du << 23)
#define BATCH		0x100000u
#define MI_ARB_OFF	(0x08u << 23)
#define MI_BATCH_BUFFER_START_PPGTT	(0x31u << 23 | 1u << 8 | 1)

/* And vgt for work that does not end. */
#define TIMEOUT		"/sys/kernel/vgt/control/hang_timeout_ms"
#define TIMEOUT_MS	300

static u64 heartbeat, timeout, preempt;

static void heartbeats_put(u64 ms)
{
	u32 i;

	for (i = 0; i < ARRAY_SIZE(heartbeats); i++)
		sysfs_put(heartbeats[i], ms);
}

/* No hang is found for some seconds. */
static void heartbeat_restore(void)
{
	heartbeats_put(heartbeat);
}

/* Or each hang takes ten seconds. */
static void heartbeat_faster(void)
{
	heartbeat = sysfs_number(heartbeats[0]);
	atexit(heartbeat_restore);
	heartbeats_put(HEARTBEAT_MS);
}

static void capture_on(void)
{
	sysfs_put(CAPTURE, 1);
}

static void capture_off(void)
{
	atexit(capture_on);
	sysfs_put(CAPTURE, 0);
}

static void timeout_restore(void)
{
	sysfs_put(TIMEOUT, timeout);
}

/* Or each end takes five seconds. */
static void timeout_shorter(void)
{
	timeout = sysfs_number(TIMEOUT);
	atexit(timeout_restore);
	sysfs_put(TIMEOUT, TIMEOUT_MS);
}

/* As i915 does when an engine hangs. */
static void engines_reset(struct gpu *gpu)
{
	mmio_write(&gpu->g, GDRST, 1);
	gpu_start(gpu);
}

/* A batch of the guest's own, which nobody audits: it hangs the hardware. The context's id. */
/* Submit a batch in a context of its own, and return the context's id. */
static u32 submit_words(struct gpu *gpu, const u32 *words, u32 bytes)
{
	struct context ctx;
	struct ppgtt vm;
	u64 batch;

	ppgtt_init(gpu, &vm);
	context_init(gpu, &ctx, RCS, &vm);
	batch = guest_pages(&gpu->g, 1);
	memcpy(guest_at(&gpu->g, batch), words, bytes);
	ppgtt_map(&vm, BATCH, batch);
	ring_batch(&ctx, BATCH);
	ring_finish(&ctx);
	submit(&ctx, NULL);
	return ctx.id;
}

static u32 submit_hang(struct gpu *gpu)
{
	static const u32 words[] = { UNKNOWN_COMMAND };

	return submit_words(gpu, words, sizeof(words));
}

/* Has vgt counted @hangs of the guest's work by now, or soon? */
static bool hangs_come(const char *uuid, u64 hangs)
{
	u32 ms;

	for (ms = 0; ms < WAIT_MS && vm_stat(uuid, "hangs") != hangs; ms++)
		usleep(1000);
	return vm_stat(uuid, "hangs") == hangs;
}

static void wait_hang(const char *uuid, u64 before)
{
	CHECK(hangs_come(uuid, before + 1), "the hang is not seen");
}

static void hang(struct gpu *gpu, const char *uuid)
{
	u64 before = vm_stat(uuid, "hangs");

	submit_hang(gpu);
	wait_hang(uuid, before);
}

static void works(struct gpu *gpu, const char *who)
{
	const char *wrong = exec_works(gpu, RCS);

	CHECK(!wrong, "%s: %s", who, wrong);
}

/* What another submitted meanwhile is run when the hang is over. */
static void test_alone(const struct test_args *args)
{
	u64 hangs, others = vm_stat(args->uuid[1], "hangs");
	struct gpu bad, good;
	u32 guilty;

	heartbeat_faster();
	gpu_open(&bad, args->uuid[0]);
	gpu_open(&good, args->uuid[1]);
	hangs = vm_stat(args->uuid[0], "hangs");
	guilty = submit_hang(&bad);
	works(&good, "the other, behind a hang");
	wait_hang(args->uuid[0], hangs);
	/* As a driver finds who is guilty. */
	CHECK(mmio_read(&bad.g, engine_info[RCS].base + RING_EXECLIST_STATUS + 4) == guilty,
	      "EXECLIST_STATUS names another context than the one that hangs");
	CHECK(vm_stat(args->uuid[1], "hangs") == others, "the other is said to hang");
	CHECK(vm_says(args->uuid[0], "state", "running"), "it is held back for one hang");
	engines_reset(&bad);
	works(&bad, "the one that hung, after its reset");
	gpu_close(&good);
	gpu_close(&bad);
}

/* What hangs the hardware again and again is for a guest's own driver to cure. */
static void test_nobody_waits(const struct test_args *args)
{
	struct gpu bad, good;
	u32 i;

	heartbeat_faster();
	gpu_open(&bad, args->uuid[0]);
	gpu_open(&good, args->uuid[1]);
	for (i = 0; i < 8; i++) {
		hang(&bad, args->uuid[0]);
		CHECK(vm_says(args->uuid[0], "state", "running"),
		      "held after %u hangs for which nobody waited", i + 1);
		engines_reset(&bad);
		/* Not at the same time. */
		works(&good, "the other");
	}
	works(&bad, "the one that hung, after its reset");
	gpu_close(&good);
	gpu_close(&bad);
}

/*
 * A batch that never ends and that nothing preempts. No error interrupt tells of it: who waits
 * for the engine finds it.
 */
static void submit_endless(struct gpu *gpu)
{
	static const u32 words[] = {
		MI_ARB_OFF, MI_BATCH_BUFFER_START_PPGTT, BATCH + sizeof(u32), 0,
	};

	submit_words(gpu, words, sizeof(words));
}

/* Work that never ends is with the hardware when this returns: what comes now is behind it. */
static void begin_hang(struct gpu *gpu, const char *uuid)
{
	u64 before = vm_stat(uuid, "busy_ns_render");
	u32 ms;

	submit_endless(gpu);
	for (ms = 0; vm_stat(uuid, "busy_ns_render") == before; ms++) {
		CHECK(ms < WAIT_MS, "it does not begin");
		usleep(1000);
	}
}

/* i915 tells vgt that the host has waited when it takes up the host's work. */
static bool held_soon(const char *uuid)
{
	u32 ms;

	for (ms = 0; ms < WAIT_MS && !vm_says(uuid, "state", "held"); ms += 10)
		usleep(10000);
	return vm_says(uuid, "state", "held");
}

static void test_host_waits(const struct test_args *args)
{
	struct host host;
	struct gpu bad;
	u64 before;
	u32 i;

	heartbeat_faster();
	gpu_open(&bad, args->uuid[0]);
	host_open(&host);
	for (i = 0; i < 4; i++) {
		CHECK(vm_says(args->uuid[0], "state", "running"), "held after %u hangs", i);
		before = vm_stat(args->uuid[0], "hangs");
		/* However slow this machine is: the host's work has waited when it is found. */
		heartbeat_restore();
		begin_hang(&bad, args->uuid[0]);
		host_begin(&host, RCS);
		usleep(OTHERS_WAIT_US);
		heartbeats_put(HEARTBEAT_MS);
		wait_hang(args->uuid[0], before);
		host_end(&host);
		engines_reset(&bad);
	}
	CHECK(held_soon(args->uuid[0]),
	      "four hangs for which the host waited, and not held back");
	host_close(&host);
	gpu_close(&bad);
}

/* A request of the ring's own commands alone. */
static void submit_nothing(struct gpu *gpu, struct context *ctx, struct ppgtt *vm)
{
	ppgtt_init(gpu, vm);
	context_init(gpu, ctx, RCS, vm);
	ring_finish(ctx);
	submit(ctx, NULL);
}

static void test_held(const struct test_args *args)
{
	struct gpu bad, good;
	struct context ctx;
	struct ppgtt vm;
	u64 before;
	u32 i;

	heartbeat_faster();
	gpu_open(&bad, args->uuid[0]);
	gpu_open(&good, args->uuid[1]);
	/* A guest's i915 bans a context at its third. */
	for (i = 0; i < 4; i++) {
		CHECK(vm_says(args->uuid[0], "state", "running"), "held after %u hangs", i);
		before = vm_stat(args->uuid[0], "hangs");
		/* As above. */
		heartbeat_restore();
		begin_hang(&bad, args->uuid[0]);
		submit_nothing(&good, &ctx, &vm);
		usleep(OTHERS_WAIT_US);
		heartbeats_put(HEARTBEAT_MS);
		context_wait(&ctx);
		wait_hang(args->uuid[0], before);
		engines_reset(&bad);
	}
	CHECK(held_soon(args->uuid[0]), "four hangs, and not held back");
	before = vm_stat(args->uuid[0], "busy_ns_render");
	submit_hang(&bad);
	works(&good, "the other");
	CHECK(vm_stat(args->uuid[0], "busy_ns_render") == before,
	      "work of one that is held back is run");
	gpu_close(&bad);

	/* As at a reboot. */
	gpu_open(&bad, args->uuid[0]);
	CHECK(vm_says(args->uuid[0], "state", "running"), "held after a reset");
	works(&bad, "the one that was held back, after a reset");
	gpu_close(&good);
	gpu_close(&bad);
}

/* Work that waits for ever, and yields to the host: no hang to i915, but others wait. */
static void test_endless(const struct test_args *args)
{
	u64 hangs, others = vm_stat(args->uuid[1], "hangs");
	struct gpu bad, good;
	u32 i;

	gpu_open(&bad, args->uuid[0]);
	gpu_open(&good, args->uuid[1]);
	timeout_shorter();
	for (i = 0; i < ENGINES; i++) {
		const char *wrong;

		hangs = vm_stat(args->uuid[0], "hangs");
		wait_for_ever(&bad, i);
		wrong = exec_works(&good, i);
		CHECK(!wrong, "%s of the other, behind endless work: %s",
		      engine_info[i].name, wrong);
		/* The other one's work may end before vgt has looked at this one's. */
		CHECK(hangs_come(args->uuid[0], hangs + 1), "%s: endless work is no hang",
		      engine_info[i].name);
		/* Three would hold it back. */
		gpu_restart(&bad);
	}
	CHECK(vm_stat(args->uuid[1], "hangs") == others, "the other is said to hang");
	works(&bad, "the one that waited for ever, after its reset");
	gpu_close(&good);
	gpu_close(&bad);
}

static const char * const model_engines[ENGINES] = {
	[RCS] = "rcs0", [BCS] = "bcs0", [VCS] = "vcs0", [VECS] = "vecs0",
};

/* Its guest never hears of it, and its neighbour waits for it. */
static void ends_in_silence(struct gpu *gpu, u32 engine)
{
	u64 page = guest_pages(&gpu->g, 2);
	struct context ctx;
	struct ppgtt vm;
	u32 *at;

	ppgtt_init(gpu, &vm);
	context_init(gpu, &ctx, engine, &vm);
	ppgtt_map(&vm, 0x420000, page);
	ppgtt_map(&vm, 0x421000, page + PAGE_SIZE);
	at = guest_at(&gpu->g, page + PAGE_SIZE);
	batch_store(&at, 0x420000, 1);
	batch_end(&at);
	ring_batch(&ctx, 0x421000);
	model_tell("lose %s 1", model_engines[engine]);
	submit(&ctx, NULL);
	CHECK(word_is(guest_at(&gpu->g, page), 1, 10000), "it does not run");
}

/* The write by which the host's driver hears of the end of work does not arrive. */
static void test_silent(const struct test_args *args)
{
	u64 others = vm_stat(args->uuid[1], "hangs");
	struct gpu bad, good;
	u32 i;

	gpu_open(&bad, args->uuid[0]);
	gpu_open(&good, args->uuid[1]);
	timeout_shorter();
	for (i = 0; i < ENGINES; i++) {
		const char *wrong;

		ends_in_silence(&bad, i);
		wrong = exec_works(&good, i);
		CHECK(!wrong, "%s of the other, behind work that does not tell: %s",
		      engine_info[i].name, wrong);
		gpu_restart(&bad);
	}
	CHECK(vm_stat(args->uuid[1], "hangs") == others, "the other is said to hang");
	works(&bad, "after its reset");
	/* Nor has its end to wait for ever. */
	ends_in_silence(&bad, RCS);
	gpu_close(&bad);
	gpu_close(&good);
}

/* Behind the host's, which hangs. What the reset finds it may not begin with any more. */
static void behind_the_host(struct gpu *gpu, struct host *host, u32 engine)
{
	struct context ctx;
	struct ppgtt vm;

	ppgtt_init(gpu, &vm);
	context_init(gpu, &ctx, engine, &vm);
	ring_emit(&ctx, 0);
	ring_finish(&ctx);
	model_tell("hang %s", model_engines[engine]);
	host_begin(host, engine);
	submit(&ctx, NULL);
	host_end(host);
}

/* The host's own work hangs an engine, before a guest's has begun. */
static void test_host_hangs(const struct test_args *args)
{
	u64 others = vm_stat(args->uuid[1], "hangs");
	struct gpu gpu, other;
	struct host host;
	u64 hangs;
	u32 i;

	gpu_open(&gpu, args->uuid[0]);
	gpu_open(&other, args->uuid[1]);
	host_open(&host);
	heartbeat_faster();
	capture_off();
	for (i = 0; i < ENGINES; i++) {
		const char *wrong;

		hangs = vm_stat(args->uuid[0], "hangs");
		behind_the_host(&gpu, &host, i);
		CHECK(hangs_come(args->uuid[0], hangs + 1),
		      "%s: work that a reset took from the engine is run all the same",
		      engine_info[i].name);
		wrong = exec_works(&other, i);
		CHECK(!wrong, "%s of the other: %s", engine_info[i].name, wrong);
		gpu_restart(&gpu);
		wrong = exec_works(&gpu, i);
		CHECK(!wrong, "%s after its reset: %s", engine_info[i].name, wrong);
	}
	CHECK(vm_stat(args->uuid[1], "hangs") == others, "the other is said to hang");
	host_close(&host);
	gpu_close(&other);
	gpu_close(&gpu);
}

static void preempt_restore(void)
{
	sysfs_put(PREEMPT, preempt);
}

/* Engines that cannot be preempted (Broadwell's) have no such time-out. */
static void preempt_later(void)
{
	if (access(PREEMPT, F_OK))
		return;
	preempt = sysfs_number(PREEMPT);
	atexit(preempt_restore);
	sysfs_put(PREEMPT, PREEMPT_MS);
}

/* A batch that lets nobody by, as those of guests' drivers, until the guest writes the word. */
static u32 *submit_long(struct gpu *gpu, struct context *ctx)
{
	u64 page = guest_pages(&gpu->g, 2);
	u32 *word = guest_at(&gpu->g, page);
	u32 *at = guest_at(&gpu->g, page + PAGE_SIZE);
	struct ppgtt vm;

	ppgtt_init(gpu, &vm);
	context_init(gpu, ctx, RCS, &vm);
	ppgtt_map(&vm, 0x420000, page);
	ppgtt_map(&vm, 0x421000, page + PAGE_SIZE);
	*at++ = MI_ARB(0);
	batch_store(&at, 0x420004, 1);
	batch_wait(&at, 0x420000, 1);
	*at++ = MI_ARB(1);
	batch_end(&at);
	ring_batch(ctx, 0x421000);
	ring_finish(ctx);
	submit(ctx, NULL);
	CHECK(word_is(word + 1, 1, 10000), "it does not begin");
	return word;
}

/* The host wants the engine meanwhile, and has told i915 that it may have to wait. */
static void test_long(const struct test_args *args)
{
	u64 hangs = vm_stat(args->uuid[0], "hangs");
	struct context ctx;
	struct host host;
	struct gpu gpu;
	u32 *word;

	gpu_open(&gpu, args->uuid[0]);
	host_open(&host);
	preempt_later();
	word = submit_long(&gpu, &ctx);
	host_begin(&host, RCS);
	CHECK(!wait_done(&ctx, LONG_MS), "a long batch is ended");
	CHECK(vm_stat(args->uuid[0], "hangs") == hangs, "a long batch is a hang");
	WRITE_ONCE(*word, 1);
	CHECK(wait_done(&ctx, WAIT_MS), "a long batch does not end");
	host_end(&host);
	CHECK(vm_stat(args->uuid[0], "hangs") == hangs, "a long batch was a hang");
	host_close(&host);
	gpu_close(&gpu);
}

/* Longer than i915 waits for work that lets nobody by. */
#define ROW_MS		700
#define ROW		10

/* A batch as of submit_long(), the number @i of its context. */
static u32 *row_batch(struct gpu *gpu, struct context *ctx, u32 i)
{
	u64 page = guest_pages(&gpu->g, 2);
	u32 *at = guest_at(&gpu->g, page + PAGE_SIZE);
	u64 addr = 0x420000 + i * 2 * PAGE_SIZE;

	ppgtt_map(ctx->vm, addr, page);
	ppgtt_map(ctx->vm, addr + PAGE_SIZE, page + PAGE_SIZE);
	*at++ = MI_ARB(0);
	batch_store(&at, addr + 4, 1);
	batch_wait(&at, addr, 1);
	*at++ = MI_ARB(1);
	batch_end(&at);
	ring_batch(ctx, addr + PAGE_SIZE);
	ring_finish(ctx);
	submit(ctx, NULL);
	return guest_at(&gpu->g, page);
}

/*
 * Long batches, one behind the other all the time. No program of the host's wants the engine, but
 * i915 itself looks whether it still does something. That has the lowest priority at first, and
 * would reset the engine if it never had its turn.
 */
static void test_row(const struct test_args *args)
{
	u64 hangs = vm_stat(args->uuid[0], "hangs");
	struct context ctx;
	struct ppgtt vm;
	struct gpu gpu;
	u32 *word, *next;
	u32 i;

	gpu_open(&gpu, args->uuid[0]);
	ppgtt_init(&gpu, &vm);
	context_init(&gpu, &ctx, RCS, &vm);
	word = row_batch(&gpu, &ctx, 0);
	for (i = 0; i < ROW; i++) {
		CHECK(word_is(word + 1, 1, 10000), "batch %u does not begin", i);
		next = row_batch(&gpu, &ctx, i + 1);
		usleep(ROW_MS * 1000);
		WRITE_ONCE(*word, 1);
		word = next;
		irq_serve(&gpu);
	}
	WRITE_ONCE(*word, 1);
	CHECK(wait_done(&ctx, WAIT_MS), "the last batch does not end");
	CHECK(vm_stat(args->uuid[0], "hangs") == hangs, "long batches are a hang");
	gpu_close(&gpu);
}

/* How many hangs hold a vGPU back, for which others waited. */
#define HOLD		"/sys/kernel/vgt/control/hold_hangs"
#define INVALID_MS	1000
#define INVALID_COUNT	30

static u64 hold;

static void hold_restore(void)
{
	sysfs_put(HOLD, hold);
}

static void hold_never(void)
{
	hold = sysfs_number(HOLD);
	atexit(hold_restore);
	sysfs_put(HOLD, 0);
}

static u32 rcs_read(struct gpu *gpu, u32 reg)
{
	return mmio_read(&gpu->g, engine_info[RCS].base + reg);
}

/* As i915: of errors it wants to hear of this one. */
static void errors_on(struct gpu *gpu)
{
	mmio_write(&gpu->g, engine_info[RCS].base + RING_EMR, ~1u);
	gpu->irqs[engine_info[RCS].group] = 0;
}

/* Milliseconds until the guest has the interrupt, or @ms. */
static int error_comes(struct gpu *gpu, int ms)
{
	int waited;

	for (waited = 0; waited < ms; waited += 10) {
		if (guest_wait_msi(&gpu->g, 10))
			irq_serve(gpu);
		if (gpu->irqs[engine_info[RCS].group] & IRQ_ERROR << engine_info[RCS].shift)
			break;
	}
	return waited;
}

static void error_is_told(struct gpu *gpu, const char *uuid)
{
	u64 hangs = vm_stat(uuid, "hangs");

	errors_on(gpu);
	submit_hang(gpu);
	CHECK(error_comes(gpu, INVALID_MS) < INVALID_MS, "no interrupt within %u ms", INVALID_MS);
	CHECK(rcs_read(gpu, RING_EIR) == 1, "EIR is %#x", rcs_read(gpu, RING_EIR));
	CHECK(rcs_read(gpu, RING_ESR) == 1, "ESR is %#x", rcs_read(gpu, RING_ESR));
	CHECK(vm_stat(uuid, "hangs") == hangs + 1, "it is no hang");
	engines_reset(gpu);
	CHECK(!rcs_read(gpu, RING_ESR), "ESR outlives the reset");
}

/* One after another; past the limit they are found by the heartbeat. */
static void errors_in_a_row(struct gpu *bad, struct gpu *good, const char *uuid)
{
	u32 i;

	for (i = 0; i < INVALID_COUNT; i++) {
		hang(bad, uuid);
		works(good, "the other, beside invalid commands");
		engines_reset(bad);
	}
}

/* i915 keeps a copy of the engine's state where an error was the host's. */
#define ERROR_STATE	"/sys/class/drm/card0/error"
#define NO_ERROR_STATE	"No error state collected"

static bool host_has_error(void)
{
	char text[sizeof(NO_ERROR_STATE)] = "";
	FILE *file = fopen(ERROR_STATE, "r");
	bool none;

	if (!file)
		return false;
	none = fgets(text, sizeof(text), file) && !strcmp(text, NO_ERROR_STATE);
	fclose(file);
	return !none;
}

static void test_invalid(const struct test_args *args)
{
	u64 others = vm_stat(args->uuid[1], "hangs");
	struct gpu bad, good;

	if (host_has_error())
		test_skip("the host has an error state already");
	heartbeat_faster();
	hold_never();
	gpu_open(&bad, args->uuid[0]);
	gpu_open(&good, args->uuid[1]);
	works(&good, "the other, before");
	error_is_told(&bad, args->uuid[0]);
	works(&good, "the other, after one");
	errors_in_a_row(&bad, &good, args->uuid[0]);
	works(&bad, "after its resets");
	CHECK(!host_has_error(), "the host has a copy of a guest's error");
	CHECK(vm_stat(args->uuid[1], "hangs") == others, "the other is said to hang");
	gpu_close(&good);
	gpu_close(&bad);
}

#define NO_SYSFS	"has no statistics and no state"

const struct test hang_tests[] = {
	{ "hang: one's alone", test_alone, 2, NO_SYSFS, true },
	{ "hang: an invalid command", test_invalid, 2, NO_SYSFS, true },
	{ "hang: endless work beside a neighbour", test_endless, 2, NO_SYSFS, true },
	{ "hang: held back after the fourth", test_held, 2, NO_SYSFS, true },
	{ "hang: held back after the fourth for which the host waited", test_host_waits, 1,
	  NO_SYSFS, true },
	{ "hang: not held back where nobody waits", test_nobody_waits, 2, NO_SYSFS, true },
	{ "hang: the host's, before a guest's work begins", test_host_hangs, 2, NO_SYSFS, true },
	{ "hang: long work while the host waits", test_long, 1, NO_SYSFS, true },
	{ "hang: long work, one behind the other", test_row, 1, NO_SYSFS, true },
	{ "hang: work that ends without telling", test_silent, 2, NO_SYSFS, true },
	{ 0 },
};
