/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Words of a context image, the guest's or its shadow's: where the layout has them.
 *
 * Source of the layout: Skylake PRM vol. 3, "Logical Ring Context Format"; i915's
 * gt/intel_lrc_reg.h.
 */
#ifndef VGT_CORE_LRC_IMAGE_H
#define VGT_CORE_LRC_IMAGE_H

#include <linux/bits.h>
#include <linux/compiler.h>
#include <linux/types.h>

#include "core/device_types.h"
#include "core/mem/ggtt.h"
#include "core/record/record.h"
#include "core/vgpu_types.h"

/* In CTX_CONTEXT_CONTROL. */
#define VGT_CTX_RESTORE_INHIBIT	BIT(0)

#define VGT_LRC_PAGE		4096
#define VGT_LRC_PAGE_WORDS	(VGT_LRC_PAGE / 4)

/* Return the guest's page @n of register state; NULL if its GGTT does not map it. */
static inline u32 *vgt_lrc_guest_page(struct vgt_vengine *ve, u32 lrca, u32 n)
{
	return vgt_ggtt_va(ve->vgpu, lrca + (n + 1) * VGT_LRC_PAGE);
}

/* Likewise, to be read. */
static inline const u32 *vgt_lrc_read_page(struct vgt_vengine *ve, u32 lrca, u32 n)
{
	u32 *page = vgt_lrc_guest_page(ve, lrca, n);

	if (page)
		vgt_record_words(ve->vgpu, VGT_RECORD_MEMORY, lrca + (n + 1) * VGT_LRC_PAGE, page,
				 VGT_LRC_PAGE);
	return page;
}

/* What is known of an engine's images. */
static inline const struct vgt_lrc_layout *vgt_lrc_layout(const struct vgt_vengine *ve)
{
	return &ve->vgpu->dev->lrc[ve->id];
}

/* Read a value of an image once; 0 if the image has no such value. */
static inline u32 vgt_lrc_word(const struct vgt_lrc_layout *layout, const u32 *page,
			       enum vgt_lrc_word word)
{
	return layout->word[word] ? READ_ONCE(page[layout->word[word]]) : 0;
}

/* Likewise, write it. */
static inline void vgt_lrc_set_word(const struct vgt_lrc_layout *layout, u32 *page,
				    enum vgt_lrc_word word, u32 val)
{
	if (layout->word[word])
		WRITE_ONCE(page[layout->word[word]], val);
}

#endif
