// SPDX-License-Identifier: GPL-2.0-only
/*
 * Usage: unit [--first] [--direct | --virtual] [WORD...]
 *
 * Runs all tests, or those whose name, or whose suite's, holds one of the words: with vGPUs that
 * have the hardware's GGTT addresses, and again with those that have virtual ones.
 *
 * --first    end at the first that fails
 * --direct   only with the hardware's addresses
 * --virtual  only with virtual ones
 */
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <kunit/test.h>
#include <linux/vgt_shim.h>

#include "fake_gpu.h"

static struct kunit_suite **suites;
static int nsuites;

/* Before main(). None may be lost: it would not be missed. */
void shim_kunit_register(struct kunit_suite *suite)
{
	suites = realloc(suites, (nsuites + 1) * sizeof(*suites));
	if (!suites)
		abort();
	suites[nsuites++] = suite;
}

void shim_kunit_fail(struct kunit *test, const char *file, int line,
		     const char *what, long long left, long long right)
{
	test->failed = true;
	fprintf(stderr, "%s:%d: %s: expected %s, have %lld (%#llx), %lld (%#llx)\n",
		file, line, test->name, what, left, left, right, right);
}

static bool run_case(struct kunit_suite *suite, struct kunit_case *c)
{
	struct kunit test = { .name = c->name };
	int warnings = shim_warnings;
	long live = shim_live;

	if (suite->init && suite->init(&test)) {
		fprintf(stderr, "%s: %s: init failed\n", suite->name, c->name);
		return false;
	}
	if (!setjmp(test.abort))
		c->run_case(&test);
	if (suite->exit)
		suite->exit(&test);
	if (shim_warnings != warnings) {
		fprintf(stderr, "%s: %s: kernel warning\n", suite->name, c->name);
		test.failed = true;
	}
	if (!test.failed && shim_live != live) {
		fprintf(stderr, "%s: %s: %ld allocations leaked\n", suite->name,
			c->name, shim_live - live);
		test.failed = true;
	}
	return !test.failed;
}

/* Is a test one of those that are asked for? */
static bool wanted(char **words, const char *suite, const char *name)
{
	if (!*words)
		return true;
	for (; *words; words++)
		if (strstr(suite, *words) || strstr(name, *words))
			return true;
	return false;
}

static int passed, failed;

/* Returns false where no more are to be run. */
static bool run_suite(struct kunit_suite *suite, char **words, bool first)
{
	struct kunit_case *c;

	for (c = suite->test_cases; c->run_case; c++) {
		bool ok;

		if (!wanted(words, suite->name, c->name))
			continue;
		ok = run_case(suite, c);
		printf("%s %s.%s%s\n", ok ? "ok  " : "FAIL", suite->name, c->name,
		       fake_gpu_virtual ? " (virtual)" : "");
		ok ? passed++ : failed++;
		if (first && failed)
			return false;
	}
	return true;
}

static void run_mode(bool virtual, char **words, bool first)
{
	int i;

	fake_gpu_virtual = virtual;
	for (i = 0; i < nsuites; i++)
		if (!run_suite(suites[i], words, first))
			return;
}

int main(int argc, char **argv)
{
	bool first = false, direct = true, virtual = true;

	for (argv++; *argv && !strncmp(*argv, "--", 2); argv++) {
		first |= !strcmp(*argv, "--first");
		direct &= strcmp(*argv, "--virtual") != 0;
		virtual &= strcmp(*argv, "--direct") != 0;
	}
	/* Large tables come from the system, which has zeroed them; most of them stays unused. */
	mallopt(M_MMAP_THRESHOLD, 1 << 20);
	/* Also where a test crashes. */
	setvbuf(stdout, NULL, _IOLBF, 0);
	if (direct)
		run_mode(false, argv, first);
	if (virtual && !(first && failed))
		run_mode(true, argv, first);
	printf("unit: %d passed, %d failed, 0 skipped\n", passed, failed);
	return failed || !passed;
}
