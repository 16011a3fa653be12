// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "edid.h"

#define BLOCK		128
#define FIRST_TIMING	54

const char *edid_preferred(const u8 *edid, size_t size, struct edid_mode *mode)
{
	static const u8 header[8] = { 0, 255, 255, 255, 255, 255, 255, 0 };
	const u8 *t = edid + FIRST_TIMING;
	u8 sum = 0;
	int i;

	if (size < BLOCK)
		return "it is shorter than a block";
	if (memcmp(edid, header, sizeof(header)))
		return "its header is wrong";
	for (i = 0; i < BLOCK; i++)
		sum += edid[i];
	if (sum)
		return "its checksum is wrong";
	*mode = (struct edid_mode){
		.clock = 10 * (t[0] | t[1] << 8),
		.width = t[2] | (t[4] & 0xf0) << 4,
		.htotal = (t[2] | (t[4] & 0xf0) << 4) + (t[3] | (t[4] & 0x0f) << 8),
		.height = t[5] | (t[7] & 0xf0) << 4,
		.vtotal = (t[5] | (t[7] & 0xf0) << 4) + (t[6] | (t[7] & 0x0f) << 8),
	};
	return mode->clock ? NULL : "it has no preferred mode";
}
