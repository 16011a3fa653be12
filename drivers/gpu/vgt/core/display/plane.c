// SPDX-License-Identifier: GPL-2.0-only
/*
 * Planes: which surface is shown. A new one is latched at the next vertical blank
 * of its pipe, an asynchronous flip at once.
 *
 * Source: Skylake PRM vol. 12 (display), "Planes", "Interrupts"; i915's i915_reg.h.
 */
#include <linux/kernel.h>
#include <linux/lockdep.h>
#include <linux/string.h>

#include "core/log.h"
#include "core/regs/irq.h"
#include "core/regs/mmio.h"
#include "core/regs/tables.h"
#include "core/trace.h"
#include "core/vgpu.h"
#include "display.h"

#define VGT_PLANE_CTL		0x70180
#define VGT_PLANE_STRIDE_REG	0x70188
#define VGT_PLANE_POS		0x7018c
#define VGT_PLANE_SIZE		0x70190
#define VGT_PLANE_SURF		0x7019c
#define VGT_PLANE_OFFSET	0x701a4
#define VGT_PLANE_SURFLIVE	0x701ac
#define VGT_CURCNTR		0x70080
#define VGT_CURBASE		0x70084
#define VGT_CUR_FBC_CTL		0x700a0
#define VGT_CURSURFLIVE		0x700ac
#define VGT_PLANE_STRIDE	0x100
#define VGT_PIPE_STRIDE		0x1000

#define VGT_PLANE_ASYNC		BIT(9)
#define VGT_SURF_ADDR		GENMASK(31, 12)
#define VGT_GEN8_TILE		BIT(10)
#define VGT_GEN9_TILE		GENMASK(12, 10)
#define VGT_GEN8_STRIDE		GENMASK(15, 6)
#define VGT_GEN9_STRIDE		GENMASK(9, 0)
#define VGT_FLIP_TYPE		GENMASK(1, 0)
#define   VGT_FLIP_ASYNC	1

/* Interrupt bit of a plane's flip, by generation. Gen8 has one sprite. */
static u32 vgt_plane_irq(const struct vgt_pipe *pipe, u32 plane)
{
	if (plane == VGT_PLANE_CURSOR)
		return 0;
	return pipe->vgpu->dev->gpu->desc.gen >= 9 ? BIT(3 + plane) :
						     BIT(4 + plane);
}

static struct vgt_pipe *vgt_plane_by_reg(struct vgt_vgpu *vgpu, u32 offset,
					 u32 *plane)
{
	u32 rel = offset & 0xfff;

	*plane = rel < 0x100 ? VGT_PLANE_CURSOR : (rel - 0x100) / VGT_PLANE_STRIDE;
	return &vgpu->display.pipe[(offset >> 12 & 0xf) % VGT_PIPES];
}

static u32 vgt_plane_irq_group(const struct vgt_pipe *pipe)
{
	return VGT_IRQ_PIPE_A + pipe->index;
}

/**
 * vgt_plane_latch() - show the surfaces whose time has come
 * @pipe: the pipe; the display's lock is held
 * @now: the time; KTIME_MAX for all
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
		trace_vgt_flip(pipe->vgpu->id, pipe->index, i, plane->live);
		changed = true;
	}
	if (changed)
		vgt_display_changed(pipe->vgpu);
}

/**
 * vgt_plane_pending() - is any surface still to be shown?
 * @pipe: the pipe; the display's lock is held
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
 * Mostly there is none, and whoever looks often needs no clock.
 */
void vgt_plane_latch_now(struct vgt_pipe *pipe)
{
	lockdep_assert_held(&pipe->vgpu->display.lock);
	if (vgt_plane_pending(pipe))
		vgt_plane_latch(pipe, ktime_get());
}

/**
 * vgt_plane_waits() - does the guest want to hear of a flip that is pending?
 * @pipe: the pipe; the display's lock is held
 */
bool vgt_plane_waits(const struct vgt_pipe *pipe)
{
	lockdep_assert_held(&pipe->vgpu->display.lock);
	return vgt_irq_enabled(pipe->vgpu, vgt_plane_irq_group(pipe),
			       vgt_plane_flip_irqs(pipe));
}

/**
 * vgt_plane_flip_irqs() - interrupts of the flips that are pending
 * @pipe: the pipe; the display's lock is held
 */
u32 vgt_plane_flip_irqs(const struct vgt_pipe *pipe)
{
	u32 bits = 0;
	u32 i;

	lockdep_assert_held(&pipe->vgpu->display.lock);
	for (i = 0; i < VGT_PLANES; i++)
		if (pipe->planes[i].latch)
			bits |= vgt_plane_irq(pipe, i);
	return bits;
}

