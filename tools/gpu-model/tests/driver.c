// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <unistd.h>

#include "core/clock.h"
#include "tests/driver.h"

#define WAIT_NS		(2 * NSEC_PER_SEC)
#define GGTT_FIRST	16	/* pages; low addresses stay unmapped */
#define GGTT_IN_BAR	(8u << 20)
#define GFX_FLSH_CNTL	0x101008
#define MASTER_CONTROL	0x44200

static u64 commands_seen[CS_COMMANDS];

static void __noreturn die(const char *what)
{
	perror(what);
	exit(3);
}

static void add_memory(struct driver *d)
{
	d->ram_fd = memfd_create("ram", MFD_CLOEXEC);
	if (d->ram_fd < 0 || ftruncate(d->ram_fd, RAM_SIZE))
		die("memfd");
	d->ram = mmap(NULL, RAM_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, d->ram_fd, 0);
	if (d->ram == MAP_FAILED ||
	    memory_map(&d->gpu->memory, RAM_GPA, RAM_SIZE, d->ram_fd, 0, true))
		die("guest memory");
}

static void take_forcewake(struct driver *d)
{
	static const u32 requests[] = { 0xa278, 0xa188, 0xa270 };

	for (u32 i = 0; i < ARRAY_SIZE(requests); i++)
		wr(d, requests[i], MASKED_ENABLE(1));
}

static void enable_interrupts(struct driver *d)
{
	for (u32 isr = 0x44300; isr <= 0x44330; isr += 0x10) {
		wr(d, isr + 0x4, 0);
		wr(d, isr + 0xc, ~0u);
	}
	pthread_mutex_lock(&d->gpu->lock);
	irq_set_msi(d->gpu, d->msi_fd);
	pthread_mutex_unlock(&d->gpu->lock);
	wr(d, MASTER_CONTROL, BIT(31));
}

void driver_resume(struct driver *d)
{
	take_forcewake(d);
	enable_interrupts(d);
	for (u32 i = 0; i < ENGINE_COUNT; i++)
		if (gpu_has_engine(d->gpu, i))
			engine_enable(d, i);
}

struct driver *driver_create_device(const char *device)
{
	struct driver *d = calloc(1, sizeof(*d));

	if (!d)
		die("driver");
	d->gpu = gpu_create(device_find(device), 256u << 20);
	d->msi_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (!d->gpu || d->msi_fd < 0)
		die("gpu_create");
	pci_device_init(&d->pci, d->gpu);
	add_memory(d);
	d->ggtt_used = GGTT_FIRST;
	driver_resume(d);
	return d;
}

struct driver *driver_create(void)
{
	return driver_create_device(DEVICE_DEFAULT);
}

void driver_destroy(struct driver *d)
{
	for (u32 i = 0; i < CS_COMMANDS; i++)
		commands_seen[i] += __atomic_load_n(&d->gpu->command_count[i], __ATOMIC_RELAXED);
	gpu_destroy(d->gpu);
	munmap(d->ram, RAM_SIZE);
	close(d->ram_fd);
	close(d->msi_fd);
	free(d);
}

u64 driver_commands_seen(u32 number)
{
	return commands_seen[number];
}

u32 rd(struct driver *d, u32 reg)
{
	u32 val = 0;

	if (region_read(&d->pci, REGION_BAR0, reg, &val, sizeof(val)))
		FAIL("read of 0x%x refused", reg);
	return val;
}

void wr(struct driver *d, u32 reg, u32 val)
{
	if (region_write(&d->pci, REGION_BAR0, reg, &val, sizeof(val)))
		FAIL("write of 0x%x refused", reg);
}

u64 ram_alloc(struct driver *d, u32 bytes, u32 align)
{
	u64 at = ALIGN(RAM_GPA + d->ram_used, (u64)align);

	d->ram_used = ALIGN(at + bytes - RAM_GPA, (u64)PAGE_SIZE);
	if (d->ram_used > RAM_SIZE)
		die("guest memory used up");
	return at;
}

void *ram_at(struct driver *d, u64 gpa)
{
	return d->ram + (gpa - RAM_GPA);
}

