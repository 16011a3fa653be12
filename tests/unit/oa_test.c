// SPDX-License-Identifier: GPL-2.0-only
/*
 * A guest that uses the OA unit: it loads registers of the vGPU's own, and gets no reports.
 *
 * Source of the sequences: i915_perf.c of Linux 4.14 to 6.4, selftests/i915_perf.c.
 */
#include <linux/bitmap.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include "core/exec/lrc.h"
#include "core/regs/cmd_regs.h"
#include "core/regs/index.h"
#include "core/regs/mmio.h"
#include "core/regs/reg.h"
#include "audit_env.h"

#define LRI_N(n)	MI(0x22, 0, 2 * (n) + 1)
#define SRM_GGTT	MI(0x24, GGTT22, 4)
#define LRM_GGTT	MI(0x29, GGTT22, 4)
#define LRR		MI(0x2a, 0, 3)
#define STORE_GGTT	MI(0x20, GGTT22, 4)
#define ARB_CHECK	0x02800000u
#define BBS_IF		(BBS | BIT(15))
#define GPR(n)		(0x2600u + 8 * (n))
#define PREDICATE	0x241cu
#define TIMESTAMP	0x2358u
#define ALU(op, a, b)	((op) << 20 | (a) << 10 | (b))
#define OA_WORDS	512

/* All that the OA unit has, and what drivers load with it. */
static const struct {
	u32 first;
	u32 last;
} oa_regs[] = {
	{ 0x0d00, 0x0d2c }, { 0x20cc, 0x20cc }, { 0x2360, 0x2364 }, { 0x23b4, 0x23b4 },
	{ 0x2710, 0x272c }, { 0x2740, 0x275c }, { 0x2770, 0x27ac }, { 0x2b00, 0x2b14 },
	{ 0x91b8, 0x91cc }, { 0x9800, 0x9888 }, { 0xe458, 0xe45c }, { 0xe558, 0xe55c },
	{ 0xe658, 0xe65c }, { 0xe758, 0xe758 },
};

struct oa_words {
	u32 cs[OA_WORDS];
	u32 n;
};

static void oa_put(struct oa_words *w, const u32 *cs, u32 n)
{
	memcpy(w->cs + w->n, cs, n * sizeof(*cs));
	w->n += n;
}

#define PUT(_w, ...)							\
	oa_put(_w, (const u32[]){ __VA_ARGS__ }, sizeof((u32[]){ __VA_ARGS__ }) / 4)

static bool oa_is_reg(u32 offset)
{
	u32 i;

	for (i = 0; i < ARRAY_SIZE(oa_regs); i++)
		if (offset >= oa_regs[i].first && offset <= oa_regs[i].last)
			return true;
	return false;
}

/* Of values that are no offsets: does a word name a register of the OA unit? */
static bool oa_named(const u32 *cs, u32 n)
{
	u32 i;

	for (i = 0; i < n; i++)
		if (oa_is_reg(cs[i]))
			return true;
	return false;
}

/* ---- what i915 submits ---- */

static void oa_save(struct oa_words *w, u32 cmd, u32 scratch)
{
	u32 i;

	for (i = 0; i < 10; i++)
		PUT(w, cmd, GPR(0) + 4 * i, scratch + 4 * i, 0);
	PUT(w, cmd, PREDICATE, scratch + 64, 0);
}

/* The wait for the OA unit's network: in a loop, until a time has passed. */
static void oa_wait(struct oa_words *w, u32 addr, u32 scratch)
{
	u32 start, again;

	oa_save(w, SRM_GGTT, scratch);
	start = addr + 4 * w->n;
	PUT(w, LRI_N(1), GPR(0) + 4, 0, LRR, TIMESTAMP, GPR(0));
	again = addr + 4 * w->n;
	PUT(w, LRI_N(1), GPR(1) + 4, 0, LRR, TIMESTAMP, GPR(1));
	PUT(w, MI(0x1a, 0, 6), ALU(0x080, 0x20, 1), ALU(0x080, 0x21, 0), ALU(0x101, 0, 0),
	    ALU(0x180, 2, 0x31), ALU(0x180, 3, 0x33));
	PUT(w, LRR, GPR(3), PREDICATE, BBS_IF, start, 0);
	PUT(w, LRI_N(2), GPR(4), 0xffffe88f, GPR(4) + 4, 0xffffffff);
	PUT(w, MI(0x1a, 0, 5), ALU(0x080, 0x20, 2), ALU(0x080, 0x21, 4), ALU(0x100, 0, 0),
	    ALU(0x580, 3, 0x33));
	PUT(w, ARB_CHECK, LRR, GPR(3), PREDICATE, BBS_IF, again, 0);
	oa_save(w, LRM_GGTT, scratch);
	PUT(w, BBE);
}

