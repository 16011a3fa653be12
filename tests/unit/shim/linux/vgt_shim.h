/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Kernel primitives in user space, for the core's files unmodified. One thread:
 * locks only check that they are taken once and given back; work and timers run
 * when a test says so, on a clock that a test turns.
 */
#ifndef VGT_SHIM_H
#define VGT_SHIM_H

#include <linux/types.h>

#include <stdbool.h>

/* Allocations: fail the one that brings the counter to 0; negative: never. */
extern long shim_fail_after;
extern long shim_allocations;
extern long shim_live;

/* Locks held now. */
extern int shim_locks;
/* Those of them that may be waited under. */
extern int shim_life_locks;

/* What the clock says, and for how long a vGPU's lock was held at most. */
extern long long shim_now;
extern long long shim_longest_ns;
/* Timers that have expired so far. */
extern long shim_fired;
/* What else runs while a work queue is waited for. */
extern void (*shim_on_flush)(void);

/* Messages printed; echoed to stderr where shim_verbose is set. */
extern int shim_messages;
extern bool shim_verbose;
extern char shim_last_message[512];

void shim_printk(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void shim_warn(const char *file, int line, const char *what);
extern int shim_warnings;

/* Run queued work until none is left. Returns how many ran. */
int shim_run_work(void);
/* Work that is queued runs only when somebody else calls it: a replay does. */
extern bool shim_manual;
/* Turn the clock, running timers that expire. */
void shim_advance_ns(unsigned long long ns);
/* Called where a kernel would sleep until something happens. */
extern void (*shim_wait_hook)(void);
/* Called where a kernel would let others run. */
extern void (*shim_resched_hook)(void);

#endif
