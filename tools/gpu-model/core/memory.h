/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Guest-physical memory, as the client maps it with DMA_MAP.
 *
 * Ranges come and go at any time while engines run. A reader-writer lock keeps
 * a range in place during one access; no pointer into guest memory leaves this
 * file.
 */
#ifndef GPU_MODEL_MEMORY_H
#define GPU_MODEL_MEMORY_H

#include <pthread.h>

#include "types.h"

/** Maximum number of ranges that a client may have mapped at once. */
#define MEMORY_MAX_RANGES	4096

/**
 * struct memory_range - one mapped range of guest-physical memory
 * @gpa: first guest-physical byte, page aligned
 * @size: bytes, page aligned, not 0
 * @va: where it is mapped here, NULL if the client gave no file descriptor
 * @writable: false for memory that a device may only read
 */
struct memory_range {
	u64 gpa;
	u64 size;
	u8 *va;
	bool writable;
};

/**
 * struct memory - the guest-physical address space
 * @lock: held for reading during an access, for writing while ranges change
 * @range: sorted by @gpa, never overlapping
 * @count: number of ranges
 */
struct memory {
	pthread_rwlock_t lock;
	struct memory_range *range;
	unsigned int count;
};

void memory_init(struct memory *m);
void memory_destroy(struct memory *m);

/**
 * memory_map() - make a range accessible
 * @m: address space
 * @gpa: first byte, page aligned
 * @size: bytes, page aligned
 * @fd: file to map, or -1: the range is known but cannot be accessed
 * @offset: where in the file, page aligned
 * @writable: whether the device may write it
 *
 * The file descriptor stays the caller's.
 *
 * Return: 0, -EINVAL for bad alignment, an empty or wrapping range or a file
 * that is too short, -EEXIST for an overlap, -ENOSPC for too many ranges,
 * -ENOMEM, or what mmap() says.
 */
int memory_map(struct memory *m, u64 gpa, u64 size, int fd, u64 offset, bool writable);

/**
 * memory_unmap() - forget all ranges that lie inside [@gpa, @gpa + @size)
 *
 * Return: 0, -EINVAL if a range would have to be split, -ENOENT if there is none.
 */
int memory_unmap(struct memory *m, u64 gpa, u64 size);

/** memory_unmap_all() - forget everything, as when the client leaves */
void memory_unmap_all(struct memory *m);

/**
 * memory_read() - copy from guest memory
 *
 * Naturally aligned accesses of 4 and 8 bytes are atomic.
 *
 * Return: 0, or -EFAULT if any byte is not mapped; then nothing was copied past it.
 */
int memory_read(struct memory *m, u64 gpa, void *buf, size_t len);

/** memory_write() - copy to guest memory; returns as memory_read(), -EROFS for read-only */
int memory_write(struct memory *m, u64 gpa, const void *buf, size_t len);

/**
 * memory_cmpxchg() - atomic compare and exchange of 4 or 8 bytes
 * @len: 4 or 8; @gpa is aligned to it
 * @expected: what must be there; receives what was there
 *
 * Return: 1 if exchanged, 0 if not, -EFAULT or -EROFS.
 */
int memory_cmpxchg(struct memory *m, u64 gpa, unsigned int len, u64 *expected, u64 desired);

#endif /* GPU_MODEL_MEMORY_H */
