// SPDX-License-Identifier: GPL-2.0-only
/*
 * The drawing of a scene. Each draw is short, because i915 resets an engine if a draw takes
 * long while other work waits. Thus floor and body are drawn in parts, and light is of vertices:
 * the GPU of the test bed interprets shaders.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "gl.h"
#include "scene.h"

/* Faces of the body around its axis, and along it; of the floor in both directions. */
#define ACROSS		32
#define UP		16
#define FLOOR		8
#define TEXELS		32

#define STRIP(across)	(2 * ((across) + 1))
#define POINTS(a, b)	(((a) + 1) * ((b) + 1))

struct vertex {
	GLfloat place[3];
	GLfloat normal[3];
	GLfloat texel[2];
};

/**
 * struct body - what turns
 * @hole: radius of the hole; 0: there is none
 * @around: exponent of the outline seen along the axis: 1 round, less square, more pointed
 * @along: exponent of the outline seen from the side
 * @size: scale
 * @tint: colour
 * @sky: colour of what is behind
 */
struct body {
	float hole;
	float around;
	float along;
	float size;
	GLfloat tint[3];
	GLfloat sky[3];
};

static const struct body bodies[SCENE_MACHINES] = {
	{ 0, 0.35f, 0.35f, 1.05f, { 0.95f, 0.75f, 0.25f }, { 0.20f, 0.17f, 0.10f } },
	{ 0.95f, 1, 1, 1.05f, { 0.35f, 0.80f, 0.45f }, { 0.08f, 0.18f, 0.13f } },
	{ 0, 2.2f, 1.6f, 1.7f, { 0.45f, 0.60f, 1.00f }, { 0.10f, 0.12f, 0.25f } },
};

static const char * const vertex_source =
	"#version 310 es\n"
	"layout(location = 0) in vec3 place;\n"
	"layout(location = 1) in vec3 normal;\n"
	"layout(location = 2) in vec2 texel;\n"
	"uniform mat4 view;\n"
	"uniform mat3 turn;\n"
	"uniform float lift;\n"
	"uniform vec3 tint;\n"
	"uniform vec3 sky;\n"
	"uniform vec3 eye;\n"
	"out vec3 light;\n"
	"out vec3 haze;\n"
	"out vec2 where;\n"
	"void main() {\n"
	"	vec3 at = turn * place + vec3(0, lift, 0), n = turn * normal;\n"
	"	vec3 sun = vec3(0.48, 0.72, 0.5);\n"
	"	float shine = max(dot(reflect(-sun, n), normalize(eye - at)), 0.0);\n"
	"	float far = clamp((length(at.xz) - 2.0) / 4.5, 0.0, 1.0);\n"
	"	light = tint * (0.25 + 0.75 * max(dot(n, sun), 0.0)) * (1.0 - far);\n"
	"	haze = sky * far + 0.5 * pow(shine, 12.0);\n"
	"	where = texel;\n"
	"	gl_Position = view * vec4(at, 1);\n"
	"}\n";
static const char * const fragment_source =
	"#version 310 es\n"
	"precision highp float;\n"
	"in vec3 light;\n"
	"in vec3 haze;\n"
	"in vec2 where;\n"
	"uniform sampler2D image;\n"
	"out vec4 pixel;\n"
	"void main() { pixel = vec4(light * texture(image, where).rgb + haze, 1); }\n";

static const struct body *body;
static unsigned int columns, rows;
static GLint view_at, turn_at, lift_at, tint_at;

/* ---- geometry ---- */

/* A power that keeps the sign. */
static float bend(float f, float exponent)
{
	return copysignf(powf(fabsf(f), exponent), f);
}

static void normalize(GLfloat v[3])
{
	float length = sqrtf(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]);
	int i;

	for (i = 0; i < 3; i++)
		v[i] = length > 0 ? v[i] / length : i == 1;
}

