// SPDX-License-Identifier: GPL-2.0-only
/*
 * Commands of the video and video enhancement engines. Their surfaces are in the
 * context's PPGTT, so only headers and lengths are checked.
 *
 * Source: Skylake PRM vol. 2a (command reference), "MFX" and "VEBOX"; opcodes also from
 * Intel's libva driver (MIT).
 */
#include <linux/bits.h>
#include <linux/kernel.h>

#include "audit.h"

/* Pipeline, opcode, sub-opcodes A and B. */
#define OP(_pipe, _op, _a, _b)	((_pipe) << 11 | (_op) << 8 | (_a) << 5 | (_b))

#define CMD_GENS(_gens, _engines, _op, _name, _mask, _bits, _min, _max) { \
	.name = _name, .engines = (_engines), .opcode = (_op),		\
	.gens = (_gens), .bits = (_bits), .len_mask = (_mask),		\
	.bias = 2, .min = (_min), .max = (_max) }
/* Length field, other bits of the header, minimum and maximum length. */
#define MFX(...)	CMD_GENS(0, VGT_ON_VCS, __VA_ARGS__)
#define MFX8(...)	CMD_GENS(BIT(8), VGT_ON_VCS, __VA_ARGS__)
#define MFX9(...)	CMD_GENS(BIT(9), VGT_ON_VCS, __VA_ARGS__)
/* kvmgt allows the command, without a name. */
#define UNKNOWN(_op, _name) {						\
	.name = _name, .engines = VGT_ON_VCS, .opcode = (_op),		\
	.len_mask = 0xfff, .bias = 2, .min = 2, .max = 4097,		\
	.never = "no public document says what it does" }
#define VEB(...)	CMD_GENS(0, VGT_ON_VECS, __VA_ARGS__)

/*
 * If drivers use more than one length for a command, any value of its length field is
 * allowed: the engine uses the field.
 */
