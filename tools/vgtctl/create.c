// SPDX-License-Identifier: GPL-2.0-only
/*
 * vgtctl create [--uuid UUID] TYPE
 */
#include <errno.h>
#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "../common/array.h"
#include "../common/say.h"
#include "../common/sysfs.h"
#include "../common/types.h"
#include "../common/uuid.h"
#include "command.h"

#define LOG	"'dmesg | grep vgt:' tells more"

static const struct reason reasons[] = {
	{ ENOSPC, "no room by the GPU's memory: i915 uses what was left, or it is in pieces; " LOG },
	{ EDQUOT, "too few fence registers are left: " LOG },
	{ EUSERS, "there are as many vGPUs as there can be: remove one" },
	{ EEXIST, "a mediated device with this UUID exists already" },
	{ ENODEV, "the GPU is about to be shared no longer: " LOG },
	{ 0 }
};

/* Print which resource ran out. Return: false if none did. */
static bool say_what_is_short(const struct gpu_type *type)
{
	bool virtual = ggtt_is_virtual();
	unsigned int shared = virtual ? type->aperture_mb : 0;
	const struct {
		const char *name;
		uint64_t need;
		const char *words;
	} needs[] = {
		{ "aperture_mb", type->aperture_mb - shared, "MB of aperture" },
		{ "hidden_mb", type->hidden_mb + shared, "MB of hidden GGTT space" },
		{ "fences", virtual ? 0 : type->fences, "fence registers" },
		{ "vgpus", 1, "ids" },
	};
	struct resource list[RESOURCES_MAX];
	int n = resources_read(list), i;
	size_t k;

	for (i = 0; i < n; i++) {
		for (k = 0; k < ARRAY_SIZE(needs); k++) {
			if (strcmp(list[i].name, needs[k].name) || list[i].free >= needs[k].need)
				continue;
			say("cannot create a %s: it needs %llu %s, %llu of %llu are free: remove others, take a smaller type, or see 'Types' in the admin guide",
			    type->name, (unsigned long long)needs[k].need, needs[k].words,
			    (unsigned long long)list[i].free,
			    (unsigned long long)list[i].total);
			return true;
		}
	}
	return false;
}

static int create(const struct gpu *gpu, const struct gpu_type *type, const char *uuid)
{
	int ret;

	ret = sysfs_write(uuid, "class/mdev_bus/%s/mdev_supported_types/%s/create",
			  gpu->name, type->name);
	if (!ret) {
		puts(uuid);
		return EXIT_OK;
	}
	if ((ret != -ENOSPC && ret != -EDQUOT) || !say_what_is_short(type))
		say_why(ret, reasons, "cannot create a %s", type->name);
	return EXIT_FAILED;
}

/* The given one, or a new one. Return: 0, or an exit status. */
static int choose_uuid(const char *text, char uuid[UUID_SIZE])
{
	if (!text) {
		uuid_make(uuid);
		return 0;
	}
	if (uuid_take(text, uuid))
		return 0;
	say("'%s' is not a UUID: it has 32 hexadecimal digits, as what 'uuidgen' prints", text);
	return EXIT_USAGE;
}

int command_create(int argc, char **argv)
{
	static const struct option options[] = {
		{ "uuid", required_argument, NULL, 'u' },
		{ 0 }
	};
	const char *given = NULL;
	const struct gpu_type *type;
	char uuid[UUID_SIZE];
	struct gpu gpu;
	int option, ret;

	optind = 0;
	opterr = 0;
	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option != 'u')
			return bad_usage("create");
		given = optarg;
	}
	if (argc - optind != 1)
		return bad_usage("create");
	ret = choose_uuid(given, uuid);
	if (ret)
		return ret;
	if (gpu_find(&gpu))
		return EXIT_FAILED;
	type = gpu_find_type(&gpu, argv[optind]);
	return type ? create(&gpu, type, uuid) : EXIT_FAILED;
}
