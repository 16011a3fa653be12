// SPDX-License-Identifier: GPL-2.0-only
/*
 * Events outside of sections: the scheduler picks work, the GPU ends it, interrupts come.
 */
#include <linux/hrtimer.h>
#include <linux/kernel.h>
#include <linux/mutex.h>
#include <linux/spinlock.h>
#include <linux/string.h>

#include "core/regs/irq.h"
#include "core/regs/mmio_context.h"
#include "core/sched/sched.h"
#include "replay.h"

static struct vgt_vengine *engine_of(struct replay *r, u64 id)
{
	if (id >= VGT_NUM_ENGINES || !r->vgpu->engines[id].vgpu)
		replay_stop(r, REPLAY_CANNOT, "an event of no engine");
	return &r->vgpu->engines[id];
}

/**
 * replay_hold() - let no engine's scheduler pick work by itself
 * @r: the replay
 *
 * Each waits for somebody who never completes.
 */
void replay_hold(struct replay *r)
{
	enum vgt_engine_id id;

	for (id = 0; id < VGT_NUM_ENGINES; id++) {
		r->dev.sched.engine[id].completing = &r->nobody;
		r->dev.sched.engine[id].grace = KTIME_MAX;
	}
}

/* How the request of an engine will end, of which no item was played yet; or NULL. */
static const struct vgt_record_done *how_it_ends(struct replay *r, u64 engine,
						 struct vgt_record_done *done)
{
	const struct replay_item *item = replay_find(r, VGT_RECORD_DONE, engine);

	if (!item)
		return NULL;
	memcpy(done, item->data, sizeof(*done));
	return done;
}

/**
 * replay_submit() - the GPU port's: take a request
 * @arg: the replay
 * @rq: the request
 *
 * Return: what the port returned when it was recorded.
 */
int replay_submit(void *arg, struct vgt_gpu_request *rq)
{
	struct vgt_record_done done;
	struct replay *r = arg;

	if (!how_it_ends(r, rq->ctx->engine, &done) || done.submitted)
		return 0;
	return done.error ?: -EIO;
}

/* The work was picked, and then dropped or held back: the GPU port never saw it. */
static bool never_submitted(struct replay *r, u64 engine)
{
	const struct replay_item *done = replay_find(r, VGT_RECORD_DONE, engine);
	const struct replay_item *submit = replay_find(r, VGT_RECORD_SUBMIT, engine);

	return done && (!submit || replay_number(r, submit) > replay_number(r, done));
}

static struct replay *run_by;

static void run(struct vgt_sched_entity *ent)
{
	struct vgt_vengine *ve = container_of(ent, struct vgt_vengine, ent);

	if (!never_submitted(run_by, ve->id)) {
		run_by->core_ops->run(ent);
		return;
	}
	/* done() ends it. */
	mutex_lock(&ent->engine->port);
	vgt_follow_first(ve);
	mutex_unlock(&ent->engine->port);
}

/**
 * replay_take_ops() - stand between the scheduler and the vGPU's engines
 * @r: the replay; its vGPU is made
 */
void replay_take_ops(struct replay *r)
{
	enum vgt_engine_id id;

	run_by = r;
	for (id = 0; id < VGT_NUM_ENGINES; id++) {
		struct vgt_sched_entity *ent = &r->vgpu->engines[id].ent;

		if (!r->vgpu->engines[id].vgpu)
			continue;
		r->core_ops = ent->ops;
		r->ops = *ent->ops;
		r->ops.run = run;
		ent->ops = &r->ops;
	}
}

static void picked(struct replay *r, const struct replay_item *item)
{
	struct vgt_vengine *ve = engine_of(r, item->head.key);

	if (list_empty(&ve->ent.link) || ve->ent.engine->in_flight)
		replay_stop(r, REPLAY_DIFFERS, "work was picked that is not ready");
	ve->ent.engine->completing = NULL;
	vgt_sched_run(&ve->ent);
	replay_hold(r);
}

