// SPDX-License-Identifier: GPL-2.0-only
/*
 * vgtctl weight VGPU [N], vgtctl weight host [N|none], vgtctl cap VGPU [PERCENT|none]
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

/* A cap of this value or more is no cap. */
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

static const struct reason host_reasons[] = {
	{ EINVAL, "the host's weight is a number from 1 to 1000; or none" },
	{ ERANGE, "the host's weight is a number from 1 to 1000; or none" },
	{ ENOENT, "this vgt has no weight for the host: a newer one is needed" },
	{ ENODEV, "no GPU is shared" },
	{ 0 }
};

static const struct reason cap_reasons[] = {
	{ EINVAL, "a cap is a number from 1 to 100, percent of an engine's time; or none" },
	{ ERANGE, "a cap is a number from 1 to 100, percent of an engine's time; or none" },
	{ ENOENT, "this vgt has no caps: a newer one is needed" },
	{ 0 }
};

/**
 * struct share - a number that can be read and set
 * @path: its file
 * @what: its name in messages
 */
struct share {
	char path[48];
	char what[32];
};

static const struct share host_weight = {
	"kernel/vgt/control/host_weight", "the weight of the host",
};

static void share_of(struct share *share, const struct vgpu *vgpu, const char *file)
{
	snprintf(share->path, sizeof(share->path), "kernel/vgt/vm%d/%s", vgpu->id, file);
	snprintf(share->what, sizeof(share->what), "the %s of vGPU %d", file, vgpu->id);
}

static int get(const struct share *share, const struct reason *why, uint64_t *value)
{
	int ret;

	ret = sysfs_read_number(value, "%s", share->path);
	if (!ret)
		return EXIT_OK;
	say_why(ret, why, "cannot tell %s", share->what);
	return EXIT_FAILED;
}

static int set(const struct share *share, const char *word, const char *none,
	       const struct reason *why)
{
	char text[24];
	uint64_t value = 0;
	int ret;

	ret = none && !strcmp(word, none) ? 0 : number_parse(word, &value);
	snprintf(text, sizeof(text), "%" PRIu64, value);
	if (!ret)
		ret = sysfs_write(text, "%s", share->path);
	if (!ret)
		return EXIT_OK;
	say_why(ret, why, "cannot set %s to '%s'", share->what, word);
	return EXIT_FAILED;
}

int command_weight(int argc, char **argv)
{
	bool host = vgpu_is_host(argv[1]);
	struct share share = host_weight;
	struct vgpu vgpu;
	uint64_t weight;

	if (!host) {
		if (vgpu_find(&vgpu, argv[1]))
			return EXIT_FAILED;
		share_of(&share, &vgpu, "weight");
	}
	if (argc > 2)
		return set(&share, argv[2], host ? "none" : NULL,
			   host ? host_reasons : weight_reasons);
	if (get(&share, host ? host_reasons : reasons, &weight))
		return EXIT_FAILED;
	if (weight)
		printf("%" PRIu64 "\n", weight);
	else
		puts("none");
	return EXIT_OK;
}

int command_cap(int argc, char **argv)
{
	struct share share;
	struct vgpu vgpu;
	uint64_t cap;

	if (vgpu_find(&vgpu, argv[1]))
		return EXIT_FAILED;
	share_of(&share, &vgpu, "cap");
	if (argc > 2)
		return set(&share, argv[2], "none", cap_reasons);
	if (get(&share, reasons, &cap))
		return EXIT_FAILED;
	if (cap && cap < CAP_NONE)
		printf("%" PRIu64 "\n", cap);
	else
		puts("none");
	return EXIT_OK;
}
