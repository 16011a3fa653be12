// SPDX-License-Identifier: GPL-2.0-only
/*
 * OpRegion and VBT, taken apart byte by byte as a guest's driver does; and the ports that
 * it tells of, used as it says.
 */
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "core/display/display.h"
#include "core/display/opregion.h"
#include "env.h"

#define CHILDREN	8

static u32 le(const u8 *p, u32 len)
{
	u32 val = 0;

	while (len--)
		val = val << 8 | p[len];
	return val;
}

static const u8 *vbt_of(struct vgt_env *env)
{
	return env->dev.opregion + VGT_OPREGION_VBT;
}

static const u8 *bdb_of(struct vgt_env *env)
{
	return vbt_of(env) + le(vbt_of(env) + 28, 4);
}

/* The data of a block, or NULL. */
static const u8 *block(struct vgt_env *env, u8 id, u32 *size)
{
	const u8 *bdb = bdb_of(env);
	u32 end = le(bdb + 20, 2);
	u32 at;

	for (at = le(bdb + 18, 2); at + 3 <= end; at += 3 + *size) {
		*size = le(bdb + at + 1, 2);
		if (bdb[at] == id)
			return bdb + at + 3;
	}
	return NULL;
}

/* The child devices, one after another; NULL after the last. */
static const u8 *child(struct vgt_env *env, u32 i)
{
	const u8 *defs;
	u32 size;

	defs = block(env, 2, &size);
	if (!defs || !defs[4] || (i + 1) * defs[4] > size - 5)
		return NULL;
	return defs + 5 + i * defs[4];
}

static void opregion_header(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	const u8 *region = env->dev.opregion;

	KUNIT_EXPECT_EQ(test, memcmp(region, "IntelGraphicsMem", 16), 0);
	KUNIT_EXPECT_EQ(test, le(region + 0x10, 4), 8);
	/* Version 2.0, with a VBT in mailbox 4 and no other. */
	KUNIT_EXPECT_EQ(test, le(region + 0x14, 4), 0x02000000);
	KUNIT_EXPECT_EQ(test, le(region + 0x58, 4), BIT(3));
	/* Of no headless machine, with its lid open; the VBT is not elsewhere. */
	KUNIT_EXPECT_EQ(test, le(region + 0x60, 4), 0);
	KUNIT_EXPECT_EQ(test, region[0x1ac] & 1, 1);
	KUNIT_EXPECT_EQ(test, le(region + 0x3ba, 4), 0);
}

static void vbt_blocks(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	const u8 *vbt = vbt_of(env), *bdb = bdb_of(env), *data;
	u32 size = le(vbt + 24, 2);
	u32 i, sum = 0;

	KUNIT_EXPECT_EQ(test, memcmp(vbt, "$VBT", 4), 0);
	KUNIT_EXPECT_EQ(test, le(vbt + 22, 2), 48);
	KUNIT_ASSERT_GE(test, VGT_OPREGION_SIZE - VGT_OPREGION_VBT, size);
	for (i = 0; i < size; i++)
		sum += vbt[i];
	KUNIT_EXPECT_EQ(test, sum % 256, 0);
	KUNIT_EXPECT_NE(test, sum, 0);
	for (i = size; i < VGT_OPREGION_SIZE - VGT_OPREGION_VBT; i++)
		KUNIT_ASSERT_EQ(test, vbt[i], 0);

	KUNIT_EXPECT_EQ(test, memcmp(bdb, "BIOS_DATA_BLOCK", 16), 0);
	KUNIT_EXPECT_EQ(test, bdb + le(bdb + 20, 2) - vbt, size);
	/* The blocks are there, none is longer than what is left, and all ends with one. */
	KUNIT_EXPECT_FALSE(test, block(env, 77, &i));
	data = block(env, 1, &i);
	KUNIT_ASSERT_TRUE(test, data);
	KUNIT_EXPECT_EQ(test, data[4] & 3, 0);
	KUNIT_EXPECT_TRUE(test, block(env, 2, &i));
	data = block(env, 12, &i);
	KUNIT_ASSERT_TRUE(test, data);
	KUNIT_EXPECT_EQ(test, data + i - bdb, le(bdb + 20, 2));
	KUNIT_EXPECT_EQ(test, le(data + 7, 2) >> 11 & 3, 0);
}

/* As large as i915 knows them to be in this version, and no part of one is left over. */
static void vbt_child_size(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u32 version = le(bdb_of(env) + 16, 2);
	const u8 *defs;
	u32 size;

	defs = block(env, 2, &size);
	KUNIT_ASSERT_TRUE(test, defs);
	KUNIT_EXPECT_GE(test, version, 111);
	KUNIT_EXPECT_LT(test, version, 195);
	KUNIT_EXPECT_EQ(test, defs[4], 33);
	KUNIT_EXPECT_EQ(test, (size - 5) % 33, 0);
}

/* ---- the ports ---- */

/* Plug a monitor into this port, and into no other. */
static int plug_only(struct vgt_env *env, u32 port, enum vgt_monitor_type type)
{
	u32 other;
	int ret;

	mutex_lock(&env->vgpu->lock);
	for (other = 0; other < VGT_PORTS; other++)
		vgt_monitor_disconnect(env->vgpu, other);
	ret = vgt_monitor_set_type(env->vgpu, port, type);
	ret = ret ?: vgt_monitor_connect(env->vgpu, port);
	mutex_unlock(&env->vgpu->lock);
	return ret;
}

