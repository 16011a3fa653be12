// SPDX-License-Identifier: GPL-2.0-only
/*
 * PPGTTs: what the shadow tables translate to, when changes count, what is held.
 */
#include <linux/err.h>
#include <linux/kernel.h>

#include "core/exec/execlists.h"
#include "core/mem/account.h"
#include "core/mem/pin.h"
#include "core/mem/ppgtt.h"
#include "core/mem/ppgtt_entry.h"
#include "env.h"
#include "env_fault.h"
#include "env_time.h"

#define HUGE	(2ull << 20)

static u64 scratch(struct vgt_env *env)
{
	return env->vgpu->scratch.dma;
}

static u64 root_of(const struct vgt_ppgtt *ppgtt)
{
	u64 roots[4];

	vgt_ppgtt_roots(ppgtt, roots);
	return roots[0];
}

static u64 walk(struct vgt_env *env, const struct vgt_ppgtt *ppgtt, u64 addr)
{
	return fake_gpu_walk(&env->gpu, root_of(ppgtt), 4, addr);
}

/* The hardware's entry of a level for an address. */
static u64 hw_entry(struct vgt_env *env, const struct vgt_ppgtt *ppgtt, u64 addr,
		    u32 level)
{
	u64 entry = root_of(ppgtt);
	u32 l;

	for (l = 3; ; l--) {
		u64 *table = fake_gpu_page(&env->gpu, entry);

		if (!table)
			return 0;
		entry = table[addr >> (12 + 9 * l) & 511];
		if (l == level)
			return entry;
	}
}

static u64 dma(struct vgt_env *env, u64 gpa)
{
	return fake_guest_dma(&env->guest, gpa);
}

/* 2 MiB of guest memory, aligned. */
static u64 huge_page(struct vgt_env *env)
{
	u64 gpa;

	env->next_page = round_up(env->next_page, HUGE);
	gpa = env_pages(env, 512);
	return gpa;
}

static void nothing_held(struct kunit *test, struct vgt_env *env)
{
	mutex_lock(&env->vgpu->lock);
	vgt_ppgtt_forget_all(env->vgpu);
	mutex_unlock(&env->vgpu->lock);
	env_settle(env);
	KUNIT_EXPECT_EQ(test, env->vgpu->shadow.count, 0);
	KUNIT_EXPECT_EQ(test, env->guest.pinned, 0);
	KUNIT_EXPECT_EQ(test, env->guest.watched, 0);
}

static void ppgtt_4k(struct kunit *test)
{
	static const u64 addrs[] = {
		0, 0x1000, 0x1ff000, 0x200000, 0x40000000, 0x7fffffffffull + 1,
		0xfffffffff000ull,
	};
	struct vgt_env *env = vgt_env_get(test);
	u64 gpa[ARRAY_SIZE(addrs)];
	u64 pml4 = env_ppgtt(env);
	struct vgt_ppgtt *ppgtt;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(addrs); i++) {
		gpa[i] = env_page(env);
		env_ppgtt_map(env, pml4, addrs[i], gpa[i]);
	}
	ppgtt = env_ppgtt_take(env, pml4);
	KUNIT_ASSERT_FALSE(test, IS_ERR(ppgtt));
	for (i = 0; i < ARRAY_SIZE(addrs); i++) {
		KUNIT_EXPECT_EQ(test, walk(env, ppgtt, addrs[i] + 8),
				dma(env, gpa[i]) + 8);
		KUNIT_EXPECT_EQ(test, env->guest.pins[gpa[i] / 4096], 1);
	}
	/* Where nothing is mapped: the vGPU's own scratch, at whatever level. */
	KUNIT_EXPECT_EQ(test, walk(env, ppgtt, 0x2000), scratch(env));
	KUNIT_EXPECT_EQ(test, walk(env, ppgtt, 0x600000), scratch(env));
	KUNIT_EXPECT_EQ(test, walk(env, ppgtt, 0x80000000), scratch(env));
	KUNIT_EXPECT_EQ(test, walk(env, ppgtt, 0x100000000000ull), scratch(env));
	env_ppgtt_drop(env, ppgtt);
	nothing_held(test, env);
}

static void ppgtt_flags(struct kunit *test)
{
	static const struct {
		u64 guest;
		u64 hw;
	} flags[] = {
		{ 0x001, 0x001 },
		{ 0x003, 0x003 },
		{ 0x00b, 0x00b },
		{ 0x013, 0x013 },
		{ 0x09b, 0x09b },
		/* No others: accessed, dirty, software's, high. */
		{ 0x8000000000000e63ull, 0x003 },
	};
	struct vgt_env *env = vgt_env_get(test);
	u64 pml4 = env_ppgtt(env);
	struct vgt_ppgtt *ppgtt;
	u64 gpa = env_page(env);
	u32 i;

	for (i = 0; i < ARRAY_SIZE(flags); i++)
		env_ppgtt_map(env, pml4, i * 4096, (gpa | flags[i].guest) & ~3ull);
	for (i = 0; i < ARRAY_SIZE(flags); i++)
		fake_guest_poke64(&env->guest,
				  env_ppgtt_entry(env, pml4, i * 4096, 0),
				  gpa | flags[i].guest);
	ppgtt = env_ppgtt_take(env, pml4);
	KUNIT_ASSERT_FALSE(test, IS_ERR(ppgtt));
	for (i = 0; i < ARRAY_SIZE(flags); i++)
		KUNIT_EXPECT_EQ(test, hw_entry(env, ppgtt, i * 4096, 0),
				dma(env, gpa) | flags[i].hw);
	/* One page, pinned once. */
	KUNIT_EXPECT_EQ(test, env->guest.pins[gpa / 4096], 1);
	env_ppgtt_drop(env, ppgtt);
}

