// SPDX-License-Identifier: GPL-2.0-only
/*
 * Rows of registers: what they may not say, and what is derived from them.
 */
#include <linux/bitops.h>
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/slab.h>

#include "core/regs/cmd_regs.h"
#include "core/regs/gt_regs.h"
#include "core/regs/index.h"
#include "core/regs/mmio.h"
#include "core/regs/mmio_context.h"
#include "core/regs/store.h"
#include "core/regs/tables.h"
#include "env.h"

/* Where no table has a row. */
#define FREE		0x180000
#define FREE_RING	0x7c0

static u32 regs_read(const struct vgt_reg_access *a)
{
	return a->unit << 16 | a->index << 8 | a->row->arg;
}

static u32 regs_written, regs_mask;

static int regs_write(const struct vgt_reg_access *a, u32 val)
{
	regs_written = val;
	regs_mask = a->mask;
	return vgt_mmio_store(a->vgpu, a->offset, val);
}

static bool regs_judge(const struct vgt_device *dev, enum vgt_engine_id engine, u32 val)
{
	return val != 7;
}

#define GT(...)		{ .name = "TEST", .offset = FREE, __VA_ARGS__ }
#define RING(...)	{ .name = "TEST", .offset = FREE_RING, .unit = VGT_UNIT_ENGINE, \
			  .engines = VGT_ON_ALL, __VA_ARGS__ }
#define WHY		.why = "a test"

