// SPDX-License-Identifier: GPL-2.0-only
/*
 * Table of the MI commands, and the commands that only control the command streamer.
 */
#include "core/gpu.h"
#include "cs/commands.h"
#include "cs/cs_regs.h"
#include "cs/engine.h"
#include "cs/state.h"

#define MI(op)			((u32)(op) << 23)
#define MI_MASK			GENMASK(31, 23)

#define LEN6			GENMASK(5, 0)
#define LEN8			GENMASK(7, 0)
#define LEN10			GENMASK(9, 0)

static enum cs_result mi_noop(struct engine *e, const u32 *cmd, u32 dwords __unused)
{
	if (!(cmd[0] & BIT(22)))
		return CS_OK;
	/* The command's own register: the rules for register writes do not apply. */
	pthread_mutex_lock(&e->gpu->lock);
	reg_set(e->gpu, e->info->base + RING_NOPID, cmd[0] & GENMASK(21, 0));
	pthread_mutex_unlock(&e->gpu->lock);
	return CS_OK;
}

static enum cs_result mi_user_interrupt(struct engine *e, const u32 *cmd __unused,
					u32 dwords __unused)
{
	pthread_mutex_lock(&e->gpu->lock);
	engine_interrupt(e, GT_USER_INTERRUPT);
	pthread_mutex_unlock(&e->gpu->lock);
	return CS_OK;
}

static enum cs_result mi_arb_on_off(struct engine *e, const u32 *cmd, u32 dwords __unused)
{
	e->cs.arbitration = cmd[0] & BIT(0);
	return CS_OK;
}

static enum cs_result mi_batch_buffer_end(struct engine *e, const u32 *cmd __unused,
					  u32 dwords __unused)
{
	return cs_batch_end(e);
}

static enum cs_result mi_batch_buffer_start(struct engine *e, const u32 *cmd, u32 dwords __unused)
{
	bool predicated = (cmd[0] & BIT(15)) && e->info->class == CLASS_RENDER;
	u32 result = e->info->base + RING_MI_PREDICATE_RESULT_1;

	if (predicated && !(cs_read_register(e, result) & 1))
		return CS_OK;
	return cs_batch_start(e, command_address(&cmd[1]), cmd[0] & BIT(8), cmd[0] & BIT(22));
}

/*
 * Ends the batch unless the value in memory is greater than the inline one.
 * With a mask (bit 19, from Gen9 on), the memory holds value and mask. The short form
 * of Gen8 has an address of 32 bits.
 */
static enum cs_result mi_conditional_batch_buffer_end(struct engine *e, const u32 *cmd, u32 dwords)
{
	u64 va = dwords < 4 ? cmd[2] : command_address(&cmd[2]);
	bool ggtt = cmd[0] & BIT(22);
	u32 mem[2] = { 0, ~0u };
	bool masked = (cmd[0] & BIT(19)) && e->gpu->device->gen >= 9;
	u32 bytes = masked ? 8 : 4;

	if (cs_refuse_ggtt(e, ggtt, "MI_CONDITIONAL_BATCH_BUFFER_END"))
		return CS_OK;
	if (!(cmd[0] & BIT(21)))
		return cs_batch_end(e);
	if (vm_read(e, cs_space(ggtt), va & ~7ull, mem, bytes, PAGE_USE_READ))
		return cs_fault(e);
	return (mem[0] & mem[1]) > cmd[1] ? CS_OK : cs_batch_end(e);
}

/* Sources for rows that have no counterpart in Mesa's genxml, or differ from it. */
#define I915		"i915 gt/intel_gpu_commands.h"
#define KVMGT		"kvmgt's command table"
#define IGT		"igt gen9_exec_parse"
#define PRM_2A		"Skylake PRM vol 2a"

