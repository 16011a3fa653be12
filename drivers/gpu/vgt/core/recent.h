/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_CORE_RECENT_H
#define VGT_CORE_RECENT_H

#include <linux/ktime.h>
#include <linux/types.h>

struct vgt_recent;

void vgt_recent_add(struct vgt_recent *recent, ktime_t now);
bool vgt_recent_were(const struct vgt_recent *recent, u32 most, u32 within_s, ktime_t now);
void vgt_recent_forget(struct vgt_recent *recent);

#endif
