// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <string.h>

#include "3d/draw.h"
#include "core/gpu.h"
#include "cs/commands.h"
#include "cs/cs_regs.h"
#include "cs/engine.h"
#include "cs/error.h"
#include "cs/parser.h"

/* The place of a command, to return to it. */
struct position {
	struct cs_batch batch[CS_BATCH_LEVELS];
	struct cs_wa_batch wa;
	u32 head;
};

/* A batch of the context switch that is longer than this is treated as endless. */
#define WA_BATCH_BUDGET	(64 * 1024)

void cs_reset(struct cs *cs)
{
	u32 head = cs->head;
	const char *unit = cs->user.unit;

	memset(cs->batch, 0, sizeof(cs->batch));
	memset(&cs->wa, 0, sizeof(cs->wa));
	memset(&cs->root, 0, sizeof(cs->root));
	cs->desc = 0;
	cs->user = (struct page_user){ .unit = unit };
	cs->head = head;
	cs->tail = head;
	cs->arbitration = true;
	cs->predicate = 0;
	cs->command_len = 0;
	cs->poll_us = 0;
}

bool cs_at_ring_end(const struct cs *cs)
{
	return !cs->batch[0].active && !cs->batch[1].active && cs->head == cs->tail;
}

bool cs_privileged(const struct cs *cs)
{
	return !cs->command_ppgtt;
}

enum cs_result cs_hang(struct engine *e, const char *why)
{
	struct cs *cs = &e->cs;

	anomaly(&e->gpu->anomalies, ANOMALY_HANG, "%s context 0x%08x id 0x%x: %s at %s 0x%llx (%08x)",
		e->info->name, cs->user.lrca, cs->user.ctx_id, why,
		cs->command_ppgtt ? "PPGTT" : "GGTT", (unsigned long long)cs->command_addr,
		cs->command[0]);
	return CS_HANG;
}

enum cs_result cs_invalid(struct engine *e, const char *why)
{
	enum cs_result res = cs_hang(e, why);

	cs_error(e, ERROR_INSTRUCTION);
	return res;
}

enum cs_result cs_fault(struct engine *e)
{
	return cs_hang(e, "page fault");
}

void cs_not_executed(struct engine *e, const char *name)
{
	anomaly(&e->gpu->anomalies, ANOMALY_NOT_EXECUTED, "%s: %s", e->info->name, name);
}

/* The innermost batch, or NULL while in the ring. */
static struct cs_batch *current_batch(struct cs *cs)
{
	for (u32 i = CS_BATCH_LEVELS; i--;)
		if (cs->batch[i].active)
			return &cs->batch[i];
	return NULL;
}

/* Find the place of the next command; sets the result of cs_privileged(). */
static void locate(struct cs *cs)
{
	const struct cs_batch *b = current_batch(cs);

	cs->command_ppgtt = false;
	if (cs->wa.active) {
		cs->command_addr = cs->wa.addr;
	} else if (b) {
		cs->command_addr = b->addr;
		cs->command_ppgtt = b->ppgtt;
	} else {
		cs->command_addr = cs->ring_start + cs->head;
	}
	__atomic_store_n(&cs->live_acthd, cs->command_addr, __ATOMIC_RELAXED);
	__atomic_store_n(&cs->live_head, cs->head, __ATOMIC_RELAXED);
}

static bool in_ring(const struct cs *cs)
{
	return !cs->wa.active && !cs->batch[0].active && !cs->batch[1].active;
}

static int fetch(struct engine *e, u32 index, u32 dwords, u32 *to)
{
	struct cs *cs = &e->cs;
	enum addr_space as = cs_space(!cs->command_ppgtt);
	u32 first = dwords;
	u32 at;

	if (!in_ring(cs))
		return vm_read(e, as, cs->command_addr + index * 4, to, dwords * 4, PAGE_USE_FETCH);
	/* A command in the ring may wrap. */
	at = (cs->head + index * 4) % cs->ring_size;
	first = min(dwords, (cs->ring_size - at) / 4);
	if (vm_read(e, as, cs->ring_start + at, to, first * 4, PAGE_USE_FETCH))
		return -1;
	if (first == dwords)
		return 0;
	return vm_read(e, as, cs->ring_start, to + first, (dwords - first) * 4, PAGE_USE_FETCH);
}

