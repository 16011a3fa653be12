// SPDX-License-Identifier: GPL-2.0-only
/*
 * Pictures: formats, tilings, planes, cursor, scaler, PNG.
 */
#include <png.h>
#include <stdlib.h>
#include <string.h>

#include "display/scanout.h"
#include "tests/display.h"

#define WIDTH		640u
#define HEIGHT		480u
#define FB_BYTES	(2u << 20)
#define PLANE		0x70180
#define ENABLE		BIT(31)
#define DECOMPRESS	BIT(15)
#define CCS		0x1f0000u	/* behind the frame buffer */

static u32 colour(u32 x, u32 y)
{
	return 0xff000000 | (x & 0xff) << 16 | (y & 0xff) << 8 | ((x * 3 + y * 5) & 0xff);
}

struct scene {
	struct driver *d;
	struct buffer fb;
};

static struct scene scene_create(void)
{
	struct scene s = { .d = driver_create() };

	s.fb = buffer_create(s.d, FB_BYTES);
	return s;
}

/* Set up a plane while the pipe is off: it is taken over at once. */
static void plane(struct scene *s, u32 n, u32 ctl, u32 stride, u32 pos, u32 w, u32 h)
{
	u32 reg = PLANE + 0x100 * n;

	wr(s->d, reg, ENABLE | ctl);
	wr(s->d, reg + 0x08, stride);
	wr(s->d, reg + 0x0c, pos);
	wr(s->d, reg + 0x10, (h - 1) << 16 | (w - 1));
	wr(s->d, reg + 0x1c, s->fb.ggtt);
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
	EXPECT_EQ(p.width, WIDTH);
	EXPECT_EQ(p.height, HEIGHT);
	return p;
}

static void finish(struct scene *s, struct picture *p)
{
	expect_no_anomalies(s->d);
	free(p->pixel);
	driver_destroy(s->d);
}

static u32 at(const struct picture *p, u32 x, u32 y)
{
	return p->pixel[y * p->width + x] | 0xff000000;
}

static void expect_pixel(const struct picture *p, u32 x, u32 y, u32 want, int line)
{
	if (at(p, x, y) != want)
		test_fail(__FILE__, line, "(%u, %u) is %08x, not %08x", x, y, at(p, x, y), want);
}

#define EXPECT_PIXEL(p, x, y, want)	expect_pixel(p, x, y, want, __LINE__)

static const struct {
	const char *name;
	u32 tiling;		/* PLANE_CTL */
	u32 stride;		/* for 4096 bytes per row */
	u32 ctl;		/* more of it */
} tilings[] = {
	{ "linear", 0, 64, 0 }, { "X", 1, 8, 0 }, { "Y", 4, 32, 0 },
	/* Nothing that the model draws is ever compressed. */
	{ "Y with CCS", 4, 32, DECOMPRESS },
};

static u32 fb_offset(u32 tiling, u32 x, u32 y)
{
	if (tiling == 1)
		return (y / 8 * 8 + x / 512) * 4096 + y % 8 * 512 + x % 512;
	if (tiling == 4)
		return (y / 32 * 32 + x / 128) * 4096 + x % 128 / 16 * 512 + y % 32 * 16 + x % 16;
	return y * 4096 + x;
}

static void every_tiling(void)
{
	for (u32 i = 0; i < ARRAY_SIZE(tilings); i++) {
		struct scene s = scene_create();
		struct picture p;
		u32 t = tilings[i].tiling;

		for (u32 y = 0; y < HEIGHT; y++)
			for (u32 x = 0; x < WIDTH; x++)
				s.fb.cpu[fb_offset(t, x * 4, y) / 4] = colour(x, y);
		wr(s.d, PLANE + 0x40, CCS | 2);
		plane(&s, 0, 4 << 24 | t << 10 | tilings[i].ctl, tilings[i].stride, 0, WIDTH,
		      HEIGHT);
		p = take(&s);
		for (u32 y = 0; y < HEIGHT; y += 7)
			for (u32 x = 0; x < WIDTH; x += 5)
				if (at(&p, x, y) != colour(x, y))
					FAIL("%s: (%u, %u) differs", tilings[i].name, x, y);
		finish(&s, &p);
	}
}

/* The CCS of 256 by 64 pixels is 32 bytes of 4 rows; what is outside of it does not matter. */
static void ccs_is_looked_at(void)
{
	static const struct { u32 byte, dist; bool bad; } cases[] = {
		{ 0, CCS | 1, true }, { 15 + 512, CCS | 1, true }, { 3 * 16, CCS | 1, true },
		{ 512 + 3 * 16 + 15, CCS | 1, true }, { 4 * 16, CCS | 1, false },
		{ 1024, CCS | 1, false }, { 2048, CCS, true }, { 0, (CCS + 4096) | 1, false },
	};

	for (u32 i = 0; i < ARRAY_SIZE(cases); i++) {
		struct scene s = scene_create();
		struct picture p;

		((u8 *)s.fb.cpu)[CCS + cases[i].byte] = 1;
		wr(s.d, PLANE + 0x40, cases[i].dist);
		plane(&s, 0, 4 << 24 | 4 << 10 | DECOMPRESS, 8, 0, 256, 64);
		p = take(&s);
		EXPECT_EQ(anomalies_of(s.d, ANOMALY_BAD_DISPLAY) != 0, cases[i].bad);
		anomalies_clear(&s.d->gpu->anomalies);
		finish(&s, &p);
	}
}

