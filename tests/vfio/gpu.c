// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <time.h>

#include "gpu.h"
#include "test.h"

/* Configuration space. */
#define PCI_DEVICE		0x02
#define PCI_COMMAND		0x04
#define PCI_COMMAND_MEM_MASTER	6
#define PCI_CAPABILITIES	0x34
#define PCI_CAP_MSI		0x05
#define PCI_MSI_CONTROL		2
#define PCI_MSI_ENABLE		1

#define SEQNO_WORD		0x200	/* of the status page */
#define CSB_WORD		0x10
#define CSB_WRITE_WORD		0x1f

#define MASTER_ENABLE		BIT(31)

#define G2V_NOTIFY		(PVINFO + 0x818)
#define PV_PDP0			(PVINFO + 0x838)
#define G2V_PPGTT_L4_CREATE	4
#define G2V_PPGTT_L4_DESTROY	5

#define PTE_PRESENT_RW		3ull

#define LOAD_REGISTER		(0x22u << 23)
#define REQUEST_MS		5000

const struct engine_info engine_info[ENGINES] = {
	[RCS] = { "render", 0x2000, 0, 0, 22 },
	[BCS] = { "blitter", 0x22000, 0, 16, 2 },
	[VCS] = { "video", 0x12000, 1, 0, 2 },
	[VECS] = { "video enhancement", 0x1a000, 3, 0, 2 },
};

static u32 ring_reg(u32 engine, u32 offset)
{
	return engine_info[engine].base + offset;
}

/* ---- start ---- */

static void enable_msi(struct guest *g)
{
	const u32 config = VFIO_PCI_CONFIG_REGION_INDEX;
	u16 command = PCI_COMMAND_MEM_MASTER, control;
	u8 at = 0, id;
	int i;

	region_write(g, config, PCI_COMMAND, &command, 2);
	region_read(g, config, PCI_CAPABILITIES, &at, 1);
	for (i = 0; i < 48 && at; i++) {
		region_read(g, config, at, &id, 1);
		if (id == PCI_CAP_MSI)
			break;
		region_read(g, config, at + 1, &at, 1);
	}
	CHECK(at && i < 48, "configuration space has no MSI capability");
	region_read(g, config, at + PCI_MSI_CONTROL, &control, 2);
	control |= PCI_MSI_ENABLE;
	region_write(g, config, at + PCI_MSI_CONTROL, &control, 2);
}

/*
 * What i915 gives to batches of render on this processor, which is what the host's i915 gives
 * there (gt/intel_workarounds.c, the same from 6.1 to 7.x). For a guest that gives less vgt has to
 * switch the slots, so that nothing preempts its work.
 */
static void give_registers(struct gpu *gpu)
{
	static const u32 gen9[] = { 0x2248, 0x2580, 0x7014, 0x7304 };
	const u32 skylake_kaby_lake = 0xb118, coffee_lake = 0x2348 | BIT(28) | BIT(0);
	u16 device;
	u32 i;

	region_read(&gpu->g, VFIO_PCI_CONFIG_REGION_INDEX, PCI_DEVICE, &device, 2);
	/* Broadwell's gives nothing. */
	if (device >> 8 == 0x16)
		return;
	for (i = 0; i < ARRAY_SIZE(gen9); i++)
		mmio_write(&gpu->g, ring_reg(RCS, RING_FORCE_TO_NONPRIV + 4 * i), gen9[i]);
	mmio_write(&gpu->g, ring_reg(RCS, RING_FORCE_TO_NONPRIV + 4 * i),
		   device >> 8 == 0x19 || device >> 8 == 0x59 || device == 0x87c0 ?
		   skylake_kaby_lake : coffee_lake);
}

