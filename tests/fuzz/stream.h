/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Command streams for the fuzzers: known commands, spoilt.
 */
#ifndef VGT_FUZZ_STREAM_H
#define VGT_FUZZ_STREAM_H

#include "fuzz.h"

u32 stream_words(struct fuzz *f, u32 *cs, u32 n, u32 addr, u32 base);

#endif
