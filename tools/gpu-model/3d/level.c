// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where a mip level is in its surface.
 *
 * Source: Intel OSRC Skylake PRM vol 5, "2D Surfaces": the first level, below it the second, and
 * right of that the others, one below the other.
 */
#include "3d/draw.h"
#include "core/gpu.h"

static u32 size_at(u32 size, u32 level)
{
	return max(size >> level, 1u);
}

bool draw_level(const struct draw *d, struct eu_surface *s)
{
	u32 level = s->level;

	if (!level)
		return true;
	/* Gen8 has a layout of its own for volumes, Gen9 for rows. */
	if (s->kind != EU_SURFACE_2D &&
	    !(s->kind == EU_SURFACE_3D && d->e->gpu->device->gen >= 9))
		return false;
	s->y += ALIGN(s->height, s->valign);
	if (level > 1)
		s->x += ALIGN(size_at(s->width, 1), s->halign);
	for (u32 i = 2; i < level; i++)
		s->y += ALIGN(size_at(s->height, i), s->valign);
	s->width = size_at(s->width, level);
	s->height = size_at(s->height, level);
	if (s->kind == EU_SURFACE_3D)
		s->depth = size_at(s->depth, level);
	s->level = 0;
	return true;
}