/* Does a DisplayPort monitor answer at an AUX channel, by the VBT's number of it? */
static bool aux_answers(struct vgt_env *env, u8 aux)
{
	static const u8 channels[] = { [1] = 1, [2] = 2, [3] = 3 };
	u32 base = env->gpu.gpu.desc.platform->gen == 8 ? 0xe4010 : 0x64010;
	u32 ctl;

	if (aux & 0xf || aux >> 4 >= ARRAY_SIZE(channels) || !channels[aux >> 4])
		return false;
	ctl = base + 0x100 * channels[aux >> 4];
	env_write(env, ctl + 4, 0x90000000);	/* read DPCD from 0 */
	env_write(env, ctl, BIT(31) | 4 << 20);
	return env_read(env, ctl) >> 20 & 0x1f && !(env_read(env, ctl) & BIT(28)) &&
	       env_read(env, ctl + 4) >> 24 == 0;
}

/* Does an HDMI monitor answer at a pair of GMBUS pins? */
static bool gmbus_answers(struct vgt_env *env, u8 pin)
{
	env_write(env, 0xc5100, pin);
	env_write(env, 0xc5104, BIT(30) | BIT(27) | BIT(26) | BIT(25) | 4 << 16 |
		  0x50 << 1 | 1);
	if (env_read(env, 0xc5108) & BIT(10))
		return false;
	return env_read(env, 0xc510c) == 0xffffff00;
}

/* The pins that a driver takes a VBT's number for. */
static u8 gmbus_pin(struct vgt_env *env, u8 pin)
{
	static const u8 cnp[] = { 0, 1, 2, 4, 3 };

	if (!env->vgpu->display.cnp)
		return pin;
	return pin < ARRAY_SIZE(cnp) ? cnp[pin] : 0;
}

/* The port's id; VGT_PORTS where there is no such. */
static u32 child_port(const u8 *child)
{
	switch (child[16]) {
	case 7:
		return VGT_PORT_B;
	case 8:
		return VGT_PORT_C;
	case 9:
		return VGT_PORT_D;
	default:
		return VGT_PORTS;
	}
}

static void check_child(struct kunit *test, struct vgt_env *env, const u8 *child)
{
	u32 port = child_port(child), type = le(child + 2, 2);

	KUNIT_ASSERT_NE(test, port, VGT_PORTS);
	/* Digital, hot plug; DisplayPort, and HDMI; no panel, nothing analog. */
	KUNIT_EXPECT_EQ(test, type & (BIT(13) | BIT(4) | BIT(2) | BIT(1)),
			BIT(13) | BIT(4) | BIT(2) | BIT(1));
	KUNIT_EXPECT_EQ(test, type & (BIT(12) | BIT(11) | BIT(10) | BIT(5) | BIT(0)), 0);
	KUNIT_EXPECT_EQ(test, child[24], 7);
	/* No reversed lanes, no converters, no inverted hot plug. */
	KUNIT_EXPECT_EQ(test, child[23], 0);

	KUNIT_ASSERT_EQ(test, plug_only(env, port, VGT_MONITOR_DP), 0);
	KUNIT_EXPECT_TRUE(test, aux_answers(env, child[25]));
	KUNIT_EXPECT_FALSE(test, gmbus_answers(env, gmbus_pin(env, child[19])));
	KUNIT_ASSERT_EQ(test, plug_only(env, port, VGT_MONITOR_HDMI), 0);
	KUNIT_EXPECT_FALSE(test, aux_answers(env, child[25]));
	KUNIT_EXPECT_TRUE(test, gmbus_answers(env, gmbus_pin(env, child[19])));
}

/* Each port that a monitor can be plugged into is told of once, by a name of its own. */
static void check_ports(struct kunit *test, struct vgt_env *env)
{
	u32 handles = 0, ports = 0, i, port;
	const u8 *c;

	for (i = 0; i < CHILDREN; i++) {
		c = child(env, i);
		if (!c)
			break;
		KUNIT_EXPECT_EQ(test, handles & le(c, 2), 0);
		KUNIT_EXPECT_EQ(test, ports & BIT(child_port(c)), 0);
		handles |= le(c, 2);
		ports |= BIT(child_port(c));
		check_child(test, env, c);
	}
	for (port = 0; port < VGT_PORTS; port++)
		KUNIT_EXPECT_EQ(test, !!(ports & BIT(port)), vgt_monitor_port(port));
	KUNIT_EXPECT_EQ(test, hweight32(handles), i);
}

static void vbt_ports(struct kunit *test)
{
	check_ports(test, vgt_env_get(test));
}

/* A chipset that counts GMBUS pins otherwise. */
static void vbt_ports_cnp(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);

	vgt_env_end(env);
	env->gpu.gpu.desc.device = 0x3e92;
	env->gpu.gpu.desc.platform = &vgt_platforms[VGT_COFFEELAKE];
	KUNIT_ASSERT_EQ(test, vgt_env_start(env), 0);
	KUNIT_ASSERT_TRUE(test, env->vgpu->display.cnp);
	check_ports(test, env);
}

static struct kunit_case opregion_cases[] = {
	KUNIT_CASE(opregion_header),
	KUNIT_CASE(vbt_blocks),
	KUNIT_CASE(vbt_child_size),
	KUNIT_CASE(vbt_ports),
	KUNIT_CASE(vbt_ports_cnp),
	{ }
};

static struct kunit_suite opregion_suite = {
	.name = "opregion",
	.init = vgt_env_suite_init,
	.exit = vgt_env_suite_exit,
	.test_cases = opregion_cases,
};

static struct kunit_case opregion_gen8_cases[] = {
	KUNIT_CASE(vbt_ports),
	{ }
};

static struct kunit_suite opregion_gen8_suite = {
	.name = "opregion-gen8",
	.init = vgt_env_suite_init_gen8,
	.exit = vgt_env_suite_exit,
	.test_cases = opregion_gen8_cases,
};

kunit_test_suite(opregion_suite);
kunit_test_suite(opregion_gen8_suite);
