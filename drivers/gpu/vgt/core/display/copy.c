// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copy pictures to linear memory, for users that cannot read tiles.
 *
 * Source of the tilings: Skylake PRM vol. 5 (memory views), "Tiled memory".
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/lockdep.h>
#include <linux/string.h>
#include <uapi/drm/drm_fourcc.h>

#include "core/mem/ggtt.h"
#include "core/vgpu_types.h"
#include "scanout.h"

#define VGT_TILE_SIZE		4096u
#define VGT_X_WIDTH		512u
#define VGT_Y_COLUMN		16u	/* bytes of a row that are together */
#define VGT_Y_COLUMN_SIZE	512u

/**
 * struct vgt_copy - what stays constant while a picture is copied
 * @vgpu: the vGPU
 * @s: the picture
 * @to: the destination, rows without gaps
 * @x0: first byte of a row
 * @x1: the byte after the last
 * @y0: first row
 * @y1: the row after the last
 */
struct vgt_copy {
	struct vgt_vgpu *vgpu;
	const struct vgt_scanout *s;
	u8 *to;
	u32 x0;
	u32 x1;
	u32 y0;
	u32 y1;
};

static u8 *vgt_copy_to(const struct vgt_copy *c, u32 x, u32 y)
{
	return c->to + (u64)(y - c->y0) * (c->x1 - c->x0) + (x - c->x0);
}

static int vgt_copy_linear(const struct vgt_copy *c)
{
	u32 y;
	int ret = 0;

	for (y = c->y0; !ret && y < c->y1; y++)
		ret = vgt_ggtt_copy_from(c->vgpu, vgt_copy_to(c, c->x0, y),
					 c->s->addr + (u64)y * c->s->stride + c->x0,
					 c->x1 - c->x0);
	return ret;
}

static void vgt_copy_x_row(u8 *to, const u8 *tile, u32 x, u32 y, u32 len)
{
	memcpy(to, tile + y * VGT_X_WIDTH + x, len);
}

static void vgt_copy_y_row(u8 *to, const u8 *tile, u32 x, u32 y, u32 len)
{
	while (len) {
		u32 n = min(len, VGT_Y_COLUMN - x % VGT_Y_COLUMN);

		memcpy(to, tile + x / VGT_Y_COLUMN * VGT_Y_COLUMN_SIZE +
		       y * VGT_Y_COLUMN + x % VGT_Y_COLUMN, n);
		to += n;
		x += n;
		len -= n;
	}
}

/* Copy the part of the tile in row @ty and column @tx that belongs to the picture. */
static int vgt_copy_tile(const struct vgt_copy *c, u32 tx, u32 ty)
{
	u32 width = c->s->tile_width, height = VGT_TILE_SIZE / width;
	u64 tile = (u64)ty * (c->s->stride / width) + tx;
	const u8 *va = vgt_ggtt_va(c->vgpu, c->s->addr + tile * VGT_TILE_SIZE);
	u32 x0 = max(c->x0, tx * width), x1 = min(c->x1, (tx + 1) * width);
	u32 y0 = max(c->y0, ty * height), y1 = min(c->y1, (ty + 1) * height);
	u32 y;

	if (!va)
		return -EFAULT;
	for (y = y0; y < y1; y++) {
		if (width == VGT_X_WIDTH)
			vgt_copy_x_row(vgt_copy_to(c, x0, y), va, x0 % width,
				       y % height, x1 - x0);
		else
			vgt_copy_y_row(vgt_copy_to(c, x0, y), va, x0 % width,
				       y % height, x1 - x0);
	}
	return 0;
}

static int vgt_copy_tiled(const struct vgt_copy *c)
{
	u32 width = c->s->tile_width, height = VGT_TILE_SIZE / width;
	u32 tx, ty;
	int ret;

	for (ty = c->y0 / height; ty * height < c->y1; ty++) {
		for (tx = c->x0 / width; tx * width < c->x1; tx++) {
			ret = vgt_copy_tile(c, tx, ty);
			if (ret)
				return ret;
		}
	}
	return 0;
}

/**
 * vgt_scanout_copy() - copy a picture, row after row without gaps
 * @vgpu: the vGPU; its lock is held
 * @s: the picture, from vgt_scanout_primary() or vgt_scanout_cursor() since the lock was taken
 * @to: filled: @s->width * @s->cpp * @s->height bytes
 *
 * Return: 0; -EFAULT if part of it is not in memory; -EOPNOTSUPP if it is upside down, is
 * compressed, or has tiles other than X or Y.
 */
int vgt_scanout_copy(struct vgt_vgpu *vgpu, const struct vgt_scanout *s, void *to)
{
	struct vgt_copy c = {
		.vgpu = vgpu,
		.s = s,
		.to = to,
		.x0 = s->offset_x * s->cpp,
		.x1 = (s->offset_x + s->width) * s->cpp,
		.y0 = s->offset_y,
		.y1 = s->offset_y + s->height,
	};

	lockdep_assert_held(&vgpu->lock);
	if (s->upside_down)
		return -EOPNOTSUPP;
	switch (s->modifier) {
	case DRM_FORMAT_MOD_LINEAR:
		return vgt_copy_linear(&c);
	case I915_FORMAT_MOD_X_TILED:
	case I915_FORMAT_MOD_Y_TILED:
		return vgt_copy_tiled(&c);
	default:
		return -EOPNOTSUPP;
	}
}
