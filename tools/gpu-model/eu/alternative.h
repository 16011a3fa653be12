/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The alternative floating point mode: F has neither infinities nor denormals.
 */
#ifndef GPU_MODEL_EU_ALTERNATIVE_H
#define GPU_MODEL_EU_ALTERNATIVE_H

#include "eu/inst.h"

/** eu_alternative_source() - what a source of F is in this mode */
void eu_alternative_source(float *f, u32 n);

/** eu_alternative_result() - what a result of F is in this mode */
void eu_alternative_result(float *f, u32 n);

/** eu_alternative_math() - a function of MATH in this mode; it may change the sources */
void eu_alternative_math(const struct eu_inst *in, float *r, float *const s[3], u32 n);

#endif /* GPU_MODEL_EU_ALTERNATIVE_H */
