// SPDX-License-Identifier: GPL-2.0-only
/*
 * EDID of a monitor: a base block with the preferred mode and, for HDMI, a CTA
 * extension that says so.
 *
 * Source: VESA E-EDID Release A Rev. 2, VESA CVT (reduced blanking), VESA DMT,
 * CTA-861.
 */
#include <string.h>

#include "display/monitor.h"

/**
 * struct timing - one mode
 *
 * Times in pixels and lines: sync starts after the front porch.
 */
struct timing {
	u32 khz;
	u32 width, h_front, h_sync, h_blank;
	u32 height, v_front, v_sync, v_blank;
	bool h_positive, v_positive;
};

/* Modes that have a timing of their own at 60 Hz. */
static const struct timing known[] = {
	{ 25175, 640, 16, 96, 160, 480, 10, 2, 45, false, false },
	{ 40000, 800, 40, 128, 256, 600, 1, 4, 28, true, true },
	{ 65000, 1024, 24, 136, 320, 768, 3, 6, 38, false, false },
	{ 74250, 1280, 110, 40, 370, 720, 5, 5, 30, true, true },
	{ 108000, 1280, 48, 112, 408, 1024, 1, 3, 42, true, true },
	{ 148500, 1920, 88, 44, 280, 1080, 4, 5, 45, true, true },
};

/* CVT reduced blanking: fixed horizontal blanking, at least 460 us of vertical. */
#define RB_H_BLANK	160
#define RB_H_FRONT	48
#define RB_H_SYNC	32
#define RB_V_FRONT	3
#define RB_V_BACK_MIN	6
#define RB_BLANK_NS	460000

/* The number of vertical sync lines encodes the aspect ratio. */
static u32 rb_v_sync(u32 width, u32 height)
{
	static const struct {
		u32 x, y, lines;
	} ratios[] = { { 4, 3, 4 }, { 16, 9, 5 }, { 16, 10, 6 }, { 5, 4, 7 }, { 15, 9, 7 } };

	for (u32 i = 0; i < ARRAY_SIZE(ratios); i++)
		if (width * ratios[i].y == height * ratios[i].x)
			return ratios[i].lines;
	return 10;
}

static struct timing reduced_blanking(u32 width, u32 height, u32 refresh)
{
	u64 frame_ns = 1000000000ull / refresh;
	u64 line_ns = (frame_ns - RB_BLANK_NS) / height;
	u32 v_blank = (u32)(RB_BLANK_NS / line_ns) + 1;
	struct timing t = {
		.width = width, .h_front = RB_H_FRONT, .h_sync = RB_H_SYNC, .h_blank = RB_H_BLANK,
		.height = height, .v_front = RB_V_FRONT, .v_sync = rb_v_sync(width, height),
		.h_positive = true,
	};

	t.v_blank = max(v_blank, (u32)(RB_V_FRONT + t.v_sync + RB_V_BACK_MIN));
	t.khz = (u32)((u64)(width + t.h_blank) * (height + t.v_blank) * refresh / 1000);
	t.khz -= t.khz % 250;
	return t;
}

static struct timing find_timing(const struct monitor *m)
{
	for (u32 i = 0; i < ARRAY_SIZE(known); i++)
		if (known[i].width == m->width && known[i].height == m->height &&
		    m->refresh == 60)
			return known[i];
	return reduced_blanking(m->width, m->height, m->refresh);
}

/* Detailed timing descriptor: 18 bytes. */
static void put_timing(u8 *d, const struct timing *t)
{
	u32 clock = t->khz / 10;
	u32 mm_width = t->width * 254 / 960, mm_height = t->height * 254 / 960;

	d[0] = (u8)clock;
	d[1] = (u8)(clock >> 8);
	d[2] = (u8)t->width;
	d[3] = (u8)t->h_blank;
	d[4] = (u8)((t->width >> 8 & 0xf) << 4 | (t->h_blank >> 8 & 0xf));
	d[5] = (u8)t->height;
	d[6] = (u8)t->v_blank;
	d[7] = (u8)((t->height >> 8 & 0xf) << 4 | (t->v_blank >> 8 & 0xf));
	d[8] = (u8)t->h_front;
	d[9] = (u8)t->h_sync;
	d[10] = (u8)((t->v_front & 0xf) << 4 | (t->v_sync & 0xf));
	d[11] = (u8)((t->h_front >> 8 & 3) << 6 | (t->h_sync >> 8 & 3) << 4 |
		     (t->v_front >> 4 & 3) << 2 | (t->v_sync >> 4 & 3));
	d[12] = (u8)mm_width;
	d[13] = (u8)mm_height;
	d[14] = (u8)((mm_width >> 8 & 0xf) << 4 | (mm_height >> 8 & 0xf));
	d[17] = (u8)(0x18 | (t->v_positive ? 4 : 0) | (t->h_positive ? 2 : 0));
}

