/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_CORE_GGTT_SPACE_H
#define VGT_CORE_GGTT_SPACE_H

#include <linux/types.h>

struct vgt_device;
struct vgt_gpu_range;
struct vgt_resources;
struct vgt_type;
struct vgt_vgpu;

u64 vgt_ggtt_space_hidden(const struct vgt_device *dev, u64 reserve);
void vgt_ggtt_space_sizes(const struct vgt_device *dev, const struct vgt_type *type, u64 *size);
void vgt_ggtt_space_need(const struct vgt_device *dev, const struct vgt_type *type,
			 struct vgt_resources *need);
bool vgt_ggtt_virtual(const struct vgt_device *dev);
u64 vgt_bar2_size(const struct vgt_device *dev);

int vgt_ggtt_space_init(struct vgt_vgpu *vgpu);
void vgt_ggtt_space_fini(struct vgt_vgpu *vgpu);
const struct vgt_gpu_range *vgt_ggtt_space_range(const struct vgt_vgpu *vgpu, bool mappable);
int vgt_ggtt_space_move(struct vgt_vgpu *vgpu, bool mappable, u64 start);
bool vgt_ggtt_owns(const struct vgt_vgpu *vgpu, u64 addr, u64 len);
int vgt_ggtt_to_hw(const struct vgt_vgpu *vgpu, u64 addr, u64 len, u64 *hw);

#endif
