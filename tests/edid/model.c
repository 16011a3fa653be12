// SPDX-License-Identifier: GPL-2.0-only
/*
 * The EDID of the GPU model's monitor, for a decoder that is not the model's.
 *
 * Usage: model MONITOR    such as hdmi:1024x768 or dp:1920x1080@50; status 3 if refused
 */
#include <stdio.h>

#include "display/monitor.h"

int main(int argc, char **argv)
{
	enum port_id port;
	struct monitor m;
	size_t len;

	if (argc != 2)
		return 2;
	if (monitor_parse(argv[1], &port, &m))
		return 3;
	edid_build(&m);
	len = (m.edid[126] + 1) * EDID_BLOCK;
	return fwrite(m.edid, len, 1, stdout) != 1;
}
