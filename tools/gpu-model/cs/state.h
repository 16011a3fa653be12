/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * State of the render engine's fixed functions, as commands set it.
 *
 * Nothing is drawn here, so all that is known of this state is the commands. The hardware
 * saves it into the context image as the same commands, and restores it by running them:
 * so each is kept as it came, at its place in the image.
 */
#ifndef GPU_MODEL_STATE_H
#define GPU_MODEL_STATE_H

#include "core/types.h"
#include "cs/parser.h"

struct engine;

/* Word of the image behind the last command; the storage of URB atomics follows. */
#define CS_STATE_END		0x3150
/* Where commands begin; the registers' lists are in front. */
#define CS_STATE_BEGIN		0x400

/**
 * struct cs_state - state of the context that is on the engine; owned by its thread
 * @image: its commands, each at its place in the image; 0, a no-op, where there is none
 */
struct cs_state {
	u32 image[CS_STATE_END];
};

/** cs_state_reset() - as after a reset of the engine */
void cs_state_reset(struct engine *e);

/**
 * cs_state_begin() - another context comes onto the engine
 *
 * Of what the one before had set nothing will be saved with it, but for those units that
 * save their state whether it was set or not.
 */
void cs_state_begin(struct engine *e);

/** cs_state_set() - handler of the commands that set state */
enum cs_result cs_state_set(struct engine *e, const u32 *cmd, u32 dwords);

/** cs_state_save() - write the commands into @state, the image's CS_STATE_END words */
void cs_state_save(const struct engine *e, u32 *state);

#endif /* GPU_MODEL_STATE_H */
