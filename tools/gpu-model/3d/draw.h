/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The 3D pipeline: from vertices in memory to pixels in memory. A 3DPRIMITIVE goes through all
 * stages before the next command begins.
 *
 * Surfaces are never compressed: a fast clear writes all pixels, a depth clear all depths. So
 * there is nothing to resolve, and auxiliary surfaces are neither read nor written.
 *
 * Order of the stages, and their files: vertex fetch (fetch.c), vertex shader (vertex.c, urb.c),
 * primitives (assemble.c, object.c), hull shader (hull.c), tessellator (tessellate.h), domain
 * shader (domain.c), geometry shader (geometry.c), clipping (clip.c), set-up (setup.c, line.c),
 * rasterizer (raster.c, samples.c), depth (depth.c), pixel shader (pixel.c), render targets
 * (target.c, alpha.c, blend.c). Vertices of primitives may go to buffers, too (stream_output.c).
 * Between primitives, a draw may be left for another context (preempt.c).
 *
 * Source: Intel OSRC Skylake PRM vol 2a (commands), vol 2d (states, messages), vol 7 ("3D Pipeline
 * Stages", "Shared Functions"); Mesa genxml, compiler/ (payloads), blorp/ (how it is used).
 */
#ifndef GPU_MODEL_DRAW_H
#define GPU_MODEL_DRAW_H

#include "3d/tessellate.h"
#include "cs/parser.h"
#include "eu/group.h"

struct engine;
struct gpu;

#define DRAW_BATCH		8	/* vertices of a thread of the vertex shader */
#define DRAW_VUE_DWORDS		512	/* of a vertex that is modelled */
#define DRAW_ATTRIBUTES		32
#define DRAW_DISTANCES		8
#define DRAW_HELD		32	/* vertices of the largest primitive, a patch */
#define DRAW_LANES		16	/* pixels of a thread */
#define DRAW_TARGETS		8
#define DRAW_SAMPLES		16
#define DRAW_STREAMS		4
#define DRAW_PATCH_VERTICES	32
#define DRAW_PATCH_HANDLE	DRAW_PATCH_VERTICES	/* those of vertices are in front */
#define DRAW_PATCH_DWORDS	8192	/* of an entry of the hull shader */
#define DRAW_GS_DWORDS		8192	/* of an entry of the geometry shader */
#define DRAW_COMMANDS		0x60	/* that set pipelined state, by their number */

/* State commands: opcode bits of their headers. */
#define S3D(op, sub)	(3u << 29 | 3u << 27 | (u32)(op) << 24 | (u32)(sub) << 16)

#define S3D_CLEAR_PARAMS	S3D(0, 0x04)
#define S3D_DEPTH_BUFFER	S3D(0, 0x05)
#define S3D_STENCIL_BUFFER	S3D(0, 0x06)
#define S3D_VERTEX_BUFFERS	S3D(0, 0x08)
#define S3D_VERTEX_ELEMENTS	S3D(0, 0x09)
#define S3D_INDEX_BUFFER	S3D(0, 0x0a)
#define S3D_VF			S3D(0, 0x0c)
#define S3D_MULTISAMPLE		S3D(0, 0x0d)
#define S3D_CC_STATE		S3D(0, 0x0e)
#define S3D_SCISSOR		S3D(0, 0x0f)
#define S3D_VS			S3D(0, 0x10)
#define S3D_GS			S3D(0, 0x11)
#define S3D_CLIP		S3D(0, 0x12)
#define S3D_SF			S3D(0, 0x13)
#define S3D_WM			S3D(0, 0x14)
#define S3D_CONSTANT_VS		S3D(0, 0x15)
#define S3D_CONSTANT_GS		S3D(0, 0x16)
#define S3D_CONSTANT_PS		S3D(0, 0x17)
#define S3D_SAMPLE_MASK		S3D(0, 0x18)
#define S3D_CONSTANT_HS		S3D(0, 0x19)
#define S3D_CONSTANT_DS		S3D(0, 0x1a)
#define S3D_HS			S3D(0, 0x1b)
#define S3D_TE			S3D(0, 0x1c)
#define S3D_DS			S3D(0, 0x1d)
#define S3D_STREAMOUT		S3D(0, 0x1e)
#define S3D_SBE			S3D(0, 0x1f)
#define S3D_PS			S3D(0, 0x20)
#define S3D_VIEWPORT_SF		S3D(0, 0x21)
#define S3D_VIEWPORT_CC		S3D(0, 0x23)
#define S3D_BLEND_STATE		S3D(0, 0x24)
#define S3D_BINDING_VS		S3D(0, 0x26)
#define S3D_BINDING_HS		S3D(0, 0x27)
#define S3D_BINDING_DS		S3D(0, 0x28)
#define S3D_BINDING_GS		S3D(0, 0x29)
#define S3D_BINDING_PS		S3D(0, 0x2a)
#define   S3D_BINDING_TABLE	GENMASK(15, 5)
#define S3D_SAMPLERS_VS		S3D(0, 0x2b)
#define S3D_SAMPLERS_HS		S3D(0, 0x2c)
#define S3D_SAMPLERS_DS		S3D(0, 0x2d)
#define S3D_SAMPLERS_GS		S3D(0, 0x2e)
#define S3D_SAMPLERS_PS		S3D(0, 0x2f)
#define   S3D_SAMPLERS		GENMASK(31, 5)
#define S3D_VF_INSTANCING	S3D(0, 0x49)
#define S3D_VF_SGVS		S3D(0, 0x4a)
#define S3D_VF_TOPOLOGY		S3D(0, 0x4b)
#define S3D_PS_BLEND		S3D(0, 0x4d)
#define S3D_DEPTH_STENCIL	S3D(0, 0x4e)
#define S3D_PS_EXTRA		S3D(0, 0x4f)
#define S3D_RASTER		S3D(0, 0x50)
#define S3D_SBE_SWIZ		S3D(0, 0x51)
#define S3D_WM_HZ_OP		S3D(0, 0x52)
#define S3D_DRAWING_RECTANGLE	S3D(1, 0x00)

/* Bits that more than one file looks at. */
#define VS_ENABLE		BIT(0)			/* dword 7 */
#define HS_ENABLE		BIT(31)			/* dword 2 */
#define TE_ENABLE		BIT(0)			/* dword 1 */
#define TE1_OUTPUT		GENMASK(9, 8)
#define TE1_DOMAIN		GENMASK(5, 4)
#define TE1_SPACING		GENMASK(13, 12)
#define DS_ENABLE		BIT(0)			/* dword 7 */
#define GS_ENABLE		BIT(0)			/* dword 7 */
#define STREAMOUT_ENABLE	BIT(31)			/* dword 1 */
#define SF_TRANSFORM		BIT(1)			/* dword 1 */
#define PS_PUSH			BIT(11)			/* dword 6 */
#define PS_FAST_CLEAR		BIT(8)
#define PS_RESOLVE		GENMASK(7, 6)
#define PSX_VALID		BIT(31)			/* dword 1 */
#define PSX_KILLS		BIT(28)
#define PSX_DEPTH_MODE		GENMASK(27, 26)
#define PSX_SOURCE_DEPTH	BIT(24)
#define PSX_SOURCE_W		BIT(23)
#define PSX_OMASK		BIT(29)
#define PSB_TO_COVERAGE		BIT(31)			/* dword 1 */
#define PSB_ALPHA_TEST		BIT(8)
#define VIEWPORTS		16

enum topology {
	TOPOLOGY_POINTS = 1,
	TOPOLOGY_LINES,
	TOPOLOGY_LINE_STRIP,
	TOPOLOGY_TRIANGLES,
	TOPOLOGY_STRIP,
	TOPOLOGY_FAN,
	TOPOLOGY_QUADS,
	TOPOLOGY_QUAD_STRIP,
	TOPOLOGY_LINES_ADJACENCY,
	TOPOLOGY_LINE_STRIP_ADJACENCY,
	TOPOLOGY_TRIANGLES_ADJACENCY,
	TOPOLOGY_STRIP_ADJACENCY,
	TOPOLOGY_STRIP_REVERSE,
	TOPOLOGY_POLYGON,
	TOPOLOGY_RECTANGLES,
	TOPOLOGY_LINE_LOOP,
	TOPOLOGY_PATCH_1 = 0x20,	/* of one vertex */
	TOPOLOGY_PATCH_32 = 0x3f
};

/* What a topology is made of. */
enum draw_shape {
	SHAPE_POINT,
	SHAPE_LINE,
	SHAPE_TRIANGLE,
	SHAPE_RECTANGLE
};

/**
 * struct draw_call - what the command asks for
 * @count: vertices of an instance
 * @start: first vertex, or first entry of the index buffer
 * @instances: number of them
 * @first_instance: added to the instance, for vertex buffers
 * @base: added to indices
 * @indexed: there are indices
 */
struct draw_call {
	u32 count;
	u32 start;
	u32 instances;
	u32 first_instance;
	s32 base;
	bool indexed;
};

/**
 * struct vertex - a vertex between the stages
 * @vue: its entry of the URB: header, position, clip distances, attributes
 */
struct vertex {
	u32 vue[DRAW_VUE_DWORDS];
};

/**
 * struct corner - a vertex of an object, after attributes were chosen
 * @pos: in clip space
 * @width: of a point
 * @distance: to user clip planes
 * @attr: attributes, as bits
 */
struct corner {
	float pos[4];
	float width;
	float distance[DRAW_DISTANCES];
	u32 attr[DRAW_ATTRIBUTES][4];
};

/**
 * struct object - a point, line, triangle or rectangle
 * @shape: which of them
 * @c: corners; those that a shape does not have are copies of the first one
 * @flat: attributes of the provoking vertex
 * @viewport: number of the viewport
 * @layer: element of the render target's array
 * @primitive: number of the primitive
 * @flip: the order of corners is against that of the other triangles
 * @outline: a side or a corner of a triangle
 * @back: that triangle faces away
 */
struct object {
	enum draw_shape shape;
	struct corner c[3];
	u32 flat[DRAW_ATTRIBUTES][4];
	u32 viewport;
	u32 layer;
	u32 primitive;
	bool flip;
	bool outline;
	bool back;
};

/** struct draw_extent - as draw_box, but in 1/256 pixel */
struct draw_extent {
	s32 x0, y0, x1, y1;
};

/** struct draw_box - pixels from @x0, @y0 up to but without @x1, @y1 */
struct draw_box {
	s32 x0, y0, x1, y1;
};

/**
 * struct linear - a value that is linear in screen space
 * @origin: at the first corner
 * @b1: added for the second corner's weight
 * @b2: added for the third corner's weight
 */
struct linear {
	float origin, b1, b2;
};

/**
 * struct line_setup - a line on the screen; see line.c
 * @x: of its ends, in 1/256 pixel
 * @y: likewise
 * @steep: it has more rows than columns
 * @last: its last pixel is drawn, too
 * @width: in pixels
 * @exact: likewise, not rounded
 */
struct line_setup {
	s64 x[2], y[2];
	bool steep;
	bool last;
	s32 width;
	float exact;
};

/**
 * struct surface_setup - an object on the screen, for the rasterizer and the pixel shader
 * @shape: its kind
 * @box: pixels that it may touch
 * @extent: a rectangle or a point
 * @a: coefficients of the edges' functions
 * @b: likewise
 * @c: likewise; inside of a triangle an edge's function is above 0
 * @area: sum of the three functions
 * @rw: 1/w at the corners
 * @z: depth
 * @line: a line
 * @back: faces away
 * @layer: element of the render target's array
 * @viewport: number of the viewport
 * @attr: registers of attributes, as the pixel shader gets them
 */
struct surface_setup {
	enum draw_shape shape;
	struct draw_box box;
	struct draw_extent extent;
	s64 a[3], b[3], c[3];
	double area;
	float rw[3];
	struct linear z;
	struct line_setup line;
	bool back;
	u32 layer;
	u32 viewport;
	u32 attr[DRAW_ATTRIBUTES * 2][8];
};

/**
 * struct pixels - a block of two rows that one thread shades
 * @lanes: 8 or 16
 * @x: of each channel
 * @y: likewise
 * @sample: the one that a thread shades; DRAW_ALL_SAMPLES: all of a pixel at once
 * @inside: of each sample, channels inside of the object
 * @cover: of these, those that passed all tests so far
 * @wrote: of these, those that the shader has not killed
 * @failed: of each sample, channels that failed the stencil or the depth test
 * @lit: channels that have a sample in @cover
 * @tested: channels whose depth was tested
 * @b1: weight of the second corner, linear in screen space
 * @b2: of the third
 * @z: depth of each sample
 * @stencil: what will be in the stencil buffer
 */
struct pixels {
	u32 lanes;
	s32 x[DRAW_LANES];
	s32 y[DRAW_LANES];
	u32 sample;
	u32 inside[DRAW_SAMPLES];
	u32 cover[DRAW_SAMPLES];
	u32 wrote[DRAW_SAMPLES];
	u32 failed[DRAW_SAMPLES];
	u32 lit;
	u32 tested;
	float b1[DRAW_LANES];
	float b2[DRAW_LANES];
	float z[DRAW_SAMPLES][DRAW_LANES];
	u8 stencil[DRAW_SAMPLES][DRAW_LANES];
};

#define DRAW_ALL_SAMPLES	(~0u)

/**
 * struct sampling - samples of a pixel, for one command
 * @n: how many
 * @multi: each has a place of its own; else all are where the pixel's centre is
 * @each: the pixel shader runs for each
 * @mask: those that are drawn
 * @x: places from the pixel's left side on, in 1/256
 * @y: from its upper side on
 */
struct sampling {
	u32 n;
	bool multi;
	bool each;
	u32 mask;
	s32 x[DRAW_SAMPLES];
	s32 y[DRAW_SAMPLES];
};

/**
 * struct draw_elements - elements of a block's pixels
 * @base: address of the surface
 * @lanes: 8 or 16
 * @mask: channels that have an element
 * @bytes: of an element
 * @at: offset of each
 * @element: them
 */
struct draw_elements {
	u64 base;
	u32 lanes;
	u32 mask;
	u32 bytes;
	u64 at[DRAW_LANES];
	u32 element[DRAW_LANES][4];
};

/**
 * struct depth_unit - depth test and buffer, as decoded for a command
 * @s: the buffer
 * @format: of the buffer
 * @bytes: of an element
 * @function: of the test
 * @tests: there is a test
 * @writes: depth is written
 * @late: the pixel shader comes before the tests
 */
struct depth_unit {
	struct eu_surface s;
	u32 format;
	u32 bytes;
	u32 function;
	bool tests;
	bool writes;
	bool late;
};

/**
 * struct stencil_side - how front or back faces are tested
 * @function: of the test
 * @fail: operation if it fails
 * @depth_fail: if the depth test fails
 * @pass: if both pass
 * @reference: value of the test
 * @test_mask: bits that are compared
 * @write_mask: bits that are written
 */
struct stencil_side {
	u8 function;
	u8 fail;
	u8 depth_fail;
	u8 pass;
	u8 reference;
	u8 test_mask;
	u8 write_mask;
};

/**
 * struct stencil_unit - stencil test and buffer, as decoded for a command
 * @is_there: there is a buffer
 * @tests: there is a test
 * @writes: stencil is written
 * @base: address of the buffer
 * @tiles: in a row of the buffer
 * @plane: rows from one layer to the next
 * @side: front, back
 */
struct stencil_unit {
	bool is_there;
	bool tests;
	bool writes;
	u64 base;
	u32 tiles;
	u32 plane;
	struct stencil_side side[2];
};

/**
 * struct alpha_unit - what alpha decides, as decoded; see alpha.c
 * @to_coverage: it chooses samples
 * @to_one: it is 1 afterwards
 * @tests: pixels are only drawn if a test passes
 * @function: of the test
 * @reference: of the test
 */
struct alpha_unit {
	bool to_coverage;
	bool to_one;
	bool tests;
	u32 function;
	float reference;
};

/** struct blend_target - how a render target blends, as decoded; see blend.c */
struct blend_target {
	bool blends;
	bool logic;
	u8 logic_op;
	u8 factor[4];		/* source, destination, source alpha, destination alpha */
	u8 function[2];
	u8 keeps;		/* channels that are not written */
};

/**
 * struct dispatch - how the pixel shader is started
 * @runs: there is one
 * @simd: 8 or 16
 * @wide: it has 16 more channels, which are never active
 * @ip: its code
 * @grf: register of constants and attributes
 * @constants: registers of constants
 */
struct dispatch {
	bool runs;
	u32 simd;
	bool wide;
	u32 ip;
	u32 grf;
	u32 constants;
};

/**
 * struct assembler - vertices of primitives that are not complete; see assemble.c
 * @topology: of the primitives
 * @first: first vertex of a loop
 * @held: the latest vertices
 * @have: number of them
 * @count: primitives of the strip
 * @primitive: primitives of the instance
 * @stream: number of the stream
 */
struct assembler {
	u32 topology;
	struct vertex first;
	struct vertex held[DRAW_HELD];
	u32 have;
	u32 count;
	u32 primitive;
	u32 stream;
};

/**
 * struct patch_unit - hull shader, tessellator and domain shader; see hull.c, domain.c
 * @hull: threads of the hull shader
 * @domain: of the domain shader
 * @hull_constants: registers of constants
 * @hull_data: them
 * @domain_constants: likewise
 * @domain_data: likewise
 * @in: vertices of the patch
 * @vertices: number of them
 * @entry: what the hull shader makes
 * @tessellator: the divided patch
 * @vertex: its points, shaded
 * @out: those that a thread shades
 * @outs: number of them
 * @assembler: of the primitives; only topology, number and stream are used, no vertex is held
 */
struct patch_unit {
	struct eu_group *hull;
	struct eu_group *domain;
	u32 hull_constants;
	u8 hull_data[EU_GRF_SPACE];
	u32 domain_constants;
	u8 domain_data[EU_GRF_SPACE];
	const struct vertex *in;
	u32 vertices;
	u32 entry[DRAW_PATCH_DWORDS];
	struct tessellator tessellator;
	struct vertex vertex[TESS_POINTS];
	struct vertex *out;
	u32 outs;
	struct assembler assembler;
};

/**
 * struct geometry - the geometry shader; see geometry.c
 * @group: its threads
 * @constants: registers of constants
 * @data: them
 * @vertices: of a primitive
 * @in: them
 * @out: entries of the thread's channels
 * @vertex: one that was emitted
 * @assembler: of what was emitted
 */
struct geometry {
	struct eu_group *group;
	u32 constants;
	u8 data[EU_GRF_SPACE];
	u32 vertices;
	const struct vertex *in[DRAW_HELD];
	u32 out[DRAW_BATCH][DRAW_GS_DWORDS];
	struct vertex vertex;
	struct assembler assembler;
};

/**
 * struct draw_stop - where the command begins, if it was left before; see preempt.c
 * @allowed: it may be left
 * @odd: number of the next primitive of a strip
 * @held: vertices of the incomplete primitive
 * @vertex: number in its instance, after those that are held
 * @instance: likewise
 * @primitive: number of the next primitive
 */
struct draw_stop {
	bool allowed;
	bool odd;
	u32 held;
	u32 vertex;
	u32 instance;
	u32 primitive;
};

/**
 * struct draw_counts - what the command adds to the counters of the pipeline
 */
struct draw_counts {
	u64 vertices;
	u64 primitives;
	u64 vs;
	u64 hs;
	u64 ds;
	u64 gs;
	u64 gs_primitives;
	u64 clip_in;
	u64 clip_out;
	u64 ps;
	u64 depth;
	u64 stream_written[DRAW_STREAMS];
	u64 stream_needed[DRAW_STREAMS];
};

/**
 * struct draw - the pipeline of an engine
 * @e: the engine
 * @vs: threads of the vertex shader
 * @ps: threads of the pixel shader
 * @state: state commands, by their number
 * @window: the drawing rectangle
 * @base: base addresses
 * @call: the command
 * @topology: of its primitives
 * @instance: number of the instance
 * @input: vertices as fetched
 * @output: vertices as the shader made them
 * @index: number of each vertex, as the shader sees it
 * @vs_constants: registers of constants
 * @vs_data: them
 * @ps_data: likewise
 * @attributes: number of attributes
 * @read_offset: first dword of a vertex that is an attribute
 * @assembler: see there
 * @patch: see there; NULL until it is used
 * @geometry: see there
 * @clip: window for all primitives
 * @has_viewports: these are those of the command
 * @viewport: transformation and extents
 * @depth_range: least and most depth of each viewport
 * @scissor: per viewport
 * @s: the triangle that is drawn
 * @dispatch: see there
 * @sampling: see there
 * @pixels: the block that is drawn
 * @depth: see there
 * @stencil: see there
 * @stencil_level: size of the buffers' mip level, and its place in the stencil buffer
 * @blend: per render target
 * @blend_constant: colour
 * @alpha: see there
 * @stop: see there
 * @stream_decls: what stream output writes of a vertex
 * @counts: see there
 * @refused: a render target of the command is not modelled, which was reported
 */
struct draw {
	struct engine *e;
	struct eu_group *vs;
	struct eu_group *ps;
	const u32 *state[DRAW_COMMANDS];
	const u32 *window;
	struct eu_bases base;
	struct draw_call call;
	u32 topology;
	u32 instance;
	struct vertex input[DRAW_BATCH];
	struct vertex output[DRAW_BATCH];
	u32 index[DRAW_BATCH];
	u32 vs_constants;
	u8 vs_data[EU_GRF_SPACE];
	u8 ps_data[EU_GRF_SPACE];
	u32 attributes;
	u32 read_offset;
	struct assembler assembler;
	struct patch_unit *patch;
	struct geometry *geometry;
	struct draw_box clip;
	bool has_viewports;
	float viewport[VIEWPORTS][16];
	float depth_range[VIEWPORTS][2];
	u32 scissor[VIEWPORTS][2];
	struct surface_setup s;
	struct dispatch dispatch;
	struct sampling sampling;
	struct pixels pixels;
	struct depth_unit depth;
	struct stencil_unit stencil;
	struct eu_surface stencil_level;
	struct blend_target blend[DRAW_TARGETS];
	float blend_constant[4];
	struct alpha_unit alpha;
	struct draw_stop stop;
	const u32 *stream_decls;
	struct draw_counts counts;
	bool refused;
};

/** draw_free() - with the engine */
void draw_free(struct engine *e);

/** draw_begin() - a command that uses the pipeline's state begins (primitive.c) */
void draw_begin(struct draw *d);

/** draw_state() - a state command; zeros if the context has not executed it (primitive.c) */
const u32 *draw_state(const struct draw *d, u32 opcode);

/** draw_bad() - report that the command is dropped, as its state makes no sense; CS_OK */
enum cs_result draw_bad(const struct draw *d, const char *why);

/** draw_unsupported() - why a command cannot be executed; NULL if it can (check.c) */
const char *draw_unsupported(const struct draw *d);

/** draw_misfit() - why the state makes no sense; NULL if it does (check.c) */
const char *draw_misfit(const struct draw *d);

/** draw_last_topology() - what the last stage in front of the clipper makes (check.c) */
u32 draw_last_topology(const struct draw *d);

/** draw_is_visible() - whether anything behind the clipper has an effect (check.c) */
bool draw_is_visible(const struct draw *d);

/** draw_resume() - where the command begins (preempt.c) */
void draw_resume(struct draw *d);

/** draw_stop_forget() - what comes next is no draw that was left; takes gpu->lock (preempt.c) */
void draw_stop_forget(struct engine *e);

/**
 * draw_leaves() - whether another context wants the engine, and may have it here (preempt.c)
 * @instance: number of the next vertex's instance
 * @vertex: number of that vertex
 * @ahead: vertices behind that are shaded
 *
 * Return: true if the command is to return CS_PREEMPT; it will go on here.
 */
bool draw_leaves(struct draw *d, u32 instance, u32 vertex, u32 ahead);

/**
 * struct draw_stage - where a stage that runs shaders has its state
 * @kernel_high: dword with bits 47 to 32 of the kernel's address
 * @scratch_high: dword with those of the scratch space
 * @binding: the command for its binding table
 * @samplers: the command for its samplers
 */
struct draw_stage {
	u32 kernel_high;
	u32 scratch_high;
	u32 binding;
	u32 samplers;
};

/** draw_stage_begin() - a stage's threads begin: where is its code, are its tables? (stage.c) */
void draw_stage_begin(struct draw *d, struct eu_group *group, const struct draw_stage *stage);

/** draw_float_mode() - bit of cr0 for a stage, from the dword of its command with that mode */
u32 draw_float_mode(u32 dword);

/**
 * draw_constants() - read the constants of a stage (constants.c)
 * @regs: receives the number of registers
 *
 * Return: CS_OK, or CS_HANG.
 */
enum cs_result draw_constants(struct draw *d, u32 opcode, u8 *data, u32 *regs);

/** draw_fetch() - attributes of @n vertices, whose numbers are in d->index (fetch.c) */
enum cs_result draw_fetch(struct draw *d, u32 n);

/**
 * draw_index() - entry @i of the index buffer (fetch.c)
 * @cut: set if it ends a strip
 */
enum cs_result draw_index(struct draw *d, u32 i, u32 *index, bool *cut);

/** draw_vs_begin() - state of the vertex shader, for one command (vertex.c) */
enum cs_result draw_vs_begin(struct draw *d);

/** draw_vs() - shade @n vertices (vertex.c) */
enum cs_result draw_vs(struct draw *d, u32 n);

/** draw_urb() - a message to the URB (urb.c) */
enum eu_result draw_urb(struct eu_thread *t, struct eu_message *m);

/** draw_assemble_begin() - a strip begins (assemble.c) */
void draw_assemble_begin(struct assembler *a, u32 topology);

/** draw_assemble() - one more vertex (assemble.c) */
enum cs_result draw_assemble(struct draw *d, struct assembler *a, const struct vertex *v);

/** draw_assemble_end() - a strip ends: loops are closed (assemble.c) */
enum cs_result draw_assemble_end(struct draw *d, struct assembler *a);

/** draw_topology_is_known() - whether primitives of a topology can be drawn (assemble.c) */
bool draw_topology_is_known(u32 topology);

/** draw_topology_shape() - what a topology is made of (assemble.c) */
enum draw_shape draw_topology_shape(u32 topology);

/**
 * draw_object() - draw what the vertices of a primitive make (object.c)
 * @v: as many as the shape has corners
 * @provoking: which of them gives attributes that are not interpolated
 * @flip: as in struct object
 */
enum cs_result draw_object(struct draw *d, const struct assembler *a, enum draw_shape shape,
			   const struct vertex * const *v, u32 provoking, bool flip);

/**
 * draw_divided() - draw a primitive that the tessellator made (assemble.c)
 * @v: three, also if it has fewer corners
 */
enum cs_result draw_divided(struct draw *d, u32 topology, u32 id, const struct vertex * const *v);

/** draw_divides() - whether patches are tessellated (hull.c) */
bool draw_divides(const struct draw *d);

/** draw_hull_begin() - state of the hull shader, for one command (hull.c) */
enum cs_result draw_hull_begin(struct draw *d);

/** draw_patch() - shade a patch, divide it, and draw what it becomes (hull.c) */
enum cs_result draw_patch(struct draw *d, u32 id, const struct vertex *v, u32 vertices);

/** draw_patch_free() - NULL is fine (hull.c) */
void draw_patch_free(struct patch_unit *p);

/** draw_domain_begin() - state of the domain shader; behind draw_hull_begin() (domain.c) */
enum cs_result draw_domain_begin(struct draw *d);

/** draw_domain() - divide the patch of the hull shader, and draw what it becomes (domain.c) */
enum cs_result draw_domain(struct draw *d, u32 id);

/** draw_divided_topology() - what the tessellator makes (domain.c) */
u32 draw_divided_topology(const struct draw *d);

/** draw_geometry_begin() - state of the geometry shader, for one command (geometry.c) */
enum cs_result draw_geometry_begin(struct draw *d);

/**
 * draw_geometry() - shade a primitive, and draw what it becomes (geometry.c)
 * @id: number of the primitive
 * @v: @vertices of them
 * @flip: the order of corners is against that of the other triangles
 */
enum cs_result draw_geometry(struct draw *d, u32 id, const struct vertex * const *v, u32 vertices,
			     bool flip);

/** draw_stream_begin() - stream output, for one command (stream_output.c) */
void draw_stream_begin(struct draw *d);

/** draw_stream_output() - vertices of a primitive into buffers (stream_output.c) */
enum cs_result draw_stream_output(struct draw *d, enum draw_shape shape,
				  const struct vertex * const *v, u32 stream, bool flip);

/** draw_stream_is_rendered() - whether primitives of a stream go on (stream_output.c) */
bool draw_stream_is_rendered(const struct draw *d, u32 stream);

/** draw_stream_end() - the command ends (stream_output.c) */
enum cs_result draw_stream_end(struct draw *d);

/** draw_corners() - of a shape */
static inline u32 draw_corners(enum draw_shape shape)
{
	return shape == SHAPE_POINT ? 1 : shape == SHAPE_LINE ? 2 : 3;
}

/**
 * draw_last_output() - the last dword of the last stage in front of the clipper: user clip
 * distances, where attributes begin (attributes.c)
 */
u32 draw_last_output(const struct draw *d);

/** draw_attributes_begin() - where attributes are in a vertex, for one command (attributes.c) */
void draw_attributes_begin(struct draw *d);

/** draw_attributes() - from vertices to corners; @o has its shape and number (attributes.c) */
void draw_attributes(struct draw *d, const struct vertex * const *v, u32 provoking,
		     struct object *o);

/** draw_clip() - clip an object, and draw what is left of it (clip.c) */
enum cs_result draw_clip(struct draw *d, const struct object *o);

/** draw_setup_begin() - the drawing rectangle, for one command (setup.c) */
void draw_setup_begin(struct draw *d);

/** draw_viewports() - read viewports and scissors, once for a command (setup.c) */
enum cs_result draw_viewports(struct draw *d);

/** draw_setup() - draw an object that is inside of the guard band (setup.c) */
enum cs_result draw_setup(struct draw *d, const struct object *o);

/** draw_faces_back() - a triangle whose area on the screen is negative, or is not (setup.c) */
bool draw_faces_back(const struct draw *d, const struct object *o, bool negative);

/** draw_is_culled() - whether triangles that face so are not drawn (setup.c) */
bool draw_is_culled(const struct draw *d, bool back);

/**
 * struct screen - a corner on the screen
 * @x: in 1/256 pixel
 * @y: likewise
 * @z: depth
 * @rw: 1/w
 */
struct screen {
	s32 x, y;
	float z;
	float rw;
};

/** draw_bound() - d->s.extent and .box (setup.c) */
void draw_bound(struct draw *d, const struct draw_extent *e);

/** draw_setup_line(), draw_setup_point() - d->s.box, .line and functions (line.c) */
void draw_setup_line(struct draw *d, const struct screen p[2]);
void draw_setup_point(struct draw *d, const struct object *o, const struct screen *p);

/** draw_line_has() - whether a pixel belongs to the line (line.c) */
bool draw_line_has(const struct line_setup *l, s32 x, s32 y);

/** draw_line_covers() - whether a place, in 1/256 pixel, is in the line as a rectangle (line.c) */
bool draw_line_covers(const struct line_setup *l, s64 x, s64 y);

/** draw_line_is_far() - whether it has no pixel of a block of two rows (line.c) */
bool draw_line_is_far(const struct line_setup *l, s32 x, s32 y, u32 width);

/** draw_samples_begin() - how pixels are sampled, for one command (samples.c) */
void draw_samples_begin(struct draw *d);

/** draw_first_sample(), draw_end_sample() - those that a thread draws to (samples.c) */
u32 draw_first_sample(const struct draw *d);
u32 draw_end_sample(const struct draw *d);

/** draw_light() - find d->pixels.lit (samples.c) */
void draw_light(struct draw *d);

/** enum draw_place - where values are taken in a pixel (samples.c) */
enum draw_place {
	DRAW_AT_CENTRE,
	DRAW_AT_CENTROID,
	DRAW_AT_SAMPLE
};

/** draw_place_of() - from the pixel's corner on, in 1/256 (samples.c) */
void draw_place_of(const struct draw *d, u32 lane, enum draw_place place, s32 *x, s32 *y);

/** draw_weights() - of the second and the third corner at a place in 1/256 pixel (raster.c) */
void draw_weights(const struct surface_setup *s, s64 x, s64 y, float *b1, float *b2);

/** draw_raster() - all pixels of d->s (raster.c) */
enum cs_result draw_raster(struct draw *d);

/** draw_depth_begin() - state of the depth test (depth.c) */
void draw_depth_begin(struct draw *d);

/**
 * draw_depth_test() - take samples of @lanes that fail out of d->pixels.cover (depth.c)
 *
 * Return: 0, or -1 after a page fault.
 */
int draw_depth_test(struct draw *d, u32 lanes);

/** draw_compare() - a test's function, by its number (depth.c) */
bool draw_compare(u32 function, double value, double there);

/** draw_stencil_begin() - state of the stencil test (stencil.c) */
enum cs_result draw_stencil_begin(struct draw *d);

/** draw_stencil_test() - of one sample; returns as draw_depth_test(), which calls it (stencil.c) */
int draw_stencil_test(struct draw *d, u32 sample, u32 lanes);

/** draw_stencil_depth() - those of @lanes that are still there passed the depth test (stencil.c) */
void draw_stencil_depth(struct draw *d, u32 sample, u32 lanes);

/** draw_stencil_write() - of pixels that were written or failed; returns as above (stencil.c) */
int draw_stencil_write(struct draw *d, u32 sample);

/** draw_stencil_clear() - a box of the stencil buffer, in which samples count (stencil.c) */
enum cs_result draw_stencil_clear(struct draw *d, struct draw_box box, u8 value);

/** draw_depth_write() - depth of d->pixels.wrote; returns as draw_depth_test() (depth.c) */
int draw_depth_write(struct draw *d);

/** draw_move() - read or write the elements; returns as draw_depth_test() (block.c) */
int draw_move(struct draw *d, struct draw_elements *b, bool write);

/**
 * draw_level() - a mip level as a surface of its own (level.c)
 *
 * Return: false if its place is not known here.
 */
bool draw_level(const struct draw *d, struct eu_surface *s);

/** draw_fill() - a box of a surface gets one element of @bytes (fill.c) */
enum cs_result draw_fill(struct draw *d, const struct eu_surface *s, struct draw_box box,
			 u32 layer, const void *element, u32 bytes);

/** draw_fast_clear() - the rectangle d->s clears blocks of the render target (fast_clear.c) */
enum cs_result draw_fast_clear(struct draw *d);

/** draw_depth_surface() - the depth buffer, as the state has it; 0: there is none (depth.c) */
u32 draw_depth_surface(struct draw *d);

/** draw_depth_store() - depth as it is stored (depth.c) */
u32 draw_depth_store(const struct draw *d, float z);

/** draw_get() - the pipeline of an engine; NULL: out of memory (primitive.c) */
struct draw *draw_get(struct engine *e);

/** draw_locate() - where pixels are; those that are outside leave @b->mask (block.c) */
void draw_locate(const struct eu_surface *s, u32 layer, u32 sample, const s32 *x, const s32 *y,
		 struct draw_elements *b);

/** draw_ps_begin() - state of the pixel shader (pixel.c) */
enum cs_result draw_ps_begin(struct draw *d);

/** draw_ps() - shade d->pixels (pixel.c) */
enum cs_result draw_ps(struct draw *d);

/**
 * draw_barycentric() - weights of the second and the third corner (pixel.c)
 * @x: from the pixel's left side on, in 1/256
 * @y: from its upper side on
 * @linear: on the screen
 */
void draw_barycentric(const struct draw *d, u32 lane, s32 x, s32 y, bool linear, float *b1,
		      float *b2);

/** draw_interpolate() - a message to the pixel interpolator (interpolate.c) */
enum eu_result draw_interpolate(struct eu_thread *t, struct eu_message *m);

/** draw_target() - a message to the render cache (target.c) */
enum eu_result draw_target(struct eu_thread *t, struct eu_message *m);

/** draw_blend_begin() - state of blending (blend.c) */
enum cs_result draw_blend_begin(struct draw *d);

/** draw_alpha_begin() - from the first dword of BLEND_STATE and from COLOR_CALC_STATE (alpha.c) */
void draw_alpha_begin(struct draw *d, u32 blend, const u32 colour[2]);

/** draw_alpha_samples() - samples that are drawn, by the alpha of target 0 (alpha.c) */
u32 draw_alpha_samples(const struct draw *d, u32 alpha);

/** draw_blend_reads() - whether a target needs what is there (blend.c) */
bool draw_blend_reads(const struct blend_target *b);

/**
 * draw_blend() - one pixel (blend.c)
 * @kind: enum eu_format_kind
 * @src: from the shader
 * @src1: its second colour
 * @dst: what is there; receives the result
 */
void draw_blend(const struct draw *d, const struct blend_target *b, u32 kind, const u32 src[4],
		const u32 src1[4], u32 dst[4]);

/** draw_float(), draw_bits() - between a float and its bits */
static inline float draw_float(u32 bits)
{
	float f;

	__builtin_memcpy(&f, &bits, sizeof(f));
	return f;
}

static inline u32 draw_bits(float f)
{
	u32 bits;

	__builtin_memcpy(&bits, &f, sizeof(bits));
	return bits;
}

#endif /* GPU_MODEL_DRAW_H */
