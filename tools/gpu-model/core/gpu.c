// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/gpu.h"
#include "gt/fault.h"
#include "gt/forcewake.h"
#include "gt/gt.h"

void gpu_note_access(struct gpu *gpu, u32 offset, bool write)
{
	forcewake_check(gpu, offset, write);
	display_note_access(gpu, offset, write);
}

static void attach_all(struct gpu *gpu)
{
	irq_init(gpu);
	forcewake_attach(gpu);
	fault_attach(gpu);
	pcode_attach(gpu);
	gt_attach(gpu);
	for (u32 i = 0; i < ENGINE_COUNT; i++)
		if (gpu_has_engine(gpu, i))
			engine_init(gpu, i);
	display_init(gpu);
}

static void stop_engines(struct gpu *gpu, u32 count)
{
	for (u32 i = 0; i < count; i++)
		if (gpu_has_engine(gpu, i))
			engine_stop(&gpu->engine[i]);
}

static int start_threads(struct gpu *gpu)
{
	int ret;

	for (u32 i = 0; i < ENGINE_COUNT; i++) {
		if (!gpu_has_engine(gpu, i))
			continue;
		ret = engine_start(&gpu->engine[i]);
		if (ret) {
			stop_engines(gpu, i);
			return ret;
		}
	}
	ret = display_start(gpu);
	if (ret)
		stop_engines(gpu, ENGINE_COUNT);
	return ret;
}

static void release(struct gpu *gpu)
{
	for (u32 i = 0; i < ENGINE_COUNT; i++)
		if (gpu_has_engine(gpu, i))
			engine_destroy(&gpu->engine[i]);
	display_destroy(gpu);
	memory_destroy(&gpu->memory);
	ggtt_destroy(&gpu->ggtt);
	page_log_destroy(&gpu->page_log);
	anomalies_destroy(&gpu->anomalies);
	trace_destroy(&gpu->trace);
	pthread_mutex_destroy(&gpu->lock);
	free(gpu->mmio);
	free(gpu);
}

static struct gpu *gpu_alloc(const struct device_info *device, u64 aperture_size)
{
	struct gpu *gpu = calloc(1, sizeof(*gpu));

	if (!gpu)
		return NULL;
	gpu->mmio = calloc(1, sizeof(*gpu->mmio));
	if (!gpu->mmio || ggtt_init(&gpu->ggtt)) {
		free(gpu->mmio);
		free(gpu);
		return NULL;
	}
	gpu->device = device;
	gpu->aperture_size = aperture_size;
	gpu->pci_class = PCI_CLASS_VGA;
	return gpu;
}

struct gpu *gpu_create(const struct device_info *device, u64 aperture_size)
{
	struct gpu *gpu = gpu_alloc(device, aperture_size);
	int ret;

	if (!gpu)
		return NULL;
	pthread_mutex_init(&gpu->lock, NULL);
	memory_init(&gpu->memory);
	trace_init(&gpu->trace);
	anomalies_init(&gpu->anomalies, &gpu->trace);
	page_log_init(&gpu->page_log);
	attach_all(gpu);
	mmio_reset(gpu);
	gt_power_on(gpu);
	display_power_on(gpu);
	ret = start_threads(gpu);
	if (ret) {
		release(gpu);
		errno = -ret;
		return NULL;
	}
	return gpu;
}

void gpu_destroy(struct gpu *gpu)
{
	display_stop(gpu);
	stop_engines(gpu, ENGINE_COUNT);
	release(gpu);
}

/* Reset everything except memory. Caller holds gpu->lock. */
static void lose_power(struct gpu *gpu)
{
	for (u32 i = 0; i < ENGINE_COUNT; i++)
		if (gpu_has_engine(gpu, i))
			engine_reset(&gpu->engine[i]);
	mmio_reset(gpu);
	irq_reset(gpu);
	gt_power_on(gpu);
	display_power_on(gpu);
}

static bool is_idle(const struct gpu *gpu)
{
	for (u32 i = 0; i < ENGINE_COUNT; i++)
		if (gpu_has_engine(gpu, i) && !engine_is_idle(&gpu->engine[i]))
			return false;
	return true;
}

void gpu_set_power(struct gpu *gpu, u32 state)
{
	pthread_mutex_lock(&gpu->lock);
	if (state && !gpu->power.state) {
		trace(&gpu->trace, TRACE_RESET, "D3hot%s",
		      gpu->power.d3_loses ? ", power lost" : "");
		gpu->power.d3_count++;
		if (!is_idle(gpu))
			anomaly(&gpu->anomalies, ANOMALY_ASLEEP, "D3hot while an engine works");
		if (gpu->power.d3_loses)
			lose_power(gpu);
	} else if (!state && gpu->power.state) {
		trace(&gpu->trace, TRACE_RESET, "D0");
	}
	__atomic_store_n(&gpu->power.state, state, __ATOMIC_RELAXED);
	pthread_mutex_unlock(&gpu->lock);
}

bool gpu_is_asleep(struct gpu *gpu, const char *what, u64 offset)
{
	if (!__atomic_load_n(&gpu->power.state, __ATOMIC_RELAXED))
		return false;
	anomaly(&gpu->anomalies, ANOMALY_ASLEEP, "%s at 0x%llx in D3hot", what,
		(unsigned long long)offset);
	return true;
}

static void reset(struct gpu *gpu, const char *how, bool with_memory)
{
	pthread_mutex_lock(&gpu->lock);
	trace(&gpu->trace, TRACE_RESET, "%s", how);
	__atomic_store_n(&gpu->power.state, 0, __ATOMIC_RELAXED);
	gpu->power.resets++;
	lose_power(gpu);
	if (with_memory) {
		ggtt_clear(&gpu->ggtt);
		memset(&gpu->pcode, 0, sizeof(gpu->pcode));
	}
	__atomic_add_fetch(&gpu->ggtt_generation, 1, __ATOMIC_RELEASE);
	pthread_mutex_unlock(&gpu->lock);
}

void gpu_reset(struct gpu *gpu)
{
	reset(gpu, "function level reset", false);
}

void gpu_power_cycle(struct gpu *gpu)
{
	reset(gpu, "power cycle", true);
}
