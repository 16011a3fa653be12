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

#include "core/engine.h"
#include "core/record/record.h"
#include "core/trace.h"
#include "core/vgpu_types.h"
#include "display_regs.h"
#include "irq.h"
#include "mmio.h"
#include "tables.h"

enum { VGT_ISR, VGT_IMR, VGT_IIR, VGT_IER };

/* Bits of a group in the master control register. */
static const u32 vgt_irq_master[VGT_IRQ_GROUPS] = {
	[VGT_IRQ_GT0]	 = BIT(0) | BIT(1),
	[VGT_IRQ_GT1]	 = BIT(2) | BIT(3),
	[VGT_IRQ_GT2]	 = BIT(4),
	[VGT_IRQ_GT3]	 = BIT(6),
	[VGT_IRQ_PIPE_A] = BIT(16),
	[VGT_IRQ_PIPE_B] = BIT(17),
	[VGT_IRQ_PIPE_C] = BIT(18),
	[VGT_IRQ_PORT]	 = BIT(20),
	[VGT_IRQ_MISC]	 = BIT(22),
	[VGT_IRQ_PCU]	 = BIT(30),
	[VGT_IRQ_PCH]	 = BIT(23),
};

/* Two engines share GT0 and GT1: each half of the group has its master bit. */
static u32 vgt_irq_master_bits(const struct vgt_irq *irq, u32 g)
{
	u32 pending = irq->group[g].iir & irq->group[g].ier;
	u32 bits = vgt_irq_master[g];

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

/*
 * For all that a section does with the interrupt registers: events raise interrupts meanwhile, and
 * the flight recorder must know what was first. Ends with spin_unlock_irqrestore().
 */
#define vgt_irq_lock(_vgpu, _flags) do {				\
	vgt_record_before(_vgpu, VGT_RECORD_POINT);			\
	spin_lock_irqsave(&(_vgpu)->irq.lock, _flags);			\
	vgt_record_point(_vgpu);					\
} while (0)

