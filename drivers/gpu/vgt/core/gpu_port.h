/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The GPU port: all that the core asks of the GPU and of the driver that owns
 * it. Implemented by host/ over i915, and by a fake for the tests.
 */
#ifndef VGT_CORE_GPU_PORT_H
#define VGT_CORE_GPU_PORT_H

#include <linux/errno.h>
#include <linux/types.h>

#include "engine.h"
#include "platform.h"

#define VGT_MMIO_SIZE		(2u << 20)
#define VGT_CONFIG_SIZE		256

/*
 * A ring's size is told to the hardware in 9 bits, by pages (RING_CTL): this is the
 * most. Commands that do not fit behind what is in the ring go to its start, and what is
 * left at its end is filled: so a request takes up to twice its length, and the room for
 * what the host's driver puts around it.
 */
#define VGT_RING_MAX		(2u << 20)
#define VGT_RING_MARGIN		4096u

struct vgt_gpu;
struct vgt_gpu_context;
struct vgt_gpu_request;

/**
 * struct vgt_gpu_desc - what is fixed for one GPU
 * @name: for messages: its PCI address
 * @device: PCI device id
 * @platform: its row: one of vgt_platforms
 * @engine_mask: BIT(enum vgt_engine_id) of the engines that exist
 * @context_size: bytes of a context image per engine: a status page, and the
 *	register state
 * @golden: the host's own first context image per engine, from the register
 *	state on, or NULL where none is known: then no guest's context runs there.
 *	Set after @ready of &struct vgt_gpu_ops
 * @ggtt_size: bytes that the GGTT spans
 * @mappable_size: bytes of it that the aperture (BAR 2) shows
 * @virtual_ggtt: vGPUs get GGTT addresses that are not the hardware's: see
 *	core/mem/ggtt_space.c. Set before the device is made
 * @num_fences: fence registers of the GPU
 * @initial_mmio: the registers as the host's driver found them, VGT_MMIO_SIZE
 *	bytes; 0 where it did not look
 * @initial_config: PCI configuration space likewise, VGT_CONFIG_SIZE bytes
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
 * struct vgt_gpu_range - a piece of GGTT space that is ours
 * @start: first byte
 * @size: bytes; 0 while nothing is reserved
 * @node: the port's own record
 */
struct vgt_gpu_range {
	u64 start;
	u64 size;
	void *node;
};

/**
 * struct vgt_gpu_page - a zeroed page that the GPU can reach
 * @va: its mapping in the kernel
 * @dma: its address for the GPU
 */
struct vgt_gpu_page {
	void *va;
	u64 dma;
};

/**
 * struct vgt_gpu_buffer - memory mapped in the host's part of the GGTT
 * @va: its mapping in the kernel
 * @size: bytes
 * @ggtt: its address in the GGTT
 */
struct vgt_gpu_buffer {
	u32 *va;
	u32 size;
	u32 ggtt;
};

/**
 * struct vgt_gpu_context - what the hardware runs in a guest context's place
 * @engine: the one it runs on
 * @state: its register state (the page after the LRCA page and those that
 *	follow), mapped while it is pinned, else NULL; may be touched only while no request
 *	is in flight
 * @ring_size: bytes of its ring
 * @lrca: where its image lies in the GGTT, while it is pinned; for tracing
 * @owner: the core's own record of it
 *
 * The port embeds this in a structure of its own. It owns the words of @state
 * that say where the ring is; all others are the core's.
 */
struct vgt_gpu_context {
	enum vgt_engine_id engine;
	u32 *state;
	u32 ring_size;
	u32 lrca;
	void *owner;
};

/**
 * struct vgt_gpu_request - one run of commands
 * @ctx: where it runs; has no other request in flight
 * @cs: the commands, copied by the port
 * @len: their number in 32-bit words, even; with VGT_RING_MARGIN, twice their bytes fit
 *	into the ring of @ctx
 * @executed: called once, in any context including hard interrupt, when the
 *	commands are through
 * @done: called once, after it, in any such context, when the hardware has saved
 *	the context, too.
 *	@error is 0; -EIO where a reset took the request away, or @cancel ended it;
 *	-ENODEV where the GPU as a whole is lost, which is nobody's fault
 */
struct vgt_gpu_request {
	struct vgt_gpu_context *ctx;
	const u32 *cs;
	u32 len;
	void (*executed)(struct vgt_gpu_request *rq);
	void (*done)(struct vgt_gpu_request *rq, int error);
};

