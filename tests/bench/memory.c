// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memory of a vGPU: what the kernel allocates for this process while it creates a vGPU,
 * or opens it, and does not free before that is over. By the kernel's own tracepoints
 * (kmem): the figures of /proc/meminfo move by batches of pages, which hide it. The pages of
 * vmalloc() come in one go, of which no tracepoint tells: /proc/vmallocinfo has those of modules.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bench.h"

#define REPEAT		7
#define TRACE		"/sys/kernel/tracing/instances/vgt-bench"
#define BUFFER_KB	"65536"
#define SLOTS		262144u

static const char * const events[] = {
	"kmalloc", "kmalloc_node", "kmem_cache_alloc", "kmem_cache_alloc_node",
	"kfree", "kmem_cache_free", "mm_page_alloc", "mm_page_free",
};

/* What is allocated and not freed, by its address (the kernel prints a hash of it). */
struct piece {
	unsigned long long address;
	unsigned long bytes;
};

static struct piece pieces[SLOTS];
static struct samples by_create, by_open;
/* What others had by vmalloc(). */
static double vmalloc_before;

static void put(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	CHECK(fd >= 0 && write(fd, text, strlen(text)) >= 0, "%s: %s", path,
	      strerror(errno));
	close(fd);
}

static void trace_put(const char *file, const char *text)
{
	char path[128];

	snprintf(path, sizeof(path), TRACE "/%s", file);
	put(path, text);
}

static void trace_init(void)
{
	char path[128], pid[16];
	u32 i;

	if (access("/sys/kernel/tracing/instances", F_OK))
		CHECK(!system("mount -t tracefs none /sys/kernel/tracing"),
		      "cannot mount tracefs");
	CHECK(!mkdir(TRACE, 0700) || errno == EEXIST, TRACE ": %s", strerror(errno));
	trace_put("tracing_on", "0");
	trace_put("buffer_size_kb", BUFFER_KB);
	snprintf(pid, sizeof(pid), "%d", getpid());
	trace_put("set_event_pid", pid);
	for (i = 0; i < sizeof(events) / sizeof(*events); i++) {
		/* Newer kernels have no events of their own for nodes. */
		snprintf(path, sizeof(path), TRACE "/events/kmem/%s/enable", events[i]);
		if (!access(path, F_OK))
			put(path, "1");
	}
}

static void trace_end(void)
{
	CHECK(!rmdir(TRACE), TRACE ": %s", strerror(errno));
}

static struct piece *piece_of(unsigned long long address)
{
	u32 slot = (address >> 3 ^ address >> 21) % SLOTS;
	u32 tries;

	for (tries = 0; tries < SLOTS; tries++, slot = (slot + 1) % SLOTS)
		if (!pieces[slot].address || pieces[slot].address == address) {
			pieces[slot].address = address;
			return &pieces[slot];
		}
	CHECK(false, "more than %u allocations", SLOTS);
	return NULL;
}

static unsigned long long field(const char *line, const char *name, int base)
{
	const char *at = strstr(line, name);

	return at ? strtoull(at + strlen(name), NULL, base) : 0;
}

static void note(const char *line)
{
	struct piece *piece;

	if (strstr(line, " mm_page_alloc: ")) {
		/* Compound pages are the slab's, and counted there. */
		if (strstr(line, "__GFP_COMP"))
			return;
		piece = piece_of(field(line, " pfn=", 16) << 32 | 1);
		piece->bytes = 4096ul << field(line, " order=", 10);
	} else if (strstr(line, " mm_page_free: ")) {
		piece_of(field(line, " pfn=", 16) << 32 | 1)->bytes = 0;
	} else if (strstr(line, "bytes_alloc=")) {
		piece = piece_of(field(line, " ptr=", 16) & ~1ull);
		piece->bytes = field(line, " bytes_alloc=", 10);
	} else if (strstr(line, " kfree: ") || strstr(line, " kmem_cache_free: ")) {
		piece_of(field(line, " ptr=", 16) & ~1ull)->bytes = 0;
	}
}

/* KiB that modules have by vmalloc(). Their functions have their name behind them, in brackets. */
static double vmalloc_kib(void)
{
	FILE *f = fopen("/proc/vmallocinfo", "r");
	double pages = 0;
	char line[512];

	CHECK(f, "/proc/vmallocinfo: %s", strerror(errno));
	while (fgets(line, sizeof(line), f))
		if (strstr(line, " [") && strstr(line, " vmalloc"))
			pages += field(line, " pages=", 10);
	fclose(f);
	return 4 * pages;
}

static double live_kib(void)
{
	double bytes = 0;
	u32 i;

	for (i = 0; i < SLOTS; i++)
		bytes += pieces[i].bytes;
	return bytes / 1024 + vmalloc_kib() - vmalloc_before;
}

static void live_begin(void)
{
	memset(pieces, 0, sizeof(pieces));
	vmalloc_before = vmalloc_kib();
}

static void trace_on(void)
{
	int fd = open(TRACE "/trace", O_WRONLY | O_TRUNC | O_CLOEXEC);

	CHECK(fd >= 0, TRACE "/trace: %s", strerror(errno));
	close(fd);
	trace_put("tracing_on", "1");
}

static void trace_off(void)
{
	trace_put("tracing_on", "0");
}

/* KiB that what was traced has left allocated, besides what was so before. */
static double trace_take(void)
{
	char line[512];
	FILE *f = fopen(TRACE "/trace", "r");

	CHECK(f, TRACE "/trace: %s", strerror(errno));
	while (fgets(line, sizeof(line), f)) {
		CHECK(!strstr(line, "LOST"), "the trace buffer was too small");
		note(line);
	}
	fclose(f);
	CHECK(live_kib() > 0, "the kernel's trace shows no allocation");
	return live_kib();
}

static void one_life(const char *create, const char *uuid, bool count)
{
	double created, opened;
	char remove[128];
	struct guest g;
	int ret;

	live_begin();
	trace_on();
	put(create, uuid);
	trace_off();
	created = trace_take();
	trace_on();
	ret = guest_open(&g, uuid);
	trace_off();
	CHECK(!ret, "cannot open the vGPU %s: %s", uuid, strerror(-ret));
	opened = trace_take();
	guest_close(&g);
	snprintf(remove, sizeof(remove), "/sys/bus/mdev/devices/%s/remove", uuid);
	put(remove, "1");
	if (!count)
		return;
	sample_add(&by_create, created);
	sample_add(&by_open, opened);
}

void bench_memory(const char *create, const char *uuid)
{
	u32 i;

	trace_init();
	/* The first life allocates what stays. */
	for (i = 0; i <= REPEAT; i++)
		one_life(create, uuid, i > 0);
	trace_end();
	print_value("memory-create", sample_median(&by_create), "KiB");
	print_value("memory-open", sample_median(&by_open), "KiB");
}

/* All that the first one, and all of them, have left allocated. */
void bench_memory_many(const char *create, u32 count)
{
	double kib = 0;
	char name[32];
	u32 i;

	trace_init();
	live_begin();
	for (i = 0; i < count; i++) {
		trace_on();
		vgpu_make(create, i);
		trace_off();
		kib = trace_take();
		vgpu_make_small(i);
		if (!i)
			print_value("many-memory-1", kib, "KiB");
	}
	snprintf(name, sizeof(name), "many-memory-%u", count);
	if (count > 1)
		print_value(name, kib, "KiB");
	while (i)
		vgpu_unmake(--i);
	trace_end();
}
