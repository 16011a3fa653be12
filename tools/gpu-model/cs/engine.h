/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Engines: a command streamer each, with a thread of its own.
 *
 * Source: Intel OSRC Skylake PRM vol 2c and vol 3; i915 gt/intel_engine_regs.h,
 * gt/intel_execlists_submission.c.
 */
#ifndef GPU_MODEL_ENGINE_H
#define GPU_MODEL_ENGINE_H

#include <pthread.h>

#include "core/types.h"
#include "cs/execlists.h"
#include "cs/line_cache.h"
#include "cs/parser.h"
#include "cs/state.h"
#include "cs/tlb.h"

struct draw;
struct eu_group;
struct gpu;

enum engine_id {
	RCS0,
	BCS0,
	VCS0,
	VCS1,
	VECS0,
	ENGINE_COUNT
};

enum engine_class {
	CLASS_RENDER,
	CLASS_COPY,
	CLASS_VIDEO,
	CLASS_ENHANCE,
	CLASS_COUNT
};

/**
 * struct engine_info - constants of an engine
 * @name: name in i915 and its tools
 * @class: selects the commands it knows
 * @base: base of its registers
 * @irq_group: GT interrupt group (the n of GT_IIR(n))
 * @irq_shift: shift of its bits in the group
 * @reset_domain: its bit in GDRST
 * @fault_id: its number in RING_FAULT_REG
 * @tlb_register: invalidates its TLB
 */
struct engine_info {
	const char *name;
	enum engine_class class;
	u32 base;
	u32 irq_group;
	u32 irq_shift;
	u32 reset_domain;
	u32 fault_id;
	u32 tlb_register;
};

extern const struct engine_info engine_info[ENGINE_COUNT];

/* Requests to an engine's thread, in @attention. */
#define ATTENTION_EXIT		BIT(0)	/* the process ends */
#define ATTENTION_RESET		BIT(1)	/* reset all state */
#define ATTENTION_STOP		BIT(2)	/* STOP_RING: pause between commands */
#define ATTENTION_QUIESCE	BIT(3)	/* RESET_CTL: pause, a reset will follow */
#define ATTENTION_HANG		BIT(4)	/* injected: hang at the next command */
#define ATTENTION_ELSP		BIT(5)	/* a new list waits */
#define ATTENTION_PAUSE		(ATTENTION_STOP | ATTENTION_QUIESCE)
/* Requests that abort a long command. */
#define ATTENTION_BREAK		(ATTENTION_EXIT | ATTENTION_RESET)

/**
 * struct engine_stats - counters for people and tests; gpu->lock
 * @submissions: lists written to the submit port
 * @contexts: context restores
 * @lite_restores: of them, those that only moved the tail
 * @preemptions: contexts that had to leave before their end
 * @commands: commands executed or skipped
 * @resets: resets of this engine
 * @hangs: times it hung
 * @busy_ns: time with a context on the engine
 */
struct engine_stats {
	u64 submissions;
	u64 contexts;
	u64 lite_restores;
	u64 preemptions;
	u64 commands;
	u64 resets;
	u64 hangs;
	u64 busy_ns;
};

/**
 * struct engine - one engine
 * @gpu: the device
 * @info: what is fixed about it
 * @thread: runs engine_main()
 * @wake: signalled when @attention changes; waited on with gpu->lock
 * @quiet: signalled when the thread pauses, idles or has reset
 * @attention: ATTENTION_ bits; set with gpu->lock held, read without
 * @paused: the thread is not executing because of ATTENTION_PAUSE; gpu->lock
 * @hung: it has hung and waits for a reset; gpu->lock
 * @running: a context is on the engine; gpu->lock
 * @delay_us: injected delay before each context; gpu->lock
 * @lose: injected: so many post-sync writes of the ring do not arrive; atomic
 * @lines: injected: a cache that is not coherent
 * @stats: gpu->lock
 * @el: submission state; gpu->lock
 * @cs: command streamer; owned by the thread, but for its live_ fields
 * @state: what commands have set in the fixed functions; owned by the thread
 * @tlb: cached translations; owned by the thread
 * @tlb_generation: raised to make @tlb forget everything; atomic
 * @semaphore_signals: MI_SEMAPHORE_SIGNALs received; atomic
 * @eu: execution units, made at their first use; owned by the thread
 * @draw: the 3D pipeline, likewise
 */
struct engine {
	struct gpu *gpu;
	const struct engine_info *info;
	pthread_t thread;
	pthread_cond_t wake;
	pthread_cond_t quiet;
	u32 attention;
	bool paused;
	bool hung;
	bool running;
	u32 delay_us;
	u32 lose;
	struct line_cache lines;
	struct engine_stats stats;
	struct execlists el;
	struct cs cs;
	struct cs_state state;
	struct tlb tlb;
	u32 tlb_generation;
	u32 semaphore_signals;
	struct eu_group *eu;
	struct draw *draw;
};

static inline u32 engine_attention(const struct engine *e)
{
	return __atomic_load_n(&e->attention, __ATOMIC_ACQUIRE);
}

/** engine_init() - an idle engine without a thread; registers are attached */
void engine_init(struct gpu *gpu, enum engine_id id);
void engine_destroy(struct engine *e);

/** engine_start() - start the thread; returns 0 or a negative errno */
int engine_start(struct engine *e);

/** engine_stop() - end the thread and wait for it */
void engine_stop(struct engine *e);

/**
 * engine_reset() - reset all state of the engine, hung or not
 *
 * Caller holds gpu->lock, which is dropped while the thread finishes its
 * command.
 */
void engine_reset(struct engine *e);

/**
 * engine_obey() - process all requests except new lists; pause as long as requested
 *
 * Thread of the engine, without lock.
 *
 * Return: false if the context must be dropped.
 */
bool engine_obey(struct engine *e);

/**
 * engine_must_leave() - whether a list waits that is not taken by lite restore
 *
 * For commands that can be preempted. Thread of the engine, without lock.
 */
bool engine_must_leave(struct engine *e);

/** engine_wait_moment() - sleep between two tries of a waiting command; as engine_obey() */
void engine_wait_moment(struct engine *e);

/** engine_kick() - set ATTENTION_ bits and wake the thread; gpu->lock is held */
void engine_kick(struct engine *e, u32 attention);

/** engine_release() - clear ATTENTION_ bits and wake the thread; gpu->lock is held */
void engine_release(struct engine *e, u32 attention);

/**
 * engine_wait_quiet() - wait until the thread pauses or idles
 *
 * Caller holds gpu->lock, which is dropped meanwhile.
 *
 * Return: false if it took longer than any command may.
 */
bool engine_wait_quiet(struct engine *e);

/** engine_is_idle() - nothing submitted, or paused; gpu->lock is held */
bool engine_is_idle(const struct engine *e);

/** engine_interrupt() - raise interrupt bits of the engine; gpu->lock is held */
void engine_interrupt(struct engine *e, u32 bits);

/** engine_set_level() - set or clear live status bits; a rise is an interrupt; likewise */
void engine_set_level(struct engine *e, u32 bits, bool high);

/** engine_by_name() - NULL if the device has no such engine */
struct engine *engine_by_name(struct gpu *gpu, const char *name);

/** engine_timestamp() - the free-running 36-bit counter */
u64 engine_timestamp(const struct gpu *gpu);

/** engine_tlb_invalidate() - make the engine forget its translations; any thread */
void engine_tlb_invalidate(struct engine *e);

#endif /* GPU_MODEL_ENGINE_H */
