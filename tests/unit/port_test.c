// SPDX-License-Identifier: GPL-2.0-only
/*
 * The fake guest port does what every guest port must: see tests/fakes/port_properties.h. What
 * the other tests show with it then holds for others, too.
 */
#include <linux/kernel.h>

#include "core/entry.h"
#include "core/mem/ggtt.h"
#include "core/mem/ppgtt.h"
#include "core/mem/ppgtt_types.h"
#include "core/regs/mmio.h"
#include "env.h"
#include "env_time.h"

#include "port_properties.h"

#define ADDR	0x200000ull

/**
 * struct fake_rig - the fake port as a rig
 * @rig: for the properties
 * @env: both fakes and a vGPU
 * @ctx: a context of its guest's
 * @mapped: a page of entries is mapped, as the fault handler does: a store to it then goes
 *	unseen
 */
struct fake_rig {
	struct port_rig rig;
	struct vgt_env *env;
	struct vgt_env_ctx ctx;
	bool mapped;
};

static struct fake_rig *the_rig;

static struct fake_rig *to_fake_rig(struct port_rig *rig)
{
	return container_of(rig, struct fake_rig, rig);
}

static u64 rig_slot(const struct fake_rig *f, u32 slot)
{
	return f->env->vgpu->ggtt.part[VGT_GGTT_LOW].space.start + slot * 4096ull;
}

static u64 rig_page(struct port_rig *rig)
{
	return env_page(to_fake_rig(rig)->env);
}

static u64 rig_load(struct port_rig *rig, u64 gpa)
{
	return *(u64 *)fake_guest_va(&to_fake_rig(rig)->env->guest, gpa);
}

static void rig_store(struct port_rig *rig, u64 gpa, u64 value)
{
	fake_guest_poke64(&to_fake_rig(rig)->env->guest, gpa, value);
}

static void rig_entry(struct port_rig *rig, u32 slot, u64 entry)
{
	struct fake_rig *f = to_fake_rig(rig);
	u64 offset = VGT_GGTT_ENTRIES_BASE + rig_slot(f, slot) / 4096 * 8;

	WARN_ON_ONCE(vgt_vgpu_bar0_write(f->env->vgpu, offset, &entry, 8, NULL));
}

static void rig_unmapped(struct fake_guest *guest)
{
	the_rig->mapped = false;
}

static void rig_entry_mapped(struct port_rig *rig, u32 slot, u64 entry)
{
	struct fake_rig *f = to_fake_rig(rig);
	u64 offset = rig_slot(f, slot) / 4096 * 8;
	u64 *page = vgt_ggtt_block_map(f->env->vgpu, offset);

	if (!f->mapped)
		vgt_ggtt_block_dirty(f->env->vgpu, offset);
	f->mapped = true;
	page[offset / 8 % 512] = entry;
}

static void rig_flush(struct port_rig *rig)
{
	env_ggtt_flush(to_fake_rig(rig)->env);
}

static u64 rig_gpa(u64 dma)
{
	return (dma & GENMASK_ULL(38, 12)) - FAKE_GUEST_DMA;
}

static u64 rig_shown(struct port_rig *rig, u32 slot)
{
	struct fake_rig *f = to_fake_rig(rig);
	u64 gpa = rig_gpa(f->env->gpu.ggtt[env_hw(f->env, rig_slot(f, slot)) / 4096]);

	return gpa < FAKE_GUEST_PAGES * 4096ull ? rig_load(rig, gpa) : 0;
}

static u32 rig_pinned(struct port_rig *rig)
{
	return to_fake_rig(rig)->env->guest.pinned;
}

static u64 rig_leaf(struct port_rig *rig)
{
	struct fake_rig *f = to_fake_rig(rig);

	return env_ppgtt_entry(f->env, f->ctx.pml4, ADDR, 0);
}

/* The word is loaded into a register. What stands around that is vgt's. */
static u32 rig_echo(struct port_rig *rig, u32 word)
{
	struct fake_rig *f = to_fake_rig(rig);
	const struct fake_engine *engine = &f->env->gpu.engine[f->ctx.engine];
	const u32 cs[] = { 0x11000001, 0x2600, word, 0 };
	u32 i, seen = 0;

	env_submit(f->env, &f->ctx, cs, ARRAY_SIZE(cs));
	for (i = 2; i < engine->len; i++)
		if (engine->cs[i - 2] == cs[0] && engine->cs[i - 1] == cs[1])
			seen = engine->cs[i];
	env_run(f->env, f->ctx.engine);
	return seen;
}