static void ppgtt_64k(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u64 pml4 = env_ppgtt(env);
	struct vgt_ppgtt *ppgtt;
	u64 pde, gpa;
	u32 i;

	env->next_page = round_up(env->next_page, 65536);
	gpa = env_pages(env, 16);
	env_ppgtt_map(env, pml4, 0x10000, gpa);
	/* An entry that is not the first of its 16 does not count. */
	env_ppgtt_map(env, pml4, 0x13000, env_page(env));
	pde = env_ppgtt_entry(env, pml4, 0, 1);
	fake_guest_poke64(&env->guest, pde,
			  *(u64 *)fake_guest_va(&env->guest, pde) | BIT_ULL(11));
	ppgtt = env_ppgtt_take(env, pml4);
	KUNIT_ASSERT_FALSE(test, IS_ERR(ppgtt));
	for (i = 0; i < 16; i++)
		KUNIT_EXPECT_EQ(test, walk(env, ppgtt, 0x10000 + i * 4096),
				dma(env, gpa + i * 4096));
	KUNIT_EXPECT_EQ(test, walk(env, ppgtt, 0x20000), scratch(env));
	KUNIT_EXPECT_EQ(test, hw_entry(env, ppgtt, 0, 1) & BIT_ULL(11), 0);
	KUNIT_EXPECT_EQ(test, env->guest.pinned, 16);

	/* The same table, of 4 KiB pages now. */
	fake_guest_poke64(&env->guest, pde,
			  *(u64 *)fake_guest_va(&env->guest, pde) & ~BIT_ULL(11));
	KUNIT_EXPECT_EQ(test, env_ppgtt_sync(env), 0);
	KUNIT_EXPECT_EQ(test, walk(env, ppgtt, 0x10000), dma(env, gpa));
	KUNIT_EXPECT_EQ(test, walk(env, ppgtt, 0x11000), scratch(env));
	KUNIT_EXPECT_EQ(test, env->guest.pinned, 2);
	env_ppgtt_drop(env, ppgtt);
	nothing_held(test, env);
}

static struct vgt_ppgtt *map_huge(struct vgt_env *env, u64 pml4, u64 addr, u64 gpa)
{
	fake_guest_poke64(&env->guest, env_ppgtt_entry(env, pml4, addr, 1),
			  gpa | 0x83);
	return env_ppgtt_take(env, pml4);
}

static void ppgtt_2m(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u64 pml4 = env_ppgtt(env);
	u64 gpa = huge_page(env);
	struct vgt_ppgtt *ppgtt = map_huge(env, pml4, HUGE, gpa);

	KUNIT_ASSERT_FALSE(test, IS_ERR(ppgtt));
	/* The host's pages lie together: one entry. */
	KUNIT_EXPECT_EQ(test, hw_entry(env, ppgtt, HUGE, 1), dma(env, gpa) | 0x83);
	KUNIT_EXPECT_EQ(test, walk(env, ppgtt, HUGE + 0x12345),
			dma(env, gpa) + 0x12345);
	KUNIT_EXPECT_EQ(test, env->guest.pinned, 512);
	/* Another in its place. */
	gpa = huge_page(env);
	fake_guest_poke64(&env->guest, env_ppgtt_entry(env, pml4, HUGE, 1), gpa | 0x83);
	KUNIT_EXPECT_EQ(test, env_ppgtt_sync(env), 0);
	KUNIT_EXPECT_EQ(test, walk(env, ppgtt, HUGE), dma(env, gpa));
	KUNIT_EXPECT_EQ(test, env->guest.pinned, 512);
	env_ppgtt_drop(env, ppgtt);
	nothing_held(test, env);
}

static void ppgtt_2m_split(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u64 pml4 = env_ppgtt(env);
	u64 gpa = huge_page(env);
	struct vgt_ppgtt *ppgtt;
	u32 i;

	env->guest.shuffle = true;
	ppgtt = map_huge(env, pml4, HUGE, gpa);
	KUNIT_ASSERT_FALSE(test, IS_ERR(ppgtt));
	for (i = 0; i < 512; i++)
		KUNIT_EXPECT_EQ(test, walk(env, ppgtt, HUGE + i * 4096ull),
				dma(env, gpa + i * 4096ull));
	KUNIT_EXPECT_EQ(test, hw_entry(env, ppgtt, HUGE, 1) & BIT_ULL(7), 0);
	KUNIT_EXPECT_EQ(test, env_ppgtt_sync(env), 0);
	KUNIT_EXPECT_EQ(test, env->guest.pinned, 512);
	fake_guest_poke64(&env->guest, env_ppgtt_entry(env, pml4, HUGE, 1), 0);
	KUNIT_EXPECT_EQ(test, env_ppgtt_sync(env), 0);
	KUNIT_EXPECT_EQ(test, walk(env, ppgtt, HUGE), scratch(env));
	KUNIT_EXPECT_EQ(test, env->guest.pinned, 0);
	env_ppgtt_drop(env, ppgtt);
	nothing_held(test, env);
}

/*
 * With an IOMMU of the host's each page has an address of its own for the GPU. Only 2 MiB in
 * one piece, and aligned, are one entry of the hardware's.
 */
static void ppgtt_2m_iommu(struct kunit *test)
{
	static const struct {
		const char *what;
		u64 shift;
		u32 odd;
		bool down;
		bool huge;
	} cases[] = {
		{ "in one piece", .huge = true },
		{ "elsewhere, aligned", .shift = 6 << 20, .huge = true },
		{ "not aligned, by a page", .shift = 4096 },
		{ "not aligned, by half", .shift = 1 << 20 },
		{ "the first page is elsewhere", .odd = 1 },
		{ "the second page is elsewhere", .odd = 2 },
		{ "one in the middle is elsewhere", .odd = 257 },
		{ "the last page is elsewhere", .odd = 512 },
		{ "addresses fall", .down = true },
	};
	struct vgt_env *env = vgt_env_get(test);
	u64 pml4, gpa = huge_page(env);
	struct vgt_ppgtt *ppgtt;
	u32 i, k;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		pml4 = env_ppgtt(env);
		env->guest.dma_shift = cases[i].shift;
		env->guest.dma_odd = cases[i].odd;
		if (cases[i].odd)
			env->guest.dma_odd += gpa / 4096 - 1;
		env->guest.dma_down = cases[i].down;
		ppgtt = map_huge(env, pml4, HUGE, gpa);
		KUNIT_ASSERT_FALSE(test, IS_ERR(ppgtt));
		if (!!(hw_entry(env, ppgtt, HUGE, 1) & BIT_ULL(7)) != cases[i].huge)
			KUNIT_FAIL(test, "%s: the hardware's entry is of the wrong size",
				   cases[i].what);
		for (k = 0; k < 512; k++)
			if (walk(env, ppgtt, HUGE + k * 4096ull) != dma(env, gpa + k * 4096ull))
				break;
		if (k < 512)
			KUNIT_FAIL(test, "%s: page %u leads elsewhere", cases[i].what, k);
		/* What was pinned for one entry, and not used for it, is let go of. */
		KUNIT_EXPECT_EQ(test, env_ppgtt_sync(env), 0);
		KUNIT_EXPECT_EQ(test, env->guest.pinned, 512);
		fake_guest_poke64(&env->guest, env_ppgtt_entry(env, pml4, HUGE, 1), 0);
		KUNIT_EXPECT_EQ(test, env_ppgtt_sync(env), 0);
		KUNIT_EXPECT_EQ(test, env->guest.pinned, 0);
		env_ppgtt_drop(env, ppgtt);
		nothing_held(test, env);
	}
	env->guest.dma_shift = 0;
	env->guest.dma_odd = 0;
	env->guest.dma_down = false;
}

