/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Numbers and UUIDs from a user or from a file.
 */
#ifndef VGT_TOOLS_NUMBER_H
#define VGT_TOOLS_NUMBER_H

#include <stdbool.h>
#include <stdint.h>

#define UUID_SIZE	37	/* 36 characters and the final 0 */

int number_parse(const char *text, uint64_t *value);
bool uuid_parse(const char *text, char uuid[UUID_SIZE]);
int uuid_make(char uuid[UUID_SIZE]);

#endif
