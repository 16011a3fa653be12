// SPDX-License-Identifier: GPL-2.0-only
/*
 * What drivers of real guests put into their rings: Linux since 4.4, Windows.
 *
 * Sources of the sequences: i915's gt/ and, before, intel_lrc.c and intel_ringbuffer.c of the
 * versions named; for Windows what kvmgt was taught for it (gvt/ of Linux 6.1).
 */
#include <linux/bitmap.h>
#include <linux/err.h>
#include <linux/kernel.h>

#include "core/audit/audit.h"
#include "core/exec/lrc.h"
#include "core/regs/cmd_regs.h"
#include "core/regs/irq.h"
#include "core/regs/mmio.h"
#include "core/regs/mmio_context.h"
#include "core/regs/store.h"
#include "env.h"
#include "env_time.h"

#define MI(op, flags, len)	((op) << 23 | (flags) | ((len) - 2))
#define PIPE_CONTROL	0x7a000004u
#define FOREIGN		0x50001000u
#define GGTT22		BIT(22)
#define GUESTS_CS_MAX	64

/* Pages of the guest's own GGTT space: what the engine and a context have there. */
struct guests_space {
	u32 hws;
	u32 lrca;
	u32 own;
};

static u32 guests_hws(struct vgt_env *env, enum vgt_engine_id engine)
{
	return vgt_mmio_load(env->vgpu, vgt_engines[engine].mmio_base + 0x80);
}

static struct guests_space guests_map(struct vgt_env *env, enum vgt_engine_id engine)
{
	struct guests_space space;

	env_engine_on(env, engine);
	space.hws = guests_hws(env, engine);
	space.lrca = env_ggtt_map(env, env_pages(env, 2), 2);
	space.own = env_ggtt_map(env, env_pages(env, 4), 4);
	return space;
}

static int guests_audit(struct vgt_env *env, enum vgt_engine_id engine, u32 lrca,
			u32 *cs, u32 len, struct vgt_audit *audit)
{
	struct vgt_vengine *ve = &env->vgpu->engines[engine];
	int ret;

	mutex_lock(&env->vgpu->lock);
	vgt_audit_begin(audit, ve, lrca);
	ret = vgt_audit_ring(audit, cs, len);
	vgt_audit_release(ve, &audit->batches);
	mutex_unlock(&env->vgpu->lock);
	return ret;
}

/*
 * With an index, the bit for the GGTT says which status page: the engine's own (HWS_PGA) where
 * it is set, else the context's. i915 of Linux 5.1 to 5.3 has its heartbeat in the former, of
 * all versions since 4.20 what it flushes to in the latter.
 */
static void guests_store_index(struct kunit *test)
{
	static const struct {
		const char *name;
		enum vgt_engine_id engine;
		u32 cs[6];
		u32 len;
		bool global;	/* in the engine's page */
		u32 at;		/* word of the address */
		u32 header[2];	/* what is left */
		u32 low;
	} cases[] = {
		{ "MI_FLUSH_DW, context", VGT_BCS,
		  { MI(0x26, BIT(21) | BIT(14), 4), 0xd0, 0, 1 }, 4, false, 1,
		  { MI(0x26, BIT(14), 4) }, 0xd0 | BIT(2) },
		{ "MI_FLUSH_DW, engine", VGT_BCS,
		  { MI(0x26, BIT(21) | BIT(14), 4), 0xd0 | BIT(2), 0, 1 }, 4, true, 1,
		  { MI(0x26, BIT(14), 4) }, 0xd0 | BIT(2) },
		{ "MI_FLUSH_DW, engine, time", VGT_VCS,
		  { MI(0x26, BIT(21) | 3 << 14, 5), 0x7fd0 | BIT(2), 5, 0, 0 }, 5, true, 1,
		  { MI(0x26, 3 << 14, 5) }, 0xfd0 | BIT(2) },
		{ "PIPE_CONTROL, context", VGT_RCS,
		  { PIPE_CONTROL, BIT(21) | BIT(14), 0xd0, 0, 1, 0 }, 6, false, 2,
		  { PIPE_CONTROL, BIT(24) | BIT(14) }, 0xd0 },
		{ "PIPE_CONTROL, engine", VGT_RCS,
		  { PIPE_CONTROL, BIT(24) | BIT(21) | BIT(14), 0xd0, 0, 1, 0 }, 6, true, 2,
		  { PIPE_CONTROL, BIT(24) | BIT(14) }, 0xd0 },
		/* Where Gen6 had the bit: it says nothing. */
		{ "PIPE_CONTROL, bit 2 of the address", VGT_RCS,
		  { PIPE_CONTROL, BIT(24) | BIT(21) | BIT(14), 0xd4, 0, 1, 0 }, 6, true, 2,
		  { PIPE_CONTROL, BIT(24) | BIT(14) }, 0xd0 },
	};
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_audit audit;
	u32 i, cs[6];

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct guests_space space = guests_map(env, cases[i].engine);
		u32 page = space.lrca;
		u32 at = cases[i].at;

		if (cases[i].global)
			page = space.hws;
		memcpy(cs, cases[i].cs, sizeof(cs));
		if (guests_audit(env, cases[i].engine, space.lrca, cs, cases[i].len, &audit))
			KUNIT_FAIL(test, "%s: refused", cases[i].name);
		if (cs[0] != cases[i].header[0] || (at == 2 && cs[1] != cases[i].header[1]))
			KUNIT_FAIL(test, "%s: %#x %#x", cases[i].name, cs[0], cs[1]);
		if (cs[at] != env_hw(env, page) + cases[i].low || cs[at + 1])
			KUNIT_FAIL(test, "%s: at %#x%08x, pages %#x and %#x", cases[i].name,
				   cs[at + 1], cs[at], space.hws, space.lrca);
	}
}

