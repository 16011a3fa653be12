// SPDX-License-Identifier: GPL-2.0-only
/*
 * Lines and points on the screen.
 *
 * A line has the pixels whose diamond it leaves. One that is wider than a pixel is drawn so many
 * times, side by side. With several samples it is a rectangle. A point is a square.
 *
 * Source: OpenGL 4.6, 14.4 and 14.5 (which the hardware follows: Intel OSRC Skylake PRM vol 7,
 * "Strips and Fans (SF) Stage", "Line Rasterization", "Point Rasterization"); Mesa genxml (fields),
 * iris (how they are used).
 */
#include <math.h>
#include <stdlib.h>

#include "3d/draw.h"
#include "core/gpu.h"

#define SF1_LINE_WIDTH		GENMASK(29, 12)	/* Gen8: of Cherryview only */
#define SF2_LINE_WIDTH		GENMASK(27, 18)	/* Gen8 */
#define LINE_ONE		128
#define SF3_LAST_PIXEL		BIT(31)
#define SF3_WIDTH_FROM_STATE	BIT(11)
#define SF3_POINT_WIDTH		GENMASK(10, 0)
#define POINT_ONE		8
#define WM1_UPPER_RIGHT		BIT(2)

#define LEAST_POINT		0.125f
#define MOST_POINT		255.875f

/* Positions have 8 bits behind the point. */
#define ONE			256
#define HALF			(ONE / 2)

/* A line is moved by less than the smallest step, so that no end is on the edge of a diamond. */
#define FINE			8
#define MOVE_X			2
#define MOVE_Y			1
#define RADIUS			((s64)HALF * FINE)

static float line_width(const struct draw *d)
{
	const u32 *sf = draw_state(d, S3D_SF);
	u32 width = d->e->gpu->device->gen >= 9 ? FIELD_GET(SF1_LINE_WIDTH, sf[1]) :
						  FIELD_GET(SF2_LINE_WIDTH, sf[2]);

	return width ? (float)width / LINE_ONE : 1;
}

static s32 pixel_down(s64 at)
{
	return (s32)(at >> 8);
}

/*
 * Weights along the line; there is no third corner. Fragments beside each other have the same,
 * unless the line is a rectangle.
 */
static void weigh(struct surface_setup *s, s64 dx, s64 dy, bool rectangle)
{
	if (!rectangle && s->line.steep)
		dx = 0;
	else if (!rectangle)
		dy = 0;
	s->a[1] = dx;
	s->b[1] = dy;
	s->c[1] = -(dx * s->line.x[0] + dy * s->line.y[0]);
	s->a[2] = 0;
	s->b[2] = 0;
	s->c[2] = 0;
	s->area = max((double)(dx * dx + dy * dy), 1.0);
}

void draw_setup_line(struct draw *d, const struct screen p[2])
{
	struct surface_setup *s = &d->s;
	struct line_setup *l = &s->line;
	s64 dx = p[1].x - p[0].x, dy = p[1].y - p[0].y;
	s32 beside;

	l->exact = line_width(d);
	/* Whole pixels. Lines of less than one have one. */
	l->width = max((s32)(l->exact + 0.5f), 1);
	beside = l->width + 1;
	l->steep = llabs(dy) > llabs(dx);
	l->last = draw_state(d, S3D_SF)[3] & SF3_LAST_PIXEL;
	for (u32 i = 0; i < 2; i++) {
		l->x[i] = p[i].x;
		l->y[i] = p[i].y;
	}
	weigh(s, dx, dy, d->sampling.multi);
	s->box = (struct draw_box){
		pixel_down(min(l->x[0], l->x[1])) - beside,
		pixel_down(min(l->y[0], l->y[1])) - beside,
		pixel_down(max(l->x[0], l->x[1])) + beside + 1,
		pixel_down(max(l->y[0], l->y[1])) + beside + 1,
	};
}

/** struct diagonal - a place in axes along the diagonals, where a diamond is a square */
struct diagonal {
	s64 u, v;
};

