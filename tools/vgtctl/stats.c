// SPDX-License-Identifier: GPL-2.0-only
/*
 * vgtctl stats VGPU
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>

#include "../common/say.h"
#include "../common/sysfs.h"
#include "../common/vgpu.h"
#include "command.h"
#include "json.h"

#define FOLDER	"kernel/vgt/vm%d/statistics"

static const struct reason reasons[] = {
	{ ENOENT, "this vgt counts nothing: a newer one is needed; or the vGPU is gone" },
	{ 0 }
};

static void print(struct dirent **names, int n, int id)
{
	struct json_object *o = json_object_new_object();
	uint64_t value;
	int i;

	for (i = 0; i < n; i++) {
		if (sysfs_read_number(&value, FOLDER "/%s", id, names[i]->d_name))
			continue;
		if (command_json)
			json_object_object_add(o, names[i]->d_name, json_object_new_uint64(value));
		else
			printf("%-24s %20" PRIu64 "\n", names[i]->d_name, value);
	}
	if (command_json)
		json_print(o);
	else
		json_object_put(o);
}

int command_stats(int argc, char **argv)
{
	struct dirent **names;
	struct vgpu vgpu;
	int n;

	if (vgpu_find(&vgpu, argv[1]))
		return EXIT_FAILED;
	n = sysfs_list(&names, NULL, FOLDER, vgpu.id);
	if (n < 0) {
		say_why(n, reasons, "cannot tell the statistics of vGPU %d", vgpu.id);
		return EXIT_FAILED;
	}
	print(names, n, vgpu.id);
	sysfs_list_free(names, n);
	return EXIT_OK;
}
