// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <json-c/json.h>
#include <linux/vfio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/log.h"
#include "vfio/session.h"

/*
 * Handlers return 0 after their reply, a positive errno to reply, or MESSAGE_BAD if the message is
 * not valid: that ends the connection.
 */
#define MESSAGE_BAD	(-1)

typedef int (*handler_fn)(struct session *s, struct message *msg);

static struct gpu *gpu_of(const struct session *s)
{
	return s->device->gpu;
}

/* Whether the client offers to coalesce writes. */
static bool offers_write_multiple(const char *json)
{
	struct json_object *root = json_tokener_parse(json);
	struct json_object *caps, *multi;
	bool offered = root && json_object_object_get_ex(root, "capabilities", &caps) &&
		       json_object_object_get_ex(caps, "write_multiple", &multi) &&
		       json_object_get_boolean(multi);

	json_object_put(root);
	return offered;
}

static int handle_version(struct session *s, struct message *msg)
{
	const char *json = (const char *)msg->body + sizeof(struct vfio_user_version);
	struct {
		struct vfio_user_version version;
		char json[256];
	} reply = { .version = { .major = 0, .minor = 0 } };
	struct vfio_user_version theirs;
	bool multi = false;
	int len;

	memcpy(&theirs, msg->body, sizeof(theirs));
	if (s->versioned || theirs.major != 0) {
		log_err("client asks for protocol version %u.%u%s", theirs.major, theirs.minor,
			s->versioned ? " a second time" : "");
		return MESSAGE_BAD;
	}
	if (msg->body_len > sizeof(theirs)) {
		if (msg->body[msg->body_len - 1]) {
			log_err("client's capabilities do not end");
			return MESSAGE_BAD;
		}
		multi = offers_write_multiple(json);
	}
	len = snprintf(reply.json, sizeof(reply.json),
		       "{\"capabilities\":{\"max_msg_fds\":%u,\"max_data_xfer_size\":%u%s}}",
		       VFIO_USER_MAX_FDS, VFIO_USER_MAX_XFER,
		       multi ? ",\"write_multiple\":true" : "");
	s->versioned = true;
	return connection_reply(&s->conn, msg, &reply, (u32)(sizeof(theirs) + (size_t)len + 1),
				-1);
}

static int handle_dma_map(struct session *s, struct message *msg)
{
	struct vfio_user_dma_map map;
	int ret;

	memcpy(&map, msg->body, sizeof(map));
	if (!(map.flags & VFIO_USER_DMA_READABLE))
		return EINVAL;
	ret = memory_map(&gpu_of(s)->memory, map.addr, map.size, msg->fds ? msg->fd[0] : -1,
			 map.offset, map.flags & VFIO_USER_DMA_WRITABLE);
	trace(&gpu_of(s)->trace, TRACE_PROTO, "map %llx+%llx fd=%d: %d",
	      (unsigned long long)map.addr, (unsigned long long)map.size, msg->fds != 0, ret);
	if (ret)
		return -ret;
	return connection_reply(&s->conn, msg, NULL, 0, -1);
}

static int handle_dma_unmap(struct session *s, struct message *msg)
{
	struct vfio_user_dma_unmap unmap;
	int ret = 0;

	memcpy(&unmap, msg->body, sizeof(unmap));
	if (unmap.flags & VFIO_USER_UNMAP_ALL)
		memory_unmap_all(&gpu_of(s)->memory);
	else
		ret = memory_unmap(&gpu_of(s)->memory, unmap.addr, unmap.size);
	trace(&gpu_of(s)->trace, TRACE_PROTO, "unmap %llx+%llx: %d",
	      (unsigned long long)unmap.addr, (unsigned long long)unmap.size, ret);
	if (ret)
		return -ret;
	return connection_reply(&s->conn, msg, &unmap, sizeof(unmap), -1);
}

