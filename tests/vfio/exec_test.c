// SPDX-License-Identifier: GPL-2.0-only
/*
 * Submission: every engine, the order and contents of the CSB, interrupts.
 */
#include <stdio.h>
#include <string.h>

#include "gpu.h"
#include "record.h"
#include "sysfs.h"
#include "test.h"

#define WAIT_MS	5000

static void check_events(const struct csb_event *have, u32 n, const struct csb_event *want,
			 u32 wanted, const char *engine)
{
	u32 i;

	CHECK(n == wanted, "%s: %u CSB events instead of %u", engine, n, wanted);
	for (i = 0; i < n; i++)
		CHECK(have[i].status == want[i].status &&
		      (!want[i].context || have[i].context == want[i].context),
		      "%s: CSB event %u is 0x%x of %u, not 0x%x of %u", engine, i,
		      have[i].status, have[i].context, want[i].status, want[i].context);
}

static void exec_on(struct gpu *gpu, u32 engine)
{
	const struct engine_info *info = &engine_info[engine];
	struct csb_event events[8];
	struct context ctx;
	struct fill fill;
	struct ppgtt vm;
	u32 n;

	ppgtt_init(gpu, &vm);
	context_init(gpu, &ctx, engine, &vm);
	fill_prepare(&vm, &fill, 0x7654321000ull, 120, engine);
	ring_batch(&ctx, fill.batch);
	ring_finish(&ctx);
	submit(&ctx, NULL);
	CHECK(wait_done(&ctx, WAIT_MS), "%s: the batch does not end", info->name);
	CHECK(fill_good(gpu, &fill), "%s: wrong words", info->name);
	n = wait_csb(gpu, engine, events, 2, WAIT_MS);
	irq_serve(gpu);
	record_events(info->name, events, n);
	record("%s: interrupts 0x%x", info->name, gpu->irqs[info->group] >> info->shift & 0xffff);
	record("%s: the image's head 0x%x", info->name, READ_ONCE(ctx.image[IMAGE_HEAD]));
	record_pages(gpu, info->name, fill.gpa, 1);
	check_events(events, n, (struct csb_event[]){
			{ CSB_IDLE_TO_ACTIVE, 0 },
			{ CSB_ACTIVE_TO_IDLE | CSB_COMPLETE, ctx.id },
		     }, 2, info->name);
	CHECK(gpu->irqs[info->group] & IRQ_USER << info->shift,
	      "%s: no user interrupt", info->name);
	CHECK(gpu->irqs[info->group] & IRQ_CONTEXT_SWITCH << info->shift,
	      "%s: no context switch interrupt", info->name);
	CHECK(READ_ONCE(ctx.image[IMAGE_HEAD]) == ctx.tail * 4,
	      "%s: the image's head is 0x%x, not 0x%x", info->name, ctx.image[IMAGE_HEAD],
	      ctx.tail * 4);
	ppgtt_destroy(&vm);
}

static void test_engine(const struct test_args *args, u32 engine)
{
	struct gpu gpu;

	gpu_open(&gpu, args->uuid[0]);
	exec_on(&gpu, engine);
	gpu_close(&gpu);
}

static void test_render(const struct test_args *args)
{
	test_engine(args, RCS);
}

static void test_blitter(const struct test_args *args)
{
	test_engine(args, BCS);
}

static void test_video(const struct test_args *args)
{
	test_engine(args, VCS);
}

static void test_enhancement(const struct test_args *args)
{
	test_engine(args, VECS);
}

/* Two contexts with an address space each, in one submission. */
static void test_two_elements(const struct test_args *args)
{
	struct csb_event events[8];
	struct context ctx[2];
	struct ppgtt vm[2];
	struct fill fill[2];
	struct gpu gpu;
	u32 i;

	gpu_open(&gpu, args->uuid[0]);
	for (i = 0; i < 2; i++) {
		ppgtt_init(&gpu, &vm[i]);
		context_init(&gpu, &ctx[i], RCS, &vm[i]);
		/* The same address in both. */
		fill_prepare(&vm[i], &fill[i], 0x200000, 60 + i, 500 + i);
		ring_batch(&ctx[i], fill[i].batch);
		ring_finish(&ctx[i]);
	}
	submit(&ctx[0], &ctx[1]);
	CHECK(wait_done(&ctx[1], WAIT_MS), "the second element does not end");
	CHECK(fill_good(&gpu, &fill[0]), "wrong words of element 0");
	CHECK(fill_good(&gpu, &fill[1]), "wrong words of element 1");
	i = wait_csb(&gpu, RCS, events, 3, WAIT_MS);
	record_events("render", events, i);
	check_events(events, i, (struct csb_event[]){
			{ CSB_IDLE_TO_ACTIVE, 0 },
			{ CSB_ELEMENT_SWITCH | CSB_COMPLETE, ctx[0].id },
			{ CSB_ACTIVE_TO_IDLE | CSB_COMPLETE, ctx[1].id },
		     }, 3, "render");
	gpu_close(&gpu);
}

