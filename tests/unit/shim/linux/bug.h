/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_SHIM_BUG_H
#define VGT_SHIM_BUG_H

#include <linux/vgt_shim.h>
#include <linux/build_bug.h>
#include <stdlib.h>

#define WARN_ON_ONCE(cond) ({						\
	bool __c = !!(cond);						\
	if (__c)							\
		shim_warn(__FILE__, __LINE__, #cond);			\
	__c; })
#define WARN_ON(cond)		WARN_ON_ONCE(cond)

#define BUG_ON(cond)		do { if (cond) abort(); } while (0)
#define BUG()			abort()
#define WARN(cond, ...)		WARN_ON_ONCE(cond)
#define WARN_ONCE(cond, ...)	WARN_ON_ONCE(cond)
#define VM_WARN_ON_ONCE(cond)	WARN_ON_ONCE(cond)

#endif
