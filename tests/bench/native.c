// SPDX-License-Identifier: GPL-2.0-only
/*
 * See native.h.
 */
#include <stdlib.h>
#include <string.h>

#include "gpu.h"
#include "native.h"
#include "sample.h"
#include "test.h"

#define BATCH_END	0x05000000u
#define STORE_DATA	0x10000002u	/* MI_STORE_DATA_IMM, a word */
#define ADDR		0x1000000ull

/* As a guest's: one word after another, in the page behind its end. */
static u32 native_batch(struct native *n, u64 addr, u32 stores)
{
	u32 page = n->size - PAGE_SIZE, *words = calloc(1, n->size), i;
	u32 handle;

	CHECK(words, "no memory");
	for (i = 0; i < stores; i++) {
		words[i * 4] = STORE_DATA;
		words[i * 4 + 1] = addr + page + i * 4 % PAGE_SIZE;
		words[i * 4 + 3] = i;
	}
	words[stores * 4] = BATCH_END;
	handle = host_batch(&n->host, words, n->size);
	free(words);
	return handle;
}

void native_open(struct native *n, u32 stores)
{
	u32 i;

	memset(n, 0, sizeof(*n));
	host_open_node(&n->host);
	/* With its end, in whole pages, and a page to store to. */
	n->size = (stores * 16 / PAGE_SIZE + 2) * PAGE_SIZE;
	for (i = 0; i < NATIVE_QUEUE; i++) {
		n->addr[i] = ADDR * (i + 1);
		n->batch[i] = native_batch(n, n->addr[i], stores);
	}
}

static void native_submit(struct native *n)
{
	u32 i = n->queued++ % NATIVE_QUEUE;

	host_submit(&n->host, BCS, n->batch[i], n->addr[i], n->size - PAGE_SIZE);
}

static bool native_busy(struct native *n)
{
	return host_busy(&n->host, n->batch[n->done % NATIVE_QUEUE]);
}

u32 native_play(struct native *n, u64 ns)
{
	u64 start = now_ns();
	u32 first = n->done;

	while (now_ns() - start < ns || n->done < n->queued) {
		while (n->done < n->queued && !native_busy(n))
			n->done++;
		if (n->queued - n->done < NATIVE_QUEUE && now_ns() - start < ns)
			native_submit(n);
	}
	return n->done - first;
}

void native_close(struct native *n)
{
	host_close(&n->host);
}
