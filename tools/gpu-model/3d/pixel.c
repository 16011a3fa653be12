// SPDX-License-Identifier: GPL-2.0-only
/*
 * Threads of the pixel shader. One that is only there for 32 channels gets 16 pixels; the other
 * half of its channels is not active.
 *
 * Source: Intel OSRC Skylake PRM vol 2a (3DSTATE_PS, 3DSTATE_PS_EXTRA, 3DSTATE_WM), vol 7, "Pixel
 * Shader Thread Payload"; Mesa compiler/brw_fs_thread_payload.cpp, brw_fs_nir.cpp.
 */
#include <string.h>

#include "3d/draw.h"
#include "cs/commands.h"

#define PS3_SPF			BIT(31)
#define PS3_VECTOR_MASK		BIT(30)
#define PS3_DENORMALS		BIT(26)
#define PS3_ROUND		GENMASK(15, 14)
#define PS4_SCRATCH_SIZE	GENMASK(3, 0)
#define PS4_SCRATCH		GENMASK(31, 10)
#define PS6_SIMD8		BIT(0)
#define PS6_SIMD16		BIT(1)
#define PS6_SIMD32		BIT(2)
#define PS6_POSITION		GENMASK(4, 3)

#define PSX_ATTRIBUTES		BIT(8)
#define PSX_COVERAGE		GENMASK(1, 0)

#define WM_BARYCENTRIC		GENMASK(16, 11)
#define BARYCENTRIC_MODES	6
#define FIRST_LINEAR		3	/* those before divide by w */

#define WM_DEPTH_PLACE		GENMASK(18, 17)
#define   WM_CENTROID		2
#define   WM_SAMPLE		3
#define POSITION_CENTROID	2

/* A pixel. */
#define ONE			256

/* Bits of the first dword of the first register. */
#define R0_TOPOLOGY		GENMASK(4, 0)
#define R0_BACK			BIT(15)
#define R0_LAYER		GENMASK(26, 16)

/* Which of three kernels has a width, and registers of their start. */
static u32 kernel_of(u32 sizes, u32 simd)
{
	/* One alone is kernel 0; else 8 is kernel 0, 32 is 1, 16 is 2. */
	if (sizes == PS6_SIMD8 || sizes == PS6_SIMD16 || sizes == PS6_SIMD32)
		return 0;
	return simd == 8 ? 0 : 2;
}

static void choose(struct draw *d, const u32 *ps)
{
	static const u8 pointer[] = { 1, 8, 10 };
	u32 sizes = ps[6] & (PS6_SIMD8 | PS6_SIMD16 | PS6_SIMD32), kernel;
	struct dispatch *s = &d->dispatch;

	s->wide = sizes == PS6_SIMD32;
	s->simd = sizes & PS6_SIMD16 || !sizes || s->wide ? 16 : 8;
	s->runs = sizes && draw_state(d, S3D_PS_EXTRA)[1] & PSX_VALID;
	kernel = kernel_of(sizes, s->simd);
	s->ip = ps[pointer[kernel]] & ~63u;
	s->grf = ps[7] >> (16 - 8 * kernel) & 0x7f;
}

static u32 attribute_registers(const struct draw *d)
{
	return draw_state(d, S3D_PS_EXTRA)[1] & PSX_ATTRIBUTES ? d->attributes * 2 : 0;
}

/* The header, and one for each 16 channels. */
static u32 header_registers(const struct draw *d)
{
	return d->dispatch.wide ? 3 : 2;
}

/* Registers in front of constants. */
static u32 payload_registers(const struct draw *d)
{
	u32 extra = draw_state(d, S3D_PS_EXTRA)[1], per = d->dispatch.simd / 8;
	u32 modes = FIELD_GET(WM_BARYCENTRIC, draw_state(d, S3D_WM)[1]);
	u32 n = (u32)__builtin_popcount(modes) * 2 * per;

	n += extra & PSX_SOURCE_DEPTH ? per : 0;
	n += extra & PSX_SOURCE_W ? per : 0;
	n += draw_state(d, S3D_PS)[6] & PS6_POSITION ? 1 : 0;
	n += extra & PSX_COVERAGE ? per : 0;
	return header_registers(d) + (d->dispatch.wide ? 2 * n : n);
}

enum cs_result draw_ps_begin(struct draw *d)
{
	const u32 *ps = draw_state(d, S3D_PS);
	struct draw_stage stage = {
		.scratch_high = ps[5],
		.binding = S3D_BINDING_PS,
		.samplers = S3D_SAMPLERS_PS,
	};
	struct dispatch *s = &d->dispatch;
	enum cs_result res;

	choose(d, ps);
	s->constants = 0;
	if (!s->runs)
		return CS_OK;
	stage.kernel_high = ps[kernel_of(ps[6] & 7, s->simd) ? 11 : 2];
	draw_stage_begin(d, d->ps, &stage);
	if (ps[6] & PS_PUSH) {
		res = draw_constants(d, S3D_CONSTANT_PS, d->ps_data, &s->constants);
		if (res != CS_OK)
			return res;
	}
	if (s->grf + s->constants + attribute_registers(d) > EU_GRFS ||
	    payload_registers(d) > EU_GRFS)
		return cs_hang(d->e, "pixel shader with more data than registers");
	return CS_OK;
}

