/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Elements of operands: from registers into arrays of channels and back, with conversion, source
 * modifiers and saturation.
 */
#ifndef GPU_MODEL_EU_LANES_H
#define GPU_MODEL_EU_LANES_H

#include "eu/opcodes.h"

/** eu_channels() - channels of an instruction; a compiler sees that they are not too many */
static inline u32 eu_channels(const struct eu_inst *in)
{
	return min((u32)in->exec_size, (u32)EU_LANES);
}

/** eu_lanes() - how many channels loads and operations work on: a multiple of eight */
static inline u32 eu_lanes(const struct eu_inst *in)
{
	return ALIGN(eu_channels(in), 8u);
}

/**
 * eu_load_int() - a source as integers
 *
 * Floats are not converted; no instruction mixes them with integers here.
 */
void eu_load_int(const struct eu_thread *t, const struct eu_inst *in, const struct eu_operand *o,
		 wide_t *to);

/** eu_load_word() - the lower 32 bits of a source of integers, extended by its type */
void eu_load_word(const struct eu_thread *t, const struct eu_inst *in, const struct eu_operand *o,
		  u32 *to);

/** eu_load_float() - a source as F */
void eu_load_float(const struct eu_thread *t, const struct eu_inst *in,
		   const struct eu_operand *o, float *to);

/** eu_load_double() - a source as DF */
void eu_load_double(const struct eu_thread *t, const struct eu_inst *in,
		    const struct eu_operand *o, double *to);

/* The implicit accumulator of an instruction. */
void eu_load_acc_int(const struct eu_thread *t, const struct eu_inst *in, wide_t *to);
void eu_load_acc_float(const struct eu_thread *t, const struct eu_inst *in, float *to);
void eu_load_acc_double(const struct eu_thread *t, const struct eu_inst *in, double *to);

/* Results into the destination, for the channels @mask. That of F is changed on the way. */
void eu_store_int(struct eu_thread *t, const struct eu_inst *in, const wide_t *from, u32 mask);
void eu_store_word(struct eu_thread *t, const struct eu_inst *in, const u32 *from, u32 mask);
void eu_store_float(struct eu_thread *t, const struct eu_inst *in, float *f, u32 mask);
void eu_store_double(struct eu_thread *t, const struct eu_inst *in, const double *from, u32 mask);

/** eu_store_bits() - elements as they are, the lower bytes of @from */
void eu_store_bits(struct eu_thread *t, const struct eu_inst *in, const u64 *from, u32 mask);

/** eu_store_acc() - an element of the implicit accumulator */
void eu_store_acc(struct eu_thread *t, const struct eu_inst *in, const s64 *from, u32 mask);

/** eu_settle_float() - a result as F holds it, by the modes of the thread; @n: of 8 */
void eu_settle_float(const struct eu_thread *t, const struct eu_inst *in, float *f, u32 n);

/** eu_flush_double() - a denormal becomes 0 of its sign, unless the thread keeps them */
void eu_flush_double(const struct eu_thread *t, double *d, u32 n);

/** eu_wrap() - what a type keeps of an integer */
wide_t eu_wrap(wide_t value, u32 type);

/** eu_clamp() - the nearest integer that a type has */
wide_t eu_clamp(wide_t value, u32 type);

#endif /* GPU_MODEL_EU_LANES_H */
