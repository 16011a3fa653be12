// SPDX-License-Identifier: GPL-2.0-only
/*
 * Messages to the sampler: filters, wrap modes, level of detail, cubes, comparison, gather,
 * queries, headers, and what cannot be.
 */
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tests/eu_bench.h"
#include "tests/sampler_ref.h"
#include "tests/test.h"

#define RGBA8	0x0c7

static const char * const devices[] = { "bdw-gt2", "skl-gt2" };
static const int no_offset[3];

static struct picture flat(u32 width, u32 height, u32 levels)
{
	return (struct picture){
		.type = SURFACE_2D, .format = RGBA8, .tiling = TILE_Y, .width = width,
		.height = height, .depth = 1, .levels = levels, .bytes = 4, .pitch = 512,
	};
}

static struct sampler_lab *start(u32 device, const struct picture *p)
{
	struct sampler_lab *l = sampler_lab_create(devices[device]);

	lab_bind(l, p);
	ref_fill(l);
	return l;
}

static struct request ask(u32 type, u32 simd, u32 params)
{
	return (struct request){
		.type = type, .simd = simd, .lanes = simd == 16 ? 0xffff : 0xff, .params = params,
	};
}

static u32 random_below(u32 n)
{
	return bench_random() % n;
}

static void expect_near(const union answer *a, u32 lane, const double want[4], double most,
			const char *what)
{
	for (u32 c = 0; c < 4; c++)
		if (!(fabs(a->f[c][lane] - want[c]) <= most)) {
			FAIL("%s: channel %u of lane %u is %g, not %g", what, c, lane,
			     a->f[c][lane], want[c]);
			return;
		}
}

/* ---- filters ---- */

/* Coordinates that are multiples of 1/256 texel, so that weights are exact. */
static float coordinate(u32 size)
{
	return (float)((s32)random_below(6 * 256 * size) - (s32)(2 * 256 * size)) /
	       (float)(256 * size);
}

static void check_wrap(struct sampler_lab *l, const struct sampler_state *s, u32 dims)
{
	struct request q = ask(M_SAMPLE_L, 16, 1 + dims);
	u32 size[] = { l->p.width, l->p.height, l->p.depth };
	union answer a;

	for (u32 i = 0; i < 16; i++)
		for (u32 d = 0; d < dims; d++)
			q.p[1 + d].f[i] = coordinate(size[d]);
	lab_ask(l, &q, &a);
	for (u32 i = 0; i < 16; i++) {
		double c[3] = { 0 }, want[4];

		for (u32 d = 0; d < dims; d++)
			c[d] = q.p[1 + d].f[i];
		ref_filter(l, s, 0, 0, s->linear_mag, c, no_offset, want);
		expect_near(&a, i, want, 0.00001, "wrap");
	}
}

/* Each wrap mode, each filter, in one, two and three dimensions. */
static void wrap_modes(void)
{
	static const u8 modes[] = { WRAP_REPEAT, WRAP_MIRROR, WRAP_EDGE, WRAP_CUBE, WRAP_BORDER,
				    WRAP_ONCE, WRAP_HALF };

	for (u32 k = 0; k < 6; k++) {
		static const u8 types[] = { SURFACE_1D, SURFACE_2D, SURFACE_3D };
		u32 type = types[k / 2];
		struct picture p = flat(16, type ? 8 : 1, 1);
		struct sampler_lab *l;

		p.type = type;
		p.depth = type == SURFACE_3D ? 4 : 1;
		p.tiling = type ? TILE_Y : TILE_NONE;
		p.rows = 8;
		l = start(k % 2, &p);
		for (u32 m = 0; m < 2 * sizeof(modes); m++) {
			struct sampler_state s = {
				.linear_mag = m & 1, .border.f = { 0.25, 0.5, 0.75, 1 },
				.wrap = { modes[m / 2], modes[(m / 2 + k) % sizeof(modes)],
					  modes[(m / 2 + 3) % sizeof(modes)] },
			};

			lab_sampler(l, 0, &s);
			check_wrap(l, &s, type + 1);
		}
		sampler_lab_destroy(l);
	}
}

/* Far away, infinite, no number: texels exist, and nothing else happens. */
static void odd_coordinates(void)
{
	static const float odd[] = { NAN, INFINITY, -INFINITY, 1e30f, -1e30f, 16777216.5f, -0.0f,
				     FLT_MIN / 8 };

	for (u32 mode = 0; mode < 7; mode++) {
		struct picture p = flat(16, 16, 1);
		struct sampler_lab *l = start(1, &p);
		struct request q = ask(M_SAMPLE_L, 8, 3);
		struct sampler_state s = {
			.linear_mag = true, .wrap = { mode, mode, mode },
		};
		union answer a;

		lab_sampler(l, 0, &s);
		for (u32 i = 0; i < 8; i++) {
			q.p[0].f[i] = odd[(i + 3) % 8];
			q.p[1].f[i] = odd[i];
			q.p[2].f[i] = odd[(i + 1) % 8];
		}
		lab_ask(l, &q, &a);
		for (u32 i = 0; i < 8; i++)
			for (u32 c = 0; c < 4; c++)
				EXPECT(a.f[c][i] >= 0 && a.f[c][i] <= 1);
		sampler_lab_destroy(l);
	}
}

