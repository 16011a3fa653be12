// SPDX-License-Identifier: GPL-2.0-only
/*
 * Print a sample as plain text.
 */
#include <errno.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "../common/flush.h"
#include "columns.h"
#include "output.h"

/* A terminal has a width, a file has not. */
static int width_of_output(void)
{
	struct winsize size;

	if (!isatty(STDOUT_FILENO) || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) || !size.ws_col)
		return WIDTH_ALL;
	return size.ws_col;
}

static void print_titles(const struct layout *layout)
{
	char field[FIELD_SIZE];
	int i;

	for (i = 0; i < layout->count; i++) {
		item_title(field, &layout->items[i]);
		printf("%s%s", i ? " " : "", field);
	}
	putchar('\n');
}

static void print_row(const struct layout *layout, const struct row *row)
{
	char field[FIELD_SIZE];
	int i;

	for (i = 0; i < layout->count; i++) {
		item_text(field, &layout->items[i], row);
		printf("%s%s", i ? " " : "", field);
	}
	putchar('\n');
}

/* The line of all vGPUs, or of the host: engines alone. */
static void print_sum(const struct layout *layout, const char *title, const double busy[ENGINES])
{
	char field[FIELD_SIZE];
	const struct item *item;
	int i, x = 0;

	if (layout->items[layout->count - 1].kind != ITEM_ENGINE)
		return;
	for (i = 0; i < layout->count; i++) {
		item = &layout->items[i];
		if (item->kind != ITEM_ENGINE)
			continue;
		if (!x)
			x = printf("%-*.*s", item->x - 1, item->x - 1, title);
		column_percent(field, item->width, busy[item->index]);
		printf(" %*s", item->width, field);
	}
	putchar('\n');
}

static void print_hidden(const struct layout *layout, int width)
{
	char field[FIELD_SIZE];

	column_hidden(field, width, layout);
	if (*field)
		puts(field);
}

static void print_shares(int width, const struct sample *sample, const struct rates *rates)
{
	struct layout layout;
	struct row row;
	int i;

	layout_shares(&layout, width, rates->engines);
	print_titles(&layout);
	for (i = 0; i < sample->count; i++) {
		row = row_of(sample, rates, i);
		print_row(&layout, &row);
	}
	print_sum(&layout, "all", rates->busy);
	if (rates->host_busy[ENGINE_RENDER] >= 0)
		print_sum(&layout, "host", rates->host_busy);
	print_hidden(&layout, width);
}

static void print_counters(int width, const struct sample *sample, const struct rates *rates)
{
	struct layout layout;
	struct row row;
	int i;

	layout_counters(&layout, width, 0);
	print_titles(&layout);
	for (i = 0; i < sample->count; i++) {
		row = row_of(sample, rates, i);
		print_row(&layout, &row);
	}
	print_hidden(&layout, width);
}

static void print_gone(const struct rates *rates)
{
	int i;

	for (i = 0; i < rates->gone_count; i++)
		printf("vGPU %d is gone%s%s\n", rates->gone[i].id, *rates->gone[i].vm ? ": " : "",
		       rates->gone[i].vm);
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
	static bool again;
	char text[FIELD_SIZE];
	int width = width_of_output();

	if (again)
		putchar('\n');
	again = true;
	column_foreground(text, sample->foreground);
	printf("%d vGPU%s over %.2f s; on the monitor: %s\n", sample->count,
	       sample->count == 1 ? "" : "s", rates->seconds, text);
	column_gpu(text, width, &sample->host, rates);
	if (*text)
		puts(text);
	print_gone(rates);
	if (sample->count) {
		putchar('\n');
		print_shares(width, sample, rates);
		putchar('\n');
		print_counters(width, sample, rates);
	}
	return output_flush();
}
