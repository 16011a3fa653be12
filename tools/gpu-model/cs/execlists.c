// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "core/gpu.h"
#include "cs/cs_regs.h"
#include "cs/engine.h"
#include "cs/execlists.h"

/* After a reset the index is past the end: the first status goes to entry 0. */
#define CSB_INDEX_RESET	7
/* EXECLIST_STATUS after power-on: the first submission goes to list 0. */
#define CURRENT_LIST_1	BIT(0)

void execlists_reset(struct execlists *el)
{
	memset(el, 0, sizeof(*el));
	el->csb_write = CSB_INDEX_RESET;
}

/* Write to the hardware status page. Caller holds gpu->lock. */
static void write_status_page(struct engine *e, u32 offset, const void *buf, u32 len)
{
	struct gpu *gpu = e->gpu;
	u64 va = (reg_get(gpu, e->info->base + RING_HWS_PGA) & ~(PAGE_SIZE - 1)) + offset;
	u64 entry = ggtt_entry(&gpu->ggtt, va);
	u64 gpa = (entry & GTT_ADDRESS) | (va & (PAGE_SIZE - 1));
	struct page_user user = { .unit = e->info->name };

	page_log_add(&gpu->page_log, &user, gpa, len, PAGE_USE_STATUS);
	if (!(entry & GTT_PRESENT) || memory_write(&gpu->memory, gpa, buf, len))
		anomaly(&gpu->anomalies, ANOMALY_NO_MEMORY, "%s: no status page at GGTT 0x%llx",
			e->info->name, (unsigned long long)va);
}

/* One event: the entry into memory, then the index. The interrupt is the caller's. */
static void csb_write(struct engine *e, u32 status, u32 ctx_id)
{
	struct execlists *el = &e->el;
	u32 entry[2] = { status, ctx_id };
	u32 base = e->info->base;
	u32 index;

	index = el->csb_write >= CSB_ENTRIES - 1 ? 0 : el->csb_write + 1;
	reg_set(e->gpu, base + RING_CSB + 8 * index, status);
	reg_set(e->gpu, base + RING_CSB + 8 * index + 4, ctx_id);
	write_status_page(e, CSB_HWSP_OFFSET + 8 * index, entry, sizeof(entry));
	write_status_page(e, CSB_HWSP_WRITE_INDEX, &index, sizeof(index));
	el->csb_write = index;
	el->last_reason = status;
	trace(&e->gpu->trace, TRACE_CSB, "%s [%u] status=%x id=%x", e->info->name, index, status,
	      ctx_id);
}

static void promote(struct execlists *el)
{
	el->current = el->pending;
	el->element = 0;
	el->active = true;
	el->waiting = false;
}

bool execlists_next(struct engine *e, u64 *desc)
{
	struct execlists *el = &e->el;

	if (!el->active) {
		if (!el->waiting)
			return false;
		promote(el);
		csb_write(e, CSB_IDLE_TO_ACTIVE, 0);
		engine_interrupt(e, GT_CONTEXT_SWITCH_INTERRUPT);
	}
	*desc = el->current.desc[el->element];
	return true;
}

static bool more_elements(const struct execlists *el)
{
	return el->element + 1 < EXECLIST_ELEMENTS &&
	       (el->current.desc[el->element + 1] & DESC_VALID);
}

static u32 leave_reason(enum run_outcome why)
{
	switch (why) {
	case RUN_WAIT_SEMAPHORE:
		return CSB_WAIT_SEMAPHORE;
	case RUN_WAIT_EVENT:
		return CSB_WAIT_SCANLINE;
	default:
		return CSB_COMPLETE;
	}
}

void execlists_left(struct engine *e, enum run_outcome why)
{
	struct execlists *el = &e->el;
	u32 id = upper_32_bits(el->current.desc[el->element]);

	if (why == RUN_PREEMPTED) {
		csb_write(e, CSB_PREEMPTED, id);
		promote(el);
	} else if (more_elements(el)) {
		csb_write(e, leave_reason(why) | CSB_ELEMENT_SWITCH, id);
		el->element++;
	} else {
		csb_write(e, leave_reason(why) | CSB_ACTIVE_TO_IDLE, id);
		el->active = false;
		if (el->waiting) {
			promote(el);
			csb_write(e, CSB_IDLE_TO_ACTIVE, 0);
		}
	}
	engine_interrupt(e, GT_CONTEXT_SWITCH_INTERRUPT);
}

/* A context is identified by its LRCA and its id. */
static bool same_context(u64 a, u64 b)
{
	return (a & DESC_LRCA) == (b & DESC_LRCA) && upper_32_bits(a) == upper_32_bits(b);
}

