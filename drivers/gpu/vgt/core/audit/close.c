// SPDX-License-Identifier: GPL-2.0-only
/*
 * Commands that run between a guest's commands and the host's.
 *
 * The host's driver appends its own commands to a request: a flush, the store of the
 * sequence number that marks the request as complete, and an interrupt. They run in the
 * state that the guest's commands leave, which include unprivileged batches that vgt has not
 * checked. The commands here reset any state that could stop the host's commands or change
 * their effect.
 *
 * No context has NOPID and MI_PREDICATE_RESULT_2, and unprivileged batches may write and read them.
 * So they are cleared for the next VM.
 *
 * A guest's commands may leave other state set. It does no harm:
 *
 *   MI_PREDICATE, its registers	used only by commands that select it in their header:
 *					the host's do not
 *   BB_OFFSET				used only by MI_BATCH_BUFFER_START that selects it: the
 *					host's does not
 *   PIPELINE_SELECT			the host's PIPE_CONTROL works in each mode; the host's
 *					own users leave either mode, too
 *   MI_TOPOLOGY_FILTER			affects 3DPRIMITIVE: the host's commands have none
 *   base addresses, 3D and media state	the host's commands do not use it; it is in the image
 *   work still in flight		the host's flush waits for it
 *   MI_MODE (STOP_RING)		guests' commands, writes and images cannot set it, and
 *					unprivileged batches may not
 *   GFX_MODE, CONTEXT_CONTROL, HWS_PGA	as MI_MODE
 *   FORCE_TO_NONPRIV			checked, see nonpriv.c; switched with the vGPU
 *   general registers, counters		the host's commands do not read them
 *   PR_CTR (watchdog)			the host masks its interrupt
 *   MI_SET_APPID			affects protected memory only, which the host does not
 *					set up
 *   pending interrupts			the host takes an extra one for its own
 *
 * Source: Skylake PRM vol. 2a (commands); for registers that no context has IGT's
 * gem_ctx_isolation; for INSTPM and CS_DEBUG_MODE2 Mesa's gen8.xml and gen9.xml.
 */
#include <linux/bitfield.h>
#include <linux/bits.h>
#include <linux/string.h>

#include "core/engine.h"
#include "core/platform.h"
#include "core/regs/gt_regs.h"
#include "core/regs/reg.h"
#include "audit.h"

#define VGT_MI_SET_PREDICATE	VGT_MI_OP(0x01)
#define VGT_MI_RS_CONTROL	VGT_MI_OP(0x06)
#define VGT_MI_ARB_OFF		VGT_MI_OP(0x08)
#define VGT_MI_SUSPEND_FLUSH	VGT_MI_OP(0x0b)
/* MI_NOOP that writes 0 to NOPID. */
#define VGT_MI_NOPID_CLEAR	BIT(22)
/* Without a store. */
#define VGT_FLUSH_DW_WORDS	5
#define VGT_MI_FLUSH_DW		(VGT_MI_OP(0x26) | (VGT_FLUSH_DW_WORDS - 2))
#define VGT_MI_LRI(n)		(VGT_MI_OP(0x22) | (2 * (n) - 1))

/* Followed by a store, to an index in the context's status page. */
#define VGT_PIPE_CONTROL	(FIELD_PREP(VGT_CMD_CLIENT, VGT_CLIENT_3D) |	\
				 FIELD_PREP(VGT_CMD_3D_PIPELINE, 3) |		\
				 FIELD_PREP(VGT_CMD_3D_OPCODE, 2) |		\
				 FIELD_PREP(VGT_CMD_LENGTH, 6 - 2))
#define VGT_PC_DC_FLUSH		BIT(5)
#define VGT_PC_STORE_WORD	BIT(14)
#define VGT_PC_STALL		BIT(20)
#define VGT_PC_STORE_INDEX	BIT(21)
#define VGT_PC_FLUSH_L3		BIT(27)
/* i915's own flushes store to this word, too. Nothing reads it. */
#define VGT_PC_SCRATCH		(0x34 * 4)

/* Clear bits of a register that is written with a mask. */
#define VGT_MASKED_OFF(bits)	FIELD_PREP(VGT_MASKED_MASK, bits)

/*
 * MI_SET_PREDICATE must be the first: until it ends a predicate, all other commands are
 * no-ops.
 */
