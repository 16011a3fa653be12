// SPDX-License-Identifier: GPL-2.0-only
/*
 * 3D, GPGPU and media commands of the render engine. State and surfaces are in
 * the context's PPGTT. Only PIPE_CONTROL accesses anything else.
 *
 * Source: Skylake PRM vol. 2a (command reference); lengths also from Mesa's gen8.xml and
 * gen9.xml.
 */
#include <linux/errno.h>
#include <linux/kernel.h>

#include "core/regs/irq_types.h"
#include "audit.h"
#include "rules.h"

#define VGT_PC_GGTT		BIT(24)
#define VGT_PC_LRI		BIT(23)
#define VGT_PC_INDEX		BIT(21)
#define VGT_PC_POST_SYNC	GENMASK(15, 14)
#define VGT_PC_NOTIFY		BIT(8)

/*
 * Bits that the second word may have: all that are documented for Gen8 and Gen9, and bit 27
 * (flush L3), which i915 sets. They flush, stall, or end state of the render engine's own
 * work. To the next user of the engine they cost only time. Bits that are refused:
 *
 *   26	flushes the last-level cache, which all VMs and the host's processors share
 *   22	turns protected memory off, which the host does not set up
 *   19	resets the engine's counters ("global snapshot"), including those that count for
 *	the host and for other VMs
 *
 * i915 (6.1 to 7.x) and Mesa (iris, crocus, anv) define 19 and 26, but never set them. The
 * other bits belong to later generations.
 */
#define VGT_PC_KNOWN	(GENMASK(5, 0) | GENMASK(16, 7) | BIT(18) | GENMASK(21, 20) | \
			 GENMASK(24, 23) | BIT(27))

static bool vgt_pipe_control_in_ggtt(const u32 *cs)
{
	return !(cs[1] & VGT_PC_POST_SYNC) || cs[1] & VGT_PC_GGTT;
}

static int vgt_pipe_control_lri(struct vgt_audit *audit, u32 *cs)
{
	const u32 lri[] = { 0, cs[2], cs[4] };
	int ret;

	if (cs[3])
		return vgt_refuse(audit, "an address in place of a register");
	ret = vgt_rule_roots(audit, lri, ARRAY_SIZE(lri)) ?:
	      vgt_rule_reg_value(audit, cs[2], &cs[4]);
	if (ret != VGT_RULE_LEAVE)
		return ret;
	cs[1] &= ~VGT_PC_LRI;
	vgt_rule_noop(cs + 2, 4);
	return 0;
}

static int vgt_pipe_control(struct vgt_audit *audit, u32 *cs, u32 len)
{
	if (cs[1] & ~VGT_PC_KNOWN)
		return vgt_refuse(audit,
				  "bits that it does not have, or that reach beyond its context");
	if (cs[1] & VGT_PC_NOTIFY) {
		audit->events |= BIT(VGT_GT_FLUSH);
		cs[1] &= ~VGT_PC_NOTIFY;
	}
	if (cs[1] & VGT_PC_LRI && cs[1] & VGT_PC_POST_SYNC)
		return vgt_refuse(audit, "a register and a store in one command");
	if (cs[1] & VGT_PC_LRI)
		return vgt_pipe_control_lri(audit, cs);
	if (!(cs[1] & VGT_PC_POST_SYNC))
		return 0;
	if (cs[1] & VGT_PC_INDEX) {
		bool global = cs[1] & VGT_PC_GGTT;

		cs[1] &= ~VGT_PC_INDEX;
		cs[1] |= VGT_PC_GGTT;
		return vgt_rule_index(audit, &cs[2], global, 0);
	}
	return cs[1] & VGT_PC_GGTT ? vgt_rule_ggtt(audit, &cs[2], VGT_ADDR_FLAGS, 8) : 0;
}

/* Pipeline type, opcode, sub-opcode. */
#define OP(_type, _op, _sub)	((_type) << 11 | (_op) << 8 | (_sub))

#define ONE(_op, _name, _bits) {					\
	.name = _name, .engines = VGT_ON_RCS, .opcode = (_op),		\
	.bits = (_bits), .min = 1, .max = 1 }
