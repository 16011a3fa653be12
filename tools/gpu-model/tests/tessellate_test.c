// SPDX-License-Identifier: GPL-2.0-only
/*
 * The tessellator against OpenGL 4.6, 11.2.2: how many points there are, and where. What becomes a
 * triangle is free, but all triangles together must cover the domain once.
 */
#include <math.h>
#include <stdlib.h>

#include "3d/tessellate.h"
#include "tests/suites.h"

#define FACTORS	400u

/* A signalling one, which libraries treat in other ways than NAN. */
#define SIGNALLING	__builtin_nansf("1")

static struct tessellator divided;
static struct tessellator * const t = &divided;

static void divide(enum tess_domain domain, enum tess_spacing spacing, enum tess_output output,
		   const float *outer, const float *inner)
{
	const struct tess_setup setup = { domain, spacing, output, 63, 64 };

	tess_divide(t, &setup, outer, inner);
}

static u32 random_below(u32 n)
{
	static u32 state = 12345;

	state = state * 1664525 + 1013904223;
	return (state >> 8) % n;
}

/* Quarters, so that no point is on top of another one. */
static float random_factor(float least)
{
	u32 most = random_below(4) ? 12 : 66;

	return least + (float)random_below(4 * most) / 4;
}

/* ---- what the specification says ---- */

static u32 segments_of(float factor, enum tess_spacing spacing)
{
	float least = spacing == TESS_EVEN ? 2 : 1, most = spacing == TESS_ODD ? 63 : 64;
	u32 n = (u32)ceilf(fminf(fmaxf(factor, least), most));

	if (spacing == TESS_EVEN)
		return n + n % 2;
	return spacing == TESS_ODD ? n + 1 - n % 2 : n;
}

/** struct levels - segments of sides and axes */
struct levels {
	u32 side[4], axis[2];
	u32 sides, axes;
	bool whole;
};

static struct levels levels_of(enum tess_domain domain, enum tess_spacing spacing,
			       const float *outer, const float *inner)
{
	struct levels l = {
		.sides = domain == TESS_QUAD ? 4 : 3, .axes = domain == TESS_QUAD ? 2 : 1,
		.whole = true,
	};

	for (u32 i = 0; i < l.sides; i++)
		l.side[i] = segments_of(outer[i], spacing);
	for (u32 i = 0; i < l.axes; i++)
		l.axis[i] = segments_of(inner[i], spacing);
	for (u32 i = 0; i < l.sides; i++)
		l.whole = l.whole && l.side[i] == 1;
	for (u32 i = 0; i < l.axes; i++)
		l.whole = l.whole && l.axis[i] == 1;
	for (u32 i = 0; !l.whole && i < l.axes; i++)
		if (l.axis[i] == 1)
			l.axis[i] = spacing == TESS_INTEGER ? 2 : 3;
	return l;
}

static u32 points_on_sides(const struct levels *l)
{
	u32 n = 0;

	for (u32 i = 0; i < l->sides; i++)
		n += l->side[i];
	return n;
}

static u32 points_inside(const struct levels *l)
{
	u32 n = 0;

	if (l->whole)
		return 0;
	if (l->axes == 2)
		return (l->axis[0] - 1) * (l->axis[1] - 1);
	for (int ring = (int)l->axis[0] - 2; ring > 0; ring -= 2)
		n += 3 * (u32)ring;
	return n + (l->axis[0] % 2 ? 0 : 1);
}

/* ---- what the tessellator made ---- */

static bool is_on_side(enum tess_domain domain, u32 side, const struct tess_point *p)
{
	switch (side) {
	case 0:
		return p->u == 0;
	case 1:
		return p->v == 0;
	case 2:
		return domain == TESS_QUAD ? p->u == TESS_ONE : p->u + p->v == TESS_ONE;
	default:
		return p->v == TESS_ONE;
	}
}

static u32 count_side(enum tess_domain domain, u32 side)
{
	u32 n = 0;

	for (u32 i = 0; i < t->points; i++)
		n += is_on_side(domain, side, &t->point[i]);
	return n;
}

static bool has_point(double u, double v, double tolerance)
{
	for (u32 i = 0; i < t->points; i++)
		if (fabs(t->point[i].u - u * TESS_ONE) <= tolerance &&
		    fabs(t->point[i].v - v * TESS_ONE) <= tolerance)
			return true;
	return false;
}