/* Superellipsoids and supertoroids; the axis is y. */
static void make_body(struct vertex *v)
{
	float whole = 2 * (float)M_PI, half = body->hole > 0 ? whole : (float)M_PI;
	unsigned int i, j;

	for (j = 0; j <= UP; j++)
		for (i = 0; i <= ACROSS; i++, v++) {
			float a = whole * (float)i / ACROSS, b = half * (float)j / UP - half / 2;
			float ca = cosf(a), sa = sinf(a), cb = cosf(b), sb = sinf(b);
			float out = body->hole + bend(cb, body->along) *
				    (body->hole > 0 ? 0.45f : 1);
			float high = bend(sb, body->along) * (body->hole > 0 ? 0.45f : 1);

			v->place[0] = body->size * out * bend(ca, body->around);
			v->place[1] = body->size * high;
			v->place[2] = body->size * out * bend(sa, body->around);
			v->normal[0] = bend(cb, 2 - body->along) * bend(ca, 2 - body->around);
			v->normal[1] = bend(sb, 2 - body->along);
			v->normal[2] = bend(cb, 2 - body->along) * bend(sa, 2 - body->around);
			normalize(v->normal);
			v->texel[0] = 4 * (float)i / ACROSS;
			v->texel[1] = 2 * (float)j / UP;
		}
}

/* The middle is the middle of a chequer. */
static void make_floor(struct vertex *v)
{
	float wide = 9;
	unsigned int i, j;

	for (j = 0; j <= FLOOR; j++)
		for (i = 0; i <= FLOOR; i++, v++) {
			float x = wide * ((float)i / FLOOR - 0.5f), z = wide * ((float)j / FLOOR - 0.5f);

			*v = (struct vertex){ { x, 0, z }, { 0, 1, 0 },
				{ x / 2 + 0.25f, z / 2 + 0.25f } };
		}
}

/* A strip for each row of faces. */
static void make_faces(GLushort *index, unsigned int across, unsigned int up)
{
	unsigned int i, j;

	for (j = 0; j < up; j++)
		for (i = 0; i <= across; i++) {
			*index++ = (GLushort)(j * (across + 1) + i);
			*index++ = (GLushort)((j + 1) * (across + 1) + i);
		}
}

/* Two light and two dark squares. */
static void make_texture(void)
{
	static GLubyte texels[TEXELS * TEXELS * 4];
	GLuint texture;
	int i;

	for (i = 0; i < TEXELS * TEXELS; i++) {
		int dark = (i % TEXELS < TEXELS / 2) ^ (i / TEXELS < TEXELS / 2);

		memset(&texels[4 * i], dark ? 110 : 255, 3);
		texels[4 * i + 3] = 255;
	}
	glGenTextures(1, &texture);
	glBindTexture(GL_TEXTURE_2D, texture);
	glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA, TEXELS, TEXELS, 0, GL_RGBA, GL_UNSIGNED_BYTE,
		     texels);
	glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_LINEAR);
	glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_LINEAR);
}

/* ---- matrices: columns come first ---- */

/* The eye is above the floor, and looks a little down. Row 0 is the uppermost: y is turned over. */
static void look(GLfloat m[16], const GLfloat eye[3])
{
	float zoom = 2.3f, near = 1, far = 14, down = 0.22f;
	float c = cosf(down), s = sinf(down), wide = (float)columns / (float)rows;
	float a = -(far + near) / (far - near), b = -2 * far * near / (far - near);
	/* Of the turned and moved place: y and z, each as factors of y, z, 1. */
	float y[3] = { c, -s, -c * eye[1] + s * eye[2] };
	float z[3] = { s, c, -s * eye[1] - c * eye[2] };

	memset(m, 0, 16 * sizeof(*m));
	m[0] = zoom / wide;
	m[5] = -zoom * y[0];
	m[9] = -zoom * y[1];
	m[13] = -zoom * y[2];
	m[6] = a * z[0];
	m[10] = a * z[1];
	m[14] = a * z[2] + b;
	m[7] = -z[0];
	m[11] = -z[1];
	m[15] = -z[2];
}

/* Turned around its axis, which leans towards the eye by @lean. */
static void turn(GLfloat m[9], float angle, float lean)
{
	float c = cosf(angle), s = sinf(angle), k = cosf(lean), l = sinf(lean);
	GLfloat t[9] = { c, l * s, -k * s, 0, k, l, s, -l * c, k * c };

	memcpy(m, t, sizeof(t));
}

/* ---- drawing ---- */

/** struct mesh - vertices and strips of faces, in buffers */
struct mesh {
	GLuint array;
	unsigned int across;
	unsigned int up;
};

static struct mesh body_mesh, floor_mesh;