static struct diagonal diagonal_of(const struct line_setup *l, u32 end, s32 px, s32 py)
{
	/* Of several lines side by side, this is the first one. */
	s64 shift = (l->width - 1) * HALF;
	s64 x = l->x[end] - (l->steep ? shift : 0) - ((s64)px * ONE + HALF);
	s64 y = l->y[end] - (l->steep ? 0 : shift) - ((s64)py * ONE + HALF);

	x = x * FINE - MOVE_X;
	y = y * FINE - MOVE_Y;
	return (struct diagonal){ x + y, x - y };
}

static bool in_diamond(struct diagonal p)
{
	return llabs(p.u) < RADIUS && llabs(p.v) < RADIUS;
}

/* Whether a line goes through the diamond around 0. */
static bool meets_diamond(struct diagonal p, struct diagonal q)
{
	s64 du = q.u - p.u, dv = q.v - p.v;

	if (min(p.u, q.u) >= RADIUS || max(p.u, q.u) <= -RADIUS ||
	    min(p.v, q.v) >= RADIUS || max(p.v, q.v) <= -RADIUS)
		return false;
	return llabs(p.u * dv - p.v * du) < RADIUS * (llabs(du) + llabs(dv));
}

static bool first_has(const struct line_setup *l, s32 x, s32 y)
{
	struct diagonal p = diagonal_of(l, 0, x, y), q = diagonal_of(l, 1, x, y);

	return meets_diamond(p, q) && (l->last || !in_diamond(q));
}

bool draw_line_has(const struct line_setup *l, s32 x, s32 y)
{
	for (s32 i = 0; i < l->width; i++)
		if (first_has(l, l->steep ? x - i : x, l->steep ? y : y - i))
			return true;
	return false;
}

bool draw_line_covers(const struct line_setup *l, s64 x, s64 y)
{
	double dx = (double)(l->x[1] - l->x[0]), dy = (double)(l->y[1] - l->y[0]);
	double px = (double)(x - l->x[0]), py = (double)(y - l->y[0]), square = dx * dx + dy * dy;
	double along = px * dx + py * dy;

	return along >= 0 && along < square &&
	       fabs(px * dy - py * dx) <= l->exact * HALF * sqrt(square);
}

bool draw_line_is_far(const struct line_setup *l, s32 x, s32 y, u32 width)
{
	s64 dx = l->x[1] - l->x[0], dy = l->y[1] - l->y[0], beside = (l->width + 1) * ONE;
	s64 cx = (s64)x * ONE + width * HALF - l->x[0], cy = (s64)y * ONE + ONE - l->y[0];

	return llabs(dx * cy - dy * cx) >
	       llabs(dx) * (ONE + beside) + llabs(dy) * (width * HALF + beside);
}

/* ---- points ---- */

static float point_width(const struct draw *d, const struct object *o)
{
	u32 sf = draw_state(d, S3D_SF)[3];
	float width = sf & SF3_WIDTH_FROM_STATE ?
		      (float)FIELD_GET(SF3_POINT_WIDTH, sf) / POINT_ONE : o->c[0].width;

	if (!(width > LEAST_POINT))
		return LEAST_POINT;
	return min(width, MOST_POINT);
}

void draw_setup_point(struct draw *d, const struct object *o, const struct screen *p)
{
	s32 width = (s32)lrintf(point_width(d, o) * ONE), x = p->x - width / 2, y = p->y - width / 2;
	s32 right = draw_state(d, S3D_WM)[1] & WM1_UPPER_RIGHT ? 1 : 0;
	const struct draw_extent e = { x + right, y, x + width + right, y + width };
	struct surface_setup *s = &d->s;

	draw_bound(d, &e);
	/* Weights across and down, for sprites; other attributes are the same everywhere. */
	s->a[1] = 1;
	s->b[1] = 0;
	s->c[1] = -x;
	s->a[2] = 0;
	s->b[2] = 1;
	s->c[2] = -y;
	s->area = width;
}
