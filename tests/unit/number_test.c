// SPDX-License-Identifier: GPL-2.0-only
/*
 * Numbers that administrators write.
 */
#include <linux/kernel.h>

#include "core/number.h"
#include "env.h"

static void number_good(struct kunit *test)
{
	static const struct {
		const char *text;
		u32 value;
	} cases[] = {
		{ "0", 0 }, { "7\n", 7 }, { "1000", 1000 }, { "010", 10 },
		{ "0x10", 16 }, { "0X1f\n", 31 }, { "0x0", 0 },
		{ "4294967295", U32_MAX }, { "0xffffffff\n", U32_MAX },
	};
	u32 i, value;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		KUNIT_EXPECT_EQ(test, vgt_number_parse(cases[i].text, 0, U32_MAX, &value), 0);
		KUNIT_EXPECT_EQ(test, value, cases[i].value);
	}
}

static void number_bad(struct kunit *test)
{
	static const char * const cases[] = {
		"", "\n", "0x", "x10", "ten", "1 2", "1\n\n", " 1", "-1", "1.5", "10h",
		"0x1g", "- 1", "1,000",
	};
	u32 i, value;

	for (i = 0; i < ARRAY_SIZE(cases); i++)
		KUNIT_EXPECT_EQ(test, vgt_number_parse(cases[i], 0, U32_MAX, &value), -EINVAL);
}

static void number_range(struct kunit *test)
{
	u32 value;

	KUNIT_EXPECT_EQ(test, vgt_number_parse("1", 1, 1000, &value), 0);
	KUNIT_EXPECT_EQ(test, vgt_number_parse("1000", 1, 1000, &value), 0);
	KUNIT_EXPECT_EQ(test, vgt_number_parse("0", 1, 1000, &value), -ERANGE);
	KUNIT_EXPECT_EQ(test, vgt_number_parse("1001", 1, 1000, &value), -ERANGE);
	KUNIT_EXPECT_EQ(test, vgt_number_parse("0x100000000", 0, U32_MAX, &value), -ERANGE);
	KUNIT_EXPECT_EQ(test, vgt_number_parse("99999999999999999999999", 0, U32_MAX, &value),
			-ERANGE);
}

static struct kunit_case number_cases[] = {
	KUNIT_CASE(number_good),
	KUNIT_CASE(number_bad),
	KUNIT_CASE(number_range),
	{ }
};

static struct kunit_suite number_suite = {
	.name = "number",
	.test_cases = number_cases,
};

kunit_test_suite(number_suite);
