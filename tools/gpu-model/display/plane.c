// SPDX-License-Identifier: GPL-2.0-only
/*
 * Planes, cursors and scalers: double-buffered registers. Writing the last
 * register of a set arms it; it takes effect at the next vblank.
 */
#include "core/gpu.h"
#include "display/display.h"

/* Plane registers, from 0x70180 + pipe * 0x1000 + plane * 0x100. */
#define PLANE_BASE		0x70180
#define PLANE_CTL		0x00
#define   CTL_ASYNC		BIT(9)
#define   CTL_TILING		GENMASK(12, 10)
#define PLANE_STRIDE		0x08
#define PLANE_POS		0x0c
#define PLANE_SIZE		0x10
#define PLANE_SURF		0x1c
#define PLANE_OFFSET		0x24
#define PLANE_SURFLIVE		0x2c
#define PLANE_AUX_DIST		0x40
#define PLANE_AUX_OFFSET	0x44

/* Cursor registers, from 0x70080 + pipe * 0x1000. */
#define CURSOR_BASE		0x70080
#define CUR_CTL			0x00
#define CUR_BASE		0x04
#define CUR_POS			0x08
#define CUR_FBC_CTL		0x20
#define CUR_SURFLIVE		0x2c

/* Scaler registers, from 0x68100 + pipe * 0x800 + scaler * 0x100. */
#define SCALER_BASE		0x68100
#define PANEL_FITTER_BASE	0x68000	/* of Gen8, which has one per pipe */
#define PS_WIN_POS		0x70
#define PS_WIN_SIZE		0x74
#define PS_CTRL			0x80

#define GEN8_PLANES		2	/* primary, sprite */
#define GEN8_FITTERS		1
#define GEN8_FITTER_ENABLE	BIT(31)

static bool is_gen8(const struct pipe *p)
{
	return p->gpu->device->gen < 9;
}

u32 planes_of(const struct gpu *gpu)
{
	return gpu->device->gen < 9 ? GEN8_PLANES : PLANES;
}

static u32 flip_done(const struct pipe *p, u32 plane)
{
	return BIT((is_gen8(p) ? 4 : 3) + plane);
}

static u32 plane_reg(const struct pipe *p, u32 plane)
{
	return PLANE_BASE + p->index * 0x1000 + plane * 0x100;
}

static u32 cursor_reg(const struct pipe *p)
{
	return CURSOR_BASE + p->index * 0x1000;
}

static u32 scaler_reg(const struct pipe *p, u32 scaler)
{
	return (is_gen8(p) ? PANEL_FITTER_BASE : SCALER_BASE) + p->index * 0x800 +
	       scaler * 0x100;
}

static struct plane_state gen9_plane_state(const struct pipe *p, u32 n)
{
	struct gpu *gpu = p->gpu;
	u32 reg = plane_reg(p, n);

	return (struct plane_state){
		.ctl = reg_get(gpu, reg + PLANE_CTL),
		.stride = reg_get(gpu, reg + PLANE_STRIDE),
		.pos = reg_get(gpu, reg + PLANE_POS),
		.size = reg_get(gpu, reg + PLANE_SIZE),
		.surf = reg_get(gpu, reg + PLANE_SURF),
		.offset = reg_get(gpu, reg + PLANE_OFFSET),
		.aux_dist = reg_get(gpu, reg + PLANE_AUX_DIST),
		.aux_offset = reg_get(gpu, reg + PLANE_AUX_OFFSET),
	};
}

static void latch_plane(struct pipe *p, u32 n)
{
	p->plane[n].armed = false;
	p->plane[n].live = is_gen8(p) ? gen8_plane_state(p, n) : gen9_plane_state(p, n);
	reg_set(p->gpu, plane_reg(p, n) + PLANE_SURFLIVE, p->plane[n].live.surf);
	p->flips++;
}

static void latch_cursor(struct pipe *p)
{
	u32 reg = cursor_reg(p);

	p->cursor_armed = false;
	p->cursor = (struct cursor_state){
		.ctl = reg_get(p->gpu, reg + CUR_CTL),
		.base = reg_get(p->gpu, reg + CUR_BASE),
		.pos = reg_get(p->gpu, reg + CUR_POS),
		.fbc_ctl = reg_get(p->gpu, reg + CUR_FBC_CTL),
	};
	reg_set(p->gpu, reg + CUR_SURFLIVE, p->cursor.base);
}

static void latch_scaler(struct pipe *p, u32 n)
{
	u32 reg = scaler_reg(p, n);

	p->scaler_armed[n] = false;
	p->scaler[n] = (struct scaler_state){
		.ctl = reg_get(p->gpu, reg + PS_CTRL),
		.win_pos = reg_get(p->gpu, reg + PS_WIN_POS),
		.win_size = reg_get(p->gpu, reg + PS_WIN_SIZE),
	};
	/* Its other fields are not those of a scaler. */
	if (is_gen8(p))
		p->scaler[n].ctl &= GEN8_FITTER_ENABLE;
}

