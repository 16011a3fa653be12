// SPDX-License-Identifier: GPL-2.0-only
/*
 * Read and write files in sysfs.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "number.h"
#include "sysfs.h"

static char root[PATH_MAX] = "/sys";

/**
 * sysfs_set_root() - use another tree than /sys
 * @dir: the tree
 *
 * Return: 0, or -ENAMETOOLONG.
 */
int sysfs_set_root(const char *dir)
{
	if (strlen(dir) >= sizeof(root))
		return -ENAMETOOLONG;
	strcpy(root, dir);
	return 0;
}

/**
 * sysfs_root() - get the tree in use
 *
 * Return: its path.
 */
const char *sysfs_root(void)
{
	return root;
}

static int make_path(char *path, const char *fmt, va_list args)
{
	int n = snprintf(path, PATH_MAX, "%s/", root);

	if (n >= PATH_MAX)
		return -ENAMETOOLONG;
	n += vsnprintf(path + n, PATH_MAX - n, fmt, args);
	return n >= PATH_MAX ? -ENAMETOOLONG : 0;
}

/* Make the path from @fmt and the variable arguments after it. */
#define MAKE_PATH(path, fmt)					\
({								\
	va_list _args;						\
	int _ret;						\
								\
	va_start(_args, fmt);					\
	_ret = make_path(path, fmt, _args);			\
	va_end(_args);						\
	_ret;							\
})

/* Read at most @size bytes. Return: the number of bytes, or a negative errno value. */
static int read_path(const char *path, void *data, size_t size)
{
	size_t done = 0;
	ssize_t n;
	int fd;

	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	do {
		n = read(fd, (char *)data + done, size - done);
		if (n > 0)
			done += n;
	} while (done < size && (n > 0 || (n < 0 && errno == EINTR)));
	if (n < 0)
		n = -errno;
	close(fd);
	return n < 0 ? n : (int)done;
}

/* Write all bytes in one call, as files in sysfs require. */
static int write_path(const char *path, const void *data, size_t size)
{
	ssize_t n;
	int fd;

	fd = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	n = write(fd, data, size);
	if (n < 0)
		n = -errno;
	else
		n = (size_t)n == size ? 0 : -EIO;
	close(fd);
	return n;
}

/**
 * sysfs_exists() - whether a file or folder exists
 * @fmt: its path
 *
 * Return: true if it exists.
 */
bool sysfs_exists(const char *fmt, ...)
{
	char path[PATH_MAX];

	return !MAKE_PATH(path, fmt) && !access(path, F_OK);
}

/**
 * sysfs_read() - read a file's text, without its last newline
 * @text: filled; empty on failure
 * @size: size of @text; longer text gives -EOVERFLOW
 * @fmt: the path
 *
 * Return: the length, or a negative errno value.
 */
int sysfs_read(char *text, size_t size, const char *fmt, ...)
{
	char path[PATH_MAX];
	int ret;

	ret = MAKE_PATH(path, fmt);
	if (!ret)
		ret = read_path(path, text, size);
	if (ret == (int)size)
		ret = -EOVERFLOW;
	text[ret < 0 ? 0 : ret] = 0;
	if (ret > 0 && text[ret - 1] == '\n')
		text[--ret] = 0;
	return ret;
}

/**
 * sysfs_read_number() - read a file that contains one number
 * @value: set
 * @fmt: the path
 *
 * Return: 0, or a negative errno value: -EINVAL if it is not a number.
 */
int sysfs_read_number(uint64_t *value, const char *fmt, ...)
{
	char path[PATH_MAX], text[32];
	int ret;

	ret = MAKE_PATH(path, fmt);
	if (!ret)
		ret = read_path(path, text, sizeof(text) - 1);
	if (ret < 0)
		return ret;
	text[ret] = 0;
	text[strcspn(text, "\n")] = 0;
	return number_parse(text, value);
}

/**
 * sysfs_read_bytes() - read a binary file
 * @data: filled
 * @size: maximum number of bytes
 * @fmt: the path
 *
 * Return: the number of bytes, or a negative errno value.
 */
int sysfs_read_bytes(void *data, size_t size, const char *fmt, ...)
{
	char path[PATH_MAX];
	int ret;

	ret = MAKE_PATH(path, fmt);
	return ret ? ret : read_path(path, data, size);
}

/**
 * sysfs_read_link() - read the name of a link's target, without its path
 * @name: filled; empty on failure
 * @size: size of @name
 * @fmt: the path of the link
 *
 * Return: 0 or a negative errno value.
 */
int sysfs_read_link(char *name, size_t size, const char *fmt, ...)
{
	char path[PATH_MAX], target[PATH_MAX];
	const char *base;
	ssize_t n;
	int ret;

	*name = 0;
	ret = MAKE_PATH(path, fmt);
	if (ret)
		return ret;
	n = readlink(path, target, sizeof(target) - 1);
	if (n < 0)
		return -errno;
	target[n] = 0;
	base = strrchr(target, '/');
	base = base ? base + 1 : target;
	if (strlen(base) >= size)
		return -EOVERFLOW;
	strcpy(name, base);
	return 0;
}

/**
 * sysfs_write() - write text to a file, as echo TEXT >FILE
 * @text: the text, without a newline
 * @fmt: the path
 *
 * Return: 0, or the kernel's error as a negative errno value.
 */
int sysfs_write(const char *text, const char *fmt, ...)
{
	char path[PATH_MAX], line[256];
	int n, ret;

	n = snprintf(line, sizeof(line), "%s\n", text);
	if (n >= (int)sizeof(line))
		return -E2BIG;
	ret = MAKE_PATH(path, fmt);
	return ret ? ret : write_path(path, line, n);
}

/**
 * sysfs_write_bytes() - write bytes to a file, as cat DATA >FILE
 * @data: the bytes
 * @size: their number
 * @fmt: the path
 *
 * Return: 0, or the kernel's error as a negative errno value.
 */
int sysfs_write_bytes(const void *data, size_t size, const char *fmt, ...)
{
	char path[PATH_MAX];
	int ret;

	ret = MAKE_PATH(path, fmt);
	return ret ? ret : write_path(path, data, size);
}

static int not_hidden(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

/**
 * sysfs_list() - list a folder; numbers are in numeric order
 * @list: set; the caller frees it with sysfs_list_free()
 * @wanted: selects entries; NULL for all
 * @fmt: the path
 *
 * Return: the number of entries, or a negative errno value.
 */
int sysfs_list(struct dirent ***list, int (*wanted)(const struct dirent *entry),
	       const char *fmt, ...)
{
	char path[PATH_MAX];
	int ret;

	*list = NULL;
	ret = MAKE_PATH(path, fmt);
	if (ret)
		return ret;
	ret = scandir(path, list, wanted ? wanted : not_hidden, versionsort);
	return ret < 0 ? -errno : ret;
}

/**
 * sysfs_list_free() - free a list
 * @list: the list
 * @n: its length
 */
void sysfs_list_free(struct dirent **list, int n)
{
	while (n > 0)
		free(list[--n]);
	free(list);
}
