// SPDX-License-Identifier: GPL-2.0-only
/*
 * Virtual monitors: set up, connected, replaced, and what the guest sees of it.
 */
#include <linux/kernel.h>
#include <linux/slab.h>

#include "core/display/display.h"
#include "core/entry.h"
#include "core/size.h"
#include "core/type.h"
#include "env.h"

#define SDEISR		0xc4000
#define SDEIIR		0xc4008
#define HOTPLUG		0xc4030
#define SFUSE_STRAP	0xc2014

static const struct {
	u32 port;
	u32 live;
	u32 strap;
} ports[] = {
	{ VGT_PORT_B, BIT(21), BIT(2) },
	{ VGT_PORT_C, BIT(22), BIT(1) },
	{ VGT_PORT_D, BIT(23), BIT(0) },
};

static void hot_plugs_on(struct vgt_env *env)
{
	env_write(env, 0xc4004, 0);
	env_write(env, 0xc400c, ~0u);
	env_write(env, 0x44200, BIT(31));
}

/* Interrupts since the last call. */
static int interrupts(struct vgt_env *env)
{
	int n = env->guest.interrupts;

	env_write(env, SDEIIR, ~0u);
	env_write(env, HOTPLUG, ~0u);
	env->guest.interrupts = 0;
	return n;
}

static int do_connect(struct vgt_env *env, u32 port)
{
	int ret;

	mutex_lock(&env->vgpu->lock);
	ret = vgt_monitor_connect(env->vgpu, port);
	mutex_unlock(&env->vgpu->lock);
	return ret;
}

static void do_disconnect(struct vgt_env *env, u32 port)
{
	mutex_lock(&env->vgpu->lock);
	vgt_monitor_disconnect(env->vgpu, port);
	mutex_unlock(&env->vgpu->lock);
}

static int set_type(struct vgt_env *env, u32 port, enum vgt_monitor_type type)
{
	int ret;

	mutex_lock(&env->vgpu->lock);
	ret = vgt_monitor_set_type(env->vgpu, port, type);
	mutex_unlock(&env->vgpu->lock);
	return ret;
}

static int set_edid(struct vgt_env *env, u32 port, const u8 *edid, u32 len)
{
	int ret;

	mutex_lock(&env->vgpu->lock);
	ret = vgt_monitor_set_edid(env->vgpu, port, edid, len);
	mutex_unlock(&env->vgpu->lock);
	return ret;
}

/* As it is made: three ports, a monitor at the first, with the type's size. */
static void monitors_new(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	const struct vgt_type *type = env->vgpu->type;
	u32 strap = env_read(env, SFUSE_STRAP);
	u32 i;

	KUNIT_EXPECT_EQ(test, env_read(env, SDEISR), BIT(21));
	for (i = 0; i < ARRAY_SIZE(ports); i++) {
		const struct vgt_monitor_setup *setup;

		setup = &env->vgpu->display.setups[ports[i].port];
		KUNIT_EXPECT_TRUE(test, strap & ports[i].strap);
		KUNIT_EXPECT_TRUE(test, vgt_monitor_port(ports[i].port));
		KUNIT_EXPECT_EQ(test, setup->type, VGT_MONITOR_DP);
		KUNIT_EXPECT_TRUE(test, vgt_edid_valid(setup->edid, setup->edid_len));
		KUNIT_EXPECT_EQ(test, setup->edid[56] | setup->edid[58] >> 4 << 8,
				type->width);
	}
	KUNIT_EXPECT_FALSE(test, vgt_monitor_port(VGT_PORT_A));
	KUNIT_EXPECT_FALSE(test, vgt_monitor_port(VGT_PORT_E));
	/* They can be told apart. */
	KUNIT_EXPECT_NE(test, memcmp(env->vgpu->display.setups[VGT_PORT_B].edid,
				     env->vgpu->display.setups[VGT_PORT_C].edid, 128), 0);
}

static void monitors_plugged(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u32 i;

	hot_plugs_on(env);
	interrupts(env);
	KUNIT_EXPECT_EQ(test, do_connect(env, VGT_PORT_B), 0);
	KUNIT_EXPECT_EQ(test, interrupts(env), 0);
	do_disconnect(env, VGT_PORT_C);
	KUNIT_EXPECT_EQ(test, interrupts(env), 0);
	for (i = 0; i < ARRAY_SIZE(ports); i++) {
		do_disconnect(env, ports[i].port);
		interrupts(env);
		KUNIT_EXPECT_EQ(test, env_read(env, SDEISR) & ports[i].live, 0);
		KUNIT_EXPECT_EQ(test, do_connect(env, ports[i].port), 0);
		KUNIT_EXPECT_EQ(test, env_read(env, SDEIIR), ports[i].live);
		KUNIT_EXPECT_EQ(test, interrupts(env), 1);
		KUNIT_EXPECT_EQ(test, env_read(env, SDEISR) & ports[i].live, ports[i].live);
		/* There already: nothing to hear of. */
		KUNIT_EXPECT_EQ(test, do_connect(env, ports[i].port), 0);
		KUNIT_EXPECT_EQ(test, interrupts(env), 0);
		do_disconnect(env, ports[i].port);
		KUNIT_EXPECT_EQ(test, interrupts(env), 1);
	}
}

