// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cases of gl-draw: transform feedback, geometry shaders.
 */
#include <stddef.h>

#include "body.h"
#include "draw.h"
#include "gl.h"

static const char * const fragment_new =
	"#version 320 es\n"
	"precision highp float;\n"
	"in vec4 colour;\n"
	"out vec4 pixel;\n"
	"void main() { pixel = colour; }\n";
static const char * const vertex_swirl =
	"#version 320 es\n"
	"layout(location = 0) in vec4 place;\n"
	"layout(location = 1) in vec4 tint;\n"
	"out vec4 where;\n"
	"out vec4 colour;\n"
	"void main() {\n"
	"	where = vec4(place.x * 0.8 - place.y * 0.3, place.y * 0.7 + 0.1, 0.0, 1.0);\n"
	"	colour = tint.zxyw;\n"
	"	gl_Position = where;\n"
	"}\n";

/* ---- transform feedback ---- */

static GLuint feedback_program(GLenum mode)
{
	static const char * const names[] = { "where", "colour" };
	GLuint program = glCreateProgram();

	gl_add_shader(program, GL_VERTEX_SHADER, vertex_swirl, "a shader");
	gl_add_shader(program, GL_FRAGMENT_SHADER, fragment_new, "a shader");
	glTransformFeedbackVaryings(program, 2, names, mode);
	return gl_use_program(program);
}

/* Write the vertices of a strip, in two draws, and then draw what was written. */
static void draw_feedback(void)
{
	GLuint buffer, query, written;

	glGenBuffers(1, &buffer);
	glGenQueries(1, &query);
	feedback_program(GL_INTERLEAVED_ATTRIBS);
	draw_points(body_square_data, 4);
	glBindBufferBase(GL_TRANSFORM_FEEDBACK_BUFFER, 0, buffer);
	glBufferData(GL_TRANSFORM_FEEDBACK_BUFFER, 64 * 32, NULL, GL_STATIC_DRAW);
	glEnable(GL_RASTERIZER_DISCARD);
	glBeginQuery(GL_TRANSFORM_FEEDBACK_PRIMITIVES_WRITTEN, query);
	glBeginTransformFeedback(GL_TRIANGLES);
	glDrawArrays(GL_TRIANGLES, 0, 3);
	glDrawArrays(GL_TRIANGLES, 1, 3);
	glEndTransformFeedback();
	glEndQuery(GL_TRANSFORM_FEEDBACK_PRIMITIVES_WRITTEN);
	glDisable(GL_RASTERIZER_DISCARD);
	glGetQueryObjectuiv(query, GL_QUERY_RESULT, &written);
	if (written != 2)
		fail("%u triangles were written", written);
	draw_turn(draw_program(draw_plain), body_same);
	glBindBuffer(GL_ARRAY_BUFFER, buffer);
	glVertexAttribPointer(0, 4, GL_FLOAT, GL_FALSE, 32, NULL);
	glVertexAttribPointer(1, 4, GL_FLOAT, GL_FALSE, 32, (void *)16);
	glDrawArrays(GL_TRIANGLES, 0, 6);
}

/* Each value into a buffer of its own, while it is drawn. */
static void draw_feedback_apart(void)
{
	GLuint buffers[2];
	int i;

	glGenBuffers(2, buffers);
	feedback_program(GL_SEPARATE_ATTRIBS);
	draw_points(body_triangle_data, 3);
	for (i = 0; i < 2; i++) {
		glBindBufferBase(GL_TRANSFORM_FEEDBACK_BUFFER, i, buffers[i]);
		glBufferData(GL_TRANSFORM_FEEDBACK_BUFFER, 64 * 16, NULL, GL_STATIC_DRAW);
	}
	glBeginTransformFeedback(GL_TRIANGLES);
	glDrawArrays(GL_TRIANGLES, 0, 3);
	glEndTransformFeedback();
	draw_turn(draw_program(draw_plain), body_same);
	for (i = 0; i < 2; i++) {
		glBindBuffer(GL_ARRAY_BUFFER, buffers[i]);
		glVertexAttribPointer(i, 4, GL_FLOAT, GL_FALSE, 16, NULL);
	}
	glViewport(0, 0, WIDTH / 2, HEIGHT / 2);
	glDrawArrays(GL_TRIANGLES, 0, 3);
	glViewport(0, 0, WIDTH, HEIGHT);
}

