// SPDX-License-Identifier: GPL-2.0-only
/*
 * How several vGPUs share an engine over time: guests of different habits, played
 * for a while.
 */
#include <linux/err.h>
#include <linux/kernel.h>

#include "core/sched/cap.h"
#include "core/sched/sched.h"
#include "env.h"
#include "env_time.h"

#define GUESTS	3

/*
 * In microseconds. In the kernel it is the wall's clock, and others take their time:
 * there it is shorter, and only what does not depend on the time is looked at.
 */
#define SECOND	(ENV_EXACT_TIME ? 1000000 : 20000)
/* Of a list of cases, how many: the first ones in a kernel, where each takes seconds. */
#define SOME(list)	(ENV_EXACT_TIME ? ARRAY_SIZE(list) : 2)

/* In percent. */
#define SHARE_ERROR	2

static const u32 noops[4];

/**
 * struct habit - how a guest works
 * @weight: of its vGPU
 * @cap: of its vGPU
 * @least: its shortest request, in microseconds; 0: it never works
 * @most: its longest
 * @pause: from the end of one to the next one's submission; 0: the next one waits
 *	already when one ends
 */
struct habit {
	u32 weight;
	u32 cap;
	u32 least;
	u32 most;
	u32 pause;
};

/**
 * struct player - a guest that is played
 * @vgpu: its vGPU
 * @ctx: its context
 * @ggtt: where its GGTT space goes on
 * @habit: how it works
 * @random: state of the generator
 * @next: when it submits next; -1: it has
 * @asked: when it submitted what waits
 * @waits: what it submitted last was not taken up yet
 * @longest: the longest wait
 * @turns: requests that were run
 */
struct player {
	struct vgt_vgpu *vgpu;
	struct vgt_env_ctx ctx;
	u64 ggtt;
	struct habit habit;
	u32 random;
	s64 next;
	s64 asked;
	bool waits;
	u32 longest;
	u32 turns;
};

/**
 * struct game - the guests, and the time
 * @env: where they play
 * @player: the guests
 * @now: microseconds since the beginning
 * @idle: those in which the engine had nothing to do
 * @changes: how often another was run than before
 * @last: who was run last
 * @host_works: the host always has work
 * @host_runs: the hardware runs it
 * @host_ns: time that it was run
 * @host_since: when it was taken up
 */
struct game {
	struct vgt_env *env;
	struct player player[GUESTS];
	s64 now;
	u64 idle;
	u32 changes;
	int last;
	bool host_works;
	bool host_runs;
	u64 host_ns;
	s64 host_since;
};

static void game_use(struct game *g, u32 i)
{
	env_use(g->env, g->player[i].vgpu);
	g->env->next_ggtt = g->player[i].ggtt;
}

static void game_begin(struct kunit *test, struct game *g)
{
	struct vgt_env *env = vgt_env_get(test);
	u32 i;

	memset(g, 0, sizeof(*g));
	g->env = env;
	/* Three of the smallest fit. */
	vgt_vgpu_stop(env->vgpu);
	vgt_vgpu_destroy(env->vgpu);
	for (i = 0; i < GUESTS; i++) {
		struct player *p = &g->player[i];

		p->vgpu = vgt_env_vgpu(env, "GVTg_V5_8");
		KUNIT_ASSERT_FALSE(test, IS_ERR(p->vgpu));
		KUNIT_ASSERT_EQ(test, vgt_vgpu_start(p->vgpu), 0);
		p->ggtt = p->vgpu->ggtt.part[VGT_GGTT_HIGH].space.start;
		game_use(g, i);
		env_engine_on(env, VGT_RCS);
		env_ctx_init(env, &p->ctx, VGT_RCS, env_ppgtt(env));
		p->ggtt = env->next_ggtt;
		p->next = -1;
	}
}

static void game_habit(struct game *g, u32 i, const struct habit *habit)
{
	struct player *p = &g->player[i];

	p->habit = *habit;
	if (habit->weight)
		vgt_sched_set_weight(p->vgpu, habit->weight);
	vgt_sched_set_cap(p->vgpu, habit->cap);
	p->next = habit->least ? g->now : -1;
	p->longest = 0;
	p->turns = 0;
	p->random = 12345 + i;
}