/* An index leads into a page of the guest's own, or nowhere: whatever its registers say. */
static void guests_no_status_page(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct guests_space space = guests_map(env, VGT_BCS);
	u32 fl[4] = { MI(0x26, BIT(21) | BIT(14), 4), 0xd0 | BIT(2), 0, 1 };
	u32 pc[6] = { PIPE_CONTROL, BIT(24) | BIT(21) | BIT(14), 0xd0, 0, 1, 0 };
	u64 refused = env->vgpu->stats.regs_refused;
	struct vgt_audit audit;
	u32 cs[6];

	/* It is not taken: the page stays where it was. */
	env_write(env, 0x22080, FOREIGN);
	KUNIT_EXPECT_EQ(test, env->vgpu->stats.regs_refused, refused + 1);
	memcpy(cs, fl, sizeof(fl));
	KUNIT_EXPECT_EQ(test, guests_audit(env, VGT_BCS, space.lrca, cs, 4, &audit), 0);
	KUNIT_EXPECT_EQ(test, cs[1], (env_hw(env, space.hws) + 0xd0) | BIT(2));
	mutex_lock(&env->vgpu->lock);
	vgt_mmio_store(env->vgpu, 0x22080, FOREIGN);
	vgt_mmio_store(env->vgpu, 0x2080, FOREIGN);
	mutex_unlock(&env->vgpu->lock);
	memcpy(cs, fl, sizeof(fl));
	KUNIT_EXPECT_EQ(test, guests_audit(env, VGT_BCS, space.lrca, cs, 4, &audit), -EPERM);
	memcpy(cs, pc, sizeof(pc));
	KUNIT_EXPECT_EQ(test, guests_audit(env, VGT_RCS, space.lrca, cs, 6, &audit), -EPERM);
	pc[1] &= ~BIT(24);
	KUNIT_EXPECT_EQ(test, guests_audit(env, VGT_RCS, FOREIGN, pc, 6, &audit), -EPERM);
}

/* ---- commands that become others ---- */

static void guests_commands(struct kunit *test)
{
	static const struct {
		const char *name;
		enum vgt_engine_id engine;
		u32 cs[6];
		u32 len;
		u32 left[6];
	} cases[] = {
		/* Who waits looks all the time, so that nobody need be told. */
		{ "SEMAPHORE_WAIT for a signal", VGT_RCS, { MI(0x1c, 0, 4), 5, FOREIGN, 0 }, 4,
		  { MI(0x1c, BIT(15), 4), 5, FOREIGN, 0 } },
		{ "SEMAPHORE_WAIT, compare", VGT_VCS,
		  { MI(0x1c, BIT(15) | 4 << 12, 4), 5, FOREIGN, 0 }, 4,
		  { MI(0x1c, BIT(15) | 4 << 12, 4), 5, FOREIGN, 0 } },
		{ "SEMAPHORE_SIGNAL", VGT_BCS, { MI(0x1b, BIT(21) | 2 << 15, 2), 0x1234 }, 2 },
		{ "REPORT_HEAD", VGT_VECS, { 0x03800000 }, 1 },
		/* As they are: their addresses are in the PPGTT. */
		{ "GPGPU_CSR_BASE_ADDRESS", VGT_RCS, { 0x61040001, FOREIGN, 1 }, 3,
		  { 0x61040001, FOREIGN, 1 } },
		{ "MEDIA_POOL_STATE", VGT_RCS, { 0x70050004, 0x80777000 }, 6,
		  { 0x70050004, 0x80777000 } },
		{ "3DSTATE_VF_STATISTICS", VGT_RCS, { 0x680b0001 }, 1, { 0x680b0001 } },
	};
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_audit audit;
	u32 i, cs[6];

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		memcpy(cs, cases[i].cs, sizeof(cs));
		if (guests_audit(env, cases[i].engine, 0, cs, cases[i].len, &audit))
			KUNIT_FAIL(test, "%s: refused", cases[i].name);
		if (memcmp(cs, cases[i].left, cases[i].len * sizeof(*cs)))
			KUNIT_FAIL(test, "%s: %#x %#x", cases[i].name, cs[0], cs[1]);
	}
}

/* What no guest may use has a row each, which says why. */
static void guests_never(struct kunit *test)
{
	static const struct {
		enum vgt_engine_id engine;
		u32 header;
	} cases[] = {
		{ VGT_RCS, 0x02000000 },	/* MI_FLUSH */
		{ VGT_RCS, 0x0b000001 },	/* MI_SEMAPHORE_MBOX */
		{ VGT_RCS, 0x0c800000 },	/* MI_URB_CLEAR */
		{ VGT_RCS, 0x61030000 },	/* SWTESS_BASE_ADDRESS */
		{ VGT_RCS, 0x780b0000 },	/* 3DSTATE_VF_STATISTICS of Gen4 */
		{ VGT_RCS, 0x78250000 },	/* 3DSTATE_DEPTH_STENCIL_STATE_POINTERS */
		{ VGT_VCS, 0x70050000 },
		{ VGT_VCS, 0x76000000 },
		{ VGT_VCS, 0x76080000 },
		{ VGT_VCS, 0x76090000 },
	};
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_audit audit;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		const struct vgt_cmd *cmd = vgt_cmd_find(9, cases[i].engine, cases[i].header);
		u32 cs[4] = { cases[i].header };

		if (!cmd || !cmd->never || strlen(cmd->never) < 10)
			KUNIT_FAIL(test, "%#x: no reason", cases[i].header);
		KUNIT_EXPECT_EQ(test, guests_audit(env, cases[i].engine, 0, cs, 4, &audit),
				-EPERM);
	}
}

/* ---- flips ---- */

#define FLIP_SURF	0x7019c
#define FLIP_LIVE	0x701ac
#define FLIP_CTL	0x70180
#define FLIP_STRIDE	0x70188
#define FLIP_IIR	0x44408
#define FLIP(plane, async) { MI(0x14, plane, 3), 5 << 6 | 1, 0x00345000 | (async) }

static void guests_pipe_on(struct vgt_env *env, u32 pipe)
{
	u32 base = pipe * 0x1000;

	env_write(env, 0x60000 + base, 2199u << 16 | 1919);
	env_write(env, 0x6000c + base, 1124u << 16 | 1079);
	env_write(env, 0x60400 + base, BIT(31) | 1 << 28 | 2 << 24);
	env_write(env, 0x70008 + base, BIT(31));
	env_write(env, 0x44404 + 0x10 * pipe, 0xff & ~0x38u);
	env_write(env, 0x4440c + 0x10 * pipe, 0x38);
	env_write(env, 0x44200, BIT(31));
}

