/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the hardware would do with what the core hands it: each command of the context
 * image, the ring and the batches is executed as documents say, and must touch nothing but
 * what is the vGPU's own. Knows the core's structures as far as they tell what the core
 * was given (slices, guest memory), and none of its tables.
 */
#ifndef VGT_FUZZ_ORACLE_H
#define VGT_FUZZ_ORACLE_H

#include "fuzz.h"

bool oracle_owns(const struct vgt_env *env, u64 addr, u64 len);
void oracle_start(struct vgt_env *env, u8 gen);
void oracle_seed(u32 seed);
void oracle_step(struct vgt_env *env);
void oracle_memory(struct vgt_env *env);
void oracle_in_flight(struct vgt_env *env);
void oracle_host_runs(struct vgt_env *env, enum vgt_engine_id id);

#endif
