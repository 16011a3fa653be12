// SPDX-License-Identifier: GPL-2.0-only
/*
 * Constants that are pushed into registers before a thread starts. They are read when a 3DPRIMITIVE
 * begins.
 *
 * Source: Intel OSRC Skylake PRM vol 2a, "3DSTATE_CONSTANT_*"; Mesa genxml (CS_DEBUG_MODE2,
 * INSTPM).
 */
#include "3d/draw.h"
#include "core/gpu.h"
#include "cs/commands.h"

#define BUFFERS			4
#define ADDRESS			(GENMASK_ULL(47, 5))

/* Whether the first buffer's address counts from the dynamic state base. */
#define INSTPM			0x20c0	/* Gen8 */
#define   INSTPM_NO_OFFSET	BIT(6)
#define CS_DEBUG_MODE2		0x20d8
#define   DEBUG2_NO_OFFSET	BIT(4)

static u64 buffer_base(struct draw *d, u32 n)
{
	bool none;

	if (n)
		return 0;
	if (d->e->gpu->device->gen < 9)
		none = cs_read_register(d->e, INSTPM) & INSTPM_NO_OFFSET;
	else
		none = cs_read_register(d->e, CS_DEBUG_MODE2) & DEBUG2_NO_OFFSET;
	return none ? 0 : d->base.dynamic;
}

enum cs_result draw_constants(struct draw *d, u32 opcode, u8 *data, u32 *regs)
{
	const u32 *c = draw_state(d, opcode);

	*regs = 0;
	for (u32 n = 0; n < BUFFERS; n++) {
		u32 length = c[1 + n / 2] >> (16 * (n % 2)) & 0xffff;
		u64 at = ((u64)c[4 + 2 * n] << 32 | c[3 + 2 * n]) & ADDRESS;

		if (!length)
			continue;
		if (length > EU_GRFS - *regs) {
			*regs = EU_GRFS + 1;
			return CS_OK;
		}
		if (vm_read(d->e, AS_PPGTT, buffer_base(d, n) + at, data + *regs * EU_GRF_BYTES,
			    length * EU_GRF_BYTES, PAGE_USE_READ))
			return cs_fault(d->e);
		*regs += length;
	}
	return CS_OK;
}
