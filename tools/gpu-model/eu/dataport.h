/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Messages to the data port: accesses to memory.
 *
 * Source: Intel OSRC Skylake PRM vol 2d, message descriptors (MDC_*) and payloads (MDP_*, MH_*);
 * vol 7, "Data Port"; Mesa compiler/brw_eu.h, brw_eu_defines.h.
 */
#ifndef GPU_MODEL_EU_DATAPORT_H
#define GPU_MODEL_EU_DATAPORT_H

#include "eu/surface.h"
#include "eu/thread.h"

/* Fields of the descriptor. */
#define EU_DP_BTI		GENMASK(7, 0)
#define EU_DP_CONTROL		GENMASK(13, 8)
#define EU_DP_TYPE		GENMASK(18, 14)

/* Types of data cache port 0, and of the read-only ports. */
#define EU_DP0_OWORD_READ		0
#define EU_DP0_OWORD_READ_UNALIGNED	1
#define EU_DP0_DWORD_READ		3
#define EU_DP0_BYTE_READ		4
#define EU_DP0_FENCE			7
#define EU_DP0_OWORD_WRITE		8
#define EU_DP0_DWORD_WRITE		11
#define EU_DP0_BYTE_WRITE		12
#define EU_DP0_SCRATCH			BIT(18)

/* Types of data cache port 1. */
#define EU_DP1_UNTYPED_READ		0x01
#define EU_DP1_UNTYPED_ATOMIC		0x02
#define EU_DP1_MEDIA_READ		0x04
#define EU_DP1_TYPED_READ		0x05
#define EU_DP1_TYPED_ATOMIC		0x06
#define EU_DP1_UNTYPED_WRITE		0x09
#define EU_DP1_MEDIA_WRITE		0x0a
#define EU_DP1_TYPED_WRITE		0x0d
#define EU_DP1_A64_SCATTERED_READ	0x10
#define EU_DP1_A64_UNTYPED_READ		0x11
#define EU_DP1_A64_UNTYPED_ATOMIC	0x12
#define EU_DP1_A64_OWORD_READ		0x14
#define EU_DP1_A64_OWORD_WRITE		0x15
#define EU_DP1_A64_UNTYPED_WRITE	0x19
#define EU_DP1_A64_SCATTERED_WRITE	0x1a
#define EU_DP1_UNTYPED_ATOMIC_FLOAT	0x1b
#define EU_DP1_A64_UNTYPED_ATOMIC_FLOAT	0x1d

static inline u32 eu_dp_control(const struct eu_message *m)
{
	return FIELD_GET(EU_DP_CONTROL, m->desc);
}

static inline u32 eu_dp_type(const struct eu_message *m)
{
	return FIELD_GET(EU_DP_TYPE, m->desc);
}

/** eu_dp_surface() - the surface of a message; on NULL return eu_dp_failed() */
const struct eu_surface *eu_dp_surface(struct eu_thread *t, const struct eu_message *m, bool a64);

/** eu_dp_failed() - EU_BAD if t->why says something, else EU_FAULT */
static inline enum eu_result eu_dp_failed(const struct eu_thread *t)
{
	return t->why ? EU_BAD : EU_FAULT;
}

/**
 * eu_dp_offsets() - offsets of channels behind the header
 * @n: channels, 8 or 16
 *
 * Return: register of the message behind them.
 */
u32 eu_dp_offsets(const struct eu_message *m, bool a64, u32 n, u64 *offset);

/** eu_dp_lanes() - channels that take part, of @n */
u32 eu_dp_lanes(const struct eu_message *m, u32 n);

/** eu_dp_check() - whether message and answer have these lengths; else t->why is set */
bool eu_dp_check(struct eu_thread *t, const struct eu_message *m, u32 length, u32 response);

/** eu_dp_move() - one element of @size bytes of each channel of @lanes, to or from @data */
int eu_dp_move(struct eu_thread *t, const struct eu_surface *s, const u64 *offset, u32 lanes,
	       void *data, u32 size, bool write);

enum eu_result eu_dp_untyped(struct eu_thread *t, struct eu_message *m);
enum eu_result eu_dp_untyped_atomic(struct eu_thread *t, struct eu_message *m);
enum eu_result eu_dp_byte_scattered(struct eu_thread *t, struct eu_message *m);
enum eu_result eu_dp_dword_scattered(struct eu_thread *t, struct eu_message *m);
enum eu_result eu_dp_a64_scattered(struct eu_thread *t, struct eu_message *m);
enum eu_result eu_dp_oword_block(struct eu_thread *t, struct eu_message *m);
enum eu_result eu_dp_a64_oword_block(struct eu_thread *t, struct eu_message *m);
enum eu_result eu_dp_scratch(struct eu_thread *t, struct eu_message *m);
enum eu_result eu_dp_media_block(struct eu_thread *t, struct eu_message *m);
enum eu_result eu_dp_typed(struct eu_thread *t, struct eu_message *m);
enum eu_result eu_dp_typed_atomic(struct eu_thread *t, struct eu_message *m);
enum eu_result eu_dp_fence(struct eu_thread *t, struct eu_message *m);

/**
 * eu_atomic() - an atomic operation on 4 or 8 bytes
 * @op: number of the operation
 * @is_float: of those on floats
 * @a: first operand
 * @b: second operand
 * @result: receives what the message returns
 */
int eu_atomic(struct eu_thread *t, const struct eu_surface *s, u64 offset, u32 size, u32 op,
	      bool is_float, u64 a, u64 b, u64 *result);

/** eu_atomic_operands() - how many operands an operation has */
u32 eu_atomic_operands(u32 op, bool is_float);

#endif /* GPU_MODEL_EU_DATAPORT_H */
