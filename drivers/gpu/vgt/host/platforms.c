// SPDX-License-Identifier: GPL-2.0-only
/*
 * i915's platforms: the core's row for each one that is shared, and the reason for each other
 * one of the same or a later generation.
 */
#include <linux/kernel.h>

#include "i915.h"

/* i915's macros need the platform's bare name. */
#define VGT_IS(_platform)						\
static bool vgt_is_##_platform(struct drm_i915_private *i915)		\
{									\
	return IS_##_platform(i915);					\
}

VGT_IS(BROADWELL)
VGT_IS(SKYLAKE)
VGT_IS(KABYLAKE)
VGT_IS(COFFEELAKE)
VGT_IS(COMETLAKE)
VGT_IS(CHERRYVIEW)
VGT_IS(BROXTON)
VGT_IS(GEMINILAKE)

static bool vgt_is_later(struct drm_i915_private *i915)
{
	return GRAPHICS_VER(i915) > 9;
}

/* Each platform has a row or a reason. Platforms that are missing here are older than Gen8. */
static const struct vgt_i915_row {
	bool (*is)(struct drm_i915_private *i915);
	const struct vgt_platform *platform;
	const char *why;
} vgt_i915_platforms[] = {
	{ vgt_is_BROADWELL, &vgt_platforms[VGT_BROADWELL] },
	{ vgt_is_SKYLAKE, &vgt_platforms[VGT_SKYLAKE] },
	{ vgt_is_KABYLAKE, &vgt_platforms[VGT_KABYLAKE] },
	{ vgt_is_COFFEELAKE, &vgt_platforms[VGT_COFFEELAKE] },
	{ vgt_is_COMETLAKE, &vgt_platforms[VGT_COMETLAKE] },
	{ vgt_is_CHERRYVIEW, .why = "its display unit has no rows" },
	{ vgt_is_BROXTON, .why = "its display unit has no rows" },
	{ vgt_is_GEMINILAKE, .why = "its display unit has no rows" },
	{ vgt_is_later, .why = "its generation has no rows" },
};

static const struct vgt_i915_row *vgt_i915_row_of(struct drm_i915_private *i915)
{
	u32 i;

	for (i = 0; i < ARRAY_SIZE(vgt_i915_platforms); i++)
		if (vgt_i915_platforms[i].is(i915))
			return &vgt_i915_platforms[i];
	return NULL;
}

/**
 * vgt_i915_platform() - find the core's platform of a GPU
 * @i915: its device
 *
 * Return: the platform; NULL if vgt does not share it.
 */
const struct vgt_platform *vgt_i915_platform(struct drm_i915_private *i915)
{
	const struct vgt_i915_row *row = vgt_i915_row_of(i915);

	return row ? row->platform : NULL;
}

/**
 * vgt_i915_unsupported() - log that a GPU is not shared, and why
 * @i915: its device
 *
 * Return: -ENODEV.
 */
int vgt_i915_unsupported(struct drm_i915_private *i915)
{
	const struct vgt_i915_row *row = vgt_i915_row_of(i915);
	struct pci_dev *pdev = to_pci_dev(i915->drm.dev);

	pr_err("vgt: %s: device %04x is not supported: Broadwell, Skylake, Kaby Lake, Coffee Lake and Comet Lake are\n",
	       pci_name(pdev), pdev->device);
	pr_err("vgt: %s: no platform for this device: %s\n", pci_name(pdev),
	       row ? row->why : "it is older than Gen8");
	return -ENODEV;
}
