// SPDX-License-Identifier: GPL-2.0-only
/*
 * Shadow contexts: which words of an image are the guest's, when they are loaded and
 * saved. Where they stand: fake_golden() in fake_gpu.c.
 */
#include <linux/bitmap.h>
#include <linux/kernel.h>

#include "core/exec/lrc.h"
#include "core/regs/cmd_regs.h"
#include "core/regs/config_space.h"
#include "core/regs/index.h"
#include "core/regs/reg.h"
#include "env.h"

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
		{ 0x59, true, false },		/* pipeline state: its header may be, too */
		{ SAMPLE_MASK, true, false },
		{ 0x5b, false, false },
		{ 0x200, true, false },		/* a no-op: another's may have a command */
		{ GPR0_HIGH, true, true },
		{ 1024 + 7, false, false },	/* the end */
		{ AFTER_END, false, false },	/* what is behind it nobody knows */
		{ LAST, false, false },
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
		0x50, 0x51, GPR0, CACHE_MODE, OACTX, LNCFCMOCS, SAMPLE_MASK, GPR0_HIGH,
		1024 + 7, AFTER_END, LAST,
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
		{ OACTX, false }, { LNCFCMOCS, true },
		{ 0x59, false }, { SAMPLE_MASK, true }, { GPR0_HIGH, true },
		{ 1024 + 7, false }, { AFTER_END, false }, { LAST, false },
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
	/* Of 0x5a5a0054 its mask lets 0x50 through: bits left out are the host's. */
	KUNIT_EXPECT_EQ(test, state[CACHE_MODE], 0xffff0050);
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
	state[OACTX] = 0x5ec2e7;
	image[LAST] = 0x1a57;
	image[OACTX] = 0x0ac7;
	image[0x51] = 0;
	env_run(env, VGT_RCS);
	KUNIT_EXPECT_EQ(test, image[3], RESTORE);
	KUNIT_EXPECT_EQ(test, image[5], 8);
	KUNIT_EXPECT_EQ(test, image[7], 8);
	KUNIT_EXPECT_EQ(test, image[35], 0x12345);
	KUNIT_EXPECT_EQ(test, image[GPR0], 0xabcd);
	/* The commands as any image has them; what is not the guest's is not shown. */
	KUNIT_EXPECT_EQ(test, image[0x51], 0x2600);
	KUNIT_EXPECT_EQ(test, image[LAST], 0x1a57);
	KUNIT_EXPECT_EQ(test, image[OACTX], 0x0ac7);
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

/*
 * A driver that adds a second context submits the first anew, with nothing more to do: that
 * one is saved like any other, and comes back with what its image has by then.
 */
static void lrc_save_after_lite_restore(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_env_ctx a, b;
	u64 pml4 = env_ppgtt(env);
	u32 *image, *state;

	env_engine_on(env, VGT_RCS);
	env_ctx_init(env, &a, VGT_RCS, pml4);
	env_ctx_init(env, &b, VGT_RCS, pml4);
	image = fake_guest_va(&env->guest, a.image_gpa);
	env_submit(env, &a, noops, 2);
	env_emit(env, &b, noops, 2);
	env_elsp(env, &a, &b);
	env_settle(env);
	state = env->gpu.engine[VGT_RCS].rq->ctx->state;
	state[GPR0] = 0xabcd;
	env_run(env, VGT_RCS);
	KUNIT_EXPECT_EQ(test, image[GPR0], 0xabcd);
	KUNIT_EXPECT_EQ(test, env->gpu.engine[VGT_RCS].submitted, 2);
	env_run(env, VGT_RCS);

	image[GPR0] = 0x1111;
	env_submit(env, &a, noops, 2);
	KUNIT_EXPECT_EQ(test, env->gpu.engine[VGT_RCS].submitted, 3);
	KUNIT_EXPECT_EQ(test, env->gpu.engine[VGT_RCS].rq->ctx->state[GPR0], 0x1111);
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

/* An image is one context, whatever id it is submitted with; with a longer ring it is made anew. */
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
	KUNIT_EXPECT_EQ(test, env->vgpu->engines[VGT_RCS].nlrcs, 1);
	size = first_lrc(env)->hw->ring_size;

	image = fake_guest_va(&env->guest, a.image_gpa);
	image[11] = 0x3001;
	env_submit(env, &a, noops, 2);
	env_run(env, VGT_RCS);
	lrc = first_lrc(env);
	KUNIT_EXPECT_GT(test, lrc->hw->ring_size, size);
	KUNIT_EXPECT_EQ(test, env->vgpu->engines[VGT_RCS].nlrcs, 1);
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
	KUNIT_EXPECT_FALSE(test, env->vgpu->engines[VGT_RCS].ent.in_flight);
}

