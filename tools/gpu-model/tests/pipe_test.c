// SPDX-License-Identifier: GPL-2.0-only
/*
 * Pipes: vblank, counters, flips; power wells, clocks, port state.
 */
#include "core/clock.h"
#include "tests/display.h"

#define PIPE_A_IRQ	0x44400

static void sleep_ms(u32 ms)
{
	struct timespec ts = { .tv_nsec = (long)ms * 1000000 };

	nanosleep(&ts, NULL);
}

static void counters_follow_the_enable(void)
{
	struct driver *d = driver_create();
	u32 frame, conf = rd(d, 0x70008);

	EXPECT_EQ(conf & BIT(30), 0);
	EXPECT_EQ(rd(d, 0x70040), 0);
	display_on(d, 0, 640, 480);
	EXPECT_EQ(rd(d, 0x70008) >> 30, 3);
	sleep_ms(60);
	frame = rd(d, 0x70040);
	EXPECT(frame >= 2 && frame <= 30);
	EXPECT(rd(d, 0x70000) < 525);
	wr(d, 0x70008, 0);
	EXPECT_EQ(rd(d, 0x70008) >> 30, 0);
	frame = rd(d, 0x70040);
	sleep_ms(40);
	EXPECT_EQ(rd(d, 0x70040), frame);
	driver_destroy(d);
}

static void pixel_clock_sets_the_rate(void)
{
	struct driver *d = driver_create();

	/* DPLL 1 drives port B for HDMI: 8160 MHz / (2 * 5 * 5) is 163.2 MHz. */
	wr(d, 0x6c058, 1 << 11);
	wr(d, 0x6c040, 340);
	wr(d, 0x6c044, 1 << 2 | 0 << 5);
	wr(d, 0x6c05c, 1 << 4);
	wr(d, 0x60400, BIT(31) | 1 << 28);
	display_on(d, 0, 640, 480);
	pthread_mutex_lock(&d->gpu->lock);
	EXPECT_EQ(d->gpu->display.pipe[0].frame_ns, 800ull * 525 * 1000000 / 163200);
	pthread_mutex_unlock(&d->gpu->lock);
	driver_destroy(d);
}

static void vblank_interrupts(void)
{
	struct driver *d = driver_create();

	wr(d, PIPE_A_IRQ + 4, ~BIT(0));
	wr(d, PIPE_A_IRQ + 12, ~0u);
	msi_take(d);
	display_on(d, 0, 640, 480);
	sleep_ms(40);
	EXPECT_EQ(rd(d, PIPE_A_IRQ + 8), BIT(0));
	EXPECT_EQ(msi_take(d), 1);
	wr(d, 0x70008, 0);
	wr(d, PIPE_A_IRQ + 8, ~0u);
	wr(d, PIPE_A_IRQ + 8, ~0u);
	sleep_ms(40);
	EXPECT_EQ(rd(d, PIPE_A_IRQ + 8), 0);
	driver_destroy(d);
}

/* A flip is taken over at vblank, all planes and pipes alike. */
static void flip_waits_for_vblank(void)
{
	for (u32 pipe = 0; pipe < PIPES; pipe++) {
		for (u32 plane = 0; plane < PLANES; plane++) {
			struct driver *d = driver_create();
			u32 irq = PIPE_A_IRQ + 0x10 * pipe;
			u32 reg = 0x70180 + 0x1000 * pipe + 0x100 * plane;
			u32 frame;

			display_on(d, pipe, 640, 480);
			wr(d, irq + 4, 0);
			sleep_ms(1);
			frame = rd(d, 0x70040 + 0x1000 * pipe);
			wr(d, reg + 0x1c, 0x123000);
			if (rd(d, 0x70040 + 0x1000 * pipe) == frame)
				EXPECT_EQ(rd(d, reg + 0x2c), 0);
			for (u32 i = 0; i < 100 && !(rd(d, irq + 8) & BIT(3 + plane)); i++)
				sleep_ms(10);
			EXPECT_EQ(rd(d, reg + 0x2c), 0x123000);
			EXPECT(rd(d, irq + 8) & BIT(3 + plane));
			EXPECT_EQ(rd(d, 0x70044 + 0x1000 * pipe), 1);
			driver_destroy(d);
		}
	}
}

