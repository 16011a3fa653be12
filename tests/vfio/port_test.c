// SPDX-License-Identifier: GPL-2.0-only
/*
 * The guest port over VFIO and KVM does what every guest port must: see
 * tests/fakes/port_properties.h.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "gpu.h"
#include "sysfs.h"
#include "test.h"

#include "port_properties.h"

#define ADDR		0x200000ull
#define BATCH		0x201000ull
#define SLOTS		8u
#define ECHO_WORD	0x300	/* of the status page */
#define CSB_WRITE_WORD	0x1f
#define IRQ_MS		3000
#define QUIET_MS	100
/* Longer than the mediator keeps a page of entries mapped. */
#define SETTLE_US	60000

/**
 * struct vfio_rig - the port over VFIO as a rig
 * @rig: for the properties
 * @uuid: of the vGPU
 * @gpu: the driver in its guest
 * @vm: an address space
 * @ctx: a context
 * @batch: what its requests run, as the processor sees it
 * @entries: the entries of the first pages of the aperture, mapped
 * @aperture: what is behind them
 */
struct vfio_rig {
	struct port_rig rig;
	const char *uuid;
	struct gpu gpu;
	struct ppgtt vm;
	struct context ctx;
	u32 *batch;
	u64 *entries;
	u64 *aperture;
};

static struct vfio_rig *to_vfio_rig(struct port_rig *rig)
{
	return (struct vfio_rig *)((char *)rig - offsetof(struct vfio_rig, rig));
}

static u64 rig_page(struct port_rig *rig)
{
	return guest_pages(&to_vfio_rig(rig)->gpu.g, 1);
}

static u64 rig_load(struct port_rig *rig, u64 gpa)
{
	return READ_ONCE(*(u64 *)guest_at(&to_vfio_rig(rig)->gpu.g, gpa));
}

static void rig_store(struct port_rig *rig, u64 gpa, u64 value)
{
	int ret = guest_store(&to_vfio_rig(rig)->gpu.g, gpa, &value, 1);

	CHECK(!ret, "the virtual processor cannot store: %s", strerror(-ret));
}

static void rig_entry(struct port_rig *rig, u32 slot, u64 entry)
{
	struct gpu *gpu = &to_vfio_rig(rig)->gpu;

	ggtt_set(gpu, gpu->low + slot * PAGE_SIZE, entry);
}

static void rig_entry_mapped(struct port_rig *rig, u32 slot, u64 entry)
{
	WRITE_ONCE(to_vfio_rig(rig)->entries[slot], entry);
}

static void rig_flush(struct port_rig *rig)
{
	mmio_write(&to_vfio_rig(rig)->gpu.g, GFX_FLSH_CNTL, 1);
}

static u64 rig_shown(struct port_rig *rig, u32 slot)
{
	return READ_ONCE(to_vfio_rig(rig)->aperture[slot * PAGE_SIZE / sizeof(u64)]);
}

static u32 rig_pinned(struct port_rig *rig)
{
	return vm_stat(to_vfio_rig(rig)->uuid, "pinned_bytes") / PAGE_SIZE;
}

static u64 rig_leaf(struct port_rig *rig)
{
	return ppgtt_entry(&to_vfio_rig(rig)->vm, ADDR, 0);
}

static void rig_run(struct vfio_rig *v)
{
	ring_finish(&v->ctx);
	submit(&v->ctx, NULL);
	context_wait(&v->ctx);
}

static void rig_work(struct port_rig *rig, u32 word)
{
	struct vfio_rig *v = to_vfio_rig(rig);
	u32 *at = v->batch;

	batch_store(&at, ADDR, word);
	batch_end(&at);
	ring_batch(&v->ctx, BATCH);
	rig_run(v);
}

static void echo(struct vfio_rig *v, u32 word)
{
	/* MI_STORE_DATA_IMM to the GGTT. */
	ring_emit(&v->ctx, 0x20 << 23 | BIT(22) | 2);
	ring_emit(&v->ctx, v->gpu.hwsp[RCS] + ECHO_WORD * 4);
	ring_emit(&v->ctx, 0);
	ring_emit(&v->ctx, word);
}

static u32 rig_echo(struct port_rig *rig, u32 word)
{
	struct vfio_rig *v = to_vfio_rig(rig);

	echo(v, word);
	rig_run(v);
	return READ_ONCE(v->gpu.status[RCS][ECHO_WORD]);
}

