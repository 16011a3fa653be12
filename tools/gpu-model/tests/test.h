/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A small test runner: suites are tables of functions, ended by an empty row.
 */
#ifndef GPU_MODEL_TEST_H
#define GPU_MODEL_TEST_H

#include "core/types.h"

struct test {
	const char *name;
	void (*run)(void);
};

struct test_suite {
	const char *name;
	const struct test *tests;
};

#define TEST(fn)		{ #fn, fn }
#define SUITE(name_, tests_)	const struct test_suite name_##_suite = { #name_, tests_ }

/** test_fail() - the running test has failed; it goes on */
void test_fail(const char *file, int line, const char *fmt, ...) __printf(3, 4);

/** test_skip() - the running test cannot be done here; counted, and said why */
void test_skip(const char *why);

#define FAIL(...)	test_fail(__FILE__, __LINE__, __VA_ARGS__)

#define EXPECT(cond) do {						\
	if (!(cond))							\
		FAIL("not true: %s", #cond);				\
} while (0)

#define EXPECT_EQ(have, want) do {					\
	unsigned long long have_ = (u64)(have), want_ = (u64)(want);	\
									\
	if (have_ != want_)						\
		FAIL("%s is 0x%llx, not 0x%llx", #have, have_, want_);	\
} while (0)

#endif /* GPU_MODEL_TEST_H */
