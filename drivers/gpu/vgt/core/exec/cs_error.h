/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_CORE_CS_ERROR_H
#define VGT_CORE_CS_ERROR_H

#include <linux/types.h>

/*
 * So many invalid commands of a vGPU within so many seconds are found at once. Each costs a
 * reset of the hardware's engine, so that the next ones are found as slowly as other hangs.
 */
#define VGT_CS_ERRORS		10
#define VGT_CS_ERRORS_WITHIN_S	5

struct vgt_vengine;
struct vgt_vgpu;

bool vgt_cs_error_watch(const struct vgt_vgpu *vgpu);
void vgt_cs_error_count(struct vgt_vgpu *vgpu);
void vgt_cs_error_found(struct vgt_vengine *ve);
void vgt_cs_error_report(struct vgt_vengine *ve);

#endif
