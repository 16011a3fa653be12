// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fuzz: the scheduler. Guests with work, requests that end well, badly or not at all, and
 * weights, caps and time-outs that change, in any order, on the tests' own clock. One
 * request at most is in flight; an engine does not idle while there is work that may run;
 * time is never counted twice; nobody is left with work when all have had their time.
 */
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/vgt_shim.h>

#include "core/sched/ban.h"
#include "core/sched/cap.h"
#include "fuzz.h"

#define GUESTS		2
#define ENGINE		VGT_RCS

static const u32 noops[4];

/**
 * struct sched_fuzz - guests, with a context each
 * @env: the device, and the first guest
 * @vgpu: the guests
 * @ctx: their contexts
 * @runs: the hardware has taken up what is in flight
 * @time: of the clock, in which something could run
 */
struct sched_fuzz {
	struct vgt_env *env;
	struct vgt_vgpu *vgpu[GUESTS];
	struct vgt_env_ctx ctx[GUESTS];
	bool runs;
	u64 time;
};

static struct vgt_gpu_request *in_flight(struct sched_fuzz *s)
{
	return s->env->gpu.engine[ENGINE].rq;
}

static void guests_begin(struct sched_fuzz *s)
{
	struct vgt_env *env = s->env;
	u32 i;

	for (i = 0; i < GUESTS; i++) {
		s->vgpu[i] = i ? vgt_env_vgpu(env, "GVTg_V5_8") : env->vgpu;
fuzz_check(!IS_ERR(s->vgpu[i]), "no vGPU");
		fuzz_check(!i || !vgt_vgpu_start(s->vgpu[i]), "no start");
		env_use(env, s->vgpu[i]);
		env->next_ggtt = s->vgpu[i]->ggtt.part[VGT_GGTT_HIGH].space.start;
		env_engine_on(env, ENGINE);
		env_ctx_init(env, &s->ctx[i], ENGINE, env_ppgtt(env));
	}
}

static void guests_end(struct sched_fuzz *s)
{
	u32 i;

	for (i = 1; i < GUESTS; i++) {
		vgt_vgpu_stop(s->vgpu[i]);
		vgt_vgpu_destroy(s->vgpu[i]);
	}
	env_use(s->env, s->vgpu[0]);
}

static void pass(struct sched_fuzz *s, u32 us)
{
	shim_advance_ns(us * 1000ull);
	s->time += us * 1000ull;
	env_settle(s->env);
}

static void end_request(struct sched_fuzz *s, int error)
{
	fake_gpu_finish(&s->env->gpu, ENGINE, error);
	s->runs = false;
	env_settle(s->env);
}

static void give_work(struct sched_fuzz *s, u32 i)
{
	env_use(s->env, s->vgpu[i]);
	env_submit(s->env, &s->ctx[i], noops, 2);
}

/* As its driver does after a hang. */
static void reset_engine(struct sched_fuzz *s, u32 i)
{
	struct vgt_gpu_request *rq = in_flight(s);
	bool own = rq && rq->ctx->owner == &s->vgpu[i]->engines[ENGINE];

	env_use(s->env, s->vgpu[i]);
	env_write(s->env, 0x941c, BIT(1));
	env_write(s->env, 0x229c, 0x80008000);
	/* What was in flight is ended by the GPU port. */
	if (own)
		end_request(s, -EIO);
}

static void step(struct sched_fuzz *s, struct fuzz *f)
{
	u32 what = fuzz_u8(f), i = what / 16 % GUESTS;

	switch (what & 15) {
	case 0: case 1: case 2: case 3:
		give_work(s, i);
		break;
	case 4: case 5:
		if (in_flight(s) && !s->runs) {
			fake_gpu_start(&s->env->gpu, ENGINE);
			s->runs = true;
		}
		break;
	case 6: case 7: case 8:
		end_request(s, 0);
		break;
	case 9:
		end_request(s, -EIO);
		break;
	case 10:
		vgt_sched_set_weight(s->vgpu[i], 1 + fuzz_u16(f) % VGT_WEIGHT_MAX);
		break;
	case 11:
		vgt_sched_set_cap(s->vgpu[i], fuzz_u8(f) % (VGT_CAP_MAX + 1));
		break;
	case 12:
		s->env->dev.sched.slice_us = fuzz_u32(f) % (VGT_SLICE_US_MAX + 1);
		s->env->dev.sched.hang_ms = fuzz_u16(f) % (VGT_HANG_MS_MAX + 1);
		break;
	case 13:
		reset_engine(s, i);
		break;
	default:
		pass(s, fuzz_u16(f) << (what >> 6));
	}
}

/* Is there one that would run if the engine had nothing to do? */
static bool somebody_may(struct sched_fuzz *s)
{
	u32 i;

	for (i = 0; i < GUESTS; i++) {
		struct vgt_vengine *ve = &s->vgpu[i]->engines[ENGINE];

		if (!list_empty(&ve->ent.link) && !vgt_cap_holds(&ve->ent.cap) &&
		    !vgt_ban_holds(&s->vgpu[i]->ban))
			return true;
	}
	return false;
}

static void check(struct sched_fuzz *s)
{
	struct vgt_sched_engine *se = &s->env->dev.sched.engine[ENGINE];
	u64 busy = 0;
	u32 i;

	fuzz_check(se->in_flight <= 1, "more than one request in flight");
	fuzz_check(se->in_flight == !!in_flight(s), "a request that is not in flight");
	fuzz_check(in_flight(s) || !somebody_may(s), "the engine idles, and there is work");
	for (i = 0; i < GUESTS; i++)
		busy += vgt_sched_busy_ns(&s->vgpu[i]->engines[ENGINE]);
	fuzz_check(busy <= s->time, "more time was had than there was");
}

/* All that is left gets its time, in the end. */
static void drain(struct sched_fuzz *s)
{
	u32 i, budget = 1000;

	for (i = 0; i < GUESTS; i++)
		vgt_sched_set_cap(s->vgpu[i], VGT_CAP_NONE);
	env_settle(s->env);
	while (in_flight(s) && budget--)
		end_request(s, 0);
	fuzz_check(!in_flight(s), "work without an end");
	for (i = 0; i < GUESTS; i++)
		fuzz_check(list_empty(&s->vgpu[i]->engines[ENGINE].ent.link),
			   "somebody still waits");
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	struct fuzz f = { data, size };
	struct sched_fuzz s = { .env = fuzz_begin() };
	u32 budget = 150;

	vgt_sched_set_weight(s.env->vgpu, 4);
	s.time = vgt_sched_busy_ns(&s.env->vgpu->engines[ENGINE]);
	guests_begin(&s);
	while (f.size && budget--) {
		step(&s, &f);
		env_settle(s.env);
		check(&s);
	}
	drain(&s);
	guests_end(&s);
	fuzz_end(s.env);
	return 0;
}
