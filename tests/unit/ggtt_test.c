// SPDX-License-Identifier: GPL-2.0-only
/*
 * The GGTT: slices, entries, when they count, pins.
 */
#include <linux/err.h>
#include <linux/kernel.h>

#include "core/entry.h"
#include "core/mem/ggtt.h"
#include "core/mem/ggtt_space.h"
#include "core/regs/config_space.h"
#include "core/regs/mmio.h"
#include "core/size.h"
#include "env.h"
#include "env_time.h"

static u64 hw_entry(struct vgt_env *env, u64 addr)
{
	return env->gpu.ggtt[env_hw(env, addr) / 4096];
}

static u64 scratch_entry(struct vgt_env *env)
{
	return env->vgpu->scratch.dma | 1;
}

static u64 high(struct vgt_env *env)
{
	return env->vgpu->ggtt.part[VGT_GGTT_HIGH].space.start;
}

static int pages(struct vgt_env *env, u64 addr, void **va, u32 count)
{
	int ret;

	mutex_lock(&env->vgpu->lock);
	ret = vgt_ggtt_pages(env->vgpu, addr, va, count);
	mutex_unlock(&env->vgpu->lock);
	return ret;
}

static void ggtt_starts_as_scratch(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	const struct vgt_ggtt_space *low = &env->vgpu->ggtt.part[0].space;
	const struct vgt_ggtt_space *hi = &env->vgpu->ggtt.part[1].space;

	KUNIT_EXPECT_EQ(test, hw_entry(env, low->start), scratch_entry(env));
	KUNIT_EXPECT_EQ(test, hw_entry(env, low->start + low->size - 1),
			scratch_entry(env));
	KUNIT_EXPECT_EQ(test, hw_entry(env, hi->start + hi->size - 1),
			scratch_entry(env));
	if (!env_virtual(env))
		KUNIT_EXPECT_EQ(test, hw_entry(env, low->start + low->size), 0);
	KUNIT_EXPECT_EQ(test, hw_entry(env, hi->start + hi->size), 0);
	KUNIT_EXPECT_EQ(test, env->gpu.ggtt_unflushed, 0);
}

static void ggtt_counts_from_the_flush(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u64 gpa = env_page(env);

	env_ggtt_set(env, high(env), gpa);
	KUNIT_EXPECT_EQ(test, hw_entry(env, high(env)), scratch_entry(env));
	KUNIT_EXPECT_EQ(test, env->guest.pinned, 0);
	env_ggtt_flush(env);
	KUNIT_EXPECT_EQ(test, hw_entry(env, high(env)),
			fake_guest_dma(&env->guest, gpa) | 1);
	KUNIT_EXPECT_EQ(test, env->guest.pins[gpa / 4096], 1);
	KUNIT_EXPECT_EQ(test, env->gpu.ggtt_unflushed, 0);
	mutex_lock(&env->vgpu->lock);
	KUNIT_EXPECT_TRUE(test, vgt_ggtt_va(env->vgpu, high(env) + 5) ==
			  fake_guest_va(&env->guest, gpa + 5));
	KUNIT_EXPECT_TRUE(test, !vgt_ggtt_va(env->vgpu, high(env) + 4096));
	mutex_unlock(&env->vgpu->lock);
}

/* Pages that follow one another, that do not, one twice, and the guest's second page. */
static void ggtt_ranges(struct kunit *test)
{
	static const u32 order[] = { 1, 2, 3, 9, 9, 4, 5, 0, 1, 80, 81 };
	struct vgt_env *env = vgt_env_get(test);
	void *va[ARRAY_SIZE(order) + 1];
	u32 n = ARRAY_SIZE(order), i;

	for (i = 0; i < n; i++)
		env_ggtt_set(env, high(env) + i * 4096, order[i] * 4096);
	KUNIT_EXPECT_FALSE(test, vgt_vgpu_mapped(env->vgpu, high(env), 1));
	env_ggtt_flush(env);
	KUNIT_EXPECT_TRUE(test, vgt_vgpu_mapped(env->vgpu, high(env), n));
	KUNIT_EXPECT_FALSE(test, vgt_vgpu_mapped(env->vgpu, high(env), n + 1));
	KUNIT_EXPECT_FALSE(test, vgt_vgpu_mapped(env->vgpu, high(env) - 4096, n));
	KUNIT_EXPECT_EQ(test, pages(env, high(env), va, n), 0);
	for (i = 0; i < n; i++)
		KUNIT_EXPECT_TRUE(test, va[i] ==
				  fake_guest_va(&env->guest, order[i] * 4096));
	KUNIT_EXPECT_EQ(test, pages(env, high(env), va, n + 1), -EFAULT);
	KUNIT_EXPECT_EQ(test, pages(env, high(env) - 4096, va, 1), -EFAULT);
}

