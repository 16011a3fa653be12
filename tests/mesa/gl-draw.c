// SPDX-License-Identifier: GPL-2.0-only
/*
 * Usage: gl-draw run FILE
 *        gl-draw compare FILE FILE
 *
 * Pictures by OpenGL ES 3.1, without a display: run draws each case and writes its pixels into
 * FILE, compare tells how two such files differ. One is of the driver under test, the other one of
 * Mesa's software rasterizer (LIBGL_ALWAYS_SOFTWARE=1). Pixels may differ by some steps of 8 bits,
 * and a few in all, at edges. The last line of compare is
 *
 *   gl-draw CASES cases RIGHT right RENDERER
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "body.h"
#include "draw.h"
#include "gl.h"
#include "picture.h"

/* ---- shaders ---- */

static const char * const vertex_plain =
	"#version 310 es\n"
	"layout(location = 0) in vec4 place;\n"
	"layout(location = 1) in vec4 tint;\n"
	"out vec4 colour;\n"
	"flat out vec4 flat_colour;\n"
	"uniform mat4 turn;\n"
	"void main() {\n"
	"	gl_Position = turn * place;\n"
	"	gl_Position.x += float(gl_InstanceID) * 0.25;\n"
	"	colour = tint;\n"
	"	flat_colour = tint;\n"
	"}\n";
const char * const draw_plain =
	"#version 310 es\n"
	"precision highp float;\n"
	"in vec4 colour;\n"
	"out vec4 pixel;\n"
	"void main() { pixel = colour; }\n";
static const char * const fragment_flat =
	"#version 310 es\n"
	"precision highp float;\n"
	"flat in vec4 flat_colour;\n"
	"out vec4 pixel;\n"
	"void main() { pixel = flat_colour; }\n";
static const char * const fragment_place =
	"#version 310 es\n"
	"precision highp float;\n"
	"out vec4 pixel;\n"
	"void main() {\n"
	"	pixel = vec4(gl_FragCoord.xy / 256.0, gl_FragCoord.z, gl_FragCoord.w);\n"
	"	if (!gl_FrontFacing)\n"
	"		pixel.x = 1.0;\n"
	"}\n";
static const char * const fragment_holes =
	"#version 310 es\n"
	"precision highp float;\n"
	"in vec4 colour;\n"
	"out vec4 pixel;\n"
	"void main() {\n"
	"	if (mod(floor(gl_FragCoord.x / 3.0) + floor(gl_FragCoord.y / 5.0), 2.0) > 0.5)\n"
	"		discard;\n"
	"	pixel = colour;\n"
	"}\n";
static const char * const fragment_depth =
	"#version 310 es\n"
	"precision highp float;\n"
	"in vec4 colour;\n"
	"out vec4 pixel;\n"
	"void main() {\n"
	"	gl_FragDepth = gl_FragCoord.x / 200.0;\n"
	"	pixel = colour;\n"
	"}\n";
static const char * const fragment_loops =
	"#version 310 es\n"
	"precision highp float;\n"
	"in vec4 colour;\n"
	"out vec4 pixel;\n"
	"void main() {\n"
	"	vec2 z = vec2(0.0), c = colour.xy * 3.0 - vec2(2.0, 1.5);\n"
	"	int i;\n"
	"	for (i = 0; i < 40 && dot(z, z) < 4.0; i++)\n"
	"		z = vec2(z.x * z.x - z.y * z.y, 2.0 * z.x * z.y) + c;\n"
	"	pixel = vec4(float(i) / 40.0, 0.0, 1.0 - float(i) / 40.0, 1.0);\n"
	"}\n";
static const char * const fragment_texture =
	"#version 310 es\n"
	"precision highp float;\n"
	"in vec4 colour;\n"
	"uniform sampler2D image;\n"
	"out vec4 pixel;\n"
	"void main() { pixel = texture(image, colour.xy * 2.0); }\n";
static const char * const fragment_targets =
	"#version 310 es\n"
	"precision highp float;\n"
	"in vec4 colour;\n"
	"layout(location = 0) out vec4 pixel;\n"
	"layout(location = 1) out vec4 other;\n"
	"void main() { pixel = colour; other = colour.bgra; }\n";

