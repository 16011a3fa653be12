// SPDX-License-Identifier: GPL-2.0-only
/*
 * Offsets are those of VESA E-EDID Standard release A2 (EDID 1.4), section 3.
 */
#include <ctype.h>
#include <string.h>

#include "edid.h"

#define BLOCK		128
#define EXTENSIONS	126
#define DESCRIPTORS	54
#define DESCRIPTOR	18
#define TAG_NAME	0xfc

/**
 * edid_fault() - check an EDID
 * @edid: contents of a file
 * @size: number of bytes
 *
 * Return: what is wrong, in words; NULL if it is correct.
 */
const char *edid_fault(const uint8_t *edid, size_t size)
{
	static const uint8_t magic[8] = { 0, 255, 255, 255, 255, 255, 255, 0 };
	uint8_t sum = 0;
	size_t i;

	if (!size || size % BLOCK)
		return "its size is no multiple of 128 bytes";
	if (memcmp(edid, magic, sizeof(magic)))
		return "it does not begin as an EDID does";
	if (size != BLOCK * (1u + edid[EXTENSIONS]))
		return "it has another number of extensions than it says";
	for (i = 0; i < size; i++) {
		sum += edid[i];
		if (i % BLOCK == BLOCK - 1 && sum)
			return "a checksum is wrong";
	}
	return NULL;
}

static void take_timing(const uint8_t *d, struct edid_summary *summary)
{
	unsigned int hblank = d[3] | (d[4] & 0x0f) << 8;
	unsigned int vblank = d[6] | (d[7] & 0x0f) << 8;
	uint64_t clock = (d[0] | d[1] << 8) * 10000ull;
	uint64_t pixels;

	summary->width = d[2] | (d[4] & 0xf0) << 4;
	summary->height = d[5] | (d[7] & 0xf0) << 4;
	pixels = (uint64_t)(summary->width + hblank) * (summary->height + vblank);
	summary->mhz = pixels ? clock * 1000 / pixels : 0;
}

static void take_name(const uint8_t *text, struct edid_summary *summary)
{
	size_t i;

	for (i = 0; i < sizeof(summary->name) - 1 && text[i] != '\n'; i++)
		summary->name[i] = isprint(text[i]) ? text[i] : '?';
}

/**
 * edid_summarize() - get the preferred mode and the monitor's name
 * @edid: a correct EDID
 * @summary: filled
 */
void edid_summarize(const uint8_t *edid, struct edid_summary *summary)
{
	const uint8_t *d;

	memset(summary, 0, sizeof(*summary));
	for (d = edid + DESCRIPTORS; d + DESCRIPTOR < edid + EXTENSIONS + 1; d += DESCRIPTOR) {
		if (d[0] || d[1]) {
			if (!summary->width)
				take_timing(d, summary);
		} else if (d[3] == TAG_NAME) {
			take_name(d + 5, summary);
		}
	}
}
