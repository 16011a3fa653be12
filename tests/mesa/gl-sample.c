// SPDX-License-Identifier: GPL-2.0-only
/*
 * Usage: gl-sample run FILE
 *        gl-sample compare FILE FILE
 *
 * Textures, read by compute shaders of OpenGL ES 3.1: run writes what each case read into FILE,
 * compare tells how two such files differ. One is of the driver under test, the other one of
 * Mesa's software rasterizer (LIBGL_ALWAYS_SOFTWARE=1), without its approximations of filters
 * (GALLIVM_PERF=no_filter_hacks,no_aos_sampling). Plain reads, and reads of the nearest
 * texel, must be the same but for the last bit of a conversion; filtered ones may differ as their
 * case says, since weights have 8 bits. The last line of compare is
 *
 *   gl-sample CASES cases RIGHT right RENDERER
 */
#include <GLES3/gl32.h>
#include <GLES2/gl2ext.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gl.h"

#define POINTS		256
#define WORDS		(POINTS * 4)
#define WIDTH		16
#define HEIGHT		12
#define DEPTH		6
#define LEVELS		4

/* Weights of 8 bits, for each direction and between levels: each is off by a half at most. */
#define SOME		(1.5 / 256)
#define NONE		0.000001
/* The software rasterizer reads cubes as half floats, and approximates the curve of sRGB. */
#define HALF		0.002

enum { IS_FLOAT, IS_INT, IS_UINT, IS_DEPTH };
enum { OF_BYTES, OF_HALVES, OF_FLOATS };

/**
 * struct format - a texture's texels
 * @internal: as OpenGL stores them
 * @format: as they are given
 * @type: likewise
 * @bytes: of one, as given
 * @is: what shaders read
 * @of: what is given are these
 */
struct format {
	GLenum internal, format, type;
	int bytes, is, of;
};

static const struct format rgba8 = {
	GL_RGBA8, GL_RGBA, GL_UNSIGNED_BYTE, 4, IS_FLOAT, OF_BYTES
};

static const struct format depth32 = {
	GL_DEPTH_COMPONENT32F, GL_DEPTH_COMPONENT, GL_FLOAT, 4, IS_DEPTH, OF_FLOATS
};

static const struct format depth16 = {
	GL_DEPTH_COMPONENT16, GL_DEPTH_COMPONENT, GL_UNSIGNED_SHORT, 2, IS_DEPTH, OF_BYTES
};

