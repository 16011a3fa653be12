// SPDX-License-Identifier: GPL-2.0-only
/*
 * Differences of Broadwell: its display, its chipset, its power unit's commands.
 */
#include <stdlib.h>

#include "display/scanout.h"
#include "tests/display.h"

#define BROADWELL	"bdw-gt2"
#define WIDTH		640u
#define HEIGHT		480u
#define PIPE_A_IRQ	0x44400
#define PRIMARY		0x70180
#define SPRITE		0x70280
#define ENABLE		BIT(31)
#define TILED		BIT(10)

#define SBI_ADDR	0xc6000
#define SBI_DATA	0xc6004
#define SBI_CTL		0xc6008
#define SBI_READ	(6 << 8 | BIT(0))
#define SBI_WRITE	(7 << 8 | BIT(0))

static u32 sbi(struct driver *d, u32 reg, u32 cmd, u32 data)
{
	wr(d, SBI_ADDR, reg << 16);
	wr(d, SBI_DATA, data);
	wr(d, SBI_CTL, cmd);
	EXPECT_EQ(rd(d, SBI_CTL), cmd & ~BIT(0));
	return rd(d, SBI_DATA);
}

static void sideband_holds_values(void)
{
	struct driver *d = driver_create_device(BROADWELL);

	sbi(d, 0x20c, SBI_WRITE, 9);
	sbi(d, 0x20c, SBI_WRITE | BIT(16), 5);
	EXPECT_EQ(sbi(d, 0x20c, SBI_READ, 0), 9);
	EXPECT_EQ(sbi(d, 0x20c, SBI_READ | BIT(16), 0), 5);
	EXPECT_EQ(sbi(d, 0x210, SBI_READ, 7), 0);
	/* A command that does not exist fails, and completes as well. */
	wr(d, SBI_CTL, 9 << 8 | BIT(0));
	EXPECT_EQ(rd(d, SBI_CTL), 9 << 8 | BIT(1));
	driver_destroy(d);
}

static void display_asks_the_power_unit(void)
{
	static const u8 command[] = { 0x17, 0x18, 0x19 };
	struct driver *d = driver_create_device(BROADWELL);

	for (u32 i = 0; i < ARRAY_SIZE(command); i++) {
		wr(d, 0x138128, 0);
		wr(d, 0x138124, BIT(31) | command[i]);
		EXPECT_EQ(rd(d, 0x138124), 0);
	}
	driver_destroy(d);
}

/* Latencies must exist and grow with the level, otherwise no watermark is valid. */
static void latencies_are_known(void)
{
	struct driver *d = driver_create_device(BROADWELL);
	u64 sskpd = rd(d, 0x145d10) | (u64)rd(d, 0x145d14) << 32;
	u64 ns[5] = {
		(sskpd >> 56 & 0xff) * 100, (sskpd >> 4 & 0xff) * 500, (sskpd >> 12 & 0xff) * 500,
		(sskpd >> 20 & 0x1ff) * 500, (sskpd >> 32 & 0x1ff) * 500,
	};

	EXPECT(ns[0]);
	for (u32 i = 1; i < ARRAY_SIZE(ns); i++)
		EXPECT(ns[i] >= ns[i - 1]);
	driver_destroy(d);
}

/* Without it i915 has no AUX clock and does not start. */
static void chipset_has_a_clock(void)
{
	struct driver *d = driver_create_device(BROADWELL);

	EXPECT_EQ(rd(d, 0xc6204) & 0x3ff, 24);
	driver_destroy(d);
}

static u64 frame_ns(struct driver *d)
{
	u64 ns;

	pthread_mutex_lock(&d->gpu->lock);
	ns = d->gpu->display.pipe[0].frame_ns;
	pthread_mutex_unlock(&d->gpu->lock);
	return ns;
}

