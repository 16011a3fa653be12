// SPDX-License-Identifier: GPL-2.0-only
/*
 * Planes: which surface they show. A new surface takes effect at the next vertical blank of its
 * pipe, an asynchronous flip at once.
 *
 * Source: Skylake PRM vol. 12 (display), "Planes", "Interrupts"; i915's i915_reg.h.
 */
#include <linux/bitfield.h>
#include <linux/kernel.h>
#include <linux/lockdep.h>
#include <linux/string.h>

#include "core/convert.h"
#include "core/device_types.h"
#include "core/log.h"
#include "core/record/record.h"
#include "core/regs/display_regs.h"
#include "core/regs/irq.h"
#include "core/regs/mmio.h"
#include "core/regs/store.h"
#include "core/regs/tables.h"
#include "core/trace.h"
#include "core/vgpu_types.h"
#include "display.h"

/* Interrupt bit of a plane's flip, by kind. A pipe has one sprite beside its primary plane. */
static u32 vgt_plane_irq(const struct vgt_pipe *pipe, u32 plane)
{
	if (plane == VGT_PLANE_CURSOR)
		return 0;
	return pipe->vgpu->dev->gpu->desc.platform->planes == VGT_PLANES_UNIVERSAL ?
		BIT(3 + plane) : BIT(4 + plane);
}

/* Offset of a plane's register. @reg is the register of plane 1 of pipe A. */
static u32 vgt_plane_reg(u32 reg, const struct vgt_pipe *pipe, u32 plane)
{
	return reg + pipe->index * PIPE_STRIDE + plane * PLANE_DISTANCE;
}

static u32 vgt_cursor_reg(u32 reg, const struct vgt_pipe *pipe)
{
	return reg + pipe->index * PIPE_STRIDE;
}

static u32 vgt_plane_irq_group(const struct vgt_pipe *pipe)
{
	return VGT_IRQ_PIPE_A + pipe->index;
}

/**
 * vgt_plane_latch() - show the surfaces whose time has come
 * @pipe: the pipe; the display's lock is held
 * @now: the time; KTIME_MAX for all surfaces
 *
 * Whoever looks at a plane may come before the pipe's timer, which tells the guest of the flips.
 */
void vgt_plane_latch(struct vgt_pipe *pipe, ktime_t now)
{
	bool changed = false;
	u32 i;

	lockdep_assert_held(&pipe->vgpu->display.lock);
	for (i = 0; i < VGT_PLANES; i++) {
		struct vgt_plane *plane = &pipe->planes[i];

		if (!plane->latch || ktime_before(now, plane->latch))
			continue;
		plane->live = plane->next;
		plane->live_regs = plane->next_regs;
		plane->latch = 0;
		plane->flips++;
		/* As the hardware, which tells of no event that was masked when it happened. */
		if (pipe->enabled)
			pipe->flipped |= vgt_irq_unmasked(pipe->vgpu, vgt_plane_irq_group(pipe),
							  vgt_plane_irq(pipe, i));
		trace_vgt_flip(pipe->vgpu->id, pipe->index, i, plane->live);
		changed = true;
	}
	if (changed)
		vgt_display_changed(pipe->vgpu);
}

/**
 * vgt_plane_pending() - whether a surface waits to be shown
 * @pipe: the pipe; the display's lock is held
 *
 * Return: true if one does.
 */
bool vgt_plane_pending(const struct vgt_pipe *pipe)
{
	u32 i;

	lockdep_assert_held(&pipe->vgpu->display.lock);
	for (i = 0; i < VGT_PLANES; i++)
		if (pipe->planes[i].latch)
			return true;
	return false;
}

/**
 * vgt_plane_latch_now() - show the surfaces whose time has come by now
 * @pipe: the pipe; the display's lock is held
 *
 * Reads the clock only if a surface waits, so that frequent calls are cheap.
 */
void vgt_plane_latch_now(struct vgt_pipe *pipe)
{
	lockdep_assert_held(&pipe->vgpu->display.lock);
	if (vgt_plane_pending(pipe))
		vgt_plane_latch(pipe, vgt_record_now(pipe->vgpu));
}

/**
 * vgt_plane_waits() - whether the guest has enabled the interrupt of a flip of which it is not told
 * @pipe: the pipe; the display's lock is held
 *
 * Return: true if it has.
 */
bool vgt_plane_waits(const struct vgt_pipe *pipe)
{
	u32 bits = pipe->flipped;
	u32 i;

	lockdep_assert_held(&pipe->vgpu->display.lock);
	for (i = 0; i < VGT_PLANES; i++)
		if (pipe->planes[i].latch)
			bits |= vgt_plane_irq(pipe, i);
	return vgt_irq_enabled(pipe->vgpu, vgt_plane_irq_group(pipe), bits);
}

static bool vgt_plane_async(const struct vgt_pipe *pipe, u32 plane)
{
	return plane != VGT_PLANE_CURSOR &&
	       vgt_mmio_load(pipe->vgpu, vgt_plane_reg(PLANE_CTL, pipe, plane)) &
	       PLANE_CTL_ASYNC_FLIP;
}

