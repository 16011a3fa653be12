// SPDX-License-Identifier: GPL-2.0-only
#include "core/gpu.h"
#include "cs/cs_regs.h"
#include "cs/engine.h"
#include "cs/error.h"

/* Errors that last, and are seen in ESR: a privilege violation is over with its command. */
#define ERROR_LASTING	ERROR_INSTRUCTION

static u32 get(const struct engine *e, u32 reg)
{
	return reg_get(e->gpu, e->info->base + reg);
}

/* The master error is high as long as EIR has a bit. */
static void set_identity(struct engine *e, u32 identity)
{
	bool was = get(e, RING_EIR);
	bool is = identity;

	reg_set(e->gpu, e->info->base + RING_EIR, identity);
	if (is != was)
		engine_set_level(e, GT_MASTER_ERROR_INTERRUPT, is);
}

/* Errors that last come back into EIR while they are not masked. */
static u32 unmasked(const struct engine *e)
{
	return get(e, RING_ESR) & ~get(e, RING_EMR);
}

void cs_error(struct engine *e, u32 error)
{
	pthread_mutex_lock(&e->gpu->lock);
	reg_set(e->gpu, e->info->base + RING_ESR, get(e, RING_ESR) | (error & ERROR_LASTING));
	set_identity(e, get(e, RING_EIR) | (error & ~get(e, RING_EMR)));
	pthread_mutex_unlock(&e->gpu->lock);
}

void cs_error_reset(struct engine *e)
{
	set_identity(e, 0);
	reg_set(e->gpu, e->info->base + RING_ESR, 0);
	reg_set(e->gpu, e->info->base + RING_EMR, ~0u);
}

void cs_error_write_identity(const struct reg_access *a, u32 val)
{
	struct engine *e = a->unit;

	set_identity(e, (get(e, RING_EIR) & ~val) | unmasked(e));
}

void cs_error_write_mask(const struct reg_access *a, u32 val)
{
	struct engine *e = a->unit;

	reg_set(a->gpu, a->offset, val | ERROR_MASK_RESERVED);
	set_identity(e, get(e, RING_EIR) | unmasked(e));
}
