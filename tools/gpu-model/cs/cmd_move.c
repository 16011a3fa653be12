// SPDX-License-Identifier: GPL-2.0-only
/*
 * MI commands that move data between registers, memory and immediates.
 */
#include "core/gpu.h"
#include "cs/commands.h"
#include "cs/cs_regs.h"
#include "cs/engine.h"

#define USE_GGTT		BIT(22)
#define REGISTER		GENMASK(22, 2)

enum cs_result mi_load_register_imm(struct engine *e, const u32 *cmd, u32 dwords)
{
	/* Bits 11:8 disable bytes. */
	u32 enables = ~FIELD_GET(GENMASK(11, 8), cmd[0]) & 0xf;

	for (u32 i = 1; i + 1 < dwords; i += 2)
		cs_write_register(e, cmd[i] & REGISTER, cmd[i + 1], enables);
	return CS_OK;
}

enum cs_result mi_load_register_mem(struct engine *e, const u32 *cmd, u32 dwords __unused)
{
	bool ggtt = cmd[0] & USE_GGTT;
	u32 val;

	if (cs_refuse_ggtt(e, ggtt, "MI_LOAD_REGISTER_MEM"))
		return CS_OK;
	if (vm_read32(e, cs_space(ggtt), command_address(&cmd[2]) & ~3ull, &val, PAGE_USE_READ))
		return cs_fault(e);
	cs_write_register(e, cmd[1] & REGISTER, val, 0xf);
	return CS_OK;
}

enum cs_result mi_load_register_reg(struct engine *e, const u32 *cmd, u32 dwords __unused)
{
	cs_write_register(e, cmd[2] & REGISTER, cs_read_register(e, cmd[1] & REGISTER), 0xf);
	return CS_OK;
}

enum cs_result mi_store_register_mem(struct engine *e, const u32 *cmd, u32 dwords __unused)
{
	bool ggtt = cmd[0] & USE_GGTT;
	u32 val;

	if (cs_refuse_ggtt(e, ggtt, "MI_STORE_REGISTER_MEM"))
		return CS_OK;
	if ((cmd[0] & BIT(21)) && e->info->class == CLASS_RENDER && !predicate_result(e))
		return CS_OK;
	val = cs_read_register(e, cmd[1] & REGISTER);
	if (vm_write(e, cs_space(ggtt), command_address(&cmd[2]) & ~3ull, &val, sizeof(val),
		     PAGE_USE_WRITE))
		return cs_fault(e);
	return CS_OK;
}

enum cs_result mi_store_data_imm(struct engine *e, const u32 *cmd, u32 dwords)
{
	bool ggtt = cmd[0] & USE_GGTT;
	bool qword = cmd[0] & BIT(21);
	u64 align = qword ? 7 : 3;

	if (cs_refuse_ggtt(e, ggtt, "MI_STORE_DATA_IMM"))
		return CS_OK;
	if (qword && (dwords < 5 || dwords % 2 == 0))
		return cs_invalid(e, "MI_STORE_DATA_IMM of a qword without its data");
	if (vm_write(e, cs_space(ggtt), command_address(&cmd[1]) & ~align, &cmd[3],
		     (dwords - 3) * sizeof(*cmd), PAGE_USE_WRITE))
		return cs_fault(e);
	return CS_OK;
}

/* Bit 21 chooses the status page of the process instead of the engine's. */
enum cs_result mi_store_data_index(struct engine *e, const u32 *cmd, u32 dwords)
{
	bool per_process = cmd[0] & BIT(21);
	u64 va;

	if (cs_refuse_ggtt(e, !per_process, "MI_STORE_DATA_INDEX"))
		return CS_OK;
	va = cs_status_page(e, per_process, cmd[1] & GENMASK(11, 2));
	if (vm_write(e, AS_GGTT, va, &cmd[2], dwords > 3 ? 8 : 4, PAGE_USE_STATUS))
		return cs_fault(e);
	return CS_OK;
}

enum cs_result mi_report_head(struct engine *e, const u32 *cmd __unused, u32 dwords __unused)
{
	u64 va = cs_status_page(e, true, 4 * 4);
	u32 head = e->cs.head;

	if (vm_write(e, AS_GGTT, va, &head, sizeof(head), PAGE_USE_STATUS))
		return cs_fault(e);
	return CS_OK;
}

enum cs_result mi_copy_mem_mem(struct engine *e, const u32 *cmd, u32 dwords __unused)
{
	bool from_ggtt = cmd[0] & BIT(22);
	bool to_ggtt = cmd[0] & BIT(21);
	u32 val;

	if (cs_refuse_ggtt(e, from_ggtt || to_ggtt, "MI_COPY_MEM_MEM"))
		return CS_OK;
	if (vm_read32(e, cs_space(from_ggtt), command_address(&cmd[3]) & ~3ull, &val,
		      PAGE_USE_READ))
		return cs_fault(e);
	if (vm_write(e, cs_space(to_ggtt), command_address(&cmd[1]) & ~3ull, &val, sizeof(val),
		     PAGE_USE_WRITE))
		return cs_fault(e);
	return CS_OK;
}

/* Entries for consecutive pages from the GGTT address in the first operand. */
enum cs_result mi_update_gtt(struct engine *e, const u32 *cmd, u32 dwords)
{
	u32 index = cmd[1] >> PAGE_SHIFT;

	for (u32 i = 2; i + 1 < dwords; i += 2, index++)
		ggtt_write_bytes(&e->gpu->ggtt, index % GGTT_ENTRIES * 8, &cmd[i], 8);
	return CS_OK;
}