/*
 * Without arbitration: no bits that make 3D commands no-ops, PIPE_CONTROL that flushes L3, and a
 * store to what nobody reads.
 */
static void expect_flush(struct kunit *test, const u32 *batch)
{
	static const u32 flush[13] = {
		0x04000000, 0x11000003, 0x20c0, 0x000e0000, 0x20d8, 0x00030000,
		0x7a000004, 0x08304020, 0xd0, 0, 0, 0, 0x04000001,
	};

	KUNIT_EXPECT_EQ(test, memcmp(batch, flush, sizeof(flush)), 0);
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
	const u32 *state, *batch;
	u32 *image;

	memcpy(fake_guest_va(&env->guest, gpa), per_ctx, sizeof(per_ctx));
	memset(fake_guest_va(&env->guest, gpa + 4096), 0, 63 * 64);
	memcpy(fake_guest_va(&env->guest, gpa + 4096), per_ctx, 3 * sizeof(u32));
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
	/* Ours is first. */
	KUNIT_EXPECT_EQ(test, state[27], env->vgpu->engines[VGT_RCS].restore->ggtt | 2);
	batch = env->vgpu->engines[VGT_RCS].restore->va;
	expect_flush(test, batch);
	KUNIT_EXPECT_EQ(test, memcmp(batch + 16, per_ctx, 3 * sizeof(u32)), 0);
	/* Where it runs is the documents' choice. */
	KUNIT_EXPECT_EQ(test, state[29], 0x26 << 6);
	env_run(env, VGT_RCS);
	KUNIT_EXPECT_EQ(test, env_csb_index(env, VGT_RCS), 1);

	/* None: then none but ours. */
	image[25] = 0;
	image[27] = 0;
	env_submit(env, &a, noops, 2);
	KUNIT_EXPECT_EQ(test, state[25], 0);
	KUNIT_EXPECT_EQ(test, state[27], env->vgpu->engines[VGT_RCS].restore->ggtt | 1);
	KUNIT_EXPECT_EQ(test, state[29], 0x26 << 6);
	expect_flush(test, batch);
	env_run(env, VGT_RCS);

	/* The most that there may be. */
	image[27] = (addr + 4096) | 62;
	env_submit(env, &a, noops, 2);
	KUNIT_EXPECT_EQ(test, state[27], env->vgpu->engines[VGT_RCS].restore->ggtt | 63);
	env_run(env, VGT_RCS);

	memcpy(fake_guest_va(&env->guest, gpa), bad, sizeof(bad));
	image[25] = addr | 1;
	env_submit(env, &a, noops, 2);
	KUNIT_EXPECT_TRUE(test, env->vgpu->engines[VGT_RCS].hung);
	KUNIT_EXPECT_EQ(test, env->gpu.engine[VGT_RCS].submitted, 3);
}

