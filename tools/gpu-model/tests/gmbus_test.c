// SPDX-License-Identifier: GPL-2.0-only
/*
 * HDMI: GMBUS, EDID; hot plug.
 */
#include <string.h>

#include "tests/driver.h"

#define GMBUS0		0xc5100
#define GMBUS1		0xc5104
#define GMBUS2		0xc5108
#define GMBUS3		0xc510c
#define RDY		BIT(30)
#define STOP		(RDY | BIT(27))
#define WAIT_INDEX	(RDY | BIT(26) | BIT(25))
#define WAIT		(RDY | BIT(25))
#define NAK		BIT(10)
#define HW_RDY		BIT(11)
#define SDE_IMR		0xc4004
#define SDE_IIR		0xc4008
#define SDE_IER		0xc400c
#define SDE_ISR		0xc4000
#define SHOTPLUG	0xc4030

static void plug(struct driver *d, const char *text)
{
	enum port_id port = PORT_B;
	struct monitor m;

	EXPECT_EQ(monitor_parse(text, &port, &m), 0);
	monitor_plug(d->gpu, port, &m);
}

static bool read_edid(struct driver *d, u32 pin, u8 *edid, u32 len)
{
	wr(d, GMBUS0, pin);
	wr(d, GMBUS1, WAIT_INDEX | len << 16 | 0x50 << 1 | 1);
	for (u32 i = 0; i < len; i += 4) {
		u32 val;

		if (rd(d, GMBUS2) & NAK) {
			wr(d, GMBUS1, BIT(31));
			wr(d, GMBUS1, 0);
			wr(d, GMBUS0, 0);
			return false;
		}
		EXPECT(rd(d, GMBUS2) & HW_RDY);
		val = rd(d, GMBUS3);
		memcpy(edid + i, &val, 4);
	}
	wr(d, GMBUS1, STOP);
	EXPECT(!(rd(d, GMBUS2) & BIT(9)));
	wr(d, GMBUS0, 0);
	return true;
}

static bool block_ok(const u8 *block)
{
	u8 sum = 0;

	for (u32 i = 0; i < EDID_BLOCK; i++)
		sum = (u8)(sum + block[i]);
	return !sum;
}

static void each_port_has_its_pins(void)
{
	static const struct {
		const char *device;
		const char *text;
		u32 pin;
	} table[] = {
		{ "skl-gt2", "b=hdmi:1024x768", 5 },
		{ "skl-gt2", "c=hdmi:1280x720", 4 },
		{ "skl-gt2", "d=hdmi:640x480", 6 },
		{ "bdw-gt2", "b=hdmi:1024x768", 5 },
		{ "cfl-gt2", "b=hdmi:1024x768", 1 },
		{ "cml-gt2", "c=hdmi:1280x720", 2 },
		{ "cml-gt2", "d=hdmi:640x480", 4 },
	};
	u8 edid[256];

	for (u32 i = 0; i < ARRAY_SIZE(table); i++) {
		struct driver *d = driver_create_device(table[i].device);

		plug(d, table[i].text);
		for (u32 pin = 0; pin <= 7; pin++)
			EXPECT_EQ(read_edid(d, pin, edid, 256), pin == table[i].pin);
		driver_destroy(d);
	}
}

static void edid_names_the_mode(void)
{
	static const struct {
		const char *text;
		u32 width;
		u32 height;
		u32 khz;
	} table[] = {
		{ "hdmi:1024x768", 1024, 768, 65000 }, { "hdmi:1920x1080", 1920, 1080, 148500 },
		{ "hdmi:1600x900@75", 1600, 900, 0 }, { "hdmi:3840x2160@30", 3840, 2160, 0 },
	};

	for (u32 i = 0; i < ARRAY_SIZE(table); i++) {
		struct driver *d = driver_create();
		u8 e[256];

		plug(d, table[i].text);
		EXPECT(read_edid(d, 5, e, 256));
		EXPECT(block_ok(e) && block_ok(e + 128));
		EXPECT_EQ(e[126], 1);
		EXPECT_EQ(e[56] | (e[58] & 0xf0) << 4, table[i].width);
		EXPECT_EQ(e[59] | (e[61] & 0xf0) << 4, table[i].height);
		if (table[i].khz)
			EXPECT_EQ((e[54] | e[55] << 8) * 10, table[i].khz);
		/* HDMI's own block makes it one. */
		EXPECT(!memcmp(e + 133, "\x03\x0c\x00", 3));
		driver_destroy(d);
	}
}

