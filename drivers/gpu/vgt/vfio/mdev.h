/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * vGPUs as mediated devices of VFIO's, as the rest of the module sees them.
 */
#ifndef VGT_VFIO_MDEV_H
#define VGT_VFIO_MDEV_H

struct vgt_guest_driver;

extern const struct vgt_guest_driver vgt_mdev;

#endif
