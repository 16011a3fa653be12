// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <linux/kvm.h>

#include "iommufd_abi.h"
#include "test.h"
#include "way.h"

#define DEVICES	"/sys/bus/mdev/devices/"

enum way way_chosen(void)
{
	const char *name = getenv("VGT_VFIO");

	if (!name || !*name || !strcmp(name, "type1"))
		return WAY_TYPE1;
	if (!strcmp(name, "compat"))
		return WAY_COMPAT;
	if (!strcmp(name, "iommufd"))
		return WAY_IOMMUFD;
	test_die("VGT_VFIO is type1, compat or iommufd, not %s", name);
}

static int group_node(char *path, size_t size, const char *uuid)
{
	char name[128], link[256];
	ssize_t n;

	snprintf(name, sizeof(name), DEVICES "%s/iommu_group", uuid);
	n = readlink(name, link, sizeof(link) - 1);
	if (n < 0)
		return -errno;
	link[n] = 0;
	snprintf(path, size, "/dev/vfio/%.32s", strrchr(link, '/') + 1);
	return 0;
}

static int device_node(char *path, size_t size, const char *uuid)
{
	char pattern[128];
	glob_t found;

	snprintf(pattern, sizeof(pattern), DEVICES "%s/vfio-dev/vfio*", uuid);
	if (glob(pattern, 0, NULL, &found))
		return -ENOENT;
	snprintf(path, size, "/dev/vfio/devices/%.32s", strrchr(found.gl_pathv[0], '/') + 1);
	globfree(&found);
	return 0;
}

int way_node(char *path, size_t size, const char *uuid)
{
	return way_chosen() == WAY_IOMMUFD ? device_node(path, size, uuid) :
	       group_node(path, size, uuid);
}

int way_open_node(struct guest *g, const char *uuid)
{
	char path[64];
	int fd, ret;

	ret = way_node(path, sizeof(path), uuid);
	if (ret)
		return ret;
	fd = open(path, O_RDWR | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	if (way_chosen() == WAY_IOMMUFD)
		g->device = fd;
	else
		g->group = fd;
	return 0;
}

int way_ioas_new(const struct guest *g, u32 *ioas)
{
	struct test_ioas_alloc alloc = { .size = sizeof(alloc) };

	if (ioctl(g->container, TEST_IOAS_ALLOC, &alloc))
		return -errno;
	*ioas = alloc.id;
	return 0;
}

int way_ioas_destroy(const struct guest *g, u32 ioas)
{
	struct test_destroy destroy = { .size = sizeof(destroy), .id = ioas };

	return ioctl(g->container, TEST_DESTROY, &destroy) ? -errno : 0;
}

int way_open_memory(struct guest *g)
{
	const char *path = way_chosen() == WAY_TYPE1 ? "/dev/vfio/vfio" : "/dev/iommu";

	g->container = open(path, O_RDWR | O_CLOEXEC);
	if (g->container < 0)
		return -errno;
	if (way_chosen() == WAY_IOMMUFD)
		return way_ioas_new(g, &g->ioas);
	if (ioctl(g->group, VFIO_GROUP_SET_CONTAINER, &g->container) ||
	    ioctl(g->container, VFIO_SET_IOMMU, VFIO_TYPE1v2_IOMMU))
		return -errno;
	return 0;
}

int way_join_memory(struct guest *g, const struct guest *first)
{
	g->container = dup(first->container);
	g->ioas = first->ioas;
	if (g->container < 0)
		return -errno;
	if (way_chosen() == WAY_IOMMUFD)
		return 0;
	return ioctl(g->group, VFIO_GROUP_SET_CONTAINER, &g->container) ? -errno : 0;
}

/* With the numbers of files as of groups: KVM has both under the same. */
int way_tell_kvm(struct guest *g, bool add)
{
	struct kvm_device_attr attr = {
		.group = KVM_DEV_VFIO_GROUP,
		.attr = add ? KVM_DEV_VFIO_GROUP_ADD : KVM_DEV_VFIO_GROUP_DEL,
		.addr = (uintptr_t)(g->group < 0 ? &g->device : &g->group),
	};

	return ioctl(g->kvm_vfio, KVM_SET_DEVICE_ATTR, &attr) ? -errno : 0;
}

int way_bind(const struct guest *g)
{
	struct test_bind bind = { .argsz = sizeof(bind), .iommufd = g->container };

	return ioctl(g->device, TEST_BIND_IOMMUFD, &bind) ? -errno : 0;
}

int way_attach(const struct guest *g, u32 ioas)
{
	struct test_attach attach = { .argsz = sizeof(attach), .ioas = ioas };

	return ioctl(g->device, TEST_ATTACH_PT, &attach) ? -errno : 0;
}

int way_detach(const struct guest *g)
{
	struct test_detach detach = { .argsz = sizeof(detach) };

	return ioctl(g->device, TEST_DETACH_PT, &detach) ? -errno : 0;
}

int way_open_device(struct guest *g, const char *uuid)
{
	int ret;

	if (way_chosen() == WAY_IOMMUFD) {
		ret = way_bind(g);
		return ret ? ret : way_attach(g, g->ioas);
	}
	g->device = ioctl(g->group, VFIO_GROUP_GET_DEVICE_FD, uuid);
	return g->device < 0 ? -errno : 0;
}

static int ioas_map(const struct guest *g, u64 iova, void *at, u64 size)
{
	struct test_ioas_map map = {
		.size = sizeof(map),
		.flags = TEST_MAP_FIXED | TEST_MAP_WRITE | TEST_MAP_READ,
		.ioas = g->ioas,
		.at = (uintptr_t)at,
		.length = size,
		.iova = iova,
	};

	return ioctl(g->container, TEST_IOAS_MAP, &map) ? -errno : 0;
}

int guest_map(const struct guest *g, u64 iova, void *at, u64 size)
{
	struct vfio_iommu_type1_dma_map map = {
		.argsz = sizeof(map),
		.flags = VFIO_DMA_MAP_FLAG_READ | VFIO_DMA_MAP_FLAG_WRITE,
		.vaddr = (uintptr_t)at,
		.iova = iova,
		.size = size,
	};

	if (way_chosen() == WAY_IOMMUFD)
		return ioas_map(g, iova, at, size);
	return ioctl(g->container, VFIO_IOMMU_MAP_DMA, &map) ? -errno : 0;
}

int guest_unmap(const struct guest *g, u64 iova, u64 size)
{
	struct test_ioas_unmap ioas_unmap = {
		.size = sizeof(ioas_unmap), .ioas = g->ioas, .iova = iova, .length = size,
	};
	struct vfio_iommu_type1_dma_unmap unmap = {
		.argsz = sizeof(unmap), .iova = iova, .size = size,
	};
	int ret;

	if (way_chosen() == WAY_IOMMUFD)
		ret = ioctl(g->container, TEST_IOAS_UNMAP, &ioas_unmap);
	else
		ret = ioctl(g->container, VFIO_IOMMU_UNMAP_DMA, &unmap);
	return ret ? -errno : 0;
}
