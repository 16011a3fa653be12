// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cases of gl-draw: tessellation shaders.
 */
#include <stddef.h>

#include "body.h"
#include "draw.h"
#include "gl.h"

static const char * const vertex_place =
	"#version 320 es\n"
	"layout(location = 0) in vec4 place;\n"
	"layout(location = 1) in vec4 tint;\n"
	"out vec4 tint_of;\n"
	"void main() { gl_Position = place; tint_of = tint; }\n";
static const char * const fragment_colour =
	"#version 320 es\n"
	"precision highp float;\n"
	"in vec4 colour;\n"
	"out vec4 pixel;\n"
	"void main() { pixel = colour; }\n";

#define HEAD	"#version 320 es\n"
#define HEAD_OF_POINTS	HEAD "#extension GL_OES_tessellation_point_size : require\n"

/* All vertices go on; levels are those of the case. */
#define CONTROL(head, vertices, levels)						\
	head									\
	"layout(vertices = " #vertices ") out;\n"				\
	"in vec4 tint_of[];\n"							\
	"out vec4 tint_on[];\n"							\
	"void main() {\n"							\
	"	gl_out[gl_InvocationID].gl_Position = gl_in[gl_InvocationID].gl_Position;\n" \
	"	tint_on[gl_InvocationID] = tint_of[gl_InvocationID];\n"	\
	"	" levels							\
	"}\n"
#define LEVELS(a, b, c, d, u, v)						\
	"gl_TessLevelOuter[0] = float(" #a "); gl_TessLevelOuter[1] = float(" #b ");\n"	\
	"	gl_TessLevelOuter[2] = float(" #c "); gl_TessLevelOuter[3] = float(" #d ");\n" \
	"	gl_TessLevelInner[0] = float(" #u "); gl_TessLevelInner[1] = float(" #v ");\n"

/* What triangles and quads become, flat or as waves; the colour is that of the place. */
#define EVALUATE_TRIANGLE(head, layout_, more)					\
	head									\
	"layout(triangles, " layout_ ") in;\n"					\
	"in vec4 tint_on[];\n"							\
	"out vec4 colour;\n"							\
	"void main() {\n"							\
	"	vec3 c = gl_TessCoord;\n"					\
	"	gl_Position = gl_in[0].gl_Position * c.x + gl_in[1].gl_Position * c.y +\n" \
	"		      gl_in[2].gl_Position * c.z;\n"			\
	"	" more								\
	"	colour = tint_on[0] * c.x + tint_on[1] * c.y + tint_on[2] * c.z;\n" \
	"}\n"
#define EVALUATE_QUAD(head, layout_, more)					\
	head									\
	"layout(quads, " layout_ ") in;\n"					\
	"in vec4 tint_on[];\n"							\
	"out vec4 colour;\n"							\
	"uniform mat4 turn;\n"							\
	"void main() {\n"							\
	"	vec2 c = gl_TessCoord.xy;\n"					\
	"	vec4 p = mix(mix(gl_in[0].gl_Position, gl_in[1].gl_Position, c.x),\n" \
	"		     mix(gl_in[2].gl_Position, gl_in[3].gl_Position, c.x), c.y);\n" \
	"	colour = mix(mix(tint_on[0], tint_on[1], c.x),\n"		\
	"		     mix(tint_on[2], tint_on[3], c.x), c.y);\n"		\
	"	" more								\
	"	gl_Position = turn * p;\n"					\
	"}\n"
/* No side of a square is where a pixel has its centre. */
#define SIZE	"gl_PointSize = c.x > 0.5 ? 7.25 : 5.25;\n"
#define WAVES	"p.z += 0.3 * sin(c.x * 6.0) * cos(c.y * 5.0);\n"

static GLuint patch_program(const char *control, const char *evaluation, const char *geometry)
{
	GLuint program = glCreateProgram();

	gl_add_shader(program, GL_VERTEX_SHADER, vertex_place, "a shader");
	gl_add_shader(program, GL_TESS_CONTROL_SHADER, control, "a shader");
	gl_add_shader(program, GL_TESS_EVALUATION_SHADER, evaluation, "a shader");
	if (geometry)
		gl_add_shader(program, GL_GEOMETRY_SHADER, geometry, "a shader");
	gl_add_shader(program, GL_FRAGMENT_SHADER, fragment_colour, "a shader");
	return gl_use_program(program);
}

static void draw_patches(const GLfloat *data, int vertices, int n)
{
	draw_points(data, n);
	glPatchParameteri(GL_PATCH_VERTICES, vertices);
	glDrawArrays(GL_PATCHES, 0, n);
}

/* ---- each domain and spacing ---- */

