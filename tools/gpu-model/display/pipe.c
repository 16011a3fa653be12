// SPDX-License-Identifier: GPL-2.0-only
/*
 * Pipes and transcoders: enabling, timing, counters, vblank.
 */
#include "core/clock.h"
#include "core/gpu.h"
#include "display/display.h"

#define PIPE_STRIDE		0x1000
#define PIPE_BASE		0x70000

/* Relative to PIPE_BASE of the pipe. */
#define PIPE_DSL		0x00
#define PIPE_CONF		0x08
#define   CONF_ENABLE		BIT(31)
#define   CONF_STATE		BIT(30)
#define PIPE_FRMCOUNT		0x40
#define PIPE_FLIPCOUNT		0x44
#define PIPE_FRMTMSTMP		0x48

/* Transcoders A, B, C; EDP. */
#define TRANSCODER_BASE		0x60000
#define TRANSCODER_EDP		0x6f000
#define EDP_CONF		0x7f008
#define   TRANS_HTOTAL		0x00
#define   TRANS_VTOTAL		0x0c
#define   TRANS_DDI_FUNC_CTL	0x400
#define     DDI_FUNC_ENABLE	BIT(31)
#define     EDP_INPUT		GENMASK(14, 12)

#define PIPE_IRQ_VBLANK		BIT(0)

/* Without a known clock, a pipe runs at 60 Hz. */
#define DEFAULT_FRAME_NS	(NSEC_PER_SEC / 60)

static u32 pipe_base(const struct pipe *p)
{
	return PIPE_BASE + p->index * PIPE_STRIDE;
}

/* The pipe that the EDP transcoder takes its picture from. */
static u32 edp_input(u32 func_ctl)
{
	switch (FIELD_GET(EDP_INPUT, func_ctl)) {
	case 5:
		return 1;
	case 6:
		return 2;
	default:
		return 0;
	}
}

u32 transcoder_base(const struct gpu *gpu, u32 pipe)
{
	u32 edp = reg_get(gpu, TRANSCODER_EDP + TRANS_DDI_FUNC_CTL);

	if ((edp & DDI_FUNC_ENABLE) && edp_input(edp) == pipe)
		return TRANSCODER_EDP;
	return TRANSCODER_BASE + pipe * PIPE_STRIDE;
}

static bool wants_on(const struct pipe *p, u32 transcoder)
{
	u32 conf = transcoder == TRANSCODER_EDP ? EDP_CONF : pipe_base(p) + PIPE_CONF;

	return reg_get(p->gpu, conf) & CONF_ENABLE;
}

static void start(struct pipe *p, u32 transcoder)
{
	u32 htotal = (reg_get(p->gpu, transcoder + TRANS_HTOTAL) >> 16 & 0x1fff) + 1;
	u32 vtotal = reg_get(p->gpu, transcoder + TRANS_VTOTAL);
	u32 khz = clocks_pixel_khz(p->gpu, p->index);

	p->active = (vtotal & 0x1fff) + 1;
	p->total = (vtotal >> 16 & 0x1fff) + 1;
	if (p->total < p->active)
		p->total = p->active;
	p->frame_ns = khz ? (u64)htotal * p->total * 1000000 / khz : DEFAULT_FRAME_NS;
	p->start_ns = display_now(p->gpu);
	p->signalled = p->frames;
	p->on = true;
	trace(&p->gpu->trace, TRACE_DISPLAY, "pipe %c on: %u of %u lines, %u kHz, frame %llu ns",
	      'A' + (int)p->index, p->active, p->total, khz, (unsigned long long)p->frame_ns);
	pthread_cond_broadcast(&p->gpu->display.wake);
}

static void stop(struct pipe *p)
{
	p->frames = pipe_frame(p->gpu, p->index);
	p->on = false;
	trace(&p->gpu->trace, TRACE_DISPLAY, "pipe %c off", 'A' + (int)p->index);
}

