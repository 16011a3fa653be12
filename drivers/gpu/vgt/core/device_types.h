/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_CORE_DEVICE_TYPES_H
#define VGT_CORE_DEVICE_TYPES_H

#include <linux/mutex.h>
#include <linux/types.h>
#include <linux/xarray.h>

#include "core/exec/lrc_types.h"
#include "core/regs/config_space_types.h"
#include "core/regs/index_types.h"
#include "core/regs/mmio_context_types.h"
#include "core/sched/sched_types.h"
#include "engine.h"
#include "resources_types.h"

struct vgt_gpu;
struct vgt_vgpu;

/**
 * struct vgt_listener - who wants to know of vGPUs
 * @created: one is ready to be used. Returns 0, or a negative errno to undo it
 * @stopped: its guest is gone
 * @destroyed: one goes away; called while it can still be looked at
 * @display_changed: what it shows has changed, and its display is watched. In any
 *	context, under the display's lock
 *
 * All but the last may sleep; no lock of the core is held.
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
 * @listener: told of vGPUs, set before there is one; may be NULL
 * @regs: from register offsets to their rows
 * @config_mask: which bits of configuration space guests may write
 * @lrc: per engine, which words of a context image are the guest's
 * @opregion: what guests get as their OpRegion; constant
 * @sw: registers that are not part of a context
 * @sched: who runs where
 * @learned: @lrc and the host's values of @sw are; before the first vGPU
 * @frozen: the host goes to sleep, or lets go of the GPU: nothing is given to it
 * @tight_until: room in the host's part of the GGTT was short: until then, in nanoseconds of
 *	ktime_get_ns(), no context is pinned for longer than it is used
 * @lock: protects @vgpus and @used
 * @vgpus: struct vgt_vgpu by id, from 1 on
 * @total: what there is for vGPUs
 * @used: what they have
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
	bool learned;
	bool frozen;
	u64 tight_until;

	/* Protects vgpus and used. */
	struct mutex lock;
	struct xarray vgpus;
	struct vgt_resources total;
	struct vgt_resources used;
};

#endif
