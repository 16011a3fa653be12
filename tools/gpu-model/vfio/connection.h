/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One client connection: whole messages in, replies out, file descriptors with
 * the message they came with.
 */
#ifndef GPU_MODEL_CONNECTION_H
#define GPU_MODEL_CONNECTION_H

#include "core/types.h"
#include "vfio/protocol.h"

/**
 * struct message - a received message
 * @header: its header
 * @body: what follows, @header.size - sizeof(@header) bytes, 8-byte aligned
 * @body_len: that size
 * @fd: descriptors that came with it; whoever takes one sets it to -1
 * @fds: how many
 */
struct message {
	struct vfio_user_header header;
	const u8 *body;
	u32 body_len;
	int fd[VFIO_USER_MAX_FDS];
	u32 fds;
};

/**
 * struct connection - a client
 * @sock: its socket
 * @stop_fd: becomes readable when the program must end
 * @buf: received bytes that are not processed yet, @start to @end
 * @fd: descriptors that came with the message that contains @fd_at
 * @fds: number of descriptors
 * @fd_at: position of the last byte received together with them
 * @aligned: copy of the body of the present message
 * @gap_ns: recent time between a reply and the next message
 * @replied_ns: when the last message was handled
 * @polled: messages that arrived while polling, without sleep
 * @slept: messages for which poll() had to sleep
 */
struct connection {
	int sock;
	int stop_fd;
	u8 buf[2 * VFIO_USER_MAX_MESSAGE];
	u32 start;
	u32 end;
	int fd[VFIO_USER_MAX_FDS];
	u32 fds;
	u32 fd_at;
	u64 aligned[VFIO_USER_MAX_MESSAGE / 8];
	u64 gap_ns;
	u64 replied_ns;
	u64 polled;
	u64 slept;
};

enum receive_result {
	RECEIVED,
	RECEIVE_CLOSED,	/* the client has left, or the program ends */
	RECEIVE_BAD	/* not a valid message; the reason was logged */
};

void connection_init(struct connection *c, int sock, int stop_fd);

/** connection_close() - close the socket and every descriptor not taken */
void connection_close(struct connection *c);

/** connection_receive() - wait for the next message */
enum receive_result connection_receive(struct connection *c, struct message *msg);

/** message_release() - close the descriptors that nobody took */
void message_release(struct message *msg);

/**
 * connection_reply() - answer a message
 * @body: sent after the header
 * @fd: descriptor to send along, or -1
 *
 * Does nothing if the client asked for no reply.
 *
 * Return: 0, or a negative errno: the connection cannot be used any more.
 */
int connection_reply(struct connection *c, const struct message *msg, const void *body, u32 len,
		     int fd);

/** connection_error() - answer a message with an errno (positive) */
int connection_error(struct connection *c, const struct message *msg, int error);

#endif /* GPU_MODEL_CONNECTION_H */
