// SPDX-License-Identifier: GPL-2.0-only
/*
 * Bodies that programs draw, and a view of them.
 */
#include <math.h>

#include "body.h"

const float body_same[16] = { 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1 };

/* A view from the side, with perspective; columns come first. */
void body_view(float m[16], float angle, float away)
{
	float c = cosf(angle), s = sinf(angle), near = 1, far = 10;
	/* Turn around y and a little around x, move away, project. */
	float t[4][4] = {
		{ c, 0, s, 0 },
		{ 0.5f * s, 0.8f, -0.5f * c, 0 },
		{ -s, 0.3f, c, -away },
		{ 0, 0, 0, 1 },
	};
	float p[4][4] = {
		{ 2, 0, 0, 0 },
		{ 0, 2, 0, 0 },
		{ 0, 0, -(far + near) / (far - near), -2 * far * near / (far - near) },
		{ 0, 0, -1, 0 },
	};
	int i, j, k;

	for (i = 0; i < 4; i++)
		for (j = 0; j < 4; j++) {
			m[4 * j + i] = 0;
			for (k = 0; k < 4; k++)
				m[4 * j + i] += p[i][k] * t[k][j];
		}
}

const float body_triangle_data[24] = {
	-0.9f, -0.8f, 0, 1, 1, 0, 0, 1,
	0.8f, -0.7f, 0, 1, 0, 1, 0, 1,
	-0.1f, 0.9f, 0, 1, 0, 0, 1, 0.5f,
};

const float body_square_data[32] = {
	-0.9f, -0.8f, 0, 1, 0, 0, 0, 1,
	0.8f, -0.7f, 0, 1, 1, 0, 0, 1,
	-0.8f, 0.9f, 0, 1, 0, 1, 0, 0.5f,
	0.9f, 0.7f, 0, 1, 1, 1, 1, 0.5f,
};

void body_cube(float data[36 * 8])
{
	static const int corner[6] = { 0, 1, 2, 2, 1, 3 };
	int face, i, n = 0;

	for (face = 0; face < 6; face++)
		for (i = 0; i < 6; i++, n++) {
			int axis = face / 2, c = corner[i];
			float side = face % 2 ? 1 : -1, a = c & 1 ? 1 : -1, b = c & 2 ? 1 : -1;
			float *v = &data[8 * n];

			v[axis] = side;
			v[(axis + 1) % 3] = face % 2 ? a : b;
			v[(axis + 2) % 3] = face % 2 ? b : a;
			v[3] = 1;
			v[4] = 0.2f + 0.3f * (float)axis;
			v[5] = face % 2 ? 0.9f : 0.3f;
			v[6] = c & 1 ? 1 : 0.5f;
			v[7] = 1;
		}
}