static void game_habits(struct game *g, const struct habit *habits)
{
	u32 i;

	for (i = 0; i < GUESTS; i++)
		game_habit(g, i, &habits[i]);
}

static struct vgt_vengine *game_engine(struct game *g, u32 i)
{
	return &g->player[i].vgpu->engines[VGT_RCS];
}

static u64 game_busy(struct game *g, u32 i)
{
	return vgt_sched_busy_ns(game_engine(g, i));
}

/* Whose request is with the hardware, or -1. */
static int game_runs(struct game *g)
{
	const struct vgt_gpu_request *rq = g->env->gpu.engine[VGT_RCS].rq;
	u32 i;

	for (i = 0; i < GUESTS; i++)
		if (rq && rq->ctx->owner == game_engine(g, i))
			return i;
	return -1;
}

static void game_submit(struct game *g, u32 i)
{
	struct player *p = &g->player[i];

	game_use(g, i);
	env_submit(g->env, &p->ctx, noops, 2);
	p->next = -1;
	p->asked = g->now;
	p->waits = true;
}

/* Time passes, and those whose time has come submit. */
static void game_sleep(struct game *g, s64 until)
{
	do {
		s64 next = until;
		u32 i;

		for (i = 0; i < GUESTS; i++)
			if (g->player[i].next >= 0)
				next = min(next, max(g->player[i].next, g->now));
		if (next > g->now)
			env_sleep_us(next - g->now);
		g->now = next;
		env_settle(g->env);
		for (i = 0; i < GUESTS; i++)
			if (g->player[i].next >= 0 && g->player[i].next <= g->now)
				game_submit(g, i);
	} while (g->now < until);
}

static u32 game_length(struct player *p)
{
	p->random = p->random * 1103515245 + 12345;
	return p->habit.least + (p->random >> 8) % (p->habit.most - p->habit.least + 1);
}

/* The host has the hardware, or leaves it to a guest. */
static void game_host(struct game *g, bool runs)
{
	struct vgt_gpu *gpu = &g->env->gpu.gpu;

	if (g->host_runs == runs)
		return;
	g->host_runs = runs;
	if (runs) {
		g->host_since = g->now;
		gpu->client_ops->context_in(gpu->client, VGT_RCS, NULL);
	} else {
		g->host_ns += (g->now - g->host_since) * 1000;
		gpu->client_ops->context_out(gpu->client, VGT_RCS, NULL);
	}
}

/* The hardware takes up what is in flight, and runs it to its end. */
static void game_turn(struct game *g, u32 who)
{
	struct player *p = &g->player[who];

	p->longest = max_t(u32, p->longest, g->now - p->asked);
	p->waits = false;
	p->turns++;
	g->changes += g->last != (int)who;
	g->last = who;
	fake_gpu_start(&g->env->gpu, VGT_RCS);
	game_host(g, false);
	game_sleep(g, g->now + game_length(p));
	if (!p->habit.pause)
		game_submit(g, who);
	else
		p->next = g->now + p->habit.pause;
	fake_gpu_finish(&g->env->gpu, VGT_RCS, 0);
	game_host(g, g->host_works);
	env_settle(g->env);
	/* What waited behind it had no chance before. */
	if (!p->habit.pause)
		p->asked = g->now;
}

static void game_play(struct game *g, u32 us)
{
	s64 end = g->now + us;

	game_sleep(g, g->now);
	while (g->now < end) {
		int who = game_runs(g);
		s64 before = g->now;

		if (who >= 0) {
			game_turn(g, who);
			continue;
		}
		game_host(g, g->host_works);
		game_sleep(g, g->now + 10);
		if (!g->host_works)
			g->idle += g->now - before;
	}
}

