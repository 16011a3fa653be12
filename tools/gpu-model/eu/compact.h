/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Compacted instructions: 64 bits that stand for 128.
 *
 * Source: Intel OSRC Broadwell and Skylake PRM vol 7, "EU Instruction Compaction Instructions";
 * Mesa compiler/brw_eu_compact.c (values of the tables, places of the fields).
 */
#ifndef GPU_MODEL_EU_COMPACT_H
#define GPU_MODEL_EU_COMPACT_H

#include "core/types.h"

#define EU_COMPACT_BIT		BIT(29)

/** eu_is_compact() - from the first 64 bits of an instruction */
static inline bool eu_is_compact(u64 raw)
{
	return raw & EU_COMPACT_BIT;
}

/**
 * eu_uncompact() - the instruction that a compacted one stands for
 * @gen: 8 or 9
 * @compact: its 64 bits
 * @raw: receives 128 bits
 */
void eu_uncompact(u32 gen, u64 compact, u64 raw[2]);

#endif /* GPU_MODEL_EU_COMPACT_H */
