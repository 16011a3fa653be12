/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_CORE_BRACKET_H
#define VGT_CORE_BRACKET_H

#include <linux/types.h>

struct vgt_vengine;
struct vgt_workload;

/* Maximum number of windows in a request. */
#define VGT_BRACKET_WINDOWS	64
/* Maximum number of words that vgt_bracket_make() adds to the guest's. */
#define VGT_BRACKET_WORDS	(8 + 2 * VGT_BRACKET_WINDOWS)

int vgt_bracket_make(struct vgt_vengine *ve, struct vgt_workload *work);
bool vgt_bracket_spared(const struct vgt_vengine *ve);
void vgt_bracket_take(struct vgt_vengine *ve);
void vgt_bracket_forget(struct vgt_vengine *ve);

#endif
