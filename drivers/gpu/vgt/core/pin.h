/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_CORE_PIN_H
#define VGT_CORE_PIN_H

#include <linux/types.h>
#include <linux/xarray.h>

#include "gpu_port.h"
#include "guest_port.h"

struct vgt_vgpu;

/**
 * struct vgt_pin - a pinned guest page and how many entries point to it
 * @page: what the guest port gave
 * @gfn: guest frame number
 * @refs: GGTT and shadow page-table entries that hold it
 * @next: in limbo, the next one there
 */
struct vgt_pin {
	struct vgt_guest_page page;
	u64 gfn;
	u32 refs;
	struct vgt_pin *next;
};

/**
 * struct vgt_pins - the guest pages that the GPU can reach
 * @by_gfn: struct vgt_pin by guest frame number
 * @count: how many
 * @limbo: pages no entry points to any more, but a TLB may; see
 *	vgt_pins_reap()
 * @tables: likewise, pages of shadow page tables
 * @last: the pin looked up last: runs of entries to one page are common
 *
 * Under the vGPU's lock.
 */
struct vgt_pins {
	struct xarray by_gfn;
	u32 count;
	struct vgt_pin *limbo;
	struct vgt_limbo *tables;
	struct vgt_pin *last;
};

void vgt_pins_init(struct vgt_pins *pins);
struct vgt_pin *vgt_pin_get(struct vgt_vgpu *vgpu, u64 gfn);
struct vgt_pin *vgt_pin_find(struct vgt_vgpu *vgpu, u64 gfn);
struct vgt_pin *vgt_pin_walk(struct xa_state *xas, u64 gfn);
bool vgt_pins_in_range(struct vgt_vgpu *vgpu, u64 gfn, u64 count);
void vgt_pin_put(struct vgt_vgpu *vgpu, u64 gfn);
void vgt_pins_defer_page(struct vgt_vgpu *vgpu, struct vgt_gpu_page *page);
void vgt_pins_reap(struct vgt_vgpu *vgpu);
void vgt_pins_fini(struct vgt_vgpu *vgpu);

#endif
