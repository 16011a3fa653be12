// SPDX-License-Identifier: GPL-2.0-only
/*
 * See touched.h.
 *
 * A context is known by engine, address of its image and the run: how often the engine had
 * restored a context. So one that has the address of another, which is gone, is not taken for
 * it.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model.h"
#include "page_log.h"
#include "test.h"
#include "touched.h"

#define NOBODY		(-1)
#define MOST_GUESTS	32

/**
 * struct owned - a page of a guest's
 * @frame: number of the physical page
 * @guest: whose, from 0
 * @page: which of its pages
 */
struct owned {
	u64 frame;
	int guest;
	u32 page;
};

/**
 * struct owners - all guests' pages at a time
 * @page: sorted by frame
 * @count: of these
 */
struct owners {
	struct owned *page;
	size_t count;
};

/**
 * struct judge - what was seen so far
 * @before: whose memory is where when the log begins
 * @after: when it ends
 * @memory: as guests told it
 * @fences_only: the aperture is for fences
 * @last: the last line; those of a context follow one another
 * @guest: whose memory the context of that line touched, or NOBODY
 * @runs: of contexts that touched a guest's memory
 * @lines: of these, and of the aperture, on pages of guests
 * @written: engines on which a context wrote to each guest's memory, as a mask
 * @through: how many of each guest's pages a processor accessed through the aperture
 * @fenced: likewise, pages of all guests through a fence
 */
struct judge {
	struct owners before, after;
	const struct guest_memory *memory;
	bool fences_only;
	struct log_line last;
	int guest;
	u32 runs, lines;
	u32 written[MOST_GUESTS], through[MOST_GUESTS], fenced;
};

/* ---- whose memory ---- */

static void add_pages(struct owners *o, int guest, const u64 frame[GUEST_PAGES])
{
	u32 i;

	o->page = realloc(o->page, (o->count + GUEST_PAGES) * sizeof(*o->page));
	CHECK(o->page, "memory is short");
	for (i = 0; i < GUEST_PAGES; i++)
		if (frame[i])
			o->page[o->count++] = (struct owned){ frame[i], guest, i };
}

static int compare(const void *pa, const void *pb)
{
	const struct owned *a = pa, *b = pb;

	return (a->frame > b->frame) - (a->frame < b->frame);
}

static void sort_pages(struct owners *o)
{
	size_t i;

	qsort(o->page, o->count, sizeof(*o->page), compare);
	for (i = 1; i < o->count; i++)
		CHECK(o->page[i].frame != o->page[i - 1].frame, "guests %d and %d share a page",
		      o->page[i - 1].guest + 1, o->page[i].guest + 1);
}

/* NULL if it is no guest's. */
static const struct owned *find(const struct owners *o, u64 frame)
{
	const struct owned key = { .frame = frame };

	return bsearch(&key, o->page, o->count, sizeof(key), compare);
}

/* Whose it was all the time. */
static const struct owned *owner_of(const struct judge *j, const struct log_line *l)
{
	const struct owned *first = find(&j->before, l->frame), *last = find(&j->after, l->frame);

	CHECK(!first == !last && (!first || (first->guest == last->guest &&
					     first->page == last->page)),
	      "a page that %s touched has become another's: it proves nothing", l->unit);
	return first;
}

/* ---- the log ---- */

static bool same_context(const struct log_line *a, const struct log_line *b)
{
	return !strcmp(a->unit, b->unit) && a->lrca == b->lrca && a->run == b->run;
}

static void judge_aperture(struct judge *j, const struct log_line *l, const struct owned *o)
{
	const struct guest_memory *m = &j->memory[o->guest];

	CHECK(o->page - m->bar2_first < m->bar2_pages,
	      "page %u of guest %d is accessed through the aperture, where it has none", o->page,
	      o->guest + 1);
	CHECK(!j->fences_only || !strchr(l->uses, 'a'),
	      "page %u of guest %d is accessed through the aperture without a fence", o->page,
	      o->guest + 1);
	CHECK(m->fenced || !strchr(l->uses, 'x'), "page %u of guest %d is behind a fence",
	      o->page, o->guest + 1);
	j->through[o->guest]++;
	j->fenced += !!strchr(l->uses, 'x');
}

static void judge_context(struct judge *j, const struct log_line *l, const struct owned *o)
{
	u32 i;

	CHECK(l->lrca && !strpbrk(l->uses, "ist"),
	      "page %u of guest %d is the hardware's own on %s: %s", o->page, o->guest + 1,
	      l->unit, l->uses);
	if (j->guest == NOBODY)
		j->runs++;
	CHECK(j->guest == NOBODY || j->guest == o->guest,
	      "context %#x on %s has touched memory of guests %d and %d", l->lrca, l->unit,
	      j->guest + 1, o->guest + 1);
	j->guest = o->guest;
	for (i = 0; i < ENGINES; i++)
		if (!strcmp(l->unit, log_units[i]) && strchr(l->uses, 'w'))
			j->written[o->guest] |= BIT(i);
}

static void take(const char *text, void *data)
{
	struct judge *j = data;
	const struct owned *o;
	struct log_line l;

	log_parse(&l, text);
	if (!same_context(&l, &j->last))
		j->guest = NOBODY;
	j->last = l;
	o = owner_of(j, &l);
	if (!o)
		return;
	j->lines++;
	CHECK(strcmp(l.unit, "display"), "the monitor shows a page of guest %d", o->guest + 1);
	if (!strcmp(l.unit, "aperture"))
		judge_aperture(j, &l, o);
	else
		judge_context(j, &l, o);
}

/* ---- what it amounts to ---- */

/* A log that lacks something proves nothing. */
static void judge_work(const struct judge *j, u32 guest)
{
	const struct guest_memory *m = &j->memory[guest];
	bool through = m->bar2_pages && (m->fenced || !j->fences_only);
	u32 i;

	for (i = 0; i < ENGINES; i++)
		CHECK(j->written[guest] & BIT(i), "no context has written for guest %u on %s",
		      guest + 1, log_units[i]);
	CHECK(j->through[guest] == (through ? m->bar2_pages : 0),
	      "%u pages of guest %u were accessed through the aperture, not %u",
	      j->through[guest], guest + 1, through ? m->bar2_pages : 0);
}

void touched_judge(const struct guest_memory *memory, u32 guests, bool virtual)
{
	struct judge j = { .memory = memory, .fences_only = virtual, .guest = NOBODY };
	u32 i;

	CHECK(guests <= MOST_GUESTS, "these are too many guests");
	for (i = 0; i < guests; i++) {
		add_pages(&j.before, i, memory[i].before);
		add_pages(&j.after, i, memory[i].after);
	}
	sort_pages(&j.before);
	sort_pages(&j.after);
	model_ask("pagelog dump", take, &j);
	for (i = 0; i < guests; i++)
		judge_work(&j, i);
	printf("# %u runs of contexts, each touched one guest's memory; %u pages through fences\n",
	       j.runs, j.fenced);
	free(j.before.page);
	free(j.after.page);
}
