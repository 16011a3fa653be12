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
#include "env_wait.h"

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
			env->vgpu->scratch.dma | 1);
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

/* There is no room to note what a page shows: its entry does not count yet either. */
static void bar2_room_runs_out(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u64 gpa = env_page(env);

	env_ggtt_set(env, 0, gpa);
	env->guest.fail_after = 0;
	env_ggtt_flush(env);
	KUNIT_EXPECT_EQ(test, env->guest.pinned, 0);
	KUNIT_EXPECT_EQ(test, all_shown(env), 0);
	mutex_lock(&env->vgpu->lock);
	env->guest.fail_after = 0;
	KUNIT_EXPECT_EQ(test, vgt_ggtt_sync(env->vgpu), -ENOMEM);
	KUNIT_EXPECT_EQ(test, vgt_ggtt_sync(env->vgpu), 0);
	mutex_unlock(&env->vgpu->lock);
	KUNIT_EXPECT_EQ(test, shown(env, 0), gpa);
}

/* One call for a run of pages, whatever takes them away. */
static void bar2_hides_runs(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u64 gpa = env_pages(env, 600);
	int hides;
	u32 i;

	for (i = 0; i < 600; i++)
		env_ggtt_set(env, i * 4096, gpa + i * 4096);
	env_ggtt_flush(env);
	KUNIT_EXPECT_EQ(test, all_shown(env), 600);
	hides = env->guest.hides;
	/* In two runs, the second one in two pages of entries. */
	vgt_vgpu_memory_gone(env->vgpu, gpa, 100 * 4096, NULL);
	KUNIT_EXPECT_EQ(test, env->guest.hides, hides + 1);
	vgt_vgpu_memory_gone(env->vgpu, gpa + 110 * 4096, 490 * 4096, NULL);
	KUNIT_EXPECT_EQ(test, env->guest.hides, hides + 3);
	KUNIT_EXPECT_EQ(test, all_shown(env), 10);
	for (i = 0; i < 600; i++)
		KUNIT_EXPECT_EQ(test, env->gpu.ggtt[env_hw(env, i * 4096) / 4096] ==
				(env->vgpu->scratch.dma | 1), i < 100 || i >= 110);
}

/* What a CPU of the guest found while an entry was written. */
static u32 found;
static struct fake_guest *toucher;

static void touch_first(struct fake_gpu *fake)
{
	found = fake_guest_touch(toucher, 0);
}

/* A fault while an entry changes finds neither page, and does not stay. */
static void bar2_fault_meanwhile(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u64 gpa = env_pages(env, 2);
	u32 page = gpa / 4096 + FAKE_PAGE;

	toucher = &env->guest;
	env->gpu.on_ggtt_write = touch_first;
	KUNIT_EXPECT_EQ(test, fake_guest_touch(&env->guest, 0), FAKE_SCRATCH);
	env_ggtt_set(env, 0, gpa);
	env_ggtt_flush(env);
	KUNIT_EXPECT_EQ(test, found, FAKE_SCRATCH);
	KUNIT_EXPECT_EQ(test, fake_guest_touch(&env->guest, 0), page);
	env_ggtt_set(env, 0, gpa + 4096);
	env_ggtt_flush(env);
	KUNIT_EXPECT_EQ(test, found, FAKE_SCRATCH);
	KUNIT_EXPECT_EQ(test, fake_guest_touch(&env->guest, 0), page + 1);
	vgt_vgpu_memory_gone(env->vgpu, gpa + 4096, 4096, NULL);
	KUNIT_EXPECT_EQ(test, found, FAKE_SCRATCH);
	env->gpu.on_ggtt_write = NULL;
}

static void set_fence(struct vgt_env *env, u32 i, u64 first, u64 last)
{
	u64 val = last << 32 | first | 1;
	u32 reg = 0x100000 + 8 * i;

	env_write(env, reg, 0);
	env_write(env, reg + 4, upper_32_bits(val));
	env_write(env, reg, lower_32_bits(val));
}