/* Other surfaces than Y tiled ones have no CCS. */
static void wrong_tiling_is_reported(void)
{
	struct scene s = scene_create();
	struct picture p;

	plane(&s, 0, 4 << 24 | 1 << 10 | DECOMPRESS, 8, 0, 64, 4);
	p = take(&s);
	EXPECT_PIXEL(&p, 0, 0, 0xff000000);
	EXPECT(anomalies_of(s.d, ANOMALY_BAD_DISPLAY));
	anomalies_clear(&s.d->gpu->anomalies);
	finish(&s, &p);
}

/* One pixel of a known colour in each format. */
static void every_format(void)
{
	static const struct {
		u32 ctl;
		u8 bytes[8];
		u32 want;
	} table[] = {
		{ 4 << 24, { 0x10, 0x20, 0x30, 0 }, 0xff302010 },		/* XRGB8888 */
		{ 4 << 24 | BIT(20), { 0x10, 0x20, 0x30, 0 }, 0xff102030 },	/* XBGR8888 */
		{ 14 << 24, { 0x1f, 0xf8, 0, 0 }, 0xffff00ff },			/* RGB565 */
		{ 2 << 24, { 0xff, 0x03, 0xf0, 0x3f }, 0xffff00ff },		/* XRGB2101010 */
		{ 12 << 24, { 0x80, 0, 0, 0 }, 0xff000000 },			/* indexed */
		{ 6 << 24, { 0, 0x3c, 0, 0x38, 0, 0, 0, 0x3c }, 0xff0080ff },	/* 16-bit float */
		{ 0 << 24, { 235, 128, 235, 128 }, 0xffffffff },		/* YUYV */
		{ 0 << 24 | 1 << 16, { 128, 16, 128, 16 }, 0xff000000 },	/* UYVY */
		{ 0 << 24, { 81, 90, 81, 240 }, 0xfffe0000 },			/* YUYV, red */
		{ 8 << 24, { 128, 128, 126, 0 }, 0xff808080 },			/* XYUV */
	};

	for (u32 i = 0; i < ARRAY_SIZE(table); i++) {
		struct scene s = scene_create();
		struct picture p;

		memcpy(s.fb.cpu, table[i].bytes, 8);
		plane(&s, 0, table[i].ctl, 64, 0, 64, 64);
		p = take(&s);
		if (at(&p, 0, 0) != table[i].want)
			FAIL("format %u: %08x, not %08x", i, at(&p, 0, 0), table[i].want);
		finish(&s, &p);
	}
}

static void planar_format(void)
{
	struct scene s = scene_create();
	u8 *fb = (u8 *)s.fb.cpu;
	struct picture p;

	memset(fb, 81, 64 * 4096);
	for (u32 i = 0; i < 32 * 4096; i += 2) {
		fb[0x40000 + i] = 90;
		fb[0x40000 + i + 1] = 240;
	}
	wr(s.d, PLANE + 0x40, 0x40000 | 64);
	plane(&s, 0, 1 << 24, 64, 0, 64, 64);
	p = take(&s);
	EXPECT_PIXEL(&p, 20, 20, 0xfffe0000);
	finish(&s, &p);
}

static void planes_stack_and_move(void)
{
	struct scene s = scene_create();
	struct picture p;

	for (u32 y = 0; y < HEIGHT; y++)
		for (u32 x = 0; x < 1024; x++)
			s.fb.cpu[y * 1024 + x] = colour(x, y);
	wr(s.d, 0x70034, 0x3ff << 20);
	/* Two on the bottom colour; the upper one shows the picture from (16, 8) on. */
	wr(s.d, PLANE + 0x124, 8 << 16 | 16);
	plane(&s, 0, 4 << 24, 64, 10 << 16 | 20, 100, 100);
	plane(&s, 1, 4 << 24, 64, 50 << 16 | 60, 100, 100);
	p = take(&s);
	EXPECT_PIXEL(&p, 0, 0, 0xffff0000);
	EXPECT_PIXEL(&p, 20, 10, colour(0, 0));
	EXPECT_PIXEL(&p, 59, 60, colour(39, 50));
	EXPECT_PIXEL(&p, 60, 60, colour(16, 18));
	EXPECT_PIXEL(&p, 159, 149, colour(115, 107));
	EXPECT_PIXEL(&p, 160, 149, 0xffff0000);
	finish(&s, &p);
}