static void start_engine(struct gpu *gpu, u32 engine)
{
	WRITE_ONCE(gpu->status[engine][CSB_WRITE_WORD], CSB_ENTRIES - 1);
	gpu->csb_head[engine] = CSB_ENTRIES - 1;
	mmio_write(&gpu->g, ring_reg(engine, RING_HWS_PGA), gpu->hwsp[engine]);
	mmio_write(&gpu->g, ring_reg(engine, RING_MODE),
		   RUN_LIST_ENABLE << 16 | RUN_LIST_ENABLE);
	mmio_write(&gpu->g, ring_reg(engine, RING_IMR), ~(IRQ_USER | IRQ_CONTEXT_SWITCH));
}

static void start_irqs(struct gpu *gpu)
{
	u32 bits[4] = { 0 }, i;

	for (i = 0; i < ENGINES; i++)
		bits[engine_info[i].group] |=
			(IRQ_USER | IRQ_ERROR | IRQ_CONTEXT_SWITCH) << engine_info[i].shift;
	for (i = 0; i < 4; i++) {
		if (!bits[i])
			continue;
		mmio_write(&gpu->g, GT_IIR(i), ~0u);
		mmio_write(&gpu->g, GT_IMR(i), ~bits[i]);
		mmio_write(&gpu->g, GT_IER(i), bits[i]);
	}
	mmio_write(&gpu->g, MASTER_IRQ, MASTER_ENABLE);
	memset(gpu->irqs, 0, sizeof(gpu->irqs));
}

void gpu_start(struct gpu *gpu)
{
	struct guest *g = &gpu->g;
	u32 i;

	enable_msi(g);
	CHECK(mmio_read(g, PVINFO) == 0x76544776, "PVINFO has no magic");
	mmio_read(g, PVINFO + 0x10);
	for (i = 0; i < ENGINES; i++)
		ggtt_set(gpu, gpu->hwsp[i],
			 (((u8 *)gpu->status[i] - g->ram) ^ g->swap) | 1);
	for (i = 0; i < ENGINES; i++)
		start_engine(gpu, i);
	give_registers(gpu);
	start_irqs(gpu);
}

static void gpu_open_guest(struct gpu *gpu, const char *uuid)
{
	int ret;

	memset(gpu, 0, sizeof(*gpu));
	ret = guest_open(&gpu->g, uuid);
	CHECK(!ret, "cannot open the vGPU %s: %s", uuid, strerror(-ret));
}

static void gpu_init(struct gpu *gpu)
{
	struct guest *g = &gpu->g;
	u32 i;

	gpu->low = mmio_read(g, PVINFO + 0x40);
	gpu->low_size = mmio_read(g, PVINFO + 0x44);
	gpu->high = mmio_read(g, PVINFO + 0x48);
	gpu->high_size = mmio_read(g, PVINFO + 0x4c);
	gpu->next_low = gpu->low;
	gpu->next_high = gpu->high;
	gpu->next_id = 1;
	for (i = 0; i < ENGINES; i++) {
		u64 gpa = guest_pages(g, 1);

		gpu->status[i] = guest_at(g, gpa);
		gpu->hwsp[i] = ggtt_map(gpu, gpa, 1);
	}
	gpu_start(gpu);
}

void gpu_open(struct gpu *gpu, const char *uuid)
{
	int ret;

	gpu_open_guest(gpu, uuid);
	ret = guest_reset(&gpu->g);
	CHECK(!ret, "the vGPU cannot be reset: %s", strerror(-ret));
	gpu_init(gpu);
}

void gpu_open_translated(struct gpu *gpu, const char *uuid)
{
	int ret;

	memset(gpu, 0, sizeof(*gpu));
	ret = guest_open_translated(&gpu->g, uuid);
	CHECK(!ret, "the vGPU %s cannot be opened: %s", uuid, strerror(-ret));
	ret = guest_reset(&gpu->g);
	CHECK(!ret, "the vGPU cannot be reset: %s", strerror(-ret));
	gpu_init(gpu);
}

