/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_CORE_CS_ERROR_TYPES_H
#define VGT_CORE_CS_ERROR_TYPES_H

#include <linux/ktime.h>
#include <linux/types.h>

/*
 * So many invalid commands of a vGPU within so many seconds are found at once. Each costs a
 * reset of the hardware's engine, so that the next ones are found as slowly as other hangs.
 */
#define VGT_CS_ERRORS		10
#define VGT_CS_ERRORS_WITHIN_S	5

/**
 * struct vgt_cs_errors - how often invalid commands were found in a vGPU's work
 * @found: when they were found last, a ring
 * @count: how often
 *
 * Under the vGPU's lock. A reset of the device does not forget them.
 */
struct vgt_cs_errors {
	ktime_t found[VGT_CS_ERRORS];
	u32 count;
};

#endif
