// SPDX-License-Identifier: GPL-2.0-only
/*
 * Context images as the hardware may make them: commands that no table knows, 3D state kept
 * as commands, registers that have no row, or lack one that drivers set.
 */
#include <linux/bitmap.h>
#include <linux/kernel.h>

#include "core/exec/lrc.h"
#include "core/regs/cmd_regs.h"
#include "env.h"
#include "env_wait.h"

#define LRI		(0x22u << 23)
#define BATCH_END	(0x0au << 23)
#define RESTORE		0x00090008u
#define TIMESTAMP	35

/* Commands of no table's: two common ones, one of a single word, one of the pipeline. */
#define CSR		0x61040001u
#define ODD_COMMON	0x61ff0002u
#define ODD_SINGLE	0x6f000123u
#define ODD_3D		0x7a7f0003u
#define ODD_MI		0x17000001u

#define PIPELINE_SELECT	0x69040000u
#define VF		0x780c0000u
#define SAMPLE_MASK	0x78180000u
#define VERTEX_BUFFERS	0x78080083u
#define VB_WORDS	133
#define BUFFERS(n)	(0x78080000u | ((n) - 2))
#define WM_CHROMAKEY	0x784c0000u

/* Where they are in the image. */
#define AT_CSR		0x44
#define AT_REGS		0x50
#define AT_ODD		0xa0
#define AT_SELECT	0xb0
#define AT_VF		0xb1
#define AT_MASK		0xb3
#define AT_BUFFERS	(1024 - 60)
#define AT_PAGE1	0x500
#define AT_GAP		0x800
#define AT_PAGE2	0x900
#define AT_BEHIND	0x1000

static const u32 noops[8];

/* Behind the ring's part, in the order of the image: the first have no row. */
static const u32 regs[] = {
	0x2360, 0xe400, 0x2158,
	0x22c8, 0x22cc, 0x22d0, 0x22d4, 0x22d8, 0x22dc, 0x22e0, 0x22e4, 0x22e8, 0x22ec,
	0x22f0, 0x22f4, 0x22f8, 0x22fc, 0x2448, 0x244c, 0x2450, 0x2454, 0x2600,
};

static u32 put_regs(u32 *image, u32 at, const u32 *offsets, u32 n)
{
	u32 i;

	image[at++] = LRI | (2 * n - 1);
	for (i = 0; i < n; i++) {
		image[at++] = offsets[i];
		image[at++] = 0x11000000 + i;
	}
	return at;
}

static void put_odd(u32 *image)
{
	u32 at = AT_ODD;

	image[AT_CSR] = CSR;
	image[AT_CSR + 1] = 0x1000;
	image[at++] = ODD_COMMON;
	at += 3;
	image[at++] = ODD_SINGLE;
	image[at] = ODD_3D;
	image[at + 1] = BATCH_END;	/* an operand */
	at += 5;
	image[at] = ODD_MI;
}

static void put_image(struct vgt_env *env)
{
	static const u32 last = 0x2604, mode = 0x7004;
	u32 *image = env->gpu.golden;
	u32 end;

	memset(image + AT_REGS, 0, FAKE_CONTEXT_SIZE - 4096 - AT_REGS * 4);
	put_regs(image, AT_REGS, regs, ARRAY_SIZE(regs));
	put_odd(image);
	image[AT_SELECT] = PIPELINE_SELECT;
	image[AT_VF] = VF;
	image[AT_MASK] = SAMPLE_MASK;
	image[AT_MASK + 1] = 0xffff;
	image[AT_BUFFERS] = VERTEX_BUFFERS;
	end = put_regs(image, AT_BEHIND, &last, 1);
	end = put_regs(image, end, &mode, 1);
	image[end - 1] = 0xffff0000;
	image[end] = BATCH_END;
}

static struct vgt_env *anew(struct kunit *test, void (*change)(struct vgt_env *env))
{
	struct vgt_env *env = vgt_env_get(test);

	vgt_env_end(env);
	change(env);
	KUNIT_ASSERT_EQ(test, vgt_env_start(env), 0);
	env_engine_on(env, VGT_RCS);
	return env;
}

/* Submit; the shadow's words, or NULL where it does not run. */
static u32 *submit(struct vgt_env *env, struct vgt_env_ctx *ctx)
{
	struct vgt_gpu_request *rq;

	env_submit(env, ctx, noops, 2);
	rq = env->gpu.engine[ctx->engine].rq;
	return rq ? rq->ctx->state : NULL;
}

static u32 *image_of(struct vgt_env *env, const struct vgt_env_ctx *ctx)
{
	return fake_guest_va(&env->guest, ctx->image_gpa);
}

/* Nothing behind a command that is not known is lost. */
static void image_unknown(struct kunit *test)
{
	struct vgt_env *env = anew(test, put_image);
	struct vgt_env_ctx a;
	u32 *image, *state;

	KUNIT_EXPECT_TRUE(test, env->dev.lrc[VGT_RCS].known);
	KUNIT_EXPECT_TRUE(test, vgt_lrc_keeps(&env->dev, VGT_RCS, 0x2604));
	env_ctx_init(env, &a, VGT_RCS, env_ppgtt(env));
	image = image_of(env, &a);
	image[3] = RESTORE;
	image[AT_BEHIND + 2] = 0x5a5a;
	image[AT_REGS + 2 * ARRAY_SIZE(regs)] = 0x6b6b;
	state = submit(env, &a);
	KUNIT_ASSERT_TRUE(test, state);
	KUNIT_EXPECT_EQ(test, state[AT_BEHIND + 2], 0x5a5a);
	KUNIT_EXPECT_EQ(test, state[AT_REGS + 2 * ARRAY_SIZE(regs)], 0x6b6b);
	state[AT_BEHIND + 2] = 0x7777;
	env_run(env, VGT_RCS);
	KUNIT_EXPECT_EQ(test, image[AT_BEHIND + 2], 0x7777);
}

