// SPDX-License-Identifier: GPL-2.0-only
/*
 * Read the file of a record, which anybody may have made.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/kernel.h>

#include "core/record/writer.h"
#include "replay.h"

#define KIND(_name, _class, _key)					\
	[VGT_RECORD_ ## _name] = { #_name, VGT_RECORD_ ## _class, _key },

const struct replay_kind replay_kinds[VGT_RECORD_NUM_KINDS] = {
	VGT_RECORD_KINDS(KIND)
};

/* They take some 40 bytes each here. */
#define ITEMS_MAX	33554432u

/* Bytes that an item has at least. Of those that are not here, any number is good. */
static const u16 least[VGT_RECORD_NUM_KINDS] = {
	[VGT_RECORD_FILE] = sizeof(struct vgt_record_file),
	[VGT_RECORD_GPU] = sizeof(struct vgt_record_gpu),
	[VGT_RECORD_PLACE] = sizeof(struct vgt_record_place),
	[VGT_RECORD_CONFIG] = VGT_CONFIG_SIZE,
	[VGT_RECORD_VGPU] = sizeof(struct vgt_record_vgpu),
	[VGT_RECORD_SETUP] = sizeof(struct vgt_record_monitor),
	[VGT_RECORD_MONITOR] = sizeof(struct vgt_record_monitor),
	[VGT_RECORD_WROTE] = 4,
	[VGT_RECORD_GONE] = 8,
	[VGT_RECORD_SET_TYPE] = 4,
	[VGT_RECORD_RAISED] = 1,
	[VGT_RECORD_DONE] = sizeof(struct vgt_record_done),
	[VGT_RECORD_FOUND] = 4,
	[VGT_RECORD_NOW] = 8,
	[VGT_RECORD_FLAG] = 1,
	[VGT_RECORD_VALUE] = 4,
	[VGT_RECORD_READ] = 8,
	[VGT_RECORD_TRACK] = 8,
	[VGT_RECORD_PIN] = 16,
	[VGT_RECORD_PAGE] = 16,
	[VGT_RECORD_BUFFER] = 16,
	[VGT_RECORD_CONTEXT] = 16,
	[VGT_RECORD_CONTEXT_PIN] = 8,
	[VGT_RECORD_UNPIN] = 8,
	[VGT_RECORD_UNTRACK] = 8,
	[VGT_RECORD_GGTT] = 8,
	[VGT_RECORD_FENCE] = 8,
	[VGT_RECORD_SUBMIT] = 8,
	[VGT_RECORD_CANCEL] = 1,
	[VGT_RECORD_COMPLETED] = 8,
	[VGT_RECORD_CSB] = 8,
	[VGT_RECORD_MSI] = 8,
};

/* Kinds whose items hold memory. */
static bool has_words(u8 kind)
{
	return kind == VGT_RECORD_GOLDEN || kind == VGT_RECORD_TABLE ||
	       kind == VGT_RECORD_MEMORY || kind == VGT_RECORD_SAVED ||
	       kind == VGT_RECORD_REGS || kind == VGT_RECORD_MAPPED;
}

static const char *judge(const struct replay_file *file, const struct vgt_record_item *head)
{
	if (!file->count && (head->kind != VGT_RECORD_FILE ||
			     (head->key ^ VGT_RECORD_MAGIC) << (64 - VGT_RECORD_MAGIC_BITS)))
		return "this is no record of vgt";
	if (!file->count && head->key >> VGT_RECORD_MAGIC_BITS != VGT_RECORD_VERSION)
		return "this record has another version of the format: take the vgt-replay of the vgt that made it";
	if (file->count >= ITEMS_MAX)
		return "too many items";
	if (file->count && head->kind == VGT_RECORD_FILE)
		return "a second beginning";
	if (head->kind >= VGT_RECORD_NUM_KINDS)
		return "an item of an unknown kind";
	if (!has_words(head->kind) && head->len < least[head->kind])
		return "an item that is too short";
	return NULL;
}

/* Words are what they must be, or are left out. */
static const char *judge_words(const struct replay_item *item)
{
	u32 words[VGT_RECORD_CHUNK / 4];

	switch (item->head.flags) {
	case VGT_RECORD_SAME:
		return NULL;
	case VGT_RECORD_LEFT_OUT:
		return item->head.len ? "contents that are left out, and there" : NULL;
	case VGT_RECORD_PACKED:
		return vgt_record_unpack(item->data, item->head.len, words, ARRAY_SIZE(words)) < 0 ?
		       "memory that is not packed as it should be" : NULL;
	}
	return "memory that is neither there nor left out";
}

