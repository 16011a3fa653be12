/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How busy the engines were.
 */
#ifndef VGT_TOP_HISTORY_H
#define VGT_TOP_HISTORY_H

#include "rates.h"

#define HISTORY	128

/**
 * struct history - how busy an engine was, by vGPUs and the host together
 * @percent: a ring of samples; UNKNOWN where there was none
 * @next: where the next is put
 */
struct history {
	double percent[HISTORY];
	int next;
};

void history_start(struct history *history);
void history_add(struct history *history, double percent);
double history_get(const struct history *history, int age);

#endif