static int handle_device_info(struct session *s, struct message *msg)
{
	struct vfio_user_device_info info = {
		.argsz = sizeof(info),
		.flags = VFIO_DEVICE_FLAGS_PCI | VFIO_DEVICE_FLAGS_RESET,
		.num_regions = REGIONS,
		.num_irqs = VFIO_PCI_NUM_IRQS,
	};

	return connection_reply(&s->conn, msg, &info, sizeof(info), -1);
}

/* The client can map the entries of the global GTT: a capability of BAR 0 says where they are. */
static int reply_bar0(struct session *s, struct message *msg, u32 argsz)
{
	struct {
		struct vfio_user_region_info info;
		struct vfio_user_sparse_cap cap;
	} reply = {
		.info = {
			.argsz = sizeof(reply),
			.flags = VFIO_REGION_INFO_FLAG_READ | VFIO_REGION_INFO_FLAG_WRITE |
				 VFIO_REGION_INFO_FLAG_MMAP | VFIO_REGION_INFO_FLAG_CAPS,
			.index = REGION_BAR0,
			.cap_offset = sizeof(reply.info),
			.size = GTTMMADR_SIZE,
		},
		.cap = {
			.id = VFIO_REGION_INFO_CAP_SPARSE_MMAP,
			.version = 1,
			.nr_areas = 1,
			.area_offset = GGTT_FILE_OFFSET,
			.area_size = GGTT_BYTES,
		},
	};

	/* A client without room for the capability learns how much it needs. */
	if (argsz < sizeof(reply))
		return connection_reply(&s->conn, msg, &reply.info, sizeof(reply.info), -1);
	return connection_reply(&s->conn, msg, &reply, sizeof(reply), gpu_of(s)->ggtt.fd);
}

static int handle_region_info(struct session *s, struct message *msg)
{
	struct vfio_user_region_info info;

	memcpy(&info, msg->body, sizeof(info));
	if (info.index >= REGIONS)
		return EINVAL;
	if (info.index == REGION_BAR0)
		return reply_bar0(s, msg, info.argsz);
	info.argsz = sizeof(info);
	info.size = region_size(s->device, info.index);
	info.flags = info.size ? VFIO_REGION_INFO_FLAG_READ | VFIO_REGION_INFO_FLAG_WRITE : 0;
	info.cap_offset = 0;
	info.offset = 0;
	return connection_reply(&s->conn, msg, &info, sizeof(info), -1);
}

static int handle_irq_info(struct session *s, struct message *msg)
{
	struct vfio_user_irq_info info;

	memcpy(&info, msg->body, sizeof(info));
	if (info.index >= VFIO_PCI_NUM_IRQS)
		return EINVAL;
	info.argsz = sizeof(info);
	info.count = info.index == VFIO_PCI_MSI_IRQ_INDEX || info.index == VFIO_PCI_INTX_IRQ_INDEX;
	info.flags = info.count ? VFIO_IRQ_INFO_EVENTFD : 0;
	if (info.index == VFIO_PCI_INTX_IRQ_INDEX)
		info.flags |= VFIO_IRQ_INFO_MASKABLE | VFIO_IRQ_INFO_AUTOMASKED;
	else if (info.count)
		info.flags |= VFIO_IRQ_INFO_NORESIZE;
	return connection_reply(&s->conn, msg, &info, sizeof(info), -1);
}

/* Takes over @fd; -1 takes the interrupt away. */
static void set_fd(struct session *s, u32 index, int fd)
{
	bool pin = index == VFIO_PCI_INTX_IRQ_INDEX;
	int *mine = pin ? &s->pin_fd : &s->msi_fd;
	struct gpu *gpu = gpu_of(s);
	int old = *mine;

	pthread_mutex_lock(&gpu->lock);
	if (pin)
		irq_set_pin(gpu, fd);
	else
		irq_set_msi(gpu, fd);
	pthread_mutex_unlock(&gpu->lock);
	*mine = fd;
	if (old >= 0)
		close(old);
}

