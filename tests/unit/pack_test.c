// SPDX-License-Identifier: GPL-2.0-only
/*
 * Free pieces of the GGTT are joined: by moving vGPUs that no guest has open, and no others. What
 * is told to be possible is what can be made. size_test.c has ten thousand lives of many.
 */
#include <linux/bitmap.h>
#include <linux/err.h>
#include <linux/kernel.h>

#include "core/device.h"
#include "core/ggtt_pack.h"
#include "core/resources.h"
#include "core/size.h"
#include "core/type.h"
#include "env.h"
#include "env_fault.h"
#include "env_wait.h"

#define MB(n)		((u64)(n) << 20)
/* vGPUs that fill all there is. */
#define ALL		8
/* Rounds of random mixes. */
#define MIXES		(ENV_SIZES / 50)
/* vGPUs of a mix. */
#define MIX		20
/* More points of failure than a creation has. */
#define POINTS_MAX	200

/*
 * Nothing is free but what vGPUs leave: the host has the rest. They have 32 MB and 64 MB each; the
 * environment's own one is the first.
 */
struct pack_full {
	struct vgt_vgpu *vgpu[ALL];
	DECLARE_BITMAP(host, FAKE_GGTT_BLOCKS);
};

/* The host takes all that is free, or gives it back. */
static void pack_host(struct vgt_env *env, struct pack_full *full, bool takes)
{
	u32 i;

	for (i = 0; i < FAKE_GGTT_BLOCKS; i++) {
		if (takes && !env->gpu.ggtt_used[i])
			__set_bit(i, full->host);
		if (test_bit(i, full->host))
			env->gpu.ggtt_used[i] = takes;
	}
	if (!takes)
		bitmap_zero(full->host, FAKE_GGTT_BLOCKS);
}

static void pack_small(struct kunit *test, struct vgt_vgpu *vgpu)
{
	KUNIT_EXPECT_EQ(test, vgt_vgpu_set_low(vgpu, MB(32)), 0);
	KUNIT_EXPECT_EQ(test, vgt_vgpu_set_high(vgpu, MB(64)), 0);
	if (!env_virtual(vgt_env_get(test)))
		KUNIT_EXPECT_EQ(test, vgt_vgpu_set_fences(vgpu, 1), 0);
}

static void pack_init(struct kunit *test, struct pack_full *full)
{
	struct vgt_env *env = vgt_env_get(test);
	u32 i;

	vgt_vgpu_stop(env->vgpu);
	pack_small(test, env->vgpu);
	full->vgpu[0] = env->vgpu;
	for (i = 1; i < ALL; i++) {
		full->vgpu[i] = vgt_env_vgpu(env, "GVTg_V5_32");
		KUNIT_ASSERT_FALSE(test, IS_ERR(full->vgpu[i]));
		pack_small(test, full->vgpu[i]);
	}
	pack_host(env, full, true);
}

static void pack_remove(struct pack_full *full, u32 i)
{
	if (full->vgpu[i])
		vgt_vgpu_destroy(full->vgpu[i]);
	full->vgpu[i] = NULL;
}

static void pack_fini(struct kunit *test, struct pack_full *full)
{
	struct vgt_env *env = vgt_env_get(test);
	u32 i;

	for (i = 1; i < ALL; i++)
		pack_remove(full, i);
	pack_host(env, full, false);
	KUNIT_EXPECT_EQ(test, env->gpu.strays, 0);
}

/* All entries lead to its own scratch page; the guest finds its sizes, and where its space is. */
static void pack_whole(struct kunit *test, struct vgt_vgpu *vgpu)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_vgpu *was = env->vgpu;
	u32 part, n;

	for (part = 0; part < VGT_GGTT_PARTS; part++) {
		const struct vgt_ggtt_space *space = &vgpu->ggtt.part[part].space;

		for (n = 0; n < space->size / 4096; n++)
			if (env->gpu.ggtt[space->hw / 4096 + n] != (vgpu->scratch.dma | 1)) {
				KUNIT_FAIL(test, "vGPU %d: entry %u of part %u", vgpu->id, n, part);
				break;
			}
	}
	KUNIT_ASSERT_EQ(test, vgt_vgpu_start(vgpu), 0);
	env_use(env, vgpu);
	for (part = 0; part < VGT_GGTT_PARTS; part++) {
		const struct vgt_ggtt_space *space = &vgpu->ggtt.part[part].space;

		KUNIT_EXPECT_EQ(test, env_read(env, 0x78040 + 8 * part), space->start);
		KUNIT_EXPECT_EQ(test, env_read(env, 0x78044 + 8 * part), space->size);
		if (!env_virtual(env))
			KUNIT_EXPECT_EQ(test, space->start, space->hw);
	}
	vgt_vgpu_stop(vgpu);
	env_use(env, was);
}

