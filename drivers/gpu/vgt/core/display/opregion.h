/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_CORE_OPREGION_H
#define VGT_CORE_OPREGION_H

#include <linux/types.h>

struct vgt_device;

#define VGT_OPREGION_SIZE	8192
#define VGT_OPREGION_VBT	0x400	/* mailbox 4 */

int vgt_opregion_init(struct vgt_device *dev);
void vgt_opregion_fini(struct vgt_device *dev);
void vgt_vbt_build(void *to, bool cnp);

#endif
