/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The vGPUs that there are.
 */
#ifndef VGT_TOOLS_VGPU_H
#define VGT_TOOLS_VGPU_H

#include <stdbool.h>

#include "number.h"

/* The host, in foreground_vm. */
#define VGPU_HOST	0
#define VGPU_MAX	255

/**
 * struct vgpu - a vGPU, as /sys/kernel/vgt/vmN tells
 * @id: N
 * @uuid: of its mediated device; empty where that is being removed
 * @type: such as i915-GVTg_V5_4; empty where it is not told, as is
 * @state: such as "running"
 * @weight: or -1 where it is not told
 * @cap: percent, or -1
 */
struct vgpu {
	int id;
	char uuid[UUID_SIZE];
	char type[32];
	char state[64];
	int weight;
	int cap;
};

bool vgt_loaded(void);
int vgt_foreground(void);
int vgpu_list(struct vgpu **list);
/* Is the host meant, and no vGPU? */
bool vgpu_is_host(const char *word);
int vgpu_find(struct vgpu *vgpu, const char *word);

#endif
