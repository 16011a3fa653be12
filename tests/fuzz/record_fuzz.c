// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fuzz: files of the flight recorder, which anybody may send with the report of a fault. Half of
 * them begin as one does, with items of any kind and length.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/kernel.h>

#include "core/record/writer.h"
#include "fuzz.h"
#include "replay.h"

/* What an input makes of itself. */
#define FILE_ROOM	65536

static FILE *nowhere;

static size_t put_item(u8 *file, size_t at, const struct vgt_record_item *item, struct fuzz *f)
{
	size_t end = at + sizeof(*item) + round_up(item->len, 8);
	u32 i;

	if (end > FILE_ROOM)
		return at;
	memcpy(file + at, item, sizeof(*item));
	memset(file + at + sizeof(*item), 0, end - at - sizeof(*item));
	for (i = 0; i < item->len && f->size; i++)
		file[at + sizeof(*item) + i] = fuzz_u8(f);
	return end;
}

static size_t make_file(struct fuzz *f, u8 *file)
{
	struct vgt_record_item item = {
		.kind = VGT_RECORD_FILE,
		.key = VGT_RECORD_MAGIC | VGT_RECORD_VERSION << VGT_RECORD_MAGIC_BITS,
		.len = sizeof(struct vgt_record_file),
	};
	size_t size = put_item(file, 0, &item, f);

	while (f->size) {
		item.kind = fuzz_u8(f) % (VGT_RECORD_NUM_KINDS + 1);
		item.flags = fuzz_u8(f) % 5;
		item.len = fuzz_u8(f);
		item.ns = fuzz_u8(f);
		item.key = fuzz_u8(f) % 4;
		size = put_item(file, size, &item, f);
	}
	return size;
}

/* Memory is as large as it is packed, or is refused. */
static void look_at(const struct replay_file *file, u32 i)
{
	u32 words[VGT_RECORD_CHUNK / 4];
	const struct replay_item *item = &file->items[i];
	int n;

	fuzz_check(item->head.kind < VGT_RECORD_NUM_KINDS, "an item of no kind");
	fuzz_check(item->data >= file->bytes &&
		   item->data + item->head.len <= file->bytes + file->size,
		   "an item outside of the file");
	replay_print(nowhere, file, i);
	if (item->head.kind != VGT_RECORD_MEMORY)
		return;
	n = replay_words(item, words, ARRAY_SIZE(words));
	fuzz_check(n <= (int)ARRAY_SIZE(words), "more words than there is room for");
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	struct fuzz f = { data, size };
	struct replay_file file;
	u8 *bytes = malloc(FILE_ROOM);
	size_t len = min_t(size_t, size, FILE_ROOM);
	u32 i;

	if (!nowhere)
		nowhere = fopen("/dev/null", "w");
	fuzz_check(bytes && nowhere, "no memory");
	if (fuzz_u8(&f) & 1)
		len = make_file(&f, bytes);
	else
		memcpy(bytes, data, len);
	if (!replay_load(&file, bytes, len, nowhere))
		for (i = 0; i < file.count; i++)
			look_at(&file, i);
	replay_unload(&file);
	return 0;
}
