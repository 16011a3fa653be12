/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A context with all that a draw needs, for tests of the 3D pipeline.
 */
#ifndef GPU_MODEL_TEST_EASEL_H
#define GPU_MODEL_TEST_EASEL_H

#include "tests/driver.h"
#include "tests/eu_asm.h"
#include "tests/eu_operand.h"

#define GFX(type, op, sub)	(3u << 29 | (u32)(type) << 27 | (u32)(op) << 24 | (u32)(sub) << 16)
#define STATE(sub)		GFX(3, 0, sub)

/* Where things are, in the PPGTT. */
#define HEAP		0x4000000u
#define VS_KERNEL	0x0000u
#define PS_KERNEL	0x2000u
#define TABLE		0x4000u
#define SURFACES	0x5000u
#define DYNAMIC		0x6000u		/* viewports, scissor, blending */
#define   VIEWPORT	(DYNAMIC + 0x000)
#define   RANGE		(DYNAMIC + 0x100)
#define   SCISSOR	(DYNAMIC + 0x140)
#define   BLEND		(DYNAMIC + 0x180)
#define   COLOUR	(DYNAMIC + 0x200)
#define CONSTANTS	0x7000u
#define VERTICES	0x8000u
#define INDICES		0xa000u
#define HEAP_BYTES	0xc000u
#define IMAGE		0x6000000u
#define IMAGE_BYTES	0x80000u
#define DEPTH		0x7000000u
#define STENCIL		0x40000u	/* behind depth */

enum { LINEAR, X_TILED = 2, Y_TILED };
enum {
	POINTS = 1, LINES, LINE_STRIP, TRIANGLES, STRIP, FAN, QUADS, QUAD_STRIP, POLYGON = 14,
	RECTANGLES, LINE_LOOP
};

/**
 * struct easel - a context with all that a draw needs
 * @vs: vertex shader; none if it is empty
 * @ps: pixel shader
 * @topology: of the primitives
 * @simd: channels of the pixel shader
 * @components: floats of a vertex: position, then attributes of four
 * @count: vertices
 * @width: of the target
 * @height: of the target
 * @flat: attributes that are not interpolated
 * @cull: as 3DSTATE_RASTER has it
 * @raster: more of its first dword
 * @sf: more of the dwords of 3DSTATE_SF
 * @wm: more of the first dword of 3DSTATE_WM
 * @samples: of a pixel, as a power of two; the target has planes for them
 * @sample_mask: those that are drawn; 0: all
 * @ps_blend: more of 3DSTATE_PS_BLEND
 * @blend_head: more of the first dword of BLEND_STATE
 * @sprites: attributes that are coordinates of points
 * @vs_output: last dword of 3DSTATE_VS: user clip distances, where attributes begin
 * @own_offset: that says where attributes begin, instead of 3DSTATE_SBE
 * @words: commands
 */
struct easel {
	struct rig r;
	struct buffer heap;
	struct buffer image;
	struct buffer depth;
	struct eu_asm vs;
	struct eu_asm ps;
	u32 topology;
	u32 simd;
	u32 components;
	u32 count;
	u32 instances;
	u32 width;
	u32 height;
	u32 tiling;
	u32 pitch;
	u32 format;
	u32 flat;
	u32 cull;
	u32 raster;
	u32 sf[4];
	u32 wm;
	u32 samples;
	u32 sample_mask;
	u32 ps_blend;
	u32 blend_head;
	u32 sprites;
	u32 vs_output;
	bool own_offset;
	u32 extra;
	u32 depth_state;
	u32 depth_level;
	u32 depth_pitch;
	u32 stencil;
	u32 indexed;
	u32 ps_flags;
	u32 level;
	bool clips;
	bool scissor;
	bool sgvs;
	u32 words[1024];
	u32 n;
};

/* What float orange has in memory. */
#define ORANGE	0xff0080ffu

extern const float orange[4];

/* Places of samples, in 1/16 pixel: of 2, 4, 8 and 16. */
extern const u8 sample_places[5][16][2];

struct easel *easel_create(const char *device);
void easel_destroy(struct easel *l);

/** heap_at() - memory behind the base addresses */
u32 *heap_at(struct easel *l, u32 offset);

/** state() - a command whose dwords are 0, but for those given: pairs of dword and value */
void state(struct easel *l, u32 opcode, u32 dwords, const u32 *pairs, u32 n);
#define PUT(l, opcode, dwords, ...) do {				\
	const u32 pairs_[] = { __VA_ARGS__ };				\
									\
	state(l, opcode, dwords, pairs_, ARRAY_SIZE(pairs_));		\
} while (0)

/** put_bases(), put_pixels() - parts of put_all() */
void put_bases(struct easel *l);
void put_pixels(struct easel *l);

/** put_all() - state and a 3DPRIMITIVE into the batch */
void put_all(struct easel *l);

/** draw() - put_all(), and wait for its end */
void draw(struct easel *l);

/** vertices() - @n of them, of l->components floats */
void vertices(struct easel *l, const float *v, u32 n);

/** rectangle() - a RECTLIST */
void rectangle(struct easel *l, float x0, float y0, float x1, float y1);

/* ---- shaders ---- */

#define UD(reg)			r_(reg, T_UD)
#define F(reg)			r_(reg, T_F)
#define OP(o, n, ...)		((struct how){ .op = (o), .exec = (n), ##__VA_ARGS__ })

enum { RT_SIMD16, RT_REPLICATED, RT_SIMD8 = 4 };

/** write_target() - to target 0, the message from @reg on; the thread ends */
void write_target(struct easel *l, u8 reg, u32 subtype, u32 length);

/** ps_replicate() - one colour for all, as a clear does */
void ps_replicate(struct easel *l, const float colour[4]);

/** ps_constant() - a colour */
void ps_constant(struct easel *l, const float colour[4]);

/** ps_attribute() - attribute 0 as colour */
void ps_attribute(struct easel *l);

/** vs_copy() - header, position and attributes as they come */
void vs_copy(struct easel *l);

/** groups_of() - registers of a value of the pixel shader */
u8 groups_of(const struct easel *l);

/* ---- pixels ---- */

/** offset_of() - of a byte in a tiling */
u32 offset_of(u32 tiling, u32 pitch, u32 x, u32 y);

/** pixel() - of the target */
u32 pixel(const struct easel *l, u32 x, u32 y);

/** expect_box() - exactly the pixels inside of a box have a colour */
void expect_box(const struct easel *l, u32 x0, u32 y0, u32 x1, u32 y1, u32 colour);

#endif /* GPU_MODEL_TEST_EASEL_H */