void gpu_join(struct gpu *gpu, const struct gpu *first, const char *uuid)
{
	int ret;

	memset(gpu, 0, sizeof(*gpu));
	ret = guest_join(&gpu->g, &first->g, uuid);
	CHECK(!ret, "the vGPU %s cannot join: %s", uuid, strerror(-ret));
	ret = guest_reset(&gpu->g);
	CHECK(!ret, "the vGPU cannot be reset: %s", strerror(-ret));
	gpu_init(gpu);
}

void gpu_open_without_reset(struct gpu *gpu, const char *uuid)
{
	gpu_open_guest(gpu, uuid);
	gpu_init(gpu);
}

void gpu_close(struct gpu *gpu)
{
	guest_close(&gpu->g);
}

/* ---- GGTT ---- */

void ggtt_set(struct gpu *gpu, u32 addr, u64 entry)
{
	int ret;

	ret = region_write(&gpu->g, VFIO_PCI_BAR0_REGION_INDEX,
			   GGTT_ENTRIES + (u64)addr / PAGE_SIZE * 8, &entry, 8);
	CHECK(!ret, "writing the GGTT entry of 0x%x is refused", addr);
}

u64 ggtt_get(struct gpu *gpu, u32 addr)
{
	u64 entry = 0;
	int ret;

	ret = region_read(&gpu->g, VFIO_PCI_BAR0_REGION_INDEX,
			  GGTT_ENTRIES + (u64)addr / PAGE_SIZE * 8, &entry, 8);
	CHECK(!ret, "reading the GGTT entry of 0x%x is refused", addr);
	return entry;
}

static u32 map_at(struct gpu *gpu, u32 *next, u64 gpa, u32 pages)
{
	u32 addr = *next, i;

	for (i = 0; i < pages; i++)
		ggtt_set(gpu, addr + i * PAGE_SIZE, (gpa + i * PAGE_SIZE) | 1);
	*next += pages * PAGE_SIZE;
	mmio_write(&gpu->g, GFX_FLSH_CNTL, 1);
	return addr;
}

u32 ggtt_map(struct gpu *gpu, u64 gpa, u32 pages)
{
	return map_at(gpu, &gpu->next_high, gpa, pages);
}

u32 ggtt_map_low(struct gpu *gpu, u64 gpa, u32 pages)
{
	return map_at(gpu, &gpu->next_low, gpa, pages);
}

/* ---- PPGTT ---- */

void ppgtt_init(struct gpu *gpu, struct ppgtt *vm)
{
	*vm = (struct ppgtt){ .gpu = gpu, .pml4 = guest_pages(&gpu->g, 1) };
}

static void tell_ppgtt(struct ppgtt *vm, u32 what)
{
	struct guest *g = &vm->gpu->g;

	mmio_write(g, PV_PDP0, lower_32_bits(vm->pml4));
	mmio_write(g, PV_PDP0 + 4, upper_32_bits(vm->pml4));
	mmio_write(g, G2V_NOTIFY, what);
}

void ppgtt_destroy(struct ppgtt *vm)
{
	if (vm->live)
		tell_ppgtt(vm, G2V_PPGTT_L4_DESTROY);
	vm->live = false;
}

static void store(struct ppgtt *vm, u64 gpa, u64 value)
{
	int ret;

	if (!vm->live) {
		*(u64 *)guest_at(&vm->gpu->g, gpa) = value;
		return;
	}
	ret = guest_store(&vm->gpu->g, gpa, &value, 1);
	CHECK(!ret, "the virtual processor cannot store at 0x%llx: %s",
	      (unsigned long long)gpa, strerror(-ret));
}

u64 ppgtt_entry(struct ppgtt *vm, u64 addr, u32 level)
{
	u64 table = vm->pml4;
	u32 l;

	for (l = 3; l > level; l--) {
		u64 gpa = table + 8 * (addr >> (12 + 9 * l) & 511);
		u64 entry = *(u64 *)guest_at(&vm->gpu->g, gpa);

		if (!(entry & 1)) {
			entry = guest_pages(&vm->gpu->g, 1) | PTE_PRESENT_RW;
			store(vm, gpa, entry);
		}
		table = entry & 0x7ffffff000ull;
	}
	return table + 8 * (addr >> (12 + 9 * level) & 511);
}

