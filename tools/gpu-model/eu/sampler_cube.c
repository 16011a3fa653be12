// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cubes: faces of directions, and what is beyond their edges.
 *
 * Source: OpenGL 4.6 specification, 8.13 "Cube Map Texture Selection", 8.13.1 "Seamless Cube Map
 * Filtering".
 */
#include <math.h>

#include "eu/sampler.h"

/* Faces in the order +x, -x, +y, -y, +z, -z: which component is across, which down. */
static const struct {
	u8 major, across, down;
	bool across_minus, down_minus;
} faces[] = {
	{ 0, 2, 1, true, true }, { 0, 2, 1, false, true },
	{ 1, 0, 2, false, false }, { 1, 0, 2, false, true },
	{ 2, 0, 1, false, true }, { 2, 0, 1, true, true },
};

void eu_cube_on_face(const float dir[3], u32 face, float c[2])
{
	float major = fabsf(dir[faces[face].major]);
	float across = dir[faces[face].across], down = dir[faces[face].down];

	if (!(major > 0)) {
		c[0] = 0.5f;
		c[1] = 0.5f;
		return;
	}
	c[0] = ((faces[face].across_minus ? -across : across) / major + 1) / 2;
	c[1] = ((faces[face].down_minus ? -down : down) / major + 1) / 2;
}

static u32 face_of(const float dir[3])
{
	float x = fabsf(dir[0]), y = fabsf(dir[1]), z = fabsf(dir[2]);
	u32 major = x >= y && x >= z ? 0 : y >= z ? 1 : 2;

	return 2 * major + (dir[major] < 0);
}

u32 eu_cube_face(const float dir[3], float c[2])
{
	u32 face = face_of(dir);

	eu_cube_on_face(dir, face, c);
	return face;
}

/* The middle of the texel, as a direction, meets the other face. */
u32 eu_cube_neighbour(u32 face, u32 size, s32 *i, s32 *j)
{
	float a = (float)(2 * *i + 1) / (float)size - 1, b = (float)(2 * *j + 1) / (float)size - 1;
	float dir[3], c[2];
	u32 other;

	dir[faces[face].major] = face & 1 ? -1 : 1;
	dir[faces[face].across] = faces[face].across_minus ? -a : a;
	dir[faces[face].down] = faces[face].down_minus ? -b : b;
	other = eu_cube_face(dir, c);
	*i = min((s32)(c[0] * (float)size), (s32)size - 1);
	*j = min((s32)(c[1] * (float)size), (s32)size - 1);
	return other;
}