/* The CSB wraps every third submission, the ring after some forty. */
static void test_many(const struct test_args *args)
{
	struct csb_event events[8];
	struct context ctx;
	struct ppgtt vm;
	struct fill fill;
	struct gpu gpu;
	u32 i;

	gpu_open(&gpu, args->uuid[0]);
	ppgtt_init(&gpu, &vm);
	context_init(&gpu, &ctx, VECS, &vm);
	fill_prepare(&vm, &fill, 0x300000, 10, 9);
	for (i = 0; i < 120; i++) {
		ring_batch(&ctx, fill.batch);
		ring_finish(&ctx);
		submit(&ctx, NULL);
		CHECK(wait_done(&ctx, WAIT_MS), "submission %u does not end", i);
		check_events(events, wait_csb(&gpu, VECS, events, 2, WAIT_MS),
			     (struct csb_event[]){
				{ CSB_IDLE_TO_ACTIVE, 0 },
				{ CSB_ACTIVE_TO_IDLE | CSB_COMPLETE, ctx.id },
			     }, 2, "video enhancement");
	}
	CHECK(fill_good(&gpu, &fill), "wrong words");
	record("the CSB's read pointer %u, the ring's tail 0x%x, the image's head 0x%x",
	       gpu.csb_head[VECS], ctx.tail * 4, READ_ONCE(ctx.image[IMAGE_HEAD]));
	gpu_close(&gpu);
}

/* The running context is submitted again with more work: one after the other is done. */
static void test_resubmit(const struct test_args *args)
{
	struct csb_event events[8];
	struct fill fill[2];
	struct context ctx;
	struct ppgtt vm;
	struct gpu gpu;
	u32 *at, *gate, n, i;
	u64 page;

	gpu_open(&gpu, args->uuid[0]);
	ppgtt_init(&gpu, &vm);
	context_init(&gpu, &ctx, BCS, &vm);
	fill_prepare(&vm, &fill[0], 0x400000, 20, 1);
	fill_prepare(&vm, &fill[1], 0x410000, 20, 2);
	page = guest_pages(&gpu.g, 2);
	ppgtt_map(&vm, 0x420000, page);
	ppgtt_map(&vm, 0x421000, page + PAGE_SIZE);
	gate = guest_at(&gpu.g, page);
	at = guest_at(&gpu.g, page + PAGE_SIZE);
	batch_wait(&at, 0x420000, 1);
	batch_end(&at);

	ring_batch(&ctx, fill[0].batch);
	ring_batch(&ctx, 0x421000);
	ring_finish(&ctx);
	submit(&ctx, NULL);
	CHECK(!wait_done(&ctx, 200), "it does not wait at the semaphore");
	ring_batch(&ctx, fill[1].batch);
	ring_finish(&ctx);
	submit(&ctx, NULL);
	WRITE_ONCE(*gate, 1);
	CHECK(wait_done(&ctx, WAIT_MS), "the second submission does not end");
	CHECK(fill_good(&gpu, &fill[0]) && fill_good(&gpu, &fill[1]), "wrong words");

	/* However it was split up, it starts active and ends idle, and no more than that. */
	n = wait_csb(&gpu, BCS, events, 3, 1000);
	CHECK(n >= 2, "%u CSB events", n);
	CHECK(events[0].status & CSB_IDLE_TO_ACTIVE, "it starts with 0x%x", events[0].status);
	CHECK(events[n - 1].status & CSB_COMPLETE, "it ends with 0x%x", events[n - 1].status);
	for (i = 1; i < n; i++)
		CHECK((events[i].status & ~CSB_IDLE_TO_ACTIVE) == 0 ||
		      events[i].context == ctx.id, "event %u is of context %u", i,
		      events[i].context);
	gpu_close(&gpu);
}