static u32 rig_events(struct port_rig *rig)
{
	return READ_ONCE(to_vfio_rig(rig)->gpu.status[RCS][CSB_WRITE_WORD]);
}

static u32 rig_irqs(struct port_rig *rig, bool request)
{
	struct vfio_rig *v = to_vfio_rig(rig);
	u32 n;

	/* What came of work before. */
	while (guest_wait_msi(&v->gpu.g, QUIET_MS))
		irq_serve(&v->gpu);
	irq_serve(&v->gpu);
	if (!request)
		return guest_wait_msi(&v->gpu.g, QUIET_MS);
	echo(v, 1);
	ring_finish(&v->ctx);
	submit(&v->ctx, NULL);
	n = guest_wait_msi(&v->gpu.g, IRQ_MS);
	irq_serve(&v->gpu);
	context_wait(&v->ctx);
	return n;
}

static void rig_away(struct port_rig *rig)
{
	int ret = guest_unmap(&to_vfio_rig(rig)->gpu.g, 0, GUEST_RAM);

	CHECK(!ret, "memory cannot be unmapped: %s", strerror(-ret));
}

static void rig_back(struct port_rig *rig)
{
	struct guest *g = &to_vfio_rig(rig)->gpu.g;
	int ret = guest_map(g, 0, g->ram, GUEST_RAM);

	CHECK(!ret, "memory cannot be mapped: %s", strerror(-ret));
}

static void rig_settle(struct port_rig *rig)
{
	(void)rig;
	usleep(SETTLE_US);
}

static const struct port_rig_ops rig_ops = {
	.page = rig_page,
	.load = rig_load,
	.store = rig_store,
	.entry = rig_entry,
	.entry_mapped = rig_entry_mapped,
	.flush = rig_flush,
	.shown = rig_shown,
	.pinned = rig_pinned,
	.leaf = rig_leaf,
	.work = rig_work,
	.echo = rig_echo,
	.events = rig_events,
	.irqs = rig_irqs,
	.away = rig_away,
	.back = rig_back,
	.settle = rig_settle,
};

static void rig_open(struct vfio_rig *v, const char *uuid)
{
	u64 gpa;

	*v = (struct vfio_rig){ .rig = { &rig_ops }, .uuid = uuid };
	gpu_open(&v->gpu, uuid);
	/* Low addresses are the rig's own. */
	v->gpu.next_low += SLOTS * PAGE_SIZE;
	ppgtt_init(&v->gpu, &v->vm);
	gpa = guest_pages(&v->gpu.g, 1);
	v->batch = guest_at(&v->gpu.g, gpa);
	ppgtt_map(&v->vm, BATCH, gpa);
	context_init(&v->gpu, &v->ctx, RCS, &v->vm);
	v->entries = region_map(&v->gpu.g, VFIO_PCI_BAR0_REGION_INDEX,
				GGTT_ENTRIES + v->gpu.low / PAGE_SIZE * 8, PAGE_SIZE);
	CHECK(v->entries != MAP_FAILED, "entries cannot be mapped: %s", strerror(errno));
	v->aperture = aperture_map(&v->gpu.g, v->gpu.low, SLOTS * PAGE_SIZE);
	CHECK(v->aperture != MAP_FAILED, "the aperture cannot be mapped: %s", strerror(errno));
}

static void rig_close(struct vfio_rig *v)
{
	/* Each mapping would keep the device open. */
	munmap(v->entries, PAGE_SIZE);
	munmap(v->aperture, SLOTS * PAGE_SIZE);
	gpu_close(&v->gpu);
	CHECK(!rig_pinned(&v->rig), "pages stay pinned when the guest is gone");
}

/* A whole life for each: at its end nothing is held. */
static void test_port(const struct test_args *args)
{
	struct vfio_rig v;
	const char *wrong;
	u32 i;

	for (i = 0; i < PORT_PROPERTIES; i++) {
		rig_open(&v, args->uuid[0]);
		wrong = port_properties[i].holds(&v.rig);
		CHECK(!wrong, "%s: %s", port_properties[i].name, wrong);
		rig_close(&v);
	}
}

const struct test port_tests[] = {
	{ .name = "the guest port: what each must do", .run = test_port,
	  .kvmgt = "tells nothing of what it has pinned" },
	{ 0 },
};
