// SPDX-License-Identifier: GPL-2.0-only
/*
 * EDID: how a virtual monitor describes itself.
 *
 * Source: VESA E-EDID A.2 (EDID 1.4), A.1 (1.3, which HDMI 1.4 wants); VESA CVT 1.2, reduced
 * blanking; CTA-861-G and HDMI 1.4 (the extension block).
 */
#include <linux/bitfield.h>
#include <linux/kernel.h>
#include <linux/math64.h>
#include <linux/string.h>

#include "display.h"

#define VGT_EDID_BLOCK		128

/* Numbers of 16 bits: two bytes. Numbers of 12 bits: a byte, and half of a byte for two of them. */
#define VGT_EDID_UPPER_BYTE	GENMASK(15, 8)
#define VGT_EDID_UPPER_4	GENMASK(11, 8)
#define VGT_EDID_UPPER_HALF	GENMASK(7, 4)
#define VGT_EDID_LOWER_HALF	GENMASK(3, 0)

/* CVT, reduced blanking. */
#define VGT_CVT_HBLANK		160
#define VGT_CVT_HFRONT		48
#define VGT_CVT_HSYNC		32
#define VGT_CVT_VFRONT		3
#define VGT_CVT_VBLANK_NS	460000
#define VGT_CVT_REFRESH		60
#define VGT_CVT_REFRESH_SLOW	30
#define VGT_CVT_CLOCK_STEP_KHZ	250

/* Extension block, and its data blocks: tag and length, then the content. */
#define VGT_CTA_TAG		2
#define VGT_CTA_REVISION	3
#define VGT_CTA_DATA		4
#define VGT_CTA_VIDEO		(2 << 5)
#define VGT_CTA_VENDOR		(3 << 5)
#define VGT_CTA_EXTENDED	(7 << 5)
/* Nothing is behind the monitor's edge, by both. */
#define VGT_CTA_UNDERSCAN	BIT(7)
#define VGT_CTA_ALL_UNDERSCAN	0x0a
/* The driver may choose the range of RGB. */
#define VGT_CTA_RGB_RANGE	BIT(6)
/* Its video code 1, which each HDMI monitor has: 640x480. */
#define VGT_VIC_640X480		1

struct vgt_timing {
	u32 refresh;
	u32 khz;
	u32 width;
	u32 height;
	u32 vblank;
	u32 vsync;
};

/* Modes that a monitor has in addition to its own, if they fit: EDID byte and bit, clock, lines. */
static const struct vgt_established {
	u32 width;
	u32 height;
	u8 byte;
	u8 bit;
	u32 khz;
	u32 line_hz;
} vgt_established[] = {
	{ 640, 480, 35, 0x20, 25175, 31469 },
	{ 800, 600, 35, 0x01, 40000, 37879 },
	{ 1024, 768, 36, 0x08, 65000, 48363 },
};

static const u8 vgt_edid_magic[8] = { 0, 255, 255, 255, 255, 255, 255, 0 };

/* The number of vertical sync lines encodes the aspect ratio. */
static u32 vgt_cvt_vsync(u32 width, u32 height)
{
	if (width * 3 == height * 4)
		return 4;
	if (width * 9 == height * 16)
		return 5;
	if (width * 10 == height * 16)
		return 6;
	if (width * 4 == height * 5 || width * 9 == height * 15)
		return 7;
	return 10;
}

static void vgt_cvt(struct vgt_timing *t, u32 width, u32 height, u32 refresh)
{
	u64 frame_ns = div_u64(1000000000ull, refresh);
	u64 line_ns = div_u64(frame_ns - VGT_CVT_VBLANK_NS, height);
	u64 khz;

	t->refresh = refresh;
	t->width = width;
	t->height = height;
	t->vsync = vgt_cvt_vsync(width, height);
	t->vblank = max_t(u32, div_u64(VGT_CVT_VBLANK_NS, max_t(u64, line_ns, 1)) + 1,
			  VGT_CVT_VFRONT + t->vsync + 6);
	khz = div_u64((u64)(width + VGT_CVT_HBLANK) * (height + t->vblank) *
		      refresh, 1000);
	t->khz = div_u64(khz, VGT_CVT_CLOCK_STEP_KHZ) * VGT_CVT_CLOCK_STEP_KHZ;
}

static u8 vgt_edid_halves(u32 upper, u32 lower)
{
	return FIELD_PREP(VGT_EDID_UPPER_HALF, upper) | FIELD_PREP(VGT_EDID_LOWER_HALF, lower);
}

/* The upper 4 bits of two numbers of 12 bits. */
static u8 vgt_edid_upper(u32 first, u32 second)
{
	return vgt_edid_halves(FIELD_GET(VGT_EDID_UPPER_4, first),
			       FIELD_GET(VGT_EDID_UPPER_4, second));
}

