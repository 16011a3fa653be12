// SPDX-License-Identifier: GPL-2.0-only
/*
 * The pictures of a vGPU for user space. VFIO_DEVICE_QUERY_GFX_PLANE reports what is shown,
 * with an id that stays the same as long as the same picture is in the same pages.
 * VFIO_DEVICE_GET_GFX_DMABUF makes a dma-buf of it. If the administrator asks for copies,
 * screen.c copies the picture to a region instead.
 *
 * Source of the interface: include/uapi/linux/vfio.h.
 */
#include <linux/err.h>
#include <linux/mm.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <uapi/drm/drm_fourcc.h>

#include "../core/device_types.h"
#include "../core/entry.h"
#include "../core/log.h"
#include "../core/vgpu_types.h"
#include "../picture/dmabuf.h"
#include "../picture/picture.h"
#include "gfx.h"
#include "vfio.h"

/* DRM_PLANE_TYPE_*, which no header of the user-space ABI has. */
#define VGT_PLANE_TYPE_PRIMARY	1
#define VGT_PLANE_TYPE_CURSOR	2

/**
 * vgt_gfx_init() - initialize the pictures of a vGPU
 * @gfx: filled
 *
 * Return: 0 or -ENOMEM.
 */
int vgt_gfx_init(struct vgt_gfx *gfx)
{
	memset(gfx, 0, sizeof(*gfx));
	mutex_init(&gfx->lock);
	gfx->quota = vgt_dmabuf_quota_create();
	return gfx->quota ? 0 : -ENOMEM;
}

/**
 * vgt_gfx_reset() - forget the pictures that user space was told about
 * @gfx: its planes
 *
 * dma-bufs belong to user space and stay.
 */
void vgt_gfx_reset(struct vgt_gfx *gfx)
{
	mutex_lock(&gfx->lock);
	memset(gfx->pictures, 0, sizeof(gfx->pictures));
	gfx->compressed = false;
	mutex_unlock(&gfx->lock);
	vgt_gfx_forget_size(gfx);
}

/**
 * vgt_gfx_forget_size() - report no picture, instead of a black one, after a reset
 * @gfx: the planes of the device that was reset
 *
 * With this, user space can show what firmware draws (QEMU's ramfb).
 */
void vgt_gfx_forget_size(struct vgt_gfx *gfx)
{
	mutex_lock(&gfx->lock);
	gfx->width = 0;
	gfx->height = 0;
	mutex_unlock(&gfx->lock);
}

/**
 * vgt_gfx_fini() - free the pictures of a vGPU
 * @gfx: what vgt_gfx_init() filled
 */
void vgt_gfx_fini(struct vgt_gfx *gfx)
{
	vgt_dmabuf_quota_put(gfx->quota);
	mutex_destroy(&gfx->lock);
}

/*
 * VFIO knows no offset in a surface: begin at a page where that is the same. Nor does it know a
 * second surface, which says what is compressed.
 */
static int vgt_picture_trim(struct vgt_scanout *s)
{
	u32 skip = s->offset_y * s->stride;

	if (s->upside_down || s->aux_offset || s->offset_x ||
	    s->offset_y % (PAGE_SIZE / s->tile_width) || skip % PAGE_SIZE)
		return -EOPNOTSUPP;
	s->addr += skip;
	s->size -= skip;
	s->offset_y = 0;
	return 0;
}

static struct vgt_gfx_picture *vgt_gfx_by_id(struct vgt_gfx *gfx, u32 id)
{
	u32 i;

	for (i = 0; id && i < VGT_GFX_PICTURES; i++)
		if (gfx->pictures[i].id == id)
			return &gfx->pictures[i];
	return NULL;
}

/* The one not told of for longest makes room. */
static struct vgt_gfx_picture *vgt_gfx_new(struct vgt_gfx *gfx)
{
	struct vgt_gfx_picture *oldest = &gfx->pictures[0];
	u32 i;

