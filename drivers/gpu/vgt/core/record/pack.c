// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memory in a record: runs of zeros take no room. Most of a context image, and of a page table, is
 * zeros.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include "writer.h"

static u32 vgt_pack_zeros(const u32 *words, u32 count)
{
	u32 n = 0;

	while (n < count && !words[n])
		n++;
	return n;
}

/* Two zeros take as much room as the head of a new run, so they do not end one. */
static u32 vgt_pack_words(const u32 *words, u32 count)
{
	u32 n = 0;

	while (n < count && (words[n] || (n + 1 < count && words[n + 1])))
		n++;
	return n;
}

/**
 * vgt_record_pack() - pack words
 * @words: the words, at most VGT_RECORD_CHUNK bytes
 * @count: how many
 * @to: filled; VGT_RECORD_PACK_MAX bytes
 *
 * Return: how many bytes.
 */
u32 vgt_record_pack(const u32 *words, u32 count, u8 *to)
{
	u32 i = 0, len = 0;

	while (i < count) {
		struct vgt_record_run run;

		run.zeros = vgt_pack_zeros(words + i, count - i);
		i += run.zeros;
		run.words = vgt_pack_words(words + i, count - i);
		memcpy(to + len, &run, sizeof(run));
		len += sizeof(run);
		memcpy(to + len, words + i, run.words * sizeof(*words));
		len += run.words * sizeof(*words);
		i += run.words;
	}
	return len;
}

/**
 * vgt_record_unpack() - undo vgt_record_pack(), of a file that anybody may have made
 * @from: the runs
 * @len: bytes of them
 * @words: filled
 * @count: room in it
 *
 * Return: how many words; -EINVAL if these are no runs, or are too many words.
 */
int vgt_record_unpack(const u8 *from, u32 len, u32 *words, u32 count)
{
	struct vgt_record_run run;
	u32 i = 0;

	while (len) {
		if (len < sizeof(run))
			return -EINVAL;
		memcpy(&run, from, sizeof(run));
		from += sizeof(run);
		len -= sizeof(run);
		if (run.zeros > count - i)
			return -EINVAL;
		memset(words + i, 0, run.zeros * sizeof(*words));
		i += run.zeros;
		if (run.words > count - i || run.words * sizeof(*words) > len)
			return -EINVAL;
		memcpy(words + i, from, run.words * sizeof(*words));
		from += run.words * sizeof(*words);
		len -= run.words * sizeof(*words);
		i += run.words;
	}
	return i;
}
