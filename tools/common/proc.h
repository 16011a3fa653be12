/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The processes, and the devices that they have open.
 */
#ifndef VGT_TOOLS_PROC_H
#define VGT_TOOLS_PROC_H

#include <stddef.h>

/**
 * proc_visit - called for each open device
 * @arg: of the caller
 * @pid: the process
 * @fd: its file descriptor
 * @path: path of the device, such as /dev/vfio/12
 */
typedef void proc_visit(void *arg, int pid, int fd, const char *path);

int proc_set_root(const char *dir);
void proc_each_device(proc_visit *visit, void *arg);
int proc_read(char *text, size_t size, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

#endif
