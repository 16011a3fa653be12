// SPDX-License-Identifier: GPL-2.0-only
/*
 * See fake_guest.h.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

#include "core/entry.h"
#include "core/vgpu.h"
#include "core/vgpu_types.h"
#include "fake_guest.h"
#include "fake_zeroed.h"

static struct fake_guest *to_fake(struct vgt_guest *guest)
{
	return container_of(guest, struct fake_guest, guest);
}

static bool fake_there(const struct fake_guest *fake, u64 gfn)
{
	return gfn < FAKE_GUEST_PAGES && !fake->gone[gfn];
}

static int fake_check(const struct fake_guest *fake, u64 gpa, u32 len)
{
	if (!fake_there(fake, gpa >> 12) ||
	    !fake_there(fake, (gpa + len - 1) >> 12))
		return -EFAULT;
	return 0;
}

/* One of the calls that may fail: does this one? */
static bool fake_fails(struct fake_guest *fake)
{
	return fake->fail_after >= 0 && fake->fail_after-- == 0;
}

static int fake_read(struct vgt_guest *guest, u64 gpa, void *buf, u32 len)
{
	struct fake_guest *fake = to_fake(guest);

	fake->reads++;
	if (fake_fails(fake))
		return -EFAULT;
	if (fake_check(fake, gpa, len))
		return -EFAULT;
	if (len == 4096)
		fake->table_reads[gpa >> 12]++;
	memcpy(buf, fake->memory + gpa, len);
	if (fake->on_read && len == 4096)
		fake->on_read(fake, gpa);
	return 0;
}

/* Address of guest memory for the GPU. */
u64 fake_guest_dma(const struct fake_guest *fake, u64 gpa)
{
	u64 dma = gpa;

	/* Swap neighbours: no two pages lie together. */
	if (fake->shuffle)
		dma ^= 4096;
	if (fake->dma_down)
		dma = (FAKE_GUEST_PAGES - 1) * 4096ull - dma;
	/* Above all others. */
	if (fake->dma_odd && gpa >> 12 == fake->dma_odd)
		dma += FAKE_GUEST_PAGES * 4096ull;
	return FAKE_GUEST_DMA + dma + fake->dma_shift;
}

static int fake_pin_page(struct fake_guest *fake, u64 gfn, struct vgt_guest_page *page)
{
	if (fake->on_pin)
		fake->on_pin(fake);
	if (!fake_there(fake, gfn) || (fake->own_bar && gfn == fake->own_bar))
		return -EFAULT;
	if (fake->fail_pin >= 0 && fake->fail_pin-- == 0)
		return -ENOMEM;
	if (fake->pin_limit && fake->pinned >= fake->pin_limit)
		return -ENOMEM;
	fake->pins[gfn]++;
	fake->pinned++;
	page->va = fake_guest_va(fake, gfn * 4096);
	page->dma = fake_guest_dma(fake, gfn * 4096);
	return 0;
}

static int fake_pin(struct vgt_guest *guest, u64 gfn, u32 count, struct vgt_guest_page **pages)
{
	struct fake_guest *fake = to_fake(guest);
	u32 i;
	int ret;

	WARN_ON_ONCE(!count || count > VGT_GUEST_RUN);
	fake->pin_calls++;
	for (i = 0; i < count; i++) {
		ret = fake_pin_page(fake, gfn + i, pages[i]);
		if (!ret)
			continue;
		fake->pinned -= i;
		while (i--)
			fake->pins[gfn + i]--;
		return ret;
	}
	return 0;
}

static void fake_unpin_page(struct fake_guest *fake, u64 gfn, struct vgt_guest_page *page)
{
	WARN_ON_ONCE(page->va != fake->memory + gfn * 4096);
	WARN_ON_ONCE(fake->pins[gfn] == 1 && fake->shown[gfn]);
	WARN_ON_ONCE(!fake->pins[gfn]);
	WARN_ON_ONCE(fake->gpu && fake->pins[gfn] == 1 &&
		     fake_gpu_reaches(fake->gpu, page->dma));
	WARN_ON_ONCE(fake->gpu && fake->pins[gfn] == 1 &&
		     fake_gpu_walks(fake->gpu, page->dma));
	fake->pins[gfn]--;
	fake->pinned--;
	if (fake->on_let_go)
		fake->on_let_go(fake);
}

