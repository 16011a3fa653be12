// SPDX-License-Identifier: GPL-2.0-only
/*
 * Untyped surface reads and writes: up to four dwords of each channel.
 */
#include <string.h>

#include "eu/dataport.h"

/* MDC_CMASK: a bit for each dword that is left out. */
#define CONTROL_WITHOUT		GENMASK(3, 0)
/* MDC_SM3 */
#define CONTROL_MODE		GENMASK(5, 4)
#define MODE_SIMD16		1
#define MODE_SIMD8		2

struct untyped {
	const struct eu_surface *s;
	bool write;
	u32 n;			/* channels of the message */
	u32 lanes;
	u32 dwords;		/* bit for each that is moved */
	u64 offset[16];
};

/* One dword of each channel: they are often side by side. */
static int move_single(struct eu_thread *t, struct untyped *u, u32 (*regs)[8])
{
	u32 k = (u32)__builtin_ctz(u->dwords);

	for (u32 i = 0; i < u->n; i++)
		u->offset[i] += 4 * k;
	return eu_dp_move(t, u->s, u->offset, u->lanes, regs, 4, u->write);
}

static int move_channel(struct eu_thread *t, const struct untyped *u, u32 lane, u32 (*regs)[8])
{
	u32 count = (u32)__builtin_popcount(u->dwords), between = u->n, k = 0;
	u32 *reg = regs[lane / 8] + lane % 8, value[4];
	int ret = 0;

	for (u32 i = 0; u->write && i < count; i++)
		value[i] = reg[i * between];
	/* Dwords in order go together. */
	for (u32 i = 0; !ret && i < 4; i++) {
		u32 n = 0;

		while (i + n < 4 && u->dwords >> (i + n) & 1)
			n++;
		if (!n)
			continue;
		if (u->write)
			ret = eu_surface_write(t, u->s, u->offset[lane] + 4 * i, &value[k], 4 * n,
					       4);
		else
			ret = eu_surface_read(t, u->s, u->offset[lane] + 4 * i, &value[k], 4 * n,
					      4);
		k += n;
		i += n;
	}
	for (u32 i = 0; !u->write && i < count; i++)
		reg[i * between] = value[i];
	return ret;
}

static int move(struct eu_thread *t, struct untyped *u, u32 (*regs)[8])
{
	if (!(u->dwords & (u->dwords - 1)))
		return move_single(t, u, regs);
	for (u32 i = 0; i < u->n; i++)
		if (u->lanes >> i & 1 && move_channel(t, u, i, regs))
			return -1;
	return 0;
}

enum eu_result eu_dp_untyped(struct eu_thread *t, struct eu_message *m)
{
	u32 type = eu_dp_type(m), control = eu_dp_control(m);
	u32 mode = FIELD_GET(CONTROL_MODE, control);
	bool a64 = type == EU_DP1_A64_UNTYPED_READ || type == EU_DP1_A64_UNTYPED_WRITE;
	struct untyped u = {
		.write = type == EU_DP1_UNTYPED_WRITE || type == EU_DP1_A64_UNTYPED_WRITE,
		.n = mode == MODE_SIMD16 ? 16 : 8,
		.dwords = ~control & CONTROL_WITHOUT,
	};
	u32 regs, at;

	if ((mode != MODE_SIMD16 && mode != MODE_SIMD8) || !u.dwords)
		return eu_bad(t, "untyped message in a mode that is not modelled");
	u.s = eu_dp_surface(t, m, a64);
	if (!u.s)
		return eu_dp_failed(t);
	u.lanes = eu_dp_lanes(m, u.n);
	at = eu_dp_offsets(m, a64, u.n, u.offset);
	regs = (u32)__builtin_popcount(u.dwords) * u.n / 8;
	if (!eu_dp_check(t, m, u.write ? at + regs : at, u.write ? 0 : regs))
		return EU_BAD;
	return move(t, &u, u.write ? &m->data[at] : m->answer) ? EU_FAULT : EU_OK;
}
