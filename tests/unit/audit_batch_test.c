// SPDX-License-Identifier: GPL-2.0-only
/*
 * The audit: privileged batches.
 */
#include <linux/kernel.h>

#include "core/pace.h"
#include "audit_env.h"

static struct vgt_shadow_batch *copy_of(struct vgt_audit *audit, u32 addr)
{
	struct vgt_shadow_batch *batch;

	list_for_each_entry(batch, &audit->batches, link)
		if (batch->addr == addr)
			return batch;
	return NULL;
}

static void audit_batch_is_copied_once(struct kunit *test)
{
	static const u32 batch[] = { 0, LRI, 0x2600, 7, 0x01000000, BBE, 0xdeadbeef };
	struct vgt_env *env = vgt_env_get(test);
	u32 addr = audit_batch_at(env, batch, ARRAY_SIZE(batch), 1);
	u32 cs[] = { BBS, addr, 0, BBS, addr, 0 };
	struct vgt_shadow_batch *copy;
	struct vgt_audit audit;

	KUNIT_EXPECT_EQ(test, audit_words(env, VGT_RCS, cs, 6, &audit), 0);
	KUNIT_EXPECT_EQ(test, audit.nbatches, 1);
	KUNIT_EXPECT_EQ(test, audit.events, BIT(VGT_GT_USER));
	copy = copy_of(&audit, addr);
	KUNIT_ASSERT_TRUE(test, copy);
	KUNIT_EXPECT_EQ(test, cs[1], copy->buf->ggtt);
	KUNIT_EXPECT_EQ(test, cs[4], copy->buf->ggtt);
	KUNIT_EXPECT_NE(test, cs[1], addr);
	KUNIT_EXPECT_EQ(test, copy->buf->va[3], 7);
	KUNIT_EXPECT_EQ(test, copy->buf->va[4], 0);
	KUNIT_EXPECT_EQ(test, copy->buf->va[5], BBE);
	/* Not what stands behind its end. */
	KUNIT_EXPECT_NE(test, copy->buf->va[6], 0xdeadbeef);
	audit_end(env, VGT_RCS, &audit);
}

/* What one goes on to says nothing about the next. */
static void audit_batches_in_a_row(struct kunit *test)
{
	static const u32 one[] = { 0, BBS_PPGTT, 0x1000, 0 };
	static const u32 two[] = { 0, 0, 0, LRI, 0x2600, 1, BBE };
	static const u32 bad[] = { 0, 0, LRI, 0x2230, 1, BBE };
	struct vgt_env *env = vgt_env_get(test);
	u32 a = audit_batch_at(env, one, 4, 1), b = audit_batch_at(env, two, 7, 1);
	u32 c = audit_batch_at(env, bad, 6, 1);
	u32 cs[] = { BBS_PPGTT, 0x1000, 0, BBS, a, 0, BBS, b, 0 };
	u32 no[] = { BBS_PPGTT, 0x1000, 0, BBS, c, 0 };
	struct vgt_shadow_batch *copy;
	struct vgt_audit audit;

	KUNIT_EXPECT_EQ(test, audit_words(env, VGT_RCS, cs, 9, &audit), 0);
	copy = copy_of(&audit, b);
	KUNIT_ASSERT_TRUE(test, copy);
	KUNIT_EXPECT_EQ(test, copy->buf->va[4], 0x2600);
	KUNIT_EXPECT_EQ(test, copy->buf->va[6], BBE);
	/* One that may not be reached at its end has an end all the same. */
	copy = copy_of(&audit, a);
	KUNIT_ASSERT_TRUE(test, copy);
	KUNIT_EXPECT_EQ(test, copy->buf->va[4], BBE);
	audit_end(env, VGT_RCS, &audit);

	KUNIT_EXPECT_EQ(test, audit_words(env, VGT_RCS, no, 6, &audit), -EPERM);
	audit_end(env, VGT_RCS, &audit);
}

