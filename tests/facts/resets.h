/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What public texts say that registers hold after resets: reset-values.tsv.
 */
#ifndef VGT_FACTS_RESETS_H
#define VGT_FACTS_RESETS_H

#include <linux/types.h>

struct data;
struct row;

/* Fields of a row. */
enum {
	RESETS_GENS,
	RESETS_SPACE,
	RESETS_OFFSET,
	RESETS_COUNT,
	RESETS_VALUE,
	RESETS_MASK,
	RESETS_AFTER,
	RESETS_NAME,
	RESETS_SOURCE,
};

void resets_load(void);
const struct data *resets_facts(void);
void resets_hold(const struct row *fact, u32 n, u32 have, const char *when);

#endif
