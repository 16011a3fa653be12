/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Command tables: one row per command.
 *
 * Source: Intel OSRC Skylake PRM vol 2a; i915 gt/intel_gpu_commands.h; Mesa
 * genxml (opcodes and lengths of 3D and media commands).
 */
#ifndef GPU_MODEL_COMMANDS_H
#define GPU_MODEL_COMMANDS_H

#include "core/types.h"
#include "cs/engine.h"
#include "cs/parser.h"
#include "cs/tlb.h"

/* Which engines know a command: a bit per enum engine_class. */
#define ON_RENDER		BIT(0)
#define ON_COPY			BIT(1)
#define ON_VIDEO		BIT(2)
#define ON_ENHANCE		BIT(3)
#define ON_ALL			(ON_RENDER | ON_COPY | ON_VIDEO | ON_ENHANCE)
#define ON_XCS			(ON_COPY | ON_VIDEO | ON_ENHANCE)

#define COMMAND_PRIVILEGED	BIT(0)	/* a no-op in a non-privileged batch */
#define COMMAND_ARBITRATE	BIT(1)	/* a preemption point */
#define COMMAND_SKIP		BIT(2)	/* not executed, only counted and reported */
#define COMMAND_UNPREDICATED	BIT(3)	/* not subject to MI_SET_PREDICATE */
#define COMMAND_STATE		BIT(4)	/* sets state that is kept as the command */

/* Generations that know a row, where they differ; 0 for all. */
#define ON_GEN8			BIT(0)
#define ON_GEN9			BIT(1)

/**
 * struct cs_command - one command, or a family of them
 * @name: name in the hardware's documents
 * @opcode: bits of the header that identify it
 * @mask: mask of these bits
 * @engines: ON_ bits
 * @gens: ON_GEN bits; 0 for all
 * @dwords: fixed length, or 0: the header's @len_mask bits plus @bias
 * @len_mask: length field of the header, as wide as the hardware's
 * @bias: added to the length field; 0 for 2
 * @bits: other bits of the header that have a meaning; all remaining bits are reserved
 * @least: shortest valid length; a shorter command hangs the engine
 * @flags: COMMAND_ bits
 * @source: source of the row, if it is not only Mesa's genxml: why it differs
 * @execute: executes it; NULL if it has no effect
 */
struct cs_command {
	const char *name;
	u32 opcode;
	u32 mask;
	u32 engines;
	u32 gens;
	u32 dwords;
	u32 len_mask;
	u32 bias;
	u32 bits;
	u32 least;
	u32 flags;
	const char *source;
	enum cs_result (*execute)(struct engine *e, const u32 *cmd, u32 dwords);
};

/** struct cs_table - commands of one client; @first is the number of its first row */
struct cs_table {
	const struct cs_command *rows;
	u32 count;
	u32 first;
};

/* Numbers of the tables' first rows, for counters. */
#define CS_FIRST_MI		0
#define CS_FIRST_BLT		64
#define CS_FIRST_3D		128
#define CS_COMMANDS		384

extern const struct cs_table cs_mi_table;
extern const struct cs_table cs_blt_table;
extern const struct cs_table cs_3d_table;

/**
 * command_find() - the row for a header, as a class of engines sees it
 * @gen: 8 or 9
 *
 * Return: the row, which may be that of another class, or NULL if no engine
 * knows the command.
 */
const struct cs_command *command_find(u32 gen, u32 header, enum engine_class class);

/** command_is_of() - whether a generation, 8 or 9, knows a row */
static inline bool command_is_of(const struct cs_command *c, u32 gen)
{
	return !c->gens || (c->gens & (gen >= 9 ? ON_GEN9 : ON_GEN8));
}

/** command_number() - number of a row, unique and below CS_COMMANDS */
u32 command_number(const struct cs_command *c);

/** command_length() - dwords of a command, from its row and header */
u32 command_length(const struct cs_command *c, u32 header);

/** command_reserved() - bits set in a header that belong to no field of the command */
u32 command_reserved(const struct cs_command *c, u32 header);

/** command_address() - 48-bit address in two dwords */
static inline u64 command_address(const u32 *dw)
{
	return (u64)(dw[1] & 0xffff) << 32 | dw[0];
}

