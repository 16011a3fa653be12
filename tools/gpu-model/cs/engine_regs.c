// SPDX-License-Identifier: GPL-2.0-only
#include "core/clock.h"
#include "core/gpu.h"
#include "cs/cs_regs.h"
#include "cs/engine.h"
#include "cs/engine_regs.h"
#include "cs/error.h"
#include "cs/lrc.h"

static u32 read_timestamp(const struct reg_access *a)
{
	return lower_32_bits(engine_timestamp(a->gpu));
}

static u32 read_timestamp_udw(const struct reg_access *a)
{
	return upper_32_bits(engine_timestamp(a->gpu));
}

/* Counts while the context is on the engine. */
static u32 read_context_timestamp(const struct reg_access *a)
{
	const struct engine *e = a->unit;

	return e->running ? lrc_context_timestamp(e) : reg_get(a->gpu, a->offset);
}

static u32 read_head(const struct reg_access *a)
{
	const struct engine *e = a->unit;

	if (!e->running)
		return reg_get(a->gpu, a->offset);
	return __atomic_load_n(&e->cs.live_head, __ATOMIC_RELAXED);
}

static u32 read_acthd(const struct reg_access *a)
{
	const struct engine *e = a->unit;

	return lower_32_bits(__atomic_load_n(&e->cs.live_acthd, __ATOMIC_RELAXED));
}

static u32 read_acthd_udw(const struct reg_access *a)
{
	const struct engine *e = a->unit;

	return upper_32_bits(__atomic_load_n(&e->cs.live_acthd, __ATOMIC_RELAXED));
}

/* All units done, unless the engine executes or hangs. */
static u32 read_instdone(const struct reg_access *a)
{
	return engine_is_idle(a->unit) ? ~0u : ~BIT(0);
}

static u32 read_mi_mode(const struct reg_access *a)
{
	const struct engine *e = a->unit;

	return (reg_get(a->gpu, a->offset) & ~MI_MODE_IDLE) |
	       (engine_is_idle(e) ? MI_MODE_IDLE : 0);
}

static void write_mi_mode(const struct reg_access *a, u32 val)
{
	struct engine *e = a->unit;
	u32 mode = masked_write(reg_get(a->gpu, a->offset), val) & ~MI_MODE_IDLE;

	reg_set(a->gpu, a->offset, mode);
	if (mode & MI_MODE_STOP_RING)
		engine_kick(e, ATTENTION_STOP);
	else if (engine_attention(e) & ATTENTION_STOP)
		engine_release(e, ATTENTION_STOP);
}

/*
 * The driver asks to stop for a reset; the engine is ready when it has stopped
 * between two commands, or hangs.
 */
static void write_reset_ctl(const struct reg_access *a, u32 val)
{
	struct engine *e = a->unit;
	u32 ctl = masked_write(reg_get(a->gpu, a->offset), val) & RESET_CTL_REQUEST;

	if (ctl) {
		engine_kick(e, ATTENTION_QUIESCE);
		if (engine_wait_quiet(e))
			ctl |= RESET_CTL_READY;
	} else {
		engine_release(e, ATTENTION_QUIESCE);
	}
	reg_set(a->gpu, a->offset, ctl);
}

static void write_tail(const struct reg_access *a, u32 val)
{
	const struct engine *e = a->unit;
	u32 mode = reg_get(a->gpu, e->info->base + RING_MODE);

	reg_set(a->gpu, a->offset, val & RING_TAIL_ADDR);
	if (!(mode & GFX_RUN_LIST_ENABLE) && val)
		anomaly(&a->gpu->anomalies, ANOMALY_RING_MODE,
			"%s: tail 0x%x written without the run list enabled", e->info->name, val);
}

static const struct reg_row engine_rows[] = {
	{ .offset = RING_EXCC, .flags = REG_MASKED },
	{ .offset = RING_TAIL, .write = write_tail },
	{ .offset = RING_HEAD, .read = read_head },
	{ .offset = RING_PSMI_CTL, .flags = REG_MASKED },
	{ .offset = RING_ACTHD_UDW, .flags = REG_RO, .read = read_acthd_udw },
	{ .offset = RING_IPEHR },
	{ .offset = RING_INSTDONE, .flags = REG_RO, .read = read_instdone },
	{ .offset = RING_ACTHD, .flags = REG_RO, .read = read_acthd },
	{ .offset = RING_HWS_PGA, .flags = REG_KEEP },
	{ .offset = RING_CHICKEN3, .flags = REG_MASKED },
	{ .offset = RING_MI_MODE, .flags = REG_MASKED, .reset = MI_MODE_IDLE,
	  .read = read_mi_mode, .write = write_mi_mode },
	{ .offset = RING_IMR, .reset = ~0u },
	{ .offset = RING_EIR, .flags = REG_W1C, .write = cs_error_write_identity },
	{ .offset = RING_EMR, .reset = ~0u, .write = cs_error_write_mask },
	{ .offset = RING_ESR, .flags = REG_RO },
	{ .offset = RING_INSTPM, .flags = REG_MASKED },
	{ .offset = RING_RESET_CTL, .flags = REG_MASKED, .write = write_reset_ctl },
	{ .offset = RING_CSFE_CHICKEN1, .flags = REG_MASKED },
	{ .offset = RING_CS_DEBUG_MODE2, .flags = REG_MASKED },
	{ .offset = 0x0e0, .flags = REG_MASKED },	/* FF_SLICE_CS_CHICKEN1 */
	{ .offset = 0x0e4, .flags = REG_MASKED },	/* FF_SLICE_CS_CHICKEN2 */
	{ .offset = 0x0ec, .flags = REG_MASKED },	/* CS_DEBUG_MODE1 */
	{ .offset = RING_SWCTRL, .flags = REG_MASKED },
	{ .offset = RING_ELSP, .flags = REG_ZERO, .write = execlists_write_port },
	{ .offset = RING_EXECLIST_STATUS, .flags = REG_RO, .read = execlists_read_status },
	{ .offset = RING_EXECLIST_STATUS_HI, .flags = REG_RO, .read = execlists_read_status_hi },
	{ .offset = RING_CTX_CONTROL, .flags = REG_MASKED },
	{ .offset = RING_MODE, .flags = REG_MASKED },
	{ .offset = RING_TIMESTAMP, .flags = REG_RO, .read = read_timestamp },
	{ .offset = RING_TIMESTAMP_UDW, .flags = REG_RO, .read = read_timestamp_udw },
	{ .offset = RING_CSB, .count = 2 * CSB_ENTRIES, .flags = REG_RO },
	{ .offset = RING_CSB_PTR, .flags = REG_MASKED,
	  .read = execlists_read_csb_pointer, .write = execlists_write_csb_pointer },
	{ .offset = RING_CTX_TIMESTAMP, .read = read_context_timestamp },
	/* Each slot names NOPID of render. */
	{ .offset = RING_FORCE_TO_NONPRIV, .count = FORCE_TO_NONPRIV_SLOTS, .reset = 0x2094 },
	{ .offset = RING_CS_CHICKEN1, .flags = REG_MASKED },
};

void engine_attach_registers(struct engine *e)
{
	mmio_attach(e->gpu, engine_rows, ARRAY_SIZE(engine_rows), e->info->base, e);
}