/* Two that do not adjoin are gone: what is in between moves, and one has the space of both. */
static void pack_joins(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct pack_full full = { };
	struct vgt_vgpu *large;
	u32 i;

	pack_init(test, &full);
	pack_remove(&full, 2);
	pack_remove(&full, 5);
	KUNIT_EXPECT_EQ(test, vgt_type_available(&env->dev, vgt_env_type("GVTg_V5_16")), 1);
	large = vgt_env_vgpu(env, "GVTg_V5_32");
	KUNIT_ASSERT_FALSE(test, IS_ERR(large));
	KUNIT_EXPECT_EQ(test, vgt_vgpu_set_low(large, MB(64)), 0);
	KUNIT_EXPECT_EQ(test, vgt_vgpu_set_high(large, MB(128)), 0);
	for (i = 0; i < ALL; i++)
		if (full.vgpu[i])
			pack_whole(test, full.vgpu[i]);
	pack_whole(test, large);
	vgt_vgpu_destroy(large);
	pack_fini(test, &full);
}

/* Nor is anything of those that were moved at the places that nobody has now. */
static void pack_leaves_nothing(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct pack_full full = { };

	pack_init(test, &full);
	pack_remove(&full, 2);
	pack_remove(&full, 5);
	mutex_lock(&env->dev.lock);
	KUNIT_EXPECT_EQ(test, vgt_ggtt_make_room(&env->dev, vgt_env_type("GVTg_V5_16")), 0);
	mutex_unlock(&env->dev.lock);
	KUNIT_EXPECT_FALSE(test, fake_gpu_leftover(&env->gpu));
	KUNIT_EXPECT_EQ(test, env->gpu.ggtt_unflushed, 0);
	pack_fini(test, &full);
}

static void pack_places(const struct pack_full *full, u64 *at)
{
	u32 i;

	for (i = 0; i < ALL; i++)
		if (full->vgpu[i])
			at[i] = full->vgpu[i]->ggtt.part[VGT_GGTT_HIGH].space.hw;
}

/* Nothing moves where it would not help, nor what is not needed. */
static void pack_moves_no_more_than_needed(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct pack_full full = { };
	u64 was[ALL], at[ALL];
	u32 i;

	pack_init(test, &full);
	pack_places(&full, was);
	pack_remove(&full, 4);
	pack_remove(&full, 6);
	env_messages_start();
	/* Three pieces, with its own, and 2 MB. */
	KUNIT_EXPECT_EQ(test, vgt_vgpu_set_high(full.vgpu[1], MB(env_virtual(env) ? 258 : 194)),
			-ENOSPC);
	KUNIT_EXPECT_TRUE(test, env_messages_were(1, env_virtual(env) ? "piece has 96 MB" :
								     "piece has 64 MB"));
	pack_places(&full, at);
	for (i = 0; i < ALL; i++)
		if (full.vgpu[i])
			KUNIT_EXPECT_EQ(test, at[i], was[i]);
	/* Two pieces: its own and the next one. */
	KUNIT_EXPECT_EQ(test, vgt_vgpu_set_high(full.vgpu[1], MB(128)), 0);
	pack_places(&full, at);
	for (i = 0; i < ALL; i++)
		if (full.vgpu[i])
			KUNIT_EXPECT_EQ(test, at[i] != was[i], i >= 1 && i <= 3);
	pack_fini(test, &full);
}

/* Nor in the aperture, where there is no room outside of it. */
static void pack_not_for_a_half(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_type type = *vgt_env_type("GVTg_V5_16");
	struct pack_full full = { };
	u64 low;
	u32 taken;

	pack_init(test, &full);
	low = full.vgpu[3]->ggtt.reserved[VGT_GGTT_LOW].start;
	taken = full.vgpu[2]->ggtt.reserved[VGT_GGTT_HIGH].start / FAKE_GGTT_BLOCK;
	pack_remove(&full, 2);
	pack_remove(&full, 4);
	env->gpu.ggtt_used[taken] = true;
	type.low_mb = 64;
	type.high_mb = 128;
	mutex_lock(&env->dev.lock);
	KUNIT_EXPECT_EQ(test, vgt_ggtt_make_room(&env->dev, &type), 0);
	KUNIT_EXPECT_EQ(test, full.vgpu[3]->ggtt.reserved[VGT_GGTT_LOW].start, low);
	env->gpu.ggtt_used[taken] = false;
	KUNIT_EXPECT_EQ(test, vgt_ggtt_make_room(&env->dev, &type), 0);
	KUNIT_EXPECT_NE(test, full.vgpu[3]->ggtt.reserved[VGT_GGTT_LOW].start, low);
	mutex_unlock(&env->dev.lock);
	pack_fini(test, &full);
}

