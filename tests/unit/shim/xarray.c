// SPDX-License-Identifier: GPL-2.0-only
/* The kernel's own xarray, in user space. */
#include <linux/kernel.h>
#include VGT_XARRAY_C
