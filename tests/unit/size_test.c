// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sizes of vGPUs that the administrator sets: what a guest finds then, what is refused, and that a
 * vGPU whose new size is refused is as it was.
 */
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/slab.h>

#include "core/device.h"
#include "core/display/display.h"
#include "core/entry.h"
#include "core/resources.h"
#include "core/size.h"
#include "core/type.h"
#include "env.h"
#include "env_fault.h"
#include "env_time.h"
#include "env_wait.h"

#define MB(n)		((u64)(n) << 20)
/* More points of failure than a change of size has. */
#define POINTS_MAX	100
/* vGPUs at a time, without the environment's own. */
#define MANY		26

/* All of a vGPU that another size changes. */
struct size_state {
	struct vgt_size size;
	struct vgt_resources used;
	u32 fences;
	u32 blocks;
};

static u32 size_blocks(const struct vgt_env *env)
{
	u32 i, n = 0;

	for (i = 0; i < FAKE_GGTT_BLOCKS; i++)
		n += env->gpu.ggtt_used[i];
	return n;
}

static void size_look(struct vgt_env *env, struct size_state *state)
{
	memset(state, 0, sizeof(*state));
	vgt_vgpu_size(env->vgpu, &state->size);
	state->used = env->dev.used;
	state->fences = env->vgpu->fences.count;
	state->blocks = size_blocks(env);
}

static void size_same(struct kunit *test, const struct size_state *was)
{
	struct size_state now;

	size_look(vgt_env_get(test), &now);
	KUNIT_EXPECT_EQ(test, memcmp(&now, was, sizeof(now)), 0);
}

/* Does a guest that opens it find that? */
static void size_found(struct kunit *test, u64 low, u64 high)
{
	struct vgt_env *env = vgt_env_get(test);

	KUNIT_ASSERT_EQ(test, vgt_vgpu_start(env->vgpu), 0);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x78044), low);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x7804c), high);
	KUNIT_EXPECT_EQ(test, env->gpu.strays, 0);
	vgt_vgpu_stop(env->vgpu);
}

/* What its work can reach is its own, also where its page tables lead nowhere. */
static void size_work(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	static const u32 noops[2];
	struct vgt_env_ctx ctx;
	u64 leaf;

	env_engine_on(env, VGT_RCS);
	env_ctx_init(env, &ctx, VGT_RCS, env_ppgtt(env));
	env_submit(env, &ctx, noops, ARRAY_SIZE(noops));
	leaf = fake_gpu_walk(&env->gpu, fake_gpu_root(&env->gpu, VGT_RCS), 4, 0x123456789000);
	KUNIT_EXPECT_TRUE(test, leaf);
	KUNIT_EXPECT_TRUE(test, fake_gpu_page(&env->gpu, leaf));
	KUNIT_EXPECT_EQ(test, env->gpu.freed, 0);
	env_run(env, VGT_RCS);
}

/* Work of a guest that opens it after its size has changed, any number of times. */
static void size_then_work(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u32 i;

	size_work(test);
	for (i = 0; i < 3; i++) {
		vgt_vgpu_stop(env->vgpu);
		KUNIT_EXPECT_EQ(test, vgt_vgpu_set_low(env->vgpu, MB(24 + 2 * i)), 0);
		KUNIT_EXPECT_EQ(test, vgt_vgpu_set_high(env->vgpu, MB(64)), 0);
		KUNIT_ASSERT_EQ(test, vgt_vgpu_start(env->vgpu), 0);
		env_use(env, env->vgpu);
		size_work(test);
	}
}

static bool size_scratch_is_clear(const struct vgt_vgpu *vgpu)
{
	const u64 *words = vgpu->scratch.va;
	u32 i;

	for (i = 0; i < 512; i++)
		if (words[i])
			return false;
	return true;
}

/* The next guest does not find what the last one's GPU has written where nothing is. */
static void size_nothing_left(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);

	memset(env->vgpu->scratch.va, 0x5a, 4096);
	vgt_vgpu_stop(env->vgpu);
	KUNIT_ASSERT_EQ(test, vgt_vgpu_start(env->vgpu), 0);
	KUNIT_EXPECT_TRUE(test, size_scratch_is_clear(env->vgpu));
	memset(env->vgpu->scratch.va, 0x5a, 4096);
	KUNIT_ASSERT_EQ(test, vgt_vgpu_reset(env->vgpu), 0);
	KUNIT_EXPECT_TRUE(test, size_scratch_is_clear(env->vgpu));
}