/* What the hardware would: it walks the page tables that are the shadow's. */
static void rig_work(struct port_rig *rig, u32 word)
{
	struct fake_rig *f = to_fake_rig(rig);
	static const u32 cs[2];
	u64 roots[4], gpa;

	env_submit(f->env, &f->ctx, cs, ARRAY_SIZE(cs));
	vgt_ppgtt_roots(list_first_entry(&f->env->vgpu->ppgtts, struct vgt_ppgtt, link), roots);
	gpa = rig_gpa(fake_gpu_walk(&f->env->gpu, roots[0], 4, ADDR));
	if (gpa < FAKE_GUEST_PAGES * 4096ull)
		*(u32 *)fake_guest_va(&f->env->guest, gpa) = word;
	env_run(f->env, f->ctx.engine);
}

static u32 rig_events(struct port_rig *rig)
{
	struct fake_rig *f = to_fake_rig(rig);

	return env_csb_index(f->env, f->ctx.engine);
}

static u32 rig_irqs(struct port_rig *rig, bool request)
{
	struct fake_rig *f = to_fake_rig(rig);
	int before = f->env->guest.interrupts;

	/* The guest serves what is pending, and switches them on again. */
	env_write(f->env, 0x44308, ~0u);
	env_write(f->env, 0x44200, BIT(31));
	before = f->env->guest.interrupts;
	if (request)
		rig_echo(rig, 1);
	return f->env->guest.interrupts - before;
}

static void rig_away(struct port_rig *rig)
{
	struct fake_rig *f = to_fake_rig(rig);

	memset(f->env->guest.gone, true, sizeof(f->env->guest.gone));
	vgt_vgpu_memory_gone(f->env->vgpu, 0, FAKE_GUEST_PAGES * 4096ull, f);
}

static void rig_back(struct port_rig *rig)
{
	struct fake_rig *f = to_fake_rig(rig);
	u32 val;

	memset(f->env->guest.gone, false, sizeof(f->env->guest.gone));
	/* The thread that took it away is about something else. */
	vgt_vgpu_config_read(f->env->vgpu, 0, &val, 4, f);
}

static void rig_settle(struct port_rig *rig)
{
	env_sleep_us(25000);
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

/* A whole life for each: at its end nothing is held. */
static void port_property(struct kunit *test, const struct port_property *property)
{
	struct vgt_env *env = vgt_env_get(test);
	struct fake_rig f = { .rig = { &rig_ops }, .env = env };
	const char *wrong;

	the_rig = &f;
	env->guest.on_unmap = rig_unmapped;
	env_engine_on(env, VGT_RCS);
	env_ctx_init(env, &f.ctx, VGT_RCS, env_ppgtt(env));
	wrong = property->holds(&f.rig);
	if (wrong)
		KUNIT_FAIL(test, "%s: %s", property->name, wrong);
	env->guest.on_unmap = NULL;
	vgt_vgpu_stop(env->vgpu);
	KUNIT_EXPECT_EQ(test, env->guest.pinned, 0);
	KUNIT_EXPECT_EQ(test, env->guest.watched, 0);
	KUNIT_EXPECT_EQ(test, vgt_vgpu_start(env->vgpu), 0);
	env->next_ggtt = env->vgpu->ggtt.part[VGT_GGTT_HIGH].space.start;
}

static void port_fake(struct kunit *test)
{
	u32 i;

	for (i = 0; i < PORT_PROPERTIES; i++)
		port_property(test, &port_properties[i]);
}

static struct kunit_case port_cases[] = {
	KUNIT_CASE(port_fake),
	{}
};

static struct kunit_suite port_suite = {
	.name = "vgt-port",
	.init = vgt_env_suite_init,
	.exit = vgt_env_suite_exit,
	.test_cases = port_cases,
};

kunit_test_suite(port_suite);
