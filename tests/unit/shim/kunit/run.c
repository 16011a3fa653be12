// SPDX-License-Identifier: GPL-2.0-only
/*
 * Usage: unit [--first] [WORD...]
 *
 * Runs all tests, or those whose name, or whose suite's, holds one of the words.
 *
 * --first  end at the first that fails
 */
#include <stdio.h>
#include <string.h>
#include <kunit/test.h>
#include <linux/vgt_shim.h>

#define SUITES_MAX	64

static struct kunit_suite *suites[SUITES_MAX];
static int nsuites;

void shim_kunit_register(struct kunit_suite *suite)
{
	if (nsuites < SUITES_MAX)
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

int main(int argc, char **argv)
{
	bool first = argc > 1 && !strcmp(argv[1], "--first");
	char **words = argv + 1 + first;
	int passed = 0, failed = 0;
	int i;

	/* Also where a test crashes. */
	setvbuf(stdout, NULL, _IOLBF, 0);
	for (i = 0; i < nsuites && !(first && failed); i++) {
		struct kunit_case *c;

		for (c = suites[i]->test_cases; c->run_case && !(first && failed); c++) {
			bool ok;

			if (!wanted(words, suites[i]->name, c->name))
				continue;
			ok = run_case(suites[i], c);
			printf("%s %s.%s\n", ok ? "ok  " : "FAIL", suites[i]->name,
			       c->name);
			ok ? passed++ : failed++;
		}
	}
	printf("unit: %d passed, %d failed, 0 skipped\n", passed, failed);
	return failed || !passed;
}
