// SPDX-License-Identifier: GPL-2.0-only
/*
 * The protocol on the wire: a client at the other end of a socket.
 */
#include <errno.h>
#include <linux/vfio.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/driver.h"
#include "vfio/session.h"

#define BODY_MOST	(VFIO_USER_MAX_XFER + 64)

/**
 * struct client - a session in a thread, and our end of its socket
 * @reply: header of the last reply
 * @body: what followed it
 * @body_len: bytes of it
 * @fd: descriptor that came along, or -1
 */
struct client {
	struct driver *d;
	pthread_t thread;
	int sock;
	int server_sock;
	int stop_fd;
	struct vfio_user_header reply;
	u8 body[BODY_MOST];
	u32 body_len;
	int fd;
};

static void *serve(void *arg)
{
	struct client *c = arg;

	session_run(&c->d->pci, c->server_sock, c->stop_fd);
	return NULL;
}

static struct client *client_create(void)
{
	struct client *c = calloc(1, sizeof(*c));
	int sock[2];

	c->d = driver_create();
	c->stop_fd = eventfd(0, EFD_CLOEXEC);
	EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, sock), 0);
	c->sock = sock[0];
	c->server_sock = sock[1];
	c->fd = -1;
	EXPECT_EQ(pthread_create(&c->thread, NULL, serve, c), 0);
	return c;
}

static void client_destroy(struct client *c)
{
	close(c->sock);
	pthread_join(c->thread, NULL);
	close(c->stop_fd);
	driver_destroy(c->d);
	free(c);
}

static void send_bytes(struct client *c, const void *buf, size_t len, int fd)
{
	union {
		char space[CMSG_SPACE(sizeof(int))];
		struct cmsghdr align;
	} control = { 0 };
	struct iovec iov = { .iov_base = (void *)(uintptr_t)buf, .iov_len = len };
	struct msghdr mh = { .msg_iov = &iov, .msg_iovlen = 1 };

	if (fd >= 0) {
		struct cmsghdr *cm;

		mh.msg_control = &control;
		mh.msg_controllen = sizeof(control);
		cm = CMSG_FIRSTHDR(&mh);
		cm->cmsg_level = SOL_SOCKET;
		cm->cmsg_type = SCM_RIGHTS;
		cm->cmsg_len = CMSG_LEN(sizeof(int));
		memcpy(CMSG_DATA(cm), &fd, sizeof(fd));
	}
	if (sendmsg(c->sock, &mh, MSG_NOSIGNAL) != (ssize_t)len && errno != EPIPE)
		FAIL("send: %s", strerror(errno));
}

static void send_message(struct client *c, u16 command, const void *body, u32 len, u32 flags,
			 int fd)
{
	u8 buf[sizeof(struct vfio_user_header) + BODY_MOST];
	struct vfio_user_header h = {
		.id = 0x1234, .command = command, .size = (u32)sizeof(h) + len, .flags = flags,
	};

	memcpy(buf, &h, sizeof(h));
	memcpy(buf + sizeof(h), body, len);
	send_bytes(c, buf, h.size, fd);
}

static void take_fd(struct client *c, struct msghdr *mh)
{
	struct cmsghdr *cm = CMSG_FIRSTHDR(mh);

	if (cm && cm->cmsg_type == SCM_RIGHTS)
		memcpy(&c->fd, CMSG_DATA(cm), sizeof(c->fd));
}

/* Receive a reply. Return: false if the connection has ended. */
static bool receive(struct client *c)
{
	char space[CMSG_SPACE(sizeof(int))];
	struct iovec iov = { .iov_base = &c->reply, .iov_len = sizeof(c->reply) };
	struct msghdr mh = {
		.msg_iov = &iov, .msg_iovlen = 1,
		.msg_control = space, .msg_controllen = sizeof(space),
	};

	c->fd = -1;
	if (recvmsg(c->sock, &mh, MSG_WAITALL) != sizeof(c->reply))
		return false;
	take_fd(c, &mh);
	c->body_len = c->reply.size - (u32)sizeof(c->reply);
	if (c->body_len && recv(c->sock, c->body, c->body_len, MSG_WAITALL) != (int)c->body_len)
		return false;
	return true;
}

/* Send and receive. Return: the errno of the reply, or -1 without one. */
static int call(struct client *c, u16 command, const void *body, u32 len, int fd)
{
	send_message(c, command, body, len, 0, fd);
	if (!receive(c))
		return -1;
	EXPECT_EQ(c->reply.id, 0x1234);
	EXPECT_EQ(c->reply.command, command);
	EXPECT_EQ(c->reply.flags & VFIO_USER_F_TYPE, VFIO_USER_F_REPLY);
	return c->reply.flags & VFIO_USER_F_ERROR ? (int)c->reply.error : 0;
}

