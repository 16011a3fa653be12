// SPDX-License-Identifier: GPL-2.0-only
/*
 * Regions: read, written, mapped, and mappings that are cut, moved and inherited.
 */
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fuzz.h"

static u32 some_region(struct rng *r)
{
	static const u32 likely[] = {
		VFIO_PCI_BAR0_REGION_INDEX, VFIO_PCI_BAR0_REGION_INDEX,
		VFIO_PCI_BAR2_REGION_INDEX, VFIO_PCI_CONFIG_REGION_INDEX,
		VFIO_PCI_NUM_REGIONS, VFIO_PCI_NUM_REGIONS + 1,
	};

	return one_in(r, 8) ? below(r, REGIONS + 1) : likely[below(r, ARRAY_SIZE(likely))];
}

/* An offset that often means something. */
static u64 some_offset(struct thread *t, struct rng *r, u32 region)
{
	static const u32 known[] = {
		GFX_FLSH_CNTL, GDRST, MASTER_IRQ, PVINFO, PVINFO + 0x40, PVINFO + 0x818,
		PVINFO + 0x838, 0x2000 + RING_ELSP, 0x2000 + RING_MODE, 0x2000 + RING_HWS_PGA,
		0x22000 + RING_ELSP, 0x12000 + RING_ELSP, 0x1a000 + RING_ELSP, 0x44304, 0x4430c,
		0x70180, 0x7019c, 0x70080, 0x60000, 0x61100, 0x64010, 0xc4030, 0x100000,
	};
	const struct gpu *gpu = &t->gpu[0];

	if (region != VFIO_PCI_BAR0_REGION_INDEX || one_in(r, 4))
		return edge(r, region < REGIONS ? t->world->size[region] : 0);
	switch (below(r, 3)) {
	case 0:
		return known[below(r, ARRAY_SIZE(known))];
	case 1:
		return GGTT_ENTRIES + gpu->low / PAGE_SIZE * 8 +
		       edge(r, gpu->low_size / PAGE_SIZE * 8);
	default:
		return below(r, 8u << 20) & ~3ull;
	}
}

static size_t some_size(struct rng *r)
{
	static const u32 likely[] = { 1, 2, 4, 4, 4, 8, 8, 16 };

	if (one_in(r, 4))
		return one_in(r, 8) ? edge(r, 65536) : below(r, 300);
	return likely[below(r, ARRAY_SIZE(likely))];
}

static u64 some_position(struct thread *t, struct rng *r)
{
	u32 region = some_region(r);

	return ((u64)region << REGION_SHIFT) + some_offset(t, r, region);
}

static void op_read(struct thread *t, struct rng *r)
{
	u64 at = some_position(t, r);
	size_t size = some_size(r);

	pread(some_device(t, r), some_buffer(t, r, size), size, at);
}

static void op_write(struct thread *t, struct rng *r)
{
	u64 at = some_position(t, r), value = rnd(r);
	size_t size = some_size(r), i;
	u8 *from = some_buffer(t, r, size);

	if (one_in(r, 3))
		value = 1ull << below(r, 64);
	if (one_in(r, 3))
		value = below(r, GUEST_RAM) << 12 >> 12 | 1;
	for (i = 0; from && i + 8 <= size && i < 1024; i += 8)
		memcpy(from + i, &value, 8);
	if (from && size < 8)
		memcpy(from, &value, size);
	pwrite(some_device(t, r), from, size, at);
}

/* ---- mappings ---- */

static struct mapping *some_mapping(struct thread *t, struct rng *r)
{
	struct mapping *m = &t->map[below(r, MAPPINGS)];

	return m->at ? m : NULL;
}

static void forget(struct mapping *m)
{
	if (m->at)
		munmap(m->at, m->size);
	*m = (struct mapping){ 0 };
}

/* Where the device says that it can be mapped, most times. */
static u64 some_place(struct thread *t, struct rng *r, size_t *size)
{
	const struct gpu *gpu = &t->gpu[below(r, VGPUS)];
	u64 start, room, at;
	u32 region;

	switch (below(r, 5)) {
	case 0:
		region = VFIO_PCI_BAR2_REGION_INDEX;
		start = gpu->low;
		room = gpu->low_size;
		break;
	case 1:
		region = VFIO_PCI_BAR0_REGION_INDEX;
		start = GGTT_ENTRIES + gpu->high / PAGE_SIZE * 8;
		room = gpu->high_size / PAGE_SIZE * 8;
		break;
	case 2:
		region = VFIO_PCI_NUM_REGIONS + 1;
		start = 0;
		room = t->world->size[region];
		break;
	case 3:
		region = some_region(r);
		start = 0;
		room = region < REGIONS ? t->world->size[region] : 0;
		break;
	default:
		region = VFIO_PCI_BAR0_REGION_INDEX;
		start = GGTT_ENTRIES + gpu->low / PAGE_SIZE * 8;
		room = gpu->low_size / PAGE_SIZE * 8;
	}
	at = one_in(r, 4) ? edge(r, room) : below(r, room + 1);
	*size = one_in(r, 4) ? edge(r, room) : (1 + below(r, 8)) * PAGE_SIZE;
	/* More than a picture's takes an emulated processor too long. */
	*size %= 64u << 20;
	return ((u64)region << REGION_SHIFT) + start + at / PAGE_SIZE * PAGE_SIZE;
}

