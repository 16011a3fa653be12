// SPDX-License-Identifier: GPL-2.0-only
/*
 * The register block that every engine has.
 *
 * Source: Skylake PRM vol. 2c; i915's gt/intel_engine_regs.h.
 */
#include <linux/bits.h>
#include <linux/kernel.h>

#include "core/audit/audit.h"
#include "core/exec/execlists.h"
#include "core/exec/vengine.h"
#include "core/log.h"
#include "core/mem/ggtt.h"
#include "core/vgpu.h"
#include "tables.h"

#define VGT_RING_TAIL		0x30
#define VGT_RING_HEAD		0x34
#define VGT_RING_START		0x38
#define VGT_RING_CTL		0x3c
#define VGT_RING_ACTHD		0x74

#define VGT_RESET_REQUEST	BIT(0)
#define VGT_RESET_READY		BIT(1)
#define VGT_MODE_IDLE		BIT(9)
#define VGT_MODE_STOP		BIT(8)
#define VGT_MODE_NEVER		(BIT(15) | VGT_MODE_STOP)	/* suspend flush */
#define VGT_GFX_RUN_LIST	BIT(15)

static struct vgt_vengine *vgt_reg_engine(struct vgt_vgpu *vgpu, u32 offset)
{
	u32 rel;

	return &vgpu->engines[vgt_engine_by_reg(offset, &rel)];
}

/* A value of the hardware's, whoever it runs. */
static u32 vgt_live_read(struct vgt_vgpu *vgpu, u32 offset)
{
	struct vgt_gpu *gpu = vgpu->dev->gpu;
	u32 val;

	gpu->ops->get(gpu);
	val = gpu->ops->read(gpu, offset);
	gpu->ops->put(gpu);
	return val;
}

/*
 * INSTDONE, and its siblings of render: the hardware's while it runs this vGPU. At rest, all
 * that may be busy is done.
 */
static u32 vgt_instdone_read(struct vgt_vgpu *vgpu, u32 offset)
{
	if (!vgt_reg_engine(vgpu, offset)->ent.running)
		return ~0u;
	return vgt_live_read(vgpu, offset);
}

static u32 vgt_render_done_read(struct vgt_vgpu *vgpu, u32 offset)
{
	if (!vgpu->engines[VGT_RCS].ent.running)
		return ~0u;
	return vgt_live_read(vgpu, offset);
}

/*
 * How far the part of the guest's ring that runs is shown to be, in bytes. The hardware's
 * ACTHD is an address in the shadow's ring, in a copy of a batch, or already a neighbour's.
 * A guest sees a word more whenever that has moved: drivers take an engine that works, and
 * whose ACTHD stands still, for a hung one (i915 up to 5.4), others only report it. What
 * waits for others is not hung either: it moves whenever the guest looks.
 */
static u32 vgt_ring_moved(struct vgt_vengine *ve)
{
	struct vgt_ring_regs *ring = &ve->ring;
	u32 now;

	if (!ring->span)
		return 0;
	if (ve->ent.running) {
		now = vgt_live_read(ve->vgpu, vgt_engines[ve->id].mmio_base + VGT_RING_ACTHD);
		if (now != ring->acthd)
			ring->moves++;
		ring->acthd = now;
	} else if (!ve->hung) {
		ring->moves++;
	}
	return 4 * (ring->moves % ring->span);
}

static u32 vgt_ring_head_read(struct vgt_vgpu *vgpu, u32 offset)
{
	struct vgt_vengine *ve = vgt_reg_engine(vgpu, offset);

	return ve->ring.head + vgt_ring_moved(ve);
}

/* ACTHD: in the ring, also while a batch runs. */
static u32 vgt_acthd_read(struct vgt_vgpu *vgpu, u32 offset)
{
	struct vgt_vengine *ve = vgt_reg_engine(vgpu, offset);

	return (ve->ring.start & VGT_RING_ADDR) + (ve->ring.head & VGT_RING_OFFSET) +
	       vgt_ring_moved(ve);
}

static u32 *vgt_ring_reg(struct vgt_vgpu *vgpu, u32 offset)
{
	struct vgt_ring_regs *ring = &vgt_reg_engine(vgpu, offset)->ring;

	switch (offset % VGT_ENGINE_BLOCK) {
	case VGT_RING_TAIL:
		return &ring->tail;
	case VGT_RING_HEAD:
		return &ring->head;
	case VGT_RING_START:
		return &ring->start;
	default:
		return &ring->ctl;
	}
}