void ppgtt_set(struct ppgtt *vm, u64 addr, u64 entry)
{
	store(vm, ppgtt_entry(vm, addr, 0), entry);
}

void ppgtt_map(struct ppgtt *vm, u64 addr, u64 gpa)
{
	ppgtt_set(vm, addr, gpa | PTE_PRESENT_RW);
}

/* ---- contexts ---- */

/* A list of registers for the image: header, then pairs. */
static u32 *image_lri(u32 *at, u32 base, const u16 *regs, u32 count)
{
	u32 i;

	*at++ = 0x22 << 23 | BIT(12) | (2 * count - 1);
	for (i = 0; i < count; i++) {
		*at++ = base + regs[i];
		*at++ = 0;
	}
	return at;
}

static void fill_image(struct context *ctx)
{
	static const u16 ring[] = {
		0x244, 0x034, 0x030, 0x038, 0x03c, 0x168, 0x140, 0x110, 0x11c, 0x114, 0x118,
		0x1c0, 0x1c4, 0x1c8,
	};
	static const u16 space[] = {
		0x3a8, 0x28c, 0x288, 0x284, 0x280, 0x27c, 0x278, 0x274, 0x270,
	};
	bool render = ctx->engine == RCS;
	u32 base = engine_info[ctx->engine].base;
	u32 *at;

	image_lri(&ctx->image[1], base, ring, render ? 14 : 11);
	at = image_lri(&ctx->image[0x21], base, space, 9);
	if (render) {
		ctx->image[0x41] = 0x22 << 23 | 1;
		ctx->image[0x42] = 0x20c8;
		at = &ctx->image[0x44];
	}
	*at = 0x0a << 23;
	/* Do not restore engine state that never was saved; no switch on a wait. */
	ctx->image[3] = 9u << 16 | 9;
	ctx->image[9] = ctx->ring_addr;
	ctx->image[11] = (ctx->ring_words * 4 - PAGE_SIZE) | 1;
	ctx->image[0x31] = upper_32_bits(ctx->vm->pml4);
	ctx->image[0x33] = lower_32_bits(ctx->vm->pml4);
}

void context_init(struct gpu *gpu, struct context *ctx, u32 engine, struct ppgtt *vm)
{
	u32 pages = engine_info[engine].image_pages;
	u64 image = guest_pages(&gpu->g, pages), ring = guest_pages(&gpu->g, 1);

	*ctx = (struct context){
		.gpu = gpu,
		.engine = engine,
		.id = gpu->next_id++,
		.vm = vm,
		.lrca = ggtt_map(gpu, image, pages),
		.image = guest_at(&gpu->g, image + PAGE_SIZE),
		.ring_gpa = ring,
		.ring = guest_at(&gpu->g, ring),
		.ring_addr = ggtt_map(gpu, ring, 1),
		.ring_words = PAGE_SIZE / 4,
	};
	fill_image(ctx);
}

void ring_emit(struct context *ctx, u32 word)
{
	ctx->ring[ctx->tail] = word;
	ctx->tail = (ctx->tail + 1) % ctx->ring_words;
}

void ring_batch(struct context *ctx, u64 addr)
{
	ring_emit(ctx, 0x31 << 23 | BIT(8) | 1);
	ring_emit(ctx, lower_32_bits(addr));
	ring_emit(ctx, upper_32_bits(addr));
	ring_emit(ctx, 0);
}

void ring_load(struct context *ctx, u32 reg, u32 value)
{
	ring_emit(ctx, LOAD_REGISTER | 1);
	ring_emit(ctx, reg);
	ring_emit(ctx, value);
	ring_emit(ctx, 0);
}

void ring_store_register(struct context *ctx, u32 reg, u32 addr)
{
	ring_emit(ctx, 0x24 << 23 | BIT(22) | 2);
	ring_emit(ctx, reg);
	ring_emit(ctx, addr);
	ring_emit(ctx, 0);
}

