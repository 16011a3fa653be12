/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_CORE_STATUS_PAGE_H
#define VGT_CORE_STATUS_PAGE_H

#include "core/engine.h"

struct vgt_vgpu;

u32 vgt_status_page(struct vgt_vgpu *vgpu, enum vgt_engine_id id);

#endif
