// SPDX-License-Identifier: GPL-2.0-only
/*
 * Address spaces that do not run: a driver may have given one up without telling, and
 * its tables may hold data by now. Who runs is not to feel them.
 */
#include <linux/err.h>
#include <linux/kernel.h>

#include "core/exec/execlists.h"
#include "core/mem/ppgtt.h"
#include "core/mem/ppgtt_types.h"
#include "env.h"
#include "env_time.h"

/* As long as a space is watched that does not run, and some. */
#define IDLE_US		(2 * VGT_PPGTT_NAP_MS * 1000)

/* Tables of a 4-level space that maps one page. */
#define LEVELS		4

/**
 * struct space - an address space of the guest's, with a context that runs in it
 * @ctx: the context
 * @pml4: its root
 * @page: mapped at address 0
 * @table: the tables that lead there, root last
 */
struct space {
	struct vgt_env_ctx ctx;
	u64 pml4;
	u64 page;
	u64 table[LEVELS];
};

static void space_look(struct vgt_env *env, struct space *s)
{
	u32 i;

	for (i = 0; i < LEVELS; i++)
		s->table[i] = env_ppgtt_entry(env, s->pml4, 0, i) & ~4095ull;
}

static void space_init(struct vgt_env *env, struct space *s)
{
	s->pml4 = env_ppgtt(env);
	s->page = env_page(env);
	env_ppgtt_map(env, s->pml4, 0, s->page);
	space_look(env, s);
	env_ctx_init(env, &s->ctx, VGT_RCS, s->pml4);
}

/* A context's work is with the hardware: what does it see at an address? */
static u64 space_sees(struct vgt_env *env, u64 addr)
{
	const struct vgt_ppgtt *ppgtt = env->vgpu->engines[VGT_RCS].work.ppgtt;
	u64 roots[4];

	if (!ppgtt)
		return 0;
	vgt_ppgtt_roots(ppgtt, roots);
	return fake_gpu_walk(&env->gpu, roots[0], LEVELS, addr);
}

/* Run it once. Returns what it saw at address 0; 0 where it did not get to run. */
static u64 space_run(struct vgt_env *env, struct space *s)
{
	static const u32 cs[] = { 0, 0 };
	u64 dma = 0;

	env_submit(env, &s->ctx, cs, ARRAY_SIZE(cs));
	if (env->gpu.engine[VGT_RCS].rq)
		dma = space_sees(env, 0);
	env_run(env, VGT_RCS);
	return dma;
}

static bool space_runs(struct vgt_env *env, struct space *s)
{
	return space_run(env, s) == fake_guest_dma(&env->guest, s->page);
}

/* A page of memory that looks like a table of @n entries, to new pages. */
static void space_is_data(struct vgt_env *env, u64 gpa, u32 n)
{
	u32 i;

	for (i = 0; i < n; i++)
		fake_guest_poke64(&env->guest, gpa + i * 8, env_page(env) | 3);
}

static void space_becomes_data(struct vgt_env *env, const struct space *s)
{
	u32 i;

	for (i = 0; i < LEVELS; i++)
		space_is_data(env, s->table[i], 20);
}

static u32 space_reads(const struct vgt_env *env, const struct space *s)
{
	u32 i, n = 0;

	for (i = 0; i < LEVELS; i++)
		n += env->guest.table_reads[s->table[i] >> 12];
	return n;
}

static u32 space_watched(const struct vgt_env *env, const struct space *s)
{
	u32 i, n = 0;

	for (i = 0; i < LEVELS; i++)
		n += env->guest.tracked[s->table[i] >> 12];
	return n;
}

/* The tables of a space that is given up become data: nobody reads it, or follows it. */
static void idle_tables_become_data(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct space dead, live;
	u32 count, reads;
	int pinned;

	env_engine_on(env, VGT_RCS);
	space_init(env, &dead);
	space_init(env, &live);
	KUNIT_EXPECT_TRUE(test, space_runs(env, &dead));
	KUNIT_EXPECT_TRUE(test, space_runs(env, &live));
	count = env->vgpu->shadow.count;
	reads = space_reads(env, &dead);
	pinned = env->guest.pinned;

	space_becomes_data(env, &dead);
	/* Each write after the first goes by itself. */
	KUNIT_EXPECT_EQ(test, space_watched(env, &dead), 0);
	KUNIT_EXPECT_TRUE(test, space_runs(env, &live));
	KUNIT_EXPECT_EQ(test, env->vgpu->shadow.count, count);
	KUNIT_EXPECT_EQ(test, space_reads(env, &dead), reads);
	KUNIT_EXPECT_EQ(test, env->guest.pinned, pinned);
	KUNIT_EXPECT_EQ(test, space_watched(env, &dead), 0);

	/* The one that lives goes on to be followed. */
	live.page = env_page(env);
	env_ppgtt_map(env, live.pml4, 0, live.page);
	KUNIT_EXPECT_TRUE(test, space_runs(env, &live));
}

