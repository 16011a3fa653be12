/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A session: processes the messages of a client.
 */
#ifndef GPU_MODEL_SESSION_H
#define GPU_MODEL_SESSION_H

#include "vfio/connection.h"
#include "vfio/regions.h"

/**
 * struct session - a connected client
 * @device: what it sees
 * @conn: its connection
 * @versioned: it has negotiated a version
 * @msi_fd: its event file for MSIs, -1 for none
 * @pin_fd: likewise for the interrupt pin
 * @reads: region reads
 * @writes: region writes
 */
struct session {
	struct pci_device *device;
	struct connection conn;
	bool versioned;
	int msi_fd;
	int pin_fd;
	u64 reads;
	u64 writes;
};

/**
 * session_run() - serve a client until it leaves or sends an invalid message
 * @sock: its socket; closed at the end
 * @stop_fd: ends the session when readable
 *
 * At the end, the client's memory is unmapped and its event files are closed.
 */
void session_run(struct pci_device *device, int sock, int stop_fd);

#endif /* GPU_MODEL_SESSION_H */
