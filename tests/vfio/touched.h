/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the page log of the GPU's model says about several guests.
 */
#ifndef VGT_VFIO_TOUCHED_H
#define VGT_VFIO_TOUCHED_H

#include "guest.h"

#define GUEST_PAGES	(GUEST_RAM / PAGE_SIZE)

/**
 * struct guest_memory - where a guest's memory is
 * @before: physical page of each page of it when the log began, 0 if there was none
 * @after: the same when it ended
 * @bar2_first: the first page that its processors access through BAR 2
 * @bar2_pages: how many; 0 if it does not use BAR 2
 * @fenced: they are accessed through fences
 */
struct guest_memory {
	u64 before[GUEST_PAGES], after[GUEST_PAGES];
	u32 bar2_first, bar2_pages;
	bool fenced;
};

/*
 * The test fails unless this is so, by a log that tells runs of contexts apart: no context has
 * touched memory of two guests; tables, images and status pages of the hardware's are in no
 * guest's memory; a context has written to each guest's memory on each engine; processors have
 * accessed what guests access through BAR 2, and nothing else of theirs, through the aperture:
 * if it is for fences only (@virtual), no page without one.
 */
void touched_judge(const struct guest_memory *memory, u32 guests, bool virtual);

#endif /* VGT_VFIO_TOUCHED_H */