#define ONE8(_op, _name, _bits) {					\
	.name = _name, .engines = VGT_ON_RCS, .opcode = (_op),		\
	.gens = BIT(8), .bits = (_bits), .min = 1, .max = 1 }
#define ONE9(_op, _name, _bits) {					\
	.name = _name, .engines = VGT_ON_RCS, .opcode = (_op),		\
	.gens = BIT(9), .bits = (_bits), .min = 1, .max = 1 }
#define VAR_GENS(_gens, _op, _name, _mask, _bits, _min, _max) {		\
	.name = _name, .engines = VGT_ON_RCS, .opcode = (_op),		\
	.gens = (_gens), .bits = (_bits), .len_mask = (_mask),		\
	.bias = 2, .min = (_min), .max = (_max) }
#define NEVER_GENS(_gens, _op, _name, _min, _max, _why) {		\
	.name = _name, .engines = VGT_ON_RCS, .opcode = (_op),		\
	.gens = (_gens), .len_mask = 0xff, .bias = 2, .min = (_min),	\
	.max = (_max), .never = _why }
/* No guest may use it: minimum and maximum length, and the reason. */
#define NEVER(...)	NEVER_GENS(0, __VA_ARGS__)
#define NEVER8(...)	NEVER_GENS(BIT(8), __VA_ARGS__)
#define NEVER9(...)	NEVER_GENS(BIT(9), __VA_ARGS__)
/* Length field, other bits of the header, minimum and maximum length. */
#define VAR(...)	VAR_GENS(0, __VA_ARGS__)
#define VAR8(...)	VAR_GENS(BIT(8), __VA_ARGS__)
#define VAR9(...)	VAR_GENS(BIT(9), __VA_ARGS__)

