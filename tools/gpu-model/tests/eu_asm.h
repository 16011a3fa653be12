/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A small assembler for tests, written from the documents' instruction formats, and not from the
 * model's decoder.
 *
 * Source: Intel OSRC Skylake PRM vol 2a, "EU Instruction Formats"; Mesa compiler/brw_inst.h.
 */
#ifndef GPU_MODEL_TEST_EU_ASM_H
#define GPU_MODEL_TEST_EU_ASM_H

#include "core/types.h"

/* Register types and files. */
enum { T_UD, T_D, T_UW, T_W, T_UB, T_B, T_DF, T_F, T_UQ, T_Q, T_HF, T_COUNT };
enum { ARF, GRF, IMM = 3 };

/* Opcodes. */
enum {
	OP_MOV = 1, OP_SEL, OP_NOT = 4, OP_AND, OP_OR, OP_XOR, OP_SHR, OP_SHL, OP_ASR = 12,
	OP_CMP = 16, OP_CMPN, OP_CSEL, OP_BFREV = 23, OP_BFE, OP_BFI1, OP_BFI2, OP_JMPI = 32,
	OP_IF = 34, OP_ELSE = 36, OP_ENDIF, OP_WHILE = 39, OP_BREAK, OP_CONT, OP_HALT,
	OP_CALL = 44, OP_RET, OP_WAIT = 48, OP_SEND, OP_SENDC, OP_SENDS, OP_MATH = 56,
	OP_ADD = 64, OP_MUL, OP_AVG, OP_FRC, OP_RNDU, OP_RNDD, OP_RNDE, OP_RNDZ, OP_MAC, OP_MACH,
	OP_LZD, OP_FBH, OP_FBL, OP_CBIT, OP_ADDC, OP_SUBB, OP_DP4 = 84, OP_DPH, OP_DP3, OP_DP2,
	OP_LINE = 89, OP_PLN, OP_MAD, OP_LRP, OP_NOP = 126
};

enum { C_NONE, C_Z, C_NZ, C_G, C_GE, C_L, C_LE, C_O = 8, C_U };

/**
 * struct opd - an operand
 * @file: ARF, GRF or IMM
 * @type: T_; of an immediate, its number as one
 * @nr: register
 * @sub: subregister, in bytes
 * @vert: vertical stride, in elements; 15: addresses by row
 * @width: in elements
 * @horz: horizontal stride, in elements
 * @neg: source modifier
 * @abs: source modifier
 * @indirect: @sub is an address subregister, @offset is added
 * @imm: value of an immediate
 */
struct opd {
	u8 file;
	u8 type;
	u8 nr;
	u8 sub;
	u8 vert;
	u8 width;
	u8 horz;
	bool neg;
	bool abs;
	bool indirect;
	s16 offset;
	u64 imm;
};

/** struct how - what an instruction has beside operands; @exec is the number of channels */
struct how {
	u8 op;
	u8 exec;
	u8 cond;
	u8 pred;
	u8 flag;
	u8 group;
	bool inverse;
	bool sat;
	bool all;
	bool acc;
};

/** struct eu_asm - code being written */
struct eu_asm {
	u64 code[512];
	u32 n;
};

/* A whole register, one element of it, immediates, the null register, others. */
struct opd r_(u8 nr, u8 type);
struct opd s_(u8 nr, u8 dword, u8 type);
struct opd ud_(u32 v);
struct opd d_(s32 v);
struct opd uw_(u16 v);
struct opd f_(float v);
struct opd null_(u8 type);
struct opd arf_(u8 nr, u8 sub, u8 type);
struct opd region_(struct opd o, u8 vert, u8 width, u8 horz);

/** asm_put() - bits of an instruction */
void asm_put(u64 *raw, u32 high, u32 low, u64 value);

/** asm_op() - an instruction of one or two sources; returns its offset in bytes */
u32 asm_op(struct eu_asm *a, struct how how, struct opd dst, struct opd s0, struct opd s1);

/** asm_op3() - of three sources: whole registers, or single dwords of them */
u32 asm_op3(struct eu_asm *a, struct how how, struct opd dst, struct opd s0, struct opd s1,
	    struct opd s2);

/** asm_jump() - flow control; distances in bytes */
u32 asm_jump(struct eu_asm *a, struct how how, s32 jip, s32 uip);

/** asm_patch() - set the distances of the jump at byte @at */
void asm_patch(struct eu_asm *a, u32 at, s32 jip, s32 uip);

/** asm_send() - a message of the registers from @src on; @dst is 255 for none */
u32 asm_send(struct eu_asm *a, u8 exec, u8 sfid, u32 desc, u8 dst, u8 src);

/** asm_end() - end of thread, by way of the thread spawner */
u32 asm_end(struct eu_asm *a);

/** asm_mov() - a MOV for all channels of the thread; asm_mov1() for one, whatever is active */
u32 asm_mov(struct eu_asm *a, u8 exec, struct opd dst, struct opd src);
u32 asm_mov1(struct eu_asm *a, struct opd dst, struct opd src);

static inline u32 asm_here(const struct eu_asm *a)
{
	return a->n * 8;
}

#endif /* GPU_MODEL_TEST_EU_ASM_H */
