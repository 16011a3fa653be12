/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_CORE_EXECLISTS_H
#define VGT_CORE_EXECLISTS_H

#include <linux/types.h>

struct vgt_vengine;

void vgt_execlists_reset(struct vgt_vengine *ve);
void vgt_execlists_elsp_write(struct vgt_vengine *ve, u32 val);
void vgt_execlists_enable(struct vgt_vengine *ve, bool on);
void vgt_execlists_complete(struct vgt_vengine *ve);
u32 vgt_execlists_status(const struct vgt_vengine *ve);
u32 vgt_execlists_status_id(const struct vgt_vengine *ve);

#endif
