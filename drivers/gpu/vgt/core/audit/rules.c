// SPDX-License-Identifier: GPL-2.0-only
/*
 * Checks that several commands share.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include "core/convert.h"
#include "core/device.h"
#include "core/engine.h"
#include "core/log.h"
#include "core/mem/ggtt_space.h"
#include "core/regs/cmd_regs.h"
#include "core/regs/gt_regs.h"
#include "core/regs/index.h"
#include "core/regs/mmio_context.h"
#include "core/regs/reg.h"
#include "core/regs/status_page.h"
#include "core/vgpu_types.h"
#include "rules.h"

/* Bits of a command's word that hold a register's offset; the others are reserved. */
#define VGT_REG_WORD	GENMASK(22, 2)

/**
 * vgt_refuse() - refuse a command
 * @audit: the submission
 * @why: the reason in a few words; a constant string
 *
 * Return: -EPERM.
 */
int vgt_refuse(struct vgt_audit *audit, const char *why)
{
	audit->why = why;
	return -EPERM;
}

static int vgt_refuse_reg(struct vgt_audit *audit, const char *why, u32 offset)
{
	audit->reg = offset;
	return vgt_refuse(audit, why);
}

static int vgt_refuse_load(struct vgt_audit *audit, const char *why, u32 offset, u32 val)
{
	audit->load = true;
	audit->val = val;
	return vgt_refuse_reg(audit, why, offset);
}

/**
 * vgt_rule_ggtt() - check that a GGTT address is in the vGPU's own slices, and translate it
 * @audit: the submission
 * @addr: the command's two address words; replaced by the hardware's address, but for @flags
 * @flags: bits of the first word that are not part of the address; all others are
 * @len: number of bytes that the command accesses there
 *
 * Return: 0, or -EPERM if the range is not the vGPU's.
 */
int vgt_rule_ggtt(struct vgt_audit *audit, u32 *addr, u32 flags, u32 len)
{
	u64 a = vgt_u64(addr[1], addr[0] & ~flags);

	if (vgt_ggtt_to_hw(audit->ve->vgpu, a, len, &a))
		return vgt_refuse(audit, "a GGTT address outside of the vGPU's own");
	addr[0] = lower_32_bits(a) | (addr[0] & flags);
	addr[1] = upper_32_bits(a);
	return 0;
}

/* vgt switches the register by the value that it recorded, and does not read it back. */
static bool vgt_reg_must_be_known(const struct vgt_reg *row)
{
	return (row->flags & (VGT_REG_SWITCH | VGT_REG_SAVE)) == VGT_REG_SWITCH;
}

#define VGT_NOT_IN_IMAGE	"this GPU's context image does not hold what it sets"

/*
 * A register that neither the hardware nor vgt switches would pass its value from one vGPU to
 * the next. So all contexts keep the host's value. The host's driver is of the same kind as
 * the guest's, and has the same workarounds.
 */
static int vgt_rule_leave(struct vgt_audit *audit, u32 offset, const char *why)
{
	struct vgt_vgpu *vgpu = audit->ve->vgpu;

	if (audit->quiet) {
		audit->later = true;
		return VGT_RULE_LEAVE;
	}
	vgpu->stats.regs_refused++;
	vgt_info(vgpu, "%s: a command's load of register %#x is left out: %s\n",
		 vgt_engines[audit->ve->id].name, offset, why);
	return VGT_RULE_LEAVE;
}

static int vgt_rule_reg_kept(struct vgt_audit *audit, const struct vgt_reg *row,
			     u32 offset)
{
	const struct vgt_vengine *ve = audit->ve;

	if (row->flags & VGT_REG_SWITCH || vgt_lrc_keeps(ve->vgpu->dev, ve->id, offset))
		return 0;
	return vgt_rule_leave(audit, offset, VGT_NOT_IN_IMAGE);
}

