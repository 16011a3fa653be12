// SPDX-License-Identifier: GPL-2.0-only
/*
 * The interrupt tree: groups of ISR, IMR, IIR and IER under one master control
 * register, and one output: an MSI, or a pin.
 *
 * Source: Skylake PRM vol. 12 (display), "Interrupts"; i915_irq.c.
 */
#include <linux/kernel.h>
#include <linux/lockdep.h>
#include <linux/string.h>

#include "core/trace.h"
#include "core/vgpu.h"
#include "irq.h"
#include "mmio.h"
#include "tables.h"

#define VGT_MASTER_CTL		0x44200
#define VGT_MASTER_ENABLE	BIT(31)

enum { VGT_ISR, VGT_IMR, VGT_IIR, VGT_IER };

static const struct {
	u32 base;
	u32 master;
} vgt_irq_groups[VGT_IRQ_GROUPS] = {
	[VGT_IRQ_GT0]	 = { 0x44300, BIT(0) | BIT(1) },
	[VGT_IRQ_GT1]	 = { 0x44310, BIT(2) | BIT(3) },
	[VGT_IRQ_GT2]	 = { 0x44320, BIT(4) },
	[VGT_IRQ_GT3]	 = { 0x44330, BIT(6) },
	[VGT_IRQ_PIPE_A] = { 0x44400, BIT(16) },
	[VGT_IRQ_PIPE_B] = { 0x44410, BIT(17) },
	[VGT_IRQ_PIPE_C] = { 0x44420, BIT(18) },
	[VGT_IRQ_PORT]	 = { 0x44440, BIT(20) },
	[VGT_IRQ_MISC]	 = { 0x44460, BIT(22) },
	[VGT_IRQ_PCU]	 = { 0x444e0, BIT(30) },
	[VGT_IRQ_PCH]	 = { 0xc4000, BIT(23) },
};

/* Two engines share GT0 and GT1: each half of the group has its master bit. */
static u32 vgt_irq_master_bits(const struct vgt_irq *irq, u32 g)
{
	u32 pending = irq->group[g].iir & irq->group[g].ier;
	u32 bits = vgt_irq_groups[g].master;

	if (!pending)
		return 0;
	if (g == VGT_IRQ_GT0 || g == VGT_IRQ_GT1)
		return ((pending & 0xffff) ? bits & -bits : 0) |
		       ((pending >> 16) ? bits & (bits - 1) : 0);
	return bits;
}

static u32 vgt_irq_pending(const struct vgt_irq *irq)
{
	u32 bits = 0;
	u32 g;

	for (g = 0; g < VGT_IRQ_GROUPS; g++)
		bits |= vgt_irq_master_bits(irq, g);
	return bits;
}

static void vgt_irq_send(struct vgt_vgpu *vgpu)
{
	vgpu->guest->ops->interrupt(vgpu->guest);
}

/* The lock is held. True where the guest must hear of it. */
static bool vgt_irq_set(struct vgt_irq *irq, enum vgt_irq_group group, u32 bits)
{
	lockdep_assert_held(&irq->lock);
	irq->group[group].iir |= bits & ~irq->group[group].imr;
	return irq->master &&
	       (bits & irq->group[group].iir & irq->group[group].ier);
}

/**
 * vgt_irq_raise() - an event happened
 * @vgpu: whose
 * @group: the group that reports it
 * @bits: its bits there
 *
 * Any context.
 */
void vgt_irq_raise(struct vgt_vgpu *vgpu, enum vgt_irq_group group, u32 bits)
{
	struct vgt_irq *irq = &vgpu->irq;
	unsigned long flags;
	bool send;

	spin_lock_irqsave(&irq->lock, flags);
	send = vgt_irq_set(irq, group, bits);
	spin_unlock_irqrestore(&irq->lock, flags);

	trace_vgt_irq(vgpu->id, group, bits, send);
	if (send)
		vgt_irq_send(vgpu);
}

/**
 * vgt_irq_raise_engine() - an event of an engine happened
 * @vgpu: whose
 * @engine: which
 * @bits: of VGT_GT_*, as a mask, before the engine's shift
 */
void vgt_irq_raise_engine(struct vgt_vgpu *vgpu, enum vgt_engine_id engine,
			  u32 bits)
{
	const struct vgt_engine_info *info = &vgt_engines[engine];

	vgt_irq_raise(vgpu, VGT_IRQ_GT0 + info->irq_gt, bits << info->irq_shift);
}

/**
 * vgt_irq_level() - set or clear live status; raises nothing
 * @vgpu: whose
 * @group: the group whose ISR shows it
 * @bits: there
 * @on: the new state
 */
void vgt_irq_level(struct vgt_vgpu *vgpu, enum vgt_irq_group group, u32 bits,
		   bool on)
{
	struct vgt_irq *irq = &vgpu->irq;
	unsigned long flags;

	spin_lock_irqsave(&irq->lock, flags);
	if (on)
		irq->group[group].isr |= bits;
	else
		irq->group[group].isr &= ~bits;
	spin_unlock_irqrestore(&irq->lock, flags);
}

/**
 * vgt_irq_enabled() - would the guest hear of an event?
 * @vgpu: whose
 * @group: the group that would report it
 * @bits: its bits there
 */