/* ---- geometry shaders ---- */

static const char * const vertex_pass =
	"#version 320 es\n"
	"layout(location = 0) in vec4 place;\n"
	"layout(location = 1) in vec4 tint;\n"
	"out vec4 tint_of;\n"
	"void main() { gl_Position = place; tint_of = tint; }\n";

/* A point becomes a flower of three leaves, by three invocations. */
static const char * const geometry_leaves =
	"#version 320 es\n"
	"layout(points, invocations = 3) in;\n"
	"layout(triangle_strip, max_vertices = 8) out;\n"
	"in vec4 tint_of[];\n"
	"out vec4 colour;\n"
	"void leaf(float angle, float size) {\n"
	"	vec2 along = vec2(cos(angle), sin(angle)) * size;\n"
	"	vec2 aside = vec2(-along.y, along.x) * 0.4;\n"
	"	vec4 p = gl_in[0].gl_Position;\n"
	"	for (int i = 0; i < 4; i++) {\n"
	"		float side = i == 0 || i == 3 ? 0.0 : float(i) * 2.0 - 3.0;\n"
	"		float far = i == 0 ? 0.0 : i == 3 ? 1.0 : 0.5;\n"
	"		gl_Position = p + vec4(along * far + aside * side, 0.0, 0.0);\n"
	"		colour = vec4(far, float(gl_InvocationID) * 0.3, tint_of[0].z, 1.0);\n"
	"		EmitVertex();\n"
	"	}\n"
	"	EndPrimitive();\n"
	"}\n"
	"void main() {\n"
	"	float angle = float(gl_InvocationID) * 2.1 + tint_of[0].x;\n"
	"	leaf(angle, 0.45);\n"
	"	if (tint_of[0].y > 0.5)\n"
	"		leaf(angle + 1.0, 0.3);\n"
	"}\n";

/* Triangles become their sides, moved; the number of a triangle is its colour. */
static const char * const geometry_sides =
	"#version 320 es\n"
	"layout(triangles) in;\n"
	"layout(line_strip, max_vertices = 4) out;\n"
	"in vec4 tint_of[];\n"
	"out vec4 colour;\n"
	"void main() {\n"
	"	for (int i = 0; i < 4; i++) {\n"
	"		gl_Position = gl_in[i % 3].gl_Position * vec4(0.9, 0.9, 1.0, 1.0);\n"
	"		gl_Position.x += float(gl_PrimitiveIDIn) * 0.07;\n"
	"		colour = vec4(tint_of[i % 3].xy, float(gl_PrimitiveIDIn), 1.0);\n"
	"		EmitVertex();\n"
	"	}\n"
	"}\n";

static GLuint geometry_program(const char *geometry)
{
	GLuint program = glCreateProgram();

	gl_add_shader(program, GL_VERTEX_SHADER, vertex_pass, "a shader");
	gl_add_shader(program, GL_GEOMETRY_SHADER, geometry, "a shader");
	gl_add_shader(program, GL_FRAGMENT_SHADER, fragment_new, "a shader");
	return gl_use_program(program);
}

static void draw_leaves(void)
{
	static const GLfloat dots[3][8] = {
		{ -0.53f, -0.41f, 0, 1, 0.3f, 0.2f, 0.9f, 1 },
		{ 0.47f, -0.39f, 0, 1, 0.7f, 0.9f, 0.1f, 1 },
		{ 0.02f, 0.44f, 0, 1, 0.1f, 0.8f, 0.5f, 1 },
	};

	geometry_program(geometry_leaves);
	draw_points(dots[0], 3);
	glDrawArrays(GL_POINTS, 0, 3);
}

static void draw_sides(void)
{
	geometry_program(geometry_sides);
	draw_points(body_square_data, 4);
	glDrawArrays(GL_TRIANGLE_STRIP, 0, 4);
}

