/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_CORE_CS_ERROR_H
#define VGT_CORE_CS_ERROR_H

#include <linux/types.h>

struct vgt_vengine;
struct vgt_vgpu;

bool vgt_cs_error_watch(const struct vgt_vgpu *vgpu);
void vgt_cs_error_count(struct vgt_vgpu *vgpu);
void vgt_cs_error_found(struct vgt_vengine *ve);
void vgt_cs_error_report(struct vgt_vengine *ve);

#endif
