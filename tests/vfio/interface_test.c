// SPDX-License-Identifier: GPL-2.0-only
/*
 * VFIO's interface itself, under a user who means no good: what vfio-pci refuses, vgt does,
 * too, and no call of one thread keeps another from going on.
 *
 * Source: include/uapi/linux/vfio.h.
 */
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "gpu.h"
#include "test.h"

#define SET(type)	(VFIO_IRQ_SET_DATA_##type | VFIO_IRQ_SET_ACTION_TRIGGER)

#define MASK(type)	(VFIO_IRQ_SET_DATA_##type | VFIO_IRQ_SET_ACTION_MASK)
#define UNMASK(type)	(VFIO_IRQ_SET_DATA_##type | VFIO_IRQ_SET_ACTION_UNMASK)

/**
 * struct irq_case - a call of VFIO_DEVICE_SET_IRQS
 * @what: in words
 * @index: as in struct vfio_irq_set, as are those that follow
 * @flags: likewise
 * @start: likewise
 * @count: likewise
 * @data: bytes behind the structure that argsz counts
 * @want: 0 or a negative errno
 */
struct irq_case {
	const char *what;
	u32 index, flags, start, count, data;
	int want;
};

static const struct irq_case irq_cases[] = {
	{ "an eventfd without one", VFIO_PCI_MSI_IRQ_INDEX, SET(EVENTFD), 0, 0, 0, -EINVAL },
	{ "a bool without one", VFIO_PCI_MSI_IRQ_INDEX, SET(BOOL), 0, 0, 0, -EINVAL },
	{ "data that do not count", VFIO_PCI_MSI_IRQ_INDEX, SET(EVENTFD), 0, 0, 4, -EINVAL },
	{ "too few data", VFIO_PCI_MSI_IRQ_INDEX, SET(EVENTFD), 0, 1, 3, -EINVAL },
	{ "two interrupts", VFIO_PCI_MSI_IRQ_INDEX, SET(NONE), 0, 2, 0, -EINVAL },
	{ "the second one", VFIO_PCI_MSI_IRQ_INDEX, SET(NONE), 1, 1, 0, -EINVAL },
	{ "a sum that overflows", VFIO_PCI_MSI_IRQ_INDEX, SET(NONE), ~0u, 2, 0, -EINVAL },
	{ "a count that is huge", VFIO_PCI_MSI_IRQ_INDEX, SET(EVENTFD), 0, ~0u, 8, -EINVAL },
	{ "two types of data", VFIO_PCI_MSI_IRQ_INDEX, SET(NONE) | VFIO_IRQ_SET_DATA_BOOL, 0, 1,
	  4, -EINVAL },
	{ "no type of data", VFIO_PCI_MSI_IRQ_INDEX, VFIO_IRQ_SET_ACTION_TRIGGER, 0, 0, 0,
	  -EINVAL },
	{ "flags that do not exist", VFIO_PCI_MSI_IRQ_INDEX, SET(NONE) | 1u << 31, 0, 1, 0,
	  -EINVAL },
	{ "a mask for what has none", VFIO_PCI_MSI_IRQ_INDEX,
	  VFIO_IRQ_SET_DATA_NONE | VFIO_IRQ_SET_ACTION_MASK, 0, 1, 0, -EINVAL },
	{ "an interrupt that it has not", VFIO_PCI_MSIX_IRQ_INDEX, SET(NONE), 0, 1, 0, -EINVAL },
	{ "two pins", VFIO_PCI_INTX_IRQ_INDEX, SET(NONE), 0, 2, 0, -EINVAL },
	{ "a mask where nobody listens", VFIO_PCI_INTX_IRQ_INDEX, MASK(NONE), 0, 1, 0, -EINVAL },
	{ "a mask of none", VFIO_PCI_INTX_IRQ_INDEX, MASK(NONE), 0, 0, 0, -EINVAL },
	{ "no mask at all", VFIO_PCI_INTX_IRQ_INDEX, MASK(EVENTFD), 0, 1, 3, -EINVAL },
	{ "two actions", VFIO_PCI_INTX_IRQ_INDEX, SET(NONE) | VFIO_IRQ_SET_ACTION_MASK, 0, 1, 0,
	  -EINVAL },
	{ "nobody listens to the pin", VFIO_PCI_INTX_IRQ_INDEX, SET(NONE), 0, 0, 0, 0 },
	{ "an index past the last", VFIO_PCI_NUM_IRQS, SET(NONE), 0, 1, 0, -EINVAL },
	{ "an index far past it", ~0u, SET(EVENTFD), 0, 0, 0, -EINVAL },
	{ "a request's eventfd without one", VFIO_PCI_REQ_IRQ_INDEX, SET(EVENTFD), 0, 0, 0,
	  -EINVAL },
	{ "send the interrupt", VFIO_PCI_MSI_IRQ_INDEX, SET(NONE), 0, 1, 0, 0 },
	{ "nobody listens", VFIO_PCI_MSI_IRQ_INDEX, SET(NONE), 0, 0, 0, 0 },
	{ "send it to nobody", VFIO_PCI_MSI_IRQ_INDEX, SET(NONE), 0, 1, 0, 0 },
};