/* Formats, each read texel by texel. */
static const struct format formats[] = {
	{ GL_R8, GL_RED, GL_UNSIGNED_BYTE, 1, IS_FLOAT, OF_BYTES },
	{ GL_RG8, GL_RG, GL_UNSIGNED_BYTE, 2, IS_FLOAT, OF_BYTES },
	{ GL_RGB8, GL_RGB, GL_UNSIGNED_BYTE, 3, IS_FLOAT, OF_BYTES },
	{ GL_RGBA8_SNORM, GL_RGBA, GL_BYTE, 4, IS_FLOAT, OF_BYTES },
	{ GL_R8_SNORM, GL_RED, GL_BYTE, 1, IS_FLOAT, OF_BYTES },
	{ GL_SRGB8_ALPHA8, GL_RGBA, GL_UNSIGNED_BYTE, 4, IS_FLOAT, OF_BYTES },
	{ GL_RGB565, GL_RGB, GL_UNSIGNED_SHORT_5_6_5, 2, IS_FLOAT, OF_BYTES },
	{ GL_RGB5_A1, GL_RGBA, GL_UNSIGNED_SHORT_5_5_5_1, 2, IS_FLOAT, OF_BYTES },
	{ GL_RGBA4, GL_RGBA, GL_UNSIGNED_SHORT_4_4_4_4, 2, IS_FLOAT, OF_BYTES },
	{ GL_RGB10_A2, GL_RGBA, GL_UNSIGNED_INT_2_10_10_10_REV, 4, IS_FLOAT, OF_BYTES },
	{ GL_R32F, GL_RED, GL_FLOAT, 4, IS_FLOAT, OF_FLOATS },
	{ GL_RG32F, GL_RG, GL_FLOAT, 8, IS_FLOAT, OF_FLOATS },
	{ GL_RGBA32F, GL_RGBA, GL_FLOAT, 16, IS_FLOAT, OF_FLOATS },
	{ GL_R16F, GL_RED, GL_HALF_FLOAT, 2, IS_FLOAT, OF_HALVES },
	{ GL_RGBA16F, GL_RGBA, GL_HALF_FLOAT, 8, IS_FLOAT, OF_HALVES },
	{ GL_R11F_G11F_B10F, GL_RGB, GL_FLOAT, 12, IS_FLOAT, OF_FLOATS },
	{ GL_RGB9_E5, GL_RGB, GL_FLOAT, 12, IS_FLOAT, OF_FLOATS },
	{ GL_R8UI, GL_RED_INTEGER, GL_UNSIGNED_BYTE, 1, IS_UINT, OF_BYTES },
	{ GL_RG8I, GL_RG_INTEGER, GL_BYTE, 2, IS_INT, OF_BYTES },
	{ GL_RGBA8UI, GL_RGBA_INTEGER, GL_UNSIGNED_BYTE, 4, IS_UINT, OF_BYTES },
	{ GL_RGBA8I, GL_RGBA_INTEGER, GL_BYTE, 4, IS_INT, OF_BYTES },
	{ GL_R16UI, GL_RED_INTEGER, GL_UNSIGNED_SHORT, 2, IS_UINT, OF_BYTES },
	{ GL_RGBA16I, GL_RGBA_INTEGER, GL_SHORT, 8, IS_INT, OF_BYTES },
	{ GL_RGBA32UI, GL_RGBA_INTEGER, GL_UNSIGNED_INT, 16, IS_UINT, OF_BYTES },
	{ GL_RG32I, GL_RG_INTEGER, GL_INT, 8, IS_INT, OF_BYTES },
	{ GL_RGB10_A2UI, GL_RGBA_INTEGER, GL_UNSIGNED_INT_2_10_10_10_REV, 4, IS_UINT, OF_BYTES },
};

/**
 * struct work - a case
 * @name: its name
 * @target: kind of texture
 * @f: its format
 * @sampler: its type in the shader, without i or u
 * @read: expression: i is a texel, c a coordinate, l a level of detail, d a gradient
 * @min: filter
 * @mag: filter
 * @wrap: of all directions
 * @most: allowed difference
 */
struct work {
	const char *name;
	GLenum target;
	const struct format *f;
	const char *sampler, *read;
	GLenum min, mag, wrap;
	double most;
};

#define NEAREST2	GL_NEAREST_MIPMAP_NEAREST, GL_NEAREST
#define LINEAR2		GL_LINEAR_MIPMAP_NEAREST, GL_LINEAR
#define TRILINEAR	GL_LINEAR_MIPMAP_LINEAR, GL_LINEAR
#define PLAIN		GL_NEAREST, GL_NEAREST, GL_CLAMP_TO_EDGE
#define CLAMP		GL_CLAMP_TO_EDGE

