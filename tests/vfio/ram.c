// SPDX-License-Identifier: GPL-2.0-only
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "pagemap.h"
#include "ram.h"
#include "test.h"
#include "types.h"

#define MOST_GUESTS	64
/*
 * Of so many guests the memory is made ahead of all work, and of each so much, which is more
 * than most use: a page that the mediator has freed meanwhile cannot become theirs.
 */
#define AHEAD_GUESTS	4
#define AHEAD_SIZE	(4u << 20)

static u8 *ram_of[MOST_GUESTS];
static unsigned int made, guests;

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

static u8 *map(size_t size)
{
	void *ram = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return ram == MAP_FAILED ? NULL : ram;
}

/* The kernel makes no huge page of it, and so moves none. */
static bool make_logged(size_t size)
{
	u8 *ram = map(size);

	if (!ram || made == MOST_GUESTS)
		return false;
	madvise(ram, size, MADV_NOHUGEPAGE);
	memset(ram, 0, AHEAD_SIZE);
	ram_of[made++] = ram;
	return true;
}

static void *new_logged(size_t size)
{
	while (made <= guests || made < AHEAD_GUESTS)
		if (!make_logged(size))
			return NULL;
	return ram_of[guests++];
}

void *ram_new(size_t size)
{
	return log_name() ? new_logged(size) : map(size);
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