/* Coordinates that count texels. Weights between those of 1/256 are off by less than one. */
static void texel_coordinates(void)
{
	struct picture p = flat(20, 20, 1);
	struct sampler_lab *l = start(1, &p);
	struct sampler_state s = {
		.linear_mag = true, .texels = true, .wrap = { WRAP_EDGE, WRAP_EDGE },
	};
	struct request q = ask(M_SAMPLE_LZ, 16, 2);
	union answer a;

	lab_sampler(l, 0, &s);
	for (u32 i = 0; i < 32; i++)
		q.p[i / 16].f[i % 16] = (float)random_below(2500) / 100 - 2;
	lab_ask(l, &q, &a);
	for (u32 i = 0; i < 16; i++) {
		double c[3] = { q.p[0].f[i], q.p[1].f[i] }, want[4];

		ref_filter(l, &s, 0, 0, true, c, no_offset, want);
		expect_near(&a, i, want, 1.0 / 256, "texels");
	}
	sampler_lab_destroy(l);
}

/* ---- level of detail ---- */

/* By 8.14.3: the levels and what is between them. */
static void ref_levels(const struct sampler_lab *l, const struct sampler_state *s, double lod,
		       const double c[3], double want[4])
{
	double last = l->p.levels - 1, low[4], high[4];
	double in = fmin(fmax(lod + s->bias / 256.0, s->min / 256.0), s->max / 256.0);
	bool linear = in <= 0 ? s->linear_mag : s->linear_min;
	u32 first = l->p.first_level, level;

	if (s->mip == 0 || in <= 0)
		level = 0;
	else if (s->mip == 1)
		level = (u32)fmin(fmax(ceil(in + 0.5) - 1, 0), last);
	else
		level = (u32)fmin(floor(in), last);
	ref_filter(l, s, first + level, 0, linear, c, no_offset, low);
	ref_filter(l, s, first + (u32)fmin(level + 1, last), 0, linear, c, no_offset, high);
	for (u32 k = 0; k < 4; k++)
		want[k] = s->mip == 3 && in > 0 && level < last ?
			  low[k] + (high[k] - low[k]) * (in - floor(in)) : low[k];
}

static void check_levels(struct sampler_lab *l, const struct sampler_state *s)
{
	struct request q = ask(M_SAMPLE_L, 16, 3);
	union answer a;

	lab_sampler(l, 0, s);
	for (u32 i = 0; i < 16; i++) {
		q.p[0].f[i] = (float)((s32)random_below(9 * 64) - 64) / 64;
		/* Exact weights in all levels: the last one has two texels in a row. */
		q.p[1].f[i] = coordinate(2);
		q.p[2].f[i] = coordinate(2);
	}
	lab_ask(l, &q, &a);
	for (u32 i = 0; i < 16; i++) {
		double c[3] = { q.p[1].f[i], q.p[2].f[i] }, want[4];

		ref_levels(l, s, q.p[0].f[i], c, want);
		expect_near(&a, i, want, 0.00002, "levels");
	}
}

/* Mip filters, limits, bias, the first level of a view; sizes that are no powers of two. */
static void mip_levels(void)
{
	for (u32 k = 0; k < 24; k++) {
		static const u8 mips[] = { 0, 1, 3 };
		struct picture p = flat(k & 8 ? 52 : 64, k & 8 ? 36 : 64, k & 4 ? 6 : 4);
		struct sampler_state s = {
			.mip = mips[k % 3], .linear_min = k & 1, .linear_mag = k & 2,
			.max = k & 4 ? 14 * 256 : 640, .min = k & 16 ? 96 : 0,
			.bias = k & 8 ? -128 : k & 2 ? 64 : 0,
		};
		struct sampler_lab *l;

		p.first_level = k & 4 ? 0 : 1;
		p.tiling = k & 1 ? TILE_X : TILE_Y;
		l = start(k / 2 % 2, &p);
		/* What is not a multiple of 1/256 in each level would be off: only nearest. */
		if (p.width == 52) {
			s.linear_min = false;
			s.linear_mag = false;
		}
		check_levels(l, &s);
		sampler_lab_destroy(l);
	}
}

/* Gradients of a quad, in texels: (gx, 0) to the right, (0, gy) below. */
static void put_quads(struct request *q, u32 u, u32 v, u32 size, double gx, double gy)
{
	for (u32 i = 0; i < q->simd; i++) {
		double x = i / 4 * 5 + (i & 1 ? gx : 0), y = i / 4 * 3 + (i & 2 ? gy : 0);

		q->p[u].f[i] = (float)((x + 0.5) / size);
		q->p[v].f[i] = (float)((y + 0.5) / size);
	}
}

/* The level of detail is from differences in each quad, also where channels are off. */
static void implicit_levels(void)
{
	static const double gradients[][3] = {
		{ 1, 1, 0 }, { 2, 1, 1 }, { 1, 2, 1 }, { 4, 4, 2 }, { 8, 0, 3 }, { 0.5, 0.25, -1 },
		{ 2.828427, 0, 1.5 },
	};

	for (u32 k = 0; k < 2 * ARRAY_SIZE(gradients); k++) {
		const double *g = gradients[k / 2];
		struct picture p = flat(64, 64, 5);
		struct sampler_lab *l = start(k % 2, &p);
		struct sampler_state s = { .mip = 1, .max = 14 * 256 };
		struct request q = ask(k & 1 ? M_SAMPLE_B : M_SAMPLE, k & 2 ? 16 : 8, 3);
		double bias = k & 1 ? 0.25 : 0;
		union answer a;

		q.lanes &= 0xdbdb;
		lab_sampler(l, 0, &s);
		put_quads(&q, k & 1, (k & 1) + 1, 64, g[0], g[1]);
		for (u32 i = 0; i < 16 && bias; i++)
			q.p[0].f[i] = (float)bias;
		lab_ask(l, &q, &a);
		for (u32 i = 0; i < q.simd; i++) {
			double c[3] = { q.p[k & 1].f[i], q.p[(k & 1) + 1].f[i] }, want[4];

			if (!(q.lanes >> i & 1)) {
				EXPECT_EQ(a.u[0][i], 0xeeeeeeee);
				continue;
			}
			ref_levels(l, &s, g[2] + bias, c, want);
			expect_near(&a, i, want, 0.00001, "implicit");
		}
		/* The same by the message that tells levels of detail. */
		q.type = M_LOD;
		q.params = 2;
		if (bias)
			memmove(&q.p[0], &q.p[1], 2 * sizeof(q.p[0]));
		lab_ask(l, &q, &a);
		EXPECT(fabs(a.f[1][0] - g[2]) < 1.0 / 256);
		EXPECT(fabs(a.f[0][0] - fmax(ceil(g[2] + 0.5 - 0.001) - 1, 0)) < 0.000001);
		sampler_lab_destroy(l);
	}
}

