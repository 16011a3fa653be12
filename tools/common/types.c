// SPDX-License-Identifier: GPL-2.0-only
/*
 * Read types from the mdev interface, and /sys/kernel/vgt/control/available_resource.
 */
#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "array.h"
#include "say.h"
#include "sysfs.h"
#include "types.h"

#define TYPE_PREFIX	"i915-"
#define TYPE_FAMILY	"GVTg_"
#define TYPES		"class/mdev_bus/%s/mdev_supported_types"

static int is_type(const struct dirent *entry)
{
	return !strncmp(entry->d_name, TYPE_PREFIX TYPE_FAMILY, strlen(TYPE_PREFIX TYPE_FAMILY));
}

/* Parse a line of a description, "name: value"; sizes are in MB. */
static void take_property(struct gpu_type *type, const char *line)
{
	static const struct {
		const char *name;
		size_t offset;
	} numbers[] = {
		{ "low_gm_size: ", offsetof(struct gpu_type, aperture_mb) },
		{ "high_gm_size: ", offsetof(struct gpu_type, hidden_mb) },
		{ "fence: ", offsetof(struct gpu_type, fences) },
		{ "weight: ", offsetof(struct gpu_type, weight) },
	};
	static const char resolution[] = "resolution: ";
	size_t i;

	for (i = 0; i < ARRAY_SIZE(numbers); i++)
		if (!strncmp(line, numbers[i].name, strlen(numbers[i].name)))
			*(unsigned int *)((char *)type + numbers[i].offset) =
				strtoul(line + strlen(numbers[i].name), NULL, 10);
	if (!strncmp(line, resolution, strlen(resolution)))
		snprintf(type->resolution, sizeof(type->resolution), "%s",
			 line + strlen(resolution));
}

static void read_type(struct gpu_type *type, const char *gpu, const char *name)
{
	char text[1024], *line, *rest = text;
	uint64_t available = 0;

	memset(type, 0, sizeof(*type));
	snprintf(type->name, sizeof(type->name), "%.31s", name);
	sysfs_read_number(&available, TYPES "/%s/available_instances", gpu, name);
	type->available = available;
	sysfs_read(text, sizeof(text), TYPES "/%s/description", gpu, name);
	while ((line = strsep(&rest, "\n")))
		take_property(type, line);
}

/* Return: true if the GPU has types of vgt. */
static bool read_gpu(struct gpu *gpu, const char *name)
{
	struct dirent **types;
	int n, i;

	snprintf(gpu->name, sizeof(gpu->name), "%s", name);
	n = sysfs_list(&types, is_type, TYPES, name);
	gpu->count = 0;
	for (i = 0; i < n && gpu->count < (int)ARRAY_SIZE(gpu->types); i++)
		read_type(&gpu->types[gpu->count++], name, types[i]->d_name);
	sysfs_list_free(types, n);
	return gpu->count;
}

/**
 * gpu_look() - find the GPU that is shared, and its types; print nothing
 * @gpu: filled
 *
 * Return: 0, or -ENODEV if there is none.
 */
int gpu_look(struct gpu *gpu)
{
	struct dirent **names;
	bool found = false;
	int n, i;

	n = sysfs_list(&names, NULL, "class/mdev_bus");
	for (i = 0; i < n && !found; i++)
		found = read_gpu(gpu, names[i]->d_name);
	sysfs_list_free(names, n);
	return found ? 0 : -ENODEV;
}

/**
 * gpu_find() - find the GPU that is shared, and its types
 * @gpu: filled
 *
 * Prints a message on failure.
 *
 * Return: 0, or -ENODEV if there is none.
 */
int gpu_find(struct gpu *gpu)
{
	if (!gpu_look(gpu))
		return 0;
	say("no GPU is shared: 'dmesg | grep vgt:' tells why");
	return -ENODEV;
}

/**
 * gpu_find_type() - find a type by its name
 * @gpu: the GPU
 * @word: i915-GVTg_V5_4, GVTg_V5_4 or V5_4
 *
 * Prints a message on failure.
 *
 * Return: the type, or NULL if there is none.
 */
const struct gpu_type *gpu_find_type(const struct gpu *gpu, const char *word)
{
	static const char * const prefixes[] = { "", TYPE_PREFIX, TYPE_PREFIX TYPE_FAMILY };
	char name[64];
	size_t p;
	int i;

	for (p = 0; p < ARRAY_SIZE(prefixes); p++) {
		snprintf(name, sizeof(name), "%s%s", prefixes[p], word);
		for (i = 0; i < gpu->count; i++)
			if (!strcmp(gpu->types[i].name, name))
				return &gpu->types[i];
	}
	say("there is no type '%s': 'vgtctl types' tells which there are", word);
	return NULL;
}

/**
 * resources_read() - read the resources that are free for vGPUs
 * @list: filled, at most RESOURCES_MAX entries
 *
 * Return: the number of entries, or a negative errno value: -ENODEV if no GPU is shared.
 */
int resources_read(struct resource *list)
{
	unsigned long long free, total;
	char text[1024], *line, *rest = text;
	int n = 0, ret;

	ret = sysfs_read(text, sizeof(text), "kernel/vgt/control/available_resource");
	if (ret < 0)
		return ret;
	while (n < RESOURCES_MAX && (line = strsep(&rest, "\n"))) {
		if (sscanf(line, "%31s %llu %llu", list[n].name, &free, &total) != 3)
			continue;
		list[n].free = free;
		list[n++].total = total;
	}
	return n;
}

/**
 * ggtt_is_virtual() - whether vGPUs have virtual GGTT addresses
 *
 * Then hidden GGTT space alone limits their number: a vGPU needs as much of it as its aperture and
 * its hidden space are together, and no fence register is its own.
 *
 * Return: true if so.
 */
bool ggtt_is_virtual(void)
{
	char mode[16];

	sysfs_read(mode, sizeof(mode), "module/vgt/parameters/ggtt");
	return !strcmp(mode, "virtual");
}
