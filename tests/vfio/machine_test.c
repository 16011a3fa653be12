// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a vGPU shares with the rest of its machine: memory that is taken away while it
 * works, a second vGPU, and the limits of the process.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "gpu.h"
#include "test.h"

#define MACHINE_VGPUS	2
#define TAKING_SECONDS	4
/* An unmap waits for what runs, which is short work here, not for who pins anew. */
#define TAKING_MS_MAX	2000

/* Memory that comes and goes: the upper half, of which each vGPU uses a part. */
#define TAKEN		((u64)GUEST_RAM / 2)
#define TAKEN_SIZE	((u64)GUEST_RAM / 2)
#define WORKER_SIZE	(TAKEN_SIZE / MACHINE_VGPUS)

/**
 * struct worker - a thread that has a vGPU work in memory that comes and goes
 * @gpu: the vGPU
 * @first: guest-physical address of its part
 * @engine: that it uses
 * @rounds: work submitted
 * @end: it is to end
 */
struct worker {
	struct gpu *gpu;
	u64 first;
	u32 engine;
	atomic_uint rounds;
	atomic_bool end;
};

/* All lies there, tables, ring and image; what becomes of the work is not looked at. */
static void work_once(struct worker *w)
{
	struct gpu *gpu = w->gpu;
	struct context ctx;
	struct ppgtt vm;
	struct fill fill;

	gpu->g.next_page = w->first;
	gpu->next_high = gpu->high + (1 << 20);
	memset(guest_at(&gpu->g, w->first), 0, 1 << 20);
	ppgtt_init(gpu, &vm);
	context_init(gpu, &ctx, w->engine, &vm);
	fill_prepare(&vm, &fill, 0x100000, 250, w->rounds);
	ring_batch(&ctx, fill.batch);
	ring_finish(&ctx);
	submit(&ctx, NULL);
	wait_done(&ctx, 40);
	ppgtt_destroy(&vm);
}

static void *work_on(void *arg)
{
	struct worker *w = arg;

	while (!w->end) {
		work_once(w);
		w->rounds++;
	}
	return NULL;
}

static void map_memory(const struct guest *g, u64 gpa, u64 size)
{
	struct vfio_iommu_type1_dma_map map = {
		.argsz = sizeof(map),
		.flags = VFIO_DMA_MAP_FLAG_READ | VFIO_DMA_MAP_FLAG_WRITE,
		.vaddr = (uintptr_t)g->ram + gpa,
		.iova = gpa,
		.size = size,
	};

	CHECK(!ioctl(g->container, VFIO_IOMMU_MAP_DMA, &map), "memory cannot be mapped: %s",
	      strerror(errno));
}

static u64 unmap_memory(const struct guest *g, u64 gpa, u64 size)
{
	struct vfio_iommu_type1_dma_unmap unmap = {
		.argsz = sizeof(unmap), .iova = gpa, .size = size,
	};
	struct timespec a, b;

	clock_gettime(CLOCK_MONOTONIC, &a);
	CHECK(!ioctl(g->container, VFIO_IOMMU_UNMAP_DMA, &unmap), "it cannot be unmapped: %s",
	      strerror(errno));
	clock_gettime(CLOCK_MONOTONIC, &b);
	return (b.tv_sec - a.tv_sec) * 1000 + (b.tv_nsec - a.tv_nsec) / 1000000;
}

static void start_workers(struct worker *w, pthread_t *threads, struct gpu *gpu)
{
	u32 i;

	for (i = 0; i < MACHINE_VGPUS; i++) {
		w[i] = (struct worker){
			.gpu = &gpu[i],
			.first = TAKEN + i * WORKER_SIZE,
			.engine = i ? BCS : RCS,
		};
		CHECK(!pthread_create(&threads[i], NULL, work_on, &w[i]), "no thread");
	}
}

