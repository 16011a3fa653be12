// SPDX-License-Identifier: GPL-2.0-only
/*
 * Pipes: their timing, and the interrupts at vertical blanks.
 *
 * The position of a pipe in its frame follows from the time alone. So scan line and frame counter
 * are correct whenever they are read, and always advance. A timer runs only while the guest has
 * vertical blank interrupts enabled and serves them, or waits for a flip. The frame counter
 * advances at the start of the vertical blank.
 *
 * Source: Skylake PRM vol. 12 (display), "Pipe", "Transcoder"; i915's i915_reg.h.
 */
#include <linux/bitfield.h>
#include <linux/kernel.h>
#include <linux/lockdep.h>
#include <linux/math64.h>

#include "core/compat.h"
#include "core/record/record.h"
#include "core/regs/display_regs.h"
#include "core/regs/irq.h"
#include "core/regs/mmio.h"
#include "core/regs/store.h"
#include "core/regs/tables.h"
#include "core/trace.h"
#include "core/vgpu_types.h"
#include "display.h"

#define VGT_IRQ_VBLANK		BIT(0)

/* The shortest frame of a monitor; limits how often a guest can get interrupts. */
#define VGT_PERIOD_MIN_NS	(NSEC_PER_SEC / 240)
#define VGT_PERIOD_MAX_NS	(NSEC_PER_SEC / 10)
#define VGT_PERIOD_DEFAULT_NS	(NSEC_PER_SEC / 60)

/* ---- position ---- */

static u64 vgt_pipe_elapsed(const struct vgt_pipe *pipe, ktime_t now)
{
	s64 ns = ktime_to_ns(ktime_sub(now, pipe->start));

	return ns > 0 ? ns : 0;
}

/* Frames are counted from @start, where the first vertical blank began. */
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
 * vgt_pipe_next_vblank() - calculate when the next vertical blank starts
 * @pipe: the pipe, enabled; the display's lock is held
 * @now: the time
 *
 * Return: the time of its start.
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

/*
 * A further vertical blank changes nothing for a guest that has not served the last one. It may be
 * paused, and would cost the host a timer and an interrupt for each frame.
 */
static bool vgt_pipe_vblank_wanted(const struct vgt_pipe *pipe)
{
	struct vgt_vgpu *vgpu = pipe->vgpu;
	u32 group = vgt_pipe_group(pipe);

	return vgt_irq_enabled(vgpu, group, VGT_IRQ_VBLANK) &&
	       !vgt_irq_unserved(vgpu, group, VGT_IRQ_VBLANK);
}

static bool vgt_pipe_wanted(const struct vgt_pipe *pipe)
{
	return pipe->enabled &&
	       (vgt_pipe_vblank_wanted(pipe) ||
		vgt_plane_waits(pipe) ||
		(pipe->vgpu->display.watched && vgt_plane_pending(pipe)));
}

static enum hrtimer_restart vgt_pipe_timer(struct hrtimer *timer)
{
	struct vgt_pipe *pipe = container_of(timer, struct vgt_pipe, timer);
	struct vgt_display *display = &pipe->vgpu->display;
	ktime_t now = ktime_get();
	unsigned long flags;
	bool again, send;
	u32 bits;

	spin_lock_irqsave(&display->lock, flags);
	vgt_plane_latch(pipe, now);
	bits = pipe->flipped;
	pipe->flipped = 0;
	if (pipe->enabled)
		bits |= VGT_IRQ_VBLANK;
	/* Before this one is raised: a guest has a frame's time to serve it. */
	again = vgt_pipe_wanted(pipe);
	pipe->armed = again;
	if (again)
		hrtimer_set_expires(timer, vgt_pipe_next_vblank(pipe, now));
	/* With the lock: the flight recorder must know which flips it is of. */
	send = bits && vgt_irq_note_async(pipe->vgpu, vgt_pipe_group(pipe), bits);
	spin_unlock_irqrestore(&display->lock, flags);

	if (send)
		vgt_irq_send_async(pipe->vgpu);
	return again ? HRTIMER_RESTART : HRTIMER_NORESTART;
}

/**
 * vgt_pipe_timer_start() - set the timer for the next vertical blank
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
 * vgt_pipe_irqs_written() - start timers after the guest enabled or served interrupts
 * @vgpu: the vGPU
 */