/* What cannot be taken over of one that does not run is no matter of one that does. */
static void idle_does_not_fail_others(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct space dead, live;

	env_engine_on(env, VGT_RCS);
	space_init(env, &dead);
	space_init(env, &live);
	KUNIT_EXPECT_TRUE(test, space_runs(env, &dead));
	KUNIT_EXPECT_TRUE(test, space_runs(env, &live));

	/* Its memory goes, and cannot be pinned for a while: who runs does not wait. */
	vgt_vgpu_memory_gone(env->vgpu, dead.page, 4096, NULL);
	KUNIT_EXPECT_TRUE(test, space_runs(env, &live));
	/* It waits itself, and then sees its memory again. */
	KUNIT_EXPECT_EQ(test, space_run(env, &dead), 0);
	env_sleep_us(2 * VGT_BLOCK_MS * 1000);
	env_settle(env);
	KUNIT_EXPECT_EQ(test, space_sees(env, 0), fake_guest_dma(&env->guest, dead.page));
	env_run(env, VGT_RCS);
	KUNIT_EXPECT_TRUE(test, space_runs(env, &live));

	/* Its tables' memory goes for good. */
	env->guest.gone[dead.table[1] >> 12] = true;
	vgt_vgpu_guest_wrote(env->vgpu, dead.table[1], 8);
	KUNIT_EXPECT_TRUE(test, space_runs(env, &live));
	env->guest.gone[dead.table[1] >> 12] = false;
}

static void idle_reset(struct vgt_env *env)
{
	env_write(env, 0x941c, BIT(1));
	env_engine_on(env, VGT_RCS);
}

/* What there may be of something, and spaces that do not run have it all. */
enum idle_limit {
	IDLE_LIMIT_TABLES,
	IDLE_LIMIT_MEMORY,
	IDLE_LIMIT_PINS,
	IDLE_LIMITS,
};

/* Returns how many tables are counted that are not there. */
static u32 idle_limit(struct vgt_env *env, enum idle_limit limit, u32 room)
{
	u32 more = 0;

	env->vgpu->memory.limit = VGT_ACCOUNT_MAX;
	env->guest.pin_limit = 0;
	if (limit == IDLE_LIMIT_TABLES)
		more = 32768 - env->vgpu->shadow.count - room;
	else if (limit == IDLE_LIMIT_MEMORY)
		env->vgpu->memory.limit = env->vgpu->memory.used + room * 256;
	else if (limit == IDLE_LIMIT_PINS)
		env->guest.pin_limit = env->guest.pinned + room;
	env->vgpu->shadow.count += more;
	return more;
}

/* Budgets full of spaces that do not run: a new one runs, and an old one grows. */
static void idle_gives_way(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	enum idle_limit limit;
	struct space dead, live;
	u32 i, more;

	env_engine_on(env, VGT_RCS);
	space_init(env, &live);
	for (limit = 0; limit < IDLE_LIMITS; limit++) {
		for (i = 0; i < 8; i++) {
			space_init(env, &dead);
			space_is_data(env, dead.table[0] + 8, 40);
			KUNIT_EXPECT_TRUE(test, space_runs(env, &dead));
		}
		KUNIT_EXPECT_TRUE(test, space_runs(env, &live));

		more = idle_limit(env, limit, 2);
		/* Pages more, in a table that is there. */
		for (i = 1; i < 60; i++)
			env_ppgtt_map(env, live.pml4, i * 4096, env_page(env));
		KUNIT_EXPECT_TRUE(test, space_runs(env, &live));
		KUNIT_EXPECT_FALSE(test, env->vgpu->engines[VGT_RCS].hung);
		env->vgpu->shadow.count -= more;

		/* Another space, its context and all. */
		more = idle_limit(env, limit, 2);
		space_init(env, &live);
		KUNIT_EXPECT_TRUE(test, space_runs(env, &live));
		KUNIT_EXPECT_FALSE(test, env->vgpu->engines[VGT_RCS].hung);
		env->vgpu->shadow.count -= more;
		idle_limit(env, IDLE_LIMITS, 0);
	}
}