/* Of the cache lines that the register can name one is not the guest's. */
static void lrc_restore_too_long(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_env_ctx a;
	u32 *image;

	env_engine_on(env, VGT_RCS);
	env_ctx_init(env, &a, VGT_RCS, env_ppgtt(env));
	image = fake_guest_va(&env->guest, a.image_gpa);
	image[27] = env_ggtt_map(env, env_pages(env, 1), 1) | 63;
	env_submit(env, &a, noops, 2);
	KUNIT_EXPECT_TRUE(test, env->vgpu->engines[VGT_RCS].hung);
	KUNIT_EXPECT_EQ(test, env->gpu.engine[VGT_RCS].submitted, 0);
}

/* ---- images as i915's tables have them ---- */

#define HOSTILE		0x10400002u	/* MI_STORE_DATA_IMM into the GGTT */
#define HOSTILE_LRI	0x11000001u

/* The mediator anew, with the real layout for all engines. */
static struct vgt_env *real_env(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	enum vgt_engine_id id;

	vgt_env_end(env);
	for (id = 0; id < VGT_NUM_ENGINES; id++)
		fake_gpu_real_image(&env->gpu, id);
	KUNIT_ASSERT_EQ(test, vgt_env_start(env), 0);
	return env;
}

/* Of these the context would not run, or not restore. */
static bool ring_word(u32 i)
{
	return i == 3 || i == 5 || i == 7 || i == 9 || i == 11 || (i >= 37 && i <= 51);
}

/* The register whose value a word is, by the host's image alone; 0 for none. */
static u32 value_of(const u32 *golden, u32 word)
{
	u32 i, n;

	for (i = 0; i < 1024 && golden[i] >> 23 != 0x0a; i++) {
		if (golden[i] >> 23 != 0x22)
			continue;
		for (n = (golden[i] & 0xff) / 2 + 1; n; n--, i += 2)
			if (i + 2 == word)
				return golden[i + 1];
	}
	return 0;
}

/* The row of the register, where it is one that a guest may set. */
static const struct vgt_reg *guests_word(struct vgt_env *env, enum vgt_engine_id id, u32 word)
{
	u32 reg = value_of(env->gpu.images[id], word);
	const struct vgt_reg *row;

	row = reg ? vgt_reg_of(&env->dev, id, reg) : NULL;
	return row && row->flags & VGT_REG_CONTEXT ? row : NULL;
}

static void hostile_fill(struct vgt_env *env, u32 *image, enum vgt_engine_id id, u32 word)
{
	u32 i;

	for (i = 0; i < FAKE_CONTEXT_SIZE / 4 - 1024; i++)
		if (!ring_word(i))
			image[i] = word;
	image[3] = RESTORE;
	/* On render these would be looked at, and refused. */
	if (id == VGT_RCS) {
		image[25] = 0;
		image[27] = 0;
	}
}

/* A register with a mask: what the guest's leaves out is the host's. */
static u32 taken_as(struct vgt_env *env, enum vgt_engine_id id, u32 i, u32 word)
{
	u32 mask = word >> 16;

	if (!(guests_word(env, id, i)->flags & VGT_REG_MASKED))
		return word;
	return 0xffff0000 | (env->gpu.images[id][i] & ~mask) | (word & mask);
}

/* Which words the hardware's image has from where. */
static void hostile_check(struct kunit *test, struct vgt_env *env,
			  enum vgt_engine_id id, const u32 *state, u32 word)
{
	const u32 *golden = env->gpu.images[id];
	u8 gen = env->gpu.gpu.desc.platform->gen;
	bool named = gen == 9 || id == VGT_RCS;
	u32 i, taken = 0;
	u64 root = 0;

