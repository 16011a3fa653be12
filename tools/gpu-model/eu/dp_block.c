// SPDX-License-Identifier: GPL-2.0-only
/*
 * Blocks of owords (16 bytes), and the thread's scratch space.
 */
#include "eu/dataport.h"
#include "eu/group.h"

#define BLOCK_SIZE		GENMASK(2, 0)
#define A64_UNALIGNED		GENMASK(4, 3)

#define SCRATCH_WRITE		BIT(17)
#define SCRATCH_DWORDS		BIT(16)	/* channels that take no part are left out */
#define SCRATCH_SIZE		GENMASK(13, 12)
#define SCRATCH_OFFSET		GENMASK(11, 0)

/* Owords of a block, and which half of a register a single one is in. */
static u32 owords_of(u32 code)
{
	return code < 2 ? 1 : code < 5 ? 1u << (code - 1) : 0;
}

static enum eu_result move_block(struct eu_thread *t, struct eu_message *m,
				 const struct eu_surface *s, u64 offset, bool write)
{
	u32 code = eu_dp_control(m) & BLOCK_SIZE;
	u32 owords = owords_of(code), regs = DIV_ROUND_UP(owords, 2u);
	u32 *at = (write ? m->data[1] : m->answer[0]) + (code == 1 ? 4 : 0);
	int ret;

	if (!owords || !m->header)
		return eu_bad(t, "block message of a size that does not exist");
	if (!eu_dp_check(t, m, write ? 1 + regs : 1, write ? 0 : regs))
		return EU_BAD;
	if (write)
		ret = eu_surface_write(t, s, offset, at, owords * 16, 4);
	else
		ret = eu_surface_read(t, s, offset, at, owords * 16, 4);
	return ret ? EU_FAULT : EU_OK;
}

enum eu_result eu_dp_oword_block(struct eu_thread *t, struct eu_message *m)
{
	u32 type = eu_dp_type(m);
	const struct eu_surface *s = eu_dp_surface(t, m, false);
	u64 offset = m->data[0][2];

	if (!s)
		return eu_dp_failed(t);
	/* Aligned ones count owords. */
	if (type == EU_DP0_OWORD_READ_UNALIGNED)
		offset &= ~3ull;
	else
		offset *= 16;
	return move_block(t, m, s, offset, type == EU_DP0_OWORD_WRITE);
}

enum eu_result eu_dp_a64_oword_block(struct eu_thread *t, struct eu_message *m)
{
	u64 address = (u64)m->data[0][1] << 32 | m->data[0][0];

	address &= eu_dp_control(m) & A64_UNALIGNED ? ~3ull : ~15ull;
	return move_block(t, m, eu_surface_flat(), address,
			  eu_dp_type(m) == EU_DP1_A64_OWORD_WRITE);
}

static int move_scratch_lanes(struct eu_thread *t, const struct eu_surface *s, u64 offset,
			      u32 (*regs)[8], u32 n, u32 lanes, bool write)
{
	u64 place[EU_LANES];

	for (u32 k = 0; k < n; k++) {
		for (u32 i = 0; i < 8; i++)
			place[i] = offset + k * EU_GRF_BYTES + i * 4;
		if (eu_dp_move(t, s, place, lanes >> (k % 4 * 8) & 0xff, regs[k], 4, write))
			return -1;
	}
	return 0;
}

enum eu_result eu_dp_scratch(struct eu_thread *t, struct eu_message *m)
{
	struct eu_group *g = t->owner;
	bool write = m->desc & SCRATCH_WRITE;
	u32 n = 1u << FIELD_GET(SCRATCH_SIZE, m->desc), lanes = ~0u;
	u64 offset = (m->data[0][5] & GENMASK(31, 10)) +
		     FIELD_GET(SCRATCH_OFFSET, m->desc) * EU_GRF_BYTES;

	if (!m->header || !eu_dp_check(t, m, write ? 1 + n : 1, write ? 0 : n))
		return eu_bad(t, "scratch message of an impossible length");
	/* Wide instructions have two registers for each value. */
	if (m->desc & SCRATCH_DWORDS)
		lanes = m->exec_size > 8 ? m->lanes | m->lanes << 16 : m->lanes * 0x01010101u;
	if (move_scratch_lanes(t, &g->stateless, offset, write ? &m->data[1] : m->answer, n, lanes,
			       write))
		return EU_FAULT;
	return EU_OK;
}
