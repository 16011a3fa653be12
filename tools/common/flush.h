/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_TOOLS_FLUSH_H
#define VGT_TOOLS_FLUSH_H

int output_flush(void);

#endif
