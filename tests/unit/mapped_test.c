// SPDX-License-Identifier: GPL-2.0-only
/*
 * Registers that user space maps: the guest writes to memory, and only what was judged when it
 * submits work reaches the hardware.
 */
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include "core/exec/vengine.h"
#include "core/regs/index.h"
#include "core/regs/mapped.h"
#include "core/regs/mmio.h"
#include "core/regs/mmio_context.h"
#include "core/regs/reg.h"
#include "env.h"

#define LNCFCMOCS1	0xb024
#define L3SQCREG4	0xb118
#define GUC_STATUS	0xc000
#define SOFT_SCRATCH	0xc180
#define MOCS1		0xc804
#define BCS_MOCS1	0xcc04
#define FREE		0xcf00		/* no table has a row */

#define LRI1		0x11000001u

static const u32 noops[2];

/* The guest's own access, by its mapping. */
static u32 *reg(struct vgt_env *env, u32 offset)
{
	return vgt_mapped_page(env->vgpu, offset) + offset % 4096;
}

static u32 hw(struct vgt_env *env, u32 offset)
{
	return env->gpu.regs[offset / 4];
}

static struct vgt_env *begin(struct kunit *test, struct vgt_env_ctx *ctx)
{
	struct vgt_env *env = vgt_env_get(test);

	env_engine_on(env, VGT_RCS);
	env_ctx_init(env, ctx, VGT_RCS, env_ppgtt(env));
	return env;
}

static void start(struct vgt_env *env, struct vgt_env_ctx *ctx, const u32 *cs, u32 n)
{
	env_submit(env, ctx, cs, n);
	fake_gpu_start(&env->gpu, ctx->engine);
}

static void finish(struct vgt_env *env, struct vgt_env_ctx *ctx)
{
	fake_gpu_finish(&env->gpu, ctx->engine, 0);
	env_settle(env);
}

/* The hardware leaves the vGPU, and takes up a context of the host's. */
static void host_comes(struct vgt_env *env)
{
	env->gpu.gpu.client_ops->context_in(env->gpu.gpu.client, VGT_RCS, NULL);
}

static void host_goes(struct vgt_env *env)
{
	env->gpu.gpu.client_ops->context_out(env->gpu.gpu.client, VGT_RCS, NULL);
}

/* Work that leaves @val in L3SQCREG4, as a batch without privileges may. */
static void work_leaves(struct vgt_env *env, struct vgt_env_ctx *ctx, u32 val)
{
	start(env, ctx, noops, 2);
	env->gpu.regs[L3SQCREG4 / 4] = val;
	finish(env, ctx);
}

/* Two pages, and nothing beside them. */
static void mapped_where(struct kunit *test)
{
	struct vgt_vgpu *vgpu = vgt_env_get(test)->vgpu;
	void *l3 = vgt_mapped_page(vgpu, 0xb000), *mocs = vgt_mapped_page(vgpu, 0xc000);

	KUNIT_ASSERT_TRUE(test, l3);
	KUNIT_ASSERT_TRUE(test, mocs);
	KUNIT_EXPECT_NE(test, (u64)l3, (u64)mocs);
	KUNIT_EXPECT_EQ(test, (u64)l3 % PAGE_SIZE, 0);
	KUNIT_EXPECT_EQ(test, (u64)mocs % PAGE_SIZE, 0);
	KUNIT_EXPECT_EQ(test, (u64)vgt_mapped_page(vgpu, 0xbffc), (u64)l3);
	KUNIT_EXPECT_EQ(test, (u64)vgt_mapped_page(vgpu, 0xcffc), (u64)mocs);
	KUNIT_EXPECT_FALSE(test, vgt_mapped_page(vgpu, 0xaffc));
	KUNIT_EXPECT_FALSE(test, vgt_mapped_page(vgpu, 0xd000));
	KUNIT_EXPECT_FALSE(test, vgt_mapped_page(vgpu, BIT_ULL(32) + 0xb000));
}