/* Words that the hardware saves, apart from headers and offsets. */
static bool saved_word(u32 i)
{
	if (i > AT_REGS && i <= AT_REGS + 2 * ARRAY_SIZE(regs))
		return (i - AT_REGS) % 2 == 0;
	return i == AT_CSR + 1 || i == AT_CSR + 2 ||
	       (i > AT_ODD && i < AT_ODD + 4) || (i > AT_ODD + 5 && i < AT_ODD + 10) ||
	       i == AT_VF + 1 || i == AT_MASK + 1 ||
	       (i > AT_BUFFERS && i < AT_BUFFERS + VB_WORDS) || i == AT_BEHIND + 2;
}

static void run_one(struct kunit *test, struct vgt_env *env, struct vgt_env_ctx *ctx,
		    u32 now, u32 before)
{
	u32 *state = submit(env, ctx);
	u32 i;

	KUNIT_ASSERT_TRUE(test, state);
	for (i = 0; i < AT_BEHIND + 3; i++) {
		if (!saved_word(i))
			continue;
		if (before)
			KUNIT_EXPECT_EQ(test, state[i], (before << 16) + i);
		state[i] = (now << 16) + i;
	}
	/* What a command has in its header is state, too; here of one context only. */
	KUNIT_EXPECT_EQ(test, state[AT_VF], VF | (before && ctx->id % 2 ? 0x100 : 0));
	KUNIT_EXPECT_EQ(test, state[AT_SELECT],
			PIPELINE_SELECT | (before && ctx->id % 2 ? 2 : 0));
	state[AT_VF] = VF | (ctx->id % 2 ? 0x100 : 0);
	state[AT_SELECT] = PIPELINE_SELECT | (ctx->id % 2 ? 2 : 0);
	state[TIMESTAMP] += 1000;
	env_run(env, VGT_RCS);
}

static void run_in_turns(struct kunit *test, bool other_ids)
{
	struct vgt_env *env = anew(test, put_image);
	struct vgt_env_ctx ctx[12];
	u64 pml4 = env_ppgtt(env);
	u32 i, round;

	for (i = 0; i < ARRAY_SIZE(ctx); i++)
		env_ctx_init(env, &ctx[i], VGT_RCS, pml4);
	for (round = 1; round < 4; round++) {
		for (i = 0; i < ARRAY_SIZE(ctx); i++) {
			if (other_ids)
				ctx[i].id = 2 + 2 * ((3 * i + round) % 4) + i % 2;
			run_one(test, env, &ctx[i], 100 * i + round,
				round > 1 ? 100 * i + round - 1 : 0);
		}
	}
}

/* More contexts than shadows: each has all that the hardware saved of it. */
static void image_many_contexts(struct kunit *test)
{
	run_in_turns(test, false);
}

/*
 * i915 since Linux 5.4 gives a context another id each time that it submits it, and takes
 * the same few for all: the image's address alone says which context it is.
 */
static void image_other_ids(struct kunit *test)
{
	run_in_turns(test, true);
}

/* A shadow is kept where only the id is another one: nothing is loaded anew. */
static void image_other_id_same_shadow(struct kunit *test)
{
	struct vgt_env *env = anew(test, put_image);
	struct vgt_env_ctx a;
	u32 *first, *second;

	env_ctx_init(env, &a, VGT_RCS, env_ppgtt(env));
	first = submit(env, &a);
	KUNIT_ASSERT_TRUE(test, first);
	first[TIMESTAMP] += 1000;
	env_run(env, VGT_RCS);
	a.id += 2;
	second = submit(env, &a);
	KUNIT_EXPECT_TRUE(test, first == second);
	env_run(env, VGT_RCS);
}

/* What a context was the first to run stands where the host's has no-ops. */
static void image_gaps(struct kunit *test)
{
	struct vgt_env *env = anew(test, put_image);
	struct vgt_env_ctx ctx[12];
	u64 pml4 = env_ppgtt(env);
	u32 i, round, *state;

	for (i = 0; i < ARRAY_SIZE(ctx); i++)
		env_ctx_init(env, &ctx[i], VGT_RCS, pml4);
	for (round = 0; round < 2; round++) {
		for (i = 0; i < ARRAY_SIZE(ctx); i++) {
			state = submit(env, &ctx[i]);
			KUNIT_ASSERT_TRUE(test, state);
			KUNIT_EXPECT_EQ(test, state[AT_GAP], round ? WM_CHROMAKEY : 0);
			KUNIT_EXPECT_EQ(test, state[AT_GAP + 1], round ? 0x100 + i : 0);
			state[AT_GAP] = WM_CHROMAKEY;
			state[AT_GAP + 1] = 0x100 + i;
			state[TIMESTAMP] += 1000;
			env_run(env, VGT_RCS);
		}
	}
}

