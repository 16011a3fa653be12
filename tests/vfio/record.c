// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "record.h"
#include "test.h"
#include "way.h"

#define LINE_SIZE	256u
#define BEGINS		"begins"
#define SKIPPED		"skipped"

static int file = -1;
static const char *test_name;

int record_open(const char *path)
{
	file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0644);
	return file < 0 ? errno : 0;
}

void record_begin(const char *test)
{
	test_name = test;
	record(BEGINS);
}

void record_skipped(void)
{
	record(SKIPPED);
}

/* In one write: the line of a test that is killed is there, or is not. */
void record(const char *format, ...)
{
	char line[LINE_SIZE];
	va_list args;
	size_t n;

	if (file < 0)
		return;
	n = snprintf(line, sizeof(line), "%s\t", test_name);
	va_start(args, format);
	n += vsnprintf(line + n, sizeof(line) - n, format, args);
	va_end(args);
	CHECK(n + 1 < sizeof(line), "a line of the record is too long");
	line[n++] = '\n';
	CHECK(write(file, line, n) == (ssize_t)n, "the record cannot be written");
}

void record_events(const char *who, const struct csb_event *events, u32 count)
{
	u32 i;

	for (i = 0; i < count; i++)
		/* Where an engine begins, the documents do not say which context is told. */
		if (events[i].status == CSB_IDLE_TO_ACTIVE)
			record("%s: CSB event %u: 0x%x", who, i, events[i].status);
		else
			record("%s: CSB event %u: 0x%x of context %u", who, i, events[i].status,
			       events[i].context);
}

void record_pages(struct gpu *gpu, const char *what, u64 gpa, u32 pages)
{
	const u32 *word = guest_at(&gpu->g, gpa);
	u32 i, sum = 0;

	if (file < 0)
		return;
	for (i = 0; i < pages * PAGE_SIZE / 4; i++)
		sum = mix32(sum ^ READ_ONCE(word[i])) + i;
	record("%s: memory 0x%08x", what, sum);
}

/* ---- two of them ---- */

/**
 * struct lines - a record that was read
 * @line: its lines
 * @count: of them
 */
struct lines {
	char **line;
	size_t count;
};

static bool lines_read(struct lines *l, const char *path)
{
	FILE *in = fopen(path, "r");
	char line[LINE_SIZE];

	*l = (struct lines){ 0 };
	if (!in) {
		fprintf(stderr, "%s: %s\n", path, strerror(errno));
		return false;
	}
	while (fgets(line, sizeof(line), in)) {
		line[strcspn(line, "\n")] = 0;
		if (*line == '#')
			continue;
		l->line = realloc(l->line, (l->count + 1) * sizeof(*l->line));
		if (!l->line)
			exit(2);
		l->line[l->count++] = strdup(line);
	}
	fclose(in);
	return true;
}

static bool is_of(const char *line, const char *name, size_t len)
{
	return !strncmp(line, name, len) && line[len] == '\t';
}

/* The next line of a test from @at on; the count of all if there is none. */
static size_t next_line(const struct lines *l, size_t at, const char *name, size_t len)
{
	while (at < l->count && !is_of(l->line[at], name, len))
		at++;
	return at;
}

static const char *seen(const struct lines *l, size_t at, size_t len)
{
	return at < l->count ? l->line[at] + len + 1 : NULL;
}

static bool was_skipped(const struct lines *l, const char *name, size_t len)
{
	size_t at;

	for (at = next_line(l, 0, name, len); at < l->count; at = next_line(l, at + 1, name, len))
		if (!strcmp(seen(l, at, len), SKIPPED))
			return true;
	return false;
}

/* Both are in order; where one ends before the other, the rest of that is missing. */
static bool same_test(const struct lines *expected, const struct lines *have, const char *name,
		      size_t len)
{
	size_t a = next_line(expected, 0, name, len), b = next_line(have, 0, name, len);
	bool same = true;

	while (a < expected->count || b < have->count) {
		const char *want = seen(expected, a, len), *got = seen(have, b, len);

		if (!want || !got || strcmp(want, got)) {
			printf("# %.*s: %s%s%s, not %s%s%s\n", (int)len, name, got ? "\"" : "",
			       got ?: "nothing", got ? "\"" : "", want ? "\"" : "",
			       want ?: "nothing", want ? "\"" : "");
			same = false;
		}
		a = want ? next_line(expected, a + 1, name, len) : a;
		b = got ? next_line(have, b + 1, name, len) : b;
	}
	return same;
}

/* Each expected test that is chosen has begun. */
static bool none_is_missing(const struct lines *expected, const struct lines *have,
			    const char *only)
{
	char name[LINE_SIZE];
	bool none = true;
	size_t i;

	for (i = 0; i < expected->count; i++) {
		size_t len = strcspn(expected->line[i], "\t");

		snprintf(name, sizeof(name), "%.*s", (int)len, expected->line[i]);
		/* Only that way into VFIO has them. */
		if (!strncmp(name, "iommufd: ", 9) && way_chosen() != WAY_IOMMUFD)
			continue;
		if (strcmp(expected->line[i] + len, "\t" BEGINS) || !test_chosen(name, only) ||
		    next_line(have, 0, name, len) < have->count)
			continue;
		printf("# %s: it is not in the record\n", name);
		none = false;
	}
	return none;
}

int record_compare(const char *expected, const char *path, bool all, const char *only)
{
	struct lines want, have;
	bool same;
	size_t i;

	if (!lines_read(&want, expected) || !lines_read(&have, path))
		return 2;
	same = !all || none_is_missing(&want, &have, only);
	for (i = 0; i < have.count; i++) {
		const char *name = have.line[i];
		size_t len = strcspn(name, "\t");

		if (name[len] && !strcmp(name + len + 1, BEGINS) &&
		    !was_skipped(&have, name, len) && !was_skipped(&want, name, len))
			same &= same_test(&want, &have, name, len);
	}
	return same ? 0 : 1;
}
