/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * From a register's offset to its row, in constant time. Made at load time of all tables, for
 * one device.
 */
#ifndef VGT_CORE_REG_INDEX_H
#define VGT_CORE_REG_INDEX_H

#include <linux/types.h>

#include "core/engine.h"

struct vgt_device;
struct vgt_reg;
struct vgt_reg_slot;
struct vgt_reg_table;

int vgt_reg_index_init(struct vgt_device *dev, const struct vgt_reg_table *const *tables,
		       u32 count);
int vgt_reg_index_add(struct vgt_device *dev, const struct vgt_reg_table *table);
void vgt_reg_index_fini(struct vgt_device *dev);

const struct vgt_reg_slot *vgt_reg_slot(const struct vgt_device *dev, u32 offset);
const struct vgt_reg *vgt_reg_find(const struct vgt_device *dev, u32 offset);
const struct vgt_reg *vgt_reg_of(const struct vgt_device *dev, enum vgt_engine_id engine,
				 u32 offset);
const struct vgt_reg *vgt_reg_own(const struct vgt_device *dev, enum vgt_engine_id engine,
				  u32 offset);

#endif
