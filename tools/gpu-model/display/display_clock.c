// SPDX-License-Identifier: GPL-2.0-only
#include "core/clock.h"
#include "core/gpu.h"
#include "display/display.h"

/*
 * Accesses that follow each other within this time are a burst. After a write the driver is
 * probably in the middle of an update, and may even lose the processor: wait longer.
 */
#define AFTER_READ_NS		(2 * NSEC_PER_MSEC)
#define AFTER_WRITE_NS		(15 * NSEC_PER_MSEC)
/* Duration of an access on silicon. */
#define ACCESS_NS		NSEC_PER_USEC

/* Transcoders, pipes, planes, scalers. */
#define PIPES_FIRST		0x60000
#define PIPES_END		0x80000

static bool is_held(const struct display_clock *c, u64 now)
{
	return now - c->accessed_ns < c->hold_ns;
}

void display_note_access(struct gpu *gpu, u32 offset, bool write)
{
	struct display_clock *c = &gpu->display.clock;
	u64 now;

	if (offset < PIPES_FIRST || offset >= PIPES_END)
		return;
	now = clock_ns();
	if (is_held(c, now) && now - c->accessed_ns > ACCESS_NS)
		c->behind_ns += now - c->accessed_ns - ACCESS_NS;
	c->accessed_ns = now;
	c->hold_ns = write ? AFTER_WRITE_NS : AFTER_READ_NS;
}

u64 display_now(const struct gpu *gpu)
{
	const struct display_clock *c = &gpu->display.clock;
	u64 now = clock_ns();

	return (is_held(c, now) ? c->accessed_ns : now) - c->behind_ns;
}

u64 display_wall_time(const struct gpu *gpu, u64 at)
{
	const struct display_clock *c = &gpu->display.clock;
	u64 wall = at + c->behind_ns;

	if (wall <= c->accessed_ns)
		return wall;
	return max(wall, c->accessed_ns + c->hold_ns);
}
