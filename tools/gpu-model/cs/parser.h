/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The command streamer: fetches commands from the ring and from batches, finds
 * them in the tables, checks privilege, executes.
 *
 * Source: Intel OSRC Skylake PRM vol 2a ("Command Streamer", MI commands).
 */
#ifndef GPU_MODEL_PARSER_H
#define GPU_MODEL_PARSER_H

#include "core/page_log.h"
#include "core/types.h"
#include "gt/ppgtt.h"

struct engine;
struct cs_command;

/* Opcodes (header bits 31:23) that are used outside of the tables. */
#define MI_OPCODE_LOAD_SCAN_LINES_EXCL	0x13
#define MI_OPCODE_SEMAPHORE_WAIT	0x1c

#define CS_PIPES		3

/* Nesting of batches: first level, second level. */
#define CS_BATCH_LEVELS		2
/* Longest command that is executed: MI_STORE_DATA_IMM, whose length has ten bits. */
#define CS_MAX_DWORDS		1025
/* Longest state command: 3DSTATE_SO_DECL_LIST with all that it can have. */
#define CS_MAX_STATE		259

/* What a command's handler reports. */
enum cs_result {
	CS_OK,
	CS_ARBITRATE,	/* done, and a preemption point */
	CS_RETRY,	/* condition not met: try again, in a ring or batch preemptible meanwhile */
	CS_PREEMPT,	/* another context may have the engine; the command will go on later */
	CS_BREAK,	/* broken off by a reset request */
	CS_HANG		/* the engine hangs here */
};

/**
 * struct cs_batch - one active level of batch buffer
 * @active: executing here or returning here
 * @ppgtt: address space, and with it the privilege
 * @addr: next command
 */
struct cs_batch {
	bool active;
	bool ppgtt;
	u64 addr;
};

/**
 * struct cs_wa_batch - a batch of the context switch, outside ring and batches
 * @active: it is being executed
 * @addr: GGTT address of the next command
 * @end: its end; ~0 if MI_BATCH_BUFFER_END ends it
 */
struct cs_wa_batch {
	bool active;
	u64 addr;
	u64 end;
};

/** struct blt_rect - left and top inclusive, right and bottom exclusive; pixels */
struct blt_rect {
	s32 x1, y1, x2, y2;
};

/**
 * struct cs - command streamer state
 * @desc: descriptor of the running context
 * @user: the running context, for the page log
 * @root: its PPGTT
 * @ring_start: GGTT address of the ring
 * @ring_size: bytes
 * @head: next command in the ring, byte offset
 * @tail: end of commands in the ring
 * @batch: active batches, by level
 * @wa: batch of the context switch
 * @arbitration: MI_ARB_ON_OFF
 * @predicate: MI_SET_PREDICATE mode
 * @command: being executed, with its length and where it was fetched
 * @fresh: no command of ring or batches was completed since the context came to the engine
 * @poll_us: how long the current wait sleeps between tries
 * @semaphore_seen: value of semaphore_signals when a signal-mode wait was last tried
 * @clip: clip rectangle of the blitter
 * @scan_first: window of MI_LOAD_SCAN_LINES
 * @scan_last: its last line
 * @scan_outside: wait for a line outside of it
 * @wait_frame: frames of the pipes when a wait for vblank began
 * @context_start_ns: when the context came onto the engine
 * @context_timestamp: its CTX_TIMESTAMP at that time
 * @live_head: copies for register reads by other threads; atomic
 */
struct cs {
	u64 desc;
	struct page_user user;
	struct ppgtt_root root;
	u32 ring_start;
	u32 ring_size;
	u32 head;
	u32 tail;
	struct cs_batch batch[CS_BATCH_LEVELS];
	struct cs_wa_batch wa;
	bool arbitration;
	u32 predicate;
	u32 command[CS_MAX_DWORDS];
	u32 command_len;
	u64 command_addr;
	bool command_ppgtt;
	bool fresh;
	u32 poll_us;
	u32 semaphore_seen;
	struct blt_rect clip;
	u32 scan_first;
	u32 scan_last;
	bool scan_outside;
	u32 wait_frame[CS_PIPES];
	u64 context_start_ns;
	u32 context_timestamp;
	u32 live_head;
	u64 live_acthd;
};

/** cs_reset() - as after a reset of the engine */
void cs_reset(struct cs *cs);

/** cs_at_ring_end() - no batch active and the ring is empty */
bool cs_at_ring_end(const struct cs *cs);

/**
 * cs_step() - fetch and execute one command
 *
 * After CS_RETRY, CS_PREEMPT, CS_BREAK and CS_HANG the position is that of the command.
 */
enum cs_result cs_step(struct engine *e);

/**
 * cs_run_wa_batch() - execute a batch of the context switch to its end
 * @addr: GGTT address
 * @bytes: its length, or 0 if it ends by MI_BATCH_BUFFER_END
 */
enum cs_result cs_run_wa_batch(struct engine *e, u64 addr, u32 bytes);

/**
 * cs_run_single() - execute one command of a context image, as part of the context switch
 * @addr: its GGTT address
 * @dwords: receives its length
 */
enum cs_result cs_run_single(struct engine *e, u64 addr, u32 *dwords);

/** cs_trace_place() - place of a command in traces: r ring, w batch of a switch, g GGTT, p PPGTT */
char cs_trace_place(const struct cs *cs);

/** cs_privileged() - whether the command being executed may do privileged things */
bool cs_privileged(const struct cs *cs);

/* Control flow, for the MI commands. */
enum cs_result cs_batch_start(struct engine *e, u64 addr, bool ppgtt, bool second_level);
enum cs_result cs_batch_end(struct engine *e);

/**
 * cs_hang() - report why the engine hangs
 *
 * Return: CS_HANG.
 */
enum cs_result cs_hang(struct engine *e, const char *why);

/** cs_invalid() - likewise at a command that makes no sense: an instruction error, too */
enum cs_result cs_invalid(struct engine *e, const char *why);

/** cs_not_executed() - count and report a command that is only skipped */
void cs_not_executed(struct engine *e, const char *name);

#endif /* GPU_MODEL_PARSER_H */
