// SPDX-License-Identifier: GPL-2.0-only
#include "bench.h"

#define REPEAT		20000
#define WARM_UP		500

/*
 * BLC_PWM_CPU_CTL2: no behaviour in either mediator, so that the access itself is what is
 * measured (Intel OSRC Skylake PRM vol 2c).
 */
#define PLAIN_REG	0x48250

static struct samples samples;

static void reads(struct gpu *gpu)
{
	u32 i;

	sample_clear(&samples);
	for (i = 0; i < REPEAT + WARM_UP; i++) {
		u64 start = now_ns();

		mmio_read(&gpu->g, PLAIN_REG);
		if (i >= WARM_UP)
			sample_add(&samples, now_ns() - start);
	}
	print_value("mmio-read", sample_median(&samples), "ns");
}

static void writes(struct gpu *gpu)
{
	u32 i;

	sample_clear(&samples);
	for (i = 0; i < REPEAT + WARM_UP; i++) {
		u64 start = now_ns();

		mmio_write(&gpu->g, PLAIN_REG, i);
		if (i >= WARM_UP)
			sample_add(&samples, now_ns() - start);
	}
	CHECK(mmio_read(&gpu->g, PLAIN_REG) == i - 1,
	      "register 0x%x does not hold what was written: not a plain one", PLAIN_REG);
	print_value("mmio-write", sample_median(&samples), "ns");
}

void bench_traps(struct gpu *gpu)
{
	reads(gpu);
	writes(gpu);
}
