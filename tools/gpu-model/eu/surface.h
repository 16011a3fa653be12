/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Surfaces: memory as the shared functions address it.
 *
 * Source: Intel OSRC Skylake PRM vol 2d (RENDER_SURFACE_STATE, BINDING_TABLE_STATE), vol 5;
 * Mesa genxml.
 */
#ifndef GPU_MODEL_EU_SURFACE_H
#define GPU_MODEL_EU_SURFACE_H

#include "core/types.h"
#include "eu/thread.h"
#include "gt/tiling.h"

struct eu_group;

/* Binding table indices that name no entry of the table. */
#define EU_BTI_TABLE_END	240
#define EU_BTI_STATELESS_NC	253
#define EU_BTI_SLM		254
#define EU_BTI_STATELESS	255

enum eu_surface_kind {
	EU_SURFACE_NULL,	/* reads 0, writes are lost */
	EU_SURFACE_BUFFER,	/* @bytes from @base */
	EU_SURFACE_1D,
	EU_SURFACE_2D,
	EU_SURFACE_3D,
	EU_SURFACE_SLM		/* shared local memory of the group */
};

/**
 * struct eu_surface - one surface
 * @kind: enum eu_surface_kind
 * @base: address of its first byte
 * @bytes: of a buffer, or of shared local memory
 * @format: number of its format
 * @width: elements of a row
 * @height: rows
 * @depth: planes, or elements of an array
 * @first: element of the array that is number 0
 * @pitch: bytes from one row to the next; of a buffer: of an element
 * @plane: rows from one plane to the next
 * @x: added to the element in a row
 * @y: added to the row
 * @level: number of the mip level
 * @halign: columns to which levels are aligned
 * @valign: rows likewise
 * @samples: of an element; 0 counts as 1
 * @interleaved: samples are beside each other, not each in planes of its own
 * @tiling: layout
 * @odd: a layout that is not modelled
 */
struct eu_surface {
	u8 kind;
	u64 base;
	u64 bytes;
	u32 format;
	u32 width;
	u32 height;
	u32 depth;
	u32 first;
	u32 pitch;
	u32 plane;
	u32 x;
	u32 y;
	u32 level;
	u32 halign;
	u32 valign;
	u32 samples;
	bool interleaved;
	enum tiling tiling;
	bool odd;
};

/* Of a RENDER_SURFACE_STATE. */
#define EU_SURFACE_STATE_DWORDS	16

/** eu_surface_state() - the state of entry @bti of the binding table; 0, or -EFAULT */
int eu_surface_state(struct eu_thread *t, u32 bti, u32 state[EU_SURFACE_STATE_DWORDS]);

/** eu_surface_decode() - from the 16 dwords of a RENDER_SURFACE_STATE */
void eu_surface_decode(const u32 *state, struct eu_surface *s);

/**
 * eu_surface_get() - the surface of a binding table index
 *
 * Return: NULL after a page fault, or for an index that does not exist (then t->why is set).
 */
const struct eu_surface *eu_surface_get(struct eu_thread *t, u32 bti);

/** eu_surface_flat() - addresses of 64 bits: the whole address space */
const struct eu_surface *eu_surface_flat(void);

/**
 * eu_surface_read() - read bytes of a buffer or of shared local memory
 *
 * Each piece of @unit bytes is in the surface or reads as 0.
 *
 * Return: 0, or -EFAULT.
 */
int eu_surface_read(struct eu_thread *t, const struct eu_surface *s, u64 offset, void *buf,
		    u32 len, u32 unit);
int eu_surface_write(struct eu_thread *t, const struct eu_surface *s, u64 offset, const void *buf,
		     u32 len, u32 unit);

/**
 * eu_surface_element() - where the element (@x, @y, @z) of an image is
 * @size: its bytes
 *
 * Of several samples, it is the first one.
 *
 * Return: false if it is outside.
 */
bool eu_surface_element(const struct eu_surface *s, u32 x, u32 y, u32 z, u32 size, u64 *offset);

/** eu_surface_sample() - likewise, of a sample */
bool eu_surface_sample(const struct eu_surface *s, u32 x, u32 y, u32 z, u32 sample, u32 size,
		       u64 *offset);

#endif /* GPU_MODEL_EU_SURFACE_H */
