/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the fuzz targets share: an input taken apart, and a vGPU to throw it at.
 */
#ifndef VGT_FUZZ_H
#define VGT_FUZZ_H

#include <linux/types.h>

#include "env.h"

/**
 * struct fuzz - an input on its way
 * @data: what is left of it
 * @size: bytes
 */
struct fuzz {
	const u8 *data;
	size_t size;
};

u32 fuzz_u8(struct fuzz *f);
u32 fuzz_u16(struct fuzz *f);
u32 fuzz_u32(struct fuzz *f);
u64 fuzz_u64(struct fuzz *f);
u32 fuzz_words(struct fuzz *f, u32 *buf, u32 max);

extern unsigned long fuzz_executions;
/* Called once there are ports, and no mediator yet. */
extern void (*fuzz_ports)(struct vgt_env *env, u8 gen);

struct vgt_env *fuzz_begin(void);
u8 fuzz_gen(void);
void fuzz_end(struct vgt_env *env);
void fuzz_check(bool ok, const char *what);
void fuzz_found(u32 key, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

#endif