	for (i = 0; i < VGT_GFX_PICTURES; i++) {
		struct vgt_gfx_picture *p = &gfx->pictures[i];

		if (!p->id || gfx->clock - p->used > gfx->clock - oldest->used)
			oldest = p;
		if (!p->id)
			break;
	}
	do {
		gfx->last_id++;
	} while (!gfx->last_id || vgt_gfx_by_id(gfx, gfx->last_id));
	oldest->id = gfx->last_id;
	return oldest;
}

/* A record that surely is of this picture: nothing changed since it was looked at. */
static struct vgt_gfx_picture *vgt_gfx_unchanged(struct vgt_gfx *gfx,
						 const struct vgt_scanout *s, u64 changes)
{
	u32 i;

	for (i = 0; i < VGT_GFX_PICTURES; i++) {
		struct vgt_gfx_picture *p = &gfx->pictures[i];

		if (p->id && !p->black && p->changes == changes && vgt_picture_same(&p->scanout, s))
			return p;
	}
	return NULL;
}

/* A record of this picture, by its pages where some were taken. NULL where there is none. */
static struct vgt_gfx_picture *vgt_gfx_find(struct vgt_vfio *v, const struct vgt_scanout *s)
{
	struct vgt_gfx_picture *p, *free = NULL;
	struct vgt_picture_pages look;
	bool summed = false;
	u32 i;

	for (i = 0; i < VGT_GFX_PICTURES; i++) {
		p = &v->gfx.pictures[i];
		if (!p->id || p->black || !vgt_picture_same(&p->scanout, s))
			continue;
		if (!p->taken) {
			free = p;
			continue;
		}
		if (!summed && vgt_picture_look(v->vgpu, s, &look))
			return NULL;
		summed = true;
		if (p->sum == look.sum)
			return p;
	}
	return free;
}

/*
 * The record of a picture: an old record if the picture is still the same. @changes is from
 * before the pages are read: if they change meanwhile, they are read again next time.
 */
static struct vgt_gfx_picture *vgt_gfx_picture(struct vgt_vfio *v,
					       const struct vgt_scanout *s, u64 changes)
{
	struct vgt_gfx_picture *p;

	p = vgt_gfx_unchanged(&v->gfx, s, changes);
	if (p)
		return p;
	if (!vgt_vgpu_mapped(v->vgpu, s->addr, s->size / PAGE_SIZE))
		return ERR_PTR(-EFAULT);
	p = vgt_gfx_find(v, s);
	if (!p) {
		p = vgt_gfx_new(&v->gfx);
		p->scanout = *s;
		p->black = false;
		p->taken = false;
	}
	p->changes = changes;
	return p;
}

static struct vgt_gfx_picture *vgt_gfx_black(struct vgt_gfx *gfx, const struct vgt_scanout *s)
{
	struct vgt_gfx_picture *p;
	u32 i;

	for (i = 0; i < VGT_GFX_PICTURES; i++) {
		p = &gfx->pictures[i];
		if (p->id && p->black && vgt_picture_same(&p->scanout, s))
			return p;
	}
	p = vgt_gfx_new(gfx);
	p->scanout = *s;
	p->black = true;
	p->taken = false;
	return p;
}

static void vgt_plane_fill(struct vgt_vgpu *vgpu, const struct vgt_scanout *s, u32 id,
			   struct vfio_device_gfx_plane_info *info)
{
	struct vgt_cursor_hot hot;

	info->drm_format = s->fourcc;
	info->drm_format_mod = s->modifier;
	info->width = s->width;
	info->height = s->height;
	info->stride = s->stride;
	info->size = s->size;
	info->x_pos = s->x;
	info->y_pos = s->y;
	info->x_hot = ~0u;
	info->y_hot = ~0u;
	info->dmabuf_id = id;
	if (info->drm_plane_type != VGT_PLANE_TYPE_CURSOR)
		return;
	vgt_vgpu_cursor_hot(vgpu, &hot);
	info->x_hot = hot.x;
	info->y_hot = hot.y;
}

/*
 * The guest has switched its monitor off. User space treats "no picture" as "no change" and
 * continues to show the last one. So report a black picture, if there was a picture before.
 */