/* But no other commands, nor more words than there are. */
static void image_bad_gaps(struct kunit *test)
{
	static const u32 bad[][3] = {
		{ LRI | 1, 0x2090, 0xffffffff },
		{ ODD_COMMON, 1, 2 },
		{ 0, BATCH_END, 0 },
		{ WM_CHROMAKEY | BIT(13), 1, 0 },	/* a bit that it has not */
		{ 0x18800001, 0, 0 },			/* MI_BATCH_BUFFER_START */
		{ 0x7b000005, 4, 0 },			/* 3DPRIMITIVE */
		{ },					/* only the last word */
	};
	struct vgt_env *env = anew(test, put_image);
	struct vgt_env_ctx a;
	u32 i, *image, *state;

	env_ctx_init(env, &a, VGT_RCS, env_ppgtt(env));
	image = image_of(env, &a);
	image[3] = RESTORE;
	/* The last word of the no-ops: the command has two. */
	image[AT_BEHIND - 1] = WM_CHROMAKEY;
	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		memcpy(&image[AT_GAP], bad[i], sizeof(bad[i]));
		image[AT_BEHIND - 1] = WM_CHROMAKEY;
		state = submit(env, &a);
		KUNIT_ASSERT_TRUE(test, state);
		KUNIT_EXPECT_EQ(test, state[AT_GAP], 0);
		KUNIT_EXPECT_EQ(test, state[AT_GAP + 1], 0);
		KUNIT_EXPECT_EQ(test, state[AT_GAP + 2], 0);
		KUNIT_EXPECT_EQ(test, state[AT_BEHIND - 1], 0);
		KUNIT_EXPECT_EQ(test, state[AT_BEHIND], env->gpu.golden[AT_BEHIND]);
		env_run(env, VGT_RCS);
	}
}

/* Commands on two more pages. */
static void put_far(struct vgt_env *env)
{
	put_image(env);
	env->gpu.golden[AT_PAGE1] = WM_CHROMAKEY;
	env->gpu.golden[AT_PAGE2] = WM_CHROMAKEY;
}

/*
 * What the guest changes in its image is loaded, and what it does not change stays as the hardware
 * saved it, whichever pages they are on.
 */
static void image_changed(struct kunit *test)
{
	static const u32 at[] = { AT_PAGE1 + 1, AT_BEHIND + 2, AT_PAGE2 + 1, AT_BUFFERS + 1 };
	struct vgt_env *env = anew(test, put_far);
	u32 i, k, *state, is[ARRAY_SIZE(at)];
	struct vgt_env_ctx a;

	env_ctx_init(env, &a, VGT_RCS, env_ppgtt(env));
	image_of(env, &a)[3] = RESTORE;
	for (i = 0; i < 3 * ARRAY_SIZE(at); i++) {
		state = submit(env, &a);
		KUNIT_ASSERT_TRUE(test, state);
		for (k = 0; k < ARRAY_SIZE(at); k++) {
			if (i)
				KUNIT_EXPECT_EQ(test, state[at[k]], is[k]);
			is[k] = 0x100 * i + k;
			state[at[k]] = is[k];
		}
		state[TIMESTAMP] += 1000;
		env_run(env, VGT_RCS);
		/* Each in turn, and in each third round nothing. */
		if (i % 3 == 2)
			continue;
		k = (i - i / 3) % ARRAY_SIZE(at);
		is[k] += 0x8000;
		image_of(env, &a)[at[k]] = is[k];
	}
}

/* A command that the hardware saves in more words than the host's first image has. */
static void put_short(struct vgt_env *env)
{
	put_image(env);
	env->gpu.golden[AT_BUFFERS] = BUFFERS(5);
}

/* The first word from @i on up to the end of the no-ops that is no command of state. */
static u32 first_bad(const u32 *state, u32 i)
{
	while (i < AT_BEHIND && (!state[i] || state[i] >> 29 == 3))
		i += state[i] ? (state[i] & 0xff) + 2 : 1;
	return i;
}

/*
 * Words of a command that it had more of than the host's are none when the guest changes its
 * image, nor do others take their turn.
 */
static void image_longer(struct kunit *test)
{
	static const struct {
		u32 at;
		u32 words[6];
		u32 n;
	} changes[] = {
		{ AT_BUFFERS, { BUFFERS(5) }, 1 },
		{ AT_BUFFERS + 1, { 1 }, 1 },
		{ AT_BUFFERS + 5, { BUFFERS(6), 0, 0, 0, LRI | 1, 0x2090 }, 6 },
		{ AT_GAP, { WM_CHROMAKEY }, 1 },
	};
	struct vgt_env *env = anew(test, put_short);
	u64 pml4 = env_ppgtt(env);
	u32 i, *state;

	for (i = 0; i < ARRAY_SIZE(changes); i++) {
		struct vgt_env_ctx a;

		env_ctx_init(env, &a, VGT_RCS, pml4);
		image_of(env, &a)[3] = RESTORE;
		state = submit(env, &a);
		KUNIT_ASSERT_TRUE(test, state);
		state[AT_BUFFERS] = BUFFERS(9);
		state[AT_BUFFERS + 5] = LRI | 1;
		state[AT_BUFFERS + 6] = 0x2090;
		state[AT_BUFFERS + 7] = 0xffffffff;
		env_run(env, VGT_RCS);
		memcpy(image_of(env, &a) + changes[i].at, changes[i].words,
		       changes[i].n * sizeof(u32));
		state = submit(env, &a);
		KUNIT_ASSERT_TRUE(test, state);
		KUNIT_EXPECT_EQ(test, first_bad(state, AT_BUFFERS), AT_BEHIND);
		env_run(env, VGT_RCS);
	}
}

