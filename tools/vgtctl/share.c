// SPDX-License-Identifier: GPL-2.0-only
/*
 * vgtctl weight VGPU [N], vgtctl cap VGPU [PERCENT|none]
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "../common/number.h"
#include "../common/say.h"
#include "../common/sysfs.h"
#include "../common/vgpu.h"
#include "command.h"

/* From here on a cap is none. */
#define CAP_NONE	100

static const struct reason reasons[] = {
	{ ENOENT, "this vgt does not have it: a newer one is needed" },
	{ 0 }
};

static const struct reason weight_reasons[] = {
	{ EINVAL, "a weight is a number from 1 to 1000" },
	{ ERANGE, "a weight is a number from 1 to 1000" },
	{ ENOENT, "this vgt has no weights that can be set: a newer one is needed" },
	{ 0 }
};

static const struct reason cap_reasons[] = {
	{ EINVAL, "a cap is a number from 1 to 100, percent of an engine's time; or none" },
	{ ERANGE, "a cap is a number from 1 to 100, percent of an engine's time; or none" },
	{ ENOENT, "this vgt has no caps: a newer one is needed" },
	{ 0 }
};

static int get(const struct vgpu *vgpu, const char *file, uint64_t *value)
{
	int ret;

	ret = sysfs_read_number(value, "kernel/vgt/vm%d/%s", vgpu->id, file);
	if (!ret)
		return EXIT_OK;
	say_why(ret, reasons, "cannot tell the %s of vGPU %d", file, vgpu->id);
	return EXIT_FAILED;
}

static int set(const struct vgpu *vgpu, const char *file, const char *word,
	       const struct reason *why)
{
	char text[24];
	uint64_t value = 0;
	int ret;

	ret = number_parse(word, &value);
	snprintf(text, sizeof(text), "%" PRIu64, value);
	if (!ret)
		ret = sysfs_write(text, "kernel/vgt/vm%d/%s", vgpu->id, file);
	if (!ret)
		return EXIT_OK;
	say_why(ret, why, "cannot set the %s of vGPU %d to '%s'", file, vgpu->id, word);
	return EXIT_FAILED;
}

int command_weight(int argc, char **argv)
{
	struct vgpu vgpu;
	uint64_t weight;

	if (vgpu_find(&vgpu, argv[1]))
		return EXIT_FAILED;
	if (argc > 2)
		return set(&vgpu, "weight", argv[2], weight_reasons);
	if (get(&vgpu, "weight", &weight))
		return EXIT_FAILED;
	printf("%" PRIu64 "\n", weight);
	return EXIT_OK;
}

int command_cap(int argc, char **argv)
{
	struct vgpu vgpu;
	uint64_t cap;

	if (vgpu_find(&vgpu, argv[1]))
		return EXIT_FAILED;
	if (argc > 2)
		return set(&vgpu, "cap", strcmp(argv[2], "none") ? argv[2] : "0", cap_reasons);
	if (get(&vgpu, "cap", &cap))
		return EXIT_FAILED;
	if (cap && cap < CAP_NONE)
		printf("%" PRIu64 "\n", cap);
	else
		puts("none");
	return EXIT_OK;
}
