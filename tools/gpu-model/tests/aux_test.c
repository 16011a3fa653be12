// SPDX-License-Identifier: GPL-2.0-only
/*
 * DisplayPort: AUX channels, DPCD, link training.
 */
#include <string.h>

#include "tests/driver.h"

#define AUX(port)	(0x64010 + 0x100 * (port))
#define SEND		BIT(31)
#define DONE		BIT(30)
#define TIMEOUT		BIT(28)

static struct driver *with_monitor(const char *text)
{
	struct driver *d = driver_create();
	enum port_id port = PORT_B;
	struct monitor m;

	EXPECT_EQ(monitor_parse(text, &port, &m), 0);
	monitor_plug(d->gpu, port, &m);
	return d;
}

/* Send @n bytes; the reply comes back in @bytes. Return: its size, 0 for a time-out. */
static u32 transfer(struct driver *d, u32 port, u8 *bytes, u32 n)
{
	u32 ctl;

	for (u32 i = 0; i < n; i += 4)
		wr(d, AUX(port) + 4 + i, (u32)bytes[i] << 24 | (u32)bytes[i + 1] << 16 |
		   (u32)bytes[i + 2] << 8 | bytes[i + 3]);
	wr(d, AUX(port), SEND | DONE | TIMEOUT | n << 20);
	ctl = rd(d, AUX(port));
	EXPECT(!(ctl & SEND));
	EXPECT(ctl & DONE);
	if (ctl & TIMEOUT)
		return 0;
	n = ctl >> 20 & 0x1f;
	for (u32 i = 0; i < n; i++)
		bytes[i] = (u8)(rd(d, AUX(port) + 4 + (i & ~3u)) >> (24 - 8 * (i & 3)));
	return n;
}

static u8 dpcd_get(struct driver *d, u32 addr)
{
	u8 bytes[24] = { 0x90, (u8)(addr >> 8), (u8)addr, 0 };

	EXPECT_EQ(transfer(d, 1, bytes, 4), 2);
	EXPECT_EQ(bytes[0], 0);
	return bytes[1];
}

static void dpcd_set(struct driver *d, u32 addr, u8 val)
{
	u8 bytes[24] = { 0x80, (u8)(addr >> 8), (u8)addr, 0, val };

	EXPECT_EQ(transfer(d, 1, bytes, 5), 1);
	EXPECT_EQ(bytes[0], 0);
}

static void nobody_answers(void)
{
	struct driver *d = with_monitor("hdmi:1024x768");
	u8 bytes[24] = { 0x90, 0, 0, 0 };

	EXPECT_EQ(transfer(d, 1, bytes, 4), 0);
	EXPECT_EQ(transfer(d, 2, bytes, 4), 0);
	driver_destroy(d);
}

static void sink_has_capabilities(void)
{
	struct driver *d = with_monitor("dp:1920x1080");
	u8 bytes[24] = { 0x90, 0, 0, 15 };

	EXPECT_EQ(transfer(d, 1, bytes, 4), 17);
	EXPECT_EQ(bytes[1], 0x12);
	EXPECT_EQ(bytes[2], 0x14);
	EXPECT_EQ(bytes[3] & 0x1f, 4);
	EXPECT_EQ(dpcd_get(d, 0x200), 1);
	/* They are not to be written. */
	dpcd_set(d, 0, 0xff);
	EXPECT_EQ(dpcd_get(d, 0), 0x12);
	driver_destroy(d);
}

static void link_trains(void)
{
	struct driver *d = with_monitor("dp:1024x768");

	dpcd_set(d, 0x100, 0x0a);
	dpcd_set(d, 0x101, 2);
	dpcd_set(d, 0x102, 0x21);
	EXPECT_EQ(dpcd_get(d, 0x202), 0x11);
	EXPECT_EQ(dpcd_get(d, 0x203), 0);
	EXPECT_EQ(dpcd_get(d, 0x204) & 1, 0);
	dpcd_set(d, 0x102, 0x22);
	EXPECT_EQ(dpcd_get(d, 0x202), 0x77);
	EXPECT_EQ(dpcd_get(d, 0x204) & 1, 1);
	dpcd_set(d, 0x102, 0);
	EXPECT_EQ(dpcd_get(d, 0x202), 0x77);
	driver_destroy(d);
}

/* The EDID over I2C, in pieces, as drivers read it. */
static void edid_over_i2c(void)
{
	struct driver *d = with_monitor("dp:800x600");
	u8 edid[128], sum = 0;
	u8 bytes[24] = { 0x40, 0, 0x50, 0, 0 };

	EXPECT_EQ(transfer(d, 1, bytes, 5), 1);
	for (u32 i = 0; i < sizeof(edid); i += 16) {
		u8 read[24] = { 0x50, 0, 0x50, 15 };

		EXPECT_EQ(transfer(d, 1, read, 4), 17);
		memcpy(edid + i, read + 1, 16);
	}
	for (u32 i = 0; i < sizeof(edid); i++)
		sum = (u8)(sum + edid[i]);
	EXPECT_EQ(sum, 0);
	EXPECT(!memcmp(edid, "\x00\xff\xff\xff\xff\xff\xff\x00", 8));
	EXPECT_EQ(edid[56] | (edid[58] & 0xf0) << 4, 800);
	EXPECT_EQ(edid[59] | (edid[61] & 0xf0) << 4, 600);
	/* Nothing else is on the bus. */
	memcpy(bytes, "\x50\x00\x37\x00", 4);
	EXPECT_EQ(transfer(d, 1, bytes, 4), 1);
	EXPECT_EQ(bytes[0] >> 4, 4);
	driver_destroy(d);
}

static void raises_its_interrupt(void)
{
	struct driver *d = with_monitor("dp:800x600");

	wr(d, 0x44444, 0);
	wr(d, 0x4444c, ~0u);
	msi_take(d);
	wr(d, AUX(1) + 4, 0x90000000);
	wr(d, AUX(1), SEND | BIT(29) | 4 << 20);
	EXPECT_EQ(rd(d, 0x44448), BIT(25));
	EXPECT_EQ(msi_take(d), 1);
	driver_destroy(d);
}

static void nonsense_is_an_error(void)
{
	struct driver *d = with_monitor("dp:800x600");

	for (u32 n = 0; n < 32; n++) {
		wr(d, AUX(1) + 4, 0xffffffff);
		wr(d, AUX(1), SEND | n << 20);
		EXPECT(rd(d, AUX(1)) & DONE);
	}
	driver_destroy(d);
}

static const struct test tests[] = {
	TEST(nobody_answers),
	TEST(sink_has_capabilities),
	TEST(link_trains),
	TEST(edid_over_i2c),
	TEST(raises_its_interrupt),
	TEST(nonsense_is_an_error),
	{ 0 }
};

SUITE(aux, tests);
