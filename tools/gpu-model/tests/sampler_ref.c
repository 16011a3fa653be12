// SPDX-License-Identifier: GPL-2.0-only
#include <math.h>

#include "tests/sampler_ref.h"

static u32 size_at(u32 n, u32 level)
{
	return n >> level ? n >> level : 1;
}

u8 ref_byte(u32 level, u32 slice, u32 x, u32 y, u32 c)
{
	u32 v = x * 2654435761u ^ y * 2246822519u ^ (slice * 7 + level * 31 + c) * 3266489917u;

	v ^= v >> 15;
	v *= 668265263u;
	return (u8)(v >> 24);
}

void ref_fill(struct sampler_lab *l)
{
	const struct picture *p = &l->p;

	for (u32 k = 0; k < p->levels + p->first_level; k++) {
		u32 slices = p->type == SURFACE_3D ? size_at(p->depth, k) :
			     p->type == SURFACE_CUBE ? 6 * p->depth : p->depth;

		for (u32 z = 0; z < slices; z++)
			for (u32 y = 0; y < size_at(p->height, k); y++)
				for (u32 x = 0; x < size_at(p->width, k); x++)
					for (u32 c = 0; c < p->bytes; c++)
						lab_texel(l, k, x, y, z)[c] =
							ref_byte(k, z, x, y, c);
	}
}

static int mirror(int a)
{
	return a >= 0 ? a : -(1 + a);
}

static int clamp(int a, int least, int most)
{
	return a < least ? least : a > most ? most : a;
}

static int modulo(int a, int n)
{
	return (a % n + n) % n;
}

/* Table 8.20. */
int ref_wrap(u32 mode, int i, int n)
{
	switch (mode) {
	case WRAP_REPEAT:
		return modulo(i, n);
	case WRAP_MIRROR:
		return (n - 1) - mirror(modulo(i, 2 * n) - n);
	case WRAP_ONCE:
		return clamp(mirror(i), 0, n - 1);
	case WRAP_BORDER:
	case WRAP_HALF:
		return i < 0 || i >= n ? -1 : i;
	default:
		return clamp(i, 0, n - 1);
	}
}

static double texel(const struct sampler_state *s, u32 level, u32 layer, const int i[3], u32 c)
{
	if (i[0] < 0 || i[1] < 0 || i[2] < 0)
		return s->border.f[c];
	return ref_byte(level, layer + (u32)i[2], (u32)i[0], (u32)i[1], c) / 255.0;
}

/* 8.14.2 and 8.14.3: the texels and their weights. */
void ref_filter(const struct sampler_lab *l, const struct sampler_state *s, u32 level, u32 layer,
		bool linear, const double c[3], const int offset[3], double out[4])
{
	const struct picture *p = &l->p;
	int n[3] = { (int)size_at(p->width, level), (int)size_at(p->height, level),
		     p->type == SURFACE_3D ? (int)size_at(p->depth, level) : 1 };
	u32 dims = p->type == SURFACE_1D ? 1 : p->type == SURFACE_3D ? 3 : 2;
	int first[3] = { 0 };
	double part[3] = { 0 };

	for (u32 d = 0; d < dims; d++) {
		double u = s->texels ? c[d] : c[d] * n[d];

		/* GL_CLAMP: coordinates go no further than the edge. */
		if (s->wrap[d] == WRAP_HALF)
			u = fmin(fmax(u, 0), n[d]);
		if (linear)
			u -= 0.5;
		first[d] = (int)floor(u);
		part[d] = linear ? u - floor(u) : 0;
		first[d] += offset[d];
	}
	for (u32 k = 0; k < 4; k++)
		out[k] = 0;
	for (u32 t = 0; t < 1u << dims; t++) {
		double weight = 1;
		int i[3] = { 0 };

		for (u32 d = 0; d < dims; d++) {
			i[d] = ref_wrap(s->wrap[d], first[d] + (int)(t >> d & 1), n[d]);
			weight *= t >> d & 1 ? part[d] : 1 - part[d];
		}
		for (u32 k = 0; weight > 0 && k < 4; k++)
			out[k] += weight * texel(s, level, layer, i, k);
	}
}
