// SPDX-License-Identifier: GPL-2.0-only
/*
 * Messages to the URB: here, the vertices of one thread, and what it makes of them. The entry of a
 * patch is read by the threads that write it, and by those of the domain shader.
 *
 * Source: Intel OSRC Skylake PRM vol 2d, "URB_*" message descriptors; Mesa compiler/brw_eu.h.
 */
#include "3d/draw.h"

#define URB_OPCODE		GENMASK(3, 0)
#define URB_OFFSET		GENMASK(14, 4)	/* in 16 bytes */
#define URB_MASKED		BIT(15)
#define URB_SLOTS		BIT(17)

#define URB_HANDLE		GENMASK(15, 0)

#define URB_SIMD8_WRITE		7
#define URB_SIMD8_READ		8

#define LANES			DRAW_BATCH

/**
 * struct urb_access - a message, decoded
 * @offset: of each lane, in dwords
 * @mask: components that are written, of each lane
 * @data: first register of data
 */
struct urb_access {
	u32 offset[LANES];
	u32 mask[LANES];
	u32 data;
};

static const char *lay_out(const struct eu_message *m, struct urb_access *u)
{
	u32 reg = 1;

	for (u32 i = 0; i < LANES; i++) {
		u->offset[i] = FIELD_GET(URB_OFFSET, m->desc) * 4;
		u->mask[i] = 0xff;
	}
	if (!m->header || !m->length)
		return "URB message without handles";
	if (m->desc & URB_SLOTS) {
		for (u32 i = 0; i < LANES; i++)
			u->offset[i] += (m->data[reg][i] & 0xffff) * 4;
		reg++;
	}
	if (m->desc & URB_MASKED) {
		for (u32 i = 0; i < LANES; i++)
			u->mask[i] = m->data[reg][i] >> 16 & 0xff;
		reg++;
	}
	u->data = reg;
	return reg > m->length ? "URB message that is too short" : NULL;
}

static u32 *entry_of_patch(struct patch_unit *p, const struct eu_group *g, u32 handle, bool write,
			   u32 *dwords)
{
	if (handle == DRAW_PATCH_HANDLE) {
		*dwords = DRAW_PATCH_DWORDS;
		return g == p->hull || !write ? p->entry : NULL;
	}
	if (g == p->domain)
		return write && handle < p->outs ? p->out[handle].vue : NULL;
	return !write && handle < p->vertices ? (u32 *)p->in[handle].vue : NULL;
}

/* What a handle of a thread stands for: what it reads is not what it writes. */
static u32 *entry_of(struct draw *d, const struct eu_group *g, u32 handle, bool write, u32 *dwords)
{
	*dwords = DRAW_VUE_DWORDS;
	if (g == d->vs && handle < DRAW_BATCH)
		return write ? d->output[handle].vue : d->input[handle].vue;
	if (g == d->vs)
		return NULL;
	if (d->patch && (g == d->patch->hull || g == d->patch->domain))
		return entry_of_patch(d->patch, g, handle, write, dwords);
	if (!write)
		return handle < d->geometry->vertices ? (u32 *)d->geometry->in[handle]->vue : NULL;
	*dwords = DRAW_GS_DWORDS;
	return handle < DRAW_BATCH ? d->geometry->out[handle] : NULL;
}

static const char *write_lane(struct draw *d, const struct eu_group *g, const struct eu_message *m,
			      const struct urb_access *u, u32 lane)
{
	u32 dwords, *entry = entry_of(d, g, m->data[0][lane] & URB_HANDLE, true, &dwords);

	if (!entry)
		return "URB handle of no vertex";
	for (u32 reg = u->data; reg < m->length; reg++) {
		u32 n = reg - u->data, at = u->offset[lane] + n;

		if (n < 8 && !(u->mask[lane] >> n & 1))
			continue;
		if (at >= dwords)
			return "URB write past the end of a vertex";
		entry[at] = m->data[reg][lane];
	}
	return NULL;
}

static const char *read_lane(struct draw *d, const struct eu_group *g, struct eu_message *m,
			     const struct urb_access *u, u32 lane)
{
	u32 dwords;
	const u32 *entry = entry_of(d, g, m->data[0][lane] & URB_HANDLE, false, &dwords);

	if (!entry)
		return "URB handle of no vertex";
	for (u32 n = 0; n < m->response; n++) {
		u32 at = u->offset[lane] + n;

		m->answer[n][lane] = at < dwords ? entry[at] : 0;
	}
	return NULL;
}

enum eu_result draw_urb(struct eu_thread *t, struct eu_message *m)
{
	struct eu_group *g = t->owner;
	struct draw *d = g->stage;
	u32 opcode = m->desc & URB_OPCODE;
	struct urb_access u;

	if (opcode != URB_SIMD8_WRITE && opcode != URB_SIMD8_READ)
		return eu_bad(t, "URB message that is not modelled");
	t->why = lay_out(m, &u);
	for (u32 i = 0; !t->why && i < LANES; i++) {
		if (!(m->lanes >> i & 1))
			continue;
		t->why = opcode == URB_SIMD8_WRITE ? write_lane(d, g, m, &u, i) :
						     read_lane(d, g, m, &u, i);
	}
	return t->why ? EU_BAD : EU_OK;
}
