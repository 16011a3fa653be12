/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a monitor tells of itself: VESA E-EDID 1.4.
 */
#ifndef VGTCTL_EDID_H
#define VGTCTL_EDID_H

#include <stddef.h>
#include <stdint.h>

/**
 * struct edid_summary - what of it a person wants to know
 * @name: of the monitor; may be empty
 * @width: of the preferred mode, pixels; 0 where there is none
 * @height: likewise
 * @mhz: its refresh rate, in thousandths of a Hertz
 */
struct edid_summary {
	char name[14];
	unsigned int width;
	unsigned int height;
	unsigned int mhz;
};

const char *edid_fault(const uint8_t *edid, size_t size);
void edid_summarize(const uint8_t *edid, struct edid_summary *summary);

#endif