/* A trapped access and one by a mapping find the same, of each width. */
static void mapped_and_trapped(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u64 wide = 0x1122334455667788;
	u32 offset, odd = 0;
	u8 byte = 0xff;

	for (offset = 0xb000; offset < 0xd000; offset += 4)
		odd += env_read(env, offset) != *reg(env, offset);
	KUNIT_EXPECT_EQ(test, odd, 0);
	for (offset = 0xb000; offset < 0xd000; offset += 4) {
		*reg(env, offset) = offset + 1;
		odd += env_read(env, offset) != offset + 1;
		env_write(env, offset, offset + 2);
		/* A trapped write does not change what is read-only. */
		odd += *reg(env, offset) != offset + (offset == GUC_STATUS ? 1 : 2);
	}
	KUNIT_EXPECT_EQ(test, odd, 0);

	mutex_lock(&env->vgpu->lock);
	KUNIT_EXPECT_EQ(test, vgt_bar0_write(env->vgpu, MOCS1 + 4, &wide, 8), 0);
	KUNIT_EXPECT_EQ(test, vgt_bar0_write(env->vgpu, MOCS1 + 5, &byte, 1), 0);
	mutex_unlock(&env->vgpu->lock);
	KUNIT_EXPECT_EQ(test, *reg(env, MOCS1 + 4), 0x5566ff88);
	KUNIT_EXPECT_EQ(test, *reg(env, MOCS1 + 8), 0x11223344);
}

/* What the guest wrote counts from its next submission on, on the engine that has the register. */
static void mapped_submit(struct kunit *test)
{
	struct vgt_env_ctx ctx, copy;
	struct vgt_env *env = begin(test, &ctx);

	env_engine_on(env, VGT_BCS);
	env_ctx_init(env, &copy, VGT_BCS, env_ppgtt(env));
	*reg(env, MOCS1) = 0x55;
	*reg(env, L3SQCREG4) = 0x66;
	*reg(env, BCS_MOCS1) = 0x77;
	KUNIT_EXPECT_EQ(test, vgt_mmio_ctx_value(env->vgpu, MOCS1), 0);
	start(env, &ctx, noops, 2);
	KUNIT_EXPECT_EQ(test, hw(env, MOCS1), 0x55);
	KUNIT_EXPECT_EQ(test, hw(env, L3SQCREG4), 0x66);
	KUNIT_EXPECT_EQ(test, hw(env, BCS_MOCS1), 0);
	/* Too late for this one. */
	*reg(env, MOCS1) = 0x56;
	finish(env, &ctx);
	KUNIT_EXPECT_EQ(test, hw(env, MOCS1), 0);
	KUNIT_EXPECT_EQ(test, *reg(env, MOCS1), 0x56);
	start(env, &ctx, noops, 2);
	KUNIT_EXPECT_EQ(test, hw(env, MOCS1), 0x56);
	finish(env, &ctx);
	start(env, &copy, noops, 2);
	KUNIT_EXPECT_EQ(test, hw(env, BCS_MOCS1), 0x77);
	finish(env, &copy);
	KUNIT_EXPECT_EQ(test, hw(env, BCS_MOCS1), 0);
}

/* A word of the context image that the guest's value differs from is a load. */
static void mapped_image(struct kunit *test)
{
	struct vgt_env_ctx ctx;
	struct vgt_env *env = begin(test, &ctx);

	*reg(env, LNCFCMOCS1) = 0x12;
	start(env, &ctx, noops, 2);
	KUNIT_EXPECT_EQ(test, vgt_mmio_ctx_value(env->vgpu, LNCFCMOCS1), 0x12);
	finish(env, &ctx);
}

/* The guest finds what commands have set: its own engine's, and another's. */
static void mapped_commands(struct kunit *test)
{
	static const u32 own[] = { LRI1, MOCS1, 0x33, 0 };
	static const u32 others[] = { LRI1, BCS_MOCS1, 0x44, 0 };
	struct vgt_env_ctx ctx;
	struct vgt_env *env = begin(test, &ctx);

	start(env, &ctx, own, 4);
	env->gpu.regs[MOCS1 / 4] = 0x33;
	finish(env, &ctx);
	KUNIT_EXPECT_EQ(test, *reg(env, MOCS1), 0x33);
	/* It is no write of the guest's: the next one begins with it. */
	start(env, &ctx, noops, 2);
	KUNIT_EXPECT_EQ(test, hw(env, MOCS1), 0x33);
	finish(env, &ctx);
	KUNIT_EXPECT_EQ(test, *reg(env, MOCS1), 0x33);
	start(env, &ctx, others, 4);
	finish(env, &ctx);
	KUNIT_EXPECT_EQ(test, *reg(env, BCS_MOCS1), 0x44);
}

/* What is read back when the hardware leaves the vGPU. */
static void mapped_read_back(struct kunit *test)
{
	struct vgt_env_ctx ctx;
	struct vgt_env *env = begin(test, &ctx);

	work_leaves(env, &ctx, 0x99);
	host_comes(env);
	host_goes(env);
	KUNIT_EXPECT_EQ(test, *reg(env, L3SQCREG4), 0x99);
	KUNIT_EXPECT_EQ(test, env_read(env, L3SQCREG4), 0x99);
}

