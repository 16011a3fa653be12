/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_CORE_LRC_H
#define VGT_CORE_LRC_H

#include <linux/types.h>

#include "core/engine.h"

struct vgt_cmd;
struct vgt_device;
struct vgt_elem;
struct vgt_lrc;
struct vgt_lrc_layout;
struct vgt_ring_state;
struct vgt_vengine;
struct vgt_vgpu;
struct vgt_workload;

int vgt_lrc_layout_init(struct vgt_device *dev, enum vgt_engine_id id);
void vgt_lrc_layout_fini(struct vgt_device *dev, enum vgt_engine_id id);
bool vgt_lrc_first_value(const struct vgt_device *dev, u32 offset, u32 *val);
bool vgt_lrc_is_state(const struct vgt_cmd *cmd, u32 header);

bool vgt_lrc_layout_usable(const struct vgt_lrc_layout *layout);

int vgt_lrc_ring_state(struct vgt_vengine *ve, const struct vgt_elem *elem,
		       struct vgt_ring_state *ring);
int vgt_lrc_ring_next(struct vgt_vengine *ve, const struct vgt_workload *work,
		      struct vgt_ring_state *ring);
struct vgt_lrc *vgt_lrc_get(struct vgt_vengine *ve, const struct vgt_elem *elem,
			    u32 ring_size);
int vgt_lrc_pin(struct vgt_vengine *ve, struct vgt_lrc *lrc);
void vgt_lrc_unpin(struct vgt_vengine *ve, struct vgt_lrc *lrc, bool linger);
bool vgt_lrc_let_go(struct vgt_vengine *ve, struct vgt_lrc *lrc);
void vgt_lrc_rest(struct vgt_vengine *ve);
bool vgt_lrc_rest_all(struct vgt_vgpu *vgpu);
int vgt_lrc_load(struct vgt_vengine *ve, struct vgt_lrc *lrc,
		 const struct vgt_ring_state *ring);
void vgt_lrc_set_roots(struct vgt_vengine *ve, struct vgt_lrc *lrc, const u64 *pdp);
void vgt_lrc_save_roots(struct vgt_vengine *ve, const struct vgt_lrc *lrc, const u64 *pdp);
void vgt_lrc_set_batches(struct vgt_vengine *ve, struct vgt_lrc *lrc, u32 per_ctx,
			 u32 indirect);
void vgt_lrc_spoiled(struct vgt_lrc *lrc);
int vgt_lrc_save(struct vgt_vengine *ve, struct vgt_lrc *lrc, u32 control,
		 u32 head);

bool vgt_lrc_states_same(struct vgt_vengine *ve, const struct vgt_lrc *lrc);
void vgt_lrc_load_states(struct vgt_vengine *ve, struct vgt_lrc *lrc);

void vgt_lrc_own_save(struct vgt_vengine *ve, const struct vgt_lrc *lrc, u32 timestamp);
bool vgt_lrc_own_anew(struct vgt_vengine *ve, const struct vgt_lrc *lrc, u32 timestamp);
void vgt_lrc_own_load(struct vgt_vengine *ve, const struct vgt_lrc *lrc);
void vgt_lrc_own_forget(struct vgt_vengine *ve);

void vgt_lrc_leave(struct vgt_vengine *ve);
void vgt_lrc_forget(struct vgt_vengine *ve);

#endif