static void size_is_set(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_vgpu *vgpu = env->vgpu;
	struct vgt_resources used;
	struct vgt_size size;
	u64 page;

	vgt_vgpu_stop(vgpu);
	KUNIT_EXPECT_EQ(test, vgt_vgpu_set_low(vgpu, MB(24)), 0);
	KUNIT_EXPECT_EQ(test, vgt_vgpu_set_high(vgpu, MB(34)), 0);
	vgt_vgpu_size(vgpu, &size);
	KUNIT_EXPECT_EQ(test, size.low, MB(24));
	KUNIT_EXPECT_EQ(test, size.high, MB(34));
	KUNIT_EXPECT_STREQ(test, vgpu->type->name, "GVTg_V5_4");
	KUNIT_EXPECT_EQ(test, size_blocks(env), (24 + 34) / 2);
	used = env->dev.used;
	KUNIT_EXPECT_EQ(test, used.low + used.high, MB(24 + 34));
	KUNIT_EXPECT_EQ(test, used.vgpus, 1);
	size_found(test, MB(24), MB(34));
	/* And larger again: up to what is there. */
	KUNIT_EXPECT_EQ(test, vgt_vgpu_set_low(vgpu, MB(130)), 0);
	KUNIT_EXPECT_EQ(test, vgt_vgpu_set_high(vgpu, MB(600)), 0);
	KUNIT_EXPECT_EQ(test, size_blocks(env), (130 + 600) / 2);
	size_found(test, MB(130), MB(600));
	/* Entries of the new space lead to the guest's memory. */
	KUNIT_ASSERT_EQ(test, vgt_vgpu_start(vgpu), 0);
	env->next_ggtt = vgpu->ggtt.part[VGT_GGTT_HIGH].space.start + MB(600) - 4096;
	page = env_ggtt_map(env, env_page(env), 1);
	KUNIT_EXPECT_TRUE(test, env->gpu.ggtt[env_hw(env, page) / 4096] & 1);
	KUNIT_EXPECT_EQ(test, env->guest.pinned, 1);
	KUNIT_EXPECT_EQ(test, env->gpu.strays, 0);
	/* The same again is no change. */
	vgt_vgpu_stop(vgpu);
	KUNIT_EXPECT_EQ(test, vgt_vgpu_set_low(vgpu, MB(130)), 0);
	KUNIT_EXPECT_EQ(test, size_blocks(env), (130 + 600) / 2);
}

static void size_of_fences(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_vgpu *vgpu = env->vgpu;
	struct size_state was;
	struct vgt_size size;
	u32 i, n = 0;

	vgt_vgpu_stop(vgpu);
	if (env_virtual(env)) {
		/* As many as hardware has, and no other number. */
		KUNIT_EXPECT_EQ(test, vgt_vgpu_set_fences(vgpu, 31), -ERANGE);
		KUNIT_EXPECT_EQ(test, vgt_vgpu_set_fences(vgpu, 32), 0);
		KUNIT_EXPECT_EQ(test, env->dev.used.fences, 0);
		return;
	}
	KUNIT_EXPECT_EQ(test, vgt_vgpu_set_fences(vgpu, 9), 0);
	vgt_vgpu_size(vgpu, &size);
	KUNIT_EXPECT_EQ(test, size.fences, 9);
	KUNIT_EXPECT_EQ(test, env->dev.used.fences, 9);
	for (i = 0; i < FAKE_FENCES; i++)
		n += env->gpu.fences_used[i];
	KUNIT_EXPECT_EQ(test, n, 9);
	KUNIT_EXPECT_EQ(test, vgt_vgpu_start(vgpu), 0);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x78050), 9);
	vgt_vgpu_stop(vgpu);
	size_look(env, &was);
	env_messages_start();
	KUNIT_EXPECT_EQ(test, vgt_vgpu_set_fences(vgpu, 29), -EDQUOT);
	KUNIT_EXPECT_TRUE(test, env_messages_were(1, "needs 29 fence registers, 28 of 28 are"));
	size_same(test, &was);
	/* The host has those that the books count as free. */
	for (i = 0; i < FAKE_FENCES; i++)
		if (!env->gpu.fences_used[i] && i >= 10)
			env->gpu.fences_used[i] = true;
	KUNIT_EXPECT_EQ(test, vgt_vgpu_set_fences(vgpu, 11), -ENOSPC);
	size_same(test, &was);
	KUNIT_EXPECT_EQ(test, vgt_vgpu_set_fences(vgpu, 10), 0);
}