/* Port B's clock: PORT_CLK_SEL, and the settings of the PLL that it selects. */
static void pixel_clock_sets_the_rate(void)
{
	static const struct {
		u32 sel;
		u32 reg;
		u32 val;
		u32 khz;
	} table[] = {
		/* 2700 MHz * 30 / 5 / (25 * 10) */
		{ 4, 0x46040, BIT(31) | 3 << 28 | 30 << 16 | 25 << 8 | 10, 64800 },
		/* 135 MHz * 24 / 5 / (4 * 4) */
		{ 5, 0x46060, BIT(31) | 1 << 28 | 24 << 16 | 4 << 8 | 4, 40500 },
		/* DisplayPort: half of each link symbol clock. */
		{ 0, 0x46020, 0, 270000 },
		{ 1, 0x46020, 0, 135000 },
		{ 2, 0x46020, 0, 81000 },
		{ 3, 0x46020, BIT(31) | 1 << 26, 135000 },
	};

	for (u32 i = 0; i < ARRAY_SIZE(table); i++) {
		struct driver *d = driver_create_device(BROADWELL);

		EXPECT_EQ(rd(d, 0x46104), 7u << 29);
		wr(d, table[i].reg, table[i].val);
		wr(d, 0x46104, table[i].sel << 29);
		wr(d, 0x60040, 1);
		wr(d, 0x60044, 2);
		wr(d, 0x60400, BIT(31) | 1 << 28);
		display_on(d, 0, WIDTH, HEIGHT);
		EXPECT_EQ(frame_ns(d), 800ull * 525 * 1000000 / table[i].khz);
		driver_destroy(d);
	}
}

static void display_clock_is_switched(void)
{
	struct driver *d = driver_create_device(BROADWELL);

	EXPECT_EQ(rd(d, 0x130040), BIT(30));
	wr(d, 0x130040, BIT(21));
	EXPECT_EQ(rd(d, 0x130040), BIT(30) | BIT(21) | BIT(19));
	wr(d, 0x130040, 1 << 26);
	EXPECT_EQ(rd(d, 0x130040), BIT(30) | 1 << 26);
	driver_destroy(d);
}

/* Bits 4 and 5 of the pipe's group, which are Gen9's planes 2 and 3. */
static void flips_are_told(void)
{
	for (u32 plane = 0; plane < 2; plane++) {
		struct driver *d = driver_create_device(BROADWELL);
		u32 reg = PRIMARY + 0x100 * plane;

		display_on(d, 0, WIDTH, HEIGHT);
		wr(d, PIPE_A_IRQ + 4, 0);
		wr(d, reg, ENABLE | BIT(9));
		wr(d, reg + 0x1c, 0x123000);
		EXPECT_EQ(rd(d, reg + 0x2c), 0x123000);
		EXPECT_EQ(rd(d, PIPE_A_IRQ + 8) & 0x78, BIT(4 + plane));
		driver_destroy(d);
	}
}

static void flips_by_command(void)
{
	static const struct {
		u32 code;
		u32 surflive;
	} table[] = {
		{ 0, 0x701ac }, { 1, 0x711ac }, { 4, 0x721ac },
		{ 2, 0x702ac }, { 3, 0x712ac }, { 5, 0x722ac },
	};
	struct rig r = rig_create_device(BROADWELL, RCS0);

	for (u32 i = 0; i < ARRAY_SIZE(table); i++) {
		u32 surf = 0x100000 * (i + 1);

		EMIT(&r.c, 0x14 << 23 | table[i].code << 19 | 1, 40 << 6 | 1, surf);
		EXPECT(context_run(&r.c));
		EXPECT_EQ(rd(r.d, table[i].surflive), surf);
		EXPECT_EQ(rd(r.d, table[i].surflive - 0x24), 40 << 6);
		EXPECT(rd(r.d, table[i].surflive - 0x2c) & TILED);
	}
	expect_no_anomalies(r.d);
	rig_destroy(&r);
}

/* ---- pictures ---- */

