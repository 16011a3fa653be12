/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A thread of an execution unit: registers, active channels, and the loop that executes.
 *
 * Source: Intel OSRC Skylake PRM vol 7, "EU Overview", "Registers and Register Regions".
 */
#ifndef GPU_MODEL_EU_THREAD_H
#define GPU_MODEL_EU_THREAD_H

#include "eu/inst.h"

struct eu_code;
struct eu_thread;

enum eu_result {
	EU_OK,		/* go on */
	EU_SLICE,	/* the number of instructions is used up */
	EU_WAITS,	/* WAIT, and there is no notification */
	EU_END,		/* end of thread */
	EU_FAULT,	/* page fault */
	EU_BAD		/* something the hardware does not have; @why says what */
};

/* Registers of the longest message, and of the longest answer. */
#define EU_MESSAGE_REGS		32

/**
 * struct eu_message - a message as the thread sends it
 * @sfid: shared function
 * @desc: descriptor
 * @ex_desc: extended descriptor
 * @lanes: channels that take part, from 0 on
 * @exec_size: channels of the instruction
 * @header: there is a header
 * @eot: the thread ends
 * @length: registers of the message
 * @part: registers of its first part; the rest are behind it in @data
 * @response: registers of the answer
 * @data: the message; may be longer than @length, and is 0 there
 * @answer: receives the answer
 */
struct eu_message {
	u32 sfid;
	u32 desc;
	u32 ex_desc;
	u32 lanes;
	u32 exec_size;
	bool header;
	bool eot;
	u32 length;
	u32 part;
	u32 response;
	u32 data[EU_MESSAGE_REGS + 8][8];
	u32 answer[EU_MESSAGE_REGS][8];
};

/**
 * struct eu_machine - what threads are connected to
 * @gen: 8 or 9
 * @code: decoded instructions
 * @fetch: reads code at an address relative to the base of instructions; 0, or an error
 * @send: a message to a shared function; EU_OK, or why the thread cannot go on
 * @timestamp: the free-running counter
 * @context: for these functions
 */
struct eu_machine {
	u32 gen;
	struct eu_code *code;
	int (*fetch)(void *context, u64 ip, void *buf, u32 len);
	enum eu_result (*send)(struct eu_thread *t, struct eu_message *m);
	u64 (*timestamp)(void *context);
	void *context;
};

/**
 * struct eu_thread - one thread
 * @m: what it is connected to
 * @owner: for the shared functions
 * @ip: the instruction, relative to the base of instructions
 * @next: the instruction after it
 * @mask: active channels
 * @waiting: channels that wait at @resume
 * @dispatch: channels of the thread
 * @spf: single program flow
 * @round: rounding mode, from cr0
 * @alternative: floating point mode of F, from cr0
 * @keep_f: denormals of F are kept, from cr0
 * @keep_df: of DF
 * @keep_hf: of HF
 * @why: what went wrong, after EU_BAD
 * @executed: instructions
 * @reg: general registers, then the architecture registers
 * @acc: accumulators, wider than their registers; floats as their bits
 * @resume: for each channel of @waiting
 */
struct eu_thread {
	const struct eu_machine *m;
	void *owner;
	u32 ip;
	u32 next;
	u32 mask;
	u32 waiting;
	u32 dispatch;
	bool spf;
	u8 round;
	bool alternative;
	bool keep_f;
	bool keep_df;
	bool keep_hf;
	const char *why;
	u64 executed;
	u8 reg[EU_REG_SPACE] __attribute__((aligned(16)));
	s64 acc[EU_ACCS];
	u32 resume[EU_LANES];
};

/**
 * eu_thread_init() - registers are 0, all channels of @dispatch are active
 * @ip: first instruction
 * @control: cr0.0
 */
void eu_thread_init(struct eu_thread *t, const struct eu_machine *m, u32 ip, u32 dispatch,
		    u32 control);

/** eu_thread_run() - execute at most @most instructions; never EU_OK */
enum eu_result eu_thread_run(struct eu_thread *t, u32 most);

/** eu_thread_control() - cr0.0 has changed */
void eu_thread_control(struct eu_thread *t);

/** eu_bad() - the thread cannot go on; returns EU_BAD */
enum eu_result eu_bad(struct eu_thread *t, const char *why);

/* A dword of a register. */
static inline u32 eu_reg_get(const struct eu_thread *t, u32 at)
{
	u32 val;

	__builtin_memcpy(&val, &t->reg[at], sizeof(val));
	return val;
}

static inline void eu_reg_set(struct eu_thread *t, u32 at, u32 val)
{
	__builtin_memcpy(&t->reg[at], &val, sizeof(val));
}

/* A dword of a general register. */
static inline u32 eu_grf(const struct eu_thread *t, u32 reg, u32 dword)
{
	return eu_reg_get(t, reg * EU_GRF_BYTES + dword * 4);
}

static inline void eu_grf_set(struct eu_thread *t, u32 reg, u32 dword, u32 val)
{
	eu_reg_set(t, reg * EU_GRF_BYTES + dword * 4, val);
}

#endif /* GPU_MODEL_EU_THREAD_H */
