/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Table of the instructions: one row per opcode.
 */
#ifndef GPU_MODEL_EU_OPCODES_H
#define GPU_MODEL_EU_OPCODES_H

#include "eu/inst.h"
#include "eu/thread.h"

/* Wide enough for each sum and product of two elements. */
typedef __int128 wide_t;

#define EU_OP_BITS		BIT(0)	/* works on bits; negation of a source inverts them */
#define EU_OP_3SRC		BIT(1)	/* format with three sources */
#define EU_OP_ACC_SOURCE	BIT(2)	/* the accumulator is a further source */
#define EU_OP_GEN9		BIT(3)	/* not on Gen8 */
#define EU_OP_BRANCH		BIT(4)	/* the second 64 bits are JIP and UIP */
#define EU_OP_SEND		BIT(5)
#define EU_OP_SPLIT		BIT(6)	/* SENDS: the message has two parts */
#define EU_OP_NO_COND		BIT(7)	/* the condition's field has another use */
#define EU_OP_VECTOR		BIT(8)	/* sources are groups of channels: loads of its own */

typedef void (*eu_int_op)(const struct eu_inst *in, wide_t *r, wide_t *const s[3], u32 n);
typedef void (*eu_word_op)(u32 *r, const u32 *a, const u32 *b, u32 n);
typedef void (*eu_float_op)(const struct eu_inst *in, float *r, float *const s[3], u32 n);
typedef void (*eu_double_op)(const struct eu_inst *in, double *r, double *const s[3], u32 n);

/**
 * struct eu_opcode - one instruction
 * @name: as the documents call it
 * @code: enum eu_code_number
 * @sources: number of sources
 * @flags: EU_OP_ bits
 * @int_op: arithmetic on integers, exact
 * @word_op: the same on the lower 32 bits, where they do not depend on more
 * @float_op: arithmetic on F and HF
 * @double_op: arithmetic on DF
 * @run: executes what is no arithmetic
 *
 * An operation may compute more channels than the instruction has, a multiple of eight.
 */
struct eu_opcode {
	const char *name;
	u8 code;
	u8 sources;
	u16 flags;
	eu_int_op int_op;
	eu_word_op word_op;
	eu_float_op float_op;
	eu_double_op double_op;
	enum eu_result (*run)(struct eu_thread *t, const struct eu_inst *in);
};

/** eu_opcode() - the row of an opcode; NULL if the generation has none */
const struct eu_opcode *eu_opcode(u32 gen, u32 code);

/* Arithmetic on integers (ops_int.c). */
void eu_int_mov(const struct eu_inst *in, wide_t *r, wide_t *const s[3], u32 n);
void eu_int_not(const struct eu_inst *in, wide_t *r, wide_t *const s[3], u32 n);
void eu_int_and(const struct eu_inst *in, wide_t *r, wide_t *const s[3], u32 n);
void eu_int_or(const struct eu_inst *in, wide_t *r, wide_t *const s[3], u32 n);
void eu_int_xor(const struct eu_inst *in, wide_t *r, wide_t *const s[3], u32 n);
void eu_int_shr(const struct eu_inst *in, wide_t *r, wide_t *const s[3], u32 n);
void eu_int_shl(const struct eu_inst *in, wide_t *r, wide_t *const s[3], u32 n);
void eu_int_asr(const struct eu_inst *in, wide_t *r, wide_t *const s[3], u32 n);
void eu_int_add(const struct eu_inst *in, wide_t *r, wide_t *const s[3], u32 n);
void eu_int_sub(const struct eu_inst *in, wide_t *r, wide_t *const s[3], u32 n);
void eu_int_mul(const struct eu_inst *in, wide_t *r, wide_t *const s[3], u32 n);
void eu_int_mac(const struct eu_inst *in, wide_t *r, wide_t *const s[3], u32 n);
void eu_int_mach(const struct eu_inst *in, wide_t *r, wide_t *const s[3], u32 n);
void eu_int_avg(const struct eu_inst *in, wide_t *r, wide_t *const s[3], u32 n);
void eu_int_mad(const struct eu_inst *in, wide_t *r, wide_t *const s[3], u32 n);
void eu_int_bfrev(const struct eu_inst *in, wide_t *r, wide_t *const s[3], u32 n);
void eu_int_bfe(const struct eu_inst *in, wide_t *r, wide_t *const s[3], u32 n);
void eu_int_bfi1(const struct eu_inst *in, wide_t *r, wide_t *const s[3], u32 n);
void eu_int_bfi2(const struct eu_inst *in, wide_t *r, wide_t *const s[3], u32 n);
void eu_int_lzd(const struct eu_inst *in, wide_t *r, wide_t *const s[3], u32 n);
void eu_int_fbh(const struct eu_inst *in, wide_t *r, wide_t *const s[3], u32 n);
void eu_int_fbl(const struct eu_inst *in, wide_t *r, wide_t *const s[3], u32 n);
void eu_int_cbit(const struct eu_inst *in, wide_t *r, wide_t *const s[3], u32 n);
void eu_int_math(const struct eu_inst *in, wide_t *r, wide_t *const s[3], u32 n);

