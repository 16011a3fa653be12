// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fuzz: whole submissions. Contexts and rings that are right at first, spoilt as the
 * input says, with resets, hangs and memory that goes at any moment.
 */
#include <linux/kernel.h>

#include <linux/vgt_shim.h>

#include "fuzz.h"

#define CONTEXTS	3

static const enum vgt_engine_id engines[] = { VGT_RCS, VGT_BCS };

static void submit_elsp(struct fuzz *f, struct vgt_env *env,
			const struct vgt_env_ctx *ctx, u32 what)
{
	const struct vgt_env_ctx *a = &ctx[what % CONTEXTS];
	const struct vgt_env_ctx *b = &ctx[(what >> 2) % CONTEXTS];

	if (what & 0x40 && a != b && a->engine == b->engine)
		env_elsp(env, a, b);
	else
		env_elsp(env, a, NULL);
	if (what & 0x80)
		env_write(env, vgt_engines[a->engine].mmio_base + 0x230, fuzz_u32(f));
}

static void submit_step(struct fuzz *f, struct vgt_env *env, struct vgt_env_ctx *ctx)
{
	u32 what = fuzz_u8(f);
	struct vgt_env_ctx *c = &ctx[fuzz_u8(f) % CONTEXTS];
	u32 *image = fake_guest_va(&env->guest, c->image_gpa);
	u32 cs[8];
	u32 n;

	switch (what & 7) {
	case 0:
		n = fuzz_u8(f) & 7;
		for (u32 i = 0; i < n; i++)
			cs[i] = what & 0x80 ? fuzz_u32(f) : 0;
		env_emit(env, c, cs, n & ~1u);
		break;
	case 1:
		submit_elsp(f, env, ctx, fuzz_u8(f));
		break;
	case 2:
		env_settle(env);
		break;
	case 3:
		env_run(env, c->engine);
		break;
	case 4:
		fake_gpu_start(&env->gpu, c->engine);
		if (what & 0x80)
			fake_gpu_finish(&env->gpu, c->engine, -EIO);
		break;
	case 5:
		image[fuzz_u16(f) % (5 * 1024)] = fuzz_u32(f);
		image[fuzz_u8(f) % 52] ^= 1u << fuzz_u8(f) % 32;
		break;
	case 6:
		env_write(env, 0x941c, what >> 3);
		env_write(env, vgt_engines[c->engine].mmio_base + 0x29c, 0x80008000);
		break;
	default:
		if (what & 0x80)
			vgt_vgpu_memory_gone(env->vgpu, c->image_gpa - 4096,
					     4096 * (1 + (what >> 3 & 7)), NULL);
		else
			env_ggtt_set(env, c->lrca + fuzz_u8(f) % 8 * 4096,
				     fuzz_u16(f) * 4096ull);
	}
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	struct fuzz f = { data, size };
	struct vgt_env *env = fuzz_begin();
	struct vgt_env_ctx ctx[CONTEXTS];
	u64 pml4 = env_ppgtt(env);
	u32 budget = 150;
	u32 i;

	env_ppgtt_map(env, pml4, 0, env_page(env));
	for (i = 0; i < ARRAY_SIZE(engines); i++)
		env_engine_on(env, engines[i]);
	for (i = 0; i < CONTEXTS; i++)
		env_ctx_init(env, &ctx[i], engines[i / 2], pml4);
	while (f.size && budget--)
		submit_step(&f, env, ctx);
	fuzz_end(env);
	return 0;
}
