/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_CORE_RECORD_WRITER_H
#define VGT_CORE_RECORD_WRITER_H

#include <linux/mutex.h>
#include <linux/siphash.h>
#include <linux/spinlock.h>
#include <linux/types.h>

#include "record_types.h"

struct vgt_vgpu;

/* The range of a ring's size in bytes. What a vGPU is takes some 300 KB of it. */
#define VGT_RECORD_RING_MIN	0x100000u
#define VGT_RECORD_RING_MAX	0x40000000u

/* Room for a packed piece of memory: at worst, no word of it is 0. */
#define VGT_RECORD_PACK_MAX	(VGT_RECORD_CHUNK + 2 * sizeof(struct vgt_record_run))

/* Pieces of memory whose contents the recorder knows still. */
#define VGT_RECORD_SEEN		8192

/* Threads that have a number of their own. */
#define VGT_RECORD_THREADS	U8_MAX

/**
 * struct vgt_record_seen - contents that are in the record
 * @key: of the item
 * @hash: of the contents
 * @kind: of the item; 0: none
 */
struct vgt_record_seen {
	u64 key;
	u64 hash;
	u8 kind;
};

/**
 * struct vgt_record_writer - a recorder: items go into a ring until somebody reads them
 * @rec: what the core tells; first
 * @vgpu: the vGPU, while it is attached; or NULL
 * @memory: contents of memory are recorded, too
 * @made_by: of which vgt it is
 * @reader: held by who reads the ring
 * @lock: protects the ring and what follows it; taken in any context, inside of all other locks
 * @ring: the ring
 * @size: bytes of it, a power of 2
 * @head: bytes that were ever written, cut off
 * @tail: bytes that were ever read, cut off
 * @last: time of the last item, in nanoseconds
 * @lost: items that found no room since the last that did
 * @lost_all: items that found no room, ever
 * @seen: VGT_RECORD_SEEN pieces of memory, by a hash of their kinds and keys. Under the vGPU's
 *	lock, as @copy and @packed
 * @key: of the hash of contents, which only this recorder knows
 * @threads: those that have a number, at that number less 1. The order of numbers is theirs
 * @nthreads: how many ever got a number; beyond VGT_RECORD_THREADS, numbers are given again
 * @copy: room for a page
 * @packed: room for a packed page
 */
struct vgt_record_writer {
	struct vgt_record rec;
	struct vgt_vgpu *vgpu;
	bool memory;
	const char *made_by;
	/* Held by who reads the ring. */
	struct mutex reader;
	/* Protects what follows. */
	spinlock_t lock;
	u8 *ring;
	u32 size;
	u32 head;
	u32 tail;
	u64 last;
	u64 lost;
	u64 lost_all;
	struct vgt_record_seen *seen;
	siphash_key_t key;
	const void *threads[VGT_RECORD_THREADS];
	u32 nthreads;
	u32 *copy;
	u8 *packed;
};

struct vgt_record_writer *vgt_record_writer_create(u32 size, bool memory, const char *made_by);
void vgt_record_writer_destroy(struct vgt_record_writer *w);
int vgt_record_attach(struct vgt_record_writer *w, struct vgt_vgpu *vgpu);
void vgt_record_detach(struct vgt_record_writer *w);
u32 vgt_record_peek(struct vgt_record_writer *w, void *buf, u32 len);
void vgt_record_skip(struct vgt_record_writer *w, u32 len);

u32 vgt_record_pack(const u32 *words, u32 count, u8 *to);
int vgt_record_unpack(const u8 *from, u32 len, u32 *words, u32 count);

void vgt_record_describe(struct vgt_record_writer *w, struct vgt_vgpu *vgpu);
void vgt_record_write(struct vgt_record_writer *w, enum vgt_record_kind kind, u64 key,
		      const void *buf, u32 len);
void vgt_record_write_words(struct vgt_record_writer *w, enum vgt_record_kind kind, u64 key,
			    const void *words, u32 len);

#endif