/* No driver sets the reserved bits, and their effect is not documented. */
static int vgt_rule_reg_word(struct vgt_audit *audit, u32 word)
{
	if (word & ~VGT_REG_WORD)
		return vgt_refuse_reg(audit, "reserved bits beside a register's offset", word);
	return 0;
}

/**
 * vgt_rule_reg() - check a command's access to a register, where the value is not known
 * @audit: the submission
 * @word: the command's word with the register's offset
 * @access: VGT_REG_CMD_READ or VGT_REG_CMD_WRITE
 *
 * Return: 0; VGT_RULE_LEAVE; or -EPERM if the access is refused.
 */
int vgt_rule_reg(struct vgt_audit *audit, u32 word, u32 access)
{
	u32 offset = word & VGT_REG_WORD;
	const struct vgt_reg *row;

	if (vgt_rule_reg_word(audit, word))
		return -EPERM;
	if (access == VGT_REG_CMD_WRITE && vgt_virtual_has(audit, offset))
		return VGT_RULE_LEAVE;
	row = vgt_reg_of(audit->ve->vgpu->dev, audit->ve->id, offset);
	if (!row || !(row->flags & access))
		return vgt_refuse_reg(audit, access == VGT_REG_CMD_WRITE ?
				      "commands may not write the register" :
				      "commands may not read the register",
				      offset);
	/* A value that is not known in advance cannot be checked. */
	if (access == VGT_REG_CMD_WRITE &&
	    (row->allowed || vgt_reg_must_be_known(row)))
		return vgt_refuse_reg(audit, "the register takes immediate values only",
				      offset);
	if (access != VGT_REG_CMD_WRITE)
		return 0;
	vgt_mmio_ctx_load(audit->ve, offset, audit->restoring);
	return vgt_rule_reg_kept(audit, row, offset);
}

static bool vgt_is_pdp(const struct vgt_audit *audit, u32 word, u32 *rel)
{
	*rel = (word & VGT_REG_WORD) - vgt_engines[audit->ve->id].mmio_base;
	return *rel >= RING_PDP0_LDW && *rel <= RING_PDP3_UDW;
}

/**
 * vgt_rule_roots() - check the page-table roots that a load of registers contains
 * @audit: the submission
 * @cs: MI_LOAD_REGISTER_IMM
 * @len: its length in words
 *
 * i915 of Linux 5.2 to 5.13 changes a context's address space this way. The command must load
 * both words of a root, even if the root is the current one: earlier commands may have been
 * skipped, and the halves of two different roots could form the address of any page.
 *
 * Return: 0, -EPERM, or the error of @audit->root.
 */
int vgt_rule_roots(struct vgt_audit *audit, const u32 *cs, u32 len)
{
	u64 pdp[4];
	u32 i, rel, words = 0;

	memcpy(pdp, audit->guest_pdp, sizeof(pdp));
	for (i = 1; i + 1 < len; i += 2) {
		u32 n, shift;

		if (!vgt_is_pdp(audit, cs[i], &rel))
			continue;
		n = (rel - RING_PDP0_LDW) / 4;
		shift = n % 2 ? 32 : 0;
		pdp[n / 2] = (pdp[n / 2] & ~(0xffffffffull << shift)) | (u64)cs[i + 1] << shift;
		words |= BIT(n);
	}
	for (i = 0; i < 4; i++)
		if ((words >> 2 * i & 1) != (words >> (2 * i + 1) & 1))
			return vgt_refuse(audit, "half of a page-table root");
	if (!memcmp(pdp, audit->guest_pdp, sizeof(pdp)))
		return 0;
	if (!audit->root || audit->restoring)
		return vgt_refuse(audit, "a page-table root other than the context's");
	return audit->root(audit, pdp);
}

/*
 * Replace the guest's page-table roots by the shadow's. i915 loads them by command for
 * 3-level tables, high word first.
 */
