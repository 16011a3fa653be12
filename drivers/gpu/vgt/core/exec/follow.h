/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_CORE_FOLLOW_H
#define VGT_CORE_FOLLOW_H

#include <linux/types.h>

struct vgt_gpu_request;
struct vgt_part;
struct vgt_vengine;

struct vgt_part *vgt_follow_first(struct vgt_vengine *ve);
void vgt_follow_hand_over(struct vgt_vengine *ve);
bool vgt_follow_handed(const struct vgt_vengine *ve);
void vgt_follow_take(struct vgt_vengine *ve);
bool vgt_follow_revoke(struct vgt_vengine *ve);
void vgt_follow_end(struct vgt_vengine *ve);
struct vgt_gpu_request *vgt_follow_overdue(struct vgt_vengine *ve);

#endif
