// SPDX-License-Identifier: GPL-2.0-only
#ifndef __KERNEL__
#include "core/vgpu.h"
#include "core/vgpu_types.h"
#include "race_env.h"

struct exec *race;
u32 race_pins, race_pieces;
s64 race_asked, race_waited;
void (*race_step)(void);
u64 race_gpa;

/* Who has let go of its lock for others: another processor goes on, once a piece. */
static void race_resched(void)
{
	static bool inside;

	if (inside || mutex_is_locked(&race->vgpu[0]->lock))
		return;
	inside = true;
	race_pieces++;
	if (race_step)
		race_step();
	inside = false;
}

void race_other_runs(void)
{
	shim_run_work();
	if (race_asked && exec_runs(race) == 1 && race_waited == S64_MAX)
		race_waited = ktime_get() - race_asked;
}

/* A guest whose preparation takes @pins times 20 us. */
void race_begin(struct kunit *test, struct exec *x, u32 pins, void (*step)(void))
{
	u64 gpa;
	u32 i;

	exec_begin(test, x);
	gpa = env_pages(x->env, pins);
	for (i = 0; i < pins; i++)
		env_ppgtt_map(x->env, x->ctx[0].pml4, i * 4096ull, gpa + i * 4096ull);
	race = x;
	race_pins = 0;
	race_pieces = 0;
	race_asked = 0;
	race_waited = S64_MAX;
	race_step = step;
	shim_resched_hook = race_resched;
}

void race_end(struct exec *x)
{
	shim_resched_hook = NULL;
	x->env->guest.on_pin = NULL;
	exec_end(x);
}

void race_unmap(void)
{
	vgt_vgpu_memory_gone(race->vgpu[0], race_gpa, 4000 * 4096ull, NULL);
	WARN_ON_ONCE(exec_pins(race, race_gpa, 4000));
}
#endif