/* Each says two things that cannot both be. */
static const struct {
	const char *name;
	struct vgt_reg row;
} regs_contradictions[] = {
	{ "no name", { .offset = FREE } },
	{ "block of no engine", { .name = "TEST", .unit = VGT_UNIT_ENGINE, .offset = FREE_RING } },
	{ "pipes without a distance",
	  { .name = "TEST", .offset = FREE, .unit = VGT_UNIT_PIPE, .units = 7 } },
	{ "a distance without pipes",
	  { .name = "TEST", .offset = FREE, .unit = VGT_UNIT_PIPE, .stride = 0x100 } },
	{ "units of the GT", GT(.units = 1, .stride = 4) },
	{ "RO with W1C", GT(.ro = BIT(3), .w1c = BIT(3)) },
	{ "RO with W1C, all", GT(.ro = VGT_RO_ALL, .w1c = ~0u) },
	{ "RO, W1C, masked", GT(.ro = VGT_RO_ALL, .w1c = ~0u, .flags = VGT_REG_MASKED) },
	{ "masked, with RO bits in the mask", GT(.flags = VGT_REG_MASKED, .ro = BIT(16)) },
	{ "masked, with a value in the mask", GT(.flags = VGT_REG_MASKED, .init = BIT(31)) },
	{ "masked and W1C", GT(.flags = VGT_REG_MASKED, .w1c = BIT(0)) },
	{ "masked and RO", GT(.flags = VGT_REG_MASKED, .ro = GENMASK(15, 0)) },
	{ "zero, with a value", GT(.flags = VGT_REG_ZERO, .init = 1) },
	{ "zero, with a read",
	  GT(.flags = VGT_REG_ZERO, .read = regs_read, .state = VGT_STATE_NONE) },
	{ "zero and W1C", GT(.flags = VGT_REG_ZERO, .w1c = 1) },
	{ "zero and RO", GT(.flags = VGT_REG_ZERO, .ro = VGT_RO_ALL) },
	{ "two first values", GT(.flags = VGT_REG_FOUND, .init = 1) },
	{ "RO with a write", GT(.ro = VGT_RO_ALL, .write = regs_write) },
	{ "RO bits with a write", GT(.ro = BIT(0), .write = regs_write) },
	{ "W1C bits with a write", GT(.w1c = BIT(0), .write = regs_write) },
	{ "commands of no engine", GT(.flags = VGT_REG_CTX, WHY) },
	{ "kept by no engine", GT(.flags = VGT_REG_CONTEXT | VGT_REG_FOUND) },
	{ "two command views",
	  GT(.engines = VGT_ON_RCS, .flags = VGT_REG_CTX, .own = VGT_ON_ALL, WHY) },
	{ "two command views of a read",
	  GT(.engines = VGT_ON_RCS, .flags = VGT_REG_CMD_READ, .own = VGT_ON_RCS, WHY) },
	{ "commands write, nobody keeps",
	  GT(.engines = VGT_ON_RCS, .flags = VGT_REG_CMD_WRITE, WHY) },
	{ "commands write, RO",
	  GT(.engines = VGT_ON_RCS, .flags = VGT_REG_CTX, .ro = VGT_RO_ALL, WHY) },
	{ "commands write, zero",
	  GT(.engines = VGT_ON_RCS, .flags = VGT_REG_CTX | VGT_REG_ZERO, WHY) },
	{ "values for nobody's own", GT(.flags = VGT_REG_OWN_SET) },
	{ "a judge for nobody", GT(.allowed = regs_judge) },
	{ "commands without a reason", GT(.engines = VGT_ON_RCS, .flags = VGT_REG_CTX) },
	{ "own without a reason", GT(.own = VGT_ON_ALL) },
	{ "own with an empty reason", GT(.own = VGT_ON_ALL, .why = "") },
	{ "batches without a reason", GT(.nonpriv = VGT_NONPRIV_NEVER) },
	{ "saved, not switched",
	  GT(.engines = VGT_ON_RCS, .flags = VGT_REG_CTX | VGT_REG_SAVE, WHY) },
	{ "switched with a read",
	  RING(.flags = VGT_REG_SW, .read = regs_read, .state = VGT_STATE_SWITCHED, WHY) },
	{ "switched with a write", RING(.flags = VGT_REG_SW, .write = regs_write, WHY) },
	{ "switched with RO bits", RING(.flags = VGT_REG_SW, .ro = 1, WHY) },
	{ "switched with the host's value and another",
	  RING(.flags = VGT_REG_SW, .init = 1, WHY) },
	{ "switched, from nowhere", RING(.flags = VGT_REG_SWITCH) },
	{ "switched and zero", RING(.flags = VGT_REG_SWITCH | VGT_REG_ZERO) },
	{ "switched by two engines",
	  GT(.engines = VGT_ON_RCS | VGT_ON_BCS, .flags = VGT_REG_SW, WHY) },
	{ "given to batches, nobody keeps",
	  GT(.engines = VGT_ON_RCS, .flags = VGT_REG_SW, .nonpriv = VGT_NONPRIV_GIVE, WHY) },
	{ "given to batches, not to commands",
	  GT(.engines = VGT_ON_RCS, .flags = VGT_REG_CONTEXT | VGT_REG_FOUND,
	     .nonpriv = VGT_NONPRIV_GIVE, WHY) },
	{ "sticky, of no engine's block", GT(.flags = VGT_REG_STICKY) },
	{ "sticky and switched", RING(.flags = VGT_REG_SW | VGT_REG_STICKY, WHY) },
	{ "made when read, from nowhere", GT(.read = regs_read) },
	{ "switched state, not switched", GT(.state = VGT_STATE_SWITCHED) },
	/* Also where its generation is another. */
	{ "of another generation", GT(.gens = BIT(8), .ro = 1, .w1c = 1) },
};

static void regs_contradiction(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u32 i, count = env->dev.regs.count;

	for (i = 0; i < ARRAY_SIZE(regs_contradictions); i++) {
		struct vgt_reg_table table = { "test", &regs_contradictions[i].row, 1 };

		if (vgt_reg_index_add(&env->dev, &table) != -EINVAL)
			KUNIT_FAIL(test, "taken: %s", regs_contradictions[i].name);
	}
	KUNIT_EXPECT_EQ(test, env->dev.regs.count, count);
	KUNIT_EXPECT_FALSE(test, vgt_reg_find(&env->dev, FREE));
}

static int regs_add(struct vgt_env *env, const struct vgt_reg *row)
{
	struct vgt_reg_table table = { "test", row, 1 };

	return vgt_reg_index_add(&env->dev, &table);
}

