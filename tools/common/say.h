/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Error messages of the tools: what was tried, why it failed, what to do.
 */
#ifndef VGT_TOOLS_SAY_H
#define VGT_TOOLS_SAY_H

/**
 * struct reason - meaning of an error of a file in sysfs
 * @err: errno value, positive; 0 ends the table
 * @text: the meaning, and what to do
 */
struct reason {
	int err;
	const char *text;
};

void say(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void say_why(int err, const struct reason *reasons, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

#endif