/* What is set up is seen from the next connect on. */
static void monitor_replaced(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	const struct vgt_monitor *monitor = &env->vgpu->display.monitors[VGT_PORT_B];
	u8 *edid = kzalloc(VGT_EDID_SIZE, GFP_KERNEL);

	KUNIT_ASSERT_TRUE(test, edid);
	hot_plugs_on(env);
	interrupts(env);
	vgt_edid_generate(edid, VGT_MONITOR_DP, 1600, 900, 5);
	KUNIT_EXPECT_EQ(test, set_edid(env, VGT_PORT_B, edid, 128), 0);
	KUNIT_EXPECT_NE(test, memcmp(monitor->edid, edid, 128), 0);
	KUNIT_EXPECT_EQ(test, interrupts(env), 0);
	KUNIT_EXPECT_EQ(test, do_connect(env, VGT_PORT_B), 0);
	KUNIT_EXPECT_EQ(test, interrupts(env), 1);
	KUNIT_EXPECT_EQ(test, memcmp(monitor->edid, edid, 128), 0);
	/* Likewise how it is attached. */
	KUNIT_EXPECT_EQ(test, set_type(env, VGT_PORT_B, VGT_MONITOR_HDMI), 0);
	KUNIT_EXPECT_EQ(test, monitor->type, VGT_MONITOR_DP);
	KUNIT_EXPECT_EQ(test, do_connect(env, VGT_PORT_B), 0);
	KUNIT_EXPECT_EQ(test, monitor->type, VGT_MONITOR_HDMI);
	KUNIT_EXPECT_EQ(test, interrupts(env), 1);
	/* What is no EDID changes nothing. */
	edid[20]++;
	KUNIT_EXPECT_EQ(test, set_edid(env, VGT_PORT_B, edid, 128), -EINVAL);
	KUNIT_EXPECT_EQ(test, set_edid(env, VGT_PORT_B, edid, 0), -EINVAL);
	KUNIT_EXPECT_EQ(test, set_edid(env, VGT_PORT_B, edid, 640), -EINVAL);
	KUNIT_EXPECT_EQ(test, do_connect(env, VGT_PORT_B), 0);
	KUNIT_EXPECT_EQ(test, interrupts(env), 0);
	/* A reset of the device leaves monitors as they are. */
	KUNIT_EXPECT_EQ(test, vgt_vgpu_reset(env->vgpu), 0);
	KUNIT_EXPECT_EQ(test, env_read(env, SDEISR), BIT(21));
	KUNIT_EXPECT_EQ(test, monitor->type, VGT_MONITOR_HDMI);
	kfree(edid);
}

static int link_up(struct vgt_env *env, const u8 *edid)
{
	return vgt_vgpu_link_up(env->vgpu, VGT_PORT_B, edid, 128);
}

static void next_guest(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);

	vgt_vgpu_stop(env->vgpu);
	KUNIT_ASSERT_EQ(test, vgt_vgpu_start(env->vgpu), 0);
}

/* What a VMM has done with a monitor ends with it: the next one finds the administrator's. */
static void monitor_lent(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	const struct vgt_monitor *monitor = &env->vgpu->display.monitors[VGT_PORT_B];
	u8 own[128], edid[128];

	memcpy(own, monitor->edid, sizeof(own));
	vgt_edid_generate(edid, VGT_MONITOR_DP, 1600, 900, 5);
	KUNIT_EXPECT_EQ(test, link_up(env, edid), 0);
	KUNIT_EXPECT_EQ(test, memcmp(monitor->edid, edid, 128), 0);
	KUNIT_EXPECT_EQ(test, memcmp(env->vgpu->display.setups[VGT_PORT_B].edid, own, 128), 0);
	/* A reset of the device is not its end. */
	KUNIT_EXPECT_EQ(test, vgt_vgpu_reset(env->vgpu), 0);
	KUNIT_EXPECT_EQ(test, memcmp(monitor->edid, edid, 128), 0);
	next_guest(test);
	KUNIT_EXPECT_EQ(test, env_read(env, SDEISR), BIT(21));
	KUNIT_EXPECT_EQ(test, memcmp(monitor->edid, own, 128), 0);
	/* Killed while it replaced the monitor. */
	vgt_vgpu_link_down(env->vgpu, VGT_PORT_B);
	KUNIT_EXPECT_EQ(test, env_read(env, SDEISR), 0);
	next_guest(test);
	KUNIT_EXPECT_EQ(test, env_read(env, SDEISR), BIT(21));
	KUNIT_EXPECT_EQ(test, memcmp(monitor->edid, own, 128), 0);
	/* Where no monitor was before, none is. */
	do_disconnect(env, VGT_PORT_B);
	KUNIT_EXPECT_EQ(test, link_up(env, edid), 0);
	KUNIT_EXPECT_EQ(test, link_up(env, own), 0);
	next_guest(test);
	KUNIT_EXPECT_EQ(test, env_read(env, SDEISR), 0);
}

