// SPDX-License-Identifier: GPL-2.0-only
/*
 * Planes of Gen8, converted to Gen9's: a primary plane as large as the pipe's picture, and a sprite
 * above it. Only these tables know the differences.
 *
 * Source: Intel OSRC Broadwell PRM vol 2c (PRI_CTL, SPR_CTL); i915 i915_reg.h,
 * display/i9xx_plane.c, display/intel_sprite.c.
 */
#include "core/gpu.h"
#include "display/display.h"
#include "display/scanout.h"

/* Registers of either, from its control register. */
#define PLANE_STRIDE		0x08	/* bytes */
#define PLANE_POS		0x0c	/* sprites only */
#define PLANE_SIZE		0x10	/* sprites only */
#define PLANE_SURF		0x1c
#define PLANE_OFFSET		0x24
#define PLANE_BASE		0x70180
#define PIPE_SRC		0x6001c

/* Common to PRI_CTL and SPR_CTL, the first two to Gen9's PLANE_CTL, too. */
#define CTL_ENABLE		BIT(31)
#define CTL_GAMMA		BIT(30)
#define CTL_ROTATE_180		BIT(15)
#define CTL_TILED		BIT(10)
#define CTL_ASYNC		BIT(9)
#define PRI_FORMAT		GENMASK(29, 26)
#define SPR_FORMAT		GENMASK(27, 25)
/* As in Gen9's: range, order of colours, colour space, order of YUV. */
#define SPR_SAME		(BIT(28) | BIT(20) | BIT(18) | GENMASK(17, 16))
#define SPR_KEY			(BIT(22) | BIT(2))

/* Gen9's PLANE_CTL. */
#define GEN9_FORMAT		GENMASK(27, 24)
#define GEN9_KEY		BIT(22)
#define GEN9_RGBX		BIT(20)
#define GEN9_TILED_X		BIT(10)
#define GEN9_ROTATE_180		2

#define NO_FORMAT		15	/* none of Gen9's either */

/* A format, and whether red and blue are exchanged. Formats that are missing do not exist. */
struct format {
	u32 gen9;
	u32 order;
};

static const struct format primary_format[16] = {
	[0] = { NO_FORMAT, 0 }, [1] = { NO_FORMAT, 0 },
	[2] = { 12, 0 },			/* indexed */
	[3] = { NO_FORMAT, 0 }, [4] = { NO_FORMAT, 0 },	/* 15 bits: not modelled */
	[5] = { 14, 0 },			/* 16 bits */
	[6] = { 4, 0 }, [7] = { 4, 0 },
	[8] = { 2, GEN9_RGBX }, [9] = { 2, GEN9_RGBX },
	[10] = { 2, 0 }, [11] = { 2, 0 },
	[12] = { 6, GEN9_RGBX },		/* half precision */
	[13] = { NO_FORMAT, 0 },
	[14] = { 4, GEN9_RGBX }, [15] = { 4, GEN9_RGBX },
};

static const u32 sprite_format[8] = {
	0, 2, 4, 6, 8, NO_FORMAT, NO_FORMAT, NO_FORMAT,
};

static u32 common_ctl(u32 ctl)
{
	return (ctl & (CTL_ENABLE | CTL_GAMMA)) | (ctl & CTL_TILED ? GEN9_TILED_X : 0) |
	       (ctl & CTL_ROTATE_180 ? GEN9_ROTATE_180 : 0);
}

u32 gen8_primary_ctl(u32 ctl)
{
	const struct format *f = &primary_format[FIELD_GET(PRI_FORMAT, ctl)];

	return common_ctl(ctl) | FIELD_PREP(GEN9_FORMAT, f->gen9) | f->order;
}

static u32 sprite_ctl(u32 ctl)
{
	u32 format = sprite_format[FIELD_GET(SPR_FORMAT, ctl)];

	return common_ctl(ctl) | FIELD_PREP(GEN9_FORMAT, format) | (ctl & SPR_SAME) |
	       (ctl & SPR_KEY ? GEN9_KEY : 0);
}

/* The pipe's source size has the width in its upper half, a plane's the height. */
static u32 picture_size(const struct pipe *p)
{
	u32 src = reg_get(p->gpu, PIPE_SRC + p->index * 0x1000);

	return src << 16 | src >> 16;
}

struct plane_state gen8_plane_state(const struct pipe *p, u32 plane)
{
	u32 reg = PLANE_BASE + p->index * 0x1000 + plane * 0x100;
	struct gpu *gpu = p->gpu;
	u32 ctl = reg_get(gpu, reg);
	struct plane_state s = {
		.ctl = plane ? sprite_ctl(ctl) : gen8_primary_ctl(ctl),
		.stride = reg_get(gpu, reg + PLANE_STRIDE) / (ctl & CTL_TILED ? 512 : 64),
		.pos = plane ? reg_get(gpu, reg + PLANE_POS) : 0,
		.size = plane ? reg_get(gpu, reg + PLANE_SIZE) : picture_size(p),
		.surf = reg_get(gpu, reg + PLANE_SURF),
		.offset = reg_get(gpu, reg + PLANE_OFFSET),
	};

	return s;
}

/* Bit 0 of the second dword is tiling, bits 15:6 the stride in units of 64 bytes. */
void gen8_plane_flip(struct gpu *gpu, u32 reg, u32 stride, bool async)
{
	u32 ctl = reg_get(gpu, reg) & ~(CTL_TILED | CTL_ASYNC);

	ctl |= (stride & BIT(0) ? CTL_TILED : 0) | (async ? CTL_ASYNC : 0);
	reg_set(gpu, reg, ctl);
	reg_set(gpu, reg + PLANE_STRIDE, stride & GENMASK(15, 6));
}