	for (i = 0; i < FAKE_CONTEXT_SIZE / 4 - 1024; i++) {
		if (i == 3) {
			KUNIT_EXPECT_EQ(test, state[i], 0xf0008);
		} else if (i >= 37 && i <= 51 && i % 2) {
			/* Roots: the first is a table of ours, the others do not count. */
			if (i < 49)
				KUNIT_EXPECT_EQ(test, state[i], 0);
			else if (i == 51)
				root = (u64)state[49] << 32 | state[51];
		} else if (i == 27 && id == VGT_RCS) {
			KUNIT_EXPECT_EQ(test, state[i],
					env->vgpu->engines[id].restore->ggtt | 1);
		} else if (i == 29 && id == VGT_RCS) {
			KUNIT_EXPECT_EQ(test, state[i], gen == 8 ? 0x17 << 6 : 0x26 << 6);
		} else if ((i == 25 || i == 27) && named) {
			KUNIT_EXPECT_EQ(test, state[i], 0);
		} else if (guests_word(env, id, i) && state[i] != golden[i]) {
			KUNIT_EXPECT_EQ(test, state[i], taken_as(env, id, i, word));
			taken++;
		} else {
			KUNIT_EXPECT_EQ(test, state[i], golden[i]);
		}
	}
	KUNIT_EXPECT_TRUE(test, fake_gpu_page(&env->gpu, root));
	KUNIT_EXPECT_EQ(test, !!env->dev.lrc[id].word[VGT_LRC_PER_CTX], named);
	KUNIT_EXPECT_EQ(test, !!env->dev.lrc[id].word[VGT_LRC_INDIRECT], named);
	KUNIT_EXPECT_EQ(test, !!env->dev.lrc[id].word[VGT_LRC_INDIRECT_OFFSET], named);
	/* Gen9's has the counters, at least. */
	KUNIT_EXPECT_TRUE(test, env->gpu.gpu.desc.platform->gen == 8 || taken > 30);
}

static void lrc_hostile_image(struct kunit *test)
{
	static const u32 words[] = { HOSTILE, HOSTILE_LRI, ~0u };
	struct vgt_env *env = real_env(test);
	enum vgt_engine_id id;
	u32 i;

	for (id = 0; id < VGT_NUM_ENGINES; id++) {
		if (!(env->gpu.gpu.desc.engine_mask & BIT(id)))
			continue;
		KUNIT_EXPECT_TRUE(test, env->dev.lrc[id].known);
		env_engine_on(env, id);
		for (i = 0; i < ARRAY_SIZE(words); i++) {
			struct vgt_env_ctx a;
			u32 *image;

			env_ctx_init(env, &a, id, env_ppgtt(env));
			image = fake_guest_va(&env->guest, a.image_gpa);
			hostile_fill(env, image, id, words[i]);
			env_submit(env, &a, noops, 2);
			KUNIT_ASSERT_TRUE(test, env->gpu.engine[id].rq);
			hostile_check(test, env, id, env->gpu.engine[id].rq->ctx->state,
				      words[i]);
			env_run(env, id);
		}
	}
}

/* What the guest is shown of what the hardware saved. */
static void lrc_saved_words(struct kunit *test)
{
	struct vgt_env *env = real_env(test);
	enum vgt_engine_id id;
	u32 i;

	for (id = 0; id < VGT_NUM_ENGINES; id++) {
		const u32 *golden = env->gpu.images[id];
		struct vgt_env_ctx a;
		u32 *image, *state;

		if (!(env->gpu.gpu.desc.engine_mask & BIT(id)))
			continue;
		env_engine_on(env, id);
		env_ctx_init(env, &a, id, env_ppgtt(env));
		image = fake_guest_va(&env->guest, a.image_gpa);
		env_submit(env, &a, noops, 2);
		KUNIT_ASSERT_TRUE(test, env->gpu.engine[id].rq);
		state = env->gpu.engine[id].rq->ctx->state;
		for (i = 0; i < FAKE_CONTEXT_SIZE / 4 - 1024; i++) {
			if (ring_word(i))
				continue;
			state[i] = 0x5ec2e700;
			image[i] = 0x0b0b0b0b;
		}
		env_run(env, id);
		for (i = 0; i < FAKE_CONTEXT_SIZE / 4 - 1024; i++) {
			if (ring_word(i) || i == 35)
				continue;
			/* Commands that it ran first stand where the host's has no-ops. */
			if (image[i] == 0x5ec2e700)
				KUNIT_EXPECT_TRUE(test, guests_word(env, id, i) ||
						  test_bit(i, env->dev.lrc[id].gaps));
			else if (image[i] != 0x0b0b0b0b)
				KUNIT_EXPECT_EQ(test, image[i], golden[i]);
			KUNIT_EXPECT_TRUE(test, image[i] == 0x5ec2e700 ||
					  !guests_word(env, id, i));
		}
	}
}