/* A range across two pages of entries, of which the second has none yet. */
static void ggtt_ranges_of_blocks(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u64 last = high(env) + (VGT_GGTT_BLOCK - 1) * 4096, gpa = env_page(env);
	void *va[2];

	env_ggtt_set(env, last, gpa);
	env_ggtt_flush(env);
	KUNIT_EXPECT_TRUE(test, vgt_vgpu_mapped(env->vgpu, last, 1));
	KUNIT_EXPECT_FALSE(test, vgt_vgpu_mapped(env->vgpu, last, 2));
	KUNIT_EXPECT_EQ(test, pages(env, last, va, 2), -EFAULT);
	env_ggtt_set(env, last + 4096, gpa + 4096);
	env_ggtt_flush(env);
	KUNIT_EXPECT_TRUE(test, vgt_vgpu_mapped(env->vgpu, last, 2));
	KUNIT_EXPECT_EQ(test, pages(env, last, va, 2), 0);
	KUNIT_EXPECT_TRUE(test, va[0] == fake_guest_va(&env->guest, gpa));
	KUNIT_EXPECT_TRUE(test, va[1] == fake_guest_va(&env->guest, gpa + 4096));
}

static void ggtt_replaces_and_unpins(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u64 a = env_page(env), b = env_page(env);

	env_ggtt_set(env, high(env), a);
	env_ggtt_set(env, high(env) + 4096, a);
	env_ggtt_flush(env);
	KUNIT_EXPECT_EQ(test, env->guest.pins[a / 4096], 1);
	env_ggtt_set(env, high(env), b);
	env_ggtt_flush(env);
	KUNIT_EXPECT_EQ(test, env->guest.pins[a / 4096], 1);
	KUNIT_EXPECT_EQ(test, env->guest.pins[b / 4096], 1);
	mutex_lock(&env->vgpu->lock);
	KUNIT_EXPECT_EQ(test, vgt_ggtt_write(env->vgpu, (high(env) + 4096) / 512,
					     &(u64){ 0 }, 8), 0);
	mutex_unlock(&env->vgpu->lock);
	env_ggtt_flush(env);
	KUNIT_EXPECT_EQ(test, env->guest.pins[a / 4096], 0);
	KUNIT_EXPECT_EQ(test, hw_entry(env, high(env) + 4096), scratch_entry(env));
}

static void ggtt_keeps_to_its_slices(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u64 beyond = high(env) + env->vgpu->ggtt.part[1].space.size;
	u64 gpa = env_page(env);
	u64 val = ~0ull;

	env_ggtt_set(env, beyond, gpa);
	env_ggtt_flush(env);
	KUNIT_EXPECT_EQ(test, hw_entry(env, beyond), 0);
	KUNIT_EXPECT_EQ(test, env->guest.pinned, 0);
	mutex_lock(&env->vgpu->lock);
	vgt_bar0_read(env->vgpu, VGT_GGTT_ENTRIES_BASE + beyond / 512, &val, 8);
	mutex_unlock(&env->vgpu->lock);
	KUNIT_EXPECT_EQ(test, val, 0);

	KUNIT_EXPECT_TRUE(test, vgt_ggtt_owns(env->vgpu, high(env), 4096));
	KUNIT_EXPECT_TRUE(test, vgt_ggtt_owns(env->vgpu, beyond - 1, 1));
	KUNIT_EXPECT_FALSE(test, vgt_ggtt_owns(env->vgpu, beyond - 1, 2));
	KUNIT_EXPECT_FALSE(test, vgt_ggtt_owns(env->vgpu, high(env) - 1, 1));
	KUNIT_EXPECT_FALSE(test, vgt_ggtt_owns(env->vgpu, high(env), U64_MAX));
	KUNIT_EXPECT_FALSE(test, vgt_ggtt_owns(env->vgpu, U64_MAX, 2));
}