static void draw_triangles(void)
{
	static const char * const layouts[] = {
		EVALUATE_TRIANGLE(HEAD, "equal_spacing, ccw", ""),
		EVALUATE_TRIANGLE(HEAD, "fractional_odd_spacing, ccw", ""),
		EVALUATE_TRIANGLE(HEAD, "fractional_even_spacing, ccw", ""),
		EVALUATE_TRIANGLE(HEAD, "equal_spacing, cw", ""),
	};
	int i;

	glEnable(GL_CULL_FACE);
	for (i = 0; i < 4; i++) {
		patch_program(CONTROL(HEAD, 3, LEVELS(3.4, 5, 1, 0, 4.2, 0)), layouts[i], NULL);
		/* The last one has the other side in front. */
		glCullFace(i == 3 ? GL_FRONT : GL_BACK);
		glViewport(i % 2 * WIDTH / 2, i / 2 * HEIGHT / 2, WIDTH / 2, HEIGHT / 2);
		draw_patches(body_triangle_data, 3, 3);
	}
	glDisable(GL_CULL_FACE);
	glCullFace(GL_BACK);
	glViewport(0, 0, WIDTH, HEIGHT);
}

static void draw_waves(void)
{
	static const char * const layouts[] = {
		EVALUATE_QUAD(HEAD, "equal_spacing", WAVES),
		EVALUATE_QUAD(HEAD, "fractional_odd_spacing", WAVES),
		EVALUATE_QUAD(HEAD, "fractional_even_spacing", WAVES),
		EVALUATE_QUAD(HEAD, "fractional_even_spacing", WAVES),
	};
	static const char * const controls[] = {
		CONTROL(HEAD, 4, LEVELS(7, 9, 4, 12, 11.0, 6.0)),
		CONTROL(HEAD, 4, LEVELS(6.3, 8.5, 4.2, 12.8, 10.5, 7.7)),
		CONTROL(HEAD, 4, LEVELS(6.3, 8.5, 4.2, 12.8, 10.5, 7.7)),
		CONTROL(HEAD, 4, LEVELS(64, 63.5, 100, 40, 64, 49.9)),
	};
	GLfloat m[16];
	int i;

	glEnable(GL_DEPTH_TEST);
	body_view(m, 0.6f, 3);
	for (i = 0; i < 4; i++) {
		draw_turn(patch_program(controls[i], layouts[i], NULL), m);
		glViewport(i % 2 * WIDTH / 2, i / 2 * HEIGHT / 2, WIDTH / 2, HEIGHT / 2);
		draw_patches(body_square_data, 4, 4);
	}
	glDisable(GL_DEPTH_TEST);
	glViewport(0, 0, WIDTH, HEIGHT);
}

/* Curves of four points each, with as many lines between two of them as the level says. */
static void draw_curves(void)
{
	static const char * const evaluate =
		"#version 320 es\n"
		"layout(isolines, fractional_odd_spacing) in;\n"
		"in vec4 tint_on[];\n"
		"out vec4 colour;\n"
		"void main() {\n"
		"	float t = gl_TessCoord.x, s = 1.0 - t;\n"
		"	gl_Position = gl_in[0].gl_Position * s * s * s +\n"
		"		gl_in[1].gl_Position * 3.0 * s * s * t +\n"
		"		gl_in[2].gl_Position * 3.0 * s * t * t +\n"
		"		gl_in[3].gl_Position * t * t * t;\n"
		"	gl_Position.y += gl_TessCoord.y * 0.6;\n"
		"	colour = mix(tint_on[0], tint_on[3], gl_TessCoord.y);\n"
		"}\n";

	patch_program(CONTROL(HEAD, 4, LEVELS(5, 12.4, 0, 0, 0, 0)), evaluate, NULL);
	draw_patches(body_square_data, 4, 4);
}

static void draw_dots(void)
{
	GLuint program;

	patch_program(CONTROL(HEAD_OF_POINTS, 3, LEVELS(3, 5, 7, 0, 6, 0)),
		      EVALUATE_TRIANGLE(HEAD_OF_POINTS, "equal_spacing, point_mode", SIZE),
		      NULL);
	draw_patches(body_triangle_data, 3, 3);
	program = patch_program(CONTROL(HEAD_OF_POINTS, 4, LEVELS(4.5, 2, 3, 1, 3.3, 5.5)),
				EVALUATE_QUAD(HEAD_OF_POINTS,
					      "fractional_even_spacing, point_mode", SIZE), NULL);
	draw_turn(program, body_same);
	draw_patches(body_square_data, 4, 4);
}

/* ---- what goes from stage to stage ---- */

/*
 * A net of 4x4 vertices: two threads in the hull shader. They exchange what they wrote, and write
 * what is the same for the patch, which has its number for colour.
 */
