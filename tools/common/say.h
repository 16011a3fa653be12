/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the tools tell of errors: what was tried, why it failed, what to do.
 */
#ifndef VGT_TOOLS_SAY_H
#define VGT_TOOLS_SAY_H

/**
 * struct reason - what an error of a file in sysfs means
 * @err: errno value, positive; the table ends with 0
 * @text: in words, and what to do
 */
struct reason {
	int err;
	const char *text;
};

void say(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void say_why(int err, const struct reason *reasons, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

#endif