/* Gradients in the message; the longer of the two counts. */
static void explicit_gradients(void)
{
	static const float g[][5] = {
		{ 1, 0, 0, 1, 0 }, { 3, 4, 0, 1, 2.3219f }, { 0, 1, 0, 8, 3 }, { 0, 0, 0, 0, -9 },
	};
	struct picture p = flat(64, 64, 5);
	struct sampler_lab *l = start(1, &p);
	struct sampler_state s = { .mip = 3, .max = 14 * 256 };
	struct request q = ask(M_SAMPLE_D, 8, 6);
	union answer a;

	lab_sampler(l, 0, &s);
	for (u32 i = 0; i < 8; i++) {
		q.p[0].f[i] = (float)(i + 0.5) / 64;
		q.p[3].f[i] = (float)(3 * i + 0.5) / 64;
		q.p[1].f[i] = g[i % 4][0] / 64;
		q.p[4].f[i] = g[i % 4][1] / 64;
		q.p[2].f[i] = g[i % 4][2] / 64;
		q.p[5].f[i] = g[i % 4][3] / 64;
	}
	lab_ask(l, &q, &a);
	for (u32 i = 0; i < 8; i++) {
		double c[3] = { q.p[0].f[i], q.p[3].f[i] }, want[4];

		ref_levels(l, &s, g[i % 4][4], c, want);
		expect_near(&a, i, want, 1.0 / 256, "gradients");
	}
	sampler_lab_destroy(l);
}

/*
 * An anisotropic filter: the mean of so many samples along the longer gradient as it is longer than
 * the other one, up to a limit, from the level where each has about one texel.
 */
static void anisotropic_filters(void)
{
	static const struct { float g[4]; u32 field, n, level; } rows[] = {
		{ { 8, 0, 0, 1 }, 7, 8, 0 },
		{ { 0, 1, 8, 0 }, 7, 8, 0 },
		{ { 8, 0, 0, 1 }, 1, 4, 1 },
		{ { 2, 0, 0, 16 }, 7, 8, 1 },
		{ { 0, 4, 4, 0 }, 7, 1, 2 },
		{ { 24, 32, 0, 5 }, 4, 8, 2 },
		{ { 16, 0, 0, 0 }, 0, 2, 3 },
		{ { 0.5f, 0, 0, 0.25f }, 7, 2, 0 },
	};

	for (u32 k = 0; k < ARRAY_SIZE(rows); k++) {
		struct picture p = flat(64, 64, 5);
		struct sampler_lab *l = start(1, &p);
		struct sampler_state s = { .mip = 1, .max = 14 * 256, .linear_min = true };
		struct request q = ask(M_SAMPLE_D, 8, 6);
		const float *g = rows[k].g;
		bool second = hypotf(g[2], g[3]) > hypotf(g[0], g[1]);
		const float *along = second ? &g[2] : &g[0];
		union answer a;
		u32 *state = lab_sampler(l, 0, &s);

		state[0] = (state[0] & ~(7u << 14 | 7u << 17)) | 2 << 14 | 2 << 17;
		state[3] |= rows[k].field << 19;
		for (u32 i = 0; i < 8; i++) {
			q.p[0].f[i] = (float)(7 * i + 0.5) / 64;
			q.p[3].f[i] = (float)(3 * i + 0.5) / 64;
			q.p[1].f[i] = g[0] / 64;
			q.p[4].f[i] = g[1] / 64;
			q.p[2].f[i] = g[2] / 64;
			q.p[5].f[i] = g[3] / 64;
		}
		lab_ask(l, &q, &a);
		for (u32 i = 0; i < 8; i++) {
			double want[4] = { 0 };

			for (u32 n = 0; n < rows[k].n; n++) {
				double way = (n + 1.0) / (rows[k].n + 1) - 0.5, part[4];
				double c[3] = {
					q.p[0].f[i] + along[0] / 64 * way,
					q.p[3].f[i] + along[1] / 64 * way,
				};

				ref_filter(l, &s, rows[k].level, 0, true, c, no_offset, part);
				for (u32 j = 0; j < 4; j++)
					want[j] += part[j] / rows[k].n;
			}
			expect_near(&a, i, want, 1.5 / 256, "anisotropic");
		}
		sampler_lab_destroy(l);
	}
}

/* ---- arrays and cubes ---- */

