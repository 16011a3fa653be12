// SPDX-License-Identifier: GPL-2.0-only
/*
 * What can fail fails, at every point in turn, in the life of a vGPU: it is
 * created, its guest boots and runs work on all engines, resets it, and leaves.
 * Nothing leaks, and what is there afterwards works.
 */
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/slab.h>

#include "env.h"
#include "env_fault.h"

/* More points of failure than a life has. */
#define POINTS_MAX	5000
/* Pages of the aperture that are used. */
#define FAULT_LOW	4u

static const enum vgt_engine_id engines[] = { VGT_RCS, VGT_BCS, VGT_VCS, VGT_VECS };

/**
 * enum fault - what is made to fail
 */
enum fault {
	FAULT_ALLOC,
	FAULT_GPU,
	FAULT_PIN,
	FAULT_GUEST,
};

static void fault_arm(struct vgt_env *env, enum fault fault, int n)
{
	env_fail_alloc(fault == FAULT_ALLOC ? n : -1);
	env->gpu.fail_after = fault == FAULT_GPU ? n : -1;
	env->guest.fail_pin = fault == FAULT_PIN ? n : -1;
	env->guest.fail_after = fault == FAULT_GUEST ? n : -1;
}

/* Did it come to that? */
static bool fault_happened(struct vgt_env *env, enum fault fault)
{
	switch (fault) {
	case FAULT_ALLOC:
		return env_alloc_failed();
	case FAULT_GPU:
		return env->gpu.fail_after < 0;
	case FAULT_PIN:
		return env->guest.fail_pin < 0;
	default:
		return env->guest.fail_after < 0;
	}
}

/* A ring that calls a privileged batch, with batches at the context's restore. */
static void fault_emit(struct vgt_env *env, struct vgt_env_ctx *ctx)
{
	static const u32 batch[] = { 0x11000001, 0x2600, 5, 0x05000000 };
	u64 gpa = env_pages(env, 2);
	u32 addr = env_ggtt_map(env, gpa, 2);
	u32 cs[] = { 0x18800001, addr, 0, 0 };
	u32 *image = fake_guest_va(&env->guest, ctx->image_gpa);

	if (ctx->engine != VGT_RCS)
		cs[0] = 0;
	if (!cs[0])
		cs[1] = 0x01000000;
	memcpy(fake_guest_va(&env->guest, gpa), batch, sizeof(batch));
	if (ctx->engine == VGT_RCS) {
		image[25] = addr | 1;
		/* A cache line of the page behind: nothing but MI_NOOP. */
		image[27] = (addr + 4096) | 1;
	}
	env_emit(env, ctx, cs, ARRAY_SIZE(cs));
}

/* A fence over some pages of the aperture; with virtual addresses their accesses fault. */
static void fault_aperture(struct vgt_env *env)
{
	u32 start = env->vgpu->ggtt.part[VGT_GGTT_LOW].space.start, i;
	u64 gpa = env_pages(env, FAULT_LOW);

	for (i = 0; i < FAULT_LOW; i++)
		env_ggtt_set(env, start + i * 4096, gpa + i * 4096);
	env_ggtt_flush(env);
	/* As the last page, in a huge one of the host's that its hypervisor does not take apart. */
	env->guest.tails[gpa / 4096 + FAULT_LOW - 1] = true;
	env_write(env, 0x100000, 0);
	env_write(env, 0x100004, start + 4096);
	env_write(env, 0x100000, start | 1);
	for (i = 0; i < FAULT_LOW && env_virtual(env); i++)
		fake_guest_touch(&env->guest, i);
	/* The fence goes, and another one takes the hardware's. */
	env_write(env, 0x100000, 0);
	env_write(env, 0x10000c, start + 8192);
	env_write(env, 0x100008, (start + 4096) | 1);
	for (i = 0; i < FAULT_LOW && env_virtual(env); i++)
		fake_guest_touch(&env->guest, i);
	env->guest.tails[gpa / 4096 + FAULT_LOW - 1] = false;
}

/* More work while some is in flight: it is judged ahead, or follows. */
static void fault_ahead(struct vgt_env *env, struct vgt_env_ctx *ctx, u64 pml4)
{
	static const u32 cs[] = { 0, 0 };
	struct vgt_env_ctx other;

	env_emit(env, ctx, cs, ARRAY_SIZE(cs));
	env_elsp(env, ctx, NULL);
	env_settle(env);
	env_ctx_init(env, &other, ctx->engine, pml4);
	env_emit(env, &other, cs, ARRAY_SIZE(cs));
	env_elsp(env, &other, NULL);
	env_settle(env);
}

