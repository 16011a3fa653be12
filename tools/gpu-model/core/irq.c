// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>
#include <unistd.h>

#include "core/gpu.h"
#include "core/irq.h"

#define MASTER_CONTROL		0x44200
#define   MASTER_ENABLE		BIT(31)

/* Registers of a group, from its ISR. */
#define ISR			0x0
#define IMR			0x4
#define IIR			0x8
#define IER			0xc

/**
 * struct group_info - registers of a group and its bits in the master control
 * @isr: first register
 * @low: bit for the lower half of the IIR
 * @high: bit for the upper half
 */
static const struct group_info {
	u32 isr;
	u32 low;
	u32 high;
} groups[IRQ_GROUPS] = {
	[IRQ_GT0] = { 0x44300, BIT(0), BIT(1) },
	[IRQ_GT1] = { 0x44310, BIT(2), BIT(3) },
	[IRQ_GT2] = { 0x44320, BIT(4), BIT(5) },
	[IRQ_GT3] = { 0x44330, BIT(6), BIT(6) },
	[IRQ_PIPE_A] = { 0x44400, BIT(16), BIT(16) },
	[IRQ_PIPE_B] = { 0x44410, BIT(17), BIT(17) },
	[IRQ_PIPE_C] = { 0x44420, BIT(18), BIT(18) },
	[IRQ_PORT] = { 0x44440, BIT(20), BIT(20) },
	[IRQ_MISC] = { 0x44460, BIT(22), BIT(22) },
	[IRQ_PCU] = { 0x444e0, BIT(30), BIT(30) },
	[IRQ_PCH] = { 0xc4000, BIT(23), BIT(23) },
};

static u32 pending(const struct gpu *gpu)
{
	u32 val = 0;

	for (u32 i = 0; i < IRQ_GROUPS; i++) {
		const struct group_info *g = &groups[i];
		u32 iir = reg_get(gpu, g->isr + IIR) & reg_get(gpu, g->isr + IER);

		if (iir & 0xffff)
			val |= g->low;
		if (iir >> 16)
			val |= g->high;
	}
	return val;
}

static void send_msi(struct gpu *gpu)
{
	u64 one = 1;

	gpu->irq.msi_count++;
	trace(&gpu->trace, TRACE_IRQ, "msi pending=%08x", pending(gpu));
	if (gpu->irq.msi_fd < 0)
		return;
	/* Full only if nobody reads it; then one is pending anyway. */
	if (write(gpu->irq.msi_fd, &one, sizeof(one)) < 0)
		trace(&gpu->trace, TRACE_IRQ, "msi not delivered");
}

static void send_pin(struct gpu *gpu)
{
	struct irq *irq = &gpu->irq;
	u64 one = 1;

	if (!irq->asserted || irq->pin_fd < 0 || irq->msi_fd >= 0 || irq->pin_masked ||
	    irq->pin_off)
		return;
	irq->pin_masked = true;
	trace(&gpu->trace, TRACE_IRQ, "pin pending=%08x", pending(gpu));
	if (write(irq->pin_fd, &one, sizeof(one)) < 0)
		trace(&gpu->trace, TRACE_IRQ, "pin not delivered");
}

/* The MSI is an edge: it is sent when the output rises, and only then. */
static void evaluate(struct gpu *gpu)
{
	bool enabled = reg_get(gpu, MASTER_CONTROL) & MASTER_ENABLE;
	bool level = enabled && pending(gpu);

	if (level && !gpu->irq.asserted)
		send_msi(gpu);
	gpu->irq.asserted = level;
	send_pin(gpu);
}

void irq_raise(struct gpu *gpu, enum irq_group group, u32 bits)
{
	u32 isr = groups[group].isr;
	u32 iir = reg_get(gpu, isr + IIR);

	bits &= ~reg_get(gpu, isr + IMR);
	if (!bits)
		return;
	trace(&gpu->trace, TRACE_IRQ, "raise %05x %08x", isr, bits);
	/* The IIR holds one more event behind the one it shows. */
	gpu->irq.queued[group] |= iir & bits;
	reg_set(gpu, isr + IIR, iir | bits);
	evaluate(gpu);
}

void irq_set_status(struct gpu *gpu, enum irq_group group, u32 bits, bool high)
{
	u32 isr = groups[group].isr;
	u32 old = reg_get(gpu, isr);

	reg_set(gpu, isr, high ? old | bits : old & ~bits);
}

void irq_set_level(struct gpu *gpu, enum irq_group group, u32 bits, bool high)
{
	u32 old = reg_get(gpu, groups[group].isr);

	irq_set_status(gpu, group, bits, high);
	if (high)
		irq_raise(gpu, group, bits & ~old);
}

static u32 read_master(const struct reg_access *a)
{
	return (reg_get(a->gpu, a->offset) & MASTER_ENABLE) | pending(a->gpu);
}

static void write_master(const struct reg_access *a, u32 val)
{
	reg_set(a->gpu, a->offset, val & MASTER_ENABLE);
	evaluate(a->gpu);
}

static enum irq_group group_of(u32 offset)
{
	u32 i = 0;

	while (groups[i].isr != (offset & ~0xfu))
		i++;
	return (enum irq_group)i;
}

static void write_iir(const struct reg_access *a, u32 val)
{
	u32 *queued = &a->gpu->irq.queued[group_of(a->offset)];
	u32 next = *queued & val;

	reg_set(a->gpu, a->offset, (reg_get(a->gpu, a->offset) & ~val) | next);
	*queued &= ~val;
	evaluate(a->gpu);
}

static void write_ier(const struct reg_access *a, u32 val)
{
	reg_set(a->gpu, a->offset, val);
	evaluate(a->gpu);
}

static const struct reg_row group_rows[] = {
	{ .offset = ISR, .flags = REG_RO },
	{ .offset = IMR, .reset = ~0u },
	{ .offset = IIR, .flags = REG_W1C, .write = write_iir },
	{ .offset = IER, .write = write_ier },
};

static const struct reg_row master_rows[] = {
	{ .offset = MASTER_CONTROL, .read = read_master, .write = write_master },
};

void irq_init(struct gpu *gpu)
{
	memset(&gpu->irq, 0, sizeof(gpu->irq));
	gpu->irq.msi_fd = -1;
	gpu->irq.pin_fd = -1;
	mmio_attach(gpu, master_rows, ARRAY_SIZE(master_rows), 0, NULL);
	for (u32 i = 0; i < IRQ_GROUPS; i++)
		mmio_attach(gpu, group_rows, ARRAY_SIZE(group_rows), groups[i].isr, NULL);
}

void irq_reset(struct gpu *gpu)
{
	memset(gpu->irq.queued, 0, sizeof(gpu->irq.queued));
	gpu->irq.asserted = false;
}

void irq_set_msi(struct gpu *gpu, int fd)
{
	gpu->irq.msi_fd = fd;
}

void irq_set_pin(struct gpu *gpu, int fd)
{
	gpu->irq.pin_fd = fd;
	gpu->irq.pin_masked = false;
	send_pin(gpu);
}

void irq_mask_pin(struct gpu *gpu, bool mask)
{
	gpu->irq.pin_masked = mask;
	send_pin(gpu);
}

void irq_switch_pin(struct gpu *gpu, bool off)
{
	gpu->irq.pin_off = off;
	send_pin(gpu);
}