bool vgt_irq_enabled(struct vgt_vgpu *vgpu, enum vgt_irq_group group, u32 bits)
{
	const struct vgt_irq *irq = &vgpu->irq;

	return bits & READ_ONCE(irq->group[group].ier) &
	       ~READ_ONCE(irq->group[group].imr);
}

/**
 * vgt_irq_line() - the level of the tree's output
 * @vgpu: whose
 *
 * What the interrupt pin shows, unless it is switched off in configuration space. Any context.
 *
 * Return: true while something that the guest has enabled is pending.
 */
bool vgt_irq_line(struct vgt_vgpu *vgpu)
{
	struct vgt_irq *irq = &vgpu->irq;
	unsigned long flags;
	bool line;

	spin_lock_irqsave(&irq->lock, flags);
	line = irq->master && vgt_irq_pending(irq);
	spin_unlock_irqrestore(&irq->lock, flags);
	return line;
}

static u32 *vgt_irq_reg(struct vgt_irq *irq, u32 offset, u32 *which)
{
	u32 g;

	for (g = 0; g < VGT_IRQ_GROUPS; g++) {
		if (offset - vgt_irq_groups[g].base >= 16)
			continue;
		*which = (offset - vgt_irq_groups[g].base) / 4;
		return &irq->group[g].isr + *which;
	}
	return NULL;
}

static u32 vgt_irq_read(struct vgt_vgpu *vgpu, u32 offset)
{
	u32 which;
	u32 *reg = vgt_irq_reg(&vgpu->irq, offset, &which);

	return reg ? READ_ONCE(*reg) : 0;
}

static int vgt_irq_write(struct vgt_vgpu *vgpu, u32 offset, u32 val)
{
	struct vgt_irq *irq = &vgpu->irq;
	unsigned long flags;
	bool send = false;
	u32 which;
	u32 *reg = vgt_irq_reg(irq, offset, &which);

	if (!reg || which == VGT_ISR)
		return 0;

	spin_lock_irqsave(&irq->lock, flags);
	if (which == VGT_IIR) {
		*reg &= ~val;
	} else {
		u32 before = vgt_irq_pending(irq);

		*reg = val;
		send = irq->master && (vgt_irq_pending(irq) & ~before);
	}
	spin_unlock_irqrestore(&irq->lock, flags);

	if (send)
		vgt_irq_send(vgpu);
	if (which != VGT_IIR)
		vgt_display_irq_changed(vgpu);
	return 0;
}

static u32 vgt_master_read(struct vgt_vgpu *vgpu, u32 offset)
{
	struct vgt_irq *irq = &vgpu->irq;
	unsigned long flags;
	u32 val;

	spin_lock_irqsave(&irq->lock, flags);
	val = vgt_irq_pending(irq) | (irq->master ? VGT_MASTER_ENABLE : 0);
	spin_unlock_irqrestore(&irq->lock, flags);
	return val;
}

/* Enabling with something pending sends the MSI again: it is edge-triggered. */
static int vgt_master_write(struct vgt_vgpu *vgpu, u32 offset, u32 val)
{
	struct vgt_irq *irq = &vgpu->irq;
	unsigned long flags;
	bool send;

	spin_lock_irqsave(&irq->lock, flags);
	irq->master = val & VGT_MASTER_ENABLE;
	send = irq->master && vgt_irq_pending(irq);
	spin_unlock_irqrestore(&irq->lock, flags);

	if (send)
		vgt_irq_send(vgpu);
	return 0;
}

void vgt_irq_init(struct vgt_vgpu *vgpu)
{
	spin_lock_init(&vgpu->irq.lock);
	vgt_irq_reset(vgpu);
}

/**
 * vgt_irq_reset() - all masked, nothing pending
 * @vgpu: whose
 */
void vgt_irq_reset(struct vgt_vgpu *vgpu)
{
	struct vgt_irq *irq = &vgpu->irq;
	unsigned long flags;
	u32 g;

	spin_lock_irqsave(&irq->lock, flags);
	irq->master = false;
	for (g = 0; g < VGT_IRQ_GROUPS; g++) {
		irq->group[g].imr = ~0u;
		irq->group[g].iir = 0;
		irq->group[g].ier = 0;
		irq->group[g].isr = 0;
	}
	spin_unlock_irqrestore(&irq->lock, flags);
}

#define VGT_IRQ_ROW(_base, _groups) {					\
	.offset = (_base), .count = 4 * (_groups),			\
	.read = vgt_irq_read, .write = vgt_irq_write }

static const struct vgt_reg vgt_irq_regs[] = {
	{ .offset = VGT_MASTER_CTL, .read = vgt_master_read,
	  .write = vgt_master_write },
	VGT_IRQ_ROW(0x44300, 4),	/* GT 0-3 */
	VGT_IRQ_ROW(0x44400, 3),	/* display engine, pipes A-C */
	VGT_IRQ_ROW(0x44440, 1),	/* display engine, ports */
	VGT_IRQ_ROW(0x44460, 1),	/* display engine, miscellaneous */
	VGT_IRQ_ROW(0x444e0, 1),	/* power control unit */
	VGT_IRQ_ROW(0xc4000, 1),	/* south display engine */
};

VGT_REG_TABLE(vgt_regs_irq, vgt_irq_regs);
