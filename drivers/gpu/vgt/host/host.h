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
 * struct vgt_host_gpu - what the other ports need of a GPU
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
 * struct vgt_host_client - who wants to know of GPUs
 * @added: a GPU can be shared. Returns 0, or a negative errno to leave it
 * @removed: it no longer can: its driver lets go of it
 * @resumed: it was suspended, and is back
 * @freeze: the host goes to sleep: let go of the GPU, before its driver waits for that.
 *	-EBUSY where that cannot be: then the host does not go to sleep
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
