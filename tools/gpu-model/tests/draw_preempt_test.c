// SPDX-License-Identifier: GPL-2.0-only
/*
 * Preemption inside of a draw. Each primitive adds one to the pixels that it covers: none may be
 * lost, and none drawn twice, however often the draw is left.
 */
#include <string.h>
#include <unistd.h>

#include "tests/easel_patch.h"

#define CONTEXT_CHICKEN		0x2580
#define SLICE_CHICKEN		0x20e0
#define ALLOW			0x00010001u
#define BY_CONTEXT		0x40004000u
#define VERTICES_COUNT		0x2310
#define PRIMITIVES_COUNT	0x2318

#define COLUMNS			30u
#define INSTANCES		200u
#define CUT			0xffffu
#define DOZEN			12u
/* Then the draw may go on undisturbed. */
#define MOST_LEFT		200u

/* Two rows of corners, 2 pixels apart, so that a strip has two triangles for each column. */
static u32 put_strip(struct easel *l)
{
	float v[2 * COLUMNS + 2][4];
	u32 n = 0;

	for (u32 i = 0; i <= COLUMNS; i++)
		for (u32 k = 0; k < 2; k++, n++) {
			const float corner[4] = { 2.0f * (float)i, k ? 2 : 0, 0, 1 };

			memcpy(v[n], corner, sizeof(corner));
		}
	vertices(l, v[0], n);
	return n;
}

/* Triangles of the same strip, by indices, in an order of their own. */
static u32 put_triangles(struct easel *l)
{
	u16 *index = (u16 *)heap_at(l, INDICES);
	u32 strip = put_strip(l), n = 0;

	for (u32 i = 0; i + 2 < strip; i++)
		for (u32 k = 0; k < 3; k++)
			index[n++] = (u16)(i + k);
	l->indexed = 1;
	return n;
}

/* The strip in two pieces, between columns 9 and 10. */
static u32 put_cut_strip(struct easel *l)
{
	u16 *index = (u16 *)heap_at(l, INDICES);
	u32 strip = put_strip(l), n = 0;

	for (u32 i = 0; i < strip; i++) {
		if (i == 20)
			index[n++] = CUT;
		index[n++] = (u16)i;
	}
	l->indexed = 1;
	PUT(l, STATE(0x0c) | BIT(8), 2, 1, CUT);
	return n;
}

/* A draw that adds 1 to each pixel, as a float. */
static struct easel *adder(u32 topology)
{
	static const float one[4] = { 1, 0, 0, 0 };
	struct easel *l = easel_create("skl-gt2");

	l->format = 0x0d8;
	l->topology = topology;
	l->instances = INSTANCES;
	ps_constant(l, one);
	heap_at(l, BLEND)[1] = BIT(31) | 1 << 26 | 1 << 21 | 1 << 13 | 1 << 8;
	return l;
}

/* Submit the draw, and @other, if any, while it runs. Return true if the draw is complete. */
static bool run_both(struct easel *l, struct context *other)
{
	struct driver *d = l->r.d;
	struct csb_event ev = { 0 };
	bool complete = false;

	elsp_submit(&l->r.c, NULL);
	expect_csb(d, RCS0, CSB_IDLE_TO_ACTIVE, 0);
	if (other)
		elsp_submit(other, NULL);
	do {
		if (!csb_next(d, RCS0, &ev)) {
			FAIL("no status");
			return true;
		}
		complete = complete || (ev.id == l->r.c.id && ev.status & CSB_COMPLETE);
	} while (!(ev.status & CSB_ACTIVE_TO_IDLE) || (other && ev.id != other->id));
	return complete;
}

static void expect_sum(struct easel *l, u32 x0, u32 x1, u32 sum)
{
	for (u32 y = 0; y < 4; y++)
		for (u32 x = 0; x < 64; x++) {
			bool in = y < 2 && x >= x0 && x < x1;

			if (pixel(l, x, y) == (in ? bits_of_float((float)sum) : 0))
				continue;
			FAIL("%u, %u: %08x", x, y, pixel(l, x, y));
			return;
		}
}

/* The register of the context as it was saved. */
static u32 saved(const struct easel *l, u32 reg)
{
	for (u32 i = 0; i < 0x400; i++)
		if (l->r.c.state[i] == reg)
			return l->r.c.state[i + 1];
	FAIL("0x%x is not in the image", reg);
	return 0;
}

/* Disturb the draw some times, then let it end. Return how often it was left in its middle. */
static u32 disturb(struct easel *l)
{
	struct context other = context_create(l->r.d, RCS0, 0x77);
	u32 left = 0;

	for (u32 i = 0; i < MOST_LEFT; i++) {
		if (run_both(l, &other))
			return left;
		left += saved(l, 0x83b0) >> 31;
	}
	EXPECT(run_both(l, NULL));
	return left;
}

