// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "core/clock.h"
#include "core/log.h"
#include "vfio/connection.h"

/*
 * A processor that waits for a register read sends its next access soon after the reply. While
 * messages follow each other closely, polling is cheaper than sleeping. It never lasts longer than
 * this.
 */
#define POLL_MOST_NS		(30 * NSEC_PER_USEC)

void connection_init(struct connection *c, int sock, int stop_fd)
{
	memset(c, 0, sizeof(*c));
	c->sock = sock;
	c->stop_fd = stop_fd;
	c->gap_ns = 2 * POLL_MOST_NS;
}

static void close_fds(int *fd, u32 *count)
{
	for (u32 i = 0; i < *count; i++)
		if (fd[i] >= 0)
			close(fd[i]);
	*count = 0;
}

void connection_close(struct connection *c)
{
	close_fds(c->fd, &c->fds);
	close(c->sock);
}

void message_release(struct message *msg)
{
	close_fds(msg->fd, &msg->fds);
}

/* Descriptors of a received control message; false if they are too many. */
static bool take_fds(struct connection *c, struct msghdr *mh)
{
	bool fits = !(mh->msg_flags & MSG_CTRUNC);

	for (struct cmsghdr *cm = CMSG_FIRSTHDR(mh); cm; cm = CMSG_NXTHDR(mh, cm)) {
		u32 n;

		if (cm->cmsg_level != SOL_SOCKET || cm->cmsg_type != SCM_RIGHTS)
			continue;
		n = (u32)((cm->cmsg_len - CMSG_LEN(0)) / sizeof(int));
		for (u32 i = 0; i < n; i++) {
			int fd;

			memcpy(&fd, CMSG_DATA(cm) + i * sizeof(int), sizeof(fd));
			if (c->fds < VFIO_USER_MAX_FDS) {
				c->fd[c->fds++] = fd;
			} else {
				close(fd);
				fits = false;
			}
		}
	}
	return fits;
}

static void make_room(struct connection *c)
{
	if (c->start < sizeof(c->buf) / 2)
		return;
	memmove(c->buf, c->buf + c->start, c->end - c->start);
	if (c->fds)
		c->fd_at -= c->start;
	c->end -= c->start;
	c->start = 0;
}

enum fill_result { FILLED, FILL_AGAIN, FILL_CLOSED, FILL_BAD };

/* Receive what there is, without waiting. */
static enum fill_result fill(struct connection *c)
{
	union {
		char space[CMSG_SPACE(sizeof(int) * VFIO_USER_MAX_FDS)];
		struct cmsghdr align;
	} control;
	struct iovec iov = { .iov_base = c->buf + c->end, .iov_len = sizeof(c->buf) - c->end };
	struct msghdr mh = {
		.msg_iov = &iov, .msg_iovlen = 1,
		.msg_control = &control, .msg_controllen = sizeof(control),
	};
	u32 had = c->fds;
	ssize_t n;

	n = recvmsg(c->sock, &mh, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
	if (n < 0)
		return errno == EAGAIN || errno == EINTR ? FILL_AGAIN : FILL_CLOSED;
	if (!n)
		return FILL_CLOSED;
	if (!take_fds(c, &mh)) {
		log_err("client sent more than %u file descriptors at once", VFIO_USER_MAX_FDS);
		return FILL_BAD;
	}
	c->end += (u32)n;
	/* The kernel ends a receive after the bytes that descriptors came with. */
	if (c->fds > had)
		c->fd_at = c->end - 1;
	return FILLED;
}

/* Sleep until there is something; false if the program must end. */
static bool sleep_until_readable(struct connection *c)
{
	struct pollfd p[] = {
		{ .fd = c->sock, .events = POLLIN },
		{ .fd = c->stop_fd, .events = POLLIN },
	};

	while (poll(p, ARRAY_SIZE(p), -1) < 0)
		if (errno != EINTR)
			return false;
	return !p[1].revents;
}

static void note_gap(struct connection *c, u64 now)
{
	u64 gap = now - c->replied_ns;

	c->gap_ns = (c->gap_ns * 7 + min(gap, 4 * POLL_MOST_NS)) / 8;
}

/* Wait for more bytes: look again for a while if that is promising, then sleep. */
static enum fill_result wait_and_fill(struct connection *c)
{
	u64 now = clock_ns();
	u64 deadline = now + (c->gap_ns < POLL_MOST_NS ? POLL_MOST_NS : 0);
	enum fill_result res;

