// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "bench.h"

#define REPEAT		200
#define WARM_UP		10
#define WAIT_NS		5000000000ull
#define BATCH_ADDR	0x100000

#define TRACING		"/sys/kernel/tracing/"
#define REQUEST_ADD	TRACING "events/i915/i915_request_add/enable"

static struct samples samples, trap_samples;

/* ---- an empty batch ---- */

void runner_init(struct gpu *gpu, struct runner *r, u32 engine)
{
	u64 batch = guest_pages(&gpu->g, 1);
	u32 *at = guest_at(&gpu->g, batch);

	ppgtt_init(gpu, &r->vm);
	context_init(gpu, &r->ctx, engine, &r->vm);
	ppgtt_map(&r->vm, BATCH_ADDR, batch);
	batch_end(&at);
	r->batch = BATCH_ADDR;
}

void runner_prepare(struct runner *r)
{
	ring_batch(&r->ctx, r->batch);
	ring_finish(&r->ctx);
}

u32 runner_seqno(const struct runner *r)
{
	return context_seqno(&r->ctx);
}

void runner_wait(struct runner *r)
{
	u64 start = now_ns();

	while (runner_seqno(r) != r->ctx.seqno)
		CHECK(now_ns() - start < WAIT_NS, "%s: a batch does not end",
		      engine_info[r->ctx.engine].name);
}

void runner_settle(struct runner *r)
{
	struct csb_event events[2];

	CHECK(wait_csb(r->ctx.gpu, r->ctx.engine, events, 2, 5000) == 2,
	      "%s: CSB events are missing", engine_info[r->ctx.engine].name);
	/* The interrupt of the last event may still come, and i915 goes idle. */
	usleep(2000);
	while (guest_wait_msi(&r->ctx.gpu->g, 0))
		irq_serve(r->ctx.gpu);
}

static void run_once(struct runner *r)
{
	runner_prepare(r);
	submit(&r->ctx, NULL);
	runner_wait(r);
	runner_settle(r);
}

static void latency(struct gpu *gpu, u32 engine, const char *name)
{
	struct runner r;
	u32 i;

	runner_init(gpu, &r, engine);
	sample_clear(&samples);
	for (i = 0; i < REPEAT + WARM_UP; i++) {
		u64 start;

		runner_prepare(&r);
		start = now_ns();
		submit(&r.ctx, NULL);
		runner_wait(&r);
		if (i >= WARM_UP)
			sample_add(&samples, (now_ns() - start) / 1e3);
		runner_settle(&r);
	}
	print_value(name, sample_median(&samples), "us");
	ppgtt_destroy(&r.vm);
}

void bench_latency(struct gpu *gpu)
{
	static const char * const names[ENGINES] = {
		"vfio-latency-render", "vfio-latency-blitter",
		"vfio-latency-video", "vfio-latency-video-enhancement",
	};
	u32 i;

	for (i = 0; i < ENGINES; i++)
		latency(gpu, i, names[i]);
}

/* ---- the fourth ELSP write ---- */

static void put(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC | O_TRUNC);

	CHECK(fd >= 0, "%s: %s", path, strerror(errno));
	CHECK(write(fd, text, strlen(text)) == (ssize_t)strlen(text), "%s: %s", path,
	      strerror(errno));
	close(fd);
}

static void tracing_start(void)
{
	put(TRACING "trace_clock", "mono");
	put(TRACING "buffer_size_kb", "1024");
	put(TRACING "trace", "");
	put(REQUEST_ADD, "1");
	put(TRACING "tracing_on", "1");
}

/* Microseconds of CLOCK_MONOTONIC at which i915 was handed a request; 0: no such line. */
static u64 event_us(const char *line)
{
	const char *event = strstr(line, ": i915_request_add: "), *at = event;
	unsigned long long s, us;

	if (!event)
		return 0;
	while (at > line && at[-1] != ' ')
		at--;
	return sscanf(at, "%llu.%llu", &s, &us) == 2 ? s * 1000000 + us : 0;
}

/* The first request after each of these times: how much later. */
static void match(const u64 *written, u32 count)
{
	char line[512];
	u32 next = 0;
	FILE *f = fopen(TRACING "trace", "r");

	CHECK(f, "cannot read the trace: %s", strerror(errno));
	while (next < count && fgets(line, sizeof(line), f)) {
		u64 us = event_us(line);

		if (!us || us < written[next] / 1000)
			continue;
		/* Later than the next write: this one has no request of its own. */
		while (next + 1 < count && us >= written[next + 1] / 1000)
			next++;
		sample_add(&samples, us + 0.5 - written[next] / 1e3);
		next++;
	}
	fclose(f);
}

/* As submit(), but the last word by itself. */
static u64 timed_elsp(struct runner *r)
{
	struct guest *g = &r->ctx.gpu->g;
	u32 elsp = engine_info[r->ctx.engine].base + RING_ELSP;
	u64 desc = context_desc(&r->ctx), start;

	WRITE_ONCE(r->ctx.image[IMAGE_TAIL], r->ctx.tail * 4);
	mmio_write(g, elsp, 0);
	mmio_write(g, elsp, 0);
	mmio_write(g, elsp, upper_32_bits(desc));
	start = now_ns();
	mmio_write(g, elsp, lower_32_bits(desc));
	sample_add(&trap_samples, (now_ns() - start) / 1e3);
	return start;
}

void bench_submit(struct gpu *gpu)
{
	static u64 written[REPEAT];
	struct runner r;
	u32 i;

	runner_init(gpu, &r, BCS);
	for (i = 0; i < WARM_UP; i++)
		run_once(&r);
	sample_clear(&samples);
	sample_clear(&trap_samples);
	tracing_start();
	for (i = 0; i < REPEAT; i++) {
		runner_prepare(&r);
		written[i] = timed_elsp(&r);
		runner_wait(&r);
		runner_settle(&r);
	}
	put(TRACING "tracing_on", "0");
	put(REQUEST_ADD, "0");
	match(written, REPEAT);
	CHECK(samples.count >= REPEAT * 9 / 10, "%u of %u submissions are in the trace",
	      samples.count, REPEAT);
	print_value("elsp-trap", sample_median(&trap_samples), "us");
	print_value("elsp-to-host", sample_median(&samples), "us");
	ppgtt_destroy(&r.vm);
}
