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

struct dec_row {
	const char *name;
	u8 gen;
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
#define FLUSH(gen)							\
	{ "MI_FLUSH_DW", gen, BLITTER | VEBOX, 5, 2, 0xff800000, 0x13000000, 0x3f }
	FLUSH(8), FLUSH(9),
	/*
	 * PRM of Haswell, volume 2: what Mesa does not use. Length fields are taken as wide
	 * as those of other media commands.
	 */
#define OLD(gen)							\
	{ "MI_SET_APPID", gen, ALL, 1, 1, 0xff800000, 0x07000000, 0 },		\
	{ "MEDIA_GATEWAY_STATE", gen, RENDER, 0, 2, 0xffff0000, 0x70030000, 0xffff }, \
	{ "MFX_AVC_QM_STATE", gen, VIDEO, 0, 2, 0xffff0000, 0x71010000, 0xfff },	\
	{ "3DSTATE_DX9_CONSTANTF_VS", gen, RENDER, 0, 2, 0xffff0000, 0x78390000, 0xffff }, \
	{ "3DSTATE_DX9_CONSTANTF_PS", gen, RENDER, 0, 2, 0xffff0000, 0x783a0000, 0xffff }, \
	{ "3DSTATE_DX9_CONSTANTI_VS", gen, RENDER, 0, 2, 0xffff0000, 0x783b0000, 0xffff }, \
	{ "3DSTATE_DX9_CONSTANTI_PS", gen, RENDER, 0, 2, 0xffff0000, 0x783c0000, 0xffff }, \
	{ "3DSTATE_DX9_CONSTANTB_VS", gen, RENDER, 3, 2, 0xffff0000, 0x783d0000, 0xffff }, \
	{ "3DSTATE_DX9_CONSTANTB_PS", gen, RENDER, 3, 2, 0xffff0000, 0x783e0000, 0xffff }, \
	{ "3DSTATE_DX9_LOCAL_VALID_VS", gen, RENDER, 9, 2, 0xffff0000, 0x783f0000, 0xffff }, \
	{ "3DSTATE_DX9_LOCAL_VALID_PS", gen, RENDER, 9, 2, 0xffff0000, 0x78400000, 0xffff }, \
	{ "3DSTATE_DX9_GENERATE_ACTIVE_VS", gen, RENDER, 2, 2, 0xffff0000, 0x78410000, 0xffff }, \
	{ "3DSTATE_DX9_GENERATE_ACTIVE_PS", gen, RENDER, 2, 2, 0xffff0000, 0x78420000, 0xffff }, \
	{ "3DSTATE_DX9_CONSTANT_BUFFER_POOL_ALLOC", gen, RENDER, 4, 2, 0xffff0000,	\
	  0x791b0000, 0xffff },							\
	{ "3DSTATE_GS_SVB_INDEX", gen, RENDER, 4, 2, 0xffff0000, 0x790b0000, 0xffff },	\
	{ "MFX_MPEG2_QM_STATE", gen, VIDEO, 0, 2, 0xffff0000, 0x73010000, 0xfff }, \
	{ "GPGPU_OBJECT", gen, RENDER, 0, 2, 0xffff0000, 0x71010000, 0xffff }
	OLD(8), OLD(9),
	/* PRM, volume 2a: blitter; bits 22 to 28 are the opcode. */
#define BLT(op, name)							\
	{ name, 8, BLITTER, 0, 2, 0xffc00000, 0x40000000 | (op) << 22, 0xff },	\
	{ name, 9, BLITTER, 0, 2, 0xffc00000, 0x40000000 | (op) << 22, 0xff }
	BLT(0x01, "XY_SETUP_BLT"), BLT(0x03, "XY_SETUP_CLIP_BLT"),
	BLT(0x11, "XY_SETUP_MONO_PATTERN_SL_BLT"), BLT(0x24, "XY_PIXEL_BLT"),
	BLT(0x25, "XY_SCANLINES_BLT"), BLT(0x26, "XY_TEXT_BLT"),
	BLT(0x31, "XY_TEXT_IMMEDIATE_BLT"), BLT(0x40, "COLOR_BLT"),
	BLT(0x42, "XY_FAST_COPY_BLT"), BLT(0x43, "SRC_COPY_BLT"),
	BLT(0x50, "XY_COLOR_BLT"), BLT(0x51, "XY_PAT_BLT"),
	BLT(0x52, "XY_MONO_PAT_BLT"), BLT(0x53, "XY_SRC_COPY_BLT"),
	BLT(0x54, "XY_MONO_SRC_COPY_BLT"), BLT(0x55, "XY_FULL_BLT"),
	BLT(0x56, "XY_FULL_MONO_SRC_BLT"), BLT(0x57, "XY_FULL_MONO_PATTERN_BLT"),
	BLT(0x58, "XY_FULL_MONO_PATTERN_MONO_SRC_BLT"),
	BLT(0x59, "XY_MONO_PAT_FIXED_BLT"),
	BLT(0x71, "XY_MONO_SRC_COPY_IMMEDIATE_BLT"),
	BLT(0x72, "XY_PAT_BLT_IMMEDIATE"), BLT(0x73, "XY_SRC_COPY_CHROMA_BLT"),
	BLT(0x74, "XY_FULL_IMMEDIATE_PATTERN_BLT"),
	BLT(0x75, "XY_FULL_MONO_SRC_IMMEDIATE_PATTERN_BLT"),
	BLT(0x76, "XY_PAT_CHROMA_BLT"), BLT(0x77, "XY_PAT_CHROMA_BLT_IMMEDIATE"),
	/* PRM, volume 2a: video enhancement. */
#define VEB(gen)							\
	{ "VEBOX_SURFACE_STATE", gen, VEBOX, 0, 2, 0xffff0000, 0x74000000, 0xfff },	\
	{ "VEBOX_TILING_CONVERT", gen, VEBOX, 0, 2, 0xffff0000, 0x74010000, 0xfff },	\
	{ "VEBOX_STATE", gen, VEBOX, 0, 2, 0xffff0000, 0x74020000, 0xfff },		\
	{ "VEB_DI_IECP", gen, VEBOX, 0, 2, 0xffff0000, 0x74030000, 0xfff }
	VEB(8), VEB(9),
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

		if (row->gen == gen && row->engines & BIT(engine) &&
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

u32 dec_rows(void)
{
	return ARRAY_SIZE(dec_table);
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