static int set_irqs(struct guest *g, const struct irq_case *c)
{
	u8 room[sizeof(struct vfio_irq_set) + 8] = { 0 };
	struct vfio_irq_set *set = (void *)room;

	memset(set->data, 0xff, 8);
	set->argsz = sizeof(*set) + c->data;
	set->flags = c->flags;
	set->index = c->index;
	set->start = c->start;
	set->count = c->count;
	return ioctl(g->device, VFIO_DEVICE_SET_IRQS, set) ? -errno : 0;
}

static void test_set_irqs(const struct test_args *args)
{
	struct gpu gpu;
	u32 i;
	int ret;

	gpu_open(&gpu, args->uuid[0]);
	for (i = 0; i < ARRAY_SIZE(irq_cases); i++) {
		ret = set_irqs(&gpu.g, &irq_cases[i]);
		CHECK(ret == irq_cases[i].want, "%s: %d, not %d", irq_cases[i].what, ret,
		      irq_cases[i].want);
	}
	gpu_close(&gpu);
}

/* An eventfd was signalled, within a second; it is not any more. */
static bool was_signalled(int fd, int ms)
{
	struct pollfd wait = { .fd = fd, .events = POLLIN };
	u64 count;

	return poll(&wait, 1, ms) == 1 && read(fd, &count, sizeof(count)) == sizeof(count);
}

#define SOON_MS		1000
#define NEVER_MS	100

static void set_intx(struct guest *g, u32 flags, u32 count, int fd)
{
	int ret = guest_set_irq(g, VFIO_PCI_INTX_IRQ_INDEX, flags, count, fd);

	CHECK(!ret, "SET_IRQS 0x%x with %u: %d", flags, count, ret);
}

static u32 pci_status(struct guest *g)
{
	u16 val = 0;

	CHECK(!region_read(g, VFIO_PCI_CONFIG_REGION_INDEX, 6, &val, 2), "no status");
	return val;
}

static void write_command(struct guest *g, u16 val)
{
	CHECK(!region_write(g, VFIO_PCI_CONFIG_REGION_INDEX, 4, &val, 2), "no command");
}

/* As a hypervisor sets the pin up, and does without messages. */
static int open_pin(struct gpu *gpu, int *unmask)
{
	int pin = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);

	*unmask = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	CHECK(pin >= 0 && *unmask >= 0, "no eventfds");
	CHECK(!guest_set_irq(&gpu->g, VFIO_PCI_MSI_IRQ_INDEX, SET(NONE), 0, -1), "MSI stays");
	set_intx(&gpu->g, SET(EVENTFD), 1, pin);
	set_intx(&gpu->g, MASK(NONE), 1, -1);
	set_intx(&gpu->g, UNMASK(EVENTFD), 1, *unmask);
	set_intx(&gpu->g, UNMASK(NONE), 1, -1);
	return pin;
}

