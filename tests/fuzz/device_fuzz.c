// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fuzz: sequences over the whole device, under the oracle: submissions, their ends, resets,
 * memory that goes, page tables and GGTT entries written at any moment, registers and
 * configuration space with accesses of any size at their edges.
 */
#include <string.h>

#include <linux/kernel.h>
#include <linux/vgt_shim.h>

#include "core/regs/config_space.h"
#include "core/regs/mapped.h"
#include "core/regs/mmio.h"
#include "bar2.h"
#include "fuzz.h"
#include "oracle.h"
#include "stream.h"

#define CONTEXTS	3
#define BATCH_PAGES	4
#define PT_PAGES	4

/**
 * struct device - what a guest's driver has
 * @env: the environment
 * @ctx: its contexts
 * @pml4: guest-physical address of its root table
 * @entry: of the entry of each level that translates address 0
 * @batch: guest-physical address of four pages
 * @addr: where they are in the GGTT
 * @gone: pages that were taken away, from the first
 * @ngone: how many
 */
struct device {
	struct vgt_env *env;
	struct vgt_env_ctx ctx[CONTEXTS];
	u64 pml4;
	u64 entry[4];
	u64 batch;
	u32 addr;
	u32 gone;
	u32 ngone;
};

static const u32 device_edges[] = {
	0x0, 0x2230, 0x22230, 0x2080, 0x229c, 0x2370, 0x23a0, 0x24d0, 0x24fc, 0x4260, 0x4df4,
	0x941c, 0xb020, 0xc800, 0xc8fc, 0x44200, 0x45400, 0x46014, 0x60000, 0x61110, 0x64110,
	0x6c060, 0x70008, 0x70180, 0x7019c, 0x71084, 0x78000, 0x78818, 0x78838, 0x78858, 0x78ffc,
	0x100000, 0x100004, 0x100018, 0x100020, 0x101008, 0x138124, 0x145998, 0x1fffff, 0x200000,
	0x7ffff8, 0x800000, 0xfffff8, 0xffffff, 0xc5100, 0xc7204, 0x22200, 0x124d0, 0x20a0,
	0x7300, 0xe184, 0xb118, 0xcc00,
};

static u64 device_page(struct device *d, struct fuzz *f)
{
	u32 pick = fuzz_u8(f);

	return pick & 0x80 ? (u64)fuzz_u16(f) << 12 : 16 * 4096 + (pick & 0x7f) * 4096ull;
}

static void device_elsp(struct device *d, struct fuzz *f)
{
	u32 what = fuzz_u8(f);
	struct vgt_env_ctx *a = &d->ctx[what % CONTEXTS], *b = &d->ctx[(what >> 2) % CONTEXTS];
	u32 reg = vgt_engines[a->engine].mmio_base + 0x230;
	/* Bits 3 and 4: page tables of three levels, or four. */
	u32 flags = what & 0x80 ? 0x109 : 0x119;
	bool two = what & 0x40 && a != b && a->engine == b->engine;

	env_write(d->env, reg, two ? b->id : 0);
	env_write(d->env, reg, two ? b->lrca | flags : 0);
	env_write(d->env, reg, a->id);
	env_write(d->env, reg, a->lrca | flags);
}

static void device_emit(struct device *d, struct fuzz *f)
{
	static u32 cs[1024];
	struct vgt_env_ctx *c = &d->ctx[fuzz_u8(f) % CONTEXTS];
	u32 n = (fuzz_u8(f) & 0x7f) * 2, used;

	memset(cs, 0, sizeof(cs));
	used = stream_words(f, cs, n, d->addr, vgt_engines[c->engine].mmio_base);
	env_emit(d->env, c, cs, round_up(used, 2));
}

static void device_batch(struct device *d, struct fuzz *f)
{
	u32 *memory = fake_guest_va(&d->env->guest, d->batch + (fuzz_u8(f) & 3) * 4096);
	u32 n = fuzz_u8(f), used;

	memset(memory, 0, 4096);
	used = stream_words(f, memory, n, d->addr, vgt_engines[d->ctx[0].engine].mmio_base);
	memory[used] = 0x05000000;
}

/* The image, or what it says of the ring, or of batches at restore. */
static void device_image(struct device *d, struct fuzz *f)
{
	u32 what = fuzz_u8(f);
	struct vgt_env_ctx *c = &d->ctx[what % CONTEXTS];
	u32 *state = fake_guest_va(&d->env->guest, c->image_gpa);
	u32 pick = fuzz_u8(f), val = fuzz_u32(f);

	switch (what >> 2 & 7) {
	case 0:
		state[pick % 0x50] = val;
		break;
	case 1:
		state[25] = (d->addr + (pick & 3) * 4096) | 1;
		break;
	case 2:
		state[27] = (d->addr + (pick & 3) * 4096) | (1 + (pick >> 2 & 15));
		state[29] = pick & 0x80 ? 0x26 << 6 : val;
		break;
	case 3:
		/* Restored from what the guest has. */
		state[3] = 0x00010000;
		break;
	case 4:
		state[11] = (pick & 0x80 ? 0x1ff000 : val & 0x1ff000) | 1;
		break;
	case 5:
		for (val = 24; val < 33; val++)
			state[val] = fuzz_u32(f);
		break;
	case 6:
		for (val = 0; val < 4; val++) {
			state[51 - 4 * val] = fuzz_u8(f) * 4096;
			state[49 - 4 * val] = 0;
		}
		break;
	default:
		state[(pick * 8 + (val & 7)) % (5 * 1024)] = val;
	}
}