static void ggtt_bad_entries_are_scratch(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u64 gpa = env_page(env);

	env_ggtt_set(env, high(env), gpa);
	env_ggtt_flush(env);
	/* Past the guest's memory, and beyond what an entry can name. */
	env_ggtt_set(env, high(env), FAKE_GUEST_PAGES * 4096ull);
	env_ggtt_set(env, high(env) + 4096, 1ull << 38);
	env_ggtt_flush(env);
	KUNIT_EXPECT_EQ(test, hw_entry(env, high(env)), scratch_entry(env));
	KUNIT_EXPECT_EQ(test, hw_entry(env, high(env) + 4096), scratch_entry(env));
	KUNIT_EXPECT_EQ(test, env->guest.pinned, 0);
	KUNIT_EXPECT_EQ(test, env->vgpu->stats.ggtt_refused, 2);
}

static void ggtt_halves(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u64 offset = VGT_GGTT_ENTRIES_BASE + high(env) / 512;
	u64 gpa = env_page(env);
	u32 lo = gpa | 1, hi = 0;

	env_write(env, 0x1000, 0);
	mutex_lock(&env->vgpu->lock);
	KUNIT_EXPECT_EQ(test, vgt_bar0_write(env->vgpu, offset + 4, &hi, 4), 0);
	KUNIT_EXPECT_EQ(test, vgt_bar0_write(env->vgpu, offset, &lo, 4), 0);
	mutex_unlock(&env->vgpu->lock);
	env_ggtt_flush(env);
	KUNIT_EXPECT_EQ(test, hw_entry(env, high(env)),
			fake_guest_dma(&env->guest, gpa) | 1);
}

/* 8 bytes at an odd half: of two entries, and of two pages of them. */
static void ggtt_across_entries(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u64 offset = VGT_GGTT_ENTRIES_BASE + high(env) / 512 + 4092;
	u64 val = 0x1122334455667788, last = 0, next = 0;

	mutex_lock(&env->vgpu->lock);
	KUNIT_EXPECT_EQ(test, vgt_bar0_write(env->vgpu, offset, &val, 8), 0);
	KUNIT_EXPECT_EQ(test, vgt_bar0_read(env->vgpu, offset - 4, &last, 8), 0);
	KUNIT_EXPECT_EQ(test, vgt_bar0_read(env->vgpu, offset + 4, &next, 8), 0);
	KUNIT_EXPECT_EQ(test, last, 0x5566778800000000);
	KUNIT_EXPECT_EQ(test, next, 0x11223344);
	val = 0;
	KUNIT_EXPECT_EQ(test, vgt_bar0_read(env->vgpu, offset, &val, 8), 0);
	KUNIT_EXPECT_EQ(test, val, 0x1122334455667788);
	mutex_unlock(&env->vgpu->lock);
}

static void ggtt_mapped_pages(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u64 offset = high(env) / 512;
	u64 gpa = env_page(env);
	u64 *page;
	int unmaps;

	/* As the fault handler and user space do. */
	page = vgt_ggtt_block_map(env->vgpu, offset);
	KUNIT_ASSERT_TRUE(test, page);
	KUNIT_EXPECT_TRUE(test, vgt_ggtt_block_map(env->vgpu, offset + 8) == page);
	KUNIT_EXPECT_TRUE(test, !vgt_ggtt_block_map(env->vgpu, (200 << 20) / 512));
	vgt_ggtt_block_dirty(env->vgpu, offset);
	page[3] = gpa | 1;
	env_sleep_us(25000);
	env_ggtt_flush(env);
	KUNIT_EXPECT_EQ(test, hw_entry(env, high(env) + 3 * 4096),
			fake_guest_dma(&env->guest, gpa) | 1);
	/* It was taken away before it was read, and is not read without cause. */
	unmaps = env->guest.unmaps;
	KUNIT_EXPECT_GE(test, unmaps, 1);
	page[3] = 0;
	env_ggtt_flush(env);
	KUNIT_EXPECT_EQ(test, env->guest.unmaps, unmaps);
	vgt_ggtt_block_dirty(env->vgpu, offset);
	env_ggtt_flush(env);
	KUNIT_EXPECT_EQ(test, env->guest.pinned, 0);
}