static int negotiate(struct client *c)
{
	static const char hello[] = "\0\0\0\0{\"capabilities\":{\"write_multiple\":true}}";

	return call(c, VFIO_USER_VERSION, hello, sizeof(hello), -1);
}

static struct client *client_negotiated(void)
{
	struct client *c = client_create();

	EXPECT_EQ(negotiate(c), 0);
	return c;
}

static bool ended(struct client *c)
{
	char byte;

	return recv(c->sock, &byte, 1, 0) <= 0;
}

static void negotiates(void)
{
	struct client *c = client_create();

	EXPECT_EQ(negotiate(c), 0);
	EXPECT_EQ(c->body[0] | c->body[1] << 8, 0);
	EXPECT(strstr((char *)c->body + 4, "\"write_multiple\":true"));
	EXPECT(strstr((char *)c->body + 4, "\"max_msg_fds\":8"));
	client_destroy(c);
}

static void tells_about_the_device(void)
{
	struct client *c = client_negotiated();
	struct vfio_user_device_info info = { .argsz = sizeof(info) };
	struct vfio_user_irq_info irq = { .argsz = sizeof(irq), .index = VFIO_PCI_MSI_IRQ_INDEX };

	EXPECT_EQ(call(c, VFIO_USER_DEVICE_GET_INFO, &info, sizeof(info), -1), 0);
	memcpy(&info, c->body, sizeof(info));
	EXPECT_EQ(info.num_regions, 9);
	EXPECT_EQ(info.num_irqs, 5);
	EXPECT_EQ(call(c, VFIO_USER_DEVICE_GET_IRQ_INFO, &irq, sizeof(irq), -1), 0);
	memcpy(&irq, c->body, sizeof(irq));
	EXPECT_EQ(irq.count, 1);
	irq.index = VFIO_PCI_INTX_IRQ_INDEX;
	EXPECT_EQ(call(c, VFIO_USER_DEVICE_GET_IRQ_INFO, &irq, sizeof(irq), -1), 0);
	memcpy(&irq, c->body, sizeof(irq));
	EXPECT_EQ(irq.count, 1);
	EXPECT(irq.flags & VFIO_IRQ_INFO_AUTOMASKED);
	irq.index = 99;
	EXPECT_EQ(call(c, VFIO_USER_DEVICE_GET_IRQ_INFO, &irq, sizeof(irq), -1), EINVAL);
	client_destroy(c);
}

/* The client first asks how much room it needs, then for all of it. */
static void offers_the_table_s_entries(void)
{
	struct client *c = client_negotiated();
	struct vfio_user_region_info info = { .argsz = sizeof(info), .index = REGION_BAR0 };
	struct vfio_user_sparse_cap cap;
	u64 *entries;

	EXPECT_EQ(call(c, VFIO_USER_DEVICE_GET_REGION_INFO, &info, sizeof(info), -1), 0);
	memcpy(&info, c->body, sizeof(info));
	EXPECT_EQ(info.argsz, 64);
	EXPECT_EQ(info.size, 16u << 20);
	EXPECT_EQ(call(c, VFIO_USER_DEVICE_GET_REGION_INFO, &info, sizeof(info), -1), 0);
	memcpy(&cap, c->body + sizeof(info), sizeof(cap));
	EXPECT_EQ(cap.id, VFIO_REGION_INFO_CAP_SPARSE_MMAP);
	EXPECT_EQ(cap.area_size, 8u << 20);
	EXPECT(c->fd >= 0);
	entries = mmap(NULL, 8u << 20, PROT_READ | PROT_WRITE, MAP_SHARED, c->fd,
		       (off_t)cap.area_offset);
	EXPECT(entries != MAP_FAILED);
	entries[5] = 0x123001;
	EXPECT_EQ(ggtt_entry(&c->d->gpu->ggtt, 0x5000), 0x123001);
	munmap(entries, 8u << 20);
	close(c->fd);
	client_destroy(c);
}

static int region_call(struct client *c, bool write, u32 region, u64 offset, void *data, u32 len)
{
	struct {
		struct vfio_user_region_access access;
		u8 data[64];
	} msg = { .access = { .offset = offset, .region = region, .count = len } };
	int ret;

	memcpy(msg.data, data, len);
	ret = call(c, write ? VFIO_USER_REGION_WRITE : VFIO_USER_REGION_READ, &msg,
		   (u32)sizeof(msg.access) + (write ? len : 0), -1);
	if (!ret && !write)
		memcpy(data, c->body + sizeof(msg.access), len);
	return ret;
}

