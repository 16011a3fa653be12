/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_CORE_GGTT_PACK_H
#define VGT_CORE_GGTT_PACK_H

#include <linux/types.h>

/* How often room is made at most, while others cannot be moved just then. */
#define VGT_ROOM_TRIES		5

struct vgt_device;
struct vgt_type;

int vgt_ggtt_make_room(struct vgt_device *dev, const struct vgt_type *type);
void vgt_ggtt_room_wait(void);
u32 vgt_ggtt_room(struct vgt_device *dev, u64 bytes, bool mappable, u32 most);
u64 vgt_ggtt_largest(struct vgt_device *dev, bool mappable);

#endif
