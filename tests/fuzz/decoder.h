/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How the hardware's command streamers take a stream apart: where each command ends.
 * Written from public descriptions (tests/facts/data/commands-gen8.tsv, -gen9.tsv; Intel's
 * PRM for the blitter's and the video enhancement's commands), without the core's tables.
 */
#ifndef VGT_FUZZ_DECODER_H
#define VGT_FUZZ_DECODER_H

#include <linux/bits.h>
#include <linux/types.h>

#include "core/engine.h"

/**
 * struct dec_cmd - what the hardware sees at a word
 * @name: of the command
 * @len: words, by the length field as wide as the hardware reads it
 */
struct dec_cmd {
	const char *name;
	u32 len;
};

/* Bits 23 to 28 of MI commands; none of others. */
static inline u32 dec_mi(u32 header)
{
	return header >> 29 ? ~0u : header >> 23 & 0x3f;
}

/* A jump out of a batch for certain: of the first level, and under no predicate. */
static inline bool dec_leaves(u32 header)
{
	return dec_mi(header) == 0x31 && !(header & (BIT(22) | BIT(15)));
}

bool dec_cmd(u8 gen, enum vgt_engine_id engine, u32 header, struct dec_cmd *cmd);
u32 dec_header(u32 row, u32 *len_mask);

#endif
