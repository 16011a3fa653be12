/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_CORE_AHEAD_H
#define VGT_CORE_AHEAD_H

#include <linux/types.h>

struct vgt_vengine;

bool vgt_ahead_wanted(const struct vgt_vengine *ve);
int vgt_ahead_judge(struct vgt_vengine *ve);
bool vgt_ahead_take(struct vgt_vengine *ve);
bool vgt_ahead_drop(struct vgt_vengine *ve);
void vgt_ahead_resubmitted(struct vgt_vengine *ve);

#endif
