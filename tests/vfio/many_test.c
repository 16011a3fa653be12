// SPDX-License-Identifier: GPL-2.0-only
/*
 * As many guests at once as the GPU is to be shared by, a process for each, as a VMM is. All
 * work on all engines, in rounds, with data of their own, and verify it. Some use fences, some
 * BAR 2 without them, some neither.
 *
 * Meanwhile the GPU's model logs which pages it touches. Whose a page is says the kernel, by
 * /proc/self/pagemap. Nothing here rests on what the mediator says.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "fence.h"
#include "gpu.h"
#include "model.h"
#include "pagemap.h"
#include "test.h"
#include "touched.h"
#include "vgpus.h"

#define ROUNDS		6u
#define WORDS		200u
/* So long it may all take, on slow kernels too. */
#define SECONDS		100
/* Memory that is there before the log begins: more than the guests use. */
#define POPULATED	(2u << 20)
/* Of one of the larger ones the hardware has not enough for all who want them. */
#define FENCES_VIRTUAL	6u
#define FENCES_SLICE	1u
/* Words of a page, through BAR 2 and without a fence. */
#define PLAIN_STEP	61u

enum { WITH_FENCES, WITH_BAR2, WITHOUT, KINDS };

/**
 * struct meeting - where the guests and the test wait for each other
 * @come: how often a guest has come
 * @stage: how often the test has let them go on
 * @memory: where the guests' memory is
 */
struct meeting {
	u32 come, stage;
	struct guest_memory memory[MOST_VGPUS];
};

/**
 * struct worker - a guest
 * @number: from 0
 * @kind: what it does with BAR 2
 * @memory: for what it tells of its memory
 * @gpu: its vGPU
 * @vm: the address space of its contexts
 * @ctx: one on each engine
 * @ranges: behind its fences
 * @plain: a page through BAR 2
 * @plain_ram: the same as memory
 */
struct worker {
	u32 number, kind;
	struct guest_memory *memory;
	struct gpu gpu;
	struct ppgtt vm;
	struct context ctx[ENGINES];
	struct ranges ranges;
	u32 *plain, *plain_ram;
};

static struct meeting *meeting;

/* ---- a guest ---- */

static void meet(u32 stage)
{
	__atomic_add_fetch(&meeting->come, 1, __ATOMIC_SEQ_CST);
	while (__atomic_load_n(&meeting->stage, __ATOMIC_SEQ_CST) < stage)
		usleep(1000);
}

static void tell_memory(struct worker *w, u64 frame[GUEST_PAGES])
{
	int map = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
	off_t at = (uintptr_t)w->gpu.g.ram / PAGE_SIZE * sizeof(u64);
	u32 i;

	CHECK(pread(map, frame, GUEST_PAGES * sizeof(u64), at) == GUEST_PAGES * sizeof(u64),
	      "pagemap cannot be read");
	close(map);
	for (i = 0; i < GUEST_PAGES; i++)
		frame[i] = pagemap_frame(frame[i]);
}

static void open_bar2(struct worker *w, u32 fences)
{
	struct guest_memory *m = w->memory;
	u64 gpa;

	if (w->kind == WITH_FENCES) {
		ranges_open(&w->ranges, &w->gpu, fences);
		m->bar2_first = w->ranges.gpa / PAGE_SIZE;
		m->bar2_pages = fences * RANGE_PAGES;
		m->fenced = true;
	} else if (w->kind == WITH_BAR2) {
		gpa = guest_pages(&w->gpu.g, 1);
		w->plain_ram = guest_at(&w->gpu.g, gpa);
		w->plain = aperture_map(&w->gpu.g, ggtt_map_low(&w->gpu, gpa, 1), PAGE_SIZE);
		CHECK(w->plain != MAP_FAILED, "the aperture cannot be mapped");
		m->bar2_first = gpa / PAGE_SIZE;
		m->bar2_pages = 1;
	}
}

static void worker_open(struct worker *w, u32 number, const char *uuid, u32 fences)
{
	u32 i;

	w->number = number;
	w->kind = number % KINDS;
	w->memory = &meeting->memory[number];
	gpu_open(&w->gpu, uuid);
	ppgtt_init(&w->gpu, &w->vm);
	for (i = 0; i < ENGINES; i++)
		context_init(&w->gpu, &w->ctx[i], i, &w->vm);
	open_bar2(w, fences);
	CHECK(!madvise(w->gpu.g.ram, POPULATED, MADV_POPULATE_WRITE), "memory is short");
}

/* No two of all numbers that fills are made from are the same. */
static u32 seed_of(const struct worker *w, u32 round, u32 of)
{
	return ((w->number * ROUNDS + round) * 16 + of) << 11;
}

static void plain_round(struct worker *w, u32 seed)
{
	u32 i;

	for (i = 0; i < PAGE_SIZE / 4; i += PLAIN_STEP)
		WRITE_ONCE(w->plain[i], mix32(seed + i));
	for (i = 0; i < PAGE_SIZE / 4; i += PLAIN_STEP)
		CHECK(READ_ONCE(w->plain[i]) == mix32(seed + i) &&
		      READ_ONCE(w->plain_ram[i]) == mix32(seed + i),
		      "word %u of BAR 2 is 0x%x there, and 0x%x in memory", i, w->plain[i],
		      w->plain_ram[i]);
}

