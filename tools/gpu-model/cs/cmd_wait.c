// SPDX-License-Identifier: GPL-2.0-only
/*
 * MI commands that wait: semaphores and display events; and the flip.
 */
#include "core/gpu.h"
#include "cs/commands.h"
#include "cs/cs_regs.h"
#include "cs/engine.h"
#include "display/display.h"

/* ---- semaphores ---- */

#define SEMAPHORE_POLL		BIT(15)
#define SEMAPHORE_COMPARE	GENMASK(14, 12)

enum semaphore_compare { SAD_GT, SAD_GTE, SAD_LT, SAD_LTE, SAD_EQ, SAD_NEQ };

static bool semaphore_passes(u32 memory, u32 data, u32 compare)
{
	switch (compare) {
	case SAD_GT:
		return memory > data;
	case SAD_GTE:
		return memory >= data;
	case SAD_LT:
		return memory < data;
	case SAD_LTE:
		return memory <= data;
	case SAD_EQ:
		return memory == data;
	case SAD_NEQ:
		return memory != data;
	default:
		return false;
	}
}

/* In signal mode, memory is read once, and then after each signal. */
static bool signal_mode_waits(struct engine *e)
{
	u32 signals = __atomic_load_n(&e->semaphore_signals, __ATOMIC_ACQUIRE);

	if (e->cs.poll_us && signals == e->cs.semaphore_seen)
		return true;
	e->cs.semaphore_seen = signals;
	return false;
}

enum cs_result mi_semaphore_wait(struct engine *e, const u32 *cmd, u32 dwords __unused)
{
	u32 compare = FIELD_GET(SEMAPHORE_COMPARE, cmd[0]);
	bool ggtt = cmd[0] & BIT(22);
	u32 memory;

	if (cs_refuse_ggtt(e, ggtt, "MI_SEMAPHORE_WAIT"))
		return CS_OK;
	if (compare > SAD_NEQ)
		return cs_invalid(e, "MI_SEMAPHORE_WAIT with a reserved comparison");
	if (!(cmd[0] & SEMAPHORE_POLL) && signal_mode_waits(e))
		return CS_RETRY;
	if (vm_read32(e, cs_space(ggtt), command_address(&cmd[2]) & ~3ull, &memory, PAGE_USE_READ))
		return cs_fault(e);
	return semaphore_passes(memory, cmd[1], compare) ? CS_OK : CS_RETRY;
}

/* Engines as MI_SEMAPHORE_SIGNAL numbers them. */
static const enum engine_id signal_target[] = { RCS0, VCS0, BCS0, VECS0, VCS1 };

enum cs_result mi_semaphore_signal(struct engine *e, const u32 *cmd, u32 dwords __unused)
{
	u32 n = FIELD_GET(GENMASK(17, 15), cmd[0]);
	struct gpu *gpu = e->gpu;
	struct engine *target;
	bool running;

	if (n >= ARRAY_SIZE(signal_target) || !gpu_has_engine(gpu, signal_target[n]))
		return cs_invalid(e, "MI_SEMAPHORE_SIGNAL to an engine that does not exist");
	target = &gpu->engine[signal_target[n]];
	pthread_mutex_lock(&gpu->lock);
	running = target->el.active &&
		  upper_32_bits(target->el.current.desc[target->el.element]) == cmd[1];
	__atomic_add_fetch(&target->semaphore_signals, 1, __ATOMIC_RELEASE);
	if (running)
		pthread_cond_broadcast(&target->wake);
	else
		engine_interrupt(target, GT_WAIT_SEMAPHORE_INTERRUPT);
	pthread_mutex_unlock(&gpu->lock);
	return CS_OK;
}

/* ---- display events ---- */

/* Bits of MI_WAIT_FOR_EVENT, by pipe; any other one waits for pending flips. */
static const u32 wait_scan_line[] = { BIT(0), BIT(8), BIT(14) };
static const u32 wait_vblank[] = { BIT(3), BIT(11), BIT(21) };

