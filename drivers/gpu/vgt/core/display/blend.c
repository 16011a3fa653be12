// SPDX-License-Identifier: GPL-2.0-only
/*
 * Draw a cursor on a copy of the picture below it.
 *
 * Source: Skylake PRM vol. 12 (display), "Cursor": ARGB, already multiplied by alpha.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/lockdep.h>
#include <uapi/drm/drm_fourcc.h>

#include "core/mem/ggtt.h"
#include "core/vgpu_types.h"
#include "scanout.h"

#define VGT_CURSOR_MAX		256	/* pixels of a row */

static u32 vgt_blend_channel(u32 over, u32 under, u32 alpha, u32 shift)
{
	u32 val = (over >> shift & 0xff) + ((under >> shift & 0xff) * (255 - alpha) + 127) / 255;

	return min(val, 255u) << shift;
}

static u32 vgt_blend_pixel(u32 over, u32 under)
{
	u32 alpha = over >> 24;

	return (under & 0xff000000) | vgt_blend_channel(over, under, alpha, 16) |
	       vgt_blend_channel(over, under, alpha, 8) |
	       vgt_blend_channel(over, under, alpha, 0);
}

static u32 vgt_swap_red_blue(u32 pixel)
{
	return (pixel & 0xff00ff00) | (pixel & 0xff) << 16 | (pixel >> 16 & 0xff);
}

static void vgt_blend_row(u32 *to, s32 width, const u32 *row, s32 left, s32 len, bool swap)
{
	s32 x;

	for (x = max(-left, 0); x < len && left + x < width; x++) {
		u32 over = swap ? vgt_swap_red_blue(row[x]) : row[x];

		to[left + x] = vgt_blend_pixel(over, to[left + x]);
	}
}

/* Formats on which a cursor can be drawn. */
static bool vgt_blend_known(u32 fourcc, bool *swap)
{
	*swap = fourcc == DRM_FORMAT_XBGR8888 || fourcc == DRM_FORMAT_ABGR8888;
	return *swap || fourcc == DRM_FORMAT_XRGB8888 || fourcc == DRM_FORMAT_ARGB8888;
}

/**
 * vgt_scanout_blend() - draw a cursor on a picture
 * @vgpu: the vGPU; its lock is held
 * @cursor: result of vgt_scanout_cursor() since the lock was taken
 * @s: the picture, from vgt_scanout_primary()
 * @picture: the copy that vgt_scanout_copy() made of it
 *
 * Return: 0; -EFAULT if the cursor is not in memory; -EOPNOTSUPP if a cursor cannot be drawn on
 * the picture's format.
 */
int vgt_scanout_blend(struct vgt_vgpu *vgpu, const struct vgt_scanout *cursor,
		      const struct vgt_scanout *s, u32 *picture)
{
	u32 row[VGT_CURSOR_MAX];
	s32 left = cursor->x - s->x;
	s32 top = cursor->y - s->y;
	bool swap;
	s32 y;
	int ret;

	lockdep_assert_held(&vgpu->lock);
	if (!vgt_blend_known(s->fourcc, &swap) || cursor->upside_down ||
	    cursor->width > VGT_CURSOR_MAX)
		return -EOPNOTSUPP;
	for (y = max(-top, 0); y < (s32)cursor->height && top + y < (s32)s->height; y++) {
		ret = vgt_ggtt_copy_from(vgpu, row, cursor->addr + (u64)y * cursor->stride,
					 cursor->width * sizeof(u32));
		if (ret)
			return ret;
		vgt_blend_row(picture + (u64)(top + y) * s->width, s->width, row, left,
			      cursor->width, swap);
	}
	return 0;
}
