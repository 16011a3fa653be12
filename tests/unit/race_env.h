/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A guest whose preparation takes long, while another processor goes on: only where one
 * thread can play two.
 */
#ifndef VGT_RACE_ENV_H
#define VGT_RACE_ENV_H

#include "exec_env.h"

extern struct exec *race;
extern u32 race_pins, race_pieces;
extern s64 race_asked, race_waited;
extern void (*race_step)(void);
extern u64 race_gpa;

void race_other_runs(void);
void race_begin(struct kunit *test, struct exec *x, u32 pins, void (*step)(void));
void race_end(struct exec *x);
void race_unmap(void);

#endif
