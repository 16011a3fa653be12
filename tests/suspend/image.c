// SPDX-License-Identifier: GPL-2.0-only
/*
 * Usage: image
 *
 * A whole hibernation, but that the machine is not off meanwhile: the kernel makes an image of
 * all memory, this program reads it, lets the machine go on, and has the kernel go back to the
 * image, by /dev/snapshot. What happened after the image was made is lost by that.
 *
 * Of the same kernel's own two ways to that, one writes the image to a disk that outlives the
 * machine, and the other (test_resume) cannot open the disk that it swaps to in Debian's 6.1.
 *
 * Status: 0 in the machine that was restored; 1 with the reason where it was not.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <linux/suspend_ioctls.h>

#include "types.h"

#define DEVICE	"/dev/snapshot"

static __noreturn void die(const char *what)
{
	fprintf(stderr, "image: %s: %s\n", what, strerror(errno));
	exit(1);
}

static int snapshot_open(int flags)
{
	int fd = open(DEVICE, flags);

	if (fd < 0)
		die("cannot open " DEVICE);
	return fd;
}

/* All of the image. Sets its size. */
static char *image_read(int fd, size_t *size)
{
	loff_t most;
	char *image;
	ssize_t n;

	if (ioctl(fd, SNAPSHOT_GET_IMAGE_SIZE, &most))
		die("the image's size");
	/* Two pages more: the header, and the read that finds the end. */
	most += 2 * getpagesize();
	image = mmap(NULL, most, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (image == MAP_FAILED)
		die("no memory for the image");
	for (*size = 0; *size < (size_t)most; *size += n) {
		n = read(fd, image + *size, most - *size);
		if (n < 0)
			die("cannot read the image");
		if (!n)
			break;
	}
	return image;
}

static void image_write(int fd, const char *image, size_t size)
{
	size_t at;
	ssize_t n;

	for (at = 0; at < size; at += n) {
		n = write(fd, image + at, size - at);
		if (n <= 0)
			die("cannot write the image");
	}
}

int main(void)
{
	int fd = snapshot_open(O_RDONLY), made = 0;
	size_t size;
	char *image;

	if (ioctl(fd, SNAPSHOT_FREEZE, 0))
		die("cannot freeze");
	if (ioctl(fd, SNAPSHOT_CREATE_IMAGE, &made))
		die("no image was made");
	/* What follows runs twice: when the image was made, and when it was restored. */
	if (!made) {
		close(fd);
		return 0;
	}
	image = image_read(fd, &size);
	close(fd);

	fd = snapshot_open(O_WRONLY);
	image_write(fd, image, size);
	if (ioctl(fd, SNAPSHOT_FREEZE, 0))
		die("cannot freeze for the image");
	ioctl(fd, SNAPSHOT_ATOMIC_RESTORE, 0);
	die("the image was not restored");
}