static const struct work works[] = {
	{ "fetch", GL_TEXTURE_2D, &rgba8, "sampler2D", "texelFetch(t, i.xy, 0)", PLAIN, NONE },
	{ "fetch levels", GL_TEXTURE_2D, &rgba8, "sampler2D",
	  "texelFetch(t, i.xy >> (i.z % 4), i.z % 4)", NEAREST2, CLAMP, NONE },
	{ "fetch array", GL_TEXTURE_2D_ARRAY, &rgba8, "sampler2DArray",
	  "texelFetch(t, ivec3(i.xy >> 1, i.z), 1)", NEAREST2, CLAMP, NONE },
	{ "fetch volume", GL_TEXTURE_3D, &rgba8, "sampler3D",
	  "texelFetch(t, i >> (i.x % 3), i.x % 3)", NEAREST2, CLAMP, NONE },
	{ "fetch outside", GL_TEXTURE_2D, &rgba8, "sampler2D",
	  "i.x < 16 && i.y < 12 ? texelFetch(t, i.xy, 0) : vec4(0)", PLAIN, NONE },
	{ "nearest repeat", GL_TEXTURE_2D, &rgba8, "sampler2D", "textureLod(t, c.xy, 0.0)",
	  NEAREST2, GL_REPEAT, NONE },
	{ "nearest mirror", GL_TEXTURE_2D, &rgba8, "sampler2D", "textureLod(t, c.xy, 0.0)",
	  NEAREST2, GL_MIRRORED_REPEAT, NONE },
	{ "nearest edge", GL_TEXTURE_2D, &rgba8, "sampler2D", "textureLod(t, c.xy, 0.0)",
	  NEAREST2, CLAMP, NONE },
	{ "nearest border", GL_TEXTURE_2D, &rgba8, "sampler2D", "textureLod(t, c.xy, 0.0)",
	  NEAREST2, GL_CLAMP_TO_BORDER, NONE },
	{ "linear repeat", GL_TEXTURE_2D, &rgba8, "sampler2D", "textureLod(t, c.xy, 0.0)",
	  LINEAR2, GL_REPEAT, SOME },
	{ "linear mirror", GL_TEXTURE_2D, &rgba8, "sampler2D", "textureLod(t, c.xy, 0.0)",
	  LINEAR2, GL_MIRRORED_REPEAT, SOME },
	{ "linear edge", GL_TEXTURE_2D, &rgba8, "sampler2D", "textureLod(t, c.xy, 0.0)",
	  LINEAR2, CLAMP, SOME },
	{ "linear border", GL_TEXTURE_2D, &rgba8, "sampler2D", "textureLod(t, c.xy, 0.0)",
	  LINEAR2, GL_CLAMP_TO_BORDER, SOME },
	{ "levels nearest", GL_TEXTURE_2D, &rgba8, "sampler2D", "textureLod(t, c.xy, l)",
	  NEAREST2, GL_REPEAT, NONE },
	{ "levels linear", GL_TEXTURE_2D, &rgba8, "sampler2D", "textureLod(t, c.xy, l)",
	  TRILINEAR, GL_REPEAT, 2 * SOME },
	{ "gradients", GL_TEXTURE_2D, &rgba8, "sampler2D", "textureGrad(t, c.xy, d.xy, d.yz)",
	  NEAREST2, GL_REPEAT, NONE },
	{ "offset", GL_TEXTURE_2D, &rgba8, "sampler2D",
	  "textureLodOffset(t, c.xy, 0.0, ivec2(-3, 5))", NEAREST2, GL_REPEAT, NONE },
	{ "array", GL_TEXTURE_2D_ARRAY, &rgba8, "sampler2DArray",
	  "textureLod(t, vec3(c.xy, c.z * 5.0), l)", NEAREST2, GL_REPEAT, NONE },
	{ "volume nearest", GL_TEXTURE_3D, &rgba8, "sampler3D", "textureLod(t, c, 0.0)", NEAREST2,
	  GL_REPEAT, NONE },
	{ "volume linear", GL_TEXTURE_3D, &rgba8, "sampler3D", "textureLod(t, c, 1.0)", LINEAR2,
	  GL_REPEAT, SOME },
	{ "cube nearest", GL_TEXTURE_CUBE_MAP, &rgba8, "samplerCube",
	  "textureLod(t, c - vec3(0.3, 0.4, 0.45), 0.0)", NEAREST2, CLAMP, HALF },
	{ "cube levels", GL_TEXTURE_CUBE_MAP, &rgba8, "samplerCube",
	  "textureLod(t, c - vec3(0.3, 0.4, 0.45), l)", NEAREST2, CLAMP, HALF },
	{ "cube linear", GL_TEXTURE_CUBE_MAP, &rgba8, "samplerCube",
	  "textureLod(t, c - vec3(0.3, 0.4, 0.45), 0.0)", LINEAR2, CLAMP, 2 * SOME },
	{ "shadow", GL_TEXTURE_2D, &depth32, "sampler2DShadow",
	  "vec4(textureLod(t, vec3(c.xy, 0.4), 0.0))", NEAREST2, GL_REPEAT, NONE },
	{ "shadow of 16 bits", GL_TEXTURE_2D, &depth16, "sampler2DShadow",
	  "vec4(textureLod(t, vec3(c.xy, 0.6), 0.0))", NEAREST2, GL_REPEAT, NONE },
	{ "shadow linear", GL_TEXTURE_2D, &depth32, "sampler2DShadow",
	  "vec4(textureLod(t, vec3(c.xy, 0.4), 0.0))", LINEAR2, GL_REPEAT, SOME },
	{ "gather", GL_TEXTURE_2D, &rgba8, "sampler2D", "textureGather(t, c.xy, 2)", NEAREST2,
	  GL_REPEAT, NONE },
	{ "gather offset", GL_TEXTURE_2D, &rgba8, "sampler2D",
	  "textureGatherOffset(t, c.xy, ivec2(2, -3), 1)", NEAREST2, CLAMP, NONE },
	{ "gather shadow", GL_TEXTURE_2D, &depth32, "sampler2DShadow",
	  "textureGather(t, c.xy, 0.5)", NEAREST2, CLAMP, NONE },
	{ "sizes", GL_TEXTURE_2D_ARRAY, &rgba8, "sampler2DArray",
	  "vec4(textureSize(t, 0), 0) + vec4(0, textureSize(t, 3))", NEAREST2, CLAMP, NONE },
	{ "size of a volume", GL_TEXTURE_3D, &rgba8, "sampler3D",
	  "vec4(textureSize(t, 0), 0) + vec4(0, textureSize(t, 2))", NEAREST2, CLAMP, NONE },
};