static void put_own(struct vgt_env *env)
{
	put_image(env);
	env->gpu.golden[AT_GAP] = ODD_3D;
}

/* How long a command is that no table knows is for the hardware to say, each time. */
static void image_longer_unknown(struct kunit *test)
{
	static const u32 words[] = { BUFFERS(5), 0, LRI | 1, 0x2090, 0xffffffff };
	struct vgt_env *env = anew(test, put_own);
	struct vgt_env_ctx a;
	u32 *state;

	env_ctx_init(env, &a, VGT_RCS, env_ppgtt(env));
	image_of(env, &a)[3] = RESTORE;
	state = submit(env, &a);
	KUNIT_ASSERT_TRUE(test, state);
	state[AT_GAP] = ODD_3D + 2;
	env_run(env, VGT_RCS);
	memcpy(image_of(env, &a) + AT_GAP + 5, words, sizeof(words));
	state = submit(env, &a);
	KUNIT_ASSERT_TRUE(test, state);
	KUNIT_EXPECT_EQ(test, first_bad(state, AT_GAP), AT_BEHIND);
	KUNIT_EXPECT_EQ(test, state[AT_GAP], ODD_3D + 2);
	env_run(env, VGT_RCS);
}

static void put_video(struct vgt_env *env)
{
	u32 *image = env->gpu.images[VGT_VCS];

	memset(image + AT_REGS, 0, FAKE_CONTEXT_SIZE - 4096 - AT_REGS * 4);
	image[AT_ODD] = BATCH_END;
}

/* Commands of engines without 3D set state and decode alike: there are no others than before. */
static void image_gaps_video(struct kunit *test)
{
	static const u32 cmds[] = {
		0x68000000,			/* MFX_WAIT */
		0x70480000,			/* MFX_PAK_INSERT_OBJECT */
		0x70060000,			/* MFX_STATE_POINTER */
	};
	struct vgt_env *env = anew(test, put_video);
	struct vgt_env_ctx a;
	u32 i, *state;

	env_engine_on(env, VGT_VCS);
	env_ctx_init(env, &a, VGT_VCS, env_ppgtt(env));
	image_of(env, &a)[3] = RESTORE;
	for (i = 0; i < ARRAY_SIZE(cmds); i++) {
		image_of(env, &a)[AT_REGS] = cmds[i];
		state = submit(env, &a);
		KUNIT_ASSERT_TRUE(test, state);
		KUNIT_EXPECT_EQ(test, state[AT_REGS], 0);
		env_run(env, VGT_VCS);
	}
}

/* Registers of contexts begin with what the host's first one has, whatever the hardware had. */
static void image_initial(struct kunit *test)
{
	struct vgt_env *env = anew(test, put_image);
	struct vgt_env_ctx a;
	u32 *state;

	env->gpu.initial[0x7004 / 4] = 0xc;
	env->gpu.initial[0x2604 / 4] = 0x1234;
	KUNIT_EXPECT_EQ(test, env_read(env, 0x7004), 0);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x2604), env->gpu.golden[AT_BEHIND + 2]);
	env_write(env, 0x7004, 0x00010001);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x7004), 1);
	/* As another's, by chance. */
	env_write(env, 0x2604, 0x1234);
	env_ctx_init(env, &a, VGT_RCS, env_ppgtt(env));
	state = submit(env, &a);
	KUNIT_ASSERT_TRUE(test, state);
	KUNIT_EXPECT_EQ(test, state[AT_BEHIND + 2], 0x1234);
	KUNIT_EXPECT_EQ(test, state[AT_BEHIND + 5], 0xffff0001);
	env_run(env, VGT_RCS);
}

/* FF_THREAD_MODE, 3D_CHICKEN3: tables switch them, and the hardware may keep them, too. */
static void put_switched(struct vgt_env *env)
{
	static const u32 both[] = { 0x20a0, 0x2090 };
	u32 *image = env->gpu.golden;
	u32 end;

	put_image(env);
	end = put_regs(image, AT_BEHIND, both, ARRAY_SIZE(both));
	image[end - 1] = 0xffff0000;
	image[end] = BATCH_END;
}

/* What a guest set by MMIO is what its first context begins with. */
static void image_switched(struct kunit *test)
{
	struct vgt_env *env = anew(test, put_switched);
	struct vgt_env_ctx a;
	u32 *state;

	KUNIT_EXPECT_TRUE(test, vgt_lrc_keeps(&env->dev, VGT_RCS, 0x20a0));
	env_write(env, 0x20a0, 0x30);
	env_write(env, 0x2090, 0x00410041);
	env_ctx_init(env, &a, VGT_RCS, env_ppgtt(env));
	state = submit(env, &a);
	KUNIT_ASSERT_TRUE(test, state);
	KUNIT_EXPECT_EQ(test, state[AT_BEHIND + 2], 0x30);
	KUNIT_EXPECT_EQ(test, state[AT_BEHIND + 4], 0xffff0041);
	env_run(env, VGT_RCS);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x20a0), 0x30);
}

