/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_TOOLS_ARRAY_H
#define VGT_TOOLS_ARRAY_H

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))

#endif
