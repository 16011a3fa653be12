/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Large zeroed tables for the fakes.
 */
#ifndef VGT_FAKE_ZEROED_H
#define VGT_FAKE_ZEROED_H

#include <linux/types.h>

void *fake_zeroed_get(size_t size);
void fake_zeroed_put(void *table, size_t size);
void fake_zeroed_exit(void);

#endif
