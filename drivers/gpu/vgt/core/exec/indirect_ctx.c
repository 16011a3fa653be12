// SPDX-License-Identifier: GPL-2.0-only
/*
 * The batches that the hardware runs each time it restores a context: the indirect
 * context batch, and the per-context batch. They are in the GGTT, and privileged: the
 * hardware runs vgt's copies.
 *
 * Source: Skylake PRM vol. 2c, INDIRECT_CTX, BB_PER_CTX_PTR.
 */
#include <linux/bits.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "core/audit/audit.h"
#include "core/device_types.h"
#include "core/engine.h"
#include "core/gpu_port.h"
#include "core/log.h"
#include "core/mem/account.h"
#include "core/mem/buffer.h"
#include "core/mem/ggtt.h"
#include "core/vgpu_types.h"
#include "indirect_ctx.h"
#include "lrc.h"

#define VGT_INDIRECT_ADDR	GENMASK(31, 6)
#define VGT_INDIRECT_LINES	GENMASK(5, 0)
#define VGT_PER_CTX_ADDR	GENMASK(31, 12)
#define VGT_PER_CTX_VALID	BIT(0)

#define VGT_LINE		64
/* Maximum for the guest: vgt itself uses one of the lines that the register can name. */
#define VGT_LINES_MAX		(VGT_INDIRECT_LINES - 1)
#define VGT_PER_CTX_MAX		1024	/* words */

/* Bytes, in whole pages: all cache lines that the register can name, and one more. */
#define VGT_INDIRECT_CTX_BYTES	8192

static u32 vgt_indirect_len(const struct vgt_ring_state *ring)
{
	return (ring->indirect & VGT_INDIRECT_LINES) * VGT_LINE;
}

/* The guest's indirect context batch has a length but no end command: check it like a ring. */
static int vgt_indirect_ctx_indirect(struct vgt_audit *audit,
				     const struct vgt_ring_state *ring, u32 *cs)
{
	u32 len = vgt_indirect_len(ring);

	if (vgt_ggtt_copy_from(audit->ve->vgpu, cs,
			       ring->indirect & VGT_INDIRECT_ADDR, len))
		return -EFAULT;
	return vgt_audit_ring(audit, cs, len / 4);
}

static int vgt_indirect_ctx_per_ctx(struct vgt_audit *audit,
				    const struct vgt_ring_state *ring, u32 *addr)
{
	struct vgt_shadow_batch *batch;
	int ret;

	ret = vgt_audit_batch(audit, ring->per_ctx & VGT_PER_CTX_ADDR,
			      VGT_PER_CTX_MAX, &batch);
	if (!ret)
		*addr = batch->buf->ggtt | VGT_PER_CTX_VALID;
	return ret;
}

static int vgt_indirect_ctx_make(struct vgt_vengine *ve)
{
	struct vgt_gpu_buffer *buf = vgt_buffer_create(ve->vgpu, VGT_INDIRECT_CTX_BYTES);

	if (IS_ERR(buf))
		return PTR_ERR(buf);
	ve->restore = buf;
	return 0;
}

static int vgt_indirect_ctx_copy(struct vgt_vengine *ve, const u32 *cs, u32 len)
{
	struct vgt_gpu_buffer *buf;
	int ret = ve->restore ? 0 : vgt_indirect_ctx_make(ve);

	if (ret)
		return ret;
	buf = ve->restore;
	memcpy(buf->va, cs, len);
	memset(buf->va + len / 4, 0, VGT_LINE);
	return 0;
}

/* Put vgt's commands before the guest's, in @work->restore. Return 0 or a negative errno. */
static int vgt_indirect_ctx_both(struct vgt_audit *audit, const struct vgt_ring_state *ring,
				 struct vgt_workload *work)
{
	u32 lines = ring->indirect & VGT_INDIRECT_LINES;
	u32 len = (lines + 1) * VGT_LINE;
	int ret;