void ring_finish(struct context *ctx)
{
	u32 addr = ctx->gpu->hwsp[ctx->engine] + SEQNO_WORD * 4;

	ctx->seqno = ++ctx->gpu->seqno;
	if (ctx->engine == RCS) {
		/* PIPE_CONTROL: stall, flush the data cache, write a quadword to the GGTT */
		ring_emit(ctx, 0x7a000004);
		ring_emit(ctx, BIT(24) | BIT(20) | BIT(14) | BIT(7) | BIT(5));
		ring_emit(ctx, addr);
		ring_emit(ctx, 0);
		ring_emit(ctx, ctx->seqno);
		ring_emit(ctx, 0);
	} else {
		/* MI_FLUSH_DW with a write to the GGTT */
		ring_emit(ctx, 0x26 << 23 | BIT(14) | 2);
		ring_emit(ctx, addr | BIT(2));
		ring_emit(ctx, 0);
		ring_emit(ctx, ctx->seqno);
	}
	ring_emit(ctx, 0x02 << 23);
	ring_emit(ctx, 0);
}

u64 context_desc(const struct context *ctx)
{
	return (u64)ctx->id << 32 | ctx->lrca | BIT(8) | 3 << 3 | 1;
}

void elsp_write(struct gpu *gpu, u32 engine, u64 element0, u64 element1)
{
	const u32 words[] = {
		upper_32_bits(element1), lower_32_bits(element1),
		upper_32_bits(element0), lower_32_bits(element0),
	};
	u32 i;

	for (i = 0; i < ARRAY_SIZE(words); i++) {
		int ret = region_write(&gpu->g, VFIO_PCI_BAR0_REGION_INDEX,
				       ring_reg(engine, RING_ELSP), &words[i], 4);

		CHECK(!ret || gpu->may_refuse, "%s: an ELSP write is refused: %s",
		      engine_info[engine].name, strerror(-ret));
	}
}

static void publish(struct context *ctx)
{
	WRITE_ONCE(ctx->image[IMAGE_TAIL], ctx->tail * 4);
	if (ctx->vm->live)
		return;
	tell_ppgtt(ctx->vm, G2V_PPGTT_L4_CREATE);
	ctx->vm->live = true;
}

void submit(struct context *ctx, struct context *next)
{
	publish(ctx);
	if (next)
		publish(next);
	elsp_write(ctx->gpu, ctx->engine, context_desc(ctx), next ? context_desc(next) : 0);
}

/* ---- interrupts and the CSB ---- */

void irq_serve(struct gpu *gpu)
{
	u32 master = mmio_read(&gpu->g, MASTER_IRQ), i;

	mmio_write(&gpu->g, MASTER_IRQ, 0);
	for (i = 0; i < 4; i++) {
		u32 bits = 0;

		/* GT0 has bits 0 and 1 of the master register, GT1 2 and 3, GT3 6. */
		if (master & (i == 3 ? BIT(6) : 3u << 2 * i))
			bits = mmio_read(&gpu->g, GT_IIR(i));
		if (!bits)
			continue;
		mmio_write(&gpu->g, GT_IIR(i), bits);
		gpu->irqs[i] |= bits;
	}
	mmio_write(&gpu->g, MASTER_IRQ, MASTER_ENABLE);
}

u32 csb_take(struct gpu *gpu, u32 engine, struct csb_event *events, u32 max)
{
	u32 *status = gpu->status[engine];
	u32 write = READ_ONCE(status[CSB_WRITE_WORD]) % 8, n = 0;

	CHECK(write < CSB_ENTRIES || write == 7, "%s: the CSB's write index is %u",
	      engine_info[engine].name, write);
	while (write != 7 && gpu->csb_head[engine] != write && n < max) {
		u32 at = (gpu->csb_head[engine] + 1) % CSB_ENTRIES;

		events[n].status = READ_ONCE(status[CSB_WORD + 2 * at]);
		events[n].context = READ_ONCE(status[CSB_WORD + 2 * at + 1]);
		gpu->csb_head[engine] = at;
		n++;
	}
	if (n)
		mmio_write(&gpu->g, ring_reg(engine, RING_CSB_POINTERS),
			   7u << 24 | gpu->csb_head[engine] << 8);
	return n;
}

