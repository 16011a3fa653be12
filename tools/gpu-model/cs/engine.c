// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <string.h>

#include "core/clock.h"
#include "core/gpu.h"
#include "core/log.h"
#include "cs/cs_regs.h"
#include "cs/engine.h"
#include "cs/engine_regs.h"
#include "cs/error.h"
#include "cs/lrc.h"
#include "3d/draw.h"
#include "eu/group.h"

/* No command takes longer than this; after it the model itself is stuck. */
#define QUIET_TIMEOUT_NS	(2 * NSEC_PER_SEC)
/* A wait polls often at first, then less and less often. */
#define POLL_FIRST_US		20
#define POLL_MOST_US		500

const struct engine_info engine_info[ENGINE_COUNT] = {
	[RCS0] = {
		.name = "rcs0", .class = CLASS_RENDER, .base = 0x02000,
		.irq_group = 0, .irq_shift = 0, .reset_domain = BIT(1),
		.fault_id = 0, .tlb_register = 0x4260,
	},
	[BCS0] = {
		.name = "bcs0", .class = CLASS_COPY, .base = 0x22000,
		.irq_group = 0, .irq_shift = 16, .reset_domain = BIT(3),
		.fault_id = 4, .tlb_register = 0x426c,
	},
	[VCS0] = {
		.name = "vcs0", .class = CLASS_VIDEO, .base = 0x12000,
		.irq_group = 1, .irq_shift = 0, .reset_domain = BIT(2),
		.fault_id = 1, .tlb_register = 0x4264,
	},
	[VCS1] = {
		.name = "vcs1", .class = CLASS_VIDEO, .base = 0x1c000,
		.irq_group = 1, .irq_shift = 16, .reset_domain = BIT(7),
		.fault_id = 2, .tlb_register = 0x4268,
	},
	[VECS0] = {
		.name = "vecs0", .class = CLASS_ENHANCE, .base = 0x1a000,
		.irq_group = 3, .irq_shift = 0, .reset_domain = BIT(4),
		.fault_id = 3, .tlb_register = 0x4270,
	},
};

void engine_init(struct gpu *gpu, enum engine_id id)
{
	struct engine *e = &gpu->engine[id];

	memset(e, 0, sizeof(*e));
	e->gpu = gpu;
	e->info = &engine_info[id];
	e->cs.user.unit = e->info->name;
	cond_init_monotonic(&e->wake);
	cond_init_monotonic(&e->quiet);
	execlists_reset(&e->el);
	cs_reset(&e->cs);
	cs_state_reset(e);
	engine_attach_registers(e);
}

void engine_destroy(struct engine *e)
{
	eu_group_free(e);
	draw_free(e);
	line_cache_release(&e->lines);
	pthread_cond_destroy(&e->wake);
	pthread_cond_destroy(&e->quiet);
}

struct engine *engine_by_name(struct gpu *gpu, const char *name)
{
	for (u32 i = 0; i < ENGINE_COUNT; i++)
		if (gpu_has_engine(gpu, i) && !strcmp(engine_info[i].name, name))
			return &gpu->engine[i];
	return NULL;
}

void engine_kick(struct engine *e, u32 attention)
{
	__atomic_or_fetch(&e->attention, attention, __ATOMIC_RELEASE);
	pthread_cond_broadcast(&e->wake);
}

void engine_release(struct engine *e, u32 attention)
{
	__atomic_and_fetch(&e->attention, ~attention, __ATOMIC_RELEASE);
	pthread_cond_broadcast(&e->wake);
}

void engine_tlb_invalidate(struct engine *e)
{
	__atomic_add_fetch(&e->tlb_generation, 1, __ATOMIC_RELEASE);
}

u64 engine_timestamp(const struct gpu *gpu)
{
	u64 ns = clock_ns();
	u64 sec = ns / NSEC_PER_SEC;
	u64 hz = gpu->device->timestamp_hz;

	return (sec * hz + (ns % NSEC_PER_SEC) * hz / NSEC_PER_SEC) & GENMASK_ULL(35, 0);
}

bool engine_is_idle(const struct engine *e)
{
	return e->paused || (!e->running && !e->el.active && !e->el.waiting);
}

void engine_interrupt(struct engine *e, u32 bits)
{
	u32 mask = reg_get(e->gpu, e->info->base + RING_IMR);

	bits = (bits << e->info->irq_shift) & ~mask;
	if (bits)
		irq_raise(e->gpu, IRQ_GT0 + e->info->irq_group, bits);
}

void engine_set_level(struct engine *e, u32 bits, bool high)
{
	irq_set_status(e->gpu, IRQ_GT0 + e->info->irq_group, bits << e->info->irq_shift, high);
	if (high)
		engine_interrupt(e, bits);
}

static bool is_quiet(const struct engine *e)
{
	return e->paused || e->hung || !e->running;
}