/* Twice the area, which is positive if the order is from u to v. */
static s64 area_of(u32 primitive)
{
	const u16 *c = t->corner[primitive];
	const struct tess_point *p = t->point;
	s64 u1 = (s64)p[c[1]].u - p[c[0]].u, v1 = (s64)p[c[1]].v - p[c[0]].v;
	s64 u2 = (s64)p[c[2]].u - p[c[0]].u, v2 = (s64)p[c[2]].v - p[c[0]].v;

	return u1 * v2 - u2 * v1;
}

static void expect_cover(enum tess_domain domain, bool strict)
{
	s64 sum = 0, whole = (s64)TESS_ONE * TESS_ONE * (domain == TESS_QUAD ? 2 : 1);

	for (u32 i = 0; i < t->primitives; i++) {
		s64 area = area_of(i);

		if (area < 0 || (strict && !area))
			FAIL("triangle %u has area %lld", i, (long long)area);
		sum += area;
	}
	EXPECT_EQ(sum, whole);
}

/* ---- tests ---- */

/* Points on each side and inside; triangles by Euler's formula. */
static void areas(void)
{
	for (u32 i = 0; i < FACTORS; i++) {
		enum tess_domain domain = i % 2 ? TESS_QUAD : TESS_TRIANGLE;
		enum tess_spacing spacing = i / 2 % TESS_SPACINGS;
		float outer[4], inner[2], least = spacing == TESS_ODD ? 1.25f : 0.25f;
		struct levels l;
		u32 on_sides;

		for (u32 k = 0; k < 4; k++)
			outer[k] = random_factor(0.25f);
		for (u32 k = 0; k < 2; k++)
			inner[k] = random_factor(least);
		divide(domain, spacing, TESS_CLOCKWISE, outer, inner);
		l = levels_of(domain, spacing, outer, inner);
		on_sides = points_on_sides(&l);
		EXPECT_EQ(t->points, on_sides + points_inside(&l));
		EXPECT_EQ(t->primitives, 2 * t->points - on_sides - 2);
		for (u32 k = 0; k < l.sides; k++)
			EXPECT_EQ(count_side(domain, k), l.side[k] + 1);
		expect_cover(domain, true);
	}
}

/* All small numbers, and each with each: odd and even ones need different triangles. */
static void small_areas(void)
{
	for (u32 i = 0; i < 6 * 6 * 6 * 6; i++) {
		float outer[4] = { 1, 1, 1, 1 }, inner[2];

		inner[0] = (float)(i % 6 + 1);
		inner[1] = (float)(i / 6 % 6 + 1);
		outer[i / 36 % 4] = (float)(i / 36 % 6 + 1);
		outer[i / 216 % 3] = (float)(i / 216 + 1);
		for (u32 domain = TESS_QUAD; domain <= TESS_TRIANGLE; domain++) {
			struct levels l = levels_of(domain, TESS_INTEGER, outer, inner);

			divide(domain, TESS_INTEGER, TESS_CLOCKWISE, outer, inner);
			EXPECT_EQ(t->points, points_on_sides(&l) + points_inside(&l));
			EXPECT_EQ(t->primitives, 2 * t->points - points_on_sides(&l) - 2);
			expect_cover(domain, true);
		}
	}
}

/* A quad with equal spacing: sides by their own levels, inside a grid by the inner ones. */
static void places_in_quads(void)
{
	for (u32 i = 0; i < 40; i++) {
		float outer[4], inner[2];
		u32 n[4], nu, nv;

		for (u32 k = 0; k < 4; k++) {
			outer[k] = (float)(1 + random_below(64));
			n[k] = (u32)outer[k];
		}
		inner[0] = (float)(2 + random_below(i < 20 ? 8 : 63));
		inner[1] = (float)(2 + random_below(i < 20 ? 8 : 63));
		nu = (u32)inner[0];
		nv = (u32)inner[1];
		divide(TESS_QUAD, TESS_INTEGER, TESS_CLOCKWISE, outer, inner);
		for (u32 k = 0; k < 4; k++)
			for (u32 p = 0; p <= n[k]; p++) {
				double at = (double)p / n[k], end = k / 2;

				EXPECT(k % 2 ? has_point(at, end, 32) : has_point(end, at, 32));
			}
		for (u32 x = 1; x < nu; x++)
			for (u32 y = 1; y < nv; y++)
				EXPECT(has_point((double)x / nu, (double)y / nv, 32));
	}
}

/* Where the line through @a at a right angle to a-b meets the one through @c, at one to c-d. */
static void meet(const double a[2], const double b[2], const double c[2], const double d[2],
		 double to[2])
{
	double n1[2] = { b[0] - a[0], b[1] - a[1] }, n2[2] = { d[0] - c[0], d[1] - c[1] };
	double k1 = n1[0] * a[0] + n1[1] * a[1], k2 = n2[0] * c[0] + n2[1] * c[1];
	double det = n1[0] * n2[1] - n1[1] * n2[0];

	to[0] = (k1 * n2[1] - k2 * n1[1]) / det;
	to[1] = (n1[0] * k2 - n2[0] * k1) / det;
}

