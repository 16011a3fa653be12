// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where a guest has its engines' hardware status pages.
 */
#include <linux/bits.h>

#include "core/engine.h"
#include "gt_regs.h"
#include "mmio.h"
#include "status_page.h"
#include "store.h"

/**
 * vgt_status_page() - where the guest has an engine's status page
 * @vgpu: the vGPU
 * @id: the engine
 *
 * Return: its GGTT address, 0 where the guest has set none. It may not be the vGPU's own.
 */
u32 vgt_status_page(struct vgt_vgpu *vgpu, enum vgt_engine_id id)
{
	return vgt_mmio_load(vgpu, vgt_engines[id].mmio_base + RING_HWS_PGA) & HWS_PGA_ADDR;
}
