/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The GPU as a whole, and the host's own use of it.
 */
#ifndef VGT_TOP_HOST_H
#define VGT_TOP_HOST_H

#include <stdint.h>

#include "../common/types.h"
#include "engine.h"

/* Energy meters: of the GPU, and of the package that it is in. */
enum { ENERGY_GPU, ENERGY_PACKAGE, ENERGIES };

/**
 * struct client - a process's use of the GPU through i915 (drm-client-id)
 * @id: its number
 * @engines: mask of engines that @busy_ns is known for
 * @busy_ns: time that its work had each engine
 */
struct client {
	uint64_t id;
	uint32_t engines;
	uint64_t busy_ns[ENGINES];
};

/**
 * struct host - the GPU and the host's clients at one time
 * @mhz: frequency now; -1 if unknown
 * @max_mhz: the highest that the GPU may have; -1 if unknown
 * @rc6_ms: time in the sleep state RC6; -1 if unknown
 * @uj: energy meters in microjoules; -1 if unknown
 * @range_uj: where a meter starts again from 0; 0 if it does not
 * @sees_all: all processes were seen, not only those of one user
 * @clients: the host's clients
 * @count: their number
 */
struct host {
	int64_t mhz;
	int64_t max_mhz;
	int64_t rc6_ms;
	int64_t uj[ENERGIES];
	int64_t range_uj[ENERGIES];
	bool sees_all;
	struct client *clients;
	int count;
};

/**
 * struct host_search - the clients found so far
 * @host: gets them
 * @gpu: the PCI device that they must be of; empty if no GPU is shared
 * @ret: 0 or a negative errno value
 */
struct host_search {
	struct host *host;
	struct gpu gpu;
	int ret;
};

void host_read(struct host *host, struct host_search *search);
void host_search_visit(void *arg, int pid, int fd, const char *path);
void host_free(struct host *host);

#endif
