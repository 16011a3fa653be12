// SPDX-License-Identifier: GPL-2.0-only
/*
 * Pages of BAR 2 that the guest port cannot show from memory, with virtual GGTT addresses: the
 * hardware's aperture shows them, in pieces. The fakes look at the order, also for these.
 */
#include <linux/err.h>
#include <linux/kernel.h>

#include "core/mem/ggtt.h"
#include "env.h"
#include "env_fault.h"
#include "env_time.h"

#define PIECE		64u
#define PIECE_BYTES	(PIECE * 4096u)

/* @pages of BAR 2 from page @first on lead to as many pages that the port cannot show. */
static u64 tails(struct vgt_env *env, u32 first, u32 pages)
{
	u64 gpa = env_pages(env, pages);
	u32 i;

	for (i = 0; i < pages; i++) {
		env->guest.tails[gpa / 4096 + i] = true;
		env_ggtt_set(env, (first + i) * 4096ull, gpa + i * 4096ull);
	}
	env_ggtt_flush(env);
	return gpa;
}

static bool by_aperture(u32 found)
{
	return found >= FAKE_APERTURE && found < FAKE_AGAIN;
}

/* Is the page shown by the aperture? A look that waits for it included. */
static bool pieced(struct vgt_env *env, u32 page)
{
	u32 i, found = fake_guest_touch(&env->guest, page);

	for (i = 0; found == FAKE_AGAIN && i < 100; i++) {
		env_sleep_us(5000);
		found = fake_guest_touch(&env->guest, page);
	}
	return by_aperture(found);
}

/* The hardware's entry behind what a CPU has mapped. */
static u64 entry_of(struct vgt_env *env, u32 page)
{
	return env->gpu.ggtt[env->guest.mapped[page] - FAKE_APERTURE];
}

static u64 entry_to(struct vgt_env *env, u64 gpa)
{
	return fake_guest_dma(&env->guest, gpa) | 1;
}

static u32 hw_fences(struct vgt_env *env)
{
	u32 i, n = 0;

	for (i = 0; i < FAKE_FENCES; i++)
		n += env->gpu.fences_used[i];
	return n;
}

static void set_fence(struct vgt_env *env, u32 i, u64 first, u64 last)
{
	env_write(env, 0x100000 + 8 * i, 0);
	env_write(env, 0x100004 + 8 * i, last);
	env_write(env, 0x100000 + 8 * i, first | 1);
}

/* A piece has its entries, and no fence. What memory can show is not taken from it. */
static void piece_shows(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u64 gpa = tails(env, 0, 66), other = env_page(env);
	u32 i;

	env_ggtt_set(env, 3 * 4096, other);
	env_ggtt_flush(env);
	KUNIT_EXPECT_EQ(test, env->dev.fences.bytes, 0);
	for (i = 0; i < 66; i++) {
		KUNIT_EXPECT_EQ(test, pieced(env, i), i != 3);
		if (i != 3)
			KUNIT_EXPECT_EQ(test, entry_of(env, i), entry_to(env, gpa + i * 4096));
	}
	KUNIT_EXPECT_EQ(test, env->guest.mapped[3], other / 4096 + FAKE_PAGE);
	KUNIT_EXPECT_EQ(test, env->dev.fences.bytes, 2 * PIECE_BYTES);
	KUNIT_EXPECT_EQ(test, hw_fences(env), 0);
	/* No entry: memory shows the scratch page. */
	KUNIT_EXPECT_EQ(test, fake_guest_touch(&env->guest, 66), FAKE_SCRATCH);
	KUNIT_EXPECT_EQ(test, fake_guest_touch(&env->guest, 5000), FAKE_SCRATCH);
}

/*
 * Entries change under a piece, in several pieces at once; memory goes away. What user space has
 * mapped goes on, and shows the new pages.
 */
