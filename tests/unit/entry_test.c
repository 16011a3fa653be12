// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is called from outside of the core: it takes the vGPU's lock, and does what the
 * functions behind it do.
 */
#include <linux/kernel.h>
#include <linux/mutex.h>
#include <uapi/drm/drm_fourcc.h>

#include "core/display/display.h"
#include "core/entry.h"
#include "core/regs/config_space.h"
#include "core/regs/mmio.h"
#include "env.h"
#include "env_time.h"

#define FRAME_US	16667

#define CONFIG_SIZE	256

static u64 high(const struct vgt_env *env)
{
	return env->vgpu->ggtt.part[VGT_GGTT_HIGH].space.start;
}

static void entry_bar0(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u64 offset = VGT_GGTT_ENTRIES_BASE + high(env) / 4096 * 8;
	u64 entry = env_page(env) | 1, seen = 0;

	KUNIT_EXPECT_EQ(test, vgt_vgpu_bar0_write(env->vgpu, offset, &entry, 8, NULL), 0);
	KUNIT_EXPECT_EQ(test, vgt_vgpu_bar0_read(env->vgpu, offset, &seen, 8, NULL), 0);
	KUNIT_EXPECT_EQ(test, seen, entry);
	KUNIT_EXPECT_EQ(test, vgt_vgpu_bar0_read(env->vgpu, offset, &seen, 3, NULL), -EINVAL);
	KUNIT_EXPECT_EQ(test, vgt_vgpu_bar0_write(env->vgpu, offset, &entry, 3, NULL), -EINVAL);
	KUNIT_EXPECT_FALSE(test, mutex_is_locked(&env->vgpu->lock));
}

/* Memory that a thread takes away may be pinned again when it calls with something else. */
static void entry_ends_blocks(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u64 gpa = env_page(env);
	u64 addr = env_ggtt_map(env, gpa, 1);
	u32 thread, other, val;

	KUNIT_ASSERT_EQ(test, env->guest.pins[gpa / 4096], 1);
	vgt_vgpu_memory_gone(env->vgpu, gpa, 4096, &thread);
	KUNIT_EXPECT_EQ(test, env->guest.pins[gpa / 4096], 0);
	KUNIT_EXPECT_EQ(test, vgt_vgpu_config_read(env->vgpu, 0, &val, 4, &other), 0);
	env_ggtt_flush(env);
	KUNIT_EXPECT_EQ(test, env->guest.pins[gpa / 4096], 0);
	KUNIT_EXPECT_EQ(test, vgt_vgpu_config_read(env->vgpu, 0, &val, 4, &thread), 0);
	env_ggtt_flush(env);
	KUNIT_EXPECT_EQ(test, env->guest.pins[gpa / 4096], 1);
	KUNIT_EXPECT_TRUE(test, vgt_vgpu_mapped(env->vgpu, addr, 1));
}

static int config_write32(struct vgt_env *env, u32 offset, u32 val)
{
	return vgt_vgpu_config_write(env->vgpu, offset, &val, 4, NULL);
}

/* Writes of all ones: each is 0, or asks for a reset as the function behind it says. */
static void entry_config(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u8 *config = env->gpu.config;
	u32 ones = ~0u, offset, asked = 0;
	u8 buf[8] = {};

	/* A PCI Express capability that has a function level reset. */
	config[0x06] |= 0x10;
	config[0x34] = 0x70;
	config[0x70] = 0x10;
	config[0x71] = 0;
	config[0x77] = 0x10;
	KUNIT_ASSERT_EQ(test, vgt_vgpu_reset(env->vgpu), 0);
	for (offset = 0; offset < CONFIG_SIZE; offset += 4) {
		int ret = config_write32(env, offset, ones);
		bool asks;

		mutex_lock(&env->vgpu->lock);
		asks = vgt_config_asks_reset(env->vgpu, offset, &ones, 4);
		mutex_unlock(&env->vgpu->lock);
		KUNIT_EXPECT_EQ(test, ret, asks ? 1 : 0);
		asked += asks;
	}
	KUNIT_EXPECT_EQ(test, asked, 1);
	KUNIT_EXPECT_EQ(test, vgt_vgpu_config_read(env->vgpu, 0, buf, 8, NULL), -EINVAL);
	KUNIT_EXPECT_EQ(test, vgt_vgpu_config_write(env->vgpu, 0, buf, 8, NULL), -EINVAL);
	KUNIT_EXPECT_FALSE(test, mutex_is_locked(&env->vgpu->lock));
}

