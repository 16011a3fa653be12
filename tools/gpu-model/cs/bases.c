// SPDX-License-Identifier: GPL-2.0-only
#include "cs/bases.h"
#include "cs/engine.h"
#include "cs/state.h"
#include "eu/group.h"

#define STATE_BASE_ADDRESS	(3u << 29 | 1u << 24 | 1u << 16)

static u64 base_address(const u32 *state, u32 dword)
{
	return ((u64)(state[dword + 1] & 0xffff) << 32 | state[dword]) & PAGE_MASK_ULL;
}

/* Sizes count pages; without one there is no limit. */
void cs_bases(const struct engine *e, struct eu_bases *b)
{
	static const u32 none[19];
	const u32 *state = cs_state_get(e, STATE_BASE_ADDRESS);

	if (!state)
		state = none;
	b->general = base_address(state, 1);
	b->general_bytes = state[12] & ~(PAGE_SIZE - 1);
	/* Offsets have 32 bits: the largest size covers them all. */
	if (!b->general_bytes || b->general_bytes == (u32)~(PAGE_SIZE - 1))
		b->general_bytes = 1ull << 32;
	b->surface = base_address(state, 4);
	b->dynamic = base_address(state, 6);
	b->indirect = base_address(state, 8);
	b->instruction = base_address(state, 10);
}