static void size_in_use(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct size_state was;

	size_look(env, &was);
	env_messages_start();
	KUNIT_EXPECT_EQ(test, vgt_vgpu_set_low(env->vgpu, MB(64)), -EBUSY);
	KUNIT_EXPECT_TRUE(test, env_messages_were(1, "is in use"));
	KUNIT_EXPECT_EQ(test, vgt_vgpu_set_high(env->vgpu, MB(64)), -EBUSY);
	if (!env_virtual(env))
		KUNIT_EXPECT_EQ(test, vgt_vgpu_set_fences(env->vgpu, 2), -EBUSY);
	KUNIT_EXPECT_EQ(test, vgt_vgpu_set_resolution(env->vgpu, 1024, 768), -EBUSY);
	size_same(test, &was);
	vgt_vgpu_stop(env->vgpu);
#ifndef __KERNEL__
	/* Somebody is opening or closing it. */
	env_another_holds(&env->vgpu->life);
	KUNIT_EXPECT_EQ(test, vgt_vgpu_set_low(env->vgpu, MB(64)), -EBUSY);
	env_another_let_go(&env->vgpu->life);
#endif
	size_same(test, &was);
	KUNIT_EXPECT_EQ(test, vgt_vgpu_set_low(env->vgpu, MB(64)), 0);
}

static void size_limits(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u64 low_most = env_virtual(env) ? MB(256) : FAKE_MAPPABLE_SIZE;
	u64 high_most = env->gpu.gpu.desc.ggtt_size - low_most;
	struct vgt_vgpu *vgpu = env->vgpu;
	const struct {
		int (*set)(struct vgt_vgpu *vgpu, u64 bytes);
		u64 bytes;
		int err;
	} cases[] = {
		{ vgt_vgpu_set_low, 0, -ERANGE },
		{ vgt_vgpu_set_low, MB(6), -ERANGE },
		{ vgt_vgpu_set_low, MB(8) - 1, -ERANGE },
		{ vgt_vgpu_set_low, MB(8), 0 },
		{ vgt_vgpu_set_low, MB(8) + 4096, -EINVAL },
		{ vgt_vgpu_set_low, MB(9), -EINVAL },
		{ vgt_vgpu_set_low, MB(64) + 1, -EINVAL },
		{ vgt_vgpu_set_low, low_most + MB(2), -ERANGE },
		{ vgt_vgpu_set_low, U64_MAX, -ERANGE },
		{ vgt_vgpu_set_low, (1ull << 36) + MB(8), -ERANGE },
		{ vgt_vgpu_set_high, 0, -ERANGE },
		{ vgt_vgpu_set_high, MB(30), -ERANGE },
		{ vgt_vgpu_set_high, MB(32), 0 },
		{ vgt_vgpu_set_high, MB(33), -EINVAL },
		{ vgt_vgpu_set_high, high_most, -ENOSPC },
		{ vgt_vgpu_set_high, high_most + MB(2), -ERANGE },
		{ vgt_vgpu_set_high, 1ull << 63, -ERANGE },
	};
	struct size_state was;
	u32 i;

	vgt_vgpu_stop(vgpu);
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		int ret;

		/* No line of these is too many. */
		if (ENV_EXACT_TIME)
			env_sleep_us(1000000);
		size_look(env, &was);
		/* The rate limit of messages. */
		if (ENV_EXACT_TIME)
			env_sleep_us(6000000);
		env_messages_start();
		ret = cases[i].set(vgpu, cases[i].bytes);
		if (ret != cases[i].err)
			KUNIT_FAIL(test, "%u: %llu bytes: %d", i, cases[i].bytes, ret);
		if (!ret)
			continue;
		KUNIT_EXPECT_TRUE(test, env_messages_were(1, "MB"));
		size_same(test, &was);
	}
	KUNIT_EXPECT_EQ(test, vgt_vgpu_set_fences(vgpu, 0), -ERANGE);
	KUNIT_EXPECT_EQ(test, vgt_vgpu_set_fences(vgpu, 33), -ERANGE);
	size_same(test, &was);
}

