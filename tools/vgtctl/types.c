// SPDX-License-Identifier: GPL-2.0-only
/*
 * vgtctl types
 */
#include <stdio.h>

#include "../common/types.h"
#include "command.h"
#include "json.h"

static void print_json(const struct gpu *gpu)
{
	struct json_object *list = json_object_new_array(), *o;
	const struct gpu_type *type;

	for (type = gpu->types; type < gpu->types + gpu->count; type++) {
		o = json_object_new_object();
		json_object_object_add(o, "type", json_text(type->name));
		json_object_object_add(o, "available", json_object_new_int(type->available));
		json_object_object_add(o, "aperture_mb", json_object_new_int(type->aperture_mb));
		json_object_object_add(o, "hidden_mb", json_object_new_int(type->hidden_mb));
		json_object_object_add(o, "fences", json_object_new_int(type->fences));
		json_object_object_add(o, "weight", json_object_new_int(type->weight));
		json_object_object_add(o, "resolution", json_text(type->resolution));
		json_object_array_add(list, o);
	}
	json_print(list);
}

int command_types(int argc, char **argv)
{
	struct gpu gpu;
	int i;

	if (gpu_find(&gpu))
		return EXIT_FAILED;
	if (command_json) {
		print_json(&gpu);
		return EXIT_OK;
	}
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