/* Read the registers that take effect with a write to the surface register. */
static void vgt_plane_arm(const struct vgt_pipe *pipe, u32 plane, struct vgt_plane_regs *regs)
{
	struct vgt_vgpu *vgpu = pipe->vgpu;

	memset(regs, 0, sizeof(*regs));
	if (plane == VGT_PLANE_CURSOR) {
		regs->ctl = vgt_mmio_load(vgpu, vgt_cursor_reg(CUR_CTL, pipe));
		regs->size = vgt_mmio_load(vgpu, vgt_cursor_reg(CUR_FBC_CTL, pipe));
		return;
	}
	regs->ctl = vgt_mmio_load(vgpu, vgt_plane_reg(PLANE_CTL, pipe, plane));
	regs->stride = vgt_mmio_load(vgpu, vgt_plane_reg(PLANE_STRIDE, pipe, plane));
	regs->pos = vgt_mmio_load(vgpu, vgt_plane_reg(PLANE_POS, pipe, plane));
	regs->size = vgt_mmio_load(vgpu, vgt_plane_reg(PLANE_SIZE, pipe, plane));
	regs->offset = vgt_mmio_load(vgpu, vgt_plane_reg(PLANE_OFFSET, pipe, plane));
	if (vgpu->dev->gpu->desc.platform->planes == VGT_PLANES_UNIVERSAL)
		regs->aux = vgt_mmio_load(vgpu, vgt_plane_reg(PLANE_AUX_DIST, pipe, plane));
}

/* Returns true if the flip is done at once. */
static bool vgt_plane_flip(struct vgt_pipe *pipe, u32 n, u32 val,
			   const struct vgt_plane_regs *regs, bool async)
{
	struct vgt_plane *plane = &pipe->planes[n];
	ktime_t now = vgt_record_now(pipe->vgpu);

	vgt_plane_latch(pipe, now);
	plane->next = val;
	plane->next_regs = *regs;
	if (async || !pipe->enabled) {
		plane->latch = now;
		vgt_plane_latch(pipe, now);
		/* The caller tells of it. */
		pipe->flipped &= ~vgt_plane_irq(pipe, n);
		return pipe->enabled;
	}
	plane->latch = vgt_pipe_next_vblank(pipe, now);
	vgt_pipe_timer_start(pipe);
	return false;
}

/* The guest writes @val to the surface register of a plane. */
static int vgt_plane_show(struct vgt_pipe *pipe, u32 plane, u32 val, bool async)
{
	u32 surf = plane == VGT_PLANE_CURSOR ? vgt_cursor_reg(CUR_BASE, pipe) :
					       vgt_plane_reg(PLANE_SURF_1, pipe, plane);
	struct vgt_vgpu *vgpu = pipe->vgpu;
	struct vgt_plane_regs regs;
	unsigned long flags;
	bool done;
	int ret;

	ret = vgt_mmio_store(vgpu, surf, val);
	if (ret)
		return ret;
	vgt_plane_arm(pipe, plane, &regs);

	vgt_record_before(vgpu, VGT_RECORD_NOW);
	spin_lock_irqsave(&vgpu->display.lock, flags);
	done = vgt_plane_flip(pipe, plane, val, &regs, async);
	spin_unlock_irqrestore(&vgpu->display.lock, flags);
	if (done)
		vgt_irq_raise(vgpu, vgt_plane_irq_group(pipe),
			      vgt_plane_irq(pipe, plane));
	return 0;
}

static int vgt_plane_set_field(struct vgt_vgpu *vgpu, u32 offset, u32 mask, u32 val)
{
	u32 old = vgt_mmio_load(vgpu, offset);

	return vgt_mmio_store(vgpu, offset, (old & ~mask) | (val & mask));
}

/* The command's fields have the format of the registers, which depends on the kind of plane. */
static int vgt_plane_flip_to(struct vgt_pipe *pipe, u32 plane, const struct vgt_flip *flip)
{
	u32 surf = vgt_plane_reg(PLANE_SURF_1, pipe, plane);
	struct vgt_vgpu *vgpu = pipe->vgpu;
	bool primary = vgpu->dev->gpu->desc.platform->planes == VGT_PLANES_PRIMARY;
	int ret;

	surf = vgt_mmio_load(vgpu, surf) & ~PLANE_SURF_ADDR;
	ret = vgt_plane_set_field(vgpu, vgt_plane_reg(PLANE_CTL, pipe, plane),
				  primary ? DSP_TILED : PLANE_CTL_TILED,
				  FIELD_PREP(PLANE_CTL_TILED, flip->tile));
	if (!ret)
		ret = vgt_plane_set_field(vgpu, vgt_plane_reg(PLANE_STRIDE, pipe, plane),
					  primary ? DSP_STRIDE : PLANE_STRIDE_VALUE,
					  primary ? FIELD_PREP(DSP_STRIDE, flip->stride) :
						 flip->stride);
	return ret ?: vgt_plane_show(pipe, plane, surf | (flip->surf & PLANE_SURF_ADDR),
				     flip->async);
}

