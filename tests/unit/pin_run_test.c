// SPDX-License-Identifier: GPL-2.0-only
/*
 * Page tables that lead to consecutive pages: these are pinned in runs, and each entry is
 * judged as if it were alone.
 */
#include <linux/err.h>
#include <linux/kernel.h>

#include "core/mem/ppgtt.h"
#include "core/mem/ppgtt_entry.h"
#include "core/vgpu_types.h"
#include "env.h"
#include "env_fault.h"
#include "env_time.h"

/* Calls of the port for a full table. */
#define CALLS	(VGT_PT_ENTRIES / VGT_GUEST_RUN)

/* More points of failure than a table has. */
#define POINTS	2500

/**
 * struct run - a page table of the guest's
 * @env: the vGPU
 * @pml4: the address space, whose first table it is
 * @table: the table
 * @data: as many pages of guest memory as it has entries, one after another
 * @ppgtt: the address space's shadow
 */
struct run {
	struct vgt_env *env;
	u64 pml4;
	u64 table;
	u64 data;
	struct vgt_ppgtt *ppgtt;
};

static void run_init(struct kunit *test, struct run *r)
{
	r->env = vgt_env_get(test);
	r->pml4 = env_ppgtt(r->env);
	r->table = env_ppgtt_entry(r->env, r->pml4, 0, 0) & ~4095ull;
	r->data = env_pages(r->env, VGT_PT_ENTRIES);
	r->ppgtt = NULL;
}

static void run_set(struct run *r, u32 i, u64 entry)
{
	fake_guest_poke64(&r->env->guest, r->table + 8 * i, entry);
}

static u64 run_page(const struct run *r, u32 i)
{
	return r->data + i * 4096ull;
}

static void run_fill(struct run *r)
{
	u32 i;

	for (i = 0; i < VGT_PT_ENTRIES; i++)
		run_set(r, i, run_page(r, i) | 3);
}

/* Takes it over, anew or what has changed. */
static int run_take(struct run *r)
{
	struct vgt_ppgtt *ppgtt;

	if (r->ppgtt)
		return env_ppgtt_sync(r->env);
	ppgtt = env_ppgtt_take(r->env, r->pml4);
	if (IS_ERR(ppgtt))
		return PTR_ERR(ppgtt);
	r->ppgtt = ppgtt;
	return 0;
}

static u64 run_walk(const struct run *r, u32 i)
{
	u64 roots[4];

	vgt_ppgtt_roots(r->ppgtt, roots);
	return fake_gpu_walk(&r->env->gpu, roots[0], 4, i * 4096ull);
}

static u64 run_scratch(const struct run *r)
{
	return r->env->vgpu->scratch.dma;
}

/* Each entry leads where the guest's does; @but to nowhere. */
static bool run_leads(const struct run *r, u32 but)
{
	u64 *entries = fake_guest_va(&r->env->guest, r->table), hw;
	u32 i;

	for (i = 0; i < VGT_PT_ENTRIES; i++) {
		hw = i == but || !(entries[i] & 1) ? run_scratch(r) :
		     fake_guest_dma(&r->env->guest, entries[i] & ~4095ull);
		if (run_walk(r, i) != hw)
			return false;
	}
	return true;
}

#define NONE	VGT_PT_ENTRIES

static void run_drop(struct run *r)
{
	if (r->ppgtt)
		env_ppgtt_drop(r->env, r->ppgtt);
	r->ppgtt = NULL;
	mutex_lock(&r->env->vgpu->lock);
	vgt_ppgtt_forget_all(r->env->vgpu);
	mutex_unlock(&r->env->vgpu->lock);
	env_settle(r->env);
}

static bool run_nothing_held(const struct run *r)
{
	struct vgt_env *env = r->env;

	return !env->vgpu->pins.count && !env->guest.pinned && !env->guest.watched &&
	       !env->vgpu->shadow.count && !env->vgpu->memory.used;
}