static void op_map(struct thread *t, struct rng *r)
{
	struct mapping *m = &t->map[below(r, MAPPINGS)];
	size_t size;
	u64 at = some_place(t, r, &size);
	int prot = one_in(r, 8) ? (int)below(r, 8) : PROT_READ | PROT_WRITE;
	int how = one_in(r, 8) ? MAP_PRIVATE : MAP_SHARED;
	void *map;

	if (one_in(r, 32))
		how |= MAP_POPULATE;
	map = mmap(NULL, size, prot, how, some_device(t, r), at);
	if (map == MAP_FAILED)
		return;
	forget(m);
	*m = (struct mapping){ map, (size + PAGE_SIZE - 1) / PAGE_SIZE * PAGE_SIZE };
}

static void op_map_file(struct thread *t, struct rng *r)
{
	struct mapping *m = &t->map[below(r, MAPPINGS)];
	size_t size = (1 + below(r, 16)) * PAGE_SIZE;
	void *map = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, t->fd[below(r, FDS)],
			 below(r, 4) * PAGE_SIZE);

	if (map == MAP_FAILED)
		return;
	forget(m);
	*m = (struct mapping){ map, size };
}

static void op_touch(struct thread *t, struct rng *r)
{
	struct mapping *m = some_mapping(t, r);
	u64 value = one_in(r, 2) ? below(r, GUEST_RAM / PAGE_SIZE) * PAGE_SIZE | 1 : rnd(r);
	u32 n = 1 + below(r, 16), i;

	for (i = 0; m && i < n; i++) {
		u64 *at = (u64 *)(m->at + below(r, m->size / 8) * 8);

		if (one_in(r, 2))
			WRITE_ONCE(*at, value);
		else
			READ_ONCE(*at);
		/* No address of the device's is left behind by a fault. */
	}
}

static void op_unmap(struct thread *t, struct rng *r)
{
	struct mapping *m = some_mapping(t, r);
	size_t pages, from, n, size;
	void *map;

	if (!m)
		return;
	pages = m->size / PAGE_SIZE;
	from = below(r, pages);
	n = 1 + below(r, pages - from);
	switch (below(r, 6)) {
	case 0:
		/* A hole stays in it, which faults, and which no other mapping takes. */
		mmap(m->at + from * PAGE_SIZE, n * PAGE_SIZE, PROT_NONE,
		     MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
		break;
	case 1:
		mprotect(m->at + from * PAGE_SIZE, n * PAGE_SIZE, below(r, 4));
		break;
	case 2:
		madvise(m->at + from * PAGE_SIZE, n * PAGE_SIZE, below(r, 26));
		break;
	case 3:
		size = one_in(r, 2) ? m->size : n * PAGE_SIZE;
		map = mremap(m->at, m->size, size, MREMAP_MAYMOVE);
		if (map != MAP_FAILED)
			*m = (struct mapping){ map, size };
		break;
	case 4:
		mlock(m->at + from * PAGE_SIZE, n * PAGE_SIZE);
		break;
	default:
		forget(m);
	}
}

/* A child has the mappings, too, and the device; it ends at once, or a little later. */
static void op_fork(struct thread *t, struct rng *r)
{
	struct mapping *m = some_mapping(t, r);
	u32 us = below(r, 20000);
	pid_t pid = fork();
	int status;

	if (!pid) {
		no_way_out();
		alarm(10);
		if (m)
			READ_ONCE(*(u64 *)m->at);
		usleep(us);
		_exit(0);
	}
	if (pid > 0)
		waitpid(pid, &status, 0);
}

const struct op region_ops[] = {
	{ "read", 120, op_read },
	{ "write", 120, op_write },
	{ "mmap", 80, op_map },
	{ "mmap of a dma-buf", 10, op_map_file },
	{ "access to a mapping", 120, op_touch },
	{ "munmap and such", 60, op_unmap },
	{ "fork", 3, op_fork },
	{ 0 },
};