static void between(const double a[2], const double b[2], double at, double to[2])
{
	to[0] = a[0] + (b[0] - a[0]) * at;
	to[1] = a[1] + (b[1] - a[1]) * at;
}

/* A place of the plane, whose triangle has u, v and w = 1 at (0, 0), (1, 0) and the top. */
static void expect_plane_point(const double p[2])
{
	double w = p[1] / (sqrt(3) / 2), v = p[0] - w / 2;

	if (!has_point(1 - v - w, v, 32))
		FAIL("no point at %f, %f", 1 - v - w, v);
}

/* Points of the ring inside of the triangle @c, whose sides have @n segments. */
static void expect_rings(double c[3][2], u32 n)
{
	double inner[3][2];

	for (u32 i = 0; i < 3; i++) {
		double p[2], q[2];

		between(c[i], c[(i + 1) % 3], 1.0 / n, p);
		between(c[i], c[(i + 2) % 3], 1.0 / n, q);
		meet(p, c[(i + 1) % 3], q, c[(i + 2) % 3], inner[i]);
		expect_plane_point(inner[i]);
	}
	for (u32 i = 0; i < 3; i++)
		for (u32 k = 2; k + 1 < n; k++) {
			double p[2], up[2], at[2];
			double *a = inner[i], *b = inner[(i + 1) % 3];

			/* On the inner side, above a point of the outer one. */
			between(c[i], c[(i + 1) % 3], (double)k / n, p);
			up[0] = a[0] - (b[1] - a[1]);
			up[1] = a[1] + (b[0] - a[0]);
			meet(p, c[(i + 1) % 3], a, up, at);
			expect_plane_point(at);
		}
	if (n > 3)
		expect_rings(inner, n - 2);
}

static void places_in_triangles(void)
{
	static const float outer[4] = { 3, 4, 5, 0 };

	for (u32 n = 2; n <= 64; n++) {
		double c[3][2] = { { 0, 0 }, { 1, 0 }, { 0.5, sqrt(3) / 2 } };
		const float inner[2] = { (float)n };

		divide(TESS_TRIANGLE, TESS_INTEGER, TESS_CLOCKWISE, outer, inner);
		expect_rings(c, n);
		for (u32 p = 0; p <= 3; p++)
			EXPECT(has_point(0, p / 3.0, 32));
		for (u32 p = 0; p <= 4; p++)
			EXPECT(has_point(p / 4.0, 0, 32));
		for (u32 p = 0; p <= 5; p++)
			EXPECT(has_point(p / 5.0, 1 - p / 5.0, 32));
	}
}

static int compare(const void *a, const void *b)
{
	u32 x = *(const u32 *)a, y = *(const u32 *)b;

	return x < y ? -1 : x > y;
}

/* Places along a side, in order. */
static u32 places_of(u32 side, u32 *at)
{
	u32 n = 0;

	for (u32 i = 0; i < t->points; i++)
		if (is_on_side(TESS_QUAD, side, &t->point[i]))
			at[n++] = side % 2 ? t->point[i].u : t->point[i].v;
	qsort(at, n, sizeof(*at), compare);
	return n;
}

/*
 * All segments but two are as long as each other, and the two are not longer, more so with a larger
 * factor. The first half mirrors the second one exactly, and all sides are the same.
 */
static void expect_spacing(float factor, u32 n)
{
	const float outer[4] = { factor, factor, factor, factor }, inner[2] = { 2, 3 };
	enum tess_spacing spacing = n % 2 ? TESS_ODD : TESS_EVEN;
	u32 at[TESS_MOST + 1], other[TESS_MOST + 1], length[TESS_MOST], shorter = 0;
	double grown, longest;

	divide(TESS_QUAD, spacing, TESS_CLOCKWISE, outer, inner);
	EXPECT_EQ(places_of(0, at), n + 1);
	for (u32 side = 1; side < 4; side++) {
		EXPECT_EQ(places_of(side, other), n + 1);
		for (u32 i = 0; i <= n; i++)
			EXPECT_EQ(other[i], at[i]);
	}
	for (u32 i = 0; i <= n; i++)
		EXPECT_EQ(at[i] + at[n - i], TESS_ONE);
	for (u32 i = 0; i < n; i++)
		length[i] = at[i + 1] - at[i];
	qsort(length, n, sizeof(*length), compare);
	for (u32 i = 0; i < n; i++)
		shorter += length[i] + 96 < length[n - 1];
	EXPECT_EQ(shorter, n > 2 && factor < (float)n - 0.3f ? 2 : 0);
	EXPECT(abs((int)length[0] - (int)length[n > 2]) <= 96);
	/* From n - 2 to n segments, points move by as much as the factor grows. */
	grown = n > 2 ? (factor - (float)(n - 2)) / 2 : 1;
	longest = (1 - grown) / (n > 2 ? n - 2 : n) + grown / n;
	EXPECT(fabs(length[n - 1] - longest * TESS_ONE) <= 96);
}

