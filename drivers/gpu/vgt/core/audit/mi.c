// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memory interface (MI) commands.
 *
 * Source: Skylake PRM vol. 2a (command reference), i915's gt/intel_gpu_commands.h.
 */
#include <linux/bitfield.h>
#include <linux/errno.h>
#include <linux/kernel.h>

#include "core/convert.h"
#include "core/regs/cmd_regs.h"
#include "core/regs/irq_types.h"
#include "core/regs/reg.h"
#include "core/vgpu_types.h"
#include "audit.h"
#include "rules.h"

#define VGT_MI_GGTT		BIT(22)
#define VGT_MI_QWORD		BIT(21)
#define VGT_MI_SDI		(VGT_MI_OP(0x20) | 2)
#define VGT_MI_LRI_ONE		(VGT_MI_OP(0x22) | 1)
#define VGT_SRM_PREDICATE	BIT(21)
#define VGT_MI_POST_SYNC	GENMASK(15, 14)
#define VGT_MI_NOTIFY		BIT(8)
#define VGT_FLUSH_DW_INDEX	BIT(21)
#define VGT_FLUSH_DW_GGTT	BIT(2)
#define VGT_FLUSH_DW_FLAGS	GENMASK(2, 0)
#define VGT_COPY_DST_GGTT	BIT(21)
#define VGT_SEMAPHORE_POLL	BIT(15)
#define VGT_SEMAPHORE_REG_POLL	BIT(16)
#define VGT_LRM_ASYNC		BIT(21)
#define VGT_ATOMIC_INLINE	BIT(18)
#define VGT_PERF_CORE		BIT(4)
#define VGT_PERF_GGTT		BIT(0)
#define VGT_PERF_FLAGS		GENMASK(5, 0)
#define VGT_BBS_SECOND_LEVEL	BIT(22)
#define VGT_BBS_OFFSET		BIT(16)
#define VGT_BBS_PREDICATE	BIT(15)
#define VGT_BBS_PPGTT		BIT(8)
/* What comes after the jump may run, too. */
#define VGT_BBS_GOES_ON		(VGT_BBS_SECOND_LEVEL | VGT_BBS_PREDICATE)

static bool vgt_mi_no_memory(const u32 *cs)
{
	return true;
}

static bool vgt_mi_in_ggtt(const u32 *cs)
{
	return cs[0] & VGT_MI_GGTT;
}

static int vgt_mi_ggtt(struct vgt_audit *audit, const u32 *cs, u32 *addr, u32 len)
{
	return cs[0] & VGT_MI_GGTT ? vgt_rule_ggtt(audit, addr, VGT_ADDR_FLAGS, len) : 0;
}

static int vgt_mi_interrupt(struct vgt_audit *audit, u32 *cs, u32 len)
{
	audit->events |= BIT(VGT_GT_USER);
	vgt_rule_noop(cs, len);
	return 0;
}

/*
 * Guests must not wait for the timing of a physical monitor. And MI_NOOP with bit 22 would
 * leave a value in NOPID that others can read.
 */
static int vgt_mi_nothing(struct vgt_audit *audit, u32 *cs, u32 len)
{
	vgt_rule_noop(cs, len);
	return 0;
}

/*
 * The command would write the shadow's head to the shadow's status page. The guest gets its
 * own head in its context image when the request is complete.
 */
static int vgt_mi_report_head(struct vgt_audit *audit, u32 *cs, u32 len)
{
	vgt_rule_noop(cs, len);
	return 0;
}

/*
 * A batch that runs when a context is restored may run just before the host's commands that
 * end a request, and so after the commands of vgt_audit_close(): they cannot reset the state
 * that the batch leaves.
 */
static int vgt_mi_set_predicate(struct vgt_audit *audit, u32 *cs, u32 len)
{
	if (audit->restoring && cs[0] & 0xf)
		return vgt_refuse(audit, "a predicate over the host's own commands");
	return 0;
}