bool engine_wait_quiet(struct engine *e)
{
	u64 deadline = clock_ns() + QUIET_TIMEOUT_NS;

	/* An engine that writes its own registers cannot wait for itself. */
	if (pthread_equal(pthread_self(), e->thread))
		return true;
	while (!is_quiet(e))
		if (cond_wait_until(&e->quiet, &e->gpu->lock, deadline))
			return is_quiet(e);
	return true;
}

void engine_reset(struct engine *e)
{
	u64 deadline = clock_ns() + QUIET_TIMEOUT_NS;

	engine_kick(e, ATTENTION_RESET);
	if (pthread_equal(pthread_self(), e->thread))
		return;
	while (engine_attention(e) & ATTENTION_RESET) {
		if (cond_wait_until(&e->quiet, &e->gpu->lock, deadline)) {
			log_err("%s does not react to its reset", e->info->name);
			return;
		}
	}
}

/* Reset all state. Called by the engine's thread with gpu->lock held. */
static void do_reset(struct engine *e)
{
	trace(&e->gpu->trace, TRACE_RESET, "%s reset%s", e->info->name, e->hung ? " (hung)" : "");
	e->stats.resets++;
	e->hung = false;
	e->paused = false;
	execlists_reset(&e->el);
	cs_reset(&e->cs);
	cs_state_reset(e);
	tlb_flush(&e->tlb);
	cs_error_reset(e);
	mmio_reset_range(e->gpu, e->info->base, RING_SPACE);
	engine_release(e, ATTENTION_RESET | ATTENTION_PAUSE | ATTENTION_HANG | ATTENTION_ELSP);
	pthread_cond_broadcast(&e->quiet);
}

static void pause_here(struct engine *e)
{
	e->paused = true;
	pthread_cond_broadcast(&e->quiet);
	while ((engine_attention(e) & ATTENTION_PAUSE) && !(engine_attention(e) & ATTENTION_BREAK))
		pthread_cond_wait(&e->wake, &e->gpu->lock);
	e->paused = false;
}

/* A hung engine does nothing until it is reset. */
static void hang_here(struct engine *e)
{
	pthread_mutex_lock(&e->gpu->lock);
	e->hung = true;
	e->stats.hangs++;
	pthread_cond_broadcast(&e->quiet);
	while (!(engine_attention(e) & ATTENTION_BREAK))
		pthread_cond_wait(&e->wake, &e->gpu->lock);
	pthread_mutex_unlock(&e->gpu->lock);
}

static enum run_outcome broken_off(const struct engine *e)
{
	return engine_attention(e) & ATTENTION_EXIT ? RUN_EXIT : RUN_RESET;
}

/*
 * Take the list that waits by lite restore, or leave the engine for it at a preemption point. If
 * neither is possible, continue.
 */
static bool must_leave(struct engine *e, bool preemptible)
{
	bool leave = false;

	if (!e->cs.arbitration)
		return false;
	pthread_mutex_lock(&e->gpu->lock);
	if (execlists_lite_restore(e)) {
		e->stats.lite_restores++;
		engine_release(e, ATTENTION_ELSP);
		pthread_mutex_unlock(&e->gpu->lock);
		lrc_reload_tail(e);
		return false;
	}
	if (!e->el.waiting)
		engine_release(e, ATTENTION_ELSP);
	else
		leave = preemptible;
	pthread_mutex_unlock(&e->gpu->lock);
	return leave;
}

bool engine_must_leave(struct engine *e)
{
	return engine_attention(e) & ATTENTION_ELSP && must_leave(e, true);
}

/* The ring is empty: the context is complete, unless a lite restore has just added commands. */
static bool ring_complete(struct engine *e)
{
	if (engine_attention(e) & ATTENTION_ELSP)
		must_leave(e, false);
	return cs_at_ring_end(&e->cs);
}

void engine_wait_moment(struct engine *e)
{
	struct cs *cs = &e->cs;
	u64 deadline;

	cs->poll_us = cs->poll_us ? min(cs->poll_us * 2, POLL_MOST_US) : POLL_FIRST_US;
	deadline = clock_ns() + cs->poll_us * NSEC_PER_USEC;
	pthread_mutex_lock(&e->gpu->lock);
	if (!(engine_attention(e) & ~ATTENTION_ELSP))
		cond_wait_until(&e->wake, &e->gpu->lock, deadline);
	pthread_mutex_unlock(&e->gpu->lock);
}

/* Whether a context that waits may give up the engine by itself. */
static bool switches_on_wait(struct engine *e)
{
	bool inhibited;

	pthread_mutex_lock(&e->gpu->lock);
	inhibited = reg_get(e->gpu, e->info->base + RING_CTX_CONTROL) & CTX_INHIBIT_SYN_SWITCH;
	pthread_mutex_unlock(&e->gpu->lock);
	return !inhibited && e->cs.arbitration;
}

