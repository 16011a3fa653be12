/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Outputs for a sample and its rates.
 */
#ifndef VGT_TOP_OUTPUT_H
#define VGT_TOP_OUTPUT_H

#include <stdatomic.h>
#include <stdint.h>

#include "columns.h"
#include "order.h"
#include "rates.h"

/* Why screen_wait() ended: time is over; draw the same again; the user leaves. */
enum screen_event { SCREEN_TIME, SCREEN_REDRAW, SCREEN_QUIT };

/* Row of the vGPU with an index in the sample. */
static inline struct row row_of(const struct sample *sample, const struct rates *rates, int i)
{
	struct row row = { &sample->vgpus[i], &sample->counters[i], &rates->vgpus[i],
			   sample->memory };

	return row;
}

/* These return 0, or a negative errno value. */
int text_print(const struct sample *sample, const struct rates *rates);
int json_print(const struct sample *sample, const struct rates *rates);
int csv_print(const struct sample *sample, const struct rates *rates);
int openmetrics_print(const struct sample *sample);
int screen_start(enum order order, bool reverse, bool color);

void screen_end(void);
void screen_sample(const struct sample *sample, const struct rates *rates);
int screen_show(struct sample *sample, struct rates *rates, double interval);
void screen_message(const char *text);
enum screen_event screen_wait(int64_t until_ms, const atomic_bool *stop);

#endif
