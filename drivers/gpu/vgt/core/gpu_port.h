/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The GPU port: the interface of the core to the GPU and to the driver that owns it.
 * host/ implements it with i915; the tests implement it with a fake.
 */
#ifndef VGT_CORE_GPU_PORT_H
#define VGT_CORE_GPU_PORT_H

#include <linux/errno.h>
#include <linux/types.h>

#include "engine.h"
#include "platform.h"

#define VGT_MMIO_SIZE		(2u << 20)
#define VGT_CONFIG_SIZE		256

/* GGTT space is given to vGPUs in blocks: what a page of entries maps. A GGTT has 4 GiB at most. */
#define VGT_GPU_BLOCK		(2ull << 20)
#define VGT_GPU_BLOCKS		2048

/*
 * Maximum size of a ring, and room that a request needs besides its commands, in bytes.
 * RING_CTL has 9 bits for the size in pages. Commands that do not fit at the end of the ring
 * go to its start, and the rest of the ring is filled up. So a request needs up to twice its
 * length, and room for the commands that the host's driver adds.
 */
#define VGT_RING_MAX		(2u << 20)
#define VGT_RING_MARGIN		4096u

struct vgt_gpu;
struct vgt_gpu_context;
struct vgt_gpu_request;

/**
 * struct vgt_gpu_desc - fixed properties of a GPU
 * @name: PCI address, for messages
 * @device: PCI device id
 * @platform: its row in vgt_platforms
 * @engine_mask: BIT(enum vgt_engine_id) of the engines that exist
 * @context_size: size of a context image per engine in bytes: a status page, and the
 *	register state
 * @golden: the host's own first context image per engine, from the register
 *	state on; NULL if it is not known: then no guest's context runs on the engine.
 *	Valid after @ready of &struct vgt_gpu_ops
 * @ggtt_size: size of the GGTT's address space in bytes
 * @mappable_size: bytes of it that the aperture (BAR 2) maps
 * @virtual_ggtt: vGPUs get GGTT addresses that are not the hardware's: see
 *	core/mem/ggtt_space.c. Set before the device is made
 * @num_fences: number of fence registers
 * @initial_mmio: values of registers when the host's driver started, VGT_MMIO_SIZE
 *	bytes; 0 for registers that it did not read
 * @initial_config: PCI configuration space at that time, VGT_CONFIG_SIZE bytes
 */
struct vgt_gpu_desc {
	const char *name;
	u16 device;
	const struct vgt_platform *platform;
	u8 engine_mask;
	u32 context_size[VGT_NUM_ENGINES];
	const u32 *golden[VGT_NUM_ENGINES];
	u64 ggtt_size;
	u64 mappable_size;
	bool virtual_ggtt;
	u32 num_fences;
	const u32 *initial_mmio;
	const u8 *initial_config;
};

/**
 * struct vgt_gpu_range - a range of GGTT space that vgt has reserved
 * @start: first byte
 * @size: bytes; 0 while nothing is reserved
 * @node: private to the port
 */
struct vgt_gpu_range {
	u64 start;
	u64 size;
	void *node;
};

/**
 * struct vgt_gpu_page - a page that the GPU can access
 * @va: address of its kernel mapping
 * @dma: its address for the GPU
 */
struct vgt_gpu_page {
	void *va;
	u64 dma;
};

/**
 * struct vgt_gpu_buffer - memory mapped in the host's part of the GGTT
 * @va: address of its kernel mapping
 * @size: bytes
 * @ggtt: its address in the GGTT
 */
struct vgt_gpu_buffer {
	u32 *va;
	u32 size;
	u32 ggtt;
};

/**
 * struct vgt_gpu_context - a host's context that runs instead of a guest's context
 * @engine: the engine it runs on
 * @state: its register state (all pages after the LRCA page), mapped while it is pinned,
 *	otherwise NULL; accessed only while no request is in flight
 * @ring_size: size of its ring in bytes
 * @lrca: GGTT address of its image while it is pinned; for tracing
 * @owner: private to the core
 *
 * The port embeds this in a structure of its own. It sets the words of @state
 * that describe the ring; the core sets all others.
 */
struct vgt_gpu_context {
	enum vgt_engine_id engine;
	u32 *state;
	u32 ring_size;
	u32 lrca;
	void *owner;
};

/**
 * struct vgt_gpu_request - commands to run in a context
 * @ctx: the context; it has no other request in flight, but for one that @extend puts behind it
 * @cs: the commands; the port copies them
 * @len: number of 32-bit words, even; twice their bytes and VGT_RING_MARGIN fit into the
 *	ring of @ctx
 * @watch: end the request soon if the hardware finds an invalid command in it. Without this it
 *	stays until @cancel, or until the host's driver finds that it does not end
 * @invalid: set before @done if that was found; @done then has -EIO
 * @executed: called once when the commands have run; in any context, including hard
 *	interrupt
 * @done: called once, after @executed if that is called, when the hardware has also saved the
 *	context; in any context, including hard interrupt. @error is 0; -EIO if a reset removed the
 *	request, or @cancel ended it; -ENODEV if the GPU as a whole is lost, which is nobody's
 *	fault
 * @goes_on: for a request that follows another one (@extend): called once at most, when the former
 *	is complete, without an error, and @executed of the former was called. True: this one is in
 *	flight from now on instead of the former, whose @done is never called. False: this one
 *	never runs. In any context, with interrupts off; the port may hold locks of its own
 */