/* Whoever takes back the commands that turn arbitration on walks through all of them. */
static void audit_batch_arbitrates_often(struct kunit *test)
{
	static u32 batch[VGT_AUDIT_GAPS + 2];
	struct vgt_env *env = vgt_env_get(test);
	u32 i, gaps;

	for (i = 0; i <= VGT_AUDIT_GAPS; i++)
		batch[i] = 0x04000001;
	batch[i] = BBE;
	for (i = 0; i < 2; i++) {
		u32 addr = audit_batch_at(env, batch + !i, ARRAY_SIZE(batch) - !i, 2);
		u32 cs[] = { BBS, addr, 0, 0 };
		struct vgt_audit audit;

		mutex_lock(&env->vgpu->lock);
		vgt_audit_begin(&audit, &env->vgpu->engines[VGT_RCS], 0);
		gaps = 0;
		audit.gaps = &gaps;
		KUNIT_EXPECT_EQ(test, vgt_audit_ring(&audit, cs, ARRAY_SIZE(cs)), i ? -EPERM : 0);
		mutex_unlock(&env->vgpu->lock);
		KUNIT_EXPECT_EQ(test, gaps, 0);
		audit_end(env, VGT_RCS, &audit);
	}
}

#ifndef __KERNEL__

static u32 *changing;
static const struct vgt_gpu_ops *changing_ops;

/* The lock is let go of: the guest writes to what was judged. */
static void change_judged(void)
{
	*changing = 0xbad;
}

/* A copy of a batch takes long. */
static struct vgt_gpu_buffer *changing_buffer(struct vgt_gpu *gpu, u32 size)
{
	shim_advance_ns(2 * VGT_PACE_NS);
	return changing_ops->buffer_create(gpu, size);
}

/* What was read is not read again, however long the batch is. */
static void audit_reads_once(struct kunit *test)
{
	static const u32 inner[] = { BBE };
	struct vgt_env *env = vgt_env_get(test);
	u32 called = audit_batch_at(env, inner, 1, 1), addr = audit_batch_at(env, NULL, 0, 9);
	u32 *va = fake_guest_va(&env->guest, env->next_page - 9 * 4096);
	u32 i, cs[3] = { BBS, addr, 0 };
	struct vgt_shadow_batch *copy;
	struct vgt_gpu_ops slow;
	struct vgt_audit audit;
	struct vgt_pace pace;

	for (i = 0; i < 8000; i += 4) {
		va[i] = MI(0x20, 0, 4);
		va[i + 1] = 0x1000;
		va[i + 2] = 0;
		va[i + 3] = i + 7;
	}
	va[4] = BBS_SECOND;
	va[5] = called;
	va[6] = 0;
	va[7] = 0;
	va[8000] = BBE;
	changing = &va[3];
	changing_ops = env->gpu.gpu.ops;
	slow = *changing_ops;
	slow.buffer_create = changing_buffer;
	env->gpu.gpu.ops = &slow;
	shim_resched_hook = change_judged;
	mutex_lock(&env->vgpu->lock);
	vgt_pace_begin(env->vgpu, &pace, NULL);
	vgt_audit_begin(&audit, &env->vgpu->engines[VGT_RCS], audit_slice_start(env) + 0x100000);
	KUNIT_EXPECT_EQ(test, vgt_audit_ring(&audit, cs, 3), 0);
	vgt_pace_end(env->vgpu);
	mutex_unlock(&env->vgpu->lock);
	shim_resched_hook = NULL;
	env->gpu.gpu.ops = changing_ops;
	KUNIT_EXPECT_EQ(test, va[3], 0xbad);
	copy = copy_of(&audit, addr);
	KUNIT_ASSERT_TRUE(test, copy);
	KUNIT_EXPECT_EQ(test, copy->buf->va[3], 7);
	KUNIT_EXPECT_EQ(test, memcmp(copy->buf->va + 8, va + 8, 7993 * 4), 0);
	audit_end(env, VGT_RCS, &audit);
}

