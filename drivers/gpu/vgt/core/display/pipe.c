// SPDX-License-Identifier: GPL-2.0-only
/*
 * Pipes: their timing, and the interrupts at vertical blanks.
 *
 * Where a pipe is in its frame follows from the time alone, so that scan line and
 * frame counter are right whenever they are read, and always move on. A timer
 * runs only while the guest has vertical blank interrupts on, or waits for a
 * flip. Frames are counted at the start of the vertical blank.
 *
 * Source: Skylake PRM vol. 12 (display), "Pipe", "Transcoder"; i915's i915_reg.h.
 */
#include <linux/kernel.h>
#include <linux/lockdep.h>
#include <linux/math64.h>

#include "core/compat.h"
#include "core/regs/irq.h"
#include "core/regs/mmio.h"
#include "core/regs/tables.h"
#include "core/trace.h"
#include "core/vgpu.h"
#include "display.h"

#define VGT_PIPE_STRIDE		0x1000
#define VGT_PIPEDSL		0x70000
#define VGT_PIPECONF		0x70008
#define VGT_PIPE_FRMCOUNT	0x70040
#define VGT_PIPE_FLIPCOUNT	0x70044
#define VGT_PIPE_FRMTMSTMP	0x70048
#define VGT_EDP_CONF		0x7f008

#define VGT_TRANS_HTOTAL	0x60000
#define VGT_TRANS_VTOTAL	0x6000c
#define VGT_TRANS_LINK_M	0x60040
#define VGT_TRANS_LINK_N	0x60044
#define VGT_TRANS_DDI_FUNC	0x60400
#define VGT_TRANS_EDP		0xf000	/* added to transcoder A's */

#define VGT_CONF_ENABLE		BIT(31)
#define VGT_CONF_STATE		BIT(30)
#define VGT_FUNC_ENABLE		BIT(31)
#define VGT_FUNC_PORT		GENMASK(30, 28)
#define VGT_FUNC_MODE		GENMASK(26, 24)
#define VGT_FUNC_MODE_DP_SST	2
#define VGT_FUNC_EDP_INPUT	GENMASK(14, 12)

#define VGT_IRQ_VBLANK		BIT(0)

/* What monitors can be asked for; a guest cannot have interrupts more often. */
#define VGT_PERIOD_MIN_NS	(NSEC_PER_SEC / 240)
#define VGT_PERIOD_MAX_NS	(NSEC_PER_SEC / 10)
#define VGT_PERIOD_DEFAULT_NS	(NSEC_PER_SEC / 60)

static struct vgt_pipe *vgt_pipe_by_reg(struct vgt_vgpu *vgpu, u32 offset)
{
	return &vgpu->display.pipe[(offset >> 12 & 0xf) % VGT_PIPES];
}

/* ---- where it is ---- */

static u64 vgt_pipe_elapsed(const struct vgt_pipe *pipe, ktime_t now)
{
	s64 ns = ktime_to_ns(ktime_sub(now, pipe->start));

	return ns > 0 ? ns : 0;
}

/* Frames are counted from @start on, where the first vertical blank began. */
static u64 vgt_pipe_frame(const struct vgt_pipe *pipe, ktime_t now)
{
	return div64_u64(vgt_pipe_elapsed(pipe, now), pipe->period_ns);
}

static u32 vgt_pipe_line(const struct vgt_pipe *pipe, ktime_t now)
{
	u64 elapsed = vgt_pipe_elapsed(pipe, now);
	u64 into = elapsed - vgt_pipe_frame(pipe, now) * pipe->period_ns;
	u64 line = div64_u64(into * pipe->vtotal, pipe->period_ns);

	return (line + pipe->vactive) % pipe->vtotal;
}

/**
 * vgt_pipe_next_vblank() - when the next vertical blank starts
 * @pipe: the pipe, enabled; the display's lock is held
 * @now: the time
 */
ktime_t vgt_pipe_next_vblank(const struct vgt_pipe *pipe, ktime_t now)
{
	lockdep_assert_held(&pipe->vgpu->display.lock);
	return ktime_add_ns(pipe->start,
			    (vgt_pipe_frame(pipe, now) + 1) * pipe->period_ns);
}

/* ---- the timer ---- */

