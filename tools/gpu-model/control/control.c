// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "control/control.h"
#include "core/log.h"
#include "vfio/server.h"

#define CLIENTS_MAX	8
/* Seconds until a client that does not read its answer is dropped. */
#define SEND_TIMEOUT	10

/* A connected client; @sock is -1 in a free place. */
struct control_client {
	int sock;
	char line[CONTROL_LINE_MAX];
	size_t len;
};

struct control {
	struct gpu *gpu;
	char *path;
	int listen_fd;
	int stop_fd;
	pthread_t thread;
	struct control_client client[CLIENTS_MAX];
};

static void drop(struct control_client *cl)
{
	close(cl->sock);
	cl->sock = -1;
	cl->len = 0;
}

static bool send_all(int sock, const char *buf, size_t len)
{
	while (len) {
		ssize_t n = send(sock, buf, len, MSG_NOSIGNAL);

		if (n <= 0)
			return false;
		buf += n;
		len -= (size_t)n;
	}
	return true;
}

static void answer(struct control *c, struct control_client *cl, char *line)
{
	char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);

	if (!out) {
		drop(cl);
		return;
	}
	control_execute(c->gpu, line, out);
	fclose(out);
	if (!send_all(cl->sock, text, len))
		drop(cl);
	free(text);
}

/* Carry out the whole lines received so far. */
static void take_lines(struct control *c, struct control_client *cl)
{
	char *end;

	while (cl->sock >= 0 && (end = memchr(cl->line, '\n', cl->len))) {
		char line[CONTROL_LINE_MAX];
		size_t n = (size_t)(end - cl->line);

		memcpy(line, cl->line, n);
		line[n] = 0;
		cl->len -= n + 1;
		memmove(cl->line, end + 1, cl->len);
		answer(c, cl, line);
	}
	if (cl->sock >= 0 && cl->len == sizeof(cl->line)) {
		log_err("control: a line is longer than %u bytes", CONTROL_LINE_MAX);
		drop(cl);
	}
}

static void receive(struct control *c, struct control_client *cl)
{
	ssize_t n = recv(cl->sock, cl->line + cl->len, sizeof(cl->line) - cl->len, MSG_DONTWAIT);

	if (n > 0) {
		cl->len += (size_t)n;
		take_lines(c, cl);
	} else if (!n || (errno != EAGAIN && errno != EINTR)) {
		drop(cl);
	}
}

static void accept_client(struct control *c)
{
	struct timeval timeout = { .tv_sec = SEND_TIMEOUT };
	int sock = accept4(c->listen_fd, NULL, NULL, SOCK_CLOEXEC);

	if (sock < 0)
		return;
	setsockopt(sock, SOL_SOCKET, SO_SNDTIMEO, &timeout, sizeof(timeout));
	for (u32 i = 0; i < CLIENTS_MAX; i++) {
		if (c->client[i].sock < 0) {
			c->client[i].sock = sock;
			return;
		}
	}
	log_err("control: more than %u clients", CLIENTS_MAX);
	close(sock);
}

static void *control_main(void *arg)
{
	struct control *c = arg;
	struct pollfd p[2 + CLIENTS_MAX];

	for (;;) {
		p[0] = (struct pollfd){ .fd = c->stop_fd, .events = POLLIN };
		p[1] = (struct pollfd){ .fd = c->listen_fd, .events = POLLIN };
		for (u32 i = 0; i < CLIENTS_MAX; i++)
			p[2 + i] = (struct pollfd){ .fd = c->client[i].sock, .events = POLLIN };
		if (poll(p, ARRAY_SIZE(p), -1) < 0 && errno != EINTR)
			break;
		if (p[0].revents)
			break;
		for (u32 i = 0; i < CLIENTS_MAX; i++)
			if (p[2 + i].revents)
				receive(c, &c->client[i]);
		if (p[1].revents)
			accept_client(c);
	}
	return NULL;
}

static void release(struct control *c)
{
	for (u32 i = 0; i < CLIENTS_MAX; i++)
		if (c->client[i].sock >= 0)
			close(c->client[i].sock);
	if (c->listen_fd >= 0) {
		close(c->listen_fd);
		unlink(c->path);
	}
	if (c->stop_fd >= 0)
		close(c->stop_fd);
	free(c->path);
	free(c);
}

static int open_control(struct control *c)
{
	int ret;

	if (!c->path)
		return ENOMEM;
	c->stop_fd = eventfd(0, EFD_CLOEXEC);
	if (c->stop_fd < 0)
		return errno;
	c->listen_fd = listen_unix(c->path);
	if (c->listen_fd < 0)
		return -c->listen_fd;
	ret = pthread_create(&c->thread, NULL, control_main, c);
	if (!ret)
		pthread_setname_np(c->thread, "control");
	return ret;
}

struct control *control_start(struct gpu *gpu, const char *path)
{
	struct control *c = calloc(1, sizeof(*c));
	int ret;

	if (!c)
		return NULL;
	c->gpu = gpu;
	c->path = strdup(path);
	c->listen_fd = -1;
	c->stop_fd = -1;
	for (u32 i = 0; i < CLIENTS_MAX; i++)
		c->client[i].sock = -1;
	ret = open_control(c);
	if (ret) {
		release(c);
		errno = ret;
		return NULL;
	}
	return c;
}

void control_stop(struct control *c)
{
	u64 one = 1;

	if (!c)
		return;
	if (write(c->stop_fd, &one, sizeof(one)) == sizeof(one))
		pthread_join(c->thread, NULL);
	release(c);
}
