// SPDX-License-Identifier: GPL-2.0-only
/*
 * What drivers of real guests put into their rings: Linux since 4.4, Windows.
 *
 * Sources of the sequences: i915's gt/ and, before, intel_lrc.c and intel_ringbuffer.c of the
 * versions named; for Windows what kvmgt was taught for it (gvt/ of Linux 6.1).
 */
#include <linux/err.h>
#include <linux/kernel.h>

#include "audit/audit.h"
#include "audit/regs.h"
#include "env.h"
#include "irq.h"
#include "mmio.h"

#define MI(op, flags, len)	((op) << 23 | (flags) | ((len) - 2))
#define PIPE_CONTROL	0x7a000004u
#define FOREIGN		0x50001000u
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
		u32 at = cases[i].at;

		memcpy(cs, cases[i].cs, sizeof(cs));
		if (guests_audit(env, cases[i].engine, space.lrca, cs, cases[i].len, &audit))
			KUNIT_FAIL(test, "%s: refused", cases[i].name);
		if (cs[0] != cases[i].header[0] || (at == 2 && cs[1] != cases[i].header[1]))
			KUNIT_FAIL(test, "%s: %#x %#x", cases[i].name, cs[0], cs[1]);
		if (cs[at] != (cases[i].global ? space.hws : space.lrca) + cases[i].low ||
		    cs[at + 1])
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
	KUNIT_EXPECT_EQ(test, cs[1], (space.hws + 0xd0) | BIT(2));
	vgt_mmio_store(env->vgpu, 0x22080, FOREIGN);
	vgt_mmio_store(env->vgpu, 0x2080, FOREIGN);
	memcpy(cs, fl, sizeof(fl));
	KUNIT_EXPECT_EQ(test, guests_audit(env, VGT_BCS, space.lrca, cs, 4, &audit), -EPERM);
	memcpy(cs, pc, sizeof(pc));
	KUNIT_EXPECT_EQ(test, guests_audit(env, VGT_RCS, space.lrca, cs, 6, &audit), -EPERM);
	pc[1] &= ~BIT(24);
	KUNIT_EXPECT_EQ(test, guests_audit(env, VGT_RCS, FOREIGN, pc, 6, &audit), -EPERM);
}

static struct kunit_case guests_cases[] = {
	KUNIT_CASE(guests_store_index),
	KUNIT_CASE(guests_no_status_page),
	{ }
};

static struct kunit_suite guests_suite = {
	.name = "guests",
	.init = vgt_env_suite_init,
	.exit = vgt_env_suite_exit,
	.test_cases = guests_cases,
};

kunit_test_suite(guests_suite);
