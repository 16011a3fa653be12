// SPDX-License-Identifier: GPL-2.0-only
/*
 * The block of registers that each engine has.
 *
 * Source: Skylake PRM vol. 2c; i915's gt/intel_engine_regs.h.
 */
#include <linux/bitfield.h>
#include <linux/bits.h>
#include <linux/kernel.h>

#include "core/device_types.h"
#include "core/engine.h"
#include "core/log.h"
#include "core/mem/ggtt_space.h"
#include "core/record/record.h"
#include "core/regs/cmd_regs.h"
#include "core/regs/gt_regs.h"
#include "core/regs/store.h"
#include "core/regs/tables.h"
#include "core/vgpu_types.h"
#include "cs_error.h"
#include "execlists.h"

/* Bits of MI_MODE that a guest must not set in the hardware. */
#define MI_MODE_NEVER	(MI_MODE_SUSPEND_FLUSH | MI_MODE_STOP_RING)

static struct vgt_vengine *vgt_access_engine(const struct vgt_reg_access *a)
{
	return &a->vgpu->engines[a->unit];
}

/* Read a register of the hardware, whatever context runs. */
static u32 vgt_hardware_value(struct vgt_vgpu *vgpu, u32 offset)
{
	struct vgt_gpu *gpu = vgpu->dev->gpu;
	u32 val;

	gpu->ops->get(gpu);
	val = gpu->ops->read(gpu, offset);
	gpu->ops->put(gpu);
	vgt_record_io(vgpu, VGT_RECORD_VALUE, offset, &val, sizeof(val));
	return val;
}

static u32 vgt_live_read(const struct vgt_reg_access *a)
{
	return vgt_hardware_value(a->vgpu, a->offset);
}

/* Does the hardware run the engine's work? It may begin, or end, at any time. */
static bool vgt_engine_runs(struct vgt_vengine *ve)
{
	return vgt_record_flag(ve->vgpu, ve->id, READ_ONCE(ve->ent.running));
}

/*
 * INSTDONE: the hardware's value while it runs this vGPU. Otherwise all units are done.
 */
static u32 vgt_instdone_read(const struct vgt_reg_access *a)
{
	return vgt_engine_runs(vgt_access_engine(a)) ? vgt_live_read(a) : ~0u;
}

/*
 * Return the progress to show in the part of the guest's ring that runs, in bytes. The
 * hardware's ACTHD cannot be shown: it is an address in the shadow's ring, in a copy of a
 * batch, or already another vGPU's. Each time it has changed, the guest sees one word more.
 * Drivers check for that: i915 up to 5.4 takes a busy engine whose ACTHD does not change for
 * hung, others only report it. Work that waits for other vGPUs is not hung: it shows progress
 * at each read.
 */
static u32 vgt_ring_moved(struct vgt_vengine *ve)
{
	struct vgt_ring_regs *ring = &ve->ring;
	u32 now;

	if (!ring->span)
		return 0;
	if (vgt_engine_runs(ve)) {
		now = vgt_hardware_value(ve->vgpu, vgt_engines[ve->id].mmio_base + RING_ACTHD);
		if (now != ring->acthd)
			ring->moves++;
		ring->acthd = now;
	} else if (!ve->hung) {
		ring->moves++;
	}
	return 4 * (ring->moves % ring->span);
}

static u32 vgt_ring_head_read(const struct vgt_reg_access *a)
{
	struct vgt_vengine *ve = vgt_access_engine(a);

	return ve->ring.head + vgt_ring_moved(ve);
}

/* ACTHD: show an address in the ring, even while a batch runs. */
static u32 vgt_acthd_read(const struct vgt_reg_access *a)
{
	struct vgt_vengine *ve = vgt_access_engine(a);

	return (ve->ring.start & VGT_RING_ADDR) + (ve->ring.head & VGT_RING_OFFSET) +
	       vgt_ring_moved(ve);
}

static u32 *vgt_ring_reg(const struct vgt_reg_access *a)
{
	struct vgt_ring_regs *ring = &vgt_access_engine(a)->ring;

	switch (a->row->offset) {
	case RING_TAIL:
		return &ring->tail;
	case RING_HEAD:
		return &ring->head;
	case RING_START:
		return &ring->start;
	default:
		return &ring->ctl;
	}
}

static u32 vgt_ring_read(const struct vgt_reg_access *a)
{
	return *vgt_ring_reg(a);
}

/*
 * With execution lists the hardware loads these registers from the context image. Drivers
 * write them only to stop a ring, and check that they read back what they wrote.
 */
