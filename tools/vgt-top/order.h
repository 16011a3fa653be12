/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The order of the vGPUs.
 */
#ifndef VGT_TOP_ORDER_H
#define VGT_TOP_ORDER_H

#include "rates.h"

enum order { ORDER_ID, ORDER_NAME, ORDER_BUSY, ORDER_MEMORY, ORDER_SUBMISSIONS, ORDER_TRAPS,
	     ORDERS };

/* Names for the command line; the first letter is the key on the screen. */
extern const char * const order_names[ORDERS];

int order_parse(const char *name);
int order_apply(struct sample *sample, struct rates *rates, enum order order, bool reverse);

#endif