static void vgt_edid_detailed(u8 *d, const struct vgt_timing *t)
{
	u32 clock = t->khz / 10;
	/* 96 pixels an inch. */
	u32 mm_w = t->width * 254 / 960;
	u32 mm_h = t->height * 254 / 960;

	d[0] = clock;
	d[1] = FIELD_GET(VGT_EDID_UPPER_BYTE, clock);
	d[2] = t->width;
	d[3] = VGT_CVT_HBLANK;
	d[4] = vgt_edid_upper(t->width, VGT_CVT_HBLANK);
	d[5] = t->height;
	d[6] = t->vblank;
	d[7] = vgt_edid_upper(t->height, t->vblank);
	d[8] = VGT_CVT_HFRONT;
	d[9] = VGT_CVT_HSYNC;
	d[10] = vgt_edid_halves(VGT_CVT_VFRONT, t->vsync);
	d[11] = 0;
	d[12] = mm_w;
	d[13] = mm_h;
	d[14] = vgt_edid_upper(mm_w, mm_h);
	d[17] = 0x1a;	/* digital separate sync, horizontal positive */
}

static void vgt_edid_text(u8 *d, u8 tag, const char *text)
{
	u32 len = min_t(u32, strlen(text), 13);

	d[3] = tag;
	memset(d + 5, ' ', 13);
	memcpy(d + 5, text, len);
	if (len < 13)
		d[5 + len] = '\n';
}

static bool vgt_established_fits(const struct vgt_established *e, const struct vgt_timing *t)
{
	return t->width >= e->width && t->height >= e->height;
}

static void vgt_edid_established(u8 *edid, const struct vgt_timing *t)
{
	u32 i;

	for (i = 0; i < ARRAY_SIZE(vgt_established); i++)
		if (vgt_established_fits(&vgt_established[i], t))
			edid[vgt_established[i].byte] |= vgt_established[i].bit;
}

/* Limits that include all modes, also the established ones. */
static void vgt_edid_range(u8 *d, const struct vgt_timing *t)
{
	u32 line = t->khz * 1000 / (t->width + VGT_CVT_HBLANK);
	u32 khz = t->khz, lowest = line, highest = line, i;

	for (i = 0; i < ARRAY_SIZE(vgt_established); i++) {
		if (!vgt_established_fits(&vgt_established[i], t))
			continue;
		khz = max(khz, vgt_established[i].khz);
		lowest = min(lowest, vgt_established[i].line_hz);
		highest = max(highest, vgt_established[i].line_hz);
	}
	d[3] = 0xfd;
	d[5] = t->refresh == VGT_CVT_REFRESH ? 50 : 24;	/* Hz, vertical */
	d[6] = 75;
	d[7] = min_t(u32, lowest / 1000, 30);	/* kHz, horizontal */
	d[8] = clamp_t(u32, highest / 1000 + 1, 160, 255);
	d[9] = khz / 10000 + 1;		/* 10 MHz */
	d[11] = '\n';
	memset(d + 12, ' ', 6);
}

static u8 vgt_edid_checksum(const u8 *block)
{
	u8 sum = 0;
	u32 i;

	for (i = 0; i < VGT_EDID_BLOCK - 1; i++)
		sum += block[i];
	return -sum;
}

/* What EDIDs of both versions have. */
static void vgt_edid_base(u8 *edid, const struct vgt_timing *t, u32 serial)
{
	static const u8 colours[10] = {	/* sRGB */
		0xee, 0x91, 0xa3, 0x54, 0x4c, 0x99, 0x26, 0x0f, 0x50, 0x54,
	};

	memset(edid, 0, VGT_EDID_BLOCK);
	memcpy(edid, vgt_edid_magic, sizeof(vgt_edid_magic));
	edid[8] = 0x58;			/* "VGT" */
	edid[9] = 0xf4;
	edid[10] = 0x01;
	edid[12] = serial;
	edid[13] = FIELD_GET(VGT_EDID_UPPER_BYTE, serial);
	edid[16] = 1;			/* week 1 of 2024 */
	edid[17] = 34;
	edid[18] = 1;
	edid[21] = t->width * 254 / 9600;	/* cm */
	edid[22] = t->height * 254 / 9600;
	edid[23] = 120;			/* gamma 2.2 */
	memcpy(edid + 25, colours, sizeof(colours));
	vgt_edid_established(edid, t);
	memset(edid + 38, 0x01, 16);	/* no standard timings */
	vgt_edid_detailed(edid + 54, t);
	vgt_edid_range(edid + 72, t);
	vgt_edid_text(edid + 90, 0xfc, "vgt");
	edid[111] = 0x10;		/* unused */
}