static void fractional_spacing(void)
{
	for (u32 n = 2; n <= 64; n++) {
		expect_spacing((float)n, n);
		if (n < 3)
			continue;
		expect_spacing((float)n - 0.5f, n);
		expect_spacing((float)n - 1, n);
		expect_spacing((float)n - 1.5f, n);
	}
}

/*
 * The short segment of the first half, by the segments that the half had. With each doubling, they
 * are divided from the outside to the inside (Direct3D 11.3 functional specification, 14.7).
 */
static void short_segments(void)
{
	static const u32 places[] = { 0, 1, 1, 3, 1, 3, 5, 7, 1, 3, 5, 7, 9, 11, 13, 15, 1 };

	for (u32 half = 0; half < ARRAY_SIZE(places); half++)
		for (u32 odd = half ? 0 : 1; odd < 2; odd++) {
			float factor = (float)(2 * half + odd) + 0.5f;
			const float outer[4] = { factor, 3, 3, 3 }, inner[2] = { 2, 3 };
			u32 at[TESS_MOST + 1], least = 0;

			divide(TESS_QUAD, odd ? TESS_ODD : TESS_EVEN, TESS_CLOCKWISE, outer, inner);
			EXPECT_EQ(places_of(0, at), 2 * half + odd + 3);
			for (u32 i = 0; i <= half; i++)
				if (at[i + 1] - at[i] < at[least + 1] - at[least])
					least = i;
			EXPECT_EQ(least, places[half]);
		}
}

/* Lines are apart by equal spacing, whatever the spacing of their segments; the last has v < 1. */
static void isolines(void)
{
	static const float cases[][2] = {
		{ 1, 1 }, { 2, 3 }, { 3, 5.5f }, { 7.2f, 1 }, { 64, 64 }, { 100, 100 }, { 5, 0.5f },
	};

	for (u32 i = 0; i < ARRAY_SIZE(cases) * TESS_SPACINGS; i++) {
		const float *c = cases[i / TESS_SPACINGS], outer[4] = { c[0], c[1], -1, 0 };
		enum tess_spacing spacing = i % TESS_SPACINGS;
		u32 lines = segments_of(c[0], TESS_INTEGER), n = segments_of(c[1], spacing);

		divide(TESS_ISOLINE, spacing, TESS_LINE, outer, outer);
		EXPECT_EQ(t->points, lines * (n + 1));
		EXPECT_EQ(t->primitives, lines * n);
		for (u32 k = 0; k < lines; k++) {
			EXPECT(has_point(0, (double)k / lines, 32));
			EXPECT(has_point(1, (double)k / lines, 32));
		}
		for (u32 k = 0; k < t->primitives; k++) {
			const struct tess_point *a = &t->point[t->corner[k][0]];
			const struct tess_point *b = &t->point[t->corner[k][1]];

			EXPECT_EQ(a->v, b->v);
			EXPECT(a->u < b->u);
			EXPECT(a->v < TESS_ONE);
		}
		divide(TESS_ISOLINE, spacing, TESS_POINT, outer, outer);
		EXPECT_EQ(t->points, lines * (n + 1));
		EXPECT_EQ(t->primitives, 0);
	}
}