void vgt_pipe_irqs_written(struct vgt_vgpu *vgpu)
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
	u32 func = vgt_mmio_load(vgpu, TRANS_DDI_FUNC_CTL + TRANS_EDP_OFFSET);
	u32 input = FIELD_GET(TRANS_DDI_EDP_INPUT, func);

	*offset = TRANS_EDP_OFFSET;
	if (func & TRANS_DDI_FUNC_ENABLE &&
	    (input == edp_input[pipe] || (!pipe && input == 4)) &&
	    vgt_mmio_load(vgpu, PIPE_EDP_CONF) & PIPECONF_ENABLE)
		return true;

	*offset = pipe * PIPE_STRIDE;
	return vgt_mmio_load(vgpu, PIPECONF + pipe * PIPE_STRIDE) &
	       PIPECONF_ENABLE;
}

static u32 vgt_pipe_pixel_khz(struct vgt_vgpu *vgpu, u32 trans)
{
	u32 func = vgt_mmio_load(vgpu, TRANS_DDI_FUNC_CTL + trans);
	u32 port = trans == TRANS_EDP_OFFSET ? VGT_PORT_A :
					    FIELD_GET(TRANS_DDI_PORT, func);
	u32 khz = vgt_pll_port_khz(vgpu, port);
	u32 m, n;

	if (trans != TRANS_EDP_OFFSET &&
	    FIELD_GET(TRANS_DDI_MODE_SELECT, func) != TRANS_DDI_MODE_SELECT_DP_SST)
		return khz;
	m = vgt_mmio_load(vgpu, PIPE_LINK_M1 + trans) & LINK_M_N;
	n = vgt_mmio_load(vgpu, PIPE_LINK_N1 + trans) & LINK_M_N;
	return n ? div_u64((u64)khz * m, n) : 0;
}

static void vgt_pipe_timing(struct vgt_vgpu *vgpu, struct vgt_pipe *pipe, u32 trans)
{
	u32 h = vgt_mmio_load(vgpu, TRANS_HTOTAL + trans);
	u32 v = vgt_mmio_load(vgpu, TRANS_VTOTAL + trans);
	u32 khz = vgt_pipe_pixel_khz(vgpu, trans);
	u64 pixels = (u64)(FIELD_GET(TOTAL_TOTAL, h) + 1) * (FIELD_GET(TOTAL_TOTAL, v) + 1);

	pipe->vtotal = FIELD_GET(TOTAL_TOTAL, v) + 1;
	pipe->vactive = min_t(u32, FIELD_GET(TOTAL_ACTIVE, v) + 1, pipe->vtotal);
	pipe->period_ns = khz ? div_u64(pixels * NSEC_PER_MSEC, khz) :
				VGT_PERIOD_DEFAULT_NS;
	pipe->period_ns = clamp_t(u64, pipe->period_ns, VGT_PERIOD_MIN_NS,
				  VGT_PERIOD_MAX_NS);
}

static void vgt_pipe_start(struct vgt_vgpu *vgpu, struct vgt_pipe *pipe, u32 trans)
{
	vgt_pipe_timing(vgpu, pipe, trans);
	pipe->start = vgt_record_now(vgpu);
	pipe->enabled = true;
	trace_vgt_pipe(vgpu->id, pipe->index, true, pipe->period_ns);
	vgt_pipe_timer_start(pipe);
	vgt_display_changed(vgpu);
}

static void vgt_pipe_stop(struct vgt_pipe *pipe)
{
	ktime_t now = vgt_record_now(pipe->vgpu);

	pipe->frames += vgt_pipe_frame(pipe, now);
	vgt_plane_latch(pipe, now);
	if (!pipe->armed)
		pipe->flipped = 0;
	pipe->enabled = false;
	vgt_plane_latch(pipe, KTIME_MAX);
	trace_vgt_pipe(pipe->vgpu->id, pipe->index, false, 0);
	vgt_display_changed(pipe->vgpu);
}

/**
 * vgt_pipe_update() - turn a pipe on or off as its registers say
 * @vgpu: the vGPU; its lock is held
 * @index: the pipe
 */
static void vgt_pipe_update(struct vgt_vgpu *vgpu, u32 index)
{
	struct vgt_display *display = &vgpu->display;
	struct vgt_pipe *pipe = &display->pipe[index];
	unsigned long flags;
	u32 trans;
	bool on = vgt_pipe_transcoder(vgpu, index, &trans);

	lockdep_assert_held(&vgpu->lock);
	vgt_record_before(vgpu, VGT_RECORD_NOW);
	spin_lock_irqsave(&display->lock, flags);
	if (on && !pipe->enabled)
		vgt_pipe_start(vgpu, pipe, trans);
	else if (!on && pipe->enabled)
		vgt_pipe_stop(pipe);
	spin_unlock_irqrestore(&display->lock, flags);
}

/**
 * vgt_pipe_reset() - turn a pipe off, as after power-on
 * @pipe: the pipe
 *
 * Waits for its timer.
 */
