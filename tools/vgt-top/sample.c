// SPDX-License-Identifier: GPL-2.0-only
/*
 * Read /sys/kernel/vgt/vmN/statistics.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../common/proc.h"
#include "../common/sysfs.h"
#include "../common/vm.h"
#include "sample.h"

#define FOLDER	"kernel/vgt/vm%d/statistics"

const char * const engine_names[ENGINES] = {
	[ENGINE_RENDER] = "render",
	[ENGINE_BLITTER] = "blitter",
	[ENGINE_VIDEO] = "video",
	[ENGINE_VIDEO2] = "video2",
	[ENGINE_VIDEO_ENHANCEMENT] = "video_enhancement",
};

/* Short enough for a column. */
const char * const engine_titles[ENGINES] = {
	[ENGINE_RENDER] = "RENDER",
	[ENGINE_BLITTER] = "BLITTER",
	[ENGINE_VIDEO] = "VIDEO",
	[ENGINE_VIDEO2] = "VIDEO2",
	[ENGINE_VIDEO_ENHANCEMENT] = "ENHANCE",
};

const char * const engine_short_titles[ENGINES] = {
	[ENGINE_RENDER] = "REND",
	[ENGINE_BLITTER] = "BLIT",
	[ENGINE_VIDEO] = "VID",
	[ENGINE_VIDEO2] = "VID2",
	[ENGINE_VIDEO_ENHANCEMENT] = "ENH",
};

const char * const counter_names[COUNTERS] = {
	[SUBMISSIONS] = "submissions",
	[MMIO_READS] = "mmio_reads",
	[MMIO_WRITES] = "mmio_writes",
	[GGTT_READS] = "ggtt_reads",
	[GGTT_WRITES] = "ggtt_writes",
	[GGTT_UPDATES] = "ggtt_updates",
	[GGTT_REFUSED] = "ggtt_refused",
	[PPGTT_WRITES] = "ppgtt_writes",
	[PPGTT_TABLES] = "ppgtt_tables",
	[PPGTT_UPDATES] = "ppgtt_updates",
	[PPGTT_REFUSED] = "ppgtt_refused",
	[AUDIT_REFUSALS] = "audit_refusals",
	[REGS_REFUSED] = "regs_refused",
	[HANGS] = "hangs",
	[RESETS] = "resets",
	[PINNED_BYTES] = "pinned_bytes",
	[HOST_MEMORY] = "host_memory",
	[HOST_MEMORY_LIMIT] = "host_memory_limit",
	[HOST_GGTT] = "host_ggtt",
	[HOST_GGTT_LIMIT] = "host_ggtt_limit",
};

static uint64_t now_ns(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return t.tv_sec * 1000000000ull + t.tv_nsec;
}

/* A vGPU that is removed meanwhile has no counters. */
static void read_counters(struct vgpu_counters *counters, int id)
{
	int i;

	memset(counters, 0, sizeof(*counters));
	counters->time_ns = now_ns(CLOCK_MONOTONIC);
	for (i = 0; i < ENGINES; i++)
		if (!sysfs_read_number(&counters->busy_ns[i], FOLDER "/busy_ns_%s", id,
				       engine_names[i]))
			counters->engines |= 1u << i;
	for (i = 0; i < COUNTERS; i++)
		if (!sysfs_read_number(&counters->count[i], FOLDER "/%s", id, counter_names[i]))
			counters->counters |= 1u << i;
}

static uint64_t read_memory(void)
{
	unsigned long long kb;
	char text[4096];

	proc_read(text, sizeof(text), "meminfo");
	return sscanf(text, "MemTotal: %llu kB", &kb) == 1 ? kb << 10 : 0;
}

/**
 * struct searches - what is looked for among the processes, of which there may be thousands
 * @vms: the virtual machines
 * @host: the host's clients
 */
struct searches {
	struct vm_search vms;
	struct host_search host;
};

static void visit(void *arg, int pid, int fd, const char *path)
{
	struct searches *searches = arg;

	vm_search_visit(&searches->vms, pid, fd, path);
	host_search_visit(&searches->host, pid, fd, path);
}

/**
 * sample_take() - read all counters
 * @sample: filled; the caller frees it with sample_free(), also on failure
 *
 * Return: 0, or a negative errno value: -ENOENT if the module is not loaded.
 */
int sample_take(struct sample *sample)
{
	struct searches searches;
	int i;

	memset(sample, 0, sizeof(*sample));
	sample->time_ns = now_ns(CLOCK_MONOTONIC);
	sample->date_ns = now_ns(CLOCK_REALTIME);
	sample->foreground = vgt_foreground();
	sample->memory = read_memory();
	sample->count = vgpu_list(&sample->vgpus);
	if (sample->count < 0) {
		i = sample->count;
		sample->count = 0;
		return i;
	}
	sample->counters = calloc(sample->count ? sample->count : 1, sizeof(*sample->counters));
	if (!sample->counters)
		return -ENOMEM;
	for (i = 0; i < sample->count; i++)
		read_counters(&sample->counters[i], sample->vgpus[i].id);
	vm_search_begin(&searches.vms, sample->vgpus, sample->count);
	host_read(&sample->host, &searches.host);
	proc_each_device(visit, &searches);
	return searches.host.ret;
}

/**
 * sample_free() - free a sample
 * @sample: may be empty
 */
void sample_free(struct sample *sample)
{
	free(sample->vgpus);
	free(sample->counters);
	host_free(&sample->host);
	memset(sample, 0, sizeof(*sample));
}
