// SPDX-License-Identifier: GPL-2.0-only
/*
 * The rate limit of messages about vGPUs.
 */
#include <linux/err.h>
#include <linux/kernel.h>

#include "core/log.h"
#include "env.h"
#include "env_fault.h"
#include "env_time.h"
#include "env_wait.h"

/* More than the limit. */
#define FLOOD	100

/* Two places in the code. */
static void log_here(struct vgt_vgpu *vgpu, u32 i)
{
	vgt_warn(vgpu, "here %u\n", i);
}

static void log_there(struct vgt_vgpu *vgpu, u32 i)
{
	vgt_err(vgpu, "there %u\n", i);
}

static void log_flood(struct vgt_vgpu *vgpu)
{
	u32 i;

	env_messages_start();
	for (i = 0; i < FLOOD; i++)
		log_here(vgpu, i);
}

/* A guest that floods the log does not hide what another one's vGPU has to say. */
static void log_of_another(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_vgpu *other = vgt_env_vgpu(env, "GVTg_V5_4");
	char line[64];

	KUNIT_ASSERT_FALSE(test, IS_ERR(other));
	log_flood(env->vgpu);
	KUNIT_EXPECT_TRUE(test, env_messages_were(DEFAULT_RATELIMIT_BURST, "here 9"));
	env_messages_start();
	log_here(other, 7);
	snprintf(line, sizeof(line), "vGPU %d: here 7", other->id);
	KUNIT_EXPECT_TRUE(test, env_messages_were(1, line));
	vgt_vgpu_destroy(other);
}

/* Nor another message of its own. */
static void log_of_another_place(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);

	log_flood(env->vgpu);
	env_messages_start();
	log_there(env->vgpu, 7);
	KUNIT_EXPECT_TRUE(test, env_messages_were(1, "there 7"));
}

static u32 log_count(struct vgt_vgpu *vgpu, const char *fmt, bool tell)
{
	u32 i, n = 0;

	for (i = 0; i < FLOOD; i++)
		n += vgt_log_allowed(vgpu, fmt, tell);
	return n;
}

#ifndef __KERNEL__
/* Later it is heard again, and the log has how many lines it lost. */
static void log_again(struct kunit *test)
{
	static const char nothing[] = "nothing";
	struct vgt_env *env = vgt_env_get(test);
	char line[64];

	log_flood(env->vgpu);
	env_sleep_us(5 * 1000000ull + 1);
	env_messages_start();
	log_here(env->vgpu, 7);
	KUNIT_EXPECT_TRUE(test, env_messages_were(2, "here 7"));
	/* Without a line to write, what tells of the lost ones is the last. */
	log_count(env->vgpu, nothing, true);
	env_sleep_us(5 * 1000000ull + 1);
	env_messages_start();
	KUNIT_EXPECT_TRUE(test, vgt_log_allowed(env->vgpu, nothing, true));
	snprintf(line, sizeof(line), "vGPU %d: %d callbacks suppressed", env->vgpu->id,
		 FLOOD - DEFAULT_RATELIMIT_BURST);
	KUNIT_EXPECT_TRUE(test, env_messages_were(1, line));
}
#endif

/* A message that may be switched off says nothing of what was suppressed. */
static void log_quiet(struct kunit *test)
{
	static const char debug[] = "debug";
	struct vgt_env *env = vgt_env_get(test);

	KUNIT_EXPECT_EQ(test, log_count(env->vgpu, debug, false), DEFAULT_RATELIMIT_BURST);
	if (!ENV_EXACT_TIME)
		return;
	env_sleep_us(5 * 1000000ull + 1);
	env_messages_start();
	KUNIT_EXPECT_TRUE(test, vgt_log_allowed(env->vgpu, debug, false));
	KUNIT_EXPECT_TRUE(test, env_messages_were(0, ""));
}

/* More places than there is room for: all have a limit, and no other vGPU loses by it. */
static void log_many_places(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_vgpu *other = vgt_env_vgpu(env, "GVTg_V5_4");
	static const char places[VGT_LOG_PLACES + 8];
	u32 i, late = 0;

	KUNIT_ASSERT_FALSE(test, IS_ERR(other));
	for (i = 0; i < VGT_LOG_PLACES; i++)
		KUNIT_EXPECT_EQ(test, log_count(other, &places[i], true),
				DEFAULT_RATELIMIT_BURST);
	for (; i < ARRAY_SIZE(places); i++)
		late += log_count(other, &places[i], true);
	KUNIT_EXPECT_EQ(test, late, DEFAULT_RATELIMIT_BURST);
	KUNIT_EXPECT_EQ(test, log_count(env->vgpu, places, true), DEFAULT_RATELIMIT_BURST);
	vgt_vgpu_destroy(other);
}

/* Without memory for a limit of their own, places share one; later they have theirs. */
static void log_without_memory(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	static const char places[2];
	u32 i, n = 0;

	if (!ENV_CAN_FAIL_ALLOC)
		return;
	for (i = 0; i < 2 * FLOOD; i++) {
		env_fail_alloc(0);
		n += vgt_log_allowed(env->vgpu, &places[i % 2], true);
		KUNIT_EXPECT_TRUE(test, env_alloc_failed());
	}
	KUNIT_EXPECT_EQ(test, n, DEFAULT_RATELIMIT_BURST);
	KUNIT_EXPECT_EQ(test, log_count(env->vgpu, &places[0], true), DEFAULT_RATELIMIT_BURST);
	KUNIT_EXPECT_EQ(test, log_count(env->vgpu, &places[1], true), DEFAULT_RATELIMIT_BURST);
}

static struct kunit_case log_cases[] = {
	KUNIT_CASE(log_of_another),
	KUNIT_CASE(log_of_another_place),
#ifndef __KERNEL__
	KUNIT_CASE(log_again),
#endif
	KUNIT_CASE(log_quiet),
	KUNIT_CASE(log_many_places),
	KUNIT_CASE(log_without_memory),
	{ }
};

static struct kunit_suite log_suite = {
	.name = "log",
	.init = vgt_env_suite_init,
	.exit = vgt_env_suite_exit,
	.test_cases = log_cases,
};

kunit_test_suite(log_suite);
