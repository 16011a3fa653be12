/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A guest port without a hypervisor: some memory, and a record of what the core
 * did with it.
 */
#ifndef VGT_FAKE_GUEST_H
#define VGT_FAKE_GUEST_H

#include <linux/types.h>

#include "core/guest_port.h"
#include "fake_gpu.h"

#define FAKE_BAR2_PAGES		(256u << 20 >> 12)
#define FAKE_SCRATCH		1
#define FAKE_PAGE		2
#define FAKE_APERTURE		0x80000000
#define FAKE_AGAIN		0xfffffffe
#define FAKE_SIGBUS		0xffffffff

struct vgt_vgpu;

/**
 * struct fake_guest - the fake
 * @guest: the port
 * @vgpu: told of writes to watched pages
 * @gpu: the GPU that must not reach what is unpinned, or NULL
 * @memory: FAKE_GUEST_PAGES pages
 * @touched: pieces of it that may have been written
 * @pins: how often each is pinned
 * @tracked: which are watched
 * @gone: which are not there
 * @pinned: pages pinned now
 * @watched: pages watched now
 * @reads: calls of read
 * @unmaps: calls of unmap
 * @bar2: by page of BAR 2, the guest page that it shows, plus one; 0: the scratch page
 * @shown: by guest page, how many pages of BAR 2 show it
 * @mapped: by page of BAR 2, what user space has mapped there: FAKE_SCRATCH, a guest page, plus
 *	FAKE_PAGE, a page of the hardware's aperture, plus FAKE_APERTURE; 0: nothing
 * @tails: by guest page, whether the port cannot show it: a hypervisor that takes no tail pages of
 *	huge pages would end the guest
 * @roomy: by part of BAR 2, whether there is room
 * @hides: calls of hide
 * @refaults: calls of refault
 * @revokes: calls of revoke
 * @own_bar: the guest page that is in a BAR of the device's; 0: none
 * @on_unmap: called at each of them, if set
 * @interrupts: MSIs
 * @table_reads: of them, those of all of a page, by page
 * @pin_calls: calls of pin
 * @unpin_calls: calls of unpin
 * @pin_limit: the most pages that may be pinned; 0: no limit
 * @fail_pin: pins until one fails with -ENOMEM; negative: never
 * @fail_after: calls of read, track and room until one fails; negative: none does
 * @translates: an IOMMU of the guest's is before the device: writes cannot be watched
 * @shuffle: pages do not lie together for the GPU
 * @dma_shift: bytes by which the GPU's addresses are higher
 * @dma_odd: a page that does not lie with its neighbours for the GPU; 0: none
 * @dma_down: the GPU's addresses fall where the guest's rise, as an IOMMU may give them out
 * @on_pin: called for each pin, before it; the core's locks are held. NULL: none
 * @on_read: called for each read of all of a page, after it
 * @on_let_go: called for each unpin and untrack, likewise
 * @charged: calls of charge_begin without one of charge_end
 * @charges: calls of charge_begin
 */
struct fake_guest {
	struct vgt_guest guest;
	struct vgt_vgpu *vgpu;
	struct fake_gpu *gpu;
	u8 *memory;
	bool touched[FAKE_GUEST_SIZE / FAKE_GUEST_CHUNK];
	u16 pins[FAKE_GUEST_PAGES];
	bool tracked[FAKE_GUEST_PAGES];
	bool gone[FAKE_GUEST_PAGES];
	int pinned;
	int watched;
	int reads;
	int unmaps;
	u32 *bar2;
	u16 shown[FAKE_GUEST_PAGES];
	u32 *mapped;
	bool tails[FAKE_GUEST_PAGES];
	bool roomy[FAKE_BAR2_PAGES / 512];
	int hides;
	int refaults;
	int revokes;
	u64 own_bar;
	void (*on_unmap)(struct fake_guest *guest);
	int interrupts;
	u16 table_reads[FAKE_GUEST_PAGES];
	int pin_calls;
	int unpin_calls;
	int pin_limit;
	int fail_pin;
	int fail_after;
	bool translates;
	bool shuffle;
	u64 dma_shift;
	u64 dma_odd;
	bool dma_down;
	void (*on_pin)(struct fake_guest *fake);
	void (*on_read)(struct fake_guest *fake, u64 gpa);
	void (*on_let_go)(struct fake_guest *fake);
	int charged;
	int charges;
};

int fake_guest_init(struct fake_guest *fake);
void fake_guest_fini(struct fake_guest *fake);
u64 fake_guest_dma(const struct fake_guest *fake, u64 gpa);
void *fake_guest_va(struct fake_guest *fake, u64 gpa);
void fake_guest_clear(struct fake_guest *fake);
void fake_guest_poke(struct fake_guest *fake, u64 gpa, const void *buf, u32 len);
void fake_guest_poke64(struct fake_guest *fake, u64 gpa, u64 val);
u32 fake_guest_touch(struct fake_guest *fake, u32 page);
void fake_guest_poke32(struct fake_guest *fake, u64 gpa, u32 val);

#endif
