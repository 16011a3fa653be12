/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which values a guest may give registers: the same for a command that loads one, a write by
 * MMIO, and a word of a context image.
 */
#ifndef VGT_CORE_CMD_REGS_H
#define VGT_CORE_CMD_REGS_H

#include <linux/bitfield.h>

#include "core/engine.h"
#include "reg.h"

struct vgt_device;

bool vgt_cmd_reg_value_ok(const struct vgt_device *dev, const struct vgt_reg *row,
			  enum vgt_engine_id engine, u32 val);
bool vgt_cmd_reg_set_ok(const struct vgt_device *dev, const struct vgt_reg *row,
			enum vgt_engine_id engine, u32 val);

bool vgt_nonpriv_settle(const struct vgt_device *dev, enum vgt_engine_id engine, u32 *val);
bool vgt_nonpriv_harmless(const struct vgt_device *dev, enum vgt_engine_id engine, u32 val);
bool vgt_nonpriv_allowed(const struct vgt_device *dev, enum vgt_engine_id engine, u32 val);

/* Values of registers that are written with a mask: does one set any of @bits? */
static inline bool vgt_reg_masked_sets(u32 val, u32 bits)
{
	return val & FIELD_GET(VGT_MASKED_MASK, val) & bits;
}

#endif