static int vgt_ring_write(const struct vgt_reg_access *a, u32 val)
{
	*vgt_ring_reg(a) = val;
	vgt_access_engine(a)->ring.span = 0;
	return 0;
}

static int vgt_elsp_write(const struct vgt_reg_access *a, u32 val)
{
	vgt_execlists_elsp_write(vgt_access_engine(a), val);
	return 0;
}

static u32 vgt_el_status_read(const struct vgt_reg_access *a)
{
	return vgt_execlists_status(vgt_access_engine(a));
}

static u32 vgt_el_status_id_read(const struct vgt_reg_access *a)
{
	return vgt_execlists_status_id(vgt_access_engine(a));
}

static u32 vgt_csb_read(const struct vgt_reg_access *a)
{
	const struct vgt_execlists *el = &vgt_access_engine(a)->el;
	u32 n = a->index / 2;

	return a->index % 2 ? el->csb[n].id : el->csb[n].status;
}

static u32 vgt_csb_pointer_read(const struct vgt_reg_access *a)
{
	const struct vgt_execlists *el = &vgt_access_engine(a)->el;

	return FIELD_PREP(CSB_PTR_WRITE, el->csb_write) | FIELD_PREP(CSB_PTR_READ, el->csb_read);
}

/* The guest sets its read pointer. The write pointer is read-only. */
static int vgt_csb_pointer_write(const struct vgt_reg_access *a, u32 val)
{
	struct vgt_execlists *el = &vgt_access_engine(a)->el;

	if ((val & CSB_PTR_READ_MASK) == CSB_PTR_READ_MASK)
		el->csb_read = FIELD_GET(CSB_PTR_READ, val);
	return 0;
}

static int vgt_gfx_mode_write(const struct vgt_reg_access *a, u32 val)
{
	if (a->mask & GFX_RUN_LIST_ENABLE)
		vgt_execlists_enable(vgt_access_engine(a), val & GFX_RUN_LIST_ENABLE);
	return vgt_mmio_store(a->vgpu, a->offset, val);
}

/* The ring is idle if nothing is submitted, or if the guest has stopped it. */
static u32 vgt_mi_mode_read(const struct vgt_reg_access *a)
{
	const struct vgt_vengine *ve = vgt_access_engine(a);
	u32 val = vgt_mmio_load(a->vgpu, a->offset);

	return ve->el.active.count && !ve->ring.stop ? val : val | MI_MODE_IDLE;
}

/*
 * Drivers stop their ring before they reset an engine: it reads as idle at once, see above.
 * The bits that a context image must not have are not stored: see vgt_mi_mode_allowed().
 */
static int vgt_mi_mode_write(const struct vgt_reg_access *a, u32 val)
{
	if (a->mask & MI_MODE_STOP_RING)
		vgt_access_engine(a)->ring.stop = val & MI_MODE_STOP_RING;
	return vgt_mmio_store(a->vgpu, a->offset, val & ~(MI_MODE_NEVER | MI_MODE_IDLE));
}

static int vgt_reset_ctl_write(const struct vgt_reg_access *a, u32 val)
{
	u32 now;

	if (!(a->mask & RESET_CTL_REQUEST_RESET))
		return 0;
	now = val & RESET_CTL_REQUEST_RESET ?
	      RESET_CTL_REQUEST_RESET | RESET_CTL_READY_TO_RESET : 0;
	return vgt_mmio_store(a->vgpu, a->offset, now);
}

static int vgt_emr_write(const struct vgt_reg_access *a, u32 val)
{
	int ret = vgt_mmio_store(a->vgpu, a->offset, val);

	if (!ret)
		vgt_cs_error_report(vgt_access_engine(a));
	return ret;
}

/* Set the hardware status page. Drivers also write 0 when they have no page any more. */
static int vgt_hws_write(const struct vgt_reg_access *a, u32 val)
{
	if (val && !vgt_ggtt_owns(a->vgpu, val & HWS_PGA_ADDR, 4096)) {
		a->vgpu->stats.regs_refused++;
		vgt_warn(a->vgpu, "refused a hardware status page at %#x: not its own GGTT space\n",
			 val);
		return 0;
	}
	return vgt_mmio_store(a->vgpu, a->offset, val);
}

/* ---- values that commands, MMIO and context images may set ---- */

/*
 * MI_MODE. One bit stops the ring: the host's own commands after the guest's would never
 * run. Another bit suspends flushes, including those that the IOMMU requests.
 */
