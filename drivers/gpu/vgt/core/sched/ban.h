/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_CORE_BAN_H
#define VGT_CORE_BAN_H

#include <linux/types.h>

struct vgt_ban;

bool vgt_ban_hang(struct vgt_ban *ban, u32 most, u32 engine);
bool vgt_ban_holds(const struct vgt_ban *ban);
bool vgt_ban_reset(struct vgt_ban *ban, bool blamed);

#endif
