// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memory interface (MI) commands.
 *
 * Source: Skylake PRM vol. 2a (command reference), i915's gt/intel_gpu_commands.h.
 */
#include <linux/errno.h>
#include <linux/kernel.h>

#include "../execlists.h"
#include "../irq.h"
#include "../vengine.h"
#include "audit.h"
#include "regs.h"
#include "rules.h"

#define VGT_MI_GGTT		BIT(22)
#define VGT_MI_QWORD		BIT(21)
#define VGT_MI_POST_SYNC	GENMASK(15, 14)
#define VGT_MI_NOTIFY		BIT(8)
#define VGT_FLUSH_DW_INDEX	BIT(21)
#define VGT_FLUSH_DW_GGTT	BIT(2)
#define VGT_COPY_DST_GGTT	BIT(21)
#define VGT_SEMAPHORE_REG_POLL	BIT(16)
#define VGT_BBS_SECOND_LEVEL	BIT(22)
#define VGT_BBS_OFFSET		BIT(16)
#define VGT_BBS_PPGTT		BIT(8)

static int vgt_mi_ggtt(struct vgt_audit *audit, const u32 *cs, const u32 *addr,
		       u32 len)
{
	return cs[0] & VGT_MI_GGTT ? vgt_rule_ggtt(audit, addr, len) : 0;
}

static int vgt_mi_interrupt(struct vgt_audit *audit, u32 *cs, u32 len)
{
	audit->events |= BIT(VGT_GT_USER);
	vgt_rule_noop(cs, len);
	return 0;
}

/* The physical monitor's timing is no guest's to wait for. */
static int vgt_mi_nothing(struct vgt_audit *audit, u32 *cs, u32 len)
{
	vgt_rule_noop(cs, len);
	return 0;
}

static int vgt_mi_store_data_imm(struct vgt_audit *audit, u32 *cs, u32 len)
{
	u32 words = len - 3;

	if (cs[0] & VGT_MI_QWORD && words % 2)
		return vgt_refuse(audit, "half a quadword");
	return vgt_mi_ggtt(audit, cs, &cs[1], words * 4);
}

static int vgt_mi_load_register_imm(struct vgt_audit *audit, u32 *cs, u32 len)
{
	u32 i;
	int ret;

	if (len % 2 == 0)
		return vgt_refuse(audit, "a register without a value");
	for (i = 1; i < len; i += 2) {
		ret = vgt_rule_reg_value(audit, cs[i] & GENMASK(22, 2), &cs[i + 1]);
		if (ret)
			return ret;
	}
	return 0;
}

static int vgt_mi_load_register_mem(struct vgt_audit *audit, u32 *cs, u32 len)
{
	int ret;

	ret = vgt_rule_reg(audit, cs[1] & GENMASK(22, 2), VGT_CR_WRITE);
	return ret ?: vgt_mi_ggtt(audit, cs, &cs[2], 4);
}

static int vgt_mi_store_register_mem(struct vgt_audit *audit, u32 *cs, u32 len)
{
	int ret;

	ret = vgt_rule_reg(audit, cs[1] & GENMASK(22, 2), VGT_CR_READ);
	return ret ?: vgt_mi_ggtt(audit, cs, &cs[2], 4);
}

static int vgt_mi_load_register_reg(struct vgt_audit *audit, u32 *cs, u32 len)
{
	int ret;

	ret = vgt_rule_reg(audit, cs[1] & GENMASK(22, 2), VGT_CR_READ);
	return ret ?: vgt_rule_reg(audit, cs[2] & GENMASK(22, 2), VGT_CR_WRITE);
}

static int vgt_mi_flush_dw(struct vgt_audit *audit, u32 *cs, u32 len)
{
	if (cs[0] & VGT_MI_NOTIFY) {
		audit->events |= BIT(VGT_GT_FLUSH);
		cs[0] &= ~VGT_MI_NOTIFY;
	}
	if (!(cs[0] & VGT_MI_POST_SYNC))
		return 0;
	if (len < 4)
		return vgt_refuse(audit, "a store without data");
	if (cs[0] & VGT_FLUSH_DW_INDEX) {
		cs[0] &= ~VGT_FLUSH_DW_INDEX;
		return vgt_rule_index(audit, &cs[1], VGT_FLUSH_DW_GGTT);
	}
	return cs[1] & VGT_FLUSH_DW_GGTT ? vgt_rule_ggtt(audit, &cs[1], 8) : 0;
}

