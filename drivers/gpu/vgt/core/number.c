// SPDX-License-Identifier: GPL-2.0-only
/*
 * Numbers that administrators write.
 */
#include <linux/errno.h>
#include <linux/kernel.h>

#include "number.h"

/**
 * vgt_number_parse() - a number as control files take it
 * @buf: decimal, or hexadecimal after 0x: a leading 0 does not make it octal; a newline
 *	may follow
 * @least: the least there may be
 * @most: and the greatest
 * @value: filled; undefined on failure
 *
 * Return: 0; -EINVAL where it is no number; -ERANGE.
 */
int vgt_number_parse(const char *buf, u32 least, u32 most, u32 *value)
{
	bool hex = buf[0] == '0' && (buf[1] | 0x20) == 'x';
	int ret = kstrtou32(buf, hex ? 16 : 10, value);

	if (!ret && (*value < least || *value > most))
		ret = -ERANGE;
	return ret;
}
