/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the kernel's interface has since 6.2 (iommufd) and 6.6 (a character device per VFIO device),
 * which the C library's headers may lack. Names are those of the kernel's own headers, with TEST_
 * or test_ in place of IOMMU_, VFIO_ and the like; see its Documentation/userspace-api/iommufd.rst
 * and Documentation/driver-api/vfio.rst.
 */
#ifndef VGT_VFIO_IOMMUFD_ABI_H
#define VGT_VFIO_IOMMUFD_ABI_H

#include <linux/vfio.h>

#include "types.h"

#define TEST_IOMMU(nr)		_IO(';', 0x80 + (nr))
#define TEST_DESTROY		TEST_IOMMU(0)
#define TEST_IOAS_ALLOC		TEST_IOMMU(1)
#define TEST_IOAS_MAP		TEST_IOMMU(5)
#define TEST_IOAS_UNMAP		TEST_IOMMU(6)

#define TEST_BIND_IOMMUFD	_IO(VFIO_TYPE, VFIO_BASE + 18)
#define TEST_ATTACH_PT		_IO(VFIO_TYPE, VFIO_BASE + 19)
#define TEST_DETACH_PT		_IO(VFIO_TYPE, VFIO_BASE + 20)

#define TEST_MAP_FIXED		BIT(0)
#define TEST_MAP_WRITE		BIT(1)
#define TEST_MAP_READ		BIT(2)

struct test_destroy {
	u32 size, id;
};

struct test_ioas_alloc {
	u32 size, flags, id;
};

struct test_ioas_map {
	u32 size, flags, ioas, zero;
	u64 at, length, iova;
};

struct test_ioas_unmap {
	u32 size, ioas;
	u64 iova, length;
};

struct test_bind {
	u32 argsz, flags;
	s32 iommufd;
	u32 device_id;
};

struct test_attach {
	u32 argsz, flags, ioas;
};

struct test_detach {
	u32 argsz, flags;
};

#endif /* VGT_VFIO_IOMMUFD_ABI_H */