static void put_float(struct eu_thread *t, u32 reg, u32 lane, float f)
{
	eu_grf_set(t, reg + lane / 8, lane % 8, draw_bits(f));
}

/** struct weights - at a place of a pixel: of the second and third corner, and 1/w */
struct weights {
	float b1, b2, rw;
};

static void set_rw(const struct draw *d, struct weights *w)
{
	const float *rw = d->s.rw;

	w->rw = rw[0] * (1 - w->b1 - w->b2) + rw[1] * w->b1 + rw[2] * w->b2;
}

/* At a place from the pixel's corner on, in 1/256. */
static struct weights weights_from(const struct draw *d, u32 lane, s32 x, s32 y)
{
	const struct pixels *p = &d->pixels;
	struct weights w;

	draw_weights(&d->s, (s64)p->x[lane] * ONE + x, (s64)p->y[lane] * ONE + y, &w.b1, &w.b2);
	set_rw(d, &w);
	return w;
}

static struct weights weights_at(const struct draw *d, u32 lane, enum draw_place place)
{
	struct weights w = { .b1 = d->pixels.b1[lane], .b2 = d->pixels.b2[lane] };
	s32 x, y;

	if (d->sampling.multi && place != DRAW_AT_CENTRE) {
		draw_place_of(d, lane, place, &x, &y);
		return weights_from(d, lane, x, y);
	}
	set_rw(d, &w);
	return w;
}

static void divide(const struct draw *d, struct weights *w)
{
	float scale = 1 / w->rw;

	w->b1 *= d->s.rw[1] * scale;
	w->b2 *= d->s.rw[2] * scale;
}

void draw_barycentric(const struct draw *d, u32 lane, s32 x, s32 y, bool linear, float *b1,
		      float *b2)
{
	struct weights w = weights_from(d, lane, x, y);

	if (!linear)
		divide(d, &w);
	*b1 = w.b1;
	*b2 = w.b2;
}

/* Of each eight channels, the weights of the second corner, then those of the third. */
static void put_barycentric(const struct draw *d, struct eu_thread *t, u32 reg,
			    enum draw_place place, bool linear)
{
	for (u32 i = 0; i < d->pixels.lanes; i++) {
		struct weights w = weights_at(d, i, place);
		u32 to = reg + i / 8 * 2;

		if (!linear)
			divide(d, &w);
		eu_grf_set(t, to, i % 8, draw_bits(w.b1));
		eu_grf_set(t, to + 1, i % 8, draw_bits(w.b2));
	}
}

static u32 put_barycentrics(const struct draw *d, struct eu_thread *t, u32 reg)
{
	u32 modes = FIELD_GET(WM_BARYCENTRIC, draw_state(d, S3D_WM)[1]);

	for (u32 i = 0; i < BARYCENTRIC_MODES; i++) {
		if (!(modes >> i & 1))
			continue;
		put_barycentric(d, t, reg, i % FIRST_LINEAR, i >= FIRST_LINEAR);
		reg += d->pixels.lanes / 4;
	}
	return reg;
}

static void put_header(const struct draw *d, struct eu_thread *t)
{
	const u32 *ps = draw_state(d, S3D_PS);
	const struct pixels *p = &d->pixels;

	/* Shaders rely on the topology: what says that a face is a front one must not be 0. */
	eu_grf_set(t, 0, 0, (draw_last_topology(d) & R0_TOPOLOGY) |
			    (d->s.back ? R0_BACK : 0) | FIELD_PREP(R0_LAYER, d->s.layer));
	eu_grf_set(t, 0, 3, d->ps->samplers | (ps[4] & PS4_SCRATCH_SIZE));
	eu_grf_set(t, 0, 4, d->ps->binding_table);
	eu_grf_set(t, 0, 5, ps[4] & PS4_SCRATCH);
	/* The number of the sample, of each four channels. */
	if (p->sample != DRAW_ALL_SAMPLES)
		eu_grf_set(t, 1, 0, p->sample * 0x1111);
	for (u32 i = 0; i < p->lanes; i += 4)
		eu_grf_set(t, 1, 2 + i / 4, (u32)p->x[i] | (u32)p->y[i] << 16);
	eu_grf_set(t, 1, 7, p->lit);
}

/* Where depth and w are taken. */
static enum draw_place depth_place(const struct draw *d)
{
	switch (FIELD_GET(WM_DEPTH_PLACE, draw_state(d, S3D_WM)[1])) {
	case WM_CENTROID:
		return DRAW_AT_CENTROID;
	case WM_SAMPLE:
		return DRAW_AT_SAMPLE;
	default:
		return DRAW_AT_CENTRE;
	}
}