static void advance(struct cs *cs, u32 dwords)
{
	struct cs_batch *b = current_batch(cs);

	if (cs->wa.active)
		cs->wa.addr += dwords * 4;
	else if (b)
		b->addr += dwords * 4;
	else
		cs->head = (cs->head + dwords * 4) % cs->ring_size;
}

/* Bytes of commands left in the ring before the tail. */
static u32 ring_left(const struct cs *cs)
{
	return (cs->tail - cs->head + cs->ring_size) % cs->ring_size;
}

/* Traced registers, on which a batch may depend: the engine's own, then shared ones. */
static const struct { u32 from, to; } traced[] = {
	{ 0x4000, 0x5000 }, { 0x7000, 0x8000 }, { 0x9400, 0x9500 }, { 0xb000, 0xb500 },
	{ 0xc800, 0xd000 }, { 0xe000, 0xe800 },
};

static void print_registers(struct gpu *gpu, u32 from, u32 to, FILE *out)
{
	for (u32 reg = from; reg < to; reg += 4)
		if (reg_get(gpu, reg))
			fprintf(out, " %x=%08x", reg, reg_get(gpu, reg));
}

static void trace_registers(struct engine *e)
{
	struct gpu *gpu = e->gpu;
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return;
	pthread_mutex_lock(&gpu->lock);
	print_registers(gpu, e->info->base, e->info->base + 0x800, out);
	for (u32 i = 0; i < ARRAY_SIZE(traced); i++)
		print_registers(gpu, traced[i].from, traced[i].to, out);
	pthread_mutex_unlock(&gpu->lock);
	if (!fclose(out))
		trace_write(&gpu->trace, TRACE_REGS, "%s %08x:%s", e->info->name,
			    e->cs.user.lrca, text);
	free(text);
}

enum cs_result cs_batch_start(struct engine *e, u64 addr, bool ppgtt, bool second_level)
{
	struct cs *cs = &e->cs;
	struct cs_batch *b = current_batch(cs);
	struct cs_batch *next;

	if (cs->wa.active)
		return cs_hang(e, "batch start inside a context switch batch");
	if (!b && trace_on(&e->gpu->trace, TRACE_REGS))
		trace_registers(e);
	if (!b)
		next = &cs->batch[0];
	else if (second_level)
		next = &cs->batch[1];
	else
		next = b;
	/* From a PPGTT batch only PPGTT batches can be reached. */
	if (cs->command_ppgtt && !ppgtt) {
		anomaly(&e->gpu->anomalies, ANOMALY_GGTT_REFUSED,
			"%s context 0x%08x: GGTT batch 0x%llx started from a PPGTT batch",
			e->info->name, cs->user.lrca, (unsigned long long)addr);
		ppgtt = true;
	}
	next->active = true;
	next->ppgtt = ppgtt;
	next->addr = addr & ~3ull;
	return CS_OK;
}

enum cs_result cs_batch_end(struct engine *e)
{
	struct cs *cs = &e->cs;
	struct cs_batch *b = current_batch(cs);

	if (cs->wa.active)
		cs->wa.active = false;
	else if (b)
		b->active = false;
	/* In the ring it is a no-op. */
	return CS_OK;
}

static void privileged_command(struct engine *e, const struct cs_command *c)
{
	anomaly(&e->gpu->anomalies, ANOMALY_PRIVILEGED_COMMAND, "%s context 0x%08x: %s at 0x%llx",
		e->info->name, e->cs.user.lrca, c->name, (unsigned long long)e->cs.command_addr);
	cs_error(e, ERROR_PRIVILEGE);
}

