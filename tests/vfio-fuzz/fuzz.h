/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A fuzzer of the module: random calls of VFIO's interface, by several threads.
 */
#ifndef VGT_VFIO_FUZZ_H
#define VGT_VFIO_FUZZ_H

#include <pthread.h>
#include <stdatomic.h>

#include "../vfio/gpu.h"
#include "../vfio/test.h"

#define THREADS		4
#define VGPUS		2
#define MAPPINGS	16
#define FDS		8

/* Guest memory is mapped for DMA in pieces, which come and go. */
#define CHUNK		BIT(20)
#define CHUNKS		(GUEST_RAM / CHUNK)

/* As in drivers/gpu/vgt/vfio/vfio.h: a region is found by its offset. */
#define REGION_SHIFT	40
#define REGIONS		(VFIO_PCI_NUM_REGIONS + 3)

/**
 * struct rng - random numbers of one operation
 * @state: its state
 *
 * Each operation has one of its own, made of seed, round, thread and number: what it does
 * depends on nothing else.
 */
struct rng {
	u64 state;
};

/**
 * struct world - what threads of a process share
 * @gpu: two vGPUs of one machine
 * @uuid: of each
 * @device: VFIO's device of each; another number after it was opened again
 * @size: of each region, of each vGPU the same
 * @vcpu: held by who uses the processor
 * @dma: held by who takes memory away, or opens or closes a device: see op_dma()
 * @doing: what each thread is at, shared with the parent
 * @count: how much each has done, likewise
 */
struct world {
	struct gpu gpu[VGPUS];
	const char *uuid[VGPUS];
	atomic_int device[VGPUS];
	u64 size[REGIONS];
	pthread_mutex_t vcpu;
	pthread_mutex_t dma;
	const char **doing;
	atomic_ulong *count;
};

/**
 * struct mapping - a part of a device that a thread has mapped
 * @at: where, or NULL
 * @size: bytes
 */
struct mapping {
	u8 *at;
	size_t size;
};

/**
 * struct thread - a thread
 * @world: what it shares
 * @index: its number
 * @seed: of the round
 * @ops: how many operations it is to do
 * @gpu: both drivers, with memory and addresses of its own
 * @map: mappings
 * @fd: eventfds and dma-bufs
 */
struct thread {
	struct world *world;
	u32 index;
	u64 seed;
	u32 ops;
	struct gpu gpu[VGPUS];
	struct mapping map[MAPPINGS];
	int fd[FDS];
};

/**
 * struct op - an operation
 * @name: in messages
 * @weight: how often, of the sum of all
 * @run: it
 */
struct op {
	const char *name;
	u32 weight;
	void (*run)(struct thread *t, struct rng *r);
};

/* Each ends with one without a name. */
extern const struct op ioctl_ops[], region_ops[], memory_ops[], gpu_ops[];

u64 rnd(struct rng *r);
/* Less than @n, which is not 0. */
u64 below(struct rng *r, u64 n);
bool one_in(struct rng *r, u32 n);
/* A number that is likely near 0, near @size, or near a power of 2. */
u64 edge(struct rng *r, u64 size);
/* Random bits, but often few or none. */
u32 flags(struct rng *r, u32 likely);

/* A device of both. */
int some_device(struct thread *t, struct rng *r);
/* Memory for @size bytes, or a pointer that is bad in some way. */
void *some_buffer(struct thread *t, struct rng *r, size_t size);
/* Keeps a file, and closes the one that was in its place. */
void keep_fd(struct thread *t, struct rng *r, int fd);

/* Runs @fn; a fault in it ends it. False then. */
bool with_faults(void (*fn)(void *arg), void *arg);
/* From now on a fault ends the process. */
void no_way_out(void);

/* Writes or reads one of a vGPU's sizes, in sysfs. */
void set_some_size(struct rng *r, const char *uuid);

/* Until it can be opened, or for 2 s. */
void wait_for_vgpu(const char *uuid);

/* The process: opens both vGPUs and fuzzes, until it is killed or has done @ops. */
void fuzz_world(struct world *w, u64 seed, u32 ops);

#endif /* VGT_VFIO_FUZZ_H */
