// SPDX-License-Identifier: GPL-2.0-only
/*
 * Shadow contexts: which words of an image are the guest's, when they are loaded and
 * saved. Where they stand: fake_golden() in fake_gpu.c.
 */
#include <linux/bitmap.h>
#include <linux/kernel.h>

#include "env.h"
#include "lrc.h"

#define GPR0		0x52
#define CACHE_MODE	0x54
#define OACTX		0x56
#define LNCFCMOCS	0x58
#define SAMPLE_MASK	0x5a
#define GPR0_HIGH	(1024 + 6)
#define AFTER_END	(1024 + 8)
#define LAST		(5 * 1024 - 1)

#define INHIBITED	0x00090009u
#define RESTORE		0x00090008u

static const u32 noops[8];

static void lrc_layout(struct kunit *test)
{
	static const struct {
		u32 word;
		bool guest;
		bool reg;
	} words[] = {
		{ 1, false, false },
		{ 3, false, false },		/* ring: taken one by one */
		{ 0x23, false, false },		/* whatever register it is */
		{ 0x33, false, false },
		{ 0x50, false, false },		/* the command itself */
		{ 0x51, false, false },		/* a register's offset */
		{ GPR0, true, true },
		{ CACHE_MODE, true, true },
		{ OACTX, false, false },	/* a register that is not a guest's */
		{ LNCFCMOCS, true, true },
		{ 0x59, false, false },
		{ SAMPLE_MASK, true, false },	/* pipeline state */
		{ 0x5b, false, false },
		{ GPR0_HIGH, true, true },
		{ 1024 + 7, false, false },	/* the end */
		{ AFTER_END, true, false },	/* data behind it */
		{ LAST, true, false },
	};
	struct vgt_env *env = vgt_env_get(test);
	const struct vgt_lrc_layout *layout = &env->dev.lrc[VGT_RCS];
	u32 i;

	KUNIT_EXPECT_EQ(test, layout->words, 5 * 1024);
	for (i = 0; i < ARRAY_SIZE(words); i++) {
		KUNIT_EXPECT_EQ(test, !!test_bit(words[i].word, layout->guest),
				words[i].guest);
		KUNIT_EXPECT_EQ(test, !!test_bit(words[i].word, layout->regs),
				words[i].reg);
	}
	/* The blitter knows none of render's registers. */
	KUNIT_EXPECT_FALSE(test, test_bit(GPR0, env->dev.lrc[VGT_BCS].guest));
}

static struct vgt_lrc *first_lrc(struct vgt_env *env)
{
	return list_first_entry(&env->vgpu->engines[VGT_RCS].lrcs, struct vgt_lrc, link);
}

static void spoil(u32 *image)
{
	static const u32 words[] = {
		0x50, 0x51, GPR0, CACHE_MODE, OACTX, LNCFCMOCS, 0x59, SAMPLE_MASK,
		GPR0_HIGH, 1024 + 7, AFTER_END, LAST,
	};
	u32 i;

	for (i = 0; i < ARRAY_SIZE(words); i++)
		image[words[i]] = 0x5a5a0000 + words[i];
}

/* Whatever a guest's image says, the hardware's keeps its commands. */
static void lrc_load(struct kunit *test)
{
	static const struct {
		u32 word;
		bool taken;
	} words[] = {
		{ 0x50, false }, { 0x51, false }, { GPR0, true },
		{ CACHE_MODE, true }, { OACTX, false }, { LNCFCMOCS, true },
		{ 0x59, false }, { SAMPLE_MASK, true }, { GPR0_HIGH, true },
		{ 1024 + 7, false }, { AFTER_END, true }, { LAST, true },
	};
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_env_ctx a;
	const u32 *state;
	u32 *image;
	u32 i;

	env_engine_on(env, VGT_RCS);
	env_ctx_init(env, &a, VGT_RCS, env_ppgtt(env));
	image = fake_guest_va(&env->guest, a.image_gpa);
	image[3] = RESTORE;
	spoil(image);
	env_submit(env, &a, noops, 2);
	KUNIT_ASSERT_EQ(test, env->gpu.engine[VGT_RCS].submitted, 1);
	state = env->gpu.engine[VGT_RCS].rq->ctx->state;
	for (i = 0; i < ARRAY_SIZE(words); i++)
		KUNIT_EXPECT_EQ(test, state[words[i].word], words[i].taken ?
				0x5a5a0000 + words[i].word :
				env->gpu.golden[words[i].word]);
	/* Roots are the shadow's. */
	KUNIT_EXPECT_NE(test, state[51], image[51]);
	KUNIT_EXPECT_TRUE(test, fake_gpu_page(&env->gpu, (u64)state[49] << 32 | state[51]));
	env_run(env, VGT_RCS);
}