/* Values that a register may not have are the host's: the ring is not stopped. */
static void lrc_judged_values(struct kunit *test)
{
	struct vgt_env *env = real_env(test);
	struct vgt_env_ctx a;
	const u32 *state;
	u32 *image;

	env_engine_on(env, VGT_BCS);
	env_ctx_init(env, &a, VGT_BCS, env_ppgtt(env));
	image = fake_guest_va(&env->guest, a.image_gpa);
	image[3] = RESTORE;
	KUNIT_EXPECT_EQ(test, image[0x54], 0x2209c);
	image[0x55] = 0x41004100;	/* STOP_RING and another */
	image[0x57] = 0x00800080;	/* INSTPM */
	env_submit(env, &a, noops, 2);
	KUNIT_ASSERT_TRUE(test, env->gpu.engine[VGT_BCS].rq);
	state = env->gpu.engine[VGT_BCS].rq->ctx->state;
	KUNIT_EXPECT_EQ(test, state[0x55], env->gpu.images[VGT_BCS][0x55]);
	KUNIT_EXPECT_EQ(test, state[0x57], 0xffff0080 | (0xc0 & ~0x80));
	env_run(env, VGT_BCS);
}

/* ---- images that the hardware may have saved for another ---- */

/* What an inhibited restore leaves: words of whoever ran before, everywhere. */
static void spill(u32 *state)
{
	u32 i;

	for (i = 0; i < FAKE_CONTEXT_SIZE / 4 - 1024; i++)
		state[i] = 0xbad0bad0;
}

static void guest_resets(struct vgt_env *env)
{
	env_write(env, 0x941c, 1 << 1);
	env_write(env, 0x229c, 0x80008000);
	env_settle(env);
}

/* All is as in the host's image, but what is the guest's. */
static void expect_golden(struct kunit *test, struct vgt_env *env, const u32 *state)
{
	const struct vgt_lrc_layout *layout = &env->dev.lrc[VGT_RCS];
	u32 i;

	for (i = 0; i < FAKE_CONTEXT_SIZE / 4 - 1024; i++) {
		if (ring_word(i) || i == 25 || i == 27 || i == 29 || i == 67)
			continue;
		if (!test_bit(i, layout->guest))
			KUNIT_EXPECT_EQ(test, state[i], env->gpu.golden[i]);
		KUNIT_EXPECT_NE(test, state[i], 0xbad0bad0);
	}
	KUNIT_EXPECT_EQ(test, state[3], 0xf0008);
}

/*
 * Runs a context of which the hardware leaves @val in a word that no guest's image has, and ends
 * it with @error. Returns that word's index.
 */
static u32 own_run(struct kunit *test, struct vgt_env *env, struct vgt_env_ctx *a, u32 val,
		   int error)
{
	const u32 *golden = env->gpu.golden;
	u32 i;

	for (i = 1; i < 1024 && golden[i - 1] != 0x2360; i++)
		;
	KUNIT_ASSERT_TRUE(test, i < 1024);
	env_engine_on(env, VGT_RCS);
	env_ctx_init(env, a, VGT_RCS, env_ppgtt(env));
	env_submit(env, a, noops, 2);
	KUNIT_ASSERT_TRUE(test, env->gpu.engine[VGT_RCS].rq);
	fake_gpu_start(&env->gpu, VGT_RCS);
	env->gpu.engine[VGT_RCS].rq->ctx->state[i] = val;
	fake_gpu_finish(&env->gpu, VGT_RCS, error);
	env_settle(env);
	return i;
}

