// SPDX-License-Identifier: GPL-2.0-only
/*
 * MI commands that compute: MI_MATH, MI_PREDICATE, MI_ATOMIC.
 */
#include <string.h>

#include "core/gpu.h"
#include "cs/commands.h"
#include "cs/cs_regs.h"
#include "cs/engine.h"

/* ---- general purpose registers ---- */

static u64 gpr_read(struct engine *e, u32 n)
{
	u32 reg = e->info->base + RING_GPR0 + 8 * n;

	return (u64)cs_read_register(e, reg + 4) << 32 | cs_read_register(e, reg);
}

static void gpr_write(struct engine *e, u32 n, u64 val)
{
	u32 reg = e->info->base + RING_GPR0 + 8 * n;

	cs_write_register(e, reg, lower_32_bits(val), 0xf);
	cs_write_register(e, reg + 4, upper_32_bits(val), 0xf);
}

/* ---- MI_MATH ---- */

#define ALU_OPCODE		GENMASK(31, 20)
#define ALU_OPERAND1		GENMASK(19, 10)
#define ALU_OPERAND2		GENMASK(9, 0)

enum alu_opcode {
	ALU_NOOP = 0x000,
	ALU_LOAD = 0x080,
	ALU_LOADINV = 0x480,
	ALU_LOAD0 = 0x081,
	ALU_LOAD1 = 0x481,
	ALU_ADD = 0x100,
	ALU_SUB = 0x101,
	ALU_AND = 0x102,
	ALU_OR = 0x103,
	ALU_XOR = 0x104,
	ALU_STORE = 0x180,
	ALU_STOREINV = 0x580
};

enum alu_operand {
	ALU_GPRS = 16,
	ALU_SRCA = 0x20,
	ALU_SRCB = 0x21,
	ALU_ACCU = 0x31,
	ALU_ZF = 0x32,
	ALU_CF = 0x33
};

struct alu {
	u64 srca;
	u64 srcb;
	u64 accu;
	bool zero;
	bool carry;
};

static bool alu_set_source(struct alu *alu, u32 operand, u64 val)
{
	if (operand == ALU_SRCA)
		alu->srca = val;
	else if (operand == ALU_SRCB)
		alu->srcb = val;
	else
		return false;
	return true;
}

static void alu_compute(struct alu *alu, u32 opcode)
{
	u64 a = alu->srca, b = alu->srcb;

	alu->carry = false;
	switch (opcode) {
	case ALU_ADD:
		alu->carry = __builtin_add_overflow(a, b, &alu->accu);
		break;
	case ALU_SUB:
		alu->carry = __builtin_sub_overflow(a, b, &alu->accu);
		break;
	case ALU_AND:
		alu->accu = a & b;
		break;
	case ALU_OR:
		alu->accu = a | b;
		break;
	default:
		alu->accu = a ^ b;
		break;
	}
	alu->zero = !alu->accu;
}

/* Flags are stored as all ones or zero. */
static bool alu_result(const struct alu *alu, u32 operand, u64 *val)
{
	switch (operand) {
	case ALU_ACCU:
		*val = alu->accu;
		return true;
	case ALU_ZF:
		*val = alu->zero ? ~0ull : 0;
		return true;
	case ALU_CF:
		*val = alu->carry ? ~0ull : 0;
		return true;
	default:
		return false;
	}
}

static bool alu_step(struct engine *e, struct alu *alu, u32 insn)
{
	u32 opcode = FIELD_GET(ALU_OPCODE, insn);
	u32 op1 = FIELD_GET(ALU_OPERAND1, insn);
	u32 op2 = FIELD_GET(ALU_OPERAND2, insn);
	u64 val;

	switch (opcode) {
	case ALU_NOOP:
		return true;
	case ALU_LOAD:
	case ALU_LOADINV:
		if (op2 >= ALU_GPRS)
			return false;
		val = gpr_read(e, op2);
		return alu_set_source(alu, op1, opcode == ALU_LOAD ? val : ~val);
	case ALU_LOAD0:
		return alu_set_source(alu, op1, 0);
	case ALU_LOAD1:
		return alu_set_source(alu, op1, ~0ull);
	case ALU_ADD:
	case ALU_SUB:
	case ALU_AND:
	case ALU_OR:
	case ALU_XOR:
		alu_compute(alu, opcode);
		return true;
	case ALU_STORE:
	case ALU_STOREINV:
		if (op1 >= ALU_GPRS || !alu_result(alu, op2, &val))
			return false;
		gpr_write(e, op1, opcode == ALU_STORE ? val : ~val);
		return true;
	default:
		return false;
	}
}