static void device_table(struct device *d, struct fuzz *f)
{
	u32 what = fuzz_u8(f);
	u64 entry = d->entry[what & 3] + 8 * (fuzz_u8(f) & 7);
	u64 val = device_page(d, f) | (what >> 2 & 3) | (what & 0x40 ? 0x80 : 0);

	/* Most lead to tables that are there. */
	if (what & 0x80)
		val = (d->entry[fuzz_u8(f) & 3] & ~0xfffull) | 3;
	fake_guest_poke64(&d->env->guest, entry, val);
}

static void device_ggtt(struct device *d, struct fuzz *f)
{
	u32 what = fuzz_u8(f);
	u64 addr = d->addr + (what & 0x3f) * 4096, val = device_page(d, f) | (what >> 6 & 1);
	u64 offset = VGT_GGTT_ENTRIES_BASE + addr / 4096 * 8;
	u64 first = d->env->vgpu->ggtt.part[what & 1].space.start / 4096;
	u32 len = what & 0x80 ? 4 : 8;

	/* At the edges of the slices, too. */
	if ((what & 0x30) == 0x30)
		offset = VGT_GGTT_ENTRIES_BASE + 8 * (fuzz_u8(f) & 1 ? fuzz_u16(f) * 8ull :
						      max_t(u64, first, 1) - 1 + (what >> 1 & 1));
	bar2_wrote(offset, val, len);
	mutex_lock(&d->env->vgpu->lock);
	vgt_bar0_write(d->env->vgpu, offset, &val, len);
	mutex_unlock(&d->env->vgpu->lock);
}

/* An access by the guest's mapping of registers: no lock, any time. */
static bool device_mapped(struct device *d, u64 offset, u64 val, u32 len)
{
	void *page = vgt_mapped_page(d->env->vgpu, offset);

	if (page)
		memcpy(page + offset % 4096, &val, len);
	return page;
}

static void device_bar0(struct device *d, struct fuzz *f)
{
	u32 what = fuzz_u8(f), len = 1 << (what & 3);
	u64 offset = device_edges[fuzz_u8(f) % ARRAY_SIZE(device_edges)];
	u64 val = what & 0x40 ? fuzz_u64(f) : fuzz_u16(f);

	if (what & 0x20)
		offset += 4 * (fuzz_u8(f) & 0x3f);
	offset = min_t(u64, offset & ~(u64)(len - 1), 0x1000000 - len);
	if (what & 0x10)
		offset = fuzz_u32(f) % 0x200000 & ~(u64)(len - 1);
	if ((what & 0x88) == 0x8 && device_mapped(d, offset, val, len))
		return;
	if (!(what & 0x80))
		bar2_wrote(offset, val, len);
	mutex_lock(&d->env->vgpu->lock);
	if (what & 0x80)
		vgt_bar0_read(d->env->vgpu, offset, &val, len);
	else
		vgt_bar0_write(d->env->vgpu, offset, &val, len);
	mutex_unlock(&d->env->vgpu->lock);
}

static void device_fence(struct device *d, struct fuzz *f)
{
	const struct vgt_ggtt_space *low = &d->env->vgpu->ggtt.part[VGT_GGTT_LOW].space;
	u32 n = fuzz_u8(f) & 3;
	u64 pages = low->size / 4096;
	u32 first = low->start + fuzz_u16(f) % pages * 4096;
	u32 last = low->start + (fuzz_u8(f) & 1 ? pages - 1 : fuzz_u16(f) % pages) * 4096;

	env_write(d->env, 0x100000 + 8 * n, 0);
	env_write(d->env, 0x100004 + 8 * n, last | (fuzz_u16(f) & 0xfff));
	env_write(d->env, 0x100000 + 8 * n, first | 1 | (fuzz_u8(f) & 2));
}

/* The guest's memory, or QEMU's mapping of it, changes. */
static void device_unmap(struct device *d, struct fuzz *f)
{
	u64 page = 16 + (fuzz_u8(f) & 0x7f);
	u32 n = 1 + (fuzz_u8(f) & 15), i;

	memset(&d->env->guest.gone[d->gone], 0, d->ngone);
	memset(&d->env->guest.gone[page], 1, n);
	d->gone = page;
	d->ngone = n;
	vgt_vgpu_memory_gone(d->env->vgpu, page * 4096, n * 4096ull, NULL);
	for (i = page; i < page + n; i++)
		if (d->env->guest.pins[i])
			fuzz_found(20, "page %u is pinned after it was taken away", i);
	oracle_memory(d->env);
	oracle_in_flight(d->env);
}

