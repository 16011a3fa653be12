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

static void number_bytes(struct kunit *test)
{
	static const struct {
		const char *text;
		u64 value;
		int err;
	} cases[] = {
		{ "0", 0 }, { "33554432\n", 32 << 20 }, { "32M", 32 << 20 },
		{ "32m\n", 32 << 20 }, { "0x20M", 32 << 20 }, { "010K", 10 << 10 },
		{ "1G", 1 << 30 }, { "0XfFk", 255 << 10 },
		{ "18446744073709551615", U64_MAX }, { "0xffffffffffffffff", U64_MAX },
		{ "17179869183G", 17179869183ull << 30 },
		{ "18446744073709551616", 0, -ERANGE }, { "0x10000000000000000", 0, -ERANGE },
		{ "17179869184G", 0, -ERANGE }, { "99999999999999999999M", 0, -ERANGE },
		{ "", 0, -EINVAL }, { "\n", 0, -EINVAL }, { "M", 0, -EINVAL },
		{ "0x", 0, -EINVAL }, { "0xM", 0, -EINVAL }, { "-1", 0, -EINVAL },
		{ "+1", 0, -EINVAL }, { " 1", 0, -EINVAL }, { "1 M", 0, -EINVAL },
		{ "1MB", 0, -EINVAL }, { "1T", 0, -EINVAL }, { "1M\n\n", 0, -EINVAL },
		{ "1.5M", 0, -EINVAL }, { "1a", 0, -EINVAL }, { "1-", 0, -EINVAL },
	};
	u32 i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		u64 value = 0;
		int ret = vgt_bytes_parse(cases[i].text, &value);

		if (ret != cases[i].err || (!ret && value != cases[i].value))
			KUNIT_FAIL(test, "'%s': %d, %llu", cases[i].text, ret, value);
	}
}

static void number_pair(struct kunit *test)
{
	static const char * const bad[] = {
		"", "x", "1920", "1920x", "x1080", "1920x1080x", "1920 x 1080", "-1x5", "5x-1",
		"+1x5", "1x+5", "ax1", "1xa", "0x10x5", "1920X1080", "1920x1080\n\n",
		"1111111111111111111111111x5", "5x1111111111111111111111111", "5x 6", "\nx5",
	};
	u32 i, a = 0, b = 0;

	KUNIT_EXPECT_EQ(test, vgt_pair_parse("1920x1080\n", &a, &b), 0);
	KUNIT_EXPECT_EQ(test, a, 1920);
	KUNIT_EXPECT_EQ(test, b, 1080);
	KUNIT_EXPECT_EQ(test, vgt_pair_parse("0x7", &a, &b), 0);
	KUNIT_EXPECT_EQ(test, a, 0);
	KUNIT_EXPECT_EQ(test, b, 7);
	for (i = 0; i < ARRAY_SIZE(bad); i++)
		if (vgt_pair_parse(bad[i], &a, &b) != -EINVAL)
			KUNIT_FAIL(test, "'%s' is taken", bad[i]);
}

static struct kunit_case number_cases[] = {
	KUNIT_CASE(number_good),
	KUNIT_CASE(number_bad),
	KUNIT_CASE(number_range),
	KUNIT_CASE(number_bytes),
	KUNIT_CASE(number_pair),
	{ }
};

static struct kunit_suite number_suite = {
	.name = "number",
	.test_cases = number_cases,
};

kunit_test_suite(number_suite);
