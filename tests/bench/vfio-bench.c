// SPDX-License-Identifier: GPL-2.0-only
/*
 * Usage: vfio-bench UUID            measures on this vGPU
 *        vfio-bench --traps UUID   what a trap costs
 *        vfio-bench --memory FILE UUID
 *                                   creates a vGPU by this sysfs file and opens it
 *
 * Prints a line "NAME VALUE UNIT" for each number. Run it in L1, by in-l1.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench.h"

#define SECONDS		120

void test_die(const char *format, ...)
{
	va_list args;

	fprintf(stderr, "vfio-bench: ");
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	exit(1);
}

/* Each with a guest of its own, so that none finds another's leavings. */
static void on_vgpu(const char *uuid, void (*measure)(struct gpu *gpu))
{
	struct gpu gpu;

	gpu_open(&gpu, uuid);
	measure(&gpu);
	gpu_close(&gpu);
}

int main(int argc, char **argv)
{
	alarm(SECONDS);
	if (argc == 4 && !strcmp(argv[1], "--memory")) {
		bench_memory(argv[2], argv[3]);
		return 0;
	}
	if (argc == 3 && !strcmp(argv[1], "--traps")) {
		on_vgpu(argv[2], bench_traps);
		return 0;
	}
	if (argc != 2) {
		fprintf(stderr, "Usage: vfio-bench [--traps|--memory FILE] UUID\n");
		return 2;
	}
	on_vgpu(argv[1], bench_submit);
	on_vgpu(argv[1], bench_latency);
	on_vgpu(argv[1], bench_shadow);
	return 0;
}
