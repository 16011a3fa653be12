// SPDX-License-Identifier: GPL-2.0-only
/*
 * Virtual GGTT addresses: the same layout for all vGPUs, another place in the hardware. What all
 * other tests do with them is not said again here.
 */
#include <linux/err.h>
#include <linux/kernel.h>

#include "core/device.h"
#include "core/mem/ggtt_space.h"
#include "core/resources.h"
#include "core/type.h"
#include "audit_env.h"
#include "env_wait.h"

#define BAR2	(256u << 20)
#define LOW	(128u << 20)	/* of GVTg_V5_4 */
#define HIGH	(512u << 20)

/* Whichever of them it is, the guest finds the same; the hardware has them apart. */
static void space_same_for_all(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_vgpu *first = env->vgpu, *second = vgt_env_vgpu(env, "GVTg_V5_4");
	u64 hw[2], end;

	KUNIT_ASSERT_FALSE(test, IS_ERR(second));
	hw[0] = env_hw(env, 0);
	env_use(env, second);
	hw[1] = env_hw(env, 0);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x78040), 0);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x78044), LOW);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x78048), BAR2);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x7804c), HIGH);
	env_use(env, first);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x78040), 0);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x78048), BAR2);
	/* None of it in the aperture. */
	end = min(hw[0], hw[1]) + LOW + HIGH;
	KUNIT_EXPECT_GE(test, min(hw[0], hw[1]), FAKE_MAPPABLE_SIZE);
	KUNIT_EXPECT_GE(test, max(hw[0], hw[1]), end);
	vgt_vgpu_destroy(second);
}

static void space_bounds(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	static const struct {
		u64 addr;
		u64 len;
		bool own;
	} cases[] = {
		{ 0, 1, true },
		{ 0, LOW, true },
		{ 0, LOW + 1, false },
		{ LOW - 1, 1, true },
		{ LOW - 1, 2, false },
		{ LOW, 1, false },
		{ BAR2 - 1, 1, false },
		{ BAR2 - 1, 2, false },
		{ BAR2, HIGH, true },
		{ BAR2, HIGH + 1ull, false },
		{ BAR2 + HIGH - 1, 1, true },
		{ BAR2 + HIGH - 1, 2, false },
		{ BAR2 + HIGH, 1, false },
		{ 1ull << 32, 1, false },
		{ (1ull << 32) + BAR2, 1, false },
		{ 1ull << 48, 4, false },
		{ 0, 0, false },
		{ LOW, 0, false },
		{ U64_MAX, 1, false },
		{ U64_MAX, 2, false },
		{ 0, U64_MAX, false },
		{ BAR2, U64_MAX, false },
	};
	u32 i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		u64 hw = ~0ull;
		int ret = vgt_ggtt_to_hw(env->vgpu, cases[i].addr, cases[i].len, &hw);
		u64 want = ~0ull;
		int want_ret = -EFAULT;

		if (cases[i].own) {
			want = env_hw(env, cases[i].addr);
			want_ret = 0;
		}
		if (ret != want_ret)
			KUNIT_FAIL(test, "%#llx, %#llx bytes: %d", cases[i].addr, cases[i].len,
				   ret);
		KUNIT_EXPECT_EQ(test, hw, want);
	}
}

/* Where low fills BAR 2, drivers put buffers across its end. The hardware has one piece, too. */
static void space_across(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_vgpu *first = env->vgpu, *vgpu = vgt_env_vgpu(env, "GVTg_V5_2");
	u64 hw = 0;

	KUNIT_ASSERT_FALSE(test, IS_ERR(vgpu));
	env_use(env, vgpu);
	KUNIT_EXPECT_EQ(test, vgt_ggtt_to_hw(vgpu, BAR2 - 4096, 8192, &hw), 0);
	KUNIT_EXPECT_EQ(test, hw, env_hw(env, 0) + BAR2 - 4096);
	KUNIT_EXPECT_EQ(test, env_hw(env, BAR2), hw + 4096);
	KUNIT_EXPECT_TRUE(test, vgt_ggtt_owns(vgpu, 0, 1280ull << 20));
	KUNIT_EXPECT_FALSE(test, vgt_ggtt_owns(vgpu, 0, (1280ull << 20) + 1));
	env_use(env, first);
	vgt_vgpu_destroy(vgpu);
}

/* What a type has of aperture beyond BAR 2 is in its high slice. */
static void space_more_than_bar2(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_vgpu *first = env->vgpu, *vgpu = vgt_env_vgpu(env, "GVTg_V5_1");

	KUNIT_ASSERT_FALSE(test, IS_ERR(vgpu));
	env_use(env, vgpu);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x78040), 0);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x78044), BAR2);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x78048), BAR2);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x7804c), 2304u << 20);
	env_use(env, first);
	vgt_vgpu_destroy(vgpu);
}