/* Return: 0 or what handlers return. An event file that masks or unmasks is not offered. */
static int set_pin_mask(struct session *s, const struct vfio_user_irq_set *set)
{
	struct gpu *gpu = gpu_of(s);

	if (set->index != VFIO_PCI_INTX_IRQ_INDEX || set->start || set->count != 1)
		return EINVAL;
	if (!(set->flags & VFIO_IRQ_SET_DATA_NONE))
		return EOPNOTSUPP;
	pthread_mutex_lock(&gpu->lock);
	irq_mask_pin(gpu, set->flags & VFIO_IRQ_SET_ACTION_MASK);
	pthread_mutex_unlock(&gpu->lock);
	return 0;
}

static int set_trigger(struct session *s, const struct vfio_user_irq_set *set, struct message *msg)
{
	/* Disabling an interrupt that the device does not have is no error. */
	if (set->index != VFIO_PCI_MSI_IRQ_INDEX && set->index != VFIO_PCI_INTX_IRQ_INDEX)
		return set->count && msg->fds ? EINVAL : 0;
	if (set->start || set->count > 1)
		return EINVAL;
	if (set->flags & VFIO_IRQ_SET_DATA_EVENTFD && msg->fds) {
		set_fd(s, set->index, msg->fd[0]);
		msg->fd[0] = -1;
	} else {
		set_fd(s, set->index, -1);
	}
	return 0;
}

static int handle_set_irqs(struct session *s, struct message *msg)
{
	struct vfio_user_irq_set set;
	int ret;

	memcpy(&set, msg->body, sizeof(set));
	if (set.index >= VFIO_PCI_NUM_IRQS)
		return EINVAL;
	switch (set.flags & VFIO_IRQ_SET_ACTION_TYPE_MASK) {
	case VFIO_IRQ_SET_ACTION_TRIGGER:
		ret = set_trigger(s, &set, msg);
		break;
	case VFIO_IRQ_SET_ACTION_MASK:
	case VFIO_IRQ_SET_ACTION_UNMASK:
		ret = set_pin_mask(s, &set);
		break;
	default:
		ret = EINVAL;
	}
	return ret ? ret : connection_reply(&s->conn, msg, NULL, 0, -1);
}

static int handle_region_read(struct session *s, struct message *msg)
{
	struct {
		struct vfio_user_region_access access;
		u8 data[VFIO_USER_MAX_XFER];
	} reply;
	struct vfio_user_region_access *access = &reply.access;

	memcpy(access, msg->body, sizeof(*access));
	if (access->count > VFIO_USER_MAX_XFER)
		return E2BIG;
	s->reads++;
	if (region_read(s->device, access->region, access->offset, reply.data, access->count))
		return EINVAL;
	return connection_reply(&s->conn, msg, &reply, (u32)sizeof(*access) + access->count, -1);
}

static int handle_region_write(struct session *s, struct message *msg)
{
	struct vfio_user_region_access access;

	memcpy(&access, msg->body, sizeof(access));
	if (access.count != msg->body_len - sizeof(access)) {
		log_err("client writes %u bytes and sends %zu", access.count,
			msg->body_len - sizeof(access));
		return MESSAGE_BAD;
	}
	s->writes++;
	if (region_write(s->device, access.region, access.offset, msg->body + sizeof(access),
			 access.count))
		return EINVAL;
	return connection_reply(&s->conn, msg, &access, sizeof(access), -1);
}

static int handle_write_multi(struct session *s, struct message *msg)
{
	struct vfio_user_write_one one;
	u64 count;

	memcpy(&count, msg->body, sizeof(count));
	if (count != (msg->body_len - sizeof(count)) / sizeof(one)) {
		log_err("client coalesces %llu writes in %u bytes", (unsigned long long)count,
			msg->body_len);
		return MESSAGE_BAD;
	}
	for (u64 i = 0; i < count; i++) {
		memcpy(&one, msg->body + sizeof(count) + i * sizeof(one), sizeof(one));
		s->writes++;
		if (one.count > sizeof(one.data) ||
		    region_write(s->device, one.region, one.offset, one.data, one.count))
			return EINVAL;
	}
	return connection_reply(&s->conn, msg, &count, sizeof(count), -1);
}

