// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "eu/code.h"
#include "eu/compact.h"
#include "eu/decode.h"
#include "eu/thread.h"

void eu_code_renew(struct eu_code *c)
{
	c->round++;
	if (c->round)
		return;
	for (u32 i = 0; i < EU_CODE_SLOTS; i++)
		c->slot[i].round = 0;
	c->round = 1;
}

/* A compacted instruction may be the last one of a page: read no further. */
static bool fetch(struct eu_thread *t, u32 ip, u64 raw[2])
{
	const struct eu_machine *m = t->m;

	raw[1] = 0;
	if (m->fetch(m->context, ip, &raw[0], 8))
		return false;
	return eu_is_compact(raw[0]) || !m->fetch(m->context, (u64)ip + 8, &raw[1], 8);
}

static struct eu_code_slot *load(struct eu_thread *t, u32 ip)
{
	struct eu_code *c = t->m->code;
	struct eu_code_slot *s = &c->slot[(ip / 8) % EU_CODE_SLOTS];
	u64 raw[2];

	if (s->round == c->round && s->ip == ip)
		return s;
	if (!fetch(t, ip, raw))
		return NULL;
	if (!s->round || s->ip != ip || memcmp(s->raw, raw, sizeof(raw))) {
		s->bad = eu_decode(t->m->gen, raw, &s->in);
		s->ip = ip;
		memcpy(s->raw, raw, sizeof(raw));
	}
	s->round = c->round;
	return s;
}

const struct eu_inst *eu_code_at(struct eu_thread *t)
{
	struct eu_code_slot *s;

	t->why = NULL;
	if (t->ip % 8) {
		t->why = "instruction at an odd address";
		return NULL;
	}
	s = load(t, t->ip);
	if (!s)
		return NULL;
	if (s->bad) {
		t->why = s->bad;
		return NULL;
	}
	return &s->in;
}

const struct eu_inst *eu_code_peek(struct eu_thread *t, u32 ip)
{
	struct eu_code_slot *s = ip % 8 ? NULL : load(t, ip);

	return s && !s->bad ? &s->in : NULL;
}
