/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Commands of a batch (Intel OSRC Skylake PRM vol 2a, MI commands).
 */
#ifndef VGT_GUEST_BATCH_H
#define VGT_GUEST_BATCH_H

#include "gpu.h"

/**
 * struct batch - a buffer that is being filled with commands
 * @bo: the buffer
 * @used: words written so far
 */
struct batch {
	struct bo *bo;
	unsigned int used;
};

static inline void batch_emit(struct batch *b, u32 word)
{
	if (b->used >= b->bo->size / sizeof(u32))
		die(EXIT_ERROR, "this program's own fault: a batch is too long");
	b->bo->map[b->used++] = word;
}

static inline void batch_emit_addr(struct batch *b, u64 addr)
{
	batch_emit(b, lower_32_bits(addr));
	batch_emit(b, upper_32_bits(addr));
}

/* MI_STORE_DATA_IMM */
static inline void batch_store32(struct batch *b, u64 addr, u32 value)
{
	batch_emit(b, 0x20 << 23 | 2);
	batch_emit_addr(b, addr);
	batch_emit(b, value);
}

static inline void batch_store64(struct batch *b, u64 addr, u32 low, u32 high)
{
	batch_emit(b, 0x20 << 23 | BIT(21) | 3);
	batch_emit_addr(b, addr);
	batch_emit(b, low);
	batch_emit(b, high);
}

/* MI_COPY_MEM_MEM */
static inline void batch_copy32(struct batch *b, u64 to, u64 from)
{
	batch_emit(b, 0x2e << 23 | 3);
	batch_emit_addr(b, to);
	batch_emit_addr(b, from);
}

/* MI_LOAD_REGISTER_IMM of a masked register: @bits become @value. */
static inline void batch_load_masked(struct batch *b, u32 reg, u16 bits, u16 value)
{
	batch_emit(b, 0x22 << 23 | 1);
	batch_emit(b, reg);
	batch_emit(b, (u32)bits << 16 | value);
}

/* MI_BATCH_BUFFER_START in the PPGTT; a second-level batch comes back at its end. */
static inline void batch_jump(struct batch *b, u64 addr, bool second_level)
{
	batch_emit(b, 0x31 << 23 | (second_level ? BIT(22) : 0) | BIT(8) | 1);
	batch_emit_addr(b, addr);
}

/* MI_BATCH_BUFFER_END; i915 wants a length of whole quadwords. */
static inline void batch_end(struct batch *b)
{
	batch_emit(b, 0x0a << 23);
	if (b->used & 1)
		batch_emit(b, 0);
}

#endif /* VGT_GUEST_BATCH_H */
