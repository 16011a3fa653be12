// SPDX-License-Identifier: GPL-2.0-only
/*
 * Two vGPUs of one machine, and the threads that use them.
 */
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "../vfio/vcpu.h"
#include "fuzz.h"

/* ---- random numbers: SplitMix64 ---- */

u64 rnd(struct rng *r)
{
	u64 z = r->state += 0x9e3779b97f4a7c15;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

u64 below(struct rng *r, u64 n)
{
	return rnd(r) % n;
}

bool one_in(struct rng *r, u32 n)
{
	return !below(r, n);
}

u64 edge(struct rng *r, u64 size)
{
	switch (below(r, 8)) {
	case 0:
		return below(r, 17);
	case 1:
	case 2:
		return size - 9 + below(r, 18);
	case 3:
		return (1ull << below(r, 64)) - 3 + below(r, 6);
	case 4:
		return rnd(r);
	case 5:
		return below(r, size / PAGE_SIZE + 2) * PAGE_SIZE;
	default:
		return below(r, size + 1);
	}
}

u32 flags(struct rng *r, u32 likely)
{
	switch (below(r, 4)) {
	case 0:
		return 0;
	case 1:
		return 1u << below(r, 32);
	case 2:
		return rnd(r);
	default:
		return likely;
	}
}

/* ---- faults and failures ---- */

struct way_out {
	sigjmp_buf *to;
};

static _Thread_local struct way_out way;

static void on_fault(int signal)
{
	if (way.to)
		siglongjmp(*way.to, 1);
	_exit(128 + signal);
}

/* What is in the driver's way is no failure here: the operation ends. */
void test_die(const char *format, ...)
{
	va_list args;

	if (way.to)
		siglongjmp(*way.to, 1);
	va_start(args, format);
	printf("# ");
	vprintf(format, args);
	va_end(args);
	putchar('\n');
	exit(1);
}

void no_way_out(void)
{
	way.to = NULL;
}

bool with_faults(void (*fn)(void *arg), void *arg)
{
	struct way_out outer = way;
	sigjmp_buf here;
	bool good = false;

	if (!sigsetjmp(here, 1)) {
		way.to = &here;
		fn(arg);
		good = true;
	}
	way = outer;
	return good;
}

/* ---- what operations share ---- */

int some_device(struct thread *t, struct rng *r)
{
	return t->world->device[below(r, VGPUS)];
}

void keep_fd(struct thread *t, struct rng *r, int fd)
{
	int *slot = &t->fd[below(r, FDS)];

	if (*slot >= 0)
		close(*slot);
	*slot = fd;
}

#define ROOM	(128u << 10)

void *some_buffer(struct thread *t, struct rng *r, size_t size)
{
	static _Thread_local u8 *room;
	struct mapping *m = &t->map[below(r, MAPPINGS)];
	u64 at = rnd(r);

	if (!room) {
		/* The page behind cannot be read, the one after that not be written. */
		room = mmap(NULL, ROOM + 2 * PAGE_SIZE, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		if (room == MAP_FAILED)
			exit(1);
		mprotect(room + ROOM, PAGE_SIZE, PROT_NONE);
		mprotect(room + ROOM + PAGE_SIZE, PAGE_SIZE, PROT_READ);
	}
	switch (below(r, 40)) {
	case 0:
		return NULL;
	case 1:
		return (void *)~0xfffull;
	case 2:
		/* Ends where memory does, or just past it. */
		return room + ROOM - size / 2;
	case 3:
		return room + ROOM + PAGE_SIZE;
	case 4:
	case 5:
		/* A device's own memory. */
		return m->at ? m->at + at % m->size : NULL;
	case 6:
		return t->world->gpu[0].g.ram + at % GUEST_RAM;
	default:
		return size <= ROOM ? room + ROOM - size : room;
	}
}

/* ---- threads ---- */

static const struct op * const suites[] = { ioctl_ops, region_ops, memory_ops, gpu_ops };

static const struct op *some_op(struct rng *r)
{
	const struct op *op;
	u32 sum = 0, at;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(suites); i++)
		for (op = suites[i]; op->name; op++)
			sum += op->weight;
	at = below(r, sum);
	for (i = 0; i < ARRAY_SIZE(suites); i++)
		for (op = suites[i]; op->name; op++) {
			if (at < op->weight)
				return op;
			at -= op->weight;
		}
	return NULL;
}

/**
 * struct call - an operation under way
 * @thread: who
 * @op: what
 * @rng: its numbers
 */
struct call {
	struct thread *thread;
	const struct op *op;
	struct rng rng;
};

static void do_call(void *arg)
{
	struct call *c = arg;

	c->op->run(c->thread, &c->rng);
}

/* Pages and GGTT space of the thread's own, the same for each operation. */
static void fresh_gpus(struct thread *t)
{
	const u64 first = 8u << 20;
	u32 i;

	for (i = 0; i < VGPUS; i++) {
		struct gpu *gpu = &t->gpu[i];

		*gpu = t->world->gpu[i];
		gpu->g.device = t->world->device[i];
		gpu->g.next_page = first + t->index * ((GUEST_RAM - first) / THREADS);
		gpu->next_high = gpu->high + (1u << 20) + t->index * (16u << 20);
		gpu->next_low = gpu->low + (1u << 20) + t->index * (1u << 20);
		gpu->next_id = 1 + t->index * 16;
		gpu->may_refuse = true;
	}
}

static void *thread_main(void *arg)
{
	struct thread *t = arg;
	u32 i;

	for (i = 0; i < t->ops; i++) {
		struct call c = {
			.thread = t,
			.rng = { t->seed ^ (u64)t->index << 56 ^ (u64)i << 24 },
		};

		rnd(&c.rng);
		c.op = some_op(&c.rng);
		WRITE_ONCE(t->world->doing[t->index], c.op->name);
		fresh_gpus(t);
		with_faults(do_call, &c);
		t->world->count[t->index]++;
	}
	WRITE_ONCE(t->world->doing[t->index], "nothing any more");
	return NULL;
}

/* ---- the world ---- */

static void map_chunks(struct world *w)
{
	const struct guest *g = &w->gpu[0].g;
	int ret = guest_unmap(g, 0, GUEST_RAM);
	u64 i;

	CHECK(!ret, "memory cannot be unmapped: %s", strerror(-ret));
	for (i = 0; i < CHUNKS; i++) {
		ret = guest_map(g, i * CHUNK, g->ram + i * CHUNK, CHUNK);
		CHECK(!ret, "a piece of memory: %s", strerror(-ret));
	}
}

/* The last user's end may still be under way. */
void wait_for_vgpu(const char *uuid)
{
	struct guest g;
	u32 i;

	for (i = 0; i < 100; i++) {
		if (!guest_open(&g, uuid)) {
			guest_close(&g);
			break;
		}
		usleep(20000);
	}
}

static void open_world(struct world *w)
{
	u32 i;

	for (i = 0; i < VGPUS; i++)
		wait_for_vgpu(w->uuid[i]);
	gpu_open(&w->gpu[0], w->uuid[0]);
	map_chunks(w);
	gpu_start(&w->gpu[0]);
	gpu_join(&w->gpu[1], &w->gpu[0], w->uuid[1]);
	for (i = 0; i < VGPUS; i++)
		w->device[i] = w->gpu[i].g.device;
	for (i = 0; i < REGIONS; i++) {
		struct vfio_region_info info = { .argsz = sizeof(info), .index = i };

		CHECK(!ioctl(w->device[0], VFIO_DEVICE_GET_REGION_INFO, &info), "region %u", i);
		CHECK(info.offset == (u64)i << REGION_SHIFT, "region %u is elsewhere", i);
		w->size[i] = info.size;
	}
	pthread_mutex_init(&w->vcpu, NULL);
	pthread_mutex_init(&w->dma, NULL);
}

void fuzz_world(struct world *w, u64 seed, u32 ops)
{
	static struct thread threads[THREADS];
	pthread_t id[THREADS];
	u32 i;

	signal(SIGSEGV, on_fault);
	signal(SIGBUS, on_fault);
	signal(SIGPIPE, SIG_IGN);
	open_world(w);
	for (i = 0; i < THREADS; i++) {
		threads[i] = (struct thread){ .world = w, .index = i, .seed = seed, .ops = ops };
		memset(threads[i].fd, 0xff, sizeof(threads[i].fd));
		CHECK(!pthread_create(&id[i], NULL, thread_main, &threads[i]), "no thread");
	}
	for (i = 0; i < THREADS; i++)
		pthread_join(id[i], NULL);
}
