// SPDX-License-Identifier: GPL-2.0-only
/*
 * What administrators see of a vGPU in /sys/kernel/vgt while its guest works.
 */
#include "gpu.h"
#include "sysfs.h"
#include "test.h"

/* Each engine's time counts for its own vGPU and engine, and no other. */
static void test_busy(const struct test_args *args)
{
	static const char * const names[ENGINES] = {
		"busy_ns_render", "busy_ns_blitter", "busy_ns_video",
		"busy_ns_video_enhancement",
	};
	u64 before[ENGINES], other;
	struct gpu gpu;
	u32 i, n;

	gpu_open(&gpu, args->uuid[0]);
	for (i = 0; i < ENGINES; i++) {
		const char *wrong;

		for (n = 0; n < ENGINES; n++)
			before[n] = vm_stat(args->uuid[0], names[n]);
		other = vm_stat(args->uuid[1], names[i]);
		wrong = exec_works(&gpu, i);
		CHECK(!wrong, "%s: %s", engine_info[i].name, wrong);
		for (n = 0; n < ENGINES; n++) {
			u64 now = vm_stat(args->uuid[0], names[n]);

			CHECK((now > before[n]) == (n == i), "work on %s: %s from %llu to %llu",
			      engine_info[i].name, names[n],
			      (unsigned long long)before[n], (unsigned long long)now);
		}
		CHECK(vm_stat(args->uuid[1], names[i]) == other,
		      "%s: the other vGPU's time moves", names[i]);
	}
	gpu_close(&gpu);
}

static void test_counters(const struct test_args *args)
{
	static const char * const names[] = {
		"submissions", "mmio_reads", "mmio_writes", "ggtt_updates",
		"ppgtt_tables", "ppgtt_updates", "resets",
	};
	static const char * const still[] = { "hangs", "audit_refusals", "regs_refused" };
	u64 before[ARRAY_SIZE(names)], calm[ARRAY_SIZE(still)], now;
	const char *wrong;
	struct gpu gpu;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names); i++)
		before[i] = vm_stat(args->uuid[0], names[i]);
	for (i = 0; i < ARRAY_SIZE(still); i++)
		calm[i] = vm_stat(args->uuid[0], still[i]);
	CHECK(!vm_stat(args->uuid[0], "pinned_bytes"), "pages are pinned without a guest");
	gpu_open(&gpu, args->uuid[0]);
	wrong = exec_works(&gpu, RCS);
	CHECK(!wrong, "%s", wrong);
	now = vm_stat(args->uuid[0], "pinned_bytes");
	CHECK(now && now % 4096 == 0 && now <= GUEST_RAM, "%llu bytes are pinned",
	      (unsigned long long)now);
	mmio_write(&gpu.g, GDRST, BIT(1));
	for (i = 0; i < ARRAY_SIZE(names); i++) {
		now = vm_stat(args->uuid[0], names[i]);
		CHECK(now > before[i], "%s stays at %llu", names[i],
		      (unsigned long long)now);
	}
	for (i = 0; i < ARRAY_SIZE(still); i++) {
		now = vm_stat(args->uuid[0], still[i]);
		CHECK(now == calm[i], "%s from %llu to %llu", still[i],
		      (unsigned long long)calm[i], (unsigned long long)now);
	}
	gpu_close(&gpu);
}

#define NO_SYSFS "has no statistics"

const struct test stats_tests[] = {
	{ "busy time, by engine and vGPU", test_busy, 2, NO_SYSFS, false },
	{ "statistics move, and only those that should", test_counters, 1, NO_SYSFS,
	  false },
	{ 0 },
};
