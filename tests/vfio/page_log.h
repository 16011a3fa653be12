/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Lines of the page log of the GPU's model.
 */
#ifndef VGT_VFIO_PAGE_LOG_H
#define VGT_VFIO_PAGE_LOG_H

#include "gpu.h"

/* What the model calls the engines. */
extern const char * const log_units[ENGINES];

/**
 * struct log_line - a line of the log
 * @unit: engine, or "aperture"
 * @lrca: address of the context's image; 0 outside of contexts
 * @run: of contexts
 * @frame: number of the physical page
 * @uses: letters for what was done
 */
struct log_line {
	char unit[16];
	u32 lrca, run;
	u64 frame;
	char uses[16];
};

/* The test fails at a line that is none, and where the log is not whole. */
void log_parse(struct log_line *l, const char *text);

#endif /* VGT_VFIO_PAGE_LOG_H */