static enum run_outcome wait_outcome(const struct engine *e)
{
	return e->cs.command[0] >> 23 == MI_OPCODE_SEMAPHORE_WAIT ? RUN_WAIT_SEMAPHORE :
								    RUN_WAIT_EVENT;
}

bool engine_obey(struct engine *e)
{
	u32 attention = engine_attention(e);

	if (!(attention & ~ATTENTION_ELSP))
		return true;
	if (attention & ATTENTION_HANG) {
		engine_release(e, ATTENTION_HANG);
		cs_hang(e, "injected");
		hang_here(e);
	} else if (attention & ATTENTION_PAUSE) {
		pthread_mutex_lock(&e->gpu->lock);
		pause_here(e);
		pthread_mutex_unlock(&e->gpu->lock);
	}
	return !(engine_attention(e) & ATTENTION_BREAK);
}

/* Execute until the context has to leave. */
static enum run_outcome execute(struct engine *e)
{
	enum cs_result res = CS_OK;

	for (;;) {
		u32 attention = engine_attention(e);

		if (!engine_obey(e))
			return broken_off(e);
		if (attention & ATTENTION_ELSP &&
		    must_leave(e, res == CS_ARBITRATE || res == CS_RETRY || res == CS_PREEMPT))
			return RUN_PREEMPTED;
		if (cs_at_ring_end(&e->cs) && ring_complete(e))
			return RUN_COMPLETE;
		res = cs_step(e);
		if (res == CS_RETRY) {
			if (switches_on_wait(e))
				return wait_outcome(e);
			engine_wait_moment(e);
		} else if (res == CS_HANG) {
			hang_here(e);
		}
	}
}

static void injected_delay(struct engine *e)
{
	u64 deadline = clock_ns() + e->delay_us * NSEC_PER_USEC;

	while (e->delay_us && !(engine_attention(e) & ATTENTION_BREAK))
		if (cond_wait_until(&e->wake, &e->gpu->lock, deadline))
			break;
}

static enum run_outcome run_context(struct engine *e, u64 desc)
{
	enum run_outcome why;

	switch (lrc_restore(e, desc)) {
	case CS_HANG:
		hang_here(e);
		return broken_off(e);
	case CS_BREAK:
		return broken_off(e);
	default:
		break;
	}
	why = execute(e);
	if (why == RUN_RESET || why == RUN_EXIT)
		return why;
	if (lrc_save(e) == CS_HANG) {
		hang_here(e);
		return broken_off(e);
	}
	return why;
}

/* One context's stay on the engine. gpu->lock is held, and dropped meanwhile. */
static void run_next(struct engine *e, u64 desc)
{
	enum run_outcome why;
	u64 start = clock_ns();

	e->running = true;
	e->stats.contexts++;
	injected_delay(e);
	pthread_mutex_unlock(&e->gpu->lock);
	why = run_context(e, desc);
	pthread_mutex_lock(&e->gpu->lock);
	e->running = false;
	e->stats.busy_ns += clock_ns() - start;
	if (why == RUN_RESET || why == RUN_EXIT)
		return;
	if (why == RUN_PREEMPTED)
		e->stats.preemptions++;
	execlists_left(e, why);
	if (!e->el.waiting)
		engine_release(e, ATTENTION_ELSP);
}

/*
 * A list arrived while the second element was about to start. The element continues under the new
 * list, or does not start at all.
 */
static void settle_waiting_list(struct engine *e)
{
	if (!e->el.active || !e->el.waiting)
		return;
	if (!execlists_lite_restore(e))
		execlists_left(e, RUN_PREEMPTED);
	engine_release(e, ATTENTION_ELSP);
}

static void *engine_main(void *arg)
{
	struct engine *e = arg;
	u64 desc;

	pthread_mutex_lock(&e->gpu->lock);
	while (!(engine_attention(e) & ATTENTION_EXIT)) {
		if (engine_attention(e) & ATTENTION_RESET) {
			do_reset(e);
			continue;
		}
		if (engine_attention(e) & ATTENTION_PAUSE) {
			pause_here(e);
			continue;
		}
		settle_waiting_list(e);
		if (execlists_next(e, &desc)) {
			run_next(e, desc);
			continue;
		}
		pthread_cond_broadcast(&e->quiet);
		pthread_cond_wait(&e->wake, &e->gpu->lock);
	}
	pthread_mutex_unlock(&e->gpu->lock);
	return NULL;
}

int engine_start(struct engine *e)
{
	int ret = pthread_create(&e->thread, NULL, engine_main, e);

	if (!ret)
		pthread_setname_np(e->thread, e->info->name);
	return -ret;
}

void engine_stop(struct engine *e)
{
	pthread_mutex_lock(&e->gpu->lock);
	engine_kick(e, ATTENTION_EXIT);
	pthread_mutex_unlock(&e->gpu->lock);
	pthread_join(e->thread, NULL);
}