static void piece_follows(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u64 gpa = tails(env, 0, 3 * PIECE), next, want;
	u32 i, at[3 * PIECE] = { 0 };

	for (i = 0; i < 3 * PIECE; i += i == PIECE - 1 ? PIECE + 1 : 1) {
		KUNIT_ASSERT_TRUE(test, pieced(env, i));
		at[i] = env->guest.mapped[i] - FAKE_APERTURE;
	}
	next = tails(env, 10, 170);
	for (i = 0; i < 3 * PIECE; i++) {
		want = i < 10 || i >= 180 ? gpa + i * 4096 : next + (i - 10) * 4096;
		if (at[i])
			KUNIT_EXPECT_EQ(test, env->gpu.ggtt[at[i]], entry_to(env, want));
	}
	KUNIT_EXPECT_EQ(test, env->guest.pins[gpa / 4096 + 10], 0);
	vgt_vgpu_memory_gone(env->vgpu, next, 60 * 4096, NULL);
	KUNIT_EXPECT_EQ(test, env->gpu.ggtt[at[10]], env->vgpu->scratch.dma | 1);
	KUNIT_EXPECT_EQ(test, env->guest.pins[next / 4096], 0);
	KUNIT_EXPECT_EQ(test, env->gpu.ggtt[at[130]], entry_to(env, next + 120 * 4096));
	/* The one in the middle was not shown: it has what its entries say now. */
	KUNIT_ASSERT_TRUE(test, pieced(env, 100));
	KUNIT_EXPECT_EQ(test, entry_of(env, 100), entry_to(env, next + 90 * 4096));
	KUNIT_EXPECT_EQ(test, env->guest.refaults, 0);
	KUNIT_EXPECT_EQ(test, env->guest.revokes, 0);
}

/* A page that memory shows becomes one that it cannot show, and the other way round. */
static void piece_and_memory(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u64 gpa = env_page(env), tail;

	env_ggtt_set(env, 0, gpa);
	env_ggtt_flush(env);
	KUNIT_EXPECT_FALSE(test, pieced(env, 0));
	tail = tails(env, 0, 1);
	KUNIT_ASSERT_TRUE(test, pieced(env, 0));
	KUNIT_EXPECT_EQ(test, entry_of(env, 0), entry_to(env, tail));
	env_ggtt_set(env, 0, gpa);
	env_ggtt_flush(env);
	KUNIT_EXPECT_EQ(test, fake_guest_touch(&env->guest, 0), gpa / 4096 + FAKE_PAGE);
}

/* More than there is room for: the oldest one gives its own, after a while. */
static void piece_room(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);

	tails(env, 0, 3 * PIECE);
	env->dev.total.low = 2 * PIECE_BYTES;
	KUNIT_EXPECT_TRUE(test, pieced(env, 0));
	KUNIT_EXPECT_TRUE(test, pieced(env, PIECE));
	KUNIT_EXPECT_EQ(test, fake_guest_touch(&env->guest, 2 * PIECE), FAKE_AGAIN);
	KUNIT_EXPECT_EQ(test, env->guest.revokes, 0);
	KUNIT_EXPECT_TRUE(test, pieced(env, 2 * PIECE));
	KUNIT_EXPECT_EQ(test, env->guest.mapped[0], 0);
	KUNIT_EXPECT_NE(test, env->guest.mapped[PIECE], 0);
	KUNIT_EXPECT_EQ(test, env->dev.fences.bytes, 2 * PIECE_BYTES);
	KUNIT_EXPECT_TRUE(test, pieced(env, 0));
	KUNIT_EXPECT_EQ(test, env->guest.mapped[PIECE], 0);
}

/* Nothing is left, and nobody gives: the guest lives on with the scratch page, until there is. */
static void piece_without_room(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u64 gpa = tails(env, 0, 2);

	env->gpu.fail_after = 0;
	KUNIT_EXPECT_EQ(test, fake_guest_touch(&env->guest, 0), FAKE_SCRATCH);
	KUNIT_EXPECT_EQ(test, env->dev.fences.bytes, 0);
	KUNIT_EXPECT_TRUE(test, pieced(env, 1));
	/* All of it. */
	KUNIT_EXPECT_EQ(test, env->guest.mapped[0], 0);
	KUNIT_EXPECT_TRUE(test, pieced(env, 0));
	KUNIT_EXPECT_EQ(test, entry_of(env, 0), entry_to(env, gpa));
	/* A GPU with no fence for vGPUs has aperture. */
	KUNIT_EXPECT_EQ(test, vgt_vgpu_reset(env->vgpu), 0);
	env->dev.total.fences = 0;
	tails(env, 0, 1);
	KUNIT_EXPECT_TRUE(test, pieced(env, 0));
}

