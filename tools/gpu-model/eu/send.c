// SPDX-License-Identifier: GPL-2.0-only
/*
 * SEND: registers become a message, the answer goes into registers.
 *
 * Source: Intel OSRC Skylake PRM vol 2a, "send - Send Message", "sends - Split Send Message".
 */
#include <string.h>

#include "eu/flag.h"
#include "eu/opcodes.h"

static void take_descriptors(const struct eu_thread *t, const struct eu_send *s,
			     struct eu_message *m)
{
	m->sfid = s->sfid;
	m->eot = s->eot;
	m->desc = s->desc_reg ? eu_reg_get(t, EU_REG_ADDRESS) : s->desc;
	m->ex_desc = s->ex_desc_reg ? eu_reg_get(t, EU_REG_ADDRESS + 4 * s->ex_desc_address) :
				      s->ex_desc;
	m->header = m->desc & EU_DESC_HEADER;
	m->part = FIELD_GET(EU_DESC_LENGTH, m->desc);
	m->length = m->part;
	m->response = FIELD_GET(EU_DESC_RESPONSE, m->desc);
}

static bool take_data(const struct eu_thread *t, const struct eu_send *s, struct eu_message *m)
{
	u32 more = s->src1 < EU_GRFS ? FIELD_GET(EU_EX_DESC_LENGTH, m->ex_desc) : 0;

	if (s->src0 + m->part > EU_GRFS || (more && s->src1 + more > EU_GRFS))
		return false;
	memset(m->data, 0, sizeof(m->data));
	memcpy(m->data[0], &t->reg[s->src0 * EU_GRF_BYTES], m->part * EU_GRF_BYTES);
	memcpy(m->data[m->part], &t->reg[s->src1 % EU_GRFS * EU_GRF_BYTES], more * EU_GRF_BYTES);
	m->length += more;
	return true;
}

/* What a function leaves out of its answer stays as it was. */
static bool take_old_answer(const struct eu_thread *t, const struct eu_send *s,
			    struct eu_message *m)
{
	if (!m->response || s->dst == EU_GRFS) {
		memset(m->answer, 0, sizeof(m->answer));
		return true;
	}
	if (s->dst + m->response > EU_GRFS)
		return false;
	memcpy(m->answer, &t->reg[s->dst * EU_GRF_BYTES], m->response * EU_GRF_BYTES);
	return true;
}

enum eu_result eu_run_send(struct eu_thread *t, const struct eu_inst *in)
{
	const struct eu_send s = in->send;
	struct eu_message m;
	enum eu_result res;

	take_descriptors(t, &s, &m);
	m.exec_size = in->exec_size;
	m.lanes = eu_active(t, in) & eu_predicate(t, in);
	if (!take_data(t, &s, &m) || !take_old_answer(t, &s, &m))
		return eu_bad(t, "message past the last register");
	res = t->m->send(t, &m);
	if (res != EU_OK)
		return res;
	if (m.response && s.dst < EU_GRFS)
		memcpy(&t->reg[s.dst * EU_GRF_BYTES], m.answer, m.response * EU_GRF_BYTES);
	return s.eot ? EU_END : EU_OK;
}