/* Does the hardware's aperture show a page? A fault waits while others were just accessed. */
static bool tiled(struct vgt_env *env, u32 page)
{
	u32 now = fake_guest_touch(&env->guest, page);

	while (now == FAKE_AGAIN) {
		env_sleep_us(5000);
		now = fake_guest_touch(&env->guest, page);
	}
	return now >= FAKE_APERTURE && now != FAKE_SIGBUS;
}

/* The hardware's entry by which a page is shown. */
static u64 entry_of(struct vgt_env *env, u32 page)
{
	return env->gpu.ggtt[fake_guest_touch(&env->guest, page) - FAKE_APERTURE];
}

/* How many of the hardware's are taken; one that is not taken is off, and the other way round. */
static u32 hw_fences(struct vgt_env *env)
{
	u32 i, n = 0;

	for (i = 0; i < FAKE_FENCES; i++) {
		n += env->gpu.fences_used[i];
		WARN_ON_ONCE(env->gpu.fences_used[i] != !!env->gpu.fences[i]);
	}
	return n;
}

/* Pages that a fence covers are not shown as they lie in memory. */
static void bar2_fenced(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u64 end = env->vgpu->ggtt.part[VGT_GGTT_LOW].space.size;
	u64 refused = env->vgpu->stats.regs_refused;
	u32 i;

	KUNIT_EXPECT_EQ(test, env->vgpu->fences.count, 32);
	for (i = 0; i < 8; i++)
		KUNIT_EXPECT_FALSE(test, tiled(env, i));
	set_fence(env, 31, 8192, 16384);
	for (i = 0; i < 8; i++)
		KUNIT_EXPECT_EQ(test, tiled(env, i), i >= 2 && i <= 4);
	/* Another one over it, which then moves. */
	set_fence(env, 0, 16384, 20480);
	KUNIT_EXPECT_TRUE(test, tiled(env, 4));
	KUNIT_EXPECT_TRUE(test, tiled(env, 5));
	set_fence(env, 0, 24576, 24576);
	KUNIT_EXPECT_TRUE(test, tiled(env, 4));
	KUNIT_EXPECT_FALSE(test, tiled(env, 5));
	KUNIT_EXPECT_TRUE(test, tiled(env, 6));
	set_fence(env, 0, 24576, 24576);
	env_write(env, 0x100000 + 8 * 31, 0);
	KUNIT_EXPECT_FALSE(test, tiled(env, 4));
	/* One that is refused covers nothing. */
	KUNIT_EXPECT_EQ(test, env->vgpu->stats.regs_refused, refused);
	set_fence(env, 0, end - 4096, end);
	KUNIT_EXPECT_EQ(test, env->vgpu->stats.regs_refused, refused + 1);
	KUNIT_EXPECT_FALSE(test, tiled(env, 6));
	set_fence(env, 0, 0, 4096);
	KUNIT_EXPECT_TRUE(test, tiled(env, 0));
	KUNIT_EXPECT_EQ(test, hw_fences(env), 1);
	KUNIT_EXPECT_EQ(test, vgt_vgpu_reset(env->vgpu), 0);
	KUNIT_EXPECT_FALSE(test, tiled(env, 0));
	KUNIT_EXPECT_EQ(test, hw_fences(env), 0);
	KUNIT_EXPECT_EQ(test, env->dev.fences.bytes, 0);
}