/* How a page is cached has another bit in an entry of 2 MiB than in one of 4 KiB. */
static void ppgtt_2m_pat(struct kunit *test)
{
	static const u64 flags[] = { 0, 0x08, 0x10, 0x1000, 0x1018 };
	struct vgt_env *env = vgt_env_get(test);
	u64 gpa = huge_page(env);
	struct vgt_ppgtt *ppgtt;
	u32 i, split;

	for (i = 0; i < 2 * ARRAY_SIZE(flags); i++) {
		u64 pml4 = env_ppgtt(env), flag = flags[i / 2];

		split = i % 2;
		env->guest.shuffle = split;
		ppgtt = map_huge(env, pml4, HUGE, gpa | flag);
		KUNIT_ASSERT_FALSE(test, IS_ERR(ppgtt));
		if (split)
			KUNIT_EXPECT_EQ(test, hw_entry(env, ppgtt, HUGE + 4096, 0),
					(dma(env, gpa + 4096) | 3 | (flag & 0x18)) +
					(flag & 0x1000 ? 0x80 : 0));
		else
			KUNIT_EXPECT_EQ(test, hw_entry(env, ppgtt, HUGE, 1),
					dma(env, gpa) | 0x83 | flag);
		env_ppgtt_drop(env, ppgtt);
		nothing_held(test, env);
	}
	env->guest.shuffle = false;
}

/* Bits of an entry of 2 MiB that the documents reserve move it nowhere. */
static void ppgtt_2m_reserved(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u64 gpa = huge_page(env);
	struct vgt_ppgtt *ppgtt;
	u32 bit, i;

	for (bit = 13; bit < 21; bit++) {
		env->guest.shuffle = bit % 2;
		ppgtt = map_huge(env, env_ppgtt(env), HUGE, gpa | BIT_ULL(bit));
		KUNIT_ASSERT_FALSE(test, IS_ERR(ppgtt));
		KUNIT_EXPECT_EQ(test, !(hw_entry(env, ppgtt, HUGE, 1) & BIT_ULL(7)),
				env->guest.shuffle);
		for (i = 0; i < 512; i += 73)
			KUNIT_EXPECT_EQ(test, walk(env, ppgtt, HUGE + i * 4096ull),
					dma(env, gpa + i * 4096ull));
		KUNIT_EXPECT_EQ(test, env->guest.pins[gpa / 4096 + 511], 1);
		KUNIT_EXPECT_EQ(test, env->guest.pins[gpa / 4096 + 512], 0);
		env_ppgtt_drop(env, ppgtt);
		nothing_held(test, env);
	}
	env->guest.shuffle = false;
}

/* A part of the 2 MiB is no memory: that part is scratch. */
static void ppgtt_2m_holes(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u64 pml4 = env_ppgtt(env);
	u64 gpa = huge_page(env);
	struct vgt_ppgtt *ppgtt;

	env->guest.gone[gpa / 4096 + 7] = true;
	ppgtt = map_huge(env, pml4, HUGE, gpa);
	KUNIT_ASSERT_FALSE(test, IS_ERR(ppgtt));
	KUNIT_EXPECT_EQ(test, walk(env, ppgtt, HUGE), dma(env, gpa));
	KUNIT_EXPECT_EQ(test, walk(env, ppgtt, HUGE + 7 * 4096), scratch(env));
	KUNIT_EXPECT_EQ(test, env_ppgtt_sync(env), 0);
	KUNIT_EXPECT_EQ(test, env->guest.pinned, 511);
	env_ppgtt_drop(env, ppgtt);
	nothing_held(test, env);
}

static void ppgtt_1g_refused(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u64 pml4 = env_ppgtt(env);
	struct vgt_ppgtt *ppgtt;

	fake_guest_poke64(&env->guest, env_ppgtt_entry(env, pml4, 0, 2), 0x83);
	ppgtt = env_ppgtt_take(env, pml4);
	KUNIT_ASSERT_FALSE(test, IS_ERR(ppgtt));
	KUNIT_EXPECT_EQ(test, walk(env, ppgtt, 0), scratch(env));
	KUNIT_EXPECT_EQ(test, env->vgpu->stats.ppgtt_refused, 1);
	env_ppgtt_drop(env, ppgtt);
}

static void ppgtt_watch(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u64 pml4 = env_ppgtt(env);
	u64 a = env_page(env), b = env_page(env);
	struct vgt_ppgtt *ppgtt;
	u64 pt;
	int reads;

	env_ppgtt_map(env, pml4, 0, a);
	pt = env_ppgtt_entry(env, pml4, 0, 0) & ~4095ull;
	ppgtt = env_ppgtt_take(env, pml4);
	KUNIT_ASSERT_FALSE(test, IS_ERR(ppgtt));
	KUNIT_EXPECT_EQ(test, env->guest.watched, 4);
	KUNIT_EXPECT_TRUE(test, env->guest.tracked[pt / 4096]);
	reads = env->guest.reads;

	/* The first write ends the watch, and changes nothing yet. */
	fake_guest_poke64(&env->guest, pt, b | 3);
	KUNIT_EXPECT_FALSE(test, env->guest.tracked[pt / 4096]);
	KUNIT_EXPECT_EQ(test, env->vgpu->stats.ppgtt_writes, 1);
	fake_guest_poke64(&env->guest, pt + 8, a | 3);
	KUNIT_EXPECT_EQ(test, env->vgpu->stats.ppgtt_writes, 1);
	KUNIT_EXPECT_EQ(test, walk(env, ppgtt, 0), dma(env, a));
	KUNIT_EXPECT_EQ(test, env->guest.pins[a / 4096], 1);

	/* The next submission reads that table, once, and watches again. */
	KUNIT_EXPECT_EQ(test, env_ppgtt_sync(env), 0);
	KUNIT_EXPECT_EQ(test, env->guest.reads, reads + 1);
	KUNIT_EXPECT_EQ(test, walk(env, ppgtt, 0), dma(env, b));
	KUNIT_EXPECT_EQ(test, walk(env, ppgtt, 4096), dma(env, a));
	KUNIT_EXPECT_TRUE(test, env->guest.tracked[pt / 4096]);
	KUNIT_EXPECT_EQ(test, env_ppgtt_sync(env), 0);
	KUNIT_EXPECT_EQ(test, env->guest.reads, reads + 1);
	fake_guest_poke64(&env->guest, pt, 0);
	KUNIT_EXPECT_EQ(test, env_ppgtt_sync(env), 0);
	KUNIT_EXPECT_EQ(test, walk(env, ppgtt, 0), scratch(env));
	KUNIT_EXPECT_EQ(test, env->guest.pins[b / 4096], 0);
	env_ppgtt_drop(env, ppgtt);
	nothing_held(test, env);
}

