/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_CORE_MMIO_CONTEXT_TYPES_H
#define VGT_CORE_MMIO_CONTEXT_TYPES_H

#include <linux/types.h>

#include "core/engine.h"

struct vgt_reg;
struct vgt_vgpu;

/**
 * struct vgt_mmio_ctx_reg - a register to switch
 * @row: what guests may do with it
 * @offset: in BAR 0
 * @masked: written with a mask
 * @save: any batch may set it: always to be read back when the hardware leaves a vGPU
 */
struct vgt_mmio_ctx_reg {
	const struct vgt_reg *row;
	u32 offset;
	bool masked;
	bool save;
};

/**
 * struct vgt_mmio_ctx_engine - an engine's registers to switch
 * @regs: which
 * @host: their values for the host
 * @now: what the hardware holds, as far as it is known
 * @unknown: a bit per register that is to be written, whatever @now says: commands may
 *	have set it, or a reset
 * @late: a bit per register that commands of one who is no longer @owner, but has not
 *	left the hardware, may still set
 * @scratch: for the moment, under the lock
 * @count: how many
 * @owner: whose values these are; NULL: the host's
 * @running: whose context the hardware has, as far as it has told; NULL: the host's
 * @resets: resets of the engine that @now knows of
 */
struct vgt_mmio_ctx_engine {
	struct vgt_mmio_ctx_reg *regs;
	u32 *host;
	u32 *now;
	unsigned long *unknown;
	unsigned long *late;
	unsigned long *scratch;
	u32 count;
	struct vgt_vgpu *owner;
	struct vgt_vgpu *running;
	u32 resets;
};

/**
 * struct vgt_mmio_ctx - registers outside of context images, of one device
 * @engine: per engine; under the lock of its scheduler
 */
struct vgt_mmio_ctx {
	struct vgt_mmio_ctx_engine engine[VGT_NUM_ENGINES];
};

#endif