static int vgt_mi_clflush(struct vgt_audit *audit, u32 *cs, u32 len)
{
	return vgt_mi_ggtt(audit, cs, &cs[1], 64);
}

static int vgt_mi_report_perf_count(struct vgt_audit *audit, u32 *cs, u32 len)
{
	return cs[1] & BIT(0) ? vgt_rule_ggtt(audit, &cs[1], 256) : 0;
}

static int vgt_mi_atomic(struct vgt_audit *audit, u32 *cs, u32 len)
{
	return vgt_mi_ggtt(audit, cs, &cs[1], 16);
}

static int vgt_mi_copy_mem_mem(struct vgt_audit *audit, u32 *cs, u32 len)
{
	int ret = 0;

	if (cs[0] & VGT_COPY_DST_GGTT)
		ret = vgt_rule_ggtt(audit, &cs[1], 4);
	return ret ?: vgt_mi_ggtt(audit, cs, &cs[3], 4);
}

static int vgt_mi_semaphore_wait(struct vgt_audit *audit, u32 *cs, u32 len)
{
	if (cs[0] & VGT_SEMAPHORE_REG_POLL)
		return vgt_refuse(audit, "a wait for a register");
	return vgt_mi_ggtt(audit, cs, &cs[2], 4);
}

static int vgt_mi_cond_batch_end(struct vgt_audit *audit, u32 *cs, u32 len)
{
	return vgt_mi_ggtt(audit, cs, &cs[2], 8);
}

/*
 * A batch in the PPGTT is the guest's own affair; one in the GGTT is privileged,
 * and runs from our copy.
 */
static int vgt_mi_batch_start(struct vgt_audit *audit, u32 *cs, u32 len)
{
	struct vgt_shadow_batch *batch;
	u64 addr = (u64)(cs[2] & 0xffff) << 32 | (cs[1] & ~3u);
	int ret;

	if (!(cs[0] & VGT_BBS_PPGTT)) {
		/* BB_OFFSET would lead out of our copy. */
		if (cs[0] & VGT_BBS_OFFSET)
			return vgt_refuse(audit, "a batch at an offset that is not known");
		ret = vgt_audit_batch(audit, addr, VGT_AUDIT_WORDS, &batch);
		if (ret)
			return ret;
		cs[1] = batch->buf->ggtt;
		cs[2] = 0;
	}
	audit->chained = !(cs[0] & VGT_BBS_SECOND_LEVEL);
	return 0;
}

#define ONE(_op, _name, _engines, _check) {				\
	.name = _name, .engines = (_engines), .opcode = (_op),		\
	.min = 1, .max = 1, .check = (_check) }
#define VAR(_op, _name, _engines, _mask, _min, _max, _check) {		\
	.name = _name, .engines = (_engines), .opcode = (_op),		\
	.min = (_min), .max = (_max), .len_mask = (_mask), .check = (_check) }

/*
 * Left out, and so refused: MI_REPORT_HEAD, MI_STORE_DATA_INDEX (they write the
 * host's status page), MI_SET_CONTEXT, MI_SEMAPHORE_SIGNAL (other contexts are
 * not the guest's), MI_UPDATE_GTT (the GGTT is shadowed), MI_LOAD_URB_MEM,
 * MI_STORE_URB_MEM.
 */
