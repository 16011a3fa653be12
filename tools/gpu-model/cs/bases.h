/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Base addresses of the context, as STATE_BASE_ADDRESS gave them.
 */
#ifndef GPU_MODEL_BASES_H
#define GPU_MODEL_BASES_H

struct engine;
struct eu_bases;

/** cs_bases() - the base addresses as they are now */
void cs_bases(const struct engine *e, struct eu_bases *b);

#endif /* GPU_MODEL_BASES_H */
