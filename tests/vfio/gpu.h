/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The smallest driver of a Gen9 vGPU: GGTT, PPGTT, contexts, ELSP, CSB, interrupts.
 * Whatever goes wrong ends the test, unless a function says otherwise.
 *
 * Sources: Intel OSRC Skylake PRM vol 2c (registers), vol 2a (commands), vol 3 (logical
 * ring contexts); i915_pvinfo.h, gt/intel_engine_regs.h, gt/intel_lrc.c for what a driver
 * in a guest relies on.
 */
#ifndef VGT_VFIO_GPU_H
#define VGT_VFIO_GPU_H

#include "guest.h"

#define PVINFO			0x78000
#define GGTT_ENTRIES		0x800000
#define GFX_FLSH_CNTL		0x101008
#define GDRST			0x941c
#define MASTER_IRQ		0x44200
#define GT_IMR(n)		(0x44304 + 0x10 * (n))
#define GT_IIR(n)		(0x44308 + 0x10 * (n))
#define GT_IER(n)		(0x4430c + 0x10 * (n))

#define RING_HWS_PGA		0x80
#define RING_IMR		0xa8
#define RING_EIR		0xb0
#define RING_EMR		0xb4
#define RING_ESR		0xb8
#define RING_ELSP		0x230
#define RING_EXECLIST_STATUS	0x234
#define RING_MODE		0x29c
#define RING_FORCE_TO_NONPRIV	0x4d0
#define RING_CSB		0x370
#define RING_CSB_POINTERS	0x3a0

#define RUN_LIST_ENABLE		BIT(15)

#define IRQ_USER		BIT(0)
#define IRQ_ERROR		BIT(3)
#define IRQ_CONTEXT_SWITCH	BIT(8)

#define CSB_ENTRIES		6
#define CSB_IDLE_TO_ACTIVE	BIT(0)
#define CSB_PREEMPTED		BIT(1)
#define CSB_ELEMENT_SWITCH	BIT(2)
#define CSB_ACTIVE_TO_IDLE	BIT(3)
#define CSB_COMPLETE		BIT(4)

/* Words of the context image's register state. */
#define IMAGE_HEAD		5
#define IMAGE_TAIL		7

enum { RCS, BCS, VCS, VECS, ENGINES };

/**
 * struct engine_info - fixed facts about an engine
 * @name: in messages
 * @base: of its registers
 * @group: of its interrupts, GT0 to GT3
 * @shift: of its bits there
 * @image_pages: size of its context image, with the page before the registers
 */
struct engine_info {
	const char *name;
	u32 base;
	u32 group;
	u32 shift;
	u32 image_pages;
};

extern const struct engine_info engine_info[ENGINES];

/**
 * struct csb_event - an entry of the context status buffer
 * @status: what happened
 * @context: the context's id
 */
struct csb_event {
	u32 status;
	u32 context;
};

/**
 * struct gpu - the driver's state
 * @g: the guest
 * @low: aperture range of the GGTT
 * @low_size: of that, in bytes
 * @high: hidden range
 * @high_size: of that, in bytes
 * @next_low: next free address in @low
 * @next_high: the same in @high
 * @hwsp: hardware status page of each engine, as GGTT address
 * @status: where the CPU sees it
 * @csb_head: the last CSB entry that was read
 * @irqs: GT interrupt bits seen, by group
 * @seqno: last number used
 * @next_id: of the next context
 * @may_refuse: the guest is up to no good: a mediator may refuse its ELSP writes
 */
struct gpu {
	struct guest g;
	u32 low, low_size, high, high_size;
	u32 next_low, next_high;
	u32 hwsp[ENGINES];
	u32 *status[ENGINES];
	u32 csb_head[ENGINES];
	u32 irqs[4];
	u32 seqno;
	u32 next_id;
	bool may_refuse;
};

/**
 * struct ppgtt - a 4-level address space
 * @gpu: whose
 * @pml4: guest-physical address of the root
 * @live: the mediator knows it: entries are stored by the virtual processor
 */
struct ppgtt {
	struct gpu *gpu;
	u64 pml4;
	bool live;
};

/**
 * struct context - a logical ring context
 * @gpu: whose
 * @engine: index into engine_info
 * @id: the context id
 * @vm: its address space
 * @lrca: GGTT address of the image
 * @image: register state, as the CPU sees it
 * @ring_gpa: guest-physical address of the ring
 * @ring: the ring, as the CPU sees it
 * @ring_addr: its GGTT address
 * @ring_words: its size
 * @tail: next word to be written
 * @seqno: number that its last batch stores when it is done
 */
struct context {
	struct gpu *gpu;
	u32 engine;
	u32 id;
	struct ppgtt *vm;
	u32 lrca;
	u32 *image;
	u64 ring_gpa;
	u32 *ring;
	u32 ring_addr;
	u32 ring_words;
	u32 tail;
	u32 seqno;
};