/* The line has what is needed, what is free with its own, and the largest piece of that. */
static void size_runs_out(struct kunit *test)
{
	static const char aperture[] = "vGPU 1: it needs 386 MB of aperture, 384 of 448 MB";
	static const char hidden[] = "768 of 1152 MB are free, in pieces of up to 640";
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_vgpu *other = vgt_env_vgpu(env, "GVTg_V5_8");
	struct size_state was;

	KUNIT_ASSERT_FALSE(test, IS_ERR(other));
	vgt_vgpu_stop(env->vgpu);
	size_look(env, &was);
	env_messages_start();
	KUNIT_EXPECT_EQ(test, vgt_vgpu_set_low(env->vgpu, MB(386)), -ENOSPC);
	KUNIT_EXPECT_TRUE(test, env_messages_were(1, aperture));
	size_same(test, &was);
	env_messages_start();
	KUNIT_EXPECT_EQ(test, vgt_vgpu_set_high(env->vgpu, MB(770)), -ENOSPC);
	KUNIT_EXPECT_TRUE(test, env_messages_were(1, hidden));
	size_same(test, &was);
	vgt_vgpu_destroy(other);
	KUNIT_EXPECT_EQ(test, vgt_vgpu_set_low(env->vgpu, MB(386)), 0);
}

/* The new space may need the place of the old; and where it gets none, the old is taken again. */
static void size_at_its_own_place(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_vgpu *vgpu = env->vgpu;
	u32 first = vgpu->ggtt.reserved[VGT_GGTT_LOW].start / FAKE_GGTT_BLOCK;
	u32 have = vgpu->ggtt.reserved[VGT_GGTT_LOW].size / FAKE_GGTT_BLOCK;
	bool *used = env->gpu.ggtt_used;
	u64 grown, high = MB(512);
	struct size_state was;
	u32 i;

	vgt_vgpu_stop(vgpu);
	/* All is the host's but its own, and 8 MB behind. */
	for (i = 0; i < FAKE_GGTT_BLOCKS; i++)
		used[i] |= i >= first + have + 4 || i < first;
	grown = MB(128 + 8);
	size_look(env, &was);
	env_messages_start();
	KUNIT_EXPECT_EQ(test, vgt_vgpu_set_low(vgpu, grown + MB(2)), -ENOSPC);
	KUNIT_EXPECT_TRUE(test, env_messages_were(1, env_virtual(env) ?
						  "piece has 648 MB" : "piece has 136 MB"));
	size_same(test, &was);
	/* Its entries lead to its own scratch page. */
	for (i = 0; i < VGT_GGTT_PARTS; i++)
		KUNIT_EXPECT_EQ(test, env->gpu.ggtt[vgpu->ggtt.part[i].space.hw / 4096],
				vgpu->scratch.dma | 1);
	size_found(test, MB(128), high);
	KUNIT_EXPECT_EQ(test, vgt_vgpu_set_low(vgpu, grown), 0);
	size_found(test, grown, high);
	for (i = 0; i < 4; i++)
		KUNIT_EXPECT_TRUE(test, used[first + have + i]);
	KUNIT_EXPECT_EQ(test, vgt_vgpu_set_low(vgpu, MB(32)), 0);
	size_found(test, MB(32), high);
}

/* The host takes all that is given back. */
static void size_greedy(struct fake_gpu *fake)
{
	memset(fake->ggtt_used, 1, sizeof(fake->ggtt_used));
}

/* Where the host was quicker, there is no space, until there is. */
static void size_lost(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_vgpu *vgpu = env->vgpu, *other;
	struct vgt_resources used = env->dev.used;
	u32 i;

	vgt_vgpu_stop(vgpu);
	for (i = 0; i < 3; i++) {
		env->gpu.on_ggtt_release = size_greedy;
		KUNIT_EXPECT_EQ(test, vgt_vgpu_set_low(vgpu, MB(96)), -ENOSPC);
		env->gpu.on_ggtt_release = NULL;
		KUNIT_EXPECT_EQ(test, memcmp(&env->dev.used, &used, sizeof(used)), 0);
		vgt_vgpu_resume(vgpu);
		KUNIT_EXPECT_EQ(test, vgt_vgpu_start(vgpu), -ENOSPC);
		KUNIT_EXPECT_EQ(test, env->gpu.powered, 0);
		KUNIT_EXPECT_EQ(test, vgt_vgpu_set_high(vgpu, MB(64)), -ENOSPC);
		memset(env->gpu.ggtt_used, 0, sizeof(env->gpu.ggtt_used));
		/* It is opened, or gets another size. */
		if (i == 1) {
			KUNIT_EXPECT_EQ(test, vgt_vgpu_set_low(vgpu, MB(64)), 0);
			size_found(test, MB(64), MB(512));
			KUNIT_EXPECT_EQ(test, vgt_vgpu_set_low(vgpu, MB(128)), 0);
		}
		size_found(test, MB(128), MB(512));
		KUNIT_EXPECT_EQ(test, size_blocks(env), (128 + 512) / 2);
	}
	/* It is removed without. */
	other = vgt_env_vgpu(env, "GVTg_V5_8");
	KUNIT_ASSERT_FALSE(test, IS_ERR(other));
	env->gpu.on_ggtt_release = size_greedy;
	KUNIT_EXPECT_EQ(test, vgt_vgpu_set_low(other, MB(96)), -ENOSPC);
	env->gpu.on_ggtt_release = NULL;
	vgt_vgpu_destroy(other);
	KUNIT_EXPECT_EQ(test, memcmp(&env->dev.used, &used, sizeof(used)), 0);
}