static int vgt_mi_arb_on_off(struct vgt_audit *audit, u32 *cs, u32 len)
{
	bool on = cs[0] & 1;

	if (audit->restoring)
		audit->arbitration_off = !on;
	else if (on && audit->gaps)
		return vgt_audit_gap(audit, cs);
	return 0;
}

/*
 * Turned on in a ring, the resource streamer would read on into the host's commands. The same
 * happens after a batch that restores a context: the ring comes next.
 */
static int vgt_mi_rs_control(struct vgt_audit *audit, u32 *cs, u32 len)
{
	if (audit->restoring && cs[0] & 1)
		return vgt_refuse(audit, "the resource streamer over the host's own commands");
	return 0;
}

/* The suspension would also delay flushes that the IOMMU requests. */
static int vgt_mi_suspend_flush(struct vgt_audit *audit, u32 *cs, u32 len)
{
	return cs[0] & 1 ? vgt_refuse(audit, "flushes may not be suspended") : 0;
}

static bool vgt_alu_operand_ok(u32 n)
{
	/* R0 to R15; SRCA, SRCB; ACCU, ZF, CF. */
	return n < 16 || n == 0x20 || n == 0x21 || (n >= 0x31 && n <= 0x33);
}

/* Check an instruction of MI_MATH. Source: Skylake PRM vol. 2a, "MI_MATH". */
#define VGT_ALU_OPCODE		GENMASK(31, 20)
#define VGT_ALU_OPERAND_1	GENMASK(19, 10)
#define VGT_ALU_OPERAND_2	GENMASK(9, 0)

static bool vgt_alu_ok(u32 alu)
{
	u32 dst = FIELD_GET(VGT_ALU_OPERAND_1, alu);
	u32 src = FIELD_GET(VGT_ALU_OPERAND_2, alu);

	switch (FIELD_GET(VGT_ALU_OPCODE, alu)) {
	case 0x000:	/* NOOP */
	case 0x100:	/* ADD, SUB, AND, OR, XOR */
	case 0x101:
	case 0x102:
	case 0x103:
	case 0x104:
		return true;
	case 0x081:	/* LOAD0, LOAD1 */
	case 0x481:
		return vgt_alu_operand_ok(dst);
	case 0x080:	/* LOAD, LOADINV, STORE, STOREINV */
	case 0x480:
	case 0x180:
	case 0x580:
		return vgt_alu_operand_ok(dst) && vgt_alu_operand_ok(src);
	}
	return false;
}

/* The ALU accesses only the general registers and its own. */
static int vgt_mi_math(struct vgt_audit *audit, u32 *cs, u32 len)
{
	u32 i;

	for (i = 1; i < len; i++)
		if (!vgt_alu_ok(cs[i]))
			return vgt_refuse(audit, "not an operation of the ALU");
	return 0;
}

static int vgt_mi_store_data_imm(struct vgt_audit *audit, u32 *cs, u32 len)
{
	u32 words = len - 3;

	if (cs[0] & VGT_MI_QWORD && words % 2)
		return vgt_refuse(audit, "half a quadword");
	return vgt_mi_ggtt(audit, cs, &cs[1], words * 4);
}

/* Remove registers that must not be loaded, and fill up with no-ops. */
static int vgt_mi_load_register_imm(struct vgt_audit *audit, u32 *cs, u32 len)
{
	u32 i, end = 1;
	int ret;

	if (len % 2 == 0)
		return vgt_refuse(audit, "a register without a value");
	ret = vgt_rule_roots(audit, cs, len);
	if (ret)
		return ret;
	for (i = 1; i < len; i += 2) {
		ret = vgt_rule_reg_value(audit, cs[i], &cs[i + 1]);
		if (ret < 0)
			return ret;
		if (ret == VGT_RULE_LEAVE)
			continue;
		cs[end++] = cs[i];
		cs[end++] = cs[i + 1];
	}
	vgt_rule_noop(cs + end, len - end);
	cs[0] = end > 1 ? cs[0] - (len - end) : 0;
	return 0;
}

