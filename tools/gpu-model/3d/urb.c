// SPDX-License-Identifier: GPL-2.0-only
/*
 * Messages to the URB: here, the vertices of one thread.
 *
 * Source: Intel OSRC Skylake PRM vol 2d, "URB_*" message descriptors; Mesa compiler/brw_eu.h.
 */
#include "3d/draw.h"

#define URB_OPCODE		GENMASK(3, 0)
#define URB_OFFSET		GENMASK(14, 4)	/* in 16 bytes */
#define URB_MASKED		BIT(15)
#define URB_SLOTS		BIT(17)

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

static const char *write_lane(struct draw *d, const struct eu_message *m,
			      const struct urb_access *u, u32 lane)
{
	u32 handle = m->data[0][lane];

	if (handle >= DRAW_BATCH)
		return "URB handle of no vertex";
	for (u32 reg = u->data; reg < m->length; reg++) {
		u32 n = reg - u->data, at = u->offset[lane] + n;

		if (n < 8 && !(u->mask[lane] >> n & 1))
			continue;
		if (at >= DRAW_VUE_DWORDS)
			return "URB write past the end of a vertex";
		d->output[handle].vue[at] = m->data[reg][lane];
	}
	return NULL;
}

static const char *read_lane(struct draw *d, struct eu_message *m, const struct urb_access *u,
			     u32 lane)
{
	u32 handle = m->data[0][lane];

	if (handle >= DRAW_BATCH)
		return "URB handle of no vertex";
	for (u32 n = 0; n < m->response; n++) {
		u32 at = u->offset[lane] + n;

		m->answer[n][lane] = at < DRAW_VUE_DWORDS ? d->input[handle].vue[at] : 0;
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
		t->why = opcode == URB_SIMD8_WRITE ? write_lane(d, m, &u, i) :
						     read_lane(d, m, &u, i);
	}
	return t->why ? EU_BAD : EU_OK;
}
