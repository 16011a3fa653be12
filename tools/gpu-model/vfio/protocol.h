/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Messages of vfio-user, protocol version 0.0, in their wire format.
 *
 * Source: docs/interop/vfio-user.rst of QEMU; linux/vfio.h.
 */
#ifndef GPU_MODEL_PROTOCOL_H
#define GPU_MODEL_PROTOCOL_H

#include "core/types.h"

enum vfio_user_command {
	VFIO_USER_VERSION = 1,
	VFIO_USER_DMA_MAP = 2,
	VFIO_USER_DMA_UNMAP = 3,
	VFIO_USER_DEVICE_GET_INFO = 4,
	VFIO_USER_DEVICE_GET_REGION_INFO = 5,
	VFIO_USER_DEVICE_GET_REGION_IO_FDS = 6,
	VFIO_USER_DEVICE_GET_IRQ_INFO = 7,
	VFIO_USER_DEVICE_SET_IRQS = 8,
	VFIO_USER_REGION_READ = 9,
	VFIO_USER_REGION_WRITE = 10,
	VFIO_USER_DMA_READ = 11,
	VFIO_USER_DMA_WRITE = 12,
	VFIO_USER_DEVICE_RESET = 13,
	VFIO_USER_REGION_WRITE_MULTI = 15
};

#define VFIO_USER_F_TYPE	0xf
#define VFIO_USER_F_REPLY	1
#define VFIO_USER_F_NO_REPLY	0x10
#define VFIO_USER_F_ERROR	0x20

struct vfio_user_header {
	u16 id;
	u16 command;
	u32 size;	/* of the whole message */
	u32 flags;
	u32 error;
};

struct vfio_user_version {
	u16 major;
	u16 minor;
	/* followed by JSON, terminated by a zero byte */
};

struct vfio_user_dma_map {
	u32 argsz;
	u32 flags;
	u64 offset;
	u64 addr;
	u64 size;
};

#define VFIO_USER_DMA_READABLE	BIT(0)
#define VFIO_USER_DMA_WRITABLE	BIT(1)

struct vfio_user_dma_unmap {
	u32 argsz;
	u32 flags;
	u64 addr;
	u64 size;
};

#define VFIO_USER_UNMAP_ALL	BIT(1)

struct vfio_user_device_info {
	u32 argsz;
	u32 flags;
	u32 num_regions;
	u32 num_irqs;
};

struct vfio_user_region_info {
	u32 argsz;
	u32 flags;
	u32 index;
	u32 cap_offset;
	u64 size;
	u64 offset;
};

/* Sparse mmap capability with a single area. */
struct vfio_user_sparse_cap {
	u16 id;
	u16 version;
	u32 next;
	u32 nr_areas;
	u32 reserved;
	u64 area_offset;
	u64 area_size;
};

struct vfio_user_irq_info {
	u32 argsz;
	u32 flags;
	u32 index;
	u32 count;
};

struct vfio_user_irq_set {
	u32 argsz;
	u32 flags;
	u32 index;
	u32 start;
	u32 count;
};

struct vfio_user_region_access {
	u64 offset;
	u32 region;
	u32 count;
	/* followed by data in a write and in the reply to a read */
};

struct vfio_user_write_one {
	u64 offset;
	u32 region;
	u32 count;
	u8 data[8];
};

/* Limits that this server accepts and reports. */
#define VFIO_USER_MAX_XFER	(64u * 1024)
#define VFIO_USER_MAX_FDS	8
#define VFIO_USER_MAX_MESSAGE	(VFIO_USER_MAX_XFER + 4096)

#endif /* GPU_MODEL_PROTOCOL_H */