/*
 * With virtual addresses, the largest type has less aperture than its name says, and more besides.
 * That is what another slice goes with, also when its space is lost.
 */
static void size_lost_of_the_largest(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_vgpu *vgpu;
	struct vgt_size was, size;

	/* Its addresses, or the aperture, leave no room for it. */
	if (!env_virtual(env))
		return;
	vgpu = vgt_env_vgpu(env, "GVTg_V5_1");
	KUNIT_ASSERT_FALSE(test, IS_ERR(vgpu));
	vgt_vgpu_size(vgpu, &was);
	KUNIT_EXPECT_EQ(test, was.low, MB(256));
	env->gpu.on_ggtt_release = size_greedy;
	KUNIT_EXPECT_EQ(test, vgt_vgpu_set_high(vgpu, MB(1024)), -ENOSPC);
	env->gpu.on_ggtt_release = NULL;
	memset(env->gpu.ggtt_used, 0, sizeof(env->gpu.ggtt_used));
	vgt_vgpu_size(vgpu, &size);
	KUNIT_EXPECT_EQ(test, size.low, was.low);
	KUNIT_EXPECT_EQ(test, size.high, was.high);
	KUNIT_EXPECT_EQ(test, vgt_vgpu_set_high(vgpu, MB(1024)), 0);
	vgt_vgpu_size(vgpu, &size);
	KUNIT_EXPECT_EQ(test, size.low, MB(256));
	KUNIT_EXPECT_EQ(test, size.high, MB(1024));
	KUNIT_EXPECT_EQ(test, vgpu->type->low_mb, 256);
	vgt_vgpu_destroy(vgpu);
}

/* Whatever fails: it has the new size or the old one. */
static void size_fails(struct kunit *test, bool alloc)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_vgpu *vgpu = env->vgpu;
	struct size_state was;
	bool happened = true;
	int n, ret;

	vgt_vgpu_stop(vgpu);
	for (n = 0; n < POINTS_MAX && happened; n++) {
		size_look(env, &was);
		env_fail_alloc(alloc ? n : -1);
		env->gpu.fail_after = alloc ? -1 : n;
		if (n % 2)
			ret = vgt_vgpu_set_low(vgpu, was.size.low == MB(64) ? MB(96) : MB(64));
		else
			ret = vgt_vgpu_set_high(vgpu, was.size.high == MB(64) ? MB(96) : MB(64));
		happened = alloc ? env_alloc_failed() : env->gpu.fail_after < 0;
		env_fail_alloc(-1);
		env->gpu.fail_after = -1;
		KUNIT_EXPECT_EQ(test, !!ret, happened);
		if (ret)
			size_same(test, &was);
		KUNIT_EXPECT_EQ(test, vgt_vgpu_start(vgpu), 0);
		vgt_vgpu_stop(vgpu);
	}
	KUNIT_EXPECT_GE(test, n, alloc ? 8 : 2);
	KUNIT_EXPECT_LT(test, n, POINTS_MAX);
}

static void size_allocations_fail(struct kunit *test)
{
	if (ENV_CAN_FAIL_ALLOC)
		size_fails(test, true);
}

static void size_port_fails(struct kunit *test)
{
	size_fails(test, false);
}

static u32 size_edid_width(const u8 *edid)
{
	return edid[56] | edid[58] >> 4 << 8;
}

static u32 size_edid_height(const u8 *edid)
{
	return edid[59] | edid[61] >> 4 << 8;
}

