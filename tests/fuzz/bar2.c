// SPDX-License-Identifier: GPL-2.0-only
/*
 * See bar2.h. The oracle remembers which guest pages were ever named for a page of BAR 2, and looks
 * at what the processor has mapped after each step: a mapping that outlives a page's pin, or the
 * hardware's aperture that vgt gave back, is found although nobody faults.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/kernel.h>
#include <linux/vgt_shim.h>

#include "bar2.h"
#include "core/regs/mmio.h"

/* Pages of BAR 2 that are used, and names of each that are remembered: more than an input gives. */
#define BAR2_PAGES	16u
#define BAR2_NAMES	256u

#define BAR2_POOL_PAGES		10u
#define BAR2_POOL_FENCES	2u

static u32 bar2_names[BAR2_PAGES][BAR2_NAMES];
static u32 bar2_count[BAR2_PAGES];
/* Their entries as the guest has written them. */
static u64 bar2_entries[BAR2_PAGES];
/* A page that cannot be shown; 0: none. */
static u32 bar2_tail;
/* For a run that says what it saw. */
static unsigned long bar2_found[4];

static const struct fake_guest *bar2_guest;

static void bar2_print(void)
{
	fprintf(stderr, "fuzz: BAR 2: %lu empty, %lu memory, %lu aperture, %lu tried again; %d lost\n",
		bar2_found[0], bar2_found[1], bar2_found[2], bar2_found[3], bar2_guest->revokes);
}

/* The GGTT is as at first. What was named stays so: a mapping may be older. */
void bar2_reset(void)
{
	memset(bar2_entries, 0, sizeof(bar2_entries));
}

/* Pages beyond 32 bits are none. */
static void bar2_name(u32 page)
{
	u64 val = bar2_entries[page];

	if (val & 1 && bar2_count[page] < BAR2_NAMES)
		bar2_names[page][bar2_count[page]++] = val >> 12;
}

/**
 * bar2_wrote() - a guest writes to BAR 0
 * @offset: in BAR 0
 * @val: what
 * @len: bytes
 *
 * An entry may be written in pieces, and each piece counts.
 */
void bar2_wrote(u64 offset, u64 val, u32 len)
{
	u32 i;

	for (i = 0; i < len; i++, offset++, val >>= 8) {
		if (offset < VGT_GGTT_ENTRIES_BASE ||
		    offset >= VGT_GGTT_ENTRIES_BASE + sizeof(bar2_entries))
			continue;
		((u8 *)bar2_entries)[offset - VGT_GGTT_ENTRIES_BASE] = val;
		if (i == len - 1 || offset % 8 == 7 || (len == 8 && offset % 4 == 3))
			bar2_name((offset - VGT_GGTT_ENTRIES_BASE) / 8);
	}
}

/* No longer than the input: the next one's guest has its own. */
void bar2_end(struct vgt_env *env)
{
	if (bar2_tail)
		env->guest.tails[bar2_tail] = false;
	bar2_tail = 0;
}

static bool bar2_is_named(u32 page, u32 gfn)
{
	u32 i;

	for (i = 0; i < bar2_count[page]; i++)
		if (bar2_names[page][i] == gfn)
			return true;
	return false;
}

static void bar2_memory(struct vgt_env *env, u32 page, u32 gfn)
{
	if (gfn >= FAKE_GUEST_PAGES || !bar2_is_named(page, gfn))
		fuzz_found(30, "page %u of BAR 2 shows page %u, which it never named", page, gfn);
	else if (!env->guest.pins[gfn])
		fuzz_found(31, "page %u of BAR 2 shows page %u, not pinned", page, gfn);
}

/* By the hardware's aperture: what its entry leads to. */
static void bar2_aperture(struct vgt_env *env, u32 page, u32 hw)
{
	u64 entry = env->gpu.ggtt[hw], scratch = env->vgpu->scratch.dma | 1;
	u32 i;

	if (!env->gpu.ggtt_used[hw / FAKE_GGTT_CHUNK])
		fuzz_found(32, "page %u of BAR 2 shows aperture that nobody reserved", page);
	if (entry == scratch)
		return;
	for (i = 0; i < bar2_count[page]; i++)
		if (entry == (fake_guest_dma(&env->guest, bar2_names[page][i] * 4096ull) | 1))
			break;
	if (i == bar2_count[page])
		fuzz_found(33, "page %u of BAR 2 shows 0x%llx by the aperture, which it never named",
			   page, entry);
	else if (!env->guest.pins[bar2_names[page][i]])
		fuzz_found(34, "page %u of BAR 2 shows page %u by the aperture, not pinned", page,
			   bar2_names[page][i]);
}