static int ms_since(const struct timespec *start)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (t.tv_sec - start->tv_sec) * 1000 + (t.tv_nsec - start->tv_nsec) / 1000000;
}

u32 context_seqno(const struct context *ctx)
{
	return READ_ONCE(ctx->gpu->status[ctx->engine][SEQNO_WORD]);
}

bool context_answered(struct context *ctx)
{
	struct csb_event events[CSB_ENTRIES];

	if (guest_wait_msi(&ctx->gpu->g, 0))
		irq_serve(ctx->gpu);
	return csb_take(ctx->gpu, ctx->engine, events, CSB_ENTRIES);
}

static bool done(const struct context *ctx)
{
	return context_seqno(ctx) == ctx->seqno;
}

bool wait_done(struct context *ctx, int ms)
{
	struct timespec start;

	clock_gettime(CLOCK_MONOTONIC, &start);
	while (!done(ctx) && ms_since(&start) < ms)
		if (guest_wait_msi(&ctx->gpu->g, 20))
			irq_serve(ctx->gpu);
	return done(ctx);
}

void context_wait(struct context *ctx)
{
	const char *name = engine_info[ctx->engine].name;
	struct csb_event events[2];

	CHECK(wait_done(ctx, REQUEST_MS), "%s: a request does not end", name);
	CHECK(wait_csb(ctx->gpu, ctx->engine, events, 2, REQUEST_MS) == 2,
	      "%s: CSB events are missing", name);
}

u32 wait_csb(struct gpu *gpu, u32 engine, struct csb_event *events, u32 count, int ms)
{
	struct timespec start;
	u32 n = 0;

	clock_gettime(CLOCK_MONOTONIC, &start);
	for (;;) {
		n += csb_take(gpu, engine, events + n, count - n);
		if (n >= count || ms_since(&start) >= ms)
			return n;
		if (guest_wait_msi(&gpu->g, 20))
			irq_serve(gpu);
	}
}

/* ---- batches ---- */

void batch_store(u32 **at, u64 addr, u32 value)
{
	*(*at)++ = 0x20 << 23 | 2;
	*(*at)++ = lower_32_bits(addr);
	*(*at)++ = upper_32_bits(addr);
	*(*at)++ = value;
}

void batch_store_ggtt(u32 **at, u32 addr, u32 value)
{
	batch_store(at, addr, value);
	(*at)[-4] |= BIT(22);
}

void batch_load(u32 **at, u32 reg, u32 value)
{
	*(*at)++ = LOAD_REGISTER | 1;
	*(*at)++ = reg;
	*(*at)++ = value;
}

/* MI_SEMAPHORE_WAIT until the word at @addr is @value. */
void batch_wait(u32 **at, u64 addr, u32 value)
{
	*(*at)++ = 0x1c << 23 | BIT(15) | 4 << 12 | 2;
	*(*at)++ = value;
	*(*at)++ = lower_32_bits(addr);
	*(*at)++ = upper_32_bits(addr);
}

void batch_end(u32 **at)
{
	*(*at)++ = 0x0a << 23;
	*(*at)++ = 0;
}

void batch_of_stores(struct ppgtt *vm, u64 addr, u64 to, u32 stores)
{
	u32 pages = stores * 16 / PAGE_SIZE + 1, i;
	struct guest *g = &vm->gpu->g;
	u64 batch = guest_pages(g, pages);
	u32 *at = guest_at(g, batch);

	for (i = 0; i < pages; i++)
		ppgtt_map(vm, addr + (u64)i * PAGE_SIZE, batch + i * PAGE_SIZE);
	ppgtt_map(vm, to, guest_pages(g, 1));
	for (i = 0; i < stores; i++)
		batch_store(&at, to + i * 4 % PAGE_SIZE, i);
	batch_end(&at);
}

