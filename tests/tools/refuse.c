// SPDX-License-Identifier: GPL-2.0-only
/*
 * For LD_PRELOAD: a write to the file of one name fails as the kernel would let it fail.
 * VGT_REFUSE=NAME:ERRNO, the last part of its path and the name of an errno value.
 * VGT_LOG=FILE: the kernel's log is what this file holds.
 * VGT_FOLDERS=FILE: the folders that are read are added to this file.
 * VGT_LINES=N: of a file that is read line by line, what is behind line N cannot be read.
 * VGT_DISK=BYTES: no file gets larger than that until the log is read: then there is space.
 */
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

static const struct {
	const char *name;
	int value;
} errors[] = {
	{ "EAGAIN", EAGAIN }, { "EBUSY", EBUSY }, { "EDQUOT", EDQUOT }, { "EEXIST", EEXIST },
	{ "EINVAL", EINVAL }, { "EIO", EIO }, { "ENODEV", ENODEV }, { "ENOMEM", ENOMEM },
	{ "ENOSPC", ENOSPC }, { "ERANGE", ERANGE }, { "ENXIO", ENXIO },
	{ "EUSERS", EUSERS }, { "EROFS", EROFS },
};

static int errno_of(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof(errors) / sizeof(*errors); i++)
		if (!strcmp(errors[i].name, name))
			return errors[i].value;
	fprintf(stderr, "refuse: %s is not in the table\n", name);
	abort();
}

/* Is @fd the file that @rule is of? */
static bool is_meant(int fd, const char *rule)
{
	char link[32], path[PATH_MAX];
	size_t len = strcspn(rule, ":");
	const char *name;
	ssize_t n;

	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	n = readlink(link, path, sizeof(path) - 1);
	if (n < 0)
		return false;
	path[n] = 0;
	name = strrchr(path, '/');
	return name && strlen(name + 1) == len && !strncmp(name + 1, rule, len);
}

ssize_t write(int fd, const void *data, size_t size)
{
	static ssize_t (*real)(int fd, const void *data, size_t size);
	const char *rule = getenv("VGT_REFUSE");

	if (!real)
		real = dlsym(RTLD_NEXT, "write");
	if (rule && is_meant(fd, rule)) {
		errno = errno_of(strchr(rule, ':') + 1);
		return -1;
	}
	return real(fd, data, size);
}

DIR *opendir(const char *path)
{
	static DIR *(*real)(const char *path);
	const char *name = getenv("VGT_FOLDERS");
	FILE *file = name ? fopen(name, "ae") : NULL;

	if (!real)
		real = dlsym(RTLD_NEXT, "opendir");
	if (file) {
		fprintf(file, "%s\n", path);
		fclose(file);
	}
	return real(path);
}

/* What glibc's headers make of getline(). */
ssize_t __getdelim(char **line, size_t *size, int end, FILE *in)
{
	static ssize_t (*real)(char **line, size_t *size, int end, FILE *in);
	static unsigned long count;
	const char *lines = getenv("VGT_LINES");

	if (!real)
		real = dlsym(RTLD_NEXT, "__getdelim");
	if (lines && count++ >= strtoul(lines, NULL, 10)) {
		errno = EIO;
		return -1;
	}
	return real(line, size, end, in);
}

static void set_disk(rlim_t bytes)
{
	struct rlimit limit;

	getrlimit(RLIMIT_FSIZE, &limit);
	limit.rlim_cur = bytes;
	setrlimit(RLIMIT_FSIZE, &limit);
}

__attribute__((constructor)) static void fill_disk(void)
{
	const char *bytes = getenv("VGT_DISK");

	if (!bytes)
		return;
	signal(SIGXFSZ, SIG_IGN);
	set_disk(strtoul(bytes, NULL, 10));
}

static int read_log(char *text, int size)
{
	FILE *file = fopen(getenv("VGT_LOG") ?: "", "re");
	int n;

	if (!file) {
		errno = EPERM;
		return -1;
	}
	n = fread(text, 1, size, file);
	fclose(file);
	return n;
}

/* 10 asks for the log's size. */
int klogctl(int action, char *text, int size)
{
	set_disk(RLIM_INFINITY);
	return action == 10 ? 1 << 16 : read_log(text, size);
}