static void entry_monitors(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_vgpu *vgpu = env->vgpu;
	struct vgt_monitor_setup setup;
	u8 edid[128];

	vgt_vgpu_monitor_setup(vgpu, VGT_PORT_B, &setup);
	KUNIT_EXPECT_EQ(test, (u32)setup.type, VGT_MONITOR_DP);
	KUNIT_EXPECT_EQ(test, setup.edid_len, 128);
	KUNIT_EXPECT_TRUE(test, vgt_vgpu_monitor_connected(vgpu, VGT_PORT_B));
	KUNIT_EXPECT_FALSE(test, vgt_vgpu_monitor_connected(vgpu, VGT_PORT_C));

	memcpy(edid, setup.edid, sizeof(edid));
	KUNIT_EXPECT_EQ(test, vgt_vgpu_link_up(vgpu, VGT_PORT_C, edid, 128), 0);
	KUNIT_EXPECT_TRUE(test, vgt_vgpu_monitor_connected(vgpu, VGT_PORT_C));
	KUNIT_EXPECT_EQ(test, vgt_vgpu_monitor_set_type(vgpu, VGT_PORT_C, VGT_MONITOR_NONE),
			-EBUSY);
	vgt_vgpu_link_down(vgpu, VGT_PORT_C);
	KUNIT_EXPECT_FALSE(test, vgt_vgpu_monitor_connected(vgpu, VGT_PORT_C));
	/* What is no EDID changes nothing. */
	edid[127]++;
	KUNIT_EXPECT_EQ(test, vgt_vgpu_link_up(vgpu, VGT_PORT_C, edid, 128), -EINVAL);
	KUNIT_EXPECT_EQ(test, vgt_vgpu_monitor_set_edid(vgpu, VGT_PORT_C, edid, 128), -EINVAL);
	KUNIT_EXPECT_FALSE(test, vgt_vgpu_monitor_connected(vgpu, VGT_PORT_C));
	KUNIT_EXPECT_EQ(test, vgt_vgpu_monitor_set_type(vgpu, VGT_PORT_C, VGT_MONITOR_NONE), 0);
	KUNIT_EXPECT_EQ(test, vgt_vgpu_monitor_connect(vgpu, VGT_PORT_C), -ENODEV);
	KUNIT_EXPECT_FALSE(test, mutex_is_locked(&vgpu->lock));
}

/* How many pages were looked at, and whether they were those expected. */
struct look {
	struct vgt_env *env;
	u64 gpa;
	u32 seen;
	u32 wrong;
};

static void look(void *arg, void *const *va, u32 count)
{
	struct look *l = arg;
	u32 i;

	l->wrong += !mutex_is_locked(&l->env->vgpu->lock);
	for (i = 0; i < count; i++, l->seen++)
		l->wrong += va[i] != fake_guest_va(&l->env->guest,
						   l->gpa + l->seen * 4096ull);
}

static void entry_pages(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u32 n = 100;
	struct look l = { .env = env, .gpa = env_pages(env, n) };
	u64 addr = env_ggtt_map(env, l.gpa, n);
	u64 before, same, after;

	KUNIT_EXPECT_TRUE(test, vgt_vgpu_mapped(env->vgpu, addr, n));
	KUNIT_EXPECT_EQ(test, vgt_vgpu_pages(env->vgpu, addr, n, look, &l, &before), 0);
	KUNIT_EXPECT_EQ(test, l.seen, n);
	KUNIT_EXPECT_EQ(test, l.wrong, 0);
	l.seen = 0;
	KUNIT_EXPECT_EQ(test, vgt_vgpu_pages(env->vgpu, addr, n, look, &l, &same), 0);
	KUNIT_EXPECT_EQ(test, same, before);
	env_ggtt_set(env, addr + 99 * 4096, 1ull << 37);
	env_ggtt_flush(env);
	l.seen = 0;
	KUNIT_EXPECT_EQ(test, vgt_vgpu_pages(env->vgpu, addr, n, look, &l, &after), -EFAULT);
	KUNIT_EXPECT_NE(test, after, before);
	KUNIT_EXPECT_LT(test, l.seen, n);
	KUNIT_EXPECT_FALSE(test, vgt_vgpu_mapped(env->vgpu, addr, n));
	KUNIT_EXPECT_TRUE(test, vgt_vgpu_mapped(env->vgpu, addr, n - 1));
}

