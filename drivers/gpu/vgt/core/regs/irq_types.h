/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_CORE_IRQ_TYPES_H
#define VGT_CORE_IRQ_TYPES_H

#include <linux/spinlock.h>
#include <linux/types.h>

struct vgt_vgpu;

/**
 * enum vgt_irq_group - the interrupt groups of Gen8 and Gen9
 * @VGT_IRQ_GT0: render and blitter engines
 * @VGT_IRQ_GT1: video engines
 * @VGT_IRQ_GT2: power management of the GT
 * @VGT_IRQ_GT3: video enhancement engine
 * @VGT_IRQ_PIPE_A: display pipe A
 * @VGT_IRQ_PIPE_B: display pipe B
 * @VGT_IRQ_PIPE_C: display pipe C
 * @VGT_IRQ_PORT: display ports of the CPU: AUX channels
 * @VGT_IRQ_MISC: display, all else
 * @VGT_IRQ_PCU: power control unit
 * @VGT_IRQ_PCH: south display: hotplug
 * @VGT_IRQ_GROUPS: how many there are
 *
 * Each has four registers, 4 bytes apart: ISR, IMR, IIR, IER.
 */
enum vgt_irq_group {
	VGT_IRQ_GT0,
	VGT_IRQ_GT1,
	VGT_IRQ_GT2,
	VGT_IRQ_GT3,
	VGT_IRQ_PIPE_A,
	VGT_IRQ_PIPE_B,
	VGT_IRQ_PIPE_C,
	VGT_IRQ_PORT,
	VGT_IRQ_MISC,
	VGT_IRQ_PCU,
	VGT_IRQ_PCH,
	VGT_IRQ_GROUPS,
};

/* Bits of an engine in its GT group, before its shift. */
#define VGT_GT_USER		0
#define VGT_GT_ERROR		3
#define VGT_GT_FLUSH		4
#define VGT_GT_CONTEXT_SWITCH	8

/**
 * struct vgt_irq - the interrupt tree of a vGPU
 * @lock: protects all fields; taken in any context
 * @master: bit 31 of the master control register
 * @group: the registers of each group
 * @guest_wrote: told, without the lock, when a guest has written an IMR or IER, or the IIR of a
 *	pipe: whoever raises events only while somebody hears them. Set before the guest has the
 *	vGPU
 */
struct vgt_irq {
	/* Protects all that follows. */
	spinlock_t lock;
	bool master;
	struct {
		u32 isr;
		u32 imr;
		u32 iir;
		u32 ier;
	} group[VGT_IRQ_GROUPS];
	void (*guest_wrote)(struct vgt_vgpu *vgpu);
};

#endif