/* Memory goes and comes as long as both work there: each time it is gone soon. */
static void test_memory_taken(const struct test_args *args)
{
	struct worker w[MACHINE_VGPUS];
	pthread_t threads[MACHINE_VGPUS];
	struct gpu gpu[MACHINE_VGPUS];
	u32 times = 0, i;
	time_t end;

	gpu_open(&gpu[0], args->uuid[0]);
	unmap_memory(&gpu[0].g, 0, GUEST_RAM);
	map_memory(&gpu[0].g, 0, TAKEN);
	map_memory(&gpu[0].g, TAKEN, TAKEN_SIZE);
	gpu_start(&gpu[0]);
	gpu_join(&gpu[1], &gpu[0], args->uuid[1]);
	/* Its own status pages stay. */
	start_workers(w, threads, gpu);
	end = time(NULL) + TAKING_SECONDS;
	while (time(NULL) < end) {
		u64 ms = unmap_memory(&gpu[0].g, TAKEN, TAKEN_SIZE);

		CHECK(ms < TAKING_MS_MAX, "it took %llu ms to take memory away",
		      (unsigned long long)ms);
		map_memory(&gpu[0].g, TAKEN, TAKEN_SIZE);
		usleep(times % 8 * 5000);
		times++;
	}
	for (i = 0; i < MACHINE_VGPUS; i++) {
		w[i].end = true;
		pthread_join(threads[i], NULL);
		CHECK(w[i].rounds, "vGPU %u did nothing", i);
	}
	printf("# taken away %u times, while %u and %u pieces of work were submitted\n", times,
	       w[0].rounds, w[1].rounds);
	gpu_close(&gpu[1]);
	gpu_close(&gpu[0]);
}

/* ---- whom memory is charged to ---- */

#define CGROUPS		"/tmp/vgt-cgroups"
#define GROUP		CGROUPS "/vgt-test"
#define TABLES		1000u

static bool write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	ssize_t n;

	if (fd < 0)
		return false;
	n = write(fd, text, strlen(text));
	close(fd);
	return n == (ssize_t)strlen(text);
}

/* A group whose memory is counted. False where the kernel has no such thing. */
static bool make_group(void)
{
	mkdir(CGROUPS, 0700);
	if (mount("none", CGROUPS, "cgroup2", 0, NULL))
		return false;
	if (!write_file(CGROUPS "/cgroup.subtree_control", "+memory"))
		return false;
	return !mkdir(GROUP, 0700) || errno == EEXIST;
}

/* The group's memory in the kernel, in bytes. */
static u64 group_kernel_memory(void)
{
	FILE *file = fopen(GROUP "/memory.stat", "r");
	unsigned long long bytes = 0;
	char line[128];

	CHECK(file, "no statistics of the group's memory");
	while (fgets(line, sizeof(line), file))
		if (sscanf(line, "kernel %llu", &bytes) == 1)
			break;
	fclose(file);
	return bytes;
}

/* Work whose address space has so many page tables. */
static void use_tables(struct gpu *gpu, u32 tables)
{
	struct context ctx;
	struct ppgtt vm;
	struct fill fill;
	u64 page;
	u32 i;

	ppgtt_init(gpu, &vm);
	context_init(gpu, &ctx, RCS, &vm);
	fill_prepare(&vm, &fill, 0x100000, 10, 1);
	page = guest_pages(&gpu->g, 1);
	for (i = 0; i < tables; i++)
		ppgtt_map(&vm, (u64)(i + 1) << 21, page);
	ring_batch(&ctx, fill.batch);
	ring_finish(&ctx);
	submit(&ctx, NULL);
	CHECK(wait_done(&ctx, 10000), "the work does not end");
	CHECK(fill_good(gpu, &fill), "its words are wrong");
}

/* In the group: opens the vGPU, and has the host make as many tables of its own. */
static void charged_guest(const char *uuid)
{
	u64 before, after;
	struct gpu gpu;

	CHECK(write_file(GROUP "/cgroup.procs", "0"), "the group takes no process");
	gpu_open(&gpu, uuid);
	use_tables(&gpu, 1);
	before = group_kernel_memory();
	use_tables(&gpu, TABLES);
	after = group_kernel_memory();
	printf("# kernel memory of the group: %llu KiB, then %llu KiB\n",
	       (unsigned long long)before >> 10, (unsigned long long)after >> 10);
	CHECK(after >= before + (u64)TABLES * PAGE_SIZE,
	      "%u shadow tables are not charged to the guest's process", TABLES);
	gpu_close(&gpu);
	exit(0);
}

static void test_charged(const struct test_args *args)
{
	int status;
	pid_t pid;

	if (!make_group()) {
		umount(CGROUPS);
		test_skip("this kernel does not count memory by groups");
	}
	fflush(stdout);
	pid = fork();
	if (!pid)
		charged_guest(args->uuid[0]);
	CHECK(waitpid(pid, &status, 0) == pid, "no process");
	rmdir(GROUP);
	umount(CGROUPS);
	CHECK(WIFEXITED(status) && !WEXITSTATUS(status), "status 0x%x", status);
}

const struct test machine_tests[] = {
	{ .name = "machine: memory is taken while two vGPUs work", .run = test_memory_taken,
	  .vgpus = 2, .kvmgt = "may pin it again as often", .kvmgt_hangs = true },
	{ .name = "machine: memory is charged to the process", .run = test_charged,
	  .kvmgt = "charges nobody" },
	{ 0 },
};