/* MI commands. */
enum cs_result mi_load_register_imm(struct engine *e, const u32 *cmd, u32 dwords);
enum cs_result mi_load_register_mem(struct engine *e, const u32 *cmd, u32 dwords);
enum cs_result mi_load_register_reg(struct engine *e, const u32 *cmd, u32 dwords);
enum cs_result mi_store_register_mem(struct engine *e, const u32 *cmd, u32 dwords);
enum cs_result mi_store_data_imm(struct engine *e, const u32 *cmd, u32 dwords);
enum cs_result mi_store_data_index(struct engine *e, const u32 *cmd, u32 dwords);
enum cs_result mi_copy_mem_mem(struct engine *e, const u32 *cmd, u32 dwords);
enum cs_result mi_update_gtt(struct engine *e, const u32 *cmd, u32 dwords);
enum cs_result mi_report_head(struct engine *e, const u32 *cmd, u32 dwords);
enum cs_result mi_atomic(struct engine *e, const u32 *cmd, u32 dwords);
enum cs_result mi_math(struct engine *e, const u32 *cmd, u32 dwords);
enum cs_result mi_semaphore_wait(struct engine *e, const u32 *cmd, u32 dwords);
enum cs_result mi_semaphore_signal(struct engine *e, const u32 *cmd, u32 dwords);
enum cs_result mi_wait_for_event(struct engine *e, const u32 *cmd, u32 dwords);
enum cs_result mi_load_scan_lines(struct engine *e, const u32 *cmd, u32 dwords);
enum cs_result mi_display_flip(struct engine *e, const u32 *cmd, u32 dwords);
enum cs_result mi_predicate(struct engine *e, const u32 *cmd, u32 dwords);
enum cs_result mi_set_predicate(struct engine *e, const u32 *cmd, u32 dwords);
enum cs_result mi_flush_dw(struct engine *e, const u32 *cmd, u32 dwords);
enum cs_result pipe_control(struct engine *e, const u32 *cmd, u32 dwords);

/** predicate_blocks() - whether MI_SET_PREDICATE turns commands into no-ops now */
bool predicate_blocks(struct engine *e);

/** predicate_result() - MI_PREDICATE_RESULT of the engine */
bool predicate_result(struct engine *e);

/* Threads of the execution units. */
enum cs_result media_object(struct engine *e, const u32 *cmd, u32 dwords);
enum cs_result gpgpu_walker(struct engine *e, const u32 *cmd, u32 dwords);

/* The 3D pipeline. */
enum cs_result draw_primitive(struct engine *e, const u32 *cmd, u32 dwords);
enum cs_result draw_stream_buffer(struct engine *e, const u32 *cmd, u32 dwords);
enum cs_result draw_depth_operation(struct engine *e, const u32 *cmd, u32 dwords);

/* Blits. */
enum cs_result blt_xy_setup(struct engine *e, const u32 *cmd, u32 dwords);
enum cs_result blt_xy_setup_clip(struct engine *e, const u32 *cmd, u32 dwords);
enum cs_result blt_color(struct engine *e, const u32 *cmd, u32 dwords);
enum cs_result blt_xy_color(struct engine *e, const u32 *cmd, u32 dwords);
enum cs_result blt_src_copy(struct engine *e, const u32 *cmd, u32 dwords);
enum cs_result blt_xy_src_copy(struct engine *e, const u32 *cmd, u32 dwords);
enum cs_result blt_xy_fast_copy(struct engine *e, const u32 *cmd, u32 dwords);

/*
 * Addressing with privilege. A command of a non-privileged batch that names
 * the global GTT is dropped whole.
 */

/** cs_space() - address space chosen by a "use global GTT" bit */
static inline enum addr_space cs_space(bool ggtt)
{
	return ggtt ? AS_GGTT : AS_PPGTT;
}

/**
 * cs_refuse_ggtt() - whether a GGTT operand must be dropped, reported if so
 * @ggtt: the command's "use global GTT" bit
 */
bool cs_refuse_ggtt(struct engine *e, bool ggtt, const char *name);

/**
 * cs_write_register() - a register write by a command, with the rules for batches
 * @reg: register offset
 * @enables: bytes to write, bit per byte
 */
void cs_write_register(struct engine *e, u32 reg, u32 val, u32 enables);

/** cs_read_register() - a register read by a command */
u32 cs_read_register(struct engine *e, u32 reg);

/** cs_register_allowed() - whether a non-privileged batch may write a register */
bool cs_register_allowed(const struct engine *e, u32 reg);

/** cs_status_page() - GGTT address of an index in the global or per-process status page */
u64 cs_status_page(struct engine *e, bool per_process, u32 index);

/** cs_fault() - result of a failed access to memory */
enum cs_result cs_fault(struct engine *e);

#endif /* GPU_MODEL_COMMANDS_H */
