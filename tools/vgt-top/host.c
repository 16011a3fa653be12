// SPDX-License-Identifier: GPL-2.0-only
/*
 * Read what i915, the energy meters (RAPL) and /proc tell of the GPU.
 */
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../common/array.h"
#include "../common/proc.h"
#include "../common/sysfs.h"
#include "../common/types.h"
#include "host.h"

#define DRM	"class/drm"
#define POWER	"class/powercap"

/* Return: the number in the file, or -1. */
static int64_t number_of(const char *folder, const char *name, const char *file)
{
	uint64_t value;

	if (sysfs_read_number(&value, "%s/%s/%s", folder, name, file) || value > INT64_MAX)
		return -1;
	return value;
}

static int is_card(const struct dirent *entry)
{
	return !strncmp(entry->d_name, "card", 4) && isdigit((unsigned char)entry->d_name[4]) &&
		!strchr(entry->d_name, '-');
}

static int is_meter(const struct dirent *entry)
{
	return !strncmp(entry->d_name, "intel-rapl:", 11);
}

static void read_card(struct host *host, const char *card)
{
	host->mhz = number_of(DRM, card, "gt_act_freq_mhz");
	host->max_mhz = number_of(DRM, card, "gt_max_freq_mhz");
	host->rc6_ms = number_of(DRM, card, "gt/gt0/rc6_residency_ms");
	if (host->rc6_ms < 0)
		host->rc6_ms = number_of(DRM, card, "power/rc6_residency_ms");
}

/* Find the DRM device of the GPU that is shared. */
static void find_card(struct host *host, const char *gpu)
{
	struct dirent **names;
	char device[256];
	int n, i;

	n = sysfs_list(&names, is_card, DRM);
	for (i = 0; i < n; i++) {
		sysfs_read_link(device, sizeof(device), DRM "/%s/device", names[i]->d_name);
		if (!strcmp(device, gpu))
			read_card(host, names[i]->d_name);
	}
	sysfs_list_free(names, n);
}

/* RAPL's domain "uncore" is the GPU. Only root may read the meters. */
static void read_meters(struct host *host)
{
	struct dirent **names;
	char name[32];
	int n, i, m;

	n = sysfs_list(&names, is_meter, POWER);
	for (i = 0; i < n; i++) {
		sysfs_read(name, sizeof(name), POWER "/%s/name", names[i]->d_name);
		if (!strcmp(name, "uncore"))
			m = ENERGY_GPU;
		else if (!strcmp(name, "package-0"))
			m = ENERGY_PACKAGE;
		else
			continue;
		host->uj[m] = number_of(POWER, names[i]->d_name, "energy_uj");
		host->range_uj[m] = number_of(POWER, names[i]->d_name, "max_energy_range_uj");
	}
	sysfs_list_free(names, n);
}

/* "drm-engine-NAME:\tN ns". The two video engines are counted together, for each half of it. */
static void take_engine(struct client *client, const char *name, uint64_t ns, int videos)
{
	static const struct {
		const char *name;
		int engine;
	} names[] = {
		{ "render", ENGINE_RENDER },
		{ "copy", ENGINE_BLITTER },
		{ "video", ENGINE_VIDEO },
		{ "video-enhance", ENGINE_VIDEO_ENHANCEMENT },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names); i++) {
		if (strcmp(name, names[i].name))
			continue;
		client->engines |= 1u << names[i].engine;
		client->busy_ns[names[i].engine] = ns;
	}
	if (!strcmp(name, "video") && videos > 1) {
		client->busy_ns[ENGINE_VIDEO] = ns / 2;
		client->busy_ns[ENGINE_VIDEO2] = ns / 2;
		client->engines |= 1u << ENGINE_VIDEO2;
	}
}

/* Return: true if the text is of a client of the GPU. */
static bool parse_client(struct client *client, const char *text, const char *gpu)
{
	const char *line, *next, *capacity = strstr(text, "drm-engine-capacity-video:");
	int videos = capacity ? atoi(capacity + 26) : 1;
	bool ours = false, numbered = false;
	char name[64];
	uint64_t ns;

	memset(client, 0, sizeof(*client));
	for (line = text; line; line = next ? next + 1 : NULL) {
		next = strchr(line, '\n');
		if (sscanf(line, "drm-pdev: %63s", name) == 1)
			ours = !strcmp(name, gpu);
		else if (sscanf(line, "drm-client-id: %" SCNu64, &client->id) == 1)
			numbered = true;
		else if (sscanf(line, "drm-engine-%63[a-z-]: %" SCNu64 " ns", name, &ns) == 2)
			take_engine(client, name, ns, videos);
	}
	return ours && numbered;
}

/**
 * host_search_visit() - look at a device that a process has open: see proc_each_device()
 * @arg: the search
 * @pid: the process
 * @fd: its file descriptor
 * @path: path of the device
 */
void host_search_visit(void *arg, int pid, int fd, const char *path)
{
	struct host_search *search = arg;
	struct host *host = search->host;
	struct client client, *more;
	char text[4096];
	int i;

	if (search->ret || !*search->gpu.name || strncmp(path, "/dev/dri/", 9) ||
	    proc_read(text, sizeof(text), "%d/fdinfo/%d", pid, fd) < 0 ||
	    !parse_client(&client, text, search->gpu.name))
		return;
	/* One client may have several file descriptors, in several processes. */
	for (i = 0; i < host->count; i++)
		if (host->clients[i].id == client.id)
			return;
	more = reallocarray(host->clients, host->count + 1, sizeof(client));
	if (!more) {
		search->ret = -ENOMEM;
		return;
	}
	host->clients = more;
	host->clients[host->count++] = client;
}

/**
 * host_read() - read frequency and energy, and begin to search the clients
 * @host: filled; for host_free()
 * @search: initialized; host_search_visit() gives @host the clients
 *
 * What is not there is unknown, which is no failure.
 */
void host_read(struct host *host, struct host_search *search)
{
	int i;

	memset(host, 0, sizeof(*host));
	host->mhz = -1;
	host->max_mhz = -1;
	host->rc6_ms = -1;
	for (i = 0; i < ENERGIES; i++)
		host->uj[i] = -1;
	memset(search, 0, sizeof(*search));
	search->host = host;
	if (gpu_look(&search->gpu)) {
		*search->gpu.name = 0;
		return;
	}
	find_card(host, search->gpu.name);
	read_meters(host);
	host->sees_all = !geteuid();
}

/**
 * host_free() - free the clients
 * @host: filled by host_read() and host_search_visit()
 */
void host_free(struct host *host)
{
	free(host->clients);
	host->clients = NULL;
	host->count = 0;
}