void ggtt_set(struct driver *d, u32 va, u64 entry)
{
	region_write(&d->pci, REGION_BAR0, GGTT_IN_BAR + (va >> PAGE_SHIFT) * 8, &entry, 8);
	wr(d, GFX_FLSH_CNTL, 1);
}

u32 ggtt_map(struct driver *d, u64 gpa, u32 bytes)
{
	u32 va = d->ggtt_used * PAGE_SIZE;

	for (u32 i = 0; i < bytes; i += PAGE_SIZE)
		ggtt_set(d, va + i, (gpa + i) | GTT_PRESENT);
	d->ggtt_used += DIV_ROUND_UP(bytes, PAGE_SIZE);
	return va;
}

void engine_enable(struct driver *d, enum engine_id id)
{
	u32 base = engine_info[id].base;

	if (!d->hwsp[id])
		d->hwsp[id] = ram_alloc(d, PAGE_SIZE, PAGE_SIZE);
	memset(ram_at(d, d->hwsp[id]), 0, PAGE_SIZE);
	wr(d, base + RING_HWS_PGA, ggtt_map(d, d->hwsp[id], PAGE_SIZE));
	wr(d, base + RING_MODE, MASKED_ENABLE(GFX_RUN_LIST_ENABLE));
	wr(d, base + RING_IMR, 0);
	d->csb_read[id] = 0;
}

u64 msi_take(struct driver *d)
{
	u64 n;

	return read(d->msi_fd, &n, sizeof(n)) == sizeof(n) ? n : 0;
}

struct engine_stats engine_stats_of(struct driver *d, enum engine_id id)
{
	struct engine_stats stats;

	pthread_mutex_lock(&d->gpu->lock);
	stats = d->gpu->engine[id].stats;
	pthread_mutex_unlock(&d->gpu->lock);
	return stats;
}

u64 anomalies_of(struct driver *d, enum anomaly_kind kind)
{
	return anomaly_count(&d->gpu->anomalies, kind);
}

void expect_no_anomalies(struct driver *d)
{
	for (u32 i = 0; i < ANOMALY_KINDS; i++)
		if (anomalies_of(d, i))
			FAIL("%u times %s", (u32)anomalies_of(d, i), anomaly_name(i));
}

/* ---- buffers and contexts ---- */

struct buffer buffer_create(struct driver *d, u32 bytes)
{
	struct buffer b = { .bytes = bytes };

	b.gpa = ram_alloc(d, bytes, PAGE_SIZE);
	b.cpu = ram_at(d, b.gpa);
	b.ggtt = ggtt_map(d, b.gpa, bytes);
	return b;
}

/* The lists of the ring context, as drivers lay them down. */
static const u16 ring_regs[] = {
	0x244, 0x034, 0x030, 0x038, 0x03c, 0x168, 0x140, 0x110, 0x11c, 0x114, 0x118, 0x1c0,
	0x1c4, 0x1c8,
};

static const u16 page_directory_regs[] = {
	0x3a8, 0x28c, 0x288, 0x284, 0x280, 0x27c, 0x278, 0x274, 0x270,
};

static void put_list(struct context *c, u32 at, const u16 *regs, u32 n)
{
	u32 base = engine_info[c->engine].base;

	c->state[at] = MI_LOAD_REGISTER_IMM(n);
	for (u32 i = 0; i < n; i++)
		c->state[at + 1 + 2 * i] = base + regs[i];
}

static void put_roots(struct context *c)
{
	for (u32 i = 0; i < ARRAY_SIZE(c->root); i++) {
		if (!i || !c->four_level)
			c->root[i] = ram_alloc(c->d, PAGE_SIZE, PAGE_SIZE);
		c->state[STATE_PDP3_UDW + 4 * (3 - i)] = upper_32_bits(c->root[i]);
		c->state[STATE_PDP3_UDW + 4 * (3 - i) + 2] = lower_32_bits(c->root[i]);
	}
}

static struct context create(struct driver *d, enum engine_id engine, u32 id, bool four_level)
{
	struct context c = { .d = d, .engine = engine, .id = id, .four_level = four_level };

