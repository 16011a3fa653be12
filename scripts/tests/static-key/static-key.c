// SPDX-License-Identifier: GPL-2.0-only
/*
 * Change code that another processor runs with interrupts off, as KVM does with the scheduler: the
 * case for the plugin stale-int3, but some hundred times as often. The module loads if that
 * processor never stops (else -EIO), and does nothing afterwards.
 */
#include <linux/err.h>
#include <linux/jiffies.h>
#include <linux/jump_label.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/sched.h>

static int rounds = 1000;
module_param(rounds, int, 0444);
MODULE_PARM_DESC(rounds, "how often the code is changed and changed back");

static DEFINE_STATIC_KEY_FALSE(key);
static unsigned long passes;

#define BRANCH	do { if (static_branch_unlikely(&key)) taken++; barrier(); } while (0)
#define BRANCH4	do { BRANCH; BRANCH; BRANCH; BRANCH; } while (0)
#define BRANCH16 do { BRANCH4; BRANCH4; BRANCH4; BRANCH4; } while (0)

/* 64 places: each is another chance for the fault. */
static noinline int branches(void)
{
	int taken = 0;

	BRANCH16;
	BRANCH16;
	BRANCH16;
	BRANCH16;
	return taken;
}

static int run_branches(void *data)
{
	while (!kthread_should_stop()) {
		local_irq_disable();
		branches();
		local_irq_enable();
		WRITE_ONCE(passes, passes + 1);
		cond_resched();
	}
	return 0;
}

static bool goes_on(void)
{
	unsigned long was = READ_ONCE(passes), end = jiffies + HZ;

	while (READ_ONCE(passes) - was < 2) {
		if (time_after(jiffies, end))
			return false;
		cond_resched();
	}
	return true;
}

static int change(void)
{
	bool goes;

	static_branch_enable(&key);
	goes = goes_on();
	static_branch_disable(&key);
	return goes && goes_on() ? 0 : -EIO;
}

static int __init static_key_init(void)
{
	struct task_struct *task = kthread_create(run_branches, NULL, "static-key");
	int i, ret = 0;

	if (IS_ERR(task))
		return PTR_ERR(task);
	kthread_bind(task, 1);
	wake_up_process(task);
	for (i = 0; i < rounds && !ret; i++)
		ret = change();
	if (ret)
		pr_err("static-key: a processor stands still in round %d\n", i);
	kthread_stop(task);
	return ret;
}
module_init(static_key_init);

static void __exit static_key_exit(void)
{
}
module_exit(static_key_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("changes code that another processor runs");