static void dp_monitor_is_not_on_gmbus(void)
{
	struct driver *d = driver_create();
	u8 edid[128];

	plug(d, "dp:1024x768");
	EXPECT(!read_edid(d, 5, edid, 128));
	driver_destroy(d);
}

static void address_may_be_written(void)
{
	struct driver *d = driver_create();
	u8 edid[128];

	plug(d, "hdmi:1024x768");
	EXPECT(read_edid(d, 5, edid, 128));
	wr(d, GMBUS0, 5);
	wr(d, GMBUS3, 0x10);
	wr(d, GMBUS1, WAIT | 1 << 16 | 0x50 << 1);
	EXPECT(rd(d, GMBUS2) & BIT(14));
	wr(d, GMBUS1, WAIT | 4 << 16 | 0x50 << 1 | 1);
	EXPECT_EQ(rd(d, GMBUS3), edid[16] | edid[17] << 8 | edid[18] << 16 | (u32)edid[19] << 24);
	wr(d, GMBUS1, STOP);
	/* Or come with the command. */
	wr(d, GMBUS1, WAIT_INDEX | 4 << 16 | 0x36 << 8 | 0x50 << 1 | 1);
	EXPECT_EQ(rd(d, GMBUS3) & 0xffff, edid[0x36] | edid[0x37] << 8);
	wr(d, GMBUS1, STOP);
	driver_destroy(d);
}

static void hot_plug_interrupts(void)
{
	struct driver *d = driver_create();

	wr(d, SDE_IMR, 0);
	wr(d, SDE_IER, ~0u);
	wr(d, SHOTPLUG, BIT(4));
	msi_take(d);
	plug(d, "hdmi:1024x768");
	EXPECT_EQ(rd(d, SDE_ISR), BIT(21));
	EXPECT_EQ(rd(d, SDE_IIR), BIT(21));
	EXPECT_EQ(rd(d, 0x44200), BIT(31) | BIT(23));
	EXPECT_EQ(rd(d, SHOTPLUG), BIT(4) | 2);
	EXPECT_EQ(msi_take(d), 1);
	wr(d, SHOTPLUG, rd(d, SHOTPLUG));
	EXPECT_EQ(rd(d, SHOTPLUG), BIT(4));
	wr(d, SDE_IIR, ~0u);
	plug(d, "none");
	EXPECT_EQ(rd(d, SDE_ISR), 0);
	EXPECT_EQ(rd(d, SDE_IIR), BIT(21));
	EXPECT_EQ(msi_take(d), 1);
	/* Detection is off at the other ports. */
	wr(d, SDE_IIR, ~0u);
	plug(d, "c=dp:1024x768");
	EXPECT_EQ(rd(d, SDE_ISR), BIT(22));
	EXPECT_EQ(rd(d, SDE_IIR), 0);
	driver_destroy(d);
}

static void descriptions(void)
{
	static const char * const bad[] = {
		"", "vga:1024x768", "hdmi", "hdmi:", "hdmi:1024", "hdmi:100x100", "hdmi:9999x9999",
		"hdmi:1024x768@", "hdmi:1024x768@9", "hdmi:1024x768x", "a=hdmi:1024x768",
		"e=none", "hdmi:1024x768@60x",
	};
	enum port_id port = PORT_B;
	struct monitor m;
	char text[64];

	for (u32 i = 0; i < ARRAY_SIZE(bad); i++)
		if (!monitor_parse(bad[i], &port, &m))
			FAIL("\"%s\" is taken", bad[i]);
	EXPECT_EQ(monitor_parse("D=dp:1920x1200@59", &port, &m), 0);
	EXPECT_EQ(port, PORT_D);
	monitor_describe(&m, text, sizeof(text));
	EXPECT(!strcmp(text, "dp:1920x1200@59"));
}

static const struct test tests[] = {
	TEST(each_port_has_its_pins),
	TEST(edid_names_the_mode),
	TEST(dp_monitor_is_not_on_gmbus),
	TEST(address_may_be_written),
	TEST(hot_plug_interrupts),
	TEST(descriptions),
	{ 0 }
};

SUITE(gmbus, tests);