/* The element is the nearest one, and one that exists; the surface may begin within the array. */
static void array_elements(void)
{
	static const float r[] = { 0, 0.4f, 0.6f, 1, 2.49f, 2.51f, 7, -3 };
	static const u8 elements[] = { 0, 0, 1, 1, 2, 3, 3, 0 };

	for (u32 k = 0; k < 4; k++) {
		struct picture p = flat(16, k & 1 ? 1 : 16, 3);
		struct sampler_state s = { .mip = 1, .max = 1024 };
		struct request q = ask(M_SAMPLE_L, 8, k & 1 ? 3 : 4);
		struct sampler_lab *l;
		union answer a;

		p.type = k & 1 ? SURFACE_1D : SURFACE_2D;
		p.tiling = k & 1 ? TILE_NONE : TILE_Y;
		p.array = true;
		p.depth = 6;
		p.rows = k & 1 && k & 2 ? 256 : 32;
		l = start(k / 2, &p);
		lab_surface(l)[3] = 3 << 21 | 511;
		lab_surface(l)[4] = 2 << 18 | 3 << 7;
		lab_sampler(l, 0, &s);
		for (u32 i = 0; i < 8; i++) {
			q.p[0].f[i] = (float)(i % 3);
			q.p[1].f[i] = (float)i / 8;
			q.p[2].f[i] = 0.3f;
			q.p[q.params - 1].f[i] = r[i];
		}
		lab_ask(l, &q, &a);
		for (u32 i = 0; i < 8; i++) {
			double c[3] = { q.p[1].f[i], q.p[2].f[i] }, want[4];

			ref_filter(l, &s, i % 3, 2 + elements[i], false, c, no_offset, want);
			expect_near(&a, i, want, 0.000001, "element");
		}
		sampler_lab_destroy(l);
	}
}

/* Table 8.19: face, and its coordinates, of a direction. */
static u32 ref_face(const double d[3], double c[2])
{
	static const struct { int major, sc, tc; } t[] = {
		{ 0, -3, -2 }, { 0, 3, -2 }, { 1, 1, 3 }, { 1, 1, -3 }, { 2, 1, -2 }, { 2, -1, -2 },
	};
	u32 m = fabs(d[0]) > fabs(d[1]) ? 0 : 1, face;

	if (fabs(d[2]) > fabs(d[m]))
		m = 2;
	face = 2 * m + (d[m] < 0);
	c[0] = ((t[face].sc < 0 ? -1 : 1) * d[abs(t[face].sc) - 1] / fabs(d[m]) + 1) / 2;
	c[1] = ((t[face].tc < 0 ? -1 : 1) * d[abs(t[face].tc) - 1] / fabs(d[m]) + 1) / 2;
	return face;
}

static struct picture cube(u32 size, u32 count)
{
	struct picture p = flat(size, size, 1);

	p.type = SURFACE_CUBE;
	p.array = count > 1;
	p.depth = count;
	p.rows = 64;
	return p;
}

static void cube_faces(void)
{
	for (u32 k = 0; k < 16; k++) {
		struct picture p = cube(8, k & 1 ? 2 : 1);
		struct sampler_lab *l = start(k / 2 % 2, &p);
		struct sampler_state s = { .wrap = { WRAP_CUBE, WRAP_CUBE, WRAP_CUBE } };
		struct request q = ask(M_SAMPLE_L, 16, 5);
		union answer a;

		lab_sampler(l, 0, &s);
		for (u32 i = 0; i < 16; i++) {
			for (u32 d = 0; d < 3; d++)
				q.p[1 + d].f[i] = (float)((s32)random_below(2000) - 1000) / 777;
			q.p[4].f[i] = (float)(i % 2);
		}
		lab_ask(l, &q, &a);
		for (u32 i = 0; i < 16; i++) {
			double d[3] = { q.p[1].f[i], q.p[2].f[i], q.p[3].f[i] }, c[3], want[4];
			u32 face = ref_face(d, c);

			ref_filter(l, &s, 0, face + (k & 1 ? 6 * (i % 2) : 0), false, c, no_offset,
				   want);
			expect_near(&a, i, want, 0.000001, "face");
		}
		sampler_lab_destroy(l);
	}
}

/*
 * Where faces +x and +z meet, linear filters take half of each: at (1, y, 1) between the columns at
 * the edges. At the corner (1, 1, 1) they take a third of each of three.
 */
static void cube_edges(void)
{
	struct picture p = cube(8, 1);
	struct sampler_lab *l = start(1, &p);
	struct sampler_state s = {
		.linear_mag = true, .wrap = { WRAP_CUBE, WRAP_CUBE, WRAP_CUBE },
	};
	struct request q = ask(M_SAMPLE_LZ, 8, 3);
	union answer a;

	lab_sampler(l, 0, &s);
	for (u32 i = 0; i < 8; i++) {
		q.p[0].f[i] = 1;
		q.p[1].f[i] = i == 7 ? 1 : 1 - (float)(2 * i + 1) / 8;
		q.p[2].f[i] = 1;
	}
	lab_ask(l, &q, &a);
	for (u32 i = 0; i < 7; i++)
		for (u32 c = 0; c < 4; c++) {
			/* +x has -z across: its first column; +z has x across: its last. */
			double want = (ref_byte(0, 0, 0, i, c) + ref_byte(0, 4, 7, i, c)) / 510.0;

			EXPECT(fabs(a.f[c][i] - want) < 0.00001);
		}
	for (u32 c = 0; c < 4; c++) {
		/* +y has x across and z down: its last column and row. */
		double want = (ref_byte(0, 0, 0, 0, c) + ref_byte(0, 4, 7, 0, c) +
			       ref_byte(0, 2, 7, 7, c)) / 765.0;

		EXPECT(fabs(a.f[c][7] - want) < 0.00001);
	}
	sampler_lab_destroy(l);
}

/* ---- comparison, gather ---- */

/* The state says when the result is 0, as Mesa's drivers set it. */
static bool ref_compare(u32 op, double texel, double ref)
{
	const bool zero[] = { true, false, texel < ref, texel == ref, texel <= ref, texel > ref,
			      texel != ref, texel >= ref };

	return !zero[op];
}

