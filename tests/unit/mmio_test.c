// SPDX-License-Identifier: GPL-2.0-only
/*
 * Registers: dispatch, storage, kinds of rows.
 */
#include <linux/err.h>
#include <linux/kernel.h>

#include "core/regs/index.h"
#include "core/regs/mmio.h"
#include "core/regs/reg.h"
#include "core/regs/store.h"
#include "env.h"

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
	static const struct vgt_reg again[] = { { .name = "AGAIN", .offset = 0x44200 } };
	static const struct vgt_reg odd[] = { { .name = "ODD", .offset = 0x44202 } };
	static const struct vgt_reg far[] = { { .name = "FAR", .offset = VGT_MMIO_SIZE } };
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
	KUNIT_EXPECT_EQ(test, env_read(env, 0x78050), env_virtual(env) ? 32 : 4);
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

/*
 * i915 tells the firmware a frequency of the processor and of the ring for each of the GPU's, and
 * its self-test reads them again. What was never told is 0.
 */
static void mmio_pcode_frequencies(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u32 freq;

	for (freq = 7; freq < 24; freq++) {
		env_write(env, 0x138128, (freq + 2) << 16 | (freq + 1) << 8 | freq);
		env_write(env, 0x138124, 0x80000008);
		KUNIT_EXPECT_EQ(test, env_read(env, 0x138124), 0);
	}
	for (freq = 0; freq < 256; freq++) {
		u32 told = freq >= 7 && freq < 24 ? (freq + 2) << 8 | (freq + 1) : 0;

		env_write(env, 0x138128, freq);
		env_write(env, 0x138124, 0x80000009);
		KUNIT_EXPECT_EQ(test, env_read(env, 0x138124), 0);
		KUNIT_EXPECT_EQ(test, env_read(env, 0x138128), told);
	}
	/* Only the lowest byte chooses. */
	env_write(env, 0x138128, 0xffffff07);
	env_write(env, 0x138124, 0x80000009);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x138128), 0x0908);
	vgt_vgpu_stop(env->vgpu);
	KUNIT_EXPECT_EQ(test, vgt_vgpu_start(env->vgpu), 0);
	env_write(env, 0x138128, 7);
	env_write(env, 0x138124, 0x80000009);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x138128), 0);
}

/* The vGPU is started anew on a host whose registers hold what no guest is to see. */
static void mmio_restart_on(struct kunit *test, u32 val)
{
	struct vgt_env *env = vgt_env_get(test);
	u32 i;

	for (i = 0; i < VGT_MMIO_SIZE / 4; i++)
		env->gpu.initial[i] = val;
	vgt_vgpu_stop(env->vgpu);
	KUNIT_EXPECT_EQ(test, vgt_vgpu_start(env->vgpu), 0);
}

/*
 * What registers hold after a reset, before anything is written: the documents' values, not
 * those of the host at work. What public texts say of them is in reset-values.tsv (tests/facts),
 * which the core and the GPU model are compared with; the rest was taken from the manuals by hand.
 */