enum cs_result mi_math(struct engine *e, const u32 *cmd, u32 dwords)
{
	struct alu alu = { 0 };

	for (u32 i = 1; i < dwords; i++) {
		if (alu_step(e, &alu, cmd[i]))
			continue;
		anomaly(&e->gpu->anomalies, ANOMALY_BAD_COMMAND, "%s: MI_MATH instruction %08x",
			e->info->name, cmd[i]);
		return cs_invalid(e, "MI_MATH instruction unknown");
	}
	return CS_OK;
}

/* ---- predication ---- */

enum predicate_load { PREDICATE_KEEP = 0, PREDICATE_LOAD = 2, PREDICATE_LOADINV = 3 };
enum predicate_combine { COMBINE_SET, COMBINE_AND, COMBINE_OR, COMBINE_XOR };
enum predicate_compare { COMPARE_TRUE, COMPARE_FALSE, COMPARE_SOURCES, COMPARE_DELTAS };

static u64 read64(struct engine *e, u32 reg)
{
	reg += e->info->base;
	return (u64)cs_read_register(e, reg + 4) << 32 | cs_read_register(e, reg);
}

bool predicate_result(struct engine *e)
{
	return cs_read_register(e, e->info->base + RING_MI_PREDICATE_RESULT) & 1;
}

static bool predicate_compare(struct engine *e, u32 op)
{
	u64 src0 = read64(e, RING_MI_PREDICATE_SRC0);
	u64 src1 = read64(e, RING_MI_PREDICATE_SRC1);

	switch (op) {
	case COMPARE_TRUE:
		return true;
	case COMPARE_FALSE:
		return false;
	case COMPARE_SOURCES:
		return src0 == src1;
	default:
		return src1 - src0 == read64(e, RING_MI_PREDICATE_DATA);
	}
}

static bool predicate_combine(bool old, bool val, u32 op)
{
	switch (op) {
	case COMBINE_AND:
		return old && val;
	case COMBINE_OR:
		return old || val;
	case COMBINE_XOR:
		return old != val;
	default:
		return val;
	}
}

enum cs_result mi_predicate(struct engine *e, const u32 *cmd, u32 dwords __unused)
{
	u32 load = FIELD_GET(GENMASK(7, 6), cmd[0]);
	bool val;

	val = predicate_compare(e, FIELD_GET(GENMASK(1, 0), cmd[0]));
	val = predicate_combine(predicate_result(e), val, FIELD_GET(GENMASK(4, 3), cmd[0]));
	if (load == PREDICATE_LOADINV)
		val = !val;
	if (load != PREDICATE_KEEP)
		cs_write_register(e, e->info->base + RING_MI_PREDICATE_RESULT, val, 0xf);
	return CS_OK;
}

enum set_predicate { NOOP_NEVER, NOOP_RESULT2_CLEAR, NOOP_RESULT2_SET, NOOP_RESULT_CLEAR,
		     NOOP_RESULT_SET, NOOP_ALWAYS = 15 };

enum cs_result mi_set_predicate(struct engine *e, const u32 *cmd, u32 dwords __unused)
{
	e->cs.predicate = cmd[0] & 0xf;
	return CS_OK;
}

bool predicate_blocks(struct engine *e)
{
	u32 result2 = cs_read_register(e, e->info->base + RING_MI_PREDICATE_RESULT_2) & 1;

	switch (e->cs.predicate) {
	case NOOP_RESULT2_CLEAR:
		return !result2;
	case NOOP_RESULT2_SET:
		return result2;
	case NOOP_RESULT_CLEAR:
		return !predicate_result(e);
	case NOOP_RESULT_SET:
		return predicate_result(e);
	case NOOP_ALWAYS:
		return true;
	default:
		return false;
	}
}

/* ---- MI_ATOMIC ---- */

/* Low nibble of the opcode; bits 5:4 are 0 for 4 bytes, 2 for 8 bytes. */
enum atomic_op {
	ATOMIC_AND = 0x1, ATOMIC_OR, ATOMIC_XOR, ATOMIC_MOVE, ATOMIC_INC, ATOMIC_DEC, ATOMIC_ADD,
	ATOMIC_SUB, ATOMIC_RSUB, ATOMIC_IMAX, ATOMIC_IMIN, ATOMIC_UMAX, ATOMIC_UMIN, ATOMIC_CMP_WR
};

