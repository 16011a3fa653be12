/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Execution of arithmetic: sources, operation, condition, destination.
 */
#ifndef GPU_MODEL_EU_ALU_H
#define GPU_MODEL_EU_ALU_H

#include "eu/inst.h"

typedef void (*eu_alu_fn)(struct eu_thread *t, const struct eu_inst *in, u32 mask);

/** eu_alu_choose() - how to execute a decoded instruction; NULL if that is impossible */
eu_alu_fn eu_alu_choose(const struct eu_inst *in);

#endif /* GPU_MODEL_EU_ALU_H */
