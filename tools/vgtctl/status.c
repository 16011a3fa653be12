// SPDX-License-Identifier: GPL-2.0-only
/*
 * vgtctl status
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../common/say.h"
#include "../common/sysfs.h"
#include "../common/types.h"
#include "../common/vgpu.h"
#include "command.h"
#include "json.h"

/**
 * struct status - all in short
 * @version: of the module; empty if unknown
 * @gpu: the GPU
 * @vgpus: number of vGPUs
 * @running: number of those that run
 * @held: number of those that are held
 * @foreground: the VM that the host's monitor shows, or a negative errno value
 */
struct status {
	char version[32];
	struct gpu gpu;
	int vgpus;
	int running;
	int held;
	int foreground;
};

static int get(struct status *status)
{
	struct vgpu *list;
	int i;

	memset(status, 0, sizeof(*status));
	sysfs_read(status->version, sizeof(status->version), "module/vgt/version");
	if (gpu_find(&status->gpu))
		return EXIT_FAILED;
	status->foreground = vgt_foreground();
	status->vgpus = vgpu_list(&list);
	if (status->vgpus < 0) {
		say_why(status->vgpus, NULL, "cannot list the vGPUs");
		return EXIT_FAILED;
	}
	for (i = 0; i < status->vgpus; i++) {
		status->running += !strncmp(list[i].state, "running", 7);
		status->held += !strncmp(list[i].state, "held", 4);
	}
	free(list);
	return EXIT_OK;
}

/* What limits the number of vGPUs first. */
static void print_free(void)
{
	bool virtual = ggtt_is_virtual();
	const char *wanted = virtual ? "hidden_mb" : "aperture_mb";
	struct resource list[RESOURCES_MAX];
	int n = resources_read(list), i;

	for (i = 0; i < n; i++)
		if (!strcmp(list[i].name, wanted))
			printf("; %llu of %llu MB of %s free", (unsigned long long)list[i].free,
			       (unsigned long long)list[i].total,
			       virtual ? "hidden GGTT space" : "aperture");
}

static void print(const struct status *status)
{
	printf("vgt %s on %s: %d vGPU%s, %d running, %d held",
	       *status->version ? status->version : "-", status->gpu.name, status->vgpus,
	       status->vgpus == 1 ? "" : "s", status->running, status->held);
	if (status->foreground == VGPU_HOST)
		printf("; monitor: host");
	else if (status->foreground > 0)
		printf("; monitor: vGPU %d", status->foreground);
	print_free();
	putchar('\n');
}

static void print_json(const struct status *status)
{
	struct json_object *o = json_object_new_object();

	json_object_object_add(o, "version", json_text(status->version));
	json_object_object_add(o, "gpu", json_text(status->gpu.name));
	json_object_object_add(o, "vgpus", json_number(status->vgpus));
	json_object_object_add(o, "running", json_number(status->running));
	json_object_object_add(o, "held", json_number(status->held));
	json_object_object_add(o, "foreground_vm", json_number(status->foreground));
	json_print(o);
}

int command_status(int argc, char **argv)
{
	struct status status;

	if (get(&status))
		return EXIT_FAILED;
	if (command_json)
		print_json(&status);
	else
		print(&status);
	return status.held ? EXIT_HELD : EXIT_OK;
}