static void start(struct easel *l, u32 allow)
{
	put_all(l);
	EMIT(&l->r.c, MI_LOAD_REGISTER_IMM(2), CONTEXT_CHICKEN, allow, SLICE_CHICKEN, BY_CONTEXT);
	EMIT(&l->r.c, MI_BATCH_BUFFER_START | BATCH_PPGTT, RIG_BATCH, 0);
	context_flush(&l->r.c);
}

static void draws_are_left(void)
{
	static u32 (*const put[])(struct easel *l) = { put_strip, put_triangles, put_cut_strip };
	static const u32 topologies[] = { STRIP, TRIANGLES, STRIP };

	for (u32 i = 0; i < ARRAY_SIZE(put); i++) {
		struct easel *l = adder(topologies[i]);
		u32 n = put[i](l), left;

		l->count = n;
		start(l, ALLOW);
		left = disturb(l);
		/* How often depends on the host; but a draw of 12000 primitives is no moment. */
		EXPECT(left > 0);
		if (put[i] == put_cut_strip) {
			EXPECT_EQ(pixel(l, 19, 0), 0);
			EXPECT_EQ(saved(l, PRIMITIVES_COUNT), (2 * COLUMNS - 2) * INSTANCES);
		} else {
			expect_sum(l, 0, 60, INSTANCES);
			EXPECT_EQ(saved(l, PRIMITIVES_COUNT), 2 * COLUMNS * INSTANCES);
			EXPECT_EQ(saved(l, VERTICES_COUNT), n * INSTANCES);
		}
		EXPECT_EQ(pixel(l, 17, 1), bits_of_float(INSTANCES));
		EXPECT_EQ(pixel(l, 21, 0), bits_of_float(INSTANCES));
		EXPECT_EQ(saved(l, 0x83b0), 0);
		expect_no_anomalies(l->r.d);
		easel_destroy(l);
	}
}

/* Patches of @n of the strip's corners by indices: three at their place, the others copies. */
static u32 put_columns(struct easel *l, u32 n)
{
	u16 *index = (u16 *)heap_at(l, INDICES);
	u32 at = 0;

	put_strip(l);
	for (u32 i = 0; i < COLUMNS; i++)
		for (u32 k = 0; k < n; k++)
			index[at++] = (u16)(2 * i + (k % 2 ? 2 : k == 2));
	l->indexed = 1;
	return at;
}

/* A patch whose number is not that of its column is somewhere else: y by twice the difference. */
static void place_by_number(struct patches *p)
{
	struct opd first = s_((u8)(p->ds_grf + 1), 0, T_F);

	first.neg = true;
	domain_place(p);
	asm_mov(&p->ds, 8, F(34), s_(0, 1, T_UD));
	asm_op(&p->ds, OP(OP_ADD, 8), F(34), F(34), F(34));
	asm_op(&p->ds, OP(OP_ADD, 8), F(34), F(34), first);
	asm_op(&p->ds, OP(OP_ADD, 8), F(21), F(21), F(34));
	domain_write(p, 0);
}

/* Patches, each a square of two pixels, which becomes ten points; up to 24 vertices are held. */
static void patches_are_left(void)
{
	static const float outer[4] = { 2, 1, 3, 2 }, inner[2] = { 2, 3 };
	static const u32 sizes[] = { DOZEN, 32 };

	for (u32 i = 0; i < ARRAY_SIZE(sizes); i++) {
		struct patches p = patches_create(QUAD_DOMAIN, OUTPUT_CW, outer, inner);
		struct easel *l = adder(PATCHES(sizes[i]));

		hull_vertices(&p, 0);
		hull_factors(&p, true);
		place_by_number(&p);
		put_patches(l, &p);
		l->count = put_columns(l, sizes[i]);
		start(l, ALLOW);
		EXPECT(disturb(l) > 0);
		expect_sum(l, 0, 60, INSTANCES);
		EXPECT_EQ(saved(l, PRIMITIVES_COUNT), COLUMNS * INSTANCES);
		EXPECT_EQ(saved(l, VERTICES_COUNT), sizes[i] * COLUMNS * INSTANCES);
		EXPECT_EQ(saved(l, HS_COUNT), COLUMNS * INSTANCES);
		EXPECT_EQ(saved(l, DS_COUNT), 10 * COLUMNS * INSTANCES);
		expect_no_anomalies(l->r.d);
		easel_destroy(l);
	}
}