/* One register, two rows: of tables that are alike, of a range, of an engine's block. */
static void regs_twice(struct kunit *test)
{
	static const struct vgt_reg rows[] = {
		{ .name = "A_COMMAND'S", .offset = CS_DEBUG_MODE1, .own = VGT_ON_ALL, WHY },
		{ .name = "IN_A_RANGE", .offset = REG_7308 + 4 },
		{ .name = "RANGE_OVER", .offset = HALF_SLICE_CHICKEN1 - 8, .count = 3 },
		{ .name = "AN_ENGINE'S", .offset = 0x12000 + RING_GPR_0 },
		{ .name = "TO_BATCHES", .offset = REG_7700 + 4, .nonpriv = VGT_NONPRIV_NEVER, WHY },
		{ .name = "RING_EXCC", .offset = RING_EXCC, .unit = VGT_UNIT_ENGINE,
		  .engines = VGT_ON_VECS },
	};
	struct vgt_env *env = vgt_env_get(test);
	u32 i;

	for (i = 0; i < ARRAY_SIZE(rows); i++)
		if (regs_add(env, &rows[i]) != -EEXIST)
			KUNIT_FAIL(test, "taken: %s", rows[i].name);
}

/* Slots are counted: the row that does not fit is refused, none is written over. */
static void regs_room(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_reg rows[8] = {};
	u32 i, room = env->dev.regs.room - env->dev.regs.count;

	KUNIT_ASSERT_TRUE(test, room < ARRAY_SIZE(rows));
	for (i = 0; i <= room; i++) {
		rows[i].name = "TEST";
		rows[i].offset = FREE + 4 * i;
		KUNIT_EXPECT_EQ(test, regs_add(env, &rows[i]), i < room ? 0 : -ENOSPC);
	}
	KUNIT_EXPECT_EQ(test, env->dev.regs.count, env->dev.regs.room);
	KUNIT_EXPECT_FALSE(test, vgt_reg_find(&env->dev, FREE + 4 * room));
	/* They are on this stack. */
	env->dev.regs.count -= room;
	for (i = 0; i < room; i++)
		env->dev.regs.page[FREE / 4096][i] = 0;
}

/* Handlers are told unit and index; no row has more than one unit in a place. */
static void regs_units(struct kunit *test)
{
	static const struct vgt_reg rows[] = {
		{ .name = "TEST", .offset = FREE, .count = 3, .unit = VGT_UNIT_PIPE, .units = 0x5,
		  .stride = 0x100, .arg = 9, .state = VGT_STATE_NONE, .read = regs_read },
		{ .name = "TEST", .offset = FREE_RING, .count = 2, .unit = VGT_UNIT_ENGINE,
		  .engines = VGT_ON_BCS, .arg = 5, .state = VGT_STATE_NONE, .read = regs_read },
	};
	struct vgt_env *env = vgt_env_get(test);

	KUNIT_ASSERT_EQ(test, regs_add(env, &rows[0]), 0);
	KUNIT_ASSERT_EQ(test, regs_add(env, &rows[1]), 0);
	KUNIT_EXPECT_EQ(test, env_read(env, FREE), 0x00009);
	KUNIT_EXPECT_EQ(test, env_read(env, FREE + 8), 0x00209);
	KUNIT_EXPECT_EQ(test, env_read(env, FREE + 0x204), 0x20109);
	/* Pipe B has none. */
	KUNIT_EXPECT_FALSE(test, vgt_reg_find(&env->dev, FREE + 0x100));
	KUNIT_EXPECT_EQ(test, env_read(env, 0x22000 + FREE_RING + 4), VGT_BCS << 16 | 0x105);
	KUNIT_EXPECT_FALSE(test, vgt_reg_find(&env->dev, 0x12000 + FREE_RING));
}

