// SPDX-License-Identifier: GPL-2.0-only
/*
 * The display: timing, vertical blanks, flips, EDID over GMBUS and AUX, hot plug.
 */
#include <linux/kernel.h>
#include <linux/slab.h>

#include "core/display/display.h"
#include "core/display/pace.h"
#include "core/display/scanout.h"
#include "core/regs/irq.h"
#include "env.h"
#include "env_time.h"

#define PIPEDSL		0x70000
#define PIPECONF	0x70008
#define FRMCOUNT	0x70040
#define FLIPCOUNT	0x70044
#define CURBASE		0x70084
#define CURLIVE		0x700ac
#define PLANE_CTL	0x70180
#define PLANE_SURF	0x7019c
#define PLANE_LIVE	0x701ac
#define PIPE_IIR	0x44408

#define FRAME_US	16667

/* 1920x1080 at 60 Hz on pipe @pipe, from a DisplayPort monitor at port B. */
static void pipe_on(struct vgt_env *env, u32 pipe)
{
	u32 base = pipe * 0x1000;

	env_write(env, 0x60000 + base, 2199u << 16 | 1919);
	env_write(env, 0x6000c + base, 1124u << 16 | 1079);
	env_write(env, 0x6c05c, 0);
	env_write(env, 0x60040 + base, 148500);
	env_write(env, 0x60044 + base, 162000);
	env_write(env, 0x60400 + base, BIT(31) | 1 << 28 | 2 << 24);
	env_write(env, PIPECONF + base, BIT(31));
}

static void irqs_on(struct vgt_env *env, u32 pipe, u32 bits)
{
	env_write(env, 0x44404 + 0x10 * pipe, ~bits);
	env_write(env, 0x4440c + 0x10 * pipe, bits);
	env_write(env, 0x44200, BIT(31));
}

static void pipe_counts(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u32 frame, line, i;

	KUNIT_EXPECT_EQ(test, env_read(env, PIPEDSL), 0);
	KUNIT_EXPECT_EQ(test, env_read(env, FRMCOUNT), 0);
	pipe_on(env, 0);
	KUNIT_EXPECT_EQ(test, env_read(env, PIPECONF), BIT(31) | BIT(30));
	KUNIT_EXPECT_EQ(test, env->vgpu->display.pipe[0].period_ns, 16666666);
	if (ENV_EXACT_TIME) {
		/* It starts where the vertical blank does. */
		KUNIT_EXPECT_EQ(test, env_read(env, PIPEDSL), 1080);
		env_sleep_us(FRAME_US / 2);
		KUNIT_EXPECT_EQ(test, env_read(env, PIPEDSL), 517);
	}
	/* A frame later the counter has moved, and lines are lines of the frame. */
	for (i = 0; i < 5; i++) {
		frame = env_read(env, FRMCOUNT);
		env_sleep_us(FRAME_US);
		KUNIT_EXPECT_GE(test, env_read(env, FRMCOUNT), frame + 1);
		line = env_read(env, PIPEDSL);
		KUNIT_EXPECT_LT(test, line, 1125);
	}
	if (ENV_EXACT_TIME)
		KUNIT_EXPECT_EQ(test, env_read(env, FRMCOUNT), 5);
	/* Off: it keeps the count. On again: it goes on from there. */
	env_write(env, PIPECONF, 0);
	frame = env_read(env, FRMCOUNT);
	KUNIT_EXPECT_GE(test, frame, 5);
	env_sleep_us(2 * FRAME_US);
	KUNIT_EXPECT_EQ(test, env_read(env, FRMCOUNT), frame);
	KUNIT_EXPECT_EQ(test, env_read(env, PIPECONF), 0);
	env_write(env, PIPECONF, BIT(31));
	env_sleep_us(FRAME_US);
	KUNIT_EXPECT_GE(test, env_read(env, FRMCOUNT), frame + 1);
}

/* Whatever a guest sets, a frame takes between 1/240 and 1/10 s. */
static void pipe_odd_timings(struct kunit *test)
{
	static const struct {
		u32 h;
		u32 v;
		u32 m;
		u32 n;
	} odd[] = {
		{ 0, 0, 0, 0 },
		{ ~0u, ~0u, 1, 1 },
		{ ~0u, ~0u, 1, ~0u },
		{ 0, 0, ~0u, 1 },
		{ 0, 0xffff, 1, 0 },
		{ 100 << 16, 7, ~0u, ~0u },
	};
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_pipe *pipe = &env->vgpu->display.pipe[1];
	u32 i;

	for (i = 0; i < ARRAY_SIZE(odd); i++) {
		pipe_on(env, 1);
		env_write(env, PIPECONF + 0x1000, 0);
		env_write(env, 0x61000, odd[i].h);
		env_write(env, 0x6100c, odd[i].v);
		env_write(env, 0x61040, odd[i].m);
		env_write(env, 0x61044, odd[i].n);
		env_write(env, PIPECONF + 0x1000, BIT(31));
		KUNIT_EXPECT_TRUE(test, pipe->enabled);
		KUNIT_EXPECT_GE(test, pipe->period_ns, NSEC_PER_SEC / 240);
		KUNIT_EXPECT_LE(test, pipe->period_ns, NSEC_PER_SEC / 10);
		KUNIT_EXPECT_GE(test, pipe->vtotal, pipe->vactive);
		KUNIT_EXPECT_LT(test, env_read(env, PIPEDSL + 0x1000), pipe->vtotal);
	}
}

