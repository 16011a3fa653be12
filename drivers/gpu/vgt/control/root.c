// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the files of /sys/kernel/vgt share: the folders that they are in, and the shared GPU.
 */
#include <linux/errno.h>
#include <linux/kobject.h>
#include <linux/mutex.h>
#include <linux/sysfs.h>

#include "control.h"

/* A kset: what is in it can tell user space of itself. */
static struct kset *vgt_root;
static struct kobject *vgt_control;

/* The one that is shared, or NULL. */
static struct vgt_device *vgt_shared;
/* Protects vgt_shared. */
static DEFINE_MUTEX(vgt_shared_lock);

/**
 * vgt_control_root_init() - make the folders /sys/kernel/vgt and control/ in it
 *
 * Return: 0 or -ENOMEM.
 */
int vgt_control_root_init(void)
{
	vgt_root = kset_create_and_add("vgt", NULL, kernel_kobj);
	if (!vgt_root)
		return -ENOMEM;
	vgt_control = kobject_create_and_add("control", &vgt_root->kobj);
	if (!vgt_control) {
		kset_unregister(vgt_root);
		return -ENOMEM;
	}
	return 0;
}

/**
 * vgt_control_root_exit() - remove both
 */
void vgt_control_root_exit(void)
{
	kobject_put(vgt_control);
	kset_unregister(vgt_root);
}

/**
 * vgt_control_files() - return the folder /sys/kernel/vgt/control
 */
struct kobject *vgt_control_files(void)
{
	return vgt_control;
}

/**
 * vgt_control_share() - the files are of a GPU from now on
 * @dev: its mediator
 *
 * Return: 0, or -EEXIST where they are of another.
 */
int vgt_control_share(struct vgt_device *dev)
{
	int ret = 0;

	mutex_lock(&vgt_shared_lock);
	if (vgt_shared)
		ret = -EEXIST;
	else
		vgt_shared = dev;
	mutex_unlock(&vgt_shared_lock);
	return ret;
}

/**
 * vgt_control_unshare() - they are not any more; waits for who looks at it
 * @dev: its mediator
 */
void vgt_control_unshare(struct vgt_device *dev)
{
	mutex_lock(&vgt_shared_lock);
	if (vgt_shared == dev)
		vgt_shared = NULL;
	mutex_unlock(&vgt_shared_lock);
}

/**
 * vgt_control_device_get() - get the shared GPU
 *
 * Return: its mediator, which stays until vgt_control_device_put(); or NULL where
 * there is none: then nothing is to be put.
 */
struct vgt_device *vgt_control_device_get(void)
{
	mutex_lock(&vgt_shared_lock);
	if (vgt_shared)
		return vgt_shared;
	mutex_unlock(&vgt_shared_lock);
	return NULL;
}

/**
 * vgt_control_device_put() - release the shared GPU
 */
void vgt_control_device_put(void)
{
	mutex_unlock(&vgt_shared_lock);
}

/**
 * vgt_control_root() - return the kset /sys/kernel/vgt
 */
struct kset *vgt_control_root(void)
{
	return vgt_root;
}

/**
 * vgt_control_notify() - wake pollers of a file whose value has changed
 * @file: its name, in control/
 */
void vgt_control_notify(const char *file)
{
	sysfs_notify(vgt_control, NULL, file);
}
