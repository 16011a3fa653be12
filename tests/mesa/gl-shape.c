// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cases of gl-draw: lines and points, mip levels of depth, several samples of a pixel.
 *
 * Rasterizers may choose pixels of lines that are one beside those of OpenGL's rule, and how a
 * wide line ends. Here that is less than the pixels that may differ in each case.
 *
 * The software rasterizer has 4 samples of a pixel, whatever is asked for. Where the hardware has
 * 2, 8 or 16, all pixels at edges may differ: the boxes have edges of some 700 pixels.
 */
#include <math.h>
#include <stddef.h>

#include "body.h"
#include "draw.h"
#include "gl.h"

#define SPOKES		24
#define DOTS		12

/* ---- lines ---- */

/* Lines from near the centre outwards, in all directions. */
static void put_star(void)
{
	GLfloat data[2 * SPOKES][8];
	int i, end;

	for (i = 0; i < SPOKES; i++)
		for (end = 0; end < 2; end++) {
			float angle = (float)i * 0.2618f + 0.07f, r = end ? 0.93f : 0.11f;
			const GLfloat v[8] = {
				cosf(angle) * r, sinf(angle) * r, 0, 1,
				(float)end, (float)i / SPOKES, 1 - (float)end, 1,
			};
			int k;

			for (k = 0; k < 8; k++)
				data[2 * i + end][k] = v[k];
		}
	draw_points(data[0], SPOKES * 2);
}

static void draw_lines(void)
{
	draw_turn(draw_program(draw_plain), body_same);
	put_star();
	glDrawArrays(GL_LINES, 0, SPOKES * 2);
}

static void draw_line_strips(void)
{
	draw_turn(draw_program(draw_plain), body_same);
	put_star();
	glDrawArrays(GL_LINE_STRIP, 1, 9);
	glDrawArrays(GL_LINE_LOOP, 20, 7);
}

static void draw_wide_lines(void)
{
	glLineWidth(5);
	draw_lines();
	glLineWidth(1);
}

/* A wire frame, of which a part is behind the eye. */
static void draw_wires(void)
{
	GLuint program = draw_program(draw_plain);
	GLfloat m[16];

	body_view(m, 0.7f, 1.2f);
	draw_turn(program, m);
	draw_cube_data();
	glDrawArrays(GL_LINES, 0, 36);
}

/* ---- points ---- */

static const char * const vertex_dots =
	"#version 310 es\n"
	"layout(location = 0) in vec4 place;\n"
	"layout(location = 1) in vec4 tint;\n"
	"out vec4 colour;\n"
	"void main() {\n"
	"	gl_Position = place;\n"
	"	gl_PointSize = tint.w * 40.0 + 1.0;\n"
	"	colour = tint;\n"
	"}\n";
static const char * const fragment_dots =
	"#version 310 es\n"
	"precision highp float;\n"
	"in vec4 colour;\n"
	"out vec4 pixel;\n"
	"void main() { pixel = vec4(gl_PointCoord, colour.xy); }\n";

static void draw_dots(void)
{
	GLuint program = glCreateProgram();
	GLfloat data[DOTS][8];
	int i;

	gl_add_shader(program, GL_VERTEX_SHADER, vertex_dots, "a shader");
	gl_add_shader(program, GL_FRAGMENT_SHADER, fragment_dots, "a shader");
	gl_use_program(program);
	for (i = 0; i < DOTS; i++) {
		/* No side of a point may be where pixels' centres are. */
		data[i][0] = (float)(i % 4) * 0.5f - 0.7087f;
		data[i][1] = (float)(i / 4) * 0.6f - 0.6313f;
		data[i][2] = 0;
		data[i][3] = 1;
		data[i][4] = (float)i / DOTS;
		data[i][5] = 0.3f;
		data[i][6] = 0.2f;
		data[i][7] = (float)i / DOTS;
	}
	draw_points(data[0], DOTS);
	glDrawArrays(GL_POINTS, 0, DOTS);
}

/* ---- mip levels ---- */

static void copy_from(GLuint frame, int width, int height)
{
	glBindFramebuffer(GL_READ_FRAMEBUFFER, frame);
	glBindFramebuffer(GL_DRAW_FRAMEBUFFER, draw_main_frame);
	glBlitFramebuffer(0, 0, width, height, 0, 0, width, height, GL_COLOR_BUFFER_BIT,
			  GL_NEAREST);
	glBindFramebuffer(GL_FRAMEBUFFER, draw_main_frame);
}

