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

#include "../vfio/way.h"
#include "fuzz.h"

static void map_dma(struct thread *t, u32 chunk)
{
	const struct guest *g = &t->world->gpu[0].g;

	guest_map(g, (u64)chunk * CHUNK, g->ram + (u64)chunk * CHUNK, CHUNK);
}

/* The flags are those of a container. */
static void unmap_dma(const struct guest *g, u64 iova, u64 size, u32 unmap_flags)
{
	struct vfio_iommu_type1_dma_unmap unmap = {
		.argsz = sizeof(unmap), .flags = unmap_flags, .iova = iova, .size = size,
	};

	if (unmap_flags && way_chosen() != WAY_IOMMUFD)
		ioctl(g->container, VFIO_IOMMU_UNMAP_DMA, &unmap);
	else
		guest_unmap(g, iova, size);
}

/*
 * VFIO's own two locks are taken either way round where two threads take memory away at
 * once, or one does while another opens or closes a device (vfio_notify_dma_unmap() and
 * vfio_iommu_type1_register_device(), up to 6.12 at least): they are kept apart here.
 */
static void op_dma(struct thread *t, struct rng *r)
{
	struct world *w = t->world;
	u32 chunk = below(r, CHUNKS), us = below(r, 2000), unmap_flags = 0;
	u64 size = CHUNK;

	if (one_in(r, 8))
		size = edge(r, GUEST_RAM);
	if (one_in(r, 16))
		unmap_flags = flags(r, VFIO_DMA_UNMAP_FLAG_ALL);
	pthread_mutex_lock(&w->dma);
	unmap_dma(&w->gpu[0].g, (u64)chunk * CHUNK, size, unmap_flags);
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

/* With iommufd: KVM keeps it open otherwise, and a second one cannot be bound. */
static void rebind(struct world *w, u32 i)
{
	struct guest g = w->gpu[i].g;

	g.device = w->device[i];
	way_tell_kvm(&g, false);
	close(g.device);
	if (way_open_node(&g, w->uuid[i]))
		return;
	way_tell_kvm(&g, true);
	way_open_device(&g, w->uuid[i]);
	w->device[i] = g.device;
}

/* Closed while others use it, and opened again; their calls find it or do not. */
static void op_reopen(struct thread *t, struct rng *r)
{
	struct world *w = t->world;
	u32 i = below(r, VGPUS);
	int old, fd;

	pthread_mutex_lock(&w->dma);
	if (way_chosen() == WAY_IOMMUFD) {
		rebind(w, i);
	} else if (one_in(r, 2)) {
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
	u32 i = below(r, VGPUS);
	struct guest g = t->world->gpu[i].g;

	g.device = t->world->device[i];
	if (one_in(r, 2))
		way_tell_kvm(&g, one_in(r, 2));
	else if (way_chosen() != WAY_IOMMUFD)
		ioctl(g.group, VFIO_GROUP_UNSET_CONTAINER);
	else if (one_in(r, 2))
		way_detach(&g);
	else
		way_attach(&g, g.ioas);
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

/* A number, a size, a pair of numbers; or nearly one. */
static void size_text(struct rng *r, char text[64])
{
	switch (below(r, 8)) {
	case 0: case 1: case 2:
		snprintf(text, 64, "%lluM", (unsigned long long)below(r, 36) * 2);
		break;
	case 3:
		snprintf(text, 64, "%llu", (unsigned long long)edge(r, 1ull << 34));
		break;
	case 4:
		snprintf(text, 64, "0x%llx", (unsigned long long)rnd(r));
		break;
	case 5:
		snprintf(text, 64, "%ux%u", (u32)below(r, 5000), (u32)below(r, 3000));
		break;
	case 6:
		snprintf(text, 64, "%u", (u32)below(r, 40));
		break;
	default:
		snprintf(text, 64, "%.*s", (int)below(r, 5), one_in(r, 2) ? "-1MM" : "x\n8M");
	}
}

/* That of a vGPU in use is refused; one that was just closed gets it. */
void set_some_size(struct rng *r, const char *uuid)
{
	static const char * const files[] = {
		"low_gm_size", "high_gm_size", "fence", "resolution", "weight",
	};
	char path[160], text[64];
	int fd;

	snprintf(path, sizeof(path), "/sys/bus/mdev/devices/%s/intel_vgpu/%s", uuid,
		 files[below(r, ARRAY_SIZE(files))]);
	fd = open(path, O_RDWR | O_CLOEXEC);
	if (fd < 0)
		return;
	size_text(r, text);
	if (one_in(r, 4))
		read(fd, text, sizeof(text));
	else
		write(fd, text, strlen(text));
	close(fd);
}

static void op_size(struct thread *t, struct rng *r)
{
	set_some_size(r, t->world->uuid[below(r, VGPUS)]);
}

const struct op memory_ops[] = {
	{ "DMA unmapped", 20, op_dma },
	{ "DMA mapped", 20, op_dma_map },
	{ "memory discarded", 10, op_discard },
	{ "memory slot", 1, op_slot },
	{ "closed and opened", 3, op_reopen },
	{ "group", 1, op_group },
	{ "sysfs", 10, op_sysfs },
	{ "size", 10, op_size },
	{ 0 },
};