#endif

static void audit_nested(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u32 inner[] = { LRI, 0x2600, 3, BBE };
	u32 c = audit_batch_at(env, inner, 4, 1);
	u32 middle[] = { BBS_SECOND, c, 0, LRI, 0x2604, 4, BBE };
	u32 b = audit_batch_at(env, middle, 7, 1);
	u32 cs[] = { BBS, b, 0 };
	struct vgt_shadow_batch *copy;
	struct vgt_audit audit;

	KUNIT_EXPECT_EQ(test, audit_words(env, VGT_RCS, cs, 3, &audit), 0);
	KUNIT_EXPECT_EQ(test, audit.nbatches, 2);
	copy = copy_of(&audit, b);
	KUNIT_ASSERT_TRUE(test, copy && copy_of(&audit, c));
	KUNIT_EXPECT_EQ(test, copy->buf->va[1], copy_of(&audit, c)->buf->ggtt);
	/* It comes back from a second level: the rest counts. */
	KUNIT_EXPECT_EQ(test, copy->buf->va[5], 4);
	audit_end(env, VGT_RCS, &audit);
}

static void audit_bad_batches(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u32 words[8] = { 0 };
	u32 endless = audit_batch_at(env, words, 8, 2);
	u32 self = env->next_ggtt;
	u32 to_self[] = { BBS, self, 0 };
	u32 across[] = { MI(0x20, 0, 6), 0, 0, 1, 2, 3 };
	struct vgt_audit audit;
	u32 cs[3] = { BBS };
	u32 addr, i;

	/* Without an end, up to where nothing is mapped. */
	cs[1] = endless;
	KUNIT_EXPECT_EQ(test, audit_words(env, VGT_RCS, cs, 3, &audit), -EPERM);
	audit_end(env, VGT_RCS, &audit);

	/* In circles. */
	cs[1] = audit_batch_at(env, to_self, 3, 1);
	KUNIT_EXPECT_EQ(test, cs[1], self);
	KUNIT_EXPECT_EQ(test, audit_words(env, VGT_RCS, cs, 3, &audit), -EPERM);
	audit_end(env, VGT_RCS, &audit);

	/* A command that reaches across the end of what is mapped. */
	addr = audit_batch_at(env, words, 8, 1);
	env->next_ggtt += 4096;
	memcpy(fake_guest_va(&env->guest, env->next_page - 12), across, 12);
	cs[1] = addr;
	KUNIT_EXPECT_EQ(test, audit_words(env, VGT_RCS, cs, 3, &audit), -EPERM);
	audit_end(env, VGT_RCS, &audit);

	/* Deeper than there is room for. */
	words[0] = BBE;
	addr = audit_batch_at(env, words, 1, 1);
	for (i = 0; i < 4; i++) {
		u32 call[] = { BBS_SECOND, addr, 0, BBE };

		cs[1] = addr;
		KUNIT_EXPECT_EQ(test, audit_words(env, VGT_RCS, cs, 3, &audit),
				i < 3 ? 0 : -EPERM);
		audit_end(env, VGT_RCS, &audit);
		addr = audit_batch_at(env, call, 4, 1);
	}
	KUNIT_EXPECT_EQ(test, env->vgpu->stats.audit_refusals, 4);
}

/* A batch that jumps to @to if a predicate says so, @n times, and then loads @reg. */
static u32 loops_at(struct vgt_env *env, u32 to, u32 n, u32 reg)
{
	u32 addr = audit_batch_at(env, NULL, 0, 1);
	u32 *cs = fake_guest_va(&env->guest, env->next_page - 4096);
	u32 i;

	memcpy(cs, (u32[]){ 0, LRI, 0x2600, 7 }, 16);
	for (i = 0; i < n; i++)
		memcpy(cs + 4 + 3 * i, (u32[]){ BBS | BIT(15), addr + 4 * to, 0 }, 12);
	memcpy(cs + 4 + 3 * n, (u32[]){ LRI, reg, 1, BBE }, 16);
	return addr;
}