/* A write across a page's end is one to both. */
static void ppgtt_write_across(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u64 pml4 = env_ppgtt(env);
	struct vgt_ppgtt *ppgtt;
	u64 pt;

	/* Its tables follow each other in memory. */
	env_ppgtt_map(env, pml4, 0, env_page(env));
	pt = env_ppgtt_entry(env, pml4, 0, 0) & ~4095ull;
	ppgtt = env_ppgtt_take(env, pml4);
	KUNIT_ASSERT_FALSE(test, IS_ERR(ppgtt));
	KUNIT_ASSERT_TRUE(test, env->guest.tracked[pt / 4096 - 1]);
	vgt_vgpu_guest_wrote(env->vgpu, pt - 4, 8);
	KUNIT_EXPECT_FALSE(test, env->guest.tracked[pt / 4096]);
	KUNIT_EXPECT_FALSE(test, env->guest.tracked[pt / 4096 - 1]);
	KUNIT_EXPECT_EQ(test, env->vgpu->stats.ppgtt_writes, 1);
	KUNIT_EXPECT_EQ(test, env_ppgtt_sync(env), 0);
	env_ppgtt_drop(env, ppgtt);
}

/* Where the watch is lost with the memory slot the guest wrote nothing; tables are read anew. */
static void ppgtt_watch_lost(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u64 pml4 = env_ppgtt(env);
	struct vgt_ppgtt *ppgtt;
	int reads;
	u64 pt;

	env_ppgtt_map(env, pml4, 0, env_page(env));
	pt = env_ppgtt_entry(env, pml4, 0, 0) & ~4095ull;
	ppgtt = env_ppgtt_take(env, pml4);
	KUNIT_ASSERT_FALSE(test, IS_ERR(ppgtt));
	KUNIT_ASSERT_TRUE(test, env->guest.tracked[pt / 4096]);
	reads = env->guest.reads;
	vgt_vgpu_watch_lost(env->vgpu, pt);
	KUNIT_EXPECT_FALSE(test, env->guest.tracked[pt / 4096]);
	KUNIT_EXPECT_EQ(test, env->vgpu->stats.ppgtt_writes, 0);
	KUNIT_EXPECT_EQ(test, env_ppgtt_sync(env), 0);
	KUNIT_EXPECT_EQ(test, env->guest.reads, reads + 1);
	env_ppgtt_drop(env, ppgtt);
}

static void ppgtt_shared_tables(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u64 one = env_ppgtt(env), two = env_ppgtt(env);
	u64 a = env_page(env), b = env_page(env);
	struct vgt_ppgtt *p, *q;
	u64 pdp[4] = { one };
	u64 tables;

	env_ppgtt_map(env, one, 0, a);
	fake_guest_poke64(&env->guest, two,
			  *(u64 *)fake_guest_va(&env->guest, one));
	p = env_ppgtt_take(env, one);
	KUNIT_ASSERT_FALSE(test, IS_ERR(p));
	tables = env->vgpu->stats.ppgtt_tables;
	q = env_ppgtt_take(env, two);
	KUNIT_ASSERT_FALSE(test, IS_ERR(q));
	/* Each is followed by itself: the other need not run. Watched once. */
	KUNIT_EXPECT_EQ(test, env->vgpu->stats.ppgtt_tables, tables + 4);
	KUNIT_EXPECT_EQ(test, env->vgpu->shadow.count, 8);
	KUNIT_EXPECT_EQ(test, env->guest.watched, 5);
	KUNIT_EXPECT_EQ(test, env->guest.pins[a / 4096], 1);

	env_ppgtt_map(env, one, 0, b);
	KUNIT_EXPECT_EQ(test, env_ppgtt_sync(env), 0);
	KUNIT_EXPECT_EQ(test, walk(env, p, 0), dma(env, b));
	KUNIT_EXPECT_EQ(test, walk(env, q, 0), dma(env, b));

	/* One goes: the other keeps what both led to. */
	env_ppgtt_drop(env, p);
	mutex_lock(&env->vgpu->lock);
	vgt_ppgtt_gone(env->vgpu, VGT_CTX_LEGACY_64B, pdp);
	mutex_unlock(&env->vgpu->lock);
	env_settle(env);
	KUNIT_EXPECT_EQ(test, env->vgpu->shadow.count, 4);
	KUNIT_EXPECT_EQ(test, walk(env, q, 0), dma(env, b));
	env_ppgtt_drop(env, q);
	nothing_held(test, env);
}

/* A page in all uses at once: it leads to itself, four levels deep. */
static void ppgtt_leads_to_itself(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u64 pml4 = env_ppgtt(env);
	struct vgt_ppgtt *ppgtt;

	fake_guest_poke64(&env->guest, pml4, pml4 | 3);
	ppgtt = env_ppgtt_take(env, pml4);
	KUNIT_ASSERT_FALSE(test, IS_ERR(ppgtt));
	KUNIT_EXPECT_EQ(test, env->vgpu->shadow.count, 4);
	KUNIT_EXPECT_EQ(test, env->guest.watched, 1);
	KUNIT_EXPECT_EQ(test, walk(env, ppgtt, 0), dma(env, pml4));
	fake_guest_poke64(&env->guest, pml4, 0);
	KUNIT_EXPECT_EQ(test, env_ppgtt_sync(env), 0);
	KUNIT_EXPECT_EQ(test, walk(env, ppgtt, 0), scratch(env));
	KUNIT_EXPECT_EQ(test, env->vgpu->shadow.count, 1);
	env_ppgtt_drop(env, ppgtt);
	nothing_held(test, env);
}