static void draw_net(void)
{
	static const char * const control =
		"#version 320 es\n"
		"layout(vertices = 16) out;\n"
		"in vec4 tint_of[];\n"
		"out vec4 tint_on[];\n"
		"patch out vec4 shade;\n"
		"patch out float lift[3];\n"
		"uniform float finer;\n"
		"void main() {\n"
		"	int i = gl_InvocationID, facing = 15 - i;\n"
		"	gl_out[gl_InvocationID].gl_Position = gl_in[i].gl_Position;\n"
		"	tint_on[gl_InvocationID] = tint_of[facing];\n"
		"	barrier();\n"
		"	vec4 there = tint_on[facing];\n"
		"	barrier();\n"
		"	tint_on[gl_InvocationID] = mix(tint_on[gl_InvocationID], there.zyxw, 0.3);\n"
		"	if (i == 9) {\n"
		"		shade = vec4(float(gl_PrimitiveID) * 0.4, 0.5, 0.2, 1.0);\n"
		"		lift[0] = 0.1; lift[1] = -0.2; lift[2] = 0.1;\n"
		"	}\n"
		"	if (i == 0) {\n"
		"		float n = gl_PrimitiveID == 1 ? 0.0 : finer + float(gl_PatchVerticesIn);\n"
		"		gl_TessLevelOuter[0] = n; gl_TessLevelOuter[1] = n;\n"
		"		gl_TessLevelOuter[2] = n; gl_TessLevelOuter[3] = n;\n"
		"		gl_TessLevelInner[0] = n; gl_TessLevelInner[1] = n - 1.0;\n"
		"	}\n"
		"}\n";
	static const char * const evaluate =
		"#version 320 es\n"
		"layout(quads, equal_spacing, ccw) in;\n"
		"in vec4 tint_on[];\n"
		"patch in vec4 shade;\n"
		"patch in float lift[3];\n"
		"uniform mat4 turn;\n"
		"out vec4 colour;\n"
		"vec4 weights(float t) {\n"
		"	float s = 1.0 - t;\n"
		"	return vec4(s * s * s, 3.0 * s * s * t, 3.0 * s * t * t, t * t * t);\n"
		"}\n"
		"void main() {\n"
		"	vec4 a = weights(gl_TessCoord.x), b = weights(gl_TessCoord.y), p = vec4(0.0);\n"
		"	vec4 sum = vec4(0.0);\n"
		"	for (int y = 0; y < 4; y++)\n"
		"		for (int x = 0; x < 4; x++) {\n"
		"			p += a[x] * b[y] * gl_in[y * 4 + x].gl_Position;\n"
		"			sum += a[x] * b[y] * tint_on[y * 4 + x];\n"
		"		}\n"
		"	p.y += lift[gl_PrimitiveID % 3];\n"
		"	colour = vec4(mix(sum.xyz, shade.xyz, 0.5), 1.0);\n"
		"	if (gl_TessLevelOuter[2] < 10.0 || gl_PatchVerticesIn != 16)\n"
		"		colour = vec4(1.0);\n"
		"	gl_Position = turn * p;\n"
		"}\n";
	GLfloat data[3 * 16][8], m[16];
	GLuint program = patch_program(control, evaluate, NULL);
	int i;

	for (i = 0; i < 3 * 16; i++) {
		int x = i % 4, y = i / 4 % 4, net = i / 16;
		const GLfloat v[8] = {
			(float)(x + 3 * net) * 0.22f - 1, (float)y * 0.4f - 0.6f,
			(float)((x * 5 + y * 3 + net) % 4) * 0.3f - 0.4f, 1,
			(float)x * 0.3f, (float)y * 0.3f, (float)((x + y) % 3) * 0.4f, 1,
		};
		int k;

		for (k = 0; k < 8; k++)
			data[i][k] = v[k];
	}
	body_view(m, 0.4f, 3);
	draw_turn(program, m);
	glUniform1f(glGetUniformLocation(program, "finer"), 1.5f);
	glEnable(GL_DEPTH_TEST);
	draw_patches(data[0], 16, 3 * 16);
	glDisable(GL_DEPTH_TEST);
}

