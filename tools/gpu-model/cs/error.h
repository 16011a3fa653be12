/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a command streamer reports as errors: the conditions (ESR), those that the driver wants to
 * know of (EMR), and those it was told of (EIR), which raise the master error interrupt.
 *
 * Source: Intel 815 Chipset Graphics Controller PRM, 16.2 and 16.2.6, for how the three and the
 * interrupt belong together; bits, reset values and reserved bits as error_regs.h of VesperaOS
 * gives them from the Kaby Lake PRM vol 2c, which was not read itself; i915
 * gt/intel_execlists_submission.c for the use of bits 0 and 2.
 */
#ifndef GPU_MODEL_ERROR_H
#define GPU_MODEL_ERROR_H

#include "core/types.h"

struct engine;
struct reg_access;

/* Hardware-detected errors. */
#define ERROR_INSTRUCTION	BIT(0)	/* the parser stops; only a reset ends it */
#define ERROR_PRIVILEGE		BIT(2)	/* a command became a no-op; the parser goes on */

#define ERROR_MASK_RESERVED	GENMASK(31, 8)	/* of EMR: always 1 */

/** cs_error() - the streamer has detected an error; takes gpu->lock */
void cs_error(struct engine *e, u32 error);

/** cs_error_reset() - no error; caller holds gpu->lock */
void cs_error_reset(struct engine *e);

/* Registers. */
void cs_error_write_identity(const struct reg_access *a, u32 val);
void cs_error_write_mask(const struct reg_access *a, u32 val);

#endif /* GPU_MODEL_ERROR_H */
