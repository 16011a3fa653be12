// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <string.h>

#include "cs/tlb.h"
#include "eu/group.h"
#include "eu/surface.h"

#define STATE_POINTER	GENMASK(31, 6)

#define TYPE_1D		0
#define TYPE_2D		1
#define TYPE_3D		2
#define TYPE_CUBE	3
#define TYPE_BUFFER	4
#define TYPE_NULL	7

#define FLAT_BYTES	BIT_ULL(48)

static u32 bits(u32 dw, u32 high, u32 low)
{
	return dw >> low & (~0u >> (31 - (high - low)));
}

static void decode_buffer(const u32 *state, struct eu_surface *s)
{
	u64 entries = ((u64)bits(state[3], 31, 21) << 21 | bits(state[2], 29, 16) << 7 |
		       bits(state[2], 6, 0)) + 1;

	s->kind = EU_SURFACE_BUFFER;
	s->width = entries > ~0u ? ~0u : (u32)entries;
	s->height = 1;
	s->depth = 1;
	/* A raw buffer counts bytes, others their elements. */
	s->bytes = entries * s->pitch;
}

static void decode_image(const u32 *state, u32 type, struct eu_surface *s)
{
	static const u8 kinds[] = {
		[TYPE_1D] = EU_SURFACE_1D, [TYPE_2D] = EU_SURFACE_2D, [TYPE_3D] = EU_SURFACE_3D,
		[TYPE_CUBE] = EU_SURFACE_2D,
	};

	s->kind = kinds[type];
	s->width = bits(state[2], 13, 0) + 1;
	s->height = type == TYPE_1D ? 1 : bits(state[2], 29, 16) + 1;
	s->depth = bits(state[3], 31, 21) + 1;
	s->first = bits(state[4], 28, 18);
	s->plane = bits(state[1], 14, 0) * 4;
	s->x = bits(state[5], 31, 25) * 4;
	s->y = bits(state[5], 23, 21) * 4;
	s->level = bits(state[5], 3, 0);
	s->halign = 2u << bits(state[0], 15, 14);
	s->valign = 2u << bits(state[0], 17, 16);
	s->samples = BIT(bits(state[4], 5, 3));
	s->interleaved = bits(state[4], 6, 6);
}

void eu_surface_decode(const u32 *state, struct eu_surface *s)
{
	static const enum tiling tilings[] = {
		TILING_LINEAR, TILING_LINEAR, TILING_X, TILING_Y,
	};
	u32 type = bits(state[0], 31, 29), mode = bits(state[0], 13, 12);

	memset(s, 0, sizeof(*s));
	s->base = (u64)(state[9] & 0xffff) << 32 | state[8];
	s->format = bits(state[0], 26, 18);
	s->pitch = bits(state[3], 17, 0) + 1;
	s->tiling = tilings[mode];
	if (type == TYPE_BUFFER)
		decode_buffer(state, s);
	else if (type <= TYPE_CUBE)
		decode_image(state, type, s);
	/* W tiling, Yf, Ys, and rows that are no whole number of tiles. */
	s->odd = mode == 1 || bits(state[5], 19, 18) || s->pitch % tile_width(s->tiling);
	if (type == TYPE_NULL)
		s->odd = false;
}

const struct eu_surface *eu_surface_flat(void)
{
	static const struct eu_surface flat = { .kind = EU_SURFACE_BUFFER, .bytes = FLAT_BYTES };

	return &flat;
}

int eu_surface_state(struct eu_thread *t, u32 bti, u32 state[EU_SURFACE_STATE_DWORDS])
{
	struct eu_group *g = t->owner;
	u32 pointer;

	if (vm_read32(g->e, AS_PPGTT, g->base.surface + g->binding_table + bti * 4, &pointer,
		      PAGE_USE_READ))
		return -EFAULT;
	return vm_read(g->e, AS_PPGTT, g->base.surface + (pointer & STATE_POINTER), state,
		       EU_SURFACE_STATE_DWORDS * sizeof(*state), PAGE_USE_READ);
}