static void put_depths(const struct draw *d, struct eu_thread *t, u32 reg)
{
	enum draw_place place = depth_place(d);
	const struct pixels *p = &d->pixels;

	for (u32 i = 0; i < p->lanes; i++) {
		struct weights w = weights_at(d, i, place);
		float z = d->s.z.origin + d->s.z.b1 * w.b1 + d->s.z.b2 * w.b2;

		put_float(t, reg, i, d->sampling.n == 1 ? p->z[0][i] : z);
	}
}

/* Two bytes for each channel: column and row in 1/16 pixel. */
static void put_positions(const struct draw *d, struct eu_thread *t, u32 reg)
{
	bool centroid = FIELD_GET(PS6_POSITION, draw_state(d, S3D_PS)[6]) == POSITION_CENTROID;
	u8 *to = &t->reg[reg * EU_GRF_BYTES];

	for (u32 i = 0; i < d->pixels.lanes; i++) {
		s32 x, y;

		draw_place_of(d, i, centroid ? DRAW_AT_CENTROID : DRAW_AT_SAMPLE, &x, &y);
		to[2 * i] = (u8)(x / 16);
		to[2 * i + 1] = (u8)(y / 16);
	}
}

static u32 samples_of(const struct draw *d, u32 lane)
{
	u32 mask = 0;

	for (u32 s = 0; s < d->sampling.n; s++)
		mask |= (d->pixels.inside[s] >> lane & 1) << s;
	return mask;
}

/* What the shader asks for, in this order. */
static void put_payload(const struct draw *d, struct eu_thread *t)
{
	u32 extra = draw_state(d, S3D_PS_EXTRA)[1], lanes = d->pixels.lanes;
	u32 reg = header_registers(d);

	put_header(d, t);
	reg = put_barycentrics(d, t, reg);
	if (extra & PSX_SOURCE_DEPTH) {
		put_depths(d, t, reg);
		reg += lanes / 8;
	}
	if (extra & PSX_SOURCE_W) {
		for (u32 i = 0; i < lanes; i++)
			put_float(t, reg, i, 1 / weights_at(d, i, depth_place(d)).rw);
		reg += lanes / 8;
	}
	if (draw_state(d, S3D_PS)[6] & PS6_POSITION)
		put_positions(d, t, reg++);
	for (u32 i = 0; extra & PSX_COVERAGE && i < lanes; i++)
		eu_grf_set(t, reg + i / 8, i % 8, samples_of(d, i));
}

/* All pixels of groups that have one that is lit. */
static u32 with_helpers(u32 lit)
{
	u32 any = (lit | lit >> 1 | lit >> 2 | lit >> 3) & 0x11111111;

	return any * 15;
}

static u32 control_of(const u32 *ps)
{
	return (ps[3] & PS3_SPF ? EU_CR0_SPF : 0) | draw_float_mode(ps[3]) |
	       (ps[3] & PS3_DENORMALS ? EU_CR0_DENORM_F : 0) |
	       FIELD_PREP(EU_CR0_ROUND, FIELD_GET(PS3_ROUND, ps[3]));
}

static void start_thread(struct draw *d)
{
	const u32 *ps = draw_state(d, S3D_PS);
	struct eu_thread *t = &d->ps->thread[0];
	const struct dispatch *s = &d->dispatch;
	u32 vector = with_helpers(d->pixels.lit), grf = s->grf;

	eu_thread_init(t, &d->ps->machine, s->ip,
		       ps[3] & PS3_VECTOR_MASK ? vector : d->pixels.lit, control_of(ps));
	t->owner = d->ps;
	eu_reg_set(t, EU_REG_STATE + 8, d->pixels.lit);
	eu_reg_set(t, EU_REG_STATE + 12, vector);
	put_payload(d, t);
	memcpy(&t->reg[grf * EU_GRF_BYTES], d->ps_data, s->constants * EU_GRF_BYTES);
	grf += s->constants;
	memcpy(&t->reg[grf * EU_GRF_BYTES], d->s.attr, attribute_registers(d) * EU_GRF_BYTES);
}

/* Whether the shader, or what comes behind it, may leave out samples. */
static bool may_kill(const struct draw *d)
{
	return draw_state(d, S3D_PS_EXTRA)[1] & (PSX_KILLS | PSX_OMASK) || d->alpha.tests ||
	       d->alpha.to_coverage;
}

enum cs_result draw_ps(struct draw *d)
{
	struct pixels *p = &d->pixels;
	/* Late tests are made of what the shader writes. */
	bool all = !d->dispatch.runs || (!may_kill(d) && !d->depth.late);
	enum cs_result res;

	for (u32 s = draw_first_sample(d); s < draw_end_sample(d); s++)
		p->wrote[s] = all ? p->cover[s] : 0;
	if (!d->dispatch.runs)
		return CS_OK;
	d->counts.ps += (u32)__builtin_popcount(p->lit);
	start_thread(d);
	d->ps->count = 1;
	res = eu_group_run(d->ps);
	for (u32 s = draw_first_sample(d); s < draw_end_sample(d); s++)
		p->wrote[s] &= p->cover[s];
	return res;
}