/* A full table: read once, pinned by a few calls, unpinned by as many. */
static void run_of_all(struct kunit *test)
{
	struct run r;
	int calls;

	run_init(test, &r);
	run_fill(&r);
	KUNIT_ASSERT_EQ(test, run_take(&r), 0);
	KUNIT_EXPECT_TRUE(test, run_leads(&r, NONE));
	KUNIT_EXPECT_EQ(test, r.env->guest.table_reads[r.table >> 12], 1);
	KUNIT_EXPECT_EQ(test, r.env->guest.pin_calls, CALLS);
	KUNIT_EXPECT_EQ(test, r.env->guest.pinned, VGT_PT_ENTRIES);
	calls = r.env->guest.unpin_calls;
	run_drop(&r);
	KUNIT_EXPECT_EQ(test, r.env->guest.unpin_calls, calls + CALLS);
	KUNIT_EXPECT_TRUE(test, run_nothing_held(&r));
}

/* What is not consecutive: gaps, entries that are not present, one page often, falling ones. */
static void run_of_pieces(struct kunit *test)
{
	struct run r;
	u32 i;

	run_init(test, &r);
	for (i = 0; i < 100; i++)
		run_set(&r, i, i % 7 ? run_page(&r, i) | 3 : 0);
	for (i = 100; i < 200; i++)
		run_set(&r, i, run_page(&r, 100) | 3);
	for (i = 200; i < 300; i++)
		run_set(&r, i, run_page(&r, 500 - i) | 3);
	for (i = 300; i < 400; i++)
		run_set(&r, i, run_page(&r, i + (i & 4)) | (i & 8 ? 3 : 1));
	KUNIT_ASSERT_EQ(test, run_take(&r), 0);
	KUNIT_EXPECT_TRUE(test, run_leads(&r, NONE));
	for (i = 0; i < VGT_PT_ENTRIES; i++)
		if (r.env->guest.pins[(r.data >> 12) + i] > 1)
			KUNIT_FAIL(test, "page %u is pinned twice", i);
	run_drop(&r);
	KUNIT_EXPECT_TRUE(test, run_nothing_held(&r));
}

/* Entries change: those that stay keep their pages, old pages go. */
static void run_that_changes(struct kunit *test)
{
	struct run r;
	u32 i;

	run_init(test, &r);
	run_fill(&r);
	KUNIT_ASSERT_EQ(test, run_take(&r), 0);
	/* Moved by one: all pages but one are pinned already. */
	for (i = 0; i < VGT_PT_ENTRIES - 1; i++)
		run_set(&r, i, run_page(&r, i + 1) | 3);
	run_set(&r, 70, 0);
	run_set(&r, 71, run_page(&r, 71) | 3);
	KUNIT_EXPECT_EQ(test, run_take(&r), 0);
	KUNIT_EXPECT_TRUE(test, run_leads(&r, NONE));
	KUNIT_EXPECT_EQ(test, r.env->guest.pins[r.data >> 12], 0);
	KUNIT_EXPECT_EQ(test, r.env->guest.pinned, VGT_PT_ENTRIES - 2);
	run_drop(&r);
	KUNIT_EXPECT_TRUE(test, run_nothing_held(&r));
}

/* A page that does not exist is one entry's matter, wherever it is in a run. */
static void run_with_a_hole(struct kunit *test)
{
	static const u32 holes[] = { 0, 1, 30, 63, 64, 511 };
	struct run r;
	u64 refused;
	u32 i;

	run_init(test, &r);
	for (i = 0; i < ARRAY_SIZE(holes); i++) {
		bool *gone = &r.env->guest.gone[(run_page(&r, holes[i])) >> 12];

		run_fill(&r);
		*gone = true;
		refused = r.env->vgpu->stats.ppgtt_refused;
		KUNIT_ASSERT_EQ(test, run_take(&r), 0);
		KUNIT_EXPECT_TRUE(test, run_leads(&r, holes[i]));
		KUNIT_EXPECT_EQ(test, r.env->vgpu->stats.ppgtt_refused, refused + 1);
		KUNIT_EXPECT_EQ(test, r.env->guest.pinned, VGT_PT_ENTRIES - 1);
		run_drop(&r);
		KUNIT_EXPECT_TRUE(test, run_nothing_held(&r));
		*gone = false;
	}
}

