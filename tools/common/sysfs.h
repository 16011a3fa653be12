/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Files in sysfs, by paths below its root. All functions return negative errno values.
 */
#ifndef VGT_TOOLS_SYSFS_H
#define VGT_TOOLS_SYSFS_H

#include <dirent.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SYSFS_PATH(n) __attribute__((format(printf, n, n + 1)))

int sysfs_set_root(const char *dir);
const char *sysfs_root(void);

bool sysfs_exists(const char *fmt, ...) SYSFS_PATH(1);
int sysfs_read(char *text, size_t size, const char *fmt, ...) SYSFS_PATH(3);
int sysfs_read_number(uint64_t *value, const char *fmt, ...) SYSFS_PATH(2);
int sysfs_read_bytes(void *data, size_t size, const char *fmt, ...) SYSFS_PATH(3);
int sysfs_read_link(char *name, size_t size, const char *fmt, ...) SYSFS_PATH(3);
int sysfs_write(const char *text, const char *fmt, ...) SYSFS_PATH(2);
int sysfs_write_bytes(const void *data, size_t size, const char *fmt, ...) SYSFS_PATH(3);

int sysfs_list(struct dirent ***list, int (*wanted)(const struct dirent *entry),
	       const char *fmt, ...) SYSFS_PATH(3);
void sysfs_list_free(struct dirent **list, int n);

#endif
