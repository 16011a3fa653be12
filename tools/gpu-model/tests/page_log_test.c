// SPDX-License-Identifier: GPL-2.0-only
/*
 * The page log: it has everything that a context touched, and nothing else.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/driver.h"

static char *dump(struct driver *d)
{
	char *text = NULL;
	size_t len = 0;
	FILE *f = open_memstream(&text, &len);

	page_log_dump(&d->gpu->page_log, f);
	fclose(f);
	return text;
}

static bool has_line(const char *text, const char *unit, u32 lrca, u32 id, u64 page,
		     const char *uses)
{
	char line[128];

	snprintf(line, sizeof(line), "%s lrca=0x%08x id=0x%x page=0x%llx %s\n", unit, lrca, id,
		 (unsigned long long)page, uses);
	if (strstr(text, line))
		return true;
	FAIL("not in the log: %s", line);
	return false;
}

static u32 lines_of(const char *text, const char *start)
{
	u32 n = 0;

	for (; (text = strstr(text, start)); text++)
		n++;
	return n;
}

static void tells_who_touched_what(void)
{
	struct rig r = rig_create(BCS0);
	struct context *c = &r.c;
	char *text;

	page_log_enable(&r.d->gpu->page_log, true);
	RUN(&r, false, MI_COPY_MEM_MEM, RIG_OUT, 0, RIG_OUT + PAGE_SIZE, 0);
	text = dump(r.d);
	has_line(text, "bcs0", c->lrca, 0x11, r.out.gpa, "w");
	has_line(text, "bcs0", c->lrca, 0x11, r.out.gpa + PAGE_SIZE, "r");
	has_line(text, "bcs0", c->lrca, 0x11, r.batch.gpa, "f");
	has_line(text, "bcs0", c->lrca, 0x11, c->ring.gpa, "f");
	has_line(text, "bcs0", c->lrca, 0x11, c->image.gpa + PAGE_SIZE, "i");
	has_line(text, "bcs0", c->lrca, 0x11, c->root[0], "t");
	has_line(text, "bcs0", 0, 0, r.d->hwsp[BCS0], "s");
	/* Two pages of data, batch, ring, image; four tables above them, one for the batch. */
	EXPECT_EQ(lines_of(text, "id=0x11 "), 5 + 5);
	free(text);
	rig_destroy(&r);
}

static void is_off_until_asked_for(void)
{
	struct rig r = rig_create(BCS0);
	char *text;

	RUN(&r, false, MI_NOOP);
	text = dump(r.d);
	EXPECT_EQ(strlen(text), 0);
	free(text);
	page_log_enable(&r.d->gpu->page_log, true);
	RUN(&r, false, MI_NOOP);
	page_log_enable(&r.d->gpu->page_log, false);
	text = dump(r.d);
	EXPECT(strlen(text) > 0);
	free(text);
	page_log_clear(&r.d->gpu->page_log);
	text = dump(r.d);
	EXPECT_EQ(strlen(text), 0);
	free(text);
	rig_destroy(&r);
}

/* The same context twice: each time is one of its own. */
static void tells_runs_apart(void)
{
	struct rig r = rig_create(BCS0);
	char *text;

	page_log_enable_by_run(&r.d->gpu->page_log);
	RUN(&r, false, MI_NOOP);
	RUN(&r, false, MI_STORE_DATA_IMM, RIG_OUT, 0, 1);
	text = dump(r.d);
	/* The second one's page, and a table for it. */
	EXPECT_EQ(lines_of(text, " run=2 "), lines_of(text, " run=1 ") + 2);
	EXPECT_EQ(lines_of(text, " w\n"), 1);
	free(text);
	/* Without it, no number. */
	page_log_clear(&r.d->gpu->page_log);
	page_log_enable(&r.d->gpu->page_log, true);
	RUN(&r, false, MI_NOOP);
	text = dump(r.d);
	EXPECT_EQ(lines_of(text, "run="), 0);
	free(text);
	rig_destroy(&r);
}

static void holds_many_pages(void)
{
	static const struct page_user user = { .unit = "rcs0", .lrca = 0x1000, .ctx_id = 1 };
	struct page_log log;

	page_log_init(&log);
	page_log_enable(&log, true);
	for (u64 i = 0; i < 100000; i++)
		page_log_add(&log, &user, i * PAGE_SIZE, 8, PAGE_USE_READ);
	for (u64 i = 0; i < 100000; i += 3)
		page_log_add(&log, &user, i * PAGE_SIZE, 8, PAGE_USE_READ);
	EXPECT_EQ(log.used, 100000);
	EXPECT_EQ(log.dropped, 0);
	page_log_destroy(&log);
}

static const struct test tests[] = {
	TEST(tells_who_touched_what),
	TEST(is_off_until_asked_for),
	TEST(tells_runs_apart),
	TEST(holds_many_pages),
	{ 0 }
};

SUITE(page_log, tests);