/* The last page that an entry can name, then the first: these are no run. */
static void run_past_the_last_page(struct kunit *test)
{
	struct run r;
	u64 last = VGT_PTE_ADDR;

	run_init(test, &r);
	run_set(&r, 0, last | 3);
	run_set(&r, 1, 0 | 3);
	run_set(&r, 2, 4096 | 3);
	KUNIT_ASSERT_EQ(test, run_take(&r), 0);
	KUNIT_EXPECT_TRUE(test, run_leads(&r, 0));
	run_drop(&r);
	KUNIT_EXPECT_TRUE(test, run_nothing_held(&r));
}

/* Some of a run are pinned already, by another table. */
static void run_with_pinned_pages(struct kunit *test)
{
	static const u32 pinned[] = { 0, 5, 6, 62, 63, 64, 130, 511 };
	struct run r, other;
	u32 i;

	run_init(test, &r);
	run_init(test, &other);
	for (i = 0; i < ARRAY_SIZE(pinned); i++)
		run_set(&other, i, run_page(&r, pinned[i]) | 3);
	KUNIT_ASSERT_EQ(test, run_take(&other), 0);
	run_fill(&r);
	KUNIT_ASSERT_EQ(test, run_take(&r), 0);
	KUNIT_EXPECT_TRUE(test, run_leads(&r, NONE));
	KUNIT_EXPECT_EQ(test, r.env->guest.pinned, VGT_PT_ENTRIES);
	env_ppgtt_drop(r.env, other.ppgtt);
	KUNIT_EXPECT_TRUE(test, run_leads(&r, NONE));
	run_drop(&r);
	KUNIT_EXPECT_TRUE(test, run_nothing_held(&r));
}

/* Memory that is taken away is not pinned, not even at a run's end. */
static void run_into_blocked_memory(struct kunit *test)
{
	struct run r;

	run_init(test, &r);
	run_set(&r, 0, run_page(&r, 1) | 3);
	KUNIT_ASSERT_EQ(test, run_take(&r), 0);
	vgt_vgpu_memory_gone(r.env->vgpu, run_page(&r, 1), 4096, NULL);
	run_set(&r, 0, run_page(&r, 0) | 3);
	run_set(&r, 1, run_page(&r, 1) | 3);
	KUNIT_EXPECT_EQ(test, run_take(&r), -EAGAIN);
	KUNIT_EXPECT_EQ(test, r.env->guest.pinned, 0);
	env_sleep_us(2 * VGT_BLOCK_MS * 1000);
	KUNIT_EXPECT_EQ(test, run_take(&r), 0);
	KUNIT_EXPECT_TRUE(test, run_leads(&r, NONE));
	run_drop(&r);
	KUNIT_EXPECT_TRUE(test, run_nothing_held(&r));
}

/* An entry whose page cannot be pinned leads nowhere, not to its old page. */
static void run_that_is_refused(struct kunit *test)
{
	struct run r;
	u32 i;

	run_init(test, &r);
	for (i = 0; i < 4; i++)
		run_set(&r, i, run_page(&r, 100 + i) | 3);
	KUNIT_ASSERT_EQ(test, run_take(&r), 0);
	for (i = 0; i < 4; i++)
		run_set(&r, i, run_page(&r, i) | 3);
	r.env->guest.fail_pin = 2;
	KUNIT_EXPECT_EQ(test, run_take(&r), -ENOMEM);
	for (i = 0; i < 4; i++)
		KUNIT_EXPECT_EQ(test, run_walk(&r, i), run_scratch(&r));
	KUNIT_EXPECT_EQ(test, run_take(&r), 0);
	KUNIT_EXPECT_TRUE(test, run_leads(&r, NONE));
	run_drop(&r);
	KUNIT_EXPECT_TRUE(test, run_nothing_held(&r));
}