/* A guest's image is no way to words that no table knows. */
static void image_not_chosen(struct kunit *test)
{
	struct vgt_env *env = anew(test, put_image);
	static const u32 words[] = {
		AT_REGS + 2, AT_REGS + 4, AT_ODD, AT_ODD + 1, AT_ODD + 4, AT_ODD + 5,
		AT_ODD + 6, AT_ODD + 10, AT_ODD + 11,
	};
	struct vgt_env_ctx a;
	u32 *image, *state;
	u32 i, k;

	env_ctx_init(env, &a, VGT_RCS, env_ppgtt(env));
	image = image_of(env, &a);
	image[3] = RESTORE;
	for (k = 0; k < 2; k++) {
		for (i = 0; i < ARRAY_SIZE(words); i++)
			image[words[i]] = 0x10400002;
		state = submit(env, &a);
		KUNIT_ASSERT_TRUE(test, state);
		for (i = 0; i < ARRAY_SIZE(words); i++)
			KUNIT_EXPECT_EQ(test, state[words[i]], env->gpu.golden[words[i]]);
		env_run(env, VGT_RCS);
		/* Nor are they shown. */
		for (i = 0; i < ARRAY_SIZE(words); i++)
			KUNIT_EXPECT_EQ(test, image[words[i]], 0x10400002);
	}
}

/* Pipeline state is taken as the commands that the host's image has, or not at all. */
static void image_state_judged(struct kunit *test)
{
	static const struct {
		u32 header;
		bool taken;
	} cases[] = {
		{ SAMPLE_MASK, true },
		{ 0, false },
		{ SAMPLE_MASK + 1, false },		/* longer */
		{ SAMPLE_MASK | 0x100, false },		/* no state of its */
		{ 0x78140000, false },			/* another, as long */
		{ 0x10400000, false },
		{ LRI | 1, false },
		{ BATCH_END, false },
	};
	struct vgt_env *env = anew(test, put_image);
	u64 pml4 = env_ppgtt(env);
	u32 i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct vgt_env_ctx a;
		u32 *image, *state, mask = 0xffff;

		if (cases[i].taken)
			mask = 0x1234;
		env_ctx_init(env, &a, VGT_RCS, pml4);
		image = image_of(env, &a);
		image[3] = RESTORE;
		image[AT_MASK] = cases[i].header;
		image[AT_MASK + 1] = 0x1234;
		image[AT_VF] = VF | 0x100;
		image[AT_VF + 1] = 0x4321;
		state = submit(env, &a);
		KUNIT_ASSERT_TRUE(test, state);
		KUNIT_EXPECT_EQ(test, state[AT_MASK], SAMPLE_MASK);
		KUNIT_EXPECT_EQ(test, state[AT_MASK + 1], mask);
		KUNIT_EXPECT_EQ(test, state[AT_VF], VF | 0x100);
		KUNIT_EXPECT_EQ(test, state[AT_VF + 1], 0x4321);
		env_run(env, VGT_RCS);
	}
}

/* A new context where another was: the driver has made its image anew. */
static void image_made_anew(struct kunit *test)
{
	struct vgt_env *env = anew(test, put_image);
	struct vgt_env_ctx a;
	u32 *image, *state;
	u32 k;

	env_ctx_init(env, &a, VGT_RCS, env_ppgtt(env));
	image = image_of(env, &a);
	image[3] = RESTORE;
	for (k = 0; k < 3; k++) {
		state = submit(env, &a);
		KUNIT_ASSERT_TRUE(test, state);
		KUNIT_EXPECT_EQ(test, state[AT_REGS + 2], k == 1 ? 0x5ec2e7 :
				env->gpu.golden[AT_REGS + 2]);
		state[AT_REGS + 2] = 0x5ec2e7;
		state[TIMESTAMP] += 1000;
		env_run(env, VGT_RCS);
		if (k == 1)
			image[TIMESTAMP] = 17;
	}
}

static void broken_client(struct vgt_env *env)
{
	put_image(env);
	env->gpu.golden[AT_ODD] = 0xe0000000;
}

static void cut_off(struct vgt_env *env)
{
	put_image(env);
	env->gpu.golden[AT_BEHIND] = LRI | 0xff;
	env->gpu.golden[5 * 1024 - 1] = SAMPLE_MASK;
	memset(env->gpu.golden + AT_BEHIND, 0, (1023) * 4);
}

/* An image without the load that says where the ring is. */
static void without_ring(struct vgt_env *env)
{
	env->gpu.golden[1] = 0;
}

static const struct {
	void (*change)(struct vgt_env *env);
	const char *said;
} broken[] = {
	{ broken_client, "is no command that fits: the GPU cannot be shared" },
	{ cut_off, "is no command that fits: the GPU cannot be shared" },
	{ without_ring, "does not say where the ring is: the GPU cannot be shared" },
};

/* An image that vgt cannot read: the GPU is not shared, and the log has the reason. */
static void image_broken(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u32 header = env->gpu.golden[1], i;
	int live;

	for (i = 0; i < ARRAY_SIZE(broken); i++) {
		vgt_env_end(env);
		live = env->gpu.live;
		broken[i].change(env);
		env_messages_start();
		KUNIT_EXPECT_EQ(test, vgt_env_start(env), -ENODEV);
		KUNIT_EXPECT_TRUE(test, env_messages_were(1, broken[i].said));
		KUNIT_EXPECT_EQ(test, env->gpu.live, live);
		/* And again, in the same state. */
		KUNIT_EXPECT_EQ(test, vgt_env_start(env), -ENODEV);
		put_image(env);
		env->gpu.golden[1] = header;
		KUNIT_ASSERT_EQ(test, vgt_env_start(env), 0);
	}
}

