/* SPDX-License-Identifier: GPL-2.0-only */
/* The kernel's own: the Makefile says where its source is. */
#include <linux/kernel.h>
#include VGT_XARRAY_H
