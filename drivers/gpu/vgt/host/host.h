/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The host's driver, as the rest of the module sees it.
 */
#ifndef VGT_HOST_H
#define VGT_HOST_H

#include <linux/types.h>

struct device;
struct drm_device;
struct vgt_gpu;

/**
 * struct vgt_host_gpu - what the other ports need to know about a GPU
 * @dev: its device, for DMA and as the parent of vGPUs
 * @drm: its driver's device, for mode setting
 * @aperture: physical address of BAR 2
 */
struct vgt_host_gpu {
	struct device *dev;
	struct drm_device *drm;
	phys_addr_t aperture;
};

/**
 * struct vgt_host_client - callbacks for a user of the host's GPUs
 * @added: a GPU can be shared. Returns 0, or a negative errno to not use it
 * @removed: the GPU can no longer be shared, because its driver lets go of it
 * @resumed: the GPU was suspended and is back
 * @freeze: the host goes to sleep. Let go of the GPU, before its driver waits for that. Returns
 *	0, or -EBUSY to keep the host from going to sleep
 * @thaw: the host is back, or did not go to sleep after all
 */
struct vgt_host_client {
	int (*added)(struct vgt_gpu *gpu);
	void (*removed)(struct vgt_gpu *gpu);
	void (*resumed)(struct vgt_gpu *gpu);
	int (*freeze)(struct vgt_gpu *gpu);
	void (*thaw)(struct vgt_gpu *gpu);
};

int vgt_host_register(const struct vgt_host_client *client);
void vgt_host_unregister(void);
const struct vgt_host_gpu *vgt_host_gpu(struct vgt_gpu *gpu);

#endif