/* What the guest has written meanwhile is later than what the hardware has. */
static void mapped_written_later(struct kunit *test)
{
	struct vgt_env_ctx ctx;
	struct vgt_env *env = begin(test, &ctx);

	work_leaves(env, &ctx, 0x99);
	*reg(env, L3SQCREG4) = 0x55;
	host_comes(env);
	host_goes(env);
	KUNIT_EXPECT_EQ(test, *reg(env, L3SQCREG4), 0x55);
	start(env, &ctx, noops, 2);
	KUNIT_EXPECT_EQ(test, hw(env, L3SQCREG4), 0x55);
	finish(env, &ctx);
}

/* What the hardware still has of a vGPU that was reset does not come back. */
static void mapped_reset_and_read_back(struct kunit *test)
{
	struct vgt_env_ctx ctx;
	struct vgt_env *env = begin(test, &ctx);
	u32 first = *reg(env, L3SQCREG4);

	work_leaves(env, &ctx, 0x99);
	KUNIT_EXPECT_EQ(test, vgt_vgpu_reset(env->vgpu), 0);
	host_comes(env);
	KUNIT_EXPECT_EQ(test, hw(env, L3SQCREG4), first);
	host_goes(env);
	KUNIT_EXPECT_EQ(test, *reg(env, L3SQCREG4), first);
}

static bool mapped_judge(const struct vgt_device *dev, enum vgt_engine_id engine, u32 val)
{
	return val != 7;
}

/* A value that the register may not have: the guest finds the one that counts. */
static void mapped_refused(struct kunit *test)
{
	struct vgt_env_ctx ctx;
	struct vgt_env *env = begin(test, &ctx);
	struct vgt_mmio_ctx_engine *sw = &env->dev.sw.engine[VGT_RCS];
	struct vgt_reg row;
	u64 refused = env->vgpu->stats.regs_refused;
	u32 i;

	for (i = 0; sw->regs[i].offset != MOCS1; i++)
		KUNIT_ASSERT_GE(test, sw->count, i + 2);
	row = *sw->regs[i].row;
	row.allowed = mapped_judge;
	sw->regs[i].row = &row;

	*reg(env, MOCS1) = 6;
	start(env, &ctx, noops, 2);
	KUNIT_EXPECT_EQ(test, hw(env, MOCS1), 6);
	finish(env, &ctx);
	*reg(env, MOCS1) = 7;
	start(env, &ctx, noops, 2);
	KUNIT_EXPECT_EQ(test, hw(env, MOCS1), 6);
	KUNIT_EXPECT_EQ(test, *reg(env, MOCS1), 6);
	KUNIT_EXPECT_EQ(test, env->vgpu->stats.regs_refused, refused + 1);
	finish(env, &ctx);
	sw->regs[i].row = vgt_reg_find(&env->dev, MOCS1);
}

/* A reset of the device: the first values, in the same memory, which is still mapped. */
static void mapped_reset(struct kunit *test)
{
	struct vgt_env_ctx ctx;
	struct vgt_env *env = begin(test, &ctx);
	u32 *mocs = reg(env, MOCS1), *scratch = reg(env, SOFT_SCRATCH);
	u32 *status = reg(env, GUC_STATUS);

	env->gpu.initial[SOFT_SCRATCH / 4] = 0x11;
	env->gpu.initial[MOCS1 / 4] = 0x5a5a5a5a;
	*mocs = 0x55;
	*scratch = 0x22;
	*status = 0;
	start(env, &ctx, noops, 2);
	finish(env, &ctx);
	/* An engine's reset leaves them. */
	env_write(env, 0x941c, 2);
	KUNIT_EXPECT_EQ(test, *mocs, 0x55);
	KUNIT_EXPECT_EQ(test, *scratch, 0x22);

	KUNIT_EXPECT_EQ(test, vgt_vgpu_reset(env->vgpu), 0);
	KUNIT_EXPECT_EQ(test, (u64)reg(env, MOCS1), (u64)mocs);
	/* The host's value, not what i915 found when it was loaded. */
	KUNIT_EXPECT_EQ(test, *mocs, 0);
	KUNIT_EXPECT_EQ(test, *scratch, 0x11);
	KUNIT_EXPECT_EQ(test, *status, 1);
	KUNIT_EXPECT_EQ(test, env_read(env, MOCS1), 0);

	*mocs = 0x56;
	vgt_vgpu_stop(env->vgpu);
	KUNIT_EXPECT_EQ(test, vgt_vgpu_start(env->vgpu), 0);
	KUNIT_EXPECT_EQ(test, *reg(env, MOCS1), 0);
}

