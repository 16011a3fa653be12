/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What differs, what excuses it, and how many checks passed.
 */
#ifndef VGT_FACTS_REPORT_H
#define VGT_FACTS_REPORT_H

#include <linux/compiler.h>

void report_exceptions(const char *name);
void report_begin(void);
__printf(4, 5)
void differ(const char *kind, const char *key, const char *what, const char *fmt, ...);
void report_end(const char *name);
int report_sum(void);

#endif
