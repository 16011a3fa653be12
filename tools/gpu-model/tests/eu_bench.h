/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One thread of an execution unit on its own, with code from the assembler.
 */
#ifndef GPU_MODEL_TEST_EU_BENCH_H
#define GPU_MODEL_TEST_EU_BENCH_H

#include "eu/code.h"
#include "eu/thread.h"
#include "tests/eu_asm.h"

/**
 * struct eu_bench - a thread and its code
 * @a: the code; bench_run() begins at its start
 * @code_bytes: length of code that was not written by @a; 0 for that of @a
 * @sends: messages that arrived; the last one is in @last
 */
struct eu_bench {
	struct eu_asm a;
	u32 code_bytes;
	struct eu_machine m;
	struct eu_code code;
	struct eu_thread t;
	u32 sends;
	struct eu_message last;
};

/** bench_create() - a thread of @channels channels, gen 8 or 9; freed by free() */
struct eu_bench *bench_create(u32 gen, u32 channels);

/** bench_restart() - no code, registers as they are, all channels active */
void bench_restart(struct eu_bench *b);

/** bench_run() - at most @most instructions from the start */
enum eu_result bench_run(struct eu_bench *b, u32 most);

/** bench_step() - the one instruction that is the code; fails the test if it cannot */
void bench_step(struct eu_bench *b);

/** bench_random() - the next of a row of numbers that is always the same */
u32 bench_random(void);

/** bench_fill() - all general registers with such numbers */
void bench_fill(struct eu_bench *b);

#endif /* GPU_MODEL_TEST_EU_BENCH_H */
