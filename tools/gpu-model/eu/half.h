/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Half floats: 1 bit of sign, 5 of exponent, 10 of mantissa (IEEE 754 binary16).
 */
#ifndef GPU_MODEL_EU_HALF_H
#define GPU_MODEL_EU_HALF_H

#include "core/types.h"

/* Rounding modes, as cr0 numbers them. */
enum eu_round {
	EU_ROUND_EVEN,
	EU_ROUND_UP,
	EU_ROUND_DOWN,
	EU_ROUND_ZERO
};

/** eu_half_to_float() - exact */
float eu_half_to_float(u16 half);

/** eu_float_to_half() - rounded by @mode */
u16 eu_float_to_half(float f, enum eu_round mode);

#endif /* GPU_MODEL_EU_HALF_H */
