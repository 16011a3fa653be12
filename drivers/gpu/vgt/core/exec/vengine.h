/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_CORE_VENGINE_H
#define VGT_CORE_VENGINE_H

#include <linux/types.h>

#include "core/engine.h"

struct vgt_vengine;
struct vgt_vgpu;

void vgt_vengine_init(struct vgt_vgpu *vgpu, enum vgt_engine_id id);
void vgt_vengine_quiet(struct vgt_vengine *ve);
void vgt_vengine_fini(struct vgt_vengine *ve);
void vgt_vengine_drop(struct vgt_vengine *ve);
void vgt_vengine_reset(struct vgt_vengine *ve);
void vgt_vengine_kick(struct vgt_vengine *ve);
void vgt_vengine_hang(struct vgt_vengine *ve, int err, const char *why);
bool vgt_vengine_take_back(struct vgt_vengine *ve);
void vgt_vengine_end(struct vgt_vengine *ve);
void vgt_vengine_renew(struct vgt_vengine *ve);

int vgt_workload_prepare(struct vgt_vengine *ve);
int vgt_workload_submit(struct vgt_vengine *ve);
void vgt_workload_stop(struct vgt_vengine *ve);
int vgt_workload_finish(struct vgt_vengine *ve);
void vgt_workload_release(struct vgt_vengine *ve);
void vgt_workload_fini(struct vgt_vengine *ve);

#endif
