/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Two vGPUs of one virtual machine, for tests of what one costs the other.
 */
#ifndef VGT_EXEC_ENV_H
#define VGT_EXEC_ENV_H

#include "env.h"

#define VGPUS		2

/**
 * struct exec - two vGPUs of one virtual machine, with a context each on render
 * @env: the device
 * @vgpu: the vGPUs
 * @ctx: their contexts
 * @ggtt: where their GGTT space goes on
 */
struct exec {
	struct vgt_env *env;
	struct vgt_vgpu *vgpu[VGPUS];
	struct vgt_env_ctx ctx[VGPUS];
	u64 ggtt[VGPUS];
};

void exec_use(struct exec *x, u32 i);
void exec_ctx(struct exec *x, u32 i);
void exec_begin(struct kunit *test, struct exec *x);
void exec_end(struct exec *x);
void exec_ask(struct exec *x, u32 i);
void exec_submit(struct exec *x, u32 i);
int exec_runs(struct exec *x);
void exec_guest_resets(struct exec *x, u32 i);
u32 exec_pins(struct exec *x, u64 gpa, u32 pages);
struct vgt_ppgtt *exec_space(struct vgt_env *env, u32 n);

#endif
