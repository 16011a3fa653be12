// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "sample.h"

u64 now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000ull + t.tv_nsec;
}

void sample_clear(struct samples *s)
{
	s->count = 0;
}

void sample_add(struct samples *s, double value)
{
	if (s->count < MAX_SAMPLES)
		s->value[s->count++] = value;
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

double sample_median(struct samples *s)
{
	u32 middle = s->count / 2;

	if (!s->count)
		return 0;
	qsort(s->value, s->count, sizeof(s->value[0]), compare);
	if (s->count % 2)
		return s->value[middle];
	return (s->value[middle - 1] + s->value[middle]) / 2;
}

double sample_low(struct samples *s)
{
	qsort(s->value, s->count, sizeof(s->value[0]), compare);
	return s->count ? s->value[s->count / 10] : 0;
}

void print_value(const char *name, double value, const char *unit)
{
	printf("%s %.2f %s\n", name, value, unit);
	fflush(stdout);
}
