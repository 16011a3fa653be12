// SPDX-License-Identifier: GPL-2.0-only
/*
 * Atomic operations.
 *
 * Source: Intel OSRC Skylake PRM vol 2d, MDC_AOP and MDC_FOP.
 */
#include <errno.h>
#include <math.h>
#include <string.h>

#include "core/gpu.h"
#include "cs/tlb.h"
#include "eu/dataport.h"
#include "eu/group.h"

#define CONTROL_OP		GENMASK(3, 0)
#define CONTROL_FLOAT_OP	GENMASK(1, 0)
#define CONTROL_SIMD8		BIT(4)
#define CONTROL_64		BIT(4)	/* A64: data of 64 bits */
#define CONTROL_RETURN		BIT(5)

enum atomic_op {
	ATOMIC_AND = 1,
	ATOMIC_OR,
	ATOMIC_XOR,
	ATOMIC_MOV,
	ATOMIC_INC,
	ATOMIC_DEC,
	ATOMIC_ADD,
	ATOMIC_SUB,
	ATOMIC_REVSUB,
	ATOMIC_IMAX,
	ATOMIC_IMIN,
	ATOMIC_UMAX,
	ATOMIC_UMIN,
	ATOMIC_CMPWR,
	ATOMIC_PREDEC
};

enum atomic_float_op {
	ATOMIC_FMAX = 1,
	ATOMIC_FMIN,
	ATOMIC_FCMPWR
};

u32 eu_atomic_operands(u32 op, bool is_float)
{
	if (is_float)
		return op == ATOMIC_FCMPWR ? 2 : 1;
	if (op == ATOMIC_CMPWR)
		return 2;
	return op == ATOMIC_INC || op == ATOMIC_DEC || op == ATOMIC_PREDEC ? 0 : 1;
}

static s64 signed_of(u64 v, u32 size)
{
	return size == 8 ? (s64)v : (s32)v;
}

static u64 combine(u64 old, u32 size, u32 op, u64 a, u64 b)
{
	switch (op) {
	case ATOMIC_AND:
		return old & a;
	case ATOMIC_OR:
		return old | a;
	case ATOMIC_XOR:
		return old ^ a;
	case ATOMIC_MOV:
		return a;
	case ATOMIC_INC:
		return old + 1;
	case ATOMIC_DEC:
	case ATOMIC_PREDEC:
		return old - 1;
	case ATOMIC_ADD:
		return old + a;
	case ATOMIC_SUB:
		return old - a;
	case ATOMIC_REVSUB:
		return a - old;
	case ATOMIC_IMAX:
		return signed_of(a, size) > signed_of(old, size) ? a : old;
	case ATOMIC_IMIN:
		return signed_of(a, size) < signed_of(old, size) ? a : old;
	case ATOMIC_UMAX:
		return max(a, old);
	case ATOMIC_UMIN:
		return min(a, old);
	default:
		return old == a ? b : old;
	}
}

static float float_of(u64 v)
{
	u32 bits = (u32)v;
	float f;

	memcpy(&f, &bits, sizeof(f));
	return f;
}

static u64 combine_floats(u64 old, u32 op, u64 a, u64 b)
{
	switch (op) {
	case ATOMIC_FMAX:
		return float_of(a) > float_of(old) || isnan(float_of(old)) ? a : old;
	case ATOMIC_FMIN:
		return float_of(a) < float_of(old) || isnan(float_of(old)) ? a : old;
	default:
		return float_of(old) == float_of(a) ? b : old;
	}
}

static u64 new_value(u64 old, u32 size, u32 op, bool is_float, u64 a, u64 b)
{
	u64 new = is_float ? combine_floats(old, op, a, b) : combine(old, size, op, a, b);

	return size == 8 ? new : (u32)new;
}

static int exchange(struct eu_thread *t, const struct eu_surface *s, u64 offset, u32 size, u32 op,
		    bool is_float, u64 a, u64 b, u64 *old)
{
	struct eu_group *g = t->owner;
	u64 va = s->base + offset;
	int done;

	*old = 0;
	if (vm_read(g->e, AS_PPGTT, va, old, size, PAGE_USE_READ))
		return -EFAULT;
	do {
		done = vm_cmpxchg(g->e, AS_PPGTT, va, size, old,
				  new_value(*old, size, op, is_float, a, b));
	} while (!done);
	return done < 0 ? done : 0;
}