/* The guest serves the vertical blank of each frame of pipe C. */
static void vblanks_served(struct vgt_env *env, u32 frames)
{
	while (frames--) {
		env_write(env, PIPE_IIR + 0x20, ~0u);
		env_sleep_us(FRAME_US);
	}
}

static void pipe_vblanks(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_pipe *pipe = &env->vgpu->display.pipe[2];
	int n;

	pipe_on(env, 2);
	env_sleep_us(2 * FRAME_US);
	/* Nobody asked: no timer, no interrupt. */
	KUNIT_EXPECT_FALSE(test, pipe->armed);
	KUNIT_EXPECT_EQ(test, env->guest.interrupts, 0);
	irqs_on(env, 2, BIT(0));
	KUNIT_EXPECT_TRUE(test, pipe->armed);
	vblanks_served(env, 10);
	n = env->guest.interrupts;
	KUNIT_EXPECT_GE(test, n, 9);
	if (ENV_EXACT_TIME)
		KUNIT_EXPECT_EQ(test, n, 10);
	KUNIT_EXPECT_EQ(test, env_read(env, PIPE_IIR + 0x20), BIT(0));
	/* No more: the timer ends. */
	irqs_on(env, 2, 0);
	env_sleep_us(3 * FRAME_US);
	KUNIT_EXPECT_FALSE(test, pipe->armed);
	KUNIT_EXPECT_LE(test, env->guest.interrupts, n + 1);
}

/* A guest that serves no interrupts, as one that is paused, is not told of each vertical blank. */
static void pipe_vblanks_unserved(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_pipe *pipe = &env->vgpu->display.pipe[2];
	int n;

	pipe_on(env, 2);
	irqs_on(env, 2, BIT(0));
	env_sleep_us(4 * FRAME_US);
	KUNIT_EXPECT_FALSE(test, pipe->armed);
	n = env->guest.interrupts;
	KUNIT_EXPECT_EQ(test, n, 2);
	/* Nor if it changes its enables, or serves others. */
	irqs_on(env, 2, BIT(0) | BIT(3));
	env_write(env, PIPE_IIR + 0x20, BIT(3));
	env_sleep_us(4 * FRAME_US);
	KUNIT_EXPECT_FALSE(test, pipe->armed);
	KUNIT_EXPECT_LE(test, env->guest.interrupts, n + 2);
	/* A flip is shown at its vertical blank, and told of. */
	n = env->guest.interrupts;
	env_write(env, PLANE_SURF + 0x2000, 0x10000);
	env_sleep_us(2 * FRAME_US);
	KUNIT_EXPECT_EQ(test, env_read(env, PIPE_IIR + 0x20), BIT(0) | BIT(3));
	KUNIT_EXPECT_GT(test, env->guest.interrupts, n);
	/* When it serves them, they go on. */
	n = env->guest.interrupts;
	vblanks_served(env, 10);
	KUNIT_EXPECT_GE(test, env->guest.interrupts, n + 9);
	if (ENV_EXACT_TIME)
		KUNIT_EXPECT_EQ(test, env->guest.interrupts, n + 10);
	KUNIT_EXPECT_TRUE(test, pipe->armed);
}