static void mmio_reset_values(struct kunit *test)
{
	static const struct {
		u32 offset;
		u32 val;
	} regs[] = {
		/* Forcewake: nobody has asked, nothing is acknowledged. */
		{ 0xa188, 0 }, { 0xa270, 0 }, { 0xa278, 0 },
		{ 0x130044, 0 }, { 0xd84, 0 }, { 0xd88, 0 },
		/* The mailbox is free; threads and cores are awake; no access was dropped. */
		{ 0x138124, 0 }, { 0x13805c, 0 }, { 0x138060, 0 }, { 0x120000, 0 },
		/* HWSTAM, IMR, EMR: all masked. EIR: no error. */
		{ 0x2098, ~0u }, { 0x20a8, ~0u }, { 0x20b4, ~0u }, { 0x20b0, 0 },
		{ 0x22098, ~0u }, { 0x1a0a8, ~0u },
		/* Rings: none. HWS_PGA, RESET_CTL, GFX_MODE, CONTEXT_CONTROL. */
		{ 0x2030, 0 }, { 0x2034, 0 }, { 0x2038, 0 }, { 0x203c, 0 }, { 0x2074, 0 },
		{ 0x2080, 0 }, { 0x20d0, 0 }, { 0x229c, 0 }, { 0x2244, 0 },
		/* MI_MODE: idle. INSTDONE: all done. */
		{ 0x209c, BIT(9) }, { 0x206c, ~0u }, { 0x7100, ~0u },
		/* EXECLIST_STATUS, CSB pointers. */
		{ 0x2234, BIT(0) }, { 0x2238, 0 }, { 0x23a0, 7 },
		/* FORCE_TO_NONPRIV: NOPID, which gives nothing. */
		{ 0x24d0, 0x2094 }, { 0x24fc, 0x2094 },
		/* Interrupts: masked, off, none. */
		{ 0x44200, 0 }, { 0x44304, ~0u }, { 0x44308, 0 }, { 0x4430c, 0 },
		/* PP_DIVISOR: for a clock of 24 MHz. */
		{ 0xc7210, 0x0004af00 },
		/* GuC: in reset. */
		{ 0xc000, 1 },
		/* PVINFO: what has no meaning. */
		{ 0x78014, 0 }, { 0x78804, 0 },
	};
	struct vgt_env *env = vgt_env_get(test);
	u32 i;

	mmio_restart_on(test, 0x5a5a5a5a);
	for (i = 0; i < ARRAY_SIZE(regs); i++)
		if (env_read(env, regs[i].offset) != regs[i].val)
			KUNIT_FAIL(test, "%#x starts as %#x, not %#x", regs[i].offset,
				   env_read(env, regs[i].offset), regs[i].val);
}

/* None with a row is as the host has it but those of contexts, and those that say so. */
static void mmio_rows_start_from_their_own(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u32 offset;

	mmio_restart_on(test, 0x5a5a5a5a);
	for (offset = 0; offset < VGT_MMIO_SIZE; offset += 4) {
		const struct vgt_reg *reg = vgt_reg_find(&env->dev, offset);

		if (!reg || reg->flags & VGT_REG_FOUND)
			continue;
		if (env_read(env, offset) == 0x5a5a5a5a)
			KUNIT_FAIL(test, "%#x starts as the host has it", offset);
	}
}

/* A guest's reset of an engine: that one's own registers, and no other's. */
static void mmio_store(struct vgt_env *env, u32 reg, u32 val)
{
	mutex_lock(&env->vgpu->lock);
	vgt_mmio_store(env->vgpu, reg, val);
	mutex_unlock(&env->vgpu->lock);
}

static void mmio_write_part(struct vgt_env *env, u32 reg, u32 val, u32 len)
{
	mutex_lock(&env->vgpu->lock);
	vgt_bar0_write(env->vgpu, reg, &val, len);
	mutex_unlock(&env->vgpu->lock);
}

/* A 1 clears a bit, of the bytes that are written (EIR); a mask is 0 where none is. */
static void mmio_parts(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);

	mmio_store(env, 0x20b0, 0xffff);
	env_write(env, 0x20b0, 0x00ff);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x20b0), 0xff00);
	env_write(env, 0x20b0, 0);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x20b0), 0xff00);
	mmio_store(env, 0x20b0, 0xf0f0f0f0);
	mmio_write_part(env, 0x20b1, 0xff, 1);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x20b0), 0xf0f000f0);
	mmio_write_part(env, 0x20b2, 0xffff, 2);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x20b0), 0x000000f0);

	env_write(env, 0x7004, 0xffff0512);
	mmio_write_part(env, 0x7004, 0xffff, 2);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x7004), 0x512);
	mmio_write_part(env, 0x7006, 0x00ff, 2);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x7004), 0x500);
	/* One that is switched. */
	env_write(env, 0x2088, 0xffff0003);
	env_write(env, 0x2088, 0x00010000);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x2088), 2);
}

/* What a guest cannot set: fixed values, the half of PVINFO that is not its own. */
static void mmio_fixed(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u64 val = ~0ull;

	env_write(env, 0xc000, 0);
	KUNIT_EXPECT_EQ(test, env_read(env, 0xc000), 1);
	env_write(env, 0x78014, 5);
	env_write(env, 0x787fc, 5);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x78014), 0);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x787fc), 0);
	/* The read pointer of the CSB has a mask. */
	env_write(env, 0x23a0, 0x07000300);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x23a0) & 0x700, 0x300);
	env_write(env, 0x23a0, 0x00000500);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x23a0) & 0x700, 0x300);
	/* Over the end of the registers: none of it. */
	mutex_lock(&env->vgpu->lock);
	KUNIT_EXPECT_EQ(test, vgt_bar0_write(env->vgpu, VGT_MMIO_SIZE - 4, &val, 8), 0);
	mutex_unlock(&env->vgpu->lock);
	KUNIT_EXPECT_EQ(test, env_read(env, VGT_MMIO_SIZE - 4), 0);
}