static void comparison(void)
{
	static const float depths[] = { 0, 0.25f, 0.5f, 0.75f, 1, 0.5f, 0.25f, 0 };

	for (u32 k = 0; k < 32; k++) {
		struct picture p = flat(8, 1, 1);
		struct sampler_state s = { .compare = k % 8, .wrap = { WRAP_EDGE, WRAP_EDGE } };
		struct request q = ask(k & 8 ? M_SAMPLE_L_C : M_SAMPLE_C_LZ, 8, k & 8 ? 4 : 3);
		u32 u = q.params - 2;
		struct sampler_lab *l;
		union answer a;

		p.format = 0x0d8;
		l = start(1, &p);
		s.linear_mag = k & 16;
		lab_sampler(l, 0, &s);
		for (u32 i = 0; i < 8; i++) {
			memcpy(lab_texel(l, 0, i, 0, 0), &depths[i], 4);
			q.p[0].f[i] = 0.5f;
			q.p[u].f[i] = s.linear_mag ? (float)i / 8 : (float)(i + 0.5) / 8;
		}
		lab_ask(l, &q, &a);
		for (u32 i = 0; i < 8; i++) {
			double here = ref_compare(s.compare, depths[i], 0.5);
			double left = ref_compare(s.compare, depths[i ? i - 1 : 0], 0.5);
			double want[4] = { s.linear_mag ? (here + left) / 2 : here, 0, 0, 1 };

			expect_near(&a, i, want, 0.000001, "comparison");
		}
		sampler_lab_destroy(l);
	}
}

/* Depths of 24 and 16 bits; references are limited to what these can be. */
static void depth_formats(void)
{
	static const u16 formats[] = { 0x0d9, 0x10a };

	for (u32 k = 0; k < 2; k++) {
		struct picture p = flat(8, 1, 1);
		struct sampler_state s = { .compare = 4 };
		struct request q = ask(M_SAMPLE_C_LZ, 8, 3);
		struct sampler_lab *l;
		union answer a;

		p.format = formats[k];
		p.bytes = k ? 2 : 4;
		l = start(1, &p);
		lab_sampler(l, 0, &s);
		for (u32 i = 0; i < 8; i++) {
			u32 texel = k ? i * 0x2000 : 0x5a000000 | i * 0x200000;

			memcpy(lab_texel(l, 0, i, 0, 0), &texel, p.bytes);
			q.p[0].f[i] = i == 7 ? 5 : 0.5f;
			q.p[1].f[i] = (float)(i + 0.5) / 8;
		}
		lab_ask(l, &q, &a);
		for (u32 i = 0; i < 8; i++) {
			double most = k ? 65535 : 16777215, texel = i * (k ? 8192.0 : 2097152.0);

			EXPECT_EQ(a.f[0][i], i == 7 ? 0 : !(texel / most <= 0.5));
		}
		sampler_lab_destroy(l);
	}
}

/* One component of four texels, counter-clockwise from the lower left one. */
static void gather(void)
{
	static const s32 around[4][2] = { { 0, 1 }, { 1, 1 }, { 1, 0 }, { 0, 0 } };

	for (u32 k = 0; k < 8; k++) {
		struct picture p = flat(16, 16, 2);
		struct sampler_lab *l = start(k & 1, &p);
		struct sampler_state s = { .mip = 3, .max = 999, .linear_min = k & 2 };
		struct request q = ask(k & 4 ? M_GATHER4_PO : M_GATHER4, 8, k & 4 ? 4 : 2);
		union answer a;

		lab_sampler(l, 0, &s);
		q.header = true;
		q.dw2 = (k % 4) << 16 | 0xf << 8 | 2 << 4;
		for (u32 i = 0; i < 8; i++) {
			q.p[0].f[i] = (float)(i + 1.25) / 16;
			q.p[1].f[i] = (float)(2 * i + 0.75) / 16;
			q.p[2].i[i] = -(s32)i;
			q.p[3].i[i] = (s32)i / 2 + 64;
		}
		lab_ask(l, &q, &a);
		for (u32 i = 0; i < 8; i++)
			for (u32 c = 0; c < 4; c++) {
				s32 x = (s32)i - 1 + around[c][0];
				s32 y = 2 * (s32)i + 2 + around[c][1];

				x += i + 0.75 >= (double)(i + 1) ? 1 : 0;
				x -= k & 4 ? (s32)i : 0;
				y += k & 4 ? (s32)i / 2 : 0;
				EXPECT(fabs(a.f[c][i] -
					    ref_byte(0, 0, (u32)ref_wrap(0, x, 16),
						     (u32)ref_wrap(0, y, 16), k % 4) / 255.0) <
				       0.000001);
			}
		sampler_lab_destroy(l);
	}
}

/* ---- plain reads, queries, headers ---- */

static void whole_numbers(void)
{
	for (u32 k = 0; k < 4; k++) {
		struct picture p = flat(20, 12, 3);
		struct sampler_lab *l;
		struct request q = ask(M_LD, k & 2 ? 16 : 8, 3);
		/* Where parameters are differs. */
		u32 lod = k & 1 ? 2 : 1, v = k & 1 ? 1 : 2;
		union answer a;

		l = start(k & 1, &p);
		for (u32 i = 0; i < q.simd; i++) {
			q.p[lod].i[i] = i == 5 ? 3 : (s32)i % 3;
			q.p[0].i[i] = i == 6 ? 20 : i == 7 ? -1 : (s32)i % 5;
			q.p[v].i[i] = i == 4 ? 99 : (s32)i % 3;
		}
		lab_ask(l, &q, &a);
		for (u32 i = 0; i < q.simd; i++)
			for (u32 c = 0; c < 4; c++) {
				double want = ref_byte(i % 3, 0, i % 5, i % 3, c) / 255.0;

				if (i >= 4 && i <= 7)
					want = 0;
				EXPECT(fabs(a.f[c][i] - want) < 0.000001);
			}
		sampler_lab_destroy(l);
	}
}