static u32 vgt_close_all(u32 *cs)
{
	u32 n = 0;

	/* End a predicate: the store of the sequence number would be a no-op. */
	cs[n++] = VGT_MI_SET_PREDICATE;
	/* Without arbitration the host could not preempt this context. */
	cs[n++] = VGT_MI_ARB_ON;
	/* End a suspension: it would delay flushes that the IOMMU requests. */
	cs[n++] = VGT_MI_SUSPEND_FLUSH;
	cs[n++] = VGT_MI_NOPID_CLEAR;
	return n;
}

/* Flush L3, and the memory that threads share (SLM). */
static u32 vgt_flush_l3(u32 *cs)
{
	cs[0] = VGT_PIPE_CONTROL;
	cs[1] = VGT_PC_DC_FLUSH | VGT_PC_STORE_WORD | VGT_PC_STALL | VGT_PC_STORE_INDEX |
		VGT_PC_FLUSH_L3;
	cs[2] = VGT_PC_SCRATCH;
	cs[3] = 0;
	cs[4] = 0;
	cs[5] = 0;
	return 6;
}

/* Clear bits that make 3D and media commands no-ops, PIPE_CONTROL included. For an LRI. */
static u32 vgt_commands_on(const struct vgt_platform *platform, u32 *cs)
{
	u32 n = 0;

	cs[n++] = vgt_engines[VGT_RCS].mmio_base + RING_INSTPM;
	cs[n++] = VGT_MASKED_OFF(INSTPM_COMMANDS_OFF);
	if (platform->cs_debug_mode2) {
		cs[n++] = CS_DEBUG_MODE2;
		cs[n++] = VGT_MASKED_OFF(CS_DEBUG_MODE2_COMMANDS_OFF);
	}
	return n;
}

/**
 * vgt_audit_flush() - write commands that wait until the engine has done all before them
 * @engine: the engine that runs them
 * @platform: the GPU's platform
 * @cs: room for VGT_FLUSH_WORDS words
 *
 * Unprivileged batches may have set the bits that would make a no-op of the flush. So these bits
 * are cleared first, as at the request's end.
 *
 * Return: the number of words written.
 */
u32 vgt_audit_flush(enum vgt_engine_id engine, const struct vgt_platform *platform, u32 *cs)
{
	u32 n;

	if (engine == VGT_RCS) {
		n = 1 + vgt_commands_on(platform, cs + 1);
		*cs = VGT_MI_LRI(n / 2);
		return n + vgt_flush_l3(cs + n);
	}
	memset(cs, 0, VGT_FLUSH_DW_WORDS * sizeof(*cs));
	*cs = VGT_MI_FLUSH_DW;
	return VGT_FLUSH_DW_WORDS;
}

static u32 vgt_close_render(const struct vgt_platform *platform, u32 *cs)
{
	u32 n = 0;

	/* Stop the resource streamer: it would read on in the ring. */
	cs[n++] = VGT_MI_RS_CONTROL;
	cs[n++] = VGT_MI_LRI(platform->cs_debug_mode2 ? 3 : 2);
	n += vgt_commands_on(platform, cs + n);
	/* Leave none of the guest's data to the next user of the engine. */
	cs[n++] = MI_PREDICATE_RESULT_2;
	cs[n++] = 0;
	return n + vgt_flush_l3(cs + n);
}

/**
 * vgt_audit_close() - write commands that reset state that a guest's commands may leave
 * @engine: the engine that runs them
 * @platform: the GPU's platform
 * @cs: room for VGT_CLOSE_WORDS words, after the guest's commands
 *
 * Return: the number of words written, an even number.
 */
u32 vgt_audit_close(enum vgt_engine_id engine, const struct vgt_platform *platform, u32 *cs)
{
	u32 n = vgt_close_all(cs);

	if (engine == VGT_RCS)
		n += vgt_close_render(platform, cs + n);
	if (n % 2)
		cs[n++] = 0;
	return n;
}

/**
 * vgt_audit_open() - write commands that run first when a guest's context is restored
 * @platform: the GPU's platform
 * @cs: room for VGT_OPEN_WORDS words, before the guest's own restore commands
 *
 * For the render engine only. Its previous user may have left data in L3 and SLM: the host, or
 * a guest whose work was preempted before the commands of vgt_audit_close(). i915 flushes that
 * data when it restores a context; a guest's driver may not.
 */
void vgt_audit_open(const struct vgt_platform *platform, u32 *cs)
{
	memset(cs, 0, VGT_OPEN_WORDS * sizeof(*cs));
	*cs++ = VGT_MI_ARB_OFF;
	/* The context may come with bits that make it a no-op: it was preempted in a batch. */
	cs += vgt_audit_flush(VGT_RCS, platform, cs);
	*cs = VGT_MI_ARB_ON;
}