GLuint draw_program(const char *fragment)
{
	GLuint program = glCreateProgram();

	gl_add_shader(program, GL_VERTEX_SHADER, vertex_plain, "a shader");
	gl_add_shader(program, GL_FRAGMENT_SHADER, fragment, "a shader");
	return gl_use_program(program);
}

/* ---- geometry ---- */

void draw_turn(GLuint program, const GLfloat m[16])
{
	glUniformMatrix4fv(glGetUniformLocation(program, "turn"), 1, GL_FALSE, m);
}

void draw_points(const GLfloat *data, int n)
{
	glBufferData(GL_ARRAY_BUFFER, n * 8 * sizeof(GLfloat), data, GL_STATIC_DRAW);
	glVertexAttribPointer(0, 4, GL_FLOAT, GL_FALSE, 32, NULL);
	glVertexAttribPointer(1, 4, GL_FLOAT, GL_FALSE, 32, (void *)16);
	glEnableVertexAttribArray(0);
	glEnableVertexAttribArray(1);
}

void draw_cube_data(void)
{
	float data[36 * 8];

	body_cube(data);
	draw_points(data, 36);
}

/* ---- cases ---- */

static void draw_clear(void)
{
	glClearColor(0.25f, 0.5f, 0.75f, 1);
	glClear(GL_COLOR_BUFFER_BIT);
}

static void draw_triangle(void)
{
	draw_turn(draw_program(draw_plain), body_same);
	draw_points(body_triangle_data, 3);
	glDrawArrays(GL_TRIANGLES, 0, 3);
}

static void draw_strip(void)
{
	draw_turn(draw_program(draw_plain), body_same);
	draw_points(body_square_data, 4);
	glDrawArrays(GL_TRIANGLE_STRIP, 0, 4);
}

static void draw_fan(void)
{
	draw_turn(draw_program(fragment_flat), body_same);
	draw_points(body_square_data, 4);
	glDrawArrays(GL_TRIANGLE_FAN, 0, 4);
}

static void draw_elements(void)
{
	static const GLushort strips[] = { 0, 1, 2, 0xffff, 1, 2, 3 };

	draw_turn(draw_program(fragment_flat), body_same);
	draw_points(body_square_data, 4);
	glEnable(GL_PRIMITIVE_RESTART_FIXED_INDEX);
	glBufferData(GL_ELEMENT_ARRAY_BUFFER, sizeof(strips), strips, GL_STATIC_DRAW);
	glDrawElements(GL_TRIANGLE_STRIP, 7, GL_UNSIGNED_SHORT, NULL);
	glDisable(GL_PRIMITIVE_RESTART_FIXED_INDEX);
}

static void draw_instances(void)
{
	draw_turn(draw_program(draw_plain), body_same);
	draw_points(body_triangle_data, 3);
	glDrawArraysInstanced(GL_TRIANGLES, 0, 3, 4);
}

static void draw_blend(void)
{
	draw_turn(draw_program(draw_plain), body_same);
	draw_points(body_square_data, 4);
	glEnable(GL_BLEND);
	glBlendFuncSeparate(GL_SRC_ALPHA, GL_ONE_MINUS_SRC_ALPHA, GL_ONE, GL_ZERO);
	glDrawArrays(GL_TRIANGLE_STRIP, 0, 4);
	draw_points(body_triangle_data, 3);
	glBlendFunc(GL_ONE, GL_ONE);
	glBlendEquation(GL_FUNC_REVERSE_SUBTRACT);
	glDrawArrays(GL_TRIANGLES, 0, 3);
	glBlendEquation(GL_FUNC_ADD);
	glDisable(GL_BLEND);
}

static void draw_scissor(void)
{
	glEnable(GL_SCISSOR_TEST);
	glScissor(30, 20, 100, 77);
	glColorMask(GL_TRUE, GL_FALSE, GL_TRUE, GL_TRUE);
	glClearColor(1, 1, 0, 1);
	glClear(GL_COLOR_BUFFER_BIT);
	draw_triangle();
	glColorMask(GL_TRUE, GL_TRUE, GL_TRUE, GL_TRUE);
	glDisable(GL_SCISSOR_TEST);
}