static int handle_reset(struct session *s, struct message *msg)
{
	log_info("client resets the device");
	pci_device_reset(s->device);
	return connection_reply(&s->conn, msg, NULL, 0, -1);
}

/* The handler of each command, and the minimum length of its body. */
static const struct {
	handler_fn handle;
	u32 least;
	bool takes_fds;
} commands[] = {
	[VFIO_USER_VERSION] = { handle_version, sizeof(struct vfio_user_version), false },
	[VFIO_USER_DMA_MAP] = { handle_dma_map, sizeof(struct vfio_user_dma_map), true },
	[VFIO_USER_DMA_UNMAP] = { handle_dma_unmap, sizeof(struct vfio_user_dma_unmap), false },
	[VFIO_USER_DEVICE_GET_INFO] = { handle_device_info, sizeof(struct vfio_user_device_info),
					false },
	[VFIO_USER_DEVICE_GET_REGION_INFO] = { handle_region_info,
					       sizeof(struct vfio_user_region_info), false },
	[VFIO_USER_DEVICE_GET_IRQ_INFO] = { handle_irq_info, sizeof(struct vfio_user_irq_info),
					    false },
	[VFIO_USER_DEVICE_SET_IRQS] = { handle_set_irqs, sizeof(struct vfio_user_irq_set), true },
	[VFIO_USER_REGION_READ] = { handle_region_read, sizeof(struct vfio_user_region_access),
				    false },
	[VFIO_USER_REGION_WRITE] = { handle_region_write, sizeof(struct vfio_user_region_access),
				     false },
	[VFIO_USER_DEVICE_RESET] = { handle_reset, 0, false },
	[VFIO_USER_REGION_WRITE_MULTI] = { handle_write_multi, sizeof(u64), false },
};

/* Return: false if the connection must end. */
static bool handle(struct session *s, struct message *msg)
{
	u16 command = msg->header.command;
	int ret;

	if (!s->versioned && command != VFIO_USER_VERSION) {
		log_err("client sends command %u before its version", command);
		return false;
	}
	if (command >= ARRAY_SIZE(commands) || !commands[command].handle)
		return connection_error(&s->conn, msg, EOPNOTSUPP) == 0;
	if (msg->body_len < commands[command].least) {
		log_err("client sends command %u with %u bytes, it takes %u", command,
			msg->body_len, commands[command].least);
		return false;
	}
	if (msg->fds > commands[command].takes_fds) {
		log_err("client sends command %u with %u file descriptors", command, msg->fds);
		return false;
	}
	ret = commands[command].handle(s, msg);
	if (ret > 0)
		ret = connection_error(&s->conn, msg, ret);
	return ret == 0;
}

void session_run(struct pci_device *device, int sock, int stop_fd)
{
	struct session *s = calloc(1, sizeof(*s));
	struct message msg;
	bool more = true;

	if (!s) {
		log_err("no memory for a client");
		close(sock);
		return;
	}
	s->device = device;
	s->msi_fd = -1;
	s->pin_fd = -1;
	connection_init(&s->conn, sock, stop_fd);
	while (more && connection_receive(&s->conn, &msg) == RECEIVED) {
		more = handle(s, &msg);
		message_release(&msg);
	}
	log_info("client left: %llu reads, %llu writes, %llu messages polled, %llu slept for",
		 (unsigned long long)s->reads, (unsigned long long)s->writes,
		 (unsigned long long)s->conn.polled, (unsigned long long)s->conn.slept);
	set_fd(s, VFIO_PCI_MSI_IRQ_INDEX, -1);
	set_fd(s, VFIO_PCI_INTX_IRQ_INDEX, -1);
	memory_unmap_all(&device->gpu->memory);
	connection_close(&s->conn);
	free(s);
}