/* What shows a range: the entries of all that its rows of tiles need, and its own fence. */
static void bar2_fence_shows(struct kunit *test)
{
	static const u64 lost;
	struct vgt_env *env = vgt_env_get(test);
	u64 gpa = env_pages(env, 9), scratch = env->vgpu->scratch.dma | 1;
	/* Two pages of a row of four X tiles, which is 4096 bytes wide. */
	u64 val = (4096ull << 32) | (2048ull / 128 - 1) << 32 | 1;
	u32 i, page;

	for (i = 0; i < 8; i++)
		env_ggtt_set(env, i * 4096, gpa + i * 4096);
	env_ggtt_flush(env);
	env_write(env, 0x100000, 0);
	env_write(env, 0x100004, upper_32_bits(val));
	env_write(env, 0x100000, lower_32_bits(val));
	/* Nothing is taken before it is accessed. */
	KUNIT_EXPECT_EQ(test, hw_fences(env), 0);
	KUNIT_ASSERT_TRUE(test, tiled(env, 1));
	KUNIT_ASSERT_TRUE(test, tiled(env, 0));
	page = fake_guest_touch(&env->guest, 0) - FAKE_APERTURE;
	KUNIT_EXPECT_EQ(test, fake_guest_touch(&env->guest, 1) - FAKE_APERTURE, page + 1);
	KUNIT_EXPECT_LT(test, page, FAKE_MAPPABLE_SIZE / 4096);
	for (i = 0; i < 4; i++)
		KUNIT_EXPECT_EQ(test, env->gpu.ggtt[page + i],
				fake_guest_dma(&env->guest, gpa + i * 4096) | 1);
	KUNIT_EXPECT_EQ(test, env->dev.fences.bytes, 4 * 4096);
	for (i = 0; i < FAKE_FENCES; i++)
		if (env->gpu.fences_used[i])
			KUNIT_EXPECT_EQ(test, env->gpu.fences[i],
					val + ((u64)page << 44 | page << 12));
	/* After a suspend. */
	memset(env->gpu.fences, 0, sizeof(env->gpu.fences));
	env->gpu.gpu.ops->ggtt_write(&env->gpu.gpu, page + 3, 1, &lost);
	vgt_device_resume(&env->dev);
	KUNIT_EXPECT_EQ(test, hw_fences(env), 1);
	KUNIT_EXPECT_EQ(test, env->gpu.ggtt[page + 3],
			fake_guest_dma(&env->guest, gpa + 3 * 4096) | 1);
	/* An entry changes, behind its last page; then one of its pages goes away. */
	env_ggtt_set(env, 3 * 4096, gpa + 8 * 4096);
	env_ggtt_flush(env);
	KUNIT_EXPECT_EQ(test, hw_fences(env), 0);
	KUNIT_ASSERT_TRUE(test, tiled(env, 0));
	page = fake_guest_touch(&env->guest, 0) - FAKE_APERTURE;
	KUNIT_EXPECT_EQ(test, env->gpu.ggtt[page + 3],
			fake_guest_dma(&env->guest, gpa + 8 * 4096) | 1);
	/* One behind all that it needs does not touch it. */
	i = env->guest.refaults;
	env_ggtt_set(env, 4 * 4096, gpa);
	env_ggtt_flush(env);
	KUNIT_EXPECT_EQ(test, env->guest.refaults, i);
	KUNIT_EXPECT_EQ(test, hw_fences(env), 1);
	vgt_vgpu_memory_gone(env->vgpu, gpa, 4096, NULL);
	KUNIT_EXPECT_EQ(test, env->guest.pins[gpa / 4096], 0);
	KUNIT_ASSERT_TRUE(test, tiled(env, 0));
	KUNIT_EXPECT_EQ(test, entry_of(env, 0), scratch);
}

/* More ranges than the hardware has fences for: the one not accessed for longest gives its. */
static void bar2_fences_recent(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u32 total = env->dev.total.fences, i;

	KUNIT_ASSERT_TRUE(test, total < 32);
	for (i = 0; i < 32; i++)
		set_fence(env, i, i * 8192, i * 8192 + 4096);
	for (i = 0; i < total; i++)
		KUNIT_EXPECT_TRUE(test, tiled(env, 2 * i));
	KUNIT_EXPECT_EQ(test, hw_fences(env), total);
	/* All were accessed just now. */
	KUNIT_EXPECT_EQ(test, fake_guest_touch(&env->guest, 2 * total), FAKE_AGAIN);
	KUNIT_EXPECT_EQ(test, env->guest.revokes, 0);
	env_sleep_us(25000);
	/* A fault in the first one; then the second one is the oldest. */
	KUNIT_EXPECT_TRUE(test, tiled(env, 1));
	KUNIT_EXPECT_TRUE(test, tiled(env, 2 * total));
	KUNIT_EXPECT_EQ(test, env->guest.revokes, 1);
	KUNIT_EXPECT_EQ(test, hw_fences(env), total);
	for (i = 0; i < total; i++)
		KUNIT_EXPECT_EQ(test, !!env->guest.mapped[2 * i], i != 1);
	/* It comes back, and the third one goes. */
	KUNIT_EXPECT_TRUE(test, tiled(env, 2));
	KUNIT_EXPECT_EQ(test, env->guest.mapped[4], 0);
	KUNIT_EXPECT_EQ(test, hw_fences(env), total);
}

