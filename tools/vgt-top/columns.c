// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tables of columns.
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "../common/array.h"
#include "../common/scale.h"
#include "columns.h"

enum identity { ID, NAME, PID, TYPE, WEIGHT, CAP, STATE, IDENTITIES };

/* Without a blank before it. All but the ID and the name may be left out, the last here first. */
static const struct {
	const char *title;
	int width;
} identities[IDENTITIES] = {
	[ID] = { "ID", 3 },
	[NAME] = { "VM", 12 },
	[PID] = { "PID", 7 },
	[TYPE] = { "TYPE", 5 },
	[WEIGHT] = { "WGHT", 4 },
	[CAP] = { "CAP", 4 },
	[STATE] = { "STATE", 8 },
};

static const enum identity by_use[] = { STATE, TYPE, PID, WEIGHT, CAP };

#define NAME_MIN	4
#define NAME_MAX	20
#define ENGINE_MIN	4	/* "100%" */
#define ENGINE_GOOD	5	/* "99.9%" */
#define ENGINE_MAX	23

enum kind { PER_SECOND, TOTAL, BYTES };

/**
 * struct column - a column of the table of counters
 * @title: its title
 * @width: its width
 * @kind: how the counters are shown
 * @first: the counter
 * @second: a counter to add, or the same as @first
 * @alarm: a healthy guest has 0
 */
struct column {
	const char *title;
	int width;
	enum kind kind;
	int first;
	int second;
	bool alarm;
};

static const struct column columns[] = {
	{ "SUBM/s", 6, PER_SECOND, SUBMISSIONS, SUBMISSIONS },
	{ "MMIO/s", 6, PER_SECOND, MMIO_READS, MMIO_WRITES },
	{ "GGTT/s", 6, PER_SECOND, GGTT_READS, GGTT_WRITES },
	{ "PT/s", 5, PER_SECOND, PPGTT_WRITES, PPGTT_WRITES },
	{ "UPDT/s", 6, PER_SECOND, GGTT_UPDATES, PPGTT_UPDATES },
	{ "REFUSED", 7, TOTAL, AUDIT_REFUSALS, REGS_REFUSED, true },
	{ "HANGS", 5, TOTAL, HANGS, HANGS, true },
	{ "RESETS", 6, TOTAL, RESETS, RESETS },
	{ "PINNED", 6, BYTES, PINNED_BYTES, PINNED_BYTES },
	{ "HOSTMEM", 7, BYTES, HOST_MEMORY, HOST_MEMORY },
};

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
	return value;
}

static void add(struct layout *layout, enum item_kind kind, int index, const char *title,
		int width)
{
	struct item *item = &layout->items[layout->count++];

	item->kind = kind;
	item->index = index;
	item->title = title;
	item->width = width;
}

static void place(struct layout *layout)
{
	int i, x = 0;

	for (i = 0; i < layout->count; i++) {
		layout->items[i].x = x;
		x += layout->items[i].width + 1;
	}
}

/* Take the identity columns that fit. Return: the width that is left. */
static int choose_identities(bool chosen[IDENTITIES], int left)
{
	size_t i;

	memset(chosen, 0, IDENTITIES * sizeof(*chosen));
	chosen[ID] = true;
	chosen[NAME] = true;
	for (i = 0; i < ARRAY_SIZE(by_use); i++) {
		if (left < identities[by_use[i]].width + 1)
			break;
		chosen[by_use[i]] = true;
		left -= identities[by_use[i]].width + 1;
	}
	return left;
}

static int limit(int value, int min, int max)
{
	return value < min ? min : value > max ? max : value;
}

/* Engines after the last that fits are hidden. */
static void add_engines(struct layout *layout, uint32_t engines, int fit, int width)
{
	const char *title;
	int i;

	for (i = 0; i < ENGINES; i++) {
		if (!(engines & 1u << i))
			continue;
		title = width < 7 ? engine_short_titles[i] : engine_titles[i];
		if (fit-- > 0)
			add(layout, ITEM_ENGINE, i, title, width);
		else
			layout->hidden[layout->hidden_count++] = title;
	}
}

/**
 * layout_shares() - choose the columns of the table of engines
 * @layout: filled
 * @width: width that is there
 * @engines: mask of engines
 */
