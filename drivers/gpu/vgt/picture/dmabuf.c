// SPDX-License-Identifier: GPL-2.0-only
/*
 * Pages of a guest as a dma-buf, which any driver can import and any program can map.
 *
 * A dma-buf has its own references to its pages. It knows neither vGPU nor device, and may outlive
 * both. While the guest shows the pages, its GGTT entries pin them as well. The exporter compares
 * pages, not addresses, to find out whether the picture is still the same.
 *
 * On all supported GPUs, processors see what the GPU wrote. But the display does not look into the
 * processors' caches, and what a guest draws may be there: if a VM has only mediated devices, KVM
 * treats the guest's write-combined mappings as cached ones, and the guest does not flush what it
 * believes to be in memory. Drivers that import a dma-buf do not flush it either. So flush here:
 * when the dma-buf is mapped for a device, and in vgt_dmabuf_flush().
 */
#include <linux/dma-buf.h>
#include <linux/dma-mapping.h>
#include <linux/err.h>
#include <linux/fcntl.h>
#include <linux/kref.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/scatterlist.h>
#include <linux/sched.h>
#include <linux/slab.h>

#include <drm/drm_cache.h>

#include "compat.h"
#include "dmabuf.h"

/* Limit of live dma-bufs of a vGPU: their pages do not count as locked memory. */
#define VGT_DMABUFS_MAX		32

/* Pages flushed at a time: about 100 us. */
#define VGT_DMABUF_FLUSH	256u

/**
 * struct vgt_dmabuf_quota - the number of a vGPU's dma-bufs
 * @ref: held by the vGPU and by each dma-buf
 * @live: number of dma-bufs
 */
struct vgt_dmabuf_quota {
	struct kref ref;
	atomic_t live;
};

/**
 * struct vgt_dmabuf - a dma-buf, exported or not yet
 * @quota: the quota that it counts in
 * @count: number of pages
 * @pages: the pages, each with a reference
 */
struct vgt_dmabuf {
	struct vgt_dmabuf_quota *quota;
	u32 count;
	struct page *pages[];
};

/**
 * vgt_dmabuf_quota_create() - create the quota of a vGPU's dma-bufs
 *
 * Return: the quota, or NULL if there is no memory.
 */
struct vgt_dmabuf_quota *vgt_dmabuf_quota_create(void)
{
	struct vgt_dmabuf_quota *quota = kzalloc(sizeof(*quota), GFP_KERNEL);

	if (quota)
		kref_init(&quota->ref);
	return quota;
}

/**
 * vgt_dmabuf_quota_used() - get the number of dma-bufs
 * @quota: the quota that they count in
 *
 * Return: their number.
 */
u32 vgt_dmabuf_quota_used(const struct vgt_dmabuf_quota *quota)
{
	return atomic_read(&quota->live);
}

static void vgt_dmabuf_quota_release(struct kref *ref)
{
	kfree(container_of(ref, struct vgt_dmabuf_quota, ref));
}

/**
 * vgt_dmabuf_quota_put() - release the quota of a vGPU's dma-bufs
 * @quota: the quota, which stays until the last dma-buf is gone
 */
void vgt_dmabuf_quota_put(struct vgt_dmabuf_quota *quota)
{
	kref_put(&quota->ref, vgt_dmabuf_quota_release);
}

/**
 * vgt_dmabuf_alloc() - begin a dma-buf
 * @quota: the quota that it counts in
 * @max: maximum number of pages
 *
 * Return: the dma-buf, without pages; or an error pointer: -EMFILE if the vGPU is at its limit,
 * -ENOMEM.
 */
struct vgt_dmabuf *vgt_dmabuf_alloc(struct vgt_dmabuf_quota *quota, u32 max)
{
	struct vgt_dmabuf *buf;

	if (!atomic_add_unless(&quota->live, 1, VGT_DMABUFS_MAX))
		return ERR_PTR(-EMFILE);
	buf = kvzalloc(struct_size(buf, pages, max), GFP_KERNEL_ACCOUNT);
	if (!buf) {
		atomic_dec(&quota->live);
		return ERR_PTR(-ENOMEM);
	}
	kref_get(&quota->ref);
	buf->quota = quota;
	return buf;
}

/**
 * vgt_dmabuf_add() - add a page
 * @buf: the dma-buf, not exported and not full
 * @page: the page, to which the caller has a reference
 */
void vgt_dmabuf_add(struct vgt_dmabuf *buf, struct page *page)
{
	get_page(page);
	buf->pages[buf->count++] = page;
}

/**
 * vgt_dmabuf_black() - begin a dma-buf of zeroes
 * @quota: the quota that it counts in
 * @count: number of pages; all are the same page
 *
 * Return: the dma-buf; or an error pointer as vgt_dmabuf_alloc().
 */
struct vgt_dmabuf *vgt_dmabuf_black(struct vgt_dmabuf_quota *quota, u32 count)
{
	struct vgt_dmabuf *buf = vgt_dmabuf_alloc(quota, count);
	struct page *page;

	if (IS_ERR(buf))
		return buf;
	page = alloc_page(GFP_KERNEL_ACCOUNT | __GFP_ZERO);
	if (!page) {
		vgt_dmabuf_free(buf);
		return ERR_PTR(-ENOMEM);
	}
	while (count--)
		vgt_dmabuf_add(buf, page);
	put_page(page);
	return buf;
}

/**
 * vgt_dmabuf_free() - free a dma-buf
 * @buf: the dma-buf, which nobody else can use
 */
