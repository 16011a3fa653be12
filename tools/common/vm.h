/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The virtual machines that use vGPUs.
 */
#ifndef VGT_TOOLS_VM_H
#define VGT_TOOLS_VM_H

#include "vgpu.h"

#define VM_NAME_SIZE	32

/**
 * struct vm_search - what to look for
 * @list: the vGPUs
 * @n: their number
 * @group: by vGPU, its VFIO group; may be empty
 * @device: by vGPU, the name of its VFIO device; may be empty
 */
struct vm_search {
	struct vgpu *list;
	int n;
	char group[VGPU_MAX][VM_NAME_SIZE];
	char device[VGPU_MAX][VM_NAME_SIZE];
};

void vm_search_begin(struct vm_search *search, struct vgpu *list, int n);
void vm_search_visit(void *arg, int pid, int fd, const char *path);
void vm_find(struct vgpu *list, int n);

#endif
