// SPDX-License-Identifier: GPL-2.0-only
/*
 * PCI configuration space: what may be written, BAR sizing, capabilities.
 */
#include <linux/kernel.h>

#include "core/entry.h"
#include "core/regs/config_space.h"
#include "core/regs/irq.h"
#include "env.h"

static u32 cfg_read(struct vgt_env *env, u32 offset, u32 len)
{
	u32 val = 0;

	mutex_lock(&env->vgpu->lock);
	WARN_ON_ONCE(vgt_config_read(env->vgpu, offset, &val, len));
	mutex_unlock(&env->vgpu->lock);
	return val;
}

static void cfg_write(struct vgt_env *env, u32 offset, u32 val, u32 len)
{
	mutex_lock(&env->vgpu->lock);
	WARN_ON_ONCE(vgt_config_write(env->vgpu, offset, &val, len));
	mutex_unlock(&env->vgpu->lock);
}

static void config_start(struct kunit *test)
{
	static const struct {
		u32 offset;
		u32 len;
		u32 val;
	} start[] = {
		{ 0x00, 4, 0x19128086 },	/* the GPU's own identity */
		{ 0x04, 2, 0x0000 },		/* all off */
		{ 0x08, 4, 0x03000006 },
		{ 0x10, 4, 0x00000004 },
		{ 0x14, 4, 0 },
		{ 0x18, 4, 0x0000000c },
		{ 0x20, 4, 0 },			/* no I/O ports */
		{ 0x30, 4, 0 },			/* no ROM */
		{ 0x34, 1, 0x90 },
		{ 0x3c, 2, 0x0100 },		/* pin A, whatever the host's is */
		{ 0x50, 2, 0x00c0 },		/* GGTT of 8 MiB, no stolen memory */
		{ 0x5c, 4, 0 },
		{ 0x90, 2, 0xd005 },
		{ 0xd0, 2, 0x0001 },
		{ 0xfc, 4, 0 },			/* no OpRegion */
	};
	struct vgt_env *env = vgt_env_get(test);
	u32 i;

	for (i = 0; i < ARRAY_SIZE(start); i++)
		KUNIT_EXPECT_EQ(test, cfg_read(env, start[i].offset, start[i].len),
				start[i].val);
}

/* All ones to every byte: what changed are the bits that a guest may write. */
static void config_masks(struct kunit *test)
{
	static const struct {
		u32 offset;
		u32 mask;
	} masks[] = {
		{ 0x00, 0 },
		{ 0x04, 0x0407 },		/* I/O, memory, master, no INTx */
		{ 0x08, 0 },
		{ 0x0c, 0xffff },
		{ 0x10, 0xff000000 },		/* 16 MiB */
		{ 0x14, 0xffffffff },
		{ 0x18, 0xe0000000 },		/* the aperture's 512 MiB */
		{ 0x1c, 0xffffffff },
		{ 0x20, 0 },
		{ 0x3c, 0xff },
		{ 0x90, 0x00710000 },		/* MSI: enable, count */
		{ 0x94, 0xfffffffc },
		{ 0x98, 0xffff },
		{ 0xd0, 0 },
		{ 0xd4, 0x3 },			/* power state */
	};
	struct vgt_env *env = vgt_env_get(test);
	u32 offset, i = 0;

	for (offset = 0; offset < VGT_CONFIG_SIZE; offset += 4) {
		u32 before = cfg_read(env, offset, 4);
		u32 mask = 0;

		if (i < ARRAY_SIZE(masks) && masks[i].offset == offset)
			mask = masks[i++].mask;
		/* BAR 2 has the hardware's 512 MB, or the 256 MB that all vGPUs have. */
		if (offset == 0x18 && env_virtual(env))
			mask |= BIT(28);
		cfg_write(env, offset, ~before, 4);
		KUNIT_EXPECT_EQ(test, cfg_read(env, offset, 4) ^ before, mask);
	}
	KUNIT_EXPECT_EQ(test, i, ARRAY_SIZE(masks));
}