/* A range that is too large is refused. What the host does not leave, others give back. */
static void bar2_fence_room(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u64 refused = env->vgpu->stats.regs_refused;

	env->dev.total.low = 12288;
	env_messages_start();
	set_fence(env, 0, 0, 12288);
	KUNIT_EXPECT_TRUE(test, env_messages_were(1, "is larger than the aperture"));
	KUNIT_EXPECT_EQ(test, env->vgpu->stats.regs_refused, refused + 1);
	KUNIT_EXPECT_FALSE(test, tiled(env, 0));
	set_fence(env, 0, 0, 4096);
	set_fence(env, 1, 8192, 12288);
	set_fence(env, 2, 16384, 16384);
	KUNIT_EXPECT_EQ(test, env->vgpu->stats.regs_refused, refused + 1);
	KUNIT_EXPECT_TRUE(test, tiled(env, 0));
	env_sleep_us(25000);
	KUNIT_EXPECT_TRUE(test, tiled(env, 2));
	KUNIT_EXPECT_EQ(test, env->guest.revokes, 1);
	KUNIT_EXPECT_EQ(test, env->dev.fences.bytes, 8192);
	/* The host leaves no aperture, or no fence: the others go first. */
	env_sleep_us(25000);
	env->gpu.fail_after = 0;
	KUNIT_EXPECT_TRUE(test, tiled(env, 4));
	KUNIT_EXPECT_EQ(test, env->guest.revokes, 2);
	KUNIT_EXPECT_EQ(test, env->dev.fences.bytes, 4096);
	env_write(env, 0x100000 + 8 * 2, 0);
	/* There are no others: the guest lives on with memory as it lies. */
	env->gpu.fail_after = 0;
	KUNIT_EXPECT_EQ(test, fake_guest_touch(&env->guest, 0), FAKE_SCRATCH);
	env->gpu.fail_after = 1;
	KUNIT_EXPECT_EQ(test, fake_guest_touch(&env->guest, 1), FAKE_SCRATCH);
	KUNIT_EXPECT_EQ(test, hw_fences(env), 0);
	KUNIT_EXPECT_EQ(test, env->dev.fences.bytes, 0);
	/* When it can be shown again, all of it is. */
	env->guest.mapped[1] = 0;
	KUNIT_EXPECT_TRUE(test, tiled(env, 1));
	KUNIT_EXPECT_EQ(test, env->guest.mapped[0], 0);
	KUNIT_EXPECT_TRUE(test, tiled(env, 0));
}

/* There is no memory for a copy of its entries: it is refused, and the one before it is gone. */
static void bar2_fence_no_memory(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u64 refused = env->vgpu->stats.regs_refused, limit = env->vgpu->memory.limit;
	u64 used = env->vgpu->memory.used;

	set_fence(env, 0, 0, 4096);
	KUNIT_EXPECT_EQ(test, env->vgpu->memory.used, used + 2 * sizeof(u64));
	KUNIT_EXPECT_TRUE(test, tiled(env, 0));
	env->vgpu->memory.limit = env->vgpu->memory.used;
	env_write(env, 0x100004, 8192);
	KUNIT_EXPECT_EQ(test, env->vgpu->stats.regs_refused, refused + 1);
	KUNIT_EXPECT_FALSE(test, tiled(env, 0));
	KUNIT_EXPECT_EQ(test, hw_fences(env), 0);
	KUNIT_EXPECT_EQ(test, env->vgpu->memory.used, used);
	env->vgpu->memory.limit = limit;
	env_write(env, 0x100004, 8192);
	KUNIT_EXPECT_TRUE(test, tiled(env, 2));
}

