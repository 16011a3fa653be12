/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * UUIDs as text, in the form that sysfs has.
 */
#ifndef VGT_TOOLS_UUID_H
#define VGT_TOOLS_UUID_H

#include <stdbool.h>

#define UUID_SIZE	37	/* 36 characters and the final 0 */

bool uuid_take(const char *text, char uuid[UUID_SIZE]);
void uuid_make(char uuid[UUID_SIZE]);

#endif
