// SPDX-License-Identifier: GPL-2.0-only
/*
 * Wait until i915 has started a GPU, and get what is known only then.
 */
#include <linux/delay.h>

#include "i915.h"
#include "gt/shmem_utils.h"

#define VGT_READY_MS		10000
#define VGT_READY_POLL_MS	20

static void vgt_i915_map_golden(struct vgt_i915 *host, enum vgt_engine_id id)
{
	struct vgt_i915_engine *engine = &host->engine[id];

	if (!engine->cs || engine->golden || !engine->cs->default_state)
		return;
	engine->golden = shmem_pin_map(engine->cs->default_state);
	if (engine->golden)
		host->gpu.desc.golden[id] = engine->golden + VGT_LRC_STATE_PAGE;
}

bool vgt_i915_started(struct vgt_gpu *gpu)
{
	return READ_ONCE(to_host(gpu)->i915->drm.registered);
}

/*
 * If vgt was loaded before i915, i915 offers the GPU in the middle of its own start: its engines
 * do not run yet and have no first images. i915 registers its DRM device when all is done. Do not
 * wait for the device's lock: the code that removes the GPU holds it while it waits for vgt.
 */
int vgt_i915_ready(struct vgt_gpu *gpu)
{
	struct vgt_i915 *host = to_host(gpu);
	enum vgt_engine_id id;
	u32 waited;

	for (waited = 0; !vgt_i915_started(gpu); waited += VGT_READY_POLL_MS) {
		if (waited >= VGT_READY_MS) {
			pr_warn_ratelimited("vgt: %s: i915 has not started the GPU yet: try again\n",
					    gpu->desc.name);
			return -EAGAIN;
		}
		if (msleep_interruptible(VGT_READY_POLL_MS))
			return -EINTR;
	}
	mutex_lock(&host->ready_lock);
	for (id = 0; id < VGT_NUM_ENGINES; id++)
		vgt_i915_map_golden(host, id);
	mutex_unlock(&host->ready_lock);
	return 0;
}
