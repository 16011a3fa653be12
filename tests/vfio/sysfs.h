/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Files that administrators read and write. Whatever goes wrong ends the test, except as said.
 */
#ifndef VGT_VFIO_SYSFS_H
#define VGT_VFIO_SYSFS_H

#include "types.h"

/* The number in a file, decimal. */
u64 sysfs_number(const char *path);

/* Writes a number to a file. */
void sysfs_put(const char *path, u64 value);

/* Writes a text to a file. Returns 0 or an errno: nothing ends. */
int sysfs_write(const char *path, const char *text);

/* A number of a vGPU's statistics. */
u64 vm_stat(const char *uuid, const char *name);

/* Does a file of a vGPU's hold this word? */
bool vm_says(const char *uuid, const char *name, const char *word);

#endif /* VGT_VFIO_SYSFS_H */