/* A vGPU takes from another one. */
static void bar2_fence_of_another(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_vgpu *first = env->vgpu, *second = vgt_env_vgpu(env, "GVTg_V5_8");

	KUNIT_ASSERT_FALSE(test, IS_ERR(second));
	KUNIT_ASSERT_EQ(test, vgt_vgpu_start(second), 0);
	env->dev.total.fences = 1;
	set_fence(env, 0, 0, 4096);
	KUNIT_EXPECT_TRUE(test, tiled(env, 0));
	env_use(env, second);
	set_fence(env, 0, 8192, 8192);
	KUNIT_EXPECT_TRUE(test, tiled(env, 2));
	KUNIT_EXPECT_EQ(test, env->guest.revokes, 1);
	KUNIT_EXPECT_EQ(test, env->guest.mapped[0], 0);
	KUNIT_EXPECT_EQ(test, hw_fences(env), 1);
	env_use(env, first);
	vgt_vgpu_stop(second);
	vgt_vgpu_destroy(second);
	KUNIT_EXPECT_EQ(test, hw_fences(env), 0);
	KUNIT_EXPECT_TRUE(test, tiled(env, 0));
}

/* Pages of the second vGPU's: the fake has one BAR 2 for both. */
#define SECOND	((32u << 20) / 4096)

/**
 * struct two - two vGPUs that share the pool of fences
 * @env: with the vGPU that has its way all the time
 * @first: that
 * @second: the other one
 */
struct two {
	struct vgt_env *env;
	struct vgt_vgpu *first, *second;
};

static void two_open(struct kunit *test, struct two *two)
{
	two->env = vgt_env_get(test);
	two->first = two->env->vgpu;
	two->second = vgt_env_vgpu(two->env, "GVTg_V5_8");
	KUNIT_ASSERT_FALSE(test, IS_ERR(two->second));
	KUNIT_ASSERT_EQ(test, vgt_vgpu_start(two->second), 0);
}

static void two_close(struct kunit *test, struct two *two)
{
	env_use(two->env, two->first);
	vgt_vgpu_stop(two->second);
	vgt_vgpu_destroy(two->second);
	vgt_vgpu_reset(two->first);
	KUNIT_EXPECT_EQ(test, hw_fences(two->env), 0);
	KUNIT_EXPECT_EQ(test, two->env->dev.fences.bytes, 0);
	KUNIT_EXPECT_EQ(test, two->first->fences.bytes, 0);
	KUNIT_EXPECT_EQ(test, two->first->fences.real, 0);
}

/* The second one's first page: true if it is shown now, or was. */
static bool second_asks(struct two *two)
{
	bool shown;

	env_use(two->env, two->second);
	shown = fake_guest_touch(&two->env->guest, SECOND) != FAKE_AGAIN;
	env_use(two->env, two->first);
	return shown;
}

/* How long the second one waits while the first one has a fault every 5 ms, at most, in ms. */
static u32 longest_wait(struct two *two, u32 (*next)(u32 now))
{
	u32 now, waits = 0, most = 0;

	for (now = 0; now < 3000; now += 5) {
		waits = second_asks(two) ? 0 : waits + 5;
		most = max(most, waits);
		fake_guest_touch(&two->env->guest, next(now));
		env_sleep_us(5000);
	}
	return most;
}

static u32 next_page(u32 now)
{
	return now / 5;
}

static u32 next_fence(u32 now)
{
	return now / 5 % 32 * 64;
}

