// SPDX-License-Identifier: GPL-2.0-only
/*
 * Scattered reads and writes: bytes, words, dwords and more of each channel.
 */
#include <string.h>

#include "eu/dataport.h"

#define BYTE_SIMD16		BIT(0)
#define BYTE_SIZE		GENMASK(3, 2)	/* MDC_DS */

#define DWORD_SIMD16		BIT(0)
#define DWORD_LEGACY		BIT(1)

#define A64_SUBTYPE		GENMASK(1, 0)
#define A64_COUNT		GENMASK(3, 2)	/* MDC_A64_DS */
#define A64_SIMD16		BIT(4)

/* Without a surface, a header has a base of its own: the thread's scratch space. */
static u64 header_base(const struct eu_message *m)
{
	u32 bti = FIELD_GET(EU_DP_BTI, m->desc);

	if (!m->header || (bti != EU_BTI_STATELESS && bti != EU_BTI_STATELESS_NC))
		return 0;
	return m->data[0][5] & GENMASK(31, 10);
}

/* The mask of a header is for untyped and typed messages. */
static u32 lanes_of(const struct eu_message *m, u32 n)
{
	return m->lanes & (BIT(n) - 1);
}

/* A dword of the message for each channel, of which @size bytes are moved. */
static enum eu_result move_small(struct eu_thread *t, struct eu_message *m,
				 const struct eu_surface *s, u64 *offset, u32 n, u32 size, u32 at,
				 bool write)
{
	u32 lanes = lanes_of(m, n);
	u8 packed[16 * 4];
	u32 *reg = write ? m->data[at] : m->answer[0];

	if (!eu_dp_check(t, m, write ? at + n / 8 : at, write ? 0 : n / 8))
		return EU_BAD;
	for (u32 i = 0; write && i < n; i++)
		memcpy(packed + i * size, &reg[i], size);
	if (eu_dp_move(t, s, offset, lanes, packed, size, write))
		return EU_FAULT;
	for (u32 i = 0; !write && i < n; i++) {
		if (!(lanes >> i & 1))
			continue;
		reg[i] = 0;
		memcpy(&reg[i], packed + i * size, size);
	}
	return EU_OK;
}

enum eu_result eu_dp_byte_scattered(struct eu_thread *t, struct eu_message *m)
{
	u32 control = eu_dp_control(m), n = control & BYTE_SIMD16 ? 16 : 8;
	u32 log = FIELD_GET(BYTE_SIZE, control), at;
	bool write = eu_dp_type(m) == EU_DP0_BYTE_WRITE;
	const struct eu_surface *s = eu_dp_surface(t, m, false);
	u64 offset[16];

	if (!s)
		return eu_dp_failed(t);
	if (log > 2)
		return eu_bad(t, "byte scattered message with a reserved size");
	at = eu_dp_offsets(m, false, n, offset);
	for (u32 i = 0; i < n; i++)
		offset[i] += header_base(m);
	return move_small(t, m, s, offset, n, 1u << log, at, write);
}

enum eu_result eu_dp_dword_scattered(struct eu_thread *t, struct eu_message *m)
{
	u32 control = eu_dp_control(m), n = control & DWORD_SIMD16 ? 16 : 8, at;
	bool write = eu_dp_type(m) == EU_DP0_DWORD_WRITE;
	const struct eu_surface *s = eu_dp_surface(t, m, false);
	u64 offset[16];

	if (!s)
		return eu_dp_failed(t);
	if (!(control & DWORD_LEGACY))
		return eu_bad(t, "dword scattered message in a reserved mode");
	at = eu_dp_offsets(m, false, n, offset);
	/* Offsets count dwords. */
	for (u32 i = 0; i < n; i++)
		offset[i] = offset[i] * 4 + header_base(m);
	return move_small(t, m, s, offset, n, 4, at, write);
}

/* Several dwords or qwords of each channel, each in registers of its own. */
static enum eu_result move_wide(struct eu_thread *t, struct eu_message *m, u64 *offset, u32 n,
				u32 size, u32 count, u32 at, bool write)
{
	u32 regs = n / 8 * (size / 4);
	u32 lanes = lanes_of(m, n);

	if (count * regs > 8 ||
	    !eu_dp_check(t, m, write ? at + count * regs : at, write ? 0 : count * regs))
		return eu_bad(t, "scattered message of an impossible length");
	for (u32 k = 0; k < count; k++) {
		if (eu_dp_move(t, eu_surface_flat(), offset, lanes,
			       write ? m->data[at + k * regs] : m->answer[k * regs], size, write))
			return EU_FAULT;
		for (u32 i = 0; i < n; i++)
			offset[i] += size;
	}
	return EU_OK;
}

enum eu_result eu_dp_a64_scattered(struct eu_thread *t, struct eu_message *m)
{
	u32 control = eu_dp_control(m), n = control & A64_SIMD16 ? 16 : 8, at;
	u32 subtype = FIELD_GET(A64_SUBTYPE, control), count = 1u << FIELD_GET(A64_COUNT, control);
	bool write = eu_dp_type(m) == EU_DP1_A64_SCATTERED_WRITE;
	u64 offset[16];

	at = eu_dp_offsets(m, true, n, offset);
	switch (subtype) {
	case 0:
		if (count > 4)
			return eu_bad(t, "byte scattered message with a reserved size");
		return move_small(t, m, eu_surface_flat(), offset, n, count, at, write);
	case 1:
		return move_wide(t, m, offset, n, 4, count, at, write);
	case 2:
		return move_wide(t, m, offset, n, 8, count, at, write);
	default:
		return eu_bad(t, "scattered message of a kind that is not modelled");
	}
}