/* A run of which some pages are pinned, with holes: enough of everything, to fail at each step. */
static void run_mixed(struct run *r, struct run *other)
{
	u32 i;

	for (i = 0; i < 150; i++)
		run_set(r, i, run_page(r, i) | 3);
	for (i = 0; i < 150; i += 40)
		run_set(other, i, run_page(r, i) | 3);
}

/* Does the @n-th pin, or allocation, fail? Nothing is lost then. False where there are fewer. */
static bool run_fails_at(struct kunit *test, struct run *r, int n, bool alloc)
{
	struct vgt_env *env = r->env;
	int pinned = env->guest.pinned, ret;
	u64 used = env->vgpu->memory.used;
	bool failed;

	if (alloc)
		env_fail_alloc(n);
	else
		env->guest.fail_pin = n;
	ret = run_take(r);
	failed = alloc ? env_alloc_failed() : env->guest.fail_pin < 0;
	env_fail_alloc(-1);
	env->guest.fail_pin = -1;
	if (failed && !ret && !run_leads(r, NONE))
		KUNIT_FAIL(test, "failure %d is not noticed", n);
	if (r->ppgtt)
		env_ppgtt_drop(env, r->ppgtt);
	r->ppgtt = NULL;
	mutex_lock(&env->vgpu->lock);
	while (vgt_ppgtt_evict(env->vgpu))
		;
	mutex_unlock(&env->vgpu->lock);
	env_settle(env);
	if (env->guest.pinned != pinned || env->vgpu->memory.used != used)
		KUNIT_FAIL(test, "failure %d leaves something", n);
	return failed;
}

static void run_fails(struct kunit *test, bool alloc)
{
	struct run r, other;
	int n;

	run_init(test, &r);
	run_init(test, &other);
	run_mixed(&r, &other);
	KUNIT_ASSERT_EQ(test, run_take(&other), 0);
	for (n = 0; n < POINTS && run_fails_at(test, &r, n, alloc); n += ENV_FAULT_STEP(n))
		;
	KUNIT_EXPECT_LT(test, n, POINTS);
	KUNIT_EXPECT_EQ(test, run_take(&r), 0);
	KUNIT_EXPECT_TRUE(test, run_leads(&r, NONE));
	KUNIT_EXPECT_TRUE(test, run_leads(&other, NONE));
	env_ppgtt_drop(r.env, other.ppgtt);
	run_drop(&r);
	KUNIT_EXPECT_TRUE(test, run_nothing_held(&r));
}

static void run_fails_at_each_pin(struct kunit *test)
{
	run_fails(test, false);
}

static void run_fails_at_each_allocation(struct kunit *test)
{
	if (!ENV_CAN_FAIL_ALLOC)
		return;
	run_fails(test, true);
}

static struct kunit_case pin_run_cases[] = {
	KUNIT_CASE(run_of_all),
	KUNIT_CASE(run_of_pieces),
	KUNIT_CASE(run_that_changes),
	KUNIT_CASE(run_with_a_hole),
	KUNIT_CASE(run_past_the_last_page),
	KUNIT_CASE(run_with_pinned_pages),
	KUNIT_CASE(run_into_blocked_memory),
	KUNIT_CASE(run_that_is_refused),
	KUNIT_CASE(run_fails_at_each_pin),
	KUNIT_CASE(run_fails_at_each_allocation),
	{ }
};

static struct kunit_suite pin_run_suite = {
	.name = "pin_run",
	.init = vgt_env_suite_init,
	.exit = vgt_env_suite_exit,
	.test_cases = pin_run_cases,
};

kunit_test_suite(pin_run_suite);