static void plane_flip(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u32 flips;

	pipe_on(env, 0);
	irqs_on(env, 0, BIT(3) | BIT(4));
	env_write(env, PLANE_SURF, 0x10000);
	env_sleep_us(2 * FRAME_US);
	env_write(env, PIPE_IIR, ~0u);
	flips = env_read(env, FLIPCOUNT);
	env_write(env, PLANE_SURF, 0x20000);
	if (ENV_EXACT_TIME) {
		KUNIT_EXPECT_EQ(test, env_read(env, PLANE_LIVE), 0x10000);
		KUNIT_EXPECT_EQ(test, env_read(env, PIPE_IIR), 0);
	}
	env_sleep_us(2 * FRAME_US);
	KUNIT_EXPECT_EQ(test, env_read(env, PLANE_LIVE), 0x20000);
	KUNIT_EXPECT_EQ(test, env_read(env, PIPE_IIR) & ~BIT(0), BIT(3));
	KUNIT_EXPECT_EQ(test, env_read(env, FLIPCOUNT), flips + 1);

	/* Another plane, another bit. */
	env_write(env, PIPE_IIR, ~0u);
	env_write(env, PLANE_SURF + 0x100, 0x30000);
	env_sleep_us(2 * FRAME_US);
	KUNIT_EXPECT_EQ(test, env_read(env, PLANE_LIVE + 0x100), 0x30000);
	KUNIT_EXPECT_EQ(test, env_read(env, PIPE_IIR) & ~BIT(0), BIT(4));

	/* At once, where the guest says so. */
	env_write(env, PIPE_IIR, ~0u);
	env_write(env, PLANE_CTL, BIT(31) | BIT(9));
	env_write(env, PLANE_SURF, 0x40000);
	KUNIT_EXPECT_EQ(test, env_read(env, PLANE_LIVE), 0x40000);
	KUNIT_EXPECT_EQ(test, env_read(env, PIPE_IIR) & BIT(3), BIT(3));

	/* The cursor has no interrupt. */
	env_write(env, PIPE_IIR, ~0u);
	env_write(env, CURBASE, 0x50000);
	env_sleep_us(2 * FRAME_US);
	KUNIT_EXPECT_EQ(test, env_read(env, CURLIVE), 0x50000);

	/* The pipe goes off: what was pending is shown. */
	env_write(env, PLANE_CTL, BIT(31));
	env_write(env, PLANE_SURF, 0x60000);
	env_write(env, PIPECONF, 0);
	KUNIT_EXPECT_EQ(test, env_read(env, PLANE_LIVE), 0x60000);
	env_write(env, PLANE_SURF, 0x70000);
	KUNIT_EXPECT_EQ(test, env_read(env, PLANE_LIVE), 0x70000);
	/* Live values are the hardware's. */
	env_write(env, PLANE_LIVE, 1);
	KUNIT_EXPECT_EQ(test, env_read(env, PLANE_LIVE), 0x70000);
}

static u32 seen_live(struct vgt_env *env)
{
	return env_read(env, PLANE_LIVE);
}

static u32 seen_count(struct vgt_env *env)
{
	env_read(env, FLIPCOUNT);
	return env->vgpu->display.pipe[0].planes[0].live;
}

static u32 seen_by_viewer(struct vgt_env *env)
{
	struct vgt_scanout s;

	mutex_lock(&env->vgpu->lock);
	vgt_scanout_primary(env->vgpu, 0, &s);
	mutex_unlock(&env->vgpu->lock);
	return s.addr;
}

static u32 seen_by_flip(struct vgt_env *env)
{
	env_write(env, PLANE_SURF + 0x100, 0x30000);
	return env->vgpu->display.pipe[0].planes[0].live;
}

/* Somebody looks at the plane after the vertical blank, and before the timer tells the guest. */
static void plane_flip_seen(struct kunit *test)
{
	static u32 (*const seen[])(struct vgt_env *env) = {
		seen_live, seen_count, seen_by_viewer, seen_by_flip,
	};
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_plane *plane = &env->vgpu->display.pipe[0].planes[0];
	u32 i, surf = 0x10000;

	pipe_on(env, 0);
	irqs_on(env, 0, BIT(3) | BIT(4));
	for (i = 0; i < ARRAY_SIZE(seen); i++, surf += 0x1000) {
		env_sleep_us(2 * FRAME_US);
		env_write(env, PIPE_IIR, ~0u);
		env_write(env, PLANE_SURF, surf);
		plane->latch = ktime_get();
		KUNIT_EXPECT_EQ(test, seen[i](env), surf);
		env_sleep_us(2 * FRAME_US);
		KUNIT_EXPECT_EQ(test, env_read(env, PIPE_IIR) & BIT(3), BIT(3));
	}
	/* Once. */
	env_write(env, PIPE_IIR, ~0u);
	env_sleep_us(2 * FRAME_US);
	KUNIT_EXPECT_EQ(test, env_read(env, PIPE_IIR), 0);

	/* The pipe goes off in the meantime. */
	env_write(env, PLANE_SURF, surf);
	plane->latch = ktime_get();
	env_write(env, PIPECONF, 0);
	env_sleep_us(2 * FRAME_US);
	KUNIT_EXPECT_EQ(test, env_read(env, PIPE_IIR), BIT(3));
	env_write(env, PIPE_IIR, ~0u);
	pipe_on(env, 0);
	env_sleep_us(2 * FRAME_US);
	KUNIT_EXPECT_EQ(test, env_read(env, PIPE_IIR), 0);
}

/* A flip whose interrupt is masked when it is shown is not told later, when it is unmasked. */
static void plane_flip_masked(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u32 i;

	pipe_on(env, 0);
	irqs_on(env, 0, 0);
	for (i = 0; i < 3; i++) {
		env_write(env, PLANE_SURF, 0x10000 + i * 0x1000);
		env_sleep_us(3 * FRAME_US);
		KUNIT_EXPECT_EQ(test, seen_live(env), 0x10000 + i * 0x1000);
	}
	irqs_on(env, 0, BIT(3));
	env_sleep_us(3 * FRAME_US);
	KUNIT_EXPECT_EQ(test, env_read(env, PIPE_IIR) & BIT(3), 0);
	/* The next one is. */
	env_write(env, PLANE_SURF, 0x20000);
	env_sleep_us(3 * FRAME_US);
	KUNIT_EXPECT_EQ(test, env_read(env, PIPE_IIR) & BIT(3), BIT(3));
}