static u32 vgt_pipe_group(const struct vgt_pipe *pipe)
{
	return VGT_IRQ_PIPE_A + pipe->index;
}

static bool vgt_pipe_wanted(const struct vgt_pipe *pipe)
{
	return pipe->enabled &&
	       (vgt_irq_enabled(pipe->vgpu, vgt_pipe_group(pipe),
				VGT_IRQ_VBLANK) ||
		vgt_plane_waits(pipe) ||
		(pipe->vgpu->display.watched && vgt_plane_pending(pipe)));
}

static enum hrtimer_restart vgt_pipe_timer(struct hrtimer *timer)
{
	struct vgt_pipe *pipe = container_of(timer, struct vgt_pipe, timer);
	struct vgt_display *display = &pipe->vgpu->display;
	ktime_t now = ktime_get();
	unsigned long flags;
	bool again;
	u32 bits;

	spin_lock_irqsave(&display->lock, flags);
	bits = pipe->enabled ? VGT_IRQ_VBLANK | vgt_plane_flip_irqs(pipe) : 0;
	vgt_plane_latch(pipe, now);
	again = vgt_pipe_wanted(pipe);
	pipe->armed = again;
	if (again)
		hrtimer_set_expires(timer, vgt_pipe_next_vblank(pipe, now));
	spin_unlock_irqrestore(&display->lock, flags);

	if (bits)
		vgt_irq_raise(pipe->vgpu, vgt_pipe_group(pipe), bits);
	return again ? HRTIMER_RESTART : HRTIMER_NORESTART;
}

/**
 * vgt_pipe_timer_start() - have the next vertical blank noticed
 * @pipe: the pipe; the display's lock is held
 */
void vgt_pipe_timer_start(struct vgt_pipe *pipe)
{
	lockdep_assert_held(&pipe->vgpu->display.lock);
	if (pipe->armed || !vgt_pipe_wanted(pipe))
		return;
	pipe->armed = true;
	hrtimer_start(&pipe->timer, vgt_pipe_next_vblank(pipe, ktime_get()),
		      HRTIMER_MODE_ABS);
}

/**
 * vgt_display_irq_changed() - the guest has changed what it wants to hear of
 * @vgpu: the vGPU
 */
void vgt_display_irq_changed(struct vgt_vgpu *vgpu)
{
	struct vgt_display *display = &vgpu->display;
	unsigned long flags;
	u32 i;

	spin_lock_irqsave(&display->lock, flags);
	for (i = 0; i < VGT_PIPES; i++)
		vgt_pipe_timer_start(&display->pipe[i]);
	spin_unlock_irqrestore(&display->lock, flags);
}

/* ---- on and off ---- */

/* Offset to add to transcoder A's registers for the one that feeds a pipe. */
static bool vgt_pipe_transcoder(struct vgt_vgpu *vgpu, u32 pipe, u32 *offset)
{
	/* Inputs of the eDP transcoder, by pipe. */
	static const u8 edp_input[VGT_PIPES] = { 0, 5, 6 };
	u32 func = vgt_mmio_load(vgpu, VGT_TRANS_DDI_FUNC + VGT_TRANS_EDP);
	u32 input = (func & VGT_FUNC_EDP_INPUT) >> 12;

	*offset = VGT_TRANS_EDP;
	if (func & VGT_FUNC_ENABLE &&
	    (input == edp_input[pipe] || (!pipe && input == 4)) &&
	    vgt_mmio_load(vgpu, VGT_EDP_CONF) & VGT_CONF_ENABLE)
		return true;

	*offset = pipe * VGT_PIPE_STRIDE;
	return vgt_mmio_load(vgpu, VGT_PIPECONF + pipe * VGT_PIPE_STRIDE) &
	       VGT_CONF_ENABLE;
}