static void accesses_regions(void)
{
	struct client *c = client_negotiated();
	u32 val = 0x5a5a1234;

	EXPECT_EQ(region_call(c, true, REGION_BAR0, 0x9000, &val, 4), 0);
	val = 0;
	EXPECT_EQ(region_call(c, false, REGION_BAR0, 0x9000, &val, 4), 0);
	EXPECT_EQ(val, 0x5a5a1234);
	EXPECT_EQ(region_call(c, false, REGION_CONFIG, 0, &val, 4), 0);
	EXPECT_EQ(val, 0x19128086);
	EXPECT_EQ(region_call(c, false, REGION_BAR0, 16u << 20, &val, 4), EINVAL);
	EXPECT_EQ(region_call(c, false, 3, 0, &val, 4), EINVAL);
	client_destroy(c);
}

static void posted_writes_get_no_reply(void)
{
	struct client *c = client_negotiated();
	struct {
		struct vfio_user_region_access access;
		u32 val;
		u32 pad;
	} msg = { .access = { .offset = 0x9000, .count = 4 }, .val = 77 };
	struct {
		u64 count;
		struct vfio_user_write_one one[2];
	} multi = { .count = 2, .one = { { 0x9004, 0, 4, { 1 } }, { 0x9008, 0, 4, { 2 } } } };
	u32 val = 0;

	send_message(c, VFIO_USER_REGION_WRITE, &msg, sizeof(msg.access) + 4,
		     VFIO_USER_F_NO_REPLY, -1);
	send_message(c, VFIO_USER_REGION_WRITE_MULTI, &multi, sizeof(multi), VFIO_USER_F_NO_REPLY,
		     -1);
	EXPECT_EQ(region_call(c, false, REGION_BAR0, 0x9000, &val, 4), 0);
	EXPECT_EQ(val, 77);
	EXPECT_EQ(region_call(c, false, REGION_BAR0, 0x9008, &val, 4), 0);
	EXPECT_EQ(val, 2);
	client_destroy(c);
}

static void maps_memory(void)
{
	struct client *c = client_negotiated();
	struct vfio_user_dma_map map = {
		.argsz = sizeof(map), .flags = 3, .addr = 0x100000, .size = 0x10000,
		.offset = 0x1000,
	};
	struct vfio_user_dma_unmap unmap = {
		.argsz = sizeof(unmap), .addr = 0x100000, .size = 0x10000,
	};
	int fd = memfd_create("ram", MFD_CLOEXEC);
	u32 val = 0x77;

	EXPECT_EQ(ftruncate(fd, 0x11000), 0);
	EXPECT_EQ(call(c, VFIO_USER_DMA_MAP, &map, sizeof(map), fd), 0);
	EXPECT_EQ(memory_write(&c->d->gpu->memory, 0x100004, &val, 4), 0);
	EXPECT_EQ(pread(fd, &val, 4, 0x1004), 4);
	EXPECT_EQ(val, 0x77);
	EXPECT_EQ(call(c, VFIO_USER_DMA_MAP, &map, sizeof(map), fd), EEXIST);
	EXPECT_EQ(call(c, VFIO_USER_DMA_UNMAP, &unmap, sizeof(unmap), -1), 0);
	EXPECT_EQ(call(c, VFIO_USER_DMA_UNMAP, &unmap, sizeof(unmap), -1), ENOENT);
	EXPECT_EQ(memory_read(&c->d->gpu->memory, 0x100004, &val, 4), -EFAULT);
	/* Without a file: the device knows of it, but cannot reach it. */
	EXPECT_EQ(call(c, VFIO_USER_DMA_MAP, &map, sizeof(map), -1), 0);
	close(fd);
	client_destroy(c);
}