static void buffers(void)
{
	struct picture p = flat(1000, 1, 1);
	struct request q = ask(M_LD_LZ, 8, 1);
	struct sampler_lab *l;
	union answer a;

	p.type = SURFACE_BUFFER;
	p.tiling = TILE_NONE;
	p.format = 0x086;
	p.bytes = 8;
	p.pitch = 12;
	l = start(1, &p);
	for (u32 i = 0; i < 8; i++)
		q.p[0].i[i] = 993 + (s32)i;
	lab_ask(l, &q, &a);
	for (u32 i = 0; i < 8; i++) {
		u32 want[2] = { 0 };

		if (i < 7)
			memcpy(want, lab_texel(l, 0, 993 + i, 0, 0), 8);
		EXPECT_EQ(a.u[0][i], want[0]);
		EXPECT_EQ(a.u[1][i], want[1]);
		EXPECT_EQ(a.u[2][i], 0);
		EXPECT_EQ(a.u[3][i], i < 7);
	}
	q = ask(M_RESINFO, 8, 1);
	lab_ask(l, &q, &a);
	EXPECT_EQ(a.u[0][0], 1000);
	sampler_lab_destroy(l);
}

static void sizes(void)
{
	static const struct {
		u32 type, array, depth, lod, want[4];
	} rows[] = {
		{ SURFACE_2D, 0, 1, 0, { 40, 24, 0, 4 } },
		{ SURFACE_2D, 1, 5, 1, { 20, 12, 5, 4 } },
		{ SURFACE_3D, 0, 6, 2, { 10, 6, 1, 4 } }, { SURFACE_1D, 1, 7, 3, { 5, 7, 0, 4 } },
		{ SURFACE_2D, 0, 1, 4, { 0, 0, 0, 4 } }, { SURFACE_NONE, 0, 1, 0, { 0 } },
		{ SURFACE_2D, 0, 1, ~0u, { 0, 0, 0, 4 } },
	};

	for (u32 k = 0; k < ARRAY_SIZE(rows); k++) {
		struct sampler_lab *l = sampler_lab_create(devices[k % 2]);
		struct picture p = flat(40, 24, 4);
		struct request q = ask(M_RESINFO, 8, 1);
		union answer a;

		p.type = rows[k].type;
		p.array = rows[k].array;
		p.depth = rows[k].depth;
		lab_bind(l, &p);
		for (u32 i = 0; i < 8; i++)
			q.p[0].i[i] = (s32)rows[k].lod;
		lab_ask(l, &q, &a);
		for (u32 c = 0; c < 4; c++)
			EXPECT_EQ(a.u[c][7], rows[k].want[c]);
		q = ask(M_SAMPLEINFO, 8, 0);
		q.header = true;
		lab_ask(l, &q, &a);
		EXPECT_EQ(a.u[0][3], rows[k].type == SURFACE_NONE ? 0 : 1);
		sampler_lab_destroy(l);
	}
}

/* Offsets, channels that are left out, another table of samplers, a short answer. */
static void headers(void)
{
	struct picture p = flat(16, 16, 1);
	struct sampler_lab *l = start(1, &p);
	struct sampler_state s = { .wrap = { WRAP_EDGE, WRAP_EDGE } };
	struct request q = ask(M_SAMPLE_LZ, 16, 2);
	int offset[3] = { -8, 7, 0 };
	union answer a;

	lab_sampler(l, 0, &s);
	s.wrap[0] = WRAP_MIRROR;
	lab_sampler(l, 5, &s);
	q.header = true;
	q.table = 32;
	q.sampler = 3;
	q.dw2 = 8 << 8 | 7 << 4 | 0x5000;
	for (u32 i = 0; i < 16; i++) {
		q.p[0].f[i] = (float)i / 16;
		q.p[1].f[i] = (float)i / 20;
	}
	lab_ask(l, &q, &a);
	for (u32 i = 0; i < 16; i++) {
		double c[3] = { q.p[0].f[i], q.p[1].f[i] }, want[4];

		ref_filter(l, &s, 0, 0, false, c, offset, want);
		EXPECT_EQ(a.u[0][i], 0xeeeeeeee);
		EXPECT(fabs(a.f[1][i] - want[1]) < 0.000001);
		EXPECT_EQ(a.u[2][i], 0xeeeeeeee);
		EXPECT(fabs(a.f[3][i] - want[3]) < 0.000001);
	}
	q = ask(M_LD_LZ, 8, 2);
	q.response = 2;
	lab_ask(l, &q, &a);
	EXPECT(fabs(a.f[1][0] - ref_byte(0, 0, 0, 0, 1) / 255.0) < 0.000001);
	EXPECT_EQ(a.u[2][0], 0xeeeeeeee);
	sampler_lab_destroy(l);
}