static void config_bar_sizing(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);

	cfg_write(env, 0x10, ~0u, 4);
	cfg_write(env, 0x14, ~0u, 4);
	KUNIT_EXPECT_EQ(test, cfg_read(env, 0x10, 4), 0xff000004);
	cfg_write(env, 0x10, 0xd0000000, 4);
	cfg_write(env, 0x14, 0x1, 4);
	KUNIT_EXPECT_EQ(test, cfg_read(env, 0x10, 4), 0xd0000004);
	KUNIT_EXPECT_EQ(test, cfg_read(env, 0x14, 4), 1);
	cfg_write(env, 0x18, ~0u, 4);
	KUNIT_EXPECT_EQ(test, cfg_read(env, 0x18, 4), env_virtual(env) ? 0xf000000c : 0xe000000c);
}

static void config_widths(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u8 buf[8] = { 0xff };

	cfg_write(env, 0x05, 0x04, 1);
	KUNIT_EXPECT_EQ(test, cfg_read(env, 0x04, 2), 0x0400);
	cfg_write(env, 0x06, 0xffff, 2);
	KUNIT_EXPECT_EQ(test, cfg_read(env, 0x02, 1), 0x12);
	/* Past the end there is nothing. */
	KUNIT_EXPECT_EQ(test, cfg_read(env, 0x100, 4), 0);
	KUNIT_EXPECT_EQ(test, cfg_read(env, 0xfe, 4), 0);
	KUNIT_EXPECT_EQ(test, cfg_read(env, ~0u, 4), 0);
	cfg_write(env, 0xfe, ~0u, 4);
	cfg_write(env, 0x100, ~0u, 4);
	cfg_write(env, ~0u, ~0u, 4);
	KUNIT_EXPECT_EQ(test, vgt_vgpu_config_read(env->vgpu, 0, buf, 8, NULL), -EINVAL);
	KUNIT_EXPECT_EQ(test, vgt_vgpu_config_write(env->vgpu, 0, buf, 5, NULL),
			-EINVAL);
}

static void config_reset(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);

	cfg_write(env, 0x04, 0x6, 2);
	cfg_write(env, 0x10, 0xd0000000, 4);
	cfg_write(env, 0xd4, 3, 2);
	KUNIT_EXPECT_EQ(test, cfg_read(env, 0xd4, 2), 3);
	KUNIT_EXPECT_EQ(test, vgt_vgpu_reset(env->vgpu), 0);
	KUNIT_EXPECT_EQ(test, cfg_read(env, 0x04, 2), 0);
	KUNIT_EXPECT_EQ(test, cfg_read(env, 0x10, 4), 4);
	KUNIT_EXPECT_EQ(test, cfg_read(env, 0xd4, 2), 0);
	/* What the host has on, and a guest cannot set, is off, too. */
	env->gpu.config[0x04] |= 0x40;
	env->gpu.config[0x05] |= 0x01;
	KUNIT_EXPECT_EQ(test, vgt_vgpu_reset(env->vgpu), 0);
	KUNIT_EXPECT_EQ(test, cfg_read(env, 0x04, 2), 0);
}

/* The host's first: vendor, PCI Express with a reset, MSI with masks, MSI-X, PM with PME, AF. */
static void config_put_list(u8 *config)
{
	static const u8 bytes[][2] = {
		{ 0x34, 0x40 },
		{ 0x40, 0x09 }, { 0x41, 0x70 }, { 0x42, 0x0c },
		{ 0x70, 0x10 }, { 0x71, 0xa0 }, { 0x72, 0x92 }, { 0x75, 0x80 }, { 0x77, 0x10 },
		{ 0x79, 0x28 }, { 0x7a, 0x0f },
		{ 0xa0, 0x11 }, { 0xa1, 0xac },
		{ 0xac, 0x05 }, { 0xad, 0xd0 }, { 0xae, 0x8b }, { 0xaf, 0x01 },
		{ 0xd0, 0x01 }, { 0xd1, 0xe0 }, { 0xd2, 0x22 }, { 0xd3, 0xf8 },
		{ 0xd4, 0x08 }, { 0xd5, 0x81 },
		{ 0xe0, 0x13 }, { 0xe1, 0x00 }, { 0xe2, 0x06 }, { 0xe3, 0x03 },
	};
	u32 i;

	memset(config + 0x40, 0, VGT_CONFIG_SIZE - 0x40);
	for (i = 0; i < ARRAY_SIZE(bytes); i++)
		config[bytes[i][0]] = bytes[i][1];
	/* What happened to the host: errors, its interrupt; more functions, a self test. */
	config[0x06] = 0x18;
	config[0x07] = 0xf9;
	config[0x0e] = 0x80;
	config[0x0f] = 0x80;
	config[0x3d] = 0x04;
	config[0xe8] = 0x01;
}

