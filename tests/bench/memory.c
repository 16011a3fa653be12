// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "bench.h"

#define REPEAT		7

static struct samples by_create, by_open;

static void put(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	CHECK(fd >= 0 && write(fd, text, strlen(text)) > 0, "%s: %s", path,
	      strerror(errno));
	close(fd);
}

/*
 * Free memory in KiB, when what the caches could give back is given back. The kernel
 * counts on each processor and sums up now and then: stat_refresh asks for the sum.
 */
static double free_kib(void)
{
	unsigned long kib = 0;
	char line[128];
	FILE *f;

	sync();
	put("/proc/sys/vm/drop_caches", "3");
	usleep(100000);
	put("/proc/sys/vm/stat_refresh", "1");
	f = fopen("/proc/meminfo", "r");
	CHECK(f, "/proc/meminfo: %s", strerror(errno));
	while (fgets(line, sizeof(line), f))
		if (sscanf(line, "MemFree: %lu kB", &kib) == 1)
			break;
	fclose(f);
	return kib;
}

static void one_life(const char *create, const char *uuid, bool count)
{
	double before, created, opened;
	char remove[128];
	struct guest g;
	int ret;

	before = free_kib();
	put(create, uuid);
	created = free_kib();
	ret = guest_open(&g, uuid);
	CHECK(!ret, "cannot open the vGPU %s: %s", uuid, strerror(-ret));
	opened = free_kib();
	guest_close(&g);
	snprintf(remove, sizeof(remove), "/sys/bus/mdev/devices/%s/remove", uuid);
	put(remove, "1");
	if (!count)
		return;
	sample_add(&by_create, before - created);
	sample_add(&by_open, before - opened);
}

void bench_memory(const char *create, const char *uuid)
{
	u32 i;

	/* The first life allocates what stays. */
	for (i = 0; i <= REPEAT; i++)
		one_life(create, uuid, i > 0);
	print_value("memory-create", sample_median(&by_create), "KiB");
	print_value("memory-open", sample_median(&by_open), "KiB");
}
