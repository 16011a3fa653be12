// SPDX-License-Identifier: GPL-2.0-only
/*
 * Parse numbers that administrators write.
 */
#include <linux/errno.h>
#include <linux/kernel.h>

#include "number.h"

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