static void device_end(struct device *d, enum vgt_engine_id id, int error)
{
	fake_gpu_finish(&d->env->gpu, id, error);
	oracle_host_runs(d->env, id);
}

static void device_step(struct device *d, struct fuzz *f)
{
	u32 what = fuzz_u8(f);
	struct vgt_env_ctx *c = &d->ctx[(what >> 5) % CONTEXTS];
	u8 config[4];

	switch (what & 31) {
	case 0 ... 3:
		device_emit(d, f);
		device_elsp(d, f);
		break;
	case 4: case 5:
		device_batch(d, f);
		break;
	case 6:
		device_elsp(d, f);
		break;
	case 7: case 8:
		env_settle(d->env);
		break;
	case 9: case 10:
		env_settle(d->env);
		fake_gpu_start(&d->env->gpu, c->engine);
		device_end(d, c->engine, 0);
		env_settle(d->env);
		break;
	case 11:
		fake_gpu_start(&d->env->gpu, c->engine);
		/* Preempted by the host's, now or later. */
		if (what & 0x80)
			oracle_host_runs(d->env, c->engine);
		break;
	case 12:
		device_end(d, c->engine, 0);
		break;
	case 13:
		device_end(d, c->engine, -EIO);
		break;
	case 14: case 15:
		device_image(d, f);
		break;
	case 16:
		env_write(d->env, 0x941c, 1 << (what >> 5));
		env_write(d->env, vgt_engines[c->engine].mmio_base + 0x29c, 0x80008000);
		break;
	case 17:
		bar2_reset();
		fuzz_check(!vgt_vgpu_reset(d->env->vgpu), "no reset");
		break;
	case 18: case 19:
		device_unmap(d, f);
		break;
	case 20 ... 22:
		device_table(d, f);
		break;
	case 23: case 24:
		device_ggtt(d, f);
		break;
	case 25 ... 27:
		device_bar0(d, f);
		break;
	case 28:
		device_fence(d, f);
		break;
	case 29:
		memset(config, fuzz_u8(f), sizeof(config));
		mutex_lock(&d->env->vgpu->lock);
		vgt_config_write(d->env->vgpu, fuzz_u8(f) & 0xfc, config, 1 << (what >> 6 & 1));
		mutex_unlock(&d->env->vgpu->lock);
		break;
	case 30:
		shim_advance_ns(fuzz_u16(f) * 10000ull);
		break;
	default:
		bar2_reset();
		vgt_vgpu_stop(d->env->vgpu);
		fuzz_check(!vgt_vgpu_start(d->env->vgpu), "no start");
		env_engine_on(d->env, c->engine);
	}
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	static const enum vgt_engine_id engines[] = { VGT_RCS, VGT_BCS, VGT_VCS, VGT_VECS };
	struct fuzz f = { data, size };
	struct device d = {};
	u32 pick, i, budget = 60;
	enum vgt_engine_id id;

	fuzz_executions++;
	fuzz_ports = oracle_start;
	d.env = fuzz_begin();
	pick = fuzz_u8(&f);
	oracle_seed(pick);
	d.pml4 = env_ppgtt(d.env);
	d.batch = env_pages(d.env, BATCH_PAGES);
	for (i = 0; i < PT_PAGES; i++)
		env_ppgtt_map(d.env, d.pml4, i * 4096, env_page(d.env));
	for (i = 0; i < 4; i++)
		d.entry[i] = env_ppgtt_entry(d.env, d.pml4, 0, i);
	for (i = 0; i < CONTEXTS; i++) {
		id = engines[pick >> (2 * (i / 2)) & 3];
		if (i != 1)
			env_engine_on(d.env, id);
		env_ctx_init(d.env, &d.ctx[i], id, d.pml4);
	}
	d.addr = env_ggtt_map(d.env, d.batch, BATCH_PAGES);
	bar2_begin(d.env);
	while (f.size && budget--) {
		/* Half of the steps of a guest with virtual addresses are about BAR 2. */
		if (env_virtual(d.env) && fuzz_u8(&f) & 1)
			bar2_step(d.env, &f, device_page(&d, &f));
		else
			device_step(&d, &f);
		oracle_step(d.env);
		bar2_look(d.env);
	}
	bar2_end(d.env);
	oracle_memory(d.env);
	for (id = 0; id < VGT_NUM_ENGINES; id++)
		device_end(&d, id, 0);
	memset(&d.env->guest.gone[d.gone], 0, d.ngone);
	fuzz_end(d.env);
	return 0;
}
