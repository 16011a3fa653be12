/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Times, and what stands for many.
 */
#ifndef VGT_BENCH_SAMPLE_H
#define VGT_BENCH_SAMPLE_H

#include "types.h"

#define MAX_SAMPLES	20000

/**
 * struct samples - results of one measurement, repeated
 * @value: in the unit that is printed
 * @count: how many
 */
struct samples {
	double value[MAX_SAMPLES];
	u32 count;
};

/* CLOCK_MONOTONIC, in nanoseconds. */
u64 now_ns(void);

void sample_clear(struct samples *s);
/* More than MAX_SAMPLES are ignored. */
void sample_add(struct samples *s, double value);
/* Sorts; 0 of none. */
double sample_median(struct samples *s);
/* The lower decile, likewise. */
double sample_low(struct samples *s);

/* Prints "NAME VALUE UNIT", as in-l1 reads it. */
void print_value(const char *name, double value, const char *unit);

#endif /* VGT_BENCH_SAMPLE_H */
