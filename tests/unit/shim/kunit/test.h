/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * As much of KUnit as the tests use, in user space: the same tests run in both.
 */
#ifndef VGT_SHIM_KUNIT_H
#define VGT_SHIM_KUNIT_H

#include <setjmp.h>
#include <stdio.h>
#include <stdbool.h>
#include <string.h>

#include <linux/types.h>

struct kunit {
	void *priv;
	const char *name;
	bool failed;
	jmp_buf abort;
};

struct kunit_case {
	void (*run_case)(struct kunit *test);
	const char *name;
};

struct kunit_suite {
	const char *name;
	int (*init)(struct kunit *test);
	void (*exit)(struct kunit *test);
	struct kunit_case *test_cases;
};

#define KUNIT_CASE(fn)	{ .run_case = fn, .name = #fn }

void shim_kunit_fail(struct kunit *test, const char *file, int line,
		     const char *what, long long left, long long right);

#define SHIM_CHECK(test, ok, what, l, r, fatal) do {			\
	if (!(ok)) {							\
		shim_kunit_fail(test, __FILE__, __LINE__, what,		\
				(long long)(l), (long long)(r));	\
		if (fatal)						\
			longjmp((test)->abort, 1);			\
	}								\
} while (0)

#define SHIM_CMP(test, a, op, b, fatal) do {				\
	typeof(a) __l = (a);						\
	typeof(b) __r = (b);						\
	SHIM_CHECK(test, __l op __r, #a " " #op " " #b, __l, __r, fatal); \
} while (0)

#define KUNIT_EXPECT_EQ(t, a, b)	SHIM_CMP(t, a, ==, b, false)
#define KUNIT_EXPECT_NE(t, a, b)	SHIM_CMP(t, a, !=, b, false)
#define KUNIT_EXPECT_LT(t, a, b)	SHIM_CMP(t, a, <, b, false)
#define KUNIT_EXPECT_LE(t, a, b)	SHIM_CMP(t, a, <=, b, false)
#define KUNIT_EXPECT_GT(t, a, b)	SHIM_CMP(t, a, >, b, false)
#define KUNIT_EXPECT_GE(t, a, b)	SHIM_CMP(t, a, >=, b, false)
#define KUNIT_EXPECT_TRUE(t, a)		SHIM_CHECK(t, a, #a, 0, 1, false)
#define KUNIT_EXPECT_FALSE(t, a)	SHIM_CHECK(t, !(a), "!" #a, 1, 0, false)
#define KUNIT_EXPECT_STREQ(t, a, b)	SHIM_CHECK(t, !strcmp(a, b), #a " is " #b, 0, 0, false)
#define KUNIT_ASSERT_EQ(t, a, b)	SHIM_CMP(t, a, ==, b, true)
#define KUNIT_ASSERT_NE(t, a, b)	SHIM_CMP(t, a, !=, b, true)
#define KUNIT_ASSERT_GE(t, a, b)	SHIM_CMP(t, a, >=, b, true)
#define KUNIT_ASSERT_TRUE(t, a)		SHIM_CHECK(t, a, #a, 0, 1, true)
#define KUNIT_ASSERT_FALSE(t, a)	SHIM_CHECK(t, !(a), "!" #a, 1, 0, true)
#define KUNIT_ASSERT_NOT_ERR_OR_NULL(t, p) \
	SHIM_CHECK(t, (p) && (unsigned long)(p) < -4095ul, #p " is good", (long)(p), 0, true)
#define KUNIT_FAIL(t, ...) do {						\
	shim_kunit_fail(t, __FILE__, __LINE__, "KUNIT_FAIL", 0, 0);	\
	fprintf(stderr, __VA_ARGS__);					\
	fputc('\n', stderr);						\
} while (0)

/* Suites add themselves to a list that the runner walks. */
void shim_kunit_register(struct kunit_suite *suite);

#define kunit_test_suite(suite)						\
	static void __attribute__((constructor)) shim_register_##suite(void) \
	{								\
		shim_kunit_register(&suite);				\
	}

#endif