/* All that waits is run. */
static void game_drain(struct game *g)
{
	u32 i, budget = 1000;

	for (i = 0; i < GUESTS; i++)
		g->player[i].next = -1;
	while (budget--) {
		if (g->env->gpu.engine[VGT_RCS].rq)
			env_run(g->env, VGT_RCS);
		env_sleep_us(100);
		env_settle(g->env);
	}
}

static void game_end(struct game *g)
{
	u32 i;

	game_host(g, false);
	game_drain(g);
	game_use(g, 0);
	for (i = 1; i < GUESTS; i++) {
		vgt_vgpu_stop(g->player[i].vgpu);
		vgt_vgpu_destroy(g->player[i].vgpu);
	}
}

/* Play, and expect shares of the time that is used in proportion to @parts. */
static void game_expect(struct kunit *test, struct game *g, u32 us,
			const u32 parts[GUESTS])
{
	u64 busy[GUESTS], total = 0;
	u32 i, all = 0;

	for (i = 0; i < GUESTS; i++)
		busy[i] = game_busy(g, i);
	game_play(g, us);
	for (i = 0; i < GUESTS; i++) {
		busy[i] = game_busy(g, i) - busy[i];
		total += busy[i];
		all += parts[i];
	}
	for (i = 0; i < GUESTS; i++) {
		u64 due = total / all * parts[i];

		KUNIT_EXPECT_EQ(test, !busy[i], !parts[i]);
		if (!ENV_EXACT_TIME)
			continue;
		KUNIT_EXPECT_GE(test, busy[i] * 100, due * (100 - SHARE_ERROR));
		KUNIT_EXPECT_LE(test, busy[i] * 100, due * (100 + SHARE_ERROR));
	}
}

/* ---- weights ---- */

/* Shares are as the weights, over a second of loads of all lengths. */
static void share_by_weight(struct kunit *test)
{
	static const struct habit loads[][GUESTS] = {
		{ { 4, 0, 50, 2000, 0 }, { 2, 0, 50, 2000, 0 }, { 2, 0, 50, 2000, 0 } },
		{ { 4, 0, 100, 100, 0 }, { 2, 0, 1000, 3000, 0 }, { 2, 0, 20, 500, 0 } },
		{ { 1, 0, 20, 200, 0 }, { 1, 0, 1000, 4000, 0 }, { 1, 0, 1, 50, 0 } },
		{ { 1000, 0, 50, 500, 0 }, { 250, 0, 50, 1000, 0 }, { 50, 0, 5, 200, 0 } },
		{ { 7, 0, 10, 3000, 0 }, { 5, 0, 10, 3000, 0 }, { 3, 0, 10, 3000, 0 } },
	};
	struct game g;
	u32 i, n;

	game_begin(test, &g);
	for (i = 0; i < SOME(loads); i++) {
		u32 parts[GUESTS];

		for (n = 0; n < GUESTS; n++) {
			game_habit(&g, n, &loads[i][n]);
			parts[n] = loads[i][n].weight;
		}
		g.idle = 0;
		game_expect(test, &g, SECOND, parts);
		KUNIT_EXPECT_EQ(test, g.idle, 0);
		game_drain(&g);
	}
	game_end(&g);
}

/* They count from the moment they are set: what was before is not made up for. */
static void share_weights_change(struct kunit *test)
{
	static const u32 weights[][GUESTS] = {
		{ 4, 2, 2 }, { 1, 10, 1 }, { 1000, 500, 500 }, { 1, 1, 1 },
	};
	static const struct habit busy = { 1, 0, 50, 500, 0 };
	struct game g;
	u32 i, n;

	game_begin(test, &g);
	for (n = 0; n < GUESTS; n++)
		game_habit(&g, n, &busy);
	game_play(&g, 10000);
	for (i = 0; i < SOME(weights); i++) {
		for (n = 0; n < GUESTS; n++) {
			vgt_sched_set_weight(g.player[n].vgpu, weights[i][n]);
			KUNIT_EXPECT_EQ(test, vgt_sched_weight(g.player[n].vgpu),
					weights[i][n]);
		}
		game_expect(test, &g, SECOND, weights[i]);
	}
	game_end(&g);
}