/* With the hardware's addresses, a guest that has its vGPU open was told where its space is. */
static void pack_leaves_the_open(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct pack_full full = { };
	u64 was[ALL], at[ALL];
	u32 i;

	pack_init(test, &full);
	for (i = 0; i < ALL; i++)
		KUNIT_ASSERT_EQ(test, vgt_vgpu_start(full.vgpu[i]), 0);
	pack_places(&full, was);
	for (i = 2; i <= 4; i += 2) {
		vgt_vgpu_stop(full.vgpu[i]);
		pack_remove(&full, i);
	}
	KUNIT_EXPECT_EQ(test, vgt_type_available(&env->dev, vgt_env_type("GVTg_V5_16")), 0);
	KUNIT_EXPECT_TRUE(test, IS_ERR(vgt_env_vgpu(env, "GVTg_V5_16")));
	pack_places(&full, at);
	for (i = 0; i < ALL; i++)
		if (full.vgpu[i])
			KUNIT_EXPECT_EQ(test, at[i], was[i]);
	/* Now the one in between is closed. */
	vgt_vgpu_stop(full.vgpu[3]);
	KUNIT_EXPECT_EQ(test, vgt_type_available(&env->dev, vgt_env_type("GVTg_V5_16")), 1);
	full.vgpu[2] = vgt_env_vgpu(env, "GVTg_V5_16");
	KUNIT_ASSERT_FALSE(test, IS_ERR(full.vgpu[2]));
	was[2] = 0;
	pack_places(&full, at);
	for (i = 0; i < ALL; i++) {
		if (!full.vgpu[i])
			continue;
		KUNIT_EXPECT_EQ(test, at[i] != was[i], i == 2 || i == 3);
		if (i != 2 && i != 3)
			vgt_vgpu_stop(full.vgpu[i]);
	}
	pack_whole(test, full.vgpu[2]);
	pack_whole(test, full.vgpu[3]);
	pack_fini(test, &full);
}

/* Somebody opens or closes it just now. */
static void pack_leaves_who_opens(struct kunit *test)
{
#ifndef __KERNEL__
	struct vgt_env *env = vgt_env_get(test);
	struct pack_full full = { };
	u32 i;

	pack_init(test, &full);
	pack_remove(&full, 2);
	pack_remove(&full, 4);
	for (i = 0; i < ALL; i++)
		if (full.vgpu[i])
			env_another_holds(&full.vgpu[i]->life);
	KUNIT_EXPECT_EQ(test, vgt_type_available(&env->dev, vgt_env_type("GVTg_V5_16")), 0);
	KUNIT_EXPECT_TRUE(test, IS_ERR(vgt_env_vgpu(env, "GVTg_V5_16")));
	for (i = 0; i < ALL; i++)
		if (full.vgpu[i])
			env_another_let_go(&full.vgpu[i]->life);
	KUNIT_EXPECT_EQ(test, vgt_type_available(&env->dev, vgt_env_type("GVTg_V5_16")), 1);
	pack_fini(test, &full);
#endif
}

/* Whichever step fails, those that are there are whole, and what fits is had the next time. */
static void pack_fails(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct pack_full full = { };
	bool happened = true;
	u32 i, n;

	pack_init(test, &full);
	for (n = 0; n < POINTS_MAX && happened; n++) {
		pack_remove(&full, 2);
		pack_remove(&full, 4);
		env->gpu.fail_after = n;
		full.vgpu[2] = vgt_env_vgpu(env, "GVTg_V5_16");
		happened = env->gpu.fail_after < 0;
		env->gpu.fail_after = -1;
		if (IS_ERR(full.vgpu[2])) {
			KUNIT_EXPECT_TRUE(test, happened);
			full.vgpu[2] = NULL;
		}
		for (i = 0; i < ALL; i++)
			if (full.vgpu[i])
				pack_whole(test, full.vgpu[i]);
		pack_remove(&full, 2);
		full.vgpu[2] = vgt_env_vgpu(env, "GVTg_V5_16");
		KUNIT_EXPECT_FALSE(test, IS_ERR(full.vgpu[2]));
		/* As at first: all of it is taken, in pieces. */
		pack_fini(test, &full);
		pack_init(test, &full);
	}
	KUNIT_EXPECT_GE(test, n, 4);
	KUNIT_EXPECT_LT(test, n, POINTS_MAX);
	pack_fini(test, &full);
}