/* A page that was just mapped stays: KVM may be about to look for it. */
static void ggtt_mapped_page_stays(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u64 offset = high(env) / 512;
	u64 gpa = env_pages(env, 2);
	u64 *page = vgt_ggtt_block_map(env->vgpu, offset);
	int unmaps = env->guest.unmaps;

	KUNIT_ASSERT_TRUE(test, page);
	vgt_ggtt_block_dirty(env->vgpu, offset);
	page[3] = gpa | 1;
	env_ggtt_flush(env);
	if (ENV_EXACT_TIME)
		KUNIT_EXPECT_EQ(test, env->guest.unmaps, unmaps);
	KUNIT_EXPECT_EQ(test, env->guest.pins[gpa / 4096], 1);
	/* What is written without a fault counts, too. */
	page[3] = (gpa + 4096) | 1;
	if (!ENV_EXACT_TIME)
		vgt_ggtt_block_dirty(env->vgpu, offset);
	env_ggtt_flush(env);
	KUNIT_EXPECT_EQ(test, env->guest.pins[gpa / 4096], 0);
	KUNIT_EXPECT_EQ(test, env->guest.pins[gpa / 4096 + 1], 1);
	/* In the end it goes, once. */
	env_sleep_us(25000);
	env_ggtt_flush(env);
	env_ggtt_flush(env);
	if (ENV_EXACT_TIME)
		KUNIT_EXPECT_EQ(test, env->guest.unmaps, unmaps + 1);
}

static void ggtt_memory_goes(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u64 gpa = env_pages(env, 3);
	u32 flushes;
	u32 i;

	for (i = 0; i < 3; i++)
		env_ggtt_set(env, high(env) + i * 4096, gpa + i * 4096);
	env_ggtt_flush(env);
	flushes = env->gpu.ggtt_flushes;
	vgt_vgpu_memory_gone(env->vgpu, gpa + 4096, 4096, NULL);
	KUNIT_EXPECT_EQ(test, env->guest.pinned, 2);
	KUNIT_EXPECT_EQ(test, env->guest.pins[gpa / 4096 + 1], 0);
	KUNIT_EXPECT_EQ(test, hw_entry(env, high(env) + 4096), scratch_entry(env));
	KUNIT_EXPECT_EQ(test, env->gpu.ggtt_flushes, flushes + 1);
	/* It is not pinned anew at once: who took it away may still ask. */
	env_ggtt_flush(env);
	if (ENV_EXACT_TIME)
		KUNIT_EXPECT_EQ(test, env->guest.pinned, 2);
	/* It is back: the guest's entry counts again, soon after that flush. */
	env_sleep_us(2 * VGT_BLOCK_MS * 1000);
	env_settle(env);
	KUNIT_EXPECT_EQ(test, env->guest.pinned, 3);
}

static void ggtt_pin_limit(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u64 a = env_page(env), b = env_page(env);

	env->guest.fail_pin = 1;
	env_ggtt_set(env, high(env), a);
	env_ggtt_set(env, high(env) + 4096, b);
	env_ggtt_flush(env);
	KUNIT_EXPECT_EQ(test, env->guest.pinned, 1);
	KUNIT_EXPECT_EQ(test, hw_entry(env, high(env) + 4096), scratch_entry(env));
	/* Tried again when the page of entries is written again. */
	env_ggtt_set(env, high(env) + 8192, a);
	env_ggtt_flush(env);
	KUNIT_EXPECT_EQ(test, env->guest.pinned, 2);
	KUNIT_EXPECT_EQ(test, hw_entry(env, high(env) + 4096),
			fake_guest_dma(&env->guest, b) | 1);
}