/*
 * Guests that submit only when they have seen the end of the former: there is work of
 * others at each decision, and still the weights tell who.
 */
static void share_of_those_who_wait(struct kunit *test)
{
	static const struct habit loads[GUESTS] = {
		{ 4, 0, 900, 1100, 30 }, { 2, 0, 900, 1100, 30 }, { 2, 0, 900, 1100, 30 },
	};
	static const u32 parts[GUESTS] = { 2, 1, 1 };
	struct game g;

	game_begin(test, &g);
	game_habits(&g, loads);
	game_expect(test, &g, SECOND, parts);
	game_end(&g);
}

/* The same beside one that always has work: who waits loses none of its turns. */
static void share_beside_one_that_waits(struct kunit *test)
{
	static const struct habit loads[GUESTS] = {
		{ 2, 0, 900, 1100, 30 }, { 2, 0, 100, 200, 0 }, { 2, 0, 4000, 6000, 0 },
	};
	static const u32 parts[GUESTS] = { 1, 1, 1 };
	struct game g;

	game_begin(test, &g);
	game_habits(&g, loads);
	game_expect(test, &g, SECOND, parts);
	game_end(&g);
}

/* Nobody is kept waiting for an idle engine, whatever the weights. */
static void share_is_work_conserving(struct kunit *test)
{
	static const struct habit loads[GUESTS] = {
		{ 1, 0, 500, 500, 20 }, { 1000, 0, 0, 0, 0 }, { 1000, 0, 0, 0, 0 },
	};
	struct game g;

	game_begin(test, &g);
	game_habits(&g, loads);
	game_play(&g, 52000);
	/* A request of 500 and a pause of 20 us. */
	KUNIT_EXPECT_EQ(test, g.player[0].longest, 0);
	KUNIT_EXPECT_GE(test, g.player[0].turns, 90);
	game_end(&g);
}

/* ---- the slice of time, and latency ---- */

/* The longest wait of a guest, in microseconds, and how often it had its turn. */
static void game_expect_wait(struct kunit *test, const struct game *g, u32 i,
			     u32 most, u32 turns)
{
	if (!ENV_EXACT_TIME)
		return;
	KUNIT_EXPECT_LE(test, g->player[i].longest, most);
	KUNIT_EXPECT_GE(test, g->player[i].turns, turns);
}

static void game_slice(struct game *g, u32 us)
{
	WRITE_ONCE(g->env->dev.sched.slice_us, us);
}

/* A turn lasts a slice: short requests do not each cost a switch. */
static void slice_is_a_turn(struct kunit *test)
{
	static const struct habit busy = { 2, 0, 100, 100, 0 };
	static const u32 slices[] = { 0, 1000, 5000 };
	static const u32 parts[GUESTS] = { 1, 1, 1 };
	struct game g;
	u32 i, n;

	game_begin(test, &g);
	for (i = 0; i < SOME(slices); i++) {
		u32 per_turn = max_t(u32, slices[i] / 100, 1);

		game_slice(&g, slices[i]);
		for (n = 0; n < GUESTS; n++)
			game_habit(&g, n, &busy);
		g.changes = 0;
		game_expect(test, &g, SECOND, parts);
		n = SECOND / 100 / per_turn;
		if (ENV_EXACT_TIME) {
			KUNIT_EXPECT_LE(test, g.changes, n * 11 / 10);
			KUNIT_EXPECT_GE(test, g.changes, n * 9 / 10);
		}
		game_drain(&g);
	}
	game_end(&g);
}

/* Shares do not depend on it. */
static void slice_leaves_shares(struct kunit *test)
{
	static const struct habit loads[GUESTS] = {
		{ 8, 0, 50, 500, 0 }, { 4, 0, 50, 500, 0 }, { 2, 0, 50, 500, 0 },
	};
	static const u32 slices[] = { 0, 100, 2000, 5000 };
	static const u32 parts[GUESTS] = { 8, 4, 2 };
	struct game g;
	u32 i;

	game_begin(test, &g);
	for (i = 0; i < SOME(slices); i++) {
		game_slice(&g, slices[i]);
		game_habits(&g, loads);
		game_expect(test, &g, SECOND, parts);
		game_drain(&g);
	}
	game_end(&g);
}

