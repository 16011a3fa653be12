/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * State of the render engine's fixed functions, as commands set it.
 *
 * The hardware saves it into the context image as the commands that set it, and restores it by
 * executing them. So each command is kept unchanged at its place in the image, and read there when
 * its state is needed.
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

/*
 * What a GPU with an odd image also saves, and its word: a command of a client that no document
 * has, so that nobody can tell its length.
 */
#define CS_STATE_ODD		0xe0000000
#define CS_STATE_ODD_AT		0x314c

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
 * cs_state_begin() - another context starts on the engine
 *
 * State that the previous context has set is not saved with the new one, except for units that
 * always save their state.
 */
void cs_state_begin(struct engine *e);

/** cs_state_set() - handler of the commands that set state */
enum cs_result cs_state_set(struct engine *e, const u32 *cmd, u32 dwords);

/**
 * cs_state_get() - a command that the context has executed, as it is kept
 * @opcode: bits of its header that identify it; of a kind that is there once
 *
 * Return: NULL if it was not executed.
 */
const u32 *cs_state_get(const struct engine *e, u32 opcode);

/** cs_state_copy() - likewise, of a kind of which there are several: number @n */
const u32 *cs_state_copy(const struct engine *e, u32 opcode, u32 n);

/** cs_state_save() - write the commands into @state, the image's CS_STATE_END words */
void cs_state_save(const struct engine *e, u32 *state);

#endif /* GPU_MODEL_STATE_H */