struct guests_flip {
	const char *name;
	u32 cs[3];
	u32 pipe;
	u32 plane;
	u32 irq;
};

static void guests_flip(struct kunit *test, struct vgt_env *env,
			const struct guests_flip *flip)
{
	u32 regs = flip->pipe * 0x1000 + flip->plane * 0x100;
	bool gen8 = env->gpu.gpu.desc.platform->gen == 8;
	struct vgt_env_ctx ctx;
	u32 cs[4] = {};

	guests_pipe_on(env, flip->pipe);
	env_write(env, FLIP_CTL + regs, 0x80000003);
	env_write(env, FLIP_SURF + regs, 0x10000);
	env_sleep_us(40000);
	env_write(env, FLIP_IIR + 0x10 * flip->pipe, ~0u);
	memcpy(cs, flip->cs, sizeof(flip->cs));
	env_ctx_init(env, &ctx, VGT_BCS, env_ppgtt(env));
	env_submit(env, &ctx, cs, 4);
	/* Not before the request is complete, and nothing of it is the hardware's. */
	if (env_read(env, FLIP_SURF + regs) != 0x10000)
		KUNIT_FAIL(test, "%s: too early", flip->name);
	KUNIT_EXPECT_EQ(test, env->gpu.engine[VGT_BCS].cs[0], 0);
	KUNIT_EXPECT_EQ(test, env->gpu.engine[VGT_BCS].cs[2], 0);
	env_run(env, VGT_BCS);
	env_sleep_us(40000);
	if (env_read(env, FLIP_LIVE + regs) != 0x345000 ||
	    env_read(env, FLIP_STRIDE + regs) != (gen8 ? 5 << 6 : 5) ||
	    env_read(env, FLIP_CTL + regs) != (0x80000003 | BIT(10)))
		KUNIT_FAIL(test, "%s: surface %#x, stride %#x, control %#x", flip->name,
			   env_read(env, FLIP_LIVE + regs), env_read(env, FLIP_STRIDE + regs),
			   env_read(env, FLIP_CTL + regs));
	if ((env_read(env, FLIP_IIR + 0x10 * flip->pipe) & 0x38) != flip->irq)
		KUNIT_FAIL(test, "%s: interrupts %#x", flip->name,
			   env_read(env, FLIP_IIR + 0x10 * flip->pipe));
}

/* MI_DISPLAY_FLIP, as Windows has it: the guest's own plane is flipped, by what it is told. */
static void guests_flips(struct kunit *test)
{
	static const struct guests_flip cases[] = {
		{ "1A", FLIP(0 << 8, 0), 0, 0, BIT(3) },
		{ "1B", FLIP(1 << 8, 0), 1, 0, BIT(3) },
		{ "1C", FLIP(2 << 8, 0), 2, 0, BIT(3) },
		{ "2A", FLIP(4 << 8, 0), 0, 1, BIT(4) },
		{ "2C", FLIP(6 << 8, 0), 2, 1, BIT(4) },
		{ "3B", FLIP(8 << 8, 0), 1, 2, BIT(5) },
		{ "1A, at once", FLIP(BIT(22), 1), 0, 0, BIT(3) },
	};
	struct vgt_env *env = vgt_env_get(test);
	u32 i;

	env_engine_on(env, VGT_BCS);
	for (i = 0; i < ARRAY_SIZE(cases); i++)
		guests_flip(test, env, &cases[i]);
}

static void guests_flips_gen8(struct kunit *test)
{
	static const struct guests_flip cases[] = {
		{ "primary A", FLIP(0 << 19, 0), 0, 0, BIT(4) },
		{ "primary B", FLIP(1 << 19, 0), 1, 0, BIT(4) },
		{ "sprite A", FLIP(2 << 19, 0), 0, 1, BIT(5) },
		{ "sprite B", FLIP(3 << 19, 0), 1, 1, BIT(5) },
		{ "primary C", FLIP(4 << 19, 0), 2, 0, BIT(4) },
		{ "sprite C", FLIP(5 << 19, 0), 2, 1, BIT(5) },
		{ "primary B, at once", FLIP(BIT(22) | 1 << 19, 1), 1, 0, BIT(4) },
	};
	struct vgt_env *env = vgt_env_get(test);
	u32 i;

	env_engine_on(env, VGT_BCS);
	for (i = 0; i < ARRAY_SIZE(cases); i++)
		guests_flip(test, env, &cases[i]);
}

/* Planes that there are not, stereo, and a flip whenever a context is restored. */
static void guests_flips_refused(struct kunit *test)
{
	static const u32 planes[] = { 3 << 8, 10 << 8, 31 << 8 };
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_vengine *ve = &env->vgpu->engines[VGT_RCS];
	u32 flip[3] = FLIP(0, 0);
	struct vgt_audit audit;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(planes); i++) {
		u32 cs[3] = FLIP(planes[i], 0);

		KUNIT_EXPECT_EQ(test, guests_audit(env, VGT_RCS, 0, cs, 3, &audit), -EPERM);
	}
	for (i = 2; i < 4; i++) {
		u32 cs[3] = FLIP(0, i);

		KUNIT_EXPECT_EQ(test, guests_audit(env, VGT_RCS, 0, cs, 3, &audit), -EPERM);
	}
	mutex_lock(&env->vgpu->lock);
	vgt_audit_begin(&audit, ve, 0);
	audit.restoring = true;
	KUNIT_EXPECT_EQ(test, vgt_audit_ring(&audit, flip, 3), -EPERM);
	mutex_unlock(&env->vgpu->lock);
}