/*
 * One that takes less than its share is next when the request that runs ends,
 * however heavy the others are, or waits for the end of a turn where slices are long.
 */
static void latency_of_a_light_one(struct kunit *test)
{
	static const struct habit loads[][GUESTS] = {
		/* 2 % of the time, of 3 that are its. */
		{ { 1, 0, 100, 200, 9800 }, { 16, 0, 3000, 4000, 0 }, { 16, 0, 3000, 4000, 0 } },
		{ { 4, 0, 100, 200, 3000 }, { 4, 0, 3000, 4000, 0 }, { 4, 0, 10, 500, 0 } },
		{ { 8, 0, 50, 100, 900 }, { 1, 0, 3000, 4000, 0 }, { 8, 0, 50, 100, 700 } },
	};
	static const u32 most[] = { 4000, 4000, 4000 + 100 };
	struct game g;
	u32 i;

	game_begin(test, &g);
	for (i = 0; i < SOME(loads); i++) {
		game_slice(&g, VGT_SLICE_US);
		game_habits(&g, loads[i]);
		game_play(&g, 50000);
		g.player[0].longest = 0;
		g.player[0].turns = 0;
		game_play(&g, SECOND);
		game_expect_wait(test, &g, 0, most[i], 60);

		game_slice(&g, 20000);
		game_play(&g, SECOND);
		game_expect_wait(test, &g, 0, most[i] + 20000, 100);
		game_drain(&g);
	}
	game_end(&g);
}

/* The lightest beside the heaviest waits for its share to come up, and no longer. */
static void latency_has_an_end(struct kunit *test)
{
	static const struct habit loads[GUESTS] = {
		{ 1, 0, 500, 500, 0 }, { 500, 0, 500, 500, 0 }, { 500, 0, 500, 500, 0 },
	};
	struct game g;

	game_begin(test, &g);
	game_habits(&g, loads);
	/* 1 of 1001: 500 us in half a second. */
	game_play(&g, 3 * SECOND);
	game_expect_wait(test, &g, 0, SECOND / 2 + 3000, 5);
	game_end(&g);
}

/* ---- the host ---- */

/* Play, and expect of the host this part of the time, in percent. */
static void host_expect(struct kunit *test, struct game *g, u32 us, u32 percent)
{
	u64 before, got;
	s64 since;

	game_host(g, false);
	before = g->host_ns;
	since = g->now;
	game_play(g, us);
	game_host(g, false);
	if (!ENV_EXACT_TIME)
		return;
	got = (g->host_ns - before) * 100 / ((g->now - since) * 1000);
	KUNIT_EXPECT_GE(test, got + SHARE_ERROR, percent);
	KUNIT_EXPECT_LE(test, got, percent + SHARE_ERROR);
}

/*
 * A host that always has work gets what its weight says, whatever the lengths of guests'
 * requests, and guests theirs of the rest.
 */
static void share_host_weight(struct kunit *test)
{
	static const struct habit busy[GUESTS] = {
		{ 4, 0, 50, 2000, 0 }, { 2, 0, 100, 100, 0 }, { 2, 0, 1000, 4000, 0 },
	};
	static const u32 parts[GUESTS] = { 4, 2, 2 };
	static const struct {
		u32 weight, percent;
	} hosts[] = {
		{ 8, 50 }, { 24, 75 }, { 2, 20 }, { 1, 11 }, { 792, 99 }, { 8, 50 },
	};
	struct game g;
	u32 i;

	game_begin(test, &g);
	game_habits(&g, busy);
	g.host_works = true;
	for (i = 0; i < SOME(hosts); i++) {
		vgt_sched_set_host_weight(&g.env->dev, hosts[i].weight);
		host_expect(test, &g, SECOND, hosts[i].percent);
	}
	vgt_sched_set_host_weight(&g.env->dev, 8);
	game_expect(test, &g, SECOND, parts);
	game_end(&g);
}