static enum cs_result unknown_command(struct engine *e)
{
	anomaly(&e->gpu->anomalies, ANOMALY_UNKNOWN_COMMAND, "%s context 0x%08x: %08x at 0x%llx",
		e->info->name, e->cs.user.lrca, e->cs.command[0],
		(unsigned long long)e->cs.command_addr);
	return cs_invalid(e, "unknown command");
}

static enum cs_result foreign_command(struct engine *e, const struct cs_command *c)
{
	anomaly(&e->gpu->anomalies, ANOMALY_WRONG_ENGINE, "%s context 0x%08x: %s (%08x)",
		e->info->name, e->cs.user.lrca, c->name, e->cs.command[0]);
	return cs_invalid(e, "command of another engine");
}

static enum cs_result bad_length(struct engine *e, const struct cs_command *c, u32 dwords)
{
	anomaly(&e->gpu->anomalies, ANOMALY_BAD_COMMAND, "%s context 0x%08x: %s of %u dwords",
		e->info->name, e->cs.user.lrca, c->name, dwords);
	return cs_invalid(e, "command of impossible length");
}

/* All reasons not to execute a command. */
static bool is_noop(struct engine *e, const struct cs_command *c)
{
	if ((c->flags & COMMAND_PRIVILEGED) && !cs_privileged(&e->cs)) {
		privileged_command(e, c);
		return true;
	}
	return e->cs.predicate && !(c->flags & COMMAND_UNPREDICATED) && predicate_blocks(e);
}

static enum cs_result execute(struct engine *e, const struct cs_command *c)
{
	struct cs *cs = &e->cs;
	enum cs_result res = CS_OK;

	if (!is_noop(e, c)) {
		if (c->flags & COMMAND_SKIP)
			cs_not_executed(e, c->name);
		if (c->execute)
			res = c->execute(e, cs->command, cs->command_len);
	}
	if (res == CS_OK && (c->flags & COMMAND_ARBITRATE))
		return CS_ARBITRATE;
	return res;
}

static enum cs_result fetch_body(struct engine *e, const struct cs_command *c)
{
	struct cs *cs = &e->cs;
	u32 dwords = cs->command_len;

	/* A command that is only skipped need not be read, however long it is. */
	if (!c->execute || dwords == 1)
		return CS_OK;
	if (c->flags & COMMAND_STATE)
		dwords = min(dwords, CS_MAX_STATE);
	if (dwords > CS_MAX_DWORDS)
		return bad_length(e, c, dwords);
	if (fetch(e, 1, dwords - 1, &cs->command[1]))
		return cs_fault(e);
	return CS_OK;
}

/* Hardware ignores these bits. A driver that sets them has a bug. */
static void report_reserved(struct engine *e, const struct cs_command *c)
{
	u32 bits = command_reserved(c, e->cs.command[0]);

	if (bits)
		anomaly(&e->gpu->anomalies, ANOMALY_RESERVED_BITS,
			"%s context 0x%08x: %s with bits %08x at 0x%llx", e->info->name,
			e->cs.user.lrca, c->name, bits, (unsigned long long)e->cs.command_addr);
}

static enum cs_result check(struct engine *e, const struct cs_command *c)
{
	struct cs *cs = &e->cs;

	if (!c)
		return unknown_command(e);
	if (!(c->engines & BIT(e->info->class)))
		return foreign_command(e, c);
	report_reserved(e, c);
	cs->command_len = command_length(c, cs->command[0]);
	if (cs->command_len < c->least)
		return bad_length(e, c, cs->command_len);
	if (in_ring(cs) && cs->command_len * 4 > ring_left(cs))
		return cs_hang(e, "command runs past the tail");
	return fetch_body(e, c);
}

static struct position save_position(const struct cs *cs)
{
	struct position p = { .wa = cs->wa, .head = cs->head };

	memcpy(p.batch, cs->batch, sizeof(p.batch));
	return p;
}

static void restore_position(struct cs *cs, const struct position *p)
{
	memcpy(cs->batch, p->batch, sizeof(cs->batch));
	cs->wa = p->wa;
	cs->head = p->head;
}