/* A request that ends, with its interrupt: none serves it. */
static void raise_pin(struct gpu *gpu, struct ppgtt *vm, struct context *ctx)
{
	ppgtt_init(gpu, vm);
	context_init(gpu, ctx, BCS, vm);
	ring_finish(ctx);
	submit(ctx, NULL);
}

static void signal_fd(int fd)
{
	u64 one = 1;

	CHECK(write(fd, &one, sizeof(one)) == sizeof(one), "an eventfd is full");
}

/*
 * The pin is a level: told once, and again after each unmasking as long as something is pending
 * and the guest has the pin on.
 */
static void test_intx(const struct test_args *args)
{
	struct context ctx;
	struct ppgtt vm;
	struct gpu gpu;
	int pin, unmask;

	gpu_open(&gpu, args->uuid[0]);
	pin = open_pin(&gpu, &unmask);
	CHECK(!was_signalled(pin, NEVER_MS) && !(pci_status(&gpu.g) & 8), "the pin is high at once");
	raise_pin(&gpu, &vm, &ctx);
	CHECK(was_signalled(pin, SOON_MS), "no interrupt by the pin");
	CHECK(pci_status(&gpu.g) & 8, "the status does not show it");
	CHECK(!was_signalled(pin, NEVER_MS), "a second one before it was unmasked");
	signal_fd(unmask);
	CHECK(was_signalled(pin, SOON_MS), "not again after the eventfd unmasked it");
	set_intx(&gpu.g, UNMASK(NONE), 1, -1);
	CHECK(was_signalled(pin, SOON_MS), "not again after a call unmasked it");
	/* Switched off by the guest, and on. */
	write_command(&gpu.g, 0x406);
	signal_fd(unmask);
	CHECK(!was_signalled(pin, NEVER_MS), "it is signalled while the pin is off");
	write_command(&gpu.g, 0x006);
	CHECK(was_signalled(pin, SOON_MS), "not again when the pin is on");
	/* Served: all events are taken. */
	CHECK(wait_done(&ctx, SOON_MS), "the request does not end");
	usleep(NEVER_MS * 1000);
	irq_serve(&gpu);
	signal_fd(unmask);
	CHECK(!was_signalled(pin, NEVER_MS) && !(pci_status(&gpu.g) & 8), "it stays after that");
	/* Who does not listen is not told; an eventfd of messages goes first. */
	set_intx(&gpu.g, SET(NONE), 0, -1);
	CHECK(!guest_set_irq(&gpu.g, VFIO_PCI_MSI_IRQ_INDEX, SET(EVENTFD), 1, gpu.g.msi), "MSI");
	set_intx(&gpu.g, SET(EVENTFD), 1, pin);
	ppgtt_destroy(&vm);
	raise_pin(&gpu, &vm, &ctx);
	CHECK(guest_wait_msi(&gpu.g, SOON_MS), "no message");
	CHECK(!was_signalled(pin, NEVER_MS), "both by message and by pin");
	close(pin);
	close(unmask);
	gpu_close(&gpu);
}

/* One that listens already while the vGPU goes is told no more, and holds nothing. */
static void test_intx_left(const struct test_args *args)
{
	struct gpu gpu;
	int pin, unmask, i;

	for (i = 0; i < 20; i++) {
		gpu_open(&gpu, args->uuid[0]);
		pin = open_pin(&gpu, &unmask);
		CHECK(guest_set_irq(&gpu.g, VFIO_PCI_INTX_IRQ_INDEX, UNMASK(EVENTFD), 1, unmask) ==
		      -EBUSY, "a second eventfd to unmask");
		CHECK(guest_set_irq(&gpu.g, VFIO_PCI_INTX_IRQ_INDEX, MASK(EVENTFD), 1, unmask) ==
		      -ENOTTY, "an eventfd to mask");
		if (i & 1)
			close(unmask);
		signal_fd(pin);
		gpu_close(&gpu);
		if (!(i & 1)) {
			signal_fd(unmask);
			close(unmask);
		}
		close(pin);
	}
}

