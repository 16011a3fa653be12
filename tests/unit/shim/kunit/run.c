// SPDX-License-Identifier: GPL-2.0-only
/*
 * Runs all suites, or those whose name holds the first argument.
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

int main(int argc, char **argv)
{
	const char *only = argc > 1 ? argv[1] : "";
	int passed = 0, failed = 0;
	int i;

	for (i = 0; i < nsuites; i++) {
		struct kunit_case *c;

		for (c = suites[i]->test_cases; c->run_case; c++) {
			bool ok;

			if (!strstr(suites[i]->name, only) && !strstr(c->name, only))
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
