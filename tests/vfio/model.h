/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The GPU below L1, where it is a model: it can be made to fail.
 */
#ifndef VGT_VFIO_MODEL_H
#define VGT_VFIO_MODEL_H

#include "types.h"

/* Has it do something. Skips the test where the GPU is no model. */
__printf(1, 2) void model_tell(const char *format, ...);

/* Has it answer: each line of that, without its end, is given to @take. Likewise. */
void model_ask(const char *question, void (*take)(const char *line, void *data), void *data);

#endif /* VGT_VFIO_MODEL_H */
