// SPDX-License-Identifier: GPL-2.0-only
/*
 * What differs, what excuses it, and how many checks passed.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "checks.h"
#include "data.h"
#include "report.h"

static struct data exceptions;
static unsigned int passed, failed, differences;

/* What may differ, each with its reason. */
void report_exceptions(const char *name)
{
	data_load(&exceptions, name);
}

static bool excused(const char *kind, const char *key, const char *what)
{
	unsigned int i;

	for (i = 0; i < exceptions.count; i++) {
		struct row *e = &exceptions.rows[i];

		if (strcmp(e->field[0], kind) || strcmp(e->field[1], key) ||
		    strcmp(e->field[2], what))
			continue;
		e->used = true;
		return true;
	}
	return false;
}

void differ(const char *kind, const char *key, const char *what, const char *fmt, ...)
{
	va_list ap;

	if (excused(kind, key, what))
		return;
	differences++;
	printf("  %s %s: %s: ", kind, key, what);
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	printf("\n");
}

void report_begin(void)
{
	differences = 0;
}

void report_end(const char *name)
{
	printf("%s %s\n", differences ? "not ok" : "ok", name);
	if (differences)
		failed++;
	else
		passed++;
}

void check_exceptions(void)
{
	unsigned int i;

	report_begin();
	for (i = 0; i < exceptions.count; i++) {
		const struct row *e = &exceptions.rows[i];

		if (e->used && *e->field[3])
			continue;
		differences++;
		printf("  exception %s %s %s: %s\n", e->field[0], e->field[1], e->field[2],
		       e->used ? "no reason" : "not needed");
	}
	report_end("exceptions");
}

int report_sum(void)
{
	printf("facts: %u passed, %u failed, 0 skipped\n", passed, failed);
	return !!failed;
}