/* A context that does not allow it keeps the engine to the end of its draw. */
static void draws_are_kept(void)
{
	static const struct { u32 allow, topology; } cases[] = { { 0x00010000, STRIP }, { ALLOW, FAN } };

	for (u32 i = 0; i < ARRAY_SIZE(cases); i++) {
		struct easel *l = adder(cases[i].topology);

		l->count = put_strip(l);
		start(l, cases[i].allow);
		EXPECT_EQ(disturb(l), 0);
		EXPECT_EQ(saved(l, PRIMITIVES_COUNT), 2 * COLUMNS * INSTANCES);
		expect_no_anomalies(l->r.d);
		easel_destroy(l);
	}
}

/* A context that is new on the engine does not take over where another one stopped. */
static void others_begin_at_the_beginning(void)
{
	struct easel *l = adder(STRIP);
	struct driver *d = l->r.d;
	struct context other = context_create(d, RCS0, 0x78);
	struct csb_event ev;

	l->count = put_strip(l);
	l->instances = ~0u;
	start(l, ALLOW);
	elsp_submit(&l->r.c, NULL);
	for (u32 i = 0; i < 20000 && !dword_at(&l->image.cpu[0]); i++)
		usleep(100);
	other.state[STATE_CONTROL] = 0x00010001;
	elsp_submit(&other, NULL);
	do {
		EXPECT(csb_next(d, RCS0, &ev));
	} while (ev.id != other.id);
	EXPECT(saved(l, 0x83b0) & BIT(31));
	for (u32 i = 0; i < 0x400; i++)
		if (other.state[i] == 0x83b0)
			EXPECT_EQ(other.state[i + 1], 0);
	expect_no_anomalies(d);
	easel_destroy(l);
}

/* Leave the draw for another context; NULL if it was faster. */
static struct easel *left_draw(void)
{
	struct easel *l = adder(STRIP);
	struct context other = context_create(l->r.d, RCS0, 0x79);
	struct csb_event ev;

	l->count = put_strip(l);
	start(l, ALLOW);
	elsp_submit(&l->r.c, NULL);
	for (u32 i = 0; i < 20000 && !dword_at(&l->image.cpu[0]); i++)
		usleep(10);
	elsp_submit(&other, NULL);
	do {
		EXPECT(csb_next(l->r.d, RCS0, &ev));
	} while (ev.id != other.id);
	if (saved(l, 0x83b0) & BIT(31))
		return l;
	easel_destroy(l);
	return NULL;
}

static struct easel *try_to_leave(void)
{
	struct easel *l = NULL;

	for (u32 i = 0; i < 100 && !l; i++)
		l = left_draw();
	if (!l)
		FAIL("the draw is never left");
	return l;
}

/* The context is at @head of its ring; no batch is active. */
static void move_to(struct easel *l, u32 head)
{
	l->r.c.state[STATE_HEAD] = head;
	for (u32 i = 0; i < 0x50; i++)
		if (l->r.c.state[i] == 0x2140)
			l->r.c.state[i + 1] = 0;
}

/* A driver replays a context's work, as after a reset: no draw goes on in its middle. */
static void replays_begin_at_the_beginning(void)
{
	struct easel *l = try_to_leave();
	struct csb_event ev;

	if (!l)
		return;
	memset(l->image.cpu, 0, IMAGE_BYTES);
	move_to(l, 0);
	elsp_submit(&l->r.c, NULL);
	do {
		EXPECT(csb_next(l->r.d, RCS0, &ev));
	} while (ev.id != l->r.c.id || !(ev.status & CSB_COMPLETE));
	expect_sum(l, 0, 60, INSTANCES);
	expect_no_anomalies(l->r.d);
	easel_destroy(l);
}

/* Where the context went elsewhere, the place is none of a later draw, after any more switches. */
static void places_are_forgotten(void)
{
	struct easel *l = try_to_leave();
	struct context other;
	struct csb_event ev;

	if (!l)
		return;
	other = context_create(l->r.d, RCS0, 0x7a);
	move_to(l, l->r.c.tail);
	EMIT(&l->r.c, MI_NOOP, MI_NOOP, MI_SEMAPHORE_WAIT | SEMAPHORE_POLL | 4 << 12, 1, RIG_OUT, 0);
	context_flush(&l->r.c);
	elsp_submit(&l->r.c, NULL);
	usleep(20000);
	elsp_submit(&other, NULL);
	do {
		EXPECT(csb_next(l->r.d, RCS0, &ev));
	} while (ev.id != other.id);
	EXPECT_EQ(saved(l, 0x83b0), 0);
	easel_destroy(l);
}

static const struct test tests[] = {
	TEST(draws_are_left),
	TEST(patches_are_left),
	TEST(draws_are_kept),
	TEST(others_begin_at_the_beginning),
	TEST(replays_begin_at_the_beginning),
	TEST(places_are_forgotten),
	{ 0 }
};

SUITE(draw_preempt, tests);
