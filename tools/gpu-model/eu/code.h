/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Decoded instructions, kept from one use to the next. Like the hardware's instruction cache, it
 * does not see that code has changed before it is told to look again.
 */
#ifndef GPU_MODEL_EU_CODE_H
#define GPU_MODEL_EU_CODE_H

#include "eu/inst.h"

struct eu_thread;

#define EU_CODE_SLOTS	1024	/* a power of two */

/**
 * struct eu_code_slot - one instruction
 * @ip: where it is; code is at multiples of 8
 * @round: of the code when its bits were last compared with memory; 0: empty
 * @bad: why it could not be decoded
 * @raw: its bits
 * @in: what they mean
 */
struct eu_code_slot {
	u32 ip;
	u32 round;
	const char *bad;
	u64 raw[2];
	struct eu_inst in;
};

/** struct eu_code - direct-mapped; @round is raised to compare all with memory again */
struct eu_code {
	u32 round;
	struct eu_code_slot slot[EU_CODE_SLOTS];
};

/** eu_code_renew() - code may have changed */
void eu_code_renew(struct eu_code *c);

/** eu_code_at() - the thread's next instruction; NULL: bad if t->why is set, else a page fault */
const struct eu_inst *eu_code_at(struct eu_thread *t);

/** eu_code_peek() - like eu_code_at(), at another place; NULL if there is no valid one */
const struct eu_inst *eu_code_peek(struct eu_thread *t, u32 ip);

#endif /* GPU_MODEL_EU_CODE_H */
