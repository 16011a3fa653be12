/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The checks: each reports whether a table agrees with the facts.
 */
#ifndef VGT_FACTS_CHECKS_H
#define VGT_FACTS_CHECKS_H

#include <linux/types.h>

void check_commands(u8 gen);
void check_kvmgt(void);
void check_golden(const char *driver, u8 gen);
void check_registers(u8 gen);
void check_switched(void);
void check_kvmgt_registers(void);
void check_virtual(void);
void check_nonpriv(void);
void check_mocs(void);
void check_config(void);
void check_display(void);
void check_resets(void);
void check_exceptions(void);

#endif