static void ggtt_reset(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u64 entry = ~0ull;

	env_ggtt_set(env, high(env), env_page(env));
	env_ggtt_flush(env);
	KUNIT_EXPECT_EQ(test, env->guest.pinned, 1);
	KUNIT_EXPECT_EQ(test, vgt_vgpu_reset(env->vgpu), 0);
	KUNIT_EXPECT_EQ(test, env->guest.pinned, 0);
	KUNIT_EXPECT_EQ(test, hw_entry(env, high(env)), scratch_entry(env));
	env_ggtt_flush(env);
	KUNIT_EXPECT_EQ(test, env->guest.pinned, 0);
	/* Nor does the next guest find there what the last one had. */
	mutex_lock(&env->vgpu->lock);
	KUNIT_EXPECT_EQ(test, vgt_bar0_read(env->vgpu, VGT_GGTT_ENTRIES_BASE +
					    high(env) / 4096 * 8, &entry, 8), 0);
	mutex_unlock(&env->vgpu->lock);
	KUNIT_EXPECT_EQ(test, entry, 0);
}

static void put_power(struct vgt_env *env, u16 state)
{
	mutex_lock(&env->vgpu->lock);
	WARN_ON_ONCE(vgt_config_write(env->vgpu, 0xd4, &state, 2));
	mutex_unlock(&env->vgpu->lock);
}

/*
 * S3 of a guest: D3hot, then, as its machine wakes up, D0 and a reset by user space. Its entries
 * are where they would be on hardware, in memory: drivers do not write them anew.
 */
static void ggtt_guest_sleeps(struct kunit *test)
{
	static const struct {
		u16 states[3];
		bool submits, stops, kept;
	} cases[] = {
		{ { 3, 0 }, false, false, true },
		{ { 3, 3 }, false, false, true },
		{ { 3, 0, 0 }, false, false, true },
		{ { 0, 0 }, false, false, false },
		{ { 1, 2 }, false, false, false },
		{ { 3, 0 }, true, false, false },	/* it was awake meanwhile */
		{ { 3, 0 }, false, true, false },	/* another guest */
	};
	struct vgt_env *env = vgt_env_get(test);
	u32 i, k;
	u64 want;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		env_ggtt_set(env, high(env), env_page(env));
		env_ggtt_flush(env);
		KUNIT_EXPECT_EQ(test, env->guest.pinned, 1);
		want = scratch_entry(env);
		if (cases[i].kept)
			want = hw_entry(env, high(env));
		for (k = 0; k < ARRAY_SIZE(cases[i].states); k++)
			put_power(env, cases[i].states[k]);
		if (cases[i].submits)
			env_write(env, 0x2230, 0);
		if (cases[i].stops) {
			vgt_vgpu_stop(env->vgpu);
			KUNIT_EXPECT_EQ(test, vgt_vgpu_start(env->vgpu), 0);
		} else {
			KUNIT_EXPECT_EQ(test, vgt_vgpu_reset(env->vgpu), 0);
		}
		KUNIT_EXPECT_EQ(test, env->guest.pinned, cases[i].kept);
		KUNIT_EXPECT_EQ(test, hw_entry(env, high(env)), want);
		env_ggtt_flush(env);
		KUNIT_EXPECT_EQ(test, env->guest.pinned, cases[i].kept);
		/* The next reset is one like any other. */
		KUNIT_EXPECT_EQ(test, vgt_vgpu_reset(env->vgpu), 0);
		KUNIT_EXPECT_EQ(test, env->guest.pinned, 0);
		KUNIT_EXPECT_EQ(test, hw_entry(env, high(env)), scratch_entry(env));
	}
}

/* A copy goes on where the next entry leads, not in the page behind. */
static void ggtt_copies(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u64 gpa = env_pages(env, 3), addr = high(env);
	u8 buf[32];
	u32 i;

	env_ggtt_set(env, addr, gpa + 8192);
	env_ggtt_set(env, addr + 4096, gpa);
	env_ggtt_flush(env);
	memset(fake_guest_va(&env->guest, gpa), 1, 4096);
	memset(fake_guest_va(&env->guest, gpa + 4096), 2, 4096);
	memset(fake_guest_va(&env->guest, gpa + 8192), 3, 4096);
	mutex_lock(&env->vgpu->lock);
	KUNIT_EXPECT_EQ(test, vgt_ggtt_copy_from(env->vgpu, buf, addr + 4096 - 16, 32), 0);
	for (i = 0; i < 32; i++)
		KUNIT_EXPECT_EQ(test, buf[i], i < 16 ? 3 : 1);
	KUNIT_EXPECT_EQ(test, vgt_ggtt_copy_from(env->vgpu, buf, addr + 8192 - 16, 32), -EFAULT);
	mutex_unlock(&env->vgpu->lock);
}