struct vgt_gpu_request {
	struct vgt_gpu_context *ctx;
	const u32 *cs;
	u32 len;
	bool watch;
	bool invalid;
	void (*executed)(struct vgt_gpu_request *rq);
	void (*done)(struct vgt_gpu_request *rq, int error);
	bool (*goes_on)(struct vgt_gpu_request *rq);
};

/**
 * struct vgt_gpu_ops - the GPU port's functions
 *
 * All but those marked "atomic" may sleep. Those that return int return 0 or
 * a negative errno, and leave nothing behind on failure.
 *
 * @started: check whether the host's driver has started the GPU: @ready would not wait
 * @ready: wait until the host's driver has started the GPU, and complete the description.
 *	Called before each vGPU is created. -EAGAIN if the driver takes too long, -EINTR if a
 *	signal is pending
 * @power_on: keep the GPU powered, except when the host itself sleeps: a guest may access the
 *	aperture from now on
 * @power_off: undo @power_on
 * @get: wake the GPU for reads or writes of registers. Only for a short time: the host cannot
 *	go to sleep meanwhile
 * @put: undo @get
 * @read: read a register; atomic. Only between @get and @put, or in @context_in and
 *	@context_out of &struct vgt_gpu_client_ops
 * @write: write a register; the same rules
 * @reset_count: get the number of resets of the engine; atomic. A change means
 *	that registers outside contexts have the host's values again
 * @gpu_reset_count: get the number of resets of the whole GPU, with all engines; atomic
 *
 * @ggtt_reserve: reserve @size bytes of GGTT space, aligned to @align bytes, inside the
 *	aperture (@mappable) or outside of it, in the first hole. -ENOSPC if no hole of that size
 *	is free: it neither waits for the host's memory there nor evicts it
 * @ggtt_release: release the range. The host's driver leaves its entries as they are until the
 *	range has another owner, who sets all of them first: the core has cleared them before
 * @ggtt_move: move a range to @start, in the same part of the GGTT; the new place may overlap the
 *	old one. Its entries are undefined afterwards; those of the old place stay as they are,
 *	cleared by the core before. On failure it has its place and entries still: -ENOSPC if the
 *	new one is not free. Nobody else gets any of it meanwhile
 * @ggtt_holes: set the bit of each block of VGT_GPU_BLOCK bytes that could be reserved now, in
 *	the aperture (@mappable) or outside of it. @free has VGT_GPU_BLOCKS bits
 * @ggtt_write: set @count entries, from entry @first on
 * @ggtt_clear: let @count entries, from entry @first on, lead to a page of the host's driver that
 *	nobody uses, and that stays as long as the driver has the GPU
 * @ggtt_flush: make entries that were set or cleared valid: flush the GGTT's TLB
 *
 * @fence_reserve: reserve a fence register. -ENOSPC if none is free
 * @fence_release: clear and release a fence register
 * @fence_write: set a fence register; 0 disables it. @val has documented bits only. The register
 *	keeps it until the host sleeps: when the GPU is reset, the port or the host's driver sets
 *	it again
 *
 * @page_alloc: allocate a zeroed page that the GPU can read and write. @low: prefer a page
 *	with a DMA address below 4 GiB
 * @page_free: free a page
 * @buffer_create: allocate @size bytes and map them in the GGTT; contents are undefined.
 *	Returns the buffer or an error pointer; -ENOSPC if there is no room now, as with
 *	@context_pin
 * @buffer_destroy: free a buffer that nothing in flight uses
 *
 * @context_create: create a context with a ring of at least @ring_size bytes; the maximum is
 *	VGT_RING_MAX. Returns the context or an error pointer
 * @context_destroy: free a context that is not pinned
 * @context_pin: map the context's @state, with the contents it had when it was unpinned. The
 *	GPU stays awake until it is unpinned. -ENOSPC if the host's part of the GGTT has no
 *	room now, because other pinned contexts use it
 * @context_unpin: unpin a context that has nothing in flight
 * @submit: run commands in a pinned context. After an error @done is not called.
 *	-ENODEV if the GPU as a whole is lost
 * @extend: let @next follow @rq, which is in flight, in the same context, so that the hardware goes
 *	on with it without the caller when @rq is complete: see @goes_on. What the context holds,
 *	but for its ring, is as @rq leaves it. If the port itself finds that @next may not run, or
 *	@rq fails, it does not call @goes_on. In each of these cases @done of @rq is called only
 *	when the port has nothing left of @next. Does not wait for the GPU. After an error the
 *	port has nothing of @next; -EBUSY if @rq is over, has a follower, was cancelled, if
 *	an engine was reset meanwhile, or if the ring has no room for both
 * @cancel: end a request soon, even if its commands wait for something. If it is not done
 *	before, @done is called with -EIO. What was to follow it never runs. The caller does not
 *	use the request for another submission before this returns
 */
