/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Numbers from a user or from a file.
 */
#ifndef VGT_TOOLS_NUMBER_H
#define VGT_TOOLS_NUMBER_H

#include <stdbool.h>
#include <stdint.h>

/* Seconds between two samples. */
#define INTERVAL	1.0
#define INTERVAL_MIN	0.1
#define INTERVAL_MAX	3600.0

int number_parse(const char *text, uint64_t *value);
bool interval_parse(const char *text, double *interval);
bool count_parse(const char *text, unsigned long *count);

#endif