static void count(struct engine *e, const struct cs_command *c)
{
	__atomic_add_fetch(&e->stats.commands, 1, __ATOMIC_RELAXED);
	__atomic_add_fetch(&e->gpu->command_count[command_number(c)], 1, __ATOMIC_RELAXED);
}

char cs_trace_place(const struct cs *cs)
{
	if (cs->wa.active)
		return 'w';
	if (in_ring(cs))
		return 'r';
	return cs->command_ppgtt ? 'p' : 'g';
}

#define TRACE_OPERANDS	8u

static void trace_command(struct engine *e, const struct cs_command *c)
{
	const struct cs *cs = &e->cs;
	u32 n = c->execute ? min(cs->command_len - 1, TRACE_OPERANDS) : 0;
	char operands[9 * TRACE_OPERANDS + 1] = "";

	for (u32 i = 0; i < n; i++)
		snprintf(operands + 9 * i, 10, " %08x", cs->command[1 + i]);
	trace_write(&e->gpu->trace, TRACE_CMD, "%s %c%llx: %08x %s%s%s", e->info->name,
		    cs_trace_place(cs), (unsigned long long)cs->command_addr, cs->command[0],
		    c->name, operands, n < cs->command_len - 1 ? " ..." : "");
}

/* The first command after a restore was executed, whatever it was. */
static void go_on(struct engine *e)
{
	if (e->cs.fresh)
		draw_stop_forget(e);
	e->cs.fresh = false;
}

enum cs_result cs_step(struct engine *e)
{
	struct cs *cs = &e->cs;
	const struct cs_command *c;
	struct position here;
	enum cs_result res;

	locate(cs);
	if (fetch(e, 0, 1, cs->command))
		return cs_fault(e);
	c = command_find(e->gpu->device->gen, cs->command[0], e->info->class);
	res = check(e, c);
	if (res != CS_OK)
		return res;

	if (trace_on(&e->gpu->trace, TRACE_CMD))
		trace_command(e, c);
	here = save_position(cs);
	advance(cs, cs->command_len);
	res = execute(e, c);
	if (res == CS_OK || res == CS_ARBITRATE) {
		count(e, c);
		cs->poll_us = 0;
		if (!here.wa.active)
			go_on(e);
		return res;
	}
	restore_position(cs, &here);
	return res;
}

/* A command of the context switch. While it waits it keeps the engine: no preemption here. */
static enum cs_result step_in_switch(struct engine *e)
{
	for (;;) {
		enum cs_result res;

		if (!engine_obey(e))
			return CS_BREAK;
		res = cs_step(e);
		if (res != CS_RETRY)
			return res;
		engine_wait_moment(e);
	}
}

enum cs_result cs_run_wa_batch(struct engine *e, u64 addr, u32 bytes)
{
	struct cs *cs = &e->cs;
	struct cs_wa_batch *wa = &cs->wa;
	enum cs_result res = CS_OK;

	*wa = (struct cs_wa_batch){
		.active = true,
		.addr = addr,
		.end = bytes ? addr + bytes : ~0ull,
	};
	for (u32 n = 0; wa->active && wa->addr < wa->end; n++) {
		if (n == WA_BATCH_BUDGET)
			return cs_hang(e, "context switch batch does not end");
		res = step_in_switch(e);
		if (res == CS_HANG || res == CS_BREAK)
			return res;
	}
	wa->active = false;
	return CS_OK;
}

enum cs_result cs_run_single(struct engine *e, u64 addr, u32 *dwords)
{
	struct cs_wa_batch *wa = &e->cs.wa;
	enum cs_result res;

	*wa = (struct cs_wa_batch){ .active = true, .addr = addr, .end = ~0ull };
	res = step_in_switch(e);
	*dwords = (u32)((wa->addr - addr) / 4);
	if (res == CS_HANG || res == CS_BREAK)
		return res;
	wa->active = false;
	return CS_OK;
}