	c.image = buffer_create(d, 22 * PAGE_SIZE);
	c.ring = buffer_create(d, RING_BYTES);
	c.lrca = c.image.ggtt;
	c.state = c.image.cpu + PAGE_SIZE / 4;
	put_list(&c, 0x01, ring_regs, ARRAY_SIZE(ring_regs));
	put_list(&c, 0x21, page_directory_regs, ARRAY_SIZE(page_directory_regs));
	c.state[STATE_CONTROL] = MASKED_ENABLE(CTX_RESTORE_INHIBIT | CTX_INHIBIT_SYN_SWITCH);
	c.state[STATE_START] = c.ring.ggtt;
	c.state[STATE_RING_CTL] = (RING_BYTES - PAGE_SIZE) | RING_CTL_VALID;
	put_roots(&c);
	return c;
}

struct context context_create(struct driver *d, enum engine_id engine, u32 id)
{
	return create(d, engine, id, true);
}

struct context context_create_3level(struct driver *d, enum engine_id engine, u32 id)
{
	return create(d, engine, id, false);
}

u64 context_descriptor(const struct context *c)
{
	u64 mode = c->four_level ? DESC_MODE_LEGACY_64B : DESC_MODE_LEGACY_32B;

	return (u64)c->id << 32 | c->lrca | FIELD_PREP(DESC_MODE, mode) | DESC_PPGTT_ENABLE |
	       DESC_VALID;
}

/* The table that an entry leads to, made if there is none. */
static u64 next_table(struct driver *d, u64 table, u32 index)
{
	u64 *entry = (u64 *)ram_at(d, table) + index;

	if (!(*entry & GTT_PRESENT))
		*entry = ram_alloc(d, PAGE_SIZE, PAGE_SIZE) | GTT_PRESENT | GTT_WRITABLE;
	return *entry & GTT_ADDRESS;
}

static u64 *page_directory_entry(struct context *c, u64 va)
{
	u64 pd;

	if (c->four_level) {
		pd = next_table(c->d, c->root[0], va >> 39 & 511);
		pd = next_table(c->d, pd, va >> 30 & 511);
	} else {
		pd = c->root[va >> 30 & 3];
	}
	return (u64 *)ram_at(c->d, pd) + (va >> 21 & 511);
}

u64 *ppgtt_entry(struct context *c, u64 va)
{
	u64 *pde = page_directory_entry(c, va);

	if (!(*pde & GTT_PRESENT))
		*pde = ram_alloc(c->d, PAGE_SIZE, PAGE_SIZE) | GTT_PRESENT | GTT_WRITABLE;
	return (u64 *)ram_at(c->d, *pde & GTT_ADDRESS) + (va >> PAGE_SHIFT & 511);
}

void ppgtt_map(struct context *c, u64 va, u64 gpa, u32 bytes)
{
	for (u32 i = 0; i < bytes; i += PAGE_SIZE)
		*ppgtt_entry(c, va + i) = (gpa + i) | GTT_PRESENT | GTT_WRITABLE;
}

void ppgtt_map_64k(struct context *c, u64 va, u64 gpa)
{
	*ppgtt_entry(c, va) = gpa | GTT_PRESENT | GTT_WRITABLE;
	*page_directory_entry(c, va) |= PDE_IPS_64K;
}

void ppgtt_map_2m(struct context *c, u64 va, u64 gpa)
{
	*page_directory_entry(c, va) = gpa | PDE_2M | GTT_PRESENT | GTT_WRITABLE;
}

void emit(struct context *c, u32 dw)
{
	c->ring.cpu[c->tail / 4] = dw;
	c->tail = (c->tail + 4) % RING_BYTES;
}

void emit_n(struct context *c, const u32 *dw, u32 n)
{
	for (u32 i = 0; i < n; i++)
		emit(c, dw[i]);
}

void context_flush(struct context *c)
{
	if (c->tail % 8)
		emit(c, MI_NOOP);
	__atomic_store_n(&c->state[STATE_TAIL], c->tail, __ATOMIC_RELEASE);
}

void elsp_write(struct driver *d, enum engine_id id, u64 desc0, u64 desc1)
{
	u32 port = engine_info[id].base + RING_ELSP;

	wr(d, port, upper_32_bits(desc1));
	wr(d, port, lower_32_bits(desc1));
	wr(d, port, upper_32_bits(desc0));
	wr(d, port, lower_32_bits(desc0));
}