static void bar2_round(struct worker *w, u32 round)
{
	u32 i;

	if (w->kind == WITH_BAR2)
		plain_round(w, seed_of(w, round, ENGINES));
	if (w->kind != WITH_FENCES)
		return;
	for (i = 0; i < w->ranges.count; i++)
		range_write(&w->ranges, i, seed_of(w, round, ENGINES + i));
	for (i = 0; i < w->ranges.count; i++)
		range_check(&w->ranges, i, seed_of(w, round, ENGINES + i));
}

/* New buffers on each engine, and the processor's work meanwhile. */
static void worker_round(struct worker *w, u32 round)
{
	struct fill fill[ENGINES];
	u32 i;

	for (i = 0; i < ENGINES; i++) {
		fill_prepare(&w->vm, &fill[i], 0x1000000ull * (i + 1) + round * 2 * PAGE_SIZE,
			     WORDS, seed_of(w, round, i));
		ring_batch(&w->ctx[i], fill[i].batch);
		ring_finish(&w->ctx[i]);
	}
	for (i = 0; i < ENGINES; i++)
		submit(&w->ctx[i], NULL);
	bar2_round(w, round);
	for (i = 0; i < ENGINES; i++) {
		context_wait(&w->ctx[i]);
		CHECK(fill_good(&w->gpu, &fill[i]), "guest %u, round %u: %s: wrong words",
		      w->number + 1, round, engine_info[i].name);
	}
}

static void worker_run(struct worker *w)
{
	u32 stage = 0, i;

	tell_memory(w, w->memory->before);
	meet(++stage);
	for (i = 0; i < ROUNDS; i++)
		worker_round(w, i);
	CHECK(w->gpu.g.next_page <= POPULATED, "a guest uses more memory than was to be there");
	meet(++stage);
	tell_memory(w, w->memory->after);
	meet(++stage);
	ppgtt_destroy(&w->vm);
	gpu_close(&w->gpu);
}

static pid_t guests_of, guests_pid[MOST_VGPUS];

/* If the test fails: before their vGPUs are removed, which would wait for them. */
static void kill_guests(void)
{
	u32 i;

	for (i = 0; i < MOST_VGPUS && guests_of == getpid(); i++) {
		if (guests_pid[i] <= 0)
			continue;
		kill(guests_pid[i], SIGKILL);
		waitpid(guests_pid[i], NULL, 0);
	}
}

static void worker_begin(u32 number, const char *uuid, u32 fences)
{
	static struct worker w;

	fflush(stdout);
	guests_pid[number] = fork();
	CHECK(guests_pid[number] >= 0, "no process for guest %u", number + 1);
	if (guests_pid[number])
		return;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	worker_open(&w, number, uuid, fences);
	worker_run(&w);
	exit(0);
}

/* ---- the test ---- */

static void no_guest_has_ended(void)
{
	CHECK(!waitpid(-1, NULL, WNOHANG), "a guest has failed");
}

/* All guests have come so often. */
static void await_guests(u32 guests, u32 stage, time_t end)
{
	while (__atomic_load_n(&meeting->come, __ATOMIC_SEQ_CST) < guests * stage) {
		no_guest_has_ended();
		CHECK(time(NULL) < end, "the guests do not come to stage %u in time", stage);
		usleep(1000);
	}
}

static void go_on(u32 stage)
{
	__atomic_store_n(&meeting->stage, stage, __ATOMIC_SEQ_CST);
}

static void await_ends(u32 guests)
{
	int status;
	u32 i;

	for (i = 0; i < guests; i++)
		CHECK(wait(&status) > 0 && WIFEXITED(status) && !WEXITSTATUS(status),
		      "a guest fails at its end");
}

static void set_up(void)
{
	/* Pages of a huge page may be shown in BAR 2 through the aperture: not here. */
	CHECK(!prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0), "huge pages cannot be done without");
	alarm(SECONDS + 20);
	meeting = mmap(NULL, sizeof(*meeting), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
		       -1, 0);
	CHECK(meeting != MAP_FAILED, "memory is short");
	model_tell("pagelog clear");
}

static void many(const struct test_args *args, u32 guests)
{
	time_t end = time(NULL) + SECONDS;
	struct vgpus vgpus;
	u32 i;

	set_up();
	vgpus_make(&vgpus, args, guests);
	guests_of = getpid();
	atexit(kill_guests);
	for (i = 0; i < guests; i++)
		worker_begin(i, vgpus.uuid[i], args->virtual ? FENCES_VIRTUAL : FENCES_SLICE);
	await_guests(guests, 1, end);
	model_tell("pagelog runs");
	go_on(1);
	await_guests(guests, 2, end);
	model_tell("pagelog off");
	go_on(2);
	await_guests(guests, 3, end);
	touched_judge(meeting->memory, guests, args->virtual);
	printf("# %u guests: %u requests on %u engines, all verified\n", guests,
	       guests * ROUNDS * ENGINES, ENGINES);
	go_on(3);
	await_ends(guests);
	guests_of = 0;
	vgpus_remove();
}

static void test_15(const struct test_args *args)
{
	many(args, 15);
}

static void test_27(const struct test_args *args)
{
	if (!args->virtual)
		test_skip("with ggtt=slice, 192 MB of aperture are enough for 24 vGPUs at most");
	many(args, 27);
}

const struct test many_tests[] = {
	{ "many: 15 guests at once", test_15, 2, "has no room for so many", false },
	{ "many: 27 guests at once", test_27, 2, "has no room for so many", false },
	{ 0 },
};
