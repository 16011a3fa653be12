// SPDX-License-Identifier: GPL-2.0-only
/*
 * The device's ioctls.
 */
#include <fcntl.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "fuzz.h"

/* A structure's argsz: right, or not. */
static u32 some_argsz(struct rng *r, u32 size)
{
	return one_in(r, 4) ? edge(r, size) : size;
}

/* Ends where memory ends, most times. Writing there may fault. */
static void put(void *to, const void *from, size_t size)
{
	memcpy(to, from, size);
}

static void op_info(struct thread *t, struct rng *r)
{
	static const unsigned long requests[] = {
		VFIO_DEVICE_GET_INFO, VFIO_DEVICE_GET_REGION_INFO, VFIO_DEVICE_GET_IRQ_INFO,
		VFIO_DEVICE_FEATURE, VFIO_DEVICE_GET_PCI_HOT_RESET_INFO,
	};
	u32 words[4] = {
		some_argsz(r, 16 + below(r, 100)), flags(r, 0), edge(r, REGIONS), rnd(r),
	};
	void *at = some_buffer(t, r, one_in(r, 4) ? 16 + below(r, 32) : 256);
	unsigned long request = requests[below(r, ARRAY_SIZE(requests))];

	if (at)
		put(at, words, sizeof(words));
	ioctl(some_device(t, r), request, at);
}

static int some_event(struct thread *t, struct rng *r)
{
	int fd;

	if (one_in(r, 4))
		return one_in(r, 2) ? -1 - (int)below(r, 2) : (int)edge(r, 16);
	fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	keep_fd(t, r, fd);
	return fd;
}

static void op_set_irqs(struct thread *t, struct rng *r)
{
	static const u32 types[] = {
		VFIO_IRQ_SET_DATA_NONE, VFIO_IRQ_SET_DATA_BOOL, VFIO_IRQ_SET_DATA_EVENTFD,
	};
	u32 type = types[below(r, ARRAY_SIZE(types))];
	struct {
		struct vfio_irq_set set;
		int fd[4];
	} irqs = {
		.set.argsz = some_argsz(r, sizeof(irqs.set) + 4 * below(r, 5)),
		.set.flags = one_in(r, 4) ? flags(r, type) : type | VFIO_IRQ_SET_ACTION_TRIGGER,
		.set.index = one_in(r, 4) ? edge(r, VFIO_PCI_NUM_IRQS) :
			     one_in(r, 3) ? VFIO_PCI_REQ_IRQ_INDEX : VFIO_PCI_MSI_IRQ_INDEX,
		.set.start = one_in(r, 4) ? edge(r, 2) : 0,
		.set.count = one_in(r, 4) ? edge(r, 3) : 1,
	};
	void *at = some_buffer(t, r, one_in(r, 4) ? below(r, sizeof(irqs)) : sizeof(irqs));
	u32 i;

	for (i = 0; i < 4; i++)
		irqs.fd[i] = some_event(t, r);
	if (at)
		put(at, &irqs, sizeof(irqs));
	ioctl(some_device(t, r), VFIO_DEVICE_SET_IRQS, at);
}

static void op_reset(struct thread *t, struct rng *r)
{
	ioctl(some_device(t, r), VFIO_DEVICE_RESET);
}

static void op_plane(struct thread *t, struct rng *r)
{
	static const u32 types[] = {
		VFIO_GFX_PLANE_TYPE_DMABUF, VFIO_GFX_PLANE_TYPE_REGION,
		VFIO_GFX_PLANE_TYPE_DMABUF | VFIO_GFX_PLANE_TYPE_PROBE,
		VFIO_GFX_PLANE_TYPE_REGION | VFIO_GFX_PLANE_TYPE_PROBE,
	};
	struct vfio_device_gfx_plane_info info = {
		.argsz = some_argsz(r, sizeof(info)),
		.flags = flags(r, types[below(r, ARRAY_SIZE(types))]),
		.drm_plane_type = one_in(r, 4) ? rnd(r) : below(r, 3),
	};
	struct vfio_device_gfx_plane_info *at = some_buffer(t, r, sizeof(info));
	int device = some_device(t, r), fd;
	u32 id;

	if (at)
		put(at, &info, sizeof(info));
	if (ioctl(device, VFIO_DEVICE_QUERY_GFX_PLANE, at))
		return;
	id = at->dmabuf_id;
	fd = ioctl(device, VFIO_DEVICE_GET_GFX_DMABUF, &id);
	if (fd >= 0)
		keep_fd(t, r, fd);
}

static void op_dmabuf(struct thread *t, struct rng *r)
{
	u32 id = edge(r, 20);
	u32 *at = some_buffer(t, r, sizeof(id));
	int fd;

	if (at)
		put(at, &id, sizeof(id));
	fd = ioctl(some_device(t, r), VFIO_DEVICE_GET_GFX_DMABUF, at);
	if (fd >= 0)
		keep_fd(t, r, fd);
}

/* Whatever else there is, or might be. */
static void op_any_ioctl(struct thread *t, struct rng *r)
{
	unsigned long request = _IO(VFIO_TYPE, VFIO_BASE + below(r, 32));
	u32 words[64];
	void *at = some_buffer(t, r, sizeof(words));
	u32 i;

	for (i = 0; i < ARRAY_SIZE(words); i++)
		words[i] = one_in(r, 2) ? edge(r, sizeof(words)) : 0;
	if (at)
		put(at, words, sizeof(words));
	/* Those that open and close devices have operations of their own. */
	ioctl(some_device(t, r), request, at);
}

const struct op ioctl_ops[] = {
	{ "info", 60, op_info },
	{ "SET_IRQS", 80, op_set_irqs },
	{ "RESET", 6, op_reset },
	{ "planes", 40, op_plane },
	{ "dma-bufs", 20, op_dmabuf },
	{ "any ioctl", 30, op_any_ioctl },
	{ 0 },
};
