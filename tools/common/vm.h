/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The virtual machines that use vGPUs.
 */
#ifndef VGT_TOOLS_VM_H
#define VGT_TOOLS_VM_H

#include "vgpu.h"

void vm_find(struct vgpu *list, int n);

#endif
