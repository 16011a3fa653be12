/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_SHIM_STRING_H
#define VGT_SHIM_STRING_H
#include <string.h>
#include <stdio.h>
int scnprintf(char *buf, size_t size, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
#endif