u32 plane_latch(struct pipe *p)
{
	u32 events = 0;

	for (u32 i = 0; i < PLANES; i++) {
		if (!p->plane[i].armed)
			continue;
		latch_plane(p, i);
		events |= flip_done(p, i);
		trace(&p->gpu->trace, TRACE_DISPLAY, "pipe %c plane %u surface %08x",
		      'A' + (int)p->index, i + 1, p->plane[i].live.surf);
	}
	if (p->cursor_armed)
		latch_cursor(p);
	for (u32 i = 0; i < SCALERS; i++)
		if (p->scaler_armed[i])
			latch_scaler(p, i);
	return events;
}

/* An asynchronous flip, and any change while the pipe is off, is immediate. */
static void arm_plane(struct pipe *p, u32 n)
{
	u32 ctl = reg_get(p->gpu, plane_reg(p, n) + PLANE_CTL);

	p->plane[n].armed = true;
	if (p->on && !(ctl & CTL_ASYNC))
		return;
	latch_plane(p, n);
	if (p->on)
		irq_raise(p->gpu, IRQ_PIPE_A + p->index, flip_done(p, n));
}

static u32 plane_of(const struct reg_access *a)
{
	return ((a->offset - PLANE_BASE) & 0xfff) / 0x100;
}

static void write_surface(const struct reg_access *a, u32 val)
{
	reg_set(a->gpu, a->offset, val);
	arm_plane(a->unit, plane_of(a));
}

static void write_cursor_base(const struct reg_access *a, u32 val)
{
	struct pipe *p = a->unit;

	reg_set(a->gpu, a->offset, val);
	p->cursor_armed = true;
	if (!p->on)
		latch_cursor(p);
}

static void write_scaler_size(const struct reg_access *a, u32 val)
{
	struct pipe *p = a->unit;
	u32 n = is_gen8(p) ? 0 : ((a->offset - SCALER_BASE) & 0x7ff) / 0x100;

	reg_set(a->gpu, a->offset, val);
	p->scaler_armed[n] = true;
	if (!p->on)
		latch_scaler(p, n);
}

/* Tiling of MI_DISPLAY_FLIP, bits 2:0 of its second dword, is PLANE_CTL's. */
static void gen9_plane_flip(struct gpu *gpu, u32 reg, u32 stride, bool async)
{
	u32 ctl = reg_get(gpu, reg + PLANE_CTL) & ~(CTL_TILING | CTL_ASYNC);

	ctl |= FIELD_PREP(CTL_TILING, stride & 7) | (async ? CTL_ASYNC : 0);
	reg_set(gpu, reg + PLANE_CTL, ctl);
	reg_set(gpu, reg + PLANE_STRIDE, stride >> 6 & 0x3ff);
}

void plane_flip(struct gpu *gpu, u32 pipe, u32 plane, u32 stride, u32 surf, bool async)
{
	struct pipe *p = &gpu->display.pipe[pipe];
	u32 reg = plane_reg(p, plane);

	if (is_gen8(p))
		gen8_plane_flip(gpu, reg, stride, async);
	else
		gen9_plane_flip(gpu, reg, stride, async);
	mmio_write(gpu, reg + PLANE_SURF, surf);
}

bool display_flip_pending(const struct gpu *gpu)
{
	for (u32 i = 0; i < PIPES; i++)
		for (u32 k = 0; k < PLANES; k++)
			if (gpu->display.pipe[i].plane[k].armed)
				return true;
	return false;
}

static const struct reg_row plane_rows[] = {
	{ .offset = PLANE_SURF, .count = PLANES, .stride = 0x100, .write = write_surface },
	{ .offset = PLANE_SURFLIVE, .count = PLANES, .stride = 0x100, .flags = REG_RO },
};

static const struct reg_row gen8_plane_rows[] = {
	{ .offset = PLANE_SURF, .count = GEN8_PLANES, .stride = 0x100, .write = write_surface },
	{ .offset = PLANE_SURFLIVE, .count = GEN8_PLANES, .stride = 0x100, .flags = REG_RO },
};

static const struct reg_row cursor_rows[] = {
	{ .offset = CUR_BASE, .write = write_cursor_base },
	{ .offset = CUR_SURFLIVE, .flags = REG_RO },
};

static const struct reg_row scaler_rows[] = {
	{ .offset = PS_WIN_SIZE, .count = SCALERS, .stride = 0x100, .write = write_scaler_size },
};

static const struct reg_row fitter_rows[] = {
	{ .offset = PS_WIN_SIZE, .count = GEN8_FITTERS, .write = write_scaler_size },
};

void plane_attach(struct pipe *p)
{
	mmio_attach(p->gpu, cursor_rows, ARRAY_SIZE(cursor_rows), cursor_reg(p), p);
	if (is_gen8(p)) {
		mmio_attach(p->gpu, gen8_plane_rows, ARRAY_SIZE(gen8_plane_rows),
			    plane_reg(p, 0), p);
		mmio_attach(p->gpu, fitter_rows, ARRAY_SIZE(fitter_rows), scaler_reg(p, 0), p);
	} else {
		mmio_attach(p->gpu, plane_rows, ARRAY_SIZE(plane_rows), plane_reg(p, 0), p);
		mmio_attach(p->gpu, scaler_rows, ARRAY_SIZE(scaler_rows), scaler_reg(p, 0), p);
	}
}
