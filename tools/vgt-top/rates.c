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

static const struct client *find_client(const struct host *host, uint64_t id)
{
	int i;

	for (i = 0; i < host->count; i++)
		if (host->clients[i].id == id)
			return &host->clients[i];
	return NULL;
}

/* A client that came since has used what it tells. What one used that went is not known. */
static void add_client(double ns[ENGINES], const struct client *before, const struct client *now)
{
	uint64_t old;
	int i;

	for (i = 0; i < ENGINES; i++) {
		old = before ? before->busy_ns[i] : 0;
		if (now->busy_ns[i] > old)
			ns[i] += now->busy_ns[i] - old;
	}
}

/* Who does not see all processes, or has an older kernel, does not know what the host uses. */
static void compare_clients(struct rates *rates, const struct host *before,
			    const struct host *now)
{
	double ns[ENGINES] = { 0 };
	uint32_t engines = 0;
	int i;

	for (i = 0; i < now->count; i++) {
		add_client(ns, find_client(before, now->clients[i].id), &now->clients[i]);
		engines |= now->clients[i].engines;
	}
	if (!before->sees_all || !now->sees_all || rates->seconds <= 0 ||
	    (now->count && !engines))
		return;
	rates->engines |= engines;
	for (i = 0; i < ENGINES; i++) {
		rates->host_busy[i] = ns[i] / rates->seconds / 1e7;
		if (rates->host_busy[i] > 100)
			rates->host_busy[i] = 100;
	}
}

static double power(const struct host *before, const struct host *now, int meter, double seconds)
{
	int64_t from = before->uj[meter], to = now->uj[meter];

	if (from < 0 || to < 0)
		return UNKNOWN;
	if (to < from)
		to += now->range_uj[meter];
	return to < from ? UNKNOWN : (to - from) / 1e6 / seconds;
}

static void compare_host(struct rates *rates, const struct host *before, const struct host *now)
{
	int i;

	rates->rc6 = UNKNOWN;
	for (i = 0; i < ENERGIES; i++)
		rates->watts[i] = UNKNOWN;
	for (i = 0; i < ENGINES; i++)
		rates->host_busy[i] = UNKNOWN;
	if (rates->seconds <= 0)
		return;
	compare_clients(rates, before, now);
	for (i = 0; i < ENERGIES; i++)
		rates->watts[i] = power(before, now, i, rates->seconds);
	if (before->rc6_ms >= 0 && now->rc6_ms >= before->rc6_ms)
		rates->rc6 = (now->rc6_ms - before->rc6_ms) / rates->seconds / 10;
	if (rates->rc6 > 100)
		rates->rc6 = 100;
}

static int find_gone(struct rates *rates, const struct sample *before, const struct sample *now)
{
	int i;

	rates->gone = calloc(before->count ? before->count : 1, sizeof(*rates->gone));
	if (!rates->gone)
		return -ENOMEM;
	/* One without UUID was on its way out: that it went was said then. */
	for (i = 0; i < before->count; i++)
		if (*before->vgpus[i].uuid && !find(now, &before->vgpus[i]))
			rates->gone[rates->gone_count++] = before->vgpus[i];
	return 0;
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
	if (!rates->vgpus || find_gone(rates, before, now)) {
		rates_free(rates);
		return -ENOMEM;
	}
	if (before->time_ns)
		rates->seconds = (now->time_ns - before->time_ns) / 1e9;
	compare_host(rates, &before->host, &now->host);
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
	free(rates->gone);
	rates->vgpus = NULL;
	rates->gone = NULL;
}
