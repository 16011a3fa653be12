// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <stdlib.h>

#include <i915_drm.h>

#include "batch.h"
#include "store.h"

#define OUT_SIZE	(4 * PAGE_SIZE)
#define OUT_WORDS	(OUT_SIZE / sizeof(u32))
#define WORDS		48	/* stored by each batch */
#define SHARED_WORDS	8	/* taken from another engine's batch */
#define MAX_COMPLAINTS	4

/*
 * The places of the words: a walk through the buffer by a stride that is odd, so that no
 * place comes twice, in pairs, because a 64-bit store writes two words.
 */
static u32 place(const struct store *store, unsigned int n)
{
	u32 seed = mix32(store->number * 2654435761u + store->engine);

	return 2 * ((seed + n * (seed >> 8 | 1)) % (OUT_WORDS / 2));
}

static u32 value(const struct store *store, unsigned int n)
{
	return mix32(store->number << 12 ^ store->engine << 8 ^ n ^ store->context << 28);
}

static u32 background(const struct store *store, unsigned int word)
{
	return ~mix32(store->number * OUT_WORDS + word);
}

/* Words @from up to @to, every third as 64 bits. */
static void emit_stores(struct batch *b, struct store *store, unsigned int from,
			unsigned int to)
{
	unsigned int n;

	for (n = from; n < to; n++) {
		u32 at = place(store, n), low = value(store, n);
		u64 addr = store->out.addr + at * sizeof(u32);

		store->want[at] = low;
		if (n % 3) {
			batch_store32(b, addr, low);
		} else {
			store->want[at + 1] = ~low;
			batch_store64(b, addr, low, ~low);
		}
	}
}

static void submit(struct store *store, struct bo *shared, struct bo *batch[],
		   unsigned int count)
{
	struct gpu_job job = {
		.engine = store->engine,
		.context = store->context,
		.bo = { &store->out },
		.write = BIT(0),
		.count = 1,
	};

	if (shared)
		job.bo[job.count++] = shared;
	while (count--)
		job.bo[job.count++] = batch[count];
	gpu_submit(store->gpu, &job);
}

static struct batch new_batch(struct store *store, unsigned int n)
{
	gpu_new_bo(store->gpu, &store->batch[n], PAGE_SIZE);
	return (struct batch){ .bo = &store->batch[n] };
}

/* One buffer. */
static void submit_plain(struct store *store)
{
	struct batch b = new_batch(store, 0);

	emit_stores(&b, store, 0, WORDS);
	batch_end(&b);
	submit(store, NULL, (struct bo *[]){ b.bo }, 1);
}

/* Two submissions one right after the other, to the same words in part. */
static void submit_split(struct store *store)
{
	struct batch first = new_batch(store, 0), second = new_batch(store, 1);

	emit_stores(&first, store, 0, WORDS / 2);
	/* These are overwritten by the second. */
	batch_store32(&first, store->out.addr + place(store, WORDS / 2) * sizeof(u32), 0);
	batch_end(&first);
	emit_stores(&second, store, WORDS / 2, WORDS);
	batch_end(&second);
	submit(store, NULL, (struct bo *[]){ first.bo }, 1);
	submit(store, NULL, (struct bo *[]){ second.bo }, 1);
}

/* Three buffers, each of which goes on in the next. */
static void submit_chain(struct store *store)
{
	struct batch b[3];
	unsigned int i;

	for (i = 0; i < 3; i++)
		b[i] = new_batch(store, i);
	for (i = 0; i < 3; i++) {
		emit_stores(&b[i], store, WORDS * i / 3, WORDS * (i + 1) / 3);
		if (i < 2)
			batch_jump(&b[i], b[i + 1].bo->addr, false);
		else
			batch_end(&b[i]);
	}
	submit(store, NULL, (struct bo *[]){ b[0].bo, b[1].bo, b[2].bo }, 3);
}