static void size_of_monitors(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_display *display = &env->vgpu->display;
	u8 edid[VGT_EDID_MADE];
	u32 port;

	vgt_vgpu_stop(env->vgpu);
	vgt_edid_generate(edid, VGT_MONITOR_DP, 1280, 1024, 77);
	mutex_lock(&env->vgpu->lock);
	KUNIT_EXPECT_EQ(test, vgt_monitor_set_edid(env->vgpu, VGT_PORT_C, edid, 128), 0);
	mutex_unlock(&env->vgpu->lock);
	KUNIT_EXPECT_EQ(test, vgt_vgpu_set_resolution(env->vgpu, 639, 480), -ERANGE);
	KUNIT_EXPECT_EQ(test, vgt_vgpu_set_resolution(env->vgpu, 640, 479), -ERANGE);
	KUNIT_EXPECT_EQ(test, vgt_vgpu_set_resolution(env->vgpu, 3841, 2160), -ERANGE);
	KUNIT_EXPECT_EQ(test, vgt_vgpu_set_resolution(env->vgpu, 3840, 2161), -ERANGE);
	KUNIT_EXPECT_EQ(test, size_edid_width(display->setups[VGT_PORT_B].edid), 1920);
	KUNIT_EXPECT_EQ(test, vgt_vgpu_set_resolution(env->vgpu, 640, 480), 0);
	KUNIT_EXPECT_EQ(test, vgt_vgpu_set_resolution(env->vgpu, 3840, 2160), 0);
	KUNIT_EXPECT_TRUE(test, vgt_edid_valid(display->monitors[VGT_PORT_B].edid, 128));
	KUNIT_EXPECT_EQ(test, size_edid_width(display->monitors[VGT_PORT_B].edid), 3840);
	KUNIT_EXPECT_EQ(test, size_edid_height(display->monitors[VGT_PORT_B].edid), 2160);
	/* One of HDMI, too, with what that port can have. */
	KUNIT_EXPECT_EQ(test, vgt_vgpu_monitor_set_type(env->vgpu, VGT_PORT_D, VGT_MONITOR_HDMI),
			0);
	KUNIT_EXPECT_EQ(test, vgt_vgpu_set_resolution(env->vgpu, 2560, 1440), 0);
	KUNIT_EXPECT_EQ(test, size_edid_width(display->setups[VGT_PORT_D].edid), 2560);
	KUNIT_EXPECT_EQ(test, display->setups[VGT_PORT_D].edid_len, 256);
	KUNIT_EXPECT_EQ(test, vgt_vgpu_set_resolution(env->vgpu, 3840, 2160), 0);
	for (port = VGT_PORT_B; port <= VGT_PORT_D; port++) {
		const u8 *has = display->setups[port].edid;

		/* What the administrator has set stays. */
		KUNIT_EXPECT_EQ(test, size_edid_width(has), port == VGT_PORT_C ? 1280 : 3840);
	}
	/* Nothing else has changed, and what changes later leaves that as it is. */
	KUNIT_EXPECT_EQ(test, vgt_vgpu_set_low(env->vgpu, MB(64)), 0);
	KUNIT_EXPECT_EQ(test, env->vgpu->type->width, 3840);
	KUNIT_EXPECT_EQ(test, env->vgpu->type->weight, 4);
	size_found(test, MB(64), MB(512));
}

/* ---- many, over and over ---- */

struct size_many {
	struct vgt_vgpu *vgpu[MANY];
	bool map[FAKE_GGTT_BLOCKS];
	u32 seed;
	u32 alive;
	u32 most;
	u32 refused;
	u32 moved;
};

static u32 size_random(struct size_many *many, u32 below)
{
	many->seed = many->seed * 1664525 + 1013904223;
	return (many->seed >> 8) % below;
}

static void size_mark(struct kunit *test, struct size_many *many, const struct vgt_vgpu *vgpu)
{
	u32 i, block;

	for (i = 0; i < VGT_GGTT_PARTS; i++) {
		const struct vgt_gpu_range *range = &vgpu->ggtt.reserved[i];

		for (block = range->start / FAKE_GGTT_BLOCK;
		     block < (range->start + range->size) / FAKE_GGTT_BLOCK; block++) {
			if (many->map[block])
				KUNIT_FAIL(test, "vGPU %d: block %u is taken", vgpu->id, block);
			many->map[block] = true;
		}
	}
}