/* Meanwhile the administrator has the last word. */
static void monitor_lent_and_set(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	const struct vgt_monitor *monitor = &env->vgpu->display.monitors[VGT_PORT_B];
	u8 edid[128], other[128];

	vgt_edid_generate(edid, VGT_MONITOR_DP, 1600, 900, 5);
	vgt_edid_generate(other, VGT_MONITOR_DP, 800, 600, 6);
	KUNIT_EXPECT_EQ(test, link_up(env, edid), 0);
	do_disconnect(env, VGT_PORT_B);
	next_guest(test);
	KUNIT_EXPECT_EQ(test, env_read(env, SDEISR), 0);
	KUNIT_EXPECT_EQ(test, link_up(env, edid), 0);
	KUNIT_EXPECT_EQ(test, set_edid(env, VGT_PORT_B, other, 128), 0);
	KUNIT_EXPECT_EQ(test, memcmp(monitor->edid, edid, 128), 0);
	KUNIT_EXPECT_EQ(test, do_connect(env, VGT_PORT_B), 0);
	next_guest(test);
	KUNIT_EXPECT_EQ(test, memcmp(monitor->edid, other, 128), 0);
	/* The port is taken away. */
	vgt_vgpu_link_down(env->vgpu, VGT_PORT_B);
	KUNIT_EXPECT_EQ(test, set_type(env, VGT_PORT_B, VGT_MONITOR_NONE), 0);
	KUNIT_EXPECT_EQ(test, link_up(env, edid), -ENODEV);
	next_guest(test);
	KUNIT_EXPECT_EQ(test, env_read(env, SDEISR), 0);
	KUNIT_EXPECT_FALSE(test, env_read(env, SFUSE_STRAP) & BIT(2));
}

static void port_taken_away(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);

	KUNIT_EXPECT_EQ(test, set_type(env, VGT_PORT_B, VGT_MONITOR_NONE), -EBUSY);
	KUNIT_EXPECT_TRUE(test, env_read(env, SFUSE_STRAP) & BIT(2));
	do_disconnect(env, VGT_PORT_B);
	KUNIT_EXPECT_EQ(test, set_type(env, VGT_PORT_B, VGT_MONITOR_NONE), 0);
	KUNIT_EXPECT_FALSE(test, env_read(env, SFUSE_STRAP) & BIT(2));
	KUNIT_EXPECT_EQ(test, do_connect(env, VGT_PORT_B), -ENODEV);
	KUNIT_EXPECT_EQ(test, set_type(env, VGT_PORT_B, VGT_MONITOR_DP), 0);
	KUNIT_EXPECT_EQ(test, do_connect(env, VGT_PORT_B), 0);
	KUNIT_EXPECT_TRUE(test, env_read(env, SFUSE_STRAP) & BIT(2));
}

static void block_checksum(u8 *block)
{
	u8 sum = 0;
	u32 i;

	for (i = 0; i < 127; i++)
		sum += block[i];
	block[127] = -sum;
}

/* Four blocks: the last two are in segment 1. */
static void edid_long(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u8 *edid = kzalloc(VGT_EDID_SIZE, GFP_KERNEL);
	u32 i;

	KUNIT_ASSERT_TRUE(test, edid);
	vgt_edid_generate(edid, VGT_MONITOR_DP, 1280, 720, 1);
	edid[126] = 3;
	block_checksum(edid);
	for (i = 1; i < 4; i++) {
		memset(edid + 128 * i, 0x10 + i, 127);
		block_checksum(edid + 128 * i);
	}
	KUNIT_EXPECT_EQ(test, set_edid(env, VGT_PORT_C, edid, 512), 0);
	KUNIT_EXPECT_EQ(test, set_type(env, VGT_PORT_C, VGT_MONITOR_HDMI), 0);
	KUNIT_EXPECT_EQ(test, do_connect(env, VGT_PORT_C), 0);
	/* The segment's pointer, by GMBUS at port C; then four bytes at its offset 128. */
	env_write(env, 0xc5100, 4);
	env_write(env, 0xc510c, 1);
	env_write(env, 0xc5104, BIT(30) | BIT(25) | 1 << 16 | 0x30 << 1);
	env_write(env, 0xc5104, BIT(30) | BIT(27) | BIT(26) | BIT(25) | 4 << 16 |
		  128 << 8 | 0x50 << 1 | 1);
	KUNIT_EXPECT_EQ(test, env_read(env, 0xc510c), 0x13131313);
	edid[126] = 4;
	block_checksum(edid);
	KUNIT_EXPECT_EQ(test, set_edid(env, VGT_PORT_C, edid, 512), -EINVAL);
	kfree(edid);
}

