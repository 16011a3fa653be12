/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A GPU port without a GPU: it keeps what the core hands it, and completes
 * requests when a test says so.
 */
#ifndef VGT_FAKE_GPU_H
#define VGT_FAKE_GPU_H

#include <linux/list.h>
#include <linux/types.h>
#include <linux/workqueue.h>
#include <linux/xarray.h>

#include "core/gpu_port.h"

#define FAKE_GGTT_SIZE		(4ull << 30)
/* What vGPUs with the hardware's addresses are told of. */
#define FAKE_GGTT_DIRECT	(2ull << 30)
#define FAKE_MAPPABLE_SIZE	(512ull << 20)
#define FAKE_GGTT_BLOCK		(2ull << 20)
#define FAKE_GGTT_BLOCKS	(FAKE_GGTT_SIZE / FAKE_GGTT_BLOCK)
/* Entries of a block. */
#define FAKE_GGTT_CHUNK		(FAKE_GGTT_BLOCK / 4096)
#define FAKE_FENCES		32
#define FAKE_CONTEXT_SIZE	(6 * 4096)
#define FAKE_CS_MAX		4096
/* Guest pages whose use by GGTT entries is counted: see fake_guest.h. */
#define FAKE_GUEST_PAGES	8192
/* What of them is cleared at a time. */
#define FAKE_GUEST_SIZE		(FAKE_GUEST_PAGES * 4096ul)
#define FAKE_GUEST_CHUNK	65536
#define FAKE_GUEST_DMA		0x2000000000ull

/* Where pages of the fake's own have their addresses for the GPU. */
#define FAKE_PAGE_DMA		0x1000000000ull
#define FAKE_PAGE_FAR		0x2000000000ull
/* What cleared entries of the GGTT hold: they lead to a page of the host's driver. */
#define FAKE_HOST_ENTRY		0x0800000001ull

/**
 * struct fake_engine - an engine of the fake
 * @rq: the request in flight
 * @next: what is to follow it, or NULL
 * @next_cs: the commands of @next, which loads no registers
 * @next_len: words of them
 * @since: resets of the engine when the first of those that followed one another came
 * @there: the hardware has the context
 * @followed_now: the request in flight has followed another one
 * @extended: requests so far that were to follow another one
 * @followed: those of them that did
 * @cs: its commands, copied as a real port would; without calls of @open, @close and @window
 * @len: words of them
 * @open: GGTT address of the batch with which it loads registers; 0: none
 * @close: likewise, with which it restores them
 * @window: likewise, with which it lets others run meanwhile; @cs has MI_ARB_ON_OFF in its place
 * @windows: how often it calls that
 * @opened: @open has run
 * @submitted: requests so far, with those that followed others
 * @resets: resets so far
 * @cancelled: requests so far that were to be ended
 * @tlb_flushes: invalidations of its TLB by register
 * @tlb: guest pages that the TLB may have, of the request in flight: those that its page
 *	tables led to when it was handed over, or at the last invalidation since. Only in
 *	user space, where nobody else frees tables meanwhile
 */
struct fake_engine {
	struct vgt_gpu_request *rq;
	struct vgt_gpu_request *next;
	u32 next_cs[FAKE_CS_MAX];
	u32 next_len;
	u32 since;
	bool there;
	bool followed_now;
	u32 extended;
	u32 followed;
	u32 cs[FAKE_CS_MAX];
	u32 len;
	u32 open;
	u32 close;
	u32 window;
	u32 windows;
	bool opened;
	u32 submitted;
	u32 resets;
	u32 cancelled;
	u32 tlb_flushes;
	bool tlb[FAKE_GUEST_PAGES];
};

/**
 * enum fake_event - what a test's own eye is told of
 * @FAKE_SUBMITTED: a request was handed over
 * @FAKE_STARTED: the hardware takes it up, registers are switched
 * @FAKE_ENDED: it is through, or was reset; the context is saved next
 */
enum fake_event {
	FAKE_SUBMITTED,
	FAKE_STARTED,
	FAKE_ENDED,
};

/**
 * struct fake_buffer - a buffer that the core has
 * @buf: as the core knows it
 * @link: in @buffers of the fake
 */
struct fake_buffer {
	struct vgt_gpu_buffer buf;
	struct list_head link;
};

