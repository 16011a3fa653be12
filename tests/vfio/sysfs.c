// SPDX-License-Identifier: GPL-2.0-only
/*
 * See sysfs.h.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "sysfs.h"
#include "test.h"

/* Some short words in one path. */
#define PATH_SIZE	256

static FILE *sysfs_open(const char *path, const char *mode)
{
	FILE *file = fopen(path, mode);

	CHECK(file, "%s: %s", path, strerror(errno));
	return file;
}

u64 sysfs_number(const char *path)
{
	FILE *file = sysfs_open(path, "r");
	unsigned long long value;

	CHECK(fscanf(file, "%llu", &value) == 1, "%s: not a number", path);
	fclose(file);
	return value;
}

void sysfs_put(const char *path, u64 value)
{
	FILE *file = sysfs_open(path, "w");

	fprintf(file, "%llu\n", (unsigned long long)value);
	CHECK(!fclose(file), "%s: %s", path, strerror(errno));
}

int sysfs_write(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC), ret = 0;

	if (fd < 0)
		return errno;
	if (write(fd, text, strlen(text)) < 0)
		ret = errno;
	close(fd);
	return ret;
}

static u64 vm_id(const char *uuid)
{
	char path[PATH_SIZE];

	snprintf(path, sizeof(path), "/sys/bus/mdev/devices/%s/intel_vgpu/vgpu_id", uuid);
	return sysfs_number(path);
}

u64 vm_stat(const char *uuid, const char *name)
{
	char path[PATH_SIZE];

	snprintf(path, sizeof(path), "/sys/kernel/vgt/vm%llu/statistics/%s",
		 (unsigned long long)vm_id(uuid), name);
	return sysfs_number(path);
}

bool vm_says(const char *uuid, const char *name, const char *word)
{
	char path[PATH_SIZE], have[32] = "";
	FILE *file;

	snprintf(path, sizeof(path), "/sys/kernel/vgt/vm%llu/%s",
		 (unsigned long long)vm_id(uuid), name);
	file = sysfs_open(path, "r");
	CHECK(fscanf(file, "%31s", have) == 1, "%s: nothing", path);
	fclose(file);
	return !strcmp(have, word);
}
