/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cases of gl-draw, and what they share.
 */
#ifndef TESTS_MESA_DRAW_H
#define TESTS_MESA_DRAW_H

#include <stddef.h>

#include <GLES3/gl32.h>

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))

#define WIDTH		200
#define HEIGHT		150

/**
 * struct work - a case
 * @depth: format of its depth buffer
 * @more: pixels that may differ, beyond those of all cases
 */
struct work {
	const char *name;
	void (*draw)(void);
	GLenum depth;
	int more;
};

/* Cases of gl-shape.c. */
extern const struct work shape_works[];
extern const size_t shape_works_count;

/* Cases of gl-stage.c. */
extern const struct work stage_works[];
extern const size_t stage_works_count;

/* The frame that is compared. */
extern GLuint draw_main_frame;

/* A fragment shader that takes the colour of vertices. */
extern const char * const draw_plain;

extern const GLfloat draw_same[16];

/* Places and colours: 8 numbers for each vertex. */
extern const GLfloat draw_triangle_data[24];
extern const GLfloat draw_square_data[32];

/** draw_program() - with the vertex shader of most cases */
GLuint draw_program(const char *fragment);

/** draw_view() - from the side, with perspective */
void draw_view(GLfloat m[16], float angle, float away);

/** draw_turn() - set the program's matrix */
void draw_turn(GLuint program, const GLfloat m[16]);

/** draw_points() - vertices of 8 numbers into the bound buffer */
void draw_points(const GLfloat *data, int n);

/** draw_cube_data() - 36 vertices of a cube, likewise */
void draw_cube_data(void);

#endif /* TESTS_MESA_DRAW_H */
