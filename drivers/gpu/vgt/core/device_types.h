/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_CORE_DEVICE_TYPES_H
#define VGT_CORE_DEVICE_TYPES_H

#include <linux/mutex.h>
#include <linux/types.h>
#include <linux/xarray.h>

#include "core/exec/lrc_types.h"
#include "core/mem/fence_types.h"
#include "core/regs/config_space_types.h"
#include "core/regs/index_types.h"
#include "core/regs/mmio_context_types.h"
#include "core/sched/sched_types.h"
#include "engine.h"
#include "ggtt_pack_types.h"
#include "resources_types.h"

struct vgt_gpu;
struct vgt_vgpu;

/**
 * struct vgt_listener - callbacks for events of vGPUs
 * @created: a vGPU is ready for use. Returns 0, or a negative errno to undo the creation
 * @stopped: the vGPU's guest is gone
 * @destroyed: the vGPU is about to be freed; it can still be read
 * @display_changed: the picture of a watched display has changed. In any context, under the
 *	display's lock
 *
 * All except the last may sleep, and are called without a lock of the core.
 */
struct vgt_listener {
	int (*created)(struct vgt_vgpu *vgpu);
	void (*stopped)(struct vgt_vgpu *vgpu);
	void (*destroyed)(struct vgt_vgpu *vgpu);
	void (*display_changed)(struct vgt_vgpu *vgpu);
};

/**
 * struct vgt_device - the mediator of one GPU
 * @gpu: the GPU, behind its port
 * @listener: callbacks for events of vGPUs, set before the first vGPU; may be NULL
 * @regs: index from register offsets to rows
 * @config_mask: bits of configuration space that guests may write
 * @lrc: layout of context images, per engine
 * @opregion: the guests' OpRegion; constant
 * @sw: registers that vgt switches because they are not part of a context
 * @sched: the scheduler
 * @fences: aperture and fences that virtual fences have; they have a lock of their own
 * @learned: @lrc and the host's values of @sw are set; done before the first vGPU. @lrc may be set
 *	earlier, when sharing begins
 * @frozen: the host is about to sleep, or gives up the GPU: submit nothing to it
 * @tight_until: room in the host's part of the GGTT was short: until this time, in nanoseconds
 *	of ktime_get_ns(), unpin contexts at once after their use
 * @lock: protects @vgpus and @used; one vGPU at a time gets GGTT space or changes its size.
 *	Outside of vGPUs' locks
 * @vgpus: struct vgt_vgpu by id, from 1 on
 * @total: resources for all vGPUs
 * @used: resources that vGPUs have reserved
 * @pack: for ggtt_pack.c, while it looks for room; under the lock
 */
struct vgt_device {
	struct vgt_gpu *gpu;
	const struct vgt_listener *listener;
	struct vgt_reg_index regs;
	struct vgt_config_mask config_mask;
	struct vgt_lrc_layout lrc[VGT_NUM_ENGINES];
	const u8 *opregion;
	struct vgt_mmio_ctx sw;
	struct vgt_sched sched;
	struct vgt_fence_pool fences;
	bool learned;
	bool frozen;
	u64 tight_until;

	/* Protects vgpus and used: see above. */
	struct mutex lock;
	struct xarray vgpus;
	struct vgt_resources total;
	struct vgt_resources used;
	struct vgt_pack pack;
};

#endif