static int vgt_mi_load_register_mem(struct vgt_audit *audit, u32 *cs, u32 len)
{
	int reg, ret;

	/* Load synchronously: the value could arrive when another vGPU's context runs. */
	cs[0] &= ~VGT_LRM_ASYNC;
	reg = vgt_rule_reg(audit, cs[1], VGT_REG_CMD_WRITE);
	if (reg < 0)
		return reg;
	ret = vgt_mi_ggtt(audit, cs, &cs[2], 4);
	if (!ret && reg == VGT_RULE_LEAVE)
		vgt_rule_noop(cs, len);
	return ret;
}

/* Replace MI_STORE_REGISTER_MEM by MI_STORE_DATA_IMM, which has the same length. */
static int vgt_mi_store_virtual(struct vgt_audit *audit, u32 *cs, u32 val)
{
	if (cs[0] & VGT_SRM_PREDICATE)
		return vgt_refuse(audit, "a store of a register of the vGPU's under a predicate");
	cs[0] = VGT_MI_SDI | (cs[0] & VGT_MI_GGTT);
	cs[1] = cs[2];
	cs[2] = cs[3];
	cs[3] = val;
	return vgt_mi_ggtt(audit, cs, &cs[1], 4);
}

/* Replace MI_LOAD_REGISTER_REG by MI_LOAD_REGISTER_IMM, which has the same length. */
static int vgt_mi_copy_virtual(struct vgt_audit *audit, u32 *cs, u32 val)
{
	cs[0] = VGT_MI_LRI_ONE;
	cs[1] = cs[2];
	cs[2] = val;
	return vgt_mi_load_register_imm(audit, cs, 3);
}

static int vgt_mi_store_register_mem(struct vgt_audit *audit, u32 *cs, u32 len)
{
	u32 val;
	int ret;

	if (vgt_virtual_get(audit, cs[1], &val))
		return vgt_mi_store_virtual(audit, cs, val);
	ret = vgt_rule_reg(audit, cs[1], VGT_REG_CMD_READ);
	return ret ?: vgt_mi_ggtt(audit, cs, &cs[2], 4);
}

static int vgt_mi_load_register_reg(struct vgt_audit *audit, u32 *cs, u32 len)
{
	u32 val;
	int ret;

	if (vgt_virtual_get(audit, cs[1], &val))
		return vgt_mi_copy_virtual(audit, cs, val);
	ret = vgt_rule_reg(audit, cs[1], VGT_REG_CMD_READ) ?:
	      vgt_rule_reg(audit, cs[2], VGT_REG_CMD_WRITE);
	if (ret != VGT_RULE_LEAVE)
		return ret;
	vgt_rule_noop(cs, len);
	return 0;
}

static int vgt_mi_flush_dw(struct vgt_audit *audit, u32 *cs, u32 len)
{
	if (cs[0] & VGT_MI_NOTIFY) {
		audit->events |= BIT(VGT_GT_FLUSH);
		cs[0] &= ~VGT_MI_NOTIFY;
	}
	if (!(cs[0] & VGT_MI_POST_SYNC))
		return 0;
	if (cs[0] & VGT_FLUSH_DW_INDEX) {
		cs[0] &= ~VGT_FLUSH_DW_INDEX;
		return vgt_rule_index(audit, &cs[1], cs[1] & VGT_FLUSH_DW_GGTT,
				      VGT_FLUSH_DW_GGTT);
	}
	if (!(cs[1] & VGT_FLUSH_DW_GGTT))
		return 0;
	return vgt_rule_ggtt(audit, &cs[1], VGT_FLUSH_DW_FLAGS, 8);
}

static int vgt_mi_clflush(struct vgt_audit *audit, u32 *cs, u32 len)
{
	return vgt_mi_ggtt(audit, cs, &cs[1], 64 * (len - 2));
}

