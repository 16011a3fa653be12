// SPDX-License-Identifier: GPL-2.0-only
/*
 * Forcewake: a vGPU never sleeps, so each request is acknowledged at once.
 *
 * Source: i915's intel_uncore.c.
 */
#include <linux/bits.h>
#include <linux/kernel.h>

#include "core/vgpu.h"
#include "tables.h"

static const struct {
	u32 request;
	u32 ack;
} vgt_forcewakes[] = {
	{ 0xa188, 0x130044 },	/* multi-threaded (Gen8), blitter (Gen9) */
	{ 0xa270, 0x0d88 },	/* media */
	{ 0xa278, 0x0d84 },	/* render */
};

static int vgt_forcewake_write(struct vgt_vgpu *vgpu, u32 offset, u32 val)
{
	u32 i;
	int ret;

	ret = vgt_mmio_store_masked(vgpu, offset, val);
	for (i = 0; !ret && i < ARRAY_SIZE(vgt_forcewakes); i++)
		if (vgt_forcewakes[i].request == offset)
			ret = vgt_mmio_store(vgpu, vgt_forcewakes[i].ack,
					     vgt_mmio_load(vgpu, offset));
	return ret;
}

static const struct vgt_reg vgt_forcewake_regs[] = {
	{ .offset = 0xa188, .write = vgt_forcewake_write },
	{ .offset = 0xa270, .write = vgt_forcewake_write },
	{ .offset = 0xa278, .write = vgt_forcewake_write },
	{ .offset = 0x130044, .flags = VGT_REG_RO },
	{ .offset = 0x0d84, .flags = VGT_REG_RO },
	{ .offset = 0x0d88, .flags = VGT_REG_RO },
	{ .offset = 0x120008, .init = 0x3f, .flags = VGT_REG_RO }, /* GTFIFOCTL */
};

VGT_REG_TABLE(vgt_regs_forcewake, vgt_forcewake_regs);
