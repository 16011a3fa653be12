// SPDX-License-Identifier: GPL-2.0-only
/*
 * Calculate differences over time.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "rates.h"

/* Find the same vGPU in another sample, or NULL. Ids are reused, UUIDs practically never. */
static const struct vgpu_counters *find(const struct sample *sample, const struct vgpu *vgpu)
{
	int i;

	for (i = 0; i < sample->count; i++)
		if (sample->vgpus[i].id == vgpu->id &&
		    !strcmp(sample->vgpus[i].uuid, vgpu->uuid))
			return &sample->counters[i];
	return NULL;
}

/* A counter that went back belongs to another vGPU: there is nothing to compare. */
static double rate(uint64_t before, uint64_t now, double time)
{
	return now < before || time <= 0 ? UNKNOWN : (double)(now - before) / time;
}

static void make_unknown(struct vgpu_rates *rates)
{
	int i;

	for (i = 0; i < ENGINES; i++)
		rates->busy[i] = UNKNOWN;
	for (i = 0; i < COUNTERS; i++)
		rates->per_second[i] = UNKNOWN;
}

static void compare(struct vgpu_rates *rates, const struct vgpu_counters *before,
		    const struct vgpu_counters *now)
{
	double ns = now->time_ns - before->time_ns;
	int i;

	for (i = 0; i < ENGINES; i++)
		if (before->engines & now->engines & 1u << i)
			rates->busy[i] = rate(before->busy_ns[i], now->busy_ns[i], ns / 100);
	for (i = 0; i < COUNTERS; i++)
		if (before->counters & now->counters & 1u << i)
			rates->per_second[i] = rate(before->count[i], now->count[i], ns / 1e9);
}

static void add_up(struct rates *rates, const struct vgpu_rates *vgpu)
{
	int i;

	for (i = 0; i < ENGINES; i++)
		if (vgpu->busy[i] != UNKNOWN)
			rates->busy[i] += vgpu->busy[i];
}

/**
 * rates_make() - compare two samples
 * @rates: filled; for rates_free()
 * @before: the earlier one; may be empty
 * @now: the later one
 *
 * Return: 0 or -ENOMEM.
 */
int rates_make(struct rates *rates, const struct sample *before, const struct sample *now)
{
	const struct vgpu_counters *old;
	int i;

	memset(rates, 0, sizeof(*rates));
	rates->vgpus = calloc(now->count ? now->count : 1, sizeof(*rates->vgpus));
	if (!rates->vgpus)
		return -ENOMEM;
	if (before->time_ns)
		rates->seconds = (now->time_ns - before->time_ns) / 1e9;
	for (i = 0; i < now->count; i++) {
		make_unknown(&rates->vgpus[i]);
		rates->engines |= now->counters[i].engines;
		old = find(before, &now->vgpus[i]);
		if (!old)
			continue;
		compare(&rates->vgpus[i], old, &now->counters[i]);
		add_up(rates, &rates->vgpus[i]);
	}
	return 0;
}

/**
 * rates_free() - free rates
 * @rates: filled by rates_make()
 */
void rates_free(struct rates *rates)
{
	free(rates->vgpus);
	rates->vgpus = NULL;
}