void vgt_dmabuf_free(struct vgt_dmabuf *buf)
{
	u32 i;

	for (i = 0; i < buf->count; i++) {
		/* A user of the mapping may have written. */
		set_page_dirty_lock(buf->pages[i]);
		put_page(buf->pages[i]);
	}
	atomic_dec(&buf->quota->live);
	vgt_dmabuf_quota_put(buf->quota);
	kvfree(buf);
}

static void vgt_dmabuf_flush_pages(struct vgt_dmabuf *buf)
{
	u32 at, n;

	for (at = 0; at < buf->count; at += n) {
		n = min(buf->count - at, VGT_DMABUF_FLUSH);
		drm_clflush_pages(&buf->pages[at], n);
		cond_resched();
	}
}

static int vgt_dmabuf_sg_fill(const struct vgt_dmabuf *buf, struct sg_table *sg,
			      struct device *dev, enum dma_data_direction dir)
{
	int ret;

	ret = sg_alloc_table_from_pages(sg, (struct page **)buf->pages, buf->count, 0,
					(u64)buf->count << PAGE_SHIFT, GFP_KERNEL);
	if (ret)
		return ret;
	ret = dma_map_sgtable(dev, sg, dir, 0);
	if (ret)
		sg_free_table(sg);
	return ret;
}

static struct sg_table *vgt_dmabuf_map(struct dma_buf_attachment *at,
				       enum dma_data_direction dir)
{
	struct sg_table *sg = kzalloc(sizeof(*sg), GFP_KERNEL);
	int ret;

	if (!sg)
		return ERR_PTR(-ENOMEM);
	ret = vgt_dmabuf_sg_fill(at->dmabuf->priv, sg, at->dev, dir);
	if (!ret) {
		vgt_dmabuf_flush_pages(at->dmabuf->priv);
		return sg;
	}
	kfree(sg);
	return ERR_PTR(ret);
}

static void vgt_dmabuf_unmap(struct dma_buf_attachment *at, struct sg_table *sg,
			     enum dma_data_direction dir)
{
	dma_unmap_sgtable(at->dev, sg, dir, 0);
	sg_free_table(sg);
	kfree(sg);
}

/* Anonymous memory of another process cannot be mapped as pages of a file. */
static vm_fault_t vgt_dmabuf_fault(struct vm_fault *vmf)
{
	const struct vgt_dmabuf *buf = vmf->vma->vm_private_data;

	if (vmf->pgoff >= buf->count)
		return VM_FAULT_SIGBUS;
	return vmf_insert_pfn(vmf->vma, vmf->address,
			      page_to_pfn(buf->pages[vmf->pgoff]));
}

static const struct vm_operations_struct vgt_dmabuf_vm_ops = {
	.fault = vgt_dmabuf_fault,
};

static int vgt_dmabuf_mmap(struct dma_buf *dmabuf, struct vm_area_struct *vma)
{
	if (!(vma->vm_flags & VM_SHARED))
		return -EINVAL;
	vgt_vma_flags_set(vma, VM_PFNMAP | VM_DONTEXPAND | VM_DONTDUMP);
	vma->vm_private_data = dmabuf->priv;
	vma->vm_ops = &vgt_dmabuf_vm_ops;
	return 0;
}

static void vgt_dmabuf_release(struct dma_buf *dmabuf)
{
	vgt_dmabuf_free(dmabuf->priv);
}

static const struct dma_buf_ops vgt_dmabuf_ops = {
	.map_dma_buf = vgt_dmabuf_map,
	.unmap_dma_buf = vgt_dmabuf_unmap,
	.mmap = vgt_dmabuf_mmap,
	.release = vgt_dmabuf_release,
};

/**
 * vgt_dmabuf_export() - export a dma-buf
 * @buf: has at least one page; its ownership is passed on, even on failure
 *
 * Return: the dma-buf, or an error pointer.
 */
struct dma_buf *vgt_dmabuf_export(struct vgt_dmabuf *buf)
{
	DEFINE_DMA_BUF_EXPORT_INFO(info);
	struct dma_buf *dmabuf;

	info.ops = &vgt_dmabuf_ops;
	info.size = (size_t)buf->count << PAGE_SHIFT;
	info.flags = O_RDWR;
	info.priv = buf;
	dmabuf = dma_buf_export(&info);
	if (IS_ERR(dmabuf))
		vgt_dmabuf_free(buf);
	return dmabuf;
}

/**
 * vgt_dmabuf_flush() - write the processors' caches of a dma-buf back to memory
 * @dmabuf: a dma-buf of vgt_dmabuf_export()
 *
 * For devices that do not look into the caches. Sleeps.
 *
 * Return: the number of bytes processed.
 */
u64 vgt_dmabuf_flush(struct dma_buf *dmabuf)
{
	struct vgt_dmabuf *buf = dmabuf->priv;

	vgt_dmabuf_flush_pages(buf);
	return (u64)buf->count << PAGE_SHIFT;
}

/**
 * vgt_dmabuf_fd() - give a dma-buf to user space
 * @buf: has at least one page; its ownership is passed on, even on failure
 *
 * Return: a file descriptor, or a negative errno.
 */
int vgt_dmabuf_fd(struct vgt_dmabuf *buf)
{
	struct dma_buf *dmabuf = vgt_dmabuf_export(buf);
	int fd;

	if (IS_ERR(dmabuf))
		return PTR_ERR(dmabuf);
	fd = dma_buf_fd(dmabuf, O_CLOEXEC);
	if (fd < 0)
		dma_buf_put(dmabuf);
	return fd;
}
