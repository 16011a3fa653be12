/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Columns of a vGPU's line, both for a terminal and for a file.
 */
#ifndef VGT_TOP_COLUMNS_H
#define VGT_TOP_COLUMNS_H

#include "rates.h"

#define FIELD_SIZE	96

/* Width of all columns of counters together, including the blanks before each. */
#define COUNTERS_WIDTH	75

/* Width of the columns id, type, weight, cap, state. */
#define IDENTITY_WIDTH	41

void column_identity_titles(char line[FIELD_SIZE]);
void column_identity(char line[FIELD_SIZE], const struct vgpu *vgpu);
void column_counter_titles(char line[FIELD_SIZE]);
void column_counters(char line[FIELD_SIZE], const struct vgpu_counters *counters,
		     const struct vgpu_rates *rates);
void column_percent(char field[FIELD_SIZE], double percent);
void column_foreground(char field[FIELD_SIZE], int foreground);

#endif
