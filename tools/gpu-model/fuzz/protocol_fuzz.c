// SPDX-License-Identifier: GPL-2.0-only
/*
 * Bytes from a client: as they are, or framed as messages so that more of them
 * get past the header.
 */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fuzz/fuzz.h"
#include "tests/driver.h"
#include "vfio/session.h"

#define SEND_MOST	(64u * 1024)

/* Read and drop the replies, so that the session does not wait for room. */
static void *drain(void *arg)
{
	static __thread u8 buf[SEND_MOST];
	int sock = *(int *)arg;

	while (read(sock, buf, sizeof(buf)) > 0)
		;
	return NULL;
}

static void send_message(int sock, u16 command, u32 flags, const void *body, u32 len)
{
	struct vfio_user_header h = {
		.command = command, .size = (u32)sizeof(h) + len, .flags = flags,
	};
	u8 buf[sizeof(h) + 256];

	memcpy(buf, &h, sizeof(h));
	memcpy(buf + sizeof(h), body, len);
	if (send(sock, buf, h.size, MSG_NOSIGNAL) < 0)
		return;
}

static void send_framed(int sock, struct fuzz_input *in)
{
	static const u8 version[4];

	send_message(sock, VFIO_USER_VERSION, 0, version, sizeof(version));
	while (in->left) {
		u16 command = fuzz_byte(in) % 17;
		u8 body[255], flags = fuzz_byte(in), len = fuzz_byte(in);

		fuzz_bytes(in, body, len);
		send_message(sock, command, flags & VFIO_USER_F_NO_REPLY, body, len);
	}
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	struct fuzz_input in = { data, min(size, (size_t)SEND_MOST) };
	struct driver *d = driver_create();
	int stop_fd = eventfd(0, EFD_CLOEXEC);
	pthread_t reader;
	int sock[2];

	if (socketpair(AF_UNIX, SOCK_STREAM, 0, sock) ||
	    pthread_create(&reader, NULL, drain, &sock[0]))
		abort();
	if (fuzz_byte(&in) & 1)
		send_framed(sock[0], &in);
	else if (send(sock[0], in.at, in.left, MSG_NOSIGNAL) < 0)
		abort();
	shutdown(sock[0], SHUT_WR);
	session_run(&d->pci, sock[1], stop_fd);
	pthread_join(reader, NULL);
	close(sock[0]);
	close(stop_fd);
	driver_destroy(d);
	return 0;
}
