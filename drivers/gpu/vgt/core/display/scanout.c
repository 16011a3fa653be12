// SPDX-License-Identifier: GPL-2.0-only
/*
 * Decode what a guest's planes show.
 *
 * This uses the registers that took effect with the last write to the plane's surface address, as
 * the hardware does. So a picture never mixes old and new values. Scalers are ignored: a virtual
 * monitor shows the pipe's picture.
 *
 * Source: Skylake PRM vol. 12 (display), "Planes", vol. 2c "PLANE_*", "CUR_*",
 * "PIPE_SRCSZ"; i915's i915_reg.h.
 */
#include <linux/bitfield.h>
#include <linux/bits.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/lockdep.h>
#include <linux/string.h>
#include <uapi/drm/drm_fourcc.h>

#include "core/device_types.h"
#include "core/mem/ggtt_space.h"
#include "core/regs/display_regs.h"
#include "core/regs/mmio.h"
#include "core/regs/store.h"
#include "core/vgpu_types.h"
#include "display.h"
#include "plane_format.h"
#include "scanout.h"

#define VGT_PAGE		4096u
#define VGT_SURF_ADDR		GENMASK(31, 12)
#define VGT_PLANE_ON		BIT(31)
#define VGT_PIPE_GAMMA		BIT(30)	/* PLANE_CTL and DSPCNTR */
#define VGT_COORD		GENMASK(12, 0)
#define VGT_COORD_HIGH		GENMASK(28, 16)

/* PLANE_CTL of Gen9. */
#define VGT_CTL_ROTATE		GENMASK(1, 0)
#define   VGT_CTL_ROTATE_90	BIT(0)
#define   VGT_CTL_ROTATE_180	2
#define VGT_GEN9_STRIDE		GENMASK(9, 0)
#define VGT_GEN9_HEIGHT		GENMASK(27, 16)
#define VGT_GEN9_AUX_DISTANCE	GENMASK(31, 12)
#define VGT_GEN9_AUX_STRIDE	GENMASK(9, 0)	/* in tiles */

/* The state of compression: a byte for so many pixels, in tiles of Y. */
#define VGT_CCS_PIXELS		8
#define VGT_CCS_ROWS		16
#define VGT_CCS_TILE_WIDTH	128u
#define VGT_CCS_TILE_HEIGHT	32

/* DSPCNTR of Gen8. */
#define VGT_DSP_ROTATE_180	BIT(15)
#define VGT_GEN8_STRIDE		GENMASK(15, 6)

#define VGT_CUR_ROTATE_180	BIT(15)
#define VGT_CUR_FBC		BIT(31)
#define VGT_CUR_FBC_HEIGHT	GENMASK(7, 0)
#define VGT_CUR_NEGATIVE	BIT(15)
#define VGT_CUR_COORD		GENMASK(14, 0)
#define VGT_CUR_Y		GENMASK(31, 16)

/* Get what a plane of a pipe shows now, and the size of the pipe's picture. */
static int vgt_scanout_take(struct vgt_vgpu *vgpu, u32 index, u32 plane,
			    struct vgt_plane *now, struct vgt_scanout *out)
{
	struct vgt_pipe *pipe = &vgpu->display.pipe[index];
	u32 src = vgt_mmio_load(vgpu, PIPESRC + index * PIPE_STRIDE);
	unsigned long flags;
	bool enabled;

	memset(out, 0, sizeof(*out));
	out->pipe = index;
	out->out_width = FIELD_GET(VGT_COORD_HIGH, src) + 1;
	out->out_height = (src & VGT_COORD) + 1;

	spin_lock_irqsave(&vgpu->display.lock, flags);
	vgt_plane_latch_now(pipe);
	*now = pipe->planes[plane];
	enabled = pipe->enabled;
	spin_unlock_irqrestore(&vgpu->display.lock, flags);

	out->addr = now->live & VGT_SURF_ADDR;
	return enabled ? 0 : -EAGAIN;
}

/*
 * Move the start of the surface so that the shown part of a row begins within the first tile. The
 * address may be aligned further down than to a page, so that offsets can exceed the stride.
 */
static void vgt_scanout_fold(struct vgt_scanout *out)
{
	u32 tiles = out->offset_x * out->cpp / out->tile_width;

	out->addr += tiles * VGT_PAGE;
	out->offset_x -= tiles * (out->tile_width / out->cpp);
}

