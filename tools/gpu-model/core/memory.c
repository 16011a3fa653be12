// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "memory.h"

void memory_init(struct memory *m)
{
	pthread_rwlockattr_t attr;

	memset(m, 0, sizeof(*m));
	pthread_rwlockattr_init(&attr);
	/* Engines read without pause: a writer must not wait for a gap. */
	pthread_rwlockattr_setkind_np(&attr, PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP);
	pthread_rwlock_init(&m->lock, &attr);
	pthread_rwlockattr_destroy(&attr);
}

void memory_destroy(struct memory *m)
{
	memory_unmap_all(m);
	pthread_rwlock_destroy(&m->lock);
}

/* Index of the first range that ends past @gpa. Caller holds the lock. */
static unsigned int first_range(const struct memory *m, u64 gpa)
{
	unsigned int low = 0, high = m->count;

	while (low < high) {
		unsigned int mid = low + (high - low) / 2;
		const struct memory_range *r = &m->range[mid];

		if (r->gpa + r->size <= gpa)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

static void release_range(struct memory_range *r)
{
	if (r->va)
		munmap(r->va, r->size);
}

static int map_file(struct memory_range *r, int fd, u64 offset)
{
	int prot = PROT_READ | (r->writable ? PROT_WRITE : 0);
	struct stat st;
	void *va;

	if (fstat(fd, &st))
		return -errno;
	/* An access past the end of a file would raise SIGBUS. */
	if (S_ISREG(st.st_mode) && (u64)st.st_size < offset + r->size)
		return -EINVAL;
	va = mmap(NULL, r->size, prot, MAP_SHARED, fd, (off_t)offset);
	if (va == MAP_FAILED)
		return -errno;
	r->va = va;
	return 0;
}

static int insert_range(struct memory *m, const struct memory_range *r)
{
	unsigned int i = first_range(m, r->gpa);
	struct memory_range *grown;

	if (i < m->count && m->range[i].gpa < r->gpa + r->size)
		return -EEXIST;
	if (m->count == MEMORY_MAX_RANGES)
		return -ENOSPC;
	grown = realloc(m->range, (m->count + 1) * sizeof(*grown));
	if (!grown)
		return -ENOMEM;
	m->range = grown;
	memmove(&grown[i + 1], &grown[i], (m->count - i) * sizeof(*grown));
	grown[i] = *r;
	m->count++;
	return 0;
}

int memory_map(struct memory *m, u64 gpa, u64 size, int fd, u64 offset, bool writable)
{
	struct memory_range r = { .gpa = gpa, .size = size, .writable = writable };
	int ret;

	if (!size || !IS_ALIGNED(gpa | size | offset, PAGE_SIZE))
		return -EINVAL;
	if (gpa + size < gpa || offset + size < offset || offset + size > INT64_MAX)
		return -EINVAL;
	if (fd >= 0) {
		ret = map_file(&r, fd, offset);
		if (ret)
			return ret;
	}
	pthread_rwlock_wrlock(&m->lock);
	ret = insert_range(m, &r);
	pthread_rwlock_unlock(&m->lock);
	if (ret)
		release_range(&r);
	return ret;
}

int memory_unmap(struct memory *m, u64 gpa, u64 size)
{
	unsigned int i, end;
	int ret = 0;

	if (!size || gpa + size < gpa)
		return -EINVAL;
	pthread_rwlock_wrlock(&m->lock);
	i = first_range(m, gpa);
	for (end = i; end < m->count && m->range[end].gpa < gpa + size; end++) {
		const struct memory_range *r = &m->range[end];

		if (r->gpa < gpa || r->gpa + r->size > gpa + size)
			ret = -EINVAL;
	}
	if (i == end)
		ret = -ENOENT;
	if (!ret) {
		for (unsigned int k = i; k < end; k++)
			release_range(&m->range[k]);
		memmove(&m->range[i], &m->range[end], (m->count - end) * sizeof(*m->range));
		m->count -= end - i;
	}
	pthread_rwlock_unlock(&m->lock);
	return ret;
}

void memory_unmap_all(struct memory *m)
{
	pthread_rwlock_wrlock(&m->lock);
	for (unsigned int i = 0; i < m->count; i++)
		release_range(&m->range[i]);
	free(m->range);
	m->range = NULL;
	m->count = 0;
	pthread_rwlock_unlock(&m->lock);
}

/* Length of what can be accessed at @gpa in one piece; 0 if nothing. */
static size_t lookup(const struct memory *m, u64 gpa, size_t len, bool write, u8 **va)
{
	unsigned int i = first_range(m, gpa);
	const struct memory_range *r = &m->range[i];

	if (i == m->count || gpa < r->gpa || !r->va || (write && !r->writable))
		return 0;
	*va = r->va + (gpa - r->gpa);
	return min(len, r->size - (gpa - r->gpa));
}

/*
 * The guest's processors and the engines share this memory without a lock, as
 * on a real machine: words are copied whole, in one access.
 */
static void copy_shared(void *dst, const void *src, size_t len)
{
	uintptr_t both = (uintptr_t)dst | (uintptr_t)src;

	if (len == 4 && !(both & 3))
		__atomic_store_n((u32 *)dst, __atomic_load_n((const u32 *)src, __ATOMIC_ACQUIRE),
				 __ATOMIC_RELEASE);
	else if (len == 8 && !(both & 7))
		__atomic_store_n((u64 *)dst, __atomic_load_n((const u64 *)src, __ATOMIC_ACQUIRE),
				 __ATOMIC_RELEASE);
	else
		memcpy(dst, src, len);
}

int memory_read(struct memory *m, u64 gpa, void *buf, size_t len)
{
	u8 *to = buf, *va;
	int ret = 0;

	pthread_rwlock_rdlock(&m->lock);
	while (len) {
		size_t n = lookup(m, gpa, len, false, &va);

		if (!n) {
			ret = -EFAULT;
			break;
		}
		copy_shared(to, va, n);
		to += n;
		gpa += n;
		len -= n;
	}
	pthread_rwlock_unlock(&m->lock);
	return ret;
}

/* Distinguish memory that is missing from memory that is read-only. */
static int write_error(const struct memory *m, u64 gpa)
{
	u8 *va;

	return lookup(m, gpa, 1, false, &va) ? -EROFS : -EFAULT;
}

int memory_write(struct memory *m, u64 gpa, const void *buf, size_t len)
{
	const u8 *from = buf;
	int ret = 0;
	u8 *va;

	pthread_rwlock_rdlock(&m->lock);
	while (len) {
		size_t n = lookup(m, gpa, len, true, &va);

		if (!n) {
			ret = write_error(m, gpa);
			break;
		}
		copy_shared(va, from, n);
		from += n;
		gpa += n;
		len -= n;
	}
	pthread_rwlock_unlock(&m->lock);
	return ret;
}

int memory_cmpxchg(struct memory *m, u64 gpa, unsigned int len, u64 *expected, u64 desired)
{
	int ret;
	u8 *va;

	pthread_rwlock_rdlock(&m->lock);
	if (lookup(m, gpa, len, true, &va) < len) {
		ret = write_error(m, gpa);
	} else if (len == 8) {
		ret = __atomic_compare_exchange_n((u64 *)va, expected, desired, false,
						  __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
	} else {
		u32 was = (u32)*expected;

		ret = __atomic_compare_exchange_n((u32 *)va, &was, (u32)desired, false,
						  __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
		*expected = was;
	}
	pthread_rwlock_unlock(&m->lock);
	return ret;
}
