/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Surface formats that typed accesses use.
 *
 * Source: Intel OSRC Skylake PRM vol 2d, SURFACE_FORMAT; Mesa isl/isl_format.c.
 */
#ifndef GPU_MODEL_EU_FORMAT_H
#define GPU_MODEL_EU_FORMAT_H

#include "core/types.h"

enum eu_format_kind {
	EU_FORMAT_UINT,
	EU_FORMAT_SINT,
	EU_FORMAT_UNORM,
	EU_FORMAT_SNORM,
	EU_FORMAT_FLOAT
};

/**
 * struct eu_format - how an element is stored
 * @number: of the format
 * @bytes: of an element
 * @kind: enum eu_format_kind
 * @swapped: blue comes first
 * @bits: of red, green, blue, alpha; 0 where there is none
 */
struct eu_format {
	u16 number;
	u8 bytes;
	u8 kind;
	bool swapped;
	u8 bits[4];
};

/** eu_format() - a format by its number; NULL if typed accesses do not know it here */
const struct eu_format *eu_format(u32 number);

/** eu_format_bytes() - size of an element; 0 if the format is not known here */
u32 eu_format_bytes(u32 number);

/** eu_format_pack() - from one dword for each channel to an element of up to 16 bytes */
void eu_format_pack(const struct eu_format *f, const u32 value[4], u32 element[4]);

/** eu_format_unpack() - and back; a channel that is missing is 0, alpha 1 */
void eu_format_unpack(const struct eu_format *f, const u32 element[4], u32 value[4]);

#endif /* GPU_MODEL_EU_FORMAT_H */
