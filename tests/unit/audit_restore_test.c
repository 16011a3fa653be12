// SPDX-License-Identifier: GPL-2.0-only
/*
 * The audit: what runs when a context is restored, and at the end of a request.
 */
#include <linux/kernel.h>

#include "core/mem/tlb.h"
#include "audit_env.h"
#include "env_wait.h"

/* Nothing there waits, or leaves set what reaches into the host's own commands. */
static void audit_restoring(struct kunit *test)
{
	static const struct {
		const char *name;
		u32 cs[4];
		u32 len;
		int ret;
		bool off;
	} cases[] = {
		{ "GPR", { LRI, 0x2600, 1 }, 3, 0 },
		{ "PIPE_CONTROL", { LRI, 0x2604, 1 }, 3, 0 },
		{ "SEMAPHORE_WAIT", { MI(0x1c, 0, 4), 0, FOREIGN, 0 }, 4, -EPERM },
		{ "predicate", { 0x0080000f }, 1, -EPERM },
		{ "no predicate", { 0x00800000 }, 1, 0 },
		{ "arbitration off and on", { 0x04000000, 0x04000001 }, 2, 0 },
		{ "arbitration off", { 0x04000001, 0x04000000 }, 2, 0, true },
		{ "end on a condition", { MI(0x36, 0, 4), 0, FOREIGN, 0 }, 4, -EPERM },
		{ "not judged", { BBS_PPGTT, FOREIGN, 0 }, 3, -EPERM },
		{ "not judged, second level", { BBS_PPGTT | BIT(22), FOREIGN, 0 }, 3, -EPERM },
		{ "judged", { BBS, OWN(0), 0 }, 3, -EPERM },
		{ "wait for the monitor", { 0x01800002 }, 1, 0 },
	};
	struct vgt_env *env = vgt_env_get(test);
	u32 i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct vgt_audit audit;
		u32 cs[4];
		int ret;

		memcpy(cs, cases[i].cs, sizeof(cs));
		mutex_lock(&env->vgpu->lock);
		vgt_audit_begin(&audit, &env->vgpu->engines[VGT_RCS], audit_slice_start(env));
		audit.restoring = true;
		ret = vgt_audit_ring(&audit, cs, cases[i].len);
		mutex_unlock(&env->vgpu->lock);
		audit_end(env, VGT_RCS, &audit);
		if (ret != cases[i].ret || audit.arbitration_off != cases[i].off)
			KUNIT_FAIL(test, "%s: %d", cases[i].name, ret);
	}
}

/* What the ring calls, too, is judged anew. */
static void audit_restoring_batch(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u32 words[] = { MI(0x1c, 0, 4), 0, FOREIGN, 0, BBE };
	u32 addr = audit_batch_at(env, words, 5, 1);
	u32 cs[] = { BBS, addr, 0 };
	struct vgt_shadow_batch *batch;
	struct vgt_audit audit;

	mutex_lock(&env->vgpu->lock);
	vgt_audit_begin(&audit, &env->vgpu->engines[VGT_RCS], audit_slice_start(env));
	KUNIT_EXPECT_EQ(test, vgt_audit_ring(&audit, cs, 3), 0);
	audit.restoring = true;
	env_messages_start();
	KUNIT_EXPECT_EQ(test, vgt_audit_batch(&audit, addr, 1024, &batch), -EPERM);
	KUNIT_EXPECT_TRUE(test, env_messages_were(1, "of a batch that restores a context: "));
	mutex_unlock(&env->vgpu->lock);
	audit_end(env, VGT_RCS, &audit);
}

/* The same by way of a context. */
static void audit_restoring_context(struct kunit *test)
{
	static const struct {
		u32 indirect[4];
		u32 per_ctx[4];
		bool ok;
	} cases[] = {
		{ { LRI, 0x2600, 1 }, { BBE }, true },
		/* As old drivers have it: off in the one, on in the other. */
		{ { 0x04000000 }, { 0x04000001, BBE }, true },
		{ { 0x04000000 }, { BBE }, false },
		{ { LRI, 0x2600, 1 }, { 0x04000000, BBE }, false },
		{ { MI(0x1c, 0, 4), 0, FOREIGN, 0 }, { BBE }, false },
		{ { 0 }, { 0x0080000f, BBE }, false },
		/* The resource streamer, off and on. */
		{ { 0 }, { 0x03000000, BBE }, true },
		{ { 0 }, { 0x03000001, BBE }, false },
	};
	static const u32 cs[] = { 0, 0 };
	struct vgt_env *env = vgt_env_get(test);
	u32 i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		u32 before = env->gpu.engine[VGT_RCS].submitted;
		u32 per_ctx = audit_batch_at(env, cases[i].per_ctx, 4, 1);
		u32 indirect = audit_batch_at(env, cases[i].indirect, 4, 1);
		struct vgt_env_ctx ctx;
		u32 *image;

		env_engine_on(env, VGT_RCS);
		env_ctx_init(env, &ctx, VGT_RCS, env_ppgtt(env));
		image = fake_guest_va(&env->guest, ctx.image_gpa);
		image[25] = per_ctx | 1;
		image[27] = indirect | 1;
		env_submit(env, &ctx, cs, 2);
		KUNIT_EXPECT_EQ(test, env->gpu.engine[VGT_RCS].submitted - before,
				cases[i].ok);
		if (cases[i].ok)
			env_run(env, VGT_RCS);
		env_write(env, 0x941c, BIT(1));
	}
}