void pipe_update(struct pipe *p)
{
	u32 transcoder = transcoder_base(p->gpu, p->index);
	bool on = wants_on(p, transcoder);

	if (on && !p->on)
		start(p, transcoder);
	else if (!on && p->on)
		stop(p);
}

bool pipe_is_on(const struct gpu *gpu, u32 pipe)
{
	return gpu->display.pipe[pipe].on;
}

u32 pipe_frame(const struct gpu *gpu, u32 pipe)
{
	const struct pipe *p = &gpu->display.pipe[pipe];

	if (!p->on)
		return p->frames;
	return p->frames + (u32)((display_now(gpu) - p->start_ns) / p->frame_ns);
}

u32 pipe_scan_line(const struct gpu *gpu, u32 pipe)
{
	const struct pipe *p = &gpu->display.pipe[pipe];
	u64 into;

	if (!p->on)
		return 0;
	/* A frame is counted from the start of its vblank. */
	into = (display_now(gpu) - p->start_ns) % p->frame_ns;
	return (p->active + (u32)(into * p->total / p->frame_ns)) % p->total;
}

u64 pipe_vblank(struct pipe *p, u64 now)
{
	u32 due, events;

	if (!p->on)
		return ~0ull;
	due = p->frames + (u32)((now - p->start_ns) / p->frame_ns);
	if (due != p->signalled) {
		events = PIPE_IRQ_VBLANK | crc_frame(p);
		if (!p->on)
			return ~0ull;
		p->signalled = due;
		irq_raise(p->gpu, IRQ_PIPE_A + p->index, events | plane_latch(p));
	}
	return p->start_ns + (u64)(due - p->frames + 1) * p->frame_ns;
}

static void write_conf(const struct reg_access *a, u32 val)
{
	val &= ~CONF_STATE;
	if (val & CONF_ENABLE)
		val |= CONF_STATE;
	reg_set(a->gpu, a->offset, val);
	for (u32 i = 0; i < PIPES; i++)
		pipe_update(&a->gpu->display.pipe[i]);
}

static u32 read_scan_line(const struct reg_access *a)
{
	const struct pipe *p = a->unit;

	return pipe_scan_line(a->gpu, p->index);
}

static u32 read_frame_count(const struct reg_access *a)
{
	const struct pipe *p = a->unit;

	return pipe_frame(a->gpu, p->index);
}

static u32 read_flip_count(const struct reg_access *a)
{
	const struct pipe *p = a->unit;

	return p->flips;
}

/* When the present frame began, in microseconds of the GT's clock. */
static u32 read_frame_timestamp(const struct reg_access *a)
{
	const struct pipe *p = a->unit;
	u64 frames;

	if (!p->on)
		return 0;
	frames = (display_now(a->gpu) - p->start_ns) / p->frame_ns;
	return (u32)(display_wall_time(a->gpu, p->start_ns + frames * p->frame_ns) /
		     NSEC_PER_USEC);
}

static const struct reg_row pipe_rows[] = {
	{ .offset = PIPE_DSL, .flags = REG_RO, .read = read_scan_line },
	{ .offset = PIPE_CONF, .write = write_conf },
	{ .offset = PIPE_FRMCOUNT, .flags = REG_RO, .read = read_frame_count },
	{ .offset = PIPE_FLIPCOUNT, .flags = REG_RO, .read = read_flip_count },
	{ .offset = PIPE_FRMTMSTMP, .flags = REG_RO, .read = read_frame_timestamp },
};

static const struct reg_row edp_rows[] = {
	{ .offset = EDP_CONF, .write = write_conf },
};

void pipe_attach(struct pipe *p)
{
	mmio_attach(p->gpu, pipe_rows, ARRAY_SIZE(pipe_rows), pipe_base(p), p);
	if (!p->index)
		mmio_attach(p->gpu, edp_rows, ARRAY_SIZE(edp_rows), 0, NULL);
}