/* A range that needs all of the pool, whose guest has a fault of another page all the time. */
static void bar2_fences_one_large(struct kunit *test)
{
	struct two two;

	two_open(test, &two);
	two.env->dev.total.low = 8 << 20;
	set_fence(two.env, 0, 0, (8 << 20) - 4096);
	env_use(two.env, two.second);
	set_fence(two.env, 0, SECOND * 4096ull, SECOND * 4096ull);
	env_use(two.env, two.first);
	KUNIT_EXPECT_TRUE(test, tiled(two.env, 2047));
	KUNIT_EXPECT_LE(test, longest_wait(&two, next_page), 50);
	two_close(test, &two);
}

/* The other way round: many small ranges, of which each leaves too little. */
static void bar2_fences_many_small(struct kunit *test)
{
	struct two two;
	u32 i;

	two_open(test, &two);
	two.env->dev.total.low = 8 << 20;
	for (i = 0; i < 32; i++)
		set_fence(two.env, i, i * 64 * 4096, i * 64 * 4096 + 63 * 4096);
	env_use(two.env, two.second);
	set_fence(two.env, 0, SECOND * 4096ull, SECOND * 4096ull + (8 << 20) - 4096);
	env_use(two.env, two.first);
	KUNIT_EXPECT_LE(test, longest_wait(&two, next_fence), 100);
	two_close(test, &two);
}

/* A guest that uses more than there is takes from itself, not from one that uses little. */
static void bar2_fences_own_first(struct kunit *test)
{
	struct two two;
	u32 now, lost = 0, i;

	two_open(test, &two);
	for (i = 0; i < 32; i++)
		set_fence(two.env, i, i * 64 * 4096, i * 64 * 4096 + 63 * 4096);
	env_use(two.env, two.second);
	set_fence(two.env, 0, SECOND * 4096ull, SECOND * 4096ull);
	env_use(two.env, two.first);
	KUNIT_EXPECT_TRUE(test, second_asks(&two));
	for (now = 0; now < 900; now += 5) {
		fake_guest_touch(&two.env->guest, next_fence(now));
		lost += !two.env->guest.mapped[SECOND];
		env_sleep_us(5000);
	}
	KUNIT_EXPECT_GT(test, two.env->guest.revokes, 0);
	KUNIT_EXPECT_EQ(test, lost, 0);
	/* Later it counts as unused, and is the oldest. */
	for (; now < 2000 && two.env->guest.mapped[SECOND]; now += 5) {
		fake_guest_touch(&two.env->guest, next_fence(now));
		env_sleep_us(5000);
	}
	KUNIT_EXPECT_LT(test, now, 1200);
	two_close(test, &two);
}

/* Two that wait: the first one that came is served first, unless it does not ask any more. */
static void bar2_fences_queue(struct kunit *test)
{
	struct two two;

	two_open(test, &two);
	two.env->dev.total.fences = 1;
	set_fence(two.env, 0, 0, 0);
	set_fence(two.env, 1, 8192, 8192);
	env_use(two.env, two.second);
	set_fence(two.env, 0, SECOND * 4096ull, SECOND * 4096ull);
	env_use(two.env, two.first);
	KUNIT_EXPECT_TRUE(test, tiled(two.env, 0));
	KUNIT_EXPECT_FALSE(test, second_asks(&two));
	env_sleep_us(25000);
	KUNIT_EXPECT_EQ(test, fake_guest_touch(&two.env->guest, 2), FAKE_AGAIN);
	KUNIT_EXPECT_TRUE(test, second_asks(&two));
	KUNIT_EXPECT_EQ(test, fake_guest_touch(&two.env->guest, 2), FAKE_AGAIN);
	env_sleep_us(25000);
	KUNIT_EXPECT_NE(test, fake_guest_touch(&two.env->guest, 2), FAKE_AGAIN);
	/* The second one asks, and then never again. */
	KUNIT_EXPECT_FALSE(test, second_asks(&two));
	env_sleep_us(25000);
	KUNIT_EXPECT_EQ(test, fake_guest_touch(&two.env->guest, 0), FAKE_AGAIN);
	env_sleep_us(100000);
	KUNIT_EXPECT_NE(test, fake_guest_touch(&two.env->guest, 0), FAKE_AGAIN);
	/* One that waits may end. */
	KUNIT_EXPECT_FALSE(test, second_asks(&two));
	two_close(test, &two);
	KUNIT_EXPECT_TRUE(test, list_empty(&two.env->dev.fences.queue));
}

