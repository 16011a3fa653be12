// SPDX-License-Identifier: GPL-2.0-only
/*
 * Print a sample as OpenMetrics text (version 1.0). It uses only the types counter and gauge, so
 * that readers of Prometheus' older text format take it as well. The names are a stable interface.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "../common/array.h"
#include "../common/flush.h"
#include "../common/sysfs.h"
#include "../common/types.h"
#include "output.h"

/**
 * struct metric - a counter of a vGPU
 * @index: the counter
 * @name: without prefix, unit and suffix of the type
 * @help: what it is
 */
struct metric {
	int index;
	const char *name;
	const char *help;
};

static const struct metric metrics[] = {
	{ SUBMISSIONS, "submissions", "Execution lists that the guest submitted" },
	{ MMIO_READS, "mmio_reads", "Trapped reads of registers" },
	{ MMIO_WRITES, "mmio_writes", "Trapped writes of registers" },
	{ GGTT_READS, "ggtt_reads", "Trapped reads of global page table entries" },
	{ GGTT_WRITES, "ggtt_writes", "Trapped writes of global page table entries" },
	{ GGTT_UPDATES, "ggtt_updates", "Changed global page table entries taken over" },
	{ GGTT_REFUSED, "ggtt_refused", "Global page table entries not taken over" },
	{ PPGTT_WRITES, "ppgtt_writes", "Trapped writes to page tables of processes" },
	{ PPGTT_TABLES, "ppgtt_tables", "Pages of page tables that were read" },
	{ PPGTT_UPDATES, "ppgtt_updates", "Changed page table entries taken over" },
	{ PPGTT_REFUSED, "ppgtt_refused", "Page table entries not taken over" },
	{ AUDIT_REFUSALS, "audit_refusals", "Privileged commands refused" },
	{ REGS_REFUSED, "regs_refused", "Register values refused" },
	{ HANGS, "hangs", "Hangs of an engine" },
	{ RESETS, "resets", "Resets of an engine" },
	{ PINNED_BYTES, "pinned", "Guest memory that is pinned" },
	{ HOST_MEMORY, "host_memory", "Host memory used for the vGPU" },
	{ HOST_MEMORY_LIMIT, "host_memory_limit", "Its maximum" },
	{ HOST_GGTT, "host_ggtt", "Host's GGTT space used for the vGPU" },
	{ HOST_GGTT_LIMIT, "host_ggtt_limit", "Its maximum" },
};

static void family(const char *name, const char *type, const char *unit, const char *help)
{
	printf("# TYPE vgt_%s %s\n", name, type);
	if (*unit)
		printf("# UNIT vgt_%s %s\n", name, unit);
	printf("# HELP vgt_%s %s.\n", name, help);
}

/* A label's value: backslash, quote and newline are escaped. */
static void put_label(const char *name, const char *value)
{
	printf("%s=\"", name);
	for (; *value; value++) {
		if (*value == '\\' || *value == '"')
			putchar('\\');
		if (*value == '\n')
			fputs("\\n", stdout);
		else
			putchar(*value);
	}
	putchar('"');
}

/* Begin a line of a vGPU. Its labels stay the same as long as it lives. */
static void begin(const char *name, const struct vgpu *vgpu)
{
	printf("vgt_%s{vgpu=\"%d\",", name, vgpu->id);
	put_label("uuid", vgpu->uuid);
}

static void put_info(const struct sample *sample)
{
	char version[64];
	int i;

	sysfs_read(version, sizeof(version), "module/vgt/version");
	family("module_info", "gauge", "", "Version of the module; always 1");
	printf("vgt_module_info{");
	put_label("version", version);
	printf("} 1\n");
	if (!sample->count)
		return;
	family("vgpu_info", "gauge", "", "Type and virtual machine of a vGPU; always 1");
	for (i = 0; i < sample->count; i++) {
		begin("vgpu_info", &sample->vgpus[i]);
		putchar(',');
		put_label("type", sample->vgpus[i].type);
		putchar(',');
		put_label("vm", sample->vgpus[i].vm);
		printf("} 1\n");
	}
}

static void put_states(const struct sample *sample)
{
	static const char * const states[] = { "stopped", "running", "held" };
	const struct vgpu *vgpu;
	size_t s;
	int i;

	family("vgpu_state", "gauge", "", "1 for the state that the vGPU is in");
	for (i = 0; i < sample->count; i++) {
		vgpu = &sample->vgpus[i];
		for (s = 0; s < ARRAY_SIZE(states); s++) {
			begin("vgpu_state", vgpu);
			printf(",state=\"%s\"} %d\n", states[s],
			       !strncmp(vgpu->state, states[s], strlen(states[s])));
		}
	}
}

