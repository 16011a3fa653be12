/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Formats of vertex elements.
 *
 * Source: Intel OSRC Skylake PRM vol 2d, SURFACE_FORMAT; vol 7, "Vertex Fetch"; Mesa
 * isl/isl_format.c.
 */
#ifndef GPU_MODEL_VERTEX_FORMAT_H
#define GPU_MODEL_VERTEX_FORMAT_H

#include "core/types.h"

enum vertex_kind {
	VERTEX_UINT,
	VERTEX_SINT,
	VERTEX_UNORM,
	VERTEX_SNORM,
	VERTEX_USCALED,
	VERTEX_SSCALED,
	VERTEX_FLOAT
};

/**
 * struct vertex_format - how an element is stored
 * @number: of the format
 * @kind: enum vertex_kind
 * @count: components
 * @bits: of a component
 * @packed: three components of 10 bits, one of 2
 * @swapped: the third component comes first
 */
struct vertex_format {
	u16 number;
	u8 kind;
	u8 count;
	u8 bits;
	bool packed;
	bool swapped;
};

/** vertex_format() - by its number; NULL if it is not modelled */
const struct vertex_format *vertex_format(u32 number);

/** vertex_format_bytes() - size of an element */
u32 vertex_format_bytes(const struct vertex_format *f);

/** vertex_format_unpack() - to four dwords; a missing component is 0, the last one 1 */
void vertex_format_unpack(const struct vertex_format *f, const u8 *element, u32 value[4]);

#endif /* GPU_MODEL_VERTEX_FORMAT_H */