void fill_prepare(struct ppgtt *vm, struct fill *fill, u64 addr, u32 words, u32 seed)
{
	struct guest *g = &vm->gpu->g;
	u64 batch = guest_pages(g, 1);
	u32 *at = guest_at(g, batch), i;

	CHECK(words <= 250, "a batch of one page stores no %u words", words);
	*fill = (struct fill){
		.addr = addr,
		.batch = addr + PAGE_SIZE,
		.gpa = guest_pages(g, 1),
		.words = words,
		.seed = seed,
	};
	ppgtt_map(vm, fill->addr, fill->gpa);
	ppgtt_map(vm, fill->batch, batch);
	for (i = 0; i < words; i++)
		batch_store(&at, fill->addr + i * 12, mix32(seed + i));
	batch_end(&at);
}

/* Every third word is written, the others stay 0. */
bool fill_good(struct gpu *gpu, const struct fill *fill)
{
	const u32 *have = guest_at(&gpu->g, fill->gpa);
	u32 i;

	for (i = 0; i < PAGE_SIZE / 4; i++) {
		u32 want = i % 3 || i / 3 >= fill->words ? 0 : mix32(fill->seed + i / 3);

		if (READ_ONCE(have[i]) == want)
			continue;
		printf("# word %u is 0x%08x, not 0x%08x\n", i, have[i], want);
		return false;
	}
	return true;
}

const char *exec_works(struct gpu *gpu, u32 engine)
{
	struct csb_event events[8];
	struct context ctx;
	struct ppgtt vm;
	struct fill fill;

	ppgtt_init(gpu, &vm);
	context_init(gpu, &ctx, engine, &vm);
	fill_prepare(&vm, &fill, 0x100000, 100, gpu->seqno + 77 * engine);
	ring_batch(&ctx, fill.batch);
	ring_finish(&ctx);
	submit(&ctx, NULL);
	if (!wait_done(&ctx, 5000))
		return "it does not end";
	if (!fill_good(gpu, &fill))
		return "its words are wrong";
	if (wait_csb(gpu, engine, events, 2, 2000) != 2)
		return "its CSB events are missing";
	ppgtt_destroy(&vm);
	return NULL;
}

void engines_work(struct gpu *gpu, const char *when)
{
	u32 i;

	for (i = 0; i < ENGINES; i++) {
		const char *wrong = exec_works(gpu, i);

		CHECK(!wrong, "%s: %s: %s", when, engine_info[i].name, wrong);
	}
}

void gpu_restart(struct gpu *gpu)
{
	CHECK(!guest_reset(&gpu->g), "the reset fails");
	gpu_start(gpu);
}

bool word_is(const u32 *word, u32 value, int ms)
{
	for (; ms > 0; ms--) {
		if (READ_ONCE(*word) == value)
			return true;
		usleep(1000);
	}
	return READ_ONCE(*word) == value;
}

void wait_for_ever(struct gpu *gpu, u32 engine)
{
	struct context ctx;
	struct ppgtt vm;
	u64 page;
	u32 *at;

	ppgtt_init(gpu, &vm);
	context_init(gpu, &ctx, engine, &vm);
	page = guest_pages(&gpu->g, 2);
	ppgtt_map(&vm, 0x420000, page);
	ppgtt_map(&vm, 0x421000, page + PAGE_SIZE);
	at = guest_at(&gpu->g, page + PAGE_SIZE);
	batch_store(&at, 0x420004, 1);
	batch_wait(&at, 0x420000, 1);
	batch_end(&at);
	ring_batch(&ctx, 0x421000);
	ring_finish(&ctx);
	submit(&ctx, NULL);
	CHECK(word_is(guest_at(&gpu->g, page + 4), 1, 10000), "it does not begin");
	CHECK(!wait_done(&ctx, 100), "it does not wait");
}