static void done(struct replay *r, const struct replay_item *item)
{
	struct vgt_vengine *ve = engine_of(r, item->head.key);
	struct vgt_sched_engine *se = ve->ent.engine;
	struct vgt_record_done done;

	memcpy(&done, item->data, sizeof(done));
	if (!ve->ent.in_flight || ve->ent.done || !ve->work.submitted != !done.submitted)
		replay_stop(r, REPLAY_DIFFERS, "a request is done that is not in flight");
	if (!done.submitted) {
		ve->part->error = done.error;
		vgt_sched_not_run(&ve->ent);
		replay_hold(r);
		return;
	}
	ve->part->rq.invalid = done.invalid;
	se->taken = done.reset;
	se->waited = done.waited;
	se->gpu_resets = 0;
	if (done.reset)
		r->ports.resets[ve->id] = se->resets + 1;
	else
		se->resets = r->ports.resets[ve->id];
	ve->part->rq.done(&ve->part->rq, done.error);
	replay_hold(r);
}

/* An engine's request has run to where it raises these interrupts. */
static bool executed(struct replay *r, u32 group, u32 bits)
{
	enum vgt_engine_id id;

	for (id = 0; id < VGT_NUM_ENGINES; id++) {
		struct vgt_vengine *ve = &r->vgpu->engines[id];
		const struct vgt_engine_info *info = &vgt_engines[id];

		if (!ve->vgpu || VGT_IRQ_GT0 + info->irq_gt != group || !ve->work.submitted ||
		    ve->work.events << info->irq_shift != bits)
			continue;
		ve->part->rq.executed(&ve->part->rq);
		return true;
	}
	return false;
}

static void raised(struct replay *r, const struct replay_item *item)
{
	u32 group = upper_32_bits(item->head.key), bits = lower_32_bits(item->head.key);
	struct hrtimer *timer;

	if (executed(r, group, bits))
		return;
	if (group < VGT_IRQ_PIPE_A || group > VGT_IRQ_PIPE_C)
		replay_stop(r, REPLAY_DIFFERS, "an interrupt of nothing that runs");
	timer = &r->vgpu->display.pipe[group - VGT_IRQ_PIPE_A].timer;
	timer->function(timer);
}

static void expired(struct replay *r, const struct replay_item *item)
{
	struct vgt_vengine *ve = engine_of(r, item->head.key);

	mutex_lock(&ve->ent.engine->port);
	ve->ent.engine->overdue = true;
	ve->ent.ops->expire(&ve->ent);
	mutex_unlock(&ve->ent.engine->port);
}

/* The processor found a value that work has left in a register. */
static void found(struct replay *r, const struct replay_item *item)
{
	struct vgt_vengine *ve = engine_of(r, upper_32_bits(item->head.key));
	u32 i = lower_32_bits(item->head.key), val;

	memcpy(&val, item->data, sizeof(val));
	if (i >= r->dev.sw.engine[ve->id].count)
		replay_stop(r, REPLAY_CANNOT, "a register that is not switched");
	spin_lock(&ve->ent.engine->lock);
	vgt_mmio_ctx_found(r->vgpu, ve->id, i, val);
	spin_unlock(&ve->ent.engine->lock);
	r->async_told = true;
}

/**
 * replay_async() - deliver an event that comes outside of sections
 * @r: the replay
 * @item: the event
 */
void replay_async(struct replay *r, struct replay_item *item)
{
	r->async = item;
	r->async_told = false;
	switch (item->head.kind) {
	case VGT_RECORD_PICKED:
		picked(r, item);
		break;
	case VGT_RECORD_DONE:
		done(r, item);
		break;
	case VGT_RECORD_RAISED:
		raised(r, item);
		break;
	case VGT_RECORD_EXPIRED:
		expired(r, item);
		break;
	default:
		found(r, item);
	}
	if (!r->async_told)
		replay_stop(r, REPLAY_DIFFERS, "the core does not do what it did at this event");
	r->async = NULL;
}
