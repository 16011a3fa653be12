/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One message to the sampler, sent by a compute shader: its parameters are constants of the thread,
 * its answer is written to memory. Textures are laid out here from the documents, and not with the
 * model's functions.
 *
 * Source: Intel OSRC Skylake PRM vol 2d (RENDER_SURFACE_STATE, SAMPLER_STATE), vol 5 (layouts,
 * tilings), vol 7 (messages of the sampler).
 */
#ifndef GPU_MODEL_TEST_SAMPLER_LAB_H
#define GPU_MODEL_TEST_SAMPLER_LAB_H

#include "tests/driver.h"

#define LAB_IMAGE_BYTES	0x80000u

/* Types of messages. */
enum {
	M_SAMPLE, M_SAMPLE_B, M_SAMPLE_L, M_SAMPLE_C, M_SAMPLE_D, M_SAMPLE_B_C, M_SAMPLE_L_C, M_LD,
	M_GATHER4, M_LOD, M_RESINFO, M_SAMPLEINFO, M_GATHER4_C = 16, M_GATHER4_PO, M_GATHER4_PO_C,
	M_SAMPLE_D_C = 20, M_SAMPLE_LZ = 24, M_SAMPLE_C_LZ, M_LD_LZ, M_LD_MCS = 29
};

enum { SURFACE_1D, SURFACE_2D, SURFACE_3D, SURFACE_CUBE, SURFACE_BUFFER, SURFACE_NONE = 7 };
enum { TILE_NONE, TILE_W, TILE_X, TILE_Y };
enum { WRAP_REPEAT, WRAP_MIRROR, WRAP_EDGE, WRAP_CUBE, WRAP_BORDER, WRAP_ONCE, WRAP_HALF };

/**
 * struct sampler_state - as the tests set it
 * @linear: min and mag filter
 * @mip: 0, 1 nearest, 3 linear
 * @wrap: of u, v, r
 * @bias: in 1/256
 * @min: least level of detail, in 1/256
 * @max: largest
 * @compare: function
 * @border: its colour
 */
struct sampler_state {
	bool linear_min;
	bool linear_mag;
	u32 mip;
	u32 wrap[3];
	s32 bias;
	u32 min;
	u32 max;
	u32 compare;
	bool texels;
	union { float f[4]; u32 u[4]; } border;
};

/**
 * struct picture - a texture as the tests set it
 * @depth: slices, elements or cubes
 * @bytes: of a texel
 * @pitch: bytes of a row
 * @rows: from one slice to the next
 */
struct picture {
	u32 type;
	u32 format;
	u32 tiling;
	u32 width;
	u32 height;
	u32 depth;
	u32 levels;
	u32 first_level;
	u32 bytes;
	u32 pitch;
	u32 rows;
	bool array;
};

/**
 * struct request - a message
 * @lanes: active channels
 * @params: how many it has
 * @header: it has one, with @dw2 in dword 2 and the table at @table in dword 3
 * @response: registers of the answer; 0 for as many as the header leaves
 * @extra: bits of the descriptor
 */
struct request {
	u32 type;
	u32 simd;
	u32 lanes;
	u32 params;
	bool header;
	u32 dw2;
	u32 table;
	u32 response;
	u32 bti;
	u32 sampler;
	u32 extra;
	union { float f[16]; s32 i[16]; } p[11];
};

union answer {
	u32 u[4][16];
	float f[4][16];
};

/** struct sampler_lab - a context with code, states and a texture */
struct sampler_lab {
	struct rig r;
	struct buffer heap;
	struct buffer image;
	struct picture p;
	u32 gen;
};

struct sampler_lab *sampler_lab_create(const char *device);
void sampler_lab_destroy(struct sampler_lab *l);

/** lab_bind() - the texture is @p, with channels as they are */
void lab_bind(struct sampler_lab *l, const struct picture *p);

/** lab_surface() - the surface state, to change it */
u32 *lab_surface(struct sampler_lab *l);

/** lab_sampler() - sampler state @n; its border's colour is also there */
u32 *lab_sampler(struct sampler_lab *l, u32 n, const struct sampler_state *s);

/** lab_texel() - memory of a texel */
u8 *lab_texel(struct sampler_lab *l, u32 level, u32 x, u32 y, u32 slice);

/** lab_run() - the answer of @q; what was not written is 0xeeeeeeee; false: the engine hangs */
bool lab_run(struct sampler_lab *l, const struct request *q, union answer *a);

/** lab_ask() - lab_run(), and the test fails if it hangs, or anything is odd */
void lab_ask(struct sampler_lab *l, const struct request *q, union answer *a);

/** lab_send() - start it, without waiting */
void lab_send(struct sampler_lab *l, const struct request *q);

/** lab_repeat() - run it in @groups groups of threads, @times times in each */
bool lab_repeat(struct sampler_lab *l, const struct request *q, u32 groups, u32 times);

#endif /* GPU_MODEL_TEST_SAMPLER_LAB_H */