/* In a section. */
static void vgt_irq_send(struct vgt_vgpu *vgpu)
{
	vgt_record_number(vgpu, VGT_RECORD_MSI, 0, 0);
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
 * vgt_irq_note_async() - note the interrupt of an event that may come at any time
 * @vgpu: whose
 * @group: the group that reports it
 * @bits: its bits there
 *
 * Any context. Call it under the lock that makes the event visible to sections.
 *
 * Return: true if the caller must call vgt_irq_send_async(), for which it needs no lock.
 */
bool vgt_irq_note_async(struct vgt_vgpu *vgpu, enum vgt_irq_group group, u32 bits)
{
	struct vgt_irq *irq = &vgpu->irq;
	unsigned long flags;
	u8 send;

	spin_lock_irqsave(&irq->lock, flags);
	send = vgt_irq_set(irq, group, bits);
	vgt_record_event(vgpu, VGT_RECORD_RAISED, vgt_record_key(group, bits), &send, sizeof(send));
	spin_unlock_irqrestore(&irq->lock, flags);

	trace_vgt_irq(vgpu->id, group, bits, send);
	return send;
}

/**
 * vgt_irq_send_async() - send the interrupt that vgt_irq_note_async() has noted
 * @vgpu: whose
 */
void vgt_irq_send_async(struct vgt_vgpu *vgpu)
{
	vgpu->guest->ops->interrupt(vgpu->guest);
}

/**
 * vgt_irq_raise() - raise the interrupt of something that the vGPU has done
 * @vgpu: whose; its lock is held
 * @group: the group that reports it
 * @bits: its bits there
 */
void vgt_irq_raise(struct vgt_vgpu *vgpu, enum vgt_irq_group group, u32 bits)
{
	struct vgt_irq *irq = &vgpu->irq;
	unsigned long flags;
	bool send;

	vgt_irq_lock(vgpu, flags);
	send = vgt_irq_set(irq, group, bits);
	spin_unlock_irqrestore(&irq->lock, flags);

	trace_vgt_irq(vgpu->id, group, bits, send);
	if (send)
		vgt_irq_send(vgpu);
}

/**
 * vgt_irq_raise_engine_async() - raise the interrupt of an event of an engine, at any time
 * @vgpu: whose
 * @engine: which
 * @bits: of VGT_GT_*, as a mask, before the engine's shift
 */
void vgt_irq_raise_engine_async(struct vgt_vgpu *vgpu, enum vgt_engine_id engine, u32 bits)
{
	const struct vgt_engine_info *info = &vgt_engines[engine];

	if (vgt_irq_note_async(vgpu, VGT_IRQ_GT0 + info->irq_gt, bits << info->irq_shift))
		vgt_irq_send_async(vgpu);
}

/**
 * vgt_irq_raise_engine() - likewise, of an engine
 * @vgpu: whose; its lock is held
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
 * vgt_irq_level() - set or clear live status, without raising an interrupt
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
 * vgt_irq_enabled() - check whether the interrupt of an event is enabled
 * @vgpu: whose
 * @group: the group that would report it
 * @bits: its bits there
 */
bool vgt_irq_enabled(struct vgt_vgpu *vgpu, enum vgt_irq_group group, u32 bits)
{
	return vgt_irq_unmasked(vgpu, group, bits) & READ_ONCE(vgpu->irq.group[group].ier);
}

/**
 * vgt_irq_unmasked() - get those bits that an event would set in IIR now
 * @vgpu: whose
 * @group: the group that would report it
 * @bits: its bits there
 */
u32 vgt_irq_unmasked(const struct vgt_vgpu *vgpu, enum vgt_irq_group group, u32 bits)
{
	return bits & ~READ_ONCE(vgpu->irq.group[group].imr);
}

/**
 * vgt_irq_unserved() - check whether the guest has not yet served the interrupt of an event
 * @vgpu: whose
 * @group: the group that reports it
 * @bits: its bits there
 *
 * Any context.
 */
bool vgt_irq_unserved(struct vgt_vgpu *vgpu, enum vgt_irq_group group, u32 bits)
{
	return bits & READ_ONCE(vgpu->irq.group[group].iir);
}

/**
 * vgt_irq_line() - get the level of the tree's output
 * @vgpu: whose
 *
 * The interrupt pin shows this level, unless configuration space switches it off. Any context.
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

/* Do others want to know that the guest has written this register? An engine's IIR is too hot. */
static bool vgt_irq_tells(const struct vgt_reg_access *a)
{
	u32 group = a->row->arg;

	return a->index != VGT_IIR || (group >= VGT_IRQ_PIPE_A && group <= VGT_IRQ_PIPE_C);
}

/* ISR, IMR, IIR and IER of the row's group are its four registers. */
static u32 *vgt_irq_reg(const struct vgt_reg_access *a)
{
	return &a->vgpu->irq.group[a->row->arg].isr + a->index;
}

static u32 vgt_irq_read(const struct vgt_reg_access *a)
{
	struct vgt_irq *irq = &a->vgpu->irq;
	unsigned long flags;
	u32 val;

	if (!vgt_record_on(a->vgpu))
		return READ_ONCE(*vgt_irq_reg(a));
	vgt_irq_lock(a->vgpu, flags);
	val = *vgt_irq_reg(a);
	spin_unlock_irqrestore(&irq->lock, flags);
	return val;
}

static int vgt_irq_write(const struct vgt_reg_access *a, u32 val)
{
	struct vgt_vgpu *vgpu = a->vgpu;
	struct vgt_irq *irq = &vgpu->irq;
	u32 *reg = vgt_irq_reg(a);
	unsigned long flags;
	bool send = false;

	if (a->index == VGT_ISR)
		return 0;

	vgt_irq_lock(vgpu, flags);
	if (a->index == VGT_IIR) {
		*reg &= ~val;
	} else {
		u32 before = vgt_irq_pending(irq);

		*reg = val;
		send = irq->master && (vgt_irq_pending(irq) & ~before);
	}
	spin_unlock_irqrestore(&irq->lock, flags);

	if (send)
		vgt_irq_send(vgpu);
	if (irq->guest_wrote && vgt_irq_tells(a))
		irq->guest_wrote(vgpu);
	return 0;
}

static u32 vgt_master_read(const struct vgt_reg_access *a)
{
	struct vgt_irq *irq = &a->vgpu->irq;
	unsigned long flags;
	u32 val;

	vgt_irq_lock(a->vgpu, flags);
	val = vgt_irq_pending(irq) | (irq->master ? GEN8_MASTER_IRQ_CONTROL : 0);
	spin_unlock_irqrestore(&irq->lock, flags);
	return val;
}

/* Enabling with something pending sends the MSI again: it is edge-triggered. */
static int vgt_master_write(const struct vgt_reg_access *a, u32 val)
{
	struct vgt_vgpu *vgpu = a->vgpu;
	struct vgt_irq *irq = &vgpu->irq;
	unsigned long flags;
	bool send;

	vgt_irq_lock(vgpu, flags);
	irq->master = val & GEN8_MASTER_IRQ_CONTROL;
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
 * vgt_irq_reset() - mask all interrupts, and clear pending ones
 * @vgpu: whose
 */
void vgt_irq_reset(struct vgt_vgpu *vgpu)
{
	struct vgt_irq *irq = &vgpu->irq;
	unsigned long flags;
	u32 g;

	vgt_irq_lock(vgpu, flags);
	irq->master = false;
	for (g = 0; g < VGT_IRQ_GROUPS; g++) {
		irq->group[g].imr = ~0u;
		irq->group[g].iir = 0;
		irq->group[g].ier = 0;
		irq->group[g].isr = 0;
	}
	spin_unlock_irqrestore(&irq->lock, flags);
}

#define GROUP(_group)							\
	.count = 4, .arg = (_group), .state = VGT_STATE_OBJECT,		\
	.read = vgt_irq_read, .write = vgt_irq_write

static const struct vgt_reg vgt_irq_regs[] = {
	VGT_REG(GEN8_MASTER_IRQ, .state = VGT_STATE_OBJECT, .read = vgt_master_read,
		.write = vgt_master_write),
	VGT_REG(GEN8_GT0_ISR, GROUP(VGT_IRQ_GT0)),
	VGT_REG(GEN8_GT1_ISR, GROUP(VGT_IRQ_GT1)),
	VGT_REG(GEN8_GT2_ISR, GROUP(VGT_IRQ_GT2)),
	VGT_REG(GEN8_GT3_ISR, GROUP(VGT_IRQ_GT3)),
	VGT_REG(GEN8_DE_PIPE_A_ISR, GROUP(VGT_IRQ_PIPE_A)),
	VGT_REG(GEN8_DE_PIPE_B_ISR, GROUP(VGT_IRQ_PIPE_B)),
	VGT_REG(GEN8_DE_PIPE_C_ISR, GROUP(VGT_IRQ_PIPE_C)),
	VGT_REG(GEN8_DE_PORT_ISR, GROUP(VGT_IRQ_PORT)),
	VGT_REG(GEN8_DE_MISC_ISR, GROUP(VGT_IRQ_MISC)),
	VGT_REG(GEN8_PCU_ISR, GROUP(VGT_IRQ_PCU)),
	VGT_REG(SDEISR, GROUP(VGT_IRQ_PCH)),
};

VGT_REG_TABLE(vgt_regs_irq, vgt_irq_regs);