struct scene {
	struct driver *d;
	struct buffer fb;
	struct buffer sprite;
};

static struct scene scene_create(void)
{
	struct scene s = { .d = driver_create_device(BROADWELL) };

	s.fb = buffer_create(s.d, 2u << 20);
	s.sprite = buffer_create(s.d, 16 * PAGE_SIZE);
	wr(s.d, 0x6001c, (WIDTH - 1) << 16 | (HEIGHT - 1));
	return s;
}

/* Rows of 4096 bytes. */
static void primary(struct scene *s, u32 ctl)
{
	wr(s->d, PRIMARY, ENABLE | ctl);
	wr(s->d, PRIMARY + 0x08, 4096);
	wr(s->d, PRIMARY + 0x1c, s->fb.ggtt);
}

static struct picture take(struct scene *s)
{
	struct picture p = { 0 };
	struct scanout out;
	bool on;

	display_on(s->d, 0, WIDTH, HEIGHT);
	pthread_mutex_lock(&s->d->gpu->lock);
	on = scanout_take(s->d->gpu, 0, &out);
	pthread_mutex_unlock(&s->d->gpu->lock);
	EXPECT(on);
	EXPECT_EQ(scanout_compose(s->d->gpu, &out, &p), 0);
	return p;
}

static u32 at(const struct picture *p, u32 x, u32 y)
{
	return p->pixel[y * p->width + x] & 0xffffff;
}

static void finish(struct scene *s, struct picture *p)
{
	expect_no_anomalies(s->d);
	free(p->pixel);
	driver_destroy(s->d);
}

/* The whole picture, whatever the registers of position and size say. */
static void primary_fills_the_pipe(void)
{
	for (u32 tiled = 0; tiled < 2; tiled++) {
		struct scene s = scene_create();
		u32 last = (tiled ? (479 / 8 * 8 + 639 * 4 / 512) * 4096 + 479 % 8 * 512 +
			    639 * 4 % 512 : 479 * 4096 + 639 * 4) / 4;
		struct picture p;

		s.fb.cpu[0] = 0x112233;
		s.fb.cpu[last] = 0x445566;
		primary(&s, 6 << 26 | (tiled ? TILED : 0));
		p = take(&s);
		EXPECT_EQ(p.width, WIDTH);
		EXPECT_EQ(at(&p, 0, 0), 0x112233);
		EXPECT_EQ(at(&p, 639, 479), 0x445566);
		finish(&s, &p);
	}
}

static void formats_and_rotation(void)
{
	static const struct {
		u32 ctl;
		u32 word;
		u32 pixel;
	} table[] = {
		{ 6 << 26, 0x112233, 0x112233 },
		{ 7 << 26, 0x112233, 0x112233 },
		{ 14u << 26, 0x112233, 0x332211 },
		{ 15u << 26, 0x112233, 0x332211 },
		{ 5 << 26, 0xf800, 0xff0000 },
		{ 10 << 26, 0x3ff00000, 0xff0000 },
		{ 8 << 26, 0x3ff00000, 0x0000ff },
	};
	struct picture p;
	struct scene s;

	for (u32 i = 0; i < ARRAY_SIZE(table); i++) {
		s = scene_create();
		s.fb.cpu[0] = table[i].word;
		primary(&s, table[i].ctl);
		p = take(&s);
		EXPECT_EQ(at(&p, 0, 0), table[i].pixel);
		finish(&s, &p);
	}
	s = scene_create();
	s.fb.cpu[0] = 0x112233;
	primary(&s, 6 << 26 | BIT(15));
	p = take(&s);
	EXPECT_EQ(at(&p, 639, 479), 0x112233);
	finish(&s, &p);
}