static void ppgtt_bad_addresses(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u64 far = FAKE_GUEST_PAGES * 4096ull;
	u64 pml4 = env_ppgtt(env);
	struct vgt_ppgtt *ppgtt;

	/* Entries of each level that lead out of the guest's memory. */
	fake_guest_poke64(&env->guest, env_ppgtt_entry(env, pml4, 0, 0), far | 3);
	fake_guest_poke64(&env->guest, env_ppgtt_entry(env, pml4, HUGE, 1), far | 3);
	fake_guest_poke64(&env->guest, env_ppgtt_entry(env, pml4, 2 * HUGE, 1),
			  far | 0x83);
	fake_guest_poke64(&env->guest, env_ppgtt_entry(env, pml4, 1ull << 30, 2),
			  (1ull << 38) | 3);
	fake_guest_poke64(&env->guest, env_ppgtt_entry(env, pml4, 1ull << 39, 3),
			  far | 3);
	ppgtt = env_ppgtt_take(env, pml4);
	KUNIT_ASSERT_FALSE(test, IS_ERR(ppgtt));
	KUNIT_EXPECT_EQ(test, walk(env, ppgtt, 0), scratch(env));
	KUNIT_EXPECT_EQ(test, walk(env, ppgtt, HUGE), scratch(env));
	KUNIT_EXPECT_EQ(test, walk(env, ppgtt, 2 * HUGE), scratch(env));
	KUNIT_EXPECT_EQ(test, walk(env, ppgtt, 1ull << 30), scratch(env));
	KUNIT_EXPECT_EQ(test, walk(env, ppgtt, 1ull << 39), scratch(env));
	KUNIT_EXPECT_EQ(test, env->guest.pinned, 0);
	env_ppgtt_drop(env, ppgtt);

	/* A root that is nowhere is an error. */
	ppgtt = env_ppgtt_take(env, far);
	KUNIT_EXPECT_TRUE(test, IS_ERR(ppgtt) && PTR_ERR(ppgtt) == -EFAULT);
	nothing_held(test, env);
}

/* An entry that comes to lead to no memory leads nowhere, not to what it did. */
static void ppgtt_becomes_bad(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u64 pml4 = env_ppgtt(env), gpa = env_page(env);
	struct vgt_ppgtt *ppgtt;

	env_ppgtt_map(env, pml4, 0, gpa);
	ppgtt = env_ppgtt_take(env, pml4);
	KUNIT_ASSERT_FALSE(test, IS_ERR(ppgtt));
	KUNIT_EXPECT_EQ(test, walk(env, ppgtt, 0), dma(env, gpa));
	env_ppgtt_map(env, pml4, 0, 1ull << 36);
	KUNIT_EXPECT_EQ(test, env_ppgtt_sync(env), 0);
	KUNIT_EXPECT_EQ(test, walk(env, ppgtt, 0), scratch(env));
	KUNIT_EXPECT_EQ(test, env->guest.pinned, 0);
	env_ppgtt_drop(env, ppgtt);
	nothing_held(test, env);
}

static u64 racing_entry, racing_val;
static bool racing_seen;

/* Another processor of the guest's writes behind the reader. */
static void write_after_read(struct fake_guest *fake, u64 gpa)
{
	if (gpa != (racing_entry & ~4095ull))
		return;
	fake->on_read = NULL;
	*(u64 *)fake_guest_va(fake, racing_entry) = racing_val;
	/* It traps, and waits for the lock. */
	racing_seen = fake->tracked[gpa / 4096];
}

/* A write while a table is read is not lost: the table is watched before. */
static void ppgtt_write_while_read(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u64 pml4 = env_ppgtt(env), gpa = env_pages(env, 3);
	struct vgt_ppgtt *ppgtt = NULL;
	u32 i;

	env_ppgtt_map(env, pml4, 0, gpa);
	racing_entry = env_ppgtt_entry(env, pml4, 0, 0);
	/* When the table is new, and when it was written to. */
	for (i = 0; i < 2; i++) {
		racing_val = (gpa + (i + 1) * 4096) | 3;
		racing_seen = false;
		env->guest.on_read = write_after_read;
		if (!i) {
			ppgtt = env_ppgtt_take(env, pml4);
			KUNIT_ASSERT_FALSE(test, IS_ERR(ppgtt));
		} else {
			env_ppgtt_map(env, pml4, 4096, gpa);
			KUNIT_EXPECT_EQ(test, env_ppgtt_sync(env), 0);
		}
		KUNIT_EXPECT_TRUE(test, !env->guest.on_read);
		KUNIT_EXPECT_TRUE(test, racing_seen);
		if (racing_seen)
			vgt_vgpu_guest_wrote(env->vgpu, racing_entry, 8);
		KUNIT_EXPECT_EQ(test, env_ppgtt_sync(env), 0);
		KUNIT_EXPECT_EQ(test, walk(env, ppgtt, 0), dma(env, gpa + (i + 1) * 4096));
	}
	env_ppgtt_drop(env, ppgtt);
	nothing_held(test, env);
}

/*
 * What an engine may have in its TLB is not the host's again before that was flushed: the
 * fakes look. The engine's own is, once, and no other's.
 */
static void ppgtt_unpin_while_running(struct kunit *test)
{
	static const enum vgt_engine_id engines[] = { VGT_RCS, VGT_BCS, VGT_VCS, VGT_VECS };
	static const u32 cs[] = { 0, 0 };
	struct vgt_env *env = vgt_env_get(test);
	u32 before[VGT_NUM_ENGINES];
	struct vgt_env_ctx ctx;
	u64 gpa = env_page(env);
	u32 i, id;

	/* Memory that comes back so soon is waited for: seconds in a kernel. */
	for (i = 0; i < (ENV_EXACT_TIME ? ARRAY_SIZE(engines) : 1); i++) {
		env_engine_on(env, engines[i]);
		env_ctx_init(env, &ctx, engines[i], env_ppgtt(env));
		env_ppgtt_map(env, ctx.pml4, 0, gpa);
		env_submit(env, &ctx, cs, 2);
		KUNIT_ASSERT_TRUE(test, env->gpu.engine[engines[i]].rq);
		fake_gpu_start(&env->gpu, engines[i]);
		for (id = 0; id < VGT_NUM_ENGINES; id++)
			before[id] = env->gpu.engine[id].tlb_flushes;
		env->gpu.tlb_busy = 3;
		vgt_vgpu_memory_gone(env->vgpu, gpa, 4096, NULL);
		KUNIT_EXPECT_EQ(test, env->guest.pins[gpa / 4096], 0);
		/* It is waited for. */
		KUNIT_EXPECT_EQ(test, env->gpu.tlb_busy, 0);
		for (id = 0; id < VGT_NUM_ENGINES; id++)
			KUNIT_EXPECT_EQ(test, env->gpu.engine[id].tlb_flushes - before[id],
					id == engines[i]);
		env_run(env, engines[i]);
		if (ENV_EXACT_TIME)
			env_sleep_us(2 * VGT_BLOCK_MS_MAX * 1000);
	}
}

