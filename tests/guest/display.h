/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * KMS as kms-flip uses it: one monitor, two frame buffers.
 */
#ifndef VGT_GUEST_DISPLAY_H
#define VGT_GUEST_DISPLAY_H

#include <xf86drmMode.h>

#include "types.h"

/**
 * struct frame - a frame buffer
 * @handle: GEM handle
 * @id: KMS object
 * @pitch: bytes per row
 * @size: bytes
 * @map: its pixels, XRGB8888
 */
struct frame {
	u32 handle;
	u32 id;
	u32 pitch;
	u64 size;
	u8 *map;
};

/**
 * struct display - a monitor and what shows on it
 * @fd: the DRM device
 * @connector: KMS object
 * @crtc: KMS object
 * @pipe: index of the CRTC
 * @mode: the mode that the monitor prefers
 * @frame: the frame buffers
 * @cursor: the cursor's pixels; no KMS object
 * @aperture: buffers are mapped through the aperture (BAR 2), not as memory
 */
struct display {
	int fd;
	u32 connector;
	u32 crtc;
	unsigned int pipe;
	drmModeModeInfo mode;
	struct frame frame[2];
	struct frame cursor;
	bool aperture;
};

/* Draws frame @n of a display. */
typedef void draw_frame(const struct display *d, const struct frame *f, unsigned int n);

/* Each ends the program with a message if it fails. */
void display_find(struct display *d, int fd);
void display_check_edid(const struct display *d);
void display_make_frames(struct display *d, draw_frame *draw);
/* The same, tiled for the hardware: what is drawn is not what is seen. */
void display_make_tiled_frames(struct display *d, draw_frame *draw);
void display_set_mode(const struct display *d);
/* A square cursor of @size pixels, ARGB8888, that shows until the display is off. */
void display_set_cursor(struct display *d, u32 size, void (*draw)(const struct frame *f),
			int x, int y);
void display_off(struct display *d);

/* The time from one frame to the next in microseconds. */
double display_frame_us(const struct display *d);

#endif /* VGT_GUEST_DISPLAY_H */
