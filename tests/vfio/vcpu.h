/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_VFIO_VCPU_H
#define VGT_VFIO_VCPU_H

#include "guest.h"

/* The first pages of guest memory are the processor's: page tables, code, source. */
#define VCPU_PAGES	16

void vcpu_close(struct guest *g);

#endif /* VGT_VFIO_VCPU_H */