static void sends_its_interrupt(void)
{
	struct client *c = client_negotiated();
	struct vfio_user_irq_set set = {
		.argsz = sizeof(set), .index = VFIO_PCI_MSI_IRQ_INDEX, .count = 1,
		.flags = VFIO_IRQ_SET_DATA_EVENTFD | VFIO_IRQ_SET_ACTION_TRIGGER,
	};
	int fd = eventfd(0, EFD_NONBLOCK);
	u64 n = 0;

	EXPECT_EQ(call(c, VFIO_USER_DEVICE_SET_IRQS, &set, sizeof(set), fd), 0);
	pthread_mutex_lock(&c->d->gpu->lock);
	irq_raise(c->d->gpu, IRQ_GT0, 1);
	pthread_mutex_unlock(&c->d->gpu->lock);
	EXPECT_EQ(read(fd, &n, sizeof(n)), 8);
	set.count = 0;
	set.flags = VFIO_IRQ_SET_DATA_NONE | VFIO_IRQ_SET_ACTION_TRIGGER;
	EXPECT_EQ(call(c, VFIO_USER_DEVICE_SET_IRQS, &set, sizeof(set), -1), 0);
	wr(c->d, 0x44308, 1);
	pthread_mutex_lock(&c->d->gpu->lock);
	irq_raise(c->d->gpu, IRQ_GT0, 1);
	pthread_mutex_unlock(&c->d->gpu->lock);
	EXPECT_EQ(read(fd, &n, sizeof(n)), -1);
	close(fd);
	client_destroy(c);
}

static int set_pin(struct client *c, u32 flags, u32 count, int fd)
{
	struct vfio_user_irq_set set = {
		.argsz = sizeof(set), .index = VFIO_PCI_INTX_IRQ_INDEX, .count = count,
		.flags = flags,
	};

	return call(c, VFIO_USER_DEVICE_SET_IRQS, &set, sizeof(set), fd);
}

/* Set up the pin, as QEMU does before it knows that the driver uses messages. */
static void sends_by_its_pin(void)
{
	struct client *c = client_negotiated();
	int fd = eventfd(0, EFD_NONBLOCK);
	u64 n = 0;

	EXPECT_EQ(set_pin(c, VFIO_IRQ_SET_DATA_EVENTFD | VFIO_IRQ_SET_ACTION_TRIGGER, 1, fd), 0);
	EXPECT_EQ(set_pin(c, VFIO_IRQ_SET_DATA_NONE | VFIO_IRQ_SET_ACTION_UNMASK, 1, -1), 0);
	pthread_mutex_lock(&c->d->gpu->lock);
	irq_set_msi(c->d->gpu, -1);
	irq_raise(c->d->gpu, IRQ_GT0, 1);
	pthread_mutex_unlock(&c->d->gpu->lock);
	EXPECT_EQ(read(fd, &n, sizeof(n)), 8);
	EXPECT_EQ(set_pin(c, VFIO_IRQ_SET_DATA_NONE | VFIO_IRQ_SET_ACTION_UNMASK, 1, -1), 0);
	EXPECT_EQ(read(fd, &n, sizeof(n)), 8);
	EXPECT_EQ(set_pin(c, VFIO_IRQ_SET_DATA_EVENTFD | VFIO_IRQ_SET_ACTION_UNMASK, 1, fd),
		  EOPNOTSUPP);
	EXPECT_EQ(set_pin(c, VFIO_IRQ_SET_DATA_NONE | VFIO_IRQ_SET_ACTION_MASK, 2, -1), EINVAL);
	EXPECT_EQ(set_pin(c, VFIO_IRQ_SET_DATA_NONE | VFIO_IRQ_SET_ACTION_TRIGGER, 0, -1), 0);
	EXPECT_EQ(c->d->gpu->irq.pin_fd, -1);
	close(fd);
	client_destroy(c);
}

static void resets_the_device(void)
{
	struct client *c = client_negotiated();

	wr(c->d, 0x9000, 5);
	EXPECT_EQ(call(c, VFIO_USER_DEVICE_RESET, "", 0, -1), 0);
	EXPECT_EQ(rd(c->d, 0x9000), 0);
	client_destroy(c);
}

static void unknown_commands_are_answered(void)
{
	struct client *c = client_negotiated();

	EXPECT_EQ(call(c, 99, "", 0, -1), EOPNOTSUPP);
	EXPECT_EQ(call(c, VFIO_USER_DMA_READ, "", 0, -1), EOPNOTSUPP);
	client_destroy(c);
}

