/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_CORE_RESOURCES_H
#define VGT_CORE_RESOURCES_H

#include <linux/types.h>

struct vgt_device;
struct vgt_reserve;
struct vgt_resources;
struct vgt_type;

void vgt_device_totals(struct vgt_device *dev, const struct vgt_reserve *reserve);
void vgt_device_free(struct vgt_device *dev, struct vgt_resources *free);
void vgt_device_need(const struct vgt_device *dev, const struct vgt_type *type,
		     struct vgt_resources *need);
int vgt_device_take(struct vgt_device *dev, const struct vgt_type *type);
int vgt_device_retake(struct vgt_device *dev, int id, const struct vgt_type *from,
		      const struct vgt_type *to);
void vgt_device_give(struct vgt_device *dev, const struct vgt_type *type);

#endif