static int vgt_plane_off(struct vgt_vfio *v, struct vfio_device_gfx_plane_info *info)
{
	struct vgt_scanout s = {
		.width = v->gfx.width, .height = v->gfx.height, .cpp = sizeof(u32),
		.stride = v->gfx.width * sizeof(u32), .fourcc = DRM_FORMAT_XRGB8888,
		.modifier = DRM_FORMAT_MOD_LINEAR,
	};
	struct vgt_gfx_picture *p;

	if (!s.width || info->drm_plane_type == VGT_PLANE_TYPE_CURSOR)
		return 0;
	s.size = PAGE_ALIGN(s.stride * s.height);
	if (info->flags == VFIO_GFX_PLANE_TYPE_REGION)
		return vgt_screen_black(v, &s, info);
	p = vgt_gfx_black(&v->gfx, &s);
	p->used = ++v->gfx.clock;
	vgt_plane_fill(v->vgpu, &s, p->id, info);
	return 0;
}

static void vgt_plane_told(struct vgt_gfx *gfx, const struct vgt_scanout *s,
			   const struct vfio_device_gfx_plane_info *info)
{
	if (info->drm_plane_type == VGT_PLANE_TYPE_CURSOR)
		return;
	gfx->width = s->width;
	gfx->height = s->height;
}

/* Said when it begins. */
static void vgt_plane_compressed(struct vgt_vfio *v, const struct vgt_scanout *s)
{
	if (s->aux_offset && !v->gfx.compressed)
		vgt_info(v->vgpu, "no viewer can show its picture, which the guest compresses\n");
	v->gfx.compressed = s->aux_offset;
}

/* By a copy in the region. */
static int vgt_plane_copy(struct vgt_vfio *v, struct vfio_device_gfx_plane_info *info)
{
	struct vgt_scanout s;
	int ret;

	ret = vgt_screen_copy(v, &s, info);
	if (s.width) {
		vgt_plane_told(&v->gfx, &s, info);
		vgt_plane_compressed(v, &s);
	}
	return ret;
}

/* By an id that a dma-buf can be had for. */
static int vgt_plane_tell(struct vgt_vfio *v, struct vfio_device_gfx_plane_info *info)
{
	bool cursor = info->drm_plane_type == VGT_PLANE_TYPE_CURSOR;
	struct vgt_gfx_picture *p;
	struct vgt_scanout s;
	u64 changes;
	int ret;

	ret = vgt_vgpu_scanout(v->vgpu, cursor, &s, &changes);
	if (ret)
		return ret;
	vgt_plane_told(&v->gfx, &s, info);
	if (!cursor)
		vgt_plane_compressed(v, &s);
	ret = vgt_picture_trim(&s);
	if (ret)
		return ret;
	p = vgt_gfx_picture(v, &s, changes);
	if (IS_ERR(p))
		return PTR_ERR(p);
	p->used = ++v->gfx.clock;
	vgt_plane_fill(v->vgpu, &s, p->id, info);
	return 0;
}

static int vgt_plane_query(struct vgt_vfio *v, struct vfio_device_gfx_plane_info *info)
{
	bool copy = info->flags == VFIO_GFX_PLANE_TYPE_REGION;
	int ret = copy ? vgt_plane_copy(v, info) : vgt_plane_tell(v, info);

	return ret == -EAGAIN ? vgt_plane_off(v, info) : ret;
}

/* The cursor is shown by dma-buf only. Of a region QEMU does not say which plane it means. */
static bool vgt_plane_known(const struct vfio_device_gfx_plane_info *info)
{
	if (info->flags == VFIO_GFX_PLANE_TYPE_DMABUF)
		return info->drm_plane_type == VGT_PLANE_TYPE_PRIMARY ||
		       info->drm_plane_type == VGT_PLANE_TYPE_CURSOR;
	return info->flags == VFIO_GFX_PLANE_TYPE_REGION &&
	       info->drm_plane_type <= VGT_PLANE_TYPE_PRIMARY;
}