static u32 vgt_pipe_pixel_khz(struct vgt_vgpu *vgpu, u32 trans)
{
	u32 func = vgt_mmio_load(vgpu, VGT_TRANS_DDI_FUNC + trans);
	u32 port = trans == VGT_TRANS_EDP ? VGT_PORT_A :
					    (func & VGT_FUNC_PORT) >> 28;
	u32 khz = vgt_pll_port_khz(vgpu, port);
	u32 m, n;

	if (trans != VGT_TRANS_EDP &&
	    (func & VGT_FUNC_MODE) >> 24 != VGT_FUNC_MODE_DP_SST)
		return khz;
	m = vgt_mmio_load(vgpu, VGT_TRANS_LINK_M + trans) & GENMASK(23, 0);
	n = vgt_mmio_load(vgpu, VGT_TRANS_LINK_N + trans) & GENMASK(23, 0);
	return n ? div_u64((u64)khz * m, n) : 0;
}

static void vgt_pipe_timing(struct vgt_vgpu *vgpu, struct vgt_pipe *pipe, u32 trans)
{
	u32 h = vgt_mmio_load(vgpu, VGT_TRANS_HTOTAL + trans);
	u32 v = vgt_mmio_load(vgpu, VGT_TRANS_VTOTAL + trans);
	u32 khz = vgt_pipe_pixel_khz(vgpu, trans);
	u64 pixels = (u64)((h >> 16 & 0x3fff) + 1) * ((v >> 16 & 0x3fff) + 1);

	pipe->vtotal = (v >> 16 & 0x3fff) + 1;
	pipe->vactive = min((v & 0x3fff) + 1, pipe->vtotal);
	pipe->period_ns = khz ? div_u64(pixels * NSEC_PER_MSEC, khz) :
				VGT_PERIOD_DEFAULT_NS;
	pipe->period_ns = clamp_t(u64, pipe->period_ns, VGT_PERIOD_MIN_NS,
				  VGT_PERIOD_MAX_NS);
}

static void vgt_pipe_start(struct vgt_vgpu *vgpu, struct vgt_pipe *pipe, u32 trans)
{
	vgt_pipe_timing(vgpu, pipe, trans);
	pipe->start = ktime_get();
	pipe->enabled = true;
	trace_vgt_pipe(vgpu->id, pipe->index, true, pipe->period_ns);
	vgt_pipe_timer_start(pipe);
	vgt_display_changed(vgpu);
}

static void vgt_pipe_stop(struct vgt_pipe *pipe)
{
	ktime_t now = ktime_get();

	pipe->frames += vgt_pipe_frame(pipe, now);
	vgt_plane_latch(pipe, KTIME_MAX);
	pipe->enabled = false;
	trace_vgt_pipe(pipe->vgpu->id, pipe->index, false, 0);
	vgt_display_changed(pipe->vgpu);
}

/**
 * vgt_pipe_update() - a pipe may have gone on or off
 * @vgpu: the vGPU; its lock is held
 * @index: the pipe
 */
void vgt_pipe_update(struct vgt_vgpu *vgpu, u32 index)
{
	struct vgt_display *display = &vgpu->display;
	struct vgt_pipe *pipe = &display->pipe[index];
	unsigned long flags;
	u32 trans;
	bool on = vgt_pipe_transcoder(vgpu, index, &trans);

	lockdep_assert_held(&vgpu->lock);
	spin_lock_irqsave(&display->lock, flags);
	if (on && !pipe->enabled)
		vgt_pipe_start(vgpu, pipe, trans);
	else if (!on && pipe->enabled)
		vgt_pipe_stop(pipe);
	spin_unlock_irqrestore(&display->lock, flags);
}

/**
 * vgt_pipe_reset() - off, as after power-on
 * @pipe: the pipe
 *
 * Waits for its timer.
 */
void vgt_pipe_reset(struct vgt_pipe *pipe)
{
	struct vgt_display *display = &pipe->vgpu->display;
	unsigned long flags;

	spin_lock_irqsave(&display->lock, flags);
	pipe->enabled = false;
	pipe->frames = 0;
	memset(pipe->planes, 0, sizeof(pipe->planes));
	vgt_display_changed(pipe->vgpu);
	spin_unlock_irqrestore(&display->lock, flags);
	hrtimer_cancel(&pipe->timer);
	pipe->armed = false;
}

/**
 * vgt_pipe_init() - a new pipe
 * @vgpu: whose
 * @index: 0 for A
 */
