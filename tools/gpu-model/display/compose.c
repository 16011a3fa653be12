// SPDX-License-Identifier: GPL-2.0-only
/*
 * Composition: planes in their order, cursor, scaler of the pipe.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/gpu.h"
#include "display/scanout.h"

#define PLANE_ENABLE		BIT(31)
#define PLANE_GAMMA		BIT(30)
#define PLANE_FORMAT		GENMASK(27, 24)
#define PLANE_KEY		GENMASK(22, 21)
#define PLANE_DECOMPRESS	BIT(15)
#define PLANE_TILING		GENMASK(12, 10)
#define PLANE_ALPHA		GENMASK(5, 4)
#define   ALPHA_PREMULTIPLIED	2
#define   ALPHA_COVERAGE	3
#define PLANE_ROTATION		GENMASK(1, 0)
#define   ROTATE_180		2

#define CURSOR_MODE		0x27
#define CURSOR_ALPHA		0x20
#define CURSOR_FBC_ENABLE	BIT(31)

#define PS_ENABLE		BIT(31)
#define PS_PLANE		GENMASK(27, 25)

#define PIPE_BOTTOM_COLOUR	0x70034
#define TRANS_HTOTAL		0x00
#define TRANS_VTOTAL		0x0c
#define PIPE_SRC		0x6001c
#define PALETTE			0x4a000
#define GAMMA_MODE		0x4a480
#define FORMAT_XRGB_8888	4

/* A rectangle on the picture. */
struct window {
	s32 x;
	s32 y;
	u32 width;
	u32 height;
};

static u32 bottom_colour(u32 reg)
{
	return 0xff000000 | (reg >> 22 & 0xff) << 16 | (reg >> 12 & 0xff) << 8 | (reg >> 2 & 0xff);
}

bool scanout_take(const struct gpu *gpu, u32 pipe, struct scanout *s)
{
	const struct pipe *p = &gpu->display.pipe[pipe];
	u32 transcoder = transcoder_base(gpu, pipe);
	u32 src = reg_get(gpu, PIPE_SRC + pipe * 0x1000);

	memset(s, 0, sizeof(*s));
	if (!p->on)
		return false;
	for (u32 i = 0; i < PLANES; i++)
		s->plane[i] = p->plane[i].live;
	s->cursor = p->cursor;
	memcpy(s->scaler, p->scaler, sizeof(s->scaler));
	s->src_width = (src >> 16 & 0x1fff) + 1;
	s->src_height = (src & 0x1fff) + 1;
	s->active_width = (reg_get(gpu, transcoder + TRANS_HTOTAL) & 0x1fff) + 1;
	s->active_height = (reg_get(gpu, transcoder + TRANS_VTOTAL) & 0x1fff) + 1;
	s->bottom = bottom_colour(reg_get(gpu, PIPE_BOTTOM_COLOUR + pipe * 0x1000));
	s->gamma = !(reg_get(gpu, GAMMA_MODE + pipe * 0x800) & 3);
	for (u32 i = 0; i < ARRAY_SIZE(s->palette); i++)
		s->palette[i] = reg_get(gpu, PALETTE + pipe * 0x800 + 4 * i) & 0xffffff;
	return true;
}

static u32 through_palette(const u32 *palette, u32 pixel)
{
	return (pixel & 0xff000000) | (palette[pixel >> 16 & 0xff] & 0xff0000) |
	       (palette[pixel >> 8 & 0xff] & 0xff00) | (palette[pixel & 0xff] & 0xff);
}

/* One colour of a pixel over another, with alpha from 0 to 255. */
static u32 mix(u32 over, u32 under, u32 alpha, bool premultiplied)
{
	u32 val = (premultiplied ? over * 255 : over * alpha) + under * (255 - alpha);

	val = (val + 127) / 255;
	return min(val, 255u);
}

static u32 blend(u32 over, u32 under, bool premultiplied)
{
	u32 alpha = over >> 24;
	u32 out = 0xff000000;

	for (u32 shift = 0; shift < 24; shift += 8)
		out |= mix(over >> shift & 0xff, under >> shift & 0xff, alpha, premultiplied)
		       << shift;
	return out;
}

enum plane_blend { BLEND_OPAQUE, BLEND_PREMULTIPLIED, BLEND_COVERAGE };

static u32 put_over(u32 pixel, u32 under, enum plane_blend mode)
{
	if (mode == BLEND_OPAQUE)
		return pixel | 0xff000000;
	return blend(pixel, under, mode == BLEND_PREMULTIPLIED);
}

/* Nearest source pixel of a scaled one. */
static u32 scaled(u32 i, u32 from, u32 to)
{
	return (u32)(((u64)i * 2 + 1) * from / ((u64)to * 2));
}

/**
 * struct layer - a surface about to be drawn
 * @surface: its pixels
 * @window: where it goes
 * @blend: how it covers what is below
 * @rotated: by 180 degrees
 * @palette: gamma table, or NULL
 */
struct layer {
	struct surface surface;
	struct window window;
	enum plane_blend blend;
	bool rotated;
	const u32 *palette;
};