/* Nothing is drawn if an outer factor that counts is 0, less, or no number. */
static void patches_without_sides(void)
{
	static const float bad[] = {
		0, -1, -0.0f, NAN, -NAN, SIGNALLING, -SIGNALLING, -INFINITY,
	};

	for (u32 domain = 0; domain < TESS_DOMAINS; domain++)
		for (u32 i = 0; i < 4 * ARRAY_SIZE(bad); i++) {
			u32 sides = domain == TESS_QUAD ? 4 : domain == TESS_TRIANGLE ? 3 : 2;
			float outer[4] = { 2, 2, 2, 2 }, inner[2] = { 2, 2 };

			outer[i % 4] = bad[i / 4];
			divide(domain, TESS_INTEGER, TESS_POINT, outer, inner);
			EXPECT_EQ(!t->points, i % 4 < sides);
		}
	for (u32 i = 0; i < ARRAY_SIZE(bad); i++) {
		static const float outer[4] = { 1, 1, 1, 1 }, sides[4] = { 1, 2, 1, 1 };
		const float inner[2] = { bad[i], bad[i] };

		divide(TESS_QUAD, TESS_INTEGER, TESS_CLOCKWISE, outer, inner);
		EXPECT_EQ(t->points, 4);
		EXPECT_EQ(t->primitives, 2);
		divide(TESS_TRIANGLE, TESS_EVEN, TESS_CLOCKWISE, outer, inner);
		EXPECT_EQ(t->points, 7);
		/* An inside of one segment with a divided side has two, or three. */
		divide(TESS_QUAD, TESS_INTEGER, TESS_CLOCKWISE, sides, inner);
		EXPECT_EQ(t->points, 6);
		expect_cover(TESS_QUAD, true);
		divide(TESS_QUAD, TESS_ODD, TESS_CLOCKWISE, sides, inner);
		EXPECT_EQ(t->points, 10);
		expect_cover(TESS_QUAD, false);
		divide(TESS_TRIANGLE, TESS_ODD, TESS_CLOCKWISE, sides, inner);
		EXPECT_EQ(t->points, 8);
		expect_cover(TESS_TRIANGLE, false);
	}
}

/* Factors have a limit, which the state may make lower, or not make sense at all. */
static void limits(void)
{
	static const float many[4] = { 1000, INFINITY, 64, 65 }, inner[2] = { INFINITY, 1e30f };
	static const struct { float odd, most; enum tess_spacing spacing; u32 n; } cases[] = {
		{ 63, 64, TESS_INTEGER, 64 }, { 63, 64, TESS_EVEN, 64 }, { 63, 64, TESS_ODD, 63 },
		{ 1000, 1000, TESS_INTEGER, 64 }, { 1000, 1000, TESS_ODD, 63 },
		{ 7, 8, TESS_INTEGER, 8 }, { 7, 8, TESS_EVEN, 8 }, { 7, 8, TESS_ODD, 7 },
		{ 0, 0, TESS_INTEGER, 1 }, { -1, 0, TESS_ODD, 1 }, { 0, 0, TESS_EVEN, 2 },
		{ NAN, NAN, TESS_INTEGER, 1 }, { NAN, NAN, TESS_ODD, 1 },
		{ SIGNALLING, SIGNALLING, TESS_INTEGER, 1 },
		{ -SIGNALLING, -SIGNALLING, TESS_ODD, 1 },
		{ INFINITY, INFINITY, TESS_EVEN, 64 },
	};

	for (u32 i = 0; i < ARRAY_SIZE(cases); i++) {
		const struct tess_setup setup = {
			TESS_QUAD, cases[i].spacing, TESS_CLOCKWISE, cases[i].odd, cases[i].most,
		};

		tess_divide(t, &setup, many, inner);
		EXPECT_EQ(t->points, (cases[i].n + 1) * (cases[i].n + 1));
		EXPECT_EQ(t->primitives, 2 * cases[i].n * cases[i].n);
	}
}

/* Corners the other way round; points, each once. */
static void outputs(void)
{
	static const float outer[4] = { 3, 4, 5, 6 }, inner[2] = { 5, 4 };

	for (u32 domain = TESS_QUAD; domain <= TESS_TRIANGLE; domain++) {
		u32 points, primitives;

		divide(domain, TESS_ODD, TESS_CLOCKWISE, outer, inner);
		points = t->points;
		primitives = t->primitives;
		divide(domain, TESS_ODD, TESS_COUNTER_CLOCKWISE, outer, inner);
		EXPECT_EQ(t->points, points);
		EXPECT_EQ(t->primitives, primitives);
		for (u32 i = 0; i < primitives; i++)
			EXPECT(area_of(i) < 0);
		divide(domain, TESS_ODD, TESS_POINT, outer, inner);
		EXPECT_EQ(t->points, points);
		EXPECT_EQ(t->primitives, 0);
		for (u32 i = 0; i < points; i++)
			for (u32 k = 0; k < i; k++)
				EXPECT(t->point[i].u != t->point[k].u ||
				       t->point[i].v != t->point[k].v);
	}
}

static const struct test tests[] = {
	TEST(areas),
	TEST(small_areas),
	TEST(places_in_quads),
	TEST(places_in_triangles),
	TEST(fractional_spacing),
	TEST(short_segments),
	TEST(isolines),
	TEST(patches_without_sides),
	TEST(limits),
	TEST(outputs),
	{ 0 }
};

SUITE(tessellate, tests);