/* vgt was there before the driver had started: no vGPU is created. */
static void image_broken_late(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u32 header = env->gpu.golden[1], i;
	struct vgt_vgpu *vgpu;

	env->gpu.starts_late = true;
	for (i = 0; i < ARRAY_SIZE(broken); i++) {
		vgt_env_end(env);
		broken[i].change(env);
		KUNIT_ASSERT_EQ(test, env_device_init(env), 0);
		vgpu = env_first_vgpu(env);
		KUNIT_EXPECT_TRUE(test, IS_ERR(vgpu));
		KUNIT_EXPECT_EQ(test, PTR_ERR(vgpu), -ENODEV);
		KUNIT_EXPECT_EQ(test, env->dev.used.low, 0);
		vgt_device_fini(&env->dev);
		put_image(env);
		env->gpu.golden[1] = header;
		KUNIT_ASSERT_EQ(test, vgt_env_start(env), 0);
	}
}

static void lacks_mode(struct vgt_env *env)
{
	u32 at = AT_BEHIND + 3;

	put_image(env);
	/* CACHE_MODE_1 is not in it. */
	env->gpu.golden[at + 1] = 0x2608;
	env->gpu.golden[at + 2] = 0;
}

/* What drivers set and the image does not keep is left out; all else goes on. */
static void image_lacks_register(struct kunit *test)
{
	static const u32 cs[] = {
		LRI | 5, 0x2600, 1, 0x7004, 0x00400040, 0x2604, 2,
		LRI | 1, 0x7004, 0x00400040,
		LRI | 1, 0x24d0, 0x7014,	/* a slot of FORCE_TO_NONPRIV */
		0x14800002, 0x7004, 0x1000, 0,	/* from memory */
		0x15000001, 0x2600, 0x7004,	/* from a register */
		0x7a000004, 0x00800000, 0x7004, 0, 0x00400040, 0,
	};
	static const u32 runs[] = {
		LRI | 3, 0x2600, 1, 0x2604, 2, 0, 0,
		0, 0, 0,
		LRI | 1, 0x24d0, 0x2094,	/* NOPID: it gives nothing */
		0, 0, 0, 0,
		0, 0, 0,
		0x7a000004, 0, 0, 0, 0, 0,
	};
	struct vgt_env *env = anew(test, lacks_mode);
	struct vgt_env_ctx a;
	u32 i;

	env_ctx_init(env, &a, VGT_RCS, env_ppgtt(env));
	env_submit(env, &a, cs, ARRAY_SIZE(cs));
	KUNIT_EXPECT_FALSE(test, env->vgpu->engines[VGT_RCS].hung);
	KUNIT_ASSERT_TRUE(test, env->gpu.engine[VGT_RCS].rq);
	for (i = 0; i < ARRAY_SIZE(runs); i++)
		KUNIT_EXPECT_EQ(test, env->gpu.engine[VGT_RCS].cs[i], runs[i]);
	env_run(env, VGT_RCS);
	/* A value that no image makes good is refused as ever. */
	env_submit(env, &a, (const u32[]){ LRI | 1, 0x24d0, 0x2230, 0 }, 4);
	KUNIT_EXPECT_TRUE(test, env->vgpu->engines[VGT_RCS].hung);
}

/* Registers of the context's own whose words are among the ring's. */
static void image_ring_part(struct kunit *test)
{
	static const struct {
		enum vgt_engine_id id;
		u32 set;
	} cases[] = { { VGT_RCS, 0x80048988 }, { VGT_BCS, 0xffff0003 } };
	struct vgt_env *env = anew(test, put_image);
	u64 pml4 = env_ppgtt(env);
	u32 i, k;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct vgt_env_ctx a, b;
		u32 *image, *state;

		env_engine_on(env, cases[i].id);
		env_ctx_init(env, &a, cases[i].id, pml4);
		env_ctx_init(env, &b, cases[i].id, pml4);
		image = image_of(env, &a);
		for (k = 0; k < 2; k++) {
			state = submit(env, &a);
			KUNIT_ASSERT_TRUE(test, state);
			if (k)
				KUNIT_EXPECT_EQ(test, state[0x43], cases[i].set);
			state[0x43] = cases[i].set;
			env_run(env, cases[i].id);
			KUNIT_EXPECT_EQ(test, image[0x43], cases[i].set);
			state = submit(env, &b);
			KUNIT_ASSERT_TRUE(test, state);
			KUNIT_EXPECT_EQ(test, state[0x43], env->gpu.images[cases[i].id][0x43]);
			env_run(env, cases[i].id);
		}
		/* What it may not have is the host's. */
		if (cases[i].id != VGT_RCS)
			continue;
		image[0x43] = 0x10400002;
		state = submit(env, &a);
		KUNIT_ASSERT_TRUE(test, state);
		KUNIT_EXPECT_EQ(test, state[0x43], env->gpu.images[VGT_RCS][0x43]);
		env_run(env, VGT_RCS);
	}
}

