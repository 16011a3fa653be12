// SPDX-License-Identifier: GPL-2.0-only
/*
 * Messages to the render cache: the pixel shader writes to its render targets.
 *
 * Source: Intel OSRC Skylake PRM vol 2d (MSD_RTW_*, MDP_RTW_*, MH_RT), vol 7, "Render Target
 * Write"; Mesa compiler/brw_eu.h, brw_lower_logical_sends.cpp.
 */
#include <string.h>

#include "3d/draw.h"
#include "3d/target_format.h"
#include "cs/commands.h"
#include "eu/dataport.h"

#define RT_WRITE		12
#define RT_TYPE			GENMASK(17, 14)
#define RT_SUBTYPE		GENMASK(10, 8)
#define RT_HIGH			BIT(11)		/* upper half of 32 */
#define RT_PER_SAMPLE		BIT(13)

enum subtype {
	SIMD16,
	SIMD16_REPLICATED,
	SIMD8_DUAL_LOW,
	SIMD8_DUAL_HIGH,
	SIMD8
};

/* Header. */
#define M0_ALPHA		BIT(11)
#define M0_STENCIL		BIT(14)
#define M0_TARGET		GENMASK(2, 0)	/* dword 2 */

#define LANES			DRAW_LANES

/* No register: the message does not have this. */
#define NONE			(~0u)

/**
 * struct target_write - a message, decoded
 * @s: the surface, or its mip level
 * @placed: it is known where it is
 * @format: how it stores pixels
 * @b: how it blends
 * @lanes: channels of the message
 * @first: channel of the thread that is the message's first
 * @mask: channels of the message that are written
 * @colour: register of the first colour
 * @colour1: of the second, or NONE
 * @depth: register of depth, or NONE
 * @omask: register of the mask, or NONE
 * @alpha: register of the alpha of target 0; NONE: that of the colour
 * @replicated: one colour for all
 * @x: of each channel
 * @y: of each channel
 */
struct target_write {
	struct eu_surface s;
	bool placed;
	struct target_format format;
	const struct blend_target *b;
	u32 lanes;
	u32 first;
	u32 mask;
	u32 colour;
	u32 colour1;
	u32 depth;
	u32 omask;
	u32 alpha;
	bool replicated;
	s32 x[LANES];
	s32 y[LANES];
};

static const char *lay_out(const struct draw *d, const struct eu_message *m,
			   struct target_write *w)
{
	u32 subtype = FIELD_GET(RT_SUBTYPE, m->desc), reg = m->header ? 2 : 0, per;
	u32 extra = draw_state(d, S3D_PS_EXTRA)[1];
	bool dual = subtype == SIMD8_DUAL_LOW || subtype == SIMD8_DUAL_HIGH;

	if (subtype > SIMD8 || m->desc & (RT_HIGH | RT_PER_SAMPLE))
		return "render target message that is not modelled";
	if (m->header && m->data[0][0] & M0_STENCIL)
		return "stencil from a pixel shader, which is not modelled";
	w->replicated = subtype == SIMD16_REPLICATED;
	w->lanes = subtype <= SIMD16_REPLICATED ? 16 : 8;
	w->first = subtype == SIMD8_DUAL_HIGH ? 8 : 0;
	per = w->lanes / 8;
	if (w->first + w->lanes > d->pixels.lanes)
		return "render target message of more channels than the thread has";
	w->alpha = m->header && m->data[0][0] & M0_ALPHA ? reg : NONE;
	reg += w->alpha == NONE ? 0 : per;
	w->omask = extra & PSX_OMASK ? reg++ : NONE;
	w->colour = reg;
	reg += w->replicated ? 1 : 4 * per;
	w->colour1 = dual ? reg : NONE;
	reg += dual ? 4 * per : 0;
	w->depth = NONE;
	if (extra & PSX_DEPTH_MODE) {
		w->depth = reg;
		reg += per;
	}
	return m->length == reg ? NULL : "render target message of another length than it needs";
}