static void vgt_edid_dp(u8 *edid, const struct vgt_timing *t, u32 serial)
{
	vgt_edid_base(edid, t, serial);
	edid[19] = 4;			/* EDID 1.4 */
	edid[20] = 0xa5;		/* digital, 8 bits a colour, DisplayPort */
	edid[24] = 0x06;		/* sRGB, the first timing is the native one */
	edid[72 + 10] = 0x01;		/* range limits: no further data */
	edid[127] = vgt_edid_checksum(edid);
}

/*
 * A driver takes a monitor for one of HDMI by the vendor's data block. Without it, the monitor is a
 * DVI monitor, with up to 165 MHz.
 */
static void vgt_edid_cta(u8 *block)
{
	static const u8 hdmi[] = {
		VGT_CTA_VIDEO | 1, VGT_VIC_640X480,
		VGT_CTA_VENDOR | 7,
		0x03, 0x0c, 0x00,	/* HDMI */
		0x10, 0x00,		/* address 1.0.0.0 */
		0x00, VGT_TMDS_MAX_KHZ / 5000,
		VGT_CTA_EXTENDED | 2, 0x00, VGT_CTA_RGB_RANGE | VGT_CTA_ALL_UNDERSCAN,
	};

	memset(block, 0, VGT_EDID_BLOCK);
	block[0] = VGT_CTA_TAG;
	block[1] = VGT_CTA_REVISION;
	block[2] = VGT_CTA_DATA + sizeof(hdmi);
	block[3] = VGT_CTA_UNDERSCAN | 1;	/* one native timing: the first */
	memcpy(block + VGT_CTA_DATA, hdmi, sizeof(hdmi));
	block[127] = vgt_edid_checksum(block);
}

static void vgt_edid_hdmi(u8 *edid, const struct vgt_timing *t, u32 serial)
{
	vgt_edid_base(edid, t, serial);
	edid[19] = 3;			/* EDID 1.3 */
	edid[20] = 0x80;		/* digital */
	edid[24] = 0x0e;		/* RGB, sRGB, the first timing is the preferred one */
	edid[126] = 1;
	edid[127] = vgt_edid_checksum(edid);
	vgt_edid_cta(edid + VGT_EDID_BLOCK);
}

/**
 * vgt_edid_generate() - make the EDID of a monitor of a given size
 * @edid: VGT_EDID_MADE bytes, filled
 * @type: how it is attached
 * @width: pixels, 640 to 4095
 * @height: lines, 480 to 4095
 * @serial: serial number
 *
 * The pixel clock at 60 Hz must be at most 655.35 MHz, which is the limit of an EDID. The sizes of
 * all types meet this. If an HDMI port cannot have that clock, the monitor has 30 Hz, with which
 * 3840x2160 fits.
 *
 * Return: the length in bytes.
 */
u32 vgt_edid_generate(u8 *edid, enum vgt_monitor_type type, u32 width, u32 height, u32 serial)
{
	struct vgt_timing t;

	vgt_cvt(&t, width, height, VGT_CVT_REFRESH);
	if (type != VGT_MONITOR_HDMI) {
		vgt_edid_dp(edid, &t, serial);
		return VGT_EDID_BLOCK;
	}
	if (t.khz > VGT_TMDS_MAX_KHZ)
		vgt_cvt(&t, width, height, VGT_CVT_REFRESH_SLOW);
	vgt_edid_hdmi(edid, &t, serial);
	return 2 * VGT_EDID_BLOCK;
}

/**
 * vgt_edid_valid() - check an EDID
 * @edid: the bytes
 * @len: their number
 *
 * Return: true if it consists of whole blocks, with the magic number and correct checksums.
 */
bool vgt_edid_valid(const u8 *edid, u32 len)
{
	u32 i;

	if (!len || len > VGT_EDID_SIZE || len % VGT_EDID_BLOCK)
		return false;
	if (memcmp(edid, vgt_edid_magic, sizeof(vgt_edid_magic)))
		return false;
	if (edid[126] != len / VGT_EDID_BLOCK - 1)
		return false;
	for (i = 0; i < len; i += VGT_EDID_BLOCK)
		if (edid[i + 127] != vgt_edid_checksum(edid + i))
			return false;
	return true;
}

/**
 * vgt_monitor_edid_byte() - read a monitor's EEPROM
 * @monitor: the monitor
 * @offset: offset of the byte
 *
 * Return: the byte; 0 past the end.
 */
u8 vgt_monitor_edid_byte(const struct vgt_monitor *monitor, u32 offset)
{
	return offset < monitor->edid_len ? monitor->edid[offset] : 0;
}
