/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The audit: what a guest may have the hardware run with the rights of the ring.
 *
 * Commands in a ring, and in batches in the GGTT, are privileged: they reach the
 * GGTT and all registers. They are copied once into memory of ours, and there
 * each is found in a table (an allow-list), its length and operands are judged,
 * and some are replaced. What was judged is what runs. Batches in a PPGTT are
 * not privileged: there the hardware itself refuses what they may not do.
 */
#ifndef VGT_CORE_AUDIT_H
#define VGT_CORE_AUDIT_H

#include <linux/bits.h>
#include <linux/list.h>
#include <linux/types.h>

#include "core/display/display_types.h"
#include "core/engine.h"
#include "core/gpu_port.h"

struct vgt_audit;
struct vgt_vengine;

/* What one submission may cost: words of commands, and batches. */
#define VGT_AUDIT_WORDS		BIT(20)
#define VGT_AUDIT_BATCHES	64
#define VGT_AUDIT_DEPTH		3

/**
 * struct vgt_cmd - a row of a command table: a command that a guest may use
 * @name: as in the hardware's documents
 * @engines: BIT(enum vgt_engine_id) of the engines that know it
 * @opcode: its place in the index of its client; see decode.c
 * @gens: 0 for all, or BIT(generation)
 * @end: it ends the batch
 * @in_batch: only a batch may have it, not a ring
 * @never: why no guest may use it, in a few words; NULL where one may
 * @bits: bits of the header that may be set beside opcode and length: those that a
 *	document explains, without those that no guest may use
 * @len_mask: the length field of the header, as wide as the hardware reads it; 0 where
 *	it has none and the length is @min
 * @bias: words that the length field does not count
 * @min: least length in words
 * @max: greatest length
 * @check: judges its operands, and may replace them; NULL where it has none
 *	that matter. Returns 0 or a negative errno, @audit->why says why
 * @no_ppgtt: does the command, as @check left it, surely leave the page tables alone? NULL
 *	where nobody asks, and it may use them. It matters in batches that restore a context:
 *	drivers have loads and copies of registers there, and what names an address of the
 *	GGTT (i915: gt/intel_lrc.c)
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
 * @count: how many
 */
struct vgt_cmd_table {
	u8 client;
	const struct vgt_cmd *cmds;
	u32 count;
};

/**
 * struct vgt_cmd_tables - the tables that commands are looked up in
 * @mi: of all engines
 * @blt: of 2D commands
 * @render: of 3D commands, for the render engine
 * @media: likewise, for the others
 */
struct vgt_cmd_tables {
	const struct vgt_cmd_table *mi;
	const struct vgt_cmd_table *blt;
	const struct vgt_cmd_table *render;
	const struct vgt_cmd_table *media;
};

/*
 * Fields of a command's header: which unit it is for, and what that calls it. Those of 3D
 * commands are media commands', too.
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

extern const struct vgt_cmd_table vgt_cmds_mi;
extern const struct vgt_cmd_table vgt_cmds_2d;
extern const struct vgt_cmd_table vgt_cmds_3d;
extern const struct vgt_cmd_table vgt_cmds_media;

/**
 * struct vgt_shadow_batch - our copy of a privileged batch
 * @link: in the list of its submission
 * @buf: where the hardware reads it
 * @size: bytes that the vGPU's account has for it
 * @addr: where the guest has it, in the GGTT
 * @restoring: it was judged as one that is run when the context is restored
 */
struct vgt_shadow_batch {
	struct list_head link;
	struct vgt_gpu_buffer *buf;
	u32 size;
	u64 addr;
	bool restoring;
};

/**
 * struct vgt_audit - one submission under audit
 * @ve: whose
 * @lrca: GGTT address of the context it runs in
 * @left: words that may still be judged
 * @batches: the copies made, struct vgt_shadow_batch
 * @nbatches: how many
 * @depth: batches within batches
 * @restoring: it is of a batch that the hardware runs when it restores the context
 * @arbitration_off: such a batch has turned arbitration off, and not on again
 * @chained: the last command goes to another batch, and does not come back
 * @events: interrupts to raise when it is complete, VGT_GT_* as a mask
 * @flips: flips of the guest's planes to do then
 * @guest_pdp: the page-table roots as the guest's context names them
 * @shadow_pdp: what the hardware gets in their place
 * @legacy_32bit: four roots count, else the first
 * @root: a command loads other roots of the guest's: sets @guest_pdp and @shadow_pdp. Returns
 *	0 or a negative errno, @why says why. NULL where none may be loaded
 * @why: after a refusal, the reason
 * @reg: the register that it is about, or 0
 * @val: the value for it
 */
struct vgt_audit {
	struct vgt_vengine *ve;
	u32 lrca;
	u32 left;
	struct list_head batches;
	u32 nbatches;
	u32 depth;
	bool restoring;
	bool arbitration_off;
	bool chained;
	u32 events;
	struct vgt_flips flips;
	u64 guest_pdp[4];
	u64 shadow_pdp[4];
	bool legacy_32bit;
	int (*root)(struct vgt_audit *audit, const u64 *pdp);
	const char *why;
	u32 reg;
	u32 val;
};

int vgt_audit_init(void);

void vgt_audit_begin(struct vgt_audit *audit, struct vgt_vengine *ve, u32 lrca);
int vgt_audit_ring(struct vgt_audit *audit, u32 *cs, u32 len);
int vgt_audit_batch(struct vgt_audit *audit, u64 addr, u32 max,
		    struct vgt_shadow_batch **batch);
void vgt_audit_release(struct vgt_vengine *ve, struct list_head *batches);

/* Most words that vgt_audit_close() writes. */
#define VGT_CLOSE_WORDS		16

/* Words that vgt_audit_open() writes: a cache line. */
#define VGT_OPEN_WORDS		16

void vgt_audit_open(u32 *cs);
u32 vgt_audit_close(enum vgt_engine_id engine, const struct vgt_platform *platform, u32 *cs);

int vgt_cmd_index(const struct vgt_cmd_tables *tables);
const struct vgt_cmd *vgt_cmd_find(u8 gen, enum vgt_engine_id engine, u32 header);
bool vgt_cmd_bits_ok(const struct vgt_cmd *cmd, u32 header);
u32 vgt_cmd_len(const struct vgt_cmd *cmd, u32 header);

#endif
