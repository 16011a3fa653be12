/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_CORE_LRC_TYPES_H
#define VGT_CORE_LRC_TYPES_H

#include <linux/bitmap.h>
#include <linux/list.h>
#include <linux/types.h>

struct vgt_gpu_context;

/* Number of words at the start of the register state that belong to the ring. */
#define VGT_LRC_RING_WORDS	0x50

/* End of the range of engines' registers. */
#define VGT_LRC_KEPT_END	0x40000

/**
 * enum vgt_lrc_word - values of a context image that the core uses
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
 * @VGT_LRC_PDP: page-table roots 0 to 3, each with low and high word
 * @VGT_LRC_NUM_WORDS: number of values
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
 * struct vgt_lrc_layout - the meaning of each word of a context image
 * @word: position of each value in words, by enum vgt_lrc_word; 0 if the image does not have
 *	it: a command may be in its place, so nothing is read or written
 * @guest: words that a guest may set: @regs, commands of @states, and @gaps
 * @judged: those of @regs with a restricted set of values, or with a write mask
 * @shape: words that are the same in the image of any context: commands, offsets of
 *	registers
 * @regs: values of registers that a guest may set; each follows its register's offset
 * @switched: values of registers that vgt switches, too, whether a guest may set them or not
 * @gaps: no-ops of the render engine that another context may replace by its own commands,
 *	if it was the first to run them
 * @own: words that the hardware saves for the context, but that no guest may set
 * @nown: number of words in @own
 * @states: headers of commands that set pipeline state
 * @kept: registers that the image has, indexed by offset / 4, up to VGT_LRC_KEPT_END
 * @known: the image was parsed to its end
 * @words: number of words of the register state
 *
 * @guest, @judged, @shape, @regs, @switched, @gaps, @own and @states are bitmaps with a bit
 * per word of the register state. The layout does not change after vgt_lrc_layout_init().
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
 * struct vgt_ring_state - the ring as a guest's context image describes it
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

/* Pages of register state in a context image. i915's largest has 21 (gt/intel_engine_cs.c). */
#define VGT_LRC_PAGES_MAX	64

/**
 * struct vgt_lrc - the shadow of a guest's context
 * @link: in the cache of its engine; the least recently used is the last
 * @lrca: GGTT address of the guest's image. It identifies the context: i915 since Linux 5.4
 *	submits a context with a new id each time
 * @hw: the host's context that runs instead
 * @fresh: @hw does not hold this context's state: it is not loaded yet, or may contain state
 *	that another context left in the hardware
 * @pwr_clk: saved R_PWR_CLK_STATE of a context that is @resident: the port sets the register
 *	at each pin
 * @traced: address of @hw's image in the last trace event; 0: none yet
 * @resident: lite restore: the guest's engine still holds it, skip save and load
 * @lingers: pinned, but not in use
 * @linger_until: when to unpin it, in nanoseconds of ktime_get_ns()
 * @port_pwr_clk: R_PWR_CLK_STATE that the port set when it pinned @hw
 * @same: pages of the guest's image that are as @hw has them, while it is loaded
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
	DECLARE_BITMAP(same, VGT_LRC_PAGES_MAX);
};

#endif
