/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Entries of the GGTT.
 *
 * Source: Skylake PRM vol. 5 (memory views), "Global GTT"; i915's gt/intel_gtt.h.
 */
#ifndef VGT_CORE_GGTT_ENTRY_H
#define VGT_CORE_GGTT_ENTRY_H

#include <linux/bits.h>
#include <linux/types.h>

#include "core/vgpu_types.h"

#define VGT_GGTT_PAGE		4096
#define VGT_GGTT_PRESENT	BIT_ULL(0)

/*
 * An entry as it was taken over, in 32 bits: present in bit 0, the frame number
 * from bit 1 on. An entry has nothing else.
 */
#define VGT_KNOWN_PRESENT	BIT(0)

static inline u64 vgt_known_gfn(u32 known)
{
	return known >> 1;
}

/* What an entry holds that leads nowhere. */
static inline u64 vgt_ggtt_scratch_entry(const struct vgt_vgpu *vgpu)
{
	return vgpu->scratch.dma | VGT_GGTT_PRESENT;
}

#endif