/* The host's driver sets one of them at each pin, also where a context goes on. */
static void image_ring_part_goes_on(struct kunit *test)
{
	struct vgt_env *env = anew(test, put_image);
	struct vgt_env_ctx a;
	u32 *state;

	env_ctx_init(env, &a, VGT_RCS, env_ppgtt(env));
	state = submit(env, &a);
	KUNIT_ASSERT_TRUE(test, state);
	env_emit(env, &a, noops, 2);
	env_elsp(env, &a, NULL);
	env_settle(env);
	state[0x43] = 0x80048988;
	env_run(env, VGT_RCS);
	KUNIT_ASSERT_EQ(test, env->gpu.engine[VGT_RCS].submitted, 2);
	KUNIT_EXPECT_EQ(test, state[0x43], 0x80048988);
	env_run(env, VGT_RCS);
	KUNIT_EXPECT_EQ(test, image_of(env, &a)[0x43], 0x80048988);
}

/* One that is pinned still, and restores nothing, has what a pin would give it. */
static void image_ring_part_lingers(struct kunit *test)
{
	struct vgt_env *env = anew(test, put_image);
	struct vgt_env_ctx a;
	u32 *state;

	env_ctx_init(env, &a, VGT_RCS, env_ppgtt(env));
	state = submit(env, &a);
	KUNIT_ASSERT_TRUE(test, state);
	state[0x43] = 0x80048988;
	env_run(env, VGT_RCS);
	image_of(env, &a)[3] |= 0x00010001;
	state = submit(env, &a);
	KUNIT_ASSERT_TRUE(test, state);
	KUNIT_EXPECT_EQ(test, env->gpu.pins, 1);
	KUNIT_EXPECT_EQ(test, state[0x43], env->gpu.images[VGT_RCS][0x43]);
	env_run(env, VGT_RCS);
}

/* ---- other page tables, by command: Linux 5.2 to 5.13 ---- */

static u32 put_root(u32 *cs, u64 root)
{
	cs[0] = LRI | 3;
	cs[1] = 0x2274;
	cs[2] = upper_32_bits(root);
	cs[3] = 0x2270;
	cs[4] = lower_32_bits(root);
	cs[5] = 0;
	return 6;
}

static u64 root_of(const u32 *state)
{
	return (u64)state[49] << 32 | state[51];
}

static void image_other_root(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u64 page = env_page(env), other = env_ppgtt(env);
	struct vgt_gpu_request *rq;
	struct vgt_env_ctx a;
	u64 root, first;
	u32 cs[12], n;
	u32 *image;

	env_engine_on(env, VGT_RCS);
	env_ppgtt_map(env, other, 0x5000, page | 3);
	env_ctx_init(env, &a, VGT_RCS, env_ppgtt(env));
	image = image_of(env, &a);
	env_submit(env, &a, cs, put_root(cs, other));
	rq = env->gpu.engine[VGT_RCS].rq;
	KUNIT_ASSERT_TRUE(test, rq);
	first = root_of(rq->ctx->state);
	root = (u64)rq->cs[2] << 32 | rq->cs[4];
	KUNIT_EXPECT_NE(test, root, first);
	KUNIT_EXPECT_TRUE(test, fake_gpu_page(&env->gpu, root));
	KUNIT_EXPECT_NE(test, fake_gpu_walk(&env->gpu, root, 4, 0x5000),
			fake_gpu_walk(&env->gpu, first, 4, 0x5000));
	env_run(env, VGT_RCS);
	/* The hardware would have saved it: it is the context's from here on. */
	KUNIT_EXPECT_EQ(test, image[51], lower_32_bits(other));
	KUNIT_EXPECT_EQ(test, image[49], upper_32_bits(other));
	n = put_root(cs, a.pml4);
	n += put_root(cs + n, other);
	env_submit(env, &a, cs, n);
	rq = env->gpu.engine[VGT_RCS].rq;
	KUNIT_ASSERT_TRUE(test, rq);
	KUNIT_EXPECT_EQ(test, root_of(rq->ctx->state), root);
	KUNIT_EXPECT_EQ(test, (u64)rq->cs[2] << 32 | rq->cs[4], first);
	KUNIT_EXPECT_EQ(test, (u64)rq->cs[8] << 32 | rq->cs[10], root);
	env_run(env, VGT_RCS);
	KUNIT_EXPECT_EQ(test, image[51], lower_32_bits(other));
	KUNIT_EXPECT_EQ(test, env->vgpu->engines[VGT_RCS].work.nspaces, 0);
}

/* The host's memory lies in more than one 4 GiB: roots do not. */
static void image_other_root_far(struct kunit *test)
{
	vgt_env_get(test)->gpu.scattered = true;
	image_other_root(test);
}

/*
 * Where the host has no memory below 4 GiB for roots: one in other 4 GiB than the context's
 * would be half of each for a moment. It is refused.
 */
static void image_other_root_apart(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_gpu_request *rq;
	struct vgt_env_ctx a;
	u32 k, apart = 0, cs[6];
	u64 root;

	env->gpu.scattered = true;
	env->gpu.no_low = true;
	for (k = 0; k < 4; k++) {
		env_engine_on(env, VGT_RCS);
		env_ctx_init(env, &a, VGT_RCS, env_ppgtt(env));
		env->gpu.next_page += k % 2;
		env_submit(env, &a, cs, put_root(cs, env_ppgtt(env)));
		rq = env->gpu.engine[VGT_RCS].rq;
		if (rq) {
			root = (u64)rq->cs[2] << 32 | rq->cs[4];
			KUNIT_EXPECT_EQ(test, upper_32_bits(root),
					upper_32_bits(root_of(rq->ctx->state)));
			env_run(env, VGT_RCS);
			continue;
		}
		apart++;
		KUNIT_EXPECT_TRUE(test, env->vgpu->engines[VGT_RCS].hung);
		env_write(env, 0x941c, BIT(1));
		env->gpu.next_page++;
	}
	KUNIT_EXPECT_GT(test, apart, 0);
}