enum cs_result mi_load_scan_lines(struct engine *e, const u32 *cmd, u32 dwords __unused)
{
	e->cs.scan_first = FIELD_GET(GENMASK(28, 16), cmd[1]);
	e->cs.scan_last = FIELD_GET(GENMASK(12, 0), cmd[1]);
	e->cs.scan_outside = cmd[0] >> 23 == MI_OPCODE_LOAD_SCAN_LINES_EXCL;
	return CS_OK;
}

static bool scan_line_reached(const struct cs *cs, u32 line)
{
	bool inside = line >= cs->scan_first && line <= cs->scan_last;

	return inside != cs->scan_outside;
}

/* Caller holds gpu->lock. */
static bool event_happened(struct engine *e, u32 events)
{
	struct cs *cs = &e->cs;
	struct gpu *gpu = e->gpu;

	for (u32 p = 0; p < PIPES; p++) {
		if (!pipe_is_on(gpu, p))
			continue;
		if ((events & wait_scan_line[p]) && scan_line_reached(cs, pipe_scan_line(gpu, p)))
			return true;
		if ((events & wait_vblank[p]) && pipe_frame(gpu, p) != cs->wait_frame[p])
			return true;
		events &= ~(wait_scan_line[p] | wait_vblank[p]);
	}
	/* The remaining events are flips, and pipes that are off, whose events never come. */
	for (u32 p = 0; p < PIPES; p++)
		if (events & (wait_scan_line[p] | wait_vblank[p]))
			return false;
	return events && !display_flip_pending(gpu);
}

enum cs_result mi_wait_for_event(struct engine *e, const u32 *cmd, u32 dwords __unused)
{
	u32 events = cmd[0] & GENMASK(22, 0);
	struct cs *cs = &e->cs;
	bool done;

	pthread_mutex_lock(&e->gpu->lock);
	/* The first try records the frame from which the wait starts. */
	for (u32 p = 0; p < PIPES && !cs->poll_us; p++)
		cs->wait_frame[p] = pipe_frame(e->gpu, p);
	done = !events || event_happened(e, events);
	pthread_mutex_unlock(&e->gpu->lock);
	return done ? CS_OK : CS_RETRY;
}

/* ---- MI_DISPLAY_FLIP ---- */

struct flip_target {
	u32 code;
	u32 pipe;
	u32 plane;
};

/* Bits 12:8 of the header. */
static const struct flip_target gen9_flip_target[] = {
	{ 0, 0, 0 }, { 1, 1, 0 }, { 2, 2, 0 },
	{ 4, 0, 1 }, { 5, 1, 1 }, { 6, 2, 1 },
	{ 7, 0, 2 }, { 8, 1, 2 }, { 9, 2, 2 },
};

/* Bits 21:19 of the header, which has nothing in 12:8. */
static const struct flip_target gen8_flip_target[] = {
	{ 0, 0, 0 }, { 1, 1, 0 }, { 4, 2, 0 },
	{ 2, 0, 1 }, { 3, 1, 1 }, { 5, 2, 1 },
};

static const struct flip_target *find_flip_target(const struct gpu *gpu, u32 header)
{
	bool gen9 = gpu->device->gen >= 9;
	const struct flip_target *t = gen9 ? gen9_flip_target : gen8_flip_target;
	u32 count = gen9 ? ARRAY_SIZE(gen9_flip_target) : ARRAY_SIZE(gen8_flip_target);
	u32 code = FIELD_GET(gen9 ? GENMASK(12, 8) : GENMASK(21, 19), header);

	for (u32 i = 0; i < count; i++)
		if (t[i].code == code)
			return &t[i];
	return NULL;
}

enum cs_result mi_display_flip(struct engine *e, const u32 *cmd, u32 dwords __unused)
{
	const struct flip_target *t = find_flip_target(e->gpu, cmd[0]);
	bool async = (cmd[2] & 3) == 1;

	if (!t)
		return cs_invalid(e, "MI_DISPLAY_FLIP of a plane that does not exist");
	pthread_mutex_lock(&e->gpu->lock);
	plane_flip(e->gpu, t->pipe, t->plane, cmd[1], cmd[2] & ~(PAGE_SIZE - 1), async);
	pthread_mutex_unlock(&e->gpu->lock);
	return CS_OK;
}