void elsp_submit(struct context *first, struct context *second)
{
	context_flush(first);
	if (second)
		context_flush(second);
	elsp_write(first->d, first->engine, context_descriptor(first),
		   second ? context_descriptor(second) : 0);
}

/* Sleep a little; false when the time is up. */
static bool more_time(u64 deadline)
{
	struct timespec ts = { .tv_nsec = 50000 };

	nanosleep(&ts, NULL);
	return clock_ns() < deadline;
}

bool csb_next(struct driver *d, enum engine_id id, struct csb_event *ev)
{
	const u32 *hwsp = ram_at(d, d->hwsp[id]);
	u32 at = d->csb_read[id];
	u64 deadline = clock_ns() + WAIT_NS;

	/* The index is that of the last one written; reset makes it 7, memory starts as 0. */
	while (!hwsp[CSB_HWSP_OFFSET / 4 + 2 * at] ||
	       (dword_at(&hwsp[CSB_HWSP_WRITE_INDEX / 4]) + 1) % CSB_ENTRIES == at)
		if (!more_time(deadline))
			return false;
	ev->status = hwsp[CSB_HWSP_OFFSET / 4 + 2 * at];
	ev->id = hwsp[CSB_HWSP_OFFSET / 4 + 2 * at + 1];
	d->csb_read[id] = (at + 1) % CSB_ENTRIES;
	return true;
}

void expect_csb_at(struct driver *d, enum engine_id engine, u32 status, u32 id, int line)
{
	struct csb_event ev;

	if (!csb_next(d, engine, &ev))
		test_fail("csb", line, "no status, 0x%x expected", status);
	else if (ev.status != status || ev.id != id)
		test_fail("csb", line, "status 0x%x id 0x%x, not 0x%x id 0x%x", ev.status, ev.id,
			  status, id);
}

bool context_run(struct context *c)
{
	struct csb_event ev;

	elsp_submit(c, NULL);
	do {
		if (!csb_next(c->d, c->engine, &ev))
			return false;
	} while (!(ev.status & CSB_ACTIVE_TO_IDLE));
	return true;
}

bool context_run_batch(struct context *c, u64 va, bool ppgtt)
{
	EMIT(c, MI_BATCH_BUFFER_START | (ppgtt ? BATCH_PPGTT : 0), lower_32_bits(va),
	     upper_32_bits(va));
	return context_run(c);
}

struct rig rig_create(enum engine_id engine)
{
	return rig_create_device(DEVICE_DEFAULT, engine);
}

struct rig rig_create_device(const char *device, enum engine_id engine)
{
	struct rig r = { .d = driver_create_device(device) };

	r.c = context_create(r.d, engine, 0x11);
	r.out = buffer_create(r.d, 4 * PAGE_SIZE);
	r.batch = buffer_create(r.d, 4 * PAGE_SIZE);
	ppgtt_map(&r.c, RIG_OUT, r.out.gpa, r.out.bytes);
	ppgtt_map(&r.c, RIG_BATCH, r.batch.gpa, r.batch.bytes);
	return r;
}

void rig_destroy(struct rig *r)
{
	driver_destroy(r->d);
}

bool rig_batch(struct rig *r, bool privileged, const u32 *code, u32 n)
{
	memcpy(r->batch.cpu, code, n * 4);
	r->batch.cpu[n] = MI_BATCH_BUFFER_END;
	return context_run_batch(&r->c, privileged ? r->batch.ggtt : RIG_BATCH, !privileged);
}

bool wait_hang(struct driver *d, enum engine_id id)
{
	u64 deadline = clock_ns() + WAIT_NS;
	bool hung;

	do {
		pthread_mutex_lock(&d->gpu->lock);
		hung = d->gpu->engine[id].hung;
		pthread_mutex_unlock(&d->gpu->lock);
	} while (!hung && more_time(deadline));
	return hung;
}

bool wait_value(const u32 *at, u32 val)
{
	u64 deadline = clock_ns() + WAIT_NS;

	while (dword_at(at) != val)
		if (!more_time(deadline))
			return false;
	return true;
}
