// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tables of columns.
 */
#include <stdio.h>
#include <string.h>

#include "../common/array.h"
#include "columns.h"

enum kind { PER_SECOND, TOTAL, MEBIBYTES };

/**
 * struct column - a column of the table of counters
 * @title: its title
 * @width: its width, including the blanks before it
 * @kind: how the counters are shown
 * @first: the counter
 * @second: a counter to add, or the same as @first
 */
struct column {
	const char *title;
	int width;
	enum kind kind;
	int first;
	int second;
};

static const struct column columns[] = {
	{ "SUBMIT/s", 9, PER_SECOND, SUBMISSIONS, SUBMISSIONS },
	{ "MMIO/s", 9, PER_SECOND, MMIO_READS, MMIO_WRITES },
	{ "GGTT/s", 9, PER_SECOND, GGTT_READS, GGTT_WRITES },
	{ "PT/s", 8, PER_SECOND, PPGTT_WRITES, PPGTT_WRITES },
	{ "UPDATE/s", 10, PER_SECOND, GGTT_UPDATES, PPGTT_UPDATES },
	{ "REFUSED", 8, TOTAL, AUDIT_REFUSALS, REGS_REFUSED },
	{ "HANGS", 6, TOTAL, HANGS, HANGS },
	{ "RESETS", 7, TOTAL, RESETS, RESETS },
	{ "PINNED", 9, MEBIBYTES, PINNED_BYTES, PINNED_BYTES },
};

/* Print right-aligned in the column; a dash if the value is unknown. */
static int put_number(char *text, size_t size, int width, double value, const char *unit)
{
	char number[32] = "-";

	if (value >= 0)
		snprintf(number, sizeof(number), "%.0f%s", value, unit);
	return snprintf(text, size, "%*s", width, number);
}

static double value_of(const struct column *column, const struct vgpu_counters *counters,
		       const struct vgpu_rates *rates)
{
	uint32_t mask = 1u << column->first | 1u << column->second;
	double value;

	if (column->kind == PER_SECOND) {
		if (rates->per_second[column->first] < 0 || rates->per_second[column->second] < 0)
			return UNKNOWN;
		value = rates->per_second[column->first];
		if (column->second != column->first)
			value += rates->per_second[column->second];
		return value;
	}
	if ((counters->counters & mask) != mask)
		return UNKNOWN;
	value = counters->count[column->first];
	if (column->second != column->first)
		value += counters->count[column->second];
	return column->kind == MEBIBYTES ? value / (1 << 20) : value;
}

/**
 * column_identity_titles() - print the titles for column_identity()
 * @line: filled
 */
void column_identity_titles(char line[FIELD_SIZE])
{
	snprintf(line, FIELD_SIZE, "%3s %-14.14s %6s %5s %-9.9s", "ID", "TYPE", "WEIGHT",
		 "CAP", "STATE");
}

/**
 * column_identity() - print id, type, weight, cap and state of a vGPU
 * @line: filled; IDENTITY_WIDTH characters
 * @vgpu: the vGPU
 */
void column_identity(char line[FIELD_SIZE], const struct vgpu *vgpu)
{
	char weight[12] = "-", cap[12] = "-";
	/* The first word of the state is enough. */
	int state = strcspn(vgpu->state, " ");

	if (vgpu->weight >= 0)
		snprintf(weight, sizeof(weight), "%d", vgpu->weight);
	if (vgpu->cap > 0 && vgpu->cap < 100)
		snprintf(cap, sizeof(cap), "%d%%", vgpu->cap);
	snprintf(line, FIELD_SIZE, "%3d %-14.14s %6.6s %5.5s %-9.*s", vgpu->id, vgpu->type,
		 weight, cap, state < 9 ? state : 9, vgpu->state);
}

/**
 * column_counter_titles() - print the titles for column_counters()
 * @line: filled
 */
void column_counter_titles(char line[FIELD_SIZE])
{
	int n = snprintf(line, FIELD_SIZE, "%3s", "ID");
	size_t i;

	for (i = 0; i < ARRAY_SIZE(columns); i++)
		n += snprintf(line + n, FIELD_SIZE - n, "%*s", columns[i].width,
			      columns[i].title);
}

/**
 * column_counters() - print the counters of a vGPU
 * @line: filled, without the vGPU's id
 * @counters: its counters
 * @rates: their rates
 */
void column_counters(char line[FIELD_SIZE], const struct vgpu_counters *counters,
		     const struct vgpu_rates *rates)
{
	int n = 0;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(columns) && n < FIELD_SIZE; i++)
		n += put_number(line + n, FIELD_SIZE - n, columns[i].width,
				value_of(&columns[i], counters, rates),
				columns[i].kind == MEBIBYTES ? "M" : "");
}

/**
 * column_percent() - print a percentage, or a dash
 * @field: filled
 * @percent: may be UNKNOWN
 */
void column_percent(char field[FIELD_SIZE], double percent)
{
	if (percent < 0)
		strcpy(field, "-");
	else
		snprintf(field, FIELD_SIZE, "%.1f%%", percent);
}

/**
 * column_foreground() - print which VM the host's monitor shows
 * @field: filled
 * @foreground: as in struct sample
 */
void column_foreground(char field[FIELD_SIZE], int foreground)
{
	if (foreground < 0)
		strcpy(field, "unknown");
	else if (foreground == VGPU_HOST)
		strcpy(field, "the host");
	else
		snprintf(field, FIELD_SIZE, "vGPU %d", foreground);
}
