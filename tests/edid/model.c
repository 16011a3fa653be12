// SPDX-License-Identifier: GPL-2.0-only
/*
 * The EDID of the GPU model's monitor, for a decoder that is not the model's, and for other tests.
 *
 * Usage: model MONITOR [NAME]    MONITOR such as hdmi:1024x768 or dp:1920x1080@50
 *
 * Status 3 if it is refused.
 */
#include <stdio.h>
#include <string.h>

#include "display/monitor.h"

#define DESCRIPTORS	54
#define DESCRIPTOR_SIZE	18
#define NAME_TAG	0xfc
#define NAME_MAX	13

/* Another name, of up to 13 characters. */
static void set_name(u8 *edid, const char *name)
{
	u32 len = strnlen(name, NAME_MAX), at, i;
	u8 sum = 0;

	for (at = DESCRIPTORS; at < DESCRIPTORS + 4 * DESCRIPTOR_SIZE; at += DESCRIPTOR_SIZE) {
		if (edid[at] || edid[at + 1] || edid[at + 3] != NAME_TAG)
			continue;
		memset(edid + at + 5, ' ', NAME_MAX);
		memcpy(edid + at + 5, name, len);
		if (len < NAME_MAX)
			edid[at + 5 + len] = '\n';
	}
	for (i = 0; i < EDID_BLOCK - 1; i++)
		sum += edid[i];
	edid[EDID_BLOCK - 1] = -sum;
}

int main(int argc, char **argv)
{
	enum port_id port;
	struct monitor m;
	size_t len;

	if (argc != 2 && argc != 3)
		return 2;
	if (monitor_parse(argv[1], &port, &m))
		return 3;
	edid_build(&m);
	if (argc == 3)
		set_name(m.edid, argv[2]);
	len = (m.edid[126] + 1) * EDID_BLOCK;
	return fwrite(m.edid, len, 1, stdout) != 1;
}