/* Bits that stay, bits that ones clear, and the mask, by whatever width. */
static void regs_bits(struct kunit *test)
{
	static const struct vgt_reg rows[] = {
		{ .name = "TEST", .offset = FREE, .ro = 0xff, .w1c = 0xff00, .init = 0x1234 },
		{ .name = "TEST", .offset = FREE + 4, .flags = VGT_REG_MASKED,
		  .write = regs_write },
	};
	struct vgt_env *env = vgt_env_get(test);
	u16 half = 0x0003;

	KUNIT_ASSERT_EQ(test, regs_add(env, &rows[0]), 0);
	KUNIT_ASSERT_EQ(test, regs_add(env, &rows[1]), 0);
	mutex_lock(&env->vgpu->lock);
	KUNIT_EXPECT_EQ(test, vgt_mmio_store(env->vgpu, FREE, 0x1234), 0);
	mutex_unlock(&env->vgpu->lock);
	env_write(env, FREE, 0xabcd0200);
	KUNIT_EXPECT_EQ(test, env_read(env, FREE), 0xabcd1034);
	/* A write of the upper half clears nothing. */
	mutex_lock(&env->vgpu->lock);
	vgt_bar0_write(env->vgpu, FREE + 2, &half, 2);
	mutex_unlock(&env->vgpu->lock);
	KUNIT_EXPECT_EQ(test, env_read(env, FREE), 0x00031034);
	/* A handler of a masked register gets the new value, and what changed. */
	env_write(env, FREE + 4, 0x00ff0055);
	env_write(env, FREE + 4, 0x0f000aff);
	KUNIT_EXPECT_EQ(test, regs_written, 0xa55);
	KUNIT_EXPECT_EQ(test, regs_mask, 0xf00);
	/* Half a write of one: the mask without bits clears them. */
	mutex_lock(&env->vgpu->lock);
	vgt_bar0_write(env->vgpu, FREE + 6, &half, 2);
	mutex_unlock(&env->vgpu->lock);
	KUNIT_EXPECT_EQ(test, regs_mask, 3);
	KUNIT_EXPECT_EQ(test, env_read(env, FREE + 4), 0xa54);
}

/* What a command may name is what its engine's row says. */
static void regs_commands(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	const struct vgt_device *dev = &env->dev;

	KUNIT_EXPECT_TRUE(test, vgt_reg_of(dev, VGT_RCS, FF_SLICE_CHICKEN));
	KUNIT_EXPECT_FALSE(test, vgt_reg_of(dev, VGT_BCS, FF_SLICE_CHICKEN));
	KUNIT_EXPECT_TRUE(test, vgt_reg_of(dev, VGT_BCS, 0x22000 + RING_GPR_0));
	KUNIT_EXPECT_FALSE(test, vgt_reg_of(dev, VGT_RCS, 0x22000 + RING_GPR_0));
	KUNIT_EXPECT_FALSE(test, vgt_reg_of(dev, VGT_RCS, FF_SLICE_CHICKEN + 2));
	KUNIT_EXPECT_FALSE(test, vgt_reg_of(dev, VGT_RCS, VGT_MMIO_SIZE + FF_SLICE_CHICKEN));
	KUNIT_EXPECT_FALSE(test, vgt_reg_of(dev, VGT_RCS, ~0u));
	KUNIT_EXPECT_FALSE(test, vgt_reg_own(dev, VGT_RCS, ~3u));
	KUNIT_EXPECT_TRUE(test, vgt_reg_own(dev, VGT_RCS, MFX0_MOCS_0));
	KUNIT_EXPECT_FALSE(test, vgt_reg_own(dev, VGT_BCS, MFX0_MOCS_0));
	KUNIT_EXPECT_FALSE(test, vgt_reg_own(dev, VGT_RCS, GFX_MOCS_0));
	/* Status of render: commands read what MMIO reads, and write neither. */
	KUNIT_EXPECT_EQ(test, vgt_reg_of(dev, VGT_RCS, SC_INSTDONE)->flags & VGT_REG_CMD_RW,
			VGT_REG_CMD_READ);
}

/* What migration must carry is said of each. */
static void regs_state(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	const struct vgt_device *dev = &env->dev;
	u32 i;

	for (i = 0; i < dev->regs.count; i++) {
		const struct vgt_reg_slot *slot = &dev->regs.slots[i];
		enum vgt_reg_state state = vgt_reg_state(slot->row);

		KUNIT_EXPECT_NE(test, state, VGT_STATE_DEFAULT);
		if (slot->switched)
			KUNIT_EXPECT_EQ(test, state, VGT_STATE_SWITCHED);
	}
	KUNIT_EXPECT_EQ(test, vgt_reg_state(vgt_reg_find(dev, FF_SLICE_CHICKEN)),
			VGT_STATE_SWITCHED);
	KUNIT_EXPECT_EQ(test, vgt_reg_state(vgt_reg_find(dev, 0x2000 + RING_HWS_PGA)),
			VGT_STATE_STORED);
	KUNIT_EXPECT_EQ(test, vgt_reg_state(vgt_reg_find(dev, 0x2000 + RING_ELSP)),
			VGT_STATE_OBJECT);
	KUNIT_EXPECT_EQ(test, vgt_reg_state(vgt_reg_find(dev, GDRST)), VGT_STATE_NONE);
}

