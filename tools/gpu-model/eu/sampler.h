/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The sampler: filtered and plain reads of textures, by messages of any thread.
 *
 * Whoever starts threads tells eu_group_begin() the bases and both tables of their group; nothing
 * here knows what made a thread.
 *
 * Source: Intel OSRC Broadwell and Skylake PRM vol 7, "Sampler" ("Shared Functions - Sampling
 * Engine"), vol 2d (SAMPLER_STATE, SAMPLER_BORDER_COLOR_STATE); Mesa compiler/brw_eu_defines.h,
 * brw_lower_logical_sends.cpp (order of parameters), genxml; OpenGL 4.6 specification, 8.14
 * (level of detail, filters, wrap modes), 8.13 (cube maps), 8.23 (comparison).
 */
#ifndef GPU_MODEL_EU_SAMPLER_H
#define GPU_MODEL_EU_SAMPLER_H

#include "eu/texture.h"
#include "eu/thread.h"

struct eu_group;

/* Channels of the longest message. */
#define EU_SAMPLER_LANES	16

/* What a message may have of each channel, in no order. */
enum eu_param {
	EU_PARAM_U,
	EU_PARAM_V,
	EU_PARAM_R,
	EU_PARAM_AI,		/* element of an array of cubes */
	EU_PARAM_LOD,
	EU_PARAM_BIAS,
	EU_PARAM_MIN_LOD,
	EU_PARAM_REF,		/* for comparison */
	EU_PARAM_DUDX,
	EU_PARAM_DVDX,
	EU_PARAM_DRDX,
	EU_PARAM_DUDY,
	EU_PARAM_DVDY,
	EU_PARAM_DRDY,
	EU_PARAM_OFFU,
	EU_PARAM_OFFV,
	EU_PARAM_SAMPLE,
	EU_PARAM_MCS,		/* planes of samples */
	EU_PARAM_MCS_HIGH,
	EU_PARAMS
};

/* Wrap modes, as the sampler state numbers them. */
enum eu_wrap {
	EU_WRAP,
	EU_WRAP_MIRROR,
	EU_WRAP_CLAMP,
	EU_WRAP_CUBE,
	EU_WRAP_BORDER,
	EU_WRAP_MIRROR_ONCE,
	EU_WRAP_HALF_BORDER
};

enum eu_filter {
	EU_FILTER_NEAREST,
	EU_FILTER_LINEAR,
	EU_FILTER_ANISOTROPIC
};

enum eu_mip_filter {
	EU_MIP_NONE,
	EU_MIP_NEAREST,
	EU_MIP_LINEAR = 3
};

/**
 * struct eu_sampler - a decoded SAMPLER_STATE
 * @min: enum eu_filter
 * @mag: enum eu_filter
 * @mip: enum eu_mip_filter
 * @wrap: enum eu_wrap of each coordinate
 * @compare: number of the comparison
 * @round_min: coordinates are rounded to 1/256 of a texel, not cut, when @min is in use
 * @round_mag: likewise
 * @clamp_first: limits of the level of detail come before the choice of the filter
 * @mag_no_mip: only the first level is magnified
 * @texels: coordinates count texels
 * @seamless: cubes are always filtered across their edges
 * @bias: of the level of detail, in 1/256
 * @min_lod: in 1/256
 * @max_lod: in 1/256
 * @base_lod: level of detail up to which a texture is magnified, in 1/2
 * @most_probes: samples of an anisotropic filter
 * @border: its colour, for textures of floats or of integers
 * @why: what of it is not modelled; NULL if all is
 */
struct eu_sampler {
	u8 min;
	u8 mag;
	u8 mip;
	u8 wrap[3];
	u8 compare;
	bool round_min[3];
	bool round_mag[3];
	bool clamp_first;
	bool mag_no_mip;
	bool texels;
	bool seamless;
	s32 bias;
	s32 min_lod;
	s32 max_lod;
	u32 base_lod;
	u32 most_probes;
	union eu_texel border;
	const char *why;
};

#define EU_SAMPLER_SLOTS	16

/**
 * struct eu_sampler_unit - states that a group's messages have used
 * @texture_known: bit for each entry of @texture that was read
 * @texture: of the binding table
 * @sampler_at: address of each sampler state, with bit 0 set; 0 if there is none
 * @sampler: sampler states
 */
struct eu_sampler_unit {
	u32 texture_known[8];
	struct eu_texture texture[240];
	u64 sampler_at[EU_SAMPLER_SLOTS];
	struct eu_sampler sampler[EU_SAMPLER_SLOTS];
};

/**
 * struct eu_sample - a message
 * @x: the texture
 * @s: the sampler state; NULL for messages that need none
 * @n: channels
 * @lanes: those that take part
 * @component: channel that gather4 reads
 * @compare: texels are compared with a reference
 * @offset: added to the texel in each direction
 * @p: parameters, by enum eu_param
 * @lines: memory that was read
 * @result: red, green, blue, alpha of each channel
 */
struct eu_sample {
	const struct eu_texture *x;
	const struct eu_sampler *s;
	u32 n;
	u32 lanes;
	u32 component;
	bool compare;
	s32 offset[3];
	u32 p[EU_PARAMS][EU_SAMPLER_LANES];
	struct eu_texel_lines lines;
	u32 result[4][EU_SAMPLER_LANES];
};

/**
 * struct eu_place - where a channel samples
 * @c: coordinates in the picture
 * @slice: of an array, or face of a cube, including the first element of the surface
 * @face: of a cube
 */
struct eu_place {
	float c[3];
	u32 slice;
	u32 face;
};

/**
 * struct eu_lod - what a level of detail means
 * @mag: the texture is magnified
 * @level: the two levels that are read
 * @weight: of the second one, in 1/256
 * @raw: level of detail with all biases
 * @clamped: and within its limits
 */
struct eu_lod {
	bool mag;
	u32 level[2];
	u32 weight;
	float raw;
	float clamped;
};

/**
 * struct eu_taps - texels of one direction
 * @i: first and second; outside of the picture if there is a border
 * @weight: of the second one, in 1/256
 */
struct eu_taps {
	s32 i[2];
	u32 weight;
};

static inline float eu_param_float(const struct eu_sample *m, u32 param, u32 lane)
{
	float f;

	__builtin_memcpy(&f, &m->p[param][lane], sizeof(f));
	return f;
}

/** eu_sampler_message() - a message to the sampler */
enum eu_result eu_sampler_message(struct eu_thread *t, struct eu_message *m);

/** eu_sampler_begin() - surface and sampler states may have changed */
void eu_sampler_begin(struct eu_sampler_unit *u);

/** eu_sampler_texture() - of a binding table index; NULL as eu_surface_get() */
const struct eu_texture *eu_sampler_texture(struct eu_thread *t, u32 bti);

/** eu_sampler_state() - entry @n of the table at @table in dynamic state; NULL: page fault */
const struct eu_sampler *eu_sampler_state(struct eu_thread *t, u32 table, u32 n);

/** eu_sampler_decode() - from the 4 dwords of a SAMPLER_STATE; @border is an offset */
void eu_sampler_decode(const u32 *state, struct eu_sampler *s, u32 *border);

/** eu_sampler_uses_border() - some wrap mode may read the border's colour */
bool eu_sampler_uses_border(const struct eu_sampler *s);

/** eu_cube_face() - face of a direction, and the coordinates in it from 0 to 1 */
u32 eu_cube_face(const float dir[3], float c[2]);

/** eu_cube_on_face() - coordinates of a direction as if it met @face */
void eu_cube_on_face(const float dir[3], u32 face, float c[2]);

/** eu_cube_neighbour() - texel (@i, @j) beyond an edge of @face: the face and texel it is */
u32 eu_cube_neighbour(u32 face, u32 size, s32 *i, s32 *j);

/** eu_sample_place() - where channel @lane samples */
void eu_sample_place(const struct eu_sample *m, u32 lane, struct eu_place *at);

/** eu_sample_taps() - texels of direction @d in a level of @size texels there */
void eu_sample_taps(const struct eu_sample *m, u32 d, float c, u32 size, bool linear, bool mag,
		    s32 offset, struct eu_taps *t);

/**
 * struct eu_probes - samples of which the result is the mean
 * @n: how many
 * @along: gradient along which they are
 */
struct eu_probes {
	u32 n;
	float along[3];
};

/** eu_lod_implicit() - from how coordinates differ in each 2x2 quad; of all channels */
void eu_lod_implicit(const struct eu_sample *m, float lod[EU_SAMPLER_LANES],
		     struct eu_probes probes[EU_SAMPLER_LANES]);

/** eu_lod_gradients() - from the gradients that the message has */
void eu_lod_gradients(const struct eu_sample *m, float lod[EU_SAMPLER_LANES],
		      struct eu_probes probes[EU_SAMPLER_LANES]);

/** eu_lod_select() - biases, limits, levels */
void eu_lod_select(const struct eu_sample *m, u32 lane, float lod, struct eu_lod *l);

/** eu_sample_filter() - the filtered colour of a channel */
void eu_sample_filter(struct eu_sample *m, u32 lane, const struct eu_lod *l,
		      const struct eu_probes *p);

/** eu_sample_gather() - one component of the four texels of a linear filter */
void eu_sample_gather(struct eu_sample *m, u32 lane);

/** eu_sample_load() - one texel, by whole numbers */
void eu_sample_load(struct eu_sample *m, u32 lane);

/** eu_sample_load_sample() - likewise, of one of several samples */
void eu_sample_load_sample(struct eu_sample *m, u32 lane);

/** eu_sample_select() - channels as the surface state orders them */
u32 eu_sample_select(const struct eu_texture *x, u32 channel, const union eu_texel *t);

#endif /* GPU_MODEL_EU_SAMPLER_H */
