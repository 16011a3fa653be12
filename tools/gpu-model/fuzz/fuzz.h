/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Code that the fuzz targets share.
 */
#ifndef GPU_MODEL_FUZZ_H
#define GPU_MODEL_FUZZ_H

#include "core/types.h"

/** struct fuzz_input - bytes not yet used */
struct fuzz_input {
	const u8 *at;
	size_t left;
};

/** fuzz_bytes() - take bytes; zeros when they run out */
void fuzz_bytes(struct fuzz_input *in, void *to, size_t len);

static inline u8 fuzz_byte(struct fuzz_input *in)
{
	u8 val;

	fuzz_bytes(in, &val, sizeof(val));
	return val;
}

static inline u32 fuzz_word(struct fuzz_input *in)
{
	u32 val;

	fuzz_bytes(in, &val, sizeof(val));
	return val;
}

struct engine;

/** fuzz_wait() - wait until an engine is idle or hangs, for 3 ms at most */
void fuzz_wait(struct engine *e);

/** LLVMFuzzerTestOneInput() - entry of a target; libFuzzer calls it */
int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

/** LLVMFuzzerInitialize() - called once, before the first input */
int LLVMFuzzerInitialize(int *argc, char ***argv);

#endif /* GPU_MODEL_FUZZ_H */
