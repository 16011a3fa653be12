// SPDX-License-Identifier: GPL-2.0-only
/*
 * The module's EDIDs, for a decoder that is not vgt's.
 *
 * Usage: core                        the size of each type's monitor, one per line
 *        core TYPE WIDTH HEIGHT SERIAL    that EDID, binary; TYPE is dp or hdmi
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/kernel.h>

#include "core/display/display.h"
#include "core/type.h"

int main(int argc, char **argv)
{
	enum vgt_monitor_type type = VGT_MONITOR_DP;
	u8 edid[VGT_EDID_MADE];
	u32 i, len;

	if (argc == 1) {
		for (i = 0; i < vgt_types_count; i++)
			printf("%u %u\n", vgt_types[i].width, vgt_types[i].height);
		return 0;
	}
	if (argc != 5)
		return 2;
	if (!strcmp(argv[1], "hdmi"))
		type = VGT_MONITOR_HDMI;
	len = vgt_edid_generate(edid, type, atoi(argv[2]), atoi(argv[3]), atoi(argv[4]));
	return fwrite(edid, len, 1, stdout) != 1;
}