bool execlists_lite_restore(struct engine *e)
{
	struct execlists *el = &e->el;
	u64 running;

	if (!el->active || !el->waiting)
		return false;
	running = el->current.desc[el->element];
	if (!same_context(running, el->pending.desc[0]))
		return false;
	/* Force restore asks for the whole image, not just the tail. */
	if (el->pending.desc[0] & DESC_FORCE_RESTORE)
		return false;
	csb_write(e, CSB_PREEMPTED | CSB_LITE_RESTORE, upper_32_bits(running));
	promote(el);
	engine_interrupt(e, GT_CONTEXT_SWITCH_INTERRUPT);
	return true;
}

static const char *check_descriptor(u64 desc)
{
	u32 mode = FIELD_GET(DESC_MODE, desc);

	if (mode != DESC_MODE_LEGACY_32B && mode != DESC_MODE_LEGACY_64B)
		return "addressing mode is not a legacy one";
	if (!(desc & DESC_LRCA))
		return "context at GGTT address 0";
	return NULL;
}

static const char *check_list(const struct engine *e, const struct execlist *list)
{
	const char *why;

	if (!(reg_get(e->gpu, e->info->base + RING_MODE) & GFX_RUN_LIST_ENABLE))
		return "run list not enabled";
	if (e->el.waiting)
		return "both lists are taken";
	if (!(list->desc[0] & DESC_VALID))
		return "element 0 not valid";
	why = check_descriptor(list->desc[0]);
	if (why || !(list->desc[1] & DESC_VALID))
		return why;
	if (same_context(list->desc[0], list->desc[1]))
		return "both elements are one context";
	return check_descriptor(list->desc[1]);
}

static void submit(struct engine *e, const struct execlist *list)
{
	const char *why = check_list(e, list);

	trace(&e->gpu->trace, TRACE_SUBMIT, "%s elsp %016llx %016llx%s%s", e->info->name,
	      (unsigned long long)list->desc[0], (unsigned long long)list->desc[1],
	      why ? " refused: " : "", why ? why : "");
	if (why) {
		anomaly(&e->gpu->anomalies, ANOMALY_BAD_ELSP, "%s: %s (%016llx %016llx)",
			e->info->name, why, (unsigned long long)list->desc[0],
			(unsigned long long)list->desc[1]);
		return;
	}
	e->stats.submissions++;
	e->el.pending = *list;
	e->el.waiting = true;
	engine_kick(e, ATTENTION_ELSP);
}

/* Four writes: element 1 upper and lower half, element 0 upper and lower half. */
void execlists_write_port(const struct reg_access *a, u32 val)
{
	struct engine *e = a->unit;
	struct execlists *el = &e->el;
	struct execlist list;

	el->port[el->written++] = val;
	if (el->written < ARRAY_SIZE(el->port))
		return;
	el->written = 0;
	list.desc[1] = (u64)el->port[0] << 32 | el->port[1];
	list.desc[0] = (u64)el->port[2] << 32 | el->port[3];
	submit(e, &list);
}

/*
 * EXECLIST_STATUS: bit 0 current list, bit 2 both lists taken, bits 3 and 4 list valid, bits 13:5
 * last switch reason, bits 15:14 active element, bit 16 arbitration enabled,
 * bits 17 and 18 list active. The lists are numbered 1 and 0; the running one
 * is shown as 0.
 */
u32 execlists_read_status(const struct reg_access *a)
{
	const struct engine *e = a->unit;
	const struct execlists *el = &e->el;
	u32 val = 0;

	if (!el->active && !el->waiting)
		return CURRENT_LIST_1;
	if (el->active)
		val |= BIT(4) | BIT(18) | (el->element + 1) << 14 | BIT(16);
	if (el->waiting)
		val |= BIT(3);
	if (el->active && el->waiting)
		val |= BIT(2);
	return val | (el->last_reason & 0x1ff) << 5;
}

u32 execlists_read_status_hi(const struct reg_access *a)
{
	const struct engine *e = a->unit;
	const struct execlists *el = &e->el;

	return el->active ? upper_32_bits(el->current.desc[el->element]) : 0;
}

/* Bits 2:0 index written last, bits 10:8 index the driver has read; masked. */
void execlists_write_csb_pointer(const struct reg_access *a, u32 val)
{
	struct engine *e = a->unit;
	u32 stored = (reg_get(a->gpu, a->offset) & 0xf00) | e->el.csb_write;

	stored = masked_write(stored, val);
	reg_set(a->gpu, a->offset, stored & 0x700);
	e->el.csb_write = stored & 7;
}

u32 execlists_read_csb_pointer(const struct reg_access *a)
{
	const struct engine *e = a->unit;

	return reg_get(a->gpu, a->offset) | e->el.csb_write;
}