/* Half of another root, roots that do not count, too many of them. */
static void image_bad_roots(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u64 pml4 = env_ppgtt(env), other = env_ppgtt(env);
	const u32 half[] = { LRI | 1, 0x2270, lower_32_bits(other), 0 };
	const u32 second[] = { LRI | 3, 0x227c, 0, 0x2278, lower_32_bits(other), 0 };
	u32 many[6 * 18];
	const struct {
		const u32 *cs;
		u32 len;
		u32 runs;
	} cases[] = {
		{ half, ARRAY_SIZE(half), 0 },
		{ second, ARRAY_SIZE(second), 0 },
		{ many, ARRAY_SIZE(many), 6 * 16 },
	};
	u32 i;

	for (i = 0; i < 18; i++)
		put_root(many + 6 * i, i % 2 ? pml4 : other);
	env_engine_on(env, VGT_RCS);
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct vgt_env_ctx a;

		env_ctx_init(env, &a, VGT_RCS, pml4);
		env_submit(env, &a, cases[i].cs, cases[i].len);
		KUNIT_EXPECT_EQ(test, !!env->gpu.engine[VGT_RCS].rq, !!cases[i].runs);
		/* Of many, those run that are not too many. */
		if (cases[i].runs)
			KUNIT_EXPECT_EQ(test, env_guest_words(env, VGT_RCS), cases[i].runs);
		env_run(env, VGT_RCS);
		KUNIT_EXPECT_TRUE(test, env->vgpu->engines[VGT_RCS].hung);
		KUNIT_EXPECT_EQ(test, image_of(env, &a)[51], lower_32_bits(pml4));
		KUNIT_EXPECT_EQ(test, env->vgpu->engines[VGT_RCS].work.nspaces, 0);
		env_write(env, 0x941c, 1 << 1);
		env_write(env, 0x229c, 0x80008000);
		env_settle(env);
	}
}

static struct kunit_case image_cases[] = {
	KUNIT_CASE(image_unknown),
	KUNIT_CASE(image_many_contexts),
	KUNIT_CASE(image_other_ids),
	KUNIT_CASE(image_other_id_same_shadow),
	KUNIT_CASE(image_gaps),
	KUNIT_CASE(image_bad_gaps),
	KUNIT_CASE(image_changed),
	KUNIT_CASE(image_longer),
	KUNIT_CASE(image_longer_unknown),
	KUNIT_CASE(image_gaps_video),
	KUNIT_CASE(image_initial),
	KUNIT_CASE(image_switched),
	KUNIT_CASE(image_not_chosen),
	KUNIT_CASE(image_state_judged),
	KUNIT_CASE(image_made_anew),
	KUNIT_CASE(image_broken),
	KUNIT_CASE(image_broken_late),
	KUNIT_CASE(image_lacks_register),
	KUNIT_CASE(image_ring_part),
	KUNIT_CASE(image_ring_part_goes_on),
	KUNIT_CASE(image_ring_part_lingers),
	KUNIT_CASE(image_other_root),
	KUNIT_CASE(image_other_root_far),
	KUNIT_CASE(image_other_root_apart),
	KUNIT_CASE(image_bad_roots),
	{ }
};

/* KUnit notes results in the cases: no two suites may have the same. */
static struct kunit_case image_gen8_cases[] = {
	KUNIT_CASE(image_unknown),
	KUNIT_CASE(image_many_contexts),
	KUNIT_CASE(image_other_ids),
	KUNIT_CASE(image_other_id_same_shadow),
	KUNIT_CASE(image_gaps),
	KUNIT_CASE(image_bad_gaps),
	KUNIT_CASE(image_changed),
	KUNIT_CASE(image_longer),
	KUNIT_CASE(image_longer_unknown),
	KUNIT_CASE(image_gaps_video),
	KUNIT_CASE(image_initial),
	KUNIT_CASE(image_switched),
	KUNIT_CASE(image_not_chosen),
	KUNIT_CASE(image_state_judged),
	KUNIT_CASE(image_made_anew),
	KUNIT_CASE(image_broken),
	KUNIT_CASE(image_broken_late),
	KUNIT_CASE(image_lacks_register),
	KUNIT_CASE(image_ring_part),
	KUNIT_CASE(image_ring_part_goes_on),
	KUNIT_CASE(image_ring_part_lingers),
	KUNIT_CASE(image_other_root),
	KUNIT_CASE(image_other_root_far),
	KUNIT_CASE(image_other_root_apart),
	KUNIT_CASE(image_bad_roots),
	{ }
};

static struct kunit_suite image_suite = {
	.name = "image",
	.init = vgt_env_suite_init,
	.exit = vgt_env_suite_exit,
	.test_cases = image_cases,
};

static struct kunit_suite image_gen8_suite = {
	.name = "image_gen8",
	.init = vgt_env_suite_init_gen8,
	.exit = vgt_env_suite_exit,
	.test_cases = image_gen8_cases,
};

kunit_test_suite(image_suite);
kunit_test_suite(image_gen8_suite);