static int vgt_mi_report_perf_count(struct vgt_audit *audit, u32 *cs, u32 len)
{
	if (cs[1] & VGT_PERF_FLAGS & ~(VGT_PERF_CORE | VGT_PERF_GGTT))
		return vgt_refuse(audit, "bits that it does not have");
	if (!(cs[1] & VGT_PERF_GGTT))
		return 0;
	return vgt_rule_ggtt(audit, &cs[1], VGT_PERF_FLAGS, 256);
}

static int vgt_mi_atomic(struct vgt_audit *audit, u32 *cs, u32 len)
{
	if (len != (cs[0] & VGT_ATOMIC_INLINE ? 11 : 3))
		return vgt_refuse(audit, "bad length");
	return vgt_mi_ggtt(audit, cs, &cs[1], 16);
}

static int vgt_mi_copy_mem_mem(struct vgt_audit *audit, u32 *cs, u32 len)
{
	int ret = 0;

	if (cs[0] & VGT_COPY_DST_GGTT)
		ret = vgt_rule_ggtt(audit, &cs[1], VGT_ADDR_FLAGS, 4);
	return ret ?: vgt_mi_ggtt(audit, cs, &cs[3], 4);
}

/*
 * The command makes a context on another engine check its semaphore again. It names the
 * context by the host's id, which the guest does not know. It is not needed: the guest's
 * contexts poll their semaphores.
 */
static int vgt_mi_semaphore_signal(struct vgt_audit *audit, u32 *cs, u32 len)
{
	vgt_rule_noop(cs, len);
	return 0;
}

static int vgt_mi_semaphore_wait(struct vgt_audit *audit, u32 *cs, u32 len)
{
	if (audit->restoring)
		return vgt_refuse(audit, "a wait while a context is restored");
	if (cs[0] & VGT_SEMAPHORE_REG_POLL)
		return vgt_refuse(audit, "a wait for a register");
	cs[0] |= VGT_SEMAPHORE_POLL;
	return vgt_mi_ggtt(audit, cs, &cs[2], 4);
}

static int vgt_mi_cond_batch_end(struct vgt_audit *audit, u32 *cs, u32 len)
{
	/* The rest of the batch may contain the command that turns arbitration on again. */
	if (audit->restoring)
		return vgt_refuse(audit, "an end on a condition while a context is restored");
	return vgt_mi_ggtt(audit, cs, &cs[2], 8);
}

/* A batch in the GGTT is privileged, and runs from vgt's copy. */
static int vgt_mi_batch_ggtt(struct vgt_audit *audit, u32 *cs)
{
	u64 addr = vgt_u64(cs[2], cs[1] & ~3u);
	struct vgt_shadow_batch *batch;
	int ret;

	/* BB_OFFSET could lead outside of the copy. */
	if (cs[0] & VGT_BBS_OFFSET)
		return vgt_refuse(audit, "a batch at an offset that is not known");
	if ((cs[0] & VGT_BBS_GOES_ON) == VGT_BBS_PREDICATE && vgt_audit_loop(audit, cs, addr))
		return 0;
	ret = vgt_audit_batch(audit, addr, VGT_AUDIT_WORDS, &batch);
	if (ret)
		return ret;
	cs[1] = batch->buf->ggtt;
	cs[2] = 0;
	return 0;
}

/* A batch in the PPGTT is not checked. */
static int vgt_mi_batch_start(struct vgt_audit *audit, u32 *cs, u32 len)
{
	int ret;

	/* No driver does this, and the state that it leaves would be hard to track. */
	if (audit->restoring)
		return vgt_refuse(audit, "a batch within one that restores a context");
	/* A second-level batch returns to the first-level batch, and a ring is none. */
	if (cs[0] & VGT_BBS_SECOND_LEVEL && !audit->depth)
		return vgt_refuse(audit, "a second-level batch out of a ring");
	ret = cs[0] & VGT_BBS_PPGTT ? 0 : vgt_mi_batch_ggtt(audit, cs);
	/* A predicated jump may not be taken. */
	audit->chained = !(cs[0] & VGT_BBS_GOES_ON);
	return ret;
}