/* After a suspend of the host's all is as the guest had it. */
static void ggtt_resume(struct kunit *test)
{
	static const u64 lost[2];
	struct vgt_env *env = vgt_env_get(test);
	u64 gpa = env_page(env);

	env_ggtt_set(env, high(env) + 4096, gpa);
	env_ggtt_flush(env);
	env->gpu.gpu.ops->ggtt_write(&env->gpu.gpu, env_hw(env, high(env)) / 4096, 2, lost);
	vgt_device_resume(&env->dev);
	KUNIT_EXPECT_EQ(test, hw_entry(env, high(env)), scratch_entry(env));
	KUNIT_EXPECT_EQ(test, hw_entry(env, high(env) + 4096),
			fake_guest_dma(&env->guest, gpa) | 1);
	KUNIT_EXPECT_EQ(test, env->gpu.ggtt_unflushed, 0);
}

static u64 *mapped_entry;
static u64 mapped_val;

/* The guest's last write before its mapping is gone. */
static void write_before_unmap(struct fake_guest *fake)
{
	*mapped_entry = mapped_val;
	fake->on_unmap = NULL;
}

/* What was written by then counts: no fault will tell of it. */
static void ggtt_write_before_unmap(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u64 gpa = env_pages(env, 2), offset = high(env) / 4096 * 8;

	mapped_entry = vgt_ggtt_block_map(env->vgpu, offset);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, mapped_entry);
	*mapped_entry = gpa | 1;
	mapped_val = (gpa + 4096) | 1;
	vgt_ggtt_block_dirty(env->vgpu, offset);
	env_sleep_us(50000);
	env->guest.on_unmap = write_before_unmap;
	env_ggtt_flush(env);
	KUNIT_EXPECT_TRUE(test, !env->guest.on_unmap);
	KUNIT_EXPECT_EQ(test, hw_entry(env, high(env)),
			fake_guest_dma(&env->guest, gpa + 4096) | 1);
}

/* User space has a page of entries mapped since before a reset, and writes to it afterwards. */
static void ggtt_mapped_over_reset(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u64 offset = high(env) / 512;
	u64 gpa = env_page(env);
	u64 *page = vgt_ggtt_block_map(env->vgpu, offset);

	KUNIT_ASSERT_TRUE(test, page);
	vgt_ggtt_block_dirty(env->vgpu, offset);
	KUNIT_EXPECT_EQ(test, vgt_vgpu_reset(env->vgpu), 0);
	/* Where the mapping was not taken away there is no fault that tells. */
	if (env->guest.unmaps)
		vgt_ggtt_block_dirty(env->vgpu, offset);
	page[3] = gpa | 1;
	env_sleep_us(25000);
	env_ggtt_flush(env);
	KUNIT_EXPECT_EQ(test, env->guest.pinned, 1);
}

#ifndef __KERNEL__
static struct vgt_env *ggtt_woken;

static void ggtt_wakes(void)
{
	shim_on_flush = NULL;
	env_write(ggtt_woken, 0x2230, 0);
}

/*
 * A guest sleeps and asks for a reset, and another processor of it writes to ELSP meanwhile:
 * entries are not let go of with the lock held for all of them.
 */
static void ggtt_wakes_while_reset(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u64 gpa = env_pages(env, 2000);
	u32 i;

	for (i = 0; i < 2000; i++)
		env_ggtt_set(env, high(env) + i * 4096, gpa + i * 4096);
	env_ggtt_flush(env);
	put_power(env, 3);
	ggtt_woken = env;
	shim_on_flush = ggtt_wakes;
	KUNIT_EXPECT_EQ(test, vgt_vgpu_reset(env->vgpu), 0);
	KUNIT_EXPECT_EQ(test, env->guest.pinned, 2000);
}