int eu_atomic(struct eu_thread *t, const struct eu_surface *s, u64 offset, u32 size, u32 op,
	      bool is_float, u64 a, u64 b, u64 *result)
{
	u64 old = 0, new;
	int ret = 0;

	*result = 0;
	/* The lower bits of an address that is no multiple are not decoded. */
	offset &= ~(u64)(size - 1);
	if (offset >= s->bytes || size > s->bytes - offset)
		return 0;
	if (s->kind == EU_SURFACE_SLM) {
		eu_surface_read(t, s, offset, &old, size, size);
		new = new_value(old, size, op, is_float, a, b);
		eu_surface_write(t, s, offset, &new, size, size);
	} else {
		ret = exchange(t, s, offset, size, op, is_float, a, b, &old);
	}
	*result = op == ATOMIC_PREDEC && !is_float ? new_value(old, size, op, false, 0, 0) : old;
	return ret;
}

struct atomic_message {
	const struct eu_surface *s;
	bool is_float;
	u32 op;
	u32 n;
	u32 size;
	u32 at;			/* register of the first operand */
	u64 offset[16];
};

static u64 operand(const struct eu_message *m, const struct atomic_message *a, u32 k, u32 lane)
{
	u32 words = a->size / 4;
	const u32 *from = m->data[a->at + k * words * a->n / 8] + lane * words;

	return words == 2 ? (u64)from[1] << 32 | from[0] : from[0];
}

static void answer(struct eu_message *m, const struct atomic_message *a, u32 lane, u64 value)
{
	u32 words = a->size / 4;

	if (m->response)
		memcpy(m->answer[0] + lane * words, &value, a->size);
}

static enum eu_result run_lanes(struct eu_thread *t, struct eu_message *m,
				const struct atomic_message *a)
{
	u32 operands = eu_atomic_operands(a->op, a->is_float);
	u32 lanes = eu_dp_lanes(m, a->n);

	for (u32 i = 0; i < a->n; i++) {
		u64 x, y, result;

		if (!(lanes >> i & 1))
			continue;
		x = operands > 0 ? operand(m, a, 0, i) : 0;
		y = operands > 1 ? operand(m, a, 1, i) : 0;
		if (eu_atomic(t, a->s, a->offset[i], a->size, a->op, a->is_float, x, y, &result))
			return EU_FAULT;
		answer(m, a, i, result);
	}
	return EU_OK;
}

enum eu_result eu_dp_untyped_atomic(struct eu_thread *t, struct eu_message *m)
{
	u32 type = eu_dp_type(m), control = eu_dp_control(m), regs;
	bool a64 = type == EU_DP1_A64_UNTYPED_ATOMIC || type == EU_DP1_A64_UNTYPED_ATOMIC_FLOAT;
	struct atomic_message a = {
		.is_float = type == EU_DP1_UNTYPED_ATOMIC_FLOAT ||
			    type == EU_DP1_A64_UNTYPED_ATOMIC_FLOAT,
		.n = a64 || control & CONTROL_SIMD8 ? 8 : 16,
		.size = a64 && control & CONTROL_64 ? 8 : 4,
	};

	a.op = control & (a.is_float ? CONTROL_FLOAT_OP : CONTROL_OP);
	if (!a.op || (a.is_float && a.size == 8))
		return eu_bad(t, "atomic operation that does not exist");
	a.s = eu_dp_surface(t, m, a64);
	if (!a.s)
		return eu_dp_failed(t);
	a.at = eu_dp_offsets(m, a64, a.n, a.offset);
	regs = a.size / 4 * a.n / 8;
	if (!eu_dp_check(t, m, a.at + eu_atomic_operands(a.op, a.is_float) * regs,
			 control & CONTROL_RETURN ? regs : 0))
		return EU_BAD;
	return run_lanes(t, m, &a);
}