/* Each vGPU has its own. */
static void mapped_each(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_vgpu *other = vgt_env_vgpu(env, "GVTg_V5_8");

	KUNIT_ASSERT_FALSE(test, IS_ERR(other));
	/* No guest has opened it yet. */
	KUNIT_EXPECT_FALSE(test, vgt_mapped_page(other, MOCS1));
	KUNIT_ASSERT_EQ(test, vgt_vgpu_start(other), 0);
	*reg(env, SOFT_SCRATCH) = 0x77;
	KUNIT_EXPECT_EQ(test, *(u32 *)(vgt_mapped_page(other, SOFT_SCRATCH) + SOFT_SCRATCH % 4096),
			0);
	vgt_vgpu_stop(other);
	vgt_vgpu_destroy(other);
}

static u32 mapped_read(const struct vgt_reg_access *a)
{
	return 0;
}

static int mapped_write(const struct vgt_reg_access *a, u32 val)
{
	return 0;
}

static int mapped_add(struct vgt_env *env, const struct vgt_reg *row)
{
	struct vgt_reg_table table = { "test", row, 1 };

	return vgt_reg_index_add(&env->dev, &table);
}

/* Rows whose registers cannot be memory. */
static void mapped_rows(struct kunit *test)
{
	static const struct vgt_reg rows[] = {
		{ .name = "TEST", .read = mapped_read, .state = VGT_STATE_NONE },
		{ .name = "TEST", .write = mapped_write },
		{ .name = "TEST", .flags = VGT_REG_MASKED },
		{ .name = "TEST", .flags = VGT_REG_ZERO },
		{ .name = "TEST", .w1c = 1 },
		{ .name = "TEST", .engines = BIT(VGT_RCS), .flags = VGT_REG_CTX, .why = "a test",
		  .allowed = mapped_judge },
	};
	static const struct vgt_reg fine[] = {
		{ .name = "TEST", .offset = FREE, .init = 5 },
		{ .name = "TEST", .offset = FREE + 4, .engines = BIT(VGT_RCS),
		  .flags = VGT_REG_SW, .why = "a test", .allowed = mapped_judge },
	};
	static const struct {
		u32 first, count;
	} parts[] = {
		{ VGT_MAPPED_FIRST - 4, 2 }, { VGT_MAPPED_FIRST + 4092, 2 },
		{ VGT_MAPPED_FIRST + VGT_MAPPED_SIZE - 4, 2 },
		{ VGT_MAPPED_FIRST - 4, 2 + VGT_MAPPED_SIZE / 4 },
	};
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_reg row;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		row = rows[i];
		row.offset = FREE;
		if (mapped_add(env, &row) != -EINVAL)
			KUNIT_FAIL(test, "row %u is taken", i);
	}
	/* Several registers, of which one may be mapped, or which lie in two pages. */
	for (i = 0; i < ARRAY_SIZE(parts); i++) {
		row = (struct vgt_reg){ .name = "TEST" };
		row.offset = parts[i].first;
		row.count = parts[i].count;
		KUNIT_EXPECT_EQ(test, mapped_add(env, &row), -EINVAL);
	}
	for (i = 0; i < ARRAY_SIZE(fine); i++)
		KUNIT_EXPECT_EQ(test, mapped_add(env, &fine[i]), 0);
}

static struct kunit_case mapped_cases[] = {
	KUNIT_CASE(mapped_where),
	KUNIT_CASE(mapped_and_trapped),
	KUNIT_CASE(mapped_submit),
	KUNIT_CASE(mapped_image),
	KUNIT_CASE(mapped_commands),
	KUNIT_CASE(mapped_read_back),
	KUNIT_CASE(mapped_written_later),
	KUNIT_CASE(mapped_reset_and_read_back),
	KUNIT_CASE(mapped_refused),
	KUNIT_CASE(mapped_reset),
	KUNIT_CASE(mapped_each),
	KUNIT_CASE(mapped_rows),
	{ }
};

static struct kunit_suite mapped_suite = {
	.name = "mapped",
	.init = vgt_env_suite_init,
	.exit = vgt_env_suite_exit,
	.test_cases = mapped_cases,
};

kunit_test_suite(mapped_suite);