/* Opens the vGPU and starts its engines; resets it first, as every VMM does. */
void gpu_open(struct gpu *gpu, const char *uuid);
/* Likewise, as guest_open_translated(). */
void gpu_open_translated(struct gpu *gpu, const char *uuid);
void gpu_open_without_reset(struct gpu *gpu, const char *uuid);
/* Likewise, as guest_join(). */
void gpu_join(struct gpu *gpu, const struct gpu *first, const char *uuid);
void gpu_close(struct gpu *gpu);

/* What a driver does after a reset of the device: all registers anew. */
void gpu_start(struct gpu *gpu);

/* GGTT */
void ggtt_set(struct gpu *gpu, u32 addr, u64 entry);
u64 ggtt_get(struct gpu *gpu, u32 addr);
u32 ggtt_map(struct gpu *gpu, u64 gpa, u32 pages);
u32 ggtt_map_low(struct gpu *gpu, u64 gpa, u32 pages);

/* PPGTT */
void ppgtt_init(struct gpu *gpu, struct ppgtt *vm);
void ppgtt_destroy(struct ppgtt *vm);
void ppgtt_map(struct ppgtt *vm, u64 addr, u64 gpa);
void ppgtt_set(struct ppgtt *vm, u64 addr, u64 entry);
/* Guest-physical address of the entry for @addr at @level: 0 page table .. 3 root. */
u64 ppgtt_entry(struct ppgtt *vm, u64 addr, u32 level);

/* Contexts */
void context_init(struct gpu *gpu, struct context *ctx, u32 engine, struct ppgtt *vm);
void ring_emit(struct context *ctx, u32 word);
void ring_batch(struct context *ctx, u64 addr);
/* MI_LOAD_REGISTER_IMM of one register. */
void ring_load(struct context *ctx, u32 reg, u32 value);
/* MI_STORE_REGISTER_MEM to the GGTT. */
void ring_store_register(struct context *ctx, u32 reg, u32 addr);
/* Stores a new seqno and raises a user interrupt. */
void ring_finish(struct context *ctx);
u64 context_desc(const struct context *ctx);

/* Waits for what was submitted last, and for its two CSB events. */
void context_wait(struct context *ctx);

/* Publishes the ring's tail, and writes the ELSP; @next may be NULL. */
void submit(struct context *ctx, struct context *next);
void elsp_write(struct gpu *gpu, u32 engine, u64 element0, u64 element1);

/* The seqno of the last request that has ended. */
u32 context_seqno(const struct context *ctx);
/* Serves an interrupt, where there is one. Has the CSB events of the engine since? */
bool context_answered(struct context *ctx);
/* Serves interrupts until the context's last seqno is there. False after @ms. */
bool wait_done(struct context *ctx, int ms);
/* The same until there are @count CSB events, or @ms are over. Returns how many. */
u32 wait_csb(struct gpu *gpu, u32 engine, struct csb_event *events, u32 count, int ms);
/* Takes what is in the CSB now. */
u32 csb_take(struct gpu *gpu, u32 engine, struct csb_event *events, u32 max);
void irq_serve(struct gpu *gpu);

/* Batches: commands are written at *@at, which moves on. */
void batch_store(u32 **at, u64 addr, u32 value);
void batch_wait(u32 **at, u64 addr, u32 value);
void batch_end(u32 **at);
/* MI_LOAD_REGISTER_IMM of one register. */
void batch_load(u32 **at, u32 reg, u32 value);
/* MI_STORE_DATA_IMM to the GGTT. */
void batch_store_ggtt(u32 **at, u32 addr, u32 value);
/* A batch at @addr of so many words that are stored in a page at @to, one after another. */
void batch_of_stores(struct ppgtt *vm, u64 addr, u64 to, u32 stores);

/*
 * One buffer of @words words at @addr, and a batch at @batch that fills it with words
 * made from @seed; then the check of it.
 */
struct fill {
	u64 addr, batch;
	u64 gpa;
	u32 words;
	u32 seed;
};

void fill_prepare(struct ppgtt *vm, struct fill *fill, u64 addr, u32 words, u32 seed);
bool fill_good(struct gpu *gpu, const struct fill *fill);

/* A fill through a fresh context, waited for and checked. What is wrong, or NULL. */
const char *exec_works(struct gpu *gpu, u32 engine);

/* The same on each engine: the test fails with @when, and what is wrong. */
void engines_work(struct gpu *gpu, const char *when);

/* A reset of the device, and its driver's start. */
void gpu_restart(struct gpu *gpu);

/* Does a word come to have this value, within @ms? */
bool word_is(const u32 *word, u32 value, int ms);

/* Submits work that waits for a word that nobody will write, and has begun. */
void wait_for_ever(struct gpu *gpu, u32 engine);

#endif /* VGT_VFIO_GPU_H */
