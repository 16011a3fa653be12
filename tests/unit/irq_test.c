// SPDX-License-Identifier: GPL-2.0-only
/*
 * Interrupts: groups, masks, the master control register, one MSI.
 */
#include <linux/kernel.h>

#include "core/regs/irq.h"
#include "env.h"

#define MASTER		0x44200
#define ENABLE		BIT(31)

static const struct {
	enum vgt_irq_group group;
	u32 base;
	u32 bit;
	u32 master;
} irq_groups[] = {
	{ VGT_IRQ_GT0, 0x44300, BIT(0), BIT(0) },	/* render */
	{ VGT_IRQ_GT0, 0x44300, BIT(16), BIT(1) },	/* blitter */
	{ VGT_IRQ_GT1, 0x44310, BIT(8), BIT(2) },
	{ VGT_IRQ_GT1, 0x44310, BIT(24), BIT(3) },
	{ VGT_IRQ_GT2, 0x44320, BIT(4), BIT(4) },
	{ VGT_IRQ_GT3, 0x44330, BIT(8), BIT(6) },
	{ VGT_IRQ_PIPE_A, 0x44400, BIT(0), BIT(16) },
	{ VGT_IRQ_PIPE_B, 0x44410, BIT(3), BIT(17) },
	{ VGT_IRQ_PIPE_C, 0x44420, BIT(5), BIT(18) },
	{ VGT_IRQ_PORT, 0x44440, BIT(25), BIT(20) },
	{ VGT_IRQ_MISC, 0x44460, BIT(27), BIT(22) },
	{ VGT_IRQ_PCH, 0xc4000, BIT(21), BIT(23) },
	{ VGT_IRQ_PCU, 0x444e0, BIT(24), BIT(30) },
};

static void irq_every_group(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u32 i;

	env_write(env, MASTER, ENABLE);
	for (i = 0; i < ARRAY_SIZE(irq_groups); i++) {
		u32 base = irq_groups[i].base, bit = irq_groups[i].bit;

		env->guest.interrupts = 0;
		env_write(env, base + 4, ~bit);
		env_write(env, base + 12, bit);
		vgt_irq_raise(env->vgpu, irq_groups[i].group, bit);
		KUNIT_EXPECT_EQ(test, env->guest.interrupts, 1);
		KUNIT_EXPECT_EQ(test, env_read(env, MASTER),
				ENABLE | irq_groups[i].master);
		KUNIT_EXPECT_EQ(test, env_read(env, base + 8), bit);
		/* Another bit is cleared: this one stays. */
		env_write(env, base + 8, ~bit);
		KUNIT_EXPECT_EQ(test, env_read(env, base + 8), bit);
		env_write(env, base + 8, bit);
		KUNIT_EXPECT_EQ(test, env_read(env, MASTER), ENABLE);
		env_write(env, base + 12, 0);
	}
}

/* The GT groups by engine: what the guest sees of an engine's events. */
static void irq_engines(struct kunit *test)
{
	static const struct {
		enum vgt_engine_id engine;
		u32 iir;
		u32 val;
	} cases[] = {
		{ VGT_RCS, 0x44308, BIT(8) | BIT(0) },
		{ VGT_BCS, 0x44308, BIT(24) | BIT(16) },
		{ VGT_VCS, 0x44318, BIT(8) | BIT(0) },
		{ VGT_VCS2, 0x44318, BIT(24) | BIT(16) },
		{ VGT_VECS, 0x44338, BIT(8) | BIT(0) },
	};
	struct vgt_env *env = vgt_env_get(test);
	u32 i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		env_write(env, cases[i].iir - 4, 0);
		vgt_irq_raise_engine(env->vgpu, cases[i].engine,
				     BIT(VGT_GT_USER) | BIT(VGT_GT_CONTEXT_SWITCH));
		KUNIT_EXPECT_EQ(test, env_read(env, cases[i].iir), cases[i].val);
		env_write(env, cases[i].iir, ~0u);
	}
	/* None of them was enabled. */
	KUNIT_EXPECT_EQ(test, env->guest.interrupts, 0);
}

