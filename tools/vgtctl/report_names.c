// SPDX-License-Identifier: GPL-2.0-only
/*
 * vgtctl report: take the names of the host's programs out of lines of the kernel. Who sends a
 * report does not want to tell what else runs on the host.
 *
 * The lines are those of i915_gpu_error.c, gt/intel_reset.c and i915_sw_fence.c of i915, and of
 * vfio_iommu_type1.c.
 */
#include <string.h>

#include "../common/array.h"
#include "report.h"

#define HIDDEN	"..."

/**
 * struct named - a line that has a name
 * @mark: what only such lines have
 * @before: what is right before the name, in front of @mark or behind it
 * @after: what comes behind the name: its last place counts, for a name may have it, too; NULL:
 *	nothing
 */
static const struct named {
	const char *mark;
	const char *before;
	const char *after;
} named[] = {
	{ "GPU HANG: ", ", in ", NULL },
	{ " context reset due to GPU hang", "[drm] ", " context reset due to GPU hang" },
	{ "Asynchronous wait on fence ", " on fence ", " timed out" },
	{ " RLIMIT_MEMLOCK ", ": Task ", " RLIMIT_MEMLOCK " },
};

static char *last_of(char *text, const char *word)
{
	char *at, *last = NULL;

	for (at = strstr(text, word); at; at = strstr(at + 1, word))
		last = at;
	return last;
}

static void hide(char *line, const struct named *n)
{
	char *from = strstr(line, n->before), *to = NULL;

	if (!strstr(line, n->mark) || !from)
		return;
	from += strlen(n->before);
	if (n->after)
		to = last_of(from, n->after);
	if (!to)
		to = from + strlen(from);
	/* A name that is shorter than this is a name: where there is no room, nothing is said. */
	if (to - from >= (int)strlen(HIDDEN)) {
		memcpy(from, HIDDEN, strlen(HIDDEN));
		from += strlen(HIDDEN);
	}
	memmove(from, to, strlen(to) + 1);
}

/**
 * report_hide_names() - take names of programs out of a line of the kernel's
 * @line: the line; it does not get longer
 */
void report_hide_names(char *line)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(named); i++)
		hide(line, &named[i]);
}
