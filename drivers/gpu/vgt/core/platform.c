// SPDX-License-Identifier: GPL-2.0-only
/*
 * The platforms, and checks of their rows.
 *
 * Source: Broadwell and Skylake PRM vol. 2c and 12; i915's i915_pci.c and gt/intel_lrc_reg.h
 * (INDIRECT_CTX_OFFSET); display/intel_gmbus.c (pins).
 */
#include <linux/bits.h>
#include <linux/errno.h>
#include <linux/kernel.h>

#include "core/device.h"
#include "core/regs/display_regs.h"
#include "core/regs/gt_regs.h"
#include "core/regs/index.h"
#include "platform.h"

/* INDIRECT_CTX_OFFSET has whole cache lines. */
#define VGT_INDIRECT_CTX_OFFSET	GENMASK(15, 6)
#define VGT_CACHE_LINE		64
#define VGT_INDIRECT_CTX_GEN8	(0x17 * VGT_CACHE_LINE)
#define VGT_INDIRECT_CTX_GEN9	(0x26 * VGT_CACHE_LINE)

#define VGT_GEN9(_name, _gmbus)						\
	{								\
		.name = _name, .gen = 9, .engines = VGT_ON_ALL,		\
		.indirect_ctx_offset = VGT_INDIRECT_CTX_GEN9,		\
		.cs_debug_mode2 = true,					\
		.planes = VGT_PLANES_UNIVERSAL, .pll = VGT_PLL_DPLL,	\
		.aux = VGT_AUX_CPU, .gmbus = _gmbus,			\
	}

/* Guests on Coffee Lake and Comet Lake assume a CNP chipset or later. */
const struct vgt_platform vgt_platforms[VGT_NUM_PLATFORMS] = {
	[VGT_BROADWELL] = {
		.name = "Broadwell", .gen = 8, .engines = VGT_ON_ALL,
		.indirect_ctx_offset = VGT_INDIRECT_CTX_GEN8,
		.planes = VGT_PLANES_PRIMARY, .pll = VGT_PLL_WRPLL,
		.aux = VGT_AUX_PCH, .gmbus = VGT_GMBUS_LPT,
	},
	[VGT_SKYLAKE] = VGT_GEN9("Skylake", VGT_GMBUS_LPT),
	[VGT_KABYLAKE] = VGT_GEN9("Kaby Lake", VGT_GMBUS_LPT),
	[VGT_COFFEELAKE] = VGT_GEN9("Coffee Lake", VGT_GMBUS_CNP),
	[VGT_COMETLAKE] = VGT_GEN9("Comet Lake", VGT_GMBUS_CNP),
};

/* Check that all fields are set, with valid values. */
static bool vgt_platform_complete(const struct vgt_platform *p)
{
	return p->name && (p->gen == 8 || p->gen == 9) && p->engines &&
	       !(p->engines & ~VGT_ON_ALL) && p->indirect_ctx_offset &&
	       !(p->indirect_ctx_offset & ~VGT_INDIRECT_CTX_OFFSET) &&
	       (p->planes == VGT_PLANES_PRIMARY || p->planes == VGT_PLANES_UNIVERSAL) &&
	       (p->pll == VGT_PLL_WRPLL || p->pll == VGT_PLL_DPLL) &&
	       (p->aux == VGT_AUX_PCH || p->aux == VGT_AUX_CPU) &&
	       (p->gmbus == VGT_GMBUS_LPT || p->gmbus == VGT_GMBUS_CNP);
}

/**
 * vgt_platform_check() - check that a GPU has a complete platform row
 * @desc: the GPU's description
 *
 * Return: 0; -EINVAL if it has no row, if the row is incomplete, or if the GPU has engines that
 * its platform does not have.
 */
int vgt_platform_check(const struct vgt_gpu_desc *desc)
{
	const struct vgt_platform *p = desc->platform;

	return p && vgt_platform_complete(p) && !(desc->engine_mask & ~p->engines) ? 0 : -EINVAL;
}

/**
 * vgt_platform_check_units() - check that a platform's units are consistent
 * @dev: the device; its platform is complete, and its registers are indexed
 *
 * Return: 0; -EINVAL if the row has units that do not exist together, or whose registers its
 * generation does not have.
 */
int vgt_platform_check_units(const struct vgt_device *dev)
{
	const struct vgt_gpu_desc *desc = &dev->gpu->desc;
	const struct vgt_platform *p = desc->platform;
	bool gen9_display = p->pll == VGT_PLL_DPLL;
	bool universal = p->planes == VGT_PLANES_UNIVERSAL;
	bool aux_cpu = p->aux == VGT_AUX_CPU;

	if (!!vgt_reg_find(dev, DPLL_CTRL1) != gen9_display)
		return -EINVAL;
	if (desc->engine_mask & VGT_ON_RCS &&
	    !!vgt_reg_find(dev, CS_DEBUG_MODE2) != p->cs_debug_mode2)
		return -EINVAL;
	/* Planes, clocks and AUX channels are parts of one display unit. */
	return universal == gen9_display && aux_cpu == gen9_display ? 0 : -EINVAL;
}