static void channel_selects(void)
{
	struct picture p = flat(4, 4, 1);
	struct request q = ask(M_LD_LZ, 8, 2);
	struct sampler_lab *l = start(1, &p);
	union answer a;

	lab_surface(l)[7] = 7u << 25 | 1 << 22 | 0 << 19 | 4 << 16;
	lab_ask(l, &q, &a);
	EXPECT(fabs(a.f[0][0] - ref_byte(0, 0, 0, 0, 3) / 255.0) < 0.000001);
	EXPECT(a.f[1][0] == 1);
	EXPECT_EQ(a.u[2][0], 0);
	EXPECT(fabs(a.f[3][0] - ref_byte(0, 0, 0, 0, 0) / 255.0) < 0.000001);
	/* One is the number 1 for integers. */
	lab_surface(l)[0] = (lab_surface(l)[0] & ~(0x1ffu << 18)) | 0x0cb << 18;
	lab_ask(l, &q, &a);
	EXPECT_EQ(a.u[1][0], 1);
	EXPECT_EQ(a.u[3][0], ref_byte(0, 0, 0, 0, 0));
	sampler_lab_destroy(l);
}

/* The border has only channels of the format, within its range. */
static void borders(void)
{
	static const struct {
		u32 format, bytes;
		float want[4];
	} rows[] = {
		{ 0x0c7, 4, { 0.5f, 1, 0, 0.25f } }, { 0x0d8, 4, { 0.5f, 0, 0, 1 } },
		{ 0x0eb, 4, { 0.5f, 1, 0, 1 } }, { 0x144, 1, { 0, 0, 0, 0.25f } },
		{ 0x146, 1, { 0.5f, 0.5f, 0.5f, 1 } }, { 0x145, 1, { 0.5f, 0.5f, 0.5f, 0.5f } },
		{ 0x114, 2, { 0.5f, 0.5f, 0.5f, 0.25f } }, { 0x000, 16, { 0.5f, 2, -3, 0.25f } },
		{ 0x0c9, 4, { 0.5f, 1, -1, 0.25f } },
	};

	for (u32 k = 0; k < ARRAY_SIZE(rows); k++) {
		struct sampler_state s = {
			.wrap = { WRAP_BORDER, WRAP_BORDER }, .border.f = { 0.5f, 2, -3, 0.25f },
		};
		struct sampler_lab *l = sampler_lab_create(devices[1]);
		struct picture p = flat(8, 8, 1);
		struct request q = ask(M_SAMPLE_LZ, 8, 2);
		union answer a;

		p.format = rows[k].format;
		p.bytes = rows[k].bytes;
		lab_bind(l, &p);
		lab_sampler(l, 0, &s);
		for (u32 i = 0; i < 8; i++)
			q.p[0].f[i] = i & 1 ? 1.1f : -0.1f;
		lab_ask(l, &q, &a);
		for (u32 c = 0; c < 4; c++)
			EXPECT(a.f[c][0] == rows[k].want[c] && a.f[c][1] == rows[k].want[c]);
		sampler_lab_destroy(l);
	}
}

/* Nothing is read of a surface that is not there. */
static void null_surface(void)
{
	struct picture p = flat(8, 8, 1);
	struct sampler_lab *l;
	struct request q = ask(M_SAMPLE_LZ, 16, 2);
	union answer a;

	p.type = SURFACE_NONE;
	l = sampler_lab_create(devices[1]);
	lab_bind(l, &p);
	lab_ask(l, &q, &a);
	for (u32 c = 0; c < 4; c++)
		EXPECT_EQ(a.u[c][15], 0);
	sampler_lab_destroy(l);
}

/* An auxiliary surface changes nothing. */
static void auxiliary_surface(void)
{
	struct picture p = flat(16, 16, 1);
	struct sampler_lab *l = start(1, &p);
	struct sampler_state s = { .wrap = { WRAP_EDGE } };
	struct request q = ask(M_SAMPLE_LZ, 8, 2);
	union answer a;

	lab_sampler(l, 0, &s);
	lab_surface(l)[6] = 5;
	lab_ask(l, &q, &a);
	sampler_lab_destroy(l);
}

/* ---- what cannot be ---- */

enum { IN_REQUEST, IN_SURFACE, IN_SAMPLER };

