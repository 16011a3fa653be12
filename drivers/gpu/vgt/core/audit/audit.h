/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The audit of privileged commands.
 *
 * Commands in a ring, and in batches in the GGTT, are privileged: they reach the
 * GGTT and all registers. vgt copies them once into its own memory. There it looks
 * up each command in a table (an allow-list), checks its length and operands, and
 * replaces some of them. The hardware runs the checked copy. Batches in a PPGTT are
 * not privileged: the hardware itself refuses what they may not do.
 */
#ifndef VGT_CORE_AUDIT_H
#define VGT_CORE_AUDIT_H

#include <linux/bitfield.h>
#include <linux/bits.h>
#include <linux/list.h>
#include <linux/types.h>

#include "core/display/display_types.h"
#include "core/engine.h"
#include "core/gpu_port.h"

struct vgt_audit;
struct vgt_ring_state;
struct vgt_stream;
struct vgt_vengine;

/* Limits of one submission: words of commands, batches, and nesting of batches. */
#define VGT_AUDIT_WORDS		BIT(20)
#define VGT_AUDIT_BATCHES	64
#define VGT_AUDIT_DEPTH		3

/* Limit of one submission: commands that turn arbitration on, in its batches. */
#define VGT_AUDIT_GAPS		1024

/* Limits of one batch: jumps back into itself, and how far from its start they may lead. */
#define VGT_AUDIT_LOOPS		16
#define VGT_LOOP_WORDS		1024u

/**
 * struct vgt_cmd - a row of a command table
 * @name: the name in the hardware's documents
 * @engines: BIT(enum vgt_engine_id) of the engines that have the command
 * @opcode: index in the table of its client; see decode.c
 * @gens: 0 for all, or BIT(generation)
 * @end: the command ends the batch
 * @in_batch: allowed in batches only, not in a ring
 * @never: the reason why no guest may use it; NULL if guests may use it
 * @bits: bits of the header that may be set, besides opcode and length: those that are
 *	documented, without those that no guest may use
 * @len_mask: the length field of the header, as wide as the hardware reads it; 0 if the
 *	command has none: its length is @min
 * @bias: number of words that the length field does not count
 * @min: minimum length in words
 * @max: maximum length in words
 * @check: check the operands, and replace them where necessary; NULL if there is nothing to
 *	check. Returns 0, or a negative errno; for -EPERM it sets @audit->why
 * @no_ppgtt: return true if the command, as @check left it, never uses the page tables.
 *	NULL: it may use them. Only batches that restore a context need it. Drivers have loads
 *	and copies of registers there, and commands with GGTT addresses (i915:
 *	gt/intel_lrc.c)
 */
struct vgt_cmd {
	const char *name;
	u8 engines;
	u16 opcode;
	u16 gens;
	bool end;
	bool in_batch;
	const char *never;
	u8 bias;
	u16 len_mask;
	u32 bits;
	u32 min;
	u32 max;
	int (*check)(struct vgt_audit *audit, u32 *cs, u32 len);
	bool (*no_ppgtt)(const u32 *cs);
};

/**
 * struct vgt_cmd_table - the commands of one client
 * @client: bits 29-31 of the header
 * @cmds: the rows
 * @count: number of rows
 */
struct vgt_cmd_table {
	u8 client;
	const struct vgt_cmd *cmds;
	u32 count;
};

/**
 * struct vgt_cmd_tables - all command tables
 * @mi: MI commands, for all engines
 * @blt: 2D commands
 * @render: commands of client 3D, for the render engine
 * @media: commands of client 3D, for the other engines
 */
struct vgt_cmd_tables {
	const struct vgt_cmd_table *mi;
	const struct vgt_cmd_table *blt;
	const struct vgt_cmd_table *render;
	const struct vgt_cmd_table *media;
};

/*
 * Fields of a command's header: the client (the unit that executes the command), and the
 * opcode. Media commands have the same fields as 3D commands.
 *
 * Source: Skylake PRM vol. 2a, "Command header"; vol. 6 and 7.
 */
#define VGT_CMD_CLIENT		GENMASK(31, 29)
#define VGT_CMD_MI_OPCODE	GENMASK(28, 23)
#define VGT_CMD_2D_OPCODE	GENMASK(28, 22)
#define VGT_CMD_3D_ALL		GENMASK(28, 16)
#define VGT_CMD_3D_PIPELINE	GENMASK(28, 27)
#define VGT_CMD_3D_OPCODE	GENMASK(26, 24)
#define VGT_CMD_LENGTH		GENMASK(7, 0)

#define VGT_CLIENT_MI		0
#define VGT_CLIENT_2D		2
#define VGT_CLIENT_3D		3

/* The header of an MI command, whose client is 0, without length and other fields. */
#define VGT_MI_OP(_opcode)	FIELD_PREP(VGT_CMD_MI_OPCODE, _opcode)

/* MI_ARB_ON_OFF: arbitration on. */
#define VGT_MI_ARB_ON		(VGT_MI_OP(0x08) | 1)

