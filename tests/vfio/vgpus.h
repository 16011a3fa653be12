/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * More vGPUs than the two that a test is given: of the smallest type, and smaller still where
 * the hardware's aperture has to hold them all.
 */
#ifndef VGT_VFIO_VGPUS_H
#define VGT_VFIO_VGPUS_H

#include "test.h"

#define MOST_VGPUS	27
#define UUID_SIZE	37

/**
 * struct vgpus - so many vGPUs
 * @uuid: of each; the first two are those of the test
 * @count: how many
 */
struct vgpus {
	char uuid[MOST_VGPUS][UUID_SIZE];
	u32 count;
};

/* Whatever ends this process takes them away again, and gives the first two their sizes. */
void vgpus_make(struct vgpus *v, const struct test_args *args, u32 count);
/* The test fails unless that works. */
void vgpus_remove(void);

#endif /* VGT_VFIO_VGPUS_H */
