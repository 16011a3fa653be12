// SPDX-License-Identifier: GPL-2.0-only
/*
 * Guests whose host goes to sleep: only with --suspend, see tests/suspend. VGT_SLEEP in the
 * environment is the word for the kernel, if it is not mem, or the path of a program that does
 * it.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "gpu.h"
#include "test.h"

#define STATE		"/sys/power/state"
#define FILL_WORDS	200u

/* As far as /sys/power/pm_test says, and back. */
static void host_sleeps(void)
{
	const char *word = getenv("VGT_SLEEP") ?: "mem";
	int fd;

	if (*word == '/') {
		CHECK(!system(word), "%s failed", word);
		return;
	}
	fd = open(STATE, O_WRONLY);
	CHECK(fd >= 0, STATE ": %s", strerror(errno));
	CHECK(write(fd, word, strlen(word)) == (ssize_t)strlen(word),
	      "the host does not go to sleep: %s", strerror(errno));
	close(fd);
}

static void test_idle(const struct test_args *args)
{
	struct gpu gpu;
	u32 i;

	gpu_open(&gpu, args->uuid[0]);
	for (i = 0; i < 2; i++) {
		host_sleeps();
		engines_work(&gpu, "after the host slept");
	}
	gpu_close(&gpu);
}

/* What the vGPU has in the hardware: entries of the GGTT, as the aperture shows them. */
static void test_aperture(const struct test_args *args)
{
	struct gpu gpu;
	u32 *there;
	u32 addr;
	u64 gpa;

	gpu_open(&gpu, args->uuid[0]);
	gpa = guest_pages(&gpu.g, 1);
	addr = ggtt_map_low(&gpu, gpa, 1);
	mmio_write(&gpu.g, GFX_FLSH_CNTL, 1);
	there = aperture_map(&gpu.g, addr, PAGE_SIZE);
	CHECK(there != MAP_FAILED, "the aperture cannot be mapped: %s", strerror(errno));
	there[0] = 0x12345678;
	CHECK(*(u32 *)guest_at(&gpu.g, gpa) == 0x12345678, "a write did not arrive");
	host_sleeps();
	CHECK(there[0] == 0x12345678, "after the host slept the aperture shows %#x", there[0]);
	there[1] = 0x87654321;
	CHECK(((u32 *)guest_at(&gpu.g, gpa))[1] == 0x87654321,
	      "a write did not arrive after the host slept");
	gpu_close(&gpu);
}

/* Work in flight, and more that waits. */
static void test_at_work(const struct test_args *args)
{
	struct context ctx[ENGINES];
	struct fill fill[ENGINES];
	struct ppgtt vm[ENGINES];
	struct gpu gpu, other;
	u32 i, round;

	gpu_open(&gpu, args->uuid[0]);
	gpu_open(&other, args->uuid[1]);
	for (i = 0; i < ENGINES; i++) {
		ppgtt_init(&gpu, &vm[i]);
		context_init(&gpu, &ctx[i], i, &vm[i]);
		fill_prepare(&vm[i], &fill[i], 0x200000, FILL_WORDS, i);
	}
	for (round = 0; round < 3; round++) {
		for (i = 0; i < ENGINES; i++) {
			ring_batch(&ctx[i], fill[i].batch);
			ring_finish(&ctx[i]);
			submit(&ctx[i], NULL);
		}
		host_sleeps();
		for (i = 0; i < ENGINES; i++) {
			CHECK(wait_done(&ctx[i], 10000), "%s: not done after the host slept",
			      engine_info[i].name);
			CHECK(fill_good(&gpu, &fill[i]), "%s: wrong after the host slept",
			      engine_info[i].name);
		}
		engines_work(&other, "the neighbour");
	}
	gpu_close(&other);
	gpu_close(&gpu);
}

/* It is not waited for: the guest sees a hang. */
static void test_endless(const struct test_args *args)
{
	struct gpu gpu, other;

	gpu_open(&gpu, args->uuid[0]);
	gpu_open(&other, args->uuid[1]);
	wait_for_ever(&gpu, RCS);
	wait_for_ever(&gpu, BCS);
	host_sleeps();
	engines_work(&other, "the neighbour");
	gpu_restart(&gpu);
	engines_work(&gpu, "after its reset");
	gpu_close(&other);
	gpu_close(&gpu);
}

const struct test suspend_tests[] = {
	{ "suspend: a vGPU that idles", test_idle, 1, NULL, true },
	{ "suspend: what the aperture shows", test_aperture, 1, NULL, true },
	{ "suspend: work in flight", test_at_work, 2, NULL, true },
	{ "suspend: endless work", test_endless, 2, NULL, true },
	{ 0 },
};