/* A flip that the guest makes between a vertical blank and its timer waits for the next one. */
static void plane_flip_after_vblank(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_pipe *pipe = &env->vgpu->display.pipe[0];

	pipe_on(env, 0);
	irqs_on(env, 0, BIT(3));
	env_write(env, PLANE_SURF, 0x10000);
	pipe->planes[0].latch += 20 * pipe->period_ns;
	env_sleep_us(3 * FRAME_US);
	KUNIT_EXPECT_EQ(test, env_read(env, PLANE_LIVE), 0);
	KUNIT_EXPECT_EQ(test, env_read(env, PIPE_IIR), 0);
	env_sleep_us(20 * FRAME_US);
	KUNIT_EXPECT_EQ(test, env_read(env, PLANE_LIVE), 0x10000);
	KUNIT_EXPECT_EQ(test, env_read(env, PIPE_IIR) & BIT(3), BIT(3));
}

/* Registers that flip a plane, as a driver for Windows uses them. */
static void plane_flip_by_register(struct kunit *test)
{
	static const struct {
		u32 reg;
		u32 pipe;
		u32 plane;
	} flips[] = {
		{ 0x50080, 0, 0 }, { 0x50088, 1, 0 }, { 0x5008c, 2, 0 },
		{ 0x50090, 0, 1 }, { 0x50098, 1, 1 }, { 0x5009c, 2, 1 },
	};
	struct vgt_env *env = vgt_env_get(test);
	u32 i, regs, iir, surf = 0x10000;

	for (i = 0; i < ARRAY_SIZE(flips); i++) {
		regs = flips[i].pipe * 0x1000 + flips[i].plane * 0x100;
		iir = PIPE_IIR + 0x10 * flips[i].pipe;
		pipe_on(env, flips[i].pipe);
		irqs_on(env, flips[i].pipe, BIT(3) | BIT(4));
		env_write(env, PLANE_CTL + regs, BIT(31) | BIT(9));
		env_write(env, PLANE_SURF + regs, surf);
		env_write(env, iir, ~0u);
		/* At the vertical blank, whatever the plane's own register says. */
		env_write(env, flips[i].reg, surf + 0x1000);
		if (ENV_EXACT_TIME)
			KUNIT_EXPECT_EQ(test, env_read(env, PLANE_LIVE + regs), surf);
		env_sleep_us(2 * FRAME_US);
		KUNIT_EXPECT_EQ(test, env_read(env, PLANE_LIVE + regs), surf + 0x1000);
		KUNIT_EXPECT_EQ(test, env_read(env, iir) & ~BIT(0), BIT(3 + flips[i].plane));
		/* At once. The other bits below the address are no part of it. */
		env_write(env, iir, ~0u);
		env_write(env, flips[i].reg, (surf + 0x2000) | 0xffd);
		KUNIT_EXPECT_EQ(test, env_read(env, PLANE_LIVE + regs), surf + 0x2000);
		KUNIT_EXPECT_EQ(test, env_read(env, iir) & BIT(3 + flips[i].plane),
				BIT(3 + flips[i].plane));
		KUNIT_EXPECT_EQ(test, env_read(env, PLANE_SURF + regs), surf + 0x2000);
		KUNIT_EXPECT_EQ(test, env_read(env, PLANE_CTL + regs), BIT(31) | BIT(9));
		surf += 0x10000;
	}
}

/* ---- monitors ---- */

static void edid_of_types(struct kunit *test)
{
	static const struct {
		u16 width;
		u16 height;
	} sizes[] = {
		{ 1024, 768 }, { 1920, 1200 }, { 640, 480 }, { 1366, 768 },
		{ 3840, 2160 }, { 4095, 4095 },
	};
	u8 *edid = kzalloc(VGT_EDID_SIZE, GFP_KERNEL);
	u32 i;

	KUNIT_ASSERT_TRUE(test, edid);
	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		vgt_edid_generate(edid, VGT_MONITOR_DP, sizes[i].width, sizes[i].height, 3);
		KUNIT_EXPECT_TRUE(test, vgt_edid_valid(edid, 128));
		KUNIT_EXPECT_EQ(test, edid[56] | edid[58] >> 4 << 8, sizes[i].width);
		KUNIT_EXPECT_EQ(test, edid[59] | edid[61] >> 4 << 8, sizes[i].height);
		KUNIT_EXPECT_NE(test, edid[54] | edid[55], 0);
		KUNIT_EXPECT_EQ(test, edid[12], 3);
		edid[40] ^= 1;
		KUNIT_EXPECT_FALSE(test, vgt_edid_valid(edid, 128));
		edid[40] ^= 1;
		KUNIT_EXPECT_FALSE(test, vgt_edid_valid(edid, 127));
		KUNIT_EXPECT_FALSE(test, vgt_edid_valid(edid, 256));
		edid[0] = 1;
		KUNIT_EXPECT_FALSE(test, vgt_edid_valid(edid, 128));
	}
	kfree(edid);
}

