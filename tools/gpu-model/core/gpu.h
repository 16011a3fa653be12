/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The whole device.
 */
#ifndef GPU_MODEL_GPU_H
#define GPU_MODEL_GPU_H

#include <pthread.h>

#include "core/anomaly.h"
#include "core/device.h"
#include "core/irq.h"
#include "core/memory.h"
#include "core/mmio.h"
#include "core/page_log.h"
#include "core/trace.h"
#include "core/types.h"
#include "cs/commands.h"
#include "cs/engine.h"
#include "display/display.h"
#include "gt/ggtt.h"
#include "gt/pcode.h"

/* Base and sub class of the PCI function: the primary one, or another one beside it. */
#define PCI_CLASS_VGA		0x0300
#define PCI_CLASS_OTHER		0x0380

/**
 * struct gpu_power - the power state of the PCI function
 * @state: D state, 0 or 3; atomic
 * @d3_loses: D3hot takes the registers' power, as S3 does
 * @d3_count: how often the driver has put the device into D3hot
 * @resets: resets of the whole function, by its driver or by the bus
 */
struct gpu_power {
	u32 state;
	bool d3_loses;
	u64 d3_count;
	u64 resets;
};

/**
 * struct gpu - the device and everything in it
 * @device: which device it is
 * @aperture_size: bytes of BAR 2
 * @pci_class: base and sub class of the PCI function, 0x0300 or 0x0380
 * @odd_image: the render engine saves a command that no document has; see cs/state.h
 * @lock: protects the registers and all state that depends on them; not held while an engine
 *	executes a command, nor during waits
 * @memory: guest-physical memory, with its own lock
 * @ggtt: global GTT; its entries are shared with the client
 * @ggtt_generation: raised so that all engines read the GTT again; atomic
 * @mmio: registers
 * @irq: interrupt tree
 * @power: D states; @lock
 * @engine: engines; only those of the device are used
 * @display: display engine
 * @anomalies: with its own lock
 * @trace: with its own lock
 * @page_log: with its own lock
 * @aperture_reads: reads through BAR 2; atomic
 * @aperture_writes: writes through BAR 2; atomic
 * @command_count: commands executed or skipped, by their number; atomic
 */
struct gpu {
	const struct device_info *device;
	u64 aperture_size;
	u16 pci_class;
	bool odd_image;
	pthread_mutex_t lock;
	struct memory memory;
	struct ggtt ggtt;
	u32 ggtt_generation;
	struct mmio *mmio;
	struct irq irq;
	struct gpu_power power;
	struct pcode pcode;
	struct engine engine[ENGINE_COUNT];
	struct display display;
	struct anomalies anomalies;
	struct trace trace;
	struct page_log page_log;
	u64 aperture_reads;
	u64 aperture_writes;
	u64 command_count[CS_COMMANDS];
};

/**
 * gpu_create() - a device at power-on, with its threads running
 * @device: which one
 * @aperture_size: bytes of BAR 2, a power of two
 *
 * Return: the device, or NULL with errno set.
 */
struct gpu *gpu_create(const struct device_info *device, u64 aperture_size);
void gpu_destroy(struct gpu *gpu);

/**
 * gpu_reset() - function level reset, or reset of the bus as at wake-up from S3
 *
 * The device is then as at power-on, in D0, except for monitors and memory. The entries of the
 * global GTT are in stolen memory and stay.
 */
void gpu_reset(struct gpu *gpu);

/** gpu_power_cycle() - all as at power-on, but for monitors; no entry of the GTT is present */
void gpu_power_cycle(struct gpu *gpu);

/**
 * gpu_set_power() - set the D state that the driver has chosen
 * @state: 0 or 3
 *
 * In D3hot neither registers nor aperture answer. If D3hot takes the power (@d3_loses), all
 * registers are as at power-on afterwards. Only memory, which includes the entries of the global
 * GTT, is kept.
 */
void gpu_set_power(struct gpu *gpu, u32 state);

/** gpu_is_asleep() - whether accesses are lost in D3hot; if so, report the access @what */
bool gpu_is_asleep(struct gpu *gpu, const char *what, u64 offset);

static inline bool gpu_has_engine(const struct gpu *gpu, u32 id)
{
	return gpu->device->engines & BIT(id);
}

/** gpu_note_access() - the processor accesses a register: power, time; gpu->lock is held */
void gpu_note_access(struct gpu *gpu, u32 offset, bool write);

/** gpu_ips_enabled() - whether 64 KiB pages are switched on; gpu->lock is held */
bool gpu_ips_enabled(const struct gpu *gpu);

#endif /* GPU_MODEL_GPU_H */