static void lrc_save(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_env_ctx a;
	u32 *image, *state;

	env_engine_on(env, VGT_RCS);
	env_ctx_init(env, &a, VGT_RCS, env_ppgtt(env));
	image = fake_guest_va(&env->guest, a.image_gpa);
	env_submit(env, &a, noops, 2);
	KUNIT_ASSERT_EQ(test, env->gpu.engine[VGT_RCS].submitted, 1);
	state = env->gpu.engine[VGT_RCS].rq->ctx->state;
	/* What the hardware saves. */
	state[35] = 0x12345;
	state[GPR0] = 0xabcd;
	state[LAST] = 0xef01;
	state[51] = state[51];
	env_run(env, VGT_RCS);
	KUNIT_EXPECT_EQ(test, image[3], RESTORE);
	KUNIT_EXPECT_EQ(test, image[5], 8);
	KUNIT_EXPECT_EQ(test, image[7], 8);
	KUNIT_EXPECT_EQ(test, image[35], 0x12345);
	KUNIT_EXPECT_EQ(test, image[GPR0], 0xabcd);
	KUNIT_EXPECT_EQ(test, image[LAST], 0xef01);
	/* The ring and the roots are the guest's own words still. */
	KUNIT_EXPECT_EQ(test, image[9], a.ring);
	KUNIT_EXPECT_EQ(test, image[51], lower_32_bits(a.pml4));

	/* It comes back with what the guest has changed meanwhile. */
	image[GPR0] = 0x1111;
	env_submit(env, &a, noops, 2);
	KUNIT_EXPECT_EQ(test, state[GPR0], 0x1111);
	KUNIT_EXPECT_EQ(test, state[LAST], 0xef01);
	env_run(env, VGT_RCS);
}

/* A context that restores nothing has what the registers hold. */
static void lrc_inhibited(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_env_ctx a;
	const u32 *state;
	u32 *image;

	env_engine_on(env, VGT_RCS);
	env_write(env, 0x7004, 0x00030003);
	env_write(env, 0x2600, 0x777);
	env_ctx_init(env, &a, VGT_RCS, env_ppgtt(env));
	image = fake_guest_va(&env->guest, a.image_gpa);
	KUNIT_EXPECT_EQ(test, image[3], INHIBITED);
	spoil(image);
	env_submit(env, &a, noops, 2);
	KUNIT_ASSERT_EQ(test, env->gpu.engine[VGT_RCS].submitted, 1);
	state = env->gpu.engine[VGT_RCS].rq->ctx->state;
	KUNIT_EXPECT_EQ(test, state[CACHE_MODE], 0xffff0003);
	KUNIT_EXPECT_EQ(test, state[GPR0], 0x777);
	KUNIT_EXPECT_EQ(test, state[OACTX], env->gpu.golden[OACTX]);
	KUNIT_EXPECT_EQ(test, state[SAMPLE_MASK], env->gpu.golden[SAMPLE_MASK]);
	env_run(env, VGT_RCS);
}

/* More contexts than have a shadow: each has its own state all the same. */
static void lrc_cache(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_env_ctx ctx[11];
	u64 pml4 = env_ppgtt(env);
	u32 i, round;

	env_engine_on(env, VGT_RCS);
	for (i = 0; i < ARRAY_SIZE(ctx); i++)
		env_ctx_init(env, &ctx[i], VGT_RCS, pml4);
	for (round = 0; round < 3; round++) {
		for (i = 0; i < ARRAY_SIZE(ctx); i++) {
			u32 *state;

			env_submit(env, &ctx[i], noops, 2);
			KUNIT_ASSERT_TRUE(test, env->gpu.engine[VGT_RCS].rq);
			state = env->gpu.engine[VGT_RCS].rq->ctx->state;
			if (round)
				KUNIT_EXPECT_EQ(test, state[GPR0], 100 * i + round - 1);
			state[GPR0] = 100 * i + round;
			env_run(env, VGT_RCS);
		}
	}
	KUNIT_EXPECT_EQ(test, env->vgpu->engines[VGT_RCS].nlrcs, 8);
}

