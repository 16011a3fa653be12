// SPDX-License-Identifier: GPL-2.0-only
/*
 * Source: Intel OSRC Skylake PRM vol 2a (3DSTATE_HS, _TE, _DS), vol 7, "Patch URB Entry"; Mesa
 * compiler/brw_fs_thread_payload.cpp.
 */
#include <string.h>

#include "tests/easel_patch.h"

struct patches patches_create(u32 domain, u32 output, const float outer[4], const float inner[2])
{
	struct patches p = {
		.domain = domain, .output = output, .instances = 1, .pushed = 3, .hs_grf = 5,
		.ds_grf = 5,
	};

	if (domain == LINE_DOMAIN) {
		p.factors[6] = outer[0];
		p.factors[7] = outer[1];
		return p;
	}
	for (u32 i = 0; i < (domain == QUAD_DOMAIN ? 4 : 3); i++)
		p.factors[7 - i] = outer[i];
	for (u32 i = 0; i < (domain == QUAD_DOMAIN ? 2 : 1); i++)
		p.factors[(domain == QUAD_DOMAIN ? 3 : 4) - i] = inner[i];
	return p;
}

/* The patch's handle is the same for all channels. */
void hull_factors(struct patches *p, bool end)
{
	asm_mov(&p->hs, 8, UD(100), s_(0, 0, T_UD));
	for (u8 i = 0; i < 8; i++)
		asm_mov(&p->hs, 8, F(101 + i), f_(p->factors[i]));
	asm_send(&p->hs, 8, 6, (end ? 1u << 31 : 0) | 9 << 25 | BIT(19) | 7, 255, 100);
}

/* Handles of vertices count from 0 on, and are also their places. */
void hull_vertices(struct patches *p, u32 group)
{
	asm_send(&p->hs, 8, 6, 1 << 25 | 4 << 20 | BIT(19) | 1 << 4 | 8, 102, (u8)(1 + group));
	asm_mov(&p->hs, 8, UD(100), s_(0, 0, T_UD));
	asm_mov(&p->hs, 8, UD(101), UD((u8)(1 + group)));
	asm_send(&p->hs, 8, 6, 6 << 25 | BIT(19) | BIT(17) | 2 << 4 | 7, 255, 100);
}

static void span(struct patches *p, u8 to, u8 weight, struct opd from, struct opd end)
{
	struct opd minus = from;

	minus.neg = true;
	asm_mov(&p->ds, 8, F(to), end);
	asm_op(&p->ds, OP(OP_ADD, 8), F(to), F(to), minus);
	asm_op(&p->ds, OP(OP_MUL, 8), F(to), F(to), F(weight));
	asm_op(&p->ds, OP(OP_ADD, 8), F(to), F(to), from);
}

void domain_place(struct patches *p)
{
	u8 at = (u8)(p->ds_grf + 1);

	span(p, 20, 1, s_(at, 0, T_F), s_(at, 4, T_F));
	span(p, 21, 2, s_(at, 1, T_F), s_((u8)(at + 1), 1, T_F));
}

void domain_write(struct patches *p, u8 attribute)
{
	asm_mov(&p->ds, 8, UD(100), UD(4));
	for (u8 i = 0; i < 4; i++)
		asm_mov(&p->ds, 8, UD(101 + i), ud_(0));
	asm_mov(&p->ds, 8, F(105), F(20));
	asm_mov(&p->ds, 8, F(106), F(21));
	asm_mov(&p->ds, 8, F(107), f_(0));
	asm_mov(&p->ds, 8, F(108), f_(1));
	asm_send(&p->ds, 8, 6, (attribute ? 0 : 1u << 31) | 9 << 25 | BIT(19) | 7, 255, 100);
	if (!attribute)
		return;
	for (u8 i = 0; i < 4; i++)
		asm_mov(&p->ds, 8, UD(101 + i), UD(attribute + i));
	asm_send(&p->ds, 8, 6, 1u << 31 | 5 << 25 | BIT(19) | 2 << 4 | 7, 255, 100);
}

void put_patches(struct easel *l, const struct patches *p)
{
	u32 ds_dwords = l->r.d->gpu->device->gen >= 9 ? 11 : 9;
	u32 te1 = p->parts << 12 | p->output << 8 | p->domain << 4 | BIT(0);

	memcpy(heap_at(l, HS_KERNEL), p->hs.code, p->hs.n * 8);
	memcpy(heap_at(l, DS_KERNEL), p->ds.code, p->ds.n * 8);
	PUT(l, STATE(0x1b), 9, 2, (BIT(31) | BIT(29) | (p->instances - 1)) ^ p->hs2, 3, HS_KERNEL,
	    7, (p->hs_grf << 19 | BIT(24)) ^ p->hs7);
	PUT(l, STATE(0x1c), 4, 1, te1 ^ p->te1, 2, bits_of_float(63), 3, bits_of_float(64));
	PUT(l, STATE(0x1d), ds_dwords, 1, DS_KERNEL, 6, p->ds_grf << 20 | p->pushed << 11,
	    7, (BIT(10) | 1 << 3 | BIT(2) | BIT(0)) ^ p->ds7, 8, p->ds8);
}