#define STREAM		60
#define STREAMS		2
#define STREAM_FILLS	8
/* For each request: it takes longer than it takes to judge the one behind it. */
#define STREAM_BATCH	0x1000000
#define STREAM_TO	0x2000000
#define STREAM_STORES	6000

/**
 * struct stream - requests of one context, of which one runs and one waits behind it
 * @ctx: the context
 * @vm: its page tables
 * @fill: what they do, in turn
 * @before: the last request's number but one
 * @last: the last event of the CSB
 */
struct stream {
	struct context ctx;
	struct ppgtt vm;
	struct fill fill[STREAM_FILLS];
	u32 before;
	struct csb_event last;
};

/* As drivers do, takes events while it waits. Returns whether there was one. */
static bool stream_looks(struct stream *s)
{
	struct csb_event events[CSB_ENTRIES];
	u32 n;

	if (guest_wait_msi(&s->ctx.gpu->g, 1))
		irq_serve(s->ctx.gpu);
	n = csb_take(s->ctx.gpu, s->ctx.engine, events, CSB_ENTRIES);
	if (n)
		s->last = events[n - 1];
	return n;
}

static void stream_submit(struct stream *s, u32 i)
{
	s->before = s->ctx.seqno;
	ring_batch(&s->ctx, s->fill[i % STREAM_FILLS].batch);
	ring_batch(&s->ctx, STREAM_BATCH);
	ring_finish(&s->ctx);
	submit(&s->ctx, NULL);
}

/* Wait until the submission is answered, and the request before it has ended. */
static void stream_wait(struct stream *s, u32 i)
{
	bool answered = false;
	u32 ms;

	for (ms = 0; ms < WAIT_MS; ms++) {
		answered |= stream_looks(s);
		if (answered && (!i || (s32)(context_seqno(&s->ctx) - s->before) >= 0))
			return;
	}
	test_die("%s: request %u does not end", engine_info[s->ctx.engine].name, i);
}

static void stream_ends(struct stream *s)
{
	const char *name = engine_info[s->ctx.engine].name;
	u32 head, ms;

	for (ms = 0; ms < WAIT_MS && !(s->last.status & CSB_ACTIVE_TO_IDLE &&
				       context_seqno(&s->ctx) == s->ctx.seqno); ms++)
		stream_looks(s);
	CHECK(ms < WAIT_MS, "%s: the last request does not end, or not idle", name);
	/* Without the count of wraps. */
	head = READ_ONCE(s->ctx.image[IMAGE_HEAD]) % (s->ctx.ring_words * 4);
	CHECK(head == s->ctx.tail * 4, "%s: the image's head is 0x%x, not 0x%x", name, head,
	      s->ctx.tail * 4);
}

static void stream_begin(struct stream *s, struct gpu *gpu, u32 engine, u32 seed)
{
	u32 i;

	memset(s, 0, sizeof(*s));
	ppgtt_init(gpu, &s->vm);
	context_init(gpu, &s->ctx, engine, &s->vm);
	batch_of_stores(&s->vm, STREAM_BATCH, STREAM_TO, STREAM_STORES);
	for (i = 0; i < STREAM_FILLS; i++)
		fill_prepare(&s->vm, &s->fill[i], 0x400000 + i * 0x10000ull, 200, seed + i);
}

static void stream_end(struct stream *s)
{
	u32 i;

	stream_ends(s);
	for (i = 0; i < STREAM_FILLS; i++)
		CHECK(fill_good(s->ctx.gpu, &s->fill[i]), "%s: wrong words of request %u",
		      engine_info[s->ctx.engine].name, i);
	ppgtt_destroy(&s->vm);
}

/* @count streams, each of another GPU, on one engine. */
static void streams_on(struct gpu *gpu, u32 count, u32 engine)
{
	struct stream s[STREAMS];
	u32 i, n;

	for (n = 0; n < count; n++)
		stream_begin(&s[n], &gpu[n], engine, 1000 * engine + 500 * n);
	for (i = 0; i < STREAM; i++) {
		for (n = 0; n < count; n++)
			stream_submit(&s[n], i);
		for (n = 0; n < count; n++)
			stream_wait(&s[n], i);
	}
	for (n = 0; n < count; n++)
		stream_end(&s[n]);
}