#define CASES	(sizeof(works) / sizeof(*works) + sizeof(formats) / sizeof(*formats))

/**
 * struct result - what a case read
 * @name: of the case
 * @is_int: words are integers
 * @most: allowed difference
 */
struct result {
	char name[32];
	uint32_t is_int;
	double most;
	union {
		uint32_t u[WORDS];
		float f[WORDS];
	};
};

struct results {
	char renderer[128];
	struct result of[CASES];
};

static struct results all, other;

/* Bytes, or floats from 0 to 1, that depend on the place only. */
static void fill(const struct format *f, uint8_t *to, int texels, uint32_t seed)
{
	static const int sizes[] = { 1, 2, 4 };
	int size = sizes[f->of], n = texels * f->bytes / size;

	for (int i = 0; i < n; i++) {
		uint32_t v = ((uint32_t)i + seed * 977) * 2654435761u;
		uint16_t half;
		float value;

		v ^= v >> 13;
		v *= 2246822519u;
		value = (float)(v >> 20) / 4096;
		/* Any exponent but that of infinity, no sign. */
		half = v >> 18;
		if (half >= 0x3c00)
			half -= 0x3c00;
		if (f->of == OF_FLOATS)
			memcpy(to + 4 * i, &value, 4);
		else if (f->of == OF_HALVES)
			memcpy(to + 2 * i, &half, 2);
		else
			to[i] = (uint8_t)(v >> 24);
	}
}

static int at_level(int n, int level)
{
	return n >> level ? n >> level : 1;
}

static void put_level(GLenum target, const struct format *f, int level)
{
	static uint8_t texels[WIDTH * WIDTH * DEPTH * 16];
	bool cube = target == GL_TEXTURE_CUBE_MAP;
	int w = at_level(WIDTH, level), h = at_level(cube ? WIDTH : HEIGHT, level);
	int d = target == GL_TEXTURE_3D ? at_level(DEPTH, level) : DEPTH;

	fill(f, texels, w * h * d, (uint32_t)level);
	if (target == GL_TEXTURE_2D)
		glTexSubImage2D(target, level, 0, 0, w, h, f->format, f->type, texels);
	else if (!cube)
		glTexSubImage3D(target, level, 0, 0, 0, w, h, d, f->format, f->type, texels);
	for (int i = 0; i < 6 && cube; i++)
		glTexSubImage2D(GL_TEXTURE_CUBE_MAP_POSITIVE_X + (GLenum)i, level, 0, 0, w, h,
				f->format, f->type, texels + i * w * h * f->bytes);
}

