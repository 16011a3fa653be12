// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "core/log.h"
#include "vfio/server.h"
#include "vfio/session.h"

/* Whether a server listens on the socket at this path. */
static bool in_use(const struct sockaddr_un *addr)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool used;

	if (fd < 0)
		return false;
	used = !connect(fd, (const struct sockaddr *)addr, sizeof(*addr));
	close(fd);
	return used;
}

int listen_unix(const char *path)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	int fd, ret;

	if (strlen(path) >= sizeof(addr.sun_path))
		return -ENAMETOOLONG;
	strncpy(addr.sun_path, path, sizeof(addr.sun_path) - 1);
	if (in_use(&addr))
		return -EADDRINUSE;
	unlink(path);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -errno;
	if (bind(fd, (const struct sockaddr *)&addr, sizeof(addr)) || listen(fd, 4)) {
		ret = -errno;
		close(fd);
		return ret;
	}
	return fd;
}

static int accept_client(int listen_fd, int stop_fd)
{
	struct pollfd p[] = {
		{ .fd = listen_fd, .events = POLLIN },
		{ .fd = stop_fd, .events = POLLIN },
	};

	for (;;) {
		int fd;

		if (poll(p, ARRAY_SIZE(p), -1) < 0 && errno != EINTR)
			return -errno;
		if (p[1].revents)
			return -ECANCELED;
		if (!p[0].revents)
			continue;
		fd = accept4(listen_fd, NULL, NULL, SOCK_CLOEXEC);
		if (fd >= 0)
			return fd;
		/* A client that is already gone is no reason to stop. */
		if (errno != EINTR && errno != ECONNABORTED)
			return -errno;
	}
}

void server_run(struct pci_device *device, int listen_fd, int stop_fd, bool once)
{
	do {
		int fd = accept_client(listen_fd, stop_fd);

		if (fd < 0) {
			if (fd != -ECANCELED)
				log_err("accept: %s", strerror(-fd));
			return;
		}
		log_info("client connected");
		session_run(device, fd, stop_fd);
		pci_device_power_cycle(device);
	} while (!once);
}