static void draw_boxes(void)
{
	GLuint program = draw_program(draw_plain);
	GLfloat m[16];

	glEnable(GL_DEPTH_TEST);
	body_view(m, 0.7f, 4);
	draw_turn(program, m);
	draw_cube_data();
	glDrawArrays(GL_TRIANGLES, 0, 36);
	/* Nearer, so that no face of one is in a plane with one of the other. */
	body_view(m, 2.0f, 3.6f);
	draw_turn(program, m);
	glDrawArrays(GL_TRIANGLES, 0, 36);
	glDisable(GL_DEPTH_TEST);
}

/* Levels 1 and 2 of textures, of colour and of depth, each with what level 0 has, too. */
static void draw_depth_levels(void)
{
	GLuint texture[2], frame;
	int level;

	glGenTextures(2, texture);
	glBindTexture(GL_TEXTURE_2D, texture[0]);
	glTexStorage2D(GL_TEXTURE_2D, 4, GL_RGBA8, 2 * WIDTH, 2 * HEIGHT);
	glBindTexture(GL_TEXTURE_2D, texture[1]);
	glTexStorage2D(GL_TEXTURE_2D, 4, GL_DEPTH_COMPONENT24, 2 * WIDTH, 2 * HEIGHT);
	glGenFramebuffers(1, &frame);
	for (level = 1; level < 3; level++) {
		glBindFramebuffer(GL_FRAMEBUFFER, frame);
		glFramebufferTexture2D(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D,
				       texture[0], level);
		glFramebufferTexture2D(GL_FRAMEBUFFER, GL_DEPTH_ATTACHMENT, GL_TEXTURE_2D,
				       texture[1], level);
		if (glCheckFramebufferStatus(GL_FRAMEBUFFER) != GL_FRAMEBUFFER_COMPLETE)
			fail("no frame of mip levels");
		glViewport(0, 0, WIDTH * 2 >> level, HEIGHT * 2 >> level);
		glClear(GL_COLOR_BUFFER_BIT | GL_DEPTH_BUFFER_BIT);
		draw_boxes();
		copy_from(frame, WIDTH * 2 >> level, HEIGHT * 2 >> level);
	}
	glViewport(0, 0, WIDTH, HEIGHT);
}

/* ---- samples ---- */

static GLuint make_sampled_frame(int samples, GLenum depth)
{
	GLuint buffer[2], frame;

	glGenFramebuffers(1, &frame);
	glBindFramebuffer(GL_FRAMEBUFFER, frame);
	glGenRenderbuffers(2, buffer);
	glBindRenderbuffer(GL_RENDERBUFFER, buffer[0]);
	glRenderbufferStorageMultisample(GL_RENDERBUFFER, samples, GL_RGBA8, WIDTH, HEIGHT);
	glFramebufferRenderbuffer(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_RENDERBUFFER,
				  buffer[0]);
	glBindRenderbuffer(GL_RENDERBUFFER, buffer[1]);
	glRenderbufferStorageMultisample(GL_RENDERBUFFER, samples, depth, WIDTH, HEIGHT);
	glFramebufferRenderbuffer(GL_FRAMEBUFFER, depth == GL_DEPTH24_STENCIL8 ?
				  GL_DEPTH_STENCIL_ATTACHMENT : GL_DEPTH_ATTACHMENT,
				  GL_RENDERBUFFER, buffer[1]);
	if (glCheckFramebufferStatus(GL_FRAMEBUFFER) != GL_FRAMEBUFFER_COMPLETE)
		fail("no frame of %d samples", samples);
	glClear(GL_COLOR_BUFFER_BIT | GL_DEPTH_BUFFER_BIT | GL_STENCIL_BUFFER_BIT);
	return frame;
}

static void draw_samples(int samples)
{
	GLuint frame = make_sampled_frame(samples, GL_DEPTH_COMPONENT24);

	draw_boxes();
	copy_from(frame, WIDTH, HEIGHT);
}

static void draw_4_samples(void)
{
	draw_samples(4);
}

/* As many as there can be: the software rasterizer has 4, the hardware 16. */
static void draw_most_samples(void)
{
	GLint most;

	glGetIntegerv(GL_MAX_SAMPLES, &most);
	draw_samples(most);
}

/* Two, if there can be so few. */
static void draw_2_samples(void)
{
	draw_samples(2);
}

static void draw_8_samples(void)
{
	GLint most;

	glGetIntegerv(GL_MAX_SAMPLES, &most);
	draw_samples(most < 8 ? most : 8);
}