static bool vgt_mi_mode_allowed(const struct vgt_device *dev, enum vgt_engine_id engine, u32 val)
{
	return !vgt_reg_masked_sets(val, MI_MODE_NEVER);
}

/*
 * INSTPM. Three bits turn 3D and media commands into no-ops, including the host's PIPE_CONTROL
 * after the guest's commands. One bit makes the hardware report a flush in the status page.
 * Unprivileged batches may set the register, too: see vgt_audit_close().
 */
static bool vgt_instpm_allowed(const struct vgt_device *dev, enum vgt_engine_id engine, u32 val)
{
	return !vgt_reg_masked_sets(val, INSTPM_COMMANDS_OFF | INSTPM_SYNC_FLUSH);
}

/* CSFE_CHICKEN1. Only this bit is documented: no sync when GPGPU work is preempted. */
static bool vgt_csfe_allowed(const struct vgt_device *dev, enum vgt_engine_id engine, u32 val)
{
	return !vgt_reg_masked_sets(val, (u16)~CSFE_GPGPU_NO_SYNC);
}

#define WHY_READ	"commands only read it"
#define WHY_COUNT	"a counter, or a number that later commands of the context use"
#define WHY_OLD		"documents of Gen7 are the last that have it"
#define WHY_CSFE	"how the command streamer preempts: the host's driver sets it; render's is switched"

#define READ_ONLY		(VGT_REG_CMD_READ | VGT_REG_FOUND)
#define OBJECT		.state = VGT_STATE_OBJECT
#define NOWHERE		.state = VGT_STATE_NONE
#define RO		.ro = VGT_RO_ALL