static const struct vgt_cmd vgt_mi[] = {
	ONE(0x00, "MI_NOOP", VGT_ON_ALL, NULL),
	ONE(0x01, "MI_SET_PREDICATE", VGT_ON_ALL, NULL),
	ONE(0x02, "MI_USER_INTERRUPT", VGT_ON_ALL, vgt_mi_interrupt),
	ONE(0x03, "MI_WAIT_FOR_EVENT", VGT_ON_RCS | VGT_ON_BCS, vgt_mi_nothing),
	ONE(0x05, "MI_ARB_CHECK", VGT_ON_ALL, NULL),
	ONE(0x06, "MI_RS_CONTROL", VGT_ON_RCS, NULL),
	ONE(0x08, "MI_ARB_ON_OFF", VGT_ON_ALL, NULL),
	ONE(0x09, "MI_URB_ATOMIC_ALLOC", VGT_ON_RCS, NULL),
	{ .name = "MI_BATCH_BUFFER_END", .engines = VGT_ON_ALL, .opcode = 0x0a,
	  .min = 1, .max = 1, .end = true },
	ONE(0x0b, "MI_SUSPEND_FLUSH", VGT_ON_ALL, NULL),
	ONE(0x0c, "MI_PREDICATE", VGT_ON_RCS, NULL),
	ONE(0x0d, "MI_TOPOLOGY_FILTER", VGT_ON_RCS, NULL),
	ONE(0x0e, "MI_SET_APPID", VGT_ON_ALL, NULL),
	ONE(0x0f, "MI_RS_CONTEXT", VGT_ON_RCS, NULL),
	VAR(0x12, "MI_LOAD_SCAN_LINES_INCL", VGT_ON_RCS | VGT_ON_BCS, 0x3f, 2, 2,
	    vgt_mi_nothing),
	VAR(0x13, "MI_LOAD_SCAN_LINES_EXCL", VGT_ON_RCS | VGT_ON_BCS, 0x3f, 2, 2,
	    vgt_mi_nothing),
	VAR(0x19, "MI_URB_CLEAR", VGT_ON_RCS, 0xff, 2, 2, NULL),
	VAR(0x1a, "MI_MATH", VGT_ON_ALL, 0x3f, 2, 65, NULL),
	VAR(0x1c, "MI_SEMAPHORE_WAIT", VGT_ON_ALL, 0xff, 4, 4,
	    vgt_mi_semaphore_wait),
	VAR(0x20, "MI_STORE_DATA_IMM", VGT_ON_ALL, 0x3ff, 4, 1025,
	    vgt_mi_store_data_imm),
	VAR(0x22, "MI_LOAD_REGISTER_IMM", VGT_ON_ALL, 0xff, 3, 257,
	    vgt_mi_load_register_imm),
	VAR(0x24, "MI_STORE_REGISTER_MEM", VGT_ON_ALL, 0xff, 4, 4,
	    vgt_mi_store_register_mem),
	VAR(0x26, "MI_FLUSH_DW", VGT_ON_ALL, 0x3f, 3, 5, vgt_mi_flush_dw),
	VAR(0x27, "MI_CLFLUSH", VGT_ON_RCS, 0x3ff, 3, 1025, vgt_mi_clflush),
	VAR(0x28, "MI_REPORT_PERF_COUNT", VGT_ON_RCS, 0x3f, 4, 4,
	    vgt_mi_report_perf_count),
	VAR(0x29, "MI_LOAD_REGISTER_MEM", VGT_ON_ALL, 0xff, 4, 4,
	    vgt_mi_load_register_mem),
	VAR(0x2a, "MI_LOAD_REGISTER_REG", VGT_ON_ALL, 0xff, 3, 3,
	    vgt_mi_load_register_reg),
	VAR(0x2b, "MI_RS_STORE_DATA_IMM", VGT_ON_RCS, 0xff, 4, 4, NULL),
	VAR(0x2e, "MI_COPY_MEM_MEM", VGT_ON_ALL, 0xff, 5, 5,
	    vgt_mi_copy_mem_mem),
	VAR(0x2f, "MI_ATOMIC", VGT_ON_ALL, 0xff, 3, 11, vgt_mi_atomic),
	VAR(0x31, "MI_BATCH_BUFFER_START", VGT_ON_ALL, 0xff, 3, 3,
	    vgt_mi_batch_start),
	VAR(0x36, "MI_CONDITIONAL_BATCH_BUFFER_END", VGT_ON_ALL, 0xff, 4, 4,
	    vgt_mi_cond_batch_end),
};

const struct vgt_cmd_table vgt_cmds_mi = {
	.client = VGT_CLIENT_MI, .cmds = vgt_mi, .count = ARRAY_SIZE(vgt_mi),
};
