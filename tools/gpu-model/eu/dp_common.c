// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "eu/dataport.h"

const struct eu_surface *eu_dp_surface(struct eu_thread *t, const struct eu_message *m, bool a64)
{
	const struct eu_surface *s;

	t->why = NULL;
	if (a64)
		return eu_surface_flat();
	s = eu_surface_get(t, FIELD_GET(EU_DP_BTI, m->desc));
	if (s && (s->odd || s->samples > 1)) {
		t->why = "surface with a layout that is not modelled";
		return NULL;
	}
	return s;
}

u32 eu_dp_offsets(const struct eu_message *m, bool a64, u32 n, u64 *offset)
{
	const u32 *from = m->data[m->header];

	for (u32 i = 0; i < n; i++)
		offset[i] = a64 ? (u64)from[2 * i + 1] << 32 | from[2 * i] : from[i];
	return m->header + n / 8 * (a64 ? 2 : 1);
}

u32 eu_dp_lanes(const struct eu_message *m, u32 n)
{
	u32 lanes = m->lanes & (BIT(n) - 1);

	/* Dword 7 of a header has a mask of pixels. */
	return m->header ? lanes & m->data[0][7] : lanes;
}

bool eu_dp_check(struct eu_thread *t, const struct eu_message *m, u32 length, u32 response)
{
	if (m->length == length && (m->response == response || !m->response))
		return true;
	t->why = "message or answer of another length than it needs";
	return false;
}

/* Channels side by side whose elements are side by side go together. */
static u32 run_of(const u64 *offset, u32 lanes, u32 first, u32 size)
{
	u32 n = 1;

	while (first + n < EU_LANES && lanes >> (first + n) & 1 &&
	       offset[first + n] == offset[first] + n * size)
		n++;
	return n;
}

int eu_dp_move(struct eu_thread *t, const struct eu_surface *s, const u64 *offset, u32 lanes,
	       void *data, u32 size, bool write)
{
	while (lanes) {
		u32 first = (u32)__builtin_ctz(lanes);
		u32 n = run_of(offset, lanes, first, size);
		void *at = (u8 *)data + first * size;
		int ret;

		if (write)
			ret = eu_surface_write(t, s, offset[first], at, n * size, size);
		else
			ret = eu_surface_read(t, s, offset[first], at, n * size, size);
		if (ret)
			return ret;
		lanes &= n + first >= EU_LANES ? 0 : ~0u << (first + n);
	}
	return 0;
}

/* The model's memory accesses are done at once and in order: nothing to wait for. */
enum eu_result eu_dp_fence(struct eu_thread *t, struct eu_message *m)
{
	t->why = NULL;
	if (m->length != 1 || m->response > 1)
		return eu_bad(t, "fence of an impossible length");
	return EU_OK;
}