struct vgt_gpu_ops {
	bool (*started)(struct vgt_gpu *gpu);
	int (*ready)(struct vgt_gpu *gpu);
	void (*power_on)(struct vgt_gpu *gpu);
	void (*power_off)(struct vgt_gpu *gpu);
	void (*get)(struct vgt_gpu *gpu);
	void (*put)(struct vgt_gpu *gpu);
	u32 (*read)(struct vgt_gpu *gpu, u32 reg);
	void (*write)(struct vgt_gpu *gpu, u32 reg, u32 val);
	u32 (*reset_count)(struct vgt_gpu *gpu, enum vgt_engine_id engine);
	u32 (*gpu_reset_count)(struct vgt_gpu *gpu);

	int (*ggtt_reserve)(struct vgt_gpu *gpu, struct vgt_gpu_range *range,
			    u64 size, u64 align, bool mappable);
	void (*ggtt_release)(struct vgt_gpu *gpu, struct vgt_gpu_range *range);
	int (*ggtt_move)(struct vgt_gpu *gpu, struct vgt_gpu_range *range, u64 start);
	void (*ggtt_holes)(struct vgt_gpu *gpu, bool mappable, unsigned long *free);
	void (*ggtt_write)(struct vgt_gpu *gpu, u32 first, u32 count,
			   const u64 *entries);
	void (*ggtt_clear)(struct vgt_gpu *gpu, u32 first, u32 count);
	void (*ggtt_flush)(struct vgt_gpu *gpu);

	int (*fence_reserve)(struct vgt_gpu *gpu, u32 *index);
	void (*fence_release)(struct vgt_gpu *gpu, u32 index);
	void (*fence_write)(struct vgt_gpu *gpu, u32 index, u64 val);

	int (*page_alloc)(struct vgt_gpu *gpu, struct vgt_gpu_page *page, bool low);
	void (*page_free)(struct vgt_gpu *gpu, struct vgt_gpu_page *page);
	struct vgt_gpu_buffer *(*buffer_create)(struct vgt_gpu *gpu, u32 size);
	void (*buffer_destroy)(struct vgt_gpu *gpu, struct vgt_gpu_buffer *buf);

	struct vgt_gpu_context *(*context_create)(struct vgt_gpu *gpu,
						  enum vgt_engine_id engine,
						  u32 ring_size);
	void (*context_destroy)(struct vgt_gpu *gpu,
				struct vgt_gpu_context *ctx);
	int (*context_pin)(struct vgt_gpu *gpu, struct vgt_gpu_context *ctx);
	void (*context_unpin)(struct vgt_gpu *gpu, struct vgt_gpu_context *ctx);
	int (*submit)(struct vgt_gpu *gpu, struct vgt_gpu_request *rq);
	int (*extend)(struct vgt_gpu *gpu, struct vgt_gpu_request *rq,
		      struct vgt_gpu_request *next);
	void (*cancel)(struct vgt_gpu *gpu, struct vgt_gpu_request *rq);
};

/**
 * struct vgt_gpu_client_ops - functions of the core that the GPU port calls
 *
 * The port calls them within an RCU read-side section. All are atomic.
 *
 * @context_in: the engine is about to run @ctx, or one of the host's contexts if
 *	@ctx is NULL. Called with interrupts off; may access the engine's registers
 * @context_out: the engine has left the context, or was preempted
 * @host_waited: the engine is about to run work of a program of the host (not of its driver)
 *	that was ready for @ns nanoseconds, accurate to some milliseconds. @context_in follows
 */
struct vgt_gpu_client_ops {
	void (*context_in)(void *client, enum vgt_engine_id engine,
			   struct vgt_gpu_context *ctx);
	void (*context_out)(void *client, enum vgt_engine_id engine,
			    struct vgt_gpu_context *ctx);
	void (*host_waited)(void *client, enum vgt_engine_id engine, u64 ns);
};

/**
 * struct vgt_gpu - a GPU behind its port
 * @ops: the port's functions
 * @desc: its fixed properties
 * @client_ops: functions of the core; NULL while there is no client
 * @client: their first argument
 */
struct vgt_gpu {
	const struct vgt_gpu_ops *ops;
	struct vgt_gpu_desc desc;
	const struct vgt_gpu_client_ops *client_ops;
	void *client;
};

/**
 * vgt_gpu_room() - convert an error of @context_pin or @buffer_create
 * @ret: 0 or the error
 *
 * In the core, -ENOSPC means that a budget of the guest is used up, and waiting does not help.
 * The port's -ENOSPC means that others use the GGTT space at the moment.
 *
 * Return: -EBUSY if the caller should try again later, otherwise @ret.
 */
static inline int vgt_gpu_room(int ret)
{
	return ret == -ENOSPC || ret == -EAGAIN ? -EBUSY : ret;
}

#endif