/* A fence over a piece, and not any more. A fence that gets nothing shows the piece. */
static void piece_and_fence(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u64 gpa = tails(env, 0, 8);
	u32 as_piece;

	KUNIT_ASSERT_TRUE(test, pieced(env, 0));
	as_piece = env->guest.mapped[0];
	set_fence(env, 0, 0, 4096);
	KUNIT_ASSERT_TRUE(test, pieced(env, 0));
	KUNIT_EXPECT_NE(test, env->guest.mapped[0], as_piece);
	KUNIT_EXPECT_EQ(test, hw_fences(env), 1);
	KUNIT_EXPECT_EQ(test, entry_of(env, 0), entry_to(env, gpa));
	KUNIT_ASSERT_TRUE(test, pieced(env, 2));
	KUNIT_EXPECT_EQ(test, env->guest.mapped[2], as_piece + 2);
	env_write(env, 0x100000, 0);
	KUNIT_ASSERT_TRUE(test, pieced(env, 0));
	KUNIT_EXPECT_EQ(test, env->guest.mapped[0], as_piece);
	KUNIT_EXPECT_EQ(test, hw_fences(env), 0);
	/* The host leaves no fence: the page is shown as it lies in memory, which a piece does. */
	set_fence(env, 0, 0, 4096);
	env->gpu.fail_after = 1;
	KUNIT_ASSERT_TRUE(test, pieced(env, 0));
	KUNIT_EXPECT_EQ(test, env->guest.mapped[0], as_piece);
	KUNIT_ASSERT_TRUE(test, pieced(env, 1));
	KUNIT_EXPECT_EQ(test, env->guest.mapped[0], 0);
	KUNIT_EXPECT_EQ(test, hw_fences(env), 1);
	KUNIT_EXPECT_EQ(test, vgt_vgpu_reset(env->vgpu), 0);
	KUNIT_EXPECT_EQ(test, env->dev.fences.bytes, 0);
}

/* Fences are short, aperture is not: only who has a fence gives one. And the other way round. */
static void piece_gives_no_fence(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u32 i;

	env->dev.total.fences = 1;
	env->dev.total.low = 8 * PIECE_BYTES;
	tails(env, 512, 6 * PIECE);
	for (i = 0; i < 6; i++)
		KUNIT_EXPECT_TRUE(test, pieced(env, 512 + i * PIECE));
	set_fence(env, 0, 0, 4096);
	set_fence(env, 1, 8192, 12288);
	KUNIT_EXPECT_TRUE(test, pieced(env, 0));
	KUNIT_EXPECT_TRUE(test, pieced(env, 2));
	KUNIT_EXPECT_EQ(test, env->guest.revokes, 1);
	KUNIT_EXPECT_EQ(test, env->guest.mapped[0], 0);
	for (i = 0; i < 6; i++)
		KUNIT_EXPECT_NE(test, env->guest.mapped[512 + i * PIECE], 0);
	/* A piece takes from the range that has a fence, which is the oldest by then. */
	env_sleep_us(25000);
	env->dev.total.low = 6 * PIECE_BYTES + 2 * 4096;
	for (i = 0; i < 6; i++) {
		env->guest.mapped[512 + i * PIECE] = 0;
		KUNIT_EXPECT_TRUE(test, pieced(env, 512 + i * PIECE));
	}
	tails(env, 512 + 6 * PIECE, 1);
	env->dev.total.low += PIECE_BYTES - 4096;
	KUNIT_EXPECT_TRUE(test, pieced(env, 512 + 6 * PIECE));
	KUNIT_EXPECT_EQ(test, env->guest.mapped[2], 0);
	KUNIT_EXPECT_EQ(test, hw_fences(env), 0);
}