/* Another size fails when others were moved for it: the vGPU has its own size still, or again. */
static void pack_size_fails(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct pack_full full = { };
	bool happened = true;
	struct vgt_size size;
	u32 n;

	pack_init(test, &full);
	for (n = 0; ENV_CAN_FAIL_ALLOC && n < 2 * POINTS_MAX && happened; n++) {
		bool alloc = n >= POINTS_MAX;
		int ret;

		pack_remove(&full, 4);
		pack_remove(&full, 6);
		env->gpu.fail_after = alloc ? -1 : n;
		env_fail_alloc(alloc ? n - POINTS_MAX : -1);
		ret = vgt_vgpu_set_high(full.vgpu[1], MB(128));
		happened = alloc ? env_alloc_failed() : env->gpu.fail_after < 0;
		env->gpu.fail_after = -1;
		env_fail_alloc(-1);
		vgt_vgpu_size(full.vgpu[1], &size);
		KUNIT_EXPECT_EQ(test, size.low, MB(32));
		KUNIT_EXPECT_EQ(test, size.high, ret ? MB(64) : MB(128));
		pack_whole(test, full.vgpu[1]);
		pack_whole(test, full.vgpu[2]);
		pack_fini(test, &full);
		pack_init(test, &full);
		/* No more of the port's calls: allocations. */
		if (!happened && !alloc) {
			n = POINTS_MAX - 1;
			happened = true;
		}
	}
	KUNIT_EXPECT_TRUE(test, !ENV_CAN_FAIL_ALLOC || n > POINTS_MAX + 4);
	KUNIT_EXPECT_FALSE(test, ENV_CAN_FAIL_ALLOC && happened);
	pack_fini(test, &full);
}

/* ---- what was lost ---- */

/* The host has all that vGPUs do not have, and takes all that they give back. */
static void pack_greedy(struct fake_gpu *fake)
{
	memset(fake->ggtt_used, 1, sizeof(fake->ggtt_used));
}

/* A vGPU that has lost its space is opened: there is enough again, but in two pieces. */
static void pack_opened(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct pack_full full = { };

	pack_init(test, &full);
	pack_remove(&full, 2);
	KUNIT_EXPECT_EQ(test, vgt_vgpu_set_low(full.vgpu[1], MB(64)), 0);
	KUNIT_EXPECT_EQ(test, vgt_vgpu_set_high(full.vgpu[1], MB(128)), 0);
	env->gpu.on_ggtt_release = pack_greedy;
	KUNIT_EXPECT_EQ(test, vgt_vgpu_set_low(full.vgpu[1], MB(48)), -ENOSPC);
	env->gpu.on_ggtt_release = NULL;
	KUNIT_EXPECT_EQ(test, vgt_vgpu_start(full.vgpu[1]), -ENOSPC);
	pack_remove(&full, 4);
	pack_remove(&full, 6);
	pack_whole(test, full.vgpu[1]);
	KUNIT_EXPECT_EQ(test, full.vgpu[1]->ggtt.part[VGT_GGTT_LOW].space.size, MB(64));
	KUNIT_EXPECT_EQ(test, full.vgpu[1]->ggtt.part[VGT_GGTT_HIGH].space.size, MB(128));
	pack_fini(test, &full);
	memset(env->gpu.ggtt_used, 0, sizeof(env->gpu.ggtt_used));
}

/*
 * Its old place goes to another one, which is smaller than what is free, and then one that is in
 * the way cannot be moved: there is room for it nowhere.
 */
struct pack_squeeze {
	struct vgt_vgpu *vgpu[3];
	DECLARE_BITMAP(host, FAKE_GGTT_BLOCKS);
};

/* It has @mb of the hardware's GGTT. */
static struct vgt_vgpu *pack_sized(struct kunit *test, u32 mb)
{
	struct vgt_vgpu *vgpu = vgt_env_vgpu(vgt_env_get(test), "GVTg_V5_32");

	KUNIT_ASSERT_FALSE(test, IS_ERR(vgpu));
	KUNIT_EXPECT_EQ(test, vgt_vgpu_set_low(vgpu, MB(8)), 0);
	KUNIT_EXPECT_EQ(test, vgt_vgpu_set_high(vgpu, MB(mb - 8)), 0);
	return vgpu;
}

/* 96 MB, a block of the host's, 40, free 40, 40, and the host has the rest. */
static void pack_squeeze_init(struct kunit *test, struct pack_squeeze *squeeze)
{
	struct vgt_env *env = vgt_env_get(test);
	const struct vgt_gpu_range *range;
	struct vgt_vgpu *filler;
	u32 i;

	vgt_vgpu_stop(env->vgpu);
	squeeze->vgpu[0] = pack_sized(test, 96);
	range = &squeeze->vgpu[0]->ggtt.reserved[0];
	__set_bit((range->start + range->size) / FAKE_GGTT_BLOCK, squeeze->host);
	env->gpu.ggtt_used[(range->start + range->size) / FAKE_GGTT_BLOCK] = true;
	squeeze->vgpu[1] = pack_sized(test, 40);
	filler = pack_sized(test, 40);
	squeeze->vgpu[2] = pack_sized(test, 40);
	for (i = 0; i < FAKE_GGTT_BLOCKS; i++) {
		if (env->gpu.ggtt_used[i])
			continue;
		__set_bit(i, squeeze->host);
		env->gpu.ggtt_used[i] = true;
	}
	vgt_vgpu_destroy(filler);
	/* The first one moves, and no other. */
	env->gpu.moves_left = 1;
}

