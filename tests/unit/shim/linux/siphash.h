/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_SHIM_SIPHASH_H
#define VGT_SHIM_SIPHASH_H
#include <linux/types.h>

typedef struct {
	u64 key[2];
} siphash_key_t;

/* Not the kernel's: FNV-1a is good enough for tests. */
static inline u64 siphash(const void *data, size_t len, const siphash_key_t *key)
{
	u64 hash = 0xcbf29ce484222325ull ^ key->key[0];
	const u8 *at = data;

	while (len--)
		hash = (hash ^ *at++) * 0x100000001b3ull;
	return hash;
}

#endif
