/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * vgt-replay: plays a record of the flight recorder into the core, in user space.
 *
 * The core runs over the kernel primitives of tests/unit/shim, in one thread. Each item of the
 * class VGT_RECORD_ENTRY or VGT_RECORD_ASYNC is an event, which the replay delivers to the core.
 * While the core handles it, it tells of each input and output, as it did when the record was made:
 * inputs get the values of the record, and outputs are compared with it.
 *
 * The scheduler decides nothing here: what it decided is in the record.
 */
#ifndef VGT_REPLAY_H
#define VGT_REPLAY_H

#include <pthread.h>
#include <setjmp.h>
#include <stdio.h>

#include <linux/list.h>
#include <linux/types.h>
#include <linux/xarray.h>

#include "core/device_types.h"
#include "core/gpu_port.h"
#include "core/guest_port.h"
#include "core/record/format.h"
#include "core/record/record_types.h"
#include "core/type.h"
#include "core/vgpu_types.h"

/**
 * struct replay_item - an item of the file
 * @head: the item
 * @data: what is behind it; of an item that is the same as an earlier one, what is behind that
 * @time: in nanoseconds
 * @used: it was played
 */
struct replay_item {
	struct vgt_record_item head;
	const u8 *data;
	u64 time;
	bool used;
};

/**
 * struct replay_file - a record
 * @bytes: the file
 * @size: of it
 * @items: its items
 * @count: how many
 * @truncated: it ends in the middle of an item
 */
struct replay_file {
	u8 *bytes;
	size_t size;
	struct replay_item *items;
	u32 count;
	bool truncated;
};

/**
 * struct replay_kind - what is known of a kind of item
 * @name: its name
 * @class: enum vgt_record_class
 * @key: what its key is
 */
struct replay_kind {
	const char *name;
	enum vgt_record_class class;
	const char *key;
};

extern const struct replay_kind replay_kinds[VGT_RECORD_NUM_KINDS];

/**
 * struct replay_ports - both ports, which take what the core does and have nothing behind them
 * @gpu: the GPU port
 * @guest: the guest port
 * @mmio: registers as the host's driver found them
 * @config: the host's configuration space
 * @golden: first context images
 * @host: the host's values of registers that are switched, by offset
 * @vgpu: what the record says of the vGPU
 * @placed: an item has told where the vGPU is when a guest opens it
 * @fences: the vGPU's fence registers
 * @nfences: how many
 * @next_fence: how many are taken
 * @pages: numbers of guest pages in @memory, by page
 * @npages: how many
 * @memory: guest memory; untouched pages cost nothing
 * @resets: resets of each engine
 * @submit: called for each request; returns the result
 * @arg: argument of @submit
 */
struct replay_ports {
	struct vgt_gpu gpu;
	struct vgt_guest guest;
	u32 *mmio;
	u8 config[VGT_CONFIG_SIZE];
	u32 *golden[VGT_NUM_ENGINES];
	struct xarray host;
	struct vgt_record_vgpu vgpu;
	bool placed;
	u32 fences[VGT_RECORD_FENCE_REGS];
	u32 nfences;
	u32 next_fence;
	struct xarray pages;
	u32 npages;
	u8 *memory;
	u32 resets[VGT_NUM_ENGINES];
	int (*submit)(void *arg, struct vgt_gpu_request *rq);
	void *arg;
};

struct replay;

/**
 * struct replay_fiber - a thread that may be in a section: see fiber.c
 * @replay: the replay
 * @link: in its list, the one that began last first
 * @turn: signalled when it is its turn
 * @from: goes on when it ends
 * @item: the event that it begins with
 * @entry: the entry that it handles
 * @yielded: its section has released the vGPU's lock
 */
struct replay_fiber {
	struct replay *replay;
	struct list_head link;
	pthread_cond_t turn;
	struct replay_fiber *from;
	struct replay_item *item;
	const struct replay_item *entry;
	bool yielded;
};

/* How a replay ended. */
enum replay_end {
	REPLAY_SAME,	/* no difference */
	REPLAY_DIFFERS,
	REPLAY_CANNOT,	/* the record cannot be played, or not to its end */
	REPLAY_STOPPED,	/* at the breakpoint */
};

/**
 * struct replay - a record that is played
 * @rec: what the core tells; first
 * @file: the record
 * @ports: both ports
 * @dev: the mediator
 * @type: the vGPU's type
 * @vgpu: the vGPU
 * @ops: what the scheduler calls of an engine: see replay_hold()
 * @core_ops: the core's own
 * @nobody: what the scheduler waits for, so that it picks nothing by itself
 * @pos: the next item that was not played
 * @events: events played so far
 * @outputs: outputs compared so far
 * @first: the fiber of the program itself
 * @fibers: all fibers
 * @fiber: the one that runs
 * @over: the replay ends early
 * @async: the event outside of sections that the core handles, or NULL
 * @async_told: the core has told of @async
 * @depth: how many events are being handled, one within the other
 * @stop_at: stop before this item; 0: never
 * @trap: raise SIGTRAP there
 * @out: where differences go
 * @end: how it ended
 * @stop: where to go when it ends early
 */
struct replay {
	struct vgt_record rec;
	struct replay_file *file;
	struct replay_ports ports;
	struct vgt_device dev;
	struct vgt_type type;
	struct vgt_vgpu *vgpu;
	struct vgt_sched_ops ops;
	const struct vgt_sched_ops *core_ops;
	struct vgt_sched_entity nobody;
	u32 pos;
	u32 events;
	u32 outputs;
	struct replay_fiber first;
	struct list_head fibers;
	struct replay_fiber *fiber;
	bool over;
	struct replay_item *async;
	bool async_told;
	u32 depth;
	u32 stop_at;
	bool trap;
	FILE *out;
	enum replay_end end;
	jmp_buf stop;
};

int replay_load(struct replay_file *file, u8 *bytes, size_t size, FILE *err);
void replay_unload(struct replay_file *file);
int replay_words(const struct replay_item *item, u32 *words, u32 count);
void replay_print(FILE *out, const struct replay_file *file, u32 number);

int replay_ports_init(struct replay_ports *p, const struct replay_file *file, FILE *err);
void replay_ports_fini(struct replay_ports *p);

enum replay_end replay_play(struct replay *r, struct replay_file *file);
void replay_state(struct replay *r);

/* Within the replay. */
void replay_stop(struct replay *r, enum replay_end end, const char *fmt, ...)
	__attribute__((format(printf, 3, 4), noreturn));
bool replay_is_event(const struct replay_item *item);
u32 replay_number(const struct replay *r, const struct replay_item *item);
struct replay_item *replay_next(struct replay *r);
struct replay_item *replay_find(struct replay *r, enum vgt_record_kind kind, u64 key);
void replay_use(struct replay *r, struct replay_item *item);
void replay_deliver(struct replay *r, struct replay_item *item);
void replay_async(struct replay *r, struct replay_item *item);
int replay_submit(void *arg, struct vgt_gpu_request *rq);
void replay_hold(struct replay *r);
void replay_take_ops(struct replay *r);

void replay_fibers_init(struct replay *r);
void replay_switch(struct replay *r, struct replay_fiber *to);
void replay_beside(struct replay *r, struct replay_item *item);
struct replay_fiber *replay_parked(struct replay *r, bool step);
void replay_over(struct replay *r) __attribute__((noreturn));

#endif
