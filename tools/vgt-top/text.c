// SPDX-License-Identifier: GPL-2.0-only
/*
 * Print a sample as plain text.
 */
#include <errno.h>
#include <stdio.h>

#include "columns.h"
#include "output.h"

static void print_busy(const struct rates *rates, const double busy[ENGINES])
{
	char field[FIELD_SIZE];
	int i;

	for (i = 0; i < ENGINES; i++) {
		if (!(rates->engines & 1u << i))
			continue;
		column_percent(field, busy[i]);
		printf(" %8s", field);
	}
	putchar('\n');
}

static void print_shares(const struct sample *sample, const struct rates *rates)
{
	char line[FIELD_SIZE];
	int i;

	column_identity_titles(line);
	printf("%s", line);
	for (i = 0; i < ENGINES; i++)
		if (rates->engines & 1u << i)
			printf(" %8s", engine_titles[i]);
	putchar('\n');
	for (i = 0; i < sample->count; i++) {
		column_identity(line, &sample->vgpus[i]);
		printf("%s", line);
		print_busy(rates, rates->vgpus[i].busy);
	}
	printf("%-*s", IDENTITY_WIDTH, "all");
	print_busy(rates, rates->busy);
}

static void print_counters(const struct sample *sample, const struct rates *rates)
{
	char line[FIELD_SIZE];
	int i;

	column_counter_titles(line);
	puts(line);
	for (i = 0; i < sample->count; i++) {
		column_counters(line, &sample->counters[i], &rates->vgpus[i]);
		printf("%3d%s\n", sample->vgpus[i].id, line);
	}
}

/**
 * text_print() - print a sample as two tables
 * @sample: the sample
 * @rates: its rates
 *
 * Return: 0 or a negative errno value.
 */
int text_print(const struct sample *sample, const struct rates *rates)
{
	char shown[FIELD_SIZE];

	column_foreground(shown, sample->foreground);
	printf("%d vGPUs over %.2f s; on the monitor: %s\n", sample->count, rates->seconds, shown);
	if (sample->count) {
		putchar('\n');
		print_shares(sample, rates);
		putchar('\n');
		print_counters(sample, rates);
	}
	return fflush(stdout) ? -errno : 0;
}
