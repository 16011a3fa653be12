// SPDX-License-Identifier: GPL-2.0-only
/*
 * The machine's memory, which comes and goes, and devices that do.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <linux/kvm.h>

#include "fuzz.h"

static void map_dma(struct thread *t, u32 chunk)
{
	const struct guest *g = &t->world->gpu[0].g;
	struct vfio_iommu_type1_dma_map map = {
		.argsz = sizeof(map),
		.flags = VFIO_DMA_MAP_FLAG_READ | VFIO_DMA_MAP_FLAG_WRITE,
		.vaddr = (uintptr_t)g->ram + (u64)chunk * CHUNK,
		.iova = (u64)chunk * CHUNK,
		.size = CHUNK,
	};

	ioctl(g->container, VFIO_IOMMU_MAP_DMA, &map);
}

/*
 * VFIO's own two locks are taken either way round where two threads take memory away at
 * once, or one does while another opens or closes a device (vfio_notify_dma_unmap() and
 * vfio_iommu_type1_register_device(), up to 6.12 at least): they are kept apart here.
 */
static void op_dma(struct thread *t, struct rng *r)
{
	struct world *w = t->world;
	u32 chunk = below(r, CHUNKS), us = below(r, 2000);
	struct vfio_iommu_type1_dma_unmap unmap = {
		.argsz = sizeof(unmap), .iova = (u64)chunk * CHUNK, .size = CHUNK,
	};

	if (one_in(r, 8))
		unmap.size = edge(r, GUEST_RAM);
	if (one_in(r, 16))
		unmap.flags = flags(r, VFIO_DMA_UNMAP_FLAG_ALL);
	pthread_mutex_lock(&w->dma);
	ioctl(w->gpu[0].g.container, VFIO_IOMMU_UNMAP_DMA, &unmap);
	pthread_mutex_unlock(&w->dma);
	if (one_in(r, 4))
		usleep(us);
	if (!one_in(r, 8))
		map_dma(t, chunk);
}

static void op_dma_map(struct thread *t, struct rng *r)
{
	map_dma(t, below(r, CHUNKS));
}

/* Pages behind the guest's back: others come in their place. */
static void op_discard(struct thread *t, struct rng *r)
{
	u64 page = below(r, GUEST_RAM / PAGE_SIZE);
	u64 n = 1 + below(r, 64);

	if (page + n <= GUEST_RAM / PAGE_SIZE)
		madvise(t->world->gpu[0].g.ram + page * PAGE_SIZE, n * PAGE_SIZE, MADV_DONTNEED);
}

/* KVM's slot of memory goes, with all that is watched in it, and comes back. */
static void op_slot(struct thread *t, struct rng *r)
{
	struct kvm_userspace_memory_region slot = {
		.userspace_addr = (uintptr_t)t->world->gpu[0].g.ram,
	};
	u32 us = below(r, 3000);

	if (pthread_mutex_trylock(&t->world->vcpu))
		return;
	ioctl(t->world->gpu[0].g.vm, KVM_SET_USER_MEMORY_REGION, &slot);
	usleep(us);
	slot.memory_size = GUEST_RAM;
	ioctl(t->world->gpu[0].g.vm, KVM_SET_USER_MEMORY_REGION, &slot);
	pthread_mutex_unlock(&t->world->vcpu);
}

/* Closed while others use it, and opened again; their calls find it or do not. */
static void op_reopen(struct thread *t, struct rng *r)
{
	struct world *w = t->world;
	u32 i = below(r, VGPUS);
	int old, fd;

	pthread_mutex_lock(&w->dma);
	if (one_in(r, 2)) {
		/* The new one first: it never is closed. */
		fd = ioctl(w->gpu[i].g.group, VFIO_GROUP_GET_DEVICE_FD, w->uuid[i]);
		old = fd < 0 ? -1 : atomic_exchange(&w->device[i], fd);
		if (old >= 0)
			close(old);
	} else {
		close(w->device[i]);
		fd = ioctl(w->gpu[i].g.group, VFIO_GROUP_GET_DEVICE_FD, w->uuid[i]);
		w->device[i] = fd;
	}
	pthread_mutex_unlock(&w->dma);
}

/* VFIO's and KVM's side of it, at any moment. */
static void op_group(struct thread *t, struct rng *r)
{
	struct guest *g = &t->world->gpu[below(r, VGPUS)].g;
	struct kvm_device_attr attr = {
		.group = KVM_DEV_VFIO_GROUP,
		.attr = one_in(r, 2) ? KVM_DEV_VFIO_GROUP_ADD : KVM_DEV_VFIO_GROUP_DEL,
		.addr = (uintptr_t)&g->group,
	};

	if (one_in(r, 2))
		ioctl(g->kvm_vfio, KVM_SET_DEVICE_ATTR, &attr);
	else
		ioctl(g->group, VFIO_GROUP_UNSET_CONTAINER);
}

static void op_sysfs(struct thread *t, struct rng *r)
{
	static const char * const files[] = { "display", "vgpu_id" };
	char path[160], text[64];
	bool copy = one_in(r, 2);
	int fd;

	snprintf(path, sizeof(path), "/sys/bus/mdev/devices/%s/intel_vgpu/%s",
		 t->world->uuid[below(r, VGPUS)], files[below(r, ARRAY_SIZE(files))]);
	fd = open(path, O_RDWR | O_CLOEXEC);
	if (fd < 0)
		return;
	if (one_in(r, 2))
		write(fd, copy ? "copy" : "dmabuf", copy ? 4 : 6);
	else
		read(fd, text, sizeof(text));
	close(fd);
}

const struct op memory_ops[] = {
	{ "DMA unmapped", 20, op_dma },
	{ "DMA mapped", 20, op_dma_map },
	{ "memory discarded", 10, op_discard },
	{ "memory slot", 1, op_slot },
	{ "closed and opened", 3, op_reopen },
	{ "group", 1, op_group },
	{ "sysfs", 10, op_sysfs },
	{ 0 },
};