static bool vgt_plane_async(struct vgt_vgpu *vgpu, u32 offset, u32 plane)
{
	if (plane == VGT_PLANE_CURSOR)
		return false;
	return vgt_mmio_load(vgpu, offset - VGT_PLANE_SURF + VGT_PLANE_CTL) &
	       VGT_PLANE_ASYNC;
}

/* What a write to the surface's register at @offset arms. */
static void vgt_plane_arm(struct vgt_vgpu *vgpu, u32 offset, u32 plane,
			  struct vgt_plane_regs *regs)
{
	memset(regs, 0, sizeof(*regs));
	if (plane == VGT_PLANE_CURSOR) {
		offset -= VGT_CURBASE;
		regs->ctl = vgt_mmio_load(vgpu, offset + VGT_CURCNTR);
		regs->size = vgt_mmio_load(vgpu, offset + VGT_CUR_FBC_CTL);
		return;
	}
	offset -= VGT_PLANE_SURF;
	regs->ctl = vgt_mmio_load(vgpu, offset + VGT_PLANE_CTL);
	regs->stride = vgt_mmio_load(vgpu, offset + VGT_PLANE_STRIDE_REG);
	regs->pos = vgt_mmio_load(vgpu, offset + VGT_PLANE_POS);
	regs->size = vgt_mmio_load(vgpu, offset + VGT_PLANE_SIZE);
	regs->offset = vgt_mmio_load(vgpu, offset + VGT_PLANE_OFFSET);
}

/* True where the flip is done at once. */
static bool vgt_plane_flip(struct vgt_pipe *pipe, u32 n, u32 val,
			   const struct vgt_plane_regs *regs, bool async)
{
	struct vgt_plane *plane = &pipe->planes[n];
	ktime_t now = ktime_get();

	vgt_plane_latch(pipe, now);
	plane->next = val;
	plane->next_regs = *regs;
	if (async || !pipe->enabled) {
		plane->latch = now;
		vgt_plane_latch(pipe, now);
		return pipe->enabled;
	}
	plane->latch = vgt_pipe_next_vblank(pipe, now);
	vgt_pipe_timer_start(pipe);
	return false;
}

/* The guest has @val written to the surface's register at @offset. */
static int vgt_plane_show(struct vgt_vgpu *vgpu, u32 offset, u32 val, bool async)
{
	struct vgt_plane_regs regs;
	struct vgt_pipe *pipe;
	unsigned long flags;
	u32 plane;
	bool done;
	int ret;

	ret = vgt_mmio_store(vgpu, offset, val);
	if (ret)
		return ret;
	pipe = vgt_plane_by_reg(vgpu, offset, &plane);
	vgt_plane_arm(vgpu, offset, plane, &regs);

	spin_lock_irqsave(&vgpu->display.lock, flags);
	done = vgt_plane_flip(pipe, plane, val, &regs, async);
	spin_unlock_irqrestore(&vgpu->display.lock, flags);
	if (done)
		vgt_irq_raise(vgpu, vgt_plane_irq_group(pipe),
			      vgt_plane_irq(pipe, plane));
	return 0;
}

static int vgt_surf_write(struct vgt_vgpu *vgpu, u32 offset, u32 val)
{
	u32 plane;

	vgt_plane_by_reg(vgpu, offset, &plane);
	return vgt_plane_show(vgpu, offset, val, vgt_plane_async(vgpu, offset, plane));
}

static int vgt_plane_set_field(struct vgt_vgpu *vgpu, u32 offset, u32 mask, u32 val)
{
	u32 old = vgt_mmio_load(vgpu, offset);

	return vgt_mmio_store(vgpu, offset, (old & ~mask) | (val & mask));
}

/* The command's fields are those of the registers, which differ by generation. */
static int vgt_plane_flip_to(struct vgt_vgpu *vgpu, u32 regs, const struct vgt_flip *flip)
{
	bool gen8 = vgpu->dev->gpu->desc.gen == 8;
	u32 surf = vgt_mmio_load(vgpu, regs + VGT_PLANE_SURF) & ~VGT_SURF_ADDR;
	int ret;

	ret = vgt_plane_set_field(vgpu, regs + VGT_PLANE_CTL,
				  gen8 ? VGT_GEN8_TILE : VGT_GEN9_TILE, flip->tile << 10);
	if (!ret)
		ret = vgt_plane_set_field(vgpu, regs + VGT_PLANE_STRIDE_REG,
					  gen8 ? VGT_GEN8_STRIDE : VGT_GEN9_STRIDE,
					  flip->stride << (gen8 ? 6 : 0));
	return ret ?: vgt_plane_show(vgpu, regs + VGT_PLANE_SURF,
				     surf | (flip->surf & VGT_SURF_ADDR), flip->async);
}