/* A set of metrics: the network, boolean counters, counters of EUs; then the wait. */
static void oa_config(struct oa_words *w, u32 wait)
{
	PUT(w, LRI_N(6), 0x9840, 0x80, 0x9888, 0x143f000f, 0x9888, 0x14110014, 0x91b8, 0x10,
	    0xd28, 0x33, 0x20cc, 0x00020002);
	PUT(w, LRI_N(4), 0x2740, 0, 0x2744, 0x800000, 0x2710, 0, 0x27ac, 0xffff0);
	PUT(w, LRI_N(2), 0xe458, 0x5004, 0xe758, 0x3008);
	PUT(w, BBS, wait, 0);
}

/* What i915 loads in the kernel's context: at the start, and with 0 at the end. */
static void oa_flex(struct oa_words *w, u32 control)
{
	PUT(w, LRI_N(9), 0x20c8, 0, 0x2360, control, 0xe458, 0x5004, 0xe558, 0, 0xe658, 0,
	    0xe758, 0, 0xe45c, 0, 0xe55c, 0, 0xe65c, 0, 0);
}

static void oa_ring(struct oa_words *w, u32 config, u32 image)
{
	/* Into the image of another context. */
	PUT(w, STORE_GGTT, image + 0x121 * 4, 0, 0x7f, STORE_GGTT, image + 0x2cf * 4, 0, 0x5004);
	oa_flex(w, 0x7f);
	PUT(w, ARB_CHECK, BBS, config, 0, 0);
	oa_flex(w, 1);
}

/* The buffer for reports, and the start. Reads tell what was written: there is no report. */
static void oa_mmio(struct kunit *test, struct vgt_env *env)
{
	env_write(env, 0x2b04, 0x00600060);
	env_write(env, 0x2b08, 0);
	env_write(env, 0x2b0c, 0x05000000);
	env_write(env, 0x23b4, 0);
	env_write(env, 0x2b14, 0x05000039);
	env_write(env, 0x2b10, 0x05000000);
	env_write(env, 0x2b00, 0x1d);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x2b00), 0x1d);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x2b04), 0x60);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x2b08), 0);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x2b0c), 0x05000000);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x2b10), 0x05000000);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x2b14), 0x05000039);
	/* The end: i915 polls the first bit, and turns the network off. */
	env_write(env, 0x2b00, 0);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x2b00) & 1, 0);
	env_write(env, 0x9840, env_read(env, 0x9840) & ~0x80u);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x9840) & 0x80, 0);
}

/* Ring, set of metrics and wait, with their batches in GGTT space of the vGPU's own. */
static void oa_build(struct vgt_env *env, struct oa_words *ring)
{
	static struct oa_words words;
	struct oa_words *w = &words;
	u32 scratch = env_ggtt_map(env, env_page(env), 1);
	u32 image = env_ggtt_map(env, env_pages(env, 2), 2);
	u32 wait = audit_batch_at(env, NULL, 0, 1);
	u32 config;

	ring->n = 0;
	w->n = 0;
	oa_wait(w, wait, scratch);
	memcpy(fake_guest_va(&env->guest, env->next_page - 4096), w->cs, w->n * 4);
	w->n = 0;
	oa_config(w, wait);
	config = audit_batch_at(env, w->cs, w->n, 1);
	oa_ring(ring, config, image);
}

static struct oa_words oa_words;

/* As if the image held all that render's image holds. */
static struct vgt_env *oa_env(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);

	bitmap_fill(env->dev.lrc[VGT_RCS].kept, VGT_LRC_KEPT_END / 4);
	env_engine_on(env, VGT_RCS);
	return env;
}

/* A guest opens a stream and closes it: its engine runs on, twice. */
static void oa_stream(struct kunit *test)
{
	struct vgt_env *env = oa_env(test);
	struct vgt_env_ctx ctx;
	u32 i;

	env_ctx_init(env, &ctx, VGT_RCS, env_ppgtt(env));
	for (i = 0; i < 2; i++) {
		oa_mmio(test, env);
		oa_build(env, &oa_words);
		env_submit(env, &ctx, oa_words.cs, oa_words.n);
		KUNIT_EXPECT_TRUE(test, env->gpu.engine[VGT_RCS].rq);
		env_run(env, VGT_RCS);
		KUNIT_EXPECT_FALSE(test, env->vgpu->engines[VGT_RCS].hung);
	}
	KUNIT_EXPECT_EQ(test, env->vgpu->stats.audit_refusals, 0);
	KUNIT_EXPECT_EQ(test, env->vgpu->stats.regs_refused, 0);
	/* What was loaded last can be read. */
	KUNIT_EXPECT_EQ(test, env_read(env, 0x2360), 1);
	KUNIT_EXPECT_EQ(test, env_read(env, 0xe458), 0x5004);
	KUNIT_EXPECT_EQ(test, env_read(env, 0xe758), 0);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x9888), 0x14110014);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x20cc), 2);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x27ac), 0xffff0);
}

