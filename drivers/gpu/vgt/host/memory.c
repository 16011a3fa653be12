// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memory for the GPU: pages, and i915's buffers in the GGTT.
 */
#include <linux/dma-mapping.h>
#include <linux/slab.h>

#include "i915.h"

/* Memory below 4 GiB is scarce: try once, then use any memory. */
#define VGT_GFP			(GFP_KERNEL_ACCOUNT | __GFP_ZERO)
#define VGT_GFP_LOW		(VGT_GFP | GFP_DMA32 | __GFP_NORETRY | __GFP_NOWARN)

int vgt_i915_page_alloc(struct vgt_gpu *gpu, struct vgt_gpu_page *page, bool low)
{
	struct device *dev = to_host(gpu)->exported.dev;
	struct page *p = low ? alloc_page(VGT_GFP_LOW) : NULL;
	dma_addr_t dma;

	if (!p)
		p = alloc_page(VGT_GFP);
	if (!p)
		return -ENOMEM;
	dma = dma_map_page(dev, p, 0, PAGE_SIZE, DMA_BIDIRECTIONAL);
	if (dma_mapping_error(dev, dma)) {
		__free_page(p);
		return -ENOMEM;
	}
	page->va = page_address(p);
	page->dma = dma;
	return 0;
}

void vgt_i915_page_free(struct vgt_gpu *gpu, struct vgt_gpu_page *page)
{
	dma_unmap_page(to_host(gpu)->exported.dev, page->dma, PAGE_SIZE,
		       DMA_BIDIRECTIONAL);
	__free_page(virt_to_page(page->va));
	memset(page, 0, sizeof(*page));
}

/**
 * struct vgt_i915_buffer - memory mapped in the host's part of the GGTT
 * @buf: the port's part
 * @obj: the driver's object
 * @vma: its mapping
 */
struct vgt_i915_buffer {
	struct vgt_gpu_buffer buf;
	struct drm_i915_gem_object *obj;
	struct i915_vma *vma;
};

/**
 * vgt_i915_pin_object() - pin an object in the GGTT
 * @obj: the object
 * @flags: PIN_* flags for the place, in addition to %PIN_HIGH
 *
 * If there is no room, i915 does not wait until the GPU is idle: the caller tries again.
 *
 * Return: the mapping, which the caller unpins; or an error pointer: -ENOSPC if there is no room.
 */
struct i915_vma *vgt_i915_pin_object(struct drm_i915_gem_object *obj, u64 flags)
{
	struct i915_gem_ww_ctx ww;
	struct i915_vma *vma;
	int err;

	i915_gem_ww_ctx_init(&ww, false);
retry:
	err = i915_gem_object_lock(obj, &ww);
	if (!err) {
		vma = i915_gem_object_ggtt_pin_ww(obj, &ww, NULL, 0, 0,
						  flags | PIN_HIGH | PIN_NONBLOCK);
		err = PTR_ERR_OR_ZERO(vma);
	}
	if (err == -EDEADLK) {
		err = i915_gem_ww_ctx_backoff(&ww);
		if (!err)
			goto retry;
	}
	i915_gem_ww_ctx_fini(&ww);
	return err ? ERR_PTR(err) : vma;
}

static int vgt_i915_map_object(struct vgt_i915_buffer *b)
{
	void *va;

	i915_gem_object_lock(b->obj, NULL);
	va = i915_gem_object_pin_map(b->obj, I915_MAP_WB);
	i915_gem_object_unlock(b->obj);
	if (IS_ERR(va))
		return PTR_ERR(va);
	b->buf.va = va;
	return 0;
}

struct vgt_gpu_buffer *vgt_i915_buffer_create(struct vgt_gpu *gpu, u32 size)
{
	struct vgt_i915_buffer *b;
	int ret;

	b = kzalloc(sizeof(*b), GFP_KERNEL);
	if (!b)
		return ERR_PTR(-ENOMEM);
	b->obj = i915_gem_object_create_shmem(to_host(gpu)->i915,
					      roundup(size, PAGE_SIZE));
	if (IS_ERR(b->obj)) {
		ret = PTR_ERR(b->obj);
		goto err_free;
	}
	b->vma = vgt_i915_pin_object(b->obj, 0);
	if (IS_ERR(b->vma)) {
		ret = PTR_ERR(b->vma);
		goto err_obj;
	}
	ret = vgt_i915_map_object(b);
	if (ret)
		goto err_vma;
	b->buf.size = b->obj->base.size;
	b->buf.ggtt = i915_ggtt_offset(b->vma);
	return &b->buf;

err_vma:
	i915_vma_unpin(b->vma);
err_obj:
	i915_gem_object_put(b->obj);
err_free:
	kfree(b);
	return ERR_PTR(ret);
}

void vgt_i915_buffer_destroy(struct vgt_gpu *gpu, struct vgt_gpu_buffer *buf)
{
	struct vgt_i915_buffer *b = container_of(buf, struct vgt_i915_buffer, buf);

	i915_gem_object_lock(b->obj, NULL);
	i915_gem_object_unpin_map(b->obj);
	i915_vma_unpin(b->vma);
	i915_gem_object_unlock(b->obj);
	i915_gem_object_put(b->obj);
	kfree(b);
}
