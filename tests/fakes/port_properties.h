/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a guest port must do, whatever hypervisor is behind it: a list of properties, each
 * tried from both sides of the port: as the guest, and as the vGPU above it.
 *
 * Whoever has a port makes a rig of it and runs them all: tests/unit/port_test.c the fake,
 * tests/vfio/port_test.c that over VFIO and KVM. A new port is to pass them, too.
 *
 * Included once, after the integer types, BIT_ULL and ARRAY_SIZE.
 */
#ifndef VGT_TESTS_PORT_PROPERTIES_H
#define VGT_TESTS_PORT_PROPERTIES_H

struct port_rig;

/**
 * struct port_rig_ops - a guest with a vGPU, behind a port
 *
 * What cannot fail ends the test where it does.
 *
 * @page: a page of the guest's memory, of zeroes
 * @load: a quadword of the guest's memory, as its processors see it
 * @store: likewise, a store: the port tells of it where the page is watched
 * @entry: the entry of a page of the vGPU's aperture, by a trapped write. It counts from
 *	the next @flush on
 * @entry_mapped: the same, through user space's mapping of the entries
 * @flush: entries count
 * @shown: the first quadword that the hardware finds through that page's entry
 * @pinned: pages of the guest's that are pinned
 * @leaf: guest-physical address of the page-table entry that translates the one address that
 *	@work uses
 * @work: have a request store a word there
 * @echo: have a request with a word in its ring run: what the hardware has got of it
 * @events: a number that changes whenever the guest's status page gets events of its work
 * @irqs: interrupts that the guest gets, within a moment, with a request or without
 * @away: all of the guest's memory goes; until @back it is nowhere
 * @back: it is there again, with the same contents
 * @settle: what is on its way has arrived: so long no mapping is kept
 */
struct port_rig_ops {
	u64 (*page)(struct port_rig *rig);
	u64 (*load)(struct port_rig *rig, u64 gpa);
	void (*store)(struct port_rig *rig, u64 gpa, u64 value);
	void (*entry)(struct port_rig *rig, u32 slot, u64 entry);
	void (*entry_mapped)(struct port_rig *rig, u32 slot, u64 entry);
	void (*flush)(struct port_rig *rig);
	u64 (*shown)(struct port_rig *rig, u32 slot);
	u32 (*pinned)(struct port_rig *rig);
	u64 (*leaf)(struct port_rig *rig);
	void (*work)(struct port_rig *rig, u32 word);
	u32 (*echo)(struct port_rig *rig, u32 word);
	u32 (*events)(struct port_rig *rig);
	u32 (*irqs)(struct port_rig *rig, bool request);
	void (*away)(struct port_rig *rig);
	void (*back)(struct port_rig *rig);
	void (*settle)(struct port_rig *rig);
};

/**
 * struct port_rig - what a property is tried on
 * @ops: how
 */
struct port_rig {
	const struct port_rig_ops *ops;
};

/* Far outside of any guest's memory, inside of what an entry can say. */
#define PORT_NOWHERE	BIT_ULL(37)

static u64 port_marked_page(struct port_rig *rig, u64 mark)
{
	u64 gpa = rig->ops->page(rig);

	rig->ops->store(rig, gpa, mark);
	return gpa;
}

/* @pin: through a page's mapping its memory is read as it is, each time anew. */
static const char *port_reads(struct port_rig *rig)
{
	u32 i;

	for (i = 1; i < 8; i++)
		if (rig->ops->echo(rig, i * 0x1111) != i * 0x1111)
			return "the hardware gets something else than what the guest wrote";
	return NULL;
}

/* @pin: what is written there arrives in the guest's memory. */
static const char *port_writes(struct port_rig *rig)
{
	u32 i, before;

	for (i = 0; i < 4; i++) {
		before = rig->ops->events(rig);
		rig->ops->echo(rig, 1);
		if (rig->ops->events(rig) == before)
			return "no events are written";
	}
	return NULL;
}

/* @pin, @unpin: in pairs; a page is pinned while an entry leads to it, and is the right one. */
static const char *port_pins(struct port_rig *rig)
{
	u32 before = rig->ops->pinned(rig), slot, round;
	u64 gpa[4];

	for (slot = 0; slot < 4; slot++)
		gpa[slot] = port_marked_page(rig, 0x600d0000 + slot);
	for (round = 0; round < 3; round++) {
		for (slot = 0; slot < 4; slot++)
			rig->ops->entry(rig, slot, gpa[slot] | 1);
		/* Twice is not two pages. */
		rig->ops->entry(rig, 4, gpa[0] | 1);
		rig->ops->flush(rig);
		if (rig->ops->pinned(rig) != before + 4)
			return "not as many are pinned as entries lead to";
		for (slot = 0; slot < 4; slot++)
			if (rig->ops->shown(rig, slot) != 0x600d0000 + slot)
				return "the hardware finds another page";
		for (slot = 0; slot < 5; slot++)
			rig->ops->entry(rig, slot, 0);
		rig->ops->flush(rig);
		if (rig->ops->pinned(rig) != before)
			return "they stay pinned";
	}
	return NULL;
}