/* Of all that, no command for the hardware names a register of the OA unit. */
static void oa_stream_copies(struct kunit *test)
{
	struct vgt_env *env = oa_env(test);
	struct vgt_shadow_batch *batch;
	struct vgt_audit audit;
	u32 n = 0;

	oa_build(env, &oa_words);
	KUNIT_EXPECT_TRUE(test, oa_named(oa_words.cs, oa_words.n));
	KUNIT_EXPECT_EQ(test, audit_words(env, VGT_RCS, oa_words.cs, oa_words.n, &audit), 0);
	KUNIT_EXPECT_FALSE(test, oa_named(oa_words.cs, oa_words.n));
	list_for_each_entry(batch, &audit.batches, link) {
		KUNIT_EXPECT_FALSE(test, oa_named(batch->buf->va, batch->buf->size / 4));
		n++;
	}
	/* The wait is one, with its loops. */
	KUNIT_EXPECT_EQ(test, n, 2);
	audit_end(env, VGT_RCS, &audit);
}

/* ---- hostile guests ---- */

static void oa_expect(struct kunit *test, struct vgt_env *env, const u32 *words, u32 n, u32 reg,
		      u32 want)
{
	u32 cs[8];

	if (audit_one(env, VGT_RCS, words, n, cs))
		KUNIT_FAIL(test, "%#x: %#x refused", reg, words[0]);
	if (oa_named(cs, n))
		KUNIT_FAIL(test, "%#x: %#x reaches it", reg, words[0]);
	if (env_read(env, reg) != want)
		KUNIT_FAIL(test, "%#x: %#x, not %#x", reg, env_read(env, reg), want);
}

static bool oa_masked(const struct vgt_env *env, u32 reg)
{
	const struct vgt_reg *row = vgt_reg_find(&env->dev, reg);

	return row && row->flags & VGT_REG_MASKED;
}

/* Each command that loads a register; each that reads one gets what the guest has there. */
static void oa_commands(struct kunit *test, struct vgt_env *env, u32 reg)
{
	u32 val = 0x77770000 + (reg & 0xff0);
	u32 want = oa_masked(env, reg) ? reg & 0xff0 & 0x7777 : val;
	u32 cs[8];

	oa_expect(test, env, (u32[]){ LRI, reg, val }, 3, reg, want);
	oa_expect(test, env, (u32[]){ MI(0x29, 0, 4), reg, FOREIGN, 1 }, 4, reg, want);
	oa_expect(test, env, (u32[]){ LRR, 0x2600, reg }, 3, reg, want);
	oa_expect(test, env, (u32[]){ LRR, reg, 0x2600 }, 3, reg, want);
	oa_expect(test, env, (u32[]){ MI(0x24, 0, 4), reg, FOREIGN, 1 }, 4, reg, want);
	audit_one(env, VGT_RCS, (u32[]){ MI(0x24, 0, 4), reg, FOREIGN, 1 }, 4, cs);
	KUNIT_EXPECT_EQ(test, cs[0], MI(0x20, 0, 4));
	KUNIT_EXPECT_EQ(test, cs[3], want);
	val = 0xffff0000;
	want = oa_masked(env, reg) ? 0 : val;
	oa_expect(test, env, (u32[]){ PIPE_CONTROL, BIT(23), reg, 0, val, 0 }, 6, reg, want);
}

static void oa_every_command(struct kunit *test)
{
	struct vgt_env *env = oa_env(test);
	u32 i, reg, cs[8];
	int ret;

	for (i = 0; i < ARRAY_SIZE(oa_regs); i++) {
		for (reg = oa_regs[i].first; reg <= oa_regs[i].last; reg += 4) {
			oa_commands(test, env, reg);
			/* Only render has an OA unit. */
			KUNIT_EXPECT_EQ(test, audit_one(env, VGT_BCS, (u32[]){ LRI, reg, 1 }, 3,
							cs), -EPERM);
			/* Batches without privileges never get one: at most, NOPID. */
			ret = audit_one(env, VGT_RCS, (u32[]){ LRI, 0x24d0, reg }, 3, cs);
			KUNIT_EXPECT_TRUE(test, ret == -EPERM || cs[2] == 0x2094);
		}
	}
}