#ifndef __KERNEL__

/* Without memory to remember a table by it is freed, and the TLBs flushed before. */
static void ppgtt_table_without_memory(struct kunit *test)
{
	static const u32 cs[] = { 0, 0 };
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_gpu *gpu = &env->gpu.gpu;
	struct vgt_gpu_page page;
	struct vgt_env_ctx ctx;
	u32 before;

	env_engine_on(env, VGT_RCS);
	env_ctx_init(env, &ctx, VGT_RCS, env_ppgtt(env));
	env_submit(env, &ctx, cs, 2);
	fake_gpu_start(&env->gpu, VGT_RCS);
	KUNIT_ASSERT_EQ(test, gpu->ops->page_alloc(gpu, &page, false), 0);
	mutex_lock(&env->vgpu->lock);
	KUNIT_EXPECT_EQ(test, vgt_account_take(env->vgpu, 4096), 0);
	vgt_pins_reap(env->vgpu);
	before = env->gpu.tlb_flushes;
	env_fail_alloc(0);
	vgt_pins_defer_page(env->vgpu, &page);
	env_fail_alloc(-1);
	mutex_unlock(&env->vgpu->lock);
	KUNIT_EXPECT_EQ(test, env->gpu.tlb_flushes, before + 1);
	env_run(env, VGT_RCS);
}

#endif

/* Two spaces of 3 levels that differ in one root are two, whichever it is. */
static void ppgtt_3_levels_differ(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u64 pdp[4], other[4], roots[4];
	struct vgt_ppgtt *first, *second;
	u32 i;

	for (i = 0; i < 4; i++)
		pdp[i] = env_page(env);
	/* Pages for the GPU are above and below 4 GiB in turn: roots are not. */
	env->gpu.scattered = true;
	mutex_lock(&env->vgpu->lock);
	first = vgt_ppgtt_get(env->vgpu, VGT_CTX_LEGACY_32B, pdp);
	mutex_unlock(&env->vgpu->lock);
	KUNIT_ASSERT_FALSE(test, IS_ERR(first));
	for (i = 0; i < 4; i++) {
		memcpy(other, pdp, sizeof(other));
		other[i] = env_page(env);
		if (i % 2)
			env->gpu.next_page++;
		mutex_lock(&env->vgpu->lock);
		second = vgt_ppgtt_get(env->vgpu, VGT_CTX_LEGACY_32B, other);
		mutex_unlock(&env->vgpu->lock);
		KUNIT_ASSERT_FALSE(test, IS_ERR(second));
		KUNIT_EXPECT_TRUE(test, second != first);
		vgt_ppgtt_roots(second, roots);
		KUNIT_EXPECT_EQ(test, roots[0] & FAKE_PAGE_FAR, 0);
		env_ppgtt_drop(env, second);
	}
	env_ppgtt_drop(env, first);
	nothing_held(test, env);
}

static void ppgtt_3_levels(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u64 pdp[4], roots[4], gpa = env_page(env);
	struct vgt_ppgtt *ppgtt;
	u64 pt = env_page(env);
	u32 i;

	for (i = 0; i < 4; i++)
		pdp[i] = i == 2 ? 0 : env_page(env);
	fake_guest_poke64(&env->guest, pdp[3] + 8, pt | 3);
	fake_guest_poke64(&env->guest, pt + 16, gpa | 3);
	mutex_lock(&env->vgpu->lock);
	ppgtt = vgt_ppgtt_get(env->vgpu, VGT_CTX_LEGACY_32B, pdp);
	mutex_unlock(&env->vgpu->lock);
	KUNIT_ASSERT_FALSE(test, IS_ERR(ppgtt));
	/* The hardware walks four levels: the roots are the lowest four of one. */
	KUNIT_EXPECT_EQ(test, walk(env, ppgtt, (3ull << 30) + 0x202000), dma(env, gpa));
	KUNIT_EXPECT_EQ(test, walk(env, ppgtt, 0x202000), scratch(env));
	/* No root there: all scratch. */
	KUNIT_EXPECT_EQ(test, walk(env, ppgtt, (2ull << 30) + 0x202000), scratch(env));
	/* And so is all above 4 GiB, wherever it wraps. */
	for (i = 0; i < 4; i++) {
		u64 up = 3ull << 30 | 0x202000;

		KUNIT_EXPECT_EQ(test, walk(env, ppgtt, (4ull + i) << 30), scratch(env));
		KUNIT_EXPECT_EQ(test, walk(env, ppgtt, (32ull << i) << 30 | up), scratch(env));
		KUNIT_EXPECT_EQ(test, walk(env, ppgtt, (1ull + i) << 39 | up), scratch(env));
		KUNIT_EXPECT_EQ(test, walk(env, ppgtt, 511ull << 39 | up), scratch(env));
	}
	vgt_ppgtt_roots(ppgtt, roots);
	for (i = 1; i < 4; i++)
		KUNIT_EXPECT_EQ(test, roots[i], 0);
	/* The guest's own page is no level above its place. */
	fake_guest_poke64(&env->guest, pdp[3] + 8, 0);
	KUNIT_EXPECT_EQ(test, env_ppgtt_sync(env), 0);
	KUNIT_EXPECT_EQ(test, walk(env, ppgtt, (3ull << 30) + 0x202000), scratch(env));
	env_ppgtt_drop(env, ppgtt);
	nothing_held(test, env);
}

