// SPDX-License-Identifier: GPL-2.0-only
/*
 * Runs: pages that one call of iommufd pinned. iommufd unpins exactly what one call has pinned. The
 * core unpins in other runs, as guests change their tables. So if a part of a run goes, the rest is
 * pinned again first, by calls of its own. That costs little, as these pages are pinned.
 *
 * iommufd splits what one call pins at the borders of what is mapped, and keeps a note of each
 * part. So the part of a run that is in memory that goes can be unpinned by itself.
 */
#include <linux/bits.h>
#include <linux/bitops.h>
#include <linux/build_bug.h>
#include <linux/interval_tree.h>
#include <linux/slab.h>

#include "vfio.h"

/**
 * struct vgt_vfio_run - a run
 * @node: its guest frame numbers
 * @held: of which pages pins exist, as bits: each row of bits is what one call pinned
 * @used: which of these the core has
 */
struct vgt_vfio_run {
	struct interval_tree_node node;
	u64 held;
	u64 used;
};

static_assert(8 * sizeof(u64) >= VGT_GUEST_RUN);

static u64 vgt_run_bits(u32 first, u32 count)
{
	return GENMASK_ULL(first + count - 1, first);
}

/* The lowest row of bits, of which there is one. */
static u64 vgt_run_row(u64 bits, u32 *first, u32 *count)
{
	u64 from;

	*first = __ffs64(bits);
	from = bits >> *first;
	*count = ~from ? __ffs64(~from) : BITS_PER_TYPE(u64);
	return vgt_run_bits(*first, *count);
}

/* Unpin rows, each of which is what one call pinned, or the part of it in memory that goes. */
static void vgt_run_unpin(struct vgt_vfio *v, const struct vgt_vfio_run *run, u64 bits)
{
	u32 first, count;

	for (; bits; bits &= ~vgt_run_bits(first, count)) {
		vgt_run_row(bits, &first, &count);
		vgt_vfio_let_go(v, run->node.start + first, count);
	}
}

/* Pin rows once more, all or none: each by a call. */
static bool vgt_run_pin(struct vgt_vfio *v, const struct vgt_vfio_run *run, u64 bits)
{
	struct page *pages[VGT_GUEST_RUN];
	u64 left, row;
	u32 first, count;

	for (left = bits; left; left &= ~row) {
		row = vgt_run_row(left, &first, &count);
		if (vgt_vfio_hold(v, run->node.start + first, count, pages)) {
			vgt_run_unpin(v, run, bits & ~left);
			return false;
		}
	}
	return true;
}

/* Unpin what the core does not use. Where the rest of a row cannot be pinned, the row stays. */
static void vgt_run_trim(struct vgt_vfio *v, struct vgt_vfio_run *run)
{
	u64 left, row, keep;
	u32 first, count;

	for (left = run->held; left; left &= ~row) {
		row = vgt_run_row(left, &first, &count);
		keep = row & run->used;
		if (keep == row || !vgt_run_pin(v, run, keep))
			continue;
		vgt_run_unpin(v, run, row);
		run->held &= ~row | keep;
	}
	if (run->held)
		return;
	interval_tree_remove(&run->node, &v->runs);
	kfree(run);
}

/**
 * vgt_vfio_run_add() - note that one call has pinned these pages
 * @v: the device
 * @gfn: the first one's number
 * @count: how many
 * @pages: the core's, which vgt_vfio_run_put() gets
 *
 * Return: 0 or -ENOMEM.
 */
int vgt_vfio_run_add(struct vgt_vfio *v, u64 gfn, u32 count, struct vgt_guest_page **pages)
{
	struct vgt_vfio_run *run = NULL;
	u32 i;

	if (count > 1) {
		run = kzalloc(sizeof(*run), GFP_KERNEL_ACCOUNT);
		if (!run)
			return -ENOMEM;
		run->node.start = gfn;
		run->node.last = gfn + count - 1;
		run->held = vgt_run_bits(0, count);
		run->used = run->held;
		mutex_lock(&v->runs_lock);
		interval_tree_insert(&run->node, &v->runs);
		mutex_unlock(&v->runs_lock);
	}
	for (i = 0; i < count; i++)
		pages[i]->priv = run;
	return 0;
}

static void vgt_run_put(struct vgt_vfio *v, struct vgt_vfio_run *run, u64 gfn, u32 count)
{
	/* A page that was pinned alone has none. */
	if (!run) {
		vgt_vfio_let_go(v, gfn, count);
		return;
	}
	mutex_lock(&v->runs_lock);
	run->used &= ~vgt_run_bits(gfn - run->node.start, count);
	vgt_run_trim(v, run);
	mutex_unlock(&v->runs_lock);
}

/**
 * vgt_vfio_run_put() - unpin pages of runs
 * @v: the device
 * @gfn: the first one's number
 * @count: how many
 * @pages: those that vgt_vfio_run_add() got
 */
void vgt_vfio_run_put(struct vgt_vfio *v, u64 gfn, u32 count, struct vgt_guest_page **pages)
{
	u32 i, n;

	for (i = 0; i < count; i += n) {
		struct vgt_vfio_run *run = pages[i]->priv;

		n = 1;
		while (run && i + n < count && pages[i + n]->priv == run)
			n++;
		vgt_run_put(v, run, gfn + i, n);
	}
}

/**
 * vgt_vfio_run_gone() - unpin what runs still have of memory that goes
 * @v: the device, which does not use it
 * @gfn: the first page's number
 * @count: how many
 *
 * A row with a page that is used elsewhere has stayed if that could not be pinned again.
 */
void vgt_vfio_run_gone(struct vgt_vfio *v, u64 gfn, u64 count)
{
	struct interval_tree_node *node, *next;
	u64 last = gfn + count - 1;

	mutex_lock(&v->runs_lock);
	for (node = interval_tree_iter_first(&v->runs, gfn, last); node; node = next) {
		struct vgt_vfio_run *run = container_of(node, struct vgt_vfio_run, node);
		u64 from = max_t(u64, gfn, node->start), to = min_t(u64, last, node->last);
		u64 part = run->held & vgt_run_bits(from - node->start, to - from + 1);

		next = interval_tree_iter_next(node, gfn, last);
		vgt_run_unpin(v, run, part);
		run->held &= ~part;
		vgt_run_trim(v, run);
	}
	mutex_unlock(&v->runs_lock);
}