/* Runs it again: what does the word start from? */
static void own_again(struct kunit *test, struct vgt_env *env, struct vgt_env_ctx *a, u32 i,
		      u32 val)
{
	u32 *image = fake_guest_va(&env->guest, a->image_gpa);

	image[3] = RESTORE;
	image[5] = a->tail;
	env_submit(env, a, noops, 2);
	KUNIT_ASSERT_TRUE(test, env->gpu.engine[VGT_RCS].rq);
	KUNIT_EXPECT_EQ(test, env->gpu.engine[VGT_RCS].rq->ctx->state[i], val);
	env_run(env, VGT_RCS);
}

/* A word that no guest's image has: only a new start sets it again. */
static void lrc_own_after_hang(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_env_ctx a;
	u32 i = own_run(test, env, &a, 0xbad0bad0, -EIO);

	guest_resets(env);
	own_again(test, env, &a, i, env->gpu.golden[i]);
}

static void lrc_after_hang(struct kunit *test)
{
	static const struct {
		bool dropped;
		int error;
	} ends[] = { { false, -EIO }, { true, -EIO }, { true, 0 } };
	struct vgt_env *env = vgt_env_get(test);
	u32 i, k;

	env_engine_on(env, VGT_RCS);
	for (k = 0; k < ARRAY_SIZE(ends); k++) {
		struct vgt_env_ctx a;
		u32 *image, *state;

		env_ctx_init(env, &a, VGT_RCS, env_ppgtt(env));
		image = fake_guest_va(&env->guest, a.image_gpa);
		env_submit(env, &a, noops, 2);
		KUNIT_ASSERT_TRUE(test, env->gpu.engine[VGT_RCS].rq);
		state = env->gpu.engine[VGT_RCS].rq->ctx->state;
		fake_gpu_start(&env->gpu, VGT_RCS);
		if (ends[k].dropped)
			guest_resets(env);
		spill(state);
		fake_gpu_finish(&env->gpu, VGT_RCS, ends[k].error);
		env_settle(env);
		for (i = 0; i < FAKE_CONTEXT_SIZE / 4 - 1024; i++)
			KUNIT_EXPECT_NE(test, image[i], 0xbad0bad0);
		if (!ends[k].dropped)
			guest_resets(env);

		image[3] = RESTORE;
		image[5] = a.tail;
		env_submit(env, &a, noops, 2);
		KUNIT_ASSERT_TRUE(test, env->gpu.engine[VGT_RCS].rq);
		expect_golden(test, env, env->gpu.engine[VGT_RCS].rq->ctx->state);
		env_run(env, VGT_RCS);
		for (i = 0; i < FAKE_CONTEXT_SIZE / 4 - 1024; i++)
			KUNIT_EXPECT_NE(test, image[i], 0xbad0bad0);
	}
}

/* A shadow that was another context's has nothing of it left. */
static void lrc_reused(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u64 pml4 = env_ppgtt(env);
	struct vgt_env_ctx a;
	u32 i;

	env_engine_on(env, VGT_RCS);
	for (i = 0; i < 20; i++) {
		u32 *image, *state;

		env_ctx_init(env, &a, VGT_RCS, pml4);
		image = fake_guest_va(&env->guest, a.image_gpa);
		if (i % 2)
			image[3] = RESTORE;
		env_submit(env, &a, noops, 2);
		KUNIT_ASSERT_TRUE(test, env->gpu.engine[VGT_RCS].rq);
		state = env->gpu.engine[VGT_RCS].rq->ctx->state;
		expect_golden(test, env, state);
		spill(state);
		env_run(env, VGT_RCS);
	}
}