/* The tables of one that runs are more than there may be: it alone is refused. */
static void idle_is_not_to_blame(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct space one, other;
	u32 i;

	env_engine_on(env, VGT_RCS);
	space_init(env, &one);
	space_init(env, &other);
	KUNIT_EXPECT_TRUE(test, space_runs(env, &other));
	env->guest.pin_limit = env->guest.pinned + 20;
	for (i = 1; i < 400; i++)
		env_ppgtt_map(env, one.pml4, i * 4096, env_page(env));
	KUNIT_EXPECT_EQ(test, space_run(env, &one), 0);
	KUNIT_EXPECT_TRUE(test, env->vgpu->engines[VGT_RCS].hung);
	/* Its own reset helps the others. */
	idle_reset(env);
	KUNIT_EXPECT_FALSE(test, env->vgpu->engines[VGT_RCS].hung);
	KUNIT_EXPECT_TRUE(test, space_runs(env, &other));
}

/* The guest resets the engine: what was given up is as little to be felt as before. */
static void idle_over_a_reset(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct space dead, live;
	u32 reads;

	env_engine_on(env, VGT_RCS);
	space_init(env, &dead);
	space_init(env, &live);
	KUNIT_EXPECT_TRUE(test, space_runs(env, &live));
	/* It is in flight when the reset comes, and never runs again. */
	env_submit(env, &dead.ctx, (const u32[]){ 0, 0 }, 2);
	idle_reset(env);
	fake_gpu_finish(&env->gpu, VGT_RCS, -EIO);
	env_settle(env);
	reads = space_reads(env, &dead);
	space_becomes_data(env, &dead);
	KUNIT_EXPECT_TRUE(test, space_runs(env, &live));
	KUNIT_EXPECT_EQ(test, space_reads(env, &dead), reads);
}

/* Pages of the one that was given up are tables of another, of whatever kind. */
static void idle_tables_are_reused(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u64 old_page;
	struct space dead, live;
	u32 i, k;

	env_engine_on(env, VGT_RCS);
	/* The root's page becomes a table of level @i, the next ones those below. */
	for (i = 0; i < LEVELS; i++) {
		space_init(env, &dead);
		old_page = dead.page;
		KUNIT_EXPECT_TRUE(test, space_runs(env, &dead));

		for (k = 0; k < LEVELS; k++)
			memset(fake_guest_va(&env->guest, dead.table[k]), 0, 4096);
		vgt_vgpu_guest_wrote(env->vgpu, dead.table[3], 8);
		vgt_vgpu_guest_wrote(env->vgpu, dead.table[2], 8);
		vgt_vgpu_guest_wrote(env->vgpu, dead.table[1], 8);
		vgt_vgpu_guest_wrote(env->vgpu, dead.table[0], 8);
		live.page = env_page(env);
		for (k = 0; k < LEVELS; k++)
			live.table[k] = dead.table[(3 - i + k) % LEVELS];
		live.pml4 = live.table[3];
		fake_guest_poke64(&env->guest, live.table[0], live.page | 3);
		for (k = 1; k < LEVELS; k++)
			fake_guest_poke64(&env->guest, live.table[k],
					  live.table[k - 1] | 3);
		env_ctx_init(env, &live.ctx, VGT_RCS, live.pml4);
		KUNIT_EXPECT_TRUE(test, space_runs(env, &live));
		KUNIT_EXPECT_EQ(test, space_watched(env, &live), LEVELS);
		/* It is followed, wherever the old one has the page. */
		for (k = 0; k < 3; k++) {
			live.page = env_page(env);
			fake_guest_poke64(&env->guest, live.table[0], live.page | 3);
			KUNIT_EXPECT_TRUE(test, space_runs(env, &live));
		}
		/* The old one is no way to what it mapped, should it run. */
		env_emit(env, &dead.ctx, (const u32[]){ 0, 0 }, 2);
		env_elsp(env, &dead.ctx, NULL);
		env_settle(env);
		KUNIT_EXPECT_NE(test, space_sees(env, 0),
				fake_guest_dma(&env->guest, old_page));
		env_run(env, VGT_RCS);
	}
}

