/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Formats of render targets.
 */
#ifndef GPU_MODEL_TARGET_FORMAT_H
#define GPU_MODEL_TARGET_FORMAT_H

#include "eu/format.h"

/**
 * struct target_format - a format that may be drawn to
 * @f: how an element is stored
 * @srgb: colours are not stored as they are
 */
struct target_format {
	struct eu_format f;
	bool srgb;
};

/** target_format() - by the number of the format; false if it is not modelled */
bool target_format(u32 number, struct target_format *t);

/** target_format_pack() - from one dword for each channel to an element */
void target_format_pack(const struct target_format *t, const u32 value[4], u32 element[4]);

/** target_format_unpack() - and back */
void target_format_unpack(const struct target_format *t, const u32 element[4], u32 value[4]);

#endif /* GPU_MODEL_TARGET_FORMAT_H */