/* Sides of the triangles, by a geometry shader: here it shows which triangles there are. */
static void draw_wires(void)
{
	static const char * const geometry =
		"#version 320 es\n"
		"layout(triangles) in;\n"
		"layout(line_strip, max_vertices = 4) out;\n"
		"in vec4 colour[];\n"
		"layout(location = 0) out vec4 shine;\n"
		"void main() {\n"
		"	for (int i = 0; i < 4; i++) {\n"
		"		gl_Position = gl_in[i % 3].gl_Position;\n"
		"		shine = colour[i % 3];\n"
		"		EmitVertex();\n"
		"	}\n"
		"}\n";
	static const char * const fragment =
		"#version 320 es\n"
		"precision highp float;\n"
		"layout(location = 0) in vec4 shine;\n"
		"out vec4 pixel;\n"
		"void main() { pixel = shine; }\n";
	static const char * const controls[] = {
		CONTROL(HEAD, 4, LEVELS(3, 5, 4, 2, 5, 3)),
		CONTROL(HEAD, 4, LEVELS(4, 7, 3, 6, 6, 6)),
		CONTROL(HEAD, 4, LEVELS(5, 3, 7, 2, 4, 7)),
		CONTROL(HEAD, 4, LEVELS(8, 3, 1, 5, 3, 8)),
	};
	int i;

	for (i = 0; i < 4; i++) {
		GLuint program = glCreateProgram();

		gl_add_shader(program, GL_VERTEX_SHADER, vertex_place, "a shader");
		gl_add_shader(program, GL_TESS_CONTROL_SHADER, controls[i], "a shader");
		gl_add_shader(program, GL_TESS_EVALUATION_SHADER,
			      EVALUATE_QUAD(HEAD, "equal_spacing", ""), "a shader");
		gl_add_shader(program, GL_GEOMETRY_SHADER, geometry, "a shader");
		gl_add_shader(program, GL_FRAGMENT_SHADER, fragment, "a shader");
		draw_turn(gl_use_program(program), body_same);
		glViewport(i % 2 * WIDTH / 2, i / 2 * HEIGHT / 2, WIDTH / 2, HEIGHT / 2);
		draw_patches(body_square_data, 4, 4);
	}
	glViewport(0, 0, WIDTH, HEIGHT);
}

/* Triangles of a patch into a buffer, and what was written as a picture. */
static void draw_kept(void)
{
	static const char * const names[] = { "gl_Position", "colour" };
	GLuint program = glCreateProgram(), buffer, query, written;

	gl_add_shader(program, GL_VERTEX_SHADER, vertex_place, "a shader");
	gl_add_shader(program, GL_TESS_CONTROL_SHADER, CONTROL(HEAD, 3, LEVELS(4, 3, 2, 0, 5, 0)),
		      "a shader");
	gl_add_shader(program, GL_TESS_EVALUATION_SHADER,
		      EVALUATE_TRIANGLE(HEAD, "equal_spacing, ccw", ""), "a shader");
	gl_add_shader(program, GL_FRAGMENT_SHADER, fragment_colour, "a shader");
	glTransformFeedbackVaryings(program, 2, names, GL_INTERLEAVED_ATTRIBS);
	gl_use_program(program);
	glGenBuffers(1, &buffer);
	glGenQueries(1, &query);
	glBindBufferBase(GL_TRANSFORM_FEEDBACK_BUFFER, 0, buffer);
	glBufferData(GL_TRANSFORM_FEEDBACK_BUFFER, 256 * 32, NULL, GL_STATIC_DRAW);
	glEnable(GL_RASTERIZER_DISCARD);
	glBeginQuery(GL_TRANSFORM_FEEDBACK_PRIMITIVES_WRITTEN, query);
	glBeginTransformFeedback(GL_TRIANGLES);
	draw_patches(body_triangle_data, 3, 3);
	glEndTransformFeedback();
	glEndQuery(GL_TRANSFORM_FEEDBACK_PRIMITIVES_WRITTEN);
	glDisable(GL_RASTERIZER_DISCARD);
	glGetQueryObjectuiv(query, GL_QUERY_RESULT, &written);
	/* Points: 9 on the sides, 9 and 3 on the rings inside; triangles by Euler's formula. */
	if (written != 2 * (9 + 9 + 3) - 9 - 2)
		fail("%u triangles were written", written);
	draw_turn(draw_program(draw_plain), body_same);
	glBindBuffer(GL_ARRAY_BUFFER, buffer);
	glVertexAttribPointer(0, 4, GL_FLOAT, GL_FALSE, 32, NULL);
	glVertexAttribPointer(1, 4, GL_FLOAT, GL_FALSE, 32, (void *)16);
	glDrawArrays(GL_TRIANGLES, 0, (GLsizei)(3 * written));
}

const struct work patch_works[] = {
	{ "patches of triangles", draw_triangles, .depth = GL_DEPTH_COMPONENT24 },
	{ "patches of waves", draw_waves, .depth = GL_DEPTH_COMPONENT24 },
	{ "patches of curves", draw_curves, .depth = GL_DEPTH_COMPONENT24 },
	{ "patches of dots", draw_dots, .depth = GL_DEPTH_COMPONENT24 },
	{ "nets of 16 points", draw_net, .depth = GL_DEPTH_COMPONENT24 },
	{ "patches of wires", draw_wires, .depth = GL_DEPTH_COMPONENT24 },
	{ "patches into a buffer", draw_kept, .depth = GL_DEPTH_COMPONENT24 },
};

const size_t patch_works_count = ARRAY_SIZE(patch_works);