static void sprite_is_above(void)
{
	struct scene s = scene_create();
	struct picture p;

	for (u32 i = 0; i < 16 * 16; i++)
		s.sprite.cpu[i] = 0xabcdef;
	primary(&s, 6 << 26);
	wr(s.d, SPRITE, ENABLE | 2 << 25);
	wr(s.d, SPRITE + 0x08, 64);
	wr(s.d, SPRITE + 0x0c, 20 << 16 | 10);
	wr(s.d, SPRITE + 0x10, 15 << 16 | 15);
	wr(s.d, SPRITE + 0x1c, s.sprite.ggtt);
	p = take(&s);
	EXPECT_EQ(at(&p, 10, 20), 0xabcdef);
	EXPECT_EQ(at(&p, 25, 35), 0xabcdef);
	EXPECT_EQ(at(&p, 9, 20), 0);
	EXPECT_EQ(at(&p, 26, 35), 0);
	finish(&s, &p);
}

static void panel_fitter_scales(void)
{
	struct scene s = scene_create();
	struct picture p;

	wr(s.d, 0x6001c, (WIDTH / 2 - 1) << 16 | (HEIGHT / 2 - 1));
	s.fb.cpu[239 * 1024 + 319] = 0x123456;
	primary(&s, 6 << 26);
	/* A filter, and bits 30:29, which name the pipe. */
	wr(s.d, 0x68080, ENABLE | 1 << 23 | 0xe << 24);
	wr(s.d, 0x68070, 0);
	wr(s.d, 0x68074, WIDTH << 16 | HEIGHT);
	wr(s.d, 0x60000, (WIDTH + 159) << 16 | (WIDTH - 1));
	wr(s.d, 0x6000c, (HEIGHT + 44) << 16 | (HEIGHT - 1));
	wr(s.d, 0x70008, BIT(31));
	pthread_mutex_lock(&s.d->gpu->lock);
	{
		struct scanout out;

		EXPECT(scanout_take(s.d->gpu, 0, &out));
		pthread_mutex_unlock(&s.d->gpu->lock);
		EXPECT_EQ(scanout_compose(s.d->gpu, &out, &p), 0);
	}
	EXPECT_EQ(p.width, WIDTH);
	EXPECT_EQ(at(&p, 639, 479), 0x123456);
	EXPECT_EQ(at(&p, 636, 476), 0);
	finish(&s, &p);
}

/* Ports B to D have their channels, and the interrupts of these, in the chipset. */
static void aux_is_in_the_chipset(void)
{
	struct driver *d = driver_create_device(BROADWELL);
	enum port_id port = PORT_C;
	struct monitor m;

	EXPECT_EQ(monitor_parse("c=dp:1024x768", &port, &m), 0);
	monitor_plug(d->gpu, port, &m);
	wr(d, 0xc4004, 0);
	wr(d, 0xe4214, 0x90000000);
	wr(d, 0xe4210, BIT(31) | BIT(29) | 4 << 20);
	EXPECT_EQ(rd(d, 0xe4210) >> 20, (BIT(30) | BIT(29) | 2 << 20) >> 20);
	EXPECT_EQ(rd(d, 0xe4214) >> 16, 0x12);
	EXPECT(rd(d, 0xc4008) & BIT(26));
	/* Nobody is at port B. */
	wr(d, 0xe4110, BIT(31) | 4 << 20);
	EXPECT(rd(d, 0xe4110) & BIT(28));
	driver_destroy(d);
}

static const struct test tests[] = {
	TEST(sideband_holds_values),
	TEST(display_asks_the_power_unit),
	TEST(latencies_are_known),
	TEST(chipset_has_a_clock),
	TEST(pixel_clock_sets_the_rate),
	TEST(display_clock_is_switched),
	TEST(flips_are_told),
	TEST(flips_by_command),
	TEST(primary_fills_the_pipe),
	TEST(formats_and_rotation),
	TEST(sprite_is_above),
	TEST(panel_fitter_scales),
	TEST(aux_is_in_the_chipset),
	{ 0 }
};

SUITE(gen8, tests);