static u32 vgt_ring_read(struct vgt_vgpu *vgpu, u32 offset)
{
	return *vgt_ring_reg(vgpu, offset);
}

/*
 * With execution lists the hardware has these of the context image: drivers write them only
 * where they stop a ring, and look that they have what was written.
 */
static int vgt_ring_write(struct vgt_vgpu *vgpu, u32 offset, u32 val)
{
	*vgt_ring_reg(vgpu, offset) = val;
	vgt_reg_engine(vgpu, offset)->ring.span = 0;
	return 0;
}

static int vgt_elsp_write(struct vgt_vgpu *vgpu, u32 offset, u32 val)
{
	vgt_execlists_elsp_write(vgt_reg_engine(vgpu, offset), val);
	return 0;
}

static u32 vgt_el_status_read(struct vgt_vgpu *vgpu, u32 offset)
{
	return vgt_execlists_status(vgt_reg_engine(vgpu, offset));
}

static u32 vgt_el_status_id_read(struct vgt_vgpu *vgpu, u32 offset)
{
	return vgt_execlists_status_id(vgt_reg_engine(vgpu, offset));
}

static u32 vgt_csb_read(struct vgt_vgpu *vgpu, u32 offset)
{
	const struct vgt_vengine *ve = vgt_reg_engine(vgpu, offset);
	u32 n = (offset - vgt_engines[ve->id].mmio_base - 0x370) / 8;

	return offset & 4 ? ve->el.csb[n].id : ve->el.csb[n].status;
}

static u32 vgt_csb_pointer_read(struct vgt_vgpu *vgpu, u32 offset)
{
	const struct vgt_execlists *el = &vgt_reg_engine(vgpu, offset)->el;

	return el->csb_write | el->csb_read << 8;
}

/* The guest sets its read pointer; the write pointer is the hardware's. */
static int vgt_csb_pointer_write(struct vgt_vgpu *vgpu, u32 offset, u32 val)
{
	struct vgt_execlists *el = &vgt_reg_engine(vgpu, offset)->el;

	if ((val >> 24 & 7) == 7)
		el->csb_read = val >> 8 & 7;
	return 0;
}

static int vgt_gfx_mode_write(struct vgt_vgpu *vgpu, u32 offset, u32 val)
{
	if (val >> 16 & VGT_GFX_RUN_LIST)
		vgt_execlists_enable(vgt_reg_engine(vgpu, offset),
				     val & VGT_GFX_RUN_LIST);
	return vgt_mmio_store_masked(vgpu, offset, val);
}

/* Idle while nothing is submitted, or stopped: what runs is not the guest's to stop. */
static u32 vgt_mi_mode_read(struct vgt_vgpu *vgpu, u32 offset)
{
	const struct vgt_vengine *ve = vgt_reg_engine(vgpu, offset);
	u32 val = vgt_mmio_load(vgpu, offset);

	return ve->el.active.count && !ve->ring.stop ? val : val | VGT_MODE_IDLE;
}

/*
 * Drivers stop their ring before they reset an engine: it is idle at once, see above. The
 * bits that the hardware must not see in a context image (see audit/regs.c) are not kept.
 */
static int vgt_mi_mode_write(struct vgt_vgpu *vgpu, u32 offset, u32 val)
{
	if (val >> 16 & VGT_MODE_STOP)
		vgt_reg_engine(vgpu, offset)->ring.stop = val & VGT_MODE_STOP;
	return vgt_mmio_store_masked(vgpu, offset, val & ~(VGT_MODE_NEVER | VGT_MODE_IDLE));
}

static int vgt_reset_ctl_write(struct vgt_vgpu *vgpu, u32 offset, u32 val)
{
	u32 now;

	if (!(val >> 16 & VGT_RESET_REQUEST))
		return 0;
	now = val & VGT_RESET_REQUEST ? VGT_RESET_REQUEST | VGT_RESET_READY : 0;
	return vgt_mmio_store(vgpu, offset, now);
}