/* The guest must own all that the surface spans. */
static int vgt_scanout_span(const struct vgt_vgpu *vgpu, struct vgt_scanout *out, u64 size)
{
	if (!vgt_ggtt_owns(vgpu, out->addr, size))
		return -EINVAL;
	out->size = size;
	return 0;
}

/*
 * The state of compression follows the surface. The display goes through both with the same
 * offsets.
 */
static int vgt_scanout_aux(const struct vgt_vgpu *vgpu, u32 aux, struct vgt_scanout *out)
{
	u32 columns = DIV_ROUND_UP(out->offset_x + out->width, VGT_CCS_PIXELS);
	u32 rows = DIV_ROUND_UP(out->offset_y + out->height, VGT_CCS_ROWS);
	u64 size;

	out->aux_offset = aux & VGT_GEN9_AUX_DISTANCE;
	out->aux_stride = FIELD_GET(VGT_GEN9_AUX_STRIDE, aux) * VGT_CCS_TILE_WIDTH;
	if (columns > out->aux_stride || out->aux_offset < out->size)
		return -EINVAL;
	size = (u64)round_up(rows, VGT_CCS_TILE_HEIGHT) * out->aux_stride;
	return vgt_scanout_span(vgpu, out, out->aux_offset + size);
}

/* Check size and place in the GGTT: the surface must lie in the guest's own space. */
static int vgt_scanout_judge(const struct vgt_vgpu *vgpu, struct vgt_scanout *out)
{
	u32 rows;
	u64 size;

	if ((out->offset_x + out->width) * out->cpp > out->stride)
		return -EINVAL;
	rows = round_up(out->offset_y + out->height, VGT_PAGE / out->tile_width);
	size = round_up((u64)rows * out->stride, VGT_PAGE);
	return vgt_scanout_span(vgpu, out, size);
}

static int vgt_scanout_layout(struct vgt_vgpu *vgpu, const struct vgt_plane_regs *regs,
			      struct vgt_scanout *out)
{
	enum vgt_planes planes = vgpu->dev->gpu->desc.platform->planes;
	const struct vgt_plane_format *format = vgt_plane_format(planes, regs->ctl);
	struct vgt_tiling tiling;
	int ret;

	if (!format)
		return -EINVAL;
	if (!format->cpp)
		return -EOPNOTSUPP;
	ret = vgt_plane_tiling(planes, regs->ctl, format->cpp, &tiling);
	if (ret)
		return ret;
	out->fourcc = format->fourcc;
	out->cpp = format->cpp;
	out->modifier = tiling.modifier;
	out->tile_width = tiling.width;
	out->stride = regs->stride * tiling.stride_unit;
	/* The stride must be whole tiles; DSPSTRIDE would accept less. */
	if (tiling.modifier != DRM_FORMAT_MOD_LINEAR && out->stride % tiling.width)
		return -EINVAL;
	/* The state of compression would have to move likewise, by less than a page. */
	if (!tiling.compressed && (out->offset_x + out->width) * out->cpp > out->stride)
		vgt_scanout_fold(out);
	ret = vgt_scanout_judge(vgpu, out);
	return ret || !tiling.compressed ? ret : vgt_scanout_aux(vgpu, regs->aux, out);
}

/* Both generations have offsets in the same bits. */
static void vgt_scanout_offset(struct vgt_scanout *out, const struct vgt_plane_regs *regs)
{
	out->offset_x = regs->offset & VGT_COORD;
	out->offset_y = FIELD_GET(VGT_COORD_HIGH, regs->offset);
}

static int vgt_scanout_gen9(struct vgt_vgpu *vgpu, struct vgt_plane_regs *regs,
			    struct vgt_scanout *out)
{
	/* The guest shows it through another view of the surface. */
	if (regs->ctl & VGT_CTL_ROTATE_90)
		return -EOPNOTSUPP;
	out->upside_down = (regs->ctl & VGT_CTL_ROTATE) == VGT_CTL_ROTATE_180;
	out->width = (regs->size & VGT_COORD) + 1;
	out->height = FIELD_GET(VGT_GEN9_HEIGHT, regs->size) + 1;
	out->x = regs->pos & VGT_COORD;
	out->y = FIELD_GET(VGT_COORD_HIGH, regs->pos);
	regs->stride &= VGT_GEN9_STRIDE;
	return vgt_scanout_layout(vgpu, regs, out);
}

