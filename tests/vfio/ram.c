// SPDX-License-Identifier: GPL-2.0-only
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "pagemap.h"
#include "ram.h"
#include "test.h"
#include "types.h"

#define MOST_GUESTS	64

static void *ram_of[MOST_GUESTS];
static unsigned int guests;

static const char *log_name(void)
{
	return getenv("VGT_GUEST_PAGES");
}

/* Which of this process's guests, from 1; 0 if none. */
static unsigned int number_of(const void *ram)
{
	unsigned int i;

	for (i = 0; i < guests; i++)
		if (ram_of[i] == ram)
			return i + 1;
	return 0;
}

static void log_entry(FILE *log, unsigned int number, size_t page, u64 entry)
{
	u64 frame = pagemap_frame(entry);

	if (frame)
		fprintf(log, "guest %u %zx %llx\n", number, page, (unsigned long long)frame);
}

static void log_pages(FILE *log, int map, unsigned int number, const u8 *ram, size_t size)
{
	static u64 entry[512];
	size_t page, i;

	for (page = 0; page < size / PAGE_SIZE; page += ARRAY_SIZE(entry)) {
		off_t at = ((uintptr_t)ram / PAGE_SIZE + page) * sizeof(u64);

		if (pread(map, entry, sizeof(entry), at) != sizeof(entry))
			test_die("pagemap cannot be read");
		for (i = 0; i < ARRAY_SIZE(entry); i++)
			log_entry(log, number, page + i, entry[i]);
	}
}

static void log_ram(const void *ram, size_t size)
{
	FILE *log = fopen(log_name(), "a");
	int map = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);

	if (!log || map < 0)
		test_die("the guest's pages cannot be logged");
	log_pages(log, map, number_of(ram), ram, size);
	close(map);
	fclose(log);
}

void *ram_new(size_t size)
{
	void *ram = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (ram == MAP_FAILED)
		return NULL;
	if (log_name()) {
		if (guests == MOST_GUESTS)
			test_die("more guests than pages are logged of");
		ram_of[guests++] = ram;
		/* The kernel makes no huge page of them, and so moves none. */
		madvise(ram, size, MADV_NOHUGEPAGE);
	}
	return ram;
}

void ram_free(void *ram, size_t size)
{
	if (!ram)
		return;
	if (log_name())
		log_ram(ram, size);
	else
		munmap(ram, size);
}
