// SPDX-License-Identifier: GPL-2.0-only
/*
 * MI_DISPLAY_FLIP: set a new surface for a plane of the guest's virtual display.
 *
 * The hardware's planes belong to the host, so the command is replaced by no-ops. When the
 * request is complete, vgt_plane_flip_to() flips the guest's plane, as a write to its
 * registers does. If one request flips a plane more than once, only the last flip is done:
 * the others would not be visible.
 *
 * Source: Skylake PRM vol. 2a (MI_DISPLAY_FLIP); for planes i915's gt/intel_gpu_commands.h
 * and kvmgt's decoder of Gen8.
 */
#include <linux/bitfield.h>
#include <linux/bits.h>
#include <linux/kernel.h>

#include "core/device_types.h"
#include "core/vgpu_types.h"
#include "audit.h"
#include "rules.h"

#define VGT_FLIP_GEN8_PLANE	GENMASK(21, 19)
#define VGT_FLIP_GEN9_PLANE	GENMASK(12, 8)
#define VGT_FLIP_STRIDE		GENMASK(15, 6)
#define VGT_FLIP_GEN8_TILE	GENMASK(0, 0)
#define VGT_FLIP_GEN9_TILE	GENMASK(2, 0)
#define VGT_FLIP_SURF		GENMASK(31, 12)
#define VGT_FLIP_TYPE		GENMASK(1, 0)
#define   VGT_FLIP_ASYNC	1

/* What a plane number in the command means. @pipe is 1 + pipe, or 0 for no such plane. */
struct vgt_flip_code {
	u8 pipe;
	u8 plane;
};

static const struct vgt_flip_code vgt_flip_gen8[] = {
	{ 1, 0 }, { 2, 0 }, { 1, 1 }, { 2, 1 }, { 3, 0 }, { 3, 1 },
};

static const struct vgt_flip_code vgt_flip_gen9[] = {
	[0] = { 1, 0 }, [1] = { 2, 0 }, [2] = { 3, 0 },
	[4] = { 1, 1 }, [5] = { 2, 1 }, [6] = { 3, 1 },
	[7] = { 1, 2 }, [8] = { 2, 2 }, [9] = { 3, 2 },
};

static struct vgt_flip_code vgt_flip_code(enum vgt_planes planes, u32 header)
{
	static const struct vgt_flip_code none;
	u32 n;

	if (planes == VGT_PLANES_PRIMARY) {
		n = FIELD_GET(VGT_FLIP_GEN8_PLANE, header);
		return n < ARRAY_SIZE(vgt_flip_gen8) ? vgt_flip_gen8[n] : none;
	}
	n = FIELD_GET(VGT_FLIP_GEN9_PLANE, header);
	return n < ARRAY_SIZE(vgt_flip_gen9) ? vgt_flip_gen9[n] : none;
}

/**
 * vgt_mi_display_flip() - check MI_DISPLAY_FLIP
 * @audit: the submission; the flip is recorded in its @flips
 * @cs: the command; replaced by no-ops
 * @len: its length in words
 *
 * Return: 0, or -EPERM if the command is refused.
 */
int vgt_mi_display_flip(struct vgt_audit *audit, u32 *cs, u32 len)
{
	enum vgt_planes planes = audit->ve->vgpu->dev->gpu->desc.platform->planes;
	struct vgt_flip_code code = vgt_flip_code(planes, cs[0]);
	u32 type = cs[2] & VGT_FLIP_TYPE;
	struct vgt_flip *flip;

	if (audit->restoring)
		return vgt_refuse(audit, "a flip whenever a context is restored");
	if (!code.pipe)
		return vgt_refuse(audit, "a plane that there is not");
	if (type > VGT_FLIP_ASYNC)
		return vgt_refuse(audit, "a flip of two pictures for stereo");

	flip = &audit->flips.plane[code.pipe - 1][code.plane];
	flip->set = true;
	flip->async = type == VGT_FLIP_ASYNC;
	flip->surf = cs[2] & VGT_FLIP_SURF;
	flip->stride = FIELD_GET(VGT_FLIP_STRIDE, cs[1]);
	flip->tile = cs[1] & (planes == VGT_PLANES_PRIMARY ? VGT_FLIP_GEN8_TILE :
							     VGT_FLIP_GEN9_TILE);
	vgt_rule_noop(cs, len);
	return 0;
}
