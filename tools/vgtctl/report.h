/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Parts of vgtctl report.
 */
#ifndef VGTCTL_REPORT_H
#define VGTCTL_REPORT_H

#include <stdio.h>

void report_i915(FILE *out);
void report_hide_names(char *line);
int report_read(const char *name);

#endif
