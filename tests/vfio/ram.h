/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The memory of guests. If the environment has VGT_GUEST_PAGES, a file, each page of it that a
 * guest used is a line there when the guest ends: "guest NUMBER GPA HPA", both as numbers of
 * pages, in hexadecimal, guests by the order in which they began. Memory is then kept until the
 * process ends, so that no page is of two guests.
 */
#ifndef VGT_VFIO_RAM_H
#define VGT_VFIO_RAM_H

#include <stddef.h>

/* NULL without memory; all of one size, a multiple of 4 MB. */
void *ram_new(size_t size);
void ram_free(void *ram, size_t size);

#endif