/* A batch that calls a second-level batch twice, which comes back each time. */
static void submit_second_level(struct store *store)
{
	struct batch b = new_batch(store, 0), second = new_batch(store, 1);

	emit_stores(&second, store, 0, WORDS / 2);
	batch_end(&second);
	batch_jump(&b, second.bo->addr, true);
	emit_stores(&b, store, WORDS / 2, WORDS - 1);
	/* Undone by the second call. */
	batch_store32(&b, store->out.addr + place(store, 1) * sizeof(u32), 0);
	batch_jump(&b, second.bo->addr, true);
	emit_stores(&b, store, WORDS - 1, WORDS);
	batch_end(&b);
	submit(store, NULL, (struct bo *[]){ b.bo, second.bo }, 2);
}

/*
 * Another engine writes a buffer, at the end of its batch; this one copies from there.
 * The driver must keep them in order, also against those that read the buffer before.
 */
static void submit_dependent(struct store *store, struct store_shared *shared)
{
	struct batch b = new_batch(store, 0), producer = new_batch(store, 1);
	struct gpu_job job = {
		.engine = shared->peer,
		.context = store->context,
		.bo = { &shared->bo, producer.bo },
		.write = BIT(0),
		.count = 2,
	};
	unsigned int n;

	for (n = 0; n < SHARED_WORDS; n++)
		batch_store32(&producer, shared->bo.addr + n * sizeof(u32),
			      value(store, WORDS + n));
	batch_end(&producer);
	gpu_submit(store->gpu, &job);

	emit_stores(&b, store, 0, WORDS);
	for (n = 0; n < SHARED_WORDS; n++) {
		u32 at = place(store, WORDS + n);

		store->want[at] = value(store, WORDS + n);
		batch_copy32(&b, store->out.addr + at * sizeof(u32),
			     shared->bo.addr + n * sizeof(u32));
	}
	batch_end(&b);
	submit(store, &shared->bo, (struct bo *[]){ b.bo }, 1);
}

void store_submit(struct store *store, struct store_shared *shared)
{
	bool scanned = store->gpu->engines[store->engine].class == I915_ENGINE_CLASS_COPY;
	unsigned int i;

	store->want = malloc(OUT_SIZE);
	if (!store->want)
		die(EXIT_ERROR, "out of memory");
	gpu_new_bo(store->gpu, &store->out, OUT_SIZE);
	for (i = 0; i < OUT_WORDS; i++) {
		store->want[i] = background(store, i);
		store->out.map[i] = store->want[i];
	}

	/* i915 scans the blitter's batches, and lets none jump out of its buffer. */
	switch (store->number % 5) {
	case 1:
		submit_split(store);
		break;
	case 2:
		if (scanned)
			submit_plain(store);
		else
			submit_chain(store);
		break;
	case 3:
		if (scanned)
			submit_split(store);
		else
			submit_second_level(store);
		break;
	case 4:
		submit_dependent(store, shared);
		break;
	default:
		submit_plain(store);
	}
}

static unsigned int compare(const struct store *store, const char *name)
{
	unsigned int i, wrong = 0;

	for (i = 0; i < OUT_WORDS; i++) {
		if (store->out.map[i] == store->want[i])
			continue;
		if (wrong++ < MAX_COMPLAINTS)
			fprintf(stderr, "%s: batch %u: word %u is 0x%08x, not 0x%08x%s\n",
				name, store->number, i, store->out.map[i], store->want[i],
				store->out.map[i] == background(store, i) ?
				" (never written)" : "");
	}
	return wrong;
}

bool store_check(struct store *store)
{
	const char *name = store->gpu->engines[store->engine].name;
	bool good = gpu_finish(store->gpu, &store->out);
	unsigned int i;

	if (!good)
		die(EXIT_WRONG, "%s: batch %u does not end", name, store->number);
	good = !compare(store, name);
	for (i = 0; i < ARRAY_SIZE(store->batch); i++)
		gpu_free_bo(store->gpu, &store->batch[i]);
	gpu_free_bo(store->gpu, &store->out);
	free(store->want);
	store->want = NULL;
	return good;
}
