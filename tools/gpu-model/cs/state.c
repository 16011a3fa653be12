// SPDX-License-Identifier: GPL-2.0-only
/*
 * Places of state commands in the render engine's context image.
 *
 * The documents say that there are such commands, and where they end: Broadwell PRM vol 7,
 * "Register State Context" (the last of eight words at 0x3148, then the storage of URB atomics up
 * to 0x5150). GPGPU_CSR_BASE_ADDRESS is at word 0x44 (i915's gt/intel_lrc_reg.h of Linux 4.x). The
 * number of words of each command is from Mesa's genxml; lists have their maximum length, which is
 * what i915's golden state sends. A command that the context has not executed is saved as no-ops
 * (Xe's xe_lrc.c, for the unit SVG); vertex fetch saves all of its state. The order of commands,
 * and the unit to which each belongs, are the model's own choice.
 */
#include <string.h>

#include "core/gpu.h"
#include "cs/commands.h"
#include "cs/cs_regs.h"
#include "cs/engine.h"
#include "cs/state.h"

#define GFX(type, op, sub)	(3u << 29 | (u32)(type) << 27 | (u32)(op) << 24 | (u32)(sub) << 16)
#define GFX_MASK		GENMASK(31, 16)
#define MI(op)			((u32)(op) << 23)
#define MI_MASK			GENMASK(31, 23)

#define VERTEX_BUFFERS		33
#define VERTEX_BUFFER_INDEX	GENMASK(31, 26)
#define VERTEX_BUFFER_NULL	BIT(13)
#define VERTEX_ELEMENTS		34

/* The unit always saves this as a whole, whether it was set or not. */
#define SLOT_ALWAYS		BIT(0)
/* A dword only changes if bit 0 of it, or of the first dword of its field, is set. */
#define SLOT_MODIFIES		BIT(1)
/* The upper byte is a mask for the lower one. */
#define SLOT_MASKED		BIT(2)
/* Four dwords for each vertex buffer; the first has the buffer's number. */
#define SLOT_BUFFERS		BIT(3)
/* Gen9 only. */
#define SLOT_GEN9		BIT(4)

/**
 * struct state_slot - a command's place
 * @opcode: opcode bits of its header
 * @mask: mask of these bits
 * @at: its place; 0: after the previous one
 * @dwords: its length
 * @gen8: its length on Gen8, if that differs
 * @index: field of the second dword that distinguishes several of the kind; 0 if there is one
 * @copies: number of copies; 0 for one
 * @flags: SLOT_ bits
 */
struct state_slot {
	u32 opcode;
	u32 mask;
	u16 at;
	u16 dwords;
	u16 gen8;
	u32 index;
	u16 copies;
	u16 flags;
};