/* The same on the lower 32 bits. */
void eu_word_mov(u32 *restrict r, const u32 *restrict a, const u32 *restrict b, u32 n);
void eu_word_not(u32 *restrict r, const u32 *restrict a, const u32 *restrict b, u32 n);
void eu_word_and(u32 *restrict r, const u32 *restrict a, const u32 *restrict b, u32 n);
void eu_word_or(u32 *restrict r, const u32 *restrict a, const u32 *restrict b, u32 n);
void eu_word_xor(u32 *restrict r, const u32 *restrict a, const u32 *restrict b, u32 n);
void eu_word_shr(u32 *restrict r, const u32 *restrict a, const u32 *restrict b, u32 n);
void eu_word_shl(u32 *restrict r, const u32 *restrict a, const u32 *restrict b, u32 n);
void eu_word_asr(u32 *restrict r, const u32 *restrict a, const u32 *restrict b, u32 n);
void eu_word_add(u32 *restrict r, const u32 *restrict a, const u32 *restrict b, u32 n);
void eu_word_mul(u32 *restrict r, const u32 *restrict a, const u32 *restrict b, u32 n);

/* Arithmetic on F (ops_float.c, math.c). */
void eu_float_mov(const struct eu_inst *in, float *r, float *const s[3], u32 n);
void eu_float_add(const struct eu_inst *in, float *r, float *const s[3], u32 n);
void eu_float_mul(const struct eu_inst *in, float *r, float *const s[3], u32 n);
void eu_float_mac(const struct eu_inst *in, float *r, float *const s[3], u32 n);
void eu_float_mad(const struct eu_inst *in, float *r, float *const s[3], u32 n);
void eu_float_lrp(const struct eu_inst *in, float *r, float *const s[3], u32 n);
void eu_float_frc(const struct eu_inst *in, float *r, float *const s[3], u32 n);
void eu_float_rndu(const struct eu_inst *in, float *r, float *const s[3], u32 n);
void eu_float_rndd(const struct eu_inst *in, float *r, float *const s[3], u32 n);
void eu_float_rnde(const struct eu_inst *in, float *r, float *const s[3], u32 n);
void eu_float_rndz(const struct eu_inst *in, float *r, float *const s[3], u32 n);
void eu_float_dp4(const struct eu_inst *in, float *r, float *const s[3], u32 n);
void eu_float_dph(const struct eu_inst *in, float *r, float *const s[3], u32 n);
void eu_float_dp3(const struct eu_inst *in, float *r, float *const s[3], u32 n);
void eu_float_dp2(const struct eu_inst *in, float *r, float *const s[3], u32 n);
void eu_float_math(const struct eu_inst *in, float *r, float *const s[3], u32 n);
/* LINE and PLN: two factors of each channel, four coefficients, the third of which is unused. */
void eu_float_plane(float *r, const float *u, const float *v, const float *plane, u32 n);

void eu_double_mov(const struct eu_inst *in, double *r, double *const s[3], u32 n);
void eu_double_add(const struct eu_inst *in, double *r, double *const s[3], u32 n);
void eu_double_mul(const struct eu_inst *in, double *r, double *const s[3], u32 n);
void eu_double_mac(const struct eu_inst *in, double *r, double *const s[3], u32 n);
void eu_double_mad(const struct eu_inst *in, double *r, double *const s[3], u32 n);
void eu_double_frc(const struct eu_inst *in, double *r, double *const s[3], u32 n);
void eu_double_rndu(const struct eu_inst *in, double *r, double *const s[3], u32 n);
void eu_double_rndd(const struct eu_inst *in, double *r, double *const s[3], u32 n);
void eu_double_rnde(const struct eu_inst *in, double *r, double *const s[3], u32 n);
void eu_double_rndz(const struct eu_inst *in, double *r, double *const s[3], u32 n);

/* What is no arithmetic (flow.c, send.c). */
enum eu_result eu_run_nop(struct eu_thread *t, const struct eu_inst *in);
enum eu_result eu_run_jmpi(struct eu_thread *t, const struct eu_inst *in);
enum eu_result eu_run_if(struct eu_thread *t, const struct eu_inst *in);
enum eu_result eu_run_else(struct eu_thread *t, const struct eu_inst *in);
enum eu_result eu_run_endif(struct eu_thread *t, const struct eu_inst *in);
enum eu_result eu_run_while(struct eu_thread *t, const struct eu_inst *in);
enum eu_result eu_run_break(struct eu_thread *t, const struct eu_inst *in);
enum eu_result eu_run_cont(struct eu_thread *t, const struct eu_inst *in);
enum eu_result eu_run_halt(struct eu_thread *t, const struct eu_inst *in);
enum eu_result eu_run_call(struct eu_thread *t, const struct eu_inst *in);
enum eu_result eu_run_ret(struct eu_thread *t, const struct eu_inst *in);
enum eu_result eu_run_wait(struct eu_thread *t, const struct eu_inst *in);
enum eu_result eu_run_send(struct eu_thread *t, const struct eu_inst *in);

#endif /* GPU_MODEL_EU_OPCODES_H */