/* A host without work withholds nothing, and what it did not use it does not get later. */
static void share_host_idles(struct kunit *test)
{
	static const struct habit habits[GUESTS] = {
		{ 4, 0, 50, 2000, 0 }, { 4, 0, 100, 100, 0 },
	};
	struct game g;

	game_begin(test, &g);
	vgt_sched_set_host_weight(&g.env->dev, 8);
	game_habits(&g, habits);
	host_expect(test, &g, SECOND, 0);
	KUNIT_EXPECT_EQ(test, g.idle, 0);
	g.host_works = true;
	host_expect(test, &g, SECOND, 50);
	g.host_works = false;
	host_expect(test, &g, SECOND, 0);
	KUNIT_EXPECT_EQ(test, g.idle, 0);
	game_end(&g);
}

/* A guest that waits for the host goes on when that leaves, not only when it has had its share. */
static void share_host_leaves(struct kunit *test)
{
	static const struct habit busy[GUESTS] = { { 4, 0, 50, 2000, 0 } };
	struct game g;
	u32 i;

	game_begin(test, &g);
	vgt_sched_set_host_weight(&g.env->dev, 792);
	game_habits(&g, busy);
	g.host_works = true;
	game_play(&g, 5000);
	for (i = 0; i < 100 && game_runs(&g) >= 0; i++)
		game_play(&g, 10);
	if (ENV_EXACT_TIME)
		KUNIT_EXPECT_LT(test, game_runs(&g), 0);
	game_host(&g, false);
	env_settle(g.env);
	KUNIT_EXPECT_GE(test, game_runs(&g), 0);
	game_end(&g);
}

/* Nor do guests that come back have what they did not use: the host was alone. */
static void share_guests_come_back(struct kunit *test)
{
	static const struct habit idle[GUESTS] = {}, busy[GUESTS] = {
		{ 4, 0, 50, 2000, 0 }, { 4, 0, 100, 100, 0 },
	};
	struct game g;

	game_begin(test, &g);
	vgt_sched_set_host_weight(&g.env->dev, 8);
	g.host_works = true;
	game_habits(&g, idle);
	host_expect(test, &g, SECOND, 100);
	game_habits(&g, busy);
	host_expect(test, &g, SECOND / 10, 50);
	game_end(&g);
}

/* Without a weight a guest's work is handed over as soon as there is any. */
static void share_host_without_weight(struct kunit *test)
{
	static const struct habit busy[GUESTS] = { { 4, 0, 50, 2000, 0 } };
	struct game g;

	game_begin(test, &g);
	g.host_works = true;
	game_habits(&g, busy);
	host_expect(test, &g, SECOND, 0);
	vgt_sched_set_host_weight(&g.env->dev, 4);
	host_expect(test, &g, SECOND, 50);
	vgt_sched_set_host_weight(&g.env->dev, VGT_WEIGHT_NONE);
	host_expect(test, &g, SECOND, 0);
	game_end(&g);
}

/* The host may have two contexts with the hardware; one may leave that nobody saw come. */
static void share_host_contexts(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_sched_engine *se = &env->dev.sched.engine[VGT_RCS];
	const struct vgt_gpu_client_ops *ops = env->gpu.gpu.client_ops;
	void *client = env->gpu.gpu.client;

	ops->context_out(client, VGT_RCS, NULL);
	KUNIT_EXPECT_FALSE(test, se->host.running);
	ops->context_in(client, VGT_RCS, NULL);
	ops->context_in(client, VGT_RCS, NULL);
	ops->context_out(client, VGT_RCS, NULL);
	KUNIT_EXPECT_TRUE(test, se->host.running);
	ops->context_out(client, VGT_RCS, NULL);
	KUNIT_EXPECT_FALSE(test, se->host.running);
}

/* ---- caps ---- */

