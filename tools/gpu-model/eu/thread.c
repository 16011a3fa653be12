// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "eu/code.h"
#include "eu/flag.h"
#include "eu/flow.h"
#include "eu/opcodes.h"
#include "eu/thread.h"

enum eu_result eu_bad(struct eu_thread *t, const char *why)
{
	t->why = why;
	return EU_BAD;
}

void eu_thread_control(struct eu_thread *t)
{
	u32 control = eu_reg_get(t, EU_REG_CONTROL);

	t->spf = control & EU_CR0_SPF;
	t->round = FIELD_GET(EU_CR0_ROUND, control);
	t->alternative = control & EU_CR0_ALTERNATIVE;
	t->keep_f = control & EU_CR0_DENORM_F;
	t->keep_df = control & EU_CR0_DENORM_DF;
	t->keep_hf = control & EU_CR0_DENORM_HF;
}

void eu_thread_init(struct eu_thread *t, const struct eu_machine *m, u32 ip, u32 dispatch,
		    u32 control)
{
	memset(t, 0, sizeof(*t));
	t->m = m;
	t->ip = ip;
	t->mask = dispatch;
	t->dispatch = dispatch;
	eu_reg_set(t, EU_REG_CONTROL, control);
	/* sr0.2 and sr0.3: channels as they were dispatched, without and with helpers. */
	eu_reg_set(t, EU_REG_STATE + 8, dispatch);
	eu_reg_set(t, EU_REG_STATE + 12, dispatch);
	eu_thread_control(t);
}

/* Registers whose value is only made when they are read. */
static void update_specials(struct eu_thread *t)
{
	u64 now = t->m->timestamp ? t->m->timestamp(t->m->context) : 0;

	eu_reg_set(t, EU_REG_CE, t->mask);
	eu_reg_set(t, EU_REG_IP, t->ip);
	eu_reg_set(t, EU_REG_TIME, lower_32_bits(now));
	eu_reg_set(t, EU_REG_TIME + 4, upper_32_bits(now));
}

static void run_alu(struct eu_thread *t, const struct eu_inst *in)
{
	u32 mask = eu_active(t, in);

	if (in->pred && in->op->code != EU_SEL)
		mask &= eu_predicate(t, in);
	mask &= in->dst_lanes;
	if (in->special & EU_SPECIAL_READ)
		update_specials(t);
	if (mask)
		in->alu(t, in, mask);
	if (in->special & EU_SPECIAL_CONTROL)
		eu_thread_control(t);
}

enum eu_result eu_thread_run(struct eu_thread *t, u32 most)
{
	for (u32 n = 0; n < most; n++) {
		const struct eu_inst *in;
		enum eu_result res;

		in = eu_code_at(t);
		if (!in)
			return t->why ? EU_BAD : EU_FAULT;
		t->executed++;
		if (t->waiting)
			eu_flow_join(t);
		if (in->alu) {
			run_alu(t, in);
			t->ip += in->bytes;
			continue;
		}
		t->next = t->ip + in->bytes;
		res = in->op->run(t, in);
		if (res != EU_OK && res != EU_END)
			return res;
		t->ip = t->next;
		if (res == EU_END)
			return res;
	}
	return EU_SLICE;
}
