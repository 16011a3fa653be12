/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_CORE_CAP_H
#define VGT_CORE_CAP_H

#include <linux/ktime.h>
#include <linux/types.h>

struct vgt_cap;

void vgt_cap_set(struct vgt_cap *cap, u32 percent);
void vgt_cap_charge(struct vgt_cap *cap, ktime_t since, u64 ns, u64 credit_ns);
bool vgt_cap_holds(const struct vgt_cap *cap);

#endif