/* @pin: where there is no memory nothing is pinned, and nothing else suffers. */
static const char *port_no_memory(struct port_rig *rig)
{
	u32 before = rig->ops->pinned(rig);
	u64 gpa = port_marked_page(rig, 0x600d);

	rig->ops->entry(rig, 0, PORT_NOWHERE | 1);
	rig->ops->entry(rig, 1, gpa | 1);
	rig->ops->flush(rig);
	if (rig->ops->pinned(rig) != before + 1 || rig->ops->shown(rig, 1) != 0x600d)
		return "an entry beside one that leads nowhere does not count";
	rig->ops->entry(rig, 0, gpa | 1);
	rig->ops->entry(rig, 1, 0);
	rig->ops->flush(rig);
	if (rig->ops->pinned(rig) != before + 1 || rig->ops->shown(rig, 0) != 0x600d)
		return "what led nowhere does not lead anywhere any more";
	return NULL;
}

/* Memory that goes is let go of before it has gone, and counts when it is back. */
static const char *port_memory_goes(struct port_rig *rig)
{
	u64 gpa = port_marked_page(rig, 0x600d);

	rig->ops->entry(rig, 0, gpa | 1);
	rig->ops->flush(rig);
	if (rig->ops->shown(rig, 0) != 0x600d)
		return "the entry does not count";
	rig->ops->away(rig);
	if (rig->ops->pinned(rig))
		return "memory that went is pinned";
	rig->ops->flush(rig);
	if (rig->ops->pinned(rig))
		return "memory that went is pinned again";
	rig->ops->back(rig);
	/* What led nowhere at a flush is looked at again when it is written. */
	rig->ops->entry(rig, 0, gpa | 1);
	rig->ops->flush(rig);
	if (rig->ops->shown(rig, 0) != 0x600d)
		return "the entry does not count when the memory is back";
	return NULL;
}

/* @track, @read: a store to a page table counts for the next request, however often. */
static const char *port_watches(struct port_rig *rig)
{
	u64 leaf = rig->ops->leaf(rig), old, gpa;
	u32 i;

	gpa = rig->ops->page(rig);
	rig->ops->store(rig, leaf, gpa | 3);
	rig->ops->work(rig, 1);
	if ((u32)rig->ops->load(rig, gpa) != 1)
		return "a request does not reach the page that the guest says";
	for (i = 2; i < 8; i++) {
		old = gpa;
		gpa = rig->ops->page(rig);
		rig->ops->store(rig, leaf, gpa | 3);
		rig->ops->work(rig, i);
		if ((u32)rig->ops->load(rig, old) != i - 1)
			return "a request reaches a page that the guest has taken out";
		if ((u32)rig->ops->load(rig, gpa) != i)
			return "a request does not reach the page that the guest put in";
	}
	return NULL;
}

/* @unmap: a store through a mapping counts, also after the vGPU has read the entries. */
static const char *port_unmaps(struct port_rig *rig)
{
	u64 gpa;
	u32 i;

	for (i = 0; i < 4; i++) {
		gpa = port_marked_page(rig, 0x600d0000 + i);
		rig->ops->entry_mapped(rig, 3, gpa | 1);
		/* Once while the mapping may be kept, once when it is due to be taken away. */
		rig->ops->flush(rig);
		rig->ops->settle(rig);
		rig->ops->flush(rig);
		if (rig->ops->shown(rig, 3) != 0x600d0000 + i)
			return "an entry stored through a mapping does not count";
	}
	return NULL;
}

/* @interrupt: one comes of work, and none of nothing. */
static const char *port_interrupts(struct port_rig *rig)
{
	u32 i;

	if (rig->ops->irqs(rig, false))
		return "an interrupt comes of nothing";
	for (i = 0; i < 3; i++)
		if (!rig->ops->irqs(rig, true))
			return "none comes of a request";
	if (rig->ops->irqs(rig, false))
		return "one comes late, or twice";
	return NULL;
}

/**
 * struct port_property - something that a port must do
 * @name: in a few words
 * @holds: tries it: NULL, or in what it fails
 */
struct port_property {
	const char *name;
	const char *(*holds)(struct port_rig *rig);
};

static const struct port_property port_properties[] = {
	{ "guest memory is read as it is", port_reads },
	{ "guest memory is written", port_writes },
	{ "pages are pinned and unpinned in pairs", port_pins },
	{ "no memory is no harm", port_no_memory },
	{ "memory goes and comes back", port_memory_goes },
	{ "stores to page tables count", port_watches },
	{ "stores through mappings count", port_unmaps },
	{ "interrupts arrive", port_interrupts },
};

#define PORT_PROPERTIES	ARRAY_SIZE(port_properties)

#endif /* VGT_TESTS_PORT_PROPERTIES_H */