/* One fault takes from so many at most. Those that come meanwhile wait until it has enough. */
static void piece_takes_in_parts(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u32 i;

	tails(env, 0, 40 * PIECE);
	env->dev.total.low = 40 * PIECE_BYTES;
	for (i = 0; i < 40; i++)
		KUNIT_EXPECT_TRUE(test, pieced(env, i * PIECE));
	env_sleep_us(25000);
	set_fence(env, 0, 64 << 20, (64 << 20) + 40 * PIECE_BYTES - 4096);
	KUNIT_EXPECT_EQ(test, fake_guest_touch(&env->guest, (64 << 20) / 4096), FAKE_AGAIN);
	KUNIT_EXPECT_EQ(test, env->guest.revokes, 16);
	KUNIT_EXPECT_TRUE(test, pieced(env, (64 << 20) / 4096));
	KUNIT_EXPECT_EQ(test, env->guest.revokes, 40);
}

/* A reset gives all back; the GGTT of a guest that sleeps is kept, and so is what shows it. */
static void piece_reset(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u64 gpa = tails(env, 0, 1);

	KUNIT_EXPECT_TRUE(test, pieced(env, 0));
	KUNIT_EXPECT_EQ(test, vgt_vgpu_reset(env->vgpu), 0);
	KUNIT_EXPECT_EQ(test, env->guest.mapped[0], 0);
	KUNIT_EXPECT_EQ(test, env->dev.fences.bytes, 0);
	KUNIT_EXPECT_EQ(test, fake_guest_touch(&env->guest, 0), FAKE_SCRATCH);
	env_ggtt_set(env, 0, gpa);
	env_ggtt_flush(env);
	KUNIT_ASSERT_TRUE(test, pieced(env, 0));
	KUNIT_EXPECT_EQ(test, entry_of(env, 0), entry_to(env, gpa));
	vgt_vgpu_stop(env->vgpu);
	KUNIT_EXPECT_EQ(test, env->dev.fences.bytes, 0);
	KUNIT_EXPECT_EQ(test, vgt_vgpu_start(env->vgpu), 0);
	tails(env, 0, 1);
	KUNIT_EXPECT_TRUE(test, pieced(env, 0));
}

/* After the host's sleep. */
static void piece_resumes(struct kunit *test)
{
	static const u64 lost;
	struct vgt_env *env = vgt_env_get(test);
	u64 gpa = tails(env, 0, 2);

	KUNIT_ASSERT_TRUE(test, pieced(env, 1));
	env->gpu.gpu.ops->ggtt_write(&env->gpu.gpu, env->guest.mapped[1] - FAKE_APERTURE, 1, &lost);
	vgt_device_resume(&env->dev);
	KUNIT_EXPECT_EQ(test, entry_of(env, 1), entry_to(env, gpa + 4096));
}

/* There is no memory for a copy of the entries: they do not count yet. */
static void piece_no_memory(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u64 gpa = env_page(env);
	int n, left = 1;

	env->guest.tails[gpa / 4096] = true;
	env_ggtt_set(env, 0, gpa);
	for (n = 0; left > 0 && n < 20; n++) {
		mutex_lock(&env->vgpu->lock);
		/* What came before stays: each of the two of a block is tried. */
		env_fail_alloc(n - (n > 1));
		left = vgt_ggtt_sync(env->vgpu);
		env_fail_alloc(-1);
		mutex_unlock(&env->vgpu->lock);
		left = left == -ENOMEM;
		KUNIT_EXPECT_EQ(test, env->guest.pins[gpa / 4096], !left);
		KUNIT_EXPECT_EQ(test, by_aperture(fake_guest_touch(&env->guest, 0)), !left);
		env->guest.mapped[0] = 0;
	}
	/* The known entries, both parts of the block, the pin. */
	KUNIT_EXPECT_GE(test, n, 4);
}

