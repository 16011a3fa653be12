/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * BAR 2 with virtual GGTT addresses: a guest's processor accesses pages of it whose entries and
 * fences the guest changes. What it finds must be a page that the guest has named for that page of
 * BAR 2, and that is pinned, or an empty one.
 */
#ifndef VGT_FUZZ_BAR2_H
#define VGT_FUZZ_BAR2_H

#include "fuzz.h"

void bar2_begin(struct vgt_env *env);
void bar2_reset(void);
void bar2_wrote(u64 offset, u64 val, u32 len);
void bar2_step(struct vgt_env *env, struct fuzz *f, u64 page);
void bar2_look(struct vgt_env *env);
void bar2_end(struct vgt_env *env);

#endif
