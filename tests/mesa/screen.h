/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A monitor, and two buffers in turn that OpenGL draws into (GBM) and KMS shows.
 */
#ifndef TESTS_MESA_SCREEN_H
#define TESTS_MESA_SCREEN_H

#include <gbm.h>

#include "display.h"

/**
 * struct screen - the monitor
 * @display: as KMS has it
 * @gbm: where the buffers are from
 * @bo: the buffers
 * @framebuffer: OpenGL's names of them
 * @back: which one is drawn into, and not shown
 * @shown: the monitor shows the other one, or what this program showed last
 * @flips: so far
 */
struct screen {
	struct display display;
	struct gbm_device *gbm;
	struct gbm_bo *bo[2];
	unsigned int framebuffer[2];
	unsigned int back;
	bool shown;
	unsigned int flips;
};

/** screen_open() - find the monitor of @device, and make a context and buffers for it */
void screen_open(struct screen *s, const char *device);

/** screen_use() - draw into the buffer that is not shown */
void screen_use(const struct screen *s);

/** screen_show() - show what was drawn: take the display, or flip, and wait for the flip */
void screen_show(struct screen *s);

/** screen_leave() - leave the display to others, who may show something else there */
void screen_leave(struct screen *s);

#endif /* TESTS_MESA_SCREEN_H */
