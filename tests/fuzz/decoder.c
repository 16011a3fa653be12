// SPDX-License-Identifier: GPL-2.0-only
/*
 * See decoder.h.
 */
#include <linux/kernel.h>

#include "decoder.h"

#define RENDER	BIT(VGT_RCS)
#define BLITTER	BIT(VGT_BCS)
#define VIDEO	(BIT(VGT_VCS) | BIT(VGT_VCS2))
#define VEBOX	BIT(VGT_VECS)
#define ALL	(RENDER | BLITTER | VIDEO | VEBOX)
#define BOTH	(BIT(8) | BIT(9))
#define BLT(op)	(0x40000000 | (op) << 22)

struct dec_row {
	const char *name;
	u16 gens;
	u8 engines;
	u16 fixed;
	u8 bias;
	u32 mask;
	u32 value;
	u32 len_mask;
};

static const struct dec_row dec_table[] = {
#include "cmds-gen8.inc"
#include "cmds-gen9.inc"
	/* Mesa names the video engine only; the PRM has it for all but render. */
	{ "MI_FLUSH_DW", BOTH, BLITTER | VEBOX, 5, 2, 0xff800000, 0x13000000, 0x3f },
	/*
	 * PRM of Haswell, volume 2: what Mesa does not use. Length fields are taken as wide
	 * as those of other media commands.
	 */
	{ "MI_SET_APPID", BOTH, ALL, 1, 1, 0xff800000, 0x07000000, 0 },
	{ "MEDIA_GATEWAY_STATE", BOTH, RENDER, 0, 2, 0xffff0000, 0x70030000, 0xffff },
	{ "MFX_AVC_QM_STATE", BOTH, VIDEO, 0, 2, 0xffff0000, 0x71010000, 0xfff },
	{ "3DSTATE_DX9_CONSTANTF_VS", BOTH, RENDER, 0, 2, 0xffff0000, 0x78390000, 0xffff },
	{ "3DSTATE_DX9_CONSTANTF_PS", BOTH, RENDER, 0, 2, 0xffff0000, 0x783a0000, 0xffff },
	{ "3DSTATE_DX9_CONSTANTI_VS", BOTH, RENDER, 0, 2, 0xffff0000, 0x783b0000, 0xffff },
	{ "3DSTATE_DX9_CONSTANTI_PS", BOTH, RENDER, 0, 2, 0xffff0000, 0x783c0000, 0xffff },
	{ "3DSTATE_DX9_CONSTANTB_VS", BOTH, RENDER, 3, 2, 0xffff0000, 0x783d0000, 0xffff },
	{ "3DSTATE_DX9_CONSTANTB_PS", BOTH, RENDER, 3, 2, 0xffff0000, 0x783e0000, 0xffff },
	{ "3DSTATE_DX9_LOCAL_VALID_VS", BOTH, RENDER, 9, 2, 0xffff0000, 0x783f0000, 0xffff },
	{ "3DSTATE_DX9_LOCAL_VALID_PS", BOTH, RENDER, 9, 2, 0xffff0000, 0x78400000, 0xffff },
	{ "3DSTATE_DX9_GENERATE_ACTIVE_VS", BOTH, RENDER, 2, 2,
	  0xffff0000, 0x78410000, 0xffff },
	{ "3DSTATE_DX9_GENERATE_ACTIVE_PS", BOTH, RENDER, 2, 2,
	  0xffff0000, 0x78420000, 0xffff },
	{ "3DSTATE_DX9_CONSTANT_BUFFER_POOL_ALLOC", BOTH, RENDER, 4, 2,
	  0xffff0000, 0x791b0000, 0xffff },
	{ "3DSTATE_GS_SVB_INDEX", BOTH, RENDER, 4, 2, 0xffff0000, 0x790b0000, 0xffff },
	{ "MFX_MPEG2_QM_STATE", BOTH, VIDEO, 0, 2, 0xffff0000, 0x73010000, 0xfff },
	{ "GPGPU_OBJECT", BOTH, RENDER, 0, 2, 0xffff0000, 0x71010000, 0xffff },
	/* PRM, volume 2a: blitter; bits 22 to 28 are the opcode. */
	{ "XY_SETUP_BLT", BOTH, BLITTER, 0, 2, 0xffc00000, BLT(0x01), 0xff },
	{ "XY_SETUP_CLIP_BLT", BOTH, BLITTER, 0, 2, 0xffc00000, BLT(0x03), 0xff },
	{ "XY_SETUP_MONO_PATTERN_SL_BLT", BOTH, BLITTER, 0, 2, 0xffc00000, BLT(0x11), 0xff },
	{ "XY_PIXEL_BLT", BOTH, BLITTER, 0, 2, 0xffc00000, BLT(0x24), 0xff },
	{ "XY_SCANLINES_BLT", BOTH, BLITTER, 0, 2, 0xffc00000, BLT(0x25), 0xff },
	{ "XY_TEXT_BLT", BOTH, BLITTER, 0, 2, 0xffc00000, BLT(0x26), 0xff },
	{ "XY_TEXT_IMMEDIATE_BLT", BOTH, BLITTER, 0, 2, 0xffc00000, BLT(0x31), 0xff },
	{ "COLOR_BLT", BOTH, BLITTER, 0, 2, 0xffc00000, BLT(0x40), 0xff },
	{ "XY_FAST_COPY_BLT", BOTH, BLITTER, 0, 2, 0xffc00000, BLT(0x42), 0xff },
	{ "SRC_COPY_BLT", BOTH, BLITTER, 0, 2, 0xffc00000, BLT(0x43), 0xff },
	{ "XY_COLOR_BLT", BOTH, BLITTER, 0, 2, 0xffc00000, BLT(0x50), 0xff },
	{ "XY_PAT_BLT", BOTH, BLITTER, 0, 2, 0xffc00000, BLT(0x51), 0xff },
	{ "XY_MONO_PAT_BLT", BOTH, BLITTER, 0, 2, 0xffc00000, BLT(0x52), 0xff },
	{ "XY_SRC_COPY_BLT", BOTH, BLITTER, 0, 2, 0xffc00000, BLT(0x53), 0xff },
	{ "XY_MONO_SRC_COPY_BLT", BOTH, BLITTER, 0, 2, 0xffc00000, BLT(0x54), 0xff },
	{ "XY_FULL_BLT", BOTH, BLITTER, 0, 2, 0xffc00000, BLT(0x55), 0xff },
	{ "XY_FULL_MONO_SRC_BLT", BOTH, BLITTER, 0, 2, 0xffc00000, BLT(0x56), 0xff },
	{ "XY_FULL_MONO_PATTERN_BLT", BOTH, BLITTER, 0, 2, 0xffc00000, BLT(0x57), 0xff },
	{ "XY_FULL_MONO_PATTERN_MONO_SRC_BLT", BOTH, BLITTER, 0, 2, 0xffc00000, BLT(0x58), 0xff },
	{ "XY_MONO_PAT_FIXED_BLT", BOTH, BLITTER, 0, 2, 0xffc00000, BLT(0x59), 0xff },
	{ "XY_MONO_SRC_COPY_IMMEDIATE_BLT", BOTH, BLITTER, 0, 2, 0xffc00000, BLT(0x71), 0xff },
	{ "XY_PAT_BLT_IMMEDIATE", BOTH, BLITTER, 0, 2, 0xffc00000, BLT(0x72), 0xff },
	{ "XY_SRC_COPY_CHROMA_BLT", BOTH, BLITTER, 0, 2, 0xffc00000, BLT(0x73), 0xff },
	{ "XY_FULL_IMMEDIATE_PATTERN_BLT", BOTH, BLITTER, 0, 2, 0xffc00000, BLT(0x74), 0xff },
	{ "XY_FULL_MONO_SRC_IMMEDIATE_PATTERN_BLT", BOTH, BLITTER, 0, 2,
	  0xffc00000, BLT(0x75), 0xff },
	{ "XY_PAT_CHROMA_BLT", BOTH, BLITTER, 0, 2, 0xffc00000, BLT(0x76), 0xff },
	{ "XY_PAT_CHROMA_BLT_IMMEDIATE", BOTH, BLITTER, 0, 2, 0xffc00000, BLT(0x77), 0xff },
	/* PRM, volume 2a: video enhancement. */
	{ "VEBOX_SURFACE_STATE", BOTH, VEBOX, 0, 2, 0xffff0000, 0x74000000, 0xfff },
	{ "VEBOX_TILING_CONVERT", BOTH, VEBOX, 0, 2, 0xffff0000, 0x74010000, 0xfff },
	{ "VEBOX_STATE", BOTH, VEBOX, 0, 2, 0xffff0000, 0x74020000, 0xfff },
	{ "VEB_DI_IECP", BOTH, VEBOX, 0, 2, 0xffff0000, 0x74030000, 0xfff },
};