static void mmio_engine_reset(struct kunit *test)
{
	static const u32 bases[] = { 0x2000, 0x22000 };
	struct vgt_env *env = vgt_env_get(test);
	u32 i, hws[2];

	env_engine_on(env, VGT_RCS);
	env_engine_on(env, VGT_BCS);
	for (i = 0; i < ARRAY_SIZE(bases); i++) {
		hws[i] = env_read(env, bases[i] + 0x80);
		env_write(env, bases[i] + 0x98, 0);
		env_write(env, bases[i] + 0xa8, 0);
		env_write(env, bases[i] + 0x244, 0x00090009);
		KUNIT_EXPECT_EQ(test, env_read(env, bases[i] + 0x29c), BIT(15));
	}
	env_write(env, 0x22000 + 0xd0, BIT(16) | BIT(0));
	env_write(env, 0x941c, BIT(3));
	KUNIT_EXPECT_EQ(test, env_read(env, 0x22000 + 0x29c), 0);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x22000 + 0x98), ~0u);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x22000 + 0xa8), ~0u);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x22000 + 0x244), 0);
	/* Kept: what drivers take back, or may have set once. */
	KUNIT_EXPECT_EQ(test, env_read(env, 0x22000 + 0xd0), 3);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x22000 + 0x80), hws[1]);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x2000 + 0x29c), BIT(15));
	KUNIT_EXPECT_EQ(test, env_read(env, 0x2000 + 0x98), 0);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x2000 + 0x244), 0x9);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x2000 + 0x80), hws[0]);
}

/*
 * Registers of the whole GPU's: the guest reads what the host has, then what it has written,
 * as drivers verify their workarounds; the hardware never gets it.
 */
static void mmio_kept(struct kunit *test)
{
	static const u32 kept[] = { 0x40e0, 0x40e4, 0x4ab0, 0x4ab8, 0x4ddc, 0x940c };
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_env_ctx ctx;
	u32 i, noops[2] = {};

	mmio_restart_on(test, 0x5a5a5a5a);
	for (i = 0; i < ARRAY_SIZE(kept); i++) {
		KUNIT_EXPECT_EQ(test, env_read(env, kept[i]), 0x5a5a5a5a);
		env->gpu.regs[kept[i] / 4] = 0x11110000;
		env_write(env, kept[i], 0x67f1427f + i);
	}
	env_engine_on(env, VGT_RCS);
	env_ctx_init(env, &ctx, VGT_RCS, env_ppgtt(env));
	env_submit(env, &ctx, noops, 2);
	env_run(env, VGT_RCS);
	env_write(env, 0x941c, BIT(0));
	for (i = 0; i < ARRAY_SIZE(kept); i++) {
		KUNIT_EXPECT_EQ(test, env_read(env, kept[i]), 0x67f1427f + i);
		KUNIT_EXPECT_EQ(test, env->gpu.regs[kept[i] / 4], 0x11110000);
	}
}

/*
 * HWS_PGA of 0: no status page, the CSB is in its registers alone. Of a vGPU whose slices
 * begin further up, for the first one's may have address 0.
 */
static void mmio_no_status_page(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_vgpu *first = env->vgpu, *vgpu = vgt_env_vgpu(env, "GVTg_V5_8");
	struct vgt_env_ctx ctx;
	u32 noops[2] = {};
	u32 *hwsp;

	KUNIT_ASSERT_FALSE(test, IS_ERR(vgpu));
	KUNIT_ASSERT_EQ(test, vgt_vgpu_start(vgpu), 0);
	env_use(env, vgpu);
	env_engine_on(env, VGT_BCS);
	hwsp = fake_guest_va(&env->guest, env_hwsp(env, VGT_BCS));
	env_write(env, 0x22080, 0);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x22080), 0);
	KUNIT_EXPECT_EQ(test, vgpu->stats.regs_refused, 0);
	env_ctx_init(env, &ctx, VGT_BCS, env_ppgtt(env));
	env_submit(env, &ctx, noops, 2);
	env_run(env, VGT_BCS);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x223a0), 1);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x22378), 0x18);
	KUNIT_EXPECT_EQ(test, hwsp[0x48 / 4], 0);
	vgt_vgpu_stop(vgpu);
	vgt_vgpu_destroy(vgpu);
	env_use(env, first);
}

