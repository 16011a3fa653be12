/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Interrupt tree of Gen8 and Gen9: groups of ISR, IMR, IIR, IER, a master
 * control, one MSI, or the interrupt pin.
 *
 * Source: Intel OSRC Skylake PRM vol 12 "Interrupts"; i915 i915_reg.h.
 */
#ifndef GPU_MODEL_IRQ_H
#define GPU_MODEL_IRQ_H

#include "core/types.h"

struct gpu;

enum irq_group {
	IRQ_GT0,	/* render, copy */
	IRQ_GT1,	/* video */
	IRQ_GT2,	/* power management */
	IRQ_GT3,	/* video enhancement */
	IRQ_PIPE_A,
	IRQ_PIPE_B,
	IRQ_PIPE_C,
	IRQ_PORT,
	IRQ_MISC,
	IRQ_PCU,
	IRQ_PCH,
	IRQ_GROUPS
};

/**
 * struct irq - state of the tree; gpu->lock
 * @queued: events that arrived while their IIR bit was still set, per group
 * @asserted: level of the output; the MSI is sent when it rises
 * @msi_fd: event file of the client, -1 if it has none
 * @msi_count: MSIs sent
 * @pin_fd: event file of the client for the pin, -1 if it has none
 * @pin_masked: the pin was signalled, and is not signalled again until the client unmasks it
 * @pin_off: configuration space switches it off
 */
struct irq {
	u32 queued[IRQ_GROUPS];
	bool asserted;
	int msi_fd;
	u64 msi_count;
	int pin_fd;
	bool pin_masked;
	bool pin_off;
};

/** irq_init() - no interrupt pending; registers are attached */
void irq_init(struct gpu *gpu);

/** irq_reset() - nothing pending, everything masked; the event file stays */
void irq_reset(struct gpu *gpu);

/** irq_raise() - events happened in a group; caller holds gpu->lock */
void irq_raise(struct gpu *gpu, enum irq_group group, u32 bits);

/** irq_set_status() - set or clear live status bits (ISR), without an event */
void irq_set_status(struct gpu *gpu, enum irq_group group, u32 bits, bool high);

/** irq_set_level() - set or clear live status bits (ISR); a rise is an event too */
void irq_set_level(struct gpu *gpu, enum irq_group group, u32 bits, bool high);

/** irq_set_msi() - hand over the event file, or -1; the old one is the caller's to close */
void irq_set_msi(struct gpu *gpu, int fd);

/**
 * irq_set_pin() - hand over the event file of the pin, or -1
 *
 * The pin is a level, the event file an edge: it is signalled once when the pin is high, and then
 * masked. It is not used while there is one for MSIs. Source: linux/vfio.h, "AUTOMASKED".
 */
void irq_set_pin(struct gpu *gpu, int fd);

/** irq_mask_pin() - the client masks or unmasks the pin; unmasking signals a high pin again */
void irq_mask_pin(struct gpu *gpu, bool mask);

/** irq_switch_pin() - bit 10 of the command register: "interrupt disable" */
void irq_switch_pin(struct gpu *gpu, bool off);

#endif /* GPU_MODEL_IRQ_H */