/* What runs again is what was judged: the copy, from the start of a command on. */
static void audit_loops(struct kunit *test)
{
	static const struct {
		const char *name;
		u32 to;
		u32 n;
		u32 reg;
		u32 batches;	/* or 0 where it is refused */
	} cases[] = {
		{ "to its start", 0, 1, 0x2600, 1 },
		{ "to a command", 1, 1, 0x2600, 1 },
		{ "to itself", 4, 1, 0x2600, 1 },
		{ "as many as there may be", 1, 16, 0x2600, 1 },
		{ "more", 1, 17, 0x2600, 0 },
		/* Operands are commands, then: another batch, judged as such. */
		{ "into a command", 2, 1, 0x2600, 2 },
		{ "forward", 7, 1, 0x2600, 2 },
		{ "what comes after is judged", 1, 1, 0x2230, 0 },
	};
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_shadow_batch *copy;
	struct vgt_audit audit;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		u32 addr = loops_at(env, cases[i].to, cases[i].n, cases[i].reg);
		u32 cs[3] = { BBS, addr, 0 };
		int ret = audit_words(env, VGT_RCS, cs, 3, &audit);
		u32 batches = ret ? 0 : audit.nbatches;

		if ((ret && ret != -EPERM) || batches != cases[i].batches)
			KUNIT_FAIL(test, "%s: %d, %u batches", cases[i].name, ret, audit.nbatches);
		KUNIT_EXPECT_FALSE(test, audit.stream);
		copy = copy_of(&audit, addr);
		KUNIT_EXPECT_EQ(test, !copy, !cases[i].batches);
		if (cases[i].batches == 1 && (copy->buf->va[5] !=
		    copy->buf->ggtt + 4 * cases[i].to || copy->buf->va[6]))
			KUNIT_FAIL(test, "%s: to %#x of %#llx", cases[i].name, copy->buf->va[5],
				   (u64)copy->buf->ggtt);
		if (copy)
			KUNIT_EXPECT_EQ(test, copy->buf->va[4 + 3 * cases[i].n + 3], BBE);
		audit_end(env, VGT_RCS, &audit);
	}
}

/* A loop around another batch; and not into the batch that called. */
static void audit_loops_nested(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u32 inner = loops_at(env, 1, 1, 0x2600), outer = audit_batch_at(env, NULL, 0, 1);
	u32 *cs = fake_guest_va(&env->guest, env->next_page - 4096);
	u32 ring[3] = { BBS, outer, 0 };
	struct vgt_shadow_batch *copy;
	struct vgt_audit audit;

	memcpy(cs, (u32[]){ 0, BBS_SECOND, inner, 0, BBS | BIT(15), outer + 4, 0, BBE }, 32);
	KUNIT_EXPECT_EQ(test, audit_words(env, VGT_RCS, ring, 3, &audit), 0);
	KUNIT_EXPECT_EQ(test, audit.nbatches, 2);
	copy = copy_of(&audit, outer);
	KUNIT_ASSERT_TRUE(test, copy && copy_of(&audit, inner));
	KUNIT_EXPECT_EQ(test, copy->buf->va[5], copy->buf->ggtt + 4);
	KUNIT_EXPECT_EQ(test, copy->buf->va[2], copy_of(&audit, inner)->buf->ggtt);
	audit_end(env, VGT_RCS, &audit);

	/* Second levels that call themselves, and no predicate: no end. */
	cs[4] = BBS_SECOND | BIT(15);
	ring[1] = outer;
	KUNIT_EXPECT_EQ(test, audit_words(env, VGT_RCS, ring, 3, &audit), -EPERM);
	audit_end(env, VGT_RCS, &audit);
	cs[4] = BBS;
	ring[1] = outer;
	KUNIT_EXPECT_EQ(test, audit_words(env, VGT_RCS, ring, 3, &audit), -EPERM);
	audit_end(env, VGT_RCS, &audit);
}

