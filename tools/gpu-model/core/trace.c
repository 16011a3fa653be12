// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdarg.h>
#include <string.h>

#include "clock.h"
#include "trace.h"

static const char * const category_name[TRACE_CATEGORIES] = {
	[TRACE_MMIO] = "mmio",
	[TRACE_APERTURE] = "aperture",
	[TRACE_SUBMIT] = "submit",
	[TRACE_CSB] = "csb",
	[TRACE_CMD] = "cmd",
	[TRACE_STORE] = "store",
	[TRACE_REGS] = "regs",
	[TRACE_TLB] = "tlb",
	[TRACE_FAULT] = "fault",
	[TRACE_RESET] = "reset",
	[TRACE_IRQ] = "irq",
	[TRACE_DISPLAY] = "display",
	[TRACE_ANOMALY] = "anomaly",
	[TRACE_PROTO] = "proto",
};

void trace_init(struct trace *t)
{
	memset(t, 0, sizeof(*t));
	pthread_mutex_init(&t->lock, NULL);
}

void trace_destroy(struct trace *t)
{
	trace_stop(t);
	pthread_mutex_destroy(&t->lock);
}

const char *trace_category_name(enum trace_category cat)
{
	return cat < TRACE_CATEGORIES ? category_name[cat] : "?";
}

static int parse_categories(const char *names, u32 *mask)
{
	*mask = 0;
	while (*names) {
		size_t len = strcspn(names, ",");
		unsigned int i;

		for (i = 0; i < TRACE_CATEGORIES; i++)
			if (strlen(category_name[i]) == len && !strncmp(names, category_name[i], len))
				break;
		if (i == TRACE_CATEGORIES)
			return -EINVAL;
		*mask |= BIT(i);
		names += len + (names[len] == ',');
	}
	return *mask ? 0 : -EINVAL;
}

int trace_start(struct trace *t, const char *path, const char *categories)
{
	u32 mask = BIT(TRACE_CATEGORIES) - 1;
	FILE *f;

	if (categories && parse_categories(categories, &mask))
		return -EINVAL;
	f = fopen(path, "w");
	if (!f)
		return -errno;
	trace_stop(t);
	pthread_mutex_lock(&t->lock);
	t->file = f;
	__atomic_store_n(&t->enabled, mask, __ATOMIC_RELAXED);
	pthread_mutex_unlock(&t->lock);
	return 0;
}

void trace_stop(struct trace *t)
{
	pthread_mutex_lock(&t->lock);
	__atomic_store_n(&t->enabled, 0, __ATOMIC_RELAXED);
	if (t->file)
		fclose(t->file);
	t->file = NULL;
	pthread_mutex_unlock(&t->lock);
}

void trace_write(struct trace *t, enum trace_category cat, const char *fmt, ...)
{
	u64 us = clock_ns() / NSEC_PER_USEC;
	va_list ap;

	pthread_mutex_lock(&t->lock);
	if (t->file) {
		fprintf(t->file, "%llu.%06llu %s: ", (unsigned long long)(us / 1000000),
			(unsigned long long)(us % 1000000), category_name[cat]);
		va_start(ap, fmt);
		vfprintf(t->file, fmt, ap);
		va_end(ap);
		fputc('\n', t->file);
	}
	pthread_mutex_unlock(&t->lock);
}