static void put_shares(const struct sample *sample)
{
	const struct vgpu *vgpu;
	int i;

	family("vgpu_weight", "gauge", "", "Share of the engines' time against other vGPUs");
	for (i = 0; i < sample->count; i++) {
		vgpu = &sample->vgpus[i];
		if (vgpu->weight < 0)
			continue;
		begin("vgpu_weight", vgpu);
		printf("} %d\n", vgpu->weight);
	}
	family("vgpu_cap_ratio", "gauge", "ratio",
	       "Largest part of each engine's time; 1 is no limit");
	for (i = 0; i < sample->count; i++) {
		vgpu = &sample->vgpus[i];
		if (vgpu->cap < 0)
			continue;
		begin("vgpu_cap_ratio", vgpu);
		printf("} %.2f\n", vgpu->cap && vgpu->cap < 100 ? vgpu->cap / 100.0 : 1.0);
	}
}

static void put_engines(const struct sample *sample)
{
	const struct vgpu_counters *counters;
	int i, e;

	family("vgpu_engine_busy_seconds", "counter", "seconds",
	       "Time for which an engine ran work of the vGPU");
	for (i = 0; i < sample->count; i++) {
		counters = &sample->counters[i];
		for (e = 0; e < ENGINES; e++) {
			if (!(counters->engines & 1u << e))
				continue;
			begin("vgpu_engine_busy_seconds_total", &sample->vgpus[i]);
			printf(",engine=\"%s\"} %" PRIu64 ".%09" PRIu64 "\n", engine_names[e],
			       counters->busy_ns[e] / 1000000000,
			       counters->busy_ns[e] % 1000000000);
		}
	}
}

static void put_counters(const struct sample *sample, const struct metric *metric)
{
	bool bytes = IS_BYTES(metric->index);
	char name[64], line[80];
	int i;

	snprintf(name, sizeof(name), "vgpu_%s%s", metric->name, bytes ? "_bytes" : "");
	snprintf(line, sizeof(line), "%s%s", name, bytes ? "" : "_total");
	family(name, bytes ? "gauge" : "counter", bytes ? "bytes" : "", metric->help);
	for (i = 0; i < sample->count; i++) {
		if (!(sample->counters[i].counters & 1u << metric->index))
			continue;
		begin(line, &sample->vgpus[i]);
		printf("} %" PRIu64 "\n", sample->counters[i].count[metric->index]);
	}
}

static void put_resources(void)
{
	struct resource list[RESOURCES_MAX];
	int n = resources_read(list), i;

	if (n <= 0)
		return;
	family("resource_free", "gauge", "", "What is left for new vGPUs");
	for (i = 0; i < n; i++)
		printf("vgt_resource_free{resource=\"%s\"} %" PRIu64 "\n", list[i].name,
		       list[i].free);
	family("resource_size", "gauge", "", "What there is for vGPUs altogether");
	for (i = 0; i < n; i++)
		printf("vgt_resource_size{resource=\"%s\"} %" PRIu64 "\n", list[i].name,
		       list[i].total);
}

static void put_gpu(const struct host *host)
{
	static const char * const meters[ENERGIES] = { "gpu", "package" };
	int i;

	if (host->mhz >= 0) {
		family("gpu_frequency_hertz", "gauge", "hertz", "Frequency of the GPU");
		printf("vgt_gpu_frequency_hertz %" PRId64 "000000\n", host->mhz);
	}
	if (host->rc6_ms >= 0) {
		family("gpu_rc6_seconds", "counter", "seconds", "Time that the GPU slept");
		printf("vgt_gpu_rc6_seconds_total %" PRId64 ".%03" PRId64 "\n",
		       host->rc6_ms / 1000, host->rc6_ms % 1000);
	}
	if (host->uj[ENERGY_GPU] < 0 && host->uj[ENERGY_PACKAGE] < 0)
		return;
	family("gpu_energy_joules", "counter", "joules",
	       "Energy that the GPU, and the package that it is in, used");
	for (i = 0; i < ENERGIES; i++)
		if (host->uj[i] >= 0)
			printf("vgt_gpu_energy_joules_total{domain=\"%s\"} %.6f\n", meters[i],
			       host->uj[i] / 1e6);
}

/**
 * openmetrics_print() - print a sample as OpenMetrics text
 * @sample: the sample
 *
 * Return: 0 or a negative errno value.
 */
int openmetrics_print(const struct sample *sample)
{
	size_t i;

	put_info(sample);
	family("vgpus", "gauge", "", "Number of vGPUs");
	printf("vgt_vgpus %d\n", sample->count);
	if (sample->foreground >= 0) {
		family("foreground_vgpu", "gauge", "", "vGPU on the host's monitor; 0 is the host");
		printf("vgt_foreground_vgpu %d\n", sample->foreground);
	}
	put_resources();
	put_gpu(&sample->host);
	if (sample->count) {
		put_states(sample);
		put_shares(sample);
		put_engines(sample);
		for (i = 0; i < ARRAY_SIZE(metrics); i++)
			put_counters(sample, &metrics[i]);
	}
	puts("# EOF");
	return output_flush();
}
