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
	int ret = guest_map(g, gpa, g->ram + gpa, size);

	CHECK(!ret, "memory cannot be mapped: %s", strerror(-ret));
}

static u64 unmap_memory(const struct guest *g, u64 gpa, u64 size)
{
	struct timespec a, b;
	int ret;

	clock_gettime(CLOCK_MONOTONIC, &a);
	ret = guest_unmap(g, gpa, size);
	CHECK(!ret, "it cannot be unmapped: %s", strerror(-ret));
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

/* ---- two vGPUs of one machine, whose work is looked at ---- */

#define BOTH_ROUNDS	6u
/* Where both have a page by the same page table, and the batch that stores there. */
#define SHARED		0x40000000ull
#define SHARED_BATCH	0x400000ull

/* Work of one vGPU on all engines. */
struct round {
	struct ppgtt vm;
	struct context ctx[ENGINES];
	struct fill fill[ENGINES];
};

static void round_submit(struct gpu *gpu, struct round *r, u32 seed)
{
	u32 i;

	ppgtt_init(gpu, &r->vm);
	for (i = 0; i < ENGINES; i++) {
		context_init(gpu, &r->ctx[i], i, &r->vm);
		fill_prepare(&r->vm, &r->fill[i], 0x1000000ull * (i + 1), 250,
			     (seed * ENGINES + i) << 10);
		ring_batch(&r->ctx[i], r->fill[i].batch);
		ring_finish(&r->ctx[i]);
	}
	for (i = 0; i < ENGINES; i++)
		submit(&r->ctx[i], NULL);
}

static void round_check(struct gpu *gpu, struct round *r, const char *which)
{
	u32 i;

	for (i = 0; i < ENGINES; i++) {
		context_wait(&r->ctx[i]);
		CHECK(fill_good(gpu, &r->fill[i]), "the %s vGPU, %s: wrong words", which,
		      engine_info[i].name);
	}
	ppgtt_destroy(&r->vm);
}

/* Both have work on all engines before the work of either is waited for. */
static void both_work(struct gpu gpu[MACHINE_VGPUS], u32 round)
{
	struct round r[MACHINE_VGPUS];

	round_submit(&gpu[0], &r[0], 2 * round);
	round_submit(&gpu[1], &r[1], 2 * round + 1);
	round_check(&gpu[1], &r[1], "second");
	round_check(&gpu[0], &r[0], "first");
}

/* A context whose address space has the page table that both use. */
struct sharer {
	struct ppgtt vm;
	struct context ctx;
	u32 *batch;
};

static void sharer_init(struct gpu *gpu, struct sharer *s, u32 engine)
{
	u64 batch = guest_pages(&gpu->g, 1);

	ppgtt_init(gpu, &s->vm);
	context_init(gpu, &s->ctx, engine, &s->vm);
	ppgtt_map(&s->vm, SHARED_BATCH, batch);
	s->batch = guest_at(&gpu->g, batch);
}

static void sharer_store(struct sharer *s, u32 word, u32 value)
{
	u32 *at = s->batch;

	batch_store(&at, SHARED + 4 * word, value);
	batch_end(&at);
	ring_batch(&s->ctx, SHARED_BATCH);
	ring_finish(&s->ctx);
	submit(&s->ctx, NULL);
	context_wait(&s->ctx);
}

static void check_words(const u32 *page, u32 first, u32 second, const char *when)
{
	CHECK(READ_ONCE(page[0]) == first && READ_ONCE(page[1]) == second,
	      "%s: the words are %u and %u, not %u and %u", when, page[0], page[1], first, second);
}

/* The processor changes the entry, which both are to notice; then the second one is closed. */
static void share_table(struct gpu gpu[MACHINE_VGPUS])
{
	u64 pages = guest_pages(&gpu[0].g, 2), entry, to;
	u32 *one = guest_at(&gpu[0].g, pages);
	u32 *two = guest_at(&gpu[0].g, pages + PAGE_SIZE);
	struct sharer s[MACHINE_VGPUS];

	sharer_init(&gpu[0], &s[0], RCS);
	sharer_init(&gpu[1], &s[1], BCS);
	ppgtt_map(&s[0].vm, SHARED, pages);
	entry = ppgtt_entry(&s[0].vm, SHARED, 0);
	*(u64 *)guest_at(&gpu[0].g, ppgtt_entry(&s[1].vm, SHARED, 1)) =
		*(u64 *)guest_at(&gpu[0].g, ppgtt_entry(&s[0].vm, SHARED, 1));
	sharer_store(&s[0], 0, 1);
	sharer_store(&s[1], 1, 2);
	check_words(one, 1, 2, "a table of both");
	to = (pages + PAGE_SIZE) | 3;
	CHECK(!guest_store(&gpu[0].g, entry, &to, 1), "the processor cannot store");
	sharer_store(&s[0], 0, 3);
	sharer_store(&s[1], 1, 4);
	check_words(one, 1, 2, "a table of both, after its entry changed");
	check_words(two, 3, 4, "a table of both, after its entry changed");
	gpu_close(&gpu[1]);
	to = pages | 3;
	CHECK(!guest_store(&gpu[0].g, entry, &to, 1), "the processor cannot store");
	sharer_store(&s[0], 0, 5);
	check_words(one, 5, 2, "the other has gone");
	check_words(two, 3, 4, "the other has gone");
	ppgtt_destroy(&s[0].vm);
}

/* The second is closed with work in flight, beside work of the first; then it joins again. */
static void close_at_work(struct gpu gpu[MACHINE_VGPUS], const char *uuid)
{
	struct round r[MACHINE_VGPUS];
	u64 size;

	round_submit(&gpu[1], &r[1], 1000);
	round_submit(&gpu[0], &r[0], 1001);
	size = gpu[1].g.next_page - GUEST_RAM / 2;
	gpu_close(&gpu[1]);
	round_check(&gpu[0], &r[0], "first");
	/* It is given the same pages again, and takes them for fresh ones. */
	memset(guest_at(&gpu[0].g, GUEST_RAM / 2), 0, size);
	gpu_join(&gpu[1], &gpu[0], uuid);
}

static void test_two_of_one_machine(const struct test_args *args)
{
	struct gpu gpu[MACHINE_VGPUS];
	u32 i;

	gpu_open(&gpu[0], args->uuid[0]);
	gpu_join(&gpu[1], &gpu[0], args->uuid[1]);
	CHECK(!args->virtual || gpu[0].high == gpu[1].high, "virtual addresses differ");
	for (i = 0; i < BOTH_ROUNDS; i++)
		both_work(gpu, i);
	close_at_work(gpu, args->uuid[1]);
	both_work(gpu, i);
	share_table(gpu);
	engines_work(&gpu[0], "after the other has gone");
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
	{ .name = "machine: two vGPUs work on all engines", .run = test_two_of_one_machine,
	  .vgpus = 2, .kvmgt = "gives a machine one vGPU: EEXIST" },
	{ .name = "machine: memory is charged to the process", .run = test_charged,
	  .kvmgt = "charges nobody" },
	{ 0 },
};