static void draw_viewport(void)
{
	glViewport(37, -20, 120, 90);
	draw_strip();
	glViewport(0, 0, WIDTH, HEIGHT);
}

static void draw_cube_at(const char *fragment, float away)
{
	GLuint program = draw_program(fragment);
	GLfloat m[16];

	body_view(m, 0.7f, away);
	draw_turn(program, m);
	draw_cube_data();
	glEnable(GL_DEPTH_TEST);
	glDepthFunc(GL_LESS);
	glDrawArrays(GL_TRIANGLES, 0, 36);
	glDisable(GL_DEPTH_TEST);
}

static void draw_cube(void)
{
	draw_cube_at(draw_plain, 4);
}

static void draw_cube_culled(void)
{
	glEnable(GL_CULL_FACE);
	glCullFace(GL_BACK);
	draw_cube_at(draw_plain, 4);
	glDisable(GL_CULL_FACE);
}

/* The eye is inside: much of it is behind the near plane. */
static void draw_inside(void)
{
	draw_cube_at(draw_plain, 1.5f);
}

static void draw_place(void)
{
	draw_cube_at(fragment_place, 3.5f);
}

static void draw_holes(void)
{
	draw_cube_at(fragment_holes, 3.5f);
}

static void draw_own_depth(void)
{
	draw_cube_at(draw_plain, 4);
	draw_cube_at(fragment_depth, 3.5f);
}

static void draw_offset(void)
{
	glEnable(GL_POLYGON_OFFSET_FILL);
	glPolygonOffset(2, 4);
	draw_cube_at(draw_plain, 4);
	glDisable(GL_POLYGON_OFFSET_FILL);
	draw_cube_at(fragment_place, 4);
}

static void draw_loops(void)
{
	draw_turn(draw_program(fragment_loops), body_same);
	draw_points(body_square_data, 4);
	glDrawArrays(GL_TRIANGLE_STRIP, 0, 4);
}

static void make_texture(int size)
{
	GLubyte *texels = malloc((size_t)size * size * 4);
	GLuint texture;
	int i;

	for (i = 0; i < size * size; i++) {
		texels[4 * i] = (GLubyte)(i % size * 255 / size);
		texels[4 * i + 1] = (GLubyte)(i / size * 255 / size);
		texels[4 * i + 2] = i % size / 4 % 2 ? 255 : 0;
		texels[4 * i + 3] = 255;
	}
	glGenTextures(1, &texture);
	glBindTexture(GL_TEXTURE_2D, texture);
	glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA, size, size, 0, GL_RGBA, GL_UNSIGNED_BYTE, texels);
	glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_LINEAR);
	free(texels);
}

static void draw_texture(void)
{
	make_texture(32);
	glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_LINEAR);
	draw_turn(draw_program(fragment_texture), body_same);
	draw_points(body_square_data, 4);
	glDrawArrays(GL_TRIANGLE_STRIP, 0, 4);
}

/* Levels are drawn, each from the one above it. */
static void draw_levels(void)
{
	make_texture(512);
	glGenerateMipmap(GL_TEXTURE_2D);
	glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_LINEAR_MIPMAP_NEAREST);
	draw_turn(draw_program(fragment_texture), body_same);
	draw_points(body_square_data, 4);
	glDrawArrays(GL_TRIANGLE_STRIP, 0, 4);
}

GLuint draw_main_frame;

static void draw_targets(void)
{
	static const GLenum both[] = { GL_COLOR_ATTACHMENT0, GL_COLOR_ATTACHMENT1 };
	GLuint frame, texture[2];
	int i;

	glGenFramebuffers(1, &frame);
	glGenTextures(2, texture);
	glBindFramebuffer(GL_FRAMEBUFFER, frame);
	for (i = 0; i < 2; i++) {
		glBindTexture(GL_TEXTURE_2D, texture[i]);
		glTexStorage2D(GL_TEXTURE_2D, 1, GL_RGBA8, WIDTH, HEIGHT);
		glFramebufferTexture2D(GL_FRAMEBUFFER, both[i], GL_TEXTURE_2D, texture[i], 0);
	}
	glDrawBuffers(2, both);
	glClear(GL_COLOR_BUFFER_BIT);
	draw_turn(draw_program(fragment_targets), body_same);
	draw_points(body_triangle_data, 3);
	glDrawArrays(GL_TRIANGLES, 0, 3);
	/* The second one is what is looked at. */
	glReadBuffer(GL_COLOR_ATTACHMENT1);
	glBindFramebuffer(GL_DRAW_FRAMEBUFFER, draw_main_frame);
	glBlitFramebuffer(0, 0, WIDTH, HEIGHT, 0, 0, WIDTH, HEIGHT, GL_COLOR_BUFFER_BIT,
			  GL_NEAREST);
	glBindFramebuffer(GL_FRAMEBUFFER, draw_main_frame);
}

