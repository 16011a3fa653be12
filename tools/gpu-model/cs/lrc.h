/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Logical ring contexts: restore from and save to the context image.
 *
 * The image is what the hardware makes it: lists of register loads. Restoring
 * executes the lists that are in memory; saving writes the device's own layout
 * with the present values.
 *
 * Source: Intel OSRC Skylake PRM vol 7, "Register State Context"; i915
 * gt/intel_lrc.c.
 */
#ifndef GPU_MODEL_LRC_H
#define GPU_MODEL_LRC_H

#include "core/types.h"
#include "cs/parser.h"

struct engine;

/* The per-process status page comes first, then the register state. */
#define LRC_STATE_PAGE		1
/* Dwords of the ring context, which is always saved and restored. */
#define LRC_RING_DWORDS		0x50
/* Index of the tail's value, which belongs to the driver. */
#define LRC_RING_TAIL		7

/** struct lrc_run - @count registers, @stride apart, from @reg relative to the base */
struct lrc_run {
	u32 reg;
	u16 count;
	s32 stride;
	bool absolute;	/* @reg is an offset in the register space, not in the engine's */
};

/** struct lrc_list - one list of loads: starts at dword @at, with @runs until an empty one */
struct lrc_list {
	u32 at;
	u32 flags;
	const struct lrc_run *runs;
};

/**
 * struct lrc_layout - what the hardware writes for one kind of engine
 * @lists: until one without runs
 * @state_dwords: dwords of the register state that are saved
 * @pages: size of the whole image
 */
struct lrc_layout {
	const struct lrc_list *lists;
	u32 state_dwords;
	u32 pages;
};

/** lrc_layout() - layout for a class of engines of a generation (8 or 9) */
const struct lrc_layout *lrc_layout(u32 gen, bool render);

/**
 * lrc_restore() - put a context onto the engine
 * @desc: its descriptor
 *
 * Executes the batches of the context switch, too. Engine thread, without lock.
 *
 * Return: CS_OK, CS_HANG or CS_BREAK.
 */
enum cs_result lrc_restore(struct engine *e, u64 desc);

/** lrc_save() - write the running context back; CS_OK or CS_HANG */
enum cs_result lrc_save(struct engine *e);

/** lrc_reload_tail() - lite restore: only the tail is read again */
void lrc_reload_tail(struct engine *e);

/** lrc_context_timestamp() - CTX_TIMESTAMP of the running context, now */
u32 lrc_context_timestamp(const struct engine *e);

#endif /* GPU_MODEL_LRC_H */
