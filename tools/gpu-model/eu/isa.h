/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Encodings of the execution units' instructions.
 *
 * Source: Intel OSRC Skylake PRM vol 7, "EU Overview" and "Instruction Set Reference", vol 2a;
 * Mesa compiler/brw_inst.h, brw_eu_defines.h, brw_reg_type.c (numbers of fields and values).
 */
#ifndef GPU_MODEL_EU_ISA_H
#define GPU_MODEL_EU_ISA_H

#include "core/types.h"

#define EU_LANES		32	/* most channels of an instruction */
#define EU_GRFS			128
#define EU_GRF_BYTES		32
#define EU_GRF_SPACE		(EU_GRFS * EU_GRF_BYTES)

enum eu_code_number {
	EU_MOV = 1,
	EU_SEL = 2,
	EU_NOT = 4,
	EU_AND = 5,
	EU_OR = 6,
	EU_XOR = 7,
	EU_SHR = 8,
	EU_SHL = 9,
	EU_ASR = 12,
	EU_CMP = 16,
	EU_CMPN = 17,
	EU_CSEL = 18,
	EU_BFREV = 23,
	EU_BFE = 24,
	EU_BFI1 = 25,
	EU_BFI2 = 26,
	EU_JMPI = 32,
	EU_IF = 34,
	EU_ELSE = 36,
	EU_ENDIF = 37,
	EU_WHILE = 39,
	EU_BREAK = 40,
	EU_CONT = 41,
	EU_HALT = 42,
	EU_CALL = 44,
	EU_RET = 45,
	EU_WAIT = 48,
	EU_SEND = 49,
	EU_SENDC = 50,
	EU_SENDS = 51,
	EU_SENDSC = 52,
	EU_MATH = 56,
	EU_ADD = 64,
	EU_MUL = 65,
	EU_AVG = 66,
	EU_FRC = 67,
	EU_RNDU = 68,
	EU_RNDD = 69,
	EU_RNDE = 70,
	EU_RNDZ = 71,
	EU_MAC = 72,
	EU_MACH = 73,
	EU_LZD = 74,
	EU_FBH = 75,
	EU_FBL = 76,
	EU_CBIT = 77,
	EU_ADDC = 78,
	EU_SUBB = 79,
	EU_DP4 = 84,
	EU_DPH = 85,
	EU_DP3 = 86,
	EU_DP2 = 87,
	EU_LINE = 89,
	EU_PLN = 90,
	EU_MAD = 91,
	EU_LRP = 92,
	EU_NOP = 126,
	EU_CODES = 128
};

/* Types of registers, by their number in the instruction. */
enum eu_type {
	EU_UD,
	EU_D,
	EU_UW,
	EU_W,
	EU_UB,
	EU_B,
	EU_DF,
	EU_F,
	EU_UQ,
	EU_Q,
	EU_HF,
	EU_TYPES
};

/* Types of immediates that registers do not have, or have by another number. */
#define EU_IMM_UV		4
#define EU_IMM_VF		5
#define EU_IMM_V		6
#define EU_IMM_DF		10
#define EU_IMM_HF		11

/* Register files, by their number in the instruction. */
#define EU_FILE_ARF		0
#define EU_FILE_GRF		1
#define EU_FILE_IMM		3

/* Architecture registers: bits 7:4 of the register number. */
#define EU_ARF_NULL		0x0
#define EU_ARF_ADDRESS		0x1
#define EU_ARF_ACC		0x2
#define EU_ARF_FLAG		0x3
#define EU_ARF_CE		0x4
#define EU_ARF_STATE		0x7
#define EU_ARF_CONTROL		0x8
#define EU_ARF_NOTIFY		0x9
#define EU_ARF_IP		0xa
#define EU_ARF_TDR		0xb
#define EU_ARF_TIME		0xc

enum eu_cond {
	EU_COND_NONE,
	EU_COND_Z,
	EU_COND_NZ,
	EU_COND_G,
	EU_COND_GE,
	EU_COND_L,
	EU_COND_LE,
	EU_COND_O = 8,
	EU_COND_U = 9
};

