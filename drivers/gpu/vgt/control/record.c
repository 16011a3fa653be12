// SPDX-License-Identifier: GPL-2.0-only
/*
 * /sys/kernel/debug/vgt/vmN: the flight recorder of a vGPU. A file that is open records; what it
 * gives is the record, and nothing while there is nothing new. The format is in
 * core/record/format.h.
 */
#include <linux/capability.h>
#include <linux/debugfs.h>
#include <linux/errno.h>
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/lockdep.h>
#include <linux/log2.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/rcupdate.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "../core/device_types.h"
#include "../core/gpu_port.h"
#include "../core/log.h"
#include "../core/record/writer.h"
#include "../core/vgpu_types.h"
#include "control.h"

static unsigned int vgt_record_kb = 8192;

module_param_named(record_kb, vgt_record_kb, uint, 0644);
MODULE_PARM_DESC(record_kb, "Memory for what the flight recorder of a vGPU has and nobody has read yet, in KiB, 1024 to 1048576 (8192)");

/* What a read copies at a time, with interrupts off. */
#define VGT_RECORD_COPY		4096u

/* Version and number of the source of this vgt. */
static char vgt_record_made_by[48];
/*
 * Protects which vGPU a recorder has, between the file's user and the vGPU's end. Nobody waits for
 * a vGPU with it: others' vGPUs could not be removed meanwhile.
 */
static DEFINE_MUTEX(vgt_record_lock);
/* The folder of all vGPUs. */
static struct dentry *vgt_record_root;

static u32 vgt_record_bytes(void)
{
	u32 kb = clamp(READ_ONCE(vgt_record_kb), VGT_RECORD_RING_MIN >> 10,
		       VGT_RECORD_RING_MAX >> 10);

	return roundup_pow_of_two(kb << 10);
}

static int vgt_record_begin(struct inode *inode, struct file *file, bool memory)
{
	struct vgt_vgpu *vgpu = inode->i_private;
	struct vgt_record_writer *w;
	int ret;

	if (!capable(CAP_SYS_ADMIN))
		return -EPERM;
	w = vgt_record_writer_create(vgt_record_bytes(), memory, vgt_record_made_by);
	if (!w)
		return -ENOMEM;
	/* debugfs_remove() waits for this, so the vGPU stays. */
	ret = vgt_record_attach(w, vgpu);
	if (ret) {
		vgt_record_writer_destroy(w);
		return ret;
	}
	file->private_data = w;
	return nonseekable_open(inode, file);
}

static int vgt_record_file_open(struct inode *inode, struct file *file)
{
	return vgt_record_begin(inode, file, false);
}

static int vgt_record_memory_open(struct inode *inode, struct file *file)
{
	return vgt_record_begin(inode, file, true);
}

/* What cannot be copied stays in the ring. */
static ssize_t vgt_record_copy(struct vgt_record_writer *w, void *copy, char __user *buf,
			       size_t count)
{
	size_t done = 0;
	u32 n;

	lockdep_assert_held(&w->reader);
	while (done < count) {
		if (signal_pending(current))
			return done ?: -EINTR;
		n = vgt_record_peek(w, copy, min_t(size_t, count - done, VGT_RECORD_COPY));
		if (!n)
			break;
		if (copy_to_user(buf + done, copy, n))
			return done ?: -EFAULT;
		vgt_record_skip(w, n);
		done += n;
	}
	return done;
}

static ssize_t vgt_record_file_read(struct file *file, char __user *buf, size_t count,
				    loff_t *pos)
{
	struct vgt_record_writer *w = file->private_data;
	ssize_t ret;
	void *copy;

	copy = kmalloc(VGT_RECORD_COPY, GFP_KERNEL);
	if (!copy)
		return -ENOMEM;
	ret = mutex_lock_interruptible(&w->reader);
	if (!ret) {
		ret = vgt_record_copy(w, copy, buf, count);
		mutex_unlock(&w->reader);
	}
	kfree(copy);
	return ret;
}

/* The lock is held. */
static void vgt_record_end(struct vgt_record_writer *w)
{
	lockdep_assert_held(&vgt_record_lock);
	if (w->vgpu && w->lost_all)
		vgt_warn(w->vgpu, "%llu items are missing in its record: it was read too slowly for record_kb=%u\n",
			 w->lost_all, w->size >> 10);
	vgt_record_detach(w);
}

static int vgt_record_file_release(struct inode *inode, struct file *file)
{
	struct vgt_record_writer *w = file->private_data;

	mutex_lock(&vgt_record_lock);
	vgt_record_end(w);
	mutex_unlock(&vgt_record_lock);
	vgt_record_writer_destroy(w);
	return 0;
}

static const struct file_operations vgt_record_fops = {
	.owner = THIS_MODULE,
	.open = vgt_record_file_open,
	.read = vgt_record_file_read,
	.release = vgt_record_file_release,
};

static const struct file_operations vgt_record_memory_fops = {
	.owner = THIS_MODULE,
	.open = vgt_record_memory_open,
	.read = vgt_record_file_read,
	.release = vgt_record_file_release,
};

/**
 * vgt_record_add() - make a vGPU's folder in debugfs
 * @vgpu: the vGPU
 *
 * Return: the folder. Without debugfs, or without memory, the vGPU has none.
 */
struct dentry *vgt_record_add(struct vgt_vgpu *vgpu)
{
	struct dentry *folder;
	char name[16];

	scnprintf(name, sizeof(name), "vm%d", vgpu->id);
	folder = debugfs_create_dir(name, vgt_record_root);
	debugfs_create_file("record", 0400, folder, vgpu, &vgt_record_fops);
	debugfs_create_file("record_memory", 0400, folder, vgpu, &vgt_record_memory_fops);
	return folder;
}

/**
 * vgt_record_del() - remove a vGPU's folder, and end its record
 * @vgpu: the vGPU
 * @folder: the folder. Who has a file there open can only close it
 */
void vgt_record_del(struct vgt_vgpu *vgpu, struct dentry *folder)
{
	struct vgt_record *rec;

	/* Waits until nobody opens a file any more. */
	debugfs_remove(folder);
	mutex_lock(&vgt_record_lock);
	rec = rcu_dereference_protected(vgpu->record, lockdep_is_held(&vgt_record_lock));
	if (rec)
		vgt_record_end(container_of(rec, struct vgt_record_writer, rec));
	mutex_unlock(&vgt_record_lock);
}

/* Built into the kernel, vgt has none. */
static const char *vgt_record_srcversion(void)
{
#ifdef MODULE
	return THIS_MODULE->srcversion ?: "";
#else
	return "";
#endif
}

/**
 * vgt_record_init() - make /sys/kernel/debug/vgt
 */
void vgt_record_init(void)
{
	scnprintf(vgt_record_made_by, sizeof(vgt_record_made_by), "%s %s", VGT_VERSION,
		  vgt_record_srcversion());
	vgt_record_root = debugfs_create_dir(KBUILD_MODNAME, NULL);
}

/**
 * vgt_record_exit() - remove it
 */
void vgt_record_exit(void)
{
	debugfs_remove(vgt_record_root);
}