static void fault_work(struct vgt_env *env, u64 pml4)
{
	u64 huge = round_up(env->next_page, 2 << 20);
	struct vgt_env_ctx ctx;
	u32 i;

	fault_aperture(env);
	env_ppgtt_map(env, pml4, 0x1000, env_page(env));
	fake_guest_poke64(&env->guest, env_ppgtt_entry(env, pml4, 4 << 20, 1),
			  huge | 0x83);
	for (i = 0; i < ARRAY_SIZE(engines); i++) {
		env_engine_on(env, engines[i]);
		env_ctx_init(env, &ctx, engines[i], pml4);
		fault_emit(env, &ctx);
		env_elsp(env, &ctx, NULL);
		env_settle(env);
		fault_ahead(env, &ctx, pml4);
		env_run(env, engines[i]);
		env_run(env, engines[i]);
		env_run(env, engines[i]);
		/* The guest takes it out of its page tables, and the GGTT, again. */
		env_ppgtt_map(env, pml4, 0x1000, env_page(env));
		env_ggtt_set(env, ctx.ring, env_page(env));
		env_ggtt_flush(env);
	}
}

/* Nothing fails any more: does it work? */
static void fault_works(struct kunit *test, struct vgt_env *env, int n)
{
	static const u32 cs[] = { 0, 0 };
	u64 pml4 = env_ppgtt(env);
	u32 i;

	KUNIT_EXPECT_EQ(test, vgt_vgpu_reset(env->vgpu), 0);
	env->next_ggtt = env->vgpu->ggtt.part[VGT_GGTT_HIGH].space.start;
	env_ppgtt_map(env, pml4, 0, env_page(env));
	for (i = 0; i < ARRAY_SIZE(engines); i++) {
		struct vgt_env_ctx ctx;

		env_engine_on(env, engines[i]);
		env_ctx_init(env, &ctx, engines[i], pml4);
		env_submit(env, &ctx, cs, 2);
		env_run(env, engines[i]);
		if (env_csb_index(env, engines[i]) != 1)
			KUNIT_FAIL(test, "engine %u does not work after failure %d",
				   engines[i], n);
	}
}

/* A life in which call @n fails. False where it has fewer. */
static bool fault_life(struct kunit *test, struct vgt_env *env, enum fault fault, int n)
{
	bool happened;
	int ret;

	env->guest.shuffle = n & 1;
	env->may_fail = true;
	fault_arm(env, fault, n);
	ret = vgt_env_start(env);
	if (ret) {
		happened = fault_happened(env, fault);
		fault_arm(env, fault, -1);
		KUNIT_EXPECT_TRUE(test, happened);
		KUNIT_EXPECT_TRUE(test, ret == -ENOMEM || ret == -ENOSPC);
	} else {
		fault_work(env, env_ppgtt(env));
		ret = vgt_vgpu_reset(env->vgpu);
		KUNIT_EXPECT_TRUE(test, !ret || ret == -ENOMEM);
		if (!ret)
			fault_work(env, env_ppgtt(env));
		happened = fault_happened(env, fault);
		fault_arm(env, fault, -1);
		env->may_fail = false;
		/* Every other time it goes as it is. */
		if (n % 3)
			fault_works(test, env, n);
		vgt_env_end(env);
	}
	KUNIT_EXPECT_EQ(test, env->guest.pinned, 0);
	KUNIT_EXPECT_EQ(test, env->guest.watched, 0);
	KUNIT_EXPECT_EQ(test, env->gpu.live, 0);
	fake_guest_clear(&env->guest);
	return happened;
}

static void fault_lives(struct kunit *test, enum fault fault, int least)
{
	struct vgt_env *env = kvzalloc(sizeof(*env), GFP_KERNEL);
	int n;

	KUNIT_ASSERT_TRUE(test, env);
	KUNIT_ASSERT_EQ(test, vgt_env_ports_init(env, 9), 0);
	for (n = 0; n < POINTS_MAX && fault_life(test, env, fault, n);)
		n += ENV_FAULT_STEP(n);
	KUNIT_EXPECT_GE(test, n, least);
	KUNIT_EXPECT_LT(test, n, POINTS_MAX);
	vgt_env_ports_fini(env);
	kvfree(env);
}

static void fault_allocations(struct kunit *test)
{
	if (ENV_CAN_FAIL_ALLOC)
		fault_lives(test, FAULT_ALLOC, 300);
}

static void fault_gpu_port(struct kunit *test)
{
	fault_lives(test, FAULT_GPU, 30);
}

static void fault_pins(struct kunit *test)
{
	fault_lives(test, FAULT_PIN, 50);
}

static void fault_guest_port(struct kunit *test)
{
	fault_lives(test, FAULT_GUEST, 10);
}

static struct kunit_case fault_cases[] = {
	KUNIT_CASE(fault_allocations),
	KUNIT_CASE(fault_gpu_port),
	KUNIT_CASE(fault_pins),
	KUNIT_CASE(fault_guest_port),
	{ }
};

static struct kunit_suite fault_suite = {
	.name = "fault",
	.test_cases = fault_cases,
};

kunit_test_suite(fault_suite);