/* Predicates: 2 and above differ in align16 mode. */
#define EU_PRED_NONE		0
#define EU_PRED_NORMAL		1
#define EU_PRED_ANYV		2
#define EU_PRED_ALLV		3
#define EU_PRED_ANY2H		4	/* then ALL2H, ANY4H, ALL4H and so on to ALL32H */
#define EU_PRED_LAST		13
#define EU_PRED_16_X		2	/* then Y, Z, W */
#define EU_PRED_16_ANY4H	6
#define EU_PRED_16_ALL4H	7

/* Functions of MATH, in the place of the condition. */
enum eu_math {
	EU_MATH_INV = 1,
	EU_MATH_LOG = 2,
	EU_MATH_EXP = 3,
	EU_MATH_SQRT = 4,
	EU_MATH_RSQ = 5,
	EU_MATH_SIN = 6,
	EU_MATH_COS = 7,
	EU_MATH_FDIV = 9,
	EU_MATH_POW = 10,
	EU_MATH_INT_DIV_BOTH = 11,
	EU_MATH_INT_QUOTIENT = 12,
	EU_MATH_INT_REMAINDER = 13
};

/* Control register cr0.0. */
#define EU_CR0_ALTERNATIVE	BIT(0)	/* floating point mode of F */
#define EU_CR0_SPF		BIT(2)	/* single program flow */
#define EU_CR0_ROUND		GENMASK(5, 4)
#define EU_CR0_DENORM_DF	BIT(6)	/* denormals are kept */
#define EU_CR0_DENORM_F		BIT(7)
#define EU_CR0_DENORM_HF	BIT(10)

/* Shared functions. */
enum eu_sfid {
	EU_SFID_NULL = 0,
	EU_SFID_SAMPLER = 2,
	EU_SFID_GATEWAY = 3,
	EU_SFID_SAMPLER_CACHE = 4,
	EU_SFID_RENDER_CACHE = 5,
	EU_SFID_URB = 6,
	EU_SFID_SPAWNER = 7,
	EU_SFID_CONSTANT_CACHE = 9,
	EU_SFID_DATA_CACHE_0 = 10,
	EU_SFID_PIXEL_INTERPOLATOR = 11,
	EU_SFID_DATA_CACHE_1 = 12,
	EU_SFIDS = 16
};

/* Message descriptor. */
#define EU_DESC_LENGTH		GENMASK(28, 25)	/* registers of the message */
#define EU_DESC_RESPONSE	GENMASK(24, 20)	/* registers of the answer */
#define EU_DESC_HEADER		BIT(19)
#define EU_DESC_FUNCTION	GENMASK(18, 0)
#define EU_EX_DESC_LENGTH	GENMASK(9, 6)	/* registers of the second part */

/** eu_bits() - bits @high to @low of an instruction of two words; they do not cross bit 64 */
static inline u64 eu_bits(const u64 *raw, u32 high, u32 low)
{
	return raw[low / 64] >> (low % 64) & (~0ull >> (63 - (high - low)));
}

/** eu_type_bytes() - size of a register type */
static inline u32 eu_type_bytes(u32 type)
{
	static const u8 bytes[EU_TYPES] = {
		[EU_UD] = 4, [EU_D] = 4, [EU_UW] = 2, [EU_W] = 2, [EU_UB] = 1, [EU_B] = 1,
		[EU_DF] = 8, [EU_F] = 4, [EU_UQ] = 8, [EU_Q] = 8, [EU_HF] = 2,
	};

	return bytes[type];
}

static inline bool eu_type_is_float(u32 type)
{
	return type == EU_F || type == EU_HF || type == EU_DF;
}

static inline bool eu_type_is_signed(u32 type)
{
	return type == EU_D || type == EU_W || type == EU_B || type == EU_Q;
}

#endif /* GPU_MODEL_EU_ISA_H */