static void rotation_by_180(void)
{
	struct scene s = scene_create();
	struct picture p;

	for (u32 y = 0; y < 64; y++)
		for (u32 x = 0; x < 64; x++)
			s.fb.cpu[y * 1024 + x] = colour(x, y);
	plane(&s, 0, 4 << 24 | 2, 64, 0, 64, 64);
	p = take(&s);
	EXPECT_PIXEL(&p, 0, 0, colour(63, 63));
	EXPECT_PIXEL(&p, 63, 0, colour(0, 63));
	finish(&s, &p);
}

static void cursor_blends(void)
{
	struct scene s = scene_create();
	struct buffer cursor = buffer_create(s.d, 64 * 64 * 4);
	struct picture p;

	for (u32 i = 0; i < WIDTH * HEIGHT; i++)
		s.fb.cpu[i / WIDTH * 1024 + i % WIDTH] = 0xff204060;
	cursor.cpu[0] = 0xffabcdef;
	cursor.cpu[1] = 0x80400000;
	plane(&s, 0, 4 << 24, 64, 0, WIDTH, HEIGHT);
	wr(s.d, 0x70080, 0x27);
	wr(s.d, 0x70088, 100 << 16 | 200);
	wr(s.d, 0x70084, cursor.ggtt);
	p = take(&s);
	EXPECT_PIXEL(&p, 200, 100, 0xffabcdef);
	EXPECT_PIXEL(&p, 201, 100, 0xff502030);
	EXPECT_PIXEL(&p, 202, 100, 0xff204060);
	finish(&s, &p);
}

static void scaler_fits_the_pipe(void)
{
	struct scene s = scene_create();
	struct picture p;

	for (u32 y = 0; y < 240; y++)
		for (u32 x = 0; x < 320; x++)
			s.fb.cpu[y * 1024 + x] = colour(x, y);
	plane(&s, 0, 4 << 24, 64, 0, 320, 240);
	wr(s.d, 0x68170, 0);
	wr(s.d, 0x68180, ENABLE);
	wr(s.d, 0x68174, WIDTH << 16 | HEIGHT);
	display_on(s.d, 0, WIDTH, HEIGHT);
	wr(s.d, 0x70008, 0);
	wr(s.d, 0x6001c, 319 << 16 | 239);
	wr(s.d, 0x70008, ENABLE);
	{
		struct scanout out;

		pthread_mutex_lock(&s.d->gpu->lock);
		EXPECT(scanout_take(s.d->gpu, 0, &out));
		pthread_mutex_unlock(&s.d->gpu->lock);
		EXPECT_EQ(scanout_compose(s.d->gpu, &out, &p), 0);
	}
	EXPECT_EQ(p.width, WIDTH);
	EXPECT_PIXEL(&p, 0, 0, colour(0, 0));
	EXPECT_PIXEL(&p, 1, 1, colour(0, 0));
	EXPECT_PIXEL(&p, 639, 479, colour(319, 239));
	finish(&s, &p);
}

static void unmapped_frame_buffer_is_reported(void)
{
	struct scene s = scene_create();
	struct picture p;

	s.fb.ggtt = 0x40000000;
	plane(&s, 0, 4 << 24, 64, 0, 64, 4);
	p = take(&s);
	EXPECT_PIXEL(&p, 0, 0, 0xff000000);
	EXPECT(anomalies_of(s.d, ANOMALY_NO_MEMORY));
	anomalies_clear(&s.d->gpu->anomalies);
	finish(&s, &p);
}

/* Encode, and decode with the library's simplified interface. */
static void png_holds_the_picture(void)
{
	struct picture p = { .width = 37, .height = 11 };
	png_image image = { .version = PNG_IMAGE_VERSION };
	u8 rgb[37 * 11 * 3];
	char *buf = NULL;
	size_t len = 0;
	FILE *f = open_memstream(&buf, &len);

	p.pixel = calloc(37 * 11, 4);
	for (u32 i = 0; i < 37 * 11; i++)
		p.pixel[i] = colour(i % 37, i / 37);
	EXPECT_EQ(picture_write_png(&p, f), 0);
	fclose(f);
	EXPECT(png_image_begin_read_from_memory(&image, buf, len));
	EXPECT_EQ(image.width, 37);
	EXPECT_EQ(image.height, 11);
	image.format = PNG_FORMAT_RGB;
	EXPECT(png_image_finish_read(&image, NULL, rgb, 0, NULL));
	for (u32 i = 0; i < 37 * 11; i++)
		EXPECT_EQ(rgb[3 * i] << 16 | rgb[3 * i + 1] << 8 | rgb[3 * i + 2],
			  p.pixel[i] & 0xffffff);
	free(p.pixel);
	free(buf);
}

static const struct test tests[] = {
	TEST(every_tiling),
	TEST(ccs_is_looked_at),
	TEST(wrong_tiling_is_reported),
	TEST(every_format),
	TEST(planar_format),
	TEST(planes_stack_and_move),
	TEST(rotation_by_180),
	TEST(cursor_blends),
	TEST(scaler_fits_the_pipe),
	TEST(unmapped_frame_buffer_is_reported),
	TEST(png_holds_the_picture),
	{ 0 }
};

SUITE(scanout, tests);