/* The last of several counts; of a request that hangs, none does. */
static void guests_flips_in_a_row(struct kunit *test)
{
	u32 cs[6] = { MI(0x14, 0, 3), 5 << 6, 0x20000, MI(0x14, 0, 3), 5 << 6, 0x30000 };
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_env_ctx ctx;

	env_engine_on(env, VGT_BCS);
	env_ctx_init(env, &ctx, VGT_BCS, env_ppgtt(env));
	env_submit(env, &ctx, cs, 6);
	env_run(env, VGT_BCS);
	KUNIT_EXPECT_EQ(test, env_read(env, FLIP_LIVE), 0x30000);
	cs[5] = 0x40000;
	env_submit(env, &ctx, cs, 6);
	fake_gpu_start(&env->gpu, VGT_BCS);
	fake_gpu_finish(&env->gpu, VGT_BCS, -EIO);
	env_settle(env);
	KUNIT_EXPECT_EQ(test, env_read(env, FLIP_LIVE), 0x30000);
	KUNIT_EXPECT_TRUE(test, env->vgpu->engines[VGT_BCS].hung);
}

/* ---- registers that commands have of the vGPU alone ---- */

/* Windows': chicken bits of units that all engines share, stored, changed and loaded back. */
static void guests_virtual(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct guests_space space = guests_map(env, VGT_RCS);
	u32 own = space.own;
	u32 cs[] = {
		MI(0x22, 0, 7), 0x4ab8, 0x20000000, 0x2600, 7, 0x4ddc, 3,
		MI(0x22, BIT(12), 5), 0x21f0, 5, 0x20d4, 0x00040004,
		MI(0x24, GGTT22, 4), 0x21f0, own, 0,
		MI(0x24, 0, 4), 0x20d4, FOREIGN, 1,
		MI(0x29, GGTT22, 4), 0x21f0, own, 0,
		MI(0x2a, 0, 3), 0x21f0, 0x2604,
		MI(0x2a, 0, 3), 0x2600, 0x21f0,
		PIPE_CONTROL, BIT(23) | BIT(20), 0x4ab8, 0, 9, 0,
	};
	const u32 left[] = {
		MI(0x22, 0, 3), 0x2600, 7, 0, 0, 0, 0,
		0, 0, 0, 0, 0,
		MI(0x20, GGTT22, 4), env_hw(env, own), 0, 5,
		MI(0x20, 0, 4), FOREIGN, 1, 4,
		0, 0, 0, 0,
		MI(0x22, 0, 3), 0x2604, 5,
		0, 0, 0,
		PIPE_CONTROL, BIT(20), 0, 0, 0, 0,
	};
	struct vgt_audit audit;
	u32 i;

	KUNIT_ASSERT_EQ(test, guests_audit(env, VGT_RCS, space.lrca, cs, ARRAY_SIZE(cs),
					   &audit), 0);
	for (i = 0; i < ARRAY_SIZE(left); i++)
		if (cs[i] != left[i])
			KUNIT_FAIL(test, "word %u: %#x, not %#x", i, cs[i], left[i]);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x4ab8), 9);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x4ddc), 3);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x21f0), 5);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x20d4), 4);
}

/* What they must not do is refused as with other registers. */
static void guests_virtual_refused(struct kunit *test)
{
	static const struct {
		const char *name;
		u32 cs[5];
		u32 len;
	} cases[] = {
		{ "LRI, reserved bit", { MI(0x22, 0, 3), 0x4ab9, 1 }, 3 },
		{ "LRI, upper bit", { MI(0x22, 0, 3), 0x804ab8, 1 }, 3 },
		{ "LRI, then ELSP", { MI(0x22, 0, 5), 0x4ab8, 1, 0x2230, 1 }, 5 },
		{ "SRM, foreign", { MI(0x24, GGTT22, 4), 0x21f0, FOREIGN, 0 }, 4 },
		{ "SRM, predicate", { MI(0x24, BIT(21), 4), 0x21f0, FOREIGN, 0 }, 4 },
		{ "SRM, reserved bit", { MI(0x24, 0, 4), 0x21f1, FOREIGN, 0 }, 4 },
		{ "SRM, reserved bit within a range", { MI(0x24, 0, 4), 0x2121, FOREIGN, 0 }, 4 },
		{ "LRR to ELSP", { MI(0x2a, 0, 3), 0x21f0, 0x2230 }, 3 },
		{ "LRR of ACTHD", { MI(0x2a, 0, 3), 0x2074, 0x21f0 }, 3 },
		{ "GFX_MODE", { MI(0x22, 0, 3), 0x229c, 0x80008000 }, 3 },
		{ "CONTEXT_CONTROL", { MI(0x22, 0, 3), 0x2244, 0x00010001 }, 3 },
		{ "render's on the video engine", { MI(0x22, 0, 3), 0x20d4, 0x00010001 }, 3 },
	};
	struct vgt_env *env = vgt_env_get(test);
	u32 i, cs[5];

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		bool last = i == ARRAY_SIZE(cases) - 1;
		struct vgt_audit audit;

		memcpy(cs, cases[i].cs, sizeof(cs));
		if (guests_audit(env, last ? VGT_VCS : VGT_RCS, 0, cs, cases[i].len,
				 &audit) != -EPERM)
			KUNIT_FAIL(test, "%s", cases[i].name);
	}
}

/*
 * i915's self-test live_lrc_state stores the registers of its ring: the guest's, as natively,
 * not the shadow's, and with each submission those of that one.
 */
static void guests_ring_registers(struct kunit *test)
{
	static const enum vgt_engine_id engines[] = { VGT_RCS, VGT_BCS, VGT_VCS, VGT_VECS };
	struct vgt_env *env = vgt_env_get(test);
	u32 i, k;

	for (i = 0; i < ARRAY_SIZE(engines); i++) {
		struct guests_space space = guests_map(env, engines[i]);
		u32 base = vgt_engines[engines[i]].mmio_base, to = space.own;
		const u32 cs[] = {
			MI(0x24, GGTT22, 4), base + 0x38, to, 0,
			MI(0x24, GGTT22, 4), base + 0x30, to + 4, 0,
			MI(0x24, GGTT22, 4), base + 0x3c, to + 8, 0,
			MI(0x2a, 0, 3), base + 0x38, base + 0x600, 0,
		};
		struct vgt_env_ctx ctx;

		env_ctx_init(env, &ctx, engines[i], env_ppgtt(env));
		for (k = 1; k < 3; k++) {
			u32 tail = k * sizeof(cs);
			const u32 left[] = {
				MI(0x20, GGTT22, 4), env_hw(env, to), 0, ctx.ring,
				MI(0x20, GGTT22, 4), env_hw(env, to + 4), 0, tail,
				MI(0x20, GGTT22, 4), env_hw(env, to + 8), 0,
				ENV_RING_SIZE - 4096 + 1,
				MI(0x22, 0, 3), base + 0x600, ctx.ring, 0,
			};
			struct vgt_gpu_request *rq;
			u32 n;

			env_submit(env, &ctx, cs, ARRAY_SIZE(cs));
			rq = env->gpu.engine[engines[i]].rq;
			KUNIT_ASSERT_TRUE(test, rq);
			for (n = 0; n < ARRAY_SIZE(left); n++)
				if (rq->cs[n] != left[n])
					KUNIT_FAIL(test, "%u: word %u: %#x, not %#x", i, n,
						   rq->cs[n], left[n]);
			env_run(env, engines[i]);
		}
	}
}

