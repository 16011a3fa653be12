// SPDX-License-Identifier: GPL-2.0-only
/*
 * Source: Intel OSRC Skylake PRM vol 2a, instructions if to halt; Mesa compiler/brw_eu_emit.c for
 * what JIP and UIP lead to on Gen8 and Gen9:
 * - if: JIP to what is behind else, or to endif if there is no else; UIP to endif.
 * - else: JIP and UIP to endif.
 * - endif: JIP to the end of the enclosing block.
 * - break, cont: JIP to the end of the innermost block; UIP to the end of the loop.
 * - while: JIP back to the start of the loop.
 * - halt: JIP to the end of the innermost block; UIP to where all halted channels go on.
 */
#include "eu/code.h"
#include "eu/flag.h"
#include "eu/flow.h"
#include "eu/opcodes.h"

void eu_flow_join(struct eu_thread *t)
{
	u32 left = t->waiting;

	while (left) {
		u32 i = (u32)__builtin_ctz(left);

		left &= left - 1;
		if (t->resume[i] != t->ip)
			continue;
		t->waiting &= ~BIT(i);
		t->mask |= BIT(i);
	}
}

/* Channels @lanes, as the thread counts them, become inactive until @at. */
static void send_to(struct eu_thread *t, u32 lanes, u32 at)
{
	for (u32 left = lanes & t->mask; left; left &= left - 1)
		t->resume[__builtin_ctz(left)] = at;
	t->waiting |= lanes & t->mask;
	t->mask &= ~lanes;
}

/* Active channels of the instruction for which its predicate is true, as the thread counts them. */
static u32 chosen(const struct eu_thread *t, const struct eu_inst *in)
{
	return (eu_active(t, in) & eu_predicate(t, in)) << in->group;
}

static u32 active(const struct eu_thread *t, const struct eu_inst *in)
{
	return eu_active(t, in) << in->group;
}

/* No channel is left: go on where some may be. */
static void skip_if_none(struct eu_thread *t, s32 distance)
{
	if (!t->mask)
		t->next = t->ip + (u32)distance;
}

enum eu_result eu_run_nop(struct eu_thread *t __unused, const struct eu_inst *in __unused)
{
	return EU_OK;
}

/* The distance counts from the next instruction. */
enum eu_result eu_run_jmpi(struct eu_thread *t, const struct eu_inst *in)
{
	s32 distance = in->jip;

	if (in->pred && !(eu_predicate(t, in) & 1))
		return EU_OK;
	if (in->src[1].size) {
		if (in->src[1].where != EU_IN_REG || in->src[1].size != 4 || in->src[1].indirect)
			return eu_bad(t, "jump by a value that is no dword");
		distance = (s32)eu_reg_get(t, in->src[1].off[0]);
	}
	t->next += (u32)distance;
	return EU_OK;
}

enum eu_result eu_run_if(struct eu_thread *t, const struct eu_inst *in)
{
	u32 yes = chosen(t, in);

	if (t->spf) {
		if (!yes)
			t->next = t->ip + (u32)in->jip;
		return EU_OK;
	}
	send_to(t, active(t, in) & ~yes, t->ip + (u32)in->jip);
	skip_if_none(t, in->jip);
	return EU_OK;
}

enum eu_result eu_run_else(struct eu_thread *t, const struct eu_inst *in)
{
	if (t->spf) {
		t->next = t->ip + (u32)in->jip;
		return EU_OK;
	}
	send_to(t, active(t, in), t->ip + (u32)(in->branch_control ? in->uip : in->jip));
	/* Those that wait for the other part do so at the next instruction. */
	t->ip = t->next;
	eu_flow_join(t);
	if (!t->mask)
		t->next = t->ip - in->bytes + (u32)in->jip;
	return EU_OK;
}

enum eu_result eu_run_endif(struct eu_thread *t, const struct eu_inst *in)
{
	if (!t->spf)
		skip_if_none(t, in->jip);
	return EU_OK;
}

enum eu_result eu_run_while(struct eu_thread *t, const struct eu_inst *in)
{
	u32 again = chosen(t, in), start = t->ip + (u32)in->jip;

	if (t->spf) {
		if (again)
			t->next = start;
		return EU_OK;
	}
	/* Who does not go round again waits behind the loop. */
	if (!again)
		return EU_OK;
	send_to(t, active(t, in) & ~again, t->next);
	t->next = start;
	return EU_OK;
}

/* A channel that leaves a loop goes on behind its WHILE, where the UIP leads to. */
static u32 behind_while(struct eu_thread *t, u32 at)
{
	const struct eu_inst *in = eu_code_peek(t, at);

	return in && in->op->code == EU_WHILE ? at + in->bytes : at;
}

static enum eu_result leave(struct eu_thread *t, u32 who, s32 jip, u32 to)
{
	if (t->spf) {
		if (who)
			t->next = to;
		return EU_OK;
	}
	send_to(t, who, to);
	skip_if_none(t, jip);
	return EU_OK;
}

/* To look at the WHILE may take the place of @in in the cache. */
enum eu_result eu_run_break(struct eu_thread *t, const struct eu_inst *in)
{
	u32 who = chosen(t, in);
	s32 jip = in->jip;

	return leave(t, who, jip, behind_while(t, t->ip + (u32)in->uip));
}

enum eu_result eu_run_cont(struct eu_thread *t, const struct eu_inst *in)
{
	return leave(t, chosen(t, in), in->jip, t->ip + (u32)in->uip);
}

enum eu_result eu_run_halt(struct eu_thread *t, const struct eu_inst *in)
{
	return leave(t, chosen(t, in), in->jip, t->ip + (u32)in->uip);
}

/* The register keeps where to return to, and who was active. */
enum eu_result eu_run_call(struct eu_thread *t, const struct eu_inst *in)
{
	const struct eu_operand *o = &in->dst;
	u32 who = chosen(t, in);

	if (o->where != EU_IN_REG || o->indirect || o->off[0] + 8 > EU_GRF_SPACE || o->off[0] % 4)
		return eu_bad(t, "call that keeps its return in no register");
	if (!who)
		return EU_OK;
	eu_reg_set(t, o->off[0], t->next);
	eu_reg_set(t, o->off[0] + 4, t->mask);
	if (!t->spf)
		send_to(t, t->mask & ~who, t->next);
	t->next = t->ip + (u32)in->jip;
	return EU_OK;
}

/* Channels that return wait for the others of their call; the last ones take the thread along. */
enum eu_result eu_run_ret(struct eu_thread *t, const struct eu_inst *in)
{
	const struct eu_operand *o = &in->src[0];
	u32 who = chosen(t, in), to;

	if (o->where != EU_IN_REG || o->indirect || o->off[0] + 8 > EU_GRF_SPACE || o->off[0] % 4)
		return eu_bad(t, "return to what is in no register");
	to = eu_reg_get(t, o->off[0]);
	if (t->spf) {
		if (who)
			t->next = to;
		return EU_OK;
	}
	send_to(t, who, to);
	if (!t->mask)
		t->next = to;
	return EU_OK;
}

/* Takes one notification. */
enum eu_result eu_run_wait(struct eu_thread *t, const struct eu_inst *in)
{
	const struct eu_operand *o = &in->src[0];
	u32 count;

	if (o->where != EU_IN_REG || o->off[0] < EU_REG_NOTIFY || o->off[0] >= EU_REG_IP)
		return eu_bad(t, "wait for something else than a notification");
	count = eu_reg_get(t, o->off[0]);
	if (!count)
		return EU_WAITS;
	eu_reg_set(t, o->off[0], count - 1);
	return EU_OK;
}
