/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef GPU_MODEL_ENGINE_REGS_H
#define GPU_MODEL_ENGINE_REGS_H

struct engine;

/** engine_attach_registers() - put an engine's registers into place */
void engine_attach_registers(struct engine *e);

#endif /* GPU_MODEL_ENGINE_REGS_H */