static void cap_expect(struct kunit *test, struct game *g, u32 i, u32 us, u32 percent)
{
	u64 busy = game_busy(g, i);
	s64 from = g->now;
	u64 due;

	game_play(g, us);
	busy = game_busy(g, i) - busy;
	due = (g->now - from) * 1000 / 100 * percent;
	KUNIT_EXPECT_GT(test, busy, 0);
	if (!ENV_EXACT_TIME)
		return;
	KUNIT_EXPECT_GE(test, busy * 100, due * (100 - SHARE_ERROR));
	KUNIT_EXPECT_LE(test, busy * 100, due * (100 + SHARE_ERROR));
}

/* Alone, with an engine that has nothing else to do: no more than the cap. */
static void cap_of_one(struct kunit *test)
{
	static const struct habit loads[] = {
		{ 2, 30, 50, 1000, 0 }, { 2, 30, 300, 1000, 100 }, { 2, 10, 1000, 1500, 0 },
		{ 2, 75, 10, 100, 5 }, { 2, 1, 20, 100, 0 },
	};
	static const struct habit none = { 2, 0, 0, 0, 0 };
	struct game g;
	u32 i;

	game_begin(test, &g);
	for (i = 0; i < SOME(loads); i++) {
		game_habit(&g, 0, &loads[i]);
		KUNIT_EXPECT_EQ(test, vgt_sched_cap(g.player[0].vgpu), loads[i].cap);
		cap_expect(test, &g, 0, SECOND, loads[i].cap);
		game_habit(&g, 0, &none);
		game_drain(&g);
	}
	game_end(&g);
}

/* What a cap leaves is the others', by their weights; and nothing is left over. */
static void cap_beside_others(struct kunit *test)
{
	static const struct habit loads[GUESTS] = {
		{ 100, 25, 50, 1000, 0 }, { 4, 0, 50, 1000, 0 }, { 2, 0, 50, 1000, 0 },
	};
	static const u32 parts[GUESTS] = { 25, 50, 25 };
	struct game g;

	game_begin(test, &g);
	game_habits(&g, loads);
	game_expect(test, &g, SECOND, parts);
	KUNIT_EXPECT_EQ(test, g.idle, 0);
	game_end(&g);
}

/* Nobody keeps a turn that the cap ends. */
static void cap_ends_a_turn(struct kunit *test)
{
	static const struct habit loads[GUESTS] = {
		{ 2, 20, 1000, 1000, 0 }, { 2, 0, 1000, 1000, 0 }, { 2, 0, 0, 0, 0 },
	};
	struct game g;
	u32 n;

	game_begin(test, &g);
	game_slice(&g, 2000);
	game_habits(&g, loads);
	game_sleep(&g, g.now);
	for (n = 0; ENV_EXACT_TIME && n < 50; n++) {
		int who = game_runs(&g);

		KUNIT_ASSERT_GE(test, who, 0);
		game_turn(&g, who);
		if (!who)
			KUNIT_EXPECT_EQ(test, game_runs(&g), 1);
	}
	if (ENV_EXACT_TIME)
		KUNIT_EXPECT_GE(test, g.player[0].turns, 10);
	game_end(&g);
}

/* One that is above the share that the weight gives changes nothing. */
static void cap_above_its_share(struct kunit *test)
{
	static const struct habit loads[GUESTS] = {
		{ 1, 60, 50, 1000, 0 }, { 1, 100, 50, 1000, 0 }, { 2, 0, 50, 1000, 0 },
	};
	static const u32 parts[GUESTS] = { 1, 1, 2 };
	struct game g;

	game_begin(test, &g);
	game_habits(&g, loads);
	game_expect(test, &g, SECOND, parts);
	KUNIT_EXPECT_EQ(test, g.idle, 0);
	game_end(&g);
}