static u32 find_capability(struct guest *g, u8 id)
{
	u8 cap = 0, config[256], i;

	CHECK(!region_read(g, VFIO_PCI_CONFIG_REGION_INDEX, 0, config, sizeof(config)), "no space");
	cap = config[0x34];
	for (i = 0; cap && i < 48 && config[cap] != id; i++)
		cap = config[cap + 1];
	CHECK(i < 48, "the list of capabilities has no end");
	return cap;
}

/**
 * struct flr - a capability that offers a function level reset
 * @id: of the capability
 * @offer: the offset in it of two bytes that offer the reset
 * @offered: the bit of these
 * @start: the offset of two bytes that start it
 * @started: the bit of these
 */
struct flr {
	u32 id, offer, offered, start, started;
};

/* PCI Express; Advanced Features, which Broadwell's GPU has instead. */
static const struct flr flrs[] = {
	{ 0x10, 6, 0x1000, 8, 0x8000 },
	{ 0x13, 2, 0x0200, 4, 0x0001 },
};

static const struct flr *find_flr(struct guest *g, u32 *cap)
{
	u32 i;

	for (i = 0; i < ARRAY_SIZE(flrs); i++) {
		*cap = find_capability(g, flrs[i].id);
		if (*cap)
			return &flrs[i];
	}
	test_die("no capability that may offer a function level reset");
}

/* A function level reset by the guest, where a capability offers it, is one. */
static void test_flr(const struct test_args *args)
{
	const struct flr *flr;
	struct gpu gpu;
	u32 cap, addr;
	u16 val;
	u64 gpa;

	gpu_open(&gpu, args->uuid[0]);
	flr = find_flr(&gpu.g, &cap);
	CHECK(!region_read(&gpu.g, VFIO_PCI_CONFIG_REGION_INDEX, cap + flr->offer, &val, 2),
	      "read");
	CHECK(val & flr->offered, "no function level reset is offered: 0x%x", val);
	write_command(&gpu.g, 6);
	gpa = guest_pages(&gpu.g, 1);
	addr = ggtt_map_low(&gpu, gpa, 1);
	CHECK(ggtt_get(&gpu, addr) & 1, "no entry");
	val = flr->started;
	CHECK(!region_write(&gpu.g, VFIO_PCI_CONFIG_REGION_INDEX, cap + flr->start, &val, 2),
	      "write");
	CHECK(!(ggtt_get(&gpu, addr) & 1), "the entry is there after the reset");
	CHECK(!region_read(&gpu.g, VFIO_PCI_CONFIG_REGION_INDEX, 4, &val, 2) && !val,
	      "the command register is 0x%x", val);
	gpu_close(&gpu);
}

