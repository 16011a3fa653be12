// SPDX-License-Identifier: GPL-2.0-only
/*
 * Layout of the register state in a context image, as the hardware writes it.
 *
 * The ring context and the command streamer's part follow i915 (gt/intel_lrc.c). For the rest of
 * the render engine's part, only the content is known: the registers that are private to a context
 * (the tests of igt-gpu-tools check them), those that i915 sets in its context workarounds, and
 * those that kvmgt leaves to the image (gvt/mmio_context.c). Their order and place are the
 * model's own choice.
 */
#include "cs/lrc.h"
#include "cs/state.h"

#define POSTED			BIT(12)	/* MI_LRI_FORCE_POSTED */

#define REG(r)			{ .reg = (r), .count = 1, .stride = 4 }
#define REGS(r, n)		{ .reg = (r), .count = (n), .stride = 4 }
#define REGS_DOWN(r, n)		{ .reg = (r), .count = (n), .stride = -4 }
#define ABS(r)			{ .reg = (r), .count = 1, .stride = 4, .absolute = true }
#define ABSS(r, n)		{ .reg = (r), .count = (n), .stride = 4, .absolute = true }

static const struct lrc_run ring_short[] = {
	REG(0x244), REG(0x034), REG(0x030), REG(0x038), REG(0x03c), REG(0x168), REG(0x140),
	REG(0x110), REG(0x11c), REG(0x114), REG(0x118),
	{ 0 }
};

static const struct lrc_run ring[] = {
	REG(0x244), REG(0x034), REG(0x030), REG(0x038), REG(0x03c), REG(0x168), REG(0x140),
	REG(0x110), REG(0x11c), REG(0x114), REG(0x118), REGS(0x1c0, 3),
	{ 0 }
};

static const struct lrc_run page_directories[] = {
	REG(0x3a8), REGS_DOWN(0x28c, 8),
	{ 0 }
};

static const struct lrc_run power_clock_state[] = {
	REG(0x0c8),
	{ 0 }
};

static const struct lrc_run software_control[] = {
	REG(0x200),
	{ 0 }
};

static const struct lrc_run gen8_xcs_engine[] = {
	REG(0x200), REG(0x028),
	{ 0 }
};

static const struct lrc_run gen9_streamer[] = {
	REG(0x028), REG(0x09c), REG(0x0c0), REG(0x178), REG(0x17c), REG(0x358), REG(0x170),
	REG(0x150), REG(0x154), REG(0x158), REG(0x41c), REGS(0x600, 32), REG(0x068),
	{ 0 }
};

static const struct lrc_run gen8_streamer[] = {
	REG(0x028), REG(0x09c), REG(0x0c0), REG(0x178), REG(0x17c), REG(0x358), REG(0x170),
	REG(0x150), REG(0x154),
	{ 0 }
};

static const struct lrc_run gen8_batch_offset[] = {
	REG(0x158), REG(0x41c),
	{ 0 }
};

static const struct lrc_run gen8_gpr[] = {
	REGS(0x600, 32), REG(0x068),
	{ 0 }
};

/* Counters, predicates and parameters of indirect draws. */
static const struct lrc_run render_streamer[] = {
	REG(0x088), REG(0x090), REG(0x0a0), REG(0x0d8), REG(0x0e0), REG(0x0e4), REG(0x248),
	REGS(0x290, 2), REGS(0x2c8, 2), REGS(0x2d8, 2), REGS(0x2f0, 4), REGS(0x300, 22),
	REGS(0x360, 2), REGS(0x400, 7), REG(0x420), REGS(0x430, 5), REGS(0x448, 4),
	REGS(0x500, 3), REG(0x580),
	{ 0 }
};

/* Stream output, cache and slice modes, thread dispatch. */
static const struct lrc_run render_units[] = {
	ABSS(0x5200, 8), ABSS(0x5240, 8), ABSS(0x5280, 4),
	ABSS(0x7000, 3), ABS(0x7010), ABS(0x7014), ABS(0x7018), ABS(0x7034),
	ABS(0x7300), ABS(0x7304), ABS(0x731c), ABS(0x83a4),
	ABS(0xe100), ABS(0xe180), ABS(0xe184), ABS(0xe188), ABS(0xe194), ABSS(0xe400, 2),
	ABS(0xe4f0), ABS(0xe4f4),
	{ 0 }
};

/* Tiled resources (TR-TT). */
static const struct lrc_run gen9_tiled_resources[] = {
	ABSS(0x4de0, 6), ABS(0x4dfc),
	{ 0 }
};

/* Where a draw stopped (3d/preempt.c). */
static const struct lrc_run gen9_draw[] = {
	ABSS(0x83b0, 4),
	{ 0 }
};

static const struct lrc_list gen8_xcs_lists[] = {
	{ 0x01, 0, ring_short },
	{ 0x21, 0, page_directories },
	{ 0x41, 0, gen8_xcs_engine },
	{ 0 }
};

static const struct lrc_list gen9_xcs_lists[] = {
	{ 0x01, POSTED, ring },
	{ 0x21, POSTED, page_directories },
	{ 0x41, POSTED, software_control },
	{ 0x51, POSTED, gen9_streamer },
	{ 0 }
};

static const struct lrc_list gen8_rcs_lists[] = {
	{ 0x01, POSTED, ring },
	{ 0x21, POSTED, page_directories },
	{ 0x41, 0, power_clock_state },
	{ 0x55, POSTED, gen8_streamer },
	{ 0xc3, POSTED, gen8_batch_offset },
	{ 0xd7, POSTED, gen8_gpr },
	{ 0x121, POSTED, render_streamer },
	{ 0x281, POSTED, render_units },
	{ 0 }
};

static const struct lrc_list gen9_rcs_lists[] = {
	{ 0x01, POSTED, ring },
	{ 0x21, POSTED, page_directories },
	{ 0x41, 0, power_clock_state },
	{ 0x51, POSTED, gen9_streamer },
	{ 0xc1, POSTED, render_streamer },
	{ 0x281, POSTED, render_units },
	{ 0x381, POSTED, gen9_tiled_resources },
	{ 0x391, POSTED, gen9_draw },
	{ 0 }
};

static const struct lrc_layout layouts[2][2] = {
	{
		{ .lists = gen8_xcs_lists, .state_dwords = 0x50, .pages = 2 },
		{ .lists = gen8_rcs_lists, .state_dwords = CS_STATE_END, .pages = 20 },
	}, {
		{ .lists = gen9_xcs_lists, .state_dwords = 0xc0, .pages = 2 },
		{ .lists = gen9_rcs_lists, .state_dwords = CS_STATE_END, .pages = 22 },
	},
};

const struct lrc_layout *lrc_layout(u32 gen, bool render)
{
	return &layouts[gen >= 9][render];
}
