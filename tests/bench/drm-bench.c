// SPDX-License-Identifier: GPL-2.0-only
/*
 * Usage: drm-bench PREFIX
 *
 * The latency of an empty batch on each engine through stock i915: from the request to
 * execute it until the wait for it comes back. Prints lines "PREFIX-ENGINE VALUE us".
 * Runs natively and in a guest alike.
 */
#include <stdio.h>

#include "batch.h"
#include "gpu.h"
#include "sample.h"

#define REPEAT		200
#define WARM_UP		10

static struct samples samples;

static void latency(struct gpu *gpu, u32 context, unsigned int engine, const char *prefix)
{
	struct batch b;
	struct bo bo;
	char name[64];
	u32 i;

	gpu_new_bo(gpu, &bo, PAGE_SIZE);
	b = (struct batch){ .bo = &bo };
	batch_end(&b);
	sample_clear(&samples);
	for (i = 0; i < REPEAT + WARM_UP; i++) {
		struct gpu_job job = {
			.engine = engine, .context = context, .bo = { &bo }, .count = 1,
		};
		u64 start = now_ns();

		gpu_submit(gpu, &job);
		if (!gpu_finish(gpu, &bo))
			die(EXIT_WRONG, "%s: a batch does not end",
			    gpu->engines[engine].name);
		if (i >= WARM_UP)
			sample_add(&samples, (now_ns() - start) / 1e3);
	}
	snprintf(name, sizeof(name), "%s-%s", prefix, gpu->engines[engine].name);
	/* Who waits is woken at once, or after another processor's pause: not ours. */
	print_value(name, sample_low(&samples), "us");
	gpu_free_bo(gpu, &bo);
}

int main(int argc, char **argv)
{
	struct gpu gpu;
	unsigned int i;
	u32 context;

	if (argc != 2)
		die(EXIT_USAGE, "Usage: drm-bench PREFIX");
	gpu_open(&gpu, NULL);
	context = gpu_new_context(&gpu);
	for (i = 0; i < gpu.count; i++)
		latency(&gpu, context, i, argv[1]);
	if (gpu_resets(&gpu, context))
		die(EXIT_WRONG, "the GPU was reset");
	gpu_close(&gpu);
	return EXIT_OK;
}