static void draw_sample_stencil(void)
{
	GLuint frame = make_sampled_frame(4, GL_DEPTH24_STENCIL8);

	glEnable(GL_STENCIL_TEST);
	glStencilFunc(GL_ALWAYS, 3, 0xff);
	glStencilOp(GL_KEEP, GL_KEEP, GL_REPLACE);
	glColorMask(GL_FALSE, GL_FALSE, GL_FALSE, GL_FALSE);
	draw_boxes();
	glColorMask(GL_TRUE, GL_TRUE, GL_TRUE, GL_TRUE);
	glStencilFunc(GL_EQUAL, 3, 0xff);
	draw_turn(draw_program(draw_plain), body_same);
	draw_points(body_square_data, 4);
	glDrawArrays(GL_TRIANGLE_STRIP, 0, 4);
	glDisable(GL_STENCIL_TEST);
	copy_from(frame, WIDTH, HEIGHT);
}

static const char * const fragment_each =
	"#version 320 es\n"
	"precision highp float;\n"
	"sample in vec4 colour;\n"
	"out vec4 pixel;\n"
	"void main() {\n"
	"	pixel = vec4(colour.xy, float(gl_SampleID) / 4.0, 1.0);\n"
	"	if (gl_SamplePosition.x > 0.8)\n"
	"		pixel.w = 0.5;\n"
	"}\n";
static const char * const fragment_masks =
	"#version 320 es\n"
	"precision highp float;\n"
	"in vec4 colour;\n"
	"out vec4 pixel;\n"
	"void main() {\n"
	"	gl_SampleMask[0] = gl_SampleMaskIn[0] & int(gl_FragCoord.x / 8.0);\n"
	"	pixel = colour;\n"
	"}\n";
static const char * const fragment_middle =
	"#version 320 es\n"
	"precision highp float;\n"
	"centroid in vec4 colour;\n"
	"out vec4 pixel;\n"
	"void main() { pixel = colour; }\n";

#define VERTEX(out)						\
	"#version 320 es\n"					\
	"layout(location = 0) in vec4 place;\n"			\
	"layout(location = 1) in vec4 tint;\n"			\
	out " vec4 colour;\n"					\
	"void main() {\n"					\
	"	gl_Position = place;\n"				\
	"	colour = tint;\n"				\
	"}\n"

static GLuint new_program(const char *vertex, const char *fragment)
{
	GLuint program = glCreateProgram();

	gl_add_shader(program, GL_VERTEX_SHADER, vertex, "a shader");
	gl_add_shader(program, GL_FRAGMENT_SHADER, fragment, "a shader");
	return gl_use_program(program);
}

static void draw_with(const char *vertex, const char *fragment)
{
	GLuint frame = make_sampled_frame(4, GL_DEPTH_COMPONENT24);

	new_program(vertex, fragment);
	draw_points(body_triangle_data, 3);
	glDrawArrays(GL_TRIANGLES, 0, 3);
	copy_from(frame, WIDTH, HEIGHT);
}

static void draw_each_sample(void)
{
	draw_with(VERTEX("sample out"), fragment_each);
}

static void draw_sample_masks(void)
{
	draw_with(VERTEX("out"), fragment_masks);
}

static void draw_sample_blend(void)
{
	GLuint frame = make_sampled_frame(4, GL_DEPTH_COMPONENT24);

	glEnable(GL_BLEND);
	glBlendFunc(GL_SRC_ALPHA, GL_ONE_MINUS_SRC_ALPHA);
	glEnable(GL_SAMPLE_COVERAGE);
	draw_turn(draw_program(draw_plain), body_same);
	draw_points(body_square_data, 4);
	glSampleCoverage(1, GL_FALSE);
	glDrawArrays(GL_TRIANGLE_STRIP, 0, 4);
	glSampleCoverage(0.5f, GL_TRUE);
	draw_points(body_triangle_data, 3);
	glDrawArrays(GL_TRIANGLES, 0, 3);
	glDisable(GL_SAMPLE_COVERAGE);
	glDisable(GL_BLEND);
	copy_from(frame, WIDTH, HEIGHT);
}

static void draw_sample_lines(void)
{
	GLuint frame = make_sampled_frame(4, GL_DEPTH_COMPONENT24);

	glLineWidth(3);
	draw_turn(draw_program(draw_plain), body_same);
	put_star();
	glDrawArrays(GL_LINES, 0, SPOKES * 2);
	glLineWidth(1);
	copy_from(frame, WIDTH, HEIGHT);
}