/* Gen8's primary plane has the pipe's size. */
static int vgt_scanout_gen8(struct vgt_vgpu *vgpu, struct vgt_plane_regs *regs,
			    struct vgt_scanout *out)
{
	out->upside_down = regs->ctl & VGT_DSP_ROTATE_180;
	out->width = out->out_width;
	out->height = out->out_height;
	regs->stride &= VGT_GEN8_STRIDE;
	return vgt_scanout_layout(vgpu, regs, out);
}

/**
 * vgt_scanout_primary() - get what a pipe's primary plane shows
 * @vgpu: the vGPU; its lock is held
 * @pipe: 0 for A, below VGT_PIPES
 * @out: filled; undefined on failure
 *
 * Return: 0; -EAGAIN if the pipe or the plane is off; -EINVAL if the guest's values are no valid
 * picture, or one outside of its own GGTT space; -EOPNOTSUPP if &struct vgt_scanout cannot
 * describe the picture: rotated by 90 degrees, or with chroma in a plane of its own.
 */
int vgt_scanout_primary(struct vgt_vgpu *vgpu, u32 pipe, struct vgt_scanout *out)
{
	struct vgt_plane now;
	int ret;

	lockdep_assert_held(&vgpu->lock);
	ret = vgt_scanout_take(vgpu, pipe, 0, &now, out);
	if (ret)
		return ret;
	if (!(now.live_regs.ctl & VGT_PLANE_ON))
		return -EAGAIN;
	vgt_scanout_offset(out, &now.live_regs);
	out->gamma = now.live_regs.ctl & VGT_PIPE_GAMMA;
	if (vgpu->dev->gpu->desc.platform->planes == VGT_PLANES_UNIVERSAL)
		return vgt_scanout_gen9(vgpu, &now.live_regs, out);
	return vgt_scanout_gen8(vgpu, &now.live_regs, out);
}

/**
 * vgt_scanout_first() - get the primary plane's picture of the first pipe that shows one
 * @vgpu: the vGPU; its lock is held
 * @out: filled; undefined on failure
 *
 * Return: as vgt_scanout_primary(); -EAGAIN if no pipe shows one.
 */
int vgt_scanout_first(struct vgt_vgpu *vgpu, struct vgt_scanout *out)
{
	int ret = -EAGAIN;
	u32 pipe;

	lockdep_assert_held(&vgpu->lock);
	for (pipe = 0; ret == -EAGAIN && pipe < VGT_PIPES; pipe++)
		ret = vgt_scanout_primary(vgpu, pipe, out);
	return ret;
}

/* Sign and magnitude. */
static s32 vgt_cursor_coord(u32 half)
{
	s32 val = half & VGT_CUR_COORD;

	return half & VGT_CUR_NEGATIVE ? -val : val;
}

static u32 vgt_cursor_height(u32 side, u32 fbc)
{
	return fbc & VGT_CUR_FBC ? min(side, (fbc & VGT_CUR_FBC_HEIGHT) + 1) : side;
}

/**
 * vgt_scanout_cursor() - get what a pipe's cursor shows
 * @vgpu: the vGPU; its lock is held
 * @pipe: 0 for A, below VGT_PIPES
 * @out: filled; undefined on failure
 *
 * Colours of a cursor are already multiplied by its alpha.
 *
 * Return: as vgt_scanout_primary(); -EOPNOTSUPP if the cursor inverts the picture below it.
 */
int vgt_scanout_cursor(struct vgt_vgpu *vgpu, u32 pipe, struct vgt_scanout *out)
{
	u32 pos = vgt_mmio_load(vgpu, CUR_POS + pipe * PIPE_STRIDE);
	struct vgt_plane now;
	int ret;

	lockdep_assert_held(&vgpu->lock);
	ret = vgt_scanout_take(vgpu, pipe, VGT_PLANE_CURSOR, &now, out);
	if (ret)
		return ret;
	ret = vgt_cursor_side(now.live_regs.ctl);
	if (ret < 0)
		return ret;
	out->width = ret;
	out->height = vgt_cursor_height(out->width, now.live_regs.size);
	out->x = vgt_cursor_coord(pos);
	out->y = vgt_cursor_coord(FIELD_GET(VGT_CUR_Y, pos));
	out->upside_down = now.live_regs.ctl & VGT_CUR_ROTATE_180;
	out->fourcc = DRM_FORMAT_ARGB8888;
	out->modifier = DRM_FORMAT_MOD_LINEAR;
	out->tile_width = VGT_PAGE;
	out->cpp = 4;
	out->stride = out->width * out->cpp;
	return vgt_scanout_judge(vgpu, out);
}
