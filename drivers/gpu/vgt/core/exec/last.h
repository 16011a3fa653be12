/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_CORE_LAST_H
#define VGT_CORE_LAST_H

#include <linux/types.h>

#include "last_types.h"

struct vgt_ring_state;
struct vgt_vengine;

void vgt_last_init(struct vgt_vengine *ve);
void vgt_last_note(struct vgt_vengine *ve, const struct vgt_ring_state *ring, u32 words);
void vgt_last_stopped(struct vgt_vengine *ve, int error);
u32 vgt_last_get(struct vgt_vengine *ve, struct vgt_last_work works[VGT_LAST_MAX]);

#endif