static const struct vgt_cmd vgt_media[] = {
	{ .name = "MFX_WAIT", .engines = VGT_ON_VCS, .opcode = OP(1, 0, 0, 0),
	  .bits = BIT(8), .len_mask = 0x3f, .bias = 1, .min = 1, .max = 1 },
	MFX(OP(2, 0, 0, 0x0), "MFX_PIPE_MODE_SELECT", 0xfff, 0x0, 5, 5),
	MFX(OP(2, 0, 0, 0x1), "MFX_SURFACE_STATE", 0xfff, 0x0, 6, 6),
	MFX8(OP(2, 0, 0, 0x2), "MFX_PIPE_BUF_ADDR_STATE", 0xfff, 0x0, 61, 61),
	MFX9(OP(2, 0, 0, 0x2), "MFX_PIPE_BUF_ADDR_STATE", 0xfff, 0x0, 61, 65),
	MFX(OP(2, 0, 0, 0x3), "MFX_IND_OBJ_BASE_ADDR_STATE", 0xfff, 0x0, 26, 26),
	MFX(OP(2, 0, 0, 0x4), "MFX_BSP_BUF_BASE_ADDR_STATE", 0xfff, 0x0, 10, 10),
	UNKNOWN(OP(2, 0, 0, 0x5), "MFX 2, 0, 0, 5"),
	MFX(OP(2, 0, 0, 0x6), "MFX_STATE_POINTER", 0xfff, 0x0, 2, 2),
	MFX(OP(2, 0, 0, 0x7), "MFX_QM_STATE", 0xfff, 0x0, 2, 4097),
	MFX(OP(2, 0, 0, 0x8), "MFX_FQM_STATE", 0xfff, 0x0, 34, 34),
	MFX(OP(2, 0, 2, 0x8), "MFX_PAK_INSERT_OBJECT", 0xfff, 0x0, 2, 4097),
	MFX(OP(2, 0, 2, 0xa), "MFX_STITCH_OBJECT", 0xfff, 0x0, 2, 4097),
	MFX(OP(2, 0, 1, 0x9), "MFD_IT_OBJECT", 0xfff, 0x0, 2, 4097),
	MFX(OP(2, 1, 0, 0x0), "MFX_AVC_IMG_STATE", 0xfff, 0x0, 2, 4097),
	MFX(OP(2, 1, 0, 0x1), "MFX_AVC_QM_STATE", 0xfff, 0x0, 2, 4097),
	MFX(OP(2, 1, 0, 0x2), "MFX_AVC_DIRECTMODE_STATE", 0xfff, 0x0, 71, 71),
	MFX(OP(2, 1, 0, 0x3), "MFX_AVC_SLICE_STATE", 0xfff, 0x0, 2, 4097),
	MFX(OP(2, 1, 0, 0x4), "MFX_AVC_REF_IDX_STATE", 0xfff, 0x0, 10, 10),
	MFX(OP(2, 1, 0, 0x5), "MFX_AVC_WEIGHTOFFSET_STATE", 0xfff, 0x0, 98, 98),
	MFX(OP(2, 1, 1, 0x5), "MFD_AVC_PICID_STATE", 0xfff, 0x0, 10, 10),
	MFX(OP(2, 1, 1, 0x6), "MFD_AVC_DPB_STATE", 0xfff, 0x0, 27, 27),
	MFX(OP(2, 1, 1, 0x7), "MFD_AVC_SLICEADDR", 0xfff, 0x0, 2, 4097),
	MFX(OP(2, 1, 1, 0x8), "MFD_AVC_BSD_OBJECT", 0xfff, 0x0, 2, 4097),
	MFX(OP(2, 1, 2, 0x9), "MFC_AVC_PAK_OBJECT", 0xfff, 0x0, 12, 12),
	MFX(OP(2, 2, 0, 0x1), "MFX_VC1_PRED_PIPE_STATE", 0xfff, 0x0, 6, 6),
	MFX(OP(2, 2, 0, 0x2), "MFX_VC1_DIRECTMODE_STATE", 0xfff, 0x0, 7, 7),
	MFX(OP(2, 2, 1, 0x0), "MFD_VC1_SHORT_PIC_STATE", 0xfff, 0x0, 5, 5),
	MFX(OP(2, 2, 1, 0x1), "MFD_VC1_LONG_PIC_STATE", 0xfff, 0x0, 6, 6),
	MFX(OP(2, 2, 1, 0x8), "MFD_VC1_BSD_OBJECT", 0xfff, 0x0, 5, 5),
	MFX(OP(2, 3, 0, 0x0), "MFX_MPEG2_PIC_STATE", 0xfff, 0x0, 2, 4097),
	MFX(OP(2, 3, 0, 0x1), "MFX_MPEG2_QM_STATE", 0xfff, 0x0, 2, 4097),
	MFX(OP(2, 3, 1, 0x8), "MFD_MPEG2_BSD_OBJECT", 0xfff, 0x0, 5, 5),
	MFX(OP(2, 3, 2, 0x3), "MFC_MPEG2_SLICEGROUP_STATE", 0xfff, 0x0, 8, 8),
	MFX(OP(2, 3, 2, 0x9), "MFC_MPEG2_PAK_OBJECT", 0xfff, 0x0, 9, 9),
	UNKNOWN(OP(2, 6, 0, 0x0), "MFX 2, 6, 0, 0"),
	UNKNOWN(OP(2, 6, 0, 0x8), "MFX 2, 6, 0, 8"),
	UNKNOWN(OP(2, 6, 0, 0x9), "MFX 2, 6, 0, 9"),
	MFX(OP(2, 7, 0, 0x0), "MFX_JPEG_PIC_STATE", 0xfff, 0x0, 3, 3),
	MFX(OP(2, 7, 0, 0x2), "MFX_JPEG_HUFF_TABLE_STATE", 0xfff, 0x0, 2, 4097),
	MFX(OP(2, 7, 1, 0x8), "MFD_JPEG_BSD_OBJECT", 0xfff, 0x0, 6, 6),
	VEB(OP(2, 4, 0, 0x0), "VEBOX_SURFACE_STATE", 0xfff, 0x0, 2, 4097),
	VEB(OP(2, 4, 0, 0x2), "VEBOX_STATE", 0xfff, 0x0, 2, 4097),
	VEB(OP(2, 4, 0, 0x3), "VEB_DI_IECP", 0xfff, 0x0, 2, 4097),
};

const struct vgt_cmd_table vgt_cmds_media = {
	.client = VGT_CLIENT_3D, .cmds = vgt_media,
	.count = ARRAY_SIZE(vgt_media),
};