/* A guest ends while it waits for a fence, or resets the vGPU: nobody waits any more. */
static void bar2_fences_queue_stops(struct kunit *test)
{
	struct two two;

	two_open(test, &two);
	two.env->dev.total.fences = 1;
	set_fence(two.env, 0, 0, 0);
	env_use(two.env, two.second);
	set_fence(two.env, 0, SECOND * 4096ull, SECOND * 4096ull);
	env_use(two.env, two.first);
	KUNIT_EXPECT_TRUE(test, tiled(two.env, 0));
	KUNIT_EXPECT_FALSE(test, second_asks(&two));
	KUNIT_EXPECT_FALSE(test, list_empty(&two.env->dev.fences.queue));
	vgt_vgpu_stop(two.second);
	KUNIT_EXPECT_TRUE(test, list_empty(&two.env->dev.fences.queue));
	KUNIT_EXPECT_EQ(test, vgt_vgpu_start(two.second), 0);
	KUNIT_EXPECT_TRUE(test, list_empty(&two.env->dev.fences.queue));
	two_close(test, &two);
}

static u32 again_after(struct vgt_env *env, u32 page, u32 ms)
{
	u32 now;

	for (now = 0; now < ms; now += 5) {
		if (fake_guest_touch(&env->guest, page) != FAKE_AGAIN)
			break;
		/* As if it had got it just now. */
		env->vgpu->fences.range[0].taken += 5;
		env_sleep_us(5000);
	}
	return now;
}

/* Nobody leaves anything, whatever the reason: the wait has an end. */
static void bar2_fences_wait_ends(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);

	env->dev.total.fences = 1;
	set_fence(env, 0, 0, 0);
	set_fence(env, 1, 8192, 8192);
	KUNIT_EXPECT_TRUE(test, tiled(env, 0));
	KUNIT_EXPECT_EQ(test, again_after(env, 2, 10000), 5000);
	KUNIT_EXPECT_EQ(test, env->guest.mapped[2], FAKE_SCRATCH);
	KUNIT_EXPECT_TRUE(test, list_empty(&env->dev.fences.queue));
}

static struct kunit_case bar2_cases[] = {
	KUNIT_CASE(bar2_follows_entries),
	KUNIT_CASE(bar2_is_low),
	KUNIT_CASE(bar2_nowhere),
	KUNIT_CASE(bar2_hides),
	KUNIT_CASE(bar2_room_runs_out),
	KUNIT_CASE(bar2_hides_runs),
	KUNIT_CASE(bar2_fault_meanwhile),
	KUNIT_CASE(bar2_fenced),
	KUNIT_CASE(bar2_fence_shows),
	KUNIT_CASE(bar2_fences_recent),
	KUNIT_CASE(bar2_fence_room),
	KUNIT_CASE(bar2_fence_no_memory),
	KUNIT_CASE(bar2_fence_of_another),
	ENV_END_IN_KERNEL
	KUNIT_CASE(bar2_fences_one_large),
	KUNIT_CASE(bar2_fences_many_small),
	KUNIT_CASE(bar2_fences_own_first),
	KUNIT_CASE(bar2_fences_queue),
	KUNIT_CASE(bar2_fences_queue_stops),
	KUNIT_CASE(bar2_fences_wait_ends),
	{ }
};

static struct kunit_suite bar2_suite = {
	.name = "bar2",
	.init = vgt_env_suite_init_virtual,
	.exit = vgt_env_suite_exit,
	.test_cases = bar2_cases,
};

kunit_test_suite(bar2_suite);