#define SLOT(type, op, sub, n, ...) \
	{ GFX(type, op, sub), GFX_MASK, .dwords = (n), ##__VA_ARGS__ }
#define MI_SLOT(op, where)	{ MI(op), MI_MASK, .at = (where), .dwords = 1 }

static const struct state_slot slots[] = {
	/* GPGPU_CSR_BASE_ADDRESS, in the part of the ring. */
	SLOT(0, 1, 0x04, 3, .at = 0x44),

	/* Media: VFE, CURBE, interface descriptors. */
	SLOT(2, 0, 0x00, 9, .at = CS_STATE_BEGIN),
	SLOT(2, 0, 0x01, 4),
	SLOT(2, 0, 0x02, 4),

	/* Base addresses, system routine, pipeline. */
	SLOT(0, 1, 0x01, 19, .gen8 = 16, .at = 0x480, .flags = SLOT_MODIFIES),
	SLOT(0, 1, 0x02, 3),
	SLOT(0, 1, 0x03, 2),
	SLOT(1, 1, 0x04, 1, .flags = SLOT_MASKED),

	/* Vertex fetch. */
	SLOT(3, 0, 0x08, 1 + 4 * VERTEX_BUFFERS, .at = 0x600,
	     .flags = SLOT_ALWAYS | SLOT_BUFFERS),
	SLOT(3, 0, 0x09, 1 + 2 * VERTEX_ELEMENTS, .flags = SLOT_ALWAYS),
	SLOT(3, 0, 0x0a, 5, .flags = SLOT_ALWAYS),
	SLOT(1, 0, 0x0b, 1, .flags = SLOT_ALWAYS),
	SLOT(3, 0, 0x0c, 2, .flags = SLOT_ALWAYS),
	SLOT(3, 0, 0x49, 3, .index = GENMASK(5, 0), .copies = VERTEX_ELEMENTS,
	     .flags = SLOT_ALWAYS),
	SLOT(3, 0, 0x4a, 2, .flags = SLOT_ALWAYS),
	SLOT(3, 0, 0x4b, 2, .flags = SLOT_ALWAYS),
	SLOT(3, 0, 0x55, 5, .flags = SLOT_ALWAYS | SLOT_GEN9),

	/* URB, push constants, constants. */
	SLOT(3, 0, 0x30, 2, .at = 0xb00),
	SLOT(3, 0, 0x31, 2),
	SLOT(3, 0, 0x32, 2),
	SLOT(3, 0, 0x33, 2),
	SLOT(3, 1, 0x12, 2),
	SLOT(3, 1, 0x13, 2),
	SLOT(3, 1, 0x14, 2),
	SLOT(3, 1, 0x15, 2),
	SLOT(3, 1, 0x16, 2),
	SLOT(3, 0, 0x15, 11),
	SLOT(3, 0, 0x16, 11),
	SLOT(3, 0, 0x17, 11),
	SLOT(3, 0, 0x19, 11),
	SLOT(3, 0, 0x1a, 11),
	SLOT(3, 1, 0x19, 4),
	SLOT(3, 1, 0x1a, 4),
	SLOT(3, 1, 0x1b, 4),

	/* Geometry: stages, then their binding tables, samplers. */
	SLOT(3, 0, 0x10, 9, .at = 0xff0),
	SLOT(3, 0, 0x1b, 9),
	SLOT(3, 0, 0x1c, 4),
	SLOT(3, 0, 0x1d, 11, .gen8 = 9),
	SLOT(3, 0, 0x11, 10),
	SLOT(3, 0, 0x26, 2),
	SLOT(3, 0, 0x27, 2),
	SLOT(3, 0, 0x28, 2),
	SLOT(3, 0, 0x29, 2),
	SLOT(3, 0, 0x2b, 2),
	SLOT(3, 0, 0x2c, 2),
	SLOT(3, 0, 0x2d, 2),
	SLOT(3, 0, 0x2e, 2),

	/* Stream output. */
	SLOT(3, 0, 0x1e, 5, .at = 0x1800),
	SLOT(3, 1, 0x18, 8, .index = GENMASK(30, 29), .copies = 4),
	SLOT(3, 1, 0x17, 259),

	/* Clip, set-up, windower. */
	SLOT(3, 0, 0x12, 4, .at = 0x1fe0),
	SLOT(3, 0, 0x13, 4),
	SLOT(3, 0, 0x14, 2),
	SLOT(3, 0, 0x1f, 6, .gen8 = 4),
	SLOT(3, 0, 0x51, 11),
	SLOT(3, 0, 0x50, 5),
	SLOT(3, 0, 0x0d, 2),
	SLOT(3, 0, 0x18, 2),
	SLOT(3, 1, 0x1c, 9),
	SLOT(3, 0, 0x52, 5),
	SLOT(3, 0, 0x4c, 2),
	SLOT(3, 0, 0x0f, 2),
	SLOT(3, 0, 0x21, 2),
	SLOT(3, 1, 0x00, 4),

	/* Pixels: shader, depth, stencil, blending. */
	SLOT(3, 0, 0x20, 12, .at = 0x2800),
	SLOT(3, 0, 0x4f, 2),
	SLOT(3, 0, 0x4d, 2),
	SLOT(3, 0, 0x4e, 4, .gen8 = 3),
	SLOT(3, 0, 0x2a, 2),
	SLOT(3, 0, 0x2f, 2),
	SLOT(3, 0, 0x0e, 2),
	SLOT(3, 0, 0x24, 2),
	SLOT(3, 0, 0x23, 2),
	SLOT(3, 0, 0x04, 3),
	SLOT(3, 0, 0x05, 8),
	SLOT(3, 0, 0x06, 5),
	SLOT(3, 0, 0x07, 5),

	/* What is not pipelined. */
	SLOT(3, 1, 0x02, 17, .at = 0x3000),
	SLOT(3, 1, 0x0c, 17),
	SLOT(3, 1, 0x04, 4, .index = GENMASK(31, 30), .copies = 4),
	SLOT(3, 1, 0x06, 2),
	SLOT(3, 1, 0x07, 33),
	SLOT(3, 1, 0x08, 3),
	SLOT(3, 1, 0x0a, 3),
	SLOT(3, 1, 0x11, 2),

	/* MI_TOPOLOGY_FILTER, MI_URB_ATOMIC_ALLOC. */
	MI_SLOT(0x0d, 0x3140),
	MI_SLOT(0x09, 0x3148),
};

static u32 gen_of(const struct engine *e)
{
	return e->gpu->device->gen;
}

static u32 slot_dwords(const struct engine *e, const struct state_slot *s)
{
	if (gen_of(e) >= 9)
		return s->dwords;
	if (s->flags & SLOT_GEN9)
		return 0;
	return s->gen8 ? s->gen8 : s->dwords;
}

static u32 slot_copies(const struct state_slot *s)
{
	return s->copies ? s->copies : 1;
}

/* Return the place of @s. @next is the end of the previous slot; it moves to the end of @s. */
static u32 slot_place(const struct engine *e, const struct state_slot *s, u32 *next)
{
	u32 at = s->at ? s->at : *next;

	*next = at + slot_dwords(e, s) * slot_copies(s);
	return at;
}

static const struct state_slot *find_slot(const struct engine *e, u32 header, u32 *at)
{
	u32 next = 0;

	for (u32 i = 0; i < ARRAY_SIZE(slots); i++) {
		*at = slot_place(e, &slots[i], &next);
		if ((header & slots[i].mask) == slots[i].opcode && slot_dwords(e, &slots[i]))
			return &slots[i];
	}
	return NULL;
}

/* The header as it is saved: its length always covers all words of the slot. */
static u32 saved_header(const struct engine *e, const struct state_slot *s, u32 header)
{
	const struct cs_command *c = command_find(gen_of(e), header, CLASS_RENDER);

	if (!c || c->dwords)
		return header;
	return (header & ~c->len_mask) | (slot_dwords(e, s) - 2);
}

/* Default state of a unit that no command has set. */
static void set_default(struct engine *e, const struct state_slot *s, u32 at)
{
	u32 dwords = slot_dwords(e, s);
	u32 *to = &e->state.image[at];

	for (u32 i = 0; i < slot_copies(s); i++, to += dwords) {
		to[0] = saved_header(e, s, s->opcode);
		if (s->index)
			to[1] = i << __builtin_ctz(s->index);
	}
	to = &e->state.image[at + 1];
	for (u32 i = 0; s->flags & SLOT_BUFFERS && i < VERTEX_BUFFERS; i++)
		to[4 * i] = FIELD_PREP(VERTEX_BUFFER_INDEX, i) | VERTEX_BUFFER_NULL;
}

static void clear_slots(struct engine *e, bool all)
{
	u32 next = 0;

	for (u32 i = 0; i < ARRAY_SIZE(slots); i++) {
		const struct state_slot *s = &slots[i];
		u32 at = slot_place(e, s, &next);

		if (!all && s->flags & SLOT_ALWAYS)
			continue;
		memset(&e->state.image[at], 0, (next - at) * 4);
		if (s->flags & SLOT_ALWAYS && slot_dwords(e, s))
			set_default(e, s, at);
	}
}

void cs_state_reset(struct engine *e)
{
	if (e->info->class == CLASS_RENDER)
		clear_slots(e, true);
}

void cs_state_begin(struct engine *e)
{
	if (e->info->class == CLASS_RENDER)
		clear_slots(e, false);
}

static enum cs_result bad_state(struct engine *e, const char *why, u32 value)
{
	anomaly(&e->gpu->anomalies, ANOMALY_BAD_COMMAND, "%s context 0x%08x: %08x: %s %u",
		e->info->name, e->cs.user.lrca, e->cs.command[0], why, value);
	return CS_OK;
}

/*
 * STATE_BASE_ADDRESS: each address of two dwords, and each size, has a bit that enables its change.
 * Dword 3 (stateless accesses) always changes. Dword 18, the last size, goes with 16.
 */
static void modify_base_addresses(u32 *to, const u32 *cmd, u32 dwords)
{
	static const u8 addresses[] = { 1, 4, 6, 8, 10, 16 };

	to[0] = cmd[0];
	for (u32 i = 0; i < ARRAY_SIZE(addresses); i++) {
		u32 at = addresses[i];

		if (at + 1 < dwords && cmd[at] & 1)
			memcpy(&to[at], &cmd[at], 8);
	}
	for (u32 i = 12; i < min(dwords, 16u); i++)
		if (cmd[i] & 1)
			to[i] = cmd[i];
	if (dwords > 3)
		to[3] = cmd[3];
	if (dwords > 18 && cmd[16] & 1)
		to[18] = cmd[18];
}

/* PIPELINE_SELECT of Gen9; on Gen8 nothing masks it. */
static void set_masked(const struct engine *e, u32 *to, u32 cmd)
{
	u32 meant = cmd >> 8 & 0xff;

	if (gen_of(e) < 9 || !*to) {
		*to = cmd;
		return;
	}
	*to = (cmd & GFX_MASK) | ((*to | cmd) & 0xff00) | (*to & 0xff & ~meant) | (cmd & meant);
}

static enum cs_result set_buffers(struct engine *e, u32 *to, const u32 *cmd, u32 dwords)
{
	for (u32 i = 1; i + 4 <= dwords; i += 4) {
		u32 n = FIELD_GET(VERTEX_BUFFER_INDEX, cmd[i]);

		if (n >= VERTEX_BUFFERS)
			return bad_state(e, "no vertex buffer", n);
		memcpy(&to[1 + 4 * n], &cmd[i], 16);
	}
	return CS_OK;
}

enum cs_result cs_state_set(struct engine *e, const u32 *cmd, u32 dwords)
{
	const struct state_slot *s;
	u32 at, copy = 0, most;
	u32 *to;

	s = find_slot(e, cmd[0], &at);
	if (!s)
		return CS_OK;
	most = slot_dwords(e, s);
	if (dwords > most)
		return bad_state(e, "more words than there is state,", dwords);
	if (s->index && dwords > 1)
		copy = (cmd[1] & s->index) >> __builtin_ctz(s->index);
	if (copy >= slot_copies(s))
		return bad_state(e, "no such one,", copy);
	to = &e->state.image[at + copy * most];
	if (s->flags & SLOT_BUFFERS)
		return set_buffers(e, to, cmd, dwords);
	if (s->flags & SLOT_MODIFIES) {
		modify_base_addresses(to, cmd, dwords);
	} else if (s->flags & SLOT_MASKED) {
		set_masked(e, to, cmd[0]);
	} else {
		memset(to, 0, most * 4);
		memcpy(to, cmd, dwords * 4);
	}
	to[0] = saved_header(e, s, to[0]);
	return CS_OK;
}

const u32 *cs_state_get(const struct engine *e, u32 opcode)
{
	u32 at;

	if (!find_slot(e, opcode, &at) || !e->state.image[at])
		return NULL;
	return &e->state.image[at];
}

const u32 *cs_state_copy(const struct engine *e, u32 opcode, u32 n)
{
	const struct state_slot *s;
	u32 at;

	s = find_slot(e, opcode, &at);
	if (!s || n >= slot_copies(s))
		return NULL;
	at += n * slot_dwords(e, s);
	return e->state.image[at] ? &e->state.image[at] : NULL;
}

void cs_state_save(const struct engine *e, u32 *state)
{
	u32 next = 0;

	for (u32 i = 0; i < ARRAY_SIZE(slots); i++) {
		u32 at = slot_place(e, &slots[i], &next);

		memcpy(&state[at], &e->state.image[at], (next - at) * 4);
	}
	if (e->gpu->odd_image)
		state[CS_STATE_ODD_AT] = CS_STATE_ODD;
}
