// SPDX-License-Identifier: GPL-2.0-only
/*
 * Parse numbers strictly: no other characters before or after.
 */
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>

#include "number.h"

/**
 * number_parse() - parse a number, decimal or hexadecimal with 0x
 * @text: the number
 * @value: set
 *
 * Return: 0; -EINVAL if it is not a number; -ERANGE if it is too large.
 */
int number_parse(const char *text, uint64_t *value)
{
	bool hex = text[0] == '0' && (text[1] | 0x20) == 'x';
	char *end;

	if (!(hex ? isxdigit((unsigned char)text[2]) : isdigit((unsigned char)text[0])))
		return -EINVAL;
	errno = 0;
	*value = strtoull(text, &end, hex ? 16 : 10);
	if (*end)
		return -EINVAL;
	return -errno;
}

/**
 * interval_parse() - parse a number of seconds between two samples
 * @text: the number
 * @interval: set
 *
 * Return: true if it is valid.
 */
bool interval_parse(const char *text, double *interval)
{
	char *end;

	*interval = strtod(text, &end);
	return end != text && !*end && *interval >= INTERVAL_MIN && *interval <= INTERVAL_MAX;
}

/**
 * count_parse() - parse a number of samples
 * @text: the number
 * @count: set
 *
 * Return: true if it is valid: 1 or more.
 */
bool count_parse(const char *text, unsigned long *count)
{
	uint64_t value;

	if (number_parse(text, &value) || !value || value > ULONG_MAX)
		return false;
	*count = value;
	return true;
}
