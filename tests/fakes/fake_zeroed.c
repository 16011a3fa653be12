// SPDX-License-Identifier: GPL-2.0-only
/*
 * Large zeroed tables that the fakes need for each test. To make them takes most of a test's
 * time in a kernel with KASAN. So the kernel's stay, and whoever gives one back has cleared what
 * it used. In user space they come from the system, zeroed, at no cost.
 */
#include <linux/bug.h>
#include <linux/string.h>
#include <linux/types.h>
#include <linux/vmalloc.h>

#include "fake_zeroed.h"

#ifdef __KERNEL__
#define FAKE_ZEROED_MAX	4

static struct {
	void *table;
	size_t size;
} fake_zeroed[FAKE_ZEROED_MAX];

void *fake_zeroed_get(size_t size)
{
	void *table;
	u32 i;

	for (i = 0; i < FAKE_ZEROED_MAX; i++) {
		if (!fake_zeroed[i].table || fake_zeroed[i].size != size)
			continue;
		table = fake_zeroed[i].table;
		fake_zeroed[i].table = NULL;
		return table;
	}
	return vzalloc(size);
}

void fake_zeroed_put(void *table, size_t size)
{
	u32 i;

	for (i = 0; table && i < FAKE_ZEROED_MAX; i++) {
		if (fake_zeroed[i].table)
			continue;
		fake_zeroed[i].table = table;
		fake_zeroed[i].size = size;
		return;
	}
	vfree(table);
}

void fake_zeroed_exit(void)
{
	u32 i;

	for (i = 0; i < FAKE_ZEROED_MAX; i++) {
		vfree(fake_zeroed[i].table);
		fake_zeroed[i].table = NULL;
	}
}
#else
void *fake_zeroed_get(size_t size)
{
	return vzalloc(size);
}

/* A test that left something behind would spoil the next one's, in the kernel. */
void fake_zeroed_put(void *table, size_t size)
{
	const u64 *word = table;

	WARN_ON_ONCE(table && (*word || memcmp(word, word + 1, size - sizeof(*word))));
	vfree(table);
}
#endif