/* A line and its neighbours become a ribbon. */
static const char * const geometry_ribbon =
	"#version 320 es\n"
	"layout(lines_adjacency) in;\n"
	"layout(triangle_strip, max_vertices = 4) out;\n"
	"in vec4 tint_of[];\n"
	"out vec4 colour;\n"
	"void main() {\n"
	"	for (int i = 0; i < 4; i++) {\n"
	"		int from = i / 2 + 1;\n"
	"		vec2 way = gl_in[from + 1].gl_Position.xy - gl_in[from - 1].gl_Position.xy;\n"
	"		vec2 aside = normalize(vec2(-way.y, way.x)) * (i % 2 == 0 ? 0.1 : -0.1);\n"
	"		gl_Position = gl_in[from].gl_Position + vec4(aside, 0.0, 0.0);\n"
	"		colour = tint_of[from];\n"
	"		EmitVertex();\n"
	"	}\n"
	"}\n";

static void draw_ribbon(void)
{
	GLfloat data[7][8];
	int i;

	for (i = 0; i < 7; i++) {
		const GLfloat v[8] = {
			(float)i * 0.31f - 0.93f, (float)(i * i % 5) * 0.27f - 0.51f, 0, 1,
			(float)(i % 3) * 0.4f, (float)(i % 2), 0.5f, 1,
		};
		int k;

		for (k = 0; k < 8; k++)
			data[i][k] = v[k];
	}
	geometry_program(geometry_ribbon);
	draw_points(data[0], 7);
	glDrawArrays(GL_LINE_STRIP_ADJACENCY, 0, 7);
}

/* Triangles of a strip, and from the middle of each a line to each neighbour's far corner. */
static const char * const geometry_stars =
	"#version 320 es\n"
	"layout(triangles_adjacency) in;\n"
	"layout(line_strip, max_vertices = 6) out;\n"
	"in vec4 tint_of[];\n"
	"out vec4 colour;\n"
	"void main() {\n"
	"	vec4 middle = (gl_in[0].gl_Position + gl_in[2].gl_Position +\n"
	"		       gl_in[4].gl_Position) / 3.0;\n"
	"	for (int i = 0; i < 3; i++) {\n"
	"		gl_Position = middle;\n"
	"		colour = vec4(float(i) * 0.5, float(gl_PrimitiveIDIn) * 0.3, 1.0, 1.0);\n"
	"		EmitVertex();\n"
	"		gl_Position = mix(middle, gl_in[2 * i + 1].gl_Position, 0.8);\n"
	"		colour = tint_of[2 * i];\n"
	"		EmitVertex();\n"
	"		EndPrimitive();\n"
	"	}\n"
	"}\n";

static void draw_stars(void)
{
	GLfloat data[12][8];
	int i;

	for (i = 0; i < 12; i++) {
		const GLfloat v[8] = {
			(float)(i / 2) * 0.35f - 0.93f + (float)(i % 2) * 0.13f,
			(float)(i / 2 % 2) * 0.9f - 0.47f + (float)(i % 2) * 0.31f, 0, 1,
			(float)(i % 3) * 0.4f, (float)(i % 2), 0.5f, 1,
		};
		int k;

		for (k = 0; k < 8; k++)
			data[i][k] = v[k];
	}
	geometry_program(geometry_stars);
	draw_points(data[0], 12);
	glDrawArrays(GL_TRIANGLE_STRIP_ADJACENCY, 0, 12);
}

const struct work stage_works[] = {
	{ "feedback", draw_feedback, .depth = GL_DEPTH_COMPONENT24 },
	{ "feedback into two buffers", draw_feedback_apart, .depth = GL_DEPTH_COMPONENT24 },
	{ "leaves of points", draw_leaves, .depth = GL_DEPTH_COMPONENT24 },
	{ "sides of triangles", draw_sides, .depth = GL_DEPTH_COMPONENT24 },
	{ "a ribbon of lines", draw_ribbon, .depth = GL_DEPTH_COMPONENT24 },
	{ "stars of a strip", draw_stars, .depth = GL_DEPTH_COMPONENT24 },
};

const size_t stage_works_count = ARRAY_SIZE(stage_works);