/* A port that shows all pages needs no copies of entries. */
static void piece_not_needed(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_guest_ops ops = *env->guest.guest.ops;
	const struct vgt_guest_ops *all = env->guest.guest.ops;
	struct vgt_vgpu *first = env->vgpu, *second;
	u64 gpa = env_page(env);

	ops.some_by_aperture = false;
	env->guest.guest.ops = &ops;
	second = vgt_env_vgpu(env, "GVTg_V5_8");
	KUNIT_ASSERT_FALSE(test, IS_ERR(second));
	KUNIT_ASSERT_EQ(test, vgt_vgpu_start(second), 0);
	KUNIT_EXPECT_TRUE(test, !second->ggtt.part[VGT_GGTT_LOW].pieces);
	env_use(env, second);
	env_ggtt_set(env, 0, gpa);
	env_ggtt_flush(env);
	KUNIT_EXPECT_EQ(test, fake_guest_touch(&env->guest, 0), gpa / 4096 + FAKE_PAGE);
	env_use(env, first);
	vgt_vgpu_stop(second);
	vgt_vgpu_destroy(second);
	env->guest.guest.ops = all;
	KUNIT_EXPECT_TRUE(test, first->ggtt.part[VGT_GGTT_LOW].pieces);
}

/* Pages of the second vGPU's: the fake has one BAR 2 for both. */
#define SECOND	((32u << 20) / 4096)

/* A guest that faults all over its BAR 2 does not keep another one waiting, nor takes its piece. */
static void piece_of_another(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_vgpu *first = env->vgpu, *second = vgt_env_vgpu(env, "GVTg_V5_8");
	u32 now, waits = 0, most = 0, lost = 0;

	KUNIT_ASSERT_FALSE(test, IS_ERR(second));
	KUNIT_ASSERT_EQ(test, vgt_vgpu_start(second), 0);
	tails(env, 0, 32 * PIECE);
	env->dev.total.low = 16 * PIECE_BYTES;
	for (now = 0; now < 16; now++)
		KUNIT_EXPECT_TRUE(test, pieced(env, now * PIECE));
	env_use(env, second);
	tails(env, SECOND, 1);
	for (now = 0; now < 900; now += 5) {
		env_use(env, second);
		lost += most && !env->guest.mapped[SECOND];
		waits = fake_guest_touch(&env->guest, SECOND) == FAKE_AGAIN ? waits + 5 : 0;
		most = max(most, waits + 1);
		env_use(env, first);
		fake_guest_touch(&env->guest, now / 5 % 32 * PIECE);
		env_sleep_us(5000);
	}
	KUNIT_EXPECT_LE(test, most, 51);
	KUNIT_EXPECT_LE(test, lost, most / 5);
	KUNIT_EXPECT_GT(test, env->guest.revokes, 20);
	vgt_vgpu_stop(second);
	vgt_vgpu_destroy(second);
	KUNIT_EXPECT_EQ(test, vgt_vgpu_reset(first), 0);
	KUNIT_EXPECT_EQ(test, env->dev.fences.bytes, 0);
	KUNIT_EXPECT_EQ(test, first->fences.bytes, 0);
}

static struct kunit_case piece_cases[] = {
	KUNIT_CASE(piece_shows),
	KUNIT_CASE(piece_follows),
	KUNIT_CASE(piece_and_memory),
	KUNIT_CASE(piece_without_room),
	KUNIT_CASE(piece_and_fence),
	KUNIT_CASE(piece_reset),
	KUNIT_CASE(piece_resumes),
	KUNIT_CASE(piece_not_needed),
	ENV_END_IN_KERNEL
	KUNIT_CASE(piece_room),
	KUNIT_CASE(piece_gives_no_fence),
	KUNIT_CASE(piece_takes_in_parts),
	KUNIT_CASE(piece_no_memory),
	KUNIT_CASE(piece_of_another),
	{ }
};

static struct kunit_suite piece_suite = {
	.name = "piece",
	.init = vgt_env_suite_init_virtual,
	.exit = vgt_env_suite_exit,
	.test_cases = piece_cases,
};

kunit_test_suite(piece_suite);