/* None of these is a valid message: the connection ends, the device continues. */
static void bad_messages_end_the_connection(void)
{
	static const struct {
		const char *what;
		u16 command;
		u32 len;
		int fd;
		struct vfio_user_header header;
	} table[] = {
		{ "short body", VFIO_USER_DMA_MAP, 8, -1, { 0 } },
		{ "second version", VFIO_USER_VERSION, 4, -1, { 0 } },
		{ "count that does not fit", VFIO_USER_REGION_WRITE, 16, -1, { 0 } },
		{ "multi that does not fit", VFIO_USER_REGION_WRITE_MULTI, 8, -1, { 0 } },
		{ "unwanted descriptor", VFIO_USER_REGION_READ, 16, 0, { 0 } },
		{ "header too small", 0, 0, -1, { .command = 4, .size = 8 } },
		{ "message too large", 0, 0, -1, { .command = 4, .size = ~0u } },
		{ "reply", 0, 0, -1, { .command = 4, .size = 16, .flags = 1 } },
	};

	for (u32 i = 0; i < ARRAY_SIZE(table); i++) {
		struct client *c = client_negotiated();
		u8 body[32];

		memset(body, 0xff, sizeof(body));
		if (table[i].command)
			send_message(c, table[i].command, body, table[i].len, 0, table[i].fd);
		else
			send_bytes(c, &table[i].header, sizeof(table[i].header), -1);
		if (!ended(c))
			FAIL("%s: the connection goes on", table[i].what);
		client_destroy(c);
	}
}

/* Writes with less data than their count says, and with more. */
static void write_must_bring_its_data(void)
{
	for (u32 count = 0; count < 16; count += 8) {
		struct client *c = client_negotiated();
		struct {
			struct vfio_user_region_access access;
			u32 data;
			u32 pad;
		} msg = { .access = { .offset = 0x9000, .count = count } };

		send_message(c, VFIO_USER_REGION_WRITE, &msg, sizeof(msg.access) + 4, 0, -1);
		EXPECT(ended(c));
		client_destroy(c);
	}
}

static void version_comes_first(void)
{
	static const char * const hello[] = { "\1\0\0\0", "\0\0\0\0{\"x" };
	static const u32 len[] = { 4, 7 };
	struct client *c = client_create();
	u8 body[16] = { 0 };

	send_message(c, VFIO_USER_DEVICE_GET_INFO, body, 16, 0, -1);
	EXPECT(ended(c));
	client_destroy(c);
	for (u32 i = 0; i < ARRAY_SIZE(hello); i++) {
		c = client_create();
		send_message(c, VFIO_USER_VERSION, hello[i], len[i], 0, -1);
		EXPECT(ended(c));
		client_destroy(c);
	}
}

static void messages_may_come_in_pieces(void)
{
	struct client *c = client_negotiated();
	struct {
		struct vfio_user_header header;
		struct vfio_user_region_access access;
	} msg = {
		.header = { .id = 7, .command = VFIO_USER_REGION_READ, .size = sizeof(msg) },
		.access = { .region = REGION_CONFIG, .count = 4 },
	};

	for (u32 i = 0; i < sizeof(msg); i++)
		send_bytes(c, (u8 *)&msg + i, 1, -1);
	EXPECT(receive(c));
	EXPECT_EQ(c->reply.id, 7);
	EXPECT_EQ(c->body_len, sizeof(msg.access) + 4);
	EXPECT(!memcmp(c->body + sizeof(msg.access), "\x86\x80\x12\x19", 4));
	client_destroy(c);
}

static u32 ranges_mapped(struct gpu *gpu)
{
	u32 n;

	pthread_rwlock_rdlock(&gpu->memory.lock);
	n = gpu->memory.count;
	pthread_rwlock_unlock(&gpu->memory.lock);
	return n;
}

/* The client's mappings end when it leaves. */
static void leaving_unmaps_memory(void)
{
	struct client *c = client_negotiated();

	EXPECT(ranges_mapped(c->d->gpu) > 0);
	shutdown(c->sock, SHUT_RDWR);
	pthread_join(c->thread, NULL);
	EXPECT_EQ(ranges_mapped(c->d->gpu), 0);
	EXPECT_EQ(c->d->gpu->irq.msi_fd, -1);
	EXPECT_EQ(c->d->gpu->irq.pin_fd, -1);
	close(c->sock);
	close(c->stop_fd);
	driver_destroy(c->d);
	free(c);
}

static const struct test tests[] = {
	TEST(negotiates),
	TEST(tells_about_the_device),
	TEST(offers_the_table_s_entries),
	TEST(accesses_regions),
	TEST(posted_writes_get_no_reply),
	TEST(maps_memory),
	TEST(sends_its_interrupt),
	TEST(sends_by_its_pin),
	TEST(resets_the_device),
	TEST(unknown_commands_are_answered),
	TEST(bad_messages_end_the_connection),
	TEST(write_must_bring_its_data),
	TEST(version_comes_first),
	TEST(messages_may_come_in_pieces),
	TEST(leaving_unmaps_memory),
	{ 0 }
};

SUITE(protocol, tests);
