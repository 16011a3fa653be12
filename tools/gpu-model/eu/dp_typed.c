// SPDX-License-Identifier: GPL-2.0-only
/*
 * Typed surface reads, writes and atomics: elements of images, by their coordinates.
 */
#include <string.h>

#include "cs/tlb.h"
#include "eu/dataport.h"
#include "eu/format.h"
#include "eu/group.h"

#define CONTROL_WITHOUT		GENMASK(3, 0)	/* MDC_CMASK */
#define CONTROL_GROUP		GENMASK(5, 4)	/* MDC_SG3 */
#define GROUP_LOW		1
#define GROUP_HIGH		2

#define ATOMIC_OP		GENMASK(3, 0)
#define ATOMIC_HIGH		BIT(4)
#define ATOMIC_RETURN		BIT(5)

#define FORMAT_R32_SINT		0x0d6
#define FORMAT_R32_UINT		0x0d7

struct typed {
	const struct eu_surface *s;
	const struct eu_format *f;
	u32 lanes;
	u32 coordinates;	/* registers of u, v, r and the level */
	u32 at;			/* register behind them */
};

/* How many registers are coordinates follows from what else the message has. */
static const char *lay_out(const struct eu_message *m, struct typed *y, u32 data, bool high)
{
	y->lanes = m->lanes >> (high && m->exec_size > 8 ? 8 : 0) & 0xff;
	if (m->header)
		y->lanes &= m->data[0][7] >> (high ? 8 : 0);
	if (m->length < m->header + data + 1)
		return "typed message without coordinates";
	y->coordinates = m->length - m->header - data;
	y->at = m->header + y->coordinates;
	return y->coordinates > 4 ? "typed message that is too long" : NULL;
}

static const char *check_surface(const struct typed *y)
{
	if (y->s->kind == EU_SURFACE_NULL)
		return NULL;
	if (!y->f)
		return "typed access to a format that is not modelled";
	if (y->s->kind == EU_SURFACE_SLM || y->s->level)
		return "typed access to a surface that has none";
	return NULL;
}

/* Where the element of a channel is; false if it is outside. */
static bool element(const struct eu_message *m, const struct typed *y, u32 lane, u64 *offset)
{
	u32 c[4] = { 0 };

	if (y->s->kind == EU_SURFACE_NULL)
		return false;
	for (u32 i = 0; i < y->coordinates; i++)
		c[i] = m->data[m->header + i][lane];
	/* The second coordinate of an array of rows is its element. */
	if (y->s->kind == EU_SURFACE_1D) {
		c[2] = c[1];
		c[1] = 0;
	}
	return eu_surface_element(y->s, c[0], c[1], c[2], y->f->bytes, offset);
}

static int write_element(struct eu_thread *t, struct eu_message *m, const struct typed *y,
			 u32 dwords, u32 lane)
{
	struct eu_group *g = t->owner;
	u32 value[4] = { 0 }, packed[4], k = 0;
	u64 offset;

	if (!element(m, y, lane, &offset))
		return 0;
	for (u32 i = 0; i < 4; i++)
		if (dwords >> i & 1)
			value[i] = m->data[y->at + k++][lane];
	eu_format_pack(y->f, value, packed);
	return vm_write(g->e, AS_PPGTT, y->s->base + offset, packed, y->f->bytes, PAGE_USE_WRITE);
}

static int read_element(struct eu_thread *t, struct eu_message *m, const struct typed *y,
			u32 dwords, u32 lane)
{
	struct eu_group *g = t->owner;
	u32 value[4] = { 0 }, packed[4] = { 0 }, k = 0;
	u64 offset;

	if (element(m, y, lane, &offset)) {
		if (vm_read(g->e, AS_PPGTT, y->s->base + offset, packed, y->f->bytes,
			    PAGE_USE_READ))
			return -1;
		eu_format_unpack(y->f, packed, value);
	}
	for (u32 i = 0; i < 4; i++)
		if (dwords >> i & 1)
			m->answer[k++][lane] = value[i];
	return 0;
}

enum eu_result eu_dp_typed(struct eu_thread *t, struct eu_message *m)
{
	bool write = eu_dp_type(m) == EU_DP1_TYPED_WRITE;
	u32 control = eu_dp_control(m), dwords = ~control & CONTROL_WITHOUT;
	u32 group = FIELD_GET(CONTROL_GROUP, control);
	u32 n = (u32)__builtin_popcount(dwords);
	struct typed y = { .s = eu_dp_surface(t, m, false) };

	if (!y.s)
		return eu_dp_failed(t);
	y.f = eu_format(y.s->format);
	if (!dwords || (group != GROUP_LOW && group != GROUP_HIGH))
		return eu_bad(t, "typed message in a mode that is not modelled");
	t->why = lay_out(m, &y, write ? n : 0, group == GROUP_HIGH);
	if (!t->why)
		t->why = check_surface(&y);
	if (t->why || !eu_dp_check(t, m, m->length, write ? 0 : n))
		return EU_BAD;
	for (u32 i = 0; i < 8; i++)
		if (y.lanes >> i & 1 && (write ? write_element(t, m, &y, dwords, i) :
						 read_element(t, m, &y, dwords, i)))
			return EU_FAULT;
	return EU_OK;
}

static enum eu_result atomic_element(struct eu_thread *t, struct eu_message *m,
				     const struct typed *y, u32 op, u32 lane)
{
	u32 operands = eu_atomic_operands(op, false);
	u64 offset, a, b, result = 0;
	struct eu_surface flat = *y->s;

	flat.bytes = ~0ull;
	a = operands > 0 ? m->data[y->at][lane] : 0;
	b = operands > 1 ? m->data[y->at + 1][lane] : 0;
	if (element(m, y, lane, &offset) &&
	    eu_atomic(t, &flat, offset, 4, op, false, a, b, &result))
		return EU_FAULT;
	if (m->response)
		m->answer[0][lane] = (u32)result;
	return EU_OK;
}

enum eu_result eu_dp_typed_atomic(struct eu_thread *t, struct eu_message *m)
{
	u32 control = eu_dp_control(m), op = control & ATOMIC_OP;
	struct typed y = { .s = eu_dp_surface(t, m, false) };
	enum eu_result res = EU_OK;

	if (!y.s)
		return eu_dp_failed(t);
	y.f = eu_format(y.s->format);
	if (!op)
		return eu_bad(t, "atomic operation that does not exist");
	t->why = lay_out(m, &y, eu_atomic_operands(op, false), control & ATOMIC_HIGH);
	if (!t->why)
		t->why = check_surface(&y);
	if (!t->why && y.f && y.f->number != FORMAT_R32_UINT && y.f->number != FORMAT_R32_SINT)
		t->why = "atomic operation on another format than R32";
	if (t->why || !eu_dp_check(t, m, m->length, control & ATOMIC_RETURN ? 1 : 0))
		return EU_BAD;
	for (u32 i = 0; res == EU_OK && i < 8; i++)
		if (y.lanes >> i & 1)
			res = atomic_element(t, m, &y, op, i);
	return res;
}
