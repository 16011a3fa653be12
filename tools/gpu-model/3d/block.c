// SPDX-License-Identifier: GPL-2.0-only
/*
 * Elements of the pixels of a block, from and to memory.
 */
#include <string.h>

#include "3d/draw.h"
#include "cs/commands.h"

/* Channels in the order of memory: a row, then the other one. */
static u32 in_row(const struct draw_elements *b, u32 k)
{
	u32 half = b->lanes / 2, row = k / half, x = k % half;

	return x / 2 * 4 + row * 2 + x % 2;
}

/* How many channels from the @k-th on are side by side in memory. */
static u32 run_of(const struct draw_elements *b, u32 k)
{
	u32 first = in_row(b, k), n = 1;

	while (k + n < b->lanes) {
		u32 lane = in_row(b, k + n);

		if (!(b->mask >> lane & 1) || b->at[lane] != b->at[first] + n * b->bytes)
			break;
		n++;
	}
	return n;
}

static int move_run(struct draw *d, struct draw_elements *b, u32 k, u32 n, bool write)
{
	u64 at = b->base + b->at[in_row(b, k)];
	u8 run[DRAW_LANES * 16];

	if (write) {
		for (u32 i = 0; i < n; i++)
			memcpy(&run[i * b->bytes], b->element[in_row(b, k + i)], b->bytes);
		return vm_write(d->e, AS_PPGTT, at, run, n * b->bytes, PAGE_USE_WRITE);
	}
	if (vm_read(d->e, AS_PPGTT, at, run, n * b->bytes, PAGE_USE_READ))
		return -1;
	for (u32 i = 0; i < n; i++)
		memcpy(b->element[in_row(b, k + i)], &run[i * b->bytes], b->bytes);
	return 0;
}

int draw_move(struct draw *d, struct draw_elements *b, bool write)
{
	for (u32 k = 0, n; k < b->lanes; k += n) {
		n = 1;
		if (!(b->mask >> in_row(b, k) & 1))
			continue;
		n = run_of(b, k);
		if (move_run(d, b, k, n, write))
			return -1;
	}
	return 0;
}

void draw_locate(const struct eu_surface *s, u32 layer, u32 sample, const s32 *x, const s32 *y,
		 struct draw_elements *b)
{
	for (u32 i = 0; i < b->lanes; i++)
		if (b->mask >> i & 1 && !eu_surface_sample(s, (u32)x[i], (u32)y[i], layer, sample,
							   b->bytes, &b->at[i]))
			b->mask &= ~BIT(i);
}
