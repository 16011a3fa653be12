/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Differences between the GPUs that vgt supports: a row per platform.
 *
 * The rest of the core checks a property by its name, never a platform or a device id. Rows of
 * registers, commands and types of vGPUs name their generation themselves. They are looked up
 * by @gen of &struct vgt_platform.
 */
#ifndef VGT_CORE_PLATFORM_H
#define VGT_CORE_PLATFORM_H

#include <linux/types.h>

struct vgt_device;
struct vgt_gpu_desc;

/**
 * enum vgt_platform_id - the rows of vgt_platforms
 * @VGT_BROADWELL: 5th generation Core
 * @VGT_SKYLAKE: 6th
 * @VGT_KABYLAKE: 7th
 * @VGT_COFFEELAKE: 8th and 9th
 * @VGT_COMETLAKE: 10th
 * @VGT_NUM_PLATFORMS: number of platforms
 */
enum vgt_platform_id {
	VGT_BROADWELL,
	VGT_SKYLAKE,
	VGT_KABYLAKE,
	VGT_COFFEELAKE,
	VGT_COMETLAKE,
	VGT_NUM_PLATFORMS,
};

/**
 * enum vgt_planes - registers of planes, fields of MI_DISPLAY_FLIP, interrupts of flips
 * @VGT_PLANES_UNKNOWN: not set; vgt_platform_check() refuses it
 * @VGT_PLANES_PRIMARY: a primary plane (DSPCNTR) of the pipe's size, and one sprite
 * @VGT_PLANES_UNIVERSAL: planes that are all alike (PLANE_CTL)
 */
enum vgt_planes {
	VGT_PLANES_UNKNOWN,
	VGT_PLANES_PRIMARY,
	VGT_PLANES_UNIVERSAL,
};

/**
 * enum vgt_pll - how a port gets its clock
 * @VGT_PLL_UNKNOWN: not set; refused
 * @VGT_PLL_WRPLL: PORT_CLK_SEL picks the LCPLL or a WRPLL
 * @VGT_PLL_DPLL: DPLL_CTRL2 selects a DPLL, DPLL_CTRL1 sets it
 */
enum vgt_pll {
	VGT_PLL_UNKNOWN,
	VGT_PLL_WRPLL,
	VGT_PLL_DPLL,
};

/**
 * enum vgt_aux_unit - where the AUX channels of ports B and on are
 * @VGT_AUX_UNKNOWN: not set; refused
 * @VGT_AUX_PCH: in the chipset, with their interrupts
 * @VGT_AUX_CPU: in the processor, as that of port A
 */
enum vgt_aux_unit {
	VGT_AUX_UNKNOWN,
	VGT_AUX_PCH,
	VGT_AUX_CPU,
};

/**
 * enum vgt_gmbus_pins - assignment of GMBUS pins to ports
 * @VGT_GMBUS_UNKNOWN: not set; refused
 * @VGT_GMBUS_LPT: chipsets up to SPT
 * @VGT_GMBUS_CNP: chipsets from CNP on
 */
enum vgt_gmbus_pins {
	VGT_GMBUS_UNKNOWN,
	VGT_GMBUS_LPT,
	VGT_GMBUS_CNP,
};

/**
 * struct vgt_platform - a platform
 * @name: the name in i915 and the PRM
 * @gen: graphics generation; selects the rows of registers, commands and types
 * @engines: BIT(enum vgt_engine_id) of the engines that its GPUs may have
 * @indirect_ctx_offset: INDIRECT_CTX_OFFSET of its context images: the point of the restore
 *	at which the indirect context batch runs
 * @cs_debug_mode2: it has CS_DEBUG_MODE2, which can turn commands off as INSTPM does
 * @planes: planes of its display
 * @pll: clocks of its display
 * @aux: AUX channels of its display
 * @gmbus: pins of GMBUS
 */
struct vgt_platform {
	const char *name;
	u8 gen;
	u8 engines;
	u16 indirect_ctx_offset;
	bool cs_debug_mode2;
	enum vgt_planes planes;
	enum vgt_pll pll;
	enum vgt_aux_unit aux;
	enum vgt_gmbus_pins gmbus;
};

extern const struct vgt_platform vgt_platforms[VGT_NUM_PLATFORMS];

int vgt_platform_check(const struct vgt_gpu_desc *desc);
int vgt_platform_check_units(const struct vgt_device *dev);

#endif