/**
 * vgt_plane_flip_all() - do the flips that commands have asked for
 * @vgpu: the vGPU; its lock is held
 * @flips: the flips
 *
 * As if the guest had written the planes' registers: which surface that may be is judged when
 * it is shown.
 */
void vgt_plane_flip_all(struct vgt_vgpu *vgpu, const struct vgt_flips *flips)
{
	u32 pipe, plane;

	lockdep_assert_held(&vgpu->lock);
	for (pipe = 0; pipe < VGT_PIPES; pipe++) {
		for (plane = 0; plane < VGT_PLANE_CURSOR; plane++) {
			const struct vgt_flip *flip = &flips->plane[pipe][plane];
			u32 regs = pipe * VGT_PIPE_STRIDE + plane * VGT_PLANE_STRIDE;

			if (flip->set && vgt_plane_flip_to(vgpu, regs, flip))
				vgt_warn(vgpu, "a flip of plane %u of pipe %c is lost: no memory for its registers\n",
					 plane + 1, 'A' + pipe);
		}
	}
}

static u32 vgt_surflive_read(struct vgt_vgpu *vgpu, u32 offset)
{
	struct vgt_pipe *pipe;
	unsigned long flags;
	u32 plane, val;

	pipe = vgt_plane_by_reg(vgpu, offset, &plane);
	spin_lock_irqsave(&vgpu->display.lock, flags);
	vgt_plane_latch_now(pipe);
	val = pipe->planes[plane].live;
	spin_unlock_irqrestore(&vgpu->display.lock, flags);
	return val;
}

/*
 * Registers that flip a plane, as MI_DISPLAY_FLIP does, and that drivers for Windows
 * write: the surface, and whether it is shown at once. Which surface that may be is judged
 * when it is shown.
 */
static const struct {
	u32 offset;
	u8 pipe;
	u8 plane;
} vgt_flip_planes[] = {
	{ 0x50080, 0, 0 }, { 0x50088, 1, 0 }, { 0x5008c, 2, 0 },
	{ 0x50090, 0, 1 }, { 0x50098, 1, 1 }, { 0x5009c, 2, 1 },
};

static int vgt_flip_write(struct vgt_vgpu *vgpu, u32 offset, u32 val)
{
	bool async = (val & VGT_FLIP_TYPE) == VGT_FLIP_ASYNC;
	int ret = vgt_mmio_store(vgpu, offset, val);
	u32 i;

	for (i = 0; !ret && i < ARRAY_SIZE(vgt_flip_planes); i++)
		if (vgt_flip_planes[i].offset == offset)
			ret = vgt_plane_show(vgpu, VGT_PLANE_SURF +
					     vgt_flip_planes[i].pipe * VGT_PIPE_STRIDE +
					     vgt_flip_planes[i].plane * VGT_PLANE_STRIDE,
					     val & VGT_SURF_ADDR, async);
	return ret;
}

#define PIPE(_offset, ...)						\
	{ .offset = (_offset), __VA_ARGS__ },				\
	{ .offset = (_offset) + VGT_PIPE_STRIDE, __VA_ARGS__ },		\
	{ .offset = (_offset) + 2 * VGT_PIPE_STRIDE, __VA_ARGS__ }

#define PLANE(_plane)							\
	PIPE(VGT_PLANE_SURF + (_plane) * VGT_PLANE_STRIDE,		\
	     .write = vgt_surf_write),					\
	PIPE(VGT_PLANE_SURFLIVE + (_plane) * VGT_PLANE_STRIDE,		\
	     .flags = VGT_REG_RO, .read = vgt_surflive_read)

static const struct vgt_reg vgt_plane_regs[] = {
	PLANE(0),
	PLANE(1),
	PLANE(2),
	PIPE(VGT_CURBASE, .write = vgt_surf_write),
	PIPE(VGT_CURSURFLIVE, .flags = VGT_REG_RO, .read = vgt_surflive_read),
	{ .offset = 0x50080, .write = vgt_flip_write },
	{ .offset = 0x50088, .count = 3, .write = vgt_flip_write },
	{ .offset = 0x50098, .count = 2, .write = vgt_flip_write },
};

VGT_REG_TABLE(vgt_regs_plane, vgt_plane_regs);
