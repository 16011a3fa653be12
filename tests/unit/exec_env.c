// SPDX-License-Identifier: GPL-2.0-only
#include <linux/err.h>

#include "core/mem/ppgtt.h"
#include "exec_env.h"

static const u32 noops[4];

void exec_use(struct exec *x, u32 i)
{
	env_use(x->env, x->vgpu[i]);
	x->env->next_ggtt = x->ggtt[i];
}

void exec_ctx(struct exec *x, u32 i)
{
	exec_use(x, i);
	env_engine_on(x->env, VGT_RCS);
	env_ctx_init(x->env, &x->ctx[i], VGT_RCS, env_ppgtt(x->env));
	x->ggtt[i] = x->env->next_ggtt;
}

void exec_begin(struct kunit *test, struct exec *x)
{
	struct vgt_env *env = vgt_env_get(test);
	u32 i;

	memset(x, 0, sizeof(*x));
	x->env = env;
	x->vgpu[0] = env->vgpu;
	x->vgpu[1] = vgt_env_vgpu(env, "GVTg_V5_8");
	KUNIT_ASSERT_FALSE(test, IS_ERR(x->vgpu[1]));
	KUNIT_ASSERT_EQ(test, vgt_vgpu_start(x->vgpu[1]), 0);
	for (i = 0; i < VGPUS; i++) {
		x->ggtt[i] = x->vgpu[i]->ggtt.part[VGT_GGTT_HIGH].space.start;
		exec_ctx(x, i);
	}
}

void exec_end(struct exec *x)
{
	exec_use(x, 0);
	while (x->env->gpu.engine[VGT_RCS].rq)
		env_run(x->env, VGT_RCS);
	vgt_vgpu_stop(x->vgpu[1]);
	vgt_vgpu_destroy(x->vgpu[1]);
}

/* The guest submits; nothing is settled yet. */
void exec_ask(struct exec *x, u32 i)
{
	exec_use(x, i);
	env_emit(x->env, &x->ctx[i], noops, 2);
	env_elsp(x->env, &x->ctx[i], NULL);
}

void exec_submit(struct exec *x, u32 i)
{
	exec_ask(x, i);
	env_settle(x->env);
}

/* Whose work is with the hardware, or -1. */
int exec_runs(struct exec *x)
{
	const struct vgt_gpu_request *rq = x->env->gpu.engine[VGT_RCS].rq;
	const struct vgt_vengine *ve = rq ? rq->ctx->owner : NULL;

	if (!ve)
		return -1;
	return ve->vgpu == x->vgpu[0] ? 0 : 1;
}

/* As a driver does after a hang. */
void exec_guest_resets(struct exec *x, u32 i)
{
	exec_use(x, i);
	env_write(x->env, 0x941c, BIT(1));
	env_write(x->env, 0x229c, 0x80008000);
}

u32 exec_pins(struct exec *x, u64 gpa, u32 pages)
{
	u32 i, n = 0;

	for (i = 0; i < pages; i++)
		n += x->env->guest.pins[gpa / 4096 + i];
	return n;
}

/* Address spaces of @n tables each, until there are @spaces. */
struct vgt_ppgtt *exec_space(struct vgt_env *env, u32 n)
{
	u64 pml4 = env_ppgtt(env);
	u32 i;

	for (i = 0; i < n; i++)
		env_ppgtt_map(env, pml4, (u64)i << 21, 16 * 4096);
	return env_ppgtt_take(env, pml4);
}
