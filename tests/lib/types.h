/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Integer types and a few macros in the kernel's spelling, for test programs.
 */
#ifndef VGT_TESTS_TYPES_H
#define VGT_TESTS_TYPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;
typedef int32_t s32;
typedef int64_t s64;

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))
#define BIT(n)		(1u << (n))
#define BIT_ULL(n)	(1ull << (n))

#define __printf(a, b)	__attribute__((__format__(printf, a, b)))
#define __noreturn	__attribute__((__noreturn__))

/* For memory that a device or another process also reads and writes. */
#define READ_ONCE(x)		__atomic_load_n(&(x), __ATOMIC_RELAXED)
#define WRITE_ONCE(x, value)	__atomic_store_n(&(x), value, __ATOMIC_RELAXED)

#define PAGE_SIZE	4096u

static inline u32 lower_32_bits(u64 n)
{
	return (u32)n;
}

static inline u32 upper_32_bits(u64 n)
{
	return (u32)(n >> 32);
}

/* A number that depends on every bit of @seed (the finaliser of MurmurHash3). */
static inline u32 mix32(u32 seed)
{
	seed ^= seed >> 16;
	seed *= 0x85ebca6b;
	seed ^= seed >> 13;
	seed *= 0xc2b2ae35;
	return seed ^ seed >> 16;
}

#endif /* VGT_TESTS_TYPES_H */