static void draw_row(const struct layer *l, const u32 *row, u32 *line, u32 width)
{
	const struct window *w = &l->window;

	for (u32 i = 0; i < w->width; i++) {
		s32 x = w->x + (s32)i;
		u32 from = scaled(i, l->surface.width, w->width);
		u32 pixel;

		if (x < 0 || (u32)x >= width)
			continue;
		pixel = row[l->rotated ? l->surface.width - 1 - from : from];
		if (l->palette)
			pixel = through_palette(l->palette, pixel);
		line[x] = put_over(pixel, line[x], l->blend);
	}
}

static int draw_layer(struct gpu *gpu, const struct layer *l, struct picture *out)
{
	u32 *row = calloc(l->surface.width, sizeof(*row));
	u32 have = ~0u;

	if (!row)
		return -ENOMEM;
	for (u32 i = 0; i < l->window.height; i++) {
		s32 y = l->window.y + (s32)i;
		u32 from = scaled(i, l->surface.height, l->window.height);

		if (y < 0 || (u32)y >= out->height)
			continue;
		if (l->rotated)
			from = l->surface.height - 1 - from;
		if (from != have)
			surface_read_row(gpu, &l->surface, from, row);
		have = from;
		draw_row(l, row, out->pixel + (u32)y * out->width, out->width);
	}
	free(row);
	return 0;
}

bool plane_tiling(u32 ctl, enum tiling *t)
{
	static const u32 codes[] = { [TILING_LINEAR] = 0, [TILING_X] = 1, [TILING_Y] = 4 };
	u32 code = FIELD_GET(PLANE_TILING, ctl);

	for (u32 i = 0; i < ARRAY_SIZE(codes); i++) {
		if (codes[i] == code) {
			*t = i;
			return true;
		}
	}
	return false;
}

/* Linear surfaces count their stride in 64 bytes, tiled ones in tiles. */
u32 stride_bytes(u32 stride, enum tiling t)
{
	return (stride & 0x3ff) * (t == TILING_LINEAR ? 64 : tile_width(t));
}

static const char *plane_surface(const struct plane_state *p, struct surface *s)
{
	u32 rotation = FIELD_GET(PLANE_ROTATION, p->ctl);

	if (!plane_tiling(p->ctl, &s->tiling))
		return "tiling not modelled";
	if ((p->ctl & PLANE_DECOMPRESS) && s->tiling != TILING_Y)
		return "compression without Y tiles";
	if (rotation & 1)
		return "rotation by 90 degrees not modelled";
	if (p->ctl & PLANE_KEY)
		return "colour keys not modelled";
	s->ctl = p->ctl;
	s->format = FIELD_GET(PLANE_FORMAT, p->ctl);
	s->pitch = stride_bytes(p->stride, s->tiling);
	s->base = p->surf & ~(PAGE_SIZE - 1);
	s->x = p->offset & 0x1fff;
	s->y = p->offset >> 16 & 0x1fff;
	s->width = (p->size & 0x1fff) + 1;
	s->height = (p->size >> 16 & 0xfff) + 1;
	s->aux = s->base + (p->aux_dist & ~(PAGE_SIZE - 1));
	s->aux_pitch = stride_bytes(p->aux_dist, s->tiling);
	s->aux_x = p->aux_offset & 0x1fff;
	s->aux_y = p->aux_offset >> 16 & 0x1fff;
	return s->pitch ? NULL : "no stride";
}

static const struct scaler_state *find_scaler(const struct scanout *s, u32 target)
{
	for (u32 i = 0; i < SCALERS; i++)
		if ((s->scaler[i].ctl & PS_ENABLE) &&
		    FIELD_GET(PS_PLANE, s->scaler[i].ctl) == target)
			return &s->scaler[i];
	return NULL;
}

static struct window scaler_window(const struct scaler_state *ps)
{
	return (struct window){
		.x = (s32)(ps->win_pos >> 16 & 0x1fff),
		.y = (s32)(ps->win_pos & 0x1fff),
		.width = ps->win_size >> 16 & 0x3fff,
		.height = ps->win_size & 0x1fff,
	};
}

static enum plane_blend plane_blend(u32 ctl)
{
	switch (FIELD_GET(PLANE_ALPHA, ctl)) {
	case ALPHA_PREMULTIPLIED:
		return BLEND_PREMULTIPLIED;
	case ALPHA_COVERAGE:
		return BLEND_COVERAGE;
	default:
		return BLEND_OPAQUE;
	}
}

/*
 * No draw compresses, so pixels are plain, and all bits of the CCS are 0. A byte of it is for 8 by
 * 16 pixels.
 */
static const char *check_ccs(struct gpu *gpu, const struct plane_state *p, const struct surface *s)
{
	u32 first = s->x / 8, last = (s->x + s->width - 1) / 8;
	u8 bits = 0, byte;

	if (!(p->ctl & PLANE_DECOMPRESS))
		return NULL;
	if (last >= s->aux_pitch)
		return "CCS narrower than the surface";
	for (u32 y = s->y / 16; y <= (s->y + s->height - 1) / 16; y++)
		for (u32 x = first; x <= last; x++) {
			scanout_read(gpu, s->aux + tile_offset(TILING_Y, s->aux_pitch, x, y),
				     &byte, 1);
			bits |= byte;
		}
	return bits ? "CCS says that pixels are compressed, and no draw compresses" : NULL;
}