/* A texture of samples: each quarter of the picture shows another one. */
static const char * const fragment_fetch =
	"#version 310 es\n"
	"precision highp float;\n"
	"uniform highp sampler2DMS picture;\n"
	"in vec4 colour;\n"
	"out vec4 pixel;\n"
	"void main() {\n"
	"	ivec2 at = ivec2(gl_FragCoord.xy);\n"
	"	int which = (at.x > 99 ? 1 : 0) + (at.y > 74 ? 2 : 0);\n"
	"	pixel = texelFetch(picture, at, which);\n"
	"}\n";
static const GLfloat all[] = {
	-1, -1, 0, 1, 0, 0, 0, 1, 1, -1, 0, 1, 1, 0, 0, 1,
	-1, 1, 0, 1, 0, 1, 0, 1, 1, 1, 0, 1, 1, 1, 1, 1,
};

static void draw_sample_texture(void)
{
	GLuint texture, frame;

	glGenTextures(1, &texture);
	glBindTexture(GL_TEXTURE_2D_MULTISAMPLE, texture);
	glTexStorage2DMultisample(GL_TEXTURE_2D_MULTISAMPLE, 4, GL_RGBA8, WIDTH, HEIGHT, GL_TRUE);
	glGenFramebuffers(1, &frame);
	glBindFramebuffer(GL_FRAMEBUFFER, frame);
	glFramebufferTexture2D(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D_MULTISAMPLE,
			       texture, 0);
	glClear(GL_COLOR_BUFFER_BIT);
	draw_boxes();
	glBindFramebuffer(GL_FRAMEBUFFER, draw_main_frame);
	draw_turn(draw_program(fragment_fetch), body_same);
	draw_points(all, 4);
	glDrawArrays(GL_TRIANGLE_STRIP, 0, 4);
}

static const char * const fragment_elsewhere =
	"#version 320 es\n"
	"precision highp float;\n"
	"in vec4 colour;\n"
	"out vec4 pixel;\n"
	"void main() {\n"
	"	vec2 away = vec2(gl_FragCoord.x > 100.0 ? 0.4375 : -0.25, 0.375);\n"
	"	pixel = vec4(interpolateAtOffset(colour, away).x,\n"
	"		     interpolateAtSample(colour, 2).y,\n"
	"		     interpolateAtOffset(colour, vec2(-0.5, 0.25)).z, 1.0);\n"
	"	pixel = fract(pixel * 20.0);\n"
	"}\n";

/* Colours change fast, so that a part of a pixel is seen. */
static void draw_elsewhere(void)
{
	draw_with(VERTEX("out"), fragment_elsewhere);
}

/* What centroids differ in is chosen by the driver: only that nothing is outside. */
static void draw_centroids(void)
{
	draw_with(VERTEX("centroid out"), fragment_middle);
}

const struct work shape_works[] = {
	{ "lines", draw_lines, .depth = GL_DEPTH_COMPONENT24 },
	{ "strips of lines", draw_line_strips, .depth = GL_DEPTH_COMPONENT24 },
	{ "wide lines", draw_wide_lines, .depth = GL_DEPTH_COMPONENT24 },
	{ "wires", draw_wires, .depth = GL_DEPTH_COMPONENT24 },
	{ "points", draw_dots, .depth = GL_DEPTH_COMPONENT24 },
	{ "mip levels of depth", draw_depth_levels, .depth = GL_DEPTH_COMPONENT24 },
	{ "2 samples", draw_2_samples, .depth = GL_DEPTH_COMPONENT24, .more = 700 },
	{ "4 samples", draw_4_samples, .depth = GL_DEPTH_COMPONENT24 },
	{ "8 samples", draw_8_samples, .depth = GL_DEPTH_COMPONENT24, .more = 700 },
	{ "most samples", draw_most_samples, .depth = GL_DEPTH_COMPONENT24, .more = 700 },
	{ "stencil of samples", draw_sample_stencil, .depth = GL_DEPTH_COMPONENT24 },
	{ "shaded samples", draw_each_sample, .depth = GL_DEPTH_COMPONENT24 },
	{ "masks of samples", draw_sample_masks, .depth = GL_DEPTH_COMPONENT24 },
	{ "blended samples", draw_sample_blend, .depth = GL_DEPTH_COMPONENT24 },
	{ "lines of samples", draw_sample_lines, .depth = GL_DEPTH_COMPONENT24 },
	{ "textures of samples", draw_sample_texture, .depth = GL_DEPTH_COMPONENT24 },
	{ "centroids", draw_centroids, .depth = GL_DEPTH_COMPONENT24 },
	{ "interpolation elsewhere", draw_elsewhere, .depth = GL_DEPTH_COMPONENT24 },
};

const size_t shape_works_count = ARRAY_SIZE(shape_works);
