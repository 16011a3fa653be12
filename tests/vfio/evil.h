/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A guest that breaks the rules on the render engine. What goes wrong ends the test.
 */
#ifndef VGT_VFIO_EVIL_H
#define VGT_VFIO_EVIL_H

#include "gpu.h"

/**
 * struct evil - a context that is about to do wrong
 * @gpu: the driver
 * @vm: address space
 * @ctx: context on the render engine
 * @victim: page of the guest, mapped in the GGTT
 * @victim_addr: its GGTT address
 */
struct evil {
	struct gpu gpu;
	struct ppgtt vm;
	struct context ctx;
	u32 *victim;
	u32 victim_addr;
};

void evil_open(struct evil *e, const char *uuid);
/* Whatever state it is in: reset, a new start, and all engines work. */
void evil_close(struct evil *e);
/* Submits what is in the ring; a witness that comes after it must never be reached. */
void expect_refused(struct evil *e, const char *what);

#endif /* VGT_VFIO_EVIL_H */