/* ---- rings and roots ---- */

/* A guest's ring may be as large as the register can say; the shadow's is no larger. */
static void lrc_ring_sizes(struct kunit *test)
{
	static const struct {
		u32 size;
		u32 bytes;
		bool ok;
	} cases[] = {
		{ 4096, 2048, true },
		{ 64 << 10, (64 << 10) - 8, true },
		{ 512 << 10, (512 << 10) - 8, true },
		{ 1 << 20, 1 << 19, true },
		{ 1 << 20, (1 << 20) - 8, false },
		{ 2 << 20, 4096, true },
		{ 2 << 20, (1 << 20) - 4096, true },
		{ 2 << 20, 1 << 20, false },
		{ 2 << 20, (2 << 20) - 8, false },
	};
	struct vgt_env *env = vgt_env_get(test);
	u64 gpa = env_pages(env, 512);
	u32 ring = env_ggtt_map(env, gpa, 512);
	u32 i;

	env_engine_on(env, VGT_RCS);
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct vgt_gpu_request *rq;
		struct vgt_env_ctx a;
		u32 *image;

		env_ctx_init(env, &a, VGT_RCS, env_ppgtt(env));
		image = fake_guest_va(&env->guest, a.image_gpa);
		image[9] = ring;
		image[11] = (cases[i].size - 4096) | 1;
		image[7] = cases[i].bytes;
		env_elsp(env, &a, NULL);
		env_settle(env);
		rq = env->gpu.engine[VGT_RCS].rq;
		KUNIT_EXPECT_EQ(test, !!rq, cases[i].ok);
		KUNIT_EXPECT_EQ(test, env->vgpu->engines[VGT_RCS].hung, !cases[i].ok);
		if (rq) {
			KUNIT_EXPECT_LE(test, rq->ctx->ring_size, 2u << 20);
			KUNIT_EXPECT_LE(test, 8 * rq->len + 4096, rq->ctx->ring_size);
			KUNIT_EXPECT_GE(test, rq->len, cases[i].bytes / 4);
			env_run(env, VGT_RCS);
		} else {
			guest_resets(env);
		}
		KUNIT_EXPECT_LE(test, first_lrc(env)->hw->ring_size, 2u << 20);
	}
}

/* A context with 3-level tables runs with four levels, whatever its commands load. */
static void lrc_32bit(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	const u32 *state, *cs;
	struct vgt_env_ctx a;
	u64 pdp[4];
	u32 lri[18] = { 0x1100000f };
	u32 *image;
	u64 root;
	u32 i;

	env_engine_on(env, VGT_RCS);
	env_ctx_init(env, &a, VGT_RCS, 0);
	image = fake_guest_va(&env->guest, a.image_gpa);
	for (i = 0; i < 4; i++) {
		pdp[i] = env_page(env);
		image[49 - 4 * i] = upper_32_bits(pdp[i]);
		image[51 - 4 * i] = lower_32_bits(pdp[i]);
		/* What would be a table, were its page a root. */
		fake_guest_poke64(&env->guest, pdp[i], env_page(env) | 3);
		lri[1 + 4 * i] = 0x2274 + 8 * i;
		lri[2 + 4 * i] = upper_32_bits(pdp[i]);
		lri[3 + 4 * i] = 0x2270 + 8 * i;
		lri[4 + 4 * i] = lower_32_bits(pdp[i]);
	}
	env_emit(env, &a, lri, 18);
	env_write(env, 0x2230, 0);
	env_write(env, 0x2230, 0);
	env_write(env, 0x2230, a.id);
	env_write(env, 0x2230, a.lrca | 0x109);
	env_settle(env);
	KUNIT_ASSERT_TRUE(test, env->gpu.engine[VGT_RCS].rq);
	state = env->gpu.engine[VGT_RCS].rq->ctx->state;
	cs = env->gpu.engine[VGT_RCS].cs;
	root = (u64)state[49] << 32 | state[51];
	KUNIT_EXPECT_EQ(test, cs[2], state[49]);
	KUNIT_EXPECT_EQ(test, cs[4], state[51]);
	for (i = 1; i < 4; i++) {
		KUNIT_EXPECT_EQ(test, state[49 - 4 * i], 0);
		KUNIT_EXPECT_EQ(test, state[51 - 4 * i], 0);
		KUNIT_EXPECT_EQ(test, cs[2 + 4 * i], 0);
		KUNIT_EXPECT_EQ(test, cs[4 + 4 * i], 0);
	}
	for (i = 0; i < 16; i++) {
		u64 *table = fake_gpu_page(&env->gpu, root);

		KUNIT_ASSERT_TRUE(test, table);
		/* Every entry is a table of ours. */
		KUNIT_EXPECT_TRUE(test, fake_gpu_page(&env->gpu, table[i]));
		KUNIT_EXPECT_EQ(test, fake_gpu_walk(&env->gpu, root, 4, (u64)i << 39 | 4096),
				env->vgpu->scratch.dma);
	}
	env_run(env, VGT_RCS);
}