static u32 edid_khz(const u8 *edid)
{
	return (edid[54] | edid[55] << 8) * 10;
}

/* Does it say HDMI, and up to 300 MHz? Otherwise drivers show no mode above 165 MHz. */
static bool edid_is_hdmi(const struct vgt_monitor_setup *setup)
{
	static const u8 oui[] = { 0x03, 0x0c, 0x00 };
	const u8 *block = setup->edid + 128;
	u32 at;

	if (setup->edid_len != 256 || setup->edid[126] != 1 || block[0] != 2)
		return false;
	for (at = 4; at < block[2]; at += 1 + (block[at] & 0x1f))
		if (block[at] >> 5 == 3 && !memcmp(block + at + 1, oui, sizeof(oui)))
			return block[at + 7] * 5 == 300;
	return false;
}

/* The EDID that vgt makes is of the port's type, and of a mode that the type can have. */
static void edid_of_hdmi(struct kunit *test)
{
	static const struct {
		u16 width, height;
		u32 dp_khz, hdmi_khz;
	} sizes[] = {
		{ 1920, 1200, 154000, 154000 },
		{ 2560, 1440, 241500, 241500 },
		/* With 30 Hz. */
		{ 3840, 2160, 533250, 262750 },
	};
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_monitor_setup *setup = &env->vgpu->display.setups[VGT_PORT_C];
	u8 edid[VGT_EDID_MADE];
	u32 i;

	vgt_vgpu_stop(env->vgpu);
	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		KUNIT_EXPECT_EQ(test, vgt_vgpu_set_resolution(env->vgpu, sizes[i].width,
							      sizes[i].height), 0);
		KUNIT_EXPECT_EQ(test, setup->edid_len, 128);
		KUNIT_EXPECT_EQ(test, edid_khz(setup->edid), sizes[i].dp_khz);
		KUNIT_EXPECT_EQ(test, set_type(env, VGT_PORT_C, VGT_MONITOR_HDMI), 0);
		KUNIT_EXPECT_TRUE(test, vgt_edid_valid(setup->edid, setup->edid_len));
		KUNIT_EXPECT_TRUE(test, edid_is_hdmi(setup));
		KUNIT_EXPECT_EQ(test, edid_khz(setup->edid), sizes[i].hdmi_khz);
		KUNIT_EXPECT_EQ(test, do_connect(env, VGT_PORT_C), 0);
		do_disconnect(env, VGT_PORT_C);
		KUNIT_EXPECT_EQ(test, set_type(env, VGT_PORT_C, VGT_MONITOR_NONE), 0);
		KUNIT_EXPECT_EQ(test, set_type(env, VGT_PORT_C, VGT_MONITOR_DP), 0);
		KUNIT_EXPECT_FALSE(test, edid_is_hdmi(setup));
	}
	/* What somebody has set stays. */
	vgt_edid_generate(edid, VGT_MONITOR_DP, 1280, 720, 1);
	KUNIT_EXPECT_EQ(test, set_edid(env, VGT_PORT_C, edid, 128), 0);
	KUNIT_EXPECT_EQ(test, set_type(env, VGT_PORT_C, VGT_MONITOR_HDMI), 0);
	KUNIT_EXPECT_EQ(test, setup->edid_len, 128);
	KUNIT_EXPECT_EQ(test, memcmp(setup->edid, edid, 128), 0);
	KUNIT_EXPECT_EQ(test, vgt_vgpu_start(env->vgpu), 0);
}

static struct kunit_case monitor_cases[] = {
	KUNIT_CASE(monitors_new),
	KUNIT_CASE(monitors_plugged),
	KUNIT_CASE(monitor_replaced),
	KUNIT_CASE(monitor_lent),
	KUNIT_CASE(monitor_lent_and_set),
	KUNIT_CASE(port_taken_away),
	KUNIT_CASE(edid_long),
	KUNIT_CASE(edid_of_hdmi),
	{ }
};

static struct kunit_suite monitor_suite = {
	.name = "monitor",
	.init = vgt_env_suite_init,
	.exit = vgt_env_suite_exit,
	.test_cases = monitor_cases,
};

kunit_test_suite(monitor_suite);