static void asynchronous_flip_is_immediate(void)
{
	struct driver *d = driver_create();

	display_on(d, 0, 640, 480);
	wr(d, PIPE_A_IRQ + 4, 0);
	wr(d, 0x70180, BIT(31) | 4 << 24 | BIT(9));
	wr(d, 0x7019c, 0x55000);
	EXPECT_EQ(rd(d, 0x701ac), 0x55000);
	EXPECT(rd(d, PIPE_A_IRQ + 8) & BIT(3));
	driver_destroy(d);
}

/*
 * An access takes far longer here than on silicon. A burst of them must not cost
 * the display more time than there, or no update would fit into a frame.
 */
static void bursts_of_accesses_cost_little(void)
{
	struct driver *d = driver_create();
	u64 start = clock_ns(), last = start, lost = 0;
	u32 frame;

	display_on(d, 0, 640, 480);
	frame = rd(d, 0x70040);
	while (last - start < 60 * NSEC_PER_MSEC) {
		struct timespec ts = { .tv_nsec = 100000 };
		u64 now;

		nanosleep(&ts, NULL);
		rd(d, 0x70000);
		now = clock_ns();
		/* On a busy machine the burst has holes. */
		lost += now - last > NSEC_PER_MSEC ? now - last : 0;
		last = now;
	}
	EXPECT(rd(d, 0x70040) - frame <= 1 + lost * 60 / NSEC_PER_SEC);
	sleep_ms(60);
	EXPECT(rd(d, 0x70040) - frame >= 2);
	driver_destroy(d);
}

static void power_wells_follow_any_request(void)
{
	struct driver *d = driver_create();

	EXPECT_EQ(rd(d, 0x45404), 0);
	wr(d, 0x45404, BIT(29));
	EXPECT_EQ(rd(d, 0x45404), BIT(29) | BIT(28));
	/* The firmware's request keeps the well on for the driver, too. */
	wr(d, 0x45400, BIT(31));
	EXPECT_EQ(rd(d, 0x45404), BIT(29) | BIT(28) | BIT(30));
	wr(d, 0x45400, 0);
	wr(d, 0x45404, 0);
	EXPECT_EQ(rd(d, 0x45404), 0);
	driver_destroy(d);
}

static void plls_lock(void)
{
	static const u32 ctl[] = { 0x46010, 0x46014, 0x46040, 0x46060 };
	struct driver *d = driver_create();

	for (u32 i = 0; i < ARRAY_SIZE(ctl); i++) {
		wr(d, ctl[i], BIT(31));
		EXPECT_EQ(rd(d, 0x6c060), BIT(8 * i));
		wr(d, ctl[i], 0);
		EXPECT_EQ(rd(d, 0x6c060), 0);
	}
	wr(d, 0x46010, BIT(31));
	EXPECT_EQ(rd(d, 0x46010) >> 30, 3);
	wr(d, 0x45008, BIT(31));
	EXPECT_EQ(rd(d, 0x45008) >> 30, 3);
	driver_destroy(d);
}

static void ports_tell_their_state(void)
{
	struct driver *d = driver_create();

	EXPECT(rd(d, 0x64100) & BIT(7));
	wr(d, 0x64100, BIT(31));
	EXPECT(!(rd(d, 0x64100) & BIT(7)));
	wr(d, 0x64140, BIT(31) | 2 << 8);
	EXPECT(rd(d, 0x64144) & BIT(25));
	wr(d, 0xc7204, 1);
	EXPECT(rd(d, 0xc7200) & BIT(31));
	driver_destroy(d);
}

static const struct test tests[] = {
	TEST(counters_follow_the_enable),
	TEST(pixel_clock_sets_the_rate),
	TEST(vblank_interrupts),
	TEST(flip_waits_for_vblank),
	TEST(asynchronous_flip_is_immediate),
	TEST(bursts_of_accesses_cost_little),
	TEST(power_wells_follow_any_request),
	TEST(plls_lock),
	TEST(ports_tell_their_state),
	{ 0 }
};

SUITE(pipe, tests);