/* Without a header, position and mask are those that the thread started with. */
static void take_pixels(const struct draw *d, const struct eu_message *m, struct target_write *w)
{
	const struct pixels *p = &d->pixels;
	u32 lit = p->lit >> w->first;

	if (m->header)
		lit &= m->data[1][7] >> w->first;
	w->mask = m->lanes & lit & (BIT(w->lanes) - 1);
	for (u32 i = 0; i < w->lanes; i++) {
		u32 xy = m->data[1][2 + (w->first + i) / 4];

		w->x[i] = p->x[w->first + i];
		w->y[i] = p->y[w->first + i];
		if (m->header) {
			w->x[i] = (s32)(xy & 0xffff) + (s32)(i % 2);
			w->y[i] = (s32)(xy >> 16) + (s32)(i / 2 % 2);
		}
	}
}

static void take_colour(const struct eu_message *m, const struct target_write *w, u32 from,
			u32 lane, u32 colour[4])
{
	for (u32 c = 0; c < 4; c++) {
		if (w->replicated)
			colour[c] = m->data[from][c];
		else
			colour[c] = m->data[from + c * w->lanes / 8 + lane / 8][lane % 8];
	}
}

/* Logic operations are on what is stored: bit 2s+d of the number is the result. */
static void logic(const struct target_write *w, const u32 src[4], u32 dst[4])
{
	u32 op = w->b->logic_op;

	for (u32 i = 0; i < 4; i++)
		dst[i] = (op & 8 ? src[i] & dst[i] : 0) | (op & 4 ? src[i] & ~dst[i] : 0) |
			 (op & 2 ? ~src[i] & dst[i] : 0) | (op & 1 ? ~src[i] & ~dst[i] : 0);
}

/* From a channel's colours and what is there to what will be there. */
static void make_element(const struct draw *d, const struct eu_message *m,
			 const struct target_write *w, u32 lane, u32 element[4])
{
	u32 src[4], src1[4] = { 0 }, value[4], packed[4];

	take_colour(m, w, w->colour, lane, src);
	if (d->alpha.to_one && w->format.f.kind != EU_FORMAT_UINT &&
	    w->format.f.kind != EU_FORMAT_SINT)
		src[3] = draw_bits(1);
	if (!draw_blend_reads(w->b)) {
		target_format_pack(&w->format, src, element);
		return;
	}
	if (w->colour1 != NONE)
		take_colour(m, w, w->colour1, lane, src1);
	if (w->b->logic) {
		target_format_pack(&w->format, src, packed);
		logic(w, packed, element);
		return;
	}
	target_format_unpack(&w->format, element, value);
	draw_blend(d, w->b, w->format.f.kind, src, src1, value);
	target_format_pack(&w->format, value, element);
}

static u32 alpha_of(const struct eu_message *m, const struct target_write *w, u32 lane)
{
	u32 colour[4];

	if (w->alpha != NONE)
		return m->data[w->alpha + lane / 8][lane % 8];
	take_colour(m, w, w->colour, lane, colour);
	return colour[3];
}

/* Of each channel, samples that the shader's mask and its alpha leave. */
static void take_samples(const struct draw *d, const struct eu_message *m,
			 const struct target_write *w, u32 samples[LANES])
{
	bool alpha = d->alpha.tests || d->alpha.to_coverage;

	for (u32 i = 0; i < w->lanes; i++) {
		samples[i] = ~0u;
		if (w->omask != NONE)
			samples[i] = m->data[w->omask][(w->first + i) / 2] >> (16 * (i % 2));
		if (alpha)
			samples[i] &= draw_alpha_samples(d, alpha_of(m, w, i));
	}
}

/* Channels of the message that write a sample. */
static u32 lanes_of(const struct draw *d, const struct target_write *w, const u32 samples[LANES],
		    u32 sample)
{
	u32 lanes = w->mask & (d->pixels.cover[sample] >> w->first);

	for (u32 i = 0; i < w->lanes; i++)
		if (!(samples[i] >> sample & 1))
			lanes &= ~BIT(i);
	return lanes;
}

static enum eu_result write_sample(struct draw *d, const struct eu_message *m,
				   struct target_write *w, u32 sample, u32 lanes)
{
	struct draw_elements b = {
		.base = w->s.base, .lanes = w->lanes, .mask = lanes,
		.bytes = w->format.f.bytes,
	};
	bool reads = draw_blend_reads(w->b);

