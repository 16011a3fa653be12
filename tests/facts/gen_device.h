/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A device of each generation, for checks of registers, and what data files call its parts.
 */
#ifndef VGT_FACTS_GEN_DEVICE_H
#define VGT_FACTS_GEN_DEVICE_H

#include <linux/types.h>

#include "core/device_types.h"
#include "core/engine.h"
#include "core/regs/reg.h"

const struct vgt_device *device_of(u8 gen);
const char *row_key(const struct vgt_reg *row);
enum vgt_engine_id engine_by_name(const char *name);

#endif