/* Pipe A shows 64 rows of 64 pixels, linear. */
static u32 show(struct vgt_env *env, u64 gpa)
{
	u32 addr = env->vgpu->ggtt.part[VGT_GGTT_LOW].space.start;
	u32 i;

	for (i = 0; i < 4; i++)
		env_ggtt_set(env, addr + i * 4096, gpa + i * 4096ull);
	env_ggtt_flush(env);
	env_write(env, 0x60000, 1343u << 16 | 1023);
	env_write(env, 0x6000c, 805u << 16 | 767);
	env_write(env, 0x6001c, 63u << 16 | 63);
	env_write(env, 0x60400, BIT(31) | 1 << 28 | 2 << 24);
	env_write(env, 0x70008, BIT(31));
	env_write(env, 0x70180, BIT(31) | 4 << 24);
	env_write(env, 0x70188, 4);
	env_write(env, 0x70190, 63u << 16 | 63);
	env_write(env, 0x7019c, addr);
	env_sleep_us(2 * FRAME_US);
	return addr;
}

static void entry_pictures(struct kunit *test)
{
	static u32 seen[64 * 64];
	struct vgt_env *env = vgt_env_get(test);
	u64 gpa = env_pages(env, 4), changes;
	u32 *pixels = fake_guest_va(&env->guest, gpa);
	struct vgt_scanout s;
	u32 addr, i;

	KUNIT_EXPECT_EQ(test, vgt_vgpu_scanout(env->vgpu, false, &s, &changes), -EAGAIN);
	s.width = 1;
	KUNIT_EXPECT_EQ(test, vgt_vgpu_screen(env->vgpu, &s, seen, sizeof(seen)), -EAGAIN);
	KUNIT_EXPECT_EQ(test, s.width, 0);

	for (i = 0; i < ARRAY_SIZE(seen); i++)
		pixels[i] = i;
	addr = show(env, gpa);
	KUNIT_ASSERT_EQ(test, vgt_vgpu_scanout(env->vgpu, false, &s, &changes), 0);
	KUNIT_EXPECT_EQ(test, s.addr, addr);
	KUNIT_EXPECT_EQ(test, s.width, 64);
	KUNIT_EXPECT_EQ(test, s.height, 64);
	/* Without a cursor. */
	KUNIT_EXPECT_EQ(test, vgt_vgpu_scanout(env->vgpu, true, &s, &changes), -EAGAIN);

	KUNIT_EXPECT_EQ(test, vgt_vgpu_screen(env->vgpu, &s, seen, sizeof(seen)), 0);
	KUNIT_EXPECT_EQ(test, memcmp(seen, pixels, sizeof(seen)), 0);
	/* One that does not fit is told of, and nothing is written. */
	memset(seen, 0xff, sizeof(seen));
	s.width = 0;
	KUNIT_EXPECT_EQ(test, vgt_vgpu_screen(env->vgpu, &s, seen, sizeof(seen) - 1), -EFBIG);
	KUNIT_EXPECT_EQ(test, s.width, 64);
	KUNIT_EXPECT_EQ(test, seen[0], ~0u);
	KUNIT_EXPECT_FALSE(test, mutex_is_locked(&env->vgpu->lock));
}

static void entry_cursor_hot(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_cursor_hot hot;

	env_write(env, 0x78830, 7);
	env_write(env, 0x78834, 9);
	vgt_vgpu_cursor_hot(env->vgpu, &hot);
	KUNIT_EXPECT_EQ(test, hot.x, 7);
	KUNIT_EXPECT_EQ(test, hot.y, 9);
}

static struct kunit_case entry_cases[] = {
	KUNIT_CASE(entry_bar0),
	KUNIT_CASE(entry_ends_blocks),
	KUNIT_CASE(entry_config),
	KUNIT_CASE(entry_monitors),
	KUNIT_CASE(entry_pages),
	KUNIT_CASE(entry_pictures),
	KUNIT_CASE(entry_cursor_hot),
	{}
};

static struct kunit_suite entry_suite = {
	.name = "vgt-entry",
	.init = vgt_env_suite_init,
	.exit = vgt_env_suite_exit,
	.test_cases = entry_cases,
};

kunit_test_suite(entry_suite);
