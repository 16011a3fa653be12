/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_SHIM_BITOPS_H
#define VGT_SHIM_BITOPS_H
#define _TOOLS_LINUX_BITOPS_H_

#include <stdbool.h>
#include <linux/bits.h>

#ifndef BITS_PER_LONG
#define BITS_PER_LONG		64
#endif
#define BITS_PER_BYTE		8
#define BITS_TO_LONGS(n)	(((n) + BITS_PER_LONG - 1) / BITS_PER_LONG)
#define DECLARE_BITMAP(name, bits)	unsigned long name[BITS_TO_LONGS(bits)]

static inline void set_bit(unsigned long n, unsigned long *map)
{
	map[n / BITS_PER_LONG] |= 1ul << n % BITS_PER_LONG;
}

static inline void clear_bit(unsigned long n, unsigned long *map)
{
	map[n / BITS_PER_LONG] &= ~(1ul << n % BITS_PER_LONG);
}

static inline bool test_bit(unsigned long n, const unsigned long *map)
{
	return map[n / BITS_PER_LONG] >> n % BITS_PER_LONG & 1;
}

static inline bool test_and_clear_bit(unsigned long n, unsigned long *map)
{
	bool was = test_bit(n, map);

	clear_bit(n, map);
	return was;
}

#define __set_bit	set_bit
#define __clear_bit	clear_bit
#define __test_and_set_bit(n, map) ({					\
	bool __was = test_bit(n, map);					\
	set_bit(n, map);						\
	__was; })
#define __test_and_clear_bit	test_and_clear_bit
#define __ffs(x)	((unsigned long)__builtin_ctzl(x))
#define fls(x)		((x) ? 32 - __builtin_clz(x) : 0)
#define fls_long(x)	((x) ? 64 - __builtin_clzl(x) : 0)
#define hweight32(x)	__builtin_popcount(x)

static inline unsigned long find_next_bit(const unsigned long *map,
					  unsigned long size, unsigned long n)
{
	while (n < size) {
		unsigned long word = map[n / BITS_PER_LONG] >> n % BITS_PER_LONG;

		if (word) {
			n += __builtin_ctzl(word);
			return n < size ? n : size;
		}
		n = (n / BITS_PER_LONG + 1) * BITS_PER_LONG;
	}
	return size;
}

static inline unsigned long find_next_zero_bit(const unsigned long *map,
					       unsigned long size, unsigned long bit)
{
	while (bit < size && test_bit(bit, map))
		bit++;
	return bit < size ? bit : size;
}

#define for_each_set_bitrange(b, e, map, size)				\
	for ((b) = find_next_bit(map, size, 0);				\
	     (e) = find_next_zero_bit(map, size, (b)), (b) < (size);	\
	     (b) = find_next_bit(map, size, (e)))
#define find_first_bit(map, size)	find_next_bit(map, size, 0)
#define for_each_set_bit(bit, map, size)				\
	for ((bit) = find_next_bit(map, size, 0); (bit) < (size);	\
	     (bit) = find_next_bit(map, size, (bit) + 1))

#define for_each_set_bit_from(bit, map, size)				\
	for ((bit) = find_next_bit(map, size, bit); (bit) < (size);	\
	     (bit) = find_next_bit(map, size, (bit) + 1))

#endif