static void plug(struct kunit *test, struct vgt_env *env, u32 port,
		 enum vgt_monitor_type type)
{
	u8 *edid = kzalloc(VGT_EDID_SIZE, GFP_KERNEL);

	KUNIT_ASSERT_TRUE(test, edid);
	vgt_edid_generate(edid, VGT_MONITOR_DP, 1280, 1024, 9);
	mutex_lock(&env->vgpu->lock);
	KUNIT_EXPECT_EQ(test, vgt_port_plug(env->vgpu, port, type, edid, 128), 0);
	edid[5]++;
	KUNIT_EXPECT_EQ(test, vgt_port_plug(env->vgpu, port, type, edid, 128), -EINVAL);
	mutex_unlock(&env->vgpu->lock);
	kfree(edid);
}

/* Read a slave's bytes over GMBUS as i915 does: offset, then bytes. */
static u32 gmbus_read_slave(struct vgt_env *env, u32 pin, u32 slave, u8 *buf, u32 len)
{
	u32 i, val = 0;

	env_write(env, 0xc5100, pin);
	env_write(env, 0xc5104, BIT(30) | BIT(27) | BIT(26) | BIT(25) | len << 16 |
		  0 << 8 | slave << 1 | 1);
	if (env_read(env, 0xc5108) & BIT(10))
		return 0;
	for (i = 0; i < len; i++) {
		if (i % 4 == 0)
			val = env_read(env, 0xc510c);
		buf[i] = val >> 8 * (i % 4);
	}
	return env_read(env, 0xc5108) & BIT(9) ? 0 : len;
}

static u32 gmbus_read(struct vgt_env *env, u32 pin, u8 *buf, u32 len)
{
	return gmbus_read_slave(env, pin, 0x50, buf, len);
}

static void gmbus_edid(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u8 buf[128];

	/* The one at port B is a DisplayPort monitor: not here. */
	KUNIT_EXPECT_EQ(test, gmbus_read(env, 5, buf, 128), 0);
	env_write(env, 0xc5104, BIT(31));
	KUNIT_EXPECT_EQ(test, env_read(env, 0xc5108) & BIT(10), 0);

	plug(test, env, VGT_PORT_C, VGT_MONITOR_HDMI);
	KUNIT_EXPECT_EQ(test, gmbus_read(env, 4, buf, 128), 128);
	KUNIT_EXPECT_EQ(test, memcmp(buf, env->vgpu->display.monitors[VGT_PORT_C].edid,
				     128), 0);
	/* No pin, another slave: NAK. */
	KUNIT_EXPECT_EQ(test, gmbus_read(env, 0, buf, 4), 0);
	KUNIT_EXPECT_EQ(test, gmbus_read(env, 31, buf, 4), 0);
	env_write(env, 0xc5100, 4);
	env_write(env, 0xc5104, BIT(30) | BIT(25) | 1 << 16 | 0x37 << 1 | 1);
	KUNIT_EXPECT_EQ(test, env_read(env, 0xc5108) & BIT(10), BIT(10));
	/* More than there is reads as 0. */
	env_write(env, 0xc5104, BIT(30) | BIT(26) | BIT(25) | 4 << 16 | 126 << 8 |
		  0x50 << 1 | 1);
	KUNIT_EXPECT_EQ(test, env_read(env, 0xc510c) & 0xffff0000, 0);

	/* By a write of the offset. */
	env_write(env, 0xc510c, 8);
	env_write(env, 0xc5104, BIT(30) | BIT(25) | 1 << 16 | 0x50 << 1);
	env_write(env, 0xc5104, BIT(30) | BIT(27) | BIT(25) | 2 << 16 | 0x50 << 1 | 1);
	KUNIT_EXPECT_EQ(test, env_read(env, 0xc510c) & 0xffff, 0xf458);
}

#define DUAL_MODE	0x40
#define DUAL_MODE_REGS	0x23

/* Write one byte, as i915 does: offset and value in one cycle. */
static void dual_mode_write(struct kunit *test, struct vgt_env *env, u8 reg, u8 val)
{
	env_write(env, 0xc5100, 4);
	env_write(env, 0xc510c, val << 8 | reg);
	env_write(env, 0xc5104, BIT(30) | BIT(27) | BIT(25) | 2 << 16 | DUAL_MODE << 1);
	KUNIT_EXPECT_EQ(test, env_read(env, 0xc5108) & (BIT(10) | BIT(9)), 0);
}

