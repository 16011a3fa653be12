// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sort the vGPUs of a sample.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "order.h"

const char * const order_names[ORDERS] = {
	[ORDER_ID] = "id",
	[ORDER_NAME] = "name",
	[ORDER_BUSY] = "busy",
	[ORDER_MEMORY] = "memory",
	[ORDER_SUBMISSIONS] = "submissions",
	[ORDER_TRAPS] = "traps",
};

/**
 * struct entry - a vGPU, together with all that is known of it
 * @vgpu: the vGPU
 * @counters: its counters
 * @rates: its rates
 */
struct entry {
	struct vgpu vgpu;
	struct vgpu_counters counters;
	struct vgpu_rates rates;
};

struct wish {
	enum order order;
	bool reverse;
};

/**
 * order_parse() - find an order by its name
 * @name: the name
 *
 * Return: the order, or -1.
 */
int order_parse(const char *name)
{
	int i;

	for (i = 0; i < ORDERS; i++)
		if (!strcmp(order_names[i], name))
			return i;
	return -1;
}

/* What the vGPUs are sorted by, the largest first. */
static double value_of(const struct entry *entry, enum order order)
{
	static const int traps[] = { MMIO_READS, MMIO_WRITES, GGTT_READS, GGTT_WRITES,
				     PPGTT_WRITES };
	double sum = 0;
	size_t i;

	switch (order) {
	case ORDER_BUSY:
		for (i = 0; i < ENGINES; i++)
			sum += entry->rates.busy[i] > 0 ? entry->rates.busy[i] : 0;
		return sum;
	case ORDER_MEMORY:
		return entry->counters.count[PINNED_BYTES];
	case ORDER_SUBMISSIONS:
		return entry->rates.per_second[SUBMISSIONS];
	case ORDER_TRAPS:
		for (i = 0; i < sizeof(traps) / sizeof(*traps); i++)
			if (entry->rates.per_second[traps[i]] > 0)
				sum += entry->rates.per_second[traps[i]];
		return sum;
	default:
		return 0;
	}
}

/* Those that are equal stay in the order of their ids. */
static int compare(const void *a, const void *b, void *arg)
{
	const struct entry *x = a, *y = b;
	const struct wish *wish = arg;
	double dx = value_of(x, wish->order), dy = value_of(y, wish->order);
	int ret = (dx < dy) - (dx > dy);

	if (wish->order == ORDER_NAME)
		ret = strcmp(x->vgpu.vm, y->vgpu.vm);
	if (wish->order == ORDER_ID)
		ret = x->vgpu.id - y->vgpu.id;
	if (wish->reverse)
		ret = -ret;
	return ret ? ret : x->vgpu.id - y->vgpu.id;
}

/**
 * order_apply() - sort the vGPUs
 * @sample: the sample
 * @rates: its rates
 * @order: by what
 * @reverse: the other way round
 *
 * Return: 0 or -ENOMEM.
 */
int order_apply(struct sample *sample, struct rates *rates, enum order order, bool reverse)
{
	struct wish wish = { order, reverse };
	struct entry *list;
	int i, n = sample->count;

	list = calloc(n ? n : 1, sizeof(*list));
	if (!list)
		return -ENOMEM;
	for (i = 0; i < n; i++)
		list[i] = (struct entry){ sample->vgpus[i], sample->counters[i], rates->vgpus[i] };
	qsort_r(list, n, sizeof(*list), compare, &wish);
	for (i = 0; i < n; i++) {
		sample->vgpus[i] = list[i].vgpu;
		sample->counters[i] = list[i].counters;
		rates->vgpus[i] = list[i].rates;
	}
	free(list);
	return 0;
}