static const struct vgt_reg vgt_engine_regs[] = {
	VGT_REG_ENGINE(RING_EXCC, VGT_ON_ALL, .flags = VGT_REG_CTX | VGT_REG_MASKED,
		       .why = "conditions for MI_WAIT_FOR_EVENT, which is taken out"),
	VGT_REG_ENGINE(RING_TAIL, VGT_ON_ALL, OBJECT, .read = vgt_ring_read,
		       .write = vgt_ring_write),
	VGT_REG_ENGINE(RING_HEAD, VGT_ON_ALL, OBJECT, .read = vgt_ring_head_read,
		       .write = vgt_ring_write),
	VGT_REG_ENGINE(RING_START, VGT_ON_ALL, OBJECT, .read = vgt_ring_read,
		       .write = vgt_ring_write),
	VGT_REG_ENGINE(RING_CTL, VGT_ON_ALL, OBJECT, .read = vgt_ring_read,
		       .write = vgt_ring_write),
	VGT_REG_ENGINE(RING_SYNC_0, VGT_ON_ALL, VGT_REG_TO(RING_SYNC_0, RING_SYNC_1),
		       .flags = VGT_REG_FOUND, .own = VGT_ON_ALL, .why = WHY_OLD),
	VGT_REG_ENGINE(RING_INSTDONE, VGT_ON_ALL, RO, NOWHERE, .flags = VGT_REG_CMD_READ,
		       .read = vgt_instdone_read, .why = WHY_READ),
	VGT_REG_ENGINE(RING_ACTHD, VGT_ON_ALL, RO, NOWHERE, .read = vgt_acthd_read),
	/*
	 * The hardware's values of these belong to the host: addresses, or the header of a
	 * command that may be the host's or another vGPU's.
	 */
	VGT_REG_ENGINE(RING_ACTHD_UDW, VGT_ON_ALL, .flags = VGT_REG_ZERO),
	VGT_REG_ENGINE(RING_DMA_FADD_UDW, VGT_ON_ALL, .flags = VGT_REG_ZERO),
	VGT_REG_ENGINE(RING_IPEIR, VGT_ON_ALL, .flags = VGT_REG_ZERO),
	VGT_REG_ENGINE(RING_IPEHR, VGT_ON_ALL, .flags = VGT_REG_ZERO),
	VGT_REG_ENGINE(RING_DMA_FADD, VGT_ON_ALL, .flags = VGT_REG_ZERO),
	/* Kept over an engine reset: drivers may set it only once. */
	VGT_REG_ENGINE(RING_HWS_PGA, VGT_ON_ALL, .flags = VGT_REG_STICKY, .write = vgt_hws_write),
	/* Drivers put NOPID into unused slots of FORCE_TO_NONPRIV. */
	VGT_REG_ENGINE(RING_NOPID, VGT_ON_ALL, .flags = READ_ONLY, .nonpriv = VGT_NONPRIV_HARMLESS,
		       .why = "commands only read it; any batch may set it, by MI_NOOP"),
	/*
	 * Not passed to the hardware: it selects the interrupts that are written to the status
	 * page, which is the host's. After a reset all are masked; so in the registers below.
	 */
	VGT_REG_ENGINE(RING_HWSTAM, VGT_ON_ALL, .init = ~0u),
	VGT_REG_ENGINE(RING_MI_MODE, VGT_ON_RCS, .state = VGT_STATE_STORED,
		       .flags = VGT_REG_CMD_RW | VGT_REG_CONTEXT | VGT_REG_MASKED,
		       .read = vgt_mi_mode_read, .write = vgt_mi_mode_write,
		       .allowed = vgt_mi_mode_allowed,
		       .why = "judged; the rest is the timing of flips and of vertices"),
	VGT_REG_ENGINE(RING_MI_MODE, VGT_ON_XCS, .gens = BIT(9), .state = VGT_STATE_STORED,
		       .flags = VGT_REG_CMD_RW | VGT_REG_CONTEXT | VGT_REG_MASKED,
		       .read = vgt_mi_mode_read, .write = vgt_mi_mode_write,
		       .allowed = vgt_mi_mode_allowed,
		       .why = "judged; the rest is the timing of flips"),
	VGT_REG_ENGINE(RING_MI_MODE, VGT_ON_XCS, .gens = BIT(8), .state = VGT_STATE_STORED,
		       .flags = VGT_REG_MASKED, .read = vgt_mi_mode_read,
		       .write = vgt_mi_mode_write),
	VGT_REG_ENGINE(RING_IMR, VGT_ON_ALL, .init = ~0u),
	VGT_REG_ENGINE(RING_EIR, VGT_ON_ALL, .w1c = ~0u),
	VGT_REG_ENGINE(RING_EMR, VGT_ON_ALL, .init = ~0u, .write = vgt_emr_write),
	/* Until the engine is reset. */
	VGT_REG_ENGINE(RING_ESR, VGT_ON_ALL, .ro = VGT_RO_ALL),
	VGT_REG_ENGINE(RING_INSTPM, VGT_ON_RCS, .flags = VGT_REG_CTX | VGT_REG_MASKED,
		       .allowed = vgt_instpm_allowed,
		       .why = "judged; the rest is order, and what constants are relative to"),
	VGT_REG_ENGINE(RING_INSTPM, VGT_ON_XCS, .gens = BIT(9),
		       .flags = VGT_REG_CTX | VGT_REG_MASKED,
		       .allowed = vgt_instpm_allowed, .why = "judged; the rest is order"),
	/* After the reset the guest itself clears its request. */
	VGT_REG_ENGINE(RING_RESET_CTL, VGT_ON_ALL, .flags = VGT_REG_STICKY | VGT_REG_MASKED,
		       .write = vgt_reset_ctl_write),
	VGT_REG_ENGINE(RING_CSFE_CHICKEN1, VGT_ON_RCS, .gens = BIT(9), .own = VGT_ON_RCS,
		       .flags = VGT_REG_SWITCH | VGT_REG_MASKED | VGT_REG_FOUND,
		       .allowed = vgt_csfe_allowed, .why = WHY_CSFE),
	VGT_REG_ENGINE(RING_CSFE_CHICKEN1, VGT_ON_XCS, .gens = BIT(9), .own = VGT_ON_XCS,
		       .flags = VGT_REG_MASKED, .why = WHY_CSFE),
	VGT_REG_ENGINE(RING_CSFE_CHICKEN1, VGT_ON_XCS, .gens = BIT(8), .flags = VGT_REG_MASKED),
	VGT_REG_ENGINE(RING_UHPTR, VGT_ON_ALL, .flags = VGT_REG_FOUND, .own = VGT_ON_ALL,
		       .why = "where the ring is preempted, which is the host's business"),
	VGT_REG_ENGINE(RING_PR_CTR_CTL, VGT_ON_ALL, VGT_REG_TO(RING_PR_CTR_CTL, RING_PR_CTR_THRSH),
		       .flags = VGT_REG_CTX,
		       .why = "a watchdog whose interrupt the host has masked"),
	VGT_REG_ENGINE(RING_MI_PREDICATE_RESULT_2, VGT_ON_ALL, .flags = VGT_REG_CTX,
		       .why = "for MI_SET_PREDICATE, which vgt_audit_close() ends"),
	VGT_REG_ENGINE(RING_PP_DIR_DCLV, VGT_ON_ALL, .flags = VGT_REG_FOUND, .own = VGT_ON_ALL,
		       .why = WHY_OLD),
	VGT_REG_ENGINE(RING_ELSP, VGT_ON_ALL, .flags = VGT_REG_ZERO, OBJECT,
		       .write = vgt_elsp_write),
	VGT_REG_ENGINE(RING_EXECLIST_STATUS_LO, VGT_ON_ALL, RO, OBJECT,
		       .read = vgt_el_status_read),
	VGT_REG_ENGINE(RING_EXECLIST_STATUS_HI, VGT_ON_ALL, RO, OBJECT,
		       .read = vgt_el_status_id_read),
	VGT_REG_ENGINE(RING_CONTEXT_CONTROL, VGT_ON_ALL, .flags = VGT_REG_MASKED),
	/* Not passed to the hardware: the host selects how the engine takes work. */
	VGT_REG_ENGINE(RING_GFX_MODE, VGT_ON_ALL, .flags = VGT_REG_MASKED,
		       .write = vgt_gfx_mode_write),
	VGT_REG_ENGINE(RING_TIMESTAMP, VGT_ON_ALL, VGT_REG_TO(RING_TIMESTAMP, RING_TIMESTAMP_UDW),
		       RO, NOWHERE, .flags = VGT_REG_CMD_READ, .read = vgt_live_read,
		       .why = WHY_READ),
	VGT_REG_ENGINE(RING_CONTEXT_STATUS_BUF, VGT_ON_ALL, .count = CONTEXT_STATUS_BUF_WORDS,
		       RO, OBJECT, .read = vgt_csb_read),
	VGT_REG_ENGINE(RING_CONTEXT_STATUS_PTR, VGT_ON_ALL, OBJECT, .read = vgt_csb_pointer_read,
		       .write = vgt_csb_pointer_write),
	VGT_REG_ENGINE(RING_CTX_TIMESTAMP, VGT_ON_ALL, .flags = READ_ONLY,
		       .nonpriv = VGT_NONPRIV_IMAGE,
		       .why = "how long its own context ran, in the image; vgt measures itself"),
	VGT_REG_ENGINE(RING_MI_PREDICATE_SRC0, VGT_ON_ALL,
		       VGT_REG_TO(RING_MI_PREDICATE_SRC0, RING_MI_PREDICATE_RESULT_1),
		       .flags = VGT_REG_CTX,
		       .why = "for commands whose header asks for it: none of the host's does"),
	/*
	 * After power-on render's slots name NOPID, which gives nothing. So do a vGPU's: a guest's
	 * driver need not set all of them, and did not ask for what the host's gives. To batches of
	 * other engines drivers give nothing, or registers to read.
	 */
	VGT_REG_ENGINE(RING_FORCE_TO_NONPRIV, VGT_ON_RCS,
		       VGT_REG_TO(RING_FORCE_TO_NONPRIV, RING_FORCE_TO_NONPRIV_11),
		       .gens = BIT(9), .flags = VGT_REG_CMD_RW | VGT_REG_SWITCH,
		       .init = RENDER_RING_BASE + RING_NOPID, .allowed = vgt_nonpriv_allowed,
		       .why = "judged: registers of the engine's own that are kept apart"),
	/* No public text tells Broadwell's first values, and i915 gives nothing there. */
	VGT_REG_ENGINE(RING_FORCE_TO_NONPRIV, VGT_ON_RCS,
		       VGT_REG_TO(RING_FORCE_TO_NONPRIV, RING_FORCE_TO_NONPRIV_11),
		       .gens = BIT(8), .flags = VGT_REG_SW, .allowed = vgt_nonpriv_allowed,
		       .why = "judged: registers of the engine's own that are kept apart"),
	VGT_REG_ENGINE(RING_FORCE_TO_NONPRIV, VGT_ON_XCS,
		       VGT_REG_TO(RING_FORCE_TO_NONPRIV, RING_FORCE_TO_NONPRIV_11),
		       .flags = VGT_REG_SW, .allowed = vgt_nonpriv_allowed,
		       .why = "judged: registers of the engine's own that are kept apart"),
	VGT_REG_ENGINE(RING_GPR_0, VGT_ON_ALL, VGT_REG_TO(RING_GPR_0, RING_GPR_15_UDW),
		       .flags = VGT_REG_CTX, .why = WHY_COUNT),
	VGT_REG(BCS_SWCTRL, .engines = VGT_ON_BCS, .flags = VGT_REG_CTX | VGT_REG_MASKED,
		.why = "how its own blits see tiles"),
};

VGT_REG_TABLE(vgt_regs_engine, vgt_engine_regs);