/* What the vGPUs have is what is taken, once each: by the port, and by the books. */
static void size_invariant(struct kunit *test, struct size_many *many)
{
	struct vgt_env *env = vgt_env_get(test);
	u32 i, blocks = size_blocks(env), fences = env->vgpu->fences.count, taken = 0;

	memset(many->map, 0, sizeof(many->map));
	size_mark(test, many, env->vgpu);
	for (i = 0; i < MANY; i++) {
		if (!many->vgpu[i])
			continue;
		size_mark(test, many, many->vgpu[i]);
		fences += many->vgpu[i]->fences.count;
	}
	KUNIT_EXPECT_EQ(test, memcmp(many->map, env->gpu.ggtt_used, sizeof(many->map)), 0);
	KUNIT_EXPECT_EQ(test, env->dev.used.low + env->dev.used.high, blocks * FAKE_GGTT_BLOCK);
	KUNIT_EXPECT_EQ(test, env->dev.used.vgpus, many->alive + 1);
	for (i = 0; i < FAKE_FENCES; i++)
		taken += env->gpu.fences_used[i];
	if (!env_virtual(env)) {
		KUNIT_EXPECT_EQ(test, taken, fences);
		KUNIT_EXPECT_EQ(test, env->dev.used.fences, fences);
	}
}

/* Is there enough by the books, without what @but has? */
static bool size_fits(struct vgt_env *env, const struct vgt_vgpu *but,
		      const struct vgt_type *type)
{
	struct vgt_resources left, need, own = { 0 };

	vgt_device_free(&env->dev, &left);
	if (but)
		vgt_device_need(&env->dev, but->type, &own);
	vgt_device_need(&env->dev, type, &need);
	return need.low <= left.low + own.low && need.high <= left.high + own.high &&
	       need.fences <= left.fences + own.fences;
}

static void size_create(struct kunit *test, struct size_many *many, u32 i)
{
	static const char * const names[] = {
		"GVTg_V5_32", "GVTg_V5_32", "GVTg_V5_32", "GVTg_V5_32", "GVTg_V5_32",
		"GVTg_V5_32", "GVTg_V5_32", "GVTg_V5_32", "GVTg_V5_16", "GVTg_V5_8",
	};
	struct vgt_env *env = vgt_env_get(test);
	const char *name = names[size_random(many, ARRAY_SIZE(names))];
	u32 available = vgt_type_available(&env->dev, vgt_env_type(name));
	bool fits = size_fits(env, NULL, vgt_env_type(name));
	struct vgt_vgpu *vgpu = vgt_env_vgpu(env, name);

	KUNIT_EXPECT_EQ(test, available > 0, fits);
	KUNIT_EXPECT_EQ(test, !IS_ERR(vgpu), fits);
	if (IS_ERR(vgpu)) {
		many->refused++;
		return;
	}
	many->vgpu[i] = vgpu;
	many->alive++;
	many->most = max(many->most, many->alive);
	/* Else fences run out first. */
	if (!env_virtual(env))
		KUNIT_EXPECT_EQ(test, vgt_vgpu_set_fences(vgpu, 1), 0);
}

static void size_change(struct kunit *test, struct size_many *many, struct vgt_vgpu *vgpu)
{
	struct vgt_env *env = vgt_env_get(test);
	bool low = size_random(many, 2);
	u64 bytes = low ? MB(8 + 2 * size_random(many, 8)) : MB(32 + 2 * size_random(many, 8));
	struct vgt_size was = { 0 }, now = { 0 };
	struct vgt_type type;
	bool fits;
	int ret;

	vgt_vgpu_size(vgpu, &was);
	type = *vgpu->type;
	if (low)
		type.low_mb = bytes >> 20;
	else
		type.high_mb = bytes >> 20;
	fits = size_fits(env, vgpu, &type);
	ret = low ? vgt_vgpu_set_low(vgpu, bytes) : vgt_vgpu_set_high(vgpu, bytes);
	KUNIT_EXPECT_EQ(test, !ret, fits);
	vgt_vgpu_size(vgpu, &now);
	if (ret) {
		many->refused++;
		KUNIT_EXPECT_EQ(test, memcmp(&was, &now, sizeof(was)), 0);
		return;
	}
	many->moved++;
	KUNIT_EXPECT_EQ(test, low ? now.low : now.high, bytes);
	KUNIT_EXPECT_EQ(test, low ? now.high : now.low, low ? was.high : was.low);
}

static void size_step(struct kunit *test, struct size_many *many)
{
	u32 i = size_random(many, MANY), what = size_random(many, 8);

	if (!many->vgpu[i]) {
		size_create(test, many, i);
	} else if (what < 2) {
		vgt_vgpu_destroy(many->vgpu[i]);
		many->vgpu[i] = NULL;
		many->alive--;
	} else {
		size_change(test, many, many->vgpu[i]);
	}
}

