// SPDX-License-Identifier: GPL-2.0-only
/*
 * Whether all of the output was written.
 */
#include <errno.h>
#include <stdio.h>

#include "flush.h"

/**
 * output_flush() - write what stdout still keeps
 *
 * Return: 0, or a negative errno value, also if an earlier write failed: the last one alone may
 * have had nothing to write.
 */
int output_flush(void)
{
	errno = 0;
	if (!fflush(stdout) && !ferror(stdout))
		return 0;
	return errno ? -errno : -EIO;
}
