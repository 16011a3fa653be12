// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "evil.h"
#include "record.h"
#include "test.h"

void evil_open(struct evil *e, const char *uuid)
{
	u64 gpa;

	gpu_open(&e->gpu, uuid);
	e->gpu.may_refuse = true;
	ppgtt_init(&e->gpu, &e->vm);
	context_init(&e->gpu, &e->ctx, RCS, &e->vm);
	gpa = guest_pages(&e->gpu.g, 1);
	e->victim = guest_at(&e->gpu.g, gpa);
	e->victim_addr = ggtt_map(&e->gpu, gpa, 1);
}

void evil_close(struct evil *e)
{
	u32 i;
	int ret;

	e->gpu.may_refuse = false;
	ret = guest_reset(&e->gpu.g);
	CHECK(!ret, "the reset fails: %s", strerror(-ret));
	e->gpu.next_high = e->gpu.high;
	for (i = 0; i < ENGINES; i++)
		e->gpu.hwsp[i] = ggtt_map(&e->gpu, (u8 *)e->gpu.status[i] - e->gpu.g.ram, 1);
	gpu_start(&e->gpu);
	for (i = 0; i < ENGINES; i++) {
		const char *wrong = exec_works(&e->gpu, i);

		CHECK(!wrong, "after the reset: %s: %s", engine_info[i].name, wrong);
	}
	gpu_close(&e->gpu);
}

void expect_refused(struct evil *e, const char *what)
{
	ring_finish(&e->ctx);
	submit(&e->ctx, NULL);
	CHECK(!wait_done(&e->ctx, 300), "%s is run", what);
	record("not run: %s; its victim's first words: 0x%x 0x%x", what, READ_ONCE(e->victim[0]),
	       READ_ONCE(e->victim[1]));
}