/**
 * struct vgt_gpu_ops - the GPU port's functions
 *
 * All but those marked "atomic" may sleep. Those that return int return 0 or
 * a negative errno, and leave nothing behind on failure.
 *
 * @ready: the host's driver may still be starting the GPU when the core is told of it:
 *	wait until that is done, and complete the description. Called before each vGPU is
 *	made. -EAGAIN where the driver takes too long, -EINTR by a signal
 * @power_on: a guest may reach the aperture from now on: the GPU keeps its power, but when
 *	the host itself goes to sleep
 * @power_off: no longer
 * @get: registers are going to be read or written: wake the GPU. Not for long, for the host
 *	cannot go to sleep meanwhile
 * @put: no longer
 * @read: read a register; atomic; after @get, or while a context is taken up or left
 * @write: write a register; likewise
 * @reset_count: how often the engine has been reset; atomic. A change means
 *	that registers outside contexts hold the host's values again
 * @gpu_reset_count: how often the GPU as a whole has been, with all of its engines; atomic
 *
 * @ggtt_reserve: take @size bytes of GGTT space, @align aligned, inside the
 *	aperture or outside of it. -ENOSPC where there is no hole of that size beside what
 *	the host uses: it waits for none of that, and takes nothing of it away
 * @ggtt_release: give it back; its entries point to the host's scratch again
 * @ggtt_write: set @count entries from the @first on
 * @ggtt_flush: make written entries count: flush the GGTT's TLB
 *
 * @fence_reserve: take a fence register. -ENOSPC where all are taken
 * @fence_release: give it back, cleared
 * @fence_write: set it; 0 disables it
 *
 * @page_alloc: a zeroed page that the GPU can read and write. @low: one that the GPU reaches
 *	below 4 GiB, where there is one
 * @page_free: give it back
 * @buffer_create: @size bytes mapped in the GGTT, contents undefined. -ENOSPC where there
 *	is no room for now, as with @context_pin
 * @buffer_destroy: give it back; nothing in flight uses it
 *
 * @context_create: a context with a ring of at least @ring_size bytes, which are
 *	VGT_RING_MAX at most
 * @context_destroy: it is not pinned
 * @context_pin: it is going to be used: its @state is mapped, what was there when it was
 *	unpinned is there again. The GPU stays awake until it is unpinned. -ENOSPC where
 *	the host's part of the GGTT has no room for now: others that are pinned have it
 * @context_unpin: nothing of it is in flight
 * @submit: run commands of a context that is pinned. After an error @done is not called.
 *	-ENODEV where the GPU as a whole is lost
 * @cancel: end a request soon, whatever its commands still wait for: @done is called
 *	with -EIO, if it is not done first. The request is not forgotten yet: nobody
 *	submits by it again before this returns
 */
struct vgt_gpu_ops {
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
	void (*ggtt_write)(struct vgt_gpu *gpu, u32 first, u32 count,
			   const u64 *entries);
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
	void (*cancel)(struct vgt_gpu *gpu, struct vgt_gpu_request *rq);
};

/**
 * struct vgt_gpu_client_ops - what the GPU port tells the core
 *
 * The port calls them within an RCU read-side section.
 *
 * @context_in: the engine is about to run @ctx, or a context of the host's
 *	where @ctx is NULL. Atomic, called with interrupts off; the engine's
 *	registers may be written
 * @context_out: the engine has left it, or lost it to a preemption. Atomic
 * @host_waited: of a program of the host's, not of its driver's own, work comes to the engine
 *	that was ready for @ns nanoseconds, to some milliseconds; @context_in follows. Atomic
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
 * @desc: what is fixed
 * @client_ops: the core's; NULL while there is no client
 * @client: handed to them
 */
struct vgt_gpu {
	const struct vgt_gpu_ops *ops;
	struct vgt_gpu_desc desc;
	const struct vgt_gpu_client_ops *client_ops;
	void *client;
};

/**
 * vgt_gpu_room() - an error of @context_pin's or @buffer_create's, which need GGTT space
 * @ret: the error
 *
 * -ENOSPC is a budget of the guest's in the core, which waiting does not help; the port's is
 * room that others have for now.
 *
 * Return: -EBUSY where it is to be tried again later, else @ret.
 */
static inline int vgt_gpu_room(int ret)
{
	return ret == -ENOSPC || ret == -EAGAIN ? -EBUSY : ret;
}

#endif
