/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which channels an instruction works on: active ones, predicates, and the flags that conditions
 * set.
 */
#ifndef GPU_MODEL_EU_FLAG_H
#define GPU_MODEL_EU_FLAG_H

#include "eu/thread.h"

/** eu_active() - channels of the instruction that are active, from bit 0 on */
static inline u32 eu_active(const struct eu_thread *t, const struct eu_inst *in)
{
	return in->all_lanes ? in->lanes : (t->mask >> in->group) & in->lanes;
}

/** eu_predicate() - channels for which the predicate is true, from bit 0 on */
u32 eu_predicate(const struct eu_thread *t, const struct eu_inst *in);

/** eu_flag_set() - conditions @bits of the channels @mask into the instruction's flag */
void eu_flag_set(struct eu_thread *t, const struct eu_inst *in, u32 bits, u32 mask);

#endif /* GPU_MODEL_EU_FLAG_H */