/* The guest says which address spaces it destroys. */
static void ppgtt_destroy_notice(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u64 pml4 = env_ppgtt(env);
	struct vgt_ppgtt *ppgtt;

	env_ppgtt_map(env, pml4, 0, env_page(env));
	ppgtt = env_ppgtt_take(env, pml4);
	KUNIT_ASSERT_FALSE(test, IS_ERR(ppgtt));
	env_write(env, 0x78838, lower_32_bits(pml4));
	env_write(env, 0x7883c, upper_32_bits(pml4));
	/* As a 3-level one it is unknown; so is a notice that does not exist. */
	env_write(env, 0x78818, 3);
	env_write(env, 0x78818, 77);
	KUNIT_EXPECT_EQ(test, env->vgpu->nppgtts, 1);
	/* In use: it stays until it is not. */
	env_write(env, 0x78818, 5);
	KUNIT_EXPECT_EQ(test, env->vgpu->nppgtts, 0);
	KUNIT_EXPECT_EQ(test, env->vgpu->shadow.count, 4);
	env_ppgtt_drop(env, ppgtt);
	KUNIT_EXPECT_EQ(test, env->vgpu->shadow.count, 0);
	KUNIT_EXPECT_EQ(test, env->guest.watched, 0);
	/* Once more is nothing. */
	env_write(env, 0x78818, 5);
	KUNIT_EXPECT_EQ(test, env_ppgtt_sync(env), 0);
	KUNIT_EXPECT_EQ(test, env->guest.pinned, 0);
}

static void ppgtt_oldest_goes(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u64 first = env_pages(env, 1030);
	u32 i;

	for (i = 0; i < 1030; i++) {
		struct vgt_ppgtt *ppgtt = env_ppgtt_take(env, first + i * 4096ull);

		KUNIT_ASSERT_FALSE(test, IS_ERR(ppgtt));
		env_ppgtt_drop(env, ppgtt);
	}
	KUNIT_EXPECT_EQ(test, env->vgpu->nppgtts, 1024);
	KUNIT_EXPECT_FALSE(test, env->guest.tracked[first / 4096]);
	KUNIT_EXPECT_TRUE(test, env->guest.tracked[first / 4096 + 1029]);
	nothing_held(test, env);
}

static void ppgtt_budget(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u64 pml4 = env_ppgtt(env);
	struct vgt_ppgtt *ppgtt;

	env_ppgtt_map(env, pml4, 0, env_page(env));
	/* As if it had others: room for two more, of four. */
	env->vgpu->shadow.count += 32768 - 2;
	ppgtt = env_ppgtt_take(env, pml4);
	KUNIT_EXPECT_TRUE(test, IS_ERR(ppgtt) && PTR_ERR(ppgtt) == -ENOSPC);
	env->vgpu->shadow.count -= 32768 - 2;
	KUNIT_EXPECT_EQ(test, env->vgpu->shadow.count, 0);
	nothing_held(test, env);
}

/* The upper two levels of three-level tables: they wait for the TLBs, too. */
static void ppgtt_top_waits(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u64 pdp[4] = { env_page(env) };
	struct vgt_ppgtt *ppgtt;
	u32 live;

	mutex_lock(&env->vgpu->lock);
	ppgtt = vgt_ppgtt_get(env->vgpu, VGT_CTX_LEGACY_32B, pdp);
	KUNIT_EXPECT_FALSE(test, IS_ERR(ppgtt));
	if (!IS_ERR(ppgtt)) {
		vgt_ppgtt_put(env->vgpu, ppgtt);
		vgt_ppgtt_gone(env->vgpu, VGT_CTX_LEGACY_32B, pdp);
		live = env->gpu.live;
		KUNIT_EXPECT_TRUE(test, vgt_ppgtt_release(env->vgpu));
		KUNIT_EXPECT_EQ(test, env->gpu.live, live);
		vgt_pins_reap(env->vgpu);
		KUNIT_EXPECT_LE(test, env->gpu.live + 2, live);
	}
	mutex_unlock(&env->vgpu->lock);
}

static void ppgtt_memory_goes(struct kunit *test)
{
	static const bool shuffle[] = { false, true };
	struct vgt_env *env = vgt_env_get(test);
	u32 i;

	for (i = 0; i < ARRAY_SIZE(shuffle); i++) {
		u64 pml4 = env_ppgtt(env);
		u64 page = env_page(env);
		u64 gpa = huge_page(env);
		struct vgt_ppgtt *ppgtt;

		env->guest.shuffle = shuffle[i];
		env_ppgtt_map(env, pml4, 0, page);
		ppgtt = map_huge(env, pml4, HUGE, gpa);
		KUNIT_ASSERT_FALSE(test, IS_ERR(ppgtt));

		vgt_vgpu_memory_gone(env->vgpu, page, 4096, NULL);
		KUNIT_EXPECT_EQ(test, env->guest.pins[page / 4096], 0);
		KUNIT_EXPECT_EQ(test, walk(env, ppgtt, 0), scratch(env));
		KUNIT_EXPECT_EQ(test, walk(env, ppgtt, HUGE), dma(env, gpa));
		vgt_vgpu_memory_gone(env->vgpu, gpa + 5 * 4096, 2 * 4096, NULL);
		KUNIT_EXPECT_EQ(test, env->guest.pins[gpa / 4096 + 5], 0);
		KUNIT_EXPECT_EQ(test, env->guest.pins[gpa / 4096 + 6], 0);
		KUNIT_EXPECT_EQ(test, walk(env, ppgtt, HUGE + 5 * 4096),
				scratch(env));

		/* It is not pinned anew at once: who took it away may still ask. */
		if (ENV_EXACT_TIME) {
			KUNIT_EXPECT_EQ(test, env_ppgtt_sync(env), -EAGAIN);
			KUNIT_EXPECT_EQ(test, env->guest.pins[page / 4096], 0);
		}
		/* It is back: what the tables say counts again. */
		env_sleep_us(2 * VGT_BLOCK_MS * 1000);
		KUNIT_EXPECT_EQ(test, env_ppgtt_sync(env), 0);
		KUNIT_EXPECT_EQ(test, walk(env, ppgtt, 0), dma(env, page));
		KUNIT_EXPECT_EQ(test, walk(env, ppgtt, HUGE + 5 * 4096),
				dma(env, gpa + 5 * 4096));
		env_ppgtt_drop(env, ppgtt);
		nothing_held(test, env);
	}
}

