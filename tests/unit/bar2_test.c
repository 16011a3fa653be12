// SPDX-License-Identifier: GPL-2.0-only
/*
 * BAR 2 with virtual GGTT addresses: what it shows, and when. The fakes look at the order: a page
 * is hidden before its entry changes and before what it showed is unpinned.
 */
#include <linux/err.h>
#include <linux/kernel.h>

#include "core/entry.h"
#include "core/mem/ggtt.h"
#include "env.h"
#include "env_time.h"

#define BAR2	(256u << 20)

/* The guest page that a page of BAR 2 shows, or 0. */
static u64 shown(struct vgt_env *env, u64 addr)
{
	u32 page = env->guest.bar2[addr / 4096];

	return page ? (page - 1) * 4096ull : 0;
}

static u32 all_shown(struct vgt_env *env)
{
	u32 i, n = 0;

	for (i = 0; i < FAKE_BAR2_PAGES; i++)
		n += !!env->guest.bar2[i];
	return n;
}

static void bar2_follows_entries(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u64 gpa = env_pages(env, 3);
	u32 i;

	KUNIT_EXPECT_EQ(test, all_shown(env), 0);
	for (i = 0; i < 3; i++)
		env_ggtt_set(env, i * 4096, gpa + i * 4096);
	/* As the hardware's entries, from the flush on. */
	KUNIT_EXPECT_EQ(test, all_shown(env), 0);
	env_ggtt_flush(env);
	for (i = 0; i < 3; i++)
		KUNIT_EXPECT_EQ(test, shown(env, i * 4096), gpa + i * 4096);
	KUNIT_EXPECT_EQ(test, all_shown(env), 3);
	/* Another page; the same page twice. */
	env_ggtt_set(env, 4096, gpa + 8192);
	env_ggtt_flush(env);
	KUNIT_EXPECT_EQ(test, shown(env, 4096), gpa + 8192);
	KUNIT_EXPECT_EQ(test, shown(env, 8192), gpa + 8192);
	KUNIT_EXPECT_EQ(test, env->guest.pins[gpa / 4096 + 1], 0);
	/* The last page of the slice. */
	env_ggtt_set(env, (128 << 20) - 4096, gpa);
	env_ggtt_flush(env);
	KUNIT_EXPECT_EQ(test, shown(env, (128 << 20) - 4096), gpa);
}

/* The high slice is not in BAR 2. */
static void bar2_is_low(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);

	env_ggtt_set(env, BAR2, env_page(env));
	env_ggtt_flush(env);
	KUNIT_EXPECT_EQ(test, env->guest.pinned, 1);
	KUNIT_EXPECT_EQ(test, all_shown(env), 0);
	KUNIT_EXPECT_EQ(test, env->guest.hides, 0);
}

/* Entries that lead nowhere: not present, beyond memory, into a BAR of the device's own. */
static void bar2_nowhere(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u64 gpa = env_page(env), bar = env_page(env), none = 0;
	u64 refused = env->vgpu->stats.ggtt_refused;
	u32 i;

	env->guest.own_bar = bar / 4096;
	for (i = 0; i < 3; i++)
		env_ggtt_set(env, i * 4096, gpa);
	env_ggtt_flush(env);
	KUNIT_EXPECT_EQ(test, all_shown(env), 3);
	mutex_lock(&env->vgpu->lock);
	KUNIT_EXPECT_EQ(test, vgt_ggtt_write(env->vgpu, 0, &none, 8), 0);
	mutex_unlock(&env->vgpu->lock);
	env_ggtt_set(env, 4096, FAKE_GUEST_PAGES * 4096ull);
	env_ggtt_set(env, 8192, bar);
	env_ggtt_set(env, 12288, gpa);
	env_ggtt_flush(env);
	/* The others count. */
	KUNIT_EXPECT_EQ(test, all_shown(env), 1);
	KUNIT_EXPECT_EQ(test, shown(env, 12288), gpa);
	KUNIT_EXPECT_EQ(test, env->vgpu->stats.ggtt_refused, refused + 2);
	KUNIT_EXPECT_EQ(test, env->gpu.ggtt[env_hw(env, 8192) / 4096],
			env->vgpu->ggtt.scratch.dma | 1);
}

/* Memory goes, and comes back; a reset; the guest's end. */
static void bar2_hides(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u64 gpa = env_pages(env, 2);

	env_ggtt_set(env, 0, gpa);
	env_ggtt_set(env, 4096, gpa + 4096);
	env_ggtt_flush(env);
	vgt_vgpu_memory_gone(env->vgpu, gpa, 4096, NULL);
	KUNIT_EXPECT_EQ(test, shown(env, 0), 0);
	KUNIT_EXPECT_EQ(test, shown(env, 4096), gpa + 4096);
	env_sleep_us(2 * VGT_BLOCK_MS * 1000);
	env_ggtt_flush(env);
	env_settle(env);
	KUNIT_EXPECT_EQ(test, shown(env, 0), gpa);
	KUNIT_EXPECT_EQ(test, vgt_vgpu_reset(env->vgpu), 0);
	KUNIT_EXPECT_EQ(test, all_shown(env), 0);
	env_ggtt_set(env, 0, gpa);
	env_ggtt_flush(env);
	KUNIT_EXPECT_EQ(test, all_shown(env), 1);
	vgt_vgpu_stop(env->vgpu);
	KUNIT_EXPECT_EQ(test, all_shown(env), 0);
	KUNIT_EXPECT_EQ(test, vgt_vgpu_start(env->vgpu), 0);
}

static struct kunit_case bar2_cases[] = {
	KUNIT_CASE(bar2_follows_entries),
	KUNIT_CASE(bar2_is_low),
	KUNIT_CASE(bar2_nowhere),
	KUNIT_CASE(bar2_hides),
	{ }
};

static struct kunit_suite bar2_suite = {
	.name = "bar2",
	.init = vgt_env_suite_init_virtual,
	.exit = vgt_env_suite_exit,
	.test_cases = bar2_cases,
};

kunit_test_suite(bar2_suite);
