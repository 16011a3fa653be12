/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The devices that can be modelled: one row each.
 *
 * Source: include/drm/i915_pciids.h of the Linux kernel; Intel OSRC PRMs. Low-power
 * parts: Apollo Lake PRM; i915 gt/intel_rps.c, gt/intel_gt_clock_utils.c,
 * gt/intel_sseu.c, intel_device_info.c, i915_reg.h. FORCE_TO_NONPRIV: i915
 * gt/intel_engine_regs.h.
 */
#ifndef GPU_MODEL_DEVICE_H
#define GPU_MODEL_DEVICE_H

#include "core/types.h"
#include "cs/engine.h"

/**
 * struct device_info - one device
 * @name: as given on the command line
 * @title: name for people
 * @pci_id: PCI device id; the vendor is Intel
 * @revision: PCI revision
 * @gen: 8 or 9 (Gen9.5 counts as 9)
 * @low_power: of the Atom line, whose GT has other clocks, which are read in other registers
 * @slot_access: FORCE_TO_NONPRIV has bits that open registers only for reads or only for writes
 * @cannon_point: its chipset is Cannon Point or similar, with other I2C pins
 * @engines: bit per enum engine_id
 * @timestamp_hz: rate of the engines' timestamps
 * @fuse2: FUSE2, slices and subslices that exist
 * @eu_disable: EU_DISABLE0..2
 * @dfsm: DFSM, parts of the display that are fused off
 * @min_freq: lowest GT frequency, in units of 50 MHz; of 50/3 MHz on low-power parts
 * @base_freq: efficient GT frequency, likewise
 * @max_freq: highest GT frequency, likewise
 */
struct device_info {
	const char *name;
	const char *title;
	u16 pci_id;
	u8 revision;
	u8 gen;
	bool low_power;
	bool slot_access;
	bool cannon_point;
	u32 engines;
	u32 timestamp_hz;
	u32 fuse2;
	u32 eu_disable[3];
	u32 dfsm;
	u8 min_freq;
	u8 base_freq;
	u8 max_freq;
};

/** device_find() - a device by its name; NULL if there is none */
const struct device_info *device_find(const char *name);

/** device_at() - devices by number, NULL past the last */
const struct device_info *device_at(u32 i);

#define DEVICE_DEFAULT	"skl-gt2"

#endif /* GPU_MODEL_DEVICE_H */
