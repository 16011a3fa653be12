/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Bodies that programs draw, and a view of them. A vertex is a place and a colour: 8 numbers.
 */
#ifndef TESTS_MESA_BODY_H
#define TESTS_MESA_BODY_H

/* The matrix that changes nothing. */
extern const float body_same[16];

extern const float body_triangle_data[24];
extern const float body_square_data[32];

/** body_view() - a matrix: from the side, with perspective; depth is from -1 to 1 */
void body_view(float m[16], float angle, float away);

/** body_cube() - 36 vertices of a cube */
void body_cube(float data[36 * 8]);

#endif /* TESTS_MESA_BODY_H */
