// SPDX-License-Identifier: GPL-2.0-only
/*
 * vgtctl save [--auto] VGPU: mdevctl defines the vGPU as it is now, so that it can be started again
 * after a boot.
 */
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include <json-c/json.h>

#include "../common/say.h"
#include "../common/types.h"
#include "../common/vgpu.h"
#include "command.h"
#include "definition.h"
#include "mdevctl.h"

/* How it is started now, if nobody says otherwise. */
static const char *how_it_starts(struct json_object *device)
{
	struct json_object *start;

	if (!json_object_object_get_ex(device, "start", &start) ||
	    !json_object_is_type(start, json_type_string))
		return "manual";
	return strcmp(json_object_get_string(start), "auto") ? "manual" : "auto";
}

static int save(const struct vgpu *vgpu, const struct gpu *gpu, const char *start)
{
	struct json_object *old, *device;
	int status = mdevctl_get(vgpu->uuid, gpu->name, &old);

	if (status)
		return status;
	device = definition_make(vgpu, gpu, start ?: how_it_starts(old));
	if (!device)
		status = EXIT_FAILED;
	else if (!json_object_equal(old, device))
		status = mdevctl_set(vgpu->uuid, gpu->name, old, device);
	json_object_put(device);
	json_object_put(old);
	return status;
}

int command_save(int argc, char **argv)
{
	static const struct option options[] = {
		{ "auto", no_argument, NULL, 'a' },
		{ "manual", no_argument, NULL, 'm' },
		{ 0 }
	};
	const char *start = NULL;
	struct vgpu vgpu;
	struct gpu gpu;
	int option;

	optind = 0;
	opterr = 0;
	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option == '?')
			return bad_usage("save");
		start = option == 'a' ? "auto" : "manual";
	}
	if (argc - optind != 1)
		return bad_usage("save");
	if (gpu_find(&gpu) || vgpu_find(&vgpu, argv[optind]))
		return EXIT_FAILED;
	if (*vgpu.uuid && *vgpu.type)
		return save(&vgpu, &gpu, start);
	say("vGPU %d is being removed", vgpu.id);
	return EXIT_FAILED;
}