	for (;;) {
		res = fill(c);
		if (res != FILL_AGAIN) {
			c->polled++;
			break;
		}
		if (clock_ns() < deadline)
			continue;
		if (!sleep_until_readable(c))
			return FILL_CLOSED;
		c->slept++;
		res = fill(c);
		if (res != FILL_AGAIN)
			break;
	}
	note_gap(c, clock_ns());
	return res;
}

/* Whether the header at the start of the buffer can be one. */
static bool header_ok(const struct vfio_user_header *h)
{
	if (h->size < sizeof(*h) || h->size > VFIO_USER_MAX_MESSAGE) {
		log_err("client sent a message of %u bytes", h->size);
		return false;
	}
	if (h->flags & VFIO_USER_F_TYPE) {
		log_err("client sent a message of type %u, not a command",
			h->flags & VFIO_USER_F_TYPE);
		return false;
	}
	return true;
}

static void take_message(struct connection *c, struct message *msg)
{
	u32 end = c->start + msg->header.size;

	msg->body_len = msg->header.size - (u32)sizeof(msg->header);
	memcpy(c->aligned, c->buf + c->start + sizeof(msg->header), msg->body_len);
	msg->body = (const u8 *)c->aligned;
	msg->fds = 0;
	if (c->fds && c->fd_at < end) {
		memcpy(msg->fd, c->fd, sizeof(msg->fd));
		msg->fds = c->fds;
		c->fds = 0;
	}
	c->start = end;
	if (c->start == c->end) {
		c->start = 0;
		c->end = 0;
	}
}

enum receive_result connection_receive(struct connection *c, struct message *msg)
{
	c->replied_ns = clock_ns();
	for (;;) {
		u32 have = c->end - c->start;

		if (have >= sizeof(msg->header)) {
			memcpy(&msg->header, c->buf + c->start, sizeof(msg->header));
			if (!header_ok(&msg->header))
				return RECEIVE_BAD;
			if (have >= msg->header.size) {
				take_message(c, msg);
				return RECEIVED;
			}
		}
		make_room(c);
		switch (wait_and_fill(c)) {
		case FILL_CLOSED:
			return RECEIVE_CLOSED;
		case FILL_BAD:
			return RECEIVE_BAD;
		default:
			break;
		}
	}
}

static void attach_fd(struct msghdr *mh, int fd)
{
	struct cmsghdr *cm = CMSG_FIRSTHDR(mh);

	cm->cmsg_level = SOL_SOCKET;
	cm->cmsg_type = SCM_RIGHTS;
	cm->cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(cm), &fd, sizeof(fd));
}

/* Send everything; a stream may take it in pieces. */
static int send_all(int sock, struct msghdr *mh)
{
	size_t left = 0;

	for (size_t i = 0; i < mh->msg_iovlen; i++)
		left += mh->msg_iov[i].iov_len;
	while (left) {
		ssize_t n = sendmsg(sock, mh, MSG_NOSIGNAL);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		left -= (size_t)n;
		mh->msg_controllen = 0;
		while (n && (size_t)n >= mh->msg_iov->iov_len) {
			n -= (ssize_t)mh->msg_iov->iov_len;
			mh->msg_iov++;
			mh->msg_iovlen--;
		}
		if (n) {
			mh->msg_iov->iov_base = (u8 *)mh->msg_iov->iov_base + n;
			mh->msg_iov->iov_len -= (size_t)n;
		}
	}
	return 0;
}

static int reply(struct connection *c, const struct message *msg, u32 flags, u32 error,
		 const void *body, u32 len, int fd)
{
	struct vfio_user_header header = {
		.id = msg->header.id,
		.command = msg->header.command,
		.size = (u32)sizeof(header) + len,
		.flags = VFIO_USER_F_REPLY | flags,
		.error = error,
	};
	union {
		char space[CMSG_SPACE(sizeof(int))];
		struct cmsghdr align;
	} control = { 0 };
	struct iovec iov[] = {
		{ .iov_base = &header, .iov_len = sizeof(header) },
		{ .iov_base = (void *)(uintptr_t)body, .iov_len = len },
	};
	struct msghdr mh = { .msg_iov = iov, .msg_iovlen = len ? 2 : 1 };

	if (msg->header.flags & VFIO_USER_F_NO_REPLY)
		return 0;
	if (fd >= 0) {
		mh.msg_control = &control;
		mh.msg_controllen = sizeof(control);
		attach_fd(&mh, fd);
	}
	return send_all(c->sock, &mh);
}

int connection_reply(struct connection *c, const struct message *msg, const void *body, u32 len,
		     int fd)
{
	return reply(c, msg, 0, 0, body, len, fd);
}

int connection_error(struct connection *c, const struct message *msg, int error)
{
	return reply(c, msg, VFIO_USER_F_ERROR, (u32)error, NULL, 0, -1);
}