static const struct eu_surface *from_table(struct eu_thread *t, u32 bti)
{
	struct eu_group *g = t->owner;
	struct eu_surface *s = &g->surface[bti];
	u32 state[EU_SURFACE_STATE_DWORDS];

	if (g->surface_known[bti / 32] & BIT(bti % 32))
		return s;
	if (eu_surface_state(t, bti, state))
		return NULL;
	eu_surface_decode(state, s);
	g->surface_known[bti / 32] |= BIT(bti % 32);
	return s;
}

const struct eu_surface *eu_surface_get(struct eu_thread *t, u32 bti)
{
	struct eu_group *g = t->owner;

	t->why = NULL;
	if (bti == EU_BTI_SLM)
		return &g->slm_surface;
	if (bti == EU_BTI_STATELESS || bti == EU_BTI_STATELESS_NC)
		return &g->stateless;
	if (bti < EU_BTI_TABLE_END)
		return from_table(t, bti);
	t->why = "binding table index that does not exist";
	return NULL;
}

static int access_all(struct eu_thread *t, const struct eu_surface *s, u64 offset, void *buf,
		      u32 len, bool write)
{
	struct eu_group *g = t->owner;

	if (s->kind == EU_SURFACE_SLM) {
		memcpy(write ? (void *)&g->slm[offset] : buf,
		       write ? buf : (void *)&g->slm[offset], len);
		return 0;
	}
	if (write)
		return vm_write(g->e, AS_PPGTT, s->base + offset, buf, len, PAGE_USE_WRITE);
	return vm_read(g->e, AS_PPGTT, s->base + offset, buf, len, PAGE_USE_READ);
}

static bool is_inside(const struct eu_surface *s, u64 offset, u32 len)
{
	return offset < s->bytes && len <= s->bytes - offset;
}

static int surface_access(struct eu_thread *t, const struct eu_surface *s, u64 offset, void *buf,
			  u32 len, u32 unit, bool write)
{
	u8 *at = buf;
	int ret = 0;

	if (is_inside(s, offset, len))
		return access_all(t, s, offset, buf, len, write);
	for (u32 i = 0; !ret && i < len; i += unit) {
		if (is_inside(s, offset + i, unit))
			ret = access_all(t, s, offset + i, at + i, unit, write);
		else if (!write)
			memset(at + i, 0, unit);
	}
	return ret;
}

int eu_surface_read(struct eu_thread *t, const struct eu_surface *s, u64 offset, void *buf,
		    u32 len, u32 unit)
{
	return surface_access(t, s, offset, buf, len, unit, false);
}

int eu_surface_write(struct eu_thread *t, const struct eu_surface *s, u64 offset, const void *buf,
		     u32 len, u32 unit)
{
	return surface_access(t, s, offset, (void *)(uintptr_t)buf, len, unit, true);
}

bool eu_surface_sample(const struct eu_surface *s, u32 x, u32 y, u32 z, u32 sample, u32 size,
		       u64 *offset)
{
	u32 plane;

	if (s->kind == EU_SURFACE_BUFFER) {
		*offset = (u64)x * s->pitch;
		return x < s->width;
	}
	if (x >= s->width || y >= s->height || z >= s->depth)
		return false;
	plane = z + s->first;
	if (s->interleaved)
		tile_interleave(s->samples, sample, &x, &y);
	else if (s->samples > 1)
		plane = plane * s->samples + sample % s->samples;
	*offset = tile_offset(s->tiling, s->pitch, (x + s->x) * size,
			      y + s->y + plane * s->plane);
	return true;
}

bool eu_surface_element(const struct eu_surface *s, u32 x, u32 y, u32 z, u32 size, u64 *offset)
{
	return eu_surface_sample(s, x, y, z, 0, size, offset);
}