void vgt_pipe_init(struct vgt_vgpu *vgpu, u32 index)
{
	struct vgt_pipe *pipe = &vgpu->display.pipe[index];

	pipe->vgpu = vgpu;
	pipe->index = index;
	pipe->vtotal = 1;
	pipe->period_ns = VGT_PERIOD_DEFAULT_NS;
	vgt_hrtimer_setup(&pipe->timer, vgt_pipe_timer, CLOCK_MONOTONIC,
			  HRTIMER_MODE_ABS);
}

/* ---- registers ---- */

static u32 vgt_pipedsl_read(struct vgt_vgpu *vgpu, u32 offset)
{
	struct vgt_pipe *pipe = vgt_pipe_by_reg(vgpu, offset);
	unsigned long flags;
	u32 line = 0;

	spin_lock_irqsave(&vgpu->display.lock, flags);
	if (pipe->enabled)
		line = vgt_pipe_line(pipe, ktime_get());
	spin_unlock_irqrestore(&vgpu->display.lock, flags);
	return line;
}

static u32 vgt_frmcount_read(struct vgt_vgpu *vgpu, u32 offset)
{
	struct vgt_pipe *pipe = vgt_pipe_by_reg(vgpu, offset);
	unsigned long flags;
	u32 frame;

	spin_lock_irqsave(&vgpu->display.lock, flags);
	frame = pipe->frames;
	if (pipe->enabled)
		frame += vgt_pipe_frame(pipe, ktime_get());
	spin_unlock_irqrestore(&vgpu->display.lock, flags);
	return frame;
}

static u32 vgt_flipcount_read(struct vgt_vgpu *vgpu, u32 offset)
{
	struct vgt_pipe *pipe = vgt_pipe_by_reg(vgpu, offset);
	unsigned long flags;
	u32 flips;

	spin_lock_irqsave(&vgpu->display.lock, flags);
	vgt_plane_latch_now(pipe);
	flips = pipe->planes[0].flips;
	spin_unlock_irqrestore(&vgpu->display.lock, flags);
	return flips;
}

/* Time of the last vertical blank in microseconds. */
static u32 vgt_frmtmstmp_read(struct vgt_vgpu *vgpu, u32 offset)
{
	struct vgt_pipe *pipe = vgt_pipe_by_reg(vgpu, offset);
	ktime_t now = ktime_get();
	unsigned long flags;
	u64 ns;

	spin_lock_irqsave(&vgpu->display.lock, flags);
	ns = ktime_to_ns(pipe->start) +
	     vgt_pipe_frame(pipe, now) * pipe->period_ns;
	spin_unlock_irqrestore(&vgpu->display.lock, flags);
	return div_u64(ns, NSEC_PER_USEC);
}

static int vgt_pipeconf_write(struct vgt_vgpu *vgpu, u32 offset, u32 val)
{
	u32 i;
	int ret;

	val &= ~VGT_CONF_STATE;
	if (val & VGT_CONF_ENABLE)
		val |= VGT_CONF_STATE;
	ret = vgt_mmio_store(vgpu, offset, val);
	for (i = 0; !ret && i < VGT_PIPES; i++)
		vgt_pipe_update(vgpu, i);
	return ret;
}

#define PIPE(_offset, ...)						\
	{ .offset = (_offset), __VA_ARGS__ },				\
	{ .offset = (_offset) + VGT_PIPE_STRIDE, __VA_ARGS__ },		\
	{ .offset = (_offset) + 2 * VGT_PIPE_STRIDE, __VA_ARGS__ }

static const struct vgt_reg vgt_pipe_regs[] = {
	PIPE(VGT_PIPEDSL, .flags = VGT_REG_RO, .read = vgt_pipedsl_read),
	PIPE(VGT_PIPECONF, .write = vgt_pipeconf_write),
	PIPE(VGT_PIPE_FRMCOUNT, .flags = VGT_REG_RO, .read = vgt_frmcount_read),
	PIPE(VGT_PIPE_FLIPCOUNT, .flags = VGT_REG_RO, .read = vgt_flipcount_read),
	PIPE(VGT_PIPE_FRMTMSTMP, .flags = VGT_REG_RO, .read = vgt_frmtmstmp_read),
	{ .offset = VGT_EDP_CONF, .write = vgt_pipeconf_write },
};

VGT_REG_TABLE(vgt_regs_pipe, vgt_pipe_regs);
