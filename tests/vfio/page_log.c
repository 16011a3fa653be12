// SPDX-License-Identifier: GPL-2.0-only
/* See page_log.h. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "page_log.h"
#include "test.h"

const char * const log_units[ENGINES] = { "rcs0", "bcs0", "vcs0", "vecs0" };

void log_parse(struct log_line *l, const char *text)
{
	const char *run = strstr(text, " run="), *page = strstr(text, " page=");
	u64 address;

	CHECK(*text != '#', "the page log is not whole: %s", text);
	*l = (struct log_line){ .lrca = 0 };
	CHECK(sscanf(text, "%15s lrca=%x", l->unit, &l->lrca) == 2 && page &&
	      sscanf(page, " page=%" SCNx64 " %15s", &address, l->uses) == 2,
	      "the page log has a line '%s'", text);
	l->run = run ? strtoul(run + 5, NULL, 10) : 0;
	l->frame = address / PAGE_SIZE;
}