/* GPRs of the operands and of the returned value. */
#define ATOMIC_GPR_OPERAND1	0
#define ATOMIC_GPR_OPERAND2	2
#define ATOMIC_GPR_RETURN	4

static s64 sign_extend(u64 val, u32 bytes)
{
	return bytes == 8 ? (s64)val : (s64)(s32)(u32)val;
}

static bool atomic_compute(u32 op, u32 bytes, u64 old, u64 op1, u64 op2, u64 *out)
{
	s64 sold = sign_extend(old, bytes), sop1 = sign_extend(op1, bytes);

	switch (op) {
	case ATOMIC_AND:
		*out = old & op1;
		return true;
	case ATOMIC_OR:
		*out = old | op1;
		return true;
	case ATOMIC_XOR:
		*out = old ^ op1;
		return true;
	case ATOMIC_MOVE:
		*out = op1;
		return true;
	case ATOMIC_INC:
		*out = old + 1;
		return true;
	case ATOMIC_DEC:
		*out = old - 1;
		return true;
	case ATOMIC_ADD:
		*out = old + op1;
		return true;
	case ATOMIC_SUB:
		*out = old - op1;
		return true;
	case ATOMIC_RSUB:
		*out = op1 - old;
		return true;
	case ATOMIC_IMAX:
		*out = sold > sop1 ? old : op1;
		return true;
	case ATOMIC_IMIN:
		*out = sold < sop1 ? old : op1;
		return true;
	case ATOMIC_UMAX:
		*out = max(old, op1);
		return true;
	case ATOMIC_UMIN:
		*out = min(old, op1);
		return true;
	case ATOMIC_CMP_WR:
		*out = old == op1 ? op2 : old;
		return true;
	default:
		return false;
	}
}

/* Operands are inline, dwords of both interleaved, or in the GPRs. */
static void atomic_operands(struct engine *e, const u32 *cmd, u32 bytes, u64 *op1, u64 *op2)
{
	u64 mask = bytes == 8 ? ~0ull : GENMASK_ULL(31, 0);

	if (cmd[0] & BIT(18)) {
		*op1 = (u64)cmd[5] << 32 | cmd[3];
		*op2 = (u64)cmd[6] << 32 | cmd[4];
	} else {
		*op1 = gpr_read(e, ATOMIC_GPR_OPERAND1);
		*op2 = gpr_read(e, ATOMIC_GPR_OPERAND2);
	}
	*op1 &= mask;
	*op2 &= mask;
}

static enum cs_result bad_atomic(struct engine *e, u32 header)
{
	anomaly(&e->gpu->anomalies, ANOMALY_BAD_COMMAND, "%s: MI_ATOMIC %08x", e->info->name,
		header);
	return cs_invalid(e, "MI_ATOMIC operation unknown");
}

static enum cs_result atomic_run(struct engine *e, const u32 *cmd, u32 op, u32 bytes)
{
	enum addr_space as = cs_space(cmd[0] & BIT(22));
	u64 va = command_address(&cmd[1]) & ~(u64)(bytes - 1);
	u64 old = 0, val, op1, op2;
	int ret;

	atomic_operands(e, cmd, bytes, &op1, &op2);
	if (vm_read(e, as, va, &old, bytes, PAGE_USE_READ))
		return cs_fault(e);
	do {
		if (engine_attention(e) & ATTENTION_BREAK)
			return CS_BREAK;
		if (!atomic_compute(op, bytes, old, op1, op2, &val))
			return bad_atomic(e, cmd[0]);
		ret = vm_cmpxchg(e, as, va, bytes, &old, val);
	} while (!ret);
	if (ret < 0)
		return cs_fault(e);
	if (cmd[0] & BIT(16))
		gpr_write(e, ATOMIC_GPR_RETURN, old);
	return CS_OK;
}

enum cs_result mi_atomic(struct engine *e, const u32 *cmd, u32 dwords)
{
	u32 opcode = FIELD_GET(GENMASK(15, 8), cmd[0]);
	u32 bytes = opcode & 0x20 ? 8 : 4;

	if (cs_refuse_ggtt(e, cmd[0] & BIT(22), "MI_ATOMIC"))
		return CS_OK;
	/* Sixteen-byte operations and those of an unknown size. */
	if (opcode & 0xd0)
		return bad_atomic(e, cmd[0]);
	if ((cmd[0] & BIT(18)) && dwords < 7)
		return bad_atomic(e, cmd[0]);
	return atomic_run(e, cmd, opcode & 0xf, bytes);
}
