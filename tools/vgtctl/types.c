// SPDX-License-Identifier: GPL-2.0-only
/*
 * vgtctl types
 */
#include <stdio.h>

#include "../common/types.h"
#include "command.h"

int command_types(int argc, char **argv)
{
	struct gpu gpu;
	int i;

	if (gpu_find(&gpu))
		return EXIT_FAILED;
	printf("%-14s  %9s  %8s  %7s  %6s  %6s  %s\n", "TYPE", "AVAILABLE", "APERTURE",
	       "HIDDEN", "FENCES", "WEIGHT", "MONITOR");
	for (i = 0; i < gpu.count; i++) {
		const struct gpu_type *type = &gpu.types[i];

		printf("%-14s  %9u  %5u MB  %4u MB  %6u  %6u  %s\n", type->name,
		       type->available, type->aperture_mb, type->hidden_mb, type->fences,
		       type->weight, type->resolution);
	}
	return EXIT_OK;
}
