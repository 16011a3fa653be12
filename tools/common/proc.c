// SPDX-License-Identifier: GPL-2.0-only
/*
 * Read /proc.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "proc.h"

static char root[PATH_MAX] = "/proc";

/**
 * proc_set_root() - use another tree than /proc
 * @dir: the tree
 *
 * Return: 0, or -ENAMETOOLONG.
 */
int proc_set_root(const char *dir)
{
	if (strlen(dir) >= sizeof(root))
		return -ENAMETOOLONG;
	strcpy(root, dir);
	return 0;
}

static void visit_files(proc_visit *visit, void *arg, int pid)
{
	char path[PATH_MAX + 32], target[PATH_MAX];
	struct dirent *entry;
	ssize_t n;
	DIR *dir;

	snprintf(path, sizeof(path), "%s/%d/fd", root, pid);
	dir = opendir(path);
	/* It ended, or it belongs to another user. */
	if (!dir)
		return;
	while ((entry = readdir(dir))) {
		n = readlinkat(dirfd(dir), entry->d_name, target, sizeof(target) - 1);
		if (n < 0)
			continue;
		target[n] = 0;
		if (!strncmp(target, "/dev/", 5))
			visit(arg, pid, atoi(entry->d_name), target);
	}
	closedir(dir);
}

/**
 * proc_each_device() - visit the devices that processes have open
 * @visit: called for each
 * @arg: for it
 *
 * A user sees his own processes, root all.
 */
void proc_each_device(proc_visit *visit, void *arg)
{
	struct dirent *entry;
	DIR *dir;
	int pid;

	dir = opendir(root);
	if (!dir)
		return;
	while ((entry = readdir(dir))) {
		pid = atoi(entry->d_name);
		if (pid > 0)
			visit_files(visit, arg, pid);
	}
	closedir(dir);
}

/**
 * proc_read() - read the beginning of a file
 * @text: filled, with a 0 after it; empty on failure
 * @size: size of @text
 * @fmt: the path below /proc
 *
 * Return: the number of bytes, or a negative errno value.
 */
int proc_read(char *text, size_t size, const char *fmt, ...)
{
	char path[PATH_MAX + 64];
	size_t done = 0;
	va_list args;
	ssize_t n;
	int fd;

	*text = 0;
	n = snprintf(path, sizeof(path), "%s/", root);
	va_start(args, fmt);
	vsnprintf(path + n, sizeof(path) - n, fmt, args);
	va_end(args);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	while (done < size - 1 && (n = read(fd, text + done, size - 1 - done)) > 0)
		done += n;
	close(fd);
	text[done] = 0;
	return done;
}