static const struct cs_command rows[] = {
	{ "MI_NOOP", MI(0x00), MI_MASK, ON_ALL, .dwords = 1, .bits = GENMASK(22, 0),
	  .execute = mi_noop },
	{ "MI_SET_PREDICATE", MI(0x01), MI_MASK, ON_ALL, .dwords = 1, .bits = GENMASK(3, 0),
	  .flags = COMMAND_UNPREDICATED, .execute = mi_set_predicate },
	{ "MI_USER_INTERRUPT", MI(0x02), MI_MASK, ON_ALL, .dwords = 1,
	  .execute = mi_user_interrupt },
	{ "MI_WAIT_FOR_EVENT", MI(0x03), MI_MASK, ON_RENDER | ON_COPY, .dwords = 1,
	  .bits = 0x3fcfcf, .gens = ON_GEN9, .execute = mi_wait_for_event },
	{ "MI_WAIT_FOR_EVENT", MI(0x03), MI_MASK, ON_RENDER | ON_COPY, .dwords = 1,
	  .bits = 0x30cf0f, .gens = ON_GEN8, .execute = mi_wait_for_event },
	{ "MI_FLUSH", MI(0x04), MI_MASK, ON_ALL, .dwords = 1, .bits = GENMASK(6, 0),
	  .source = IGT ": Gen9's copy engine executes it" },
	{ "MI_ARB_CHECK", MI(0x05), MI_MASK, ON_ALL, .dwords = 1, .flags = COMMAND_ARBITRATE },
	{ "MI_RS_CONTROL", MI(0x06), MI_MASK, ON_RENDER, .dwords = 1, .bits = BIT(0) },
	{ "MI_REPORT_HEAD", MI(0x07), MI_MASK, ON_ALL, .dwords = 1,
	  .flags = COMMAND_PRIVILEGED, .execute = mi_report_head },
	{ "MI_ARB_ON_OFF", MI(0x08), MI_MASK, ON_ALL, .dwords = 1, .bits = BIT(0),
	  .flags = COMMAND_PRIVILEGED, .execute = mi_arb_on_off },
	{ "MI_URB_ATOMIC_ALLOC", MI(0x09), MI_MASK, ON_RENDER, .dwords = 1, .bits = 0xff1ff,
	  .flags = COMMAND_STATE, .execute = cs_state_set },
	{ "MI_BATCH_BUFFER_END", MI(0x0a), MI_MASK, ON_ALL, .dwords = 1,
	  .flags = COMMAND_UNPREDICATED, .execute = mi_batch_buffer_end },
	{ "MI_SUSPEND_FLUSH", MI(0x0b), MI_MASK, ON_ALL, .dwords = 1, .bits = BIT(0),
	  .flags = COMMAND_PRIVILEGED },
	{ "MI_PREDICATE", MI(0x0c), MI_MASK, ON_ALL, .dwords = 1, .bits = 0xdb,
	  .execute = mi_predicate },
	{ "MI_TOPOLOGY_FILTER", MI(0x0d), MI_MASK, ON_RENDER, .dwords = 1, .bits = GENMASK(5, 0),
	  .flags = COMMAND_STATE, .execute = cs_state_set },
	{ "MI_SET_APPID", MI(0x0e), MI_MASK, ON_ALL, .dwords = 1, .bits = GENMASK(6, 0),
	  .source = KVMGT },
	{ "MI_RS_CONTEXT", MI(0x0f), MI_MASK, ON_RENDER, .dwords = 1, .bits = BIT(0),
	  .flags = COMMAND_SKIP },
	{ "MI_LOAD_SCAN_LINES_INCL", MI(0x12), MI_MASK, ON_RENDER | ON_COPY, .len_mask = LEN6,
	  .bits = GENMASK(21, 17), .flags = COMMAND_PRIVILEGED,
	  .source = PRM_2A ": the copy engine has it, too", .execute = mi_load_scan_lines },
	{ "MI_LOAD_SCAN_LINES_EXCL", MI(0x13), MI_MASK, ON_RENDER | ON_COPY, .len_mask = LEN6,
	  .bits = GENMASK(21, 19), .flags = COMMAND_PRIVILEGED,
	  .source = PRM_2A ": the copy engine has it, too", .execute = mi_load_scan_lines },
	{ "MI_DISPLAY_FLIP", MI(0x14), MI_MASK, ON_RENDER | ON_COPY, .len_mask = LEN8, .least = 3,
	  .bits = 0x401f00, .gens = ON_GEN9, .flags = COMMAND_PRIVILEGED, .source = I915,
	  .execute = mi_display_flip },
	{ "MI_DISPLAY_FLIP", MI(0x14), MI_MASK, ON_RENDER | ON_COPY, .len_mask = LEN8, .least = 3,
	  .bits = 0x780000, .gens = ON_GEN8, .flags = COMMAND_PRIVILEGED,
	  .source = KVMGT ": planes are named by bits 21:19", .execute = mi_display_flip },
	{ "MI_SET_CONTEXT", MI(0x18), MI_MASK, ON_RENDER, .len_mask = LEN8,
	  .flags = COMMAND_PRIVILEGED | COMMAND_SKIP, .source = PRM_2A ": render only" },
	{ "MI_URB_CLEAR", MI(0x19), MI_MASK, ON_RENDER, .len_mask = LEN8,
	  .flags = COMMAND_SKIP, .source = KVMGT ": on Gen9, too" },
	{ "MI_MATH", MI(0x1a), MI_MASK, ON_ALL, .len_mask = LEN8, .gens = ON_GEN9,
	  .execute = mi_math },
	{ "MI_MATH", MI(0x1a), MI_MASK, ON_ALL, .len_mask = LEN6, .gens = ON_GEN8,
	  .execute = mi_math },
	{ "MI_SEMAPHORE_SIGNAL", MI(0x1b), MI_MASK, ON_ALL, .len_mask = LEN8, .bits = 0x238000,
	  .execute = mi_semaphore_signal },
	{ "MI_SEMAPHORE_WAIT", MI(0x1c), MI_MASK, ON_ALL, .len_mask = LEN8, .least = 4,
	  .bits = 0x41f000, .gens = ON_GEN9, .execute = mi_semaphore_wait },
	{ "MI_SEMAPHORE_WAIT", MI(0x1c), MI_MASK, ON_ALL, .len_mask = LEN8, .least = 4,
	  .bits = 0x40f000, .gens = ON_GEN8, .execute = mi_semaphore_wait },
	{ "MI_FORCE_WAKEUP", MI(0x1d), MI_MASK, ON_ALL, .len_mask = LEN8, .gens = ON_GEN9,
	  .flags = COMMAND_SKIP },
	{ "MI_STORE_DATA_IMM", MI(0x20), MI_MASK, ON_ALL, .len_mask = LEN10, .least = 4,
	  .bits = GENMASK(22, 21), .execute = mi_store_data_imm },
	{ "MI_STORE_DATA_INDEX", MI(0x21), MI_MASK, ON_ALL, .len_mask = LEN8, .least = 3,
	  .bits = BIT(21), .execute = mi_store_data_index },
	{ "MI_LOAD_REGISTER_IMM", MI(0x22), MI_MASK, ON_ALL, .len_mask = LEN8, .least = 3,
	  .bits = GENMASK(12, 8), .source = I915 ": bit 12, posted",
	  .execute = mi_load_register_imm },
	{ "MI_UPDATE_GTT", MI(0x23), MI_MASK, ON_ALL, .len_mask = LEN10, .least = 4,
	  .bits = BIT(22), .flags = COMMAND_PRIVILEGED, .source = KVMGT ": 10 bits from Gen8 on",
	  .execute = mi_update_gtt },
	{ "MI_STORE_REGISTER_MEM", MI(0x24), MI_MASK, ON_ALL, .len_mask = LEN8, .least = 4,
	  .bits = GENMASK(22, 21), .execute = mi_store_register_mem },
	{ "MI_FLUSH_DW", MI(0x26), MI_MASK, ON_XCS, .len_mask = LEN6, .bits = 0x24c380,
	  .gens = ON_GEN9, .source = "i915 gt/gen8_engine_cs.c: all engines but render",
	  .execute = mi_flush_dw },
	{ "MI_FLUSH_DW", MI(0x26), MI_MASK, ON_XCS, .len_mask = LEN6, .bits = 0x24c180,
	  .gens = ON_GEN8, .source = "i915 gt/gen8_engine_cs.c: all engines but render",
	  .execute = mi_flush_dw },
	{ "MI_CLFLUSH", MI(0x27), MI_MASK, ON_RENDER, .len_mask = LEN10, .bits = BIT(22) },
	{ "MI_REPORT_PERF_COUNT", MI(0x28), MI_MASK, ON_RENDER, .len_mask = LEN6,
	  .flags = COMMAND_SKIP },
	{ "MI_LOAD_REGISTER_MEM", MI(0x29), MI_MASK, ON_ALL, .len_mask = LEN8, .least = 4,
	  .bits = GENMASK(22, 21), .execute = mi_load_register_mem },
	{ "MI_LOAD_REGISTER_REG", MI(0x2a), MI_MASK, ON_ALL, .len_mask = LEN8, .least = 3,
	  .execute = mi_load_register_reg },
	{ "MI_RS_STORE_DATA_IMM", MI(0x2b), MI_MASK, ON_RENDER, .len_mask = LEN8,
	  .flags = COMMAND_SKIP },
	{ "MI_LOAD_URB_MEM", MI(0x2c), MI_MASK, ON_RENDER, .len_mask = LEN8,
	  .flags = COMMAND_SKIP },
	{ "MI_STORE_URB_MEM", MI(0x2d), MI_MASK, ON_RENDER, .len_mask = LEN8,
	  .flags = COMMAND_SKIP },
	{ "MI_COPY_MEM_MEM", MI(0x2e), MI_MASK, ON_ALL, .len_mask = LEN8, .least = 5,
	  .bits = GENMASK(22, 21), .execute = mi_copy_mem_mem },
	{ "MI_ATOMIC", MI(0x2f), MI_MASK, ON_ALL, .len_mask = LEN8, .least = 3,
	  .bits = GENMASK(22, 8), .execute = mi_atomic },
	{ "MI_BATCH_BUFFER_START", MI(0x31), MI_MASK, ON_ALL, .len_mask = LEN8, .least = 3,
	  .bits = 0x418500, .execute = mi_batch_buffer_start },
	{ "MI_CONDITIONAL_BATCH_BUFFER_END", MI(0x36), MI_MASK, ON_ALL, .len_mask = LEN8,
	  .least = 4, .bits = 0x680000, .gens = ON_GEN9,
	  .execute = mi_conditional_batch_buffer_end },
	{ "MI_CONDITIONAL_BATCH_BUFFER_END", MI(0x36), MI_MASK, ON_ALL, .len_mask = LEN8,
	  .least = 3, .bits = 0x600000, .gens = ON_GEN8,
	  .execute = mi_conditional_batch_buffer_end },
};

_Static_assert(ARRAY_SIZE(rows) <= CS_FIRST_BLT - CS_FIRST_MI, "numbers run out");

const struct cs_table cs_mi_table = { rows, ARRAY_SIZE(rows), CS_FIRST_MI };