/* No guest may use it: minimum and maximum length, and the reason. */
#define NEVER_GENS(_gens, _op, _name, _engines, _min, _max, _why) {	\
	.name = _name, .engines = (_engines), .opcode = (_op),		\
	.gens = (_gens), .len_mask = 0xff, .bias = 2, .min = (_min),	\
	.max = (_max), .never = _why }
#define NEVER(...)	NEVER_GENS(0, __VA_ARGS__)
#define NEVER8(...)	NEVER_GENS(BIT(8), __VA_ARGS__)
#define NEVER9(...)	NEVER_GENS(BIT(9), __VA_ARGS__)
/* Other fields may follow in both. */
#define ONE(_op, _name, _engines, _bits, _check, ...) {			\
	.name = _name, .engines = (_engines), .opcode = (_op),		\
	.bits = (_bits), .min = 1, .max = 1, .check = (_check), ##__VA_ARGS__ }
#define VAR_GENS(_gens, _op, _name, _engines, _mask, _bits, _min, _max, _check, ...) { \
	.name = _name, .engines = (_engines), .opcode = (_op),		\
	.gens = (_gens), .bits = (_bits), .len_mask = (_mask),		\
	.bias = 2, .min = (_min), .max = (_max), .check = (_check), ##__VA_ARGS__ }
/* Length field, other bits of the header, minimum and maximum length, check. */
#define VAR(...)	VAR_GENS(0, __VA_ARGS__)
#define VAR8(...)	VAR_GENS(BIT(8), __VA_ARGS__)
#define VAR9(...)	VAR_GENS(BIT(9), __VA_ARGS__)

#define WHY_STATUS	"it writes a status page: those that the hardware has are the host's"
#define WHY_CONTEXTS	"other contexts are not the guest's"
#define WHY_SPACE	"documents do not say in which address space it is"

/*
 * Bits that are refused:
 *
 *   MI_LOAD_REGISTER_IMM, 8 to 11	byte-write disables: the resulting value of the
 *					register is not known
 *   MI_FLUSH_DW, 22			protected memory, which the host does not set up
 *   MI_FLUSH_DW, 9			flushes the last-level cache, which all VMs and the
 *					host's processors share. i915 sets it only for
 *					compressed memory of later generations
 *
 * Bits of MI_FLUSH_DW that are allowed (18: TLB, 7: caches of the video engine) cost the
 * next context of the same engine only time.
 */