/* A triangle raises stencil, a square is drawn where it was raised, then one where it was not. */
static void draw_stencil(void)
{
	glEnable(GL_STENCIL_TEST);
	glStencilFunc(GL_ALWAYS, 0, 0xff);
	glStencilOp(GL_KEEP, GL_KEEP, GL_INCR);
	draw_triangle();
	glStencilFunc(GL_EQUAL, 6, 0xff);
	glStencilOp(GL_INVERT, GL_KEEP, GL_ZERO);
	draw_strip();
	glStencilFunc(GL_EQUAL, 0xfa, 0xff);
	glStencilOp(GL_KEEP, GL_KEEP, GL_KEEP);
	draw_fan();
	glDisable(GL_STENCIL_TEST);
}

/* Sides of a volume count up and down, where depth hides them. */
static void draw_volume(void)
{
	draw_cube_at(draw_plain, 4);
	glEnable(GL_STENCIL_TEST);
	glStencilFunc(GL_ALWAYS, 0, 0xff);
	glStencilOpSeparate(GL_FRONT, GL_KEEP, GL_DECR_WRAP, GL_KEEP);
	glStencilOpSeparate(GL_BACK, GL_KEEP, GL_INCR_WRAP, GL_KEEP);
	glDepthMask(GL_FALSE);
	draw_cube_at(fragment_flat, 3.6f);
	glDepthMask(GL_TRUE);
	glStencilFunc(GL_NOTEQUAL, 5, 0xff);
	draw_strip();
	glDisable(GL_STENCIL_TEST);
}

static const struct work works[] = {
	{ "clear", draw_clear, .depth = GL_DEPTH_COMPONENT24 },
	{ "triangle", draw_triangle, .depth = GL_DEPTH_COMPONENT24 },
	{ "strip", draw_strip, .depth = GL_DEPTH_COMPONENT24 },
	{ "fan, flat", draw_fan, .depth = GL_DEPTH_COMPONENT24 },
	{ "indices, restart", draw_elements, .depth = GL_DEPTH_COMPONENT24 },
	{ "instances", draw_instances, .depth = GL_DEPTH_COMPONENT24 },
	{ "blending", draw_blend, .depth = GL_DEPTH_COMPONENT24 },
	{ "scissor, mask", draw_scissor, .depth = GL_DEPTH_COMPONENT24 },
	{ "viewport", draw_viewport, .depth = GL_DEPTH_COMPONENT24 },
	{ "cube, D24", draw_cube, .depth = GL_DEPTH_COMPONENT24 },
	{ "cube, D16", draw_cube, .depth = GL_DEPTH_COMPONENT16 },
	{ "cube, D32F", draw_cube, .depth = GL_DEPTH_COMPONENT32F },
	{ "cube, culled", draw_cube_culled, .depth = GL_DEPTH_COMPONENT24 },
	{ "inside of a cube", draw_inside, .depth = GL_DEPTH_COMPONENT24 },
	{ "gl_FragCoord, gl_FrontFacing", draw_place, .depth = GL_DEPTH_COMPONENT24 },
	{ "discard", draw_holes, .depth = GL_DEPTH_COMPONENT24 },
	{ "gl_FragDepth", draw_own_depth, .depth = GL_DEPTH_COMPONENT24 },
	{ "polygon offset", draw_offset, .depth = GL_DEPTH_COMPONENT24 },
	{ "stencil", draw_stencil, .depth = GL_DEPTH24_STENCIL8 },
	{ "stencil of two sides", draw_volume, .depth = GL_DEPTH24_STENCIL8 },
	{ "loops", draw_loops, .depth = GL_DEPTH_COMPONENT24 },
	{ "texture", draw_texture, .depth = GL_DEPTH_COMPONENT24 },
	{ "mip levels", draw_levels, .depth = GL_DEPTH_COMPONENT24 },
	{ "two targets", draw_targets, .depth = GL_DEPTH_COMPONENT24 },
};