/**
 * vgt_vfio_query_plane() - handle VFIO_DEVICE_QUERY_GFX_PLANE
 * @v: the device, open
 * @arg: struct vfio_device_gfx_plane_info of user space
 *
 * A primary plane that is off is reported as a black picture of the size that it had last.
 *
 * Return: 0, without a format if nothing was shown since the device was opened or reset, or if
 * the cursor is off; -EFAULT if the guest shows an address that is not memory; -EFBIG if its
 * picture is too large; else as vgt_scanout_primary().
 */
long vgt_vfio_query_plane(struct vgt_vfio *v, unsigned long arg)
{
	size_t size = offsetofend(struct vfio_device_gfx_plane_info, dmabuf_id);
	struct vfio_device_gfx_plane_info in, info = {};
	int ret;

	if (copy_from_user(&in, (void __user *)arg, size))
		return -EFAULT;
	if (in.argsz < size)
		return -EINVAL;
	if (in.flags == (VFIO_GFX_PLANE_TYPE_PROBE | VFIO_GFX_PLANE_TYPE_DMABUF))
		return v->copies ? -EINVAL : 0;
	if (in.flags == (VFIO_GFX_PLANE_TYPE_PROBE | VFIO_GFX_PLANE_TYPE_REGION))
		return 0;
	if (!vgt_plane_known(&in))
		return -EINVAL;
	info.argsz = in.argsz;
	info.flags = in.flags;
	info.drm_plane_type = in.drm_plane_type;
	if (in.flags == VFIO_GFX_PLANE_TYPE_REGION) {
		ret = vgt_screen_init(v);
		if (ret)
			return ret;
	}

	mutex_lock(&v->gfx.lock);
	ret = vgt_plane_query(v, &info);
	mutex_unlock(&v->gfx.lock);
	if (ret)
		return ret;
	return copy_to_user((void __user *)arg, &info, size) ? -EFAULT : 0;
}

/* The pages that were taken before, or none: where the guest changed them the id is stale. */
static struct vgt_dmabuf *vgt_dmabuf_of(struct vgt_vfio *v, u32 id)
{
	struct vgt_gfx_picture *p = vgt_gfx_by_id(&v->gfx, id);
	struct vgt_picture_pages look;
	struct vgt_dmabuf *buf;

	if (!p)
		return ERR_PTR(-ENOENT);
	if (p->black)
		return vgt_dmabuf_black(v->gfx.quota, p->scanout.size / PAGE_SIZE);
	buf = vgt_picture_take(v->vgpu, &p->scanout, v->gfx.quota, &look);
	if (IS_ERR(buf))
		return p->taken && PTR_ERR(buf) == -EFAULT ? ERR_PTR(-ESTALE) : buf;
	if (p->taken && look.sum != p->sum) {
		vgt_dmabuf_free(buf);
		return ERR_PTR(-ESTALE);
	}
	p->taken = true;
	p->sum = look.sum;
	p->changes = look.changes;
	return buf;
}

/**
 * vgt_vfio_get_dmabuf() - handle VFIO_DEVICE_GET_GFX_DMABUF
 * @v: the device, open
 * @arg: id of user space, as vgt_vfio_query_plane() reported it
 *
 * Return: a file descriptor; -ENOENT if no such id was reported lately; -ESTALE if the guest
 * has other memory there than in the id's first dma-buf; -EFAULT if it has none; -EMFILE if
 * there are too many dma-bufs; -ENOMEM.
 */
long vgt_vfio_get_dmabuf(struct vgt_vfio *v, unsigned long arg)
{
	struct vgt_dmabuf *buf;
	u32 id;

	if (get_user(id, (u32 __user *)arg))
		return -EFAULT;
	mutex_lock(&v->gfx.lock);
	buf = vgt_dmabuf_of(v, id);
	mutex_unlock(&v->gfx.lock);
	return IS_ERR(buf) ? PTR_ERR(buf) : vgt_dmabuf_fd(buf);
}
