// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "gt/ggtt.h"

int ggtt_init(struct ggtt *g)
{
	void *va;
	int ret;

	g->fd = memfd_create("ggtt", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	if (g->fd < 0)
		return -errno;
	if (ftruncate(g->fd, GGTT_FILE_OFFSET + GGTT_BYTES))
		goto err;
	va = mmap(NULL, GGTT_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, g->fd,
		  GGTT_FILE_OFFSET);
	if (va == MAP_FAILED)
		goto err;
	g->entry = va;
	return 0;
err:
	ret = -errno;
	close(g->fd);
	g->fd = -1;
	return ret;
}

void ggtt_destroy(struct ggtt *g)
{
	if (g->entry)
		munmap(g->entry, GGTT_BYTES);
	if (g->fd >= 0)
		close(g->fd);
	g->entry = NULL;
	g->fd = -1;
}

void ggtt_clear(struct ggtt *g)
{
	for (u32 i = 0; i < GGTT_ENTRIES; i++)
		__atomic_store_n(&g->entry[i], 0, __ATOMIC_RELAXED);
}

void ggtt_read_bytes(const struct ggtt *g, u32 offset, void *buf, u32 len)
{
	memcpy(buf, (const u8 *)g->entry + offset, len);
}

void ggtt_write_bytes(struct ggtt *g, u32 offset, const void *buf, u32 len)
{
	u64 whole;

	if (len == 8 && IS_ALIGNED(offset, 8)) {
		memcpy(&whole, buf, 8);
		__atomic_store_n(&g->entry[offset / 8], whole, __ATOMIC_RELEASE);
		return;
	}
	memcpy((u8 *)g->entry + offset, buf, len);
}

u64 ggtt_entry(const struct ggtt *g, u64 va)
{
	if (va >= GGTT_SPACE)
		return 0;
	return __atomic_load_n(&g->entry[va >> PAGE_SHIFT], __ATOMIC_ACQUIRE);
}