static GLuint make_texture(const struct work *w)
{
	static const float border[] = { 0.25f, 0.5f, 0.75f, 1 };
	int levels = w->target == GL_TEXTURE_3D ? 3 : LEVELS;
	GLuint texture;

	glGenTextures(1, &texture);
	glBindTexture(w->target, texture);
	if (w->target == GL_TEXTURE_3D || w->target == GL_TEXTURE_2D_ARRAY)
		glTexStorage3D(w->target, levels, w->f->internal, WIDTH, HEIGHT, DEPTH);
	else
		glTexStorage2D(w->target, levels, w->f->internal, WIDTH,
			       w->target == GL_TEXTURE_CUBE_MAP ? WIDTH : HEIGHT);
	for (int i = 0; i < levels; i++)
		put_level(w->target, w->f, i);
	glTexParameteri(w->target, GL_TEXTURE_MIN_FILTER, (GLint)w->min);
	glTexParameteri(w->target, GL_TEXTURE_MAG_FILTER, (GLint)w->mag);
	glTexParameteri(w->target, GL_TEXTURE_WRAP_S, (GLint)w->wrap);
	glTexParameteri(w->target, GL_TEXTURE_WRAP_T, (GLint)w->wrap);
	glTexParameteri(w->target, GL_TEXTURE_WRAP_R, (GLint)w->wrap);
	if (w->wrap == GL_CLAMP_TO_BORDER)
		glTexParameterfv(w->target, GL_TEXTURE_BORDER_COLOR, border);
	if (w->f->is == IS_DEPTH)
		glTexParameteri(w->target, GL_TEXTURE_COMPARE_MODE, GL_COMPARE_REF_TO_TEXTURE);
	gl_check(w->name);
	return texture;
}

/* Coordinates are no halves of texels, and exact in floats. */
static GLuint make_program(const struct work *w)
{
	static const char * const prefixes[] = { "", "i", "u", "" };
	static const char * const bits[] = {
		"floatBitsToUint(v)", "uvec4(v)", "v", "floatBitsToUint(v)",
	};
	GLuint program = glCreateProgram(), shader;
	char source[4096];

	snprintf(source, sizeof(source),
		 "#version 310 es\n"
		 "precision highp float; precision highp int;\n"
		 "precision highp sampler2DArray; precision highp sampler3D;\n"
		 "precision highp isampler2D; precision highp usampler2D;\n"
		 "precision highp sampler2DShadow; precision highp sampler2D;\n"
		 "layout(local_size_x = 32) in;\n"
		 "layout(std430, binding = 0) buffer data { uvec4 word[]; };\n"
		 "uniform %s%s t;\n"
		 "void main() {\n"
		 "	int n = int(gl_GlobalInvocationID.x);\n"
		 "	ivec3 i = ivec3(n %% 16, n / 16 %% 12, n %% 6);\n"
		 "	vec3 c = vec3(n * 37 %% 256, n * 59 %% 256, n * 101 %% 256) / 85.3125;\n"
		 "	c += vec3(-1.0 + 0.0078, -1.0 + 0.0059, 0.0039);\n"
		 "	float l = float(n %% 29) * 0.13 - 0.3;\n"
		 "	vec3 d = vec3(n %% 7, n %% 11, n %% 5) * 0.027 + 0.011;\n"
		 "	%svec4 v = %s;\n"
		 "	word[n] = %s;\n"
		 "}\n", prefixes[w->f->is], w->sampler, prefixes[w->f->is], w->read,
		 bits[w->f->is]);
	shader = gl_add_shader(program, GL_COMPUTE_SHADER, source, w->name);
	gl_use_program(program);
	glDeleteShader(shader);
	return program;
}

