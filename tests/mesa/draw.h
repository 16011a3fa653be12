/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cases of gl-draw, and what they share.
 */
#ifndef TESTS_MESA_DRAW_H
#define TESTS_MESA_DRAW_H

#include <stddef.h>

#include <GLES3/gl32.h>

#include "picture.h"

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

/* Cases of gl-patch.c. */
extern const struct work patch_works[];
extern const size_t patch_works_count;

/* The frame that is compared. */
extern GLuint draw_main_frame;

/* A fragment shader that takes the colour of vertices. */
extern const char * const draw_plain;

/** draw_program() - with the vertex shader of most cases */
GLuint draw_program(const char *fragment);

/** draw_turn() - set the program's matrix */
void draw_turn(GLuint program, const GLfloat m[16]);

/** draw_points() - vertices of 8 numbers into the bound buffer */
void draw_points(const GLfloat *data, int n);

/** draw_cube_data() - body_cube()'s vertices, likewise */
void draw_cube_data(void);

#endif /* TESTS_MESA_DRAW_H */
