/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_CORE_ENGINE_H
#define VGT_CORE_ENGINE_H

#include <linux/bits.h>
#include <linux/types.h>

/**
 * enum vgt_engine_id - the command streamers of Gen8, Gen9 and Gen9.5
 * @VGT_RCS: render
 * @VGT_BCS: blitter
 * @VGT_VCS: video
 * @VGT_VCS2: second video (GT3 and GT4 parts)
 * @VGT_VECS: video enhancement
 * @VGT_NUM_ENGINES: maximum number of engines
 */
enum vgt_engine_id {
	VGT_RCS,
	VGT_BCS,
	VGT_VCS,
	VGT_VCS2,
	VGT_VECS,
	VGT_NUM_ENGINES,
};

/* Masks of engines. */
#define VGT_ON_RCS	BIT(VGT_RCS)
#define VGT_ON_BCS	BIT(VGT_BCS)
#define VGT_ON_VCS	(BIT(VGT_VCS) | BIT(VGT_VCS2))
#define VGT_ON_VECS	BIT(VGT_VECS)
#define VGT_ON_XCS	(VGT_ON_BCS | VGT_ON_VCS | VGT_ON_VECS)
#define VGT_ON_ALL	(VGT_ON_RCS | VGT_ON_BCS | VGT_ON_VCS | VGT_ON_VECS)

/**
 * struct vgt_engine_info - fixed properties of an engine
 * @name: the host's i915 prints this name
 * @mmio_base: offset of the engine's register block in BAR 0
 * @gdrst: its bit in GDRST
 * @irq_gt: the GT interrupt group that holds its bits
 * @irq_shift: position of those bits in the group
 * @tlb_reg: register that invalidates its TLB
 * @mocs_reg: first of its 64 MOCS registers (Gen9)
 */
struct vgt_engine_info {
	const char *name;
	u32 mmio_base;
	u32 gdrst;
	u8 irq_gt;
	u8 irq_shift;
	u32 tlb_reg;
	u32 mocs_reg;
};

/* Size of an engine's register block in bytes. Other render registers follow that of RCS. */
#define VGT_ENGINE_BLOCK	0x800

extern const struct vgt_engine_info vgt_engines[VGT_NUM_ENGINES];

/**
 * vgt_engine_by_reg() - find the engine whose register block contains an offset
 * @offset: offset in BAR 0
 * @rel: set to the offset within the block
 *
 * Return: the engine, or VGT_NUM_ENGINES if no block contains @offset.
 */
enum vgt_engine_id vgt_engine_by_reg(u32 offset, u32 *rel);

#endif