static void fake_unpin(struct vgt_guest *guest, u64 gfn, u32 count, struct vgt_guest_page **pages)
{
	struct fake_guest *fake = to_fake(guest);
	u32 i;

	WARN_ON_ONCE(!count || count > VGT_GUEST_RUN);
	fake->unpin_calls++;
	for (i = 0; i < count; i++)
		fake_unpin_page(fake, gfn + i, pages[i]);
}

static int fake_track(struct vgt_guest *guest, u64 gfn)
{
	struct fake_guest *fake = to_fake(guest);

	if (!fake_there(fake, gfn))
		return -EFAULT;
	if (fake_fails(fake))
		return -ENOMEM;
	if (fake->translates)
		return 1;
	WARN_ON_ONCE(fake->tracked[gfn]);
	fake->tracked[gfn] = true;
	fake->watched++;
	return 0;
}

static void fake_untrack(struct vgt_guest *guest, u64 gfn)
{
	struct fake_guest *fake = to_fake(guest);

	WARN_ON_ONCE(!fake->tracked[gfn]);
	fake->tracked[gfn] = false;
	fake->watched--;
	if (fake->on_let_go)
		fake->on_let_go(fake);
}

static void fake_unmap(struct vgt_guest *guest, u64 offset, u64 len)
{
	struct fake_guest *fake = to_fake(guest);

	fake->unmaps++;
	if (fake->on_unmap)
		fake->on_unmap(fake);
}

static int fake_room(struct vgt_guest *guest, u32 first, u32 count)
{
	struct fake_guest *fake = to_fake(guest);

	if (fake_fails(fake))
		return -ENOMEM;
	WARN_ON_ONCE(first / 512 != (first + count - 1) / 512);
	fake->roomy[first / 512] = true;
	return 0;
}

static void fake_hide(struct vgt_guest *guest, u32 first, u32 count)
{
	struct fake_guest *fake = to_fake(guest);
	u32 i;

	fake->hides++;
	for (i = first; i < first + count && !WARN_ON_ONCE(i >= FAKE_BAR2_PAGES); i++) {
		if (fake->bar2[i])
			fake->shown[fake->bar2[i] - 1]--;
		fake->bar2[i] = 0;
		fake->mapped[i] = 0;
	}
}

/* Its entry leads there by now, and it is pinned. */
static void fake_show(struct vgt_guest *guest, u32 index, const struct vgt_guest_page *page)
{
	struct fake_guest *fake = to_fake(guest);
	u32 gfn = (page->va - (void *)fake->memory) / 4096;

	if (WARN_ON_ONCE(index >= FAKE_BAR2_PAGES))
		return;
	WARN_ON_ONCE(!fake->pins[gfn]);
	WARN_ON_ONCE(fake->gpu && !fake_gpu_reaches(fake->gpu, page->dma));
	WARN_ON_ONCE(fake->bar2[index]);
	WARN_ON_ONCE(!fake->roomy[index / 512]);
	fake->bar2[index] = gfn + 1;
	fake->mapped[index] = 0;
	fake->shown[gfn]++;
}

static void fake_refault(struct vgt_guest *guest, u32 first, u32 count)
{
	struct fake_guest *fake = to_fake(guest);

	fake->refaults++;
	memset(&fake->mapped[first], 0, count * sizeof(*fake->mapped));
}

static void fake_revoke(struct vgt_guest *guest, u32 first, u32 count)
{
	struct fake_guest *fake = to_fake(guest);

	fake->revokes++;
	memset(&fake->mapped[first], 0, count * sizeof(*fake->mapped));
}

/* What memory shows in a page of BAR 2. */
static u32 fake_memory(const struct fake_guest *fake, u32 page)
{
	return fake->bar2[page] ? fake->bar2[page] - 1 + FAKE_PAGE : FAKE_SCRATCH;
}

static bool fake_is_tail(const struct fake_guest *fake, u32 page)
{
	return fake->bar2[page] && fake->tails[fake->bar2[page] - 1];
}

/**
 * struct fake_access - an access to a page of BAR 2
 * @fake: the guest
 * @page: the page
 */
struct fake_access {
	struct fake_guest *fake;
	u32 page;
};

static int fake_found(void *arg, u32 page)
{
	const struct fake_access *a = arg;

	a->fake->mapped[a->page] = page == VGT_BAR2_NOWHERE ? FAKE_SCRATCH : FAKE_APERTURE + page;
	return 0;
}