/* i915's self-test live_rc6_ctx_wa: a vGPU's has nothing saved, whatever the hardware's has. */
static void guests_rc6_info(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct guests_space space;
	u32 cs[] = { MI(0x24, GGTT22, 4), 0x8504, 0, 0 };
	u32 left[] = { MI(0x20, GGTT22, 4), 0, 0, 1 };
	u32 lri[] = { MI(0x22, 0, 3), 0x8504, 0x1234 };
	const u32 none[] = { 0, 0, 0 };
	struct vgt_audit audit;

	vgt_vgpu_stop(env->vgpu);
	env->gpu.initial[0x8504 / 4] = 0x80000001;
	KUNIT_ASSERT_EQ(test, vgt_vgpu_start(env->vgpu), 0);
	space = guests_map(env, VGT_BCS);
	cs[2] = space.own;
	left[1] = env_hw(env, space.own);
	KUNIT_EXPECT_EQ(test, guests_audit(env, VGT_BCS, 0, cs, 4, &audit), 0);
	KUNIT_EXPECT_EQ(test, memcmp(cs, left, sizeof(left)), 0);
	KUNIT_EXPECT_EQ(test, guests_audit(env, VGT_BCS, 0, lri, 3, &audit), 0);
	KUNIT_EXPECT_EQ(test, memcmp(lri, none, sizeof(none)), 0);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x8504), 1);
}

/* Where there is no ring, or it moves meanwhile, and what no command may set. */
static void guests_ring_refused(struct kunit *test)
{
	static const struct {
		const char *name;
		u32 cs[4];
		u32 len;
	} cases[] = {
		{ "SRM of HEAD", { MI(0x24, 0, 4), 0x2034, FOREIGN, 0 }, 4 },
		{ "SRM of START, foreign", { MI(0x24, GGTT22, 4), 0x2038, FOREIGN, 0 }, 4 },
		{ "SRM of START, predicate", { MI(0x24, BIT(21), 4), 0x2038, FOREIGN, 0 }, 4 },
		{ "SRM of START, reserved bit", { MI(0x24, 0, 4), 0x2039, FOREIGN, 0 }, 4 },
		{ "SRM of another engine's", { MI(0x24, 0, 4), 0x22038, FOREIGN, 0 }, 4 },
		{ "LRI of TAIL", { MI(0x22, 0, 3), 0x2030, 64 }, 3 },
		{ "LRR to START", { MI(0x2a, 0, 3), 0x2600, 0x2038 }, 3 },
		{ "LRR of START to ELSP", { MI(0x2a, 0, 3), 0x2038, 0x2230 }, 3 },
		{ "LRM of START", { MI(0x29, 0, 4), 0x2038, FOREIGN, 0 }, 4 },
	};
	static const struct vgt_ring_state ring = { .start = 0x8000, .tail = 64, .ctl = 1 };
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_vengine *ve = &env->vgpu->engines[VGT_RCS];
	u32 i, cs[4];

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct vgt_audit audit;

		memcpy(cs, cases[i].cs, sizeof(cs));
		mutex_lock(&env->vgpu->lock);
		vgt_audit_begin(&audit, ve, 0);
		audit.ring = &ring;
		if (vgt_audit_ring(&audit, cs, cases[i].len) != -EPERM)
			KUNIT_FAIL(test, "%s", cases[i].name);
		mutex_unlock(&env->vgpu->lock);
	}
}

/* Windows on Broadwell copies 0x215c. */
static void guests_virtual_gen8(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u32 cs[] = { MI(0x2a, 0, 3), 0x215c, 0x2600, MI(0x2a, 0, 3), 0x2600, 0x215c };
	const u32 left[] = { MI(0x22, 0, 3), 0x2600, 0x1234, 0, 0, 0 };
	struct vgt_audit audit;

	env_write(env, 0x215c, 0x1234);
	KUNIT_EXPECT_EQ(test, guests_audit(env, VGT_RCS, 0, cs, 6, &audit), 0);
	KUNIT_EXPECT_EQ(test, memcmp(cs, left, sizeof(cs)), 0);
}

/*
 * Linux 4.4 to 4.7 loads the MOCS of all engines out of render's ring. The other engines' may
 * run another VM's work: they get theirs with the next work of this vGPU.
 */
