/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * 2D blits of the copy engine, against a copy made by the CPU.
 */
#ifndef VGT_GUEST_BLIT_H
#define VGT_GUEST_BLIT_H

#include "gpu.h"

/* The number of different blits. */
unsigned int blit_count(void);

/* Does blit @n on @engine. False, and a message, if a pixel is wrong. */
bool blit_run(struct gpu *gpu, u32 context, unsigned int engine, unsigned int n);

#endif /* VGT_GUEST_BLIT_H */