static const struct vgt_cmd vgt_render[] = {
	VAR8(OP(0, 1, 0x01), "STATE_BASE_ADDRESS", 0xff, 0x0, 16, 16),
	VAR9(OP(0, 1, 0x01), "STATE_BASE_ADDRESS", 0xff, 0x0, 19, 19),
	VAR(OP(0, 1, 0x02), "STATE_SIP", 0xff, 0x0, 3, 3),
	VAR(OP(0, 0, 0x03), "STATE_PREFETCH", 0xff, 0x0, 2, 2),
	VAR8(OP(0, 1, 0x03), "SWTESS_BASE_ADDRESS", 0xff, 0x0, 2, 2),
	NEVER9(OP(0, 1, 0x03), "SWTESS_BASE_ADDRESS", 2, 2,
	       "documents of Gen8 are the last that have it"),
	/* Preempted threads are saved there: in the PPGTT, as all state. */
	VAR(OP(0, 1, 0x04), "GPGPU_CSR_BASE_ADDRESS", 0xff, 0x0, 3, 3),
	ONE(OP(1, 0, 0x0b), "3DSTATE_VF_STATISTICS", 0x1),
	ONE8(OP(1, 1, 0x04), "PIPELINE_SELECT", 0x3),
	ONE9(OP(1, 1, 0x04), "PIPELINE_SELECT", 0xff33),
	VAR(OP(2, 0, 0x00), "MEDIA_VFE_STATE", 0xffff, 0x0, 9, 9),
	VAR(OP(2, 0, 0x01), "MEDIA_CURBE_LOAD", 0xffff, 0x0, 4, 4),
	VAR(OP(2, 0, 0x02), "MEDIA_INTERFACE_DESCRIPTOR_LOAD", 0xffff, 0x0, 4, 4),
	VAR(OP(2, 0, 0x03), "MEDIA_GATEWAY_STATE", 0xffff, 0x0, 2, 2),
	VAR(OP(2, 0, 0x04), "MEDIA_STATE_FLUSH", 0xffff, 0x0, 2, 2),
	NEVER8(OP(2, 0, 0x05), "MEDIA_POOL_STATE", 6, 6,
	       "only GPUs of Gen9 share EUs out in pools"),
	/* Sharing of EUs among the context's own threads; i915's restore batch has it. */
	VAR9(OP(2, 0, 0x05), "MEDIA_POOL_STATE", 0xffff, 0x0, 6, 6),
	VAR(OP(2, 1, 0x00), "MEDIA_OBJECT", 0xffff, 0x0, 6, 65537),
	VAR(OP(2, 1, 0x02), "MEDIA_OBJECT_PRT", 0xffff, 0x0, 16, 16),
	VAR(OP(2, 1, 0x03), "MEDIA_OBJECT_WALKER", 0xffff, 0x0, 17, 65537),
	VAR(OP(2, 1, 0x05), "GPGPU_WALKER", 0xff, 0x500, 15, 15),
	VAR(OP(3, 0, 0x04), "3DSTATE_CLEAR_PARAMS", 0xff, 0x0, 3, 3),
	VAR(OP(3, 0, 0x05), "3DSTATE_DEPTH_BUFFER", 0xff, 0x0, 8, 8),
	VAR(OP(3, 0, 0x06), "3DSTATE_STENCIL_BUFFER", 0xff, 0x0, 5, 5),
	VAR(OP(3, 0, 0x07), "3DSTATE_HIER_DEPTH_BUFFER", 0xff, 0x0, 5, 5),
	VAR(OP(3, 0, 0x08), "3DSTATE_VERTEX_BUFFERS", 0xff, 0x0, 5, 133),
	VAR(OP(3, 0, 0x09), "3DSTATE_VERTEX_ELEMENTS", 0xff, 0x0, 3, 69),
	VAR(OP(3, 0, 0x0a), "3DSTATE_INDEX_BUFFER", 0xff, 0x0, 5, 5),
	/* With a length field it could be two words; the command of Gen4 has none. */
	{ .name = "3DSTATE_VF_STATISTICS (Gen4)", .engines = VGT_ON_RCS,
	  .opcode = OP(3, 0, 0x0b), .min = 1, .max = 1,
	  .never = "since G45 the opcode is another one; how long this one is, is not known" },
	VAR8(OP(3, 0, 0x0c), "3DSTATE_VF", 0xff, 0x100, 2, 2),
	VAR9(OP(3, 0, 0x0c), "3DSTATE_VF", 0xff, 0x700, 2, 2),
	VAR(OP(3, 0, 0x0d), "3DSTATE_MULTISAMPLE", 0xff, 0x0, 2, 2),
	VAR(OP(3, 0, 0x0e), "3DSTATE_CC_STATE_POINTERS", 0xff, 0x0, 2, 2),
	VAR(OP(3, 0, 0x0f), "3DSTATE_SCISSOR_STATE_POINTERS", 0xff, 0x0, 2, 2),
	VAR(OP(3, 0, 0x10), "3DSTATE_VS", 0xff, 0x0, 9, 9),
	VAR(OP(3, 0, 0x11), "3DSTATE_GS", 0xff, 0x0, 10, 10),
	VAR(OP(3, 0, 0x12), "3DSTATE_CLIP", 0xff, 0x0, 4, 4),
	VAR(OP(3, 0, 0x13), "3DSTATE_SF", 0xff, 0x0, 4, 4),
	VAR(OP(3, 0, 0x14), "3DSTATE_WM", 0xff, 0x0, 2, 2),
	VAR(OP(3, 0, 0x15), "3DSTATE_CONSTANT_VS", 0xff, 0x7f00, 11, 11),
	VAR(OP(3, 0, 0x16), "3DSTATE_CONSTANT_GS", 0xff, 0x7f00, 11, 11),
	VAR(OP(3, 0, 0x17), "3DSTATE_CONSTANT_PS", 0xff, 0x7f00, 11, 11),
	VAR(OP(3, 0, 0x18), "3DSTATE_SAMPLE_MASK", 0xff, 0x0, 2, 2),
	VAR(OP(3, 0, 0x19), "3DSTATE_CONSTANT_HS", 0xff, 0x7f00, 11, 11),
	VAR(OP(3, 0, 0x1a), "3DSTATE_CONSTANT_DS", 0xff, 0x7f00, 11, 11),
	VAR(OP(3, 0, 0x1b), "3DSTATE_HS", 0xff, 0x0, 9, 9),
	VAR(OP(3, 0, 0x1c), "3DSTATE_TE", 0xff, 0x0, 4, 4),
	VAR8(OP(3, 0, 0x1d), "3DSTATE_DS", 0xff, 0x0, 9, 9),
	VAR9(OP(3, 0, 0x1d), "3DSTATE_DS", 0xff, 0x0, 11, 11),
	VAR(OP(3, 0, 0x1e), "3DSTATE_STREAMOUT", 0xff, 0x0, 5, 5),
	VAR8(OP(3, 0, 0x1f), "3DSTATE_SBE", 0xff, 0x0, 4, 4),
	VAR9(OP(3, 0, 0x1f), "3DSTATE_SBE", 0xff, 0x0, 6, 6),
	VAR(OP(3, 0, 0x20), "3DSTATE_PS", 0xff, 0x0, 12, 12),
	VAR(OP(3, 0, 0x21), "3DSTATE_VIEWPORT_STATE_POINTERS_SF_CLIP", 0xff, 0x0, 2, 2),
	VAR(OP(3, 0, 0x23), "3DSTATE_VIEWPORT_STATE_POINTERS_CC", 0xff, 0x0, 2, 2),
	VAR(OP(3, 0, 0x24), "3DSTATE_BLEND_STATE_POINTERS", 0xff, 0x0, 2, 2),
	NEVER(OP(3, 0, 0x25), "3DSTATE_DEPTH_STENCIL_STATE_POINTERS", 2, 2,
	      "documents of Gen7 are the last that have it: 3DSTATE_WM_DEPTH_STENCIL came for it"),
	VAR(OP(3, 0, 0x26), "3DSTATE_BINDING_TABLE_POINTERS_VS", 0xff, 0x0, 2, 2),
	VAR(OP(3, 0, 0x27), "3DSTATE_BINDING_TABLE_POINTERS_HS", 0xff, 0x0, 2, 2),
	VAR(OP(3, 0, 0x28), "3DSTATE_BINDING_TABLE_POINTERS_DS", 0xff, 0x0, 2, 2),
	VAR(OP(3, 0, 0x29), "3DSTATE_BINDING_TABLE_POINTERS_GS", 0xff, 0x0, 2, 2),
	VAR(OP(3, 0, 0x2a), "3DSTATE_BINDING_TABLE_POINTERS_PS", 0xff, 0x0, 2, 2),
	VAR(OP(3, 0, 0x2b), "3DSTATE_SAMPLER_STATE_POINTERS_VS", 0xff, 0x0, 2, 2),
	VAR(OP(3, 0, 0x2c), "3DSTATE_SAMPLER_STATE_POINTERS_HS", 0xff, 0x0, 2, 2),
	VAR(OP(3, 0, 0x2d), "3DSTATE_SAMPLER_STATE_POINTERS_DS", 0xff, 0x0, 2, 2),
	VAR(OP(3, 0, 0x2e), "3DSTATE_SAMPLER_STATE_POINTERS_GS", 0xff, 0x0, 2, 2),
	VAR(OP(3, 0, 0x2f), "3DSTATE_SAMPLER_STATE_POINTERS_PS", 0xff, 0x0, 2, 2),
	VAR(OP(3, 0, 0x30), "3DSTATE_URB_VS", 0xff, 0x0, 2, 2),
	VAR(OP(3, 0, 0x31), "3DSTATE_URB_HS", 0xff, 0x0, 2, 2),
	VAR(OP(3, 0, 0x32), "3DSTATE_URB_DS", 0xff, 0x0, 2, 2),
	VAR(OP(3, 0, 0x33), "3DSTATE_URB_GS", 0xff, 0x0, 2, 2),
	VAR(OP(3, 0, 0x34), "3DSTATE_GATHER_CONSTANT_VS", 0xff, 0x0, 3, 130),
	VAR(OP(3, 0, 0x35), "3DSTATE_GATHER_CONSTANT_GS", 0xff, 0x0, 3, 130),
	VAR(OP(3, 0, 0x36), "3DSTATE_GATHER_CONSTANT_HS", 0xff, 0x0, 3, 130),
	VAR(OP(3, 0, 0x37), "3DSTATE_GATHER_CONSTANT_DS", 0xff, 0x0, 3, 130),
	VAR(OP(3, 0, 0x38), "3DSTATE_GATHER_CONSTANT_PS", 0xff, 0x0, 3, 130),
	VAR(OP(3, 0, 0x39), "3DSTATE_DX9_CONSTANTF_VS", 0xff, 0x0, 6, 257),
	VAR(OP(3, 0, 0x3a), "3DSTATE_DX9_CONSTANTF_PS", 0xff, 0x0, 6, 257),
	VAR(OP(3, 0, 0x3b), "3DSTATE_DX9_CONSTANTI_VS", 0xff, 0x0, 6, 66),
	VAR(OP(3, 0, 0x3c), "3DSTATE_DX9_CONSTANTI_PS", 0xff, 0x0, 6, 66),
	VAR(OP(3, 0, 0x3d), "3DSTATE_DX9_CONSTANTB_VS", 0xff, 0x0, 3, 3),
	VAR(OP(3, 0, 0x3e), "3DSTATE_DX9_CONSTANTB_PS", 0xff, 0x0, 3, 3),
	VAR(OP(3, 0, 0x3f), "3DSTATE_DX9_LOCAL_VALID_VS", 0xff, 0x0, 9, 9),
	VAR(OP(3, 0, 0x40), "3DSTATE_DX9_LOCAL_VALID_PS", 0xff, 0x0, 9, 9),
	VAR(OP(3, 0, 0x41), "3DSTATE_DX9_GENERATE_ACTIVE_VS", 0xff, 0x0, 2, 2),
	VAR(OP(3, 0, 0x42), "3DSTATE_DX9_GENERATE_ACTIVE_PS", 0xff, 0x0, 2, 2),
	VAR(OP(3, 0, 0x43), "3DSTATE_BINDING_TABLE_EDIT_VS", 0x1ff, 0x0, 2, 513),
	VAR(OP(3, 0, 0x44), "3DSTATE_BINDING_TABLE_EDIT_GS", 0x1ff, 0x0, 2, 513),
	VAR(OP(3, 0, 0x45), "3DSTATE_BINDING_TABLE_EDIT_HS", 0x1ff, 0x0, 2, 513),
	VAR(OP(3, 0, 0x46), "3DSTATE_BINDING_TABLE_EDIT_DS", 0x1ff, 0x0, 2, 513),
	VAR(OP(3, 0, 0x47), "3DSTATE_BINDING_TABLE_EDIT_PS", 0x1ff, 0x0, 2, 513),
	VAR(OP(3, 0, 0x49), "3DSTATE_VF_INSTANCING", 0xff, 0x0, 3, 3),
	VAR(OP(3, 0, 0x4a), "3DSTATE_VF_SGVS", 0xff, 0x0, 2, 2),
	VAR(OP(3, 0, 0x4b), "3DSTATE_VF_TOPOLOGY", 0xff, 0x0, 2, 2),
	VAR(OP(3, 0, 0x4c), "3DSTATE_WM_CHROMAKEY", 0xff, 0x0, 2, 2),
	VAR(OP(3, 0, 0x4d), "3DSTATE_PS_BLEND", 0xff, 0x0, 2, 2),
	VAR8(OP(3, 0, 0x4e), "3DSTATE_WM_DEPTH_STENCIL", 0xff, 0x0, 3, 3),
	VAR9(OP(3, 0, 0x4e), "3DSTATE_WM_DEPTH_STENCIL", 0xff, 0x0, 4, 4),
	VAR(OP(3, 0, 0x4f), "3DSTATE_PS_EXTRA", 0xff, 0x0, 2, 2),
	VAR(OP(3, 0, 0x50), "3DSTATE_RASTER", 0xff, 0x0, 5, 5),
	VAR(OP(3, 0, 0x51), "3DSTATE_SBE_SWIZ", 0xff, 0x0, 11, 11),
	VAR(OP(3, 0, 0x52), "3DSTATE_WM_HZ_OP", 0xff, 0x0, 5, 5),
	VAR9(OP(3, 0, 0x55), "3DSTATE_COMPONENT_PACKING", 0xff, 0x0, 5, 5),
	VAR(OP(3, 1, 0x00), "3DSTATE_DRAWING_RECTANGLE", 0xff, 0xc000, 4, 4),
	VAR(OP(3, 1, 0x02), "3DSTATE_SAMPLER_PALETTE_LOAD0", 0xff, 0x0, 2, 257),
	VAR(OP(3, 1, 0x04), "3DSTATE_CHROMA_KEY", 0xff, 0x0, 4, 4),
	VAR(OP(3, 1, 0x06), "3DSTATE_POLY_STIPPLE_OFFSET", 0xff, 0x0, 2, 2),
	VAR(OP(3, 1, 0x07), "3DSTATE_POLY_STIPPLE_PATTERN", 0xff, 0x0, 33, 33),
	VAR(OP(3, 1, 0x08), "3DSTATE_LINE_STIPPLE", 0xff, 0x0, 3, 3),
	VAR(OP(3, 1, 0x0a), "3DSTATE_AA_LINE_PARAMETERS", 0xff, 0x0, 3, 3),
	VAR(OP(3, 1, 0x0b), "3DSTATE_GS_SVB_INDEX", 0xff, 0x0, 4, 4),
	VAR(OP(3, 1, 0x0c), "3DSTATE_SAMPLER_PALETTE_LOAD1", 0xff, 0x0, 2, 257),
	VAR(OP(3, 1, 0x11), "3DSTATE_MONOFILTER_SIZE", 0xff, 0x0, 2, 2),
	VAR(OP(3, 1, 0x12), "3DSTATE_PUSH_CONSTANT_ALLOC_VS", 0xff, 0x0, 2, 2),
	VAR(OP(3, 1, 0x13), "3DSTATE_PUSH_CONSTANT_ALLOC_HS", 0xff, 0x0, 2, 2),
	VAR(OP(3, 1, 0x14), "3DSTATE_PUSH_CONSTANT_ALLOC_DS", 0xff, 0x0, 2, 2),
	VAR(OP(3, 1, 0x15), "3DSTATE_PUSH_CONSTANT_ALLOC_GS", 0xff, 0x0, 2, 2),
	VAR(OP(3, 1, 0x16), "3DSTATE_PUSH_CONSTANT_ALLOC_PS", 0xff, 0x0, 2, 2),
	VAR(OP(3, 1, 0x17), "3DSTATE_SO_DECL_LIST", 0x1ff, 0x0, 3, 513),
	VAR(OP(3, 1, 0x18), "3DSTATE_SO_BUFFER", 0xff, 0x0, 8, 8),
	VAR(OP(3, 1, 0x19), "3DSTATE_BINDING_TABLE_POOL_ALLOC", 0xff, 0x0, 4, 4),
	VAR(OP(3, 1, 0x1a), "3DSTATE_GATHER_POOL_ALLOC", 0xff, 0x0, 4, 4),
	VAR(OP(3, 1, 0x1b), "3DSTATE_DX9_CONSTANT_BUFFER_POOL_ALLOC", 0xff, 0x0, 4, 4),
	VAR(OP(3, 1, 0x1c), "3DSTATE_SAMPLE_PATTERN", 0xff, 0x0, 9, 9),
	{ .name = "PIPE_CONTROL", .engines = VGT_ON_RCS, .opcode = OP(3, 2, 0x00),
	  .len_mask = 0xff, .bias = 2, .min = 6, .max = 6,
	  .check = vgt_pipe_control, .no_ppgtt = vgt_pipe_control_in_ggtt },
	VAR(OP(3, 3, 0x00), "3DPRIMITIVE", 0xff, 0x700, 7, 7),
};

const struct vgt_cmd_table vgt_cmds_3d = {
	.client = VGT_CLIENT_3D, .cmds = vgt_render,
	.count = ARRAY_SIZE(vgt_render),
};