#define WORKS		(ARRAY_SIZE(works) + shape_works_count + stage_works_count + \
			 patch_works_count)

/* Those here, then those of the other files. */
static const struct work *work_at(size_t i)
{
	if (i < ARRAY_SIZE(works))
		return &works[i];
	i -= ARRAY_SIZE(works);
	if (i < shape_works_count)
		return &shape_works[i];
	i -= shape_works_count;
	return i < stage_works_count ? &stage_works[i] : &patch_works[i - stage_works_count];
}

/* ---- a picture ---- */

static void make_frame(GLenum depth)
{
	GLuint texture, buffer, array, vertices[2];

	glGenFramebuffers(1, &draw_main_frame);
	glBindFramebuffer(GL_FRAMEBUFFER, draw_main_frame);
	glGenTextures(1, &texture);
	glBindTexture(GL_TEXTURE_2D, texture);
	glTexStorage2D(GL_TEXTURE_2D, 1, GL_RGBA8, WIDTH, HEIGHT);
	glFramebufferTexture2D(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D, texture, 0);
	glGenRenderbuffers(1, &buffer);
	glBindRenderbuffer(GL_RENDERBUFFER, buffer);
	glRenderbufferStorage(GL_RENDERBUFFER, depth, WIDTH, HEIGHT);
	glFramebufferRenderbuffer(GL_FRAMEBUFFER, depth == GL_DEPTH24_STENCIL8 ?
				  GL_DEPTH_STENCIL_ATTACHMENT : GL_DEPTH_ATTACHMENT,
				  GL_RENDERBUFFER, buffer);
	if (glCheckFramebufferStatus(GL_FRAMEBUFFER) != GL_FRAMEBUFFER_COMPLETE)
		fail("nothing can be drawn");
	glGenVertexArrays(1, &array);
	glBindVertexArray(array);
	glGenBuffers(2, vertices);
	glBindBuffer(GL_ARRAY_BUFFER, vertices[0]);
	glBindBuffer(GL_ELEMENT_ARRAY_BUFFER, vertices[1]);
	glViewport(0, 0, WIDTH, HEIGHT);
	glClearColor(0.1f, 0.2f, 0.3f, 1);
	glClearStencil(5);
	glClear(GL_COLOR_BUFFER_BIT | GL_DEPTH_BUFFER_BIT | GL_STENCIL_BUFFER_BIT);
}

static void draw(const struct work *w, GLubyte *pixels)
{
	GLenum error;

	make_frame(w->depth);
	w->draw();
	glReadPixels(0, 0, WIDTH, HEIGHT, GL_RGBA, GL_UNSIGNED_BYTE, pixels);
	error = glGetError();
	if (error != GL_NO_ERROR)
		fail("%s: OpenGL's error 0x%x", w->name, error);
}

static struct picture_rule rule(size_t i)
{
	const struct work *w = work_at(i);

	return (struct picture_rule){ w->name, PICTURE_STEPS, PICTURE_EDGES + w->more };
}

static void run(const char *path)
{
	static GLubyte pixels[PICTURE_BYTES];
	const char *renderer;
	FILE *f;
	size_t i;

	gl_make_context();
	renderer = (const char *)glGetString(GL_RENDERER);
	printf("gl-draw on %s\n", renderer);
	f = picture_begin(path, renderer);
	for (i = 0; i < WORKS; i++) {
		draw(work_at(i), pixels);
		picture_write(f, work_at(i)->name, pixels);
	}
	picture_end(f);
}

int main(int argc, char **argv)
{
	if (argc == 3 && !strcmp(argv[1], "run"))
		run(argv[2]);
	else if (argc == 4 && !strcmp(argv[1], "compare"))
		picture_compare(argv[2], argv[3], WORKS, rule);
	else
		fail("usage: gl-draw run FILE | compare FILE FILE");
	return 0;
}
