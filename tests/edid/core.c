// SPDX-License-Identifier: GPL-2.0-only
/*
 * The module's EDIDs, for a decoder that is not vgt's.
 *
 * Usage: core                        the size of each type's monitor, one per line
 *        core WIDTH HEIGHT SERIAL    that EDID, binary
 */
#include <stdio.h>
#include <stdlib.h>

#include <linux/kernel.h>

#include "core/display/display.h"
#include "core/type.h"

int main(int argc, char **argv)
{
	u8 edid[128];
	u32 i;

	if (argc == 1) {
		for (i = 0; i < vgt_types_count; i++)
			printf("%u %u\n", vgt_types[i].width, vgt_types[i].height);
		return 0;
	}
	if (argc != 4)
		return 2;
	vgt_edid_generate(edid, atoi(argv[1]), atoi(argv[2]), atoi(argv[3]));
	return fwrite(edid, sizeof(edid), 1, stdout) != 1;
}
