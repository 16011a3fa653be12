// SPDX-License-Identifier: GPL-2.0-only
/*
 * Table of the render and media commands. State is kept for the context image, and for the commands
 * that use it. Of the commands that do work, PIPE_CONTROL and those that run threads on their own
 * are executed; others are counted and reported as not executed.
 */
#include "cs/commands.h"
#include "cs/state.h"

#define GFX(type, op, sub)	(3u << 29 | (u32)(type) << 27 | (u32)(op) << 24 | (u32)(sub) << 16)
#define GFX_MASK		GENMASK(31, 16)
/* All commands of one opcode (video: a codec). */
#define GFX_OP_MASK		GENMASK(31, 24)

#define LEN6			GENMASK(5, 0)
#define LEN8			GENMASK(7, 0)
#define LEN9			GENMASK(8, 0)
#define LEN12			GENMASK(11, 0)
#define LEN16			GENMASK(15, 0)

/* Sources for rows that have no counterpart in Mesa's genxml, or differ from it. */
#define I915		"i915 gt/intel_gpu_commands.h, its golden context"
#define KVMGT		"kvmgt's command table"
#define MEDIA_DRIVER	"intel-media-driver, mhw_*_hwcmd_*.h"

#define IS_STATE	.flags = COMMAND_STATE, .execute = cs_state_set
#define STATE(name, type, op, sub, len) \
	{ name, GFX(type, op, sub), GFX_MASK, ON_RENDER, .len_mask = (len), IS_STATE }
#define STATE_BITS(name, type, op, sub, len, others) \
	{ name, GFX(type, op, sub), GFX_MASK, ON_RENDER, .len_mask = (len), .bits = (others), \
	  IS_STATE }
#define STATE_FROM(name, type, op, sub, len, from) \
	{ name, GFX(type, op, sub), GFX_MASK, ON_RENDER, .len_mask = (len), .source = (from), \
	  IS_STATE }
/*
 * Commands without effect here: prefetches, commands of the resource streamer, and commands of
 * earlier generations.
 */
#define PASS(name, type, op, sub, len) \
	{ name, GFX(type, op, sub), GFX_MASK, ON_RENDER, .len_mask = (len) }
#define PASS_FROM(name, type, op, sub, len, from) \
	{ name, GFX(type, op, sub), GFX_MASK, ON_RENDER, .len_mask = (len), .source = (from) }
#define WORK(name, type, op, sub, len, others) \
	{ name, GFX(type, op, sub), GFX_MASK, ON_RENDER, .len_mask = (len), .bits = (others), \
	  .flags = COMMAND_SKIP | COMMAND_ARBITRATE }
#define WORK_FROM(name, type, op, sub, len, from) \
	{ name, GFX(type, op, sub), GFX_MASK, ON_RENDER, .len_mask = (len), \
	  .flags = COMMAND_SKIP | COMMAND_ARBITRATE, .source = (from) }
/* A codec: its commands are in bits 23:16. The table does not list them. */
#define VIDEO(name, type, op) \
	{ name, GFX(type, op, 0), GFX_OP_MASK, ON_VIDEO, .len_mask = LEN12, \
	  .bits = GENMASK(23, 16), .flags = COMMAND_SKIP, \
	  .source = MEDIA_DRIVER ": all of the codec, whatever the generation" }

