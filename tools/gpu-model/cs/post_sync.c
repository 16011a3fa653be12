// SPDX-License-Identifier: GPL-2.0-only
/*
 * PIPE_CONTROL and MI_FLUSH_DW. The model caches nothing, so a flush is done at once. What remains
 * is the post-sync operation, the notification and the invalidation of translations.
 */
#include "core/gpu.h"
#include "cs/commands.h"
#include "cs/cs_regs.h"
#include "cs/engine.h"

enum post_sync_op {
	POST_SYNC_NONE,
	POST_SYNC_IMMEDIATE,
	POST_SYNC_DEPTH_COUNT,
	POST_SYNC_TIMESTAMP
};

/**
 * struct post_sync - a post-sync operation of either command
 * @op: kind of value that is written
 * @ggtt: write to the global GTT
 * @index: the address is an index into a status page
 * @va: address
 * @data: immediate value
 * @bytes: size of the immediate, 4 or 8
 */
struct post_sync {
	enum post_sync_op op;
	bool ggtt;
	bool index;
	u64 va;
	u64 data;
	u32 bytes;
};

/* Pixels, or samples of them, that passed the depth test so far: draws count them. */
static u64 depth_count(struct gpu *gpu)
{
	u64 count;

	pthread_mutex_lock(&gpu->lock);
	count = (u64)reg_get(gpu, PS_DEPTH_COUNT + 4) << 32 | reg_get(gpu, PS_DEPTH_COUNT);
	pthread_mutex_unlock(&gpu->lock);
	return count;
}

static int post_sync_write(struct engine *e, const struct post_sync *p)
{
	enum addr_space as = cs_space(p->ggtt);
	u64 data = p->data, va = p->va;
	u32 bytes = p->bytes;

	if (p->op == POST_SYNC_DEPTH_COUNT) {
		data = depth_count(e->gpu);
		bytes = 8;
	} else if (p->op == POST_SYNC_TIMESTAMP) {
		data = engine_timestamp(e->gpu);
		bytes = 8;
	}
	if (p->index) {
		as = AS_GGTT;
		va = cs_status_page(e, !p->ggtt, (u32)va);
	}
	return vm_write(e, as, va & ~(u64)(bytes - 1), &data, bytes,
			p->index ? PAGE_USE_STATUS : PAGE_USE_WRITE);
}

/* Injected by the control socket: drop writes of commands in the ring to the global GTT. */
static bool post_sync_lost(struct engine *e, const struct post_sync *p)
{
	if (e->cs.batch[0].active || !p->ggtt || p->index ||
	    !__atomic_load_n(&e->lose, __ATOMIC_RELAXED))
		return false;
	__atomic_sub_fetch(&e->lose, 1, __ATOMIC_RELAXED);
	return true;
}

static enum cs_result post_sync(struct engine *e, const struct post_sync *p, const char *name)
{
	if (p->op == POST_SYNC_NONE || cs_refuse_ggtt(e, p->ggtt, name) || post_sync_lost(e, p))
		return CS_OK;
	return post_sync_write(e, p) ? cs_fault(e) : CS_OK;
}

static void notify(struct engine *e)
{
	pthread_mutex_lock(&e->gpu->lock);
	engine_interrupt(e, GT_FLUSH_NOTIFY_INTERRUPT);
	pthread_mutex_unlock(&e->gpu->lock);
}

#define FLUSH_DW_INDEX		BIT(21)
#define FLUSH_DW_TLB		BIT(18)
#define FLUSH_DW_OP		GENMASK(15, 14)
#define FLUSH_DW_NOTIFY		BIT(8)
#define FLUSH_DW_ADDR_GGTT	BIT(2)
#define FLUSH_DW_WORDS		5	/* with an immediate of two words */

/*
 * The length only gives the number of words of the command. A short command flushes, too, and the
 * missing words are 0. If an operation needs the missing words, report it: no driver intends that.
 */
static void take_flush_words(struct engine *e, const u32 *cmd, u32 dwords,
			     u32 word[FLUSH_DW_WORDS])
{
	for (u32 i = 0; i < FLUSH_DW_WORDS; i++)
		word[i] = i < dwords ? cmd[i] : 0;
	if (FIELD_GET(FLUSH_DW_OP, word[0]) != POST_SYNC_NONE && dwords < FLUSH_DW_WORDS - 1)
		anomaly(&e->gpu->anomalies, ANOMALY_BAD_COMMAND,
			"%s context 0x%08x: MI_FLUSH_DW of %u dwords with a post-sync operation",
			e->info->name, e->cs.user.lrca, dwords);
}

/* Without a post-sync operation, words after the header are ignored. */
enum cs_result mi_flush_dw(struct engine *e, const u32 *cmd, u32 dwords)
{
	u32 word[FLUSH_DW_WORDS];
	struct post_sync p;
	enum cs_result res;

	take_flush_words(e, cmd, dwords, word);
	p = (struct post_sync){
		.op = FIELD_GET(FLUSH_DW_OP, word[0]),
		.ggtt = word[1] & FLUSH_DW_ADDR_GGTT,
		.index = word[0] & FLUSH_DW_INDEX,
		.va = command_address(&word[1]) & ~7ull,
		.data = (u64)word[4] << 32 | word[3],
		.bytes = dwords > 4 ? 8 : 4,
	};
	/* TLBs are invalidated only together with a post-sync operation. */
	if ((cmd[0] & FLUSH_DW_TLB) && p.op != POST_SYNC_NONE)
		tlb_flush(&e->tlb);
	if (p.op == POST_SYNC_DEPTH_COUNT)
		return cs_invalid(e, "MI_FLUSH_DW with a reserved post-sync operation");
	res = post_sync(e, &p, "MI_FLUSH_DW");
	if (res == CS_OK && (cmd[0] & FLUSH_DW_NOTIFY))
		notify(e);
	return res;
}

#define PIPE_CONTROL_GGTT	BIT(24)
#define PIPE_CONTROL_LRI	BIT(23)
#define PIPE_CONTROL_INDEX	BIT(21)
#define PIPE_CONTROL_TLB	BIT(18)
#define PIPE_CONTROL_OP		GENMASK(15, 14)
#define PIPE_CONTROL_NOTIFY	BIT(8)

enum cs_result pipe_control(struct engine *e, const u32 *cmd, u32 dwords __unused)
{
	struct post_sync p = {
		.op = FIELD_GET(PIPE_CONTROL_OP, cmd[1]),
		.ggtt = cmd[1] & PIPE_CONTROL_GGTT,
		.index = cmd[1] & PIPE_CONTROL_INDEX,
		.va = command_address(&cmd[2]) & ~3ull,
		.data = (u64)cmd[5] << 32 | cmd[4],
		.bytes = 8,
	};
	enum cs_result res = CS_OK;

	if (cmd[1] & PIPE_CONTROL_TLB)
		tlb_flush(&e->tlb);
	if (cmd[1] & PIPE_CONTROL_LRI)
		cs_write_register(e, cmd[2] & GENMASK(22, 2), cmd[4], 0xf);
	else
		res = post_sync(e, &p, "PIPE_CONTROL");
	if (res == CS_OK && (cmd[1] & PIPE_CONTROL_NOTIFY))
		notify(e);
	return res;
}