void vgt_pipe_reset(struct vgt_pipe *pipe)
{
	struct vgt_display *display = &pipe->vgpu->display;
	unsigned long flags;

	vgt_record_before(pipe->vgpu, VGT_RECORD_POINT);
	spin_lock_irqsave(&display->lock, flags);
	vgt_record_point(pipe->vgpu);
	pipe->enabled = false;
	pipe->frames = 0;
	pipe->flipped = 0;
	memset(pipe->planes, 0, sizeof(pipe->planes));
	vgt_display_changed(pipe->vgpu);
	spin_unlock_irqrestore(&display->lock, flags);
	hrtimer_cancel(&pipe->timer);
	pipe->armed = false;
}

/**
 * vgt_pipe_init() - initialize a pipe
 * @vgpu: the vGPU
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

static struct vgt_pipe *vgt_access_pipe(const struct vgt_reg_access *a)
{
	return &a->vgpu->display.pipe[a->unit];
}

static u32 vgt_pipedsl_read(const struct vgt_reg_access *a)
{
	struct vgt_pipe *pipe = vgt_access_pipe(a);
	unsigned long flags;
	u32 line = 0;

	spin_lock_irqsave(&a->vgpu->display.lock, flags);
	if (pipe->enabled)
		line = vgt_pipe_line(pipe, vgt_record_now(a->vgpu));
	spin_unlock_irqrestore(&a->vgpu->display.lock, flags);
	return line;
}

static u32 vgt_frmcount_read(const struct vgt_reg_access *a)
{
	struct vgt_pipe *pipe = vgt_access_pipe(a);
	unsigned long flags;
	u32 frame;

	spin_lock_irqsave(&a->vgpu->display.lock, flags);
	frame = pipe->frames;
	if (pipe->enabled)
		frame += vgt_pipe_frame(pipe, vgt_record_now(a->vgpu));
	spin_unlock_irqrestore(&a->vgpu->display.lock, flags);
	return frame;
}

static u32 vgt_flipcount_read(const struct vgt_reg_access *a)
{
	struct vgt_pipe *pipe = vgt_access_pipe(a);
	unsigned long flags;
	u32 flips;

	vgt_record_before(a->vgpu, VGT_RECORD_NOW);
	spin_lock_irqsave(&a->vgpu->display.lock, flags);
	vgt_plane_latch_now(pipe);
	flips = pipe->planes[0].flips;
	spin_unlock_irqrestore(&a->vgpu->display.lock, flags);
	return flips;
}

/* Time of the last vertical blank in microseconds. */
static u32 vgt_frmtmstmp_read(const struct vgt_reg_access *a)
{
	struct vgt_pipe *pipe = vgt_access_pipe(a);
	ktime_t now = vgt_record_now(a->vgpu);
	unsigned long flags;
	u64 ns;

	spin_lock_irqsave(&a->vgpu->display.lock, flags);
	ns = ktime_to_ns(pipe->start) +
	     vgt_pipe_frame(pipe, now) * pipe->period_ns;
	spin_unlock_irqrestore(&a->vgpu->display.lock, flags);
	return div_u64(ns, NSEC_PER_USEC);
}

static int vgt_pipeconf_write(const struct vgt_reg_access *a, u32 val)
{
	u32 i;
	int ret;

	val &= ~PIPECONF_STATE_ENABLE;
	if (val & PIPECONF_ENABLE)
		val |= PIPECONF_STATE_ENABLE;
	ret = vgt_mmio_store(a->vgpu, a->offset, val);
	for (i = 0; !ret && i < VGT_PIPES; i++)
		vgt_pipe_update(a->vgpu, i);
	return ret;
}

/* The value is calculated from the time, or from what the pipe shows. */
#define LIVE(_read)	.ro = VGT_RO_ALL, .state = VGT_STATE_OBJECT, .read = (_read)

static const struct vgt_reg vgt_pipe_regs[] = {
	VGT_REG_PIPE(PIPEDSL, PIPE_STRIDE, LIVE(vgt_pipedsl_read)),
	VGT_REG_PIPE(PIPECONF, PIPE_STRIDE, .write = vgt_pipeconf_write),
	VGT_REG_PIPE(PIPE_FRMCOUNT, PIPE_STRIDE, LIVE(vgt_frmcount_read)),
	VGT_REG_PIPE(PIPE_FLIPCOUNT, PIPE_STRIDE, LIVE(vgt_flipcount_read)),
	VGT_REG_PIPE(PIPE_FRMTMSTMP, PIPE_STRIDE, LIVE(vgt_frmtmstmp_read)),
	VGT_REG(PIPE_EDP_CONF, .write = vgt_pipeconf_write),
};

VGT_REG_TABLE(vgt_regs_pipe, vgt_pipe_regs);