#ifndef __KERNEL__

/* Another root that leads to the same tables. */
static void space_share(struct vgt_env *env, struct space *s, const struct space *other)
{
	*s = *other;
	s->pml4 = env_ppgtt(env);
	s->table[3] = s->pml4;
	fake_guest_poke64(&env->guest, s->pml4, other->table[2] | 3);
	env_ctx_init(env, &s->ctx, VGT_RCS, s->pml4);
}

/* Two have tables together: what is written counts in each, whichever runs first. */
static void idle_shares_tables(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct space s[2];
	u32 i;

	env_engine_on(env, VGT_RCS);
	space_init(env, &s[0]);
	KUNIT_EXPECT_TRUE(test, space_runs(env, &s[0]));
	/* The first is given up, and says so by nothing but that its tables change. */
	s[0].page = env_page(env);
	env_ppgtt_map(env, s[0].pml4, 0, s[0].page);
	space_share(env, &s[1], &s[0]);
	KUNIT_EXPECT_TRUE(test, space_runs(env, &s[1]));

	for (i = 0; i < 4; i++) {
		KUNIT_EXPECT_TRUE(test, space_runs(env, &s[0]));
		KUNIT_EXPECT_TRUE(test, space_runs(env, &s[1]));
		s[0].page = env_page(env);
		s[1].page = s[0].page;
		env_ppgtt_map(env, s[0].pml4, 0, s[0].page);
		KUNIT_EXPECT_TRUE(test, space_runs(env, &s[i & 1]));
		KUNIT_EXPECT_TRUE(test, space_runs(env, &s[~i & 1]));
	}
	/* One is not watched any more; the other is. */
	env_sleep_us(IDLE_US * 3 / 8);
	KUNIT_EXPECT_TRUE(test, space_runs(env, &s[1]));
	env_sleep_us(IDLE_US * 3 / 8);
	KUNIT_EXPECT_TRUE(test, space_runs(env, &s[1]));
	KUNIT_EXPECT_EQ(test, env->guest.watched, 4);
	s[1].page = env_page(env);
	env_ppgtt_map(env, s[1].pml4, 0, s[1].page);
	KUNIT_EXPECT_TRUE(test, space_runs(env, &s[1]));
	s[0].page = s[1].page;
	KUNIT_EXPECT_TRUE(test, space_runs(env, &s[0]));
}

#endif

/* Not watched while it does not run; what was written meanwhile counts when it does. */
static void idle_comes_back(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u64 writes;
	struct space s, live;
	u32 i;

	env_engine_on(env, VGT_RCS);
	space_init(env, &s);
	space_init(env, &live);
	for (i = 0; i < LEVELS; i++) {
		KUNIT_EXPECT_TRUE(test, space_runs(env, &s));
		KUNIT_EXPECT_TRUE(test, space_runs(env, &live));
		KUNIT_EXPECT_EQ(test, space_watched(env, &s), LEVELS);
		env_sleep_us(IDLE_US);
		/* Another's work at the end of the time, or none. */
		if (i & 1)
			KUNIT_EXPECT_TRUE(test, space_runs(env, &live));
		env_settle(env);
		KUNIT_EXPECT_EQ(test, space_watched(env, &s), 0);
		KUNIT_EXPECT_EQ(test, space_watched(env, &live), i & 1 ? LEVELS : 0);

		/* New tables below the one of level @i. */
		writes = env->vgpu->stats.ppgtt_writes;
		fake_guest_poke64(&env->guest, s.table[i], 0);
		s.page = env_page(env);
		env_ppgtt_map(env, s.pml4, 0, s.page);
		space_look(env, &s);
		KUNIT_EXPECT_EQ(test, env->vgpu->stats.ppgtt_writes, writes);
		KUNIT_EXPECT_TRUE(test, space_runs(env, &s));
	}
}

#ifndef __KERNEL__

