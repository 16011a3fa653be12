/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * From the bits of an instruction to struct eu_inst.
 */
#ifndef GPU_MODEL_EU_DECODE_H
#define GPU_MODEL_EU_DECODE_H

#include "eu/inst.h"

/**
 * eu_decode() - decode an instruction
 * @gen: 8 or 9
 * @raw: its 128 bits, of which a compacted one uses the first 64
 * @in: receives the instruction
 *
 * What is accepted here only leads to places inside of the register file.
 *
 * Return: NULL, or what is wrong with it.
 */
const char *eu_decode(u32 gen, const u64 raw[2], struct eu_inst *in);

/* Operands of @in (decode_operand.c); likewise. The header of @in is decoded. */
const char *eu_decode_source(const u64 *raw, struct eu_inst *in, u32 n);
const char *eu_decode_destination(const u64 *raw, struct eu_inst *in);
const char *eu_decode_three_sources(u32 gen, const u64 *raw, struct eu_inst *in);

#endif /* GPU_MODEL_EU_DECODE_H */
