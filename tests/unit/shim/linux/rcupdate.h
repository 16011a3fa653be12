/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_SHIM_RCUPDATE_H
#define VGT_SHIM_RCUPDATE_H

struct rcu_head {
	void *p;
};

#define rcu_read_lock()		do { } while (0)
#define rcu_read_unlock()	do { } while (0)
#define rcu_access_pointer(p)	(p)
#define rcu_dereference(p)	(p)
#define rcu_dereference_check(p, c)	(p)
#define rcu_dereference_protected(p, c)	(p)
#define rcu_dereference_raw(p)	(p)
#define rcu_assign_pointer(p, v)	((p) = (v))
#define RCU_INIT_POINTER(p, v)	((p) = (v))
void call_rcu(struct rcu_head *head, void (*fn)(struct rcu_head *head));

static inline void synchronize_rcu(void)
{
}

#endif