/* More than one submission may have: batches, and words in all. */
static void audit_budget(struct kunit *test)
{
	static const u32 end[] = { BBE };
	struct vgt_env *env = vgt_env_get(test);
	u32 addr = audit_batch_at(env, end, 1, 65);
	struct vgt_audit audit;
	u32 cs[3 * 65];
	u32 i;

	for (i = 0; i < 65; i++) {
		fake_guest_poke32(&env->guest, env->next_page - (65 - i) * 4096, BBE);
		cs[3 * i] = BBS;
		cs[3 * i + 1] = addr + i * 4096;
		cs[3 * i + 2] = 0;
	}
	KUNIT_EXPECT_EQ(test, audit_words(env, VGT_RCS, cs, 3 * 65, &audit), -EPERM);
	KUNIT_EXPECT_EQ(test, audit.nbatches, 64);
	audit_end(env, VGT_RCS, &audit);

	mutex_lock(&env->vgpu->lock);
	vgt_audit_begin(&audit, &env->vgpu->engines[VGT_RCS], audit_slice_start(env));
	audit.left = 8;
	memset(cs, 0, sizeof(cs));
	KUNIT_EXPECT_EQ(test, vgt_audit_ring(&audit, cs, 8), 0);
	KUNIT_EXPECT_EQ(test, audit.left, 0);
	KUNIT_EXPECT_EQ(test, vgt_audit_ring(&audit, cs, 1), -EPERM);
	mutex_unlock(&env->vgpu->lock);
}

/* A batch of many pages is copied whole, from wherever in a page it starts. */
static void audit_long_batch(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u32 addr = audit_batch_at(env, NULL, 0, 9) + 4 * 1000;
	u32 *va = fake_guest_va(&env->guest, env->next_page - 9 * 4096 + 4000);
	u32 cs[3] = { BBS, addr, 0 };
	struct vgt_shadow_batch *copy;
	struct vgt_audit audit;
	u32 i;

	for (i = 0; i < 8000; i += 4) {
		va[i] = MI(0x20, 0, 4);
		va[i + 1] = 0x1000;
		va[i + 2] = 0;
		va[i + 3] = i;
	}
	va[8000] = BBE;
	KUNIT_EXPECT_EQ(test, audit_words(env, VGT_RCS, cs, 3, &audit), 0);
	copy = copy_of(&audit, addr);
	KUNIT_ASSERT_TRUE(test, copy);
	KUNIT_EXPECT_EQ(test, memcmp(copy->buf->va, va, 8001 * 4), 0);
	KUNIT_EXPECT_GE(test, copy->buf->size, 8001 * 4 + 64);
	audit_end(env, VGT_RCS, &audit);
}

static struct kunit_case audit_batch_cases[] = {
	KUNIT_CASE(audit_batch_is_copied_once),
	KUNIT_CASE(audit_batches_in_a_row),
	KUNIT_CASE(audit_batch_arbitrates_often),
#ifndef __KERNEL__
	KUNIT_CASE(audit_reads_once),
#endif
	KUNIT_CASE(audit_nested),
	KUNIT_CASE(audit_bad_batches),
	KUNIT_CASE(audit_loops),
	KUNIT_CASE(audit_loops_nested),
	KUNIT_CASE(audit_budget),
	KUNIT_CASE(audit_long_batch),
	{ }
};

static struct kunit_suite audit_batch_suite = {
	.name = "audit_batch",
	.init = vgt_env_suite_init,
	.exit = vgt_env_suite_exit,
	.test_cases = audit_batch_cases,
};

kunit_test_suite(audit_batch_suite);
