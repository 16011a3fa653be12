/* SPDX-License-Identifier: GPL-2.0-only */
/* The kernel's own: the Makefile says where its source is. */
#include <linux/types.h>

/* It includes drm.h, but for types that are there already. */
#define _DRM_H_
#include VGT_DRM_FOURCC_H