/* What user space acts on is what the vGPU does, whatever the host's function has. */
static void config_capabilities(struct kunit *test)
{
	static const struct {
		u32 offset;
		u32 len;
		u32 val;
	} shown[] = {
		{ 0x06, 2, 0x0010 },
		{ 0x0e, 2, 0 },
		{ 0x34, 1, 0x40 },
		{ 0x3d, 1, 1 },
		{ 0x40, 4, 0x000c7009 },
		{ 0x70, 4, 0x0092ac10 },	/* MSI-X is not there */
		{ 0x74, 4, 0x10008000 },
		{ 0x78, 4, 0 },			/* the host's settings, its errors */
		{ 0xac, 4, 0x0080d005 },	/* one message, no masks */
		{ 0xd0, 4, 0x0022e001 },	/* no PME */
		{ 0xd4, 4, 0x00000008 },
		{ 0xe0, 4, 0x03060013 },
		{ 0xe8, 1, 0 },
	};
	struct vgt_env *env = vgt_env_get(test);
	u32 i;

	config_put_list(env->gpu.config);
	vgt_config_mask_init(&env->dev);
	KUNIT_EXPECT_EQ(test, vgt_vgpu_reset(env->vgpu), 0);
	for (i = 0; i < ARRAY_SIZE(shown); i++)
		KUNIT_EXPECT_EQ(test, cfg_read(env, shown[i].offset, shown[i].len), shown[i].val);
	/* Without any the status says so. */
	env->gpu.config[0x34] = 0x04;
	KUNIT_EXPECT_EQ(test, vgt_vgpu_reset(env->vgpu), 0);
	KUNIT_EXPECT_EQ(test, cfg_read(env, 0x34, 1), 0);
	KUNIT_EXPECT_EQ(test, cfg_read(env, 0x06, 2), 0);
}

static bool cfg_asks_reset(struct vgt_env *env, u32 offset, u32 val, u32 len)
{
	bool asks;

	mutex_lock(&env->vgpu->lock);
	asks = vgt_config_asks_reset(env->vgpu, offset, &val, len);
	mutex_unlock(&env->vgpu->lock);
	return asks;
}

/* A function level reset that the capabilities offer is done. */
static void config_flr(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);

	config_put_list(env->gpu.config);
	KUNIT_EXPECT_EQ(test, vgt_vgpu_reset(env->vgpu), 0);
	KUNIT_EXPECT_TRUE(test, cfg_asks_reset(env, 0x78, 0x8000, 2));
	KUNIT_EXPECT_TRUE(test, cfg_asks_reset(env, 0x79, 0x80, 1));
	KUNIT_EXPECT_TRUE(test, cfg_asks_reset(env, 0x78, 0x8000, 4));
	KUNIT_EXPECT_FALSE(test, cfg_asks_reset(env, 0x78, 0x7fff, 2));
	KUNIT_EXPECT_FALSE(test, cfg_asks_reset(env, 0x78, 0xff, 1));
	KUNIT_EXPECT_FALSE(test, cfg_asks_reset(env, 0x7a, 0x8000, 2));
	KUNIT_EXPECT_TRUE(test, cfg_asks_reset(env, 0xe4, 1, 1));
	KUNIT_EXPECT_FALSE(test, cfg_asks_reset(env, 0xe4, 2, 1));
	KUNIT_EXPECT_FALSE(test, cfg_asks_reset(env, ~0u, ~0u, 4));
	/* It is not there to be read. */
	cfg_write(env, 0x78, 0x8000, 2);
	KUNIT_EXPECT_EQ(test, cfg_read(env, 0x78, 2), 0);
	/* Not offered. */
	env->gpu.config[0x77] = 0;
	env->gpu.config[0xe3] = 1;
	KUNIT_EXPECT_EQ(test, vgt_vgpu_reset(env->vgpu), 0);
	KUNIT_EXPECT_FALSE(test, cfg_asks_reset(env, 0x78, 0x8000, 2));
	KUNIT_EXPECT_FALSE(test, cfg_asks_reset(env, 0xe4, 1, 1));
}

