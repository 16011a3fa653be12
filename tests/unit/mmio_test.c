// SPDX-License-Identifier: GPL-2.0-only
/*
 * Registers: dispatch, storage, kinds of rows.
 */
#include <linux/kernel.h>

#include "env.h"
#include "mmio.h"

static void mmio_plain(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);

	/* Memory, from what the host's driver found there. */
	env->gpu.initial[0x9120 / 4] = 0x02800000;
	KUNIT_EXPECT_EQ(test, env_read(env, 0x9120), 0x02800000);
	env_write(env, 0x9120, 5);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x9120), 5);
	/* Its neighbours stay. */
	env->gpu.initial[0x1000 / 4] = 7;
	env_write(env, 0x1004, 1);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x1000), 7);
}

static void mmio_sparse(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u32 lines = env->vgpu->mmio.count;
	u32 i;

	/* Writing what is there costs nothing; a line holds its neighbours. */
	for (i = 0; i < VGT_MMIO_LINE; i += 4)
		env_write(env, 0x180000 + i, 0);
	KUNIT_EXPECT_EQ(test, env->vgpu->mmio.count, lines);
	for (i = 0; i < VGT_MMIO_LINE; i += 4)
		env_write(env, 0x180000 + i, i + 1);
	KUNIT_EXPECT_EQ(test, env->vgpu->mmio.count, lines + 1);
}

static void mmio_display_is_its_own(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);

	/* What the host's display holds is not the guest's to see. */
	env->gpu.initial[0x70180 / 4] = 0x80000000;
	KUNIT_EXPECT_EQ(test, env_read(env, 0x70180), 0);
	env_write(env, 0x70184, 1);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x70180), 0);
}

static void mmio_widths(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u64 val = 0x1122334455667788;
	u8 byte;
	u16 half;

	mutex_lock(&env->vgpu->lock);
	KUNIT_EXPECT_EQ(test, vgt_bar0_write(env->vgpu, 0x1000, &val, 8), 0);
	KUNIT_EXPECT_EQ(test, vgt_bar0_read(env->vgpu, 0x1003, &byte, 1), 0);
	KUNIT_EXPECT_EQ(test, byte, 0x55);
	KUNIT_EXPECT_EQ(test, vgt_bar0_read(env->vgpu, 0x1006, &half, 2), 0);
	KUNIT_EXPECT_EQ(test, half, 0x1122);
	byte = 0xff;
	KUNIT_EXPECT_EQ(test, vgt_bar0_write(env->vgpu, 0x1001, &byte, 1), 0);
	val = 0;
	KUNIT_EXPECT_EQ(test, vgt_bar0_read(env->vgpu, 0x1000, &val, 8), 0);
	KUNIT_EXPECT_EQ(test, val, 0x112233445566ff88);

	KUNIT_EXPECT_EQ(test, vgt_bar0_read(env->vgpu, 0x1002, &val, 4), -EINVAL);
	KUNIT_EXPECT_EQ(test, vgt_bar0_read(env->vgpu, 0x1000, &val, 3), -EINVAL);
	KUNIT_EXPECT_EQ(test, vgt_bar0_read(env->vgpu, 16 << 20, &val, 4), -EINVAL);
	KUNIT_EXPECT_EQ(test, vgt_bar0_write(env->vgpu, (16 << 20) - 4, &val, 8),
			-EINVAL);
	/* Between registers and entries there is nothing. */
	val = ~0ull;
	KUNIT_EXPECT_EQ(test, vgt_bar0_read(env->vgpu, 4 << 20, &val, 8), 0);
	KUNIT_EXPECT_EQ(test, val, 0);
	KUNIT_EXPECT_EQ(test, vgt_bar0_write(env->vgpu, 4 << 20, &val, 8), 0);
	KUNIT_EXPECT_EQ(test, vgt_bar0_read(env->vgpu, (2 << 20) - 4, &val, 8), 0);
	mutex_unlock(&env->vgpu->lock);
}

static void mmio_masked(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);

	env_write(env, 0x7004, 0x00ff0012);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x7004), 0x12);
	env_write(env, 0x7004, 0x0f000500);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x7004), 0x512);
	env_write(env, 0x7004, 0x00020000);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x7004), 0x510);
}

static void mmio_rows_do_not_overlap(struct kunit *test)
{
	static const struct vgt_reg again[] = { { .offset = 0x44200 } };
	static const struct vgt_reg odd[] = { { .offset = 0x44202 } };
	static const struct vgt_reg far[] = { { .offset = VGT_MMIO_SIZE } };
	struct vgt_reg_table table = { "again", again, 1 };
	struct vgt_env *env = vgt_env_get(test);

	KUNIT_EXPECT_EQ(test, vgt_reg_index_add(&env->dev, &table), -EEXIST);
	table.regs = odd;
	KUNIT_EXPECT_EQ(test, vgt_reg_index_add(&env->dev, &table), -EINVAL);
	table.regs = far;
	KUNIT_EXPECT_EQ(test, vgt_reg_index_add(&env->dev, &table), -EINVAL);
}

static void mmio_pvinfo(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	const struct vgt_ggtt_slice *part = env->vgpu->ggtt.part;

	KUNIT_EXPECT_EQ(test, env_read(env, 0x78000), 0x76544776);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x78004), 0x47765447);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x78008), 1);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x7800c), 1);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x78010), 0x1c);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x78040), (u32)part[0].space.start);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x78044), 128u << 20);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x78048), (u32)part[1].space.start);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x7804c), 512u << 20);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x78050), 4);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x78830), ~0u);
	/* Ours to say. */
	env_write(env, 0x78000, 0);
	env_write(env, 0x78040, 0);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x78000), 0x76544776);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x78044), 128u << 20);
	/* The guest's. */
	env_write(env, 0x78804, 1);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x78804), 1);
}

static void mmio_forcewake(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);

	env_write(env, 0xa278, 0x00010001);
	KUNIT_EXPECT_EQ(test, env_read(env, 0xd84), 1);
	env_write(env, 0xa278, 0x00010000);
	KUNIT_EXPECT_EQ(test, env_read(env, 0xd84), 0);
}

static void mmio_pcode(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);

	env_write(env, 0x138128, 0);
	env_write(env, 0x138124, 0x80000006);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x138124), 0);
	KUNIT_EXPECT_NE(test, env_read(env, 0x138128), 0);
	env_write(env, 0x138128, 3);
	env_write(env, 0x138124, 0x80000007);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x138128), 1);
	env_write(env, 0x138128, 3);
	env_write(env, 0x138124, 0x80000021);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x138128), 1);
}

static struct kunit_case mmio_cases[] = {
	KUNIT_CASE(mmio_plain),
	KUNIT_CASE(mmio_sparse),
	KUNIT_CASE(mmio_display_is_its_own),
	KUNIT_CASE(mmio_widths),
	KUNIT_CASE(mmio_masked),
	KUNIT_CASE(mmio_rows_do_not_overlap),
	KUNIT_CASE(mmio_pvinfo),
	KUNIT_CASE(mmio_forcewake),
	KUNIT_CASE(mmio_pcode),
	{ }
};

static struct kunit_suite mmio_suite = {
	.name = "mmio",
	.init = vgt_env_suite_init,
	.exit = vgt_env_suite_exit,
	.test_cases = mmio_cases,
};

kunit_test_suite(mmio_suite);