static int vgt_rule_pdp(struct vgt_audit *audit, u32 rel, u32 *val)
{
	u32 n = (rel - RING_PDP0_LDW) / 8;
	bool high = rel & 4;
	u64 guest = audit->guest_pdp[n];
	u64 shadow = audit->shadow_pdp[n];

	if (n && !audit->legacy_32bit)
		return vgt_refuse(audit, "a page-table root that does not count");
	if (*val != (high ? upper_32_bits(guest) : lower_32_bits(guest)))
		return vgt_refuse(audit, "a page-table root other than the context's");
	*val = high ? upper_32_bits(shadow) : lower_32_bits(shadow);
	return 0;
}

/**
 * vgt_rule_reg_value() - check a command's load of a register with an immediate value
 * @audit: the submission
 * @word: the command's word with the register's offset
 * @val: the value; replaced if the hardware must get another one
 *
 * Return: 0; VGT_RULE_LEAVE; -EPERM if the load is refused; -ENOMEM.
 */
int vgt_rule_reg_value(struct vgt_audit *audit, u32 word, u32 *val)
{
	struct vgt_vengine *ve = audit->ve;
	u32 offset = word & VGT_REG_WORD;
	const struct vgt_reg *row;
	u32 rel;
	int ret;

	if (vgt_rule_reg_word(audit, word))
		return -EPERM;
	ret = vgt_virtual_load(audit, offset, *val);
	if (ret)
		return ret;
	if (vgt_is_pdp(audit, word, &rel))
		return vgt_rule_pdp(audit, rel, val);

	row = vgt_reg_of(ve->vgpu->dev, ve->id, offset);
	if (!row || !(row->flags & VGT_REG_CMD_WRITE))
		return vgt_refuse_load(audit, "commands may not write the register",
				       offset, *val);
	if (row->allowed == vgt_nonpriv_allowed)
		vgt_nonpriv_settle(ve->vgpu->dev, ve->id, val);
	if (!vgt_cmd_reg_value_ok(ve->vgpu->dev, row, ve->id, *val))
		return vgt_refuse_load(audit, "a value that the register may not have",
				       offset, *val);
	if (!vgt_cmd_reg_set_ok(ve->vgpu->dev, row, ve->id, *val))
		return vgt_rule_leave(audit, offset, VGT_NOT_IN_IMAGE);
	/*
	 * Outside of a bracket, the host's batches would start with the guest's slots, and the
	 * hardware would drop what they load first.
	 */
	if (audit->restoring && row->allowed == vgt_nonpriv_allowed)
		return vgt_rule_leave(audit, offset, "a batch at context restore may not set it");
	if (row->flags & VGT_REG_SWITCH)
		vgt_mmio_ctx_load(ve, offset, audit->restoring);
	return vgt_rule_reg_kept(audit, row, offset);
}

/**
 * vgt_rule_noop() - replace a command by no-ops
 * @cs: the command
 * @len: its length in words
 */
void vgt_rule_noop(u32 *cs, u32 len)
{
	memset(cs, 0, len * sizeof(*cs));
}

/**
 * vgt_rule_index() - replace an index into a status page by a GGTT address
 * @audit: the submission
 * @addr: the command's two address words; the first holds the index
 * @global: the command selects the GGTT: use the engine's page, otherwise the context's
 * @low_bits: bits to set in the low word, if they select the GGTT there; otherwise 0
 *
 * The context's page is the first page of its image. The hardware itself would use a page of
 * the host's: its engine's, or the shadow context's.
 *
 * Return: 0, or -EPERM if the vGPU does not have the page.
 */
int vgt_rule_index(struct vgt_audit *audit, u32 *addr, bool global, u32 low_bits)
{
	u64 a = global ? vgt_status_page(audit->ve->vgpu, audit->ve->id) : audit->lrca;

	if (vgt_ggtt_to_hw(audit->ve->vgpu, a + (addr[0] & 0xff8), 8, &a))
		return vgt_refuse(audit, "an index into a status page that it does not have");
	addr[0] = lower_32_bits(a) | low_bits;
	addr[1] = upper_32_bits(a);
	return 0;
}
