/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_GUEST_EDID_H
#define VGT_GUEST_EDID_H

#include "types.h"

/**
 * struct edid_mode - the first detailed timing of an EDID
 * @width: visible pixels
 * @height: visible rows
 * @htotal: pixels, with blanking
 * @vtotal: rows, with blanking
 * @clock: pixel clock in kHz
 */
struct edid_mode {
	u32 width;
	u32 height;
	u32 htotal;
	u32 vtotal;
	u32 clock;
};

/*
 * Checks the base block (VESA E-EDID 1.4) and takes out the preferred mode. Returns what
 * is wrong with it, or NULL.
 */
const char *edid_preferred(const u8 *edid, size_t size, struct edid_mode *mode);

#endif /* VGT_GUEST_EDID_H */
