/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Integer types, bit helpers and small macros in the kernel's spelling.
 */
#ifndef GPU_MODEL_TYPES_H
#define GPU_MODEL_TYPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;
typedef int16_t s16;
typedef int32_t s32;
typedef int64_t s64;

#define BIT(n)			(1u << (n))
#define BIT_ULL(n)		(1ull << (n))
#define GENMASK(h, l)		((~0u >> (31 - (h))) & (~0u << (l)))
#define GENMASK_ULL(h, l)	((~0ull >> (63 - (h))) & (~0ull << (l)))

/* Extract or build a field given by a contiguous mask. */
#define FIELD_GET(mask, val)	(((val) & (mask)) / ((mask) & -(mask)))
#define FIELD_PREP(mask, val)	(((val) * ((mask) & -(mask))) & (mask))

#define ARRAY_SIZE(a)		(sizeof(a) / sizeof((a)[0]))
#define ALIGN(x, a)		(((x) + (a) - 1) & ~((__typeof__(x))(a) - 1))
#define ALIGN_DOWN(x, a)	((x) & ~((__typeof__(x))(a) - 1))
#define IS_ALIGNED(x, a)	(((x) & ((__typeof__(x))(a) - 1)) == 0)
#define DIV_ROUND_UP(n, d)	(((n) + (d) - 1) / (d))

#define container_of(ptr, type, member) \
	((type *)((char *)(ptr) - offsetof(type, member)))

#define min(a, b)		((a) < (b) ? (a) : (b))
#define max(a, b)		((a) > (b) ? (a) : (b))

#define lower_32_bits(n)	((u32)(n))
#define upper_32_bits(n)	((u32)((u64)(n) >> 32))

#define SZ_4K			0x1000u
#define SZ_64K			0x10000u
#define SZ_1M			0x100000u
#define SZ_2M			0x200000u

#define PAGE_SHIFT		12
#define PAGE_SIZE		SZ_4K
#define PAGE_MASK_ULL		(~(u64)(SZ_4K - 1))

#define __printf(a, b)		__attribute__((format(printf, a, b)))
#define __unused		__attribute__((unused))
#define __noreturn		__attribute__((noreturn))

#define fallthrough		__attribute__((fallthrough))

/* Masked registers: the upper half of a write enables bits of the lower. */
#define MASKED_ENABLE(bits)	((u32)(bits) * 0x10001u)
#define MASKED_DISABLE(bits)	((u32)(bits) << 16)

static inline u32 masked_write(u32 old, u32 val)
{
	u32 mask = val >> 16;

	return (old & ~mask & 0xffff) | (val & mask);
}

#endif /* GPU_MODEL_TYPES_H */