/* Both slices come out of hidden space; aperture and fences are not what limits them. */
static void space_runs_out(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_resources used = env->dev.used;
	struct vgt_vgpu *vgpu;
	u32 n = vgt_type_available(&env->dev, vgt_env_type("GVTg_V5_8")), i;
	struct vgt_vgpu *made[8];

	KUNIT_ASSERT_TRUE(test, n <= ARRAY_SIZE(made));
	KUNIT_EXPECT_EQ(test, used.low, 0);
	KUNIT_EXPECT_EQ(test, used.high, LOW + HIGH);
	KUNIT_EXPECT_EQ(test, used.fences, 0);
	for (i = 0; i < n; i++) {
		made[i] = vgt_env_vgpu(env, "GVTg_V5_8");
		KUNIT_ASSERT_FALSE(test, IS_ERR(made[i]));
		KUNIT_EXPECT_EQ(test, vgt_type_available(&env->dev, vgt_env_type("GVTg_V5_8")),
				n - 1 - i);
	}
	env_messages_start();
	vgpu = vgt_env_vgpu(env, "GVTg_V5_8");
	KUNIT_EXPECT_TRUE(test, IS_ERR(vgpu));
	KUNIT_EXPECT_EQ(test, PTR_ERR(vgpu), -ENOSPC);
	KUNIT_EXPECT_TRUE(test, env_messages_were(1, "448 MB of hidden GGTT space"));
	while (i--)
		vgt_vgpu_destroy(made[i]);
	KUNIT_EXPECT_EQ(test, memcmp(&env->dev.used, &used, sizeof(used)), 0);
}

/* The port may have no hole of that size. */
static void space_port_refuses(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_resources used = env->dev.used;
	bool was[FAKE_GGTT_BLOCKS / 16];
	struct vgt_vgpu *vgpu;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(was); i++) {
		was[i] = env->gpu.ggtt_used[16 * i];
		env->gpu.ggtt_used[16 * i] = true;
	}
	env_messages_start();
	vgpu = vgt_env_vgpu(env, "GVTg_V5_8");
	KUNIT_EXPECT_TRUE(test, IS_ERR(vgpu));
	KUNIT_EXPECT_EQ(test, PTR_ERR(vgpu), -ENOSPC);
	KUNIT_EXPECT_TRUE(test, env_messages_were(1, "448 MB of hidden"));
	for (i = 0; i < ARRAY_SIZE(was); i++)
		env->gpu.ggtt_used[16 * i] = was[i];
	KUNIT_EXPECT_EQ(test, memcmp(&env->dev.used, &used, sizeof(used)), 0);
}

/* Commands with an address: where it is, and its bits that say something else. */
static const struct space_cmd {
	const char *name;
	enum vgt_engine_id engine;
	u32 cs[8];
	u32 len;
	u32 at;
	u32 flags;
	u32 bytes;
} space_cmds[] = {
	{ "SDI", VGT_RCS, { MI(0x20, GGTT22, 4), 0, 0, 1 }, 4, 1, 0, 4 },
	{ "SDI, three words", VGT_BCS, { MI(0x20, GGTT22, 6), 0, 0, 1, 2, 3 }, 6, 1, 0, 12 },
	{ "SRM", VGT_RCS, { MI(0x24, GGTT22, 4), 0x2358, 0, 0 }, 4, 2, 0, 4 },
	{ "LRM", VGT_RCS, { MI(0x29, GGTT22, 4), 0x2600, 0, 0 }, 4, 2, 0, 4 },
	{ "FLUSH_DW", VGT_BCS, { MI(0x26, BIT(14), 4), 0, 0, 0 }, 4, 1, BIT(2), 8 },
	{ "CLFLUSH", VGT_RCS, { MI(0x27, GGTT22, 4), 0, 0, 0 }, 4, 1, 0, 128 },
	{ "REPORT_PERF_COUNT", VGT_RCS, { MI(0x28, 0, 4), 0, 0, 7 }, 4, 1, 0x11, 256 },
	{ "ATOMIC", VGT_VCS, { MI(0x2f, GGTT22, 3), 0, 0 }, 3, 1, 0, 16 },
	{ "COPY to", VGT_RCS, { MI(0x2e, BIT(21), 5), 0, 0, FOREIGN, 0 }, 5, 1, 0, 4 },
	{ "COPY from", VGT_RCS, { MI(0x2e, BIT(22), 5), FOREIGN, 0, 0, 0 }, 5, 3, 0, 4 },
	{ "SEMAPHORE_WAIT", VGT_RCS, { MI(0x1c, GGTT22 | BIT(15), 4), 5, 0, 0 }, 4, 2, 0, 4 },
	{ "PIPE_CONTROL", VGT_RCS, { PIPE_CONTROL, BIT(24) | BIT(14), 0, 0, 1, 0 }, 6, 2, 0, 8 },
};

