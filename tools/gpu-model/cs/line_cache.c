// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <string.h>

#include "core/memory.h"
#include "cs/line_cache.h"

void line_cache_inject(struct line_cache *c, enum line_fault fault)
{
	__atomic_store_n(&c->fault, fault, __ATOMIC_RELEASE);
}

/* What it kept of a former fault is forgotten. */
static u32 fault_now(struct line_cache *c)
{
	u32 fault = __atomic_load_n(&c->fault, __ATOMIC_ACQUIRE);

	if (fault != c->now && c->slot)
		memset(c->slot, 0, LINE_SLOTS * sizeof(*c->slot));
	c->now = fault;
	if (fault == LINE_FAULT_READ && !c->slot)
		c->slot = calloc(LINE_SLOTS, sizeof(*c->slot));
	return fault;
}

/* How much of it is in the line of its first byte. */
static size_t in_line(u64 gpa, size_t len)
{
	return min(len, LINE_BYTES - (size_t)(gpa % LINE_BYTES));
}

static void read_line(struct line_cache *c, struct memory *m, u64 gpa, u8 *buf, size_t len)
{
	u64 at = gpa - gpa % LINE_BYTES;
	struct line *line = &c->slot[at / LINE_BYTES % LINE_SLOTS];

	if (line->gpa != at + 1) {
		line->gpa = memory_read(m, at, line->data, LINE_BYTES) ? 0 : at + 1;
		return;
	}
	memcpy(buf, line->data + gpa % LINE_BYTES, len);
}

void line_cache_read(struct line_cache *c, struct memory *m, u64 gpa, void *buf, size_t len)
{
	u8 *to = buf;
	size_t n;

	if (fault_now(c) != LINE_FAULT_READ || !c->slot)
		return;
	for (; len; to += n, gpa += n, len -= n) {
		n = in_line(gpa, len);
		read_line(c, m, gpa, to, n);
	}
}

bool line_cache_write(struct line_cache *c, u64 gpa, size_t *len)
{
	if (fault_now(c) != LINE_FAULT_WRITE)
		return true;
	*len = in_line(gpa, *len);
	return !(gpa / LINE_BYTES % 2);
}

void line_cache_release(struct line_cache *c)
{
	free(c->slot);
	c->slot = NULL;
}
