/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Execlist submission: the submit port, the two lists, the context status buffer.
 *
 * Source: Intel OSRC Skylake PRM vol 2c (EXECLIST_SUBMITPORT,
 * EXECLIST_STATUS, CONTEXT STATUS BUFFER); i915
 * gt/intel_execlists_submission.c, gt/intel_lrc_reg.h.
 */
#ifndef GPU_MODEL_EXECLISTS_H
#define GPU_MODEL_EXECLISTS_H

#include "core/types.h"

struct engine;
struct reg_access;

/* Context descriptor. */
#define DESC_VALID		BIT_ULL(0)
#define DESC_FORCE_PD_RESTORE	BIT_ULL(1)
#define DESC_FORCE_RESTORE	BIT_ULL(2)
#define DESC_MODE		GENMASK_ULL(4, 3)
#define DESC_MODE_LEGACY_32B	1
#define DESC_MODE_LEGACY_64B	3
#define DESC_PPGTT_ENABLE	BIT_ULL(8)
#define DESC_LRCA		GENMASK_ULL(31, 12)

/* Context status buffer events. */
#define CSB_IDLE_TO_ACTIVE	BIT(0)
#define CSB_PREEMPTED		BIT(1)
#define CSB_ELEMENT_SWITCH	BIT(2)
#define CSB_ACTIVE_TO_IDLE	BIT(3)
#define CSB_COMPLETE		BIT(4)
#define CSB_WAIT_VBLANK		BIT(6)
#define CSB_WAIT_SEMAPHORE	BIT(7)
#define CSB_WAIT_SCANLINE	BIT(8)
#define CSB_LITE_RESTORE	BIT(15)

#define CSB_ENTRIES		6
#define CSB_HWSP_OFFSET		0x40
#define CSB_HWSP_WRITE_INDEX	0x7c

#define EXECLIST_ELEMENTS	2

/* Why a context left the engine. */
enum run_outcome {
	RUN_COMPLETE,		/* ring empty */
	RUN_PREEMPTED,		/* another list waits */
	RUN_WAIT_SEMAPHORE,	/* gave the engine up while waiting */
	RUN_WAIT_EVENT,
	RUN_RESET,		/* reset asked for; nothing was saved */
	RUN_EXIT		/* the thread must end */
};

/** struct execlist - a list of one or two contexts; @desc[1] may be invalid */
struct execlist {
	u64 desc[EXECLIST_ELEMENTS];
};

/**
 * struct execlists - submission state of an engine; gpu->lock
 * @port: words written to the submit port so far
 * @written: how many of them
 * @current: list being executed, if @active
 * @element: which of its elements
 * @active: there is a current list
 * @pending: list that waits, if @waiting
 * @waiting: there is a pending list
 * @csb_write: index of the last status written, 7 after a reset
 * @last_reason: last status word, for EXECLIST_STATUS
 */
struct execlists {
	u32 port[2 * EXECLIST_ELEMENTS];
	u32 written;
	struct execlist current;
	u32 element;
	bool active;
	struct execlist pending;
	bool waiting;
	u32 csb_write;
	u32 last_reason;
};

/** execlists_reset() - nothing submitted, status index as after a reset */
void execlists_reset(struct execlists *el);

/**
 * execlists_next() - the context to put on the engine now
 * @desc: receives its descriptor
 *
 * Starts the pending list if the engine is idle, with the event for it. Caller
 * holds gpu->lock.
 *
 * Return: false if there is nothing to run.
 */
bool execlists_next(struct engine *e, u64 *desc);

/** execlists_left() - a context has left and is saved: report, move on; gpu->lock is held */
void execlists_left(struct engine *e, enum run_outcome why);

/**
 * execlists_lite_restore() - take the pending list if it starts with the running context
 *
 * Caller holds gpu->lock.
 *
 * Return: true if the list was taken; the running context's tail must be read again.
 */
bool execlists_lite_restore(struct engine *e);

/* Register handlers. */
void execlists_write_port(const struct reg_access *a, u32 val);
u32 execlists_read_status(const struct reg_access *a);
u32 execlists_read_status_hi(const struct reg_access *a);
void execlists_write_csb_pointer(const struct reg_access *a, u32 val);
u32 execlists_read_csb_pointer(const struct reg_access *a);

#endif /* GPU_MODEL_EXECLISTS_H */
