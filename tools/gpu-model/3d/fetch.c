// SPDX-License-Identifier: GPL-2.0-only
/*
 * Vertex fetch: from vertex buffers, indices and generated values to the entries that the vertex
 * shader reads, or, without one, to the vertices themselves.
 *
 * Source: Intel OSRC Skylake PRM vol 2a (3DSTATE_VERTEX_*, 3DSTATE_VF_*), vol 7, "Vertex Fetch (VF)
 * Stage"; Mesa genxml.
 */
#include <string.h>

#include "3d/draw.h"
#include "3d/vertex_format.h"
#include "cs/commands.h"

#define BUFFER_NULL		BIT(13)
#define BUFFER_PITCH		GENMASK(11, 0)

#define ELEMENTS		34
#define ELEMENT_BUFFER		GENMASK(31, 26)
#define ELEMENT_VALID		BIT(25)
#define ELEMENT_FORMAT		GENMASK(24, 16)
#define ELEMENT_OFFSET		GENMASK(11, 0)

#define INSTANCING_ENABLE	BIT(8)

#define SGVS_VERTEX		BIT(15)
#define SGVS_INSTANCE		BIT(31)

#define INDEX_FORMAT		GENMASK(9, 8)
#define VF_CUT			BIT(8)

/* What a component of an element gets. */
enum store {
	STORE_NOT,
	STORE_SOURCE,
	STORE_0,
	STORE_1_FLOAT,
	STORE_1_INT,
	STORE_PRIMITIVE = 7
};

static u64 address48(const u32 *at)
{
	return (u64)(at[1] & 0xffff) << 32 | at[0];
}

/* Bytes past the end of a buffer read as 0. */
static int read_element(struct draw *d, const u32 *buffer, u64 offset, u8 *data, u32 bytes)
{
	memset(data, 0, 16);
	if (buffer[0] & BUFFER_NULL || offset + bytes > buffer[3])
		return 0;
	return vm_read(d->e, AS_PPGTT, address48(&buffer[1]) + offset, data, bytes,
		       PAGE_USE_READ);
}

/* Which row of its buffer an element of vertex @n is in. */
static u64 row_of(const struct draw *d, u32 element, u32 n)
{
	const u32 *instancing = draw_state(d, S3D_VF_INSTANCING) + 3 * element;
	u32 rate = instancing[2];

	if (instancing[1] & INSTANCING_ENABLE)
		return (u64)d->call.first_instance + (rate ? d->instance / rate : 0);
	if (d->call.indexed)
		return (u32)(d->index[n] + (u32)d->call.base);
	return (u64)d->call.start + d->index[n];
}

static u32 component(u32 control, u32 source)
{
	switch (control) {
	case STORE_SOURCE:
		return source;
	case STORE_1_FLOAT:
		return draw_bits(1);
	case STORE_1_INT:
		return 1;
	default:
		return 0;
	}
}

static int fetch_element(struct draw *d, const u32 *element, u32 which, u32 n, u32 *to)
{
	const struct vertex_format *f = vertex_format(FIELD_GET(ELEMENT_FORMAT, element[0]));
	u32 from = FIELD_GET(ELEMENT_BUFFER, element[0]), value[4];
	const u32 *buffer = draw_state(d, S3D_VERTEX_BUFFERS) + 1 + 4 * from;
	u64 offset = row_of(d, which, n) * (buffer[0] & BUFFER_PITCH) +
		     (element[0] & ELEMENT_OFFSET);
	u8 data[16];

	if (read_element(d, buffer, offset, data, vertex_format_bytes(f)))
		return -1;
	vertex_format_unpack(f, data, value);
	for (u32 c = 0; c < 4; c++)
		to[c] = component(element[1] >> (28 - 4 * c) & 7, value[c]);
	return 0;
}

/* Numbers of vertex and instance replace components. */
static void generate(const struct draw *d, u32 n, u32 *vue)
{
	u32 sgvs = draw_state(d, S3D_VF_SGVS)[1];

	if (sgvs & SGVS_VERTEX)
		vue[(sgvs & 0x3f) * 4 + (sgvs >> 13 & 3)] = d->index[n];
	if (sgvs & SGVS_INSTANCE)
		vue[(sgvs >> 16 & 0x3f) * 4 + (sgvs >> 29 & 3)] = d->instance;
}

enum cs_result draw_fetch(struct draw *d, u32 n)
{
	const u32 *elements = draw_state(d, S3D_VERTEX_ELEMENTS) + 1;

	for (u32 v = 0; v < n; v++) {
		u32 *vue = d->input[v].vue;

		memset(vue, 0, sizeof(d->input[v].vue));
		for (u32 i = 0; i < ELEMENTS && elements[2 * i] & ELEMENT_VALID; i++)
			if (fetch_element(d, &elements[2 * i], i, v, &vue[4 * i]))
				return cs_fault(d->e);
		generate(d, v, vue);
	}
	return CS_OK;
}

enum cs_result draw_index(struct draw *d, u32 i, u32 *index, bool *cut)
{
	const u32 *buffer = draw_state(d, S3D_INDEX_BUFFER), *vf = draw_state(d, S3D_VF);
	u32 bytes = 1u << FIELD_GET(INDEX_FORMAT, buffer[1]);
	u64 offset = ((u64)d->call.start + i) * bytes;

	*index = 0;
	*cut = false;
	if (offset + bytes > buffer[4])
		return CS_OK;
	if (vm_read(d->e, AS_PPGTT, address48(&buffer[2]) + offset, index, bytes, PAGE_USE_READ))
		return cs_fault(d->e);
	*cut = vf[0] & VF_CUT && *index == (bytes < 4 ? vf[1] & (BIT(8 * bytes) - 1) : vf[1]);
	return CS_OK;
}