/* A DisplayPort socket's adaptor for HDMI: 300 MHz, and a switch. */
static void gmbus_dual_mode(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u8 buf[DUAL_MODE_REGS];

	KUNIT_EXPECT_EQ(test, gmbus_read_slave(env, 5, DUAL_MODE, buf, sizeof(buf)), 0);
	plug(test, env, VGT_PORT_C, VGT_MONITOR_HDMI);
	KUNIT_EXPECT_EQ(test, gmbus_read_slave(env, 4, DUAL_MODE, buf, sizeof(buf)),
			sizeof(buf));
	KUNIT_EXPECT_EQ(test, memcmp(buf, "DP-HDMI ADAPTOR\x04", 16), 0);
	KUNIT_EXPECT_EQ(test, buf[0x10], 0xa0);
	KUNIT_EXPECT_EQ(test, buf[0x1d], 300 * 2 / 5);
	KUNIT_EXPECT_EQ(test, buf[0x20], 0);

	dual_mode_write(test, env, 0x20, 1);
	gmbus_read_slave(env, 4, DUAL_MODE, buf, sizeof(buf));
	KUNIT_EXPECT_EQ(test, buf[0x20], 1);
	/* What can only be read stays. */
	dual_mode_write(test, env, 0x10, 0);
	gmbus_read_slave(env, 4, DUAL_MODE, buf, sizeof(buf));
	KUNIT_EXPECT_EQ(test, buf[0x10], 0xa0);
	/* Another monitor has another adaptor. */
	plug(test, env, VGT_PORT_C, VGT_MONITOR_HDMI);
	gmbus_read_slave(env, 4, DUAL_MODE, buf, sizeof(buf));
	KUNIT_EXPECT_EQ(test, buf[0x20], 0);
}

/* A message over AUX. Returns the answer's length; 0 for silence. */
static u32 aux(struct vgt_env *env, u32 port, u8 *msg, u32 len)
{
	u32 ctl = 0x64010 + 0x100 * port;
	u32 i, val;

	for (i = 0; i < 20; i += 4)
		env_write(env, ctl + 4 + i, (u32)msg[i] << 24 | msg[i + 1] << 16 |
			  msg[i + 2] << 8 | msg[i + 3]);
	env_write(env, ctl, BIT(31) | BIT(29) | len << 20);
	val = env_read(env, ctl);
	env_write(env, ctl, BIT(30) | BIT(28) | BIT(25));
	if (val & BIT(31) || !(val & BIT(30)) || val & BIT(28))
		return 0;
	for (i = 0; i < 20; i++)
		msg[i] = env_read(env, ctl + 4 + (i & ~3u)) >> (24 - 8 * (i % 4));
	return val >> 20 & 0x1f;
}

static void aux_dpcd(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u8 msg[20] = { 0x90, 0, 0, 15 };

	env_write(env, 0x44444, 0);
	env_write(env, 0x4444c, ~0u);
	env_write(env, 0x44200, BIT(31));
	KUNIT_EXPECT_EQ(test, aux(env, VGT_PORT_B, msg, 4), 17);
	KUNIT_EXPECT_EQ(test, msg[0], 0);
	KUNIT_EXPECT_EQ(test, msg[1], 0x12);
	KUNIT_EXPECT_EQ(test, msg[3] & 0x1f, 4);
	/* It tells that it is done. */
	KUNIT_EXPECT_EQ(test, env->guest.interrupts, 1);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x44448), BIT(25));

	/* Link training ends at once, and well. */
	memcpy(msg, (u8[]){ 0x80, 0x01, 0x02, 0, 0x21 }, 5);
	KUNIT_EXPECT_EQ(test, aux(env, VGT_PORT_B, msg, 5), 1);
	memcpy(msg, (u8[]){ 0x90, 0x02, 0x02, 5 }, 4);
	KUNIT_EXPECT_EQ(test, aux(env, VGT_PORT_B, msg, 4), 7);
	KUNIT_EXPECT_EQ(test, msg[1], 0x77);
	KUNIT_EXPECT_EQ(test, msg[3], 0x01);

	/* What a sink says of itself is not the source's to write. */
	memcpy(msg, (u8[]){ 0x80, 0, 0, 0, 0xff }, 5);
	KUNIT_EXPECT_EQ(test, aux(env, VGT_PORT_B, msg, 5), 1);
	memcpy(msg, (u8[]){ 0x90, 0, 0, 0 }, 4);
	KUNIT_EXPECT_EQ(test, aux(env, VGT_PORT_B, msg, 4), 2);
	KUNIT_EXPECT_EQ(test, msg[1], 0x12);

	/* Past its registers, and past the longest message. */
	memcpy(msg, (u8[]){ 0x9f, 0xff, 0xff, 255 }, 4);
	KUNIT_EXPECT_EQ(test, aux(env, VGT_PORT_B, msg, 4), 17);
	KUNIT_EXPECT_EQ(test, msg[1], 0);
	memcpy(msg, (u8[]){ 0x8f, 0xff, 0xff, 255 }, 4);
	KUNIT_EXPECT_EQ(test, aux(env, VGT_PORT_B, msg, 31), 1);
	/* An unknown request; messages too short; a port with nothing. */
	memcpy(msg, (u8[]){ 0xf0, 0, 0, 0 }, 4);
	KUNIT_EXPECT_EQ(test, aux(env, VGT_PORT_B, msg, 4), 1);
	KUNIT_EXPECT_EQ(test, msg[0], 0x10);
	memcpy(msg, (u8[]){ 0x90, 0, 0, 0 }, 4);
	KUNIT_EXPECT_EQ(test, aux(env, VGT_PORT_B, msg, 3), 0);
	KUNIT_EXPECT_EQ(test, aux(env, VGT_PORT_B, msg, 0), 0);
	KUNIT_EXPECT_EQ(test, aux(env, VGT_PORT_D, msg, 4), 0);
}