/* One image with another id, or a longer ring, is another context. */
static void lrc_renewed(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_env_ctx a;
	struct vgt_lrc *lrc;
	u32 *image;
	u32 size;

	env_engine_on(env, VGT_RCS);
	env_ctx_init(env, &a, VGT_RCS, env_ppgtt(env));
	env_submit(env, &a, noops, 2);
	env_run(env, VGT_RCS);
	a.id++;
	env_submit(env, &a, noops, 2);
	env_run(env, VGT_RCS);
	KUNIT_EXPECT_EQ(test, env->vgpu->engines[VGT_RCS].nlrcs, 2);
	size = first_lrc(env)->hw->ring_size;

	image = fake_guest_va(&env->guest, a.image_gpa);
	image[11] = 0x3001;
	env_submit(env, &a, noops, 2);
	env_run(env, VGT_RCS);
	lrc = first_lrc(env);
	KUNIT_EXPECT_GT(test, lrc->hw->ring_size, size);
	KUNIT_EXPECT_EQ(test, env->vgpu->engines[VGT_RCS].nlrcs, 2);
}

/* The image goes away while it runs: the engine hangs, nothing else. */
static void lrc_image_gone(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_env_ctx a;

	env_engine_on(env, VGT_RCS);
	env_ctx_init(env, &a, VGT_RCS, env_ppgtt(env));
	env_submit(env, &a, noops, 2);
	env_ggtt_set(env, a.lrca + 8192, FAKE_GUEST_PAGES * 4096ull);
	env_ggtt_flush(env);
	env_run(env, VGT_RCS);
	KUNIT_EXPECT_TRUE(test, env->vgpu->engines[VGT_RCS].hung);
	KUNIT_EXPECT_FALSE(test, env->vgpu->engines[VGT_RCS].in_flight);
}

/* The batches at a context's restore are judged, and run from copies. */
static void lrc_restore_batches(struct kunit *test)
{
	static const u32 per_ctx[] = { 0x11000001, 0x2600, 5, 0x05000000 };
	static const u32 bad[] = { 0x11000001, 0x2230, 5, 0x05000000 };
	struct vgt_env *env = vgt_env_get(test);
	u64 gpa = env_pages(env, 2);
	u32 addr = env_ggtt_map(env, gpa, 2);
	struct vgt_env_ctx a;
	const u32 *state;
	u32 *image;

	memcpy(fake_guest_va(&env->guest, gpa), per_ctx, sizeof(per_ctx));
	memset(fake_guest_va(&env->guest, gpa + 4096), 0, 64);
	env_engine_on(env, VGT_RCS);
	env_ctx_init(env, &a, VGT_RCS, env_ppgtt(env));
	image = fake_guest_va(&env->guest, a.image_gpa);
	image[25] = addr | 1;
	image[27] = (addr + 4096) | 1;
	image[29] = 0x340;
	env_submit(env, &a, noops, 2);
	KUNIT_ASSERT_EQ(test, env->gpu.engine[VGT_RCS].submitted, 1);
	state = env->gpu.engine[VGT_RCS].rq->ctx->state;
	KUNIT_EXPECT_NE(test, state[25] & ~0xfffu, addr);
	KUNIT_EXPECT_EQ(test, state[25] & 0xfff, 1);
	KUNIT_EXPECT_EQ(test, state[27], env->vgpu->engines[VGT_RCS].restore->ggtt | 1);
	KUNIT_EXPECT_EQ(test, state[29], 0x340);
	env_run(env, VGT_RCS);
	KUNIT_EXPECT_EQ(test, env_csb_index(env, VGT_RCS), 1);

	/* None: then none. */
	image[25] = 0;
	image[27] = 0;
	env_submit(env, &a, noops, 2);
	KUNIT_EXPECT_EQ(test, state[25], 0);
	KUNIT_EXPECT_EQ(test, state[27], 0);
	env_run(env, VGT_RCS);

	memcpy(fake_guest_va(&env->guest, gpa), bad, sizeof(bad));
	image[25] = addr | 1;
	env_submit(env, &a, noops, 2);
	KUNIT_EXPECT_TRUE(test, env->vgpu->engines[VGT_RCS].hung);
	KUNIT_EXPECT_EQ(test, env->gpu.engine[VGT_RCS].submitted, 2);
}

static struct kunit_case lrc_cases[] = {
	KUNIT_CASE(lrc_layout),
	KUNIT_CASE(lrc_load),
	KUNIT_CASE(lrc_save),
	KUNIT_CASE(lrc_inhibited),
	KUNIT_CASE(lrc_cache),
	KUNIT_CASE(lrc_renewed),
	KUNIT_CASE(lrc_image_gone),
	KUNIT_CASE(lrc_restore_batches),
	{ }
};

static struct kunit_suite lrc_suite = {
	.name = "lrc",
	.init = vgt_env_suite_init,
	.exit = vgt_env_suite_exit,
	.test_cases = lrc_cases,
};

kunit_test_suite(lrc_suite);
