// SPDX-License-Identifier: GPL-2.0-only
/*
 * What it takes to make a vGPU, and many.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "bench.h"
#include "sysfs.h"

#define TURNS		5
#define UUID_SIZE	37

static struct samples first_made, all_made;

static void uuid_of(char uuid[UUID_SIZE], u32 i)
{
	snprintf(uuid, UUID_SIZE, "00000000-3a27-4000-8000-%012x", i);
}

static void attribute(const char *uuid, const char *name, const char *value)
{
	char path[128];
	int ret;

	snprintf(path, sizeof(path), "/sys/bus/mdev/devices/%s/intel_vgpu/%s", uuid, name);
	/* kvmgt has no such file. */
	ret = access(path, F_OK) ? 0 : sysfs_write(path, value);
	CHECK(!ret, "%s: %s", path, strerror(ret));
}

void vgpu_make(const char *create, u32 i)
{
	char uuid[UUID_SIZE];
	int ret;

	uuid_of(uuid, i);
	ret = sysfs_write(create, uuid);
	CHECK(!ret, "vGPU %u cannot be made: %s", i + 1, strerror(ret));
}

/* So that others find room. */
void vgpu_make_small(u32 i)
{
	char uuid[UUID_SIZE];

	uuid_of(uuid, i);
	attribute(uuid, "low_gm_size", "8M");
	attribute(uuid, "fence", "1");
}

void vgpu_unmake(u32 i)
{
	char uuid[UUID_SIZE], path[128];
	int ret;

	uuid_of(uuid, i);
	snprintf(path, sizeof(path), "/sys/bus/mdev/devices/%s/remove", uuid);
	ret = sysfs_write(path, "1");
	CHECK(!ret, "%s: %s", path, strerror(ret));
}

/* Of the writes to @create alone. */
static void create_all(const char *create, u32 count, bool counts)
{
	double us, sum = 0;
	u64 start;
	u32 i;

	for (i = 0; i < count; i++) {
		start = now_ns();
		vgpu_make(create, i);
		us = (now_ns() - start) / 1e3;
		vgpu_make_small(i);
		sum += us;
		if (!i && counts)
			sample_add(&first_made, us);
	}
	if (counts)
		sample_add(&all_made, sum / count);
	while (i)
		vgpu_unmake(--i);
}

void bench_create(const char *create, u32 count)
{
	char name[32];
	u32 i;

	/* The first turn allocates what stays. */
	for (i = 0; i <= TURNS; i++)
		create_all(create, count, i > 0);
	print_value("many-create-1", sample_median(&first_made), "us");
	snprintf(name, sizeof(name), "many-create-%u", count);
	if (count > 1)
		print_value(name, sample_median(&all_made), "us");
	bench_memory_many(create, count);
}
