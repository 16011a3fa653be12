// SPDX-License-Identifier: GPL-2.0-only
/*
 * Stream output: vertices of primitives, before they are clipped, into buffers.
 *
 * Source: Intel OSRC Skylake PRM vol 2a (3DSTATE_STREAMOUT, 3DSTATE_SO_DECL_LIST,
 * 3DSTATE_SO_BUFFER), vol 2c (SO_*), vol 7, "Stream Output Logic (SOL) Stage"; Mesa genxml, iris
 * (how it is used).
 */
#include <string.h>

#include "3d/draw.h"
#include "core/gpu.h"
#include "cs/commands.h"

#define S3D_SO_DECLS		S3D(1, 0x17)
#define S3D_SO_BUFFER		S3D(1, 0x18)

#define SO1_RENDERING_OFF	BIT(30)
#define SO1_RENDER_STREAM	GENMASK(28, 27)
#define SO1_TRAILING		BIT(26)
#define SO1_STATISTICS		BIT(25)
#define SO1_FORCE_RENDERING	GENMASK(24, 23)
#define   FORCE_OFF		2
#define   FORCE_ON		3
#define SO2_OFFSET(stream)	BIT(8 * (stream) + 5)
/* A vertex is read from here on by so many components. */
#define READ_DWORDS		8
#define SLOT_DWORDS		4

#define BUFFER1_ENABLE		BIT(31)
#define BUFFER1_INDEX		GENMASK(30, 29)
#define BUFFER1_WRITE_OFFSET	BIT(21)
#define BUFFER1_OFFSET_ADDRESS	BIT(20)
#define BUFFER4_SIZE		GENMASK(29, 0)	/* dwords, less one */
#define OFFSET_FROM_MEMORY	0xffffffff

#define DECL_MASK		GENMASK(3, 0)
#define DECL_SLOT		GENMASK(9, 4)
#define DECL_HOLE		BIT(11)
#define DECL_BUFFER		GENMASK(13, 12)
#define DECLS			128

#define BUFFERS			4

/* Where buffers are written next, in bytes. */
#define SO_WRITE_OFFSET		0x5280

static u64 address48(const u32 *at)
{
	return (u64)(at[1] & 0xffff) << 32 | (at[0] & ~3u);
}

static void set_offset(struct engine *e, u32 buffer, u32 offset)
{
	pthread_mutex_lock(&e->gpu->lock);
	reg_set(e->gpu, SO_WRITE_OFFSET + 4 * buffer, offset & ~3u);
	pthread_mutex_unlock(&e->gpu->lock);
}

enum cs_result draw_stream_buffer(struct engine *e, const u32 *cmd, u32 dwords)
{
	enum cs_result res = cs_state_set(e, cmd, dwords);
	u32 n = dwords > 1 ? FIELD_GET(BUFFER1_INDEX, cmd[1]) : 0, offset;
	const u32 *b = cs_state_copy(e, S3D_SO_BUFFER, n);

	/* In a context's image, the offset is that of a register. */
	if (res != CS_OK || !b || e->cs.wa.active || !(b[1] & BUFFER1_WRITE_OFFSET))
		return res;
	offset = b[7];
	if (offset == OFFSET_FROM_MEMORY &&
	    vm_read32(e, AS_PPGTT, address48(&b[5]), &offset, PAGE_USE_READ))
		return cs_fault(e);
	set_offset(e, n, offset);
	return CS_OK;
}

/** struct stream_target - a buffer */
struct stream_target {
	u64 base;
	u64 bytes;
	u32 offset;
	u32 pitch;
};

static void take_target(struct draw *d, u32 n, struct stream_target *t)
{
	const u32 *b = cs_state_copy(d->e, S3D_SO_BUFFER, n), *so = draw_state(d, S3D_STREAMOUT);

	memset(t, 0, sizeof(*t));
	t->pitch = so[3 + n / 2] >> (16 * (n % 2)) & 0xfff;
	t->offset = cs_read_register(d->e, SO_WRITE_OFFSET + 4 * n);
	if (!b || !(b[1] & BUFFER1_ENABLE))
		return;
	t->base = address48(&b[2]);
	t->bytes = ((u64)(b[4] & BUFFER4_SIZE) + 1) * 4;
}

static bool has_room(const struct stream_target *t, u32 vertices)
{
	return (u64)t->offset + (u64)t->pitch * vertices <= t->bytes;
}

/* The declarations of a stream are every fourth half word. */
static u32 decl_of(const u32 *decls, u32 stream, u32 i)
{
	return decls[3 + 2 * i + stream / 2] >> (16 * (stream % 2)) & 0xffff;
}