/* Display descriptor with a text of up to 13 characters. */
static void put_text(u8 *d, u8 tag, const char *text)
{
	size_t len = strlen(text);

	d[3] = tag;
	memset(d + 5, ' ', 13);
	memcpy(d + 5, text, len);
	if (len < 13)
		d[5 + len] = '\n';
}

/* In addition to its own mode a monitor has 640x480 to 1024x768: up to 49 kHz, up to 65 MHz. */
#define ESTABLISHED_MAX_KHZ	49u
#define ESTABLISHED_MAX_CLOCK	65000u

static void put_range_limits(u8 *d, const struct timing *t, bool old)
{
	u32 line_khz = t->khz / (t->width + t->h_blank);
	u32 highest = max(line_khz + 10, ESTABLISHED_MAX_KHZ);

	d[3] = 0xfd;
	/* EDID 1.4 has a bit that adds 255 to the highest rate. */
	if (!old && highest > 255) {
		d[4] = 2 << 2;
		highest -= 255;
	}
	d[5] = 20;				/* Hz, vertical */
	d[6] = 241;
	d[7] = (u8)min(line_khz / 2, 15u);	/* kHz, horizontal */
	d[8] = (u8)min(highest, 255u);
	d[9] = (u8)min(max(t->khz, ESTABLISHED_MAX_CLOCK) / 10000 + 2, 255u);	/* of 10 MHz */
	d[10] = old ? 0 : 1;			/* range limits only */
	d[11] = '\n';
	memset(d + 12, ' ', 6);
}

static void put_checksum(u8 *block)
{
	u8 sum = 0;

	for (u32 i = 0; i < EDID_BLOCK - 1; i++)
		sum = (u8)(sum + block[i]);
	block[EDID_BLOCK - 1] = (u8)(0 - sum);
}

static void base_block(struct monitor *m, const struct timing *t)
{
	static const u8 header[] = { 0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x00 };
	/* Primaries of sRGB. */
	static const u8 colour[] = { 0xee, 0x91, 0xa3, 0x54, 0x4c, 0x99, 0x26, 0x0f, 0x50, 0x54 };
	bool hdmi = m->type == MONITOR_HDMI;
	u8 *e = m->edid;

	memcpy(e, header, sizeof(header));
	e[8] = ('G' - '@') << 2 | ('P' - '@') >> 3;	/* manufacturer "GPM" */
	e[9] = (u8)(('P' - '@') << 5 | ('M' - '@'));
	e[10] = m->type;				/* product */
	e[16] = 1;					/* week */
	e[17] = 34;					/* year 2024 */
	e[18] = 1;					/* version 1.x */
	e[19] = hdmi ? 3 : 4;				/* HDMI asks for 1.3 */
	e[20] = hdmi ? 0x80 : 0x80 | 0x20 | 5;		/* digital; 8 bits, DisplayPort */
	e[21] = (u8)(m->width * 254 / 9600);		/* cm */
	e[22] = (u8)(m->height * 254 / 9600);
	e[23] = 120;					/* gamma 2.2 */
	/* sRGB, preferred mode is native; in 1.3 also: RGB. */
	e[24] = hdmi ? 0x0e : 0x06;
	memcpy(e + 25, colour, sizeof(colour));
	e[35] = 0x21;					/* 640x480, 800x600 at 60 Hz */
	e[36] = 0x08;					/* 1024x768 at 60 Hz */
	memset(e + 38, 0x01, 16);			/* no standard timings */
	put_timing(e + 54, t);
	put_range_limits(e + 72, t, hdmi);
	put_text(e + 90, 0xfc, "GPU model");
	put_text(e + 108, 0xff, m->type == MONITOR_DP ? "DP1" : "HDMI1");
	e[126] = hdmi;		/* extensions */
	put_checksum(e);
}

/* CTA-861 block with HDMI's vendor-specific data, no audio. */
static void hdmi_block(struct monitor *m)
{
	static const u8 data[] = {
		0x02, 0x03, 0x0d, 0x80,			/* CTA-861-D, data ends at 13, underscan */
		0x65, 0x03, 0x0c, 0x00, 0x10, 0x00,	/* HDMI 1.x, physical address 1.0.0.0 */
		0xe2, 0x00, 0x4a,			/* RGB range selectable; underscan */
	};
	u8 *e = m->edid + EDID_BLOCK;

	memcpy(e, data, sizeof(data));
	put_checksum(e);
}

bool edid_has_room(const struct monitor *m)
{
	return find_timing(m).khz / 10 <= 0xffff;
}

void edid_build(struct monitor *m)
{
	struct timing t = find_timing(m);

	memset(m->edid, 0, sizeof(m->edid));
	base_block(m, &t);
	if (m->type == MONITOR_HDMI)
		hdmi_block(m);
}

u8 edid_read(const struct monitor *m, u8 segment, u8 offset)
{
	return segment ? 0 : m->edid[offset];
}
