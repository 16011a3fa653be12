// SPDX-License-Identifier: GPL-2.0-only
/*
 * Messages on stderr, each with the program's name.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "say.h"

/* Reasons that are the same for all files. */
static const struct reason common_reasons[] = {
	{ EACCES, "permission denied: this takes root" },
	{ EPERM, "permission denied: this takes root" },
	{ EROFS, "sysfs is mounted read-only" },
	{ ENOMEM, "the host is out of memory" },
	{ 0 }
};

static const char *find(const struct reason *reason, int err)
{
	for (; reason && reason->err; reason++)
		if (reason->err == err)
			return reason->text;
	return NULL;
}

/**
 * say() - print a message
 * @fmt: the message, without a newline
 */
void say(const char *fmt, ...)
{
	va_list args;

	fprintf(stderr, "%s: ", program_invocation_short_name);
	va_start(args, fmt);
	vfprintf(stderr, fmt, args);
	va_end(args);
	fputc('\n', stderr);
}

/**
 * say_why() - print what failed, with the reason
 * @err: errno value, positive or negative
 * @reasons: the meaning of errors of this file, or NULL
 * @fmt: what failed
 */
void say_why(int err, const struct reason *reasons, const char *fmt, ...)
{
	const char *text = find(reasons, abs(err));
	va_list args;

	if (!text)
		text = find(common_reasons, abs(err));
	if (!text)
		text = strerror(abs(err));
	fprintf(stderr, "%s: ", program_invocation_short_name);
	va_start(args, fmt);
	vfprintf(stderr, fmt, args);
	va_end(args);
	fprintf(stderr, ": %s\n", text);
}
