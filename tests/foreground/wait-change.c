// SPDX-License-Identifier: GPL-2.0-only
/*
 * Usage: wait-change FILE
 *
 * Waits by poll until a file of sysfs says that it has changed, and prints it.
 */
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	struct pollfd pfd = { .events = POLLPRI };
	char text[64];
	ssize_t n;

	if (argc != 2)
		return 2;
	pfd.fd = open(argv[1], O_RDONLY);
	if (pfd.fd < 0 || read(pfd.fd, text, sizeof(text)) < 0 || poll(&pfd, 1, -1) != 1 ||
	    lseek(pfd.fd, 0, SEEK_SET)) {
		perror(argv[1]);
		return 1;
	}
	n = read(pfd.fd, text, sizeof(text));
	return n > 0 && fwrite(text, n, 1, stdout) == 1 ? 0 : 1;
}