extern const struct vgt_cmd_table vgt_cmds_mi;
extern const struct vgt_cmd_table vgt_cmds_2d;
extern const struct vgt_cmd_table vgt_cmds_3d;
extern const struct vgt_cmd_table vgt_cmds_media;

/**
 * struct vgt_shadow_batch - vgt's copy of a privileged batch
 * @link: in the list of its submission
 * @buf: the buffer that the hardware reads
 * @addr: GGTT address of the guest's batch
 * @restoring: it was checked as a batch that runs when the context is restored
 * @gaps: position of the last of its commands that turn arbitration on, counted from 1, until
 *	vgt_audit_settle(); each of them has the position of the one before it. 0: none
 */
struct vgt_shadow_batch {
	struct list_head link;
	struct vgt_gpu_buffer *buf;
	u64 addr;
	bool restoring;
	u32 gaps;
};

/**
 * struct vgt_audit - one submission under audit
 * @ve: the engine it was submitted to
 * @lrca: GGTT address of the context it runs in
 * @ring: the guest's ring, as its context's registers have it; NULL if there is none
 * @left: number of words that may still be audited
 * @passed: number of words of the ring, up to the first command that is refused
 * @batches: the copies made, struct vgt_shadow_batch
 * @nbatches: number of copies
 * @depth: current nesting of batches
 * @stream: the batch that is walked through; NULL for a ring
 * @restoring: the commands are in a batch that the hardware runs when it restores the context
 * @arbitration_off: such a batch has turned arbitration off, and not on again
 * @gaps: gets the positions of commands that turn arbitration on: in the ring, see struct
 *	vgt_workload; in a batch, see struct vgt_shadow_batch. NULL: they stay
 * @ngaps: number of these in batches
 * @chained: the last command jumps to another batch for certain, and does not return
 * @events: interrupts to raise when the submission is complete, a mask of VGT_GT_*
 * @flips: flips of the guest's planes to do when the submission is complete
 * @guest_pdp: page-table roots of the guest's context
 * @shadow_pdp: page-table roots that the hardware gets instead
 * @legacy_32bit: the context has 3-level page tables: four roots are used, otherwise one
 * @root: handle a command that loads other roots @pdp: set @guest_pdp and @shadow_pdp.
 *	Returns 0, or a negative errno; for -EPERM it sets @why. NULL if no other roots may be
 *	loaded
 * @quiet: the work is ahead of its turn: a refusal is not logged, and does not count yet
 * @later: the command can only be judged when it is its turn; set only if @quiet
 * @why: the reason for the last refusal
 * @reg: offset of the register that was refused, or 0
 * @load: the command loads @reg with a value that is known, @val
 * @val: see @load
 */
struct vgt_audit {
	struct vgt_vengine *ve;
	u32 lrca;
	const struct vgt_ring_state *ring;
	u32 left;
	u32 passed;
	struct list_head batches;
	u32 nbatches;
	u32 depth;
	struct vgt_stream *stream;
	bool restoring;
	bool arbitration_off;
	u32 *gaps;
	u32 ngaps;
	bool chained;
	u32 events;
	struct vgt_flips flips;
	u64 guest_pdp[4];
	u64 shadow_pdp[4];
	bool legacy_32bit;
	int (*root)(struct vgt_audit *audit, const u64 *pdp);
	bool quiet;
	bool later;
	const char *why;
	u32 reg;
	bool load;
	u32 val;
};

int vgt_audit_init(void);

void vgt_audit_begin(struct vgt_audit *audit, struct vgt_vengine *ve, u32 lrca);
int vgt_audit_ring(struct vgt_audit *audit, u32 *cs, u32 len);
int vgt_audit_batch(struct vgt_audit *audit, u64 addr, u32 max,
		    struct vgt_shadow_batch **batch);
bool vgt_audit_loop(struct vgt_audit *audit, u32 *cs, u64 addr);
int vgt_audit_gap(struct vgt_audit *audit, u32 *cs);
void vgt_audit_settle(struct list_head *batches, bool on);
void vgt_audit_release(struct vgt_vengine *ve, struct list_head *batches);

/* Maximum number of words that vgt_audit_close() writes. */
#define VGT_CLOSE_WORDS		20

/* Maximum number of words that vgt_audit_flush() writes. */
#define VGT_FLUSH_WORDS		11

/* Words that vgt_audit_open() writes: a cache line. */
#define VGT_OPEN_WORDS		16

void vgt_audit_open(const struct vgt_platform *platform, u32 *cs);
u32 vgt_audit_flush(enum vgt_engine_id engine, const struct vgt_platform *platform, u32 *cs);
u32 vgt_audit_close(enum vgt_engine_id engine, const struct vgt_platform *platform, u32 *cs);

int vgt_cmd_index(const struct vgt_cmd_tables *tables);
const struct vgt_cmd *vgt_cmd_find(u8 gen, enum vgt_engine_id engine, u32 header);
bool vgt_cmd_bits_ok(const struct vgt_cmd *cmd, u32 header);
u32 vgt_cmd_len(const struct vgt_cmd *cmd, u32 header);

#endif
