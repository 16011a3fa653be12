// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sections that have released the vGPU's lock. Others run meanwhile, and they may go on in any
 * order: each has a stack of its own, which is a thread's. One thread runs at a time.
 */
#include <pthread.h>
#include <stdlib.h>

#include <linux/list.h>

#include "replay.h"

/* Held by the thread that runs. */
static pthread_mutex_t baton = PTHREAD_MUTEX_INITIALIZER;

/* Give the baton to another one, and wait until somebody gives it back. */
static void wait_for_turn(struct replay *r, struct replay_fiber *me)
{
	while (r->fiber != me || (r->over && me != &r->first))
		pthread_cond_wait(&me->turn, &baton);
	if (r->over)
		longjmp(r->stop, 1);
}

static void give_turn(struct replay *r, struct replay_fiber *to)
{
	r->fiber = to;
	pthread_cond_signal(&to->turn);
}

/**
 * replay_switch() - let another fiber go on
 * @r: the replay
 * @to: the fiber
 *
 * Returns when it has come to its end, or lets this one go on.
 */
void replay_switch(struct replay *r, struct replay_fiber *to)
{
	struct replay_fiber *me = r->fiber;

	to->from = me;
	give_turn(r, to);
	wait_for_turn(r, me);
}

/**
 * replay_over() - end the replay, in any fiber
 * @r: the replay
 */
void replay_over(struct replay *r)
{
	struct replay_fiber *me = r->fiber;

	r->over = true;
	if (me == &r->first)
		longjmp(r->stop, 1);
	give_turn(r, &r->first);
	for (;;)
		pthread_cond_wait(&me->turn, &baton);
}

/* Who was to be told of its end is told of another one's. */
static void forget(struct replay *r, struct replay_fiber *fiber)
{
	struct replay_fiber *other;

	list_del(&fiber->link);
	list_for_each_entry(other, &r->fibers, link)
		if (other->from == fiber)
			other->from = fiber->from;
}

static void *fiber_main(void *arg)
{
	struct replay_fiber *me = arg;
	struct replay *r;

	/* Filled until then. */
	pthread_mutex_lock(&baton);
	r = me->replay;
	wait_for_turn(r, me);
	replay_deliver(r, me->item);
	forget(r, me);
	give_turn(r, me->from);
	pthread_mutex_unlock(&baton);
	free(me);
	return NULL;
}

static void add(struct replay *r, struct replay_fiber *fiber)
{
	fiber->replay = r;
	pthread_cond_init(&fiber->turn, NULL);
	list_add(&fiber->link, &r->fibers);
}

/**
 * replay_fibers_init() - make the thread that calls it the first fiber
 * @r: the replay
 */
void replay_fibers_init(struct replay *r)
{
	INIT_LIST_HEAD(&r->fibers);
	add(r, &r->first);
	r->fiber = &r->first;
	pthread_mutex_lock(&baton);
}

/**
 * replay_beside() - deliver an event while a section has released the lock
 * @r: the replay
 * @item: the event
 */
void replay_beside(struct replay *r, struct replay_item *item)
{
	struct replay_fiber *fiber = calloc(1, sizeof(*fiber));
	pthread_t thread;

	if (!fiber || pthread_create(&thread, NULL, fiber_main, fiber))
		replay_stop(r, REPLAY_CANNOT, "out of memory");
	pthread_detach(thread);
	fiber->item = item;
	add(r, fiber);
	replay_switch(r, fiber);
}

/**
 * replay_parked() - find a section that others let wait
 * @r: the replay
 * @step: the step of an engine, which goes on when it gets the lock; else one that waits until
 *	such steps are over
 *
 * Return: the one that began last; NULL if there is none.
 */
struct replay_fiber *replay_parked(struct replay *r, bool step)
{
	struct replay_fiber *fiber;

	list_for_each_entry(fiber, &r->fibers, link) {
		bool is_step;

		if (fiber == r->fiber || !fiber->yielded || !fiber->entry)
			continue;
		is_step = fiber->entry->head.kind == VGT_RECORD_STEP;
		if (is_step == step)
			return fiber;
	}
	return NULL;
}
