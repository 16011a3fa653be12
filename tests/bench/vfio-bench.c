// SPDX-License-Identifier: GPL-2.0-only
/*
 * Usage: vfio-bench UUID            measures on this vGPU
 *        vfio-bench --traps UUID    what a trap costs
 *        vfio-bench --screen UUID   what it costs to get at its picture
 *        vfio-bench --aperture UUID what BAR 2 and its fences cost
 *        vfio-bench --stream UUID   what it gets done against the host, by length of the requests
 *        vfio-bench --show UUID     shows a picture until stdin ends
 *        vfio-bench --share UUID UUID [UUID]
 *                                   several vGPUs on one engine
 *        vfio-bench --many UUID...  the same, up to 15, and how fair that is
 *        vfio-bench --create FILE COUNT
 *                                   what it takes to create vGPUs by this sysfs file
 *        vfio-bench --trap-insns UUID
 *                                   what a trap costs in instructions
 *        vfio-bench --table-insns UUID
 *                                   what a full page table costs in instructions
 *        vfio-bench --insns UUID UUID
 *                                   what a submission costs in instructions
 *        vfio-bench --turn-insns UUID...
 *                                   the same with these in turn
 *        vfio-bench --create-insns FILE
 *                                   what it costs to create a vGPU in instructions
 *        vfio-bench --can-count     says by its status whether L1 can count these
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

void test_skip(const char *reason)
{
	test_die("%s", reason);
}

/* Each with a guest of its own, so that none finds another's leavings. */
static void on_vgpu(const char *uuid, void (*measure)(struct gpu *gpu))
{
	struct gpu gpu;

	gpu_open(&gpu, uuid);
	measure(&gpu);
	gpu_close(&gpu);
}

/**
 * struct mode - what can be measured on one vGPU
 * @option: its name
 * @measure: does it
 */
static const struct mode {
	const char *option;
	void (*measure)(struct gpu *gpu);
} modes[] = {
	{ "--traps", bench_traps },
	{ "--trap-insns", bench_trap_insns },
	{ "--table-insns", bench_insns_table },
	{ "--shadow", bench_shadow },
	{ "--screen", bench_screen },
	{ "--aperture", bench_aperture },
	{ "--show", show_picture },
};

static void insns(char **uuids)
{
	static struct gpu one, two;

	on_vgpu(uuids[0], bench_insns);
	gpu_open(&one, uuids[0]);
	gpu_open(&two, uuids[1]);
	bench_insns_switch(&one, &two);
	gpu_close(&two);
	gpu_close(&one);
}

static int usage(void)
{
	fprintf(stderr,
		"Usage: vfio-bench [--traps|--trap-insns|--table-insns|--shadow|--screen|--aperture|--show|\n"
		"                   --stream|--memory FILE] UUID\n"
		"       vfio-bench --share UUID UUID [UUID]\n"
		"       vfio-bench --many|--turn-insns UUID...\n"
		"       vfio-bench --create FILE COUNT\n"
		"       vfio-bench --create-insns FILE\n"
		"       vfio-bench --insns UUID UUID\n"
		"       vfio-bench --can-count\n");
	return 2;
}

int main(int argc, char **argv)
{
	u32 i;

	alarm(SECONDS);
	if (argc == 2 && argv[1][0] != '-') {
		on_vgpu(argv[1], bench_submit);
		on_vgpu(argv[1], bench_latency);
		on_vgpu(argv[1], bench_shadow);
		return 0;
	}
	if (argc == 4 && !strcmp(argv[1], "--memory")) {
		bench_memory(argv[2], argv[3]);
		return 0;
	}
	if (argc == 2 && !strcmp(argv[1], "--can-count"))
		return !insns_counted();
	if (argc == 4 && !strcmp(argv[1], "--insns")) {
		insns(argv + 2);
		return 0;
	}
	if (argc >= 4 && !strcmp(argv[1], "--share")) {
		bench_share(argv + 2, argc - 2);
		return 0;
	}
	if (argc >= 3 && !strcmp(argv[1], "--many")) {
		bench_many(argv + 2, argc - 2);
		return 0;
	}
	if (argc >= 3 && !strcmp(argv[1], "--turn-insns")) {
		bench_insns_turns(argv + 2, argc - 2);
		return 0;
	}
	if (argc == 4 && !strcmp(argv[1], "--create")) {
		bench_create(argv[2], strtoul(argv[3], NULL, 10));
		return 0;
	}
	if (argc == 3 && !strcmp(argv[1], "--create-insns")) {
		bench_create_insns(argv[2]);
		return 0;
	}
	if (argc == 3 && !strcmp(argv[1], "--stream")) {
		bench_stream(argv[2]);
		return 0;
	}
	for (i = 0; argc == 3 && i < ARRAY_SIZE(modes); i++) {
		if (strcmp(argv[1], modes[i].option))
			continue;
		on_vgpu(argv[2], modes[i].measure);
		return 0;
	}
	return usage();
}
