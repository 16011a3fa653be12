/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The data with which a monitor describes itself: VESA E-EDID 1.4.
 */
#ifndef VGTCTL_EDID_H
#define VGTCTL_EDID_H

#include <stddef.h>
#include <stdint.h>

/**
 * struct edid_summary - the part of an EDID that users need
 * @name: name of the monitor; may be empty
 * @width: width of the preferred mode in pixels; 0 if there is none
 * @height: height of the preferred mode in lines
 * @mhz: its refresh rate, in thousandths of a hertz
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