static void oa_fill(struct vgt_env *env)
{
	u32 i, reg;

	for (i = 0; i < ARRAY_SIZE(oa_regs); i++)
		for (reg = oa_regs[i].first; reg <= oa_regs[i].last; reg += 4)
			env->gpu.regs[reg / 4] = reg + 1;
}

/* What the host has there is not shown, and stays, whatever a guest writes and runs. */
static void oa_host(struct kunit *test)
{
	struct vgt_env *env = oa_env(test);
	struct vgt_env_ctx ctx;
	u32 i, reg;

	oa_fill(env);
	env_ctx_init(env, &ctx, VGT_RCS, env_ppgtt(env));
	for (i = 0; i < ARRAY_SIZE(oa_regs); i++) {
		for (reg = oa_regs[i].first; reg <= oa_regs[i].last; reg += 4) {
			KUNIT_EXPECT_NE(test, env_read(env, reg), reg + 1);
			env_write(env, reg, 0xffffffff);
		}
	}
	oa_build(env, &oa_words);
	env_submit(env, &ctx, oa_words.cs, oa_words.n);
	env_run(env, VGT_RCS);
	for (i = 0; i < ARRAY_SIZE(oa_regs); i++)
		for (reg = oa_regs[i].first; reg <= oa_regs[i].last; reg += 4)
			if (env->gpu.regs[reg / 4] != reg + 1)
				KUNIT_FAIL(test, "%#x: %#x", reg, env->gpu.regs[reg / 4]);
}

/* A vGPU does not start from what the host's OA unit was set to when vgt was loaded. */
static void oa_found(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u32 i, reg;

	vgt_env_end(env);
	for (i = 0; i < ARRAY_SIZE(oa_regs); i++)
		for (reg = oa_regs[i].first; reg <= oa_regs[i].last; reg += 4)
			env->gpu.initial[reg / 4] = reg + 1;
	KUNIT_ASSERT_EQ(test, vgt_env_start(env), 0);
	for (i = 0; i < ARRAY_SIZE(oa_regs); i++)
		for (reg = oa_regs[i].first; reg <= oa_regs[i].last; reg += 4)
			/* But for what the clocks are: drivers ask it. */
			KUNIT_EXPECT_EQ(test, env_read(env, reg), reg <= 0xd08 ? reg + 1 : 0);
}

/* Words of an image: what a guest writes there does not run. */
static void oa_image(struct kunit *test)
{
	static const u32 noops[2];
	struct vgt_env *env = oa_env(test);
	const u32 *golden = env->gpu.golden;
	struct vgt_env_ctx ctx;
	u32 i, *image;

	for (i = 1; i < 1024 && golden[i - 1] != 0x2360; i++)
		;
	KUNIT_ASSERT_TRUE(test, i < 1024);
	env_ctx_init(env, &ctx, VGT_RCS, env_ppgtt(env));
	image = fake_guest_va(&env->guest, ctx.image_gpa);
	memcpy(image + 0x50, golden + 0x50, 16 * 4);
	image[i] = 0x7f;
	env_submit(env, &ctx, noops, 2);
	KUNIT_ASSERT_TRUE(test, env->gpu.engine[VGT_RCS].rq);
	KUNIT_EXPECT_EQ(test, env->gpu.engine[VGT_RCS].rq->ctx->state[i], golden[i]);
	env_run(env, VGT_RCS);
	KUNIT_EXPECT_EQ(test, image[i], 0x7f);
}

static struct kunit_case oa_cases[] = {
	KUNIT_CASE(oa_stream),
	KUNIT_CASE(oa_stream_copies),
	KUNIT_CASE(oa_every_command),
	KUNIT_CASE(oa_host),
	KUNIT_CASE(oa_found),
	KUNIT_CASE(oa_image),
	{ }
};

/* Each suite has its own: KUnit keeps the log in them. */
static struct kunit_case oa_gen8_cases[] = {
	KUNIT_CASE(oa_stream),
	KUNIT_CASE(oa_stream_copies),
	KUNIT_CASE(oa_every_command),
	KUNIT_CASE(oa_host),
	KUNIT_CASE(oa_found),
	KUNIT_CASE(oa_image),
	{ }
};

static struct kunit_suite oa_suite = {
	.name = "oa",
	.init = vgt_env_suite_init,
	.exit = vgt_env_suite_exit,
	.test_cases = oa_cases,
};

static struct kunit_suite oa_gen8_suite = {
	.name = "oa-gen8",
	.init = vgt_env_suite_init_gen8,
	.exit = vgt_env_suite_exit,
	.test_cases = oa_gen8_cases,
};

kunit_test_suite(oa_suite);
kunit_test_suite(oa_gen8_suite);