/* There is no panel: its capabilities are none, and nothing else is replied. */
static void aux_without_panel(struct kunit *test)
{
	static const u8 silent[][5] = {
		{ 0x80, 0, 0, 0, 0x12 }, { 0x50, 0, 0x50, 0 }, { 0x40, 0, 0x50, 0 }, { 0xf0 },
	};
	struct vgt_env *env = vgt_env_get(test);
	u8 msg[20] = { 0x90, 0, 0, 14 };
	u32 i, sum = 0;

	KUNIT_EXPECT_EQ(test, aux(env, VGT_PORT_A, msg, 4), 16);
	for (i = 0; i < 16; i++)
		sum += msg[i];
	KUNIT_EXPECT_EQ(test, sum, 0);
	memcpy(msg, (u8[]){ 0x90, 0, 0, 255 }, 4);
	KUNIT_EXPECT_EQ(test, aux(env, VGT_PORT_A, msg, 4), 17);
	memcpy(msg, (u8[]){ 0x90, 0, 0, 0 }, 4);
	KUNIT_EXPECT_EQ(test, aux(env, VGT_PORT_A, msg, 3), 0);
	for (i = 0; i < ARRAY_SIZE(silent); i++) {
		memcpy(msg, silent[i], sizeof(silent[i]));
		KUNIT_EXPECT_EQ(test, aux(env, VGT_PORT_A, msg, 5), 0);
	}
	/* It is as little there for the rest of the guest. */
	KUNIT_EXPECT_FALSE(test, env->vgpu->display.monitors[VGT_PORT_A].connected);
}

static void aux_edid(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	const u8 *edid = env->vgpu->display.monitors[VGT_PORT_B].edid;
	u8 msg[20] = { 0x40, 0, 0x50, 0, 0 };
	u32 i;

	KUNIT_EXPECT_EQ(test, aux(env, VGT_PORT_B, msg, 5), 1);
	for (i = 0; i < 128; i += 16) {
		memcpy(msg, (u8[]){ i < 112 ? 0x50 : 0x10, 0, 0x50, 15 }, 4);
		KUNIT_EXPECT_EQ(test, aux(env, VGT_PORT_B, msg, 4), 17);
		KUNIT_EXPECT_EQ(test, memcmp(msg + 1, edid + i, 16), 0);
	}
	/* Segment 1 is not there: 0. Then segment 0 again. */
	memcpy(msg, (u8[]){ 0x40, 0, 0x30, 0, 1 }, 5);
	KUNIT_EXPECT_EQ(test, aux(env, VGT_PORT_B, msg, 5), 1);
	memcpy(msg, (u8[]){ 0x40, 0, 0x50, 0, 0 }, 5);
	KUNIT_EXPECT_EQ(test, aux(env, VGT_PORT_B, msg, 5), 1);
	memcpy(msg, (u8[]){ 0x10, 0, 0x50, 3 }, 4);
	KUNIT_EXPECT_EQ(test, aux(env, VGT_PORT_B, msg, 4), 5);
	KUNIT_EXPECT_EQ(test, msg[2], 0);
	KUNIT_EXPECT_EQ(test, env->vgpu->display.aux[VGT_PORT_B].segment, 0);
	/* Another slave does not answer. */
	memcpy(msg, (u8[]){ 0x50, 0, 0x37, 0 }, 4);
	KUNIT_EXPECT_EQ(test, aux(env, VGT_PORT_B, msg, 4), 1);
	KUNIT_EXPECT_EQ(test, msg[0], 0x40);
}

static void hot_plug(struct kunit *test)
{
	static const struct {
		u32 port;
		u32 live;
		u32 strap;
		u32 reg;
		u32 pulse;
	} ports[] = {
		{ VGT_PORT_B, BIT(21), BIT(2), 0xc4030, 2 << 0 },
		{ VGT_PORT_C, BIT(22), BIT(1), 0xc4030, 2 << 8 },
		{ VGT_PORT_D, BIT(23), BIT(0), 0xc4030, 2 << 16 },
		{ VGT_PORT_A, BIT(24), 0, 0xc4030, 2 << 24 },
		{ VGT_PORT_E, BIT(25), 0, 0xc403c, 2 << 0 },
	};
	struct vgt_env *env = vgt_env_get(test);
	u32 status, i;

	env_write(env, 0xc4004, 0);
	env_write(env, 0xc400c, ~0u);
	env_write(env, 0x44200, BIT(31));
	KUNIT_EXPECT_EQ(test, env_read(env, 0xc4000), BIT(21));
	for (i = 0; i < ARRAY_SIZE(ports); i++) {
		mutex_lock(&env->vgpu->lock);
		vgt_port_unplug(env->vgpu, ports[i].port);
		mutex_unlock(&env->vgpu->lock);
		KUNIT_EXPECT_EQ(test, env_read(env, 0xc4000) & ports[i].live, 0);
		env_write(env, 0xc4008, ~0u);
		env_write(env, ports[i].reg, ~0u);
		env->guest.interrupts = 0;

		plug(test, env, ports[i].port, VGT_MONITOR_DP);
		KUNIT_EXPECT_EQ(test, env->guest.interrupts, 1);
		KUNIT_EXPECT_EQ(test, env_read(env, 0xc4008), ports[i].live);
		KUNIT_EXPECT_EQ(test, env_read(env, 0xc4000) & ports[i].live,
				ports[i].live);
		status = ports[i].pulse | ports[i].pulse >> 1;
		KUNIT_EXPECT_EQ(test, env_read(env, ports[i].reg) & status, ports[i].pulse);
		KUNIT_EXPECT_EQ(test, env_read(env, 0xc2014) & ports[i].strap,
				ports[i].strap);
		/* The status goes when it is written as 1; enables stay. */
		env_write(env, ports[i].reg, 0x10 | ports[i].pulse);
		KUNIT_EXPECT_EQ(test, env_read(env, ports[i].reg) & (0x10 | ports[i].pulse), 0x10);
	}
}