static void make_mesh(struct mesh *m, unsigned int across, unsigned int up,
		      void (*make)(struct vertex *v))
{
	static struct vertex vertices[POINTS(ACROSS, UP)];
	static GLushort index[STRIP(ACROSS) * UP];
	GLuint buffers[2];
	int i;

	m->across = across;
	m->up = up;
	make(vertices);
	make_faces(index, across, up);
	glGenVertexArrays(1, &m->array);
	glBindVertexArray(m->array);
	glGenBuffers(2, buffers);
	glBindBuffer(GL_ARRAY_BUFFER, buffers[0]);
	glBufferData(GL_ARRAY_BUFFER, POINTS(across, up) * sizeof(*vertices), vertices,
		     GL_STATIC_DRAW);
	glBindBuffer(GL_ELEMENT_ARRAY_BUFFER, buffers[1]);
	glBufferData(GL_ELEMENT_ARRAY_BUFFER, STRIP(across) * up * sizeof(*index), index,
		     GL_STATIC_DRAW);
	glVertexAttribPointer(0, 3, GL_FLOAT, GL_FALSE, sizeof(struct vertex), NULL);
	glVertexAttribPointer(1, 3, GL_FLOAT, GL_FALSE, sizeof(struct vertex),
			      (void *)offsetof(struct vertex, normal));
	glVertexAttribPointer(2, 2, GL_FLOAT, GL_FALSE, sizeof(struct vertex),
			      (void *)offsetof(struct vertex, texel));
	for (i = 0; i < 3; i++)
		glEnableVertexAttribArray(i);
}

/* A draw for each strip. */
static void draw_mesh(const struct mesh *m)
{
	unsigned int strip = STRIP(m->across), row;

	glBindVertexArray(m->array);
	for (row = 0; row < m->up; row++)
		glDrawElements(GL_TRIANGLE_STRIP, strip, GL_UNSIGNED_SHORT,
			       (void *)(row * strip * sizeof(GLushort)));
}

void scene_init(unsigned int machine, unsigned int width, unsigned int height)
{
	static const GLfloat eye[3] = { 0, 1.3f, 6 };
	GLuint program = glCreateProgram();
	GLfloat m[16];

	body = &bodies[machine];
	columns = width;
	rows = height;
	gl_add_shader(program, GL_VERTEX_SHADER, vertex_source, "the vertex shader");
	gl_add_shader(program, GL_FRAGMENT_SHADER, fragment_source, "the fragment shader");
	gl_use_program(program);
	view_at = glGetUniformLocation(program, "view");
	turn_at = glGetUniformLocation(program, "turn");
	lift_at = glGetUniformLocation(program, "lift");
	tint_at = glGetUniformLocation(program, "tint");
	look(m, eye);
	glUniformMatrix4fv(view_at, 1, GL_FALSE, m);
	glUniform3fv(glGetUniformLocation(program, "eye"), 1, eye);
	glUniform3fv(glGetUniformLocation(program, "sky"), 1, body->sky);
	make_texture();
	make_mesh(&body_mesh, ACROSS, UP, make_body);
	make_mesh(&floor_mesh, FLOOR, FLOOR, make_floor);
	glEnable(GL_DEPTH_TEST);
	glClearColor(body->sky[0], body->sky[1], body->sky[2], 1);
	gl_check("the scene");
}

static void draw_floor(float angle)
{
	GLfloat m[9];

	turn(m, angle, 0);
	glUniformMatrix3fv(turn_at, 1, GL_FALSE, m);
	glUniform1f(lift_at, -1.3f);
	glUniform3f(tint_at, 0.7f, 0.7f, 0.7f);
	draw_mesh(&floor_mesh);
}

static void draw_body(float angle)
{
	GLfloat m[9];

	turn(m, angle, 0.6f);
	glUniformMatrix3fv(turn_at, 1, GL_FALSE, m);
	glUniform1f(lift_at, 0.1f);
	glUniform3fv(tint_at, 1, body->tint);
	draw_mesh(&body_mesh);
}

/* Body and floor look the same after a quarter of a turn. */
void scene_draw(unsigned int frame)
{
	float angle = (float)M_PI / 2 * (float)(frame % SCENE_FRAMES) / SCENE_FRAMES;

	glViewport(0, 0, columns, rows);
	glClear(GL_COLOR_BUFFER_BIT | GL_DEPTH_BUFFER_BIT);
	draw_body(-angle);
	draw_floor(angle);
}

void scene_read(u32 *pixels)
{
	unsigned int i;

	glReadPixels(0, 0, columns, rows, GL_RGBA, GL_UNSIGNED_BYTE, pixels);
	for (i = 0; i < columns * rows; i++)
		pixels[i] = (pixels[i] & 0xff) << 16 | (pixels[i] & 0xff00) |
			    (pixels[i] >> 16 & 0xff);
}
