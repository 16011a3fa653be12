/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Checks that the command tables use for operands.
 */
#ifndef VGT_CORE_AUDIT_RULES_H
#define VGT_CORE_AUDIT_RULES_H

#include "audit.h"

/*
 * The command is allowed, but must not load the register: this GPU does not keep the
 * register's value per context, or the register is virtual. Take the load out of the command.
 */
#define VGT_RULE_LEAVE	1

/* Addresses of most commands are of words: what is below does not count. */
#define VGT_ADDR_FLAGS	GENMASK(1, 0)

int vgt_refuse(struct vgt_audit *audit, const char *why);
int vgt_rule_ggtt(struct vgt_audit *audit, u32 *addr, u32 flags, u32 len);
int vgt_rule_reg(struct vgt_audit *audit, u32 word, u32 access);
int vgt_rule_roots(struct vgt_audit *audit, const u32 *cs, u32 len);
int vgt_rule_reg_value(struct vgt_audit *audit, u32 word, u32 *val);
int vgt_mi_display_flip(struct vgt_audit *audit, u32 *cs, u32 len);
bool vgt_virtual_has(struct vgt_audit *audit, u32 word);
int vgt_virtual_load(struct vgt_audit *audit, u32 word, u32 val);
bool vgt_virtual_get(struct vgt_audit *audit, u32 word, u32 *val);
void vgt_rule_noop(u32 *cs, u32 len);
int vgt_rule_index(struct vgt_audit *audit, u32 *addr, bool global, u32 low_bits);

#endif