/* What is mapped now, after each step. */
void bar2_look(struct vgt_env *env)
{
	u32 i, now;

	for (i = 0; i < BAR2_PAGES && env_virtual(env); i++) {
		now = env->guest.mapped[i];
		if (now >= FAKE_APERTURE)
			bar2_aperture(env, i, now - FAKE_APERTURE);
		else if (now >= FAKE_PAGE)
			bar2_memory(env, i, now - FAKE_PAGE);
	}
}

static void bar2_set(struct vgt_env *env, u32 page, u64 val)
{
	bar2_wrote(VGT_GGTT_ENTRIES_BASE + page * 8ull, val, 8);
	mutex_lock(&env->vgpu->lock);
	vgt_bar0_write(env->vgpu, VGT_GGTT_ENTRIES_BASE + page * 8ull, &val, 8);
	mutex_unlock(&env->vgpu->lock);
}

/* Over some of the pages. */
static void bar2_fence(struct vgt_env *env, struct fuzz *f)
{
	u32 n = fuzz_u8(f) & 7, first = fuzz_u8(f) % BAR2_PAGES, count = fuzz_u8(f) & 7;
	u32 last = min(first + count, BAR2_PAGES - 1);

	env_write(env, 0x100000 + 8 * n, 0);
	env_write(env, 0x100004 + 8 * n, last * 4096);
	env_write(env, 0x100000 + 8 * n, first * 4096 | !!count);
}

static void bar2_touch(struct vgt_env *env, u32 page)
{
	u32 now = fake_guest_touch(&env->guest, page);

	if (now == FAKE_SIGBUS)
		fuzz_found(35, "an access to page %u of BAR 2 ends the guest", page);
	bar2_found[now == FAKE_AGAIN ? 3 : now >= FAKE_APERTURE ? 2 : now >= FAKE_PAGE]++;
}

/* Of those that the hypervisor can show, one is as the tail of a huge page. */
static void bar2_make_tail(struct vgt_env *env, u32 gfn)
{
	if (env->guest.pins[gfn])
		return;
	bar2_end(env);
	env->guest.tails[gfn] = true;
	bar2_tail = gfn;
}

/**
 * bar2_step() - a guest does something to BAR 2
 * @env: the environment, with virtual addresses
 * @f: the input
 * @page: guest-physical address of a page, which may not be there
 */
void bar2_step(struct vgt_env *env, struct fuzz *f, u64 page)
{
	u32 what = fuzz_u8(f), at = fuzz_u8(f) % BAR2_PAGES;

	switch (what & 7) {
	case 0: case 1:
		bar2_set(env, at, page | !!(what & 0xf0));
		if (what & 0x8)
			env_ggtt_flush(env);
		break;
	case 2:
		bar2_fence(env, f);
		break;
	case 3:
		env_ggtt_flush(env);
		break;
	case 4:
		/* Ranges that were just accessed keep what they have for a while. */
		shim_advance_ns(what & 0x80 ? 30000000 : 0);
		if (!(what & 0x80) && page / 4096 < FAKE_GUEST_PAGES)
			bar2_make_tail(env, page / 4096);
		break;
	default:
		bar2_touch(env, at);
	}
}

/**
 * bar2_begin() - a guest's memory and drivers are there
 * @env: the environment
 */
void bar2_begin(struct vgt_env *env)
{
	static bool told;
	u32 i;

	if (!told && getenv("FUZZ_KEEP"))
		atexit(bar2_print);
	told = true;
	bar2_guest = &env->guest;
	memset(bar2_count, 0, sizeof(bar2_count));
	bar2_reset();
	if (!env_virtual(env))
		return;
	/* So little that ranges take it from one another. */
	env->dev.total.low = BAR2_POOL_PAGES * 4096;
	env->dev.total.fences = BAR2_POOL_FENCES;
	/* An empty page that another one has taken tells nothing: all show something at first. */
	for (i = 0; i < BAR2_PAGES; i++)
		bar2_set(env, i, env_page(env) | 1);
	env_ggtt_flush(env);
	memset(env->guest.mapped, 0, BAR2_PAGES * sizeof(*env->guest.mapped));
}