/*
 * A CPU of the guest accesses a page of BAR 2: what it finds, as in @mapped, or FAKE_AGAIN,
 * FAKE_SIGBUS.
 */
u32 fake_guest_touch(struct fake_guest *fake, u32 page)
{
	struct fake_access access = { .fake = fake, .page = page };
	int ret;

	if (fake->mapped[page])
		return fake->mapped[page];
	ret = vgt_vgpu_bar2_access(fake->vgpu, page, fake_is_tail(fake, page), fake_found, &access);
	if (ret < 0)
		return ret == -EAGAIN ? FAKE_AGAIN : FAKE_SIGBUS;
	if (ret)
		fake->mapped[page] = fake_memory(fake, page);
	WARN_ON_ONCE(ret && fake_is_tail(fake, page));
	return fake->mapped[page];
}

static void fake_interrupt(struct vgt_guest *guest)
{
	to_fake(guest)->interrupts++;
}

static void *fake_charge_begin(struct vgt_guest *guest)
{
	struct fake_guest *fake = to_fake(guest);

	fake->charged++;
	fake->charges++;
	return fake;
}

static void fake_charge_end(struct vgt_guest *guest, void *cookie)
{
	WARN_ON_ONCE(cookie != to_fake(guest));
	to_fake(guest)->charged--;
}

static const struct vgt_guest_ops fake_guest_ops = {
	.read = fake_read,
	.pin = fake_pin,
	.unpin = fake_unpin,
	.track = fake_track,
	.untrack = fake_untrack,
	.unmap = fake_unmap,
	.room = fake_room,
	.hide = fake_hide,
	.show = fake_show,
	.refault = fake_refault,
	.revoke = fake_revoke,
	.some_by_aperture = true,
	.interrupt = fake_interrupt,
	.charge_begin = fake_charge_begin,
	.charge_end = fake_charge_end,
};

/* Guest memory as a CPU sees it, which may write there, and behind. */
void *fake_guest_va(struct fake_guest *fake, u64 gpa)
{
	fake->touched[gpa / FAKE_GUEST_CHUNK] = true;
	return fake->memory + gpa;
}

/* All guest memory reads 0 again. */
void fake_guest_clear(struct fake_guest *fake)
{
	u32 i;

	for (i = 0; i < ARRAY_SIZE(fake->touched); i++) {
		if (fake->touched[i])
			memset(fake->memory + i * FAKE_GUEST_CHUNK, 0, FAKE_GUEST_CHUNK);
		fake->touched[i] = false;
	}
}

/* A CPU of the guest writes. */
void fake_guest_poke(struct fake_guest *fake, u64 gpa, const void *buf, u32 len)
{
	memcpy(fake_guest_va(fake, gpa), buf, len);
	if (fake->tracked[gpa >> 12] && fake->vgpu)
		vgt_vgpu_guest_wrote(fake->vgpu, gpa, len);
}

void fake_guest_poke64(struct fake_guest *fake, u64 gpa, u64 val)
{
	fake_guest_poke(fake, gpa, &val, sizeof(val));
}

void fake_guest_poke32(struct fake_guest *fake, u64 gpa, u32 val)
{
	fake_guest_poke(fake, gpa, &val, sizeof(val));
}

/* Returns 0 or -ENOMEM. */
int fake_guest_init(struct fake_guest *fake)
{
	memset(fake, 0, sizeof(*fake));
	fake->fail_pin = -1;
	fake->fail_after = -1;
	fake->memory = fake_zeroed_get(FAKE_GUEST_SIZE);
	fake->guest.ops = &fake_guest_ops;
	fake->bar2 = vzalloc(FAKE_BAR2_PAGES * sizeof(*fake->bar2));
	fake->mapped = vzalloc(FAKE_BAR2_PAGES * sizeof(*fake->mapped));
	if (fake->memory && fake->bar2 && fake->mapped)
		return 0;
	fake_guest_fini(fake);
	return -ENOMEM;
}

void fake_guest_fini(struct fake_guest *fake)
{
	if (fake->memory)
		fake_guest_clear(fake);
	fake_zeroed_put(fake->memory, FAKE_GUEST_SIZE);
	vfree(fake->bar2);
	vfree(fake->mapped);
}