static void pack_squeeze_fini(struct kunit *test, struct pack_squeeze *squeeze)
{
	struct vgt_env *env = vgt_env_get(test);
	u32 i;

	for (i = 0; i < ARRAY_SIZE(squeeze->vgpu); i++) {
		pack_whole(test, squeeze->vgpu[i]);
		vgt_vgpu_destroy(squeeze->vgpu[i]);
	}
	for (i = 0; i < FAKE_GGTT_BLOCKS; i++)
		if (test_bit(i, squeeze->host))
			env->gpu.ggtt_used[i] = false;
	KUNIT_EXPECT_EQ(test, env->gpu.strays, 0);
}

/* Nobody has it open, and none of it is lost for good. */
static void pack_squeezed(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct pack_squeeze squeeze = { };
	struct vgt_vgpu *vgpu;
	struct vgt_size size;

	pack_squeeze_init(test, &squeeze);
	vgpu = squeeze.vgpu[0];
	env_messages_start();
	KUNIT_EXPECT_EQ(test, vgt_vgpu_set_high(vgpu, MB(112)), -ENOSPC);
	KUNIT_EXPECT_TRUE(test, env_messages_were(3, "to the host or to a vGPU that was moved"));
	KUNIT_EXPECT_EQ(test, vgt_vgpu_start(vgpu), -ENOSPC);
	env->gpu.moves_left = -1;
	KUNIT_EXPECT_EQ(test, vgt_vgpu_start(vgpu), 0);
	vgt_vgpu_stop(vgpu);
	vgt_vgpu_size(vgpu, &size);
	KUNIT_EXPECT_EQ(test, size.low, MB(8));
	KUNIT_EXPECT_EQ(test, size.high, MB(88));
	pack_squeeze_fini(test, &squeeze);
}

#ifndef __KERNEL__
static struct vgt_env *pack_env;

/* While somebody waits, the one that is in the way becomes idle. */
static void pack_gives_way(void)
{
	pack_env->gpu.moves_left = -1;
}

/* It is tried again, as when a vGPU is created: where another size is set, or it is opened. */
static void pack_tries_again(struct kunit *test)
{
	struct pack_squeeze squeeze = { };
	void (*was)(void) = shim_wait_hook;
	struct vgt_vgpu *vgpu;
	u32 opened;

	pack_env = vgt_env_get(test);
	for (opened = 0; opened < 2; opened++) {
		pack_squeeze_init(test, &squeeze);
		vgpu = squeeze.vgpu[0];
		if (opened)
			KUNIT_EXPECT_EQ(test, vgt_vgpu_set_high(vgpu, MB(112)), -ENOSPC);
		env_messages_start();
		vgt_env_wait_hook(pack_gives_way);
		if (opened)
			KUNIT_EXPECT_EQ(test, vgt_vgpu_start(vgpu), 0);
		else
			KUNIT_EXPECT_EQ(test, vgt_vgpu_set_high(vgpu, MB(112)), 0);
		vgt_env_wait_hook(was);
		KUNIT_EXPECT_TRUE(test, !shim_messages);
		if (opened)
			vgt_vgpu_stop(vgpu);
		pack_squeeze_fini(test, &squeeze);
	}
}
#endif

/* ---- virtual addresses: what is open moves, too ---- */

/* What pack_host_takes() takes. */
static u32 pack_taken;

/* All are open, and that between two pieces has a page of its guest's, and an engine. */
struct pack_open {
	struct pack_full full;
	struct vgt_env_ctx ctx;
	u64 gpa;
	u32 page;
	u64 was;
};

static void pack_open_init(struct kunit *test, struct pack_open *open)
{
	struct vgt_env *env = vgt_env_get(test);
	u32 i;

	pack_init(test, &open->full);
	for (i = 0; i < ALL; i++)
		KUNIT_ASSERT_EQ(test, vgt_vgpu_start(open->full.vgpu[i]), 0);
	env_use(env, open->full.vgpu[3]);
	env_engine_on(env, VGT_BCS);
	env_ctx_init(env, &open->ctx, VGT_BCS, env_ppgtt(env));
	open->gpa = env_page(env);
	open->page = env_ggtt_map(env, open->gpa, 1);
	open->was = env_hw(env, open->page);
	for (i = 2; i <= 4; i += 2) {
		vgt_vgpu_stop(open->full.vgpu[i]);
		pack_remove(&open->full, i);
	}
}

