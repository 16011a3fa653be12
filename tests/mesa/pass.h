/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a program draws or computes with in its simplest form.
 */
#ifndef TESTS_MESA_PASS_H
#define TESTS_MESA_PASS_H

#include <GLES3/gl32.h>

/** pass_compute() - use a compute shader, with a buffer without content at binding 0 */
GLuint pass_compute(const char *shader);

/**
 * pass_draw() - use a fragment shader for a texture, all of which three vertices cover
 * @size: of the texture's sides
 */
GLuint pass_draw(const char *shader, int size);

#endif /* TESTS_MESA_PASS_H */
