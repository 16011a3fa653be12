/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Trace: one text line per event, to a file, by category, off by default.
 */
#ifndef GPU_MODEL_TRACE_H
#define GPU_MODEL_TRACE_H

#include <pthread.h>
#include <stdio.h>

#include "types.h"

enum trace_category {
	TRACE_MMIO,
	TRACE_APERTURE,
	TRACE_SUBMIT,
	TRACE_CSB,
	TRACE_CMD,
	TRACE_STORE,
	TRACE_REGS,
	TRACE_TLB,
	TRACE_FAULT,
	TRACE_RESET,
	TRACE_IRQ,
	TRACE_DISPLAY,
	TRACE_ANOMALY,
	TRACE_PROTO,
	TRACE_CATEGORIES
};

/**
 * struct trace - where events go
 * @enabled: bit per category, read without the lock
 * @lock: protects @file
 * @file: NULL while off
 */
struct trace {
	u32 enabled;
	pthread_mutex_t lock;
	FILE *file;
};

void trace_init(struct trace *t);
void trace_destroy(struct trace *t);

/**
 * trace_start() - begin to write events to a file, in place of an earlier one
 * @path: overwritten
 * @categories: comma separated names, or NULL for all
 *
 * Return: 0, -EINVAL for an unknown category, or what opening the file says.
 */
int trace_start(struct trace *t, const char *path, const char *categories);
void trace_stop(struct trace *t);

/** trace_category_name() - name of a category as trace_start() takes it */
const char *trace_category_name(enum trace_category cat);

static inline bool trace_on(const struct trace *t, enum trace_category cat)
{
	return __atomic_load_n(&t->enabled, __ATOMIC_RELAXED) & BIT(cat);
}

void trace_write(struct trace *t, enum trace_category cat, const char *fmt, ...) __printf(3, 4);

/* Arguments are evaluated only while the category is on. */
#define trace(t, cat, ...) do {					\
	if (trace_on(t, cat))					\
		trace_write(t, cat, __VA_ARGS__);		\
} while (0)

#endif /* GPU_MODEL_TRACE_H */