static void irq_masked(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);

	env_write(env, MASTER, ENABLE);
	env_write(env, 0x4440c, ~0u);
	/* Masked, as after power-on: it leaves no trace. */
	KUNIT_EXPECT_EQ(test, env_read(env, 0x44404), ~0u);
	vgt_irq_raise(env->vgpu, VGT_IRQ_PIPE_A, BIT(0));
	KUNIT_EXPECT_EQ(test, env_read(env, 0x44408), 0);
	KUNIT_EXPECT_EQ(test, env->guest.interrupts, 0);
	/* Not enabled: it stands in IIR, and that is all. */
	env_write(env, 0x44404, 0);
	env_write(env, 0x4440c, 0);
	vgt_irq_raise(env->vgpu, VGT_IRQ_PIPE_A, BIT(0));
	KUNIT_EXPECT_EQ(test, env_read(env, 0x44408), BIT(0));
	KUNIT_EXPECT_EQ(test, env_read(env, MASTER), ENABLE);
	KUNIT_EXPECT_EQ(test, env->guest.interrupts, 0);
	/* Enabled afterwards: now it is news. */
	env_write(env, 0x4440c, BIT(0));
	KUNIT_EXPECT_EQ(test, env->guest.interrupts, 1);
	KUNIT_EXPECT_TRUE(test, vgt_irq_enabled(env->vgpu, VGT_IRQ_PIPE_A, BIT(0)));
	KUNIT_EXPECT_FALSE(test, vgt_irq_enabled(env->vgpu, VGT_IRQ_PIPE_A, BIT(1)));
}

/* The MSI is an edge: with the master bit off there is none, on again sends it. */
static void irq_master(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);

	env_write(env, 0x44404, 0);
	env_write(env, 0x4440c, ~0u);
	vgt_irq_raise(env->vgpu, VGT_IRQ_PIPE_A, BIT(0));
	KUNIT_EXPECT_EQ(test, env->guest.interrupts, 0);
	KUNIT_EXPECT_EQ(test, env_read(env, MASTER), BIT(16));
	env_write(env, MASTER, ENABLE);
	KUNIT_EXPECT_EQ(test, env->guest.interrupts, 1);
	/* As a handler does: off, handle, on. */
	env_write(env, MASTER, 0);
	vgt_irq_raise(env->vgpu, VGT_IRQ_PIPE_A, BIT(1));
	KUNIT_EXPECT_EQ(test, env->guest.interrupts, 1);
	env_write(env, 0x44408, BIT(0));
	env_write(env, MASTER, ENABLE);
	KUNIT_EXPECT_EQ(test, env->guest.interrupts, 2);
	env_write(env, 0x44408, BIT(1));
	env_write(env, MASTER, ENABLE);
	KUNIT_EXPECT_EQ(test, env->guest.interrupts, 2);
}

static void irq_level(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u32 before = env_read(env, 0xc4000);

	vgt_irq_level(env->vgpu, VGT_IRQ_PCH, BIT(5), true);
	KUNIT_EXPECT_EQ(test, env_read(env, 0xc4000), before | BIT(5));
	/* Live status is not the guest's to write. */
	env_write(env, 0xc4000, 0);
	KUNIT_EXPECT_EQ(test, env_read(env, 0xc4000), before | BIT(5));
	vgt_irq_level(env->vgpu, VGT_IRQ_PCH, BIT(5), false);
	KUNIT_EXPECT_EQ(test, env_read(env, 0xc4000), before);
}

static void irq_reset(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);

	env_write(env, MASTER, ENABLE);
	env_write(env, 0x44404, 0);
	env_write(env, 0x4440c, ~0u);
	vgt_irq_raise(env->vgpu, VGT_IRQ_PIPE_A, BIT(0));
	KUNIT_EXPECT_EQ(test, vgt_vgpu_reset(env->vgpu), 0);
	KUNIT_EXPECT_EQ(test, env_read(env, MASTER), 0);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x44404), ~0u);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x44408), 0);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x4440c), 0);
}

static struct kunit_case irq_cases[] = {
	KUNIT_CASE(irq_every_group),
	KUNIT_CASE(irq_engines),
	KUNIT_CASE(irq_masked),
	KUNIT_CASE(irq_master),
	KUNIT_CASE(irq_level),
	KUNIT_CASE(irq_reset),
	{ }
};

static struct kunit_suite irq_suite = {
	.name = "irq",
	.init = vgt_env_suite_init,
	.exit = vgt_env_suite_exit,
	.test_cases = irq_cases,
};

kunit_test_suite(irq_suite);
