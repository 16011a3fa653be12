// SPDX-License-Identifier: GPL-2.0-only
/*
 * Gamma tables of the pipes. Guests use them for night light or calibration.
 *
 * A pipe has a palette of 256 entries of 8 bits, which are plain registers, and one of 1024
 * entries of 10 bits behind an index. Copies of pictures apply them. dma-bufs cannot, because they
 * are the guest's own pages. The colour matrix between the halves of a split palette is not
 * applied.
 *
 * Source: Skylake PRM vol. 12 (display), "Pipe Color Gamut Enhancement", vol. 2c
 * "GAMMA_MODE", "LGC_PALETTE", "PAL_PREC_INDEX", "PAL_PREC_DATA"; i915's i915_reg.h.
 */
#include <linux/bitfield.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/lockdep.h>
#include <linux/slab.h>
#include <uapi/drm/drm_fourcc.h>

#include "core/regs/display_regs.h"
#include "core/regs/mmio.h"
#include "core/regs/store.h"
#include "core/regs/tables.h"
#include "core/vgpu_types.h"
#include "display.h"
#include "scanout.h"

#define VGT_PAL_ENTRIES		1024u

/* Output values of a table for each input of 8 bits. */
struct vgt_gamma {
	u8 lut[3][256];
};

/* The entry that the index selects. With auto-increment the index then moves to the next one. */
static u32 vgt_palette_next(struct vgt_vgpu *vgpu, u32 pipe)
{
	u32 offset = PAL_PREC_INDEX + pipe * PALETTE_STRIDE;
	u32 index = vgt_mmio_load(vgpu, offset);

	/* The guest wrote the index, so this register exists: no allocation. */
	if (index & PAL_PREC_AUTO_INCREMENT)
		vgt_mmio_store(vgpu, offset, (index & ~PAL_PREC_INDEX_VALUE) |
			       ((index + 1) & PAL_PREC_INDEX_VALUE));
	return index & PAL_PREC_INDEX_VALUE;
}

static int vgt_palette_write(const struct vgt_reg_access *a, u32 val)
{
	u32 **palette = &a->vgpu->display.palette[a->unit];

	if (!*palette)
		*palette = kcalloc(VGT_PAL_ENTRIES, sizeof(**palette), GFP_KERNEL_ACCOUNT);
	if (!*palette)
		return -ENOMEM;
	(*palette)[vgt_palette_next(a->vgpu, a->unit)] = val & PAL_PREC_DATA_VALUE;
	return 0;
}

static u32 vgt_palette_read(const struct vgt_reg_access *a)
{
	const u32 *palette = a->vgpu->display.palette[a->unit];
	u32 number = vgt_palette_next(a->vgpu, a->unit);

	return palette ? palette[number] : 0;
}

/**
 * vgt_gamma_reset() - set the palettes to their power-on state
 * @vgpu: the vGPU; its lock is held
 */
void vgt_gamma_reset(struct vgt_vgpu *vgpu)
{
	u32 i;

	lockdep_assert_held(&vgpu->lock);
	for (i = 0; i < VGT_PIPES; i++) {
		kfree(vgpu->display.palette[i]);
		vgpu->display.palette[i] = NULL;
	}
}

/* ---- palettes as tables ---- */

static void vgt_gamma_8bit(struct vgt_vgpu *vgpu, u32 pipe, struct vgt_gamma *gamma)
{
	u32 i;

	for (i = 0; i < 256; i++) {
		u32 entry = vgt_mmio_load(vgpu, LGC_PALETTE +
					  pipe * PALETTE_STRIDE + 4 * i);

		gamma->lut[0][i] = FIELD_GET(LGC_PALETTE_RED, entry);
		gamma->lut[1][i] = FIELD_GET(LGC_PALETTE_GREEN, entry);
		gamma->lut[2][i] = FIELD_GET(LGC_PALETTE_BLUE, entry);
	}
}

/* A channel of an entry: 10 bits. @c: 0 for red, 1 for green, 2 for blue. */
static u32 vgt_gamma_channel(u32 entry, u32 c)
{
	switch (c) {
	case 0:
		return FIELD_GET(PAL_PREC_DATA_RED, entry);
	case 1:
		return FIELD_GET(PAL_PREC_DATA_GREEN, entry);
	default:
		return FIELD_GET(PAL_PREC_DATA_BLUE, entry);
	}
}