static int fail(FILE *err, const struct replay_file *file, size_t at, const char *why)
{
	fprintf(err, "vgt-replay: %s: item %u, at byte %zu\n", why, file->count, at);
	return -EINVAL;
}

static int add(struct replay_file *file, const struct replay_item *item)
{
	struct replay_item *items = file->items;

	/* Powers of two: make room when one is reached. */
	if (!(file->count & (file->count - 1))) {
		items = realloc(items, (file->count ? 2ul * file->count : 1) * sizeof(*items));
		if (!items)
			return -ENOMEM;
		file->items = items;
	}
	items[file->count++] = *item;
	return 0;
}

static int parse(struct replay_file *file, FILE *err)
{
	u64 time = 0;
	size_t at = 0, next;

	for (; at < file->size; at = next) {
		struct replay_item item = { .data = file->bytes + at + sizeof(item.head) };
		const char *why;

		if (file->size - at < sizeof(item.head))
			break;
		memcpy(&item.head, file->bytes + at, sizeof(item.head));
		why = judge(file, &item.head);
		if (why)
			return fail(err, file, at, why);
		next = at + sizeof(item.head) + round_up((size_t)item.head.len, 8);
		if (next > file->size)
			break;
		if (has_words(item.head.kind))
			why = judge_words(&item);
		if (why)
			return fail(err, file, at, why);
		time = item.head.kind == VGT_RECORD_TIME ? item.head.key : time + item.head.ns;
		item.time = time;
		if (add(file, &item))
			return fail(err, file, at, "out of memory");
	}
	file->truncated = at < file->size;
	return file->count ? 0 : fail(err, file, at, "this is no record of vgt");
}

/* ---- items that are the same as earlier ones ---- */

static u32 place(const struct replay_item *item, u32 mask)
{
	return (item->head.key ^ (u64)item->head.kind << 56) * 0x9e3779b97f4a7c15ull >> 32 & mask;
}

/* Find the slot of an item's kind and key in a table with room for twice as many. */
static u32 *slot(const struct replay_file *file, u32 *table, u32 mask,
		 const struct replay_item *item)
{
	u32 i = place(item, mask);

	for (; table[i]; i = (i + 1) & mask) {
		const struct vgt_record_item *have = &file->items[table[i] - 1].head;

		if (have->kind == item->head.kind && have->key == item->head.key)
			break;
	}
	return &table[i];
}

static int resolve(struct replay_file *file, FILE *err)
{
	u32 mask = 1, i, *table;
	bool lost = false;

	while (mask < 2 * file->count)
		mask *= 2;
	table = calloc(mask--, sizeof(*table));
	if (!table)
		return fail(err, file, 0, "out of memory");
	for (i = 0; i < file->count; i++) {
		struct replay_item *item = &file->items[i];
		u32 *at;

		lost |= item->head.kind == VGT_RECORD_LOST;
		if (!has_words(item->head.kind))
			continue;
		at = slot(file, table, mask, item);
		if (item->head.flags != VGT_RECORD_SAME) {
			*at = i + 1;
		} else if (*at) {
			item->head.flags = file->items[*at - 1].head.flags;
			item->head.len = file->items[*at - 1].head.len;
			item->data = file->items[*at - 1].data;
		} else if (lost) {
			item->head.flags = VGT_RECORD_LEFT_OUT;
		} else {
			fprintf(err, "vgt-replay: item %u is the same as one that is not there\n",
				i);
			free(table);
			return -EINVAL;
		}
	}
	free(table);
	return 0;
}

/**
 * replay_load() - take a file apart
 * @file: filled
 * @bytes: the file; taken over, and freed by replay_unload()
 * @size: of it
 * @err: where a message goes
 *
 * Return: 0, -EINVAL, -ENOMEM. Call replay_unload() in any case.
 */
int replay_load(struct replay_file *file, u8 *bytes, size_t size, FILE *err)
{
	int ret;

	memset(file, 0, sizeof(*file));
	file->bytes = bytes;
	file->size = size;
	ret = parse(file, err);
	return ret ?: resolve(file, err);
}

/**
 * replay_unload() - free what replay_load() made
 * @file: the file
 */
void replay_unload(struct replay_file *file)
{
	free(file->items);
	free(file->bytes);
	memset(file, 0, sizeof(*file));
}

/**
 * replay_words() - get the memory in an item
 * @item: the item
 * @words: filled
 * @count: room in it
 *
 * Return: how many words; -ENODATA if they are left out; -EINVAL if there is not enough room.
 */
int replay_words(const struct replay_item *item, u32 *words, u32 count)
{
	if (item->head.flags != VGT_RECORD_PACKED)
		return -ENODATA;
	return vgt_record_unpack(item->data, item->head.len, words, count);
}