static void space_cmd_refused(struct kunit *test, const struct space_cmd *cmd, u64 addr)
{
	u32 cs[8], left[8];

	memcpy(cs, cmd->cs, sizeof(cs));
	cs[cmd->at] = lower_32_bits(addr) | cmd->flags;
	cs[cmd->at + 1] = upper_32_bits(addr);
	if (audit_one(vgt_env_get(test), cmd->engine, cs, cmd->len, left) != -EPERM)
		KUNIT_FAIL(test, "%s at %#llx: taken", cmd->name, addr);
}

static void space_cmd_taken(struct kunit *test, const struct space_cmd *cmd, u64 addr)
{
	struct vgt_env *env = vgt_env_get(test);
	u64 hw = env_hw(env, addr);
	u32 cs[8], left[8], i;

	memcpy(cs, cmd->cs, sizeof(cs));
	cs[cmd->at] = lower_32_bits(addr) | cmd->flags;
	cs[cmd->at + 1] = upper_32_bits(addr);
	if (audit_one(env, cmd->engine, cs, cmd->len, left))
		KUNIT_FAIL(test, "%s at %#llx: refused", cmd->name, addr);
	cs[cmd->at] = lower_32_bits(hw) | cmd->flags;
	cs[cmd->at + 1] = upper_32_bits(hw);
	for (i = 0; i < cmd->len; i++)
		if (left[i] != cs[i])
			KUNIT_FAIL(test, "%s at %#llx: word %u is %#x, not %#x", cmd->name, addr,
				   i, left[i], cs[i]);
}

/* The address becomes the hardware's, all else stays: at the edges, and over a page's end. */
static void space_commands(struct kunit *test)
{
	u32 i;

	for (i = 0; i < ARRAY_SIZE(space_cmds); i++) {
		const struct space_cmd *cmd = &space_cmds[i];
		u32 last = round_up(cmd->bytes, 16);

		space_cmd_taken(test, cmd, 0);
		space_cmd_taken(test, cmd, LOW - last);
		space_cmd_taken(test, cmd, BAR2);
		space_cmd_taken(test, cmd, BAR2 + HIGH - last);
		/* The page behind: another one of guest memory, the next of the hardware's. */
		if (cmd->bytes > 64)
			space_cmd_taken(test, cmd, BAR2 + 4096 - 64);
	}
}

static void space_hostile_commands(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u32 i;

	for (i = 0; i < ARRAY_SIZE(space_cmds); i++) {
		const struct space_cmd *cmd = &space_cmds[i];

		/* Just outside of both slices, and with the last bytes of it. */
		space_cmd_refused(test, cmd, LOW);
		space_cmd_refused(test, cmd, BAR2 - 64);
		space_cmd_refused(test, cmd, BAR2 + HIGH);
		if (cmd->bytes > 64) {
			space_cmd_refused(test, cmd, LOW - 64);
			space_cmd_refused(test, cmd, BAR2 + HIGH - 64);
		}
		/* Upper words, up to all of 48 bits and more. */
		space_cmd_refused(test, cmd, 1ull << 32);
		space_cmd_refused(test, cmd, (1ull << 32) + BAR2);
		space_cmd_refused(test, cmd, (0xffffull << 32) + BAR2);
		space_cmd_refused(test, cmd, (0xffffffffull << 32) + BAR2);
		/* The hardware's own address of what is the vGPU's. */
		space_cmd_refused(test, cmd, env_hw(env, BAR2 + HIGH - 4096));
	}
}

/* An index is of the page, however large: it does not reach the next one. */
static void space_index(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u32 lrca = audit_slice_start(env) + 0x100000;	/* as audit_words() has it */
	static const u32 index[] = { 0, 0xff8, 0x1000, 0xfffffff8 };
	u32 i, cs[6];

	for (i = 0; i < ARRAY_SIZE(index); i++) {
		u32 pc[6] = { PIPE_CONTROL, BIT(21) | BIT(14), index[i], 0xffff, 1, 0 };

		KUNIT_EXPECT_EQ(test, audit_one(env, VGT_RCS, pc, 6, cs), 0);
		KUNIT_EXPECT_EQ(test, cs[2], env_hw(env, lrca) + (index[i] & 0xff8));
		KUNIT_EXPECT_EQ(test, cs[3], 0);
	}
}

static struct kunit_case space_cases[] = {
	KUNIT_CASE(space_same_for_all),
	KUNIT_CASE(space_bounds),
	KUNIT_CASE(space_across),
	KUNIT_CASE(space_more_than_bar2),
	KUNIT_CASE(space_runs_out),
	KUNIT_CASE(space_port_refuses),
	KUNIT_CASE(space_commands),
	KUNIT_CASE(space_hostile_commands),
	KUNIT_CASE(space_index),
	{ }
};

static struct kunit_suite space_suite = {
	.name = "ggtt_space",
	.init = vgt_env_suite_init_virtual,
	.exit = vgt_env_suite_exit,
	.test_cases = space_cases,
};

kunit_test_suite(space_suite);