static const struct vgt_cmd vgt_mi[] = {
	ONE(0x00, "MI_NOOP", VGT_ON_ALL, GENMASK(22, 0), vgt_mi_nothing,
	    .no_ppgtt = vgt_mi_no_memory),
	ONE(0x01, "MI_SET_PREDICATE", VGT_ON_ALL, 0xf, vgt_mi_set_predicate),
	ONE(0x02, "MI_USER_INTERRUPT", VGT_ON_ALL, 0, vgt_mi_interrupt,
	    .no_ppgtt = vgt_mi_no_memory),
	ONE(0x03, "MI_WAIT_FOR_EVENT", VGT_ON_RCS | VGT_ON_BCS, GENMASK(22, 0),
	    vgt_mi_nothing, .no_ppgtt = vgt_mi_no_memory),
	{ .name = "MI_FLUSH", .engines = VGT_ON_ALL, .opcode = 0x04, .min = 1, .max = 1,
	  .never = "documents of Gen6 are the last that have it" },
	ONE(0x05, "MI_ARB_CHECK", VGT_ON_ALL, 0, NULL, .no_ppgtt = vgt_mi_no_memory),
	{ .name = "MI_RS_CONTROL", .engines = VGT_ON_RCS, .opcode = 0x06,
	  .bits = 0x1, .min = 1, .max = 1, .in_batch = true, .check = vgt_mi_rs_control },
	ONE(0x07, "MI_REPORT_HEAD", VGT_ON_ALL, 0, vgt_mi_report_head,
	    .no_ppgtt = vgt_mi_no_memory),
	ONE(0x08, "MI_ARB_ON_OFF", VGT_ON_ALL, 0x1, vgt_mi_arb_on_off,
	    .no_ppgtt = vgt_mi_no_memory),
	ONE(0x09, "MI_URB_ATOMIC_ALLOC", VGT_ON_RCS, 0xff1ff, NULL),
	{ .name = "MI_BATCH_BUFFER_END", .engines = VGT_ON_ALL, .opcode = 0x0a,
	  .min = 1, .max = 1, .end = true, .in_batch = true,
	  .no_ppgtt = vgt_mi_no_memory },
	ONE(0x0b, "MI_SUSPEND_FLUSH", VGT_ON_ALL, 0x1, vgt_mi_suspend_flush),
	ONE(0x0c, "MI_PREDICATE", VGT_ON_RCS, 0xdb, NULL),
	ONE(0x0d, "MI_TOPOLOGY_FILTER", VGT_ON_RCS, 0x3f, NULL),
	ONE(0x0e, "MI_SET_APPID", VGT_ON_ALL, 0xff, NULL),
	ONE(0x0f, "MI_RS_CONTEXT", VGT_ON_RCS, 0x1, NULL),
	VAR(0x12, "MI_LOAD_SCAN_LINES_INCL", VGT_ON_RCS | VGT_ON_BCS, 0x3f, 0x3e0000,
	    2, 2, vgt_mi_nothing),
	VAR(0x13, "MI_LOAD_SCAN_LINES_EXCL", VGT_ON_RCS | VGT_ON_BCS, 0x3f, 0x380000,
	    2, 2, vgt_mi_nothing),
	VAR8(0x14, "MI_DISPLAY_FLIP", VGT_ON_RCS | VGT_ON_BCS, 0xff, 0x780000, 3, 3,
	     vgt_mi_display_flip, .no_ppgtt = vgt_mi_no_memory),
	VAR9(0x14, "MI_DISPLAY_FLIP", VGT_ON_RCS | VGT_ON_BCS, 0xff, 0x401f00, 3, 3,
	     vgt_mi_display_flip, .no_ppgtt = vgt_mi_no_memory),
	NEVER(0x16, "MI_SEMAPHORE_MBOX", VGT_ON_ALL, 3, 3,
	      "documents of Gen7 are the last that have its mailboxes"),
	NEVER8(0x18, "MI_SET_CONTEXT", VGT_ON_RCS, 2, 2, WHY_CONTEXTS),
	NEVER9(0x18, "MI_SET_CONTEXT", VGT_ON_ALL, 2, 2, WHY_CONTEXTS),
	VAR8(0x19, "MI_URB_CLEAR", VGT_ON_RCS, 0xff, 0, 2, 2, NULL),
	NEVER9(0x19, "MI_URB_CLEAR", VGT_ON_RCS, 2, 2,
	       "documents of Gen8 are the last that have it"),
	VAR8(0x1a, "MI_MATH", VGT_ON_ALL, 0x3f, 0, 2, 65, vgt_mi_math),
	VAR9(0x1a, "MI_MATH", VGT_ON_ALL, 0xff, 0, 2, 257, vgt_mi_math),
	VAR(0x1b, "MI_SEMAPHORE_SIGNAL", VGT_ON_ALL, 0xff, 0x238000, 2, 2,
	    vgt_mi_semaphore_signal, .no_ppgtt = vgt_mi_no_memory),
	VAR8(0x1c, "MI_SEMAPHORE_WAIT", VGT_ON_ALL, 0xff, 0x40f000, 4, 4,
	     vgt_mi_semaphore_wait),
	VAR9(0x1c, "MI_SEMAPHORE_WAIT", VGT_ON_ALL, 0xff, 0x41f000, 4, 4,
	     vgt_mi_semaphore_wait),
	VAR(0x20, "MI_STORE_DATA_IMM", VGT_ON_ALL, 0x3ff, 0x600000, 4, 1025,
	    vgt_mi_store_data_imm, .no_ppgtt = vgt_mi_in_ggtt),
	NEVER(0x21, "MI_STORE_DATA_INDEX", VGT_ON_ALL, 3, 3, WHY_STATUS),
	/* Bit 12: "force posted"; i915 sets it in its first context images. */
	VAR(0x22, "MI_LOAD_REGISTER_IMM", VGT_ON_ALL, 0xff, BIT(12), 3, 257,
	    vgt_mi_load_register_imm, .no_ppgtt = vgt_mi_no_memory),
	NEVER(0x23, "MI_UPDATE_GTT", VGT_ON_ALL, 4, 4,
	      "it writes GGTT entries, which are the host's"),
	VAR(0x24, "MI_STORE_REGISTER_MEM", VGT_ON_ALL, 0xff, 0x600000, 4, 4,
	    vgt_mi_store_register_mem, .no_ppgtt = vgt_mi_in_ggtt),
	VAR(0x26, "MI_FLUSH_DW", VGT_ON_XCS, 0x3f, 0x24c180, 4, 5, vgt_mi_flush_dw),
	VAR(0x27, "MI_CLFLUSH", VGT_ON_RCS, 0x3ff, 0x400000, 3, 1025, vgt_mi_clflush),
	VAR(0x28, "MI_REPORT_PERF_COUNT", VGT_ON_RCS, 0x3f, 0, 4, 4,
	    vgt_mi_report_perf_count),
	VAR(0x29, "MI_LOAD_REGISTER_MEM", VGT_ON_ALL, 0xff, 0x600000, 4, 4,
	    vgt_mi_load_register_mem, .no_ppgtt = vgt_mi_in_ggtt),
	VAR(0x2a, "MI_LOAD_REGISTER_REG", VGT_ON_ALL, 0xff, 0, 3, 3,
	    vgt_mi_load_register_reg, .no_ppgtt = vgt_mi_no_memory),
	NEVER(0x2b, "MI_RS_STORE_DATA_IMM", VGT_ON_RCS, 4, 4, WHY_SPACE),
	NEVER(0x2c, "MI_LOAD_URB_MEM", VGT_ON_RCS, 4, 4, WHY_SPACE),
	NEVER(0x2d, "MI_STORE_URB_MEM", VGT_ON_RCS, 4, 4, WHY_SPACE),
	VAR(0x2e, "MI_COPY_MEM_MEM", VGT_ON_ALL, 0xff, 0x600000, 5, 5,
	    vgt_mi_copy_mem_mem),
	VAR(0x2f, "MI_ATOMIC", VGT_ON_ALL, 0xff, 0x7fff00, 3, 11, vgt_mi_atomic),
	VAR(0x31, "MI_BATCH_BUFFER_START", VGT_ON_ALL, 0xff, 0x418500, 3, 3,
	    vgt_mi_batch_start),
	{ .name = "MI_CONDITIONAL_BATCH_BUFFER_END", .engines = VGT_ON_ALL, .opcode = 0x36,
	  .gens = BIT(8), .bits = 0x600000, .len_mask = 0xff, .bias = 2, .min = 4, .max = 4,
	  .in_batch = true, .check = vgt_mi_cond_batch_end },
	{ .name = "MI_CONDITIONAL_BATCH_BUFFER_END", .engines = VGT_ON_ALL, .opcode = 0x36,
	  .gens = BIT(9), .bits = 0x680000, .len_mask = 0xff, .bias = 2, .min = 4, .max = 4,
	  .in_batch = true, .check = vgt_mi_cond_batch_end },
};

const struct vgt_cmd_table vgt_cmds_mi = {
	.client = VGT_CLIENT_MI, .cmds = vgt_mi, .count = ARRAY_SIZE(vgt_mi),
};
