// SPDX-License-Identifier: GPL-2.0-only
/*
 * What runs between a guest's commands and the host's.
 *
 * The host's driver appends commands of its own to a request: a flush, the store of the
 * sequence number that says that the request is complete, an interrupt. They run in the
 * state that the guest's commands have left, those of batches without privileges, which
 * nobody has read, among them. What could keep the host's commands from running, or from
 * doing what they say, is ended here.
 *
 * What else a guest's commands may leave set, and why it does not matter:
 *
 *   MI_PREDICATE, its registers	for commands that ask for it in their header: none of
 *					the host's does
 *   BB_OFFSET				for MI_BATCH_BUFFER_START that asks for it: the host's
 *					does not
 *   PIPELINE_SELECT			the host's PIPE_CONTROL works in each mode, and users of
 *					the host's leave either, too
 *   MI_TOPOLOGY_FILTER			for 3DPRIMITIVE: the host's commands have none
 *   base addresses, 3D and media state	the host's commands use none; it is in the image
 *   work still in flight		the host's flush waits for it
 *   MI_MODE (STOP_RING)		no command, write or image of a guest's sets it, and
 *					batches without privileges may not
 *   GFX_MODE, CONTEXT_CONTROL, HWS_PGA	as MI_MODE
 *   FORCE_TO_NONPRIV			judged, see nonpriv.c; switched with the vGPU
 *   NOPID, general registers, counters	nothing that the host runs reads them
 *   PR_CTR (watchdog)			its interrupt is masked by the host
 *   MI_SET_APPID			counts for protected memory only, which the host does
 *					not set up
 *   interrupts on their way		the host takes one more for one of its own
 *
 * Source: Skylake PRM vol. 2a (commands); for INSTPM and CS_DEBUG_MODE2 Mesa's gen8.xml
 * and gen9.xml.
 */
#include <linux/bits.h>
#include <linux/string.h>

#include "core/engine.h"
#include "core/platform.h"
#include "core/regs/gt_regs.h"
#include "audit.h"

#define VGT_MI_SET_PREDICATE	(0x01u << 23)
#define VGT_MI_RS_CONTROL	(0x06u << 23)
#define VGT_MI_ARB_OFF		(0x08u << 23)
#define VGT_MI_ARB_ON		(0x08u << 23 | 1)
#define VGT_MI_SUSPEND_FLUSH	(0x0bu << 23)
#define VGT_MI_LRI(n)		(0x22u << 23 | (2 * (n) - 1))

/* With a store behind it, by an index into the context's status page. */
#define VGT_PIPE_CONTROL	(0x3u << 29 | 0x3u << 27 | 0x2u << 24 | (6 - 2))
#define VGT_PC_DC_FLUSH		BIT(5)
#define VGT_PC_STORE_WORD	BIT(14)
#define VGT_PC_STALL		BIT(20)
#define VGT_PC_STORE_INDEX	BIT(21)
#define VGT_PC_FLUSH_L3		BIT(27)
/* The word that i915's own flushes store to: nobody reads it. */
#define VGT_PC_SCRATCH		(0x34 * 4)

/* Clear bits of a register that is written with a mask. */
#define VGT_MASKED_OFF(bits)	((bits) << 16)

/*
 * In this order: under a predicate, all but the command that ends it are no-ops.
 */
static u32 vgt_close_all(u32 *cs)
{
	u32 n = 0;

	/* Never: the store of the sequence number would be a no-op. */
	cs[n++] = VGT_MI_SET_PREDICATE;
	/* The host could not take the engine away any more. */
	cs[n++] = VGT_MI_ARB_ON;
	/* Flushes that the IOMMU asks for would wait. */
	cs[n++] = VGT_MI_SUSPEND_FLUSH;
	return n;
}

/* What is in L3, and in memory that threads share (SLM), goes. */
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

static u32 vgt_close_render(const struct vgt_platform *platform, u32 *cs)
{
	u32 n = 0;

	/* It would go on to read the ring. */
	cs[n++] = VGT_MI_RS_CONTROL;
	/* Switches that make 3D and media commands, so PIPE_CONTROL, no-ops. */
	cs[n++] = VGT_MI_LRI(platform->cs_debug_mode2 ? 2 : 1);
	cs[n++] = vgt_engines[VGT_RCS].mmio_base + RING_INSTPM;
	cs[n++] = VGT_MASKED_OFF(INSTPM_COMMANDS_OFF);
	if (platform->cs_debug_mode2) {
		cs[n++] = CS_DEBUG_MODE2;
		cs[n++] = VGT_MASKED_OFF(CS_DEBUG_MODE2_COMMANDS_OFF);
	}
	/* Nothing of its data stays there for who has the engine next. */
	return n + vgt_flush_l3(cs + n);
}

/**
 * vgt_audit_close() - commands that end what a guest's may have left set
 * @engine: where they run
 * @platform: the GPU's
 * @cs: room for VGT_CLOSE_WORDS words, behind the guest's commands
 *
 * Return: how many words it has written, an even number.
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
 * vgt_audit_open() - what the render engine runs first when it restores a guest's context
 * @cs: room for VGT_OPEN_WORDS words, ahead of the guest's own commands there
 *
 * The former user of the engine may have left data in L3 and SLM: the host, or a guest whose
 * work was taken from the engine before its end, and so before vgt_audit_close(). i915 flushes
 * that data when it restores a context; a guest's driver may not.
 */
void vgt_audit_open(u32 *cs)
{
	memset(cs, 0, VGT_OPEN_WORDS * sizeof(*cs));
	*cs++ = VGT_MI_ARB_OFF;
	cs += vgt_flush_l3(cs);
	*cs = VGT_MI_ARB_ON;
}
