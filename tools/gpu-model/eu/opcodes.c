// SPDX-License-Identifier: GPL-2.0-only
#include "eu/opcodes.h"

#define MOVES(op) .int_op = eu_int_##op, .word_op = eu_word_##op, .float_op = eu_float_##op, \
	.double_op = eu_double_##op
#define INTS(op) .int_op = eu_int_##op, .word_op = eu_word_##op
#define FLOATS(op) .float_op = eu_float_##op, .double_op = eu_double_##op

/* SEL, CMP and their relatives are in alu.c; SEL and CSEL only need their sources. */
static const struct eu_opcode rows[] = {
	{ "mov", EU_MOV, 1, 0, MOVES(mov) },
	{ "sel", EU_SEL, 2, 0, .int_op = eu_int_mov, FLOATS(mov) },
	{ "not", EU_NOT, 1, EU_OP_BITS, INTS(not) },
	{ "and", EU_AND, 2, EU_OP_BITS, INTS(and) },
	{ "or", EU_OR, 2, EU_OP_BITS, INTS(or) },
	{ "xor", EU_XOR, 2, EU_OP_BITS, INTS(xor) },
	{ "shr", EU_SHR, 2, 0, INTS(shr) },
	{ "shl", EU_SHL, 2, 0, INTS(shl) },
	{ "asr", EU_ASR, 2, 0, INTS(asr) },
	{ "cmp", EU_CMP, 2, 0, .int_op = eu_int_sub, FLOATS(mov) },
	{ "cmpn", EU_CMPN, 2, 0, .int_op = eu_int_sub, FLOATS(mov) },
	{ "csel", EU_CSEL, 3, EU_OP_3SRC, FLOATS(mov) },
	{ "bfrev", EU_BFREV, 1, 0, .int_op = eu_int_bfrev },
	{ "bfe", EU_BFE, 3, EU_OP_3SRC, .int_op = eu_int_bfe },
	{ "bfi1", EU_BFI1, 2, 0, .int_op = eu_int_bfi1 },
	{ "bfi2", EU_BFI2, 3, EU_OP_3SRC, .int_op = eu_int_bfi2 },
	{ "jmpi", EU_JMPI, 0, EU_OP_BRANCH, .run = eu_run_jmpi },
	{ "if", EU_IF, 0, EU_OP_BRANCH, .run = eu_run_if },
	{ "else", EU_ELSE, 0, EU_OP_BRANCH, .run = eu_run_else },
	{ "endif", EU_ENDIF, 0, EU_OP_BRANCH, .run = eu_run_endif },
	{ "while", EU_WHILE, 0, EU_OP_BRANCH, .run = eu_run_while },
	{ "break", EU_BREAK, 0, EU_OP_BRANCH, .run = eu_run_break },
	{ "cont", EU_CONT, 0, EU_OP_BRANCH, .run = eu_run_cont },
	{ "halt", EU_HALT, 0, EU_OP_BRANCH, .run = eu_run_halt },
	{ "call", EU_CALL, 0, EU_OP_BRANCH, .run = eu_run_call },
	{ "ret", EU_RET, 1, 0, .run = eu_run_ret },
	{ "wait", EU_WAIT, 1, 0, .run = eu_run_wait },
	{ "send", EU_SEND, 0, EU_OP_SEND | EU_OP_NO_COND, .run = eu_run_send },
	{ "sendc", EU_SENDC, 0, EU_OP_SEND | EU_OP_NO_COND, .run = eu_run_send },
	{ "sends", EU_SENDS, 0, EU_OP_SEND | EU_OP_NO_COND | EU_OP_SPLIT | EU_OP_GEN9,
	  .run = eu_run_send },
	{ "sendsc", EU_SENDSC, 0, EU_OP_SEND | EU_OP_NO_COND | EU_OP_SPLIT | EU_OP_GEN9,
	  .run = eu_run_send },
	{ "math", EU_MATH, 2, EU_OP_NO_COND, .int_op = eu_int_math, .float_op = eu_float_math },
	{ "add", EU_ADD, 2, 0, MOVES(add) },
	{ "mul", EU_MUL, 2, 0, MOVES(mul) },
	{ "avg", EU_AVG, 2, 0, .int_op = eu_int_avg },
	{ "frc", EU_FRC, 1, 0, FLOATS(frc) },
	{ "rndu", EU_RNDU, 1, 0, FLOATS(rndu) },
	{ "rndd", EU_RNDD, 1, 0, FLOATS(rndd) },
	{ "rnde", EU_RNDE, 1, 0, FLOATS(rnde) },
	{ "rndz", EU_RNDZ, 1, 0, FLOATS(rndz) },
	{ "mac", EU_MAC, 2, EU_OP_ACC_SOURCE, .int_op = eu_int_mac, FLOATS(mac) },
	{ "mach", EU_MACH, 2, EU_OP_ACC_SOURCE, .int_op = eu_int_mach },
	{ "lzd", EU_LZD, 1, 0, .int_op = eu_int_lzd },
	{ "fbh", EU_FBH, 1, 0, .int_op = eu_int_fbh },
	{ "fbl", EU_FBL, 1, 0, .int_op = eu_int_fbl },
	{ "cbit", EU_CBIT, 1, 0, .int_op = eu_int_cbit },
	{ "addc", EU_ADDC, 2, 0, .int_op = eu_int_add },
	{ "subb", EU_SUBB, 2, 0, .int_op = eu_int_sub },
	{ "dp4", EU_DP4, 2, 0, .float_op = eu_float_dp4 },
	{ "dph", EU_DPH, 2, 0, .float_op = eu_float_dph },
	{ "dp3", EU_DP3, 2, 0, .float_op = eu_float_dp3 },
	{ "dp2", EU_DP2, 2, 0, .float_op = eu_float_dp2 },
	{ "line", EU_LINE, 2, EU_OP_VECTOR, .float_op = eu_float_mov },
	{ "pln", EU_PLN, 2, EU_OP_VECTOR, .float_op = eu_float_mov },
	{ "mad", EU_MAD, 3, EU_OP_3SRC, .int_op = eu_int_mad, FLOATS(mad) },
	{ "lrp", EU_LRP, 3, EU_OP_3SRC, .float_op = eu_float_lrp },
	{ "nop", EU_NOP, 0, 0, .run = eu_run_nop },
};

const struct eu_opcode *eu_opcode(u32 gen, u32 code)
{
	for (u32 i = 0; i < ARRAY_SIZE(rows); i++) {
		if (rows[i].code != code)
			continue;
		return gen < 9 && rows[i].flags & EU_OP_GEN9 ? NULL : &rows[i];
	}
	return NULL;
}
