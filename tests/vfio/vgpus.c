// SPDX-License-Identifier: GPL-2.0-only
/*
 * See vgpus.h.
 */
#include <errno.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sysfs.h"
#include "vgpus.h"

#define DEVICES		"/sys/bus/mdev/devices/"
/* The smallest type; its name has the generation of the GPU. */
#define CREATE		"/sys/class/mdev_bus/*/mdev_supported_types/i915-GVTg_V*_32/create"
/* What a vGPU needs at least, in bytes, and of fences. */
#define SMALL_APERTURE	(8u << 20)
#define SMALL_FENCES	1u
#define PATH_SIZE	256

static const char * const size_files[] = { "low_gm_size", "fence" };
#define SIZES		ARRAY_SIZE(size_files)

/**
 * struct made - what has to be undone
 * @by: the process that made them
 * @uuid: of those that were made
 * @count: of these
 * @given: the vGPUs of the test whose sizes were changed
 * @changed: how many
 * @size: that each of these had before
 */
static struct made {
	pid_t by;
	char uuid[MOST_VGPUS][UUID_SIZE];
	u32 count;
	char given[2][UUID_SIZE];
	u32 changed;
	u64 size[2][SIZES];
} made;

static void size_path(char path[PATH_SIZE], const char *uuid, u32 which)
{
	snprintf(path, PATH_SIZE, DEVICES "%s/intel_vgpu/%s", uuid, size_files[which]);
}

static int size_put(const char *uuid, u32 which, u64 value)
{
	char path[PATH_SIZE], text[32];

	size_path(path, uuid, which);
	snprintf(text, sizeof(text), "%llu", (unsigned long long)value);
	return sysfs_write(path, text);
}

static void make_small(const char *uuid)
{
	static const u64 small[SIZES] = { SMALL_APERTURE, SMALL_FENCES };
	u32 i;
	int ret;

	for (i = 0; i < SIZES; i++) {
		ret = size_put(uuid, i, small[i]);
		CHECK(!ret, "%s: %s cannot be set: %s", uuid, size_files[i], strerror(ret));
	}
}

static void remember_sizes(const char *uuid)
{
	char path[PATH_SIZE];
	u32 i;

	for (i = 0; i < SIZES; i++) {
		size_path(path, uuid, i);
		made.size[made.changed][i] = sysfs_number(path);
	}
	snprintf(made.given[made.changed++], UUID_SIZE, "%s", uuid);
}

/* Returns 0 or the last errno. */
static int undo(void)
{
	char path[PATH_SIZE];
	int ret = 0, one;
	u32 i;

	while (made.count) {
		snprintf(path, sizeof(path), DEVICES "%s/remove", made.uuid[--made.count]);
		one = sysfs_write(path, "1");
		ret = one ? one : ret;
	}
	for (; made.changed; made.changed--) {
		for (i = 0; i < SIZES; i++) {
			one = size_put(made.given[made.changed - 1], i,
				       made.size[made.changed - 1][i]);
			ret = one ? one : ret;
		}
	}
	return ret;
}

/* Not at the end of a child that has copied the list. */
static void undo_at_exit(void)
{
	if (made.by == getpid())
		undo();
}

static void find_type(char path[PATH_SIZE])
{
	glob_t found;

	CHECK(!glob(CREATE, 0, NULL, &found), "the mediator has no type _32");
	snprintf(path, PATH_SIZE, "%s", found.gl_pathv[0]);
	globfree(&found);
}

static void make_one(struct vgpus *v, const char *create, u32 n)
{
	int ret;

	snprintf(v->uuid[n], UUID_SIZE, "00000000-3a27-4000-8000-%012x", n);
	ret = sysfs_write(create, v->uuid[n]);
	CHECK(!ret, "vGPU %u of %u cannot be made: %s", n + 1, v->count, strerror(ret));
	strcpy(made.uuid[made.count++], v->uuid[n]);
}

void vgpus_make(struct vgpus *v, const struct test_args *args, u32 count)
{
	char create[PATH_SIZE];
	u32 i;

	*v = (struct vgpus){ .count = count };
	find_type(create);
	made.by = getpid();
	atexit(undo_at_exit);
	for (i = 0; i < count; i++) {
		if (i < 2)
			snprintf(v->uuid[i], UUID_SIZE, "%s", args->uuid[i]);
		else
			make_one(v, create, i);
		if (args->virtual)
			continue;
		if (i < 2)
			remember_sizes(v->uuid[i]);
		make_small(v->uuid[i]);
	}
}

void vgpus_remove(void)
{
	int ret = undo();

	CHECK(!ret, "the vGPUs cannot be removed: %s", strerror(ret));
}