static void pack_open_fini(struct kunit *test, struct pack_open *open)
{
	struct vgt_env *env = vgt_env_get(test);
	u32 i;

	for (i = 0; i < ALL; i++)
		if (open->full.vgpu[i])
			vgt_vgpu_stop(open->full.vgpu[i]);
	env_use(env, open->full.vgpu[0]);
	pack_fini(test, &open->full);
}

static void pack_open_store(struct vgt_env *env, struct pack_open *open)
{
	u32 cs[] = { 0x20 << 23 | BIT(22) | 2, open->page + 8, 0, 7 };

	env_submit(env, &open->ctx, cs, ARRAY_SIZE(cs));
}

/* Another one is made in its place: its entries lead to its guest's memory at the new one. */
static void pack_open_moves(struct kunit *test, struct pack_open *open)
{
	struct vgt_env *env = vgt_env_get(test);
	u64 now;

	KUNIT_EXPECT_EQ(test, vgt_type_available(&env->dev, vgt_env_type("GVTg_V5_16")), 1);
	open->full.vgpu[2] = vgt_env_vgpu(env, "GVTg_V5_16");
	KUNIT_ASSERT_FALSE(test, IS_ERR(open->full.vgpu[2]));
	now = env_hw(env, open->page);
	KUNIT_EXPECT_NE(test, now, open->was);
	KUNIT_EXPECT_EQ(test, env->gpu.ggtt[now / 4096] & ~1ull, FAKE_GUEST_DMA + open->gpa);
	KUNIT_EXPECT_EQ(test, env->gpu.ggtt_refs[open->gpa / 4096], 1);
	KUNIT_EXPECT_EQ(test, env->gpu.ggtt_unflushed, 0);
	KUNIT_EXPECT_EQ(test, env->gpu.strays, 0);
	/* The guest finds all where it was. */
	KUNIT_EXPECT_EQ(test, env_read(env, 0x78040), 0);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x78044), MB(32));
}

/* The store that the hardware runs goes to the page's place of now. */
static void pack_open_stores(struct kunit *test, struct pack_open *open)
{
	struct vgt_env *env = vgt_env_get(test);
	const struct fake_engine *engine = &env->gpu.engine[VGT_BCS];
	u32 i, n = 0;

	KUNIT_ASSERT_TRUE(test, engine->rq);
	for (i = 0; i < engine->len; i++)
		n += engine->cs[i] == (u32)env_hw(env, open->page) + 8;
	KUNIT_EXPECT_EQ(test, n, 1);
	env_run(env, VGT_BCS);
	KUNIT_EXPECT_EQ(test, open->full.vgpu[3]->stats.hangs, 0);
}

static void pack_room(struct vgt_env *env)
{
	mutex_lock(&env->dev.lock);
	vgt_ggtt_make_room(&env->dev, vgt_env_type("GVTg_V5_16"));
	mutex_unlock(&env->dev.lock);
}

static void pack_moves_the_idle(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct pack_open open = { };

	pack_open_init(test, &open);
	/* No entry of the old place leads to the guest's memory any more, whoever gets it. */
	pack_room(env);
	KUNIT_EXPECT_NE(test, env_hw(env, open.page), open.was);
	KUNIT_EXPECT_EQ(test, env->gpu.ggtt_refs[open.gpa / 4096], 1);
	KUNIT_EXPECT_EQ(test, env->gpu.ggtt_unflushed, 0);
	pack_open_moves(test, &open);
	pack_open_store(env, &open);
	pack_open_stores(test, &open);
	pack_open_fini(test, &open);
}

/* The host takes some of the first piece, as soon as anything is written. */
static void pack_host_takes(struct fake_gpu *fake)
{
	fake->ggtt_used[pack_taken] = true;
}

/* Where a move fails, the guest's entries are set again. */
static void pack_move_fails(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct pack_open open = { };

	pack_open_init(test, &open);
	pack_taken = open.full.vgpu[1]->ggtt.reserved[0].start / FAKE_GGTT_BLOCK + 48;
	KUNIT_ASSERT_FALSE(test, env->gpu.ggtt_used[pack_taken]);
	env->gpu.on_ggtt_write = pack_host_takes;
	pack_room(env);
	env->gpu.on_ggtt_write = NULL;
	KUNIT_EXPECT_TRUE(test, env->gpu.ggtt_used[pack_taken]);
	KUNIT_EXPECT_EQ(test, env_hw(env, open.page), open.was);
	KUNIT_EXPECT_EQ(test, env->gpu.ggtt[open.was / 4096] & ~1ull, FAKE_GUEST_DMA + open.gpa);
	KUNIT_EXPECT_EQ(test, env->gpu.ggtt_unflushed, 0);
	env->gpu.ggtt_used[pack_taken] = false;
	pack_open_fini(test, &open);
}

