// SPDX-License-Identifier: GPL-2.0-only
/*
 * Parse numbers that administrators write.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include "number.h"

#define VGT_PAIR_DIGITS	9	/* of a number of a pair */

static u32 vgt_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : 16;
}

/* What a suffix multiplies by, as a power of two; @at is set behind it. */
static u32 vgt_suffix(const char **at)
{
	static const char suffixes[] = "kmg";
	const char *found = **at ? strchr(suffixes, **at | 0x20) : NULL;

	if (!found)
		return 0;
	++*at;
	return 10 * (found - suffixes + 1);
}

/**
 * vgt_bytes_parse() - parse a size written to a control file
 * @buf: bytes, decimal, or hexadecimal after 0x; K, M or G may follow, for 2^10, 2^20 or 2^30
 *	of them, and then a newline
 * @value: set to the bytes; undefined on failure
 *
 * Return: 0; -EINVAL if it is not a size; -ERANGE if it has more than 64 bits.
 */
int vgt_bytes_parse(const char *buf, u64 *value)
{
	u32 base = buf[0] == '0' && (buf[1] | 0x20) == 'x' ? 16 : 10, digit, shift;
	const char *at = base == 16 ? buf + 2 : buf, *first = at;

	*value = 0;
	for (; (digit = vgt_digit(*at)) < base; at++) {
		if (*value > (U64_MAX - digit) / base)
			return -ERANGE;
		*value = *value * base + digit;
	}
	if (at == first)
		return -EINVAL;
	shift = vgt_suffix(&at);
	if (at[0] && strcmp(at, "\n"))
		return -EINVAL;
	if (*value > U64_MAX >> shift)
		return -ERANGE;
	*value <<= shift;
	return 0;
}

/**
 * vgt_pair_parse() - parse two numbers written to a control file, as 1920x1080
 * @buf: two decimal numbers with an x between them. A newline may follow
 * @first: set to the one before the x; undefined on failure
 * @second: set to the other; undefined on failure
 *
 * Return: 0; -EINVAL if it is no such pair.
 */
int vgt_pair_parse(const char *buf, u32 *first, u32 *second)
{
	const char *x = strchr(buf, 'x');
	char word[VGT_PAIR_DIGITS + 1];

	if (!x || x - buf > VGT_PAIR_DIGITS)
		return -EINVAL;
	memcpy(word, buf, x - buf);
	word[x - buf] = 0;
	/* A sign is no part of a number here. */
	if (vgt_digit(buf[0]) > 9 || vgt_digit(x[1]) > 9 ||
	    kstrtou32(word, 10, first) || kstrtou32(x + 1, 10, second))
		return -EINVAL;
	return 0;
}

/**
 * vgt_number_parse() - parse a number written to a control file
 * @buf: decimal, or hexadecimal after 0x; a leading 0 does not mean octal. A newline may follow
 * @least: minimum
 * @most: maximum
 * @value: set to the number; undefined on failure
 *
 * Return: 0; -EINVAL if it is not a number; -ERANGE if it is out of range.
 */
int vgt_number_parse(const char *buf, u32 least, u32 most, u32 *value)
{
	bool hex = buf[0] == '0' && (buf[1] | 0x20) == 'x';
	int ret = kstrtou32(buf, hex ? 16 : 10, value);

	if (!ret && (*value < least || *value > most))
		ret = -ERANGE;
	return ret;
}