/* SBI, the sideband of Broadwell's PCH: each access is done at once, and succeeds. */
static void mmio_sbi(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);

	KUNIT_EXPECT_EQ(test, env_read(env, 0xc6008), 0);
	/* SSCCTL of the clock controller, as i915 reads, changes and writes it. */
	env_write(env, 0xc6000, 0x20c << 16);
	env_write(env, 0xc6004, 0xffffffff);
	env_write(env, 0xc6008, 0x601);
	KUNIT_EXPECT_EQ(test, env_read(env, 0xc6008) & 7, 0);
	KUNIT_EXPECT_EQ(test, env_read(env, 0xc6004), 0);
	env_write(env, 0xc6004, 0x1235);
	env_write(env, 0xc6008, 0x701);
	KUNIT_EXPECT_EQ(test, env_read(env, 0xc6008) & 7, 0);
	/* Of another, then of the first again. */
	env_write(env, 0xc6000, 0x604 << 16);
	env_write(env, 0xc6008, 0x601);
	KUNIT_EXPECT_EQ(test, env_read(env, 0xc6004), 0);
	env_write(env, 0xc6000, 0x20c << 16);
	env_write(env, 0xc6008, 0x601);
	KUNIT_EXPECT_EQ(test, env_read(env, 0xc6004), 0x1235);
	/* The same offset at the other target is another register. */
	env_write(env, 0xc6008, 0x201 | 1 << 16);
	KUNIT_EXPECT_EQ(test, env_read(env, 0xc6008) & 7, 0);
	KUNIT_EXPECT_EQ(test, env_read(env, 0xc6004), 0);
}

/* More registers than are remembered: none of it is an error. */
static void mmio_sbi_many(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u32 i;

	for (i = 0; i < 1000; i++) {
		env_write(env, 0xc6000, i << 16);
		env_write(env, 0xc6004, i + 1);
		env_write(env, 0xc6008, 0x701);
		KUNIT_EXPECT_EQ(test, env_read(env, 0xc6008) & 7, 0);
		env_write(env, 0xc6008, 0x601);
		KUNIT_EXPECT_EQ(test, env_read(env, 0xc6004), i + 1);
	}
	/* A reset forgets them. */
	vgt_vgpu_reset(env->vgpu);
	env_write(env, 0xc6000, 999 << 16);
	env_write(env, 0xc6008, 0x601);
	KUNIT_EXPECT_EQ(test, env_read(env, 0xc6004), 0);
}

static struct kunit_case mmio_cases[] = {
	KUNIT_CASE(mmio_plain),
	KUNIT_CASE(mmio_sparse),
	KUNIT_CASE(mmio_display_is_its_own),
	KUNIT_CASE(mmio_widths),
	KUNIT_CASE(mmio_masked),
	KUNIT_CASE(mmio_parts),
	KUNIT_CASE(mmio_fixed),
	KUNIT_CASE(mmio_rows_do_not_overlap),
	KUNIT_CASE(mmio_pvinfo),
	KUNIT_CASE(mmio_forcewake),
	KUNIT_CASE(mmio_pcode),
	KUNIT_CASE(mmio_pcode_frequencies),
	KUNIT_CASE(mmio_reset_values),
	KUNIT_CASE(mmio_rows_start_from_their_own),
	KUNIT_CASE(mmio_engine_reset),
	KUNIT_CASE(mmio_kept),
	KUNIT_CASE(mmio_no_status_page),
	KUNIT_CASE(mmio_sbi),
	KUNIT_CASE(mmio_sbi_many),
	{ }
};

static struct kunit_suite mmio_suite = {
	.name = "mmio",
	.init = vgt_env_suite_init,
	.exit = vgt_env_suite_exit,
	.test_cases = mmio_cases,
};

kunit_test_suite(mmio_suite);