static void vgt_gamma_10bit(const u32 *palette, struct vgt_gamma *gamma)
{
	u32 i, c;

	for (i = 0; i < 256; i++)
		for (c = 0; c < 3; c++)
			gamma->lut[c][i] = vgt_gamma_channel(palette[i << 2 | i >> 6], c) >> 2;
}

/* The first half applies before the colour matrix, the second half after it. */
static void vgt_gamma_split(const u32 *palette, struct vgt_gamma *gamma)
{
	const u32 *behind = palette + VGT_PAL_ENTRIES / 2;
	u32 i, c;

	for (i = 0; i < 256; i++) {
		for (c = 0; c < 3; c++) {
			u32 val = vgt_gamma_channel(palette[i << 1 | i >> 7], c);

			gamma->lut[c][i] = vgt_gamma_channel(behind[val >> 1], c) >> 2;
		}
	}
}

static bool vgt_gamma_get(struct vgt_vgpu *vgpu, u32 pipe, struct vgt_gamma *gamma)
{
	const u32 *palette = vgpu->display.palette[pipe];
	u32 mode = vgt_mmio_load(vgpu, GAMMA_MODE + pipe * PALETTE_STRIDE);

	switch (mode & GAMMA_MODE_MODE) {
	case GAMMA_MODE_8BIT:
		vgt_gamma_8bit(vgpu, pipe, gamma);
		return true;
	case GAMMA_MODE_10BIT:
		if (palette)
			vgt_gamma_10bit(palette, gamma);
		return palette;
	case GAMMA_MODE_SPLIT:
		if (palette)
			vgt_gamma_split(palette, gamma);
		return palette;
	default:
		return false;
	}
}

static u32 vgt_gamma_pixel(const struct vgt_gamma *gamma, u32 pixel, u32 red, u32 blue)
{
	return (pixel & 0xff000000) | gamma->lut[0][pixel >> red & 0xff] << red |
	       gamma->lut[1][pixel >> 8 & 0xff] << 8 |
	       gamma->lut[2][pixel >> blue & 0xff] << blue;
}

/**
 * vgt_scanout_gamma() - apply the pipe's gamma table to a copy of its picture
 * @vgpu: the vGPU; its lock is held
 * @s: the picture, from vgt_scanout_primary()
 * @picture: the copy that vgt_scanout_copy() made of it; unchanged on failure
 *
 * Return: 0; -EOPNOTSUPP if the picture's channels do not have 8 bits; -ENOMEM.
 */
int vgt_scanout_gamma(struct vgt_vgpu *vgpu, const struct vgt_scanout *s, u32 *picture)
{
	bool swap = s->fourcc == DRM_FORMAT_XBGR8888 || s->fourcc == DRM_FORMAT_ABGR8888;
	u32 red = swap ? 0 : 16, blue = swap ? 16 : 0;
	u64 i, count = (u64)s->width * s->height;
	struct vgt_gamma *gamma;

	lockdep_assert_held(&vgpu->lock);
	if (!s->gamma)
		return 0;
	if (!swap && s->fourcc != DRM_FORMAT_XRGB8888 && s->fourcc != DRM_FORMAT_ARGB8888)
		return -EOPNOTSUPP;
	gamma = kmalloc(sizeof(*gamma), GFP_KERNEL);
	if (!gamma)
		return -ENOMEM;
	if (vgt_gamma_get(vgpu, s->pipe, gamma))
		for (i = 0; i < count; i++)
			picture[i] = vgt_gamma_pixel(gamma, picture[i], red, blue);
	kfree(gamma);
	return 0;
}

static const struct vgt_reg vgt_gamma_regs[] = {
	VGT_REG_PIPE(PAL_PREC_DATA, PALETTE_STRIDE, .state = VGT_STATE_OBJECT,
		     .read = vgt_palette_read, .write = vgt_palette_write),
};

VGT_REG_TABLE(vgt_regs_gamma, vgt_gamma_regs);