static const struct cs_command rows[] = {
	/* Common state. */
	PASS("STATE_PREFETCH", 0, 0, 0x03, LEN8),
	STATE("STATE_BASE_ADDRESS", 0, 1, 0x01, LEN8),
	STATE("STATE_SIP", 0, 1, 0x02, LEN8),
	STATE_FROM("SWTESS_BASE_ADDRESS", 0, 1, 0x03, LEN8, KVMGT ": on Gen9, too"),
	STATE("GPGPU_CSR_BASE_ADDRESS", 0, 1, 0x04, LEN8),
	{ "3DSTATE_VF_STATISTICS", GFX(1, 0, 0x0b), GFX_MASK, ON_RENDER, .dwords = 1,
	  .bits = BIT(0), IS_STATE },
	{ "PIPELINE_SELECT", GFX(1, 1, 0x04), GFX_MASK, ON_RENDER, .dwords = 1, .bits = 0xff33,
	  .gens = ON_GEN9, IS_STATE },
	{ "PIPELINE_SELECT", GFX(1, 1, 0x04), GFX_MASK, ON_RENDER, .dwords = 1,
	  .bits = GENMASK(1, 0), .gens = ON_GEN8, IS_STATE },

	/* Media and compute on the render engine. */
	STATE("MEDIA_VFE_STATE", 2, 0, 0x00, LEN16),
	STATE("MEDIA_CURBE_LOAD", 2, 0, 0x01, LEN16),
	STATE("MEDIA_INTERFACE_DESCRIPTOR_LOAD", 2, 0, 0x02, LEN16),
	PASS_FROM("MEDIA_GATEWAY_STATE", 2, 0, 0x03, LEN16, KVMGT),
	{ "MEDIA_STATE_FLUSH", GFX(2, 0, 0x04), GFX_MASK, ON_RENDER, .len_mask = LEN16,
	  .flags = COMMAND_ARBITRATE },
	PASS_FROM("MEDIA_POOL_STATE", 2, 0, 0x05, LEN16, I915),
	{ "MEDIA_OBJECT", GFX(2, 1, 0x00), GFX_MASK, ON_RENDER, .len_mask = LEN16, .least = 6,
	  .flags = COMMAND_ARBITRATE, .execute = media_object },
	WORK("MEDIA_OBJECT_PRT", 2, 1, 0x02, LEN16, 0),
	WORK("MEDIA_OBJECT_WALKER", 2, 1, 0x03, LEN16, 0),
	WORK_FROM("GPGPU_OBJECT", 2, 1, 0x04, LEN16, KVMGT),
	{ "GPGPU_WALKER", GFX(2, 1, 0x05), GFX_MASK, ON_RENDER, .len_mask = LEN8, .least = 15,
	  .bits = BIT(10) | BIT(8), .flags = COMMAND_ARBITRATE, .execute = gpgpu_walker },
	WORK("MEDIA_OBJECT_GRPID", 2, 1, 0x06, LEN16, 0),

	/* Pipelined 3D state. */
	STATE("3DSTATE_CLEAR_PARAMS", 3, 0, 0x04, LEN8),
	STATE("3DSTATE_DEPTH_BUFFER", 3, 0, 0x05, LEN8),
	STATE("3DSTATE_STENCIL_BUFFER", 3, 0, 0x06, LEN8),
	STATE("3DSTATE_HIER_DEPTH_BUFFER", 3, 0, 0x07, LEN8),
	STATE("3DSTATE_VERTEX_BUFFERS", 3, 0, 0x08, LEN8),
	STATE("3DSTATE_VERTEX_ELEMENTS", 3, 0, 0x09, LEN8),
	STATE("3DSTATE_INDEX_BUFFER", 3, 0, 0x0a, LEN8),
	{ "3DSTATE_VF", GFX(3, 0, 0x0c), GFX_MASK, ON_RENDER, .len_mask = LEN8,
	  .bits = GENMASK(10, 8), .gens = ON_GEN9, IS_STATE },
	{ "3DSTATE_VF", GFX(3, 0, 0x0c), GFX_MASK, ON_RENDER, .len_mask = LEN8,
	  .bits = BIT(8), .gens = ON_GEN8, IS_STATE },
	STATE("3DSTATE_MULTISAMPLE", 3, 0, 0x0d, LEN8),
	STATE("3DSTATE_CC_STATE_POINTERS", 3, 0, 0x0e, LEN8),
	STATE("3DSTATE_SCISSOR_STATE_POINTERS", 3, 0, 0x0f, LEN8),
	STATE("3DSTATE_VS", 3, 0, 0x10, LEN8),
	STATE("3DSTATE_GS", 3, 0, 0x11, LEN8),
	STATE("3DSTATE_CLIP", 3, 0, 0x12, LEN8),
	STATE("3DSTATE_SF", 3, 0, 0x13, LEN8),
	STATE("3DSTATE_WM", 3, 0, 0x14, LEN8),
	STATE_BITS("3DSTATE_CONSTANT_VS", 3, 0, 0x15, LEN8, GENMASK(14, 8)),
	STATE_BITS("3DSTATE_CONSTANT_GS", 3, 0, 0x16, LEN8, GENMASK(14, 8)),
	STATE_BITS("3DSTATE_CONSTANT_PS", 3, 0, 0x17, LEN8, GENMASK(14, 8)),
	STATE("3DSTATE_SAMPLE_MASK", 3, 0, 0x18, LEN8),
	STATE_BITS("3DSTATE_CONSTANT_HS", 3, 0, 0x19, LEN8, GENMASK(14, 8)),
	STATE_BITS("3DSTATE_CONSTANT_DS", 3, 0, 0x1a, LEN8, GENMASK(14, 8)),
	STATE("3DSTATE_HS", 3, 0, 0x1b, LEN8),
	STATE("3DSTATE_TE", 3, 0, 0x1c, LEN8),
	STATE("3DSTATE_DS", 3, 0, 0x1d, LEN8),
	STATE("3DSTATE_STREAMOUT", 3, 0, 0x1e, LEN8),
	STATE("3DSTATE_SBE", 3, 0, 0x1f, LEN8),
	STATE("3DSTATE_PS", 3, 0, 0x20, LEN8),
	STATE("3DSTATE_VIEWPORT_STATE_POINTERS_SF_CLIP", 3, 0, 0x21, LEN8),
	STATE("3DSTATE_VIEWPORT_STATE_POINTERS_CC", 3, 0, 0x23, LEN8),
	STATE("3DSTATE_BLEND_STATE_POINTERS", 3, 0, 0x24, LEN8),
	STATE("3DSTATE_BINDING_TABLE_POINTERS_VS", 3, 0, 0x26, LEN8),
	STATE("3DSTATE_BINDING_TABLE_POINTERS_HS", 3, 0, 0x27, LEN8),
	STATE("3DSTATE_BINDING_TABLE_POINTERS_DS", 3, 0, 0x28, LEN8),
	STATE("3DSTATE_BINDING_TABLE_POINTERS_GS", 3, 0, 0x29, LEN8),
	STATE("3DSTATE_BINDING_TABLE_POINTERS_PS", 3, 0, 0x2a, LEN8),
	STATE("3DSTATE_SAMPLER_STATE_POINTERS_VS", 3, 0, 0x2b, LEN8),
	STATE("3DSTATE_SAMPLER_STATE_POINTERS_HS", 3, 0, 0x2c, LEN8),
	STATE("3DSTATE_SAMPLER_STATE_POINTERS_DS", 3, 0, 0x2d, LEN8),
	STATE("3DSTATE_SAMPLER_STATE_POINTERS_GS", 3, 0, 0x2e, LEN8),
	STATE("3DSTATE_SAMPLER_STATE_POINTERS_PS", 3, 0, 0x2f, LEN8),
	STATE("3DSTATE_URB_VS", 3, 0, 0x30, LEN8),
	STATE("3DSTATE_URB_HS", 3, 0, 0x31, LEN8),
	STATE("3DSTATE_URB_DS", 3, 0, 0x32, LEN8),
	STATE("3DSTATE_URB_GS", 3, 0, 0x33, LEN8),
	PASS("3DSTATE_GATHER_CONSTANT_VS", 3, 0, 0x34, LEN8),
	PASS("3DSTATE_GATHER_CONSTANT_GS", 3, 0, 0x35, LEN8),
	PASS("3DSTATE_GATHER_CONSTANT_HS", 3, 0, 0x36, LEN8),
	PASS("3DSTATE_GATHER_CONSTANT_DS", 3, 0, 0x37, LEN8),
	PASS("3DSTATE_GATHER_CONSTANT_PS", 3, 0, 0x38, LEN8),
	PASS_FROM("3DSTATE_DX9_CONSTANTF_VS", 3, 0, 0x39, LEN16, KVMGT),
	PASS_FROM("3DSTATE_DX9_CONSTANTF_PS", 3, 0, 0x3a, LEN16, KVMGT),
	PASS_FROM("3DSTATE_DX9_CONSTANTI_VS", 3, 0, 0x3b, LEN8, KVMGT),
	PASS_FROM("3DSTATE_DX9_CONSTANTI_PS", 3, 0, 0x3c, LEN8, KVMGT),
	PASS_FROM("3DSTATE_DX9_CONSTANTB_VS", 3, 0, 0x3d, LEN8, KVMGT),
	PASS_FROM("3DSTATE_DX9_CONSTANTB_PS", 3, 0, 0x3e, LEN8, KVMGT),
	PASS_FROM("3DSTATE_DX9_LOCAL_VALID_VS", 3, 0, 0x3f, LEN8, KVMGT),
	PASS_FROM("3DSTATE_DX9_LOCAL_VALID_PS", 3, 0, 0x40, LEN8, KVMGT),
	PASS_FROM("3DSTATE_DX9_GENERATE_ACTIVE_VS", 3, 0, 0x41, LEN8, KVMGT),
	PASS_FROM("3DSTATE_DX9_GENERATE_ACTIVE_PS", 3, 0, 0x42, LEN8, KVMGT),
	PASS("3DSTATE_BINDING_TABLE_EDIT_VS", 3, 0, 0x43, LEN9),
	PASS("3DSTATE_BINDING_TABLE_EDIT_GS", 3, 0, 0x44, LEN9),
	PASS("3DSTATE_BINDING_TABLE_EDIT_HS", 3, 0, 0x45, LEN9),
	PASS("3DSTATE_BINDING_TABLE_EDIT_DS", 3, 0, 0x46, LEN9),
	PASS("3DSTATE_BINDING_TABLE_EDIT_PS", 3, 0, 0x47, LEN9),
	STATE("3DSTATE_VF_INSTANCING", 3, 0, 0x49, LEN8),
	STATE("3DSTATE_VF_SGVS", 3, 0, 0x4a, LEN8),
	STATE("3DSTATE_VF_TOPOLOGY", 3, 0, 0x4b, LEN8),
	STATE("3DSTATE_WM_CHROMAKEY", 3, 0, 0x4c, LEN8),
	STATE("3DSTATE_PS_BLEND", 3, 0, 0x4d, LEN8),
	STATE("3DSTATE_WM_DEPTH_STENCIL", 3, 0, 0x4e, LEN8),
	STATE("3DSTATE_PS_EXTRA", 3, 0, 0x4f, LEN8),
	STATE("3DSTATE_RASTER", 3, 0, 0x50, LEN8),
	STATE("3DSTATE_SBE_SWIZ", 3, 0, 0x51, LEN8),
	{ "3DSTATE_WM_HZ_OP", GFX(3, 0, 0x52), GFX_MASK, ON_RENDER, .len_mask = LEN8,
	  .flags = COMMAND_STATE, .execute = draw_depth_operation },
	{ "3DSTATE_RS_CONSTANT_POINTER", GFX(3, 0, 0x54), GFX_MASK, ON_RENDER, .len_mask = LEN8,
	  .gens = ON_GEN9 },
	{ "3DSTATE_COMPONENT_PACKING", GFX(3, 0, 0x55), GFX_MASK, ON_RENDER, .len_mask = LEN8,
	  .gens = ON_GEN9, IS_STATE },
	{ "3DSTATE_COMPONENT_PACKING", GFX(3, 0, 0x55), GFX_MASK, ON_RENDER, .len_mask = LEN8,
	  .gens = ON_GEN8, .source = KVMGT ": on Gen8, too" },

	/* Non-pipelined 3D state. */
	STATE_BITS("3DSTATE_DRAWING_RECTANGLE", 3, 1, 0x00, LEN8, GENMASK(15, 14)),
	STATE("3DSTATE_SAMPLER_PALETTE_LOAD0", 3, 1, 0x02, LEN8),
	STATE("3DSTATE_CHROMA_KEY", 3, 1, 0x04, LEN8),
	STATE("3DSTATE_POLY_STIPPLE_OFFSET", 3, 1, 0x06, LEN8),
	STATE("3DSTATE_POLY_STIPPLE_PATTERN", 3, 1, 0x07, LEN8),
	STATE("3DSTATE_LINE_STIPPLE", 3, 1, 0x08, LEN8),
	STATE("3DSTATE_AA_LINE_PARAMETERS", 3, 1, 0x0a, LEN8),
	PASS_FROM("3DSTATE_GS_SVB_INDEX", 3, 1, 0x0b, LEN8, KVMGT),
	STATE("3DSTATE_SAMPLER_PALETTE_LOAD1", 3, 1, 0x0c, LEN8),
	PASS_FROM("3DSTATE_MULTISAMPLE (Gen7)", 3, 1, 0x0d, LEN8, KVMGT),
	STATE("3DSTATE_MONOFILTER_SIZE", 3, 1, 0x11, LEN8),
	STATE("3DSTATE_PUSH_CONSTANT_ALLOC_VS", 3, 1, 0x12, LEN8),
	STATE("3DSTATE_PUSH_CONSTANT_ALLOC_HS", 3, 1, 0x13, LEN8),
	STATE("3DSTATE_PUSH_CONSTANT_ALLOC_DS", 3, 1, 0x14, LEN8),
	STATE("3DSTATE_PUSH_CONSTANT_ALLOC_GS", 3, 1, 0x15, LEN8),
	STATE("3DSTATE_PUSH_CONSTANT_ALLOC_PS", 3, 1, 0x16, LEN8),
	STATE("3DSTATE_SO_DECL_LIST", 3, 1, 0x17, LEN9),
	{ "3DSTATE_SO_BUFFER", GFX(3, 1, 0x18), GFX_MASK, ON_RENDER, .len_mask = LEN8,
	  .flags = COMMAND_STATE, .execute = draw_stream_buffer },
	STATE("3DSTATE_BINDING_TABLE_POOL_ALLOC", 3, 1, 0x19, LEN8),
	STATE("3DSTATE_GATHER_POOL_ALLOC", 3, 1, 0x1a, LEN8),
	STATE_FROM("3DSTATE_DX9_CONSTANT_BUFFER_POOL_ALLOC", 3, 1, 0x1b, LEN8, KVMGT),
	STATE("3DSTATE_SAMPLE_PATTERN", 3, 1, 0x1c, LEN8),
	PASS_FROM("3DSTATE_URB_CLEAR", 3, 1, 0x1d, LEN8, KVMGT ": on Gen8, too"),

	{ "PIPE_CONTROL", GFX(3, 2, 0x00), GFX_MASK, ON_RENDER, .len_mask = LEN8, .least = 6,
	  .execute = pipe_control },
	{ "3DPRIMITIVE", GFX(3, 3, 0x00), GFX_MASK, ON_RENDER, .len_mask = LEN8, .least = 7,
	  .bits = GENMASK(10, 8), .flags = COMMAND_ARBITRATE, .execute = draw_primitive },

	/* Video: codecs by their opcode. Two commands include the first dword in their length. */
	{ "MFX_WAIT", GFX(1, 0, 0x00), GFX_MASK, ON_VIDEO, .len_mask = LEN6, .bias = 1,
	  .bits = BIT(8) },
	{ "HCP_TILE_CODING", GFX(2, 3, 0x95), GFX_MASK, ON_VIDEO, .len_mask = LEN12, .bias = 1,
	  .flags = COMMAND_SKIP, .gens = ON_GEN9 },
	VIDEO("MFX common", 2, 0),
	VIDEO("MFX AVC", 2, 1),
	VIDEO("MFX VC-1", 2, 2),
	VIDEO("MFX MPEG-2 or HCP", 2, 3),
	{ "MFX VP8 or VEBOX", GFX(2, 4, 0), GFX_OP_MASK, ON_VIDEO | ON_ENHANCE,
	  .len_mask = LEN12, .bits = GENMASK(23, 16), .flags = COMMAND_SKIP,
	  .source = MEDIA_DRIVER ": both have it" },
	VIDEO("HUC", 2, 5),
	VIDEO("MFX crypto", 2, 6),
	VIDEO("MFX JPEG", 2, 7),
};

_Static_assert(ARRAY_SIZE(rows) <= CS_COMMANDS - CS_FIRST_3D, "numbers run out");

const struct cs_table cs_3d_table = { rows, ARRAY_SIZE(rows), CS_FIRST_3D };