static void guests_mocs(struct kunit *test)
{
	static const struct {
		enum vgt_engine_id engine;
		u32 first;
	} tables[] = {
		{ VGT_BCS, 0xcc00 }, { VGT_VCS, 0xc900 }, { VGT_VECS, 0xcb00 },
		/* A GPU that does not have this engine has no such driver, either. */
		{ VGT_VCS2, 0xca00 },
	};
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_audit audit;
	u32 i, k, cs[2 * 64 + 1];

	for (i = 0; i < ARRAY_SIZE(tables); i++) {
		cs[0] = MI(0x22, 0, ARRAY_SIZE(cs));
		for (k = 0; k < 64; k++) {
			cs[1 + 2 * k] = tables[i].first + 4 * k;
			cs[2 + 2 * k] = 0x30 + i;
		}
		KUNIT_ASSERT_EQ(test, guests_audit(env, VGT_RCS, 0, cs, ARRAY_SIZE(cs), &audit),
				0);
		for (k = 0; k < ARRAY_SIZE(cs); k++)
			KUNIT_EXPECT_EQ(test, cs[k], 0);
		if (!(env->gpu.gpu.desc.engine_mask & BIT(tables[i].engine)))
			continue;
		KUNIT_EXPECT_EQ(test, vgt_mmio_ctx_value(env->vgpu, tables[i].first), 0x30 + i);
		KUNIT_EXPECT_EQ(test, vgt_mmio_ctx_value(env->vgpu, tables[i].first + 0xfc),
				0x30 + i);
	}
	/* Its own stay commands; no other engine has another's. */
	cs[0] = MI(0x22, 0, 3);
	cs[1] = 0xc800;
	cs[2] = 0x30;
	KUNIT_EXPECT_EQ(test, guests_audit(env, VGT_RCS, 0, cs, 3, &audit), 0);
	KUNIT_EXPECT_EQ(test, cs[1], 0xc800);
	KUNIT_EXPECT_EQ(test, guests_audit(env, VGT_BCS, 0, cs, 3, &audit), -EPERM);
	cs[1] = 0xcd00;
	KUNIT_EXPECT_EQ(test, guests_audit(env, VGT_RCS, 0, cs, 3, &audit), -EPERM);
}

/* They reach the hardware with the engine's own next work. */
static void guests_mocs_arrive(struct kunit *test)
{
	static const u32 noops[2];
	u32 cs[4] = { MI(0x22, 0, 3), 0xcc04, 0x35, 0 };
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_env_ctx render, blitter;

	env_engine_on(env, VGT_RCS);
	env_engine_on(env, VGT_BCS);
	env_ctx_init(env, &render, VGT_RCS, env_ppgtt(env));
	env_ctx_init(env, &blitter, VGT_BCS, env_ppgtt(env));
	env_submit(env, &render, cs, 4);
	env_run(env, VGT_RCS);
	KUNIT_EXPECT_NE(test, env->gpu.regs[0xcc04 / 4], 0x35);
	env_submit(env, &blitter, noops, 2);
	fake_gpu_start(&env->gpu, VGT_BCS);
	KUNIT_EXPECT_EQ(test, env->gpu.regs[0xcc04 / 4], 0x35);
	fake_gpu_finish(&env->gpu, VGT_BCS, 0);
	env_settle(env);
}

/* ---- registers for batches without privileges ---- */

/*
 * What drivers are known to give never stops their engine: what is not kept apart batches are
 * not given, and the slot gives them NOPID.
 */
static void guests_nonpriv(struct kunit *test)
{
	static const u32 regs[] = {
		0xd80, 0x20ec, 0x2248, 0x2340, 0x2348, 0x2350, 0x2580, 0x2690, 0x2694, 0x2698,
		0x2754, 0x28a0, 0x4de0, 0x4de4, 0x4dfc, 0x7010, 0x7014, 0x7300, 0x7304, 0x7700,
		0x7704, 0x7708, 0x770c, 0x83a8, 0xb110, 0xb118, 0xe100, 0xe18c, 0xe48c, 0xe5f4,
		0x64844,
	};
	/* The fake's image has none of the chicken registers. */
	static const u32 given[] = { 0x20ec, 0x2248, 0x2340, 0x2348, 0x2350, 0xb118 };
	static const u32 refused[] = { 0x2230, 0x2080, 0x4df4, 0x941c, 0x229c, 0x2690 | 2 };
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_audit audit;
	u32 i, k, cs[3];

	for (i = 0; i < ARRAY_SIZE(regs); i++) {
		u32 want = 0x2094;

		for (k = 0; k < ARRAY_SIZE(given); k++)
			if (given[k] == regs[i])
				want = regs[i];
		cs[0] = MI(0x22, 0, 3);
		cs[1] = 0x24d0;
		cs[2] = regs[i];
		if (guests_audit(env, VGT_RCS, 0, cs, 3, &audit) || cs[2] != want)
			KUNIT_FAIL(test, "%#x: %#x", regs[i], cs[2]);
	}
	KUNIT_EXPECT_TRUE(test, vgt_nonpriv_allowed(&vgt_env_get(test)->dev, VGT_RCS, 0x7300));
	KUNIT_EXPECT_FALSE(test, vgt_nonpriv_allowed(&vgt_env_get(test)->dev, VGT_RCS, 0x7700));
	KUNIT_EXPECT_FALSE(test, vgt_nonpriv_allowed(&vgt_env_get(test)->dev, VGT_RCS, 0xb110));
	for (i = 0; i < ARRAY_SIZE(refused); i++) {
		cs[2] = refused[i];
		if (guests_audit(env, VGT_RCS, 0, cs, 3, &audit) != -EPERM)
			KUNIT_FAIL(test, "%#x: not refused", refused[i]);
	}
}

/* ---- what i915 emits ---- */

/* Stand for addresses in pages of struct guests_space. */
#define OWN(x)		(0x5a000000u | (x))
#define HWS(x)		(0x5a010000u | (x))
#define IMAGE(x)	(0x5a020000u | (x))

#define LRI(n)		((0x22u << 23) | (2 * (n) - 1))
#define SET(bits)	((bits) << 16 | (bits))
#define USER_IRQ	0x01000000u
#define ARB_ON		0x04000001u
#define ARB_OFF		0x04000000u
#define ARB_CHECK	0x02800000u
#define BBS_PPGTT	0x18800101u
#define PC_FLUSH	(BIT(20) | BIT(12) | BIT(7) | BIT(5) | BIT(0))
#define PC_INVALIDATE	(BIT(20) | BIT(18) | BIT(14) | GENMASK(11, 10) | GENMASK(4, 2))
#define PC_STORE	(BIT(24) | BIT(20) | BIT(14))
/* Stores L3SQCREG4, has L3's coherent lines flushed with another value, and loads it back. */
#define COHERENT_L3							\
	MI(0x24, GGTT22, 4), 0xb118, OWN(0x100), 0,			\
	LRI(1), 0xb118, 0x40600000,					\
	PIPE_CONTROL, BIT(20) | BIT(5), 0, 0, 0, 0,			\
	MI(0x29, GGTT22, 4), 0xb118, OWN(0x100), 0

