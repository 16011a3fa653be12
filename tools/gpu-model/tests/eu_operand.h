/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Operands of random instructions, and what their bits mean, by the documents and the host's own
 * arithmetic.
 */
#ifndef GPU_MODEL_TEST_EU_OPERAND_H
#define GPU_MODEL_TEST_EU_OPERAND_H

#include "tests/eu_bench.h"

/* Holds each result of integers before it is clamped or cut. */
typedef __int128 opd_int;

/* Bytes of an element, by its type. */
extern const u8 opd_sizes[T_COUNT];

bool opd_is_signed(u32 type);

/** opd_place() - where element @i of an operand is in the registers, in bytes */
u32 opd_place(const struct opd *o, u32 i);

/** opd_bits() - @size bytes at @at */
u64 opd_bits(const u8 *reg, u32 at, u32 size);

/** opd_value() - what the bits are as an integer of @type */
opd_int opd_value(u64 bits, u32 type);

/** opd_least(), opd_most() - limits of a type */
opd_int opd_least(u32 type);
opd_int opd_most(u32 type);

/** relation_holds() - a condition; with a NaN, none of the three relations is true */
bool relation_holds(bool less, bool equal, bool more, u32 cond);

/** random_source() - an operand of @exec elements within the registers */
struct opd random_source(u32 type, u32 exec);

struct opd random_destination(u32 type, u32 exec);
struct how random_how(u32 op);

/** lanes_of() - channels that an instruction works on, of those that @flags allows */
u32 lanes_of(const struct how *how, u32 active, u32 flags);

u32 flags_of(const struct eu_bench *b, u32 flag);

/** expect_elements() - all registers are as @want has them */
void expect_elements(const u8 *want, const struct eu_bench *b, const char *what,
		     const struct how *how, const struct opd *d);

float float_of_bits(u32 bits);
u32 bits_of_float(float f);

/** float_flushed() - a denormal becomes 0 */
u32 float_flushed(u32 bits);

/** double_at() - the @n-th double of a register */
double double_at(const struct eu_bench *b, u32 reg, u32 n);

#endif /* GPU_MODEL_TEST_EU_OPERAND_H */