static int write_vertex(struct draw *d, u32 stream, const struct stream_target *t,
			const struct vertex *v)
{
	const u32 *decls = d->stream_decls, *so = draw_state(d, S3D_STREAMOUT);
	u32 first = so[2] & SO2_OFFSET(stream) ? READ_DWORDS : 0;
	u32 n = min(decls[2] >> (8 * stream) & 0xff, (u32)DECLS), at[BUFFERS] = { 0 };

	for (u32 i = 0; i < n; i++) {
		u32 decl = decl_of(decls, stream, i), b = FIELD_GET(DECL_BUFFER, decl);
		u32 from = first + FIELD_GET(DECL_SLOT, decl) * SLOT_DWORDS;

		for (u32 c = 0; c < 4; c++) {
			if (!(FIELD_GET(DECL_MASK, decl) >> c & 1))
				continue;
			if (!(decl & DECL_HOLE) && from + c < DRAW_VUE_DWORDS &&
			    vm_write(d->e, AS_PPGTT, t[b].base + t[b].offset + at[b],
				     &v->vue[from + c], 4, PAGE_USE_WRITE))
				return -1;
			at[b] += 4;
		}
	}
	return 0;
}

static void count_primitive(struct draw *d, u32 stream, bool written)
{
	if (!(draw_state(d, S3D_STREAMOUT)[1] & SO1_STATISTICS))
		return;
	d->counts.stream_needed[stream]++;
	d->counts.stream_written[stream] += written;
}

/* All vertices of a primitive, or none, if a buffer has no room. */
static enum cs_result write_primitive(struct draw *d, u32 stream, const struct vertex * const *v,
				      u32 n)
{
	u32 buffers = d->stream_decls[1] >> (4 * stream) & 15;
	struct stream_target t[BUFFERS];
	bool room = true;

	for (u32 b = 0; b < BUFFERS; b++) {
		take_target(d, b, &t[b]);
		if (buffers >> b & 1 && !has_room(&t[b], n))
			room = false;
	}
	count_primitive(d, stream, room);
	for (u32 i = 0; room && i < n; i++) {
		if (write_vertex(d, stream, t, v[i]))
			return cs_fault(d->e);
		for (u32 b = 0; b < BUFFERS; b++)
			t[b].offset += t[b].pitch;
	}
	for (u32 b = 0; room && b < BUFFERS; b++)
		if (buffers >> b & 1)
			set_offset(d->e, b, t[b].offset);
	return CS_OK;
}

static u32 forced(const struct draw *d)
{
	return FIELD_GET(SO1_FORCE_RENDERING, draw_state(d, S3D_STREAMOUT)[1]);
}

bool draw_stream_is_rendered(const struct draw *d, u32 stream)
{
	u32 so = draw_state(d, S3D_STREAMOUT)[1];

	/* Mesa's compiler says that hardware since Haswell then draws all streams. */
	if (!(so & STREAMOUT_ENABLE))
		return true;
	if (forced(d) == FORCE_OFF)
		return false;
	return (!(so & SO1_RENDERING_OFF) || forced(d) == FORCE_ON) &&
	       stream == FIELD_GET(SO1_RENDER_STREAM, so);
}

/* Corners of triangles that are against the order of the others change places. */
enum cs_result draw_stream_output(struct draw *d, enum draw_shape shape,
				  const struct vertex * const *v, u32 stream, bool flip)
{
	bool trailing = draw_state(d, S3D_STREAMOUT)[1] & SO1_TRAILING;
	const struct vertex *ordered[3] = { v[0] };
	u32 n = draw_corners(shape);

	if (!(draw_state(d, S3D_STREAMOUT)[1] & STREAMOUT_ENABLE) || !d->stream_decls)
		return CS_OK;
	for (u32 i = 1; i < n; i++)
		ordered[i] = v[i];
	if (flip && n == 3) {
		ordered[trailing ? 0 : 1] = v[trailing ? 1 : 2];
		ordered[trailing ? 1 : 2] = v[trailing ? 0 : 1];
	}
	return write_primitive(d, stream, ordered, n);
}

void draw_stream_begin(struct draw *d)
{
	d->stream_decls = cs_state_get(d->e, S3D_SO_DECLS);
}

/* Where buffers end is also in memory. */
enum cs_result draw_stream_end(struct draw *d)
{
	if (!(draw_state(d, S3D_STREAMOUT)[1] & STREAMOUT_ENABLE))
		return CS_OK;
	for (u32 n = 0; n < BUFFERS; n++) {
		const u32 *b = cs_state_copy(d->e, S3D_SO_BUFFER, n);
		u32 offset = cs_read_register(d->e, SO_WRITE_OFFSET + 4 * n);

		if (!b || !(b[1] & BUFFER1_ENABLE) || !(b[1] & BUFFER1_OFFSET_ADDRESS))
			continue;
		if (vm_write(d->e, AS_PPGTT, address48(&b[5]), &offset, 4, PAGE_USE_WRITE))
			return cs_fault(d->e);
	}
	return CS_OK;
}
