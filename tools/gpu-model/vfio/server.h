/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The listening socket: one client after the other.
 */
#ifndef GPU_MODEL_SERVER_H
#define GPU_MODEL_SERVER_H

#include "vfio/regions.h"

/**
 * listen_unix() - a listening stream socket at a path
 *
 * A socket that nobody listens on any more is replaced.
 *
 * Return: the socket, or a negative errno (-EADDRINUSE if somebody listens).
 */
int listen_unix(const char *path);

/**
 * server_run() - serve clients until told to stop
 * @listen_fd: from listen_unix()
 * @stop_fd: ends everything when readable
 * @once: stop when the first client has left
 *
 * When a client leaves, the device is switched off and on for the next one.
 */
void server_run(struct pci_device *device, int listen_fd, int stop_fd, bool once);

#endif /* GPU_MODEL_SERVER_H */
