// SPDX-License-Identifier: GPL-2.0-only
/*
 * Usage: ggtt-use DEVICE
 *
 * How much of a vGPU's two parts of the GGTT its driver uses, or has used: stock i915 leaves
 * entries as they are when a buffer goes. What is most frequent among the entries is no use:
 * nothing, or the driver's scratch page. Prints "ggtt-use: aperture N of N KiB, hidden N of N KiB".
 *
 * Reads each entry, which traps. Where i915 is bound, the kernel may want "iomem=relaxed".
 *
 * Sources: i915_pvinfo.h; Intel OSRC Skylake PRM vol 5 (GGTT entries are in the upper half of
 * BAR 0).
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "types.h"

#define PVINFO		0x78000u
#define PV_LOW		(PVINFO + 0x40)
#define PV_HIGH		(PVINFO + 0x48)
#define ENTRIES		(8u << 20)

static u8 *pvinfo;
static u64 *ggtt;

static u32 reg(u32 offset)
{
	return READ_ONCE(*(u32 *)(pvinfo + offset - PVINFO));
}

static int by_value(const void *a, const void *b)
{
	u64 x = *(const u64 *)a, y = *(const u64 *)b;

	return x < y ? -1 : x > y;
}

/* How often the most frequent one is there; @entries are sorted. */
static u32 most_frequent(const u64 *entries, u32 count)
{
	u32 most = 0, run = 0, i;

	for (i = 0; i < count; i++) {
		run = i && entries[i] == entries[i - 1] ? run + 1 : 1;
		most = run > most ? run : most;
	}
	return most;
}

/* Entries of the part that @where describes that are used, and all of them. */
static u32 used(u32 where, u32 *all)
{
	u32 first = reg(where) / PAGE_SIZE, count = reg(where + 4) / PAGE_SIZE, i, n;
	u64 *entries = calloc(count, sizeof(*entries));

	if (!entries)
		exit(2);
	for (i = 0; i < count; i++)
		entries[i] = READ_ONCE(ggtt[first + i]);
	qsort(entries, count, sizeof(*entries), by_value);
	n = count - most_frequent(entries, count);
	free(entries);
	*all = count;
	return n;
}

int main(int argc, char **argv)
{
	u32 low, high, all_low, all_high;
	char path[128];
	int fd;

	if (argc != 2) {
		fprintf(stderr, "Usage: ggtt-use DEVICE\n");
		return 2;
	}
	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/resource0", argv[1]);
	fd = open(path, O_RDWR | O_CLOEXEC);
	/* Apart from one another: i915 has them mapped with different types of memory. */
	pvinfo = mmap(NULL, PAGE_SIZE, PROT_READ, MAP_SHARED, fd, PVINFO);
	ggtt = mmap(NULL, ENTRIES, PROT_READ, MAP_SHARED, fd, ENTRIES);
	if (fd < 0 || pvinfo == MAP_FAILED || ggtt == MAP_FAILED) {
		perror(path);
		return 1;
	}
	low = used(PV_LOW, &all_low);
	high = used(PV_HIGH, &all_high);
	printf("ggtt-use: aperture %u of %u KiB, hidden %u of %u KiB\n", low * 4, all_low * 4,
	       high * 4, all_high * 4);
	return 0;
}