	if (lines > VGT_LINES_MAX) {
		if (!audit->quiet)
			vgt_warn(audit->ve->vgpu, "%s: refused the batch that restores a context: it has more than %lu cache lines\n",
				 vgt_engines[audit->ve->id].name, VGT_LINES_MAX);
		return -EPERM;
	}
	ret = vgt_account_take(audit->ve->vgpu, len);
	if (ret)
		return ret;
	work->restore_len = len;
	work->restore = kmalloc(len, GFP_KERNEL_ACCOUNT);
	if (!work->restore)
		return -ENOMEM;
	vgt_audit_open(audit->ve->vgpu->dev->gpu->desc.platform, work->restore);
	return lines ? vgt_indirect_ctx_indirect(audit, ring, work->restore + VGT_OPEN_WORDS) : 0;
}

/**
 * vgt_indirect_ctx_judge() - copy and check the batches that restore a guest's context
 * @audit: the submission; the vGPU's lock is held, and may be dropped meanwhile
 * @ring: the ring state of the guest's context
 * @work: gets the copies: vgt_indirect_ctx_drop() frees them
 *
 * Only the render engine has such batches. Another request of the engine may be in flight.
 *
 * Return: 0; -EFAULT if a batch is not mapped; or a negative errno as vgt_audit_ring().
 */
int vgt_indirect_ctx_judge(struct vgt_audit *audit, const struct vgt_ring_state *ring,
			   struct vgt_workload *work)
{
	struct vgt_vengine *ve = audit->ve;
	int ret;

	work->per_ctx = 0;
	if (ve->id != VGT_RCS)
		return 0;
	audit->restoring = true;
	ret = vgt_indirect_ctx_both(audit, ring, work);
	if (ret)
		return ret;
	if (ring->per_ctx & VGT_PER_CTX_VALID) {
		ret = vgt_indirect_ctx_per_ctx(audit, ring, &work->per_ctx);
		if (ret)
			return ret;
	}
	if (audit->arbitration_off) {
		if (!audit->quiet)
			vgt_warn(ve->vgpu, "%s: refused the batches that restore a context: they leave arbitration off\n",
				 vgt_engines[ve->id].name);
		return -EPERM;
	}
	return 0;
}

/**
 * vgt_indirect_ctx_shadow() - give a shadow context its restore batches
 * @ve: the engine; the vGPU's lock is held, nothing of it is in flight
 * @work: its next work, with the copies of vgt_indirect_ctx_judge(), and its shadow context
 *
 * Return: 0; or a negative errno if there is no memory, or no room in the GGTT, for the batch.
 */
int vgt_indirect_ctx_shadow(struct vgt_vengine *ve, struct vgt_workload *work)
{
	u32 indirect = 0;
	int ret;

	if (work->restore) {
		ret = vgt_indirect_ctx_copy(ve, work->restore, work->restore_len);
		if (ret)
			return ret;
		indirect = ve->restore->ggtt | work->restore_len / VGT_LINE;
	}
	ve->restore_len = work->restore_len;
	vgt_lrc_set_batches(ve, work->lrc, work->per_ctx, indirect);
	return 0;
}

/**
 * vgt_indirect_ctx_same() - check whether a request has the restore batch that is in use
 * @ve: the engine; the vGPU's lock is held. The hardware may use the batch
 * @work: a request of the context that was loaded last, with the copies of
 *	vgt_indirect_ctx_judge()
 */
bool vgt_indirect_ctx_same(const struct vgt_vengine *ve, const struct vgt_workload *work)
{
	lockdep_assert_held(&ve->vgpu->lock);
	if (work->restore_len != ve->restore_len)
		return false;
	return !work->restore ||
	       (ve->restore && !memcmp(ve->restore->va, work->restore, work->restore_len));
}

/**
 * vgt_indirect_ctx_drop() - free the copies of vgt_indirect_ctx_judge()
 * @ve: the engine; the vGPU's lock is held
 * @work: the work that has them, or none
 */
void vgt_indirect_ctx_drop(struct vgt_vengine *ve, struct vgt_workload *work)
{
	kfree(work->restore);
	work->restore = NULL;
	vgt_account_give(ve->vgpu, work->restore_len);
	work->restore_len = 0;
}

/**
 * vgt_indirect_ctx_forget() - free an engine's copy of the restore batch
 * @ve: the engine; nothing of it is in flight
 */
void vgt_indirect_ctx_forget(struct vgt_vengine *ve)
{
	if (ve->restore)
		vgt_buffer_destroy(ve->vgpu, ve->restore);
	ve->restore = NULL;
	ve->restore_len = 0;
}