/* It runs at once when the cap goes, and owes nobody what it did not get. */
static void cap_goes(struct kunit *test)
{
	static const struct habit loads[GUESTS] = {
		{ 2, 1, 50, 500, 0 }, { 2, 0, 50, 500, 0 }, { 2, 0, 0, 0, 0 },
	};
	static const u32 parts[GUESTS] = { 1, 1, 0 };
	static const struct habit one = { 2, 1, 1000, 1000, 0 };
	struct game g;

	game_begin(test, &g);
	game_habits(&g, loads);
	game_play(&g, SECOND);
	vgt_sched_set_cap(g.player[0].vgpu, 0);
	game_expect(test, &g, SECOND, parts);
	game_drain(&g);

	game_habit(&g, 0, &one);
	game_play(&g, 1500);
	if (ENV_EXACT_TIME)
		KUNIT_EXPECT_EQ(test, game_runs(&g), -1);
	vgt_sched_set_cap(g.player[0].vgpu, VGT_CAP_MAX);
	env_settle(g.env);
	KUNIT_EXPECT_EQ(test, game_runs(&g), 0);
	game_end(&g);
}

/* The timer runs only while nothing but a cap keeps the engine from working. */
static void cap_has_no_tick(struct kunit *test)
{
	static const struct habit free = { 2, 0, 100, 100, 50 };
	static const struct habit capped = { 2, 10, 1000, 1000, 0 };
	struct vgt_sched_engine *se;
	struct game g;

	game_begin(test, &g);
	se = &g.env->dev.sched.engine[VGT_RCS];
	game_habit(&g, 0, &free);
	while (g.now < 10000) {
		game_play(&g, 100);
		KUNIT_EXPECT_FALSE(test, hrtimer_active(&se->timer));
	}
	game_habit(&g, 1, &capped);
	game_play(&g, 3000);
	/* There is others' work: no timer is needed. */
	while (game_runs(&g) < 0)
		game_sleep(&g, g.now + 10);
	KUNIT_EXPECT_FALSE(test, hrtimer_active(&se->timer));
	g.player[0].habit.pause = SECOND;
	game_play(&g, 3000);
	if (ENV_EXACT_TIME) {
		KUNIT_EXPECT_EQ(test, game_runs(&g), -1);
		KUNIT_EXPECT_TRUE(test, hrtimer_active(&se->timer));
	}
	game_end(&g);
	KUNIT_EXPECT_FALSE(test, hrtimer_active(&se->timer));
}

/* Another cap begins from now on. */
static void cap_changes(struct kunit *test)
{
	struct vgt_cap cap = { };

	vgt_cap_set(&cap, 1);
	vgt_cap_charge(&cap, ktime_get(), 10 * NSEC_PER_MSEC, 0);
	KUNIT_EXPECT_TRUE(test, vgt_cap_holds(&cap));
	vgt_cap_set(&cap, 50);
	KUNIT_EXPECT_FALSE(test, vgt_cap_holds(&cap));
}

static struct kunit_case share_cases[] = {
	KUNIT_CASE(share_by_weight),
	KUNIT_CASE(share_is_work_conserving),
	KUNIT_CASE(slice_is_a_turn),
	KUNIT_CASE(share_host_weight),
	KUNIT_CASE(share_host_leaves),
	KUNIT_CASE(share_guests_come_back),
	KUNIT_CASE(share_host_contexts),
	KUNIT_CASE(cap_ends_a_turn),
	KUNIT_CASE(cap_goes),
	KUNIT_CASE(cap_changes),
	ENV_END_IN_KERNEL
	KUNIT_CASE(share_weights_change),
	KUNIT_CASE(share_of_those_who_wait),
	KUNIT_CASE(share_beside_one_that_waits),
	KUNIT_CASE(slice_leaves_shares),
	KUNIT_CASE(latency_of_a_light_one),
	KUNIT_CASE(latency_has_an_end),
	KUNIT_CASE(share_host_idles),
	KUNIT_CASE(share_host_without_weight),
	KUNIT_CASE(cap_of_one),
	KUNIT_CASE(cap_beside_others),
	KUNIT_CASE(cap_above_its_share),
	KUNIT_CASE(cap_has_no_tick),
	{ }
};

static struct kunit_suite share_suite = {
	.name = "share",
	.init = vgt_env_suite_init,
	.exit = vgt_env_suite_exit,
	.test_cases = share_cases,
};

kunit_test_suite(share_suite);