/* The pin follows what is pending, and the status shows it even where the pin is off. */
static void config_intx(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);

	env_write(env, 0x44408, ~0u);
	env_write(env, 0x44404, ~1u);
	env_write(env, 0x4440c, 1);
	vgt_irq_raise(env->vgpu, VGT_IRQ_PIPE_A, 1);
	KUNIT_EXPECT_FALSE(test, vgt_config_intx(env->vgpu));
	env_write(env, 0x44200, 1u << 31);
	KUNIT_EXPECT_TRUE(test, vgt_config_intx(env->vgpu));
	KUNIT_EXPECT_EQ(test, cfg_read(env, 0x06, 2), 0x0018);
	KUNIT_EXPECT_EQ(test, cfg_read(env, 0x04, 4), 0x00180000);
	KUNIT_EXPECT_EQ(test, cfg_read(env, 0x07, 1), 0x00);
	cfg_write(env, 0x04, 0x0400, 2);
	KUNIT_EXPECT_FALSE(test, vgt_config_intx(env->vgpu));
	KUNIT_EXPECT_EQ(test, cfg_read(env, 0x06, 1), 0x18);
	cfg_write(env, 0x04, 0, 2);
	env_write(env, 0x44408, 1);
	KUNIT_EXPECT_FALSE(test, vgt_config_intx(env->vgpu));
	KUNIT_EXPECT_EQ(test, cfg_read(env, 0x06, 1), 0x10);
}

/* Lists of capabilities that go in circles, or out of the space, end. */
static void config_bad_capabilities(struct kunit *test)
{
	static const struct {
		u8 start;
		u8 cap;
		u8 next;
		u8 shown;
	} bad[] = {
		{ 0x90, 0x90, 0x90, 0x90 },
		{ 0x04, 0x04, 0x04, 0 },
		{ 0xfc, 0xfc, 0x00, 0 },
		{ 0xec, 0xec, 0xff, 0xec },
	};
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_config_mask mask = env->dev.config_mask;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		u8 *config = env->gpu.config;

		config[0x34] = bad[i].start;
		config[bad[i].cap] = 0x05;
		config[bad[i].cap + 1] = bad[i].next;
		vgt_config_mask_init(&env->dev);
		/* The identity is no guest's to write, whatever the list says. */
		KUNIT_EXPECT_EQ(test, env->dev.config_mask.bits[0], 0);
		KUNIT_EXPECT_EQ(test, env->dev.config_mask.bits[2], 0);
		/* Who shows it to a guest does not follow it for good. */
		KUNIT_EXPECT_EQ(test, vgt_vgpu_reset(env->vgpu), 0);
		KUNIT_EXPECT_EQ(test, cfg_read(env, 0x34, 1), bad[i].shown);
		if (bad[i].shown)
			KUNIT_EXPECT_EQ(test, cfg_read(env, bad[i].shown + 1, 1), 0);
	}
	env->dev.config_mask = mask;
}

static struct kunit_case config_cases[] = {
	KUNIT_CASE(config_start),
	KUNIT_CASE(config_masks),
	KUNIT_CASE(config_bar_sizing),
	KUNIT_CASE(config_widths),
	KUNIT_CASE(config_reset),
	KUNIT_CASE(config_capabilities),
	KUNIT_CASE(config_flr),
	KUNIT_CASE(config_intx),
	KUNIT_CASE(config_bad_capabilities),
	{ }
};

static struct kunit_suite config_suite = {
	.name = "config",
	.init = vgt_env_suite_init,
	.exit = vgt_env_suite_exit,
	.test_cases = config_cases,
};

kunit_test_suite(config_suite);