/* What is kept for an image is there as long as the image: a guest's S3 does not end it. */
static void lrc_own_over_sleep(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u16 d3 = 3, d0 = 0;
	struct vgt_env_ctx a;
	u32 i = own_run(test, env, &a, 0x1234, 0);

	mutex_lock(&env->vgpu->lock);
	KUNIT_EXPECT_EQ(test, vgt_config_write(env->vgpu, 0xd4, &d3, 2), 0);
	KUNIT_EXPECT_EQ(test, vgt_config_write(env->vgpu, 0xd4, &d0, 2), 0);
	mutex_unlock(&env->vgpu->lock);
	KUNIT_EXPECT_EQ(test, vgt_vgpu_reset(env->vgpu), 0);
	env_engine_on(env, VGT_RCS);
	own_again(test, env, &a, i, 0x1234);
}

static struct kunit_case lrc_cases[] = {
	KUNIT_CASE(lrc_own_over_sleep),
	KUNIT_CASE(lrc_layout),
	KUNIT_CASE(lrc_load),
	KUNIT_CASE(lrc_save),
	KUNIT_CASE(lrc_save_after_lite_restore),
	KUNIT_CASE(lrc_inhibited),
	KUNIT_CASE(lrc_cache),
	KUNIT_CASE(lrc_renewed),
	KUNIT_CASE(lrc_image_gone),
	KUNIT_CASE(lrc_restore_batches),
	KUNIT_CASE(lrc_restore_too_long),
	KUNIT_CASE(lrc_hostile_image),
	KUNIT_CASE(lrc_saved_words),
	KUNIT_CASE(lrc_judged_values),
	KUNIT_CASE(lrc_own_after_hang),
	KUNIT_CASE(lrc_after_hang),
	KUNIT_CASE(lrc_reused),
	KUNIT_CASE(lrc_ring_sizes),
	KUNIT_CASE(lrc_32bit),
	{ }
};

static struct kunit_case lrc_gen8_cases[] = {
	KUNIT_CASE(lrc_hostile_image),
	KUNIT_CASE(lrc_saved_words),
	KUNIT_CASE(lrc_after_hang),
	KUNIT_CASE(lrc_32bit),
	{ }
};

static struct kunit_suite lrc_suite = {
	.name = "lrc",
	.init = vgt_env_suite_init,
	.exit = vgt_env_suite_exit,
	.test_cases = lrc_cases,
};

static struct kunit_suite lrc_gen8_suite = {
	.name = "lrc_gen8",
	.init = vgt_env_suite_init_gen8,
	.exit = vgt_env_suite_exit,
	.test_cases = lrc_gen8_cases,
};

kunit_test_suite(lrc_suite);
kunit_test_suite(lrc_gen8_suite);