/* The GPU runs something of it: it stays where it is, and others move if that helps. */
static void pack_leaves_the_busy(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct pack_open open = { };

	pack_open_init(test, &open);
	pack_open_store(env, &open);
	KUNIT_ASSERT_TRUE(test, env->gpu.engine[VGT_BCS].rq);
	/* Those behind the second piece fit into the first. */
	open.full.vgpu[2] = vgt_env_vgpu(env, "GVTg_V5_16");
	KUNIT_EXPECT_FALSE(test, IS_ERR(open.full.vgpu[2]));
	KUNIT_EXPECT_EQ(test, env_hw(env, open.page), open.was);
	vgt_vgpu_destroy(open.full.vgpu[2]);
	open.full.vgpu[2] = NULL;
	pack_open_stores(test, &open);
	pack_open_fini(test, &open);
}

/* Another vGPU has the engine. What waits for it was judged before the move, and is again. */
static void pack_judges_again(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct pack_open open = { };
	struct vgt_env_ctx other;
	static const u32 noops[] = { 0, 0 };
	u64 next;

	pack_open_init(test, &open);
	next = env->next_ggtt;
	env_use(env, open.full.vgpu[0]);
	env_engine_on(env, VGT_BCS);
	env_ctx_init(env, &other, VGT_BCS, env_ppgtt(env));
	env_submit(env, &other, noops, ARRAY_SIZE(noops));
	env_use(env, open.full.vgpu[3]);
	env->next_ggtt = next;
	pack_open_store(env, &open);
	KUNIT_EXPECT_EQ(test, env->gpu.engine[VGT_BCS].submitted, 1);
	pack_open_moves(test, &open);
	env_run(env, VGT_BCS);
	KUNIT_EXPECT_EQ(test, env->gpu.engine[VGT_BCS].submitted, 2);
	pack_open_stores(test, &open);
	pack_open_fini(test, &open);
}

/* ---- what is told is what can be made ---- */

struct pack_mix {
	struct vgt_vgpu *vgpu[MIX];
	struct vgt_vgpu *made[VGT_MAX_VGPUS];
	bool open[MIX];
	DECLARE_BITMAP(host, FAKE_GGTT_BLOCKS);
	u32 seed;
	u32 told;
	u32 none;
};

static u32 pack_random(struct pack_mix *mix, u32 below)
{
	mix->seed = mix->seed * 1664525 + 1013904223;
	return (mix->seed >> 8) % below;
}

static const char *pack_type(struct pack_mix *mix)
{
	static const char * const names[] = {
		"GVTg_V5_32", "GVTg_V5_32", "GVTg_V5_16", "GVTg_V5_16", "GVTg_V5_8",
	};

	return names[pack_random(mix, ARRAY_SIZE(names))];
}

/* vGPUs of any type and size, some of them open; the host in some places; some removed again. */
static void pack_mix_begin(struct kunit *test, struct pack_mix *mix)
{
	struct vgt_env *env = vgt_env_get(test);
	u32 i, n;

	for (i = 0; i < MIX; i++) {
		mix->vgpu[i] = vgt_env_vgpu(env, pack_type(mix));
		if (IS_ERR(mix->vgpu[i])) {
			mix->vgpu[i] = NULL;
			continue;
		}
		vgt_vgpu_set_low(mix->vgpu[i], MB(8 + 2 * pack_random(mix, 30)));
		vgt_vgpu_set_high(mix->vgpu[i], MB(32 + 2 * pack_random(mix, 60)));
		if (!env_virtual(env))
			vgt_vgpu_set_fences(mix->vgpu[i], 1);
		mix->open[i] = !pack_random(mix, 5) && !vgt_vgpu_start(mix->vgpu[i]);
	}
	for (n = pack_random(mix, 8); n; n--) {
		u32 block = pack_random(mix, env->gpu.gpu.desc.ggtt_size / FAKE_GGTT_BLOCK);

		if (env->gpu.ggtt_used[block])
			continue;
		env->gpu.ggtt_used[block] = true;
		__set_bit(block, mix->host);
	}
	for (i = 0; i < MIX; i += 2 + pack_random(mix, 5)) {
		if (!mix->vgpu[i] || mix->open[i])
			continue;
		vgt_vgpu_destroy(mix->vgpu[i]);
		mix->vgpu[i] = NULL;
	}
}