/* The memory of a table goes: it maps nothing, and all else goes on. */
static void ppgtt_table_goes(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u64 pml4 = env_ppgtt(env);
	u64 a = env_page(env), b = env_page(env);
	struct vgt_ppgtt *ppgtt;
	u64 pt;

	env_ppgtt_map(env, pml4, 0, a);
	env_ppgtt_map(env, pml4, HUGE, b);
	ppgtt = env_ppgtt_take(env, pml4);
	KUNIT_ASSERT_FALSE(test, IS_ERR(ppgtt));

	pt = env_ppgtt_entry(env, pml4, 0, 0) & ~4095ull;
	env->guest.gone[pt / 4096] = true;
	vgt_vgpu_memory_gone(env->vgpu, pt, 4096, NULL);
	/* So ends the watch on memory that goes. */
	vgt_vgpu_guest_wrote(env->vgpu, pt, 1);
	/* Nobody looks whether it can be watched again while it goes: that would pin it. */
	if (ENV_EXACT_TIME)
		KUNIT_EXPECT_EQ(test, env_ppgtt_sync(env), -EAGAIN);
	env_sleep_us(2 * VGT_BLOCK_MS * 1000);
	KUNIT_EXPECT_EQ(test, env_ppgtt_sync(env), 0);
	KUNIT_EXPECT_EQ(test, walk(env, ppgtt, 0), scratch(env));
	KUNIT_EXPECT_EQ(test, walk(env, ppgtt, HUGE), dma(env, b));

	env->guest.gone[pt / 4096] = false;
	KUNIT_EXPECT_EQ(test, env_ppgtt_sync(env), 0);
	KUNIT_EXPECT_EQ(test, walk(env, ppgtt, 0), dma(env, a));
	env_ppgtt_drop(env, ppgtt);
	nothing_held(test, env);
}

/*
 * Memory goes in which only tables lie. To watch one the port pins it for a moment: VFIO,
 * which asks a few times only, must not see that again and again.
 */
static void ppgtt_tables_gone(struct kunit *test)
{
	static const bool translates[] = { false, true };
	struct vgt_env *env = vgt_env_get(test);
	u32 i;

	for (i = 0; i < ARRAY_SIZE(translates); i++) {
		u64 pml4 = env_ppgtt(env);
		u64 a = env_page(env), b = env_page(env);
		struct vgt_ppgtt *ppgtt;
		u64 pt;

		env->guest.translates = translates[i];
		env_ppgtt_map(env, pml4, 0, a);
		ppgtt = env_ppgtt_take(env, pml4);
		KUNIT_ASSERT_FALSE(test, IS_ERR(ppgtt));
		pt = env_ppgtt_entry(env, pml4, 0, 0) & ~4095ull;

		vgt_vgpu_memory_gone(env->vgpu, pt, 4096, NULL);
		KUNIT_EXPECT_FALSE(test, env->guest.tracked[pt / 4096]);
		if (ENV_EXACT_TIME) {
			KUNIT_EXPECT_EQ(test, env_ppgtt_sync(env), -EAGAIN);
			KUNIT_EXPECT_FALSE(test, env->guest.tracked[pt / 4096]);
		}
		/* There is other memory now: no table is used as it was before. */
		memset(fake_guest_va(&env->guest, pt), 0, 4096);
		*(u64 *)fake_guest_va(&env->guest, pt) = b | 3;
		env_sleep_us(2 * VGT_BLOCK_MS * 1000);
		KUNIT_EXPECT_EQ(test, env_ppgtt_sync(env), 0);
		KUNIT_EXPECT_EQ(test, walk(env, ppgtt, 0), dma(env, b));
		env_ppgtt_drop(env, ppgtt);
		nothing_held(test, env);
	}
}

static void ppgtt_pin_limit(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u64 pml4 = env_ppgtt(env);
	u64 a = env_page(env), b = env_page(env);
	struct vgt_ppgtt *ppgtt;

	env_ppgtt_map(env, pml4, 0, a);
	ppgtt = env_ppgtt_take(env, pml4);
	KUNIT_ASSERT_FALSE(test, IS_ERR(ppgtt));
	env_ppgtt_map(env, pml4, 4096, b);
	env->guest.fail_pin = 0;
	KUNIT_EXPECT_EQ(test, env_ppgtt_sync(env), -ENOMEM);
	KUNIT_EXPECT_EQ(test, walk(env, ppgtt, 4096), scratch(env));
	/* Tried again at the next submission. */
	KUNIT_EXPECT_EQ(test, env_ppgtt_sync(env), 0);
	KUNIT_EXPECT_EQ(test, walk(env, ppgtt, 4096), dma(env, b));
	env_ppgtt_drop(env, ppgtt);
	nothing_held(test, env);
}

static struct kunit_case ppgtt_cases[] = {
	KUNIT_CASE(ppgtt_4k),
	KUNIT_CASE(ppgtt_flags),
	KUNIT_CASE(ppgtt_64k),
	KUNIT_CASE(ppgtt_2m),
	KUNIT_CASE(ppgtt_2m_split),
	KUNIT_CASE(ppgtt_2m_iommu),
	KUNIT_CASE(ppgtt_2m_pat),
	KUNIT_CASE(ppgtt_2m_reserved),
	KUNIT_CASE(ppgtt_2m_holes),
	KUNIT_CASE(ppgtt_1g_refused),
	KUNIT_CASE(ppgtt_watch),
	KUNIT_CASE(ppgtt_write_across),
	KUNIT_CASE(ppgtt_watch_lost),
	KUNIT_CASE(ppgtt_shared_tables),
	KUNIT_CASE(ppgtt_leads_to_itself),
	KUNIT_CASE(ppgtt_bad_addresses),
	KUNIT_CASE(ppgtt_becomes_bad),
	KUNIT_CASE(ppgtt_write_while_read),
	KUNIT_CASE(ppgtt_unpin_while_running),
#ifndef __KERNEL__
	KUNIT_CASE(ppgtt_table_without_memory),
#endif
	KUNIT_CASE(ppgtt_3_levels),
	KUNIT_CASE(ppgtt_3_levels_differ),
	KUNIT_CASE(ppgtt_destroy_notice),
	KUNIT_CASE(ppgtt_oldest_goes),
	KUNIT_CASE(ppgtt_budget),
	KUNIT_CASE(ppgtt_top_waits),
	KUNIT_CASE(ppgtt_memory_goes),
	KUNIT_CASE(ppgtt_table_goes),
	KUNIT_CASE(ppgtt_tables_gone),
	KUNIT_CASE(ppgtt_pin_limit),
	{ }
};

static struct kunit_suite ppgtt_suite = {
	.name = "ppgtt",
	.init = vgt_env_suite_init,
	.exit = vgt_env_suite_exit,
	.test_cases = ppgtt_cases,
};

kunit_test_suite(ppgtt_suite);
