// SPDX-License-Identifier: GPL-2.0-only
/*
 * PVINFO: the page of registers by which a guest's driver knows that its GPU is
 * virtual, and talks to the mediator.
 *
 * Source: i915's i915_pvinfo.h: what drivers in guests rely on.
 */
#include <linux/kernel.h>

#include "core/convert.h"
#include "core/mem/ppgtt.h"
#include "core/trace.h"
#include "core/vgpu_types.h"
#include "mmio.h"
#include "pvinfo.h"
#include "store.h"
#include "tables.h"

#define VGT_PV_MAGIC_LOW	0x76544776
#define VGT_PV_MAGIC_HIGH	0x47765447
#define VGT_PV_VERSION		1	/* major 1, minor 0 */

#define VGT_PV_CAP_PPGTT	BIT(2)
#define VGT_PV_CAP_HWSP		BIT(3)
#define VGT_PV_CAP_HUGE_GTT	BIT(4)

enum vgt_g2v {
	VGT_G2V_PPGTT_L3_CREATE = 2,
	VGT_G2V_PPGTT_L3_DESTROY,
	VGT_G2V_PPGTT_L4_CREATE,
	VGT_G2V_PPGTT_L4_DESTROY,
	VGT_G2V_CONTEXT_CREATE,
	VGT_G2V_CONTEXT_DESTROY,
};

static u32 vgt_pv_space(const struct vgt_vgpu *vgpu, u32 part, bool size)
{
	const struct vgt_ggtt_space *space = &vgpu->ggtt.part[part].space;

	return size ? space->size : space->start;
}

static u32 vgt_pvinfo_read(const struct vgt_reg_access *a)
{
	const struct vgt_vgpu *vgpu = a->vgpu;

	switch (a->offset) {
	case VGT_PVINFO_MAGIC:
		return VGT_PV_MAGIC_LOW;
	case VGT_PVINFO_MAGIC + 4:
		return VGT_PV_MAGIC_HIGH;
	case VGT_PVINFO_VERSION:
		return VGT_PV_VERSION;
	case VGT_PVINFO_ID:
		return vgpu->id;
	case VGT_PVINFO_CAPS:
		return VGT_PV_CAP_PPGTT | VGT_PV_CAP_HWSP | VGT_PV_CAP_HUGE_GTT;
	case VGT_PVINFO_APERTURE:
	case VGT_PVINFO_APERTURE + 4:
		return vgt_pv_space(vgpu, VGT_GGTT_LOW, a->index % 2);
	case VGT_PVINFO_HIDDEN:
	case VGT_PVINFO_HIDDEN + 4:
		return vgt_pv_space(vgpu, VGT_GGTT_HIGH, a->index % 2);
	case VGT_PVINFO_FENCES:
		return vgpu->fences.count;
	default:
		return vgt_mmio_load(a->vgpu, a->offset);
	}
}

static void vgt_pv_roots(struct vgt_vgpu *vgpu, u64 *pdp)
{
	u32 i;

	for (i = 0; i < 4; i++) {
		u32 reg = VGT_PVINFO_PDP + 8 * i;

		pdp[i] = vgt_u64(vgt_mmio_load(vgpu, reg + 4), vgt_mmio_load(vgpu, reg));
	}
}

/*
 * Page tables are shadowed when a context first runs with them, or ahead of that, while other work
 * runs. Nothing is to be done when the guest creates them: they lead to its scratch page only, and
 * each entry that it writes until then would trap.
 */
static void vgt_pv_notify(struct vgt_vgpu *vgpu, u32 what)
{
	u64 pdp[4];

	trace_vgt_notify(vgpu->id, what);
	switch (what) {
	case VGT_G2V_PPGTT_L3_DESTROY:
		vgt_pv_roots(vgpu, pdp);
		vgt_ppgtt_gone(vgpu, VGT_CTX_LEGACY_32B, pdp);
		break;
	case VGT_G2V_PPGTT_L4_DESTROY:
		vgt_pv_roots(vgpu, pdp);
		vgt_ppgtt_gone(vgpu, VGT_CTX_LEGACY_64B, pdp);
		break;
	}
}

static int vgt_pvinfo_write(const struct vgt_reg_access *a, u32 val)
{
	/* The first half is ours. */
	if (a->offset < VGT_PVINFO_GUEST)
		return 0;
	if (a->offset == VGT_PVINFO_G2V_NOTIFY) {
		vgt_pv_notify(a->vgpu, val);
		return 0;
	}
	return vgt_mmio_store(a->vgpu, a->offset, val);
}

/**
 * vgt_pvinfo_reset() - PVINFO as a driver finds it
 * @vgpu: the vGPU
 *
 * Return: 0 or -ENOMEM.
 */
int vgt_pvinfo_reset(struct vgt_vgpu *vgpu)
{
	int ret;

	ret = vgt_mmio_store(vgpu, VGT_PVINFO_CURSOR_X, ~0u);
	return ret ?: vgt_mmio_store(vgpu, VGT_PVINFO_CURSOR_Y, ~0u);
}

static const struct vgt_reg vgt_pvinfo_regs[] = {
	VGT_REG(VGT_PVINFO, .count = 1024, .state = VGT_STATE_STORED,
		.read = vgt_pvinfo_read, .write = vgt_pvinfo_write),
};

VGT_REG_TABLE(vgt_regs_pvinfo, vgt_pvinfo_regs);