/* All space is the vGPUs', and that does not have room for all of them. */
static void size_narrow(struct vgt_env *env)
{
	u64 hidden = MB(1400);

	if (env_virtual(env)) {
		env->gpu.gpu.desc.ggtt_size = FAKE_MAPPABLE_SIZE + 5 * FAKE_GGTT_BLOCK + hidden;
	} else {
		hidden = FAKE_GGTT_DIRECT - FAKE_MAPPABLE_SIZE;
		env->dev.total.low = FAKE_MAPPABLE_SIZE;
	}
	env->dev.total.high = hidden;
}

/*
 * Made, removed, and made smaller and larger, in any order: nothing overlaps, nothing leaks, and
 * whatever fits by its sum is had, in however many pieces the free space was.
 */
static void size_over_and_over(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct size_many *many = kvzalloc(sizeof(*many), GFP_KERNEL);
	struct size_state was;
	u32 i;

	KUNIT_ASSERT_TRUE(test, many);
	many->seed = 12;
	vgt_vgpu_stop(env->vgpu);
	KUNIT_EXPECT_EQ(test, vgt_vgpu_set_low(env->vgpu, MB(16)), 0);
	KUNIT_EXPECT_EQ(test, vgt_vgpu_set_high(env->vgpu, MB(64)), 0);
	if (!env_virtual(env))
		KUNIT_EXPECT_EQ(test, vgt_vgpu_set_fences(env->vgpu, 1), 0);
	size_narrow(env);
	size_look(env, &was);
	for (i = 0; i < ENV_SIZES; i++) {
		size_step(test, many);
		size_invariant(test, many);
	}
	/* Otherwise it has shown nothing. */
	KUNIT_EXPECT_GE(test, many->most, ENV_SIZES < 1000 ? 10 : 20);
	KUNIT_EXPECT_GE(test, many->refused, ENV_SIZES / 100);
	KUNIT_EXPECT_GE(test, many->moved, ENV_SIZES / 10);
	for (i = 0; i < MANY; i++)
		if (many->vgpu[i])
			vgt_vgpu_destroy(many->vgpu[i]);
	kvfree(many);
	size_same(test, &was);
	KUNIT_EXPECT_EQ(test, env->gpu.strays, 0);
}

/* As many of the smallest as there are at most, at a time. */
static void size_27(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_vgpu *vgpu[MANY];
	u32 i;

	vgt_vgpu_stop(env->vgpu);
	KUNIT_EXPECT_EQ(test, vgt_vgpu_set_low(env->vgpu, MB(32)), 0);
	KUNIT_EXPECT_EQ(test, vgt_vgpu_set_high(env->vgpu, MB(32)), 0);
	if (!env_virtual(env))
		KUNIT_EXPECT_EQ(test, vgt_vgpu_set_fences(env->vgpu, 1), 0);
	for (i = 0; i < MANY; i++) {
		vgpu[i] = vgt_env_vgpu(env, "GVTg_V5_32");
		KUNIT_ASSERT_FALSE(test, IS_ERR(vgpu[i]));
		if (!env_virtual(env))
			KUNIT_EXPECT_EQ(test, vgt_vgpu_set_fences(vgpu[i], 1), 0);
		KUNIT_EXPECT_EQ(test, vgt_vgpu_set_high(vgpu[i], MB(42)), 0);
	}
	while (i--)
		vgt_vgpu_destroy(vgpu[i]);
}

static struct kunit_case size_cases[] = {
	KUNIT_CASE(size_is_set),
	KUNIT_CASE(size_then_work),
	KUNIT_CASE(size_nothing_left),
	KUNIT_CASE(size_of_fences),
	KUNIT_CASE(size_in_use),
	KUNIT_CASE(size_limits),
	KUNIT_CASE(size_at_its_own_place),
	KUNIT_CASE(size_lost),
	KUNIT_CASE(size_lost_of_the_largest),
	KUNIT_CASE(size_allocations_fail),
	KUNIT_CASE(size_port_fails),
	KUNIT_CASE(size_of_monitors),
	KUNIT_CASE(size_27),
	KUNIT_CASE(size_over_and_over),
	{ }
};

static struct kunit_case size_direct_cases[] = {
	KUNIT_CASE(size_runs_out),
	{ }
};

static struct kunit_suite size_suite = {
	.name = "size",
	.init = vgt_env_suite_init,
	.exit = vgt_env_suite_exit,
	.test_cases = size_cases,
};

static struct kunit_suite size_direct_suite = {
	.name = "size_direct",
	.init = vgt_env_suite_init_direct,
	.exit = vgt_env_suite_exit,
	.test_cases = size_direct_cases,
};

kunit_test_suite(size_suite);
kunit_test_suite(size_direct_suite);
