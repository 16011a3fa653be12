/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Tables of vGPUs that fit in a width, both for a terminal and for a file.
 */
#ifndef VGT_TOP_COLUMNS_H
#define VGT_TOP_COLUMNS_H

#include "rates.h"

#define FIELD_SIZE	96
#define LAYOUT_MAX	24

/* Wide enough for all columns. */
#define WIDTH_ALL	110

enum item_kind { ITEM_IDENTITY, ITEM_ENGINE, ITEM_COUNTER };

/**
 * struct item - a column of a table
 * @kind: what it shows
 * @index: which of that kind
 * @title: its title
 * @x: where it begins
 * @width: its width
 */
struct item {
	enum item_kind kind;
	int index;
	const char *title;
	int x;
	int width;
};

/**
 * struct layout - the columns that fit
 * @items: from left to right
 * @count: their number
 * @hidden: titles of the columns that do not fit
 * @hidden_count: their number
 */
struct layout {
	struct item items[LAYOUT_MAX];
	int count;
	const char *hidden[LAYOUT_MAX];
	int hidden_count;
};

/**
 * struct row - a line of a table
 * @vgpu: the vGPU, or the host
 * @counters: its counters
 * @rates: their rates
 * @memory: of this machine, in bytes; 0 if unknown
 */
struct row {
	const struct vgpu *vgpu;
	const struct vgpu_counters *counters;
	const struct vgpu_rates *rates;
	uint64_t memory;
};

void layout_shares(struct layout *layout, int width, uint32_t engines);
void layout_counters(struct layout *layout, int width, int first);
int layout_last_counter(int width);
void item_title(char field[FIELD_SIZE], const struct item *item);
void item_text(char field[FIELD_SIZE], const struct item *item, const struct row *row);
double item_share(const struct item *item, const struct row *row);
bool item_alarms(const struct item *item, const struct row *row);

void column_percent(char *field, int width, double percent);
void column_foreground(char field[FIELD_SIZE], int foreground);
void column_hidden(char field[FIELD_SIZE], int width, const struct layout *layout);
void column_gpu(char field[FIELD_SIZE], int width, const struct host *host,
		const struct rates *rates);

#endif