/**
 * vgt_plane_flip_all() - do the flips that commands asked for
 * @vgpu: the vGPU; its lock is held
 * @flips: the flips
 *
 * This has the effect of writes to the planes' registers. The surface is checked when it is shown.
 */
void vgt_plane_flip_all(struct vgt_vgpu *vgpu, const struct vgt_flips *flips)
{
	u32 pipe, plane;

	lockdep_assert_held(&vgpu->lock);
	for (pipe = 0; pipe < VGT_PIPES; pipe++) {
		for (plane = 0; plane < VGT_PLANE_CURSOR; plane++) {
			const struct vgt_flip *flip = &flips->plane[pipe][plane];

			if (flip->set &&
			    vgt_plane_flip_to(&vgpu->display.pipe[pipe], plane, flip))
				vgt_warn(vgpu, "a flip of plane %u of pipe %c is lost: no memory for its registers\n",
					 plane + 1, 'A' + pipe);
		}
	}
}

static struct vgt_pipe *vgt_access_pipe(const struct vgt_reg_access *a)
{
	return &a->vgpu->display.pipe[a->unit];
}

static int vgt_surf_write(const struct vgt_reg_access *a, u32 val)
{
	struct vgt_pipe *pipe = vgt_access_pipe(a);
	u32 plane = a->row->arg;

	return vgt_plane_show(pipe, plane, val, vgt_plane_async(pipe, plane));
}

static u32 vgt_surflive_read(const struct vgt_reg_access *a)
{
	struct vgt_pipe *pipe = vgt_access_pipe(a);
	unsigned long flags;
	u32 val;

	vgt_record_before(a->vgpu, VGT_RECORD_NOW);
	spin_lock_irqsave(&a->vgpu->display.lock, flags);
	vgt_plane_latch_now(pipe);
	val = pipe->planes[a->row->arg].live;
	spin_unlock_irqrestore(&a->vgpu->display.lock, flags);
	return val;
}

/* The row of a register that flips a plane encodes its pipe and plane. */
#define FLIP_PIPE	GENMASK(15, 8)
#define FLIP_PLANE	GENMASK(7, 0)

/*
 * Registers that flip a plane like MI_DISPLAY_FLIP. Windows' drivers write them. A write gives the
 * surface, and whether to show it at once. The surface is checked when it is shown.
 */
static int vgt_flip_write(const struct vgt_reg_access *a, u32 val)
{
	struct vgt_pipe *pipe = &a->vgpu->display.pipe[FIELD_GET(FLIP_PIPE, a->row->arg)];
	bool async = FIELD_GET(FLIP_TYPE, val) == FLIP_TYPE_ASYNC;
	int ret = vgt_mmio_store(a->vgpu, a->offset, val);

	return ret ?: vgt_plane_show(pipe, FIELD_GET(FLIP_PLANE, a->row->arg),
				     val & PLANE_SURF_ADDR, async);
}

#define SURF(_plane)		.arg = (_plane), .write = vgt_surf_write
#define SURFLIVE(_plane)						\
	.arg = (_plane), .ro = VGT_RO_ALL, .state = VGT_STATE_OBJECT,	\
	.read = vgt_surflive_read
#define FLIP(_pipe, _plane)						\
	.arg = VGT_FIELD_CONST(FLIP_PIPE, _pipe) |			\
	       VGT_FIELD_CONST(FLIP_PLANE, _plane),			\
	.write = vgt_flip_write

static const struct vgt_reg vgt_plane_regs[] = {
	VGT_REG_PIPE(PLANE_SURF_1, PIPE_STRIDE, SURF(0)),
	VGT_REG_PIPE(PLANE_SURF_2, PIPE_STRIDE, SURF(1)),
	VGT_REG_PIPE(PLANE_SURF_3, PIPE_STRIDE, SURF(2)),
	VGT_REG_PIPE(PLANE_SURFLIVE_1, PIPE_STRIDE, SURFLIVE(0)),
	VGT_REG_PIPE(PLANE_SURFLIVE_2, PIPE_STRIDE, SURFLIVE(1)),
	VGT_REG_PIPE(PLANE_SURFLIVE_3, PIPE_STRIDE, SURFLIVE(2)),
	VGT_REG_PIPE(CUR_BASE, PIPE_STRIDE, SURF(VGT_PLANE_CURSOR)),
	VGT_REG_PIPE(CUR_SURFLIVE, PIPE_STRIDE, SURFLIVE(VGT_PLANE_CURSOR)),
	VGT_REG(REG_50080, FLIP(0, 0)),
	VGT_REG(REG_50088, FLIP(1, 0)),
	VGT_REG(REG_5008C, FLIP(2, 0)),
	VGT_REG(REG_50090, FLIP(0, 1)),
	VGT_REG(REG_50098, FLIP(1, 1)),
	VGT_REG(REG_5009C, FLIP(2, 1)),
};

VGT_REG_TABLE(vgt_regs_plane, vgt_plane_regs);