/**
 * struct fake_gpu - the fake
 * @gpu: the port
 * @regs: what registers hold
 * @reg_writes: how many were written
 * @initial: what the host's driver found in them
 * @config: PCI configuration space
 * @golden: the host's own context image, of render
 * @images: of each engine
 * @ggtt: the GGTT's entries
 * @ggtt_bytes: their size
 * @ggtt_used: blocks that are reserved
 * @ggtt_names: what entries of each block ever led to: a bit for each 64th page
 * @ggtt_flushes: TLB flushes
 * @ggtt_unflushed: entries written since the last
 * @ggtt_refs: entries that point to each guest page
 * @ggtt_guests: entries of each block that point to a guest page
 * @ggtt_stale: guest pages that entries pointed to since the last flush
 * @fences: values of fence registers
 * @fences_used: reserved ones
 * @pages: pages by frame number of their address for the GPU
 * @next_page: number of the next one
 * @scattered: those that may be anywhere lie in two different 4 GiB
 * @no_low: also those that are to be in the lowest
 * @npages: of them, how many there are now
 * @scans: how often they were looked through for entries to a page of the guest's
 * @live: pages, buffers and contexts that are not given back
 * @starts_late: the driver starts the GPU only after it was offered
 * @fail_ready: what @ready returns, if not 0
 * @no_image: BIT(enum vgt_engine_id) of engines without a first image
 * @powered: vGPUs for whom the GPU keeps its power
 * @pinned: contexts that are pinned
 * @pins: how often one was
 * @pin_room: how many there is room for; 0: no limit
 * @host_ggtt: bytes of GGTT space that buffers and pinned contexts have
 * @host_ggtt_most: the most of that so far
 * @no_buffers: buffers that there is no room for, before there is
 * @tlb_flushes: invalidations by register
 * @tlb_busy: reads of such a register that say that it is not done
 * @next_buffer: GGTT address of the next buffer
 * @engine: engines
 * @gpu_resets: resets of all at once so far
 * @end: ends requests that were to be ended
 * @end_wq: where @end runs; NULL: nobody ends them but the test
 * @fail_submit: errno that the next submission fails with, or 0
 * @no_extend: errno that all requests to follow another one fail with, or 0
 * @fail_after: calls that may fail until one does; negative: none does
 * @moves_left: moves of a range until all fail; negative: none does
 * @buffers: struct fake_buffer, those that are there
 * @strays: GGTT entries written outside of what is reserved
 * @freed: entries of page tables, as the hardware gets them, that lead to pages that are free
 * @eye: told of what requests do, or NULL
 * @on_extend: called when a request is to follow another one, before the port has it, or NULL
 * @arbitrates: told that a window of a request lets others run, or NULL
 * @on_ggtt_write: called for each write of GGTT entries, before it; the core's locks are
 *	held. NULL: none
 * @on_ggtt_release: called after each release of a range: the host may take it. NULL: it does not
 * @shown: how many pages of BAR 2 show each guest page: no more than entries lead to it. NULL:
 *	none does
 * @masked: tells registers whose upper half says which bits are written; NULL: none is
 */
struct fake_gpu {
	struct vgt_gpu gpu;
	u32 *regs;
	u32 reg_writes;
	u32 *initial;
	u8 *config;
	u32 *golden;
	u32 *images[VGT_NUM_ENGINES];
	u64 *ggtt;
	size_t ggtt_bytes;
	bool ggtt_used[FAKE_GGTT_BLOCKS];
	u64 ggtt_names[FAKE_GGTT_BLOCKS];
	u32 ggtt_flushes;
	u32 ggtt_unflushed;
	u16 ggtt_refs[FAKE_GUEST_PAGES];
	u16 ggtt_guests[FAKE_GGTT_BLOCKS];
	bool ggtt_stale[FAKE_GUEST_PAGES];
	u64 fences[FAKE_FENCES];
	bool fences_used[FAKE_FENCES];
	struct xarray pages;
	u32 next_page;
	u32 npages;
	u32 scans;
	bool scattered;
	bool no_low;
	int live;
	bool starts_late;
	int fail_ready;
	u32 no_image;
	int powered;
	int pinned;
	int pins;
	int pin_room;
	u64 host_ggtt;
	u64 host_ggtt_most;
	int no_buffers;
	u32 tlb_flushes;
	u32 tlb_busy;
	u32 next_buffer;
	struct fake_engine engine[VGT_NUM_ENGINES];
	u32 gpu_resets;
	struct work_struct end;
	struct workqueue_struct *end_wq;
	int fail_submit;
	int no_extend;
	int fail_after;
	int moves_left;
	struct list_head buffers;
	u32 strays;
	u32 freed;
	void (*eye)(struct fake_gpu *fake, enum fake_event what, struct vgt_gpu_request *rq);
	void (*on_extend)(struct fake_gpu *fake, enum vgt_engine_id id);
	void (*arbitrates)(struct fake_gpu *fake);
	void (*on_ggtt_write)(struct fake_gpu *fake);
	void (*on_ggtt_release)(struct fake_gpu *fake);
	const u16 *shown;
	bool (*masked)(u32 reg);
};

/* GPUs that are made give vGPUs virtual GGTT addresses: see core/mem/ggtt_space.c. */
extern bool fake_gpu_virtual;

int fake_gpu_init(struct fake_gpu *fake, u8 gen);
void fake_gpu_fini(struct fake_gpu *fake);
void fake_gpu_real_image(struct fake_gpu *fake, enum vgt_engine_id id);
int fake_gpu_end_cancelled(struct fake_gpu *fake);
void fake_gpu_keep_cancelled(struct fake_gpu *fake);
void fake_gpu_start(struct fake_gpu *fake, enum vgt_engine_id id);
void fake_gpu_finish(struct fake_gpu *fake, enum vgt_engine_id id, int error);
struct vgt_gpu_buffer *fake_gpu_buffer(struct fake_gpu *fake, u32 ggtt);
void fake_gpu_run(struct fake_gpu *fake, u32 addr);
void fake_gpu_load(struct fake_gpu *fake, u32 reg, u32 val);
bool fake_gpu_reaches(const struct fake_gpu *fake, u64 dma);
bool fake_gpu_leftover(const struct fake_gpu *fake);
bool fake_gpu_walks(struct fake_gpu *fake, u64 dma);
u64 *fake_gpu_page(struct fake_gpu *fake, u64 dma);
u64 fake_gpu_root(struct fake_gpu *fake, enum vgt_engine_id id);
u64 fake_gpu_walk(struct fake_gpu *fake, u64 root, u32 levels, u64 addr);

#endif