static int draw_plane(struct gpu *gpu, const struct scanout *s, u32 n, struct picture *out)
{
	const struct plane_state *p = &s->plane[n];
	const struct scaler_state *ps = find_scaler(s, n + 1);
	struct layer l = { .surface = { .palette = s->palette } };
	const char *why;

	if (!(p->ctl & PLANE_ENABLE))
		return 0;
	why = plane_surface(p, &l.surface);
	if (!why)
		why = check_ccs(gpu, p, &l.surface);
	if (why) {
		anomaly(&gpu->anomalies, ANOMALY_BAD_DISPLAY, "plane %u: %s (ctl %08x)", n + 1,
			why, p->ctl);
		return 0;
	}
	if (ps) {
		l.window = scaler_window(ps);
	} else {
		l.window.x = (s32)(p->pos & 0x1fff);
		l.window.y = (s32)(p->pos >> 16 & 0x1fff);
		l.window.width = l.surface.width;
		l.window.height = l.surface.height;
	}
	l.blend = plane_blend(p->ctl);
	l.rotated = FIELD_GET(PLANE_ROTATION, p->ctl) == ROTATE_180;
	if (s->gamma && (p->ctl & PLANE_GAMMA))
		l.palette = s->palette;
	return draw_layer(gpu, &l, out);
}

u32 cursor_size(u32 ctl)
{
	switch (ctl & CURSOR_MODE & ~CURSOR_ALPHA) {
	case 2:
		return 128;
	case 3:
		return 256;
	case 7:
		return 64;
	default:
		return 0;
	}
}

/* Sign and magnitude, 15 bits. */
static s32 cursor_coordinate(u32 half)
{
	s32 val = (s32)(half & 0x7fff);

	return half & 0x8000 ? -val : val;
}

static int draw_cursor(struct gpu *gpu, const struct scanout *s, struct picture *out)
{
	u32 size = cursor_size(s->cursor.ctl);
	struct layer l = {
		.surface = {
			.format = FORMAT_XRGB_8888,
			.base = s->cursor.base & ~(PAGE_SIZE - 1),
			.pitch = size * 4,
			.width = size,
			.height = size,
		},
		.window = {
			.x = cursor_coordinate(s->cursor.pos & 0xffff),
			.y = cursor_coordinate(s->cursor.pos >> 16),
			.width = size,
		},
		.blend = s->cursor.ctl & CURSOR_ALPHA ? BLEND_PREMULTIPLIED : BLEND_OPAQUE,
	};

	if (!size)
		return 0;
	if (s->cursor.fbc_ctl & CURSOR_FBC_ENABLE)
		l.surface.height = min(size, (s->cursor.fbc_ctl & 0xff) + 1);
	l.window.height = l.surface.height;
	return draw_layer(gpu, &l, out);
}

static int picture_alloc(struct picture *p, u32 width, u32 height, u32 colour)
{
	p->width = width;
	p->height = height;
	p->pixel = calloc((size_t)width * height, sizeof(*p->pixel));
	if (!p->pixel)
		return -ENOMEM;
	for (size_t i = 0; i < (size_t)width * height; i++)
		p->pixel[i] = colour;
	return 0;
}

/* The pipe's scaler puts the picture into its window on the monitor. */
static void fit(const struct picture *from, const struct window *w, struct picture *to)
{
	for (u32 i = 0; i < w->height; i++) {
		u32 y = (u32)w->y + i;
		const u32 *row = from->pixel + scaled(i, from->height, w->height) * from->width;

		for (u32 k = 0; k < w->width && y < to->height; k++)
			if ((u32)w->x + k < to->width)
				to->pixel[y * to->width + (u32)w->x + k] =
					row[scaled(k, from->width, w->width)];
	}
}

static int draw_all(struct gpu *gpu, const struct scanout *s, struct picture *out)
{
	int ret = 0;

	for (u32 i = 0; i < PLANES && !ret; i++)
		ret = draw_plane(gpu, s, i, out);
	return ret ? ret : draw_cursor(gpu, s, out);
}

int scanout_compose(struct gpu *gpu, const struct scanout *s, struct picture *out)
{
	const struct scaler_state *ps = find_scaler(s, 0);
	struct picture source;
	struct window window = { .width = s->src_width, .height = s->src_height };
	int ret;

	ret = picture_alloc(&source, s->src_width, s->src_height, s->bottom);
	if (ret)
		return ret;
	ret = draw_all(gpu, s, &source);
	if (!ret)
		ret = picture_alloc(out, s->active_width, s->active_height, 0xff000000);
	if (!ret) {
		if (ps)
			window = scaler_window(ps);
		fit(&source, &window, out);
	}
	free(source.pixel);
	return ret;
}