static void pack_mix_end(struct kunit *test, struct pack_mix *mix)
{
	struct vgt_env *env = vgt_env_get(test);
	u32 i;

	for (i = 0; i < MIX; i++) {
		if (mix->open[i])
			vgt_vgpu_stop(mix->vgpu[i]);
		mix->open[i] = false;
		if (mix->vgpu[i])
			vgt_vgpu_destroy(mix->vgpu[i]);
		mix->vgpu[i] = NULL;
	}
	for (i = 0; i < FAKE_GGTT_BLOCKS; i++)
		if (test_bit(i, mix->host))
			env->gpu.ggtt_used[i] = false;
	bitmap_zero(mix->host, FAKE_GGTT_BLOCKS);
}

/* As many as are told, and no more. Each that is made is one less. */
static void pack_mix_try(struct kunit *test, struct pack_mix *mix, const char *name)
{
	struct vgt_env *env = vgt_env_get(test);
	const struct vgt_type *type = vgt_env_type(name);
	u32 told = vgt_type_available(&env->dev, type), n;

	for (n = 0; n < ARRAY_SIZE(mix->made); n++) {
		struct vgt_vgpu *vgpu = vgt_env_vgpu(env, name);

		if (IS_ERR(vgpu)) {
			int ret = PTR_ERR(vgpu);

			KUNIT_EXPECT_TRUE(test, ret == -ENOSPC || ret == -EDQUOT);
			break;
		}
		mix->made[n] = vgpu;
		KUNIT_EXPECT_EQ(test, vgt_type_available(&env->dev, type), told - n - 1);
	}
	if (n != told)
		KUNIT_FAIL(test, "%s: %u are told, %u are made", name, told, n);
	mix->told += told;
	mix->none += !told;
	while (n--)
		vgt_vgpu_destroy(mix->made[n]);
}

static void pack_told_is_true(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct pack_mix *mix = kvzalloc(sizeof(*mix), GFP_KERNEL);
	struct vgt_resources used;
	u32 i;

	KUNIT_ASSERT_TRUE(test, mix);
	mix->seed = 27;
	vgt_vgpu_stop(env->vgpu);
	pack_small(test, env->vgpu);
	/* Virtual: not so much that all fits. */
	if (env_virtual(env))
		env->gpu.gpu.desc.ggtt_size = FAKE_MAPPABLE_SIZE + MB(1400);
	env->dev.total.low = FAKE_MAPPABLE_SIZE;
	env->dev.total.high = env->gpu.gpu.desc.ggtt_size - FAKE_MAPPABLE_SIZE;
	used = env->dev.used;
	for (i = 0; i < MIXES; i++) {
		pack_mix_begin(test, mix);
		pack_mix_try(test, mix, pack_type(mix));
		pack_mix_end(test, mix);
		KUNIT_EXPECT_EQ(test, memcmp(&env->dev.used, &used, sizeof(used)), 0);
	}
	/* Otherwise it has shown nothing. */
	KUNIT_EXPECT_GE(test, mix->told, MIXES / 2);
	KUNIT_EXPECT_TRUE(test, MIXES < 100 || mix->none > MIXES / 20);
	kvfree(mix);
}

static struct kunit_case pack_cases[] = {
	KUNIT_CASE(pack_joins),
	KUNIT_CASE(pack_leaves_nothing),
	KUNIT_CASE(pack_moves_no_more_than_needed),
	KUNIT_CASE(pack_leaves_who_opens),
	KUNIT_CASE(pack_fails),
	KUNIT_CASE(pack_size_fails),
	KUNIT_CASE(pack_opened),
	KUNIT_CASE(pack_told_is_true),
	{ }
};

static struct kunit_case pack_direct_cases[] = {
	KUNIT_CASE(pack_leaves_the_open),
	KUNIT_CASE(pack_not_for_a_half),
	{ }
};

static struct kunit_case pack_virtual_cases[] = {
	KUNIT_CASE(pack_moves_the_idle),
	KUNIT_CASE(pack_move_fails),
	KUNIT_CASE(pack_leaves_the_busy),
	KUNIT_CASE(pack_judges_again),
	KUNIT_CASE(pack_squeezed),
#ifndef __KERNEL__
	KUNIT_CASE(pack_tries_again),
#endif
	{ }
};

static struct kunit_suite pack_suite = {
	.name = "pack",
	.init = vgt_env_suite_init,
	.exit = vgt_env_suite_exit,
	.test_cases = pack_cases,
};

static struct kunit_suite pack_direct_suite = {
	.name = "pack_direct",
	.init = vgt_env_suite_init_direct,
	.exit = vgt_env_suite_exit,
	.test_cases = pack_direct_cases,
};

static struct kunit_suite pack_virtual_suite = {
	.name = "pack_virtual",
	.init = vgt_env_suite_init_virtual,
	.exit = vgt_env_suite_exit,
	.test_cases = pack_virtual_cases,
};

kunit_test_suite(pack_suite);
kunit_test_suite(pack_direct_suite);
kunit_test_suite(pack_virtual_suite);