struct guests_ring {
	const char *name;
	enum vgt_engine_id engine;
	bool restoring;
	u32 len;
	u32 cs[GUESTS_CS_MAX];
};

#define RING(_name, _engine, ...) {					\
	_name, _engine, false, sizeof((u32[]){ __VA_ARGS__ }) / 4, { __VA_ARGS__ } }
#define RESTORE(_name, ...) {						\
	_name, VGT_RCS, true, sizeof((u32[]){ __VA_ARGS__ }) / 4, { __VA_ARGS__ } }

static u32 guests_place(const struct guests_space *space, u32 word)
{
	switch (word >> 16) {
	case 0x5a00:
		return space->own + (word & 0xffff);
	case 0x5a01:
		return space->hws + (word & 0xffff);
	case 0x5a02:
		return space->lrca + (word & 0xffff);
	}
	return word;
}

static void guests_ring(struct kunit *test, struct vgt_env *env,
			const struct guests_ring *ring)
{
	struct guests_space space = guests_map(env, ring->engine);
	struct vgt_vengine *ve = &env->vgpu->engines[ring->engine];
	u32 cs[GUESTS_CS_MAX], i;
	struct vgt_audit audit;
	int ret;

	for (i = 0; i < ring->len; i++)
		cs[i] = guests_place(&space, ring->cs[i]);
	mutex_lock(&env->vgpu->lock);
	vgt_audit_begin(&audit, ve, space.lrca);
	audit.restoring = ring->restoring;
	ret = vgt_audit_ring(&audit, cs, ring->len);
	vgt_audit_release(ve, &audit.batches);
	mutex_unlock(&env->vgpu->lock);
	if (ret)
		KUNIT_FAIL(test, "%s: %d", ring->name, ret);
}

static void guests_rings(struct kunit *test, const struct guests_ring *rings, u32 n)
{
	struct vgt_env *env = vgt_env_get(test);
	u32 i;

	/* As if the images held what the hardware's hold. */
	for (i = 0; i < VGT_NUM_ENGINES; i++)
		if (env->dev.lrc[i].kept)
			bitmap_fill(env->dev.lrc[i].kept, VGT_LRC_KEPT_END / 4);
	for (i = 0; i < n; i++)
		guests_ring(test, env, &rings[i]);
}

static const struct guests_ring guests_both[] = {
	/* Linux 4.4. */
	RING("4.4, render, flush", VGT_RCS,
	     PIPE_CONTROL, 0, 0, 0, 0, 0,
	     PIPE_CONTROL, PC_FLUSH, OWN(0x80), 0, 0, 0,
	     PIPE_CONTROL, PC_INVALIDATE | BIT(24), OWN(0x80), 0, 0, 0),
	RING("4.4, batch, request", VGT_RCS,
	     BBS_PPGTT, FOREIGN, 1, 0,
	     MI(0x20, GGTT22, 4), HWS(0xc0), 0, 7, USER_IRQ, 0, 0, 0),
	RING("4.4, resource streamer", VGT_RCS, BBS_PPGTT | BIT(10), FOREIGN, 1, 0),
	RING("4.4, flush", VGT_BCS,
	     MI(0x26, BIT(21) | BIT(14), 4), 0x100 | BIT(2), 0, 0,
	     MI(0x26, BIT(21) | BIT(18) | BIT(14), 4), 0x100 | BIT(2), 0, 0,
	     BBS_PPGTT, FOREIGN, 1, 0,
	     MI(0x20, GGTT22, 4), HWS(0xc0), 0, 7, USER_IRQ, 0, 0, 0),
	RING("4.4, video flush", VGT_VCS,
	     MI(0x26, BIT(21) | BIT(18) | BIT(14) | BIT(7), 4), 0x100 | BIT(2), 0, 0),
	/* Its status page is the first page of a context. */
	RING("4.4, status in a context", VGT_VECS,
	     MI(0x20, GGTT22, 4), IMAGE(0xc0), 0, 7, USER_IRQ, 0),
	/* Linux 4.9 to 5.0. */
	RING("4.9, render, request", VGT_RCS,
	     PIPE_CONTROL, PC_STORE, HWS(0xc0), 0, 7, 0, 0, USER_IRQ, 0),
	RING("4.9, request", VGT_VCS,
	     MI(0x26, BIT(14), 4), HWS(0xc0) | BIT(2), 0, 7, USER_IRQ, 0),
	RING("4.15, batch", VGT_BCS,
	     ARB_ON, BBS_PPGTT, FOREIGN, 1, ARB_OFF, 0),
	RING("4.19, render", VGT_RCS,
	     PIPE_CONTROL, PC_FLUSH | PC_STORE, HWS(0xc0), 0, 7, 0, USER_IRQ, 0,
	     ARB_ON, 0),
	/* Linux 5.1 to 5.3: a heartbeat in the engine's page, by an index. */
	RING("5.2, request", VGT_BCS,
	     MI(0x26, BIT(14), 4), HWS(0x200) | BIT(2), 0, 7,
	     MI(0x26, BIT(21) | BIT(14), 4), 0xd0 | BIT(2), 0, 1, USER_IRQ, ARB_ON),
	RING("5.2, render, request", VGT_RCS,
	     PIPE_CONTROL, PC_FLUSH | PC_STORE, HWS(0x200), 0, 7, 0,
	     PIPE_CONTROL, PC_STORE | BIT(21), 0xd0, 0, 1, 0, USER_IRQ, ARB_ON),
	/* Linux 5.4 to 5.10: flushes into the context's page, what it waits for in another's. */
	RING("5.4, begin", VGT_RCS,
	     ARB_CHECK, 0, MI(0x20, GGTT22, 4), OWN(0x40), 0, 6),
	RING("5.4, flush", VGT_VECS,
	     MI(0x26, BIT(21) | BIT(18) | BIT(14), 4), 0xd0, 0, 0),
	RING("5.4, render, flush", VGT_RCS,
	     PIPE_CONTROL, PC_INVALIDATE | BIT(21), 0xd0, 0, 0, 0,
	     PIPE_CONTROL, PC_FLUSH | BIT(21) | BIT(14), 0xd0, 0, 0, 0),
	RING("5.4, wait for another engine", VGT_BCS,
	     MI(0x1c, GGTT22 | BIT(15) | 1 << 12, 4), 6, OWN(0x40), 0, 0, 0),
	RING("5.10, wait until preempted", VGT_RCS,
	     ARB_CHECK, MI(0x1c, GGTT22 | BIT(15) | 4 << 12, 4), 0, HWS(0xd8), 0, 0),
	/* EUs by a request of another context: into the image. */
	RING("5.10, sseu", VGT_RCS,
	     MI(0x20, GGTT22, 4), IMAGE(0x1000 + 4 * 0x43), 0, 0x80000000),
};

