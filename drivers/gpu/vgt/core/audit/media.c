// SPDX-License-Identifier: GPL-2.0-only
/*
 * Commands of the video and video enhancement engines. Their surfaces are in the
 * context's PPGTT, so there is nothing to judge but that they are known.
 *
 * Source: Skylake PRM vol. 2a (command reference), "MFX" and "VEBOX"; the opcodes
 * also as Intel's libva driver (MIT) names them.
 */
#include <linux/kernel.h>

#include "audit.h"

/* Pipeline, opcode, sub-opcodes A and B. */
#define OP(_pipe, _op, _a, _b)	((_pipe) << 11 | (_op) << 8 | (_a) << 5 | (_b))

#define MFX(_op, _name) {						\
	.name = _name, .engines = VGT_ON_VCS, .opcode = (_op),		\
	.min = 2, .max = 0x1001, .len_mask = 0xfff }
#define VEB(_op, _name) {						\
	.name = _name, .engines = VGT_ON_VECS, .opcode = (_op),		\
	.min = 2, .max = 0x1001, .len_mask = 0xfff }

static const struct vgt_cmd vgt_media[] = {
	{ .name = "MFX_WAIT", .engines = VGT_ON_VCS, .opcode = OP(1, 0, 0, 0),
	  .min = 1, .max = 1 },
	MFX(OP(2, 0, 0, 0x0), "MFX_PIPE_MODE_SELECT"),
	MFX(OP(2, 0, 0, 0x1), "MFX_SURFACE_STATE"),
	MFX(OP(2, 0, 0, 0x2), "MFX_PIPE_BUF_ADDR_STATE"),
	MFX(OP(2, 0, 0, 0x3), "MFX_IND_OBJ_BASE_ADDR_STATE"),
	MFX(OP(2, 0, 0, 0x4), "MFX_BSP_BUF_BASE_ADDR_STATE"),
	MFX(OP(2, 0, 0, 0x6), "MFX_STATE_POINTER"),
	MFX(OP(2, 0, 0, 0x7), "MFX_QM_STATE"),
	MFX(OP(2, 0, 0, 0x8), "MFX_FQM_STATE"),
	MFX(OP(2, 0, 2, 0x8), "MFX_PAK_INSERT_OBJECT"),
	MFX(OP(2, 0, 2, 0xa), "MFX_STITCH_OBJECT"),
	MFX(OP(2, 0, 1, 0x9), "MFD_IT_OBJECT"),
	MFX(OP(2, 1, 0, 0x0), "MFX_AVC_IMG_STATE"),
	MFX(OP(2, 1, 0, 0x1), "MFX_AVC_QM_STATE"),
	MFX(OP(2, 1, 0, 0x2), "MFX_AVC_DIRECTMODE_STATE"),
	MFX(OP(2, 1, 0, 0x3), "MFX_AVC_SLICE_STATE"),
	MFX(OP(2, 1, 0, 0x4), "MFX_AVC_REF_IDX_STATE"),
	MFX(OP(2, 1, 0, 0x5), "MFX_AVC_WEIGHTOFFSET_STATE"),
	MFX(OP(2, 1, 1, 0x5), "MFD_AVC_PICID_STATE"),
	MFX(OP(2, 1, 1, 0x6), "MFD_AVC_DPB_STATE"),
	MFX(OP(2, 1, 1, 0x7), "MFD_AVC_SLICEADDR"),
	MFX(OP(2, 1, 1, 0x8), "MFD_AVC_BSD_OBJECT"),
	MFX(OP(2, 1, 2, 0x9), "MFC_AVC_PAK_OBJECT"),
	MFX(OP(2, 2, 0, 0x1), "MFX_VC1_PRED_PIPE_STATE"),
	MFX(OP(2, 2, 0, 0x2), "MFX_VC1_DIRECTMODE_STATE"),
	MFX(OP(2, 2, 1, 0x0), "MFD_VC1_SHORT_PIC_STATE"),
	MFX(OP(2, 2, 1, 0x1), "MFD_VC1_LONG_PIC_STATE"),
	MFX(OP(2, 2, 1, 0x8), "MFD_VC1_BSD_OBJECT"),
	MFX(OP(2, 3, 0, 0x0), "MFX_MPEG2_PIC_STATE"),
	MFX(OP(2, 3, 0, 0x1), "MFX_MPEG2_QM_STATE"),
	MFX(OP(2, 3, 1, 0x8), "MFD_MPEG2_BSD_OBJECT"),
	MFX(OP(2, 3, 2, 0x3), "MFC_MPEG2_SLICEGROUP_STATE"),
	MFX(OP(2, 3, 2, 0x9), "MFC_MPEG2_PAK_OBJECT"),
	MFX(OP(2, 7, 0, 0x0), "MFX_JPEG_PIC_STATE"),
	MFX(OP(2, 7, 0, 0x2), "MFX_JPEG_HUFF_TABLE_STATE"),
	MFX(OP(2, 7, 1, 0x8), "MFD_JPEG_BSD_OBJECT"),
	VEB(OP(2, 4, 0, 0x0), "VEBOX_SURFACE_STATE"),
	VEB(OP(2, 4, 0, 0x2), "VEBOX_STATE"),
	VEB(OP(2, 4, 0, 0x3), "VEB_DI_IECP"),
};

const struct vgt_cmd_table vgt_cmds_media = {
	.client = VGT_CLIENT_3D, .cmds = vgt_media,
	.count = ARRAY_SIZE(vgt_media),
};
