/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_CORE_LRC_TYPES_H
#define VGT_CORE_LRC_TYPES_H

#include <linux/list.h>
#include <linux/types.h>

struct vgt_gpu_context;

/* Words of the register state that belong to the ring, not to the engine. */
#define VGT_LRC_RING_WORDS	0x50

/* Registers of engines lie below. */
#define VGT_LRC_KEPT_END	0x40000

/**
 * enum vgt_lrc_word - values of the image that the core looks for
 * @VGT_LRC_CONTROL: CTX_CONTEXT_CONTROL
 * @VGT_LRC_HEAD: RING_HEAD
 * @VGT_LRC_TAIL: RING_TAIL
 * @VGT_LRC_START: RING_START
 * @VGT_LRC_CTL: RING_CTL
 * @VGT_LRC_PER_CTX: BB_PER_CTX_PTR
 * @VGT_LRC_INDIRECT: INDIRECT_CTX
 * @VGT_LRC_INDIRECT_OFFSET: INDIRECT_CTX_OFFSET
 * @VGT_LRC_TIMESTAMP: CTX_TIMESTAMP
 * @VGT_LRC_PWR_CLK: R_PWR_CLK_STATE
 * @VGT_LRC_PDP: the roots of page tables, low and high word, 0 to 3
 * @VGT_LRC_NUM_WORDS: how many
 */
enum vgt_lrc_word {
	VGT_LRC_CONTROL,
	VGT_LRC_HEAD,
	VGT_LRC_TAIL,
	VGT_LRC_START,
	VGT_LRC_CTL,
	VGT_LRC_PER_CTX,
	VGT_LRC_INDIRECT,
	VGT_LRC_INDIRECT_OFFSET,
	VGT_LRC_TIMESTAMP,
	VGT_LRC_PWR_CLK,
	VGT_LRC_PDP,
	VGT_LRC_NUM_WORDS = VGT_LRC_PDP + 8,
};

/**
 * struct vgt_lrc_layout - which words of a context image are a guest's to set
 * @word: where the image has a value, by enum vgt_lrc_word; 0 where it does not: there
 *	may be a command in its place, and nothing is read or written
 * @guest: a bit per word of the register state: @regs, commands of @states, and @gaps
 * @judged: those of @regs that only some values may have, or that are written with a mask
 * @shape: words that are no values, and the same in the image of any context: commands,
 *	offsets of registers
 * @regs: words that are values of registers that are a guest's, behind their offsets
 * @switched: words that are values of registers that vgt switches, too, whoever chooses them
 * @gaps: no-ops between these, of the render engine: where another context may have commands
 *	of its own, those that it was the first to run
 * @own: words that the hardware saves for its context, and no guest may choose
 * @nown: how many
 * @states: headers of commands that set pipeline state
 * @kept: a bit per register, by its offset over 4 up to VGT_LRC_KEPT_END: the image
 *	has it
 * @known: the image was read to its end
 * @words: how many
 */
struct vgt_lrc_layout {
	u32 word[VGT_LRC_NUM_WORDS];
	unsigned long *guest;
	unsigned long *judged;
	unsigned long *shape;
	unsigned long *regs;
	unsigned long *switched;
	unsigned long *own;
	u32 nown;
	unsigned long *states;
	unsigned long *gaps;
	unsigned long *kept;
	bool known;
	u32 words;
};

/**
 * struct vgt_ring_state - what a guest's context image says of its ring
 * @control: CTX_CONTEXT_CONTROL
 * @head: RING_HEAD
 * @tail: RING_TAIL
 * @start: RING_START
 * @ctl: RING_CTL
 * @per_ctx: BB_PER_CTX_PTR
 * @indirect: INDIRECT_CTX
 * @pdp: roots of the page tables
 */
struct vgt_ring_state {
	u32 control;
	u32 head;
	u32 tail;
	u32 start;
	u32 ctl;
	u32 per_ctx;
	u32 indirect;
	u64 pdp[4];
};

/**
 * struct vgt_lrc - the shadow of a guest's context
 * @link: in the cache of its engine, the least recently used last
 * @lrca: GGTT address of the guest's image: it alone says which context this is. i915 since
 *	Linux 5.4 gives a context another id each time that it submits it
 * @hw: what runs in its place
 * @fresh: @hw holds nothing of this context's: not yet, or it may hold what another
 *	context left in the hardware
 * @pwr_clk: R_PWR_CLK_STATE of a context that goes on: the port sets it at each pin
 * @traced: where the image of @hw was last said to lie; 0: nowhere yet
 * @resident: lite restore: the guest's engine still holds it, skip save and load
 * @lingers: pinned, but not in use
 * @linger_until: when to unpin it, in nanoseconds of ktime_get_ns()
 * @port_pwr_clk: R_PWR_CLK_STATE as the port has set it when it pinned @hw
 */
struct vgt_lrc {
	struct list_head link;
	u32 lrca;
	struct vgt_gpu_context *hw;
	u32 pwr_clk;
	u32 traced;
	bool fresh;
	bool resident;
	bool lingers;
	u64 linger_until;
	u32 port_pwr_clk;
};

#endif
