// SPDX-License-Identifier: GPL-2.0-only
/*
 * Frame buffers: reading rows of any format and tiling that the planes have.
 */
#include <string.h>

#include "core/gpu.h"
#include "display/scanout.h"

/* PLANE_CTL. */
#define CTL_ORDER_RGBX		BIT(20)
#define CTL_BT709		BIT(18)
#define CTL_RANGE_OFF		BIT(28)
#define CTL_YUV422_ORDER	GENMASK(17, 16)

enum plane_format {
	FORMAT_YUV422 = 0,
	FORMAT_NV12 = 1,
	FORMAT_XRGB_2101010 = 2,
	FORMAT_P010 = 3,
	FORMAT_XRGB_8888 = 4,
	FORMAT_P012 = 5,
	FORMAT_XRGB_16F = 6,
	FORMAT_P016 = 7,
	FORMAT_XYUV = 8,
	FORMAT_INDEXED = 12,
	FORMAT_RGB_565 = 14
};

#define ROW_BYTES_MAX	(8192u * 8)

void scanout_read(struct gpu *gpu, u64 ggtt, void *buf, u32 len)
{
	static const struct page_user user = { .unit = "display" };
	u8 *out = buf;

	while (len) {
		u32 n = min(len, (u32)(PAGE_SIZE - (ggtt & (PAGE_SIZE - 1))));
		u64 entry = ggtt_entry(&gpu->ggtt, ggtt);
		u64 gpa = (entry & GTT_ADDRESS) | (ggtt & (PAGE_SIZE - 1));

		page_log_add(&gpu->page_log, &user, gpa, n, PAGE_USE_SCANOUT);
		if (!(entry & GTT_PRESENT) || memory_read(&gpu->memory, gpa, out, n)) {
			memset(out, 0, n);
			anomaly(&gpu->anomalies, ANOMALY_NO_MEMORY, "display: GGTT 0x%llx",
				(unsigned long long)ggtt);
		}
		out += n;
		ggtt += n;
		len -= n;
	}
}

/* Bytes [@x, @x + @len) of row @y. */
static void read_bytes(struct gpu *gpu, enum tiling t, u64 base, u32 pitch, u32 x, u32 y, u8 *out,
		       u32 len)
{
	while (len) {
		u32 n = min(len, tile_run(t, x));

		scanout_read(gpu, base + tile_offset(t, pitch, x, y), out, n);
		x += n;
		out += n;
		len -= n;
	}
}

static u32 rgb(u32 a, u32 r, u32 g, u32 b)
{
	return a << 24 | r << 16 | g << 8 | b;
}

static u32 clamp8(s32 v)
{
	return v < 0 ? 0 : v > 255 ? 255 : (u32)v;
}

/* Full range as PLANE_CTL says, else the usual 16 to 235. Fixed point, 16 bits. */
static u32 from_yuv(u32 ctl, u32 a, s32 y, s32 u, s32 v)
{
	bool bt709 = ctl & CTL_BT709;
	bool full = ctl & CTL_RANGE_OFF;
	s32 ky = full ? 65536 : 76309;
	s32 luma = (full ? y : y - 16) * ky + 32768;
	s32 vr = bt709 ? 117489 : 104597, ug = bt709 ? 13975 : 25675;
	s32 vg = bt709 ? 34925 : 53279, ub = bt709 ? 138438 : 132201;

	if (full) {
		vr = bt709 ? 103206 : 91881;
		ug = bt709 ? 12276 : 22554;
		vg = bt709 ? 30679 : 46802;
		ub = bt709 ? 121609 : 116130;
	}
	u -= 128;
	v -= 128;
	return rgb(a, clamp8((luma + vr * v) >> 16), clamp8((luma - ug * u - vg * v) >> 16),
		   clamp8((luma + ub * u) >> 16));
}

/* Half precision between 0 and 1 to 8 bits. */
static u32 from_half(u32 h)
{
	u32 exponent = h >> 10 & 0x1f;
	u32 mantissa = (h & 0x3ff) | (exponent ? 0x400 : 0);
	u32 shift = 25 - (exponent ? exponent : 1);

	if (h & 0x8000)
		return 0;
	if (exponent >= 15)
		return 255;
	return (mantissa * 255 + (shift ? 1u << (shift - 1) : 0)) >> shift;
}

static u32 component(u32 val, u32 shift, u32 bits)
{
	u32 top = BIT(bits) - 1;

	return ((val >> shift & top) * 255 + top / 2) / top;
}

