/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Display, for the tests.
 */
#ifndef GPU_MODEL_TEST_DISPLAY_H
#define GPU_MODEL_TEST_DISPLAY_H

#include "tests/driver.h"

/** display_on() - start a pipe in a mode whose blanking is 160 by 45 */
static inline void display_on(struct driver *d, u32 pipe, u32 width, u32 height)
{
	u32 at = pipe * 0x1000;

	wr(d, 0x60000 + at, (width + 159) << 16 | (width - 1));
	wr(d, 0x6000c + at, (height + 44) << 16 | (height - 1));
	wr(d, 0x6001c + at, (width - 1) << 16 | (height - 1));
	wr(d, 0x70008 + at, BIT(31));
}

#endif /* GPU_MODEL_TEST_DISPLAY_H */
