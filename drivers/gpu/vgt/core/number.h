/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_CORE_NUMBER_H
#define VGT_CORE_NUMBER_H

#include <linux/types.h>

int vgt_bytes_parse(const char *buf, u64 *value);
int vgt_pair_parse(const char *buf, u32 *first, u32 *second);
int vgt_number_parse(const char *buf, u32 least, u32 most, u32 *value);

#endif