/* Before the request's invalidation the TLB has what the last one left there. */
static void audit_restoring_tlb(struct kunit *test)
{
	static const struct {
		u32 per_ctx[8];
		bool walks;
	} cases[] = {
		{ { LRI, 0x2600, 1, BBE }, false },
		{ { 0x7a000004, 0x01100000, 0, 0, 0, 0, BBE }, false },
		{ { MI(0x20, 0, 4), 0x1000, 0, 1, BBE }, true },
		{ { MI(0x24, 0, 4), 0x2600, 0x1000, 0, BBE }, true },
		{ { 0x7a000004, 0x4000, 0x1000, 0, 0, 0, BBE }, true },
	};
	static const u32 cs[] = { 0, 0 };
	struct vgt_env *env = vgt_env_get(test);
	u32 i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		u32 per_ctx = audit_batch_at(env, cases[i].per_ctx, 8, 1);
		struct vgt_env_ctx ctx;
		u32 *image, before = env->gpu.tlb_flushes;

		env_engine_on(env, VGT_RCS);
		env_ctx_init(env, &ctx, VGT_RCS, env_ppgtt(env));
		image = fake_guest_va(&env->guest, ctx.image_gpa);
		image[25] = per_ctx | 1;
		env_submit(env, &ctx, cs, 2);
		/* What was taken away until now is flushed before this runs. */
		KUNIT_EXPECT_EQ(test, env->gpu.tlb_flushes - before, i == 2);
		env_run(env, VGT_RCS);
		env_write(env, 0x941c, BIT(1));
		before = env->gpu.tlb_flushes;
		mutex_lock(&env->vgpu->lock);
		vgt_tlb_flush(env->vgpu);
		mutex_unlock(&env->vgpu->lock);
		KUNIT_EXPECT_EQ(test, env->gpu.tlb_flushes - before, cases[i].walks);
	}
}

static bool close_has(const u32 *cs, u32 n, u32 word)
{
	u32 i;

	for (i = 0; i < n; i++)
		if (cs[i] == word)
			return true;
	return false;
}

/*
 * Last, for before it PIPE_CONTROL may be a no-op: data of the guest's leaves L3 and the memory
 * that its threads shared, as i915's own batch at a context's restore has it.
 */
static bool close_flushes(const u32 *cs, u32 n)
{
	u32 i;

	for (i = 0; i + 6 <= n; i++)
		if (cs[i] == 0x7a000004)
			break;
	/* Stalls, flushes L3 and the data port, stores a word to the context's own page. */
	return i + 6 <= n && n - i < 8 && cs[i + 1] == 0x08304020 && cs[i + 2] == 0xd0 &&
	       !cs[i + 3];
}

static void audit_closes(struct kunit *test)
{
	enum vgt_engine_id id;
	u8 gen;

	for (gen = 8; gen <= 9; gen++) {
		for (id = 0; id < VGT_NUM_ENGINES; id++) {
			u32 cs[VGT_CLOSE_WORDS + 1] = { };
			u32 n;

			cs[VGT_CLOSE_WORDS] = 0xdeadbeef;
			n = vgt_audit_close(id, &vgt_platforms[gen == 8 ? VGT_BROADWELL :
								     VGT_SKYLAKE], cs);
			KUNIT_EXPECT_TRUE(test, n && n % 2 == 0 && n <= VGT_CLOSE_WORDS);
			KUNIT_EXPECT_EQ(test, cs[VGT_CLOSE_WORDS], 0xdeadbeef);
			/* First, for it is what others would be no-ops under. */
			KUNIT_EXPECT_EQ(test, cs[0], 0x00800000);
			KUNIT_EXPECT_TRUE(test, close_has(cs, n, 0x04000001));
			KUNIT_EXPECT_TRUE(test, close_has(cs, n, 0x05800000));
			/* What no context has, and any batch may write and read. */
			KUNIT_EXPECT_TRUE(test, close_has(cs, n, 0x00400000));
			KUNIT_EXPECT_EQ(test, close_has(cs, n, 0x23bc), id == VGT_RCS);
			KUNIT_EXPECT_EQ(test, close_has(cs, n, 0x03000000), id == VGT_RCS);
			KUNIT_EXPECT_EQ(test, close_flushes(cs, n), id == VGT_RCS);
			KUNIT_EXPECT_EQ(test, close_has(cs, n, 0x000e0000), id == VGT_RCS);
			KUNIT_EXPECT_EQ(test, close_has(cs, n, 0x00030000),
					id == VGT_RCS && gen == 9);
		}
	}
}

/* Whatever a guest ends with, vgt has the last word before the host's commands. */
static void audit_closes_requests(struct kunit *test)
{
	static const u32 cs[] = { 0x0080000f, 0x04000000 };
	struct vgt_env *env = vgt_env_get(test);
	enum vgt_engine_id id;

	for (id = VGT_RCS; id <= VGT_BCS; id++) {
		struct vgt_env_ctx ctx;

		env_engine_on(env, id);
		env_ctx_init(env, &ctx, id, env_ppgtt(env));
		env_submit(env, &ctx, cs, 2);
		KUNIT_EXPECT_EQ(test, env->gpu.engine[id].submitted, 1);
		KUNIT_EXPECT_EQ(test, env_guest_words(env, id), 2);
		KUNIT_EXPECT_EQ(test, env->gpu.engine[id].len % 2, 0);
		env_run(env, id);
	}
}

static struct kunit_case audit_restore_cases[] = {
	KUNIT_CASE(audit_restoring),
	KUNIT_CASE(audit_restoring_batch),
	KUNIT_CASE(audit_restoring_context),
	KUNIT_CASE(audit_restoring_tlb),
	KUNIT_CASE(audit_closes),
	KUNIT_CASE(audit_closes_requests),
	{ }
};

static struct kunit_suite audit_restore_suite = {
	.name = "audit_restore",
	.init = vgt_env_suite_init,
	.exit = vgt_env_suite_exit,
	.test_cases = audit_restore_cases,
};

kunit_test_suite(audit_restore_suite);