/* Where Y0, U, Y1 and V are in a pair of pixels, by PLANE_CTL's order. */
static const u8 yuv422_order[4][4] = {
	{ 0, 1, 2, 3 },		/* YUYV */
	{ 1, 0, 3, 2 },		/* UYVY */
	{ 0, 3, 2, 1 },		/* YVYU */
	{ 1, 2, 3, 0 },		/* VYUY */
};

static u32 read_yuv422(const struct surface *s, const u8 *row, u32 i)
{
	const u8 *o = yuv422_order[FIELD_GET(CTL_YUV422_ORDER, s->ctl)];
	const u8 *pair = row + (i & ~1u) * 2;

	return from_yuv(s->ctl, 255, pair[o[i & 1 ? 2 : 0]], pair[o[1]], pair[o[3]]);
}

static u32 read_packed(const struct surface *s, const u8 *row, u32 i)
{
	bool swap = s->ctl & CTL_ORDER_RGBX;
	u32 val, r, g, b, a = 255;
	u16 half[4];

	switch (s->format) {
	case FORMAT_INDEXED:
		return s->palette ? 0xff000000 | s->palette[row[i]] : rgb(255, row[i], row[i], row[i]);
	case FORMAT_RGB_565:
		val = row[2 * i] | (u32)row[2 * i + 1] << 8;
		r = component(val, 11, 5);
		g = component(val, 5, 6);
		b = component(val, 0, 5);
		break;
	case FORMAT_XRGB_16F:
		memcpy(half, row + 8 * i, 8);
		b = from_half(half[0]);
		g = from_half(half[1]);
		r = from_half(half[2]);
		a = from_half(half[3]);
		break;
	case FORMAT_XRGB_2101010:
		memcpy(&val, row + 4 * i, 4);
		r = component(val, 20, 10);
		g = component(val, 10, 10);
		b = component(val, 0, 10);
		a = component(val, 30, 2);
		break;
	case FORMAT_XYUV:
		memcpy(&val, row + 4 * i, 4);
		return from_yuv(s->ctl, val >> 24, val >> 16 & 0xff, val >> 8 & 0xff, val & 0xff);
	default:
		memcpy(&val, row + 4 * i, 4);
		r = val >> 16 & 0xff;
		g = val >> 8 & 0xff;
		b = val & 0xff;
		a = val >> 24;
		break;
	}
	return swap ? rgb(a, b, g, r) : rgb(a, r, g, b);
}

u32 format_cpp(u32 format)
{
	switch (format) {
	case FORMAT_INDEXED:
	case FORMAT_NV12:
		return 1;
	case FORMAT_YUV422:
	case FORMAT_RGB_565:
	case FORMAT_P010:
	case FORMAT_P012:
	case FORMAT_P016:
		return 2;
	case FORMAT_XRGB_16F:
		return 8;
	default:
		return 4;
	}
}

static bool is_planar(u32 format)
{
	return format == FORMAT_NV12 || format == FORMAT_P010 || format == FORMAT_P012 ||
	       format == FORMAT_P016;
}

/* The upper 8 bits of a sample of 8 or 16. */
static s32 sample(const u8 *row, u32 i, u32 bytes)
{
	return row[i * bytes + bytes - 1];
}

static void planar_row(struct gpu *gpu, const struct surface *s, u32 row, u32 *out)
{
	u8 luma[ROW_BYTES_MAX], chroma[ROW_BYTES_MAX];
	u32 bytes = format_cpp(s->format);
	u32 pairs = (s->width + 1) / 2;

	read_bytes(gpu, s->tiling, s->base, s->pitch, s->x * bytes, s->y + row, luma,
		   s->width * bytes);
	read_bytes(gpu, s->tiling, s->aux, s->aux_pitch, s->aux_x * 2 * bytes, s->aux_y + row / 2,
		   chroma, pairs * 2 * bytes);
	for (u32 i = 0; i < s->width; i++)
		out[i] = from_yuv(s->ctl, 255, sample(luma, i, bytes),
				  sample(chroma, i & ~1u, bytes),
				  sample(chroma, (i & ~1u) + 1, bytes));
}

void surface_read_row(struct gpu *gpu, const struct surface *s, u32 row, u32 *out)
{
	u8 bytes[ROW_BYTES_MAX];
	u32 cpp = format_cpp(s->format);

	if (s->width > ROW_BYTES_MAX / 8)
		return;
	if (is_planar(s->format)) {
		planar_row(gpu, s, row, out);
		return;
	}
	read_bytes(gpu, s->tiling, s->base, s->pitch, s->x * cpp, s->y + row, bytes,
		   (s->width + (s->format == FORMAT_YUV422)) * cpp);
	for (u32 i = 0; i < s->width; i++)
		out[i] = s->format == FORMAT_YUV422 ? read_yuv422(s, bytes, i) :
						      read_packed(s, bytes, i);
}
