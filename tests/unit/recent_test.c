// SPDX-License-Identifier: GPL-2.0-only
/*
 * The sliding window over events.
 */
#include <kunit/test.h>
#include <linux/kernel.h>

#include "core/recent.h"
#include "core/recent_types.h"

#define MANY	4
#define WITHIN	10
#define S(n)	((ktime_t)((n) * NSEC_PER_SEC))

static bool recent_at(const struct vgt_recent *recent, ktime_t now)
{
	return vgt_recent_were(recent, MANY, WITHIN, now);
}

static void recent_slides(struct kunit *test)
{
	struct vgt_recent recent = { };
	u32 i;

	KUNIT_EXPECT_FALSE(test, recent_at(&recent, 0));
	for (i = 1; i <= 3 * VGT_RECENT_MAX; i++) {
		vgt_recent_add(&recent, S(i));
		KUNIT_EXPECT_EQ(test, recent_at(&recent, S(i)), i >= MANY);
	}
	/* The first of the last four is as old as it may be, then older. */
	i -= MANY;
	KUNIT_EXPECT_TRUE(test, recent_at(&recent, S(i + WITHIN)));
	KUNIT_EXPECT_FALSE(test, recent_at(&recent, S(i + WITHIN) + 1));
	/* One more moves the window on. */
	vgt_recent_add(&recent, S(i + WITHIN) + 1);
	KUNIT_EXPECT_TRUE(test, recent_at(&recent, S(i + WITHIN) + 1));
	KUNIT_EXPECT_FALSE(test, recent_at(&recent, S(i + WITHIN + 1) + 1));
}

/* As many as it can hold. */
static void recent_most(struct kunit *test)
{
	struct vgt_recent recent = { };
	u32 i;

	for (i = 1; i <= 2 * VGT_RECENT_MAX; i++) {
		vgt_recent_add(&recent, S(i));
		KUNIT_EXPECT_EQ(test, vgt_recent_were(&recent, VGT_RECENT_MAX,
						      VGT_RECENT_MAX - 1, S(i)),
				i >= VGT_RECENT_MAX);
		KUNIT_EXPECT_FALSE(test, vgt_recent_were(&recent, VGT_RECENT_MAX,
							 VGT_RECENT_MAX - 2, S(i)));
	}
}

static void recent_forgotten(struct kunit *test)
{
	struct vgt_recent recent = { };
	u32 i;

	for (i = 0; i < MANY; i++)
		vgt_recent_add(&recent, S(1));
	vgt_recent_forget(&recent);
	for (i = 0; i < MANY - 1; i++)
		vgt_recent_add(&recent, S(1));
	KUNIT_EXPECT_FALSE(test, recent_at(&recent, S(1)));
	vgt_recent_add(&recent, S(1));
	KUNIT_EXPECT_TRUE(test, recent_at(&recent, S(1)));
}

static struct kunit_case recent_cases[] = {
	KUNIT_CASE(recent_slides),
	KUNIT_CASE(recent_most),
	KUNIT_CASE(recent_forgotten),
	{ }
};

static struct kunit_suite recent_suite = {
	.name = "recent",
	.test_cases = recent_cases,
};

kunit_test_suite(recent_suite);