/* 0: there is none. */
static int vgt_hws_write(struct vgt_vgpu *vgpu, u32 offset, u32 val)
{
	if (val && !vgt_ggtt_owns(vgpu, val & ~0xfffu, 4096)) {
		vgpu->stats.regs_refused++;
		vgt_warn(vgpu, "refused a hardware status page at %#x: not its own GGTT space\n",
			 val);
		return 0;
	}
	return vgt_mmio_store(vgpu, offset, val);
}

#define RING(_offset, ...)	{ .offset = (_offset), .engines = VGT_ON_ALL, __VA_ARGS__ }

static const struct vgt_reg vgt_engine_regs[] = {
	RING(VGT_RING_TAIL, .read = vgt_ring_read, .write = vgt_ring_write),
	RING(VGT_RING_HEAD, .read = vgt_ring_head_read, .write = vgt_ring_write),
	RING(VGT_RING_START, .read = vgt_ring_read, .write = vgt_ring_write),
	RING(VGT_RING_CTL, .read = vgt_ring_read, .write = vgt_ring_write),
	RING(0x06c, .read = vgt_instdone_read, .flags = VGT_REG_RO), /* INSTDONE */
	RING(VGT_RING_ACTHD, .read = vgt_acthd_read, .flags = VGT_REG_RO),
	/*
	 * Of these the hardware's values are the host's: addresses, or the header of a
	 * command that may be the host's or a neighbour's.
	 */
	RING(0x05c, .count = 2, .flags = VGT_REG_ZERO),		/* ACTHD, DMA_FADD: upper */
	RING(0x064, .count = 2, .flags = VGT_REG_ZERO),		/* IPEIR, IPEHR */
	RING(0x078, .flags = VGT_REG_ZERO),			/* DMA_FADD */
	/* HWS_PGA: kept, for who sets it once. */
	RING(0x080, .flags = VGT_REG_KEEP, .write = vgt_hws_write),
	/*
	 * HWSTAM, never the hardware's: which interrupts are written to the status page, and
	 * that is the host's. From here on all are masked after a reset.
	 */
	RING(0x098, .init = ~0u),
	RING(0x09c, .flags = VGT_REG_MASKED, .read = vgt_mi_mode_read,
	     .write = vgt_mi_mode_write),			/* MI_MODE */
	RING(0x0a8, .init = ~0u),				/* IMR */
	RING(0x0b0, .flags = VGT_REG_W1C),			/* EIR */
	RING(0x0b4, .init = ~0u),				/* EMR */
	/* RESET_CTL: who asked for the reset takes it back after that. */
	RING(0x0d0, .flags = VGT_REG_KEEP, .write = vgt_reset_ctl_write),
	/* CSFE_CHICKEN1; render's is switched, see audit/regs.c. */
	{ .offset = 0x0d4, .engines = VGT_ON_XCS, .flags = VGT_REG_MASKED },
	RING(0x230, .write = vgt_elsp_write, .flags = VGT_REG_ZERO), /* ELSP */
	RING(0x234, .read = vgt_el_status_read, .flags = VGT_REG_RO), /* EXECLIST_STATUS */
	RING(0x238, .read = vgt_el_status_id_read, .flags = VGT_REG_RO), /* upper: context */
	RING(0x244, .flags = VGT_REG_MASKED),			/* CONTEXT_CONTROL */
	/* GFX_MODE, never the hardware's: how the engine takes work is the host's to decide. */
	RING(0x29c, .write = vgt_gfx_mode_write),
	RING(0x358, .count = 2, .read = vgt_live_read,
	     .flags = VGT_REG_RO),				/* TIMESTAMP */
	RING(0x370, .count = 12, .read = vgt_csb_read,
	     .flags = VGT_REG_RO),				/* CTXT_ST_BUF */
	RING(0x3a0, .read = vgt_csb_pointer_read,
	     .write = vgt_csb_pointer_write),			/* CTXT_ST_PTR */
	/* Render's own: SC_INSTDONE; SAMPLER_INSTDONE, ROW_INSTDONE of some slice. */
	{ .offset = 0x7100, .read = vgt_render_done_read, .flags = VGT_REG_RO },
	{ .offset = 0xe160, .count = 2, .read = vgt_render_done_read, .flags = VGT_REG_RO },
};

VGT_REG_TABLE(vgt_regs_engine, vgt_engine_regs);
