// SPDX-License-Identifier: GPL-2.0-only
/*
 * Usage: guest-ram PID MIB
 *
 * Where a QEMU's guest memory of MIB lies in this machine's own memory: a line "ADDRESS
 * LENGTH", hexadecimal, for each piece that is contiguous. It is the one mapping of that
 * size. Each of its pages must be there: see QEMU's -mem-prealloc. Status: 0 all is well,
 * 1 there is no such mapping, or not all of it is in memory, 2 wrong usage.
 */
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "pagemap.h"
#include "types.h"

static __noreturn void die(const char *what)
{
	fprintf(stderr, "guest-ram: %s\n", what);
	exit(1);
}

static FILE *proc(const char *pid, const char *name)
{
	char path[64];
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%s/%s", pid, name);
	f = fopen(path, "r");
	if (!f)
		die("no such process");
	return f;
}

/* The address of the only anonymous mapping of that many bytes. */
static u64 find_mapping(const char *pid, u64 size)
{
	FILE *f = proc(pid, "maps");
	u64 start, end, inode, found = 0;
	char line[512];

	while (fgets(line, sizeof(line), f)) {
		if (sscanf(line, "%" SCNx64 "-%" SCNx64 " rw-p %*x %*s %" SCNu64, &start,
			   &end, &inode) != 3 || end - start != size || inode)
			continue;
		if (found)
			die("two mappings are of that size");
		found = start;
	}
	fclose(f);
	if (!found)
		die("no mapping is of that size");
	return found;
}

static u64 address_of(int pagemap, u64 page)
{
	u64 entry;

	if (pread(pagemap, &entry, sizeof(entry), page * sizeof(entry)) != sizeof(entry))
		die("its pagemap cannot be read");
	if (!pagemap_frame(entry))
		die("not all of it is in memory");
	return pagemap_frame(entry) * PAGE_SIZE;
}

int main(int argc, char **argv)
{
	u64 size, start, page, first = 0, next = 0;
	FILE *f;

	size = argc == 3 ? strtoull(argv[2], NULL, 10) << 20 : 0;
	if (!size) {
		fputs("Usage: guest-ram PID MIB\n", stderr);
		return 2;
	}
	start = find_mapping(argv[1], size);
	f = proc(argv[1], "pagemap");
	for (page = start / PAGE_SIZE; page < (start + size) / PAGE_SIZE; page++) {
		u64 address = address_of(fileno(f), page);

		if (address != next) {
			if (next)
				printf("%" PRIx64 " %" PRIx64 "\n", first, next - first);
			first = address;
		}
		next = address + PAGE_SIZE;
	}
	printf("%" PRIx64 " %" PRIx64 "\n", first, next - first);
	return fflush(stdout) ? 1 : 0;
}