/* Registers whose answer a driver waits for. */
static void display_handshakes(struct kunit *test)
{
	static const struct {
		u32 reg;
		u32 write;
		u32 status;
		u32 mask;
		u32 want;
	} cases[] = {
		{ 0x46010, BIT(31), 0x46010, BIT(30), BIT(30) },
		{ 0x46010, BIT(30), 0x46010, BIT(30), 0 },
		{ 0x46014, BIT(31), 0x6c060, BIT(8), BIT(8) },
		{ 0x46040, BIT(31), 0x6c060, BIT(16), BIT(16) },
		{ 0x45008, BIT(31), 0x45008, BIT(30), BIT(30) },
		{ 0x45008, 0, 0x45008, BIT(30), 0 },
		{ 0x45404, BIT(29), 0x45400, BIT(28), BIT(28) },
		{ 0x45404, 0, 0x45404, BIT(29) | BIT(28), 0 },
		{ 0x64100, BIT(31), 0x64100, BIT(7), 0 },
		{ 0x64100, 0, 0x64100, BIT(7), BIT(7) },
		{ 0xc7204, BIT(0), 0xc7200, BIT(31), BIT(31) },
		{ 0xc7204, 0, 0xc7200, BIT(31), 0 },
	};
	struct vgt_env *env = vgt_env_get(test);
	u32 i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		env_write(env, cases[i].reg, cases[i].write);
		KUNIT_EXPECT_EQ(test, env_read(env, cases[i].status) & cases[i].mask,
				cases[i].want);
	}
	KUNIT_EXPECT_EQ(test, env_read(env, 0x42000), 0x8e000000);
}

/* A guest that flips large pictures leaves half of a processor, and half of its memory's way. */
static void foreground_pace(struct kunit *test)
{
	static const struct {
		u64 bytes, took_us, next_us;
	} cases[] = {
		{ 0, 0, 0 },
		/* 1920x1080, 3840x2160: within a frame of 60 Hz. */
		{ 1920 * 1080 * 4, 1500, 3862 },
		{ 3840 * 2160 * 4, 6000, 15449 },
		{ 128 << 20, 20000, 62500 },
		/* A slow processor. */
		{ 3840 * 2160 * 4, 30000, 60000 },
		{ 1ull << 40, 0, 512000000 },
	};
	ktime_t begin = ns_to_ktime(NSEC_PER_SEC), next;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		next = vgt_pace_next(begin, ktime_add_ns(begin, cases[i].took_us * NSEC_PER_USEC),
				     cases[i].bytes);
		KUNIT_EXPECT_EQ(test, ktime_to_ns(ktime_sub(next, begin)) / NSEC_PER_USEC,
				(s64)cases[i].next_us);
	}
}

static struct kunit_case display_cases[] = {
	KUNIT_CASE(foreground_pace),
	KUNIT_CASE(pipe_counts),
	KUNIT_CASE(pipe_odd_timings),
	KUNIT_CASE(pipe_vblanks),
	KUNIT_CASE(plane_flip),
	KUNIT_CASE(plane_flip_seen),
	KUNIT_CASE(plane_flip_masked),
	KUNIT_CASE(plane_flip_after_vblank),
	KUNIT_CASE(plane_flip_by_register),
	KUNIT_CASE(edid_of_types),
	KUNIT_CASE(gmbus_edid),
	KUNIT_CASE(gmbus_dual_mode),
	KUNIT_CASE(aux_dpcd),
	KUNIT_CASE(aux_without_panel),
	KUNIT_CASE(aux_edid),
	KUNIT_CASE(hot_plug),
	KUNIT_CASE(display_handshakes),
	ENV_END_IN_KERNEL
	KUNIT_CASE(pipe_vblanks_unserved),
	{ }
};

static struct kunit_suite display_suite = {
	.name = "display",
	.init = vgt_env_suite_init,
	.exit = vgt_env_suite_exit,
	.test_cases = display_cases,
};

kunit_test_suite(display_suite);
