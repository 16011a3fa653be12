// SPDX-License-Identifier: GPL-2.0-only
/*
 * Parse numbers strictly: no other characters before or after.
 */
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

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

/**
 * uuid_parse() - parse a UUID
 * @text: xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx, hexadecimal
 * @uuid: set to the UUID in lower case, as sysfs writes it
 *
 * Return: true if @text is a UUID.
 */
bool uuid_parse(const char *text, char uuid[UUID_SIZE])
{
	int i;

	if (strlen(text) != UUID_SIZE - 1)
		return false;
	for (i = 0; text[i]; i++) {
		if (i == 8 || i == 13 || i == 18 || i == 23) {
			if (text[i] != '-')
				return false;
		} else if (!isxdigit((unsigned char)text[i])) {
			return false;
		}
		uuid[i] = tolower((unsigned char)text[i]);
	}
	uuid[i] = 0;
	return true;
}

/**
 * uuid_make() - make a new, random UUID (RFC 4122, version 4)
 * @uuid: set
 *
 * Return: 0 or a negative errno value.
 */
int uuid_make(char uuid[UUID_SIZE])
{
	unsigned char b[16];

	if (getrandom(b, sizeof(b), 0) != sizeof(b))
		return -EIO;
	b[6] = (b[6] & 0x0f) | 0x40;
	b[8] = (b[8] & 0x3f) | 0x80;
	snprintf(uuid, UUID_SIZE,
		 "%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x",
		 b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7],
		 b[8], b[9], b[10], b[11], b[12], b[13], b[14], b[15]);
	return 0;
}
