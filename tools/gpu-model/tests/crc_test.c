// SPDX-License-Identifier: GPL-2.0-only
/*
 * Checksums of pictures.
 */
#include <time.h>

#include "tests/display.h"

#define WIDTH		640u
#define HEIGHT		480u
#define ENABLE		BIT(31)
#define PLANE		0x70180
#define CURSOR		0x70080
#define CRC_CTL		0x60050
#define CRC_RESULT	0x60064
#define PIPE_A_IRQ	0x44400
#define CRC_DONE	BIT(28)

struct scene {
	struct driver *d;
	struct buffer fb[2];
	struct buffer cursor;
};

/* Two buffers with different pictures, the first of which is shown. */
static struct scene scene_create(const char *device)
{
	struct scene s = { .d = driver_create_device(device) };
	bool gen8 = s.d->gpu->device->gen < 9;

	for (u32 i = 0; i < 2; i++) {
		s.fb[i] = buffer_create(s.d, WIDTH * HEIGHT * 4);
		for (u32 k = 0; k < WIDTH * HEIGHT; k++)
			s.fb[i].cpu[k] = k * (3 + i);
	}
	s.cursor = buffer_create(s.d, 4 * PAGE_SIZE);
	for (u32 k = 0; k < 64 * 64; k++)
		s.cursor.cpu[k] = 0xff00ff00;
	wr(s.d, PIPE_A_IRQ + 4, 0);
	wr(s.d, PLANE, ENABLE | (gen8 ? 6 << 26 : 4 << 24));
	wr(s.d, PLANE + 0x08, gen8 ? WIDTH * 4 : WIDTH * 4 / 64);
	wr(s.d, PLANE + 0x10, (HEIGHT - 1) << 16 | (WIDTH - 1));
	wr(s.d, 0x6001c, (WIDTH - 1) << 16 | (HEIGHT - 1));
	wr(s.d, PLANE + 0x1c, s.fb[0].ggtt);
	display_on(s.d, 0, WIDTH, HEIGHT);
	return s;
}

static void sleep_ms(u32 ms)
{
	struct timespec ts = { .tv_nsec = ms * 1000000 };

	nanosleep(&ts, NULL);
}

static bool wait_irq(struct scene *s, u32 bit)
{
	/* Two events fit in: what is old and what has happened meanwhile. */
	wr(s->d, PIPE_A_IRQ + 8, ~0u);
	wr(s->d, PIPE_A_IRQ + 8, ~0u);
	for (u32 i = 0; i < 2000; i++) {
		if (rd(s->d, PIPE_A_IRQ + 8) & bit)
			return true;
		sleep_ms(1);
	}
	return false;
}

/* The sum of a frame that began after now: the second one from here. */
static u32 next_crc(struct scene *s)
{
	for (u32 i = 0; i < 3; i++)
		EXPECT(wait_irq(s, CRC_DONE));
	return rd(s->d, CRC_RESULT);
}

static void pictures_have_their_sums(const char *device, u32 whole, u32 primary)
{
	struct scene s = scene_create(device);
	u32 first, other, cursor;

	wr(s.d, CRC_CTL, ENABLE | whole);
	first = next_crc(&s);
	EXPECT_EQ(next_crc(&s), first);
	/* Another buffer, and one pixel in it. */
	wr(s.d, PLANE + 0x1c, s.fb[1].ggtt);
	other = next_crc(&s);
	EXPECT(other != first);
	s.fb[1].cpu[WIDTH * 100 + 7] ^= 1;
	EXPECT(next_crc(&s) != other);
	s.fb[1].cpu[WIDTH * 100 + 7] ^= 1;
	EXPECT_EQ(next_crc(&s), other);
	/* The cursor is part of the whole, and not of the plane. */
	wr(s.d, CURSOR, 0x27);
	wr(s.d, CURSOR + 8, 10 << 16 | 10);
	wr(s.d, CURSOR + 4, s.cursor.ggtt);
	cursor = next_crc(&s);
	EXPECT(cursor != other);
	wr(s.d, CRC_CTL, ENABLE | primary);
	EXPECT_EQ(next_crc(&s), other);
	expect_no_anomalies(s.d);
	driver_destroy(s.d);
}

static void pictures_of_gen9(void)
{
	pictures_have_their_sums("skl-gt2", 4 << 28, 0);
}

static void pictures_of_gen8(void)
{
	pictures_have_their_sums("bdw-gt2", 2 << 29, 0);
}

static void only_when_asked_for(void)
{
	struct scene s = scene_create("skl-gt2");

	EXPECT(wait_irq(&s, BIT(0)));
	EXPECT(wait_irq(&s, BIT(0)));
	EXPECT(!(rd(s.d, PIPE_A_IRQ + 8) & CRC_DONE));
	EXPECT_EQ(rd(s.d, CRC_RESULT), 0);
	/* And with the pipe it ends. */
	wr(s.d, CRC_CTL, ENABLE | 4 << 28);
	next_crc(&s);
	wr(s.d, 0x70008, 0);
	/* What was under way. */
	sleep_ms(20);
	wr(s.d, PIPE_A_IRQ + 8, ~0u);
	wr(s.d, PIPE_A_IRQ + 8, ~0u);
	sleep_ms(40);
	EXPECT(!(rd(s.d, PIPE_A_IRQ + 8) & CRC_DONE));
	driver_destroy(s.d);
}

static const struct test tests[] = {
	TEST(pictures_of_gen9),
	TEST(pictures_of_gen8),
	TEST(only_when_asked_for),
	{ 0 }
};

SUITE(crc, tests);