void layout_shares(struct layout *layout, int width, uint32_t engines)
{
	int n = __builtin_popcount(engines), name = identities[NAME].width, bar = ENGINE_GOOD;
	int fixed = identities[ID].width + 1, left, i;
	bool chosen[IDENTITIES];

	memset(layout, 0, sizeof(*layout));
	left = width - fixed - name - n * (bar + 1);
	if (left < 0) {
		bar = ENGINE_MIN;
		left += n;
	}
	if (left < 0) {
		name = limit(name + left, NAME_MIN, name);
		n = limit((width - fixed - name) / (bar + 1), 0, n);
	}
	left = choose_identities(chosen, left);
	if (left > 0) {
		i = limit(left, 0, NAME_MAX - name);
		name += i;
		left -= i;
		bar = limit(bar + (n ? left / n : 0), bar, ENGINE_MAX);
	}
	for (i = 0; i < IDENTITIES; i++) {
		if (chosen[i])
			add(layout, ITEM_IDENTITY, i, identities[i].title,
			    i == NAME ? name : identities[i].width);
		else
			layout->hidden[layout->hidden_count++] = identities[i].title;
	}
	add_engines(layout, engines, n, bar);
	place(layout);
}

/**
 * layout_counters() - choose the columns of the table of counters
 * @layout: filled
 * @width: width that is there
 * @first: the first counter; those before it are hidden
 */
void layout_counters(struct layout *layout, int width, int first)
{
	int used = identities[ID].width, i;
	bool full = false;

	memset(layout, 0, sizeof(*layout));
	add(layout, ITEM_IDENTITY, ID, identities[ID].title, identities[ID].width);
	for (i = 0; i < (int)ARRAY_SIZE(columns); i++) {
		if (i >= first && !full && used + 1 + columns[i].width <= width) {
			add(layout, ITEM_COUNTER, i, columns[i].title, columns[i].width);
			used += 1 + columns[i].width;
			continue;
		}
		full = i >= first;
		layout->hidden[layout->hidden_count++] = columns[i].title;
	}
	place(layout);
}

/**
 * layout_last_counter() - how far the table of counters can be moved
 * @width: width that is there
 *
 * Return: the first counter from which on all fit.
 */
int layout_last_counter(int width)
{
	int used = identities[ID].width, i = ARRAY_SIZE(columns);

	while (i > 0 && used + 1 + columns[i - 1].width <= width)
		used += 1 + columns[--i].width;
	return i < (int)ARRAY_SIZE(columns) ? i : (int)ARRAY_SIZE(columns) - 1;
}

static bool is_left(const struct item *item)
{
	return item->kind == ITEM_IDENTITY && (item->index == NAME || item->index == TYPE ||
					       item->index == STATE);
}

/* Fit text into the column. A name that is too long ends with a tilde. */
static void fit(char field[FIELD_SIZE], const struct item *item, const char *text)
{
	int len = strlen(text), width = limit(item->width, 0, FIELD_SIZE - 1);

	snprintf(field, FIELD_SIZE, "%*.*s", is_left(item) ? -width : width, width, text);
	if (len > width && width > 0)
		field[width - 1] = '~';
}

/**
 * item_title() - print the title of a column
 * @field: filled, as wide as the column
 * @item: the column
 */
void item_title(char field[FIELD_SIZE], const struct item *item)
{
	fit(field, item, item->title);
}

/* The part of a type's name that not all have: V5_4. */
static const char *short_type(const char *type)
{
	const char *end = strstr(type, "GVTg_");

	return end ? end + 5 : type;
}

static void identity_text(char text[FIELD_SIZE], int index, const struct vgpu *vgpu)
{
	strcpy(text, "-");
	switch (index) {
	case ID:
		snprintf(text, FIELD_SIZE, "%d", vgpu->id);
		break;
	case NAME:
		if (*vgpu->vm)
			snprintf(text, FIELD_SIZE, "%s", vgpu->vm);
		break;
	case PID:
		if (vgpu->pid)
			snprintf(text, FIELD_SIZE, "%d", vgpu->pid);
		break;
	case TYPE:
		if (*vgpu->type)
			snprintf(text, FIELD_SIZE, "%s", short_type(vgpu->type));
		break;
	case WEIGHT:
		if (vgpu->weight >= 0)
			snprintf(text, FIELD_SIZE, "%d", vgpu->weight);
		break;
	case CAP:
		if (vgpu->cap > 0 && vgpu->cap < 100)
			snprintf(text, FIELD_SIZE, "%d%%", vgpu->cap);
		break;
	case STATE:
		/* The first word is enough. */
		if (*vgpu->state)
			snprintf(text, FIELD_SIZE, "%.*s", (int)strcspn(vgpu->state, " "),
				 vgpu->state);
		break;
	}
}

static void counter_text(char text[FIELD_SIZE], const struct column *column,
			 const struct row *row)
{
	double value = value_of(column, row->counters, row->rates);

	if (value < 0)
		strcpy(text, "-");
	else if (column->kind == BYTES)
		scale_bytes(text, value);
	else
		scale_number(text, value);
}

/**
 * item_text() - print what a column shows of a vGPU
 * @field: filled, as wide as the column
 * @item: the column
 * @row: the vGPU
 */