/* Row, and 1; or what follows. */
#define DEC_UNKNOWN	0xffff
static u16 dec_index[2][VGT_NUM_ENGINES][65536];

/* The row whose mask is the narrowest decides. */
static const struct dec_row *dec_find(u8 gen, enum vgt_engine_id engine, u32 header)
{
	const struct dec_row *best = NULL;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(dec_table); i++) {
		const struct dec_row *row = &dec_table[i];

		if (row->gens & BIT(gen) && row->engines & BIT(engine) &&
		    (header & row->mask) == row->value && (!best || row->mask > best->mask))
			best = row;
	}
	return best;
}

/* Returns false where no document knows the command. No opcode has bits below 16. */
bool dec_cmd(u8 gen, enum vgt_engine_id engine, u32 header, struct dec_cmd *cmd)
{
	u16 *index = &dec_index[gen - 8][engine][header >> 16];
	const struct dec_row *row;

	if (!*index) {
		row = dec_find(gen, engine, header & 0xffff0000);
		*index = row ? row - dec_table + 1 : DEC_UNKNOWN;
	}
	if (*index == DEC_UNKNOWN)
		return false;
	row = &dec_table[*index - 1];
	cmd->name = row->name;
	cmd->len = (header & row->len_mask) + row->bias;
	return true;
}

/**
 * dec_header() - a header to begin with, for streams of commands that are known
 * @row: any number
 * @len_mask: set to the bits of its length field
 *
 * Return: opcode and the length that documents give, or the least.
 */
u32 dec_header(u32 row, u32 *len_mask)
{
	const struct dec_row *r = &dec_table[row % ARRAY_SIZE(dec_table)];

	*len_mask = r->len_mask;
	return r->value | (r->fixed > r->bias ? r->fixed - r->bias : 0);
}
