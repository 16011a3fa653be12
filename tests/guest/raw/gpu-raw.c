// SPDX-License-Identifier: GPL-2.0-only
/*
 * Usage: gpu-raw [--until FILE] DEVICE
 *
 * Drives a vGPU that has no driver, such as 0000:00:03.0: verified work on all engines at the same
 * time, in rounds, by page tables and contexts of its own; one buffer is also seen through BAR 2.
 * Ends after 3 rounds, or, with --until, after a round when FILE exists. Prints their number.
 */
#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "gpu.h"
#include "test.h"

#define ROUNDS	3u
#define WORDS	200u

void test_die(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	printf("gpu-raw: ");
	vprintf(format, args);
	va_end(args);
	putchar('\n');
	exit(1);
}

/* What the GPU has stored, by the processor's view of the aperture. */
static void look_through_bar2(struct gpu *gpu, const struct fill *fill)
{
	u32 addr = ggtt_map_low(gpu, fill->gpa, 1), i;
	u32 *page = aperture_map(&gpu->g, addr, PAGE_SIZE);

	CHECK(page != MAP_FAILED, "BAR 2 cannot be mapped");
	for (i = 0; i < fill->words; i++)
		CHECK(READ_ONCE(page[3 * i]) == mix32(fill->seed + i),
		      "word %u through BAR 2 is 0x%x", 3 * i, page[3 * i]);
	WRITE_ONCE(page[1], fill->seed);
	CHECK(READ_ONCE(page[1]) == fill->seed, "BAR 2 does not keep a word");
	CHECK(READ_ONCE(((u32 *)guest_at(&gpu->g, fill->gpa))[1]) == fill->seed,
	      "a word stored through BAR 2 is not in memory");
	ggtt_set(gpu, addr, 0);
	munmap(page, PAGE_SIZE);
}

static void work_once(struct gpu *gpu, u32 round)
{
	struct context ctx[ENGINES];
	struct fill fill[ENGINES];
	struct ppgtt vm;
	u32 i;

	ppgtt_init(gpu, &vm);
	for (i = 0; i < ENGINES; i++) {
		context_init(gpu, &ctx[i], i, &vm);
		fill_prepare(&vm, &fill[i], 0x1000000ull * (i + 1), WORDS,
			     (round * ENGINES + i) << 10);
		ring_batch(&ctx[i], fill[i].batch);
		ring_finish(&ctx[i]);
	}
	for (i = 0; i < ENGINES; i++)
		submit(&ctx[i], NULL);
	for (i = 0; i < ENGINES; i++) {
		context_wait(&ctx[i]);
		CHECK(fill_good(gpu, &fill[i]), "round %u, %s: wrong words", round,
		      engine_info[i].name);
	}
	look_through_bar2(gpu, &fill[round % ENGINES]);
	ppgtt_destroy(&vm);
}

/* Each round has the memory and the addresses of the one before. */
static u32 work(struct gpu *gpu, const char *until)
{
	const struct gpu begin = *gpu;
	u32 round = 0;

	do {
		gpu->g.next_page = begin.g.next_page;
		gpu->next_high = begin.next_high;
		gpu->next_low = begin.next_low;
		work_once(gpu, round++);
	} while (until ? access(until, F_OK) : round < ROUNDS);
	return round;
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "until", required_argument, NULL, 'u' },
		{ 0 },
	};
	const char *until = NULL;
	struct gpu gpu;
	u32 rounds;
	int c;

	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (c != 'u')
			return 2;
		until = optarg;
	}
	if (argc - optind != 1) {
		fprintf(stderr, "Usage: gpu-raw [--until FILE] DEVICE\n");
		return 2;
	}
	gpu_open(&gpu, argv[optind]);
	rounds = work(&gpu, until);
	gpu_close(&gpu);
	printf("gpu-raw: %u rounds on %u engines\n", rounds, ENGINES);
	return 0;
}
