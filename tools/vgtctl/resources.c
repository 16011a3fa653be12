// SPDX-License-Identifier: GPL-2.0-only
/*
 * vgtctl resources
 */
#include <errno.h>
#include <stdio.h>

#include "../common/say.h"
#include "../common/types.h"
#include "command.h"

int command_resources(int argc, char **argv)
{
	static const struct reason reasons[] = {
		{ ENODEV, "no GPU is shared: 'dmesg | grep vgt:' tells why" },
		{ 0 }
	};
	struct resource list[RESOURCES_MAX];
	int n, i;

	n = resources_read(list);
	if (n < 0) {
		say_why(n, reasons, "cannot tell what is left");
		return EXIT_FAILED;
	}
	printf("%-12s  %8s  %8s\n", "RESOURCE", "FREE", "TOTAL");
	for (i = 0; i < n; i++)
		printf("%-12s  %8llu  %8llu\n", list[i].name, (unsigned long long)list[i].free,
		       (unsigned long long)list[i].total);
	return EXIT_OK;
}
