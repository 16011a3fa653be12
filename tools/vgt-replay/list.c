// SPDX-License-Identifier: GPL-2.0-only
/*
 * Items as text.
 */
#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <linux/kernel.h>

#include "core/engine.h"
#include "replay.h"

/* Bytes of an item that are shown. */
#define SHOWN	16

static bool is_packed(const struct replay_item *item)
{
	return item->head.flags == VGT_RECORD_PACKED && item->head.kind > VGT_RECORD_STEP;
}

/* Kinds whose key is an engine alone. */
static bool has_engine(u8 kind)
{
	return !strcmp(replay_kinds[kind].key, "engine");
}

static void print_key(FILE *out, const struct replay_item *item)
{
	const struct replay_kind *kind = &replay_kinds[item->head.kind];
	u64 key = item->head.key;

	if (!*kind->key && item->head.kind != VGT_RECORD_LEAVE)
		return;
	if (has_engine(item->head.kind))
		fprintf(out, " %s", key < VGT_NUM_ENGINES ? vgt_engines[key].name : "release");
	else if (strchr(kind->key, ':'))
		fprintf(out, " %s=%#x:%#x", kind->key, upper_32_bits(key), lower_32_bits(key));
	else
		fprintf(out, " %s=%#llx", kind->key, key);
}

static void print_bytes(FILE *out, const struct replay_item *item)
{
	u32 i, n = min_t(u32, item->head.len, SHOWN);

	/* As a number, the way that a guest sees it. */
	fputs(" [", out);
	for (i = 0; i < n; i++)
		fprintf(out, "%s%02x", i && !(i % 8) ? " " : "",
			item->data[(i & ~7u) + min(n - (i & ~7u), 8u) - 1 - i % 8]);
	fprintf(out, "%s]", n < item->head.len ? " ..." : "");
}

static void print_maker(FILE *out, const struct replay_item *item)
{
	struct vgt_record_file is;
	const char *at;

	memcpy(&is, item->data, sizeof(is));
	is.made_by[sizeof(is.made_by) - 1] = 0;
	for (at = is.made_by; *at; at++)
		if (!isprint((unsigned char)*at))
			return;
	fprintf(out, ", made by vgt %s, %s contents of memory%s", is.made_by,
		is.flags & VGT_RECORD_HAS_MEMORY ? "with" : "without",
		is.flags & VGT_RECORD_RUNNING ? ", begun while the vGPU was in use" : "");
}

/**
 * replay_print() - print an item in a line
 * @out: where to
 * @file: the record
 * @number: the item's
 */
void replay_print(FILE *out, const struct replay_file *file, u32 number)
{
	const struct replay_item *item = &file->items[number];
	const struct replay_item *first = &file->items[min(number, 1u)];

	fprintf(out, "%8u %13.6f  %-12s", number,
		number ? (item->time - first->time) / 1e9 : 0,
		replay_kinds[item->head.kind].name);
	print_key(out, item);
	if (item->head.kind == VGT_RECORD_FILE)
		print_maker(out, item);
	else if (is_packed(item))
		fprintf(out, " (%u bytes packed)", item->head.len);
	else if (item->head.len)
		print_bytes(out, item);
	fputc('\n', out);
}