static void run_case(const struct work *w, struct result *r)
{
	GLuint texture = make_texture(w), program = make_program(w), buffer;
	const void *words;

	glGenBuffers(1, &buffer);
	glBindBuffer(GL_SHADER_STORAGE_BUFFER, buffer);
	glBindBufferBase(GL_SHADER_STORAGE_BUFFER, 0, buffer);
	glBufferData(GL_SHADER_STORAGE_BUFFER, sizeof(r->u), NULL, GL_DYNAMIC_COPY);
	glDispatchCompute(POINTS / 32, 1, 1);
	glMemoryBarrier(GL_BUFFER_UPDATE_BARRIER_BIT);
	glFinish();
	words = glMapBufferRange(GL_SHADER_STORAGE_BUFFER, 0, sizeof(r->u), GL_MAP_READ_BIT);
	if (!words)
		fail("%s: the buffer does not map", w->name);
	snprintf(r->name, sizeof(r->name), "%s", w->name);
	r->is_int = w->f->is == IS_INT || w->f->is == IS_UINT;
	r->most = w->most;
	memcpy(r->u, words, sizeof(r->u));
	glUnmapBuffer(GL_SHADER_STORAGE_BUFFER);
	glDeleteBuffers(1, &buffer);
	glDeleteProgram(program);
	glDeleteTextures(1, &texture);
	gl_check(w->name);
}

static void run_all(const char *path)
{
	size_t n = 0;
	FILE *file;

	gl_make_context();
	snprintf(all.renderer, sizeof(all.renderer), "%s",
		 (const char *)glGetString(GL_RENDERER));
	for (size_t i = 0; i < sizeof(works) / sizeof(*works); i++)
		run_case(&works[i], &all.of[n++]);
	for (size_t i = 0; i < sizeof(formats) / sizeof(*formats); i++) {
		struct work w = works[1];
		char name[32];

		snprintf(name, sizeof(name), "format 0x%x", formats[i].internal);
		w.name = name;
		w.f = &formats[i];
		if (formats[i].internal == GL_SRGB8_ALPHA8)
			w.most = HALF;
		run_case(&w, &all.of[n++]);
	}
	file = fopen(path, "wb");
	if (!file || fwrite(&all, sizeof(all), 1, file) != 1 || fclose(file))
		fail("cannot write %s", path);
	printf("gl-sample: %zu cases on %s\n", n, all.renderer);
}

static void take_file(const char *path, struct results *r)
{
	FILE *file = fopen(path, "rb");

	if (!file || fread(r, sizeof(*r), 1, file) != 1)
		fail("cannot read %s", path);
	fclose(file);
}

static double difference(const struct result *a, const struct result *b, size_t i)
{
	if (a->u[i] == b->u[i])
		return 0;
	if (a->is_int)
		return INFINITY;
	/* No number differs from all numbers. */
	return isnan(a->f[i]) || isnan(b->f[i]) ? INFINITY :
	       fabs((double)a->f[i] - b->f[i]) / fmax(1, fabs(b->f[i]));
}

static bool compare_case(const struct result *a, const struct result *b)
{
	size_t differ = 0, first = WORDS;
	double most = 0;

	for (size_t i = 0; i < WORDS; i++) {
		double d = difference(a, b, i);

		differ += d > 0;
		most = fmax(most, d);
		if (d > a->most && first == WORDS)
			first = i;
	}
	printf("%s: %zu of %d words differ, at most by %.3g (allowed: %.3g)%s\n", a->name, differ,
	       WORDS, most, a->most, most > a->most ? " WRONG" : "");
	if (first < WORDS)
		printf("%s: word %zu is %08x (%.6g), not %08x (%.6g)\n", a->name, first,
		       a->u[first], a->f[first], b->u[first], b->f[first]);
	return most <= a->most && !strcmp(a->name, b->name);
}

static int compare_all(const char *path, const char *with)
{
	size_t right = 0;

	take_file(path, &all);
	take_file(with, &other);
	for (size_t i = 0; i < CASES; i++)
		right += compare_case(&all.of[i], &other.of[i]);
	printf("gl-sample %zu cases %zu right %s\n", CASES, right, all.renderer);
	return right != CASES;
}

int main(int argc, char **argv)
{
	if (argc == 3 && !strcmp(argv[1], "run")) {
		run_all(argv[2]);
		return 0;
	}
	if (argc == 4 && !strcmp(argv[1], "compare"))
		return compare_all(argv[2], argv[3]);
	fail("usage: gl-sample run FILE, or gl-sample compare FILE FILE");
}