/* Calls that write entries since others could run, and the most of them. */
static u32 ggtt_stretch, ggtt_stretch_most;

static void ggtt_stretches(struct fake_gpu *fake)
{
	ggtt_stretch_most = max(ggtt_stretch_most, ++ggtt_stretch);
}

static void ggtt_others_run(void)
{
	ggtt_stretch = 0;
}

/* The whole GGTT has a million entries: others run in between. */
static void ggtt_lets_others_run(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_vgpu *vgpu = env->vgpu;

	vgt_vgpu_stop(vgpu);
	env->gpu.on_ggtt_write = ggtt_stretches;
	shim_resched_hook = ggtt_others_run;
	/* The old space is cleared, the new one set, and set again. */
	KUNIT_EXPECT_EQ(test, vgt_vgpu_set_high(vgpu, 1024ull << 20), 0);
	vgt_vgpu_resume(vgpu);
	KUNIT_EXPECT_EQ(test, vgt_vgpu_set_high(vgpu, 512ull << 20), 0);
	shim_resched_hook = NULL;
	env->gpu.on_ggtt_write = NULL;
	KUNIT_EXPECT_GT(test, ggtt_stretch_most, 0);
	/* The fake clears 64 of them at each. */
	KUNIT_EXPECT_LE(test, ggtt_stretch_most, 8192 / 64);
}
#endif

/* What is given back leads to nothing of the vGPU's, whoever gets it and when. */
static void ggtt_space_released(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_vgpu *other = vgt_env_vgpu(env, "GVTg_V5_8");
	u64 hw;

	KUNIT_ASSERT_FALSE(test, IS_ERR(other));
	hw = other->ggtt.part[VGT_GGTT_HIGH].space.hw;
	KUNIT_EXPECT_EQ(test, env->gpu.ggtt[hw / 4096], other->scratch.dma | 1);
	vgt_vgpu_destroy(other);
	KUNIT_EXPECT_EQ(test, env->gpu.ggtt[hw / 4096], FAKE_HOST_ENTRY);
	KUNIT_EXPECT_FALSE(test, fake_gpu_leftover(&env->gpu));
	KUNIT_EXPECT_EQ(test, env->gpu.ggtt_unflushed, 0);
	KUNIT_EXPECT_EQ(test, env->gpu.strays, 0);
}

static struct kunit_case ggtt_cases[] = {
	KUNIT_CASE(ggtt_starts_as_scratch),
	KUNIT_CASE(ggtt_counts_from_the_flush),
	KUNIT_CASE(ggtt_ranges),
	KUNIT_CASE(ggtt_ranges_of_blocks),
	KUNIT_CASE(ggtt_replaces_and_unpins),
	KUNIT_CASE(ggtt_keeps_to_its_slices),
	KUNIT_CASE(ggtt_bad_entries_are_scratch),
	KUNIT_CASE(ggtt_halves),
	KUNIT_CASE(ggtt_across_entries),
	KUNIT_CASE(ggtt_mapped_pages),
	KUNIT_CASE(ggtt_mapped_page_stays),
	KUNIT_CASE(ggtt_memory_goes),
	KUNIT_CASE(ggtt_pin_limit),
	KUNIT_CASE(ggtt_reset),
	KUNIT_CASE(ggtt_guest_sleeps),
	KUNIT_CASE(ggtt_mapped_over_reset),
#ifndef __KERNEL__
	KUNIT_CASE(ggtt_wakes_while_reset),
	KUNIT_CASE(ggtt_lets_others_run),
#endif
	KUNIT_CASE(ggtt_copies),
	KUNIT_CASE(ggtt_resume),
	KUNIT_CASE(ggtt_write_before_unmap),
	KUNIT_CASE(ggtt_space_released),
	{ }
};

static struct kunit_suite ggtt_suite = {
	.name = "ggtt",
	.init = vgt_env_suite_init,
	.exit = vgt_env_suite_exit,
	.test_cases = ggtt_cases,
};

kunit_test_suite(ggtt_suite);