/* Structures that are too short, and regions that are not. */
static void test_sizes(const struct test_args *args)
{
	struct vfio_device_info device = { 0 };
	struct vfio_irq_info irq = { .index = VFIO_PCI_MSI_IRQ_INDEX };
	struct vfio_region_info region = { 0 };
	struct vfio_device_gfx_plane_info plane = { .flags = VFIO_GFX_PLANE_TYPE_DMABUF };
	struct guest g;
	int fd;

	CHECK(!guest_open(&g, args->uuid[0]), "it cannot be opened");
	fd = g.device;
	for (u32 size = 0; size < 8; size += 4) {
		device.argsz = size;
		irq.argsz = size;
		region.argsz = size;
		plane.argsz = size;
		CHECK(ioctl(fd, VFIO_DEVICE_GET_INFO, &device) && errno == EINVAL, "GET_INFO");
		CHECK(ioctl(fd, VFIO_DEVICE_GET_IRQ_INFO, &irq) && errno == EINVAL,
		      "GET_IRQ_INFO");
		CHECK(ioctl(fd, VFIO_DEVICE_GET_REGION_INFO, &region) && errno == EINVAL,
		      "GET_REGION_INFO");
		CHECK(ioctl(fd, VFIO_DEVICE_QUERY_GFX_PLANE, &plane) && errno == EINVAL,
		      "QUERY_GFX_PLANE");
	}
	for (u32 index = 9; index; index = index * 2 + 1) {
		if (index < 16)
			continue;
		region.argsz = sizeof(region);
		region.index = index;
		CHECK(ioctl(fd, VFIO_DEVICE_GET_REGION_INFO, &region) && errno == EINVAL,
		      "a region %u", index);
		if (index == ~0u)
			break;
	}
	guest_close(&g);
}

/* Where the region is that pictures are copied to: the one after the EDID's. */
#define SCREEN_REGION	(VFIO_PCI_NUM_REGIONS + 1)
#define MAPPING_SECONDS	2

/**
 * struct mapper - a thread that maps the screen's region, and takes it away again
 * @device: VFIO's
 * @info: the region
 * @times: how often it did
 * @end: it is to end
 */
struct mapper {
	int device;
	struct vfio_region_info info;
	atomic_uint times;
	atomic_bool end;
};

static void *map_and_unmap(void *arg)
{
	struct mapper *m = arg;

	while (!m->end) {
		void *at = mmap(NULL, PAGE_SIZE, PROT_READ, MAP_SHARED, m->device,
				m->info.offset + m->times % 4 * PAGE_SIZE);

		if (at == MAP_FAILED)
			break;
		__atomic_load_n((u8 *)at, __ATOMIC_RELAXED);
		munmap(at, PAGE_SIZE);
		m->times++;
	}
	return NULL;
}

/* The part of BAR 0 with the entries of the aperture, mapped as QEMU maps it. */
static u64 *map_entries(struct gpu *gpu)
{
	u64 offset = (8 << 20) + gpu->low / PAGE_SIZE * 8;
	void *at = mmap(NULL, PAGE_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, gpu->g.device,
			gpu->g.region[VFIO_PCI_BAR0_REGION_INDEX].offset + offset);

	CHECK(at != MAP_FAILED, "GGTT entries cannot be mapped");
	return at;
}

/*
 * New GGTT entries count: mappings are taken away for that, which takes the lock that
 * mmap() holds.
 */
static void test_map_race(const struct test_args *args)
{
	struct mapper m = { .info = { .argsz = sizeof(m.info), .index = SCREEN_REGION } };
	time_t end;
	pthread_t thread;
	struct gpu gpu;
	u32 syncs = 0;
	u64 *entries;

	gpu_open(&gpu, args->uuid[0]);
	m.device = gpu.g.device;
	CHECK(!ioctl(m.device, VFIO_DEVICE_GET_REGION_INFO, &m.info), "no such region");
	entries = map_entries(&gpu);
	/* The first one makes the region's memory, which takes long on a debug kernel. */
	CHECK(mmap(NULL, PAGE_SIZE, PROT_READ, MAP_SHARED, m.device, m.info.offset) !=
	      MAP_FAILED, "the region cannot be mapped");
	end = time(NULL) + MAPPING_SECONDS;
	CHECK(!pthread_create(&thread, NULL, map_and_unmap, &m), "no thread");
	while (time(NULL) < end) {
		__atomic_store_n(&entries[511], 0, __ATOMIC_RELAXED);
		mmio_write(&gpu.g, GFX_FLSH_CNTL, 1);
		syncs++;
	}
	m.end = true;
	pthread_join(thread, NULL);
	CHECK(m.times > 10 && syncs > 10, "%u mappings, %u flushes", m.times, syncs);
	gpu_close(&gpu);
}