void item_text(char field[FIELD_SIZE], const struct item *item, const struct row *row)
{
	char text[FIELD_SIZE];

	if (item->kind == ITEM_IDENTITY)
		identity_text(text, item->index, row->vgpu);
	else if (item->kind == ITEM_ENGINE)
		column_percent(text, item->width, row->rates->busy[item->index]);
	else
		counter_text(text, &columns[item->index], row);
	fit(field, item, text);
}

/**
 * item_share() - how much of what there is a column shows
 * @item: the column
 * @row: the vGPU
 *
 * Return: percent: of pinned memory of this machine's, of the host's for the vGPU of its limit.
 * UNKNOWN for other columns.
 */
double item_share(const struct item *item, const struct row *row)
{
	const struct vgpu_counters *counters = row->counters;
	const struct column *column;
	uint64_t all = row->memory;

	if (item->kind != ITEM_COUNTER || columns[item->index].kind != BYTES)
		return UNKNOWN;
	column = &columns[item->index];
	if (column->first == HOST_MEMORY)
		all = counters->counters & 1u << HOST_MEMORY_LIMIT ?
			counters->count[HOST_MEMORY_LIMIT] : 0;
	if (!all || !(counters->counters & 1u << column->first))
		return UNKNOWN;
	return 100.0 * counters->count[column->first] / all;
}

/**
 * item_alarms() - whether a column shows something that an administrator should see
 * @item: the column
 * @row: the vGPU
 *
 * Return: true if it does.
 */
bool item_alarms(const struct item *item, const struct row *row)
{
	if (item->kind == ITEM_COUNTER)
		return columns[item->index].alarm &&
			value_of(&columns[item->index], row->counters, row->rates) > 0;
	return item->kind == ITEM_IDENTITY && item->index == STATE &&
		!strncmp(row->vgpu->state, "held", 4);
}

/**
 * column_percent() - print a percentage, or a dash
 * @field: filled
 * @width: width that is there: with 5 or more there is a decimal place
 * @percent: may be UNKNOWN
 */
void column_percent(char *field, int width, double percent)
{
	int decimals = width >= ENGINE_GOOD && percent < 99.95;

	if (percent < 0)
		strcpy(field, "-");
	else
		snprintf(field, FIELD_SIZE, "%.*f%%", decimals, percent);
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

/**
 * column_hidden() - print which columns do not fit
 * @field: filled; empty if all fit
 * @width: width that is there
 * @layout: the columns
 */
void column_hidden(char field[FIELD_SIZE], int width, const struct layout *layout)
{
	int n, i;

	*field = 0;
	if (!layout->hidden_count)
		return;
	n = snprintf(field, FIELD_SIZE, "not shown:");
	for (i = 0; i < layout->hidden_count && n < FIELD_SIZE; i++)
		n += snprintf(field + n, FIELD_SIZE - n, " %s", layout->hidden[i]);
	if (n > width || n >= FIELD_SIZE)
		snprintf(field, FIELD_SIZE, "not shown: %d columns", layout->hidden_count);
}

/* Append if it fits. */
static void append(char field[FIELD_SIZE], int width, const char *text)
{
	size_t len = strlen(field);

	if (len + 2 + strlen(text) <= (size_t)limit(width, 0, FIELD_SIZE - 1))
		sprintf(field + len, "%s%s", len ? "  " : "", text);
}

/**
 * column_gpu() - print the GPU's frequency, power and sleep, as far as they are known
 * @field: filled; empty if nothing is known
 * @width: width that is there
 * @host: the GPU
 * @rates: the rates
 */
void column_gpu(char field[FIELD_SIZE], int width, const struct host *host,
		const struct rates *rates)
{
	char text[FIELD_SIZE];

	*field = 0;
	if (host->mhz >= 0) {
		snprintf(text, sizeof(text), "GPU %lld MHz", (long long)host->mhz);
		if (host->max_mhz > 0)
			snprintf(text, sizeof(text), "GPU %lld of %lld MHz",
				 (long long)host->mhz, (long long)host->max_mhz);
		append(field, width, text);
	}
	if (rates->watts[ENERGY_GPU] >= 0) {
		snprintf(text, sizeof(text), "%.1f W", rates->watts[ENERGY_GPU]);
		append(field, width, text);
	}
	if (rates->rc6 >= 0) {
		snprintf(text, sizeof(text), "RC6 %.0f%%", rates->rc6);
		append(field, width, text);
	}
	if (rates->watts[ENERGY_PACKAGE] >= 0) {
		snprintf(text, sizeof(text), "package %.1f W", rates->watts[ENERGY_PACKAGE]);
		append(field, width, text);
	}
}
