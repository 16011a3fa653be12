/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Outputs for a sample and its rates.
 */
#ifndef VGT_TOP_OUTPUT_H
#define VGT_TOP_OUTPUT_H

#include <stdatomic.h>
#include <stdint.h>

#include "rates.h"

/* Why screen_wait() ended: time is over; draw the same again; the user leaves. */
enum screen_event { SCREEN_TIME, SCREEN_REDRAW, SCREEN_QUIT };

/* These return 0, or a negative errno value. */
int text_print(const struct sample *sample, const struct rates *rates);
int json_print(const struct sample *sample, const struct rates *rates);
int screen_start(void);

void screen_end(void);
void screen_show(const struct sample *sample, const struct rates *rates, double interval);
void screen_message(const char *text);
enum screen_event screen_wait(int64_t until_ms, const atomic_bool *stop);

#endif