/* All that is switched has its value among the switched ones, and nothing else has. */
static void regs_switched(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u32 i, n, rows = 0, regs = 0;
	enum vgt_engine_id id;

	for (i = 0; i < env->dev.regs.count; i++)
		if (env->dev.regs.slots[i].switched)
			rows += env->dev.regs.slots[i].row->count ?: 1;
	for (id = 0; id < VGT_NUM_ENGINES; id++) {
		const struct vgt_mmio_ctx_engine *sw = &env->dev.sw.engine[id];

		regs += sw->count;
		for (n = 0; n < sw->count; n++)
			KUNIT_EXPECT_TRUE(test, vgt_reg_slot(&env->dev,
							     sw->regs[n].offset)->switched);
	}
	KUNIT_EXPECT_EQ(test, rows, regs);
	KUNIT_EXPECT_GT(test, regs, 0);
}

/* GPUs that do not exist: the index follows from generation and engines alone. */
static void regs_platform(struct kunit *test)
{
	static const struct {
		u8 gen;
		u32 engines;
	} gpus[] = {
		{ 8, VGT_ON_RCS }, { 9, VGT_ON_RCS },
		{ 8, VGT_ON_BCS | BIT(VGT_VCS2) }, { 9, VGT_ON_BCS | BIT(VGT_VCS2) },
	};
	enum vgt_engine_id id;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(gpus); i++) {
		struct vgt_device *dev = kzalloc(sizeof(*dev), GFP_KERNEL);
		struct vgt_gpu *gpu = kzalloc(sizeof(*gpu), GFP_KERNEL);

		if (!dev || !gpu)
			KUNIT_FAIL(test, "no memory");
		if (dev && gpu) {
			gpu->desc.platform = &vgt_platforms[gpus[i].gen == 8 ?
							    VGT_BROADWELL :
							    VGT_SKYLAKE];
			gpu->desc.engine_mask = gpus[i].engines;
			dev->gpu = gpu;
			KUNIT_EXPECT_EQ(test, vgt_reg_index_init(dev, vgt_reg_tables,
								 vgt_reg_tables_count), 0);
			for (id = 0; id < VGT_NUM_ENGINES; id++)
				KUNIT_EXPECT_EQ(test, !!vgt_reg_of(dev, id,
								   vgt_engines[id].mmio_base +
								   RING_GPR_0),
						!!(gpus[i].engines & BIT(id)));
			KUNIT_EXPECT_EQ(test, !!vgt_reg_find(dev, TRTTE), gpus[i].gen == 9);
			KUNIT_EXPECT_EQ(test, !!vgt_reg_find(dev, L3SQCREG1), gpus[i].gen == 8);
			/* What no engine of the GPU switches is memory. */
			if (vgt_reg_slot(dev, GFX_MOCS_0))
				KUNIT_EXPECT_EQ(test, vgt_reg_slot(dev, GFX_MOCS_0)->switched,
						!!(gpus[i].engines & VGT_ON_RCS));
			vgt_reg_index_fini(dev);
		}
		kfree(gpu);
		kfree(dev);
	}
}

static struct kunit_case regs_cases[] = {
	KUNIT_CASE(regs_contradiction),
	KUNIT_CASE(regs_twice),
	KUNIT_CASE(regs_room),
	KUNIT_CASE(regs_units),
	KUNIT_CASE(regs_bits),
	KUNIT_CASE(regs_commands),
	KUNIT_CASE(regs_state),
	KUNIT_CASE(regs_switched),
	KUNIT_CASE(regs_platform),
	{ }
};

static struct kunit_suite regs_suite = {
	.name = "regs",
	.init = vgt_env_suite_init,
	.exit = vgt_env_suite_exit,
	.test_cases = regs_cases,
};

kunit_test_suite(regs_suite);
