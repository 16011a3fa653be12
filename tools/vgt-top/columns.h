/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a line of a vGPU tells, for a terminal and for a file alike.
 */
#ifndef VGT_TOP_COLUMNS_H
#define VGT_TOP_COLUMNS_H

#include "rates.h"

#define FIELD_SIZE	96

/* Of all columns of counters together, with the blanks before each. */
#define COUNTERS_WIDTH	75

/* What a vGPU is: id, type, weight, cap, state. */
#define IDENTITY_WIDTH	41

void column_identity_titles(char line[FIELD_SIZE]);
void column_identity(char line[FIELD_SIZE], const struct vgpu *vgpu);
void column_counter_titles(char line[FIELD_SIZE]);
void column_counters(char line[FIELD_SIZE], const struct vgpu_counters *counters,
		     const struct vgpu_rates *rates);
void column_percent(char field[FIELD_SIZE], double percent);
void column_foreground(char field[FIELD_SIZE], int foreground);

#endif
