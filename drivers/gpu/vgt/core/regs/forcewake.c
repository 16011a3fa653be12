// SPDX-License-Identifier: GPL-2.0-only
/*
 * Forcewake: a vGPU never sleeps, so each request is acknowledged at once.
 *
 * Source: i915's intel_uncore.c.
 */
#include <linux/bits.h>
#include <linux/kernel.h>

#include "gt_regs.h"
#include "store.h"
#include "tables.h"

/* What was asked for is acknowledged in the register that the row names. */
static int vgt_forcewake_write(const struct vgt_reg_access *a, u32 val)
{
	int ret = vgt_mmio_store(a->vgpu, a->offset, val);

	return ret ?: vgt_mmio_store(a->vgpu, a->row->arg, val);
}

#define REQUEST(_ack)	.flags = VGT_REG_MASKED, .arg = (_ack), .write = vgt_forcewake_write
#define ACK		.ro = VGT_RO_ALL

static const struct vgt_reg vgt_forcewake_regs[] = {
	VGT_REG(FORCEWAKE_MT, REQUEST(FORCEWAKE_ACK_HSW)),
	VGT_REG(FORCEWAKE_MEDIA, REQUEST(FORCEWAKE_ACK_MEDIA)),
	VGT_REG(FORCEWAKE_RENDER, REQUEST(FORCEWAKE_ACK_RENDER)),
	VGT_REG(FORCEWAKE_ACK_HSW, ACK),
	VGT_REG(FORCEWAKE_ACK_RENDER, ACK),
	VGT_REG(FORCEWAKE_ACK_MEDIA, ACK),
	/* Room for accesses that wait for the GT to wake up. */
	VGT_REG(GTFIFOCTL, .init = 0x3f, .ro = VGT_RO_ALL, .own = VGT_ON_ALL,
		.why = "room of the FIFO before the GT, which all share"),
};

VGT_REG_TABLE(vgt_regs_forcewake, vgt_forcewake_regs);