/* One that runs for long is watched all the time. */
static void idle_is_not_what_runs(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct space s, other;

	env_engine_on(env, VGT_RCS);
	space_init(env, &s);
	space_init(env, &other);
	KUNIT_EXPECT_TRUE(test, space_runs(env, &other));
	env_submit(env, &s.ctx, (const u32[]){ 0, 0 }, 2);
	env_sleep_us(IDLE_US);
	env_settle(env);
	KUNIT_EXPECT_EQ(test, space_watched(env, &s), LEVELS);
	KUNIT_EXPECT_EQ(test, space_watched(env, &other), 0);
	env_run(env, VGT_RCS);
	/* From its end on it has the time that others have. */
	env_sleep_us(IDLE_US / 4);
	env_settle(env);
	KUNIT_EXPECT_EQ(test, space_watched(env, &s), LEVELS);
	env_sleep_us(IDLE_US);
	env_settle(env);
	KUNIT_EXPECT_EQ(test, space_watched(env, &s), 0);
}

#endif

/* Writes cannot be watched: what a submission uses is read by it, and no more. */
static void idle_unwatched(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct space s, other;
	u32 i, reads;

	env_engine_on(env, VGT_RCS);
	env->guest.translates = true;
	space_init(env, &s);
	space_init(env, &other);
	KUNIT_EXPECT_TRUE(test, space_runs(env, &other));
	KUNIT_EXPECT_TRUE(test, space_runs(env, &s));
	KUNIT_EXPECT_EQ(test, env->guest.watched, 0);
	reads = space_reads(env, &other);
	for (i = 0; i < LEVELS; i++) {
		/* New tables below the one of level @i. */
		fake_guest_poke64(&env->guest, s.table[i], 0);
		s.page = env_page(env);
		env_ppgtt_map(env, s.pml4, 0, s.page);
		space_look(env, &s);
		KUNIT_EXPECT_TRUE(test, space_runs(env, &s));
		/* Only a page more, in a table that is known. */
		s.page = env_page(env);
		env_ppgtt_map(env, s.pml4, 0, s.page);
		KUNIT_EXPECT_TRUE(test, space_runs(env, &s));
		KUNIT_EXPECT_EQ(test, env->vgpu->shadow.count, 2 * LEVELS);
	}
	KUNIT_EXPECT_EQ(test, env->vgpu->stats.ppgtt_writes, 0);
	KUNIT_EXPECT_EQ(test, space_reads(env, &other), reads);
	/* Nothing changed: each table once. */
	reads = space_reads(env, &s);
	KUNIT_EXPECT_TRUE(test, space_runs(env, &s));
	KUNIT_EXPECT_EQ(test, space_reads(env, &s), reads + LEVELS);

	/* The guest turns its IOMMU off, and on again. */
	env->guest.translates = false;
	KUNIT_EXPECT_TRUE(test, space_runs(env, &s));
	KUNIT_EXPECT_EQ(test, space_watched(env, &s), LEVELS);
	reads = space_reads(env, &s);
	KUNIT_EXPECT_TRUE(test, space_runs(env, &s));
	KUNIT_EXPECT_EQ(test, space_reads(env, &s), reads);
	env->guest.translates = true;
	s.page = env_page(env);
	env_ppgtt_map(env, s.pml4, 0, s.page);
	KUNIT_EXPECT_TRUE(test, space_runs(env, &s));
	KUNIT_EXPECT_EQ(test, space_watched(env, &s), LEVELS - 1);
	s.page = env_page(env);
	env_ppgtt_map(env, s.pml4, 0, s.page);
	KUNIT_EXPECT_TRUE(test, space_runs(env, &s));
}

static struct kunit_case idle_cases[] = {
	KUNIT_CASE(idle_tables_become_data),
	KUNIT_CASE(idle_does_not_fail_others),
	KUNIT_CASE(idle_gives_way),
	KUNIT_CASE(idle_is_not_to_blame),
	KUNIT_CASE(idle_over_a_reset),
	KUNIT_CASE(idle_tables_are_reused),
	KUNIT_CASE(idle_comes_back),
	KUNIT_CASE(idle_unwatched),
#ifndef __KERNEL__
	KUNIT_CASE(idle_shares_tables),
	KUNIT_CASE(idle_is_not_what_runs),
#endif
	{ }
};

static struct kunit_suite idle_suite = {
	.name = "idle",
	.init = vgt_env_suite_init,
	.exit = vgt_env_suite_exit,
	.test_cases = idle_cases,
};

kunit_test_suite(idle_suite);
