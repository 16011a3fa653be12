/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The existing vGPUs.
 */
#ifndef VGT_TOOLS_VGPU_H
#define VGT_TOOLS_VGPU_H

#include <stdbool.h>

#include "uuid.h"

/* The host's id in foreground_vm. */
#define VGPU_HOST	0
#define VGPU_MAX	255

/**
 * struct vgpu - a vGPU in /sys/kernel/vgt/vmN
 * @id: N
 * @uuid: of its mediated device; empty while that is being removed
 * @type: such as i915-GVTg_V5_4; empty if unknown
 * @state: such as "running"; empty if unknown
 * @weight: share of the engines' time; -1 if unknown
 * @cap: percent; -1 if unknown
 * @pid: process of its virtual machine; 0 if unknown. Set by vm_find()
 * @vm: name of its virtual machine; empty if unknown. Set by vm_find()
 */
struct vgpu {
	int id;
	char uuid[UUID_SIZE];
	char type[32];
	char state[64];
	int weight;
	int cap;
	int pid;
	char vm[64];
};

bool vgt_loaded(void);
int vgt_foreground(void);
int vgpu_list(struct vgpu **list);
/* Whether @word means the host and not a vGPU. */
bool vgpu_is_host(const char *word);
int vgpu_find(struct vgpu *vgpu, const char *word);

#endif
