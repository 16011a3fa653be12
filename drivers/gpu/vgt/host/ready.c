// SPDX-License-Identifier: GPL-2.0-only
/*
 * When i915 has started a GPU, and what is known of it only then.
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

/*
 * Where vgt was there first, i915 tells of the GPU in the middle of its own start: engines do
 * not run yet, and have no first images. i915's device is registered when all is done. The
 * device's lock cannot be waited for: who removes the GPU has it, and waits for us.
 */
int vgt_i915_ready(struct vgt_gpu *gpu)
{
	struct vgt_i915 *host = to_host(gpu);
	enum vgt_engine_id id;
	u32 waited;

	for (waited = 0; !READ_ONCE(host->i915->drm.registered); waited += VGT_READY_POLL_MS) {
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