static const struct guests_ring guests_gen9[] = {
	/* Reads back what it has set. */
	RING("5.10, verification", VGT_RCS,
	     MI(0x24, GGTT22, 4), 0x20d4, OWN(0), 0,
	     MI(0x24, GGTT22, 4), 0x20e0, OWN(4), 0,
	     MI(0x24, GGTT22, 4), 0x940c, OWN(8), 0),
	RING("4.4, workarounds", VGT_RCS,
	     LRI(17), 0xe4f0, SET(0x0100u), 0xe184, SET(0x0002u), 0xe188, SET(0x0020u),
	     0x7004, SET(0x0040u), 0xe194, SET(0x0200u), 0x7300, SET(0x8010u), 0x7014,
	     SET(0x1000u), 0xe180, SET(0x0002u), 0x7008, SET(0x0480u), 0x2580, SET(0x0001u),
	     0x7018, SET(0x8000u), 0xe100, SET(0x0200u), 0x7304, SET(0x0010u), 0x7010,
	     SET(0x0800u), 0x24d0, 0x2248, 0x24d4, 0x2580, 0x24d8, 0x7304, 0),
	RESTORE("4.4, indirect context", COHERENT_L3, 0, 0),
	RESTORE("4.9, indirect context", COHERENT_L3,
		LRI(1), 0x7014, 0x10000000, 0,
		PIPE_CONTROL, PC_STORE | BIT(27), OWN(0x80), 0, 0, 0,
		0x70050004, 0x80777000, 0, 0, 0, 0),
	RESTORE("4.19, indirect context", ARB_OFF, COHERENT_L3,
		LRI(3), 0x7014, 0x10000000, 0x2088, SET(0x0020u), 0x2090, SET(0x0020u), 0,
		ARB_ON),
	RESTORE("5.10, indirect context", ARB_OFF, COHERENT_L3,
		PIPE_CONTROL, BIT(27) | BIT(21) | BIT(20) | BIT(14), 0xd0, 0, 0, 0,
		LRI(3), 0x7014, 0x10000000, 0x2088, SET(0x0020u), 0x2090, SET(0x0020u), 0,
		ARB_ON),
	RESTORE("4.4, per context", LRI(1), 0x7308, SET(0x4000u), 0, ARB_ON),
};

static const struct guests_ring guests_gen8[] = {
	RING("4.4, workarounds", VGT_RCS,
	     LRI(9), 0x20c0, SET(0x0080u), 0x209c, SET(0x4000u), 0xe4f0, SET(0x0120u),
	     0xe4f4, SET(0x0100u), 0x7000, SET(0x0002u), 0x7300, SET(0x8010u), 0x7004,
	     SET(0x0040u), 0x7008, SET(0x0080u), 0xe184, SET(0x0002u), 0),
	RESTORE("4.4, indirect context", ARB_OFF, COHERENT_L3,
		PIPE_CONTROL, PC_STORE | BIT(27), OWN(0x80), 0, 0, 0),
	RESTORE("4.4, per context", ARB_ON),
	RESTORE("5.10, indirect context", ARB_OFF, COHERENT_L3,
		PIPE_CONTROL, BIT(27) | BIT(21) | BIT(20) | BIT(14), 0xd0, 0, 0, 0, ARB_ON),
};

static void guests_i915(struct kunit *test)
{
	guests_rings(test, guests_both, ARRAY_SIZE(guests_both));
	guests_rings(test, guests_gen9, ARRAY_SIZE(guests_gen9));
}

static void guests_i915_gen8(struct kunit *test)
{
	guests_rings(test, guests_both, ARRAY_SIZE(guests_both));
	guests_rings(test, guests_gen8, ARRAY_SIZE(guests_gen8));
}

static struct kunit_case guests_cases[] = {
	KUNIT_CASE(guests_store_index),
	KUNIT_CASE(guests_no_status_page),
	KUNIT_CASE(guests_commands),
	KUNIT_CASE(guests_never),
	KUNIT_CASE(guests_flips),
	KUNIT_CASE(guests_flips_refused),
	KUNIT_CASE(guests_flips_in_a_row),
	KUNIT_CASE(guests_virtual),
	KUNIT_CASE(guests_virtual_refused),
	KUNIT_CASE(guests_rc6_info),
	KUNIT_CASE(guests_ring_registers),
	KUNIT_CASE(guests_ring_refused),
	KUNIT_CASE(guests_mocs),
	KUNIT_CASE(guests_mocs_arrive),
	KUNIT_CASE(guests_nonpriv),
	KUNIT_CASE(guests_i915),
	{ }
};

static struct kunit_suite guests_suite = {
	.name = "guests",
	.init = vgt_env_suite_init,
	.exit = vgt_env_suite_exit,
	.test_cases = guests_cases,
};

static struct kunit_case guests_gen8_cases[] = {
	KUNIT_CASE(guests_flips_gen8),
	KUNIT_CASE(guests_virtual_gen8),
	KUNIT_CASE(guests_i915_gen8),
	{ }
};

static struct kunit_suite guests_gen8_suite = {
	.name = "guests-gen8",
	.init = vgt_env_suite_init_gen8,
	.exit = vgt_env_suite_exit,
	.test_cases = guests_gen8_cases,
};

kunit_test_suite(guests_suite);
kunit_test_suite(guests_gen8_suite);
