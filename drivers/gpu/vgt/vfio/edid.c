// SPDX-License-Identifier: GPL-2.0-only
/*
 * VFIO's EDID region: user space that shows a guest's picture asks for a size with it. The
 * region belongs to the monitor at port B.
 *
 * User space takes the link down, writes the EDID, and takes the link up again. The EDID takes
 * effect when the link is up. Both last as long as this process has the vGPU open: the next one
 * finds the administrator's monitor.
 *
 * Source of the layout: include/uapi/linux/vfio.h.
 */
#include <linux/errno.h>
#include <linux/string.h>

#include "../core/entry.h"
#include "region.h"

#define VGT_EDID_PORT		VGT_PORT_B
#define VGT_EDID_OFFSET		2048

#define VGT_EDID_FIELD(_name)	offsetof(struct vfio_region_gfx_edid, _name)

/**
 * vgt_edid_region_init() - set the region to its state for a new process
 * @v: the device, about to be opened
 */
void vgt_edid_region_init(struct vgt_vfio *v)
{
	struct vgt_edid_region *region = &v->edid;
	struct vgt_monitor_setup setup;

	vgt_vgpu_monitor_setup(v->vgpu, VGT_EDID_PORT, &setup);
	mutex_lock(&region->lock);
	memcpy(region->data, setup.edid, sizeof(region->data));
	region->size = setup.edid_len;
	mutex_unlock(&region->lock);
}

static void vgt_edid_header(const struct vgt_vfio *v, struct vfio_region_gfx_edid *header)
{
	header->edid_offset = VGT_EDID_OFFSET;
	header->edid_max_size = VGT_EDID_SIZE;
	header->edid_size = v->edid.size;
	header->max_xres = VGT_MONITOR_WIDTH_MAX;
	header->max_yres = VGT_MONITOR_HEIGHT_MAX;
	header->link_state = vgt_vgpu_monitor_connected(v->vgpu, VGT_EDID_PORT) ?
			     VFIO_DEVICE_GFX_LINK_STATE_UP : VFIO_DEVICE_GFX_LINK_STATE_DOWN;
}

/* The EDID's part of an access, or NULL. */
static u8 *vgt_edid_data(struct vgt_vfio *v, u64 offset, u32 len)
{
	if (offset < VGT_EDID_OFFSET || offset - VGT_EDID_OFFSET > VGT_EDID_SIZE - len)
		return NULL;
	return v->edid.data + (offset - VGT_EDID_OFFSET);
}

static void vgt_edid_read(struct vgt_vfio *v, u64 offset, void *buf, u32 len)
{
	const u8 *data = vgt_edid_data(v, offset, len);
	struct vfio_region_gfx_edid header;

	memset(buf, 0, len);
	if (data) {
		memcpy(buf, data, len);
	} else if (offset <= sizeof(header) - len) {
		vgt_edid_header(v, &header);
		memcpy(buf, (u8 *)&header + offset, len);
	}
}

/* -EINVAL for an EDID that is none; -ENODEV where the administrator took the port away. */
static int vgt_edid_link(struct vgt_vfio *v, u32 state)
{
	switch (state) {
	case VFIO_DEVICE_GFX_LINK_STATE_UP:
		return vgt_vgpu_link_up(v->vgpu, VGT_EDID_PORT, v->edid.data, v->edid.size);
	case VFIO_DEVICE_GFX_LINK_STATE_DOWN:
		vgt_vgpu_link_down(v->vgpu, VGT_EDID_PORT);
		return 0;
	default:
		return -EINVAL;
	}
}

/* -EINVAL where nothing can be written, or of what cannot be; else as the link. */
static int vgt_edid_write(struct vgt_vfio *v, u64 offset, const void *buf, u32 len)
{
	u8 *data = vgt_edid_data(v, offset, len);
	u32 val;

	if (data) {
		memcpy(data, buf, len);
		return 0;
	}
	if (len != sizeof(val))
		return -EINVAL;
	memcpy(&val, buf, sizeof(val));
	switch (offset) {
	case VGT_EDID_FIELD(edid_size):
		if (val > VGT_EDID_SIZE)
			return -EINVAL;
		v->edid.size = val;
		return 0;
	case VGT_EDID_FIELD(link_state):
		return vgt_edid_link(v, val);
	default:
		return -EINVAL;
	}
}

static int vgt_edid_region_read(struct vgt_vfio *v, u64 offset, void *buf, u32 len)
{
	mutex_lock(&v->edid.lock);
	vgt_edid_read(v, offset, buf, len);
	mutex_unlock(&v->edid.lock);
	return 0;
}

static int vgt_edid_region_write(struct vgt_vfio *v, u64 offset, const void *buf, u32 len)
{
	int ret;

	mutex_lock(&v->edid.lock);
	ret = vgt_edid_write(v, offset, buf, len);
	mutex_unlock(&v->edid.lock);
	return ret;
}

const struct vgt_region vgt_region_edid = {
	.name = "EDID",
	.size = VGT_EDID_REGION_SIZE,
	.flags = VGT_REGION_RW,
	.type = VFIO_REGION_TYPE_GFX,
	.subtype = VFIO_REGION_SUBTYPE_GFX_EDID,
	.widest = 8,
	.read = vgt_edid_region_read,
	.write = vgt_edid_region_write,
};