/* Each edge of each region, each size: an error or so many bytes, never more. */
static void test_edges(const struct test_args *args)
{
	static const u32 sizes[] = { 0, 1, 2, 3, 4, 5, 7, 8, 9, 4096, 65536 };
	static u8 buf[65536 + 16];
	struct guest g;

	CHECK(!guest_open(&g, args->uuid[0]), "it cannot be opened");
	for (u32 index = 0; index < SCREEN_REGION + 3; index++) {
		struct vfio_region_info info = { .argsz = sizeof(info), .index = index };
		bool there = !ioctl(g.device, VFIO_DEVICE_GET_REGION_INFO, &info);
		u64 base = there ? info.offset : (u64)index << 40;
		u64 size = there ? info.size : 0;

		for (u32 i = 0; i < ARRAY_SIZE(sizes); i++)
			for (u64 back = 0; back < 10; back++) {
				u64 at = size - back + 1;
				ssize_t n = pread(g.device, buf, sizes[i], base + at);

				CHECK(n <= (ssize_t)sizes[i], "region %u: more than asked for",
				      index);
				CHECK(n <= 0 || at + n <= size || back > size,
				      "region %u: %zd bytes at its end less %d", index, n,
				      (int)back - 1);
			}
	}
	CHECK(pread(g.device, buf, 4, (1ull << 63) - 4) < 0, "the last offset of all");
	guest_close(&g);
}

/* The flags of the mapping at an address, as /proc/self/smaps has them. */
static void flags_of_mapping(const void *at, char flags[128])
{
	unsigned long first, end, want = (unsigned long)at;
	FILE *maps = fopen("/proc/self/smaps", "r");
	bool here = false;
	char line[512];

	CHECK(maps, "/proc/self/smaps: %s", strerror(errno));
	*flags = 0;
	while (!*flags && fgets(line, sizeof(line), maps)) {
		if (sscanf(line, "%lx-%lx ", &first, &end) == 2)
			here = want >= first && want < end;
		if (here)
			sscanf(line, "VmFlags: %127[^\n]", flags);
	}
	fclose(maps);
	CHECK(*flags, "there is no mapping at %p", at);
}

/*
 * The container gives page numbers of a VM_PFNMAP mapping ("pf") to the IOMMUs of all devices in
 * it, and nothing takes them away when another VM has that aperture.
 */
static void test_iommu(const struct test_args *args)
{
	char flags[128];
	struct gpu gpu;
	void *at;

	gpu_open(&gpu, args->uuid[0]);
	at = aperture_map(&gpu.g, gpu.low, PAGE_SIZE);
	CHECK(at != MAP_FAILED, "the aperture cannot be mapped: %s", strerror(errno));
	flags_of_mapping(at, flags);
	CHECK(!strstr(flags, "pf") && strstr(flags, "mm") && strstr(flags, "io"),
	      "the mapping's flags are %s", flags);
	munmap(at, PAGE_SIZE);
	gpu_close(&gpu);
}

const struct test interface_tests[] = {
	{ "interface: SET_IRQS", test_set_irqs, 1, "oopses at an eventfd without one", true },
	{ "interface: the interrupt pin", test_intx, 1, "never raises it", false },
	{ "interface: the interrupt pin of who left", test_intx_left, 1, "takes anything", false },
	{ "interface: function level reset", test_flr, 1, "ignores it", false },
	{ "interface: BAR 2 is not for the IOMMU of others", test_iommu, 1,
	  "maps page numbers alone", false },
	{ "interface: sizes and indexes", test_sizes, 1, "has other regions", false },
	{ "interface: edges of regions", test_edges, 1, "has other regions", false },
	{ "interface: mappings while entries are taken over", test_map_race, 1,
	  "has no such region", false },
	{ 0 },
};