/* Messages, fields and states that do not exist, or are not modelled, hang the engine. */
static void bad_messages(void)
{
	static const struct {
		u32 device, type, simd, params, response, extra, dw2;
		u32 where, dword, value;
	} rows[] = {
		{ 1, 12, 8, 2, 4, 0, 0, 0, 0, 0 },		/* no such type */
		{ 0, M_SAMPLE_LZ, 8, 2, 4, 0, 0, 0, 0, 0 },	/* not of Gen8 */
		{ 1, M_SAMPLE_LZ, 8, 2, 4, 1 << 30, 0, 0, 0, 0 },	/* halves */
		{ 1, M_SAMPLE_LZ, 8, 2, 4, 1 << 18, 0, 0, 0, 0 },	/* SIMD32 */
		{ 1, M_SAMPLE_LZ, 8, 5, 4, 0, 0, 0, 0, 0 },	/* too long */
		{ 1, M_SAMPLE_LZ, 8, 2, 5, 0, 0, 0, 0, 0 },	/* answer too long */
		{ 0, M_SAMPLE_L, 8, 3, 3, 0, 0, 0, 0, 0 },	/* Gen8: all channels */
		{ 1, M_SAMPLE_LZ, 16, 2, 7, 0, 0, 0, 0, 0 },	/* half a channel */
		{ 1, M_SAMPLE_LZ, 8, 2, 4, 0xf1, 0, 0, 0, 0 },	/* no such entry */
		{ 1, M_SAMPLE_LZ, 8, 2, 4, 0, 1 << 23, 0, 0, 0 },	/* header */
		{ 1, M_SAMPLE_LZ, 8, 2, 4, 0, 0, IN_SURFACE, 0, 5u << 29 },	/* type */
		{ 1, M_SAMPLE_LZ, 8, 2, 4, 0, 0, IN_SURFACE, 0, 1u << 29 | 0x1a2 << 18 | 0x14000 },
		{ 1, M_SAMPLE_LZ, 8, 2, 4, 0, 0, IN_SURFACE, 0,
		  1u << 29 | RGBA8 << 18 },			/* align */
		{ 1, M_SAMPLE_LZ, 8, 2, 4, 0, 0, IN_SURFACE, 5, 1 << 18 },	/* Yf */
		{ 1, M_SAMPLE_LZ, 8, 2, 4, 0, 0, IN_SURFACE, 5, 15 },	/* levels */
		{ 1, M_SAMPLE_LZ, 8, 2, 4, 0, 0, IN_SURFACE, 6, 4 },	/* aux */
		{ 1, M_SAMPLE_LZ, 8, 2, 4, 0, 0, IN_SURFACE, 7, 2 << 25 },	/* select */
		{ 1, M_SAMPLE_LZ, 8, 2, 4, 0, 0, IN_SURFACE, 4, 2 << 3 },	/* samples */
		{ 1, M_LD_MCS, 8, 2, 4, 0, 0, IN_SURFACE, 4, 5 << 3 },	/* 32 samples */
		{ 1, M_LD_MCS, 8, 2, 4, 0, 0, IN_SURFACE, 4, 7 << 3 },	/* 128 */
		{ 1, M_SAMPLE_LZ, 8, 2, 4, 0, 0, IN_SURFACE, 3, 99 },	/* pitch */
		{ 1, M_SAMPLE_LZ, 8, 2, 4, 0, 0, IN_SURFACE, 0,
		  1u << 29 | 0x0cb << 18 | 0x17000 },	/* linear filter of integers */
		{ 1, M_SAMPLE_LZ, 8, 2, 4, 0, 0, IN_SAMPLER, 0, 1u << 31 },	/* disabled */
		{ 1, M_SAMPLE_LZ, 8, 2, 4, 0, 0, IN_SAMPLER, 0, 6 << 14 },	/* MONO */
		{ 1, M_SAMPLE_LZ, 8, 2, 4, 0, 0, IN_SAMPLER, 0, 2 << 20 },	/* mip */
		{ 1, M_SAMPLE_LZ, 8, 2, 4, 0, 0, IN_SAMPLER, 0, 1 << 29 },	/* border */
		{ 1, M_SAMPLE_LZ, 8, 2, 4, 0, 0, IN_SAMPLER, 1, 1 << 7 },	/* chroma key */
		{ 1, M_SAMPLE_LZ, 8, 2, 4, 0, 0, IN_SAMPLER, 3, 7 << 6 },	/* wrap */
		/* Minimum. */
		{ 1, M_SAMPLE_LZ, 8, 2, 4, 0, 0, IN_SAMPLER, 3, 1 << 9 | 2 << 22 },
	};

	for (u32 k = 0; k < ARRAY_SIZE(rows); k++) {
		struct picture p = flat(16, 16, 1);
		struct sampler_lab *l = start(rows[k].device, &p);
		struct sampler_state s = { .linear_mag = true };
		struct request q = ask(rows[k].type, rows[k].simd, rows[k].params);
		u32 *sampler = lab_sampler(l, 0, &s);

		q.response = rows[k].response;
		q.extra = rows[k].extra;
		q.dw2 = rows[k].dw2;
		q.header = rows[k].dw2;
		if (rows[k].where == IN_SURFACE)
			lab_surface(l)[rows[k].dword] = rows[k].value;
		if (rows[k].where == IN_SAMPLER)
			sampler[rows[k].dword] = rows[k].value;
		lab_send(l, &q);
		EXPECT(wait_hang(l->r.d, RCS0));
		if (anomalies_of(l->r.d, ANOMALY_BAD_SHADER) != 1)
			FAIL("row %u is not reported", k);
		sampler_lab_destroy(l);
	}
}

/* Pages that are not present: of texels, states, the border. */
static void faults(void)
{
	for (u32 k = 0; k < 3; k++) {
		struct picture p = flat(16, 16, 1);
		struct sampler_lab *l = start(1, &p);
		struct sampler_state s = { .wrap = { WRAP_BORDER, 0, 0 } };
		struct request q = ask(M_SAMPLE_LZ, 8, 2);
		u32 *sampler = lab_sampler(l, 0, &s);

		if (k == 0)
			lab_surface(l)[8] = 0x7f000000;
		else if (k == 1)
			sampler[2] = 0xf00000;
		else
			q.header = true;
		q.table = k == 2 ? 0x100000 : 0;
		lab_send(l, &q);
		EXPECT(wait_hang(l->r.d, RCS0));
		EXPECT_EQ(anomalies_of(l->r.d, ANOMALY_FAULT), 1);
		EXPECT_EQ(anomalies_of(l->r.d, ANOMALY_BAD_SHADER), 0);
		sampler_lab_destroy(l);
	}
}

static const struct test tests[] = {
	TEST(wrap_modes), TEST(odd_coordinates), TEST(texel_coordinates), TEST(mip_levels),
	TEST(implicit_levels), TEST(explicit_gradients), TEST(anisotropic_filters),
	TEST(array_elements), TEST(cube_faces),
	TEST(cube_edges), TEST(comparison), TEST(depth_formats), TEST(gather), TEST(whole_numbers),
	TEST(buffers), TEST(sizes), TEST(headers), TEST(channel_selects), TEST(borders),
	TEST(null_surface), TEST(auxiliary_surface), TEST(bad_messages), TEST(faults), {}
};

SUITE(sampler, tests);