	draw_locate(&w->s, d->s.layer, sample, w->x, w->y, &b);
	if (reads && draw_move(d, &b, false))
		return EU_FAULT;
	for (u32 i = 0; i < w->lanes; i++) {
		/* Without what is there, all channels of one colour are the same. */
		if (i && w->replicated && !reads)
			memcpy(b.element[i], b.element[0], sizeof(b.element[0]));
		else if (!i || b.mask >> i & 1)
			make_element(d, m, w, i, b.element[i]);
	}
	return draw_move(d, &b, true) ? EU_FAULT : EU_OK;
}

/* Why a surface cannot be drawn to. */
static const char *refusal(const struct target_write *w)
{
	if (w->s.odd)
		return "3DPRIMITIVE: render target with a layout that is not modelled";
	if (!w->placed)
		return "3DPRIMITIVE: mip level in a layout that is not modelled";
	if (!w->format.f.bytes)
		return "3DPRIMITIVE: render target with a format that is not modelled";
	if (w->b->logic && w->b->keeps)
		return "3DPRIMITIVE: logic operation on some channels";
	return NULL;
}

/* A draw with a target that is not modelled is reported once, and does not write to it. */
static bool is_refused(struct draw *d, const struct target_write *w)
{
	const char *why = refusal(w);

	if (!why)
		return false;
	if (!d->refused)
		cs_not_executed(d->e, why);
	d->refused = true;
	return true;
}

static void set_depth(struct draw *d, u32 lane, float z)
{
	for (u32 s = draw_first_sample(d); s < draw_end_sample(d); s++)
		d->pixels.z[s][lane] = z;
}

/* Depth that comes with the colour is tested here, as is that of pixels that were not killed. */
static int test_depth(struct draw *d, const struct eu_message *m, struct target_write *w)
{
	struct pixels *p = &d->pixels;
	u32 lanes = w->mask << w->first & ~p->tested;

	if (!d->depth.late)
		return 0;
	for (u32 i = 0; w->depth != NONE && i < w->lanes; i++)
		if (lanes >> (w->first + i) & 1)
			set_depth(d, w->first + i, draw_float(m->data[w->depth + i / 8][i % 8]));
	if (draw_depth_test(d, lanes))
		return -1;
	w->mask &= p->lit >> w->first;
	return 0;
}

/* What masks and alpha leave out is not even tested. */
static void leave_out(struct draw *d, const struct target_write *w, const u32 samples[LANES])
{
	for (u32 s = draw_first_sample(d); s < draw_end_sample(d); s++) {
		u32 left = lanes_of(d, w, samples, s);

		d->pixels.cover[s] &= ~(w->mask << w->first) | left << w->first;
	}
	draw_light(d);
}

static enum eu_result write_samples(struct draw *d, const struct eu_message *m,
				    struct target_write *w, const u32 samples[LANES])
{
	bool is_there = w->s.kind != EU_SURFACE_NULL && !is_refused(d, w);
	enum eu_result res = EU_OK;

	for (u32 s = draw_first_sample(d); res == EU_OK && s < draw_end_sample(d); s++) {
		u32 lanes = lanes_of(d, w, samples, s);

		d->pixels.wrote[s] |= lanes << w->first;
		if (is_there && lanes)
			res = write_sample(d, m, w, s, lanes);
	}
	return res;
}

enum eu_result draw_target(struct eu_thread *t, struct eu_message *m)
{
	struct eu_group *g = t->owner;
	struct draw *d = g->stage;
	u32 target = m->header ? m->data[0][2] & M0_TARGET : 0;
	struct target_write w = { .b = &d->blend[target] };
	const struct eu_surface *s;
	u32 samples[LANES];

	if (FIELD_GET(RT_TYPE, m->desc) != RT_WRITE)
		return eu_bad(t, "render cache message that is not modelled");
	/* That half has no pixels. */
	if (m->desc & RT_HIGH && d->dispatch.wide)
		return EU_OK;
	t->why = lay_out(d, m, &w);
	if (t->why)
		return EU_BAD;
	s = eu_surface_get(t, FIELD_GET(EU_DP_BTI, m->desc));
	if (!s)
		return eu_dp_failed(t);
	take_pixels(d, m, &w);
	take_samples(d, m, &w, samples);
	leave_out(d, &w, samples);
	if (test_depth(d, m, &w))
		return EU_FAULT;
	w.s = *s;
	w.placed = draw_level(d, &w.s);
	if (!target_format(s->format, &w.format))
		w.format.f.bytes = 0;
	return write_samples(d, m, &w, samples);
}
