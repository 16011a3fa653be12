// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "core/memory.h"
#include "tests/test.h"

#define FILE_BYTES	(16 * PAGE_SIZE)

static int ram_file(void)
{
	int fd = memfd_create("ram", MFD_CLOEXEC);

	if (fd < 0 || ftruncate(fd, FILE_BYTES))
		FAIL("no memory file");
	return fd;
}

static void copies_across_ranges(void)
{
	u8 out[PAGE_SIZE], in[PAGE_SIZE];
	int fd = ram_file();
	struct memory m;

	memory_init(&m);
	/* Neighbours in guest memory that are far apart in the file. */
	EXPECT_EQ(memory_map(&m, 0x10000, PAGE_SIZE, fd, 5 * PAGE_SIZE, true), 0);
	EXPECT_EQ(memory_map(&m, 0x11000, PAGE_SIZE, fd, 2 * PAGE_SIZE, true), 0);
	for (u32 i = 0; i < sizeof(out); i++)
		out[i] = (u8)(i * 7);
	EXPECT_EQ(memory_write(&m, 0x10800, out, sizeof(out)), 0);
	EXPECT_EQ(memory_read(&m, 0x10800, in, sizeof(in)), 0);
	EXPECT(!memcmp(in, out, sizeof(in)));
	EXPECT_EQ(pread(fd, in, 0x800, 2 * PAGE_SIZE), 0x800);
	EXPECT(!memcmp(in, out + 0x800, 0x800));
	memory_destroy(&m);
	close(fd);
}

static void refuses_bad_ranges(void)
{
	int fd = ram_file();
	struct memory m;

	memory_init(&m);
	EXPECT_EQ(memory_map(&m, 0x1000, 0, fd, 0, true), -EINVAL);
	EXPECT_EQ(memory_map(&m, 0x1001, PAGE_SIZE, fd, 0, true), -EINVAL);
	EXPECT_EQ(memory_map(&m, ~0ull & PAGE_MASK_ULL, 2 * PAGE_SIZE, fd, 0, true), -EINVAL);
	EXPECT_EQ(memory_map(&m, 0, PAGE_SIZE, fd, ~0ull & PAGE_MASK_ULL, true), -EINVAL);
	EXPECT_EQ(memory_map(&m, 0, FILE_BYTES + PAGE_SIZE, fd, 0, true), -EINVAL);
	EXPECT_EQ(memory_map(&m, 0x2000, 4 * PAGE_SIZE, fd, 0, true), 0);
	EXPECT_EQ(memory_map(&m, 0x5000, PAGE_SIZE, fd, 0, true), -EEXIST);
	EXPECT_EQ(memory_map(&m, 0x1000, 2 * PAGE_SIZE, fd, 0, true), -EEXIST);
	EXPECT_EQ(memory_unmap(&m, 0x3000, PAGE_SIZE), -EINVAL);
	EXPECT_EQ(memory_unmap(&m, 0x8000, PAGE_SIZE), -ENOENT);
	EXPECT_EQ(memory_unmap(&m, 0, 0x100000), 0);
	EXPECT_EQ(memory_unmap(&m, 0x2000, 4 * PAGE_SIZE), -ENOENT);
	memory_destroy(&m);
	close(fd);
}

static void tells_missing_from_read_only(void)
{
	int fd = ram_file();
	struct memory m;
	u32 val = 1;

	memory_init(&m);
	EXPECT_EQ(memory_map(&m, 0x1000, PAGE_SIZE, fd, 0, false), 0);
	EXPECT_EQ(memory_map(&m, 0x2000, PAGE_SIZE, -1, 0, true), 0);
	EXPECT_EQ(memory_write(&m, 0x1000, &val, 4), -EROFS);
	EXPECT_EQ(memory_read(&m, 0x1000, &val, 4), 0);
	EXPECT_EQ(memory_read(&m, 0x2000, &val, 4), -EFAULT);
	EXPECT_EQ(memory_write(&m, 0x3000, &val, 4), -EFAULT);
	EXPECT_EQ(memory_read(&m, 0x1ffe, &val, 4), -EFAULT);
	memory_destroy(&m);
	close(fd);
}

static void exchanges_atomically(void)
{
	int fd = ram_file();
	struct memory m;
	u64 expected = 0;

	memory_init(&m);
	EXPECT_EQ(memory_map(&m, 0, PAGE_SIZE, fd, 0, true), 0);
	EXPECT_EQ(memory_cmpxchg(&m, 8, 8, &expected, 0x1122334455667788), 1);
	EXPECT_EQ(memory_cmpxchg(&m, 8, 8, &expected, 1), 0);
	EXPECT_EQ(expected, 0x1122334455667788);
	expected = 0x55667788;
	EXPECT_EQ(memory_cmpxchg(&m, 8, 4, &expected, 7), 1);
	EXPECT_EQ(memory_cmpxchg(&m, 8, 8, &expected, 1), 0);
	EXPECT_EQ(expected, 0x1122334400000007);
	memory_destroy(&m);
	close(fd);
}

static void holds_only_so_many_ranges(void)
{
	struct memory m;
	u32 n = 0;

	memory_init(&m);
	while (n <= MEMORY_MAX_RANGES && !memory_map(&m, n * PAGE_SIZE, PAGE_SIZE, -1, 0, true))
		n++;
	EXPECT_EQ(n, MEMORY_MAX_RANGES);
	EXPECT_EQ(memory_map(&m, n * PAGE_SIZE, PAGE_SIZE, -1, 0, true), -ENOSPC);
	memory_destroy(&m);
}

static const struct test tests[] = {
	TEST(copies_across_ranges),
	TEST(refuses_bad_ranges),
	TEST(tells_missing_from_read_only),
	TEST(exchanges_atomically),
	TEST(holds_only_so_many_ranges),
	{ 0 }
};

SUITE(memory, tests);