/* How many requests of a vGPU followed the one before, while @count vGPUs had streams. */
static u64 streams_followed(const struct test_args *args, u32 count, u64 *hangs)
{
	struct gpu gpu[STREAMS];
	u64 followed = 0;
	u32 i, n;

	*hangs = 0;
	for (n = 0; n < count; n++) {
		gpu_open(&gpu[n], args->uuid[n]);
		followed -= args->kvmgt ? 0 : vm_stat(args->uuid[n], "followed");
		*hangs -= args->kvmgt ? 0 : vm_stat(args->uuid[n], "hangs");
	}
	for (i = 0; i < ENGINES; i++)
		streams_on(gpu, count, i);
	for (n = 0; n < count; n++) {
		gpu_close(&gpu[n]);
		followed += args->kvmgt ? 0 : vm_stat(args->uuid[n], "followed");
		*hangs += args->kvmgt ? 0 : vm_stat(args->uuid[n], "hangs");
	}
	if (!args->kvmgt)
		printf("# %llu of %u requests followed the one before\n",
		       (unsigned long long)followed, count * ENGINES * STREAM);
	return followed;
}

/* A stream of one context: requests follow one another without a break. */
static void test_goes_on(const struct test_args *args)
{
	u64 hangs, followed = streams_followed(args, 1, &hangs);

	CHECK(args->kvmgt || followed, "none");
	CHECK(!hangs, "it was a hang");
}

/*
 * Of two vGPUs: what was to follow often gives way to the other, and runs later. Its first place in
 * the ring holds no whole request then.
 */
static void test_gives_way(const struct test_args *args)
{
	u64 hangs, followed = streams_followed(args, 2, &hangs);

	CHECK(args->kvmgt || followed, "none");
	CHECK(!hangs, "it was a hang");
}

/* All engines at the same time. */
static void test_all_engines(const struct test_args *args)
{
	struct context ctx[ENGINES];
	struct fill fill[ENGINES];
	struct ppgtt vm;
	struct gpu gpu;
	u32 i, round;

	gpu_open(&gpu, args->uuid[0]);
	ppgtt_init(&gpu, &vm);
	for (i = 0; i < ENGINES; i++) {
		context_init(&gpu, &ctx[i], i, &vm);
		fill_prepare(&vm, &fill[i], 0x1000000ull * (i + 1), 200, 50 + i);
	}
	for (round = 0; round < 5; round++) {
		struct csb_event events[2];

		for (i = 0; i < ENGINES; i++) {
			ring_batch(&ctx[i], fill[i].batch);
			ring_finish(&ctx[i]);
			submit(&ctx[i], NULL);
		}
		for (i = 0; i < ENGINES; i++) {
			CHECK(wait_done(&ctx[i], WAIT_MS), "%s: round %u does not end",
			      engine_info[i].name, round);
			CHECK(wait_csb(&gpu, i, events, 2, WAIT_MS) == 2,
			      "%s: round %u: CSB events are missing",
			      engine_info[i].name, round);
		}
	}
	for (i = 0; i < ENGINES; i++)
		CHECK(fill_good(&gpu, &fill[i]), "%s: wrong words", engine_info[i].name);
	for (i = 0; i < ENGINES; i++) {
		record_pages(&gpu, engine_info[i].name, fill[i].gpa, 1);
		record("%s: the last request is number %u", engine_info[i].name,
		       context_seqno(&ctx[i]));
	}
	gpu_close(&gpu);
}

const struct test exec_tests[] = {
	{ .name = "render: batch, CSB, interrupts", .run = test_render },
	{ .name = "blitter: batch, CSB, interrupts", .run = test_blitter },
	{ .name = "video: batch, CSB, interrupts", .run = test_video },
	{ .name = "video enhancement: batch, CSB, interrupts", .run = test_enhancement },
	{ .name = "two elements in one submission", .run = test_two_elements },
	{ .name = "120 submissions: CSB and ring wrap", .run = test_many },
	{ .name = "a running context submitted again", .run = test_resubmit },
	{ .name = "a running context goes on", .run = test_goes_on },
	{ .name = "a running context goes on, or gives way", .run = test_gives_way },
	{ .name = "all engines at once", .run = test_all_engines },
	{ 0 },
};
