// SPDX-License-Identifier: GPL-2.0-only
/*
 * Commands: in the ring, in a batch with privilege, in one without; on any
 * engine; and register state in the image that was not made by a driver.
 */
#include <string.h>

#include "cs/commands.h"
#include "fuzz/fuzz.h"
#include "tests/driver.h"

/* Opcodes that exist, so that the engine reads more than the first dword. */
static u32 plausible(struct fuzz_input *in)
{
	static const struct cs_table * const tables[] = {
		&cs_mi_table, &cs_blt_table, &cs_3d_table,
	};
	u8 n = fuzz_byte(in);
	const struct cs_table *t = tables[n % 4 % ARRAY_SIZE(tables)];
	const struct cs_command *c = &t->rows[n / 4 % t->count];

	return c->opcode | (c->least ? c->least - 2 : 0) |
	       (fuzz_word(in) & ~c->mask & (fuzz_byte(in) & 1 ? ~0u : ~0xffu));
}

/* Operands lead to memory more often than chance would have it. */
static u32 operand(struct fuzz_input *in)
{
	u32 val = fuzz_word(in);

	switch (val >> 28 & 3) {
	case 0:
		return RIG_OUT + (val & 0x3fff);
	case 1:
		return RIG_BATCH + (val & 0x3fff);
	case 2:
		return 0;
	default:
		return val;
	}
}

static u32 make_code(struct fuzz_input *in, u32 *code, u32 most)
{
	u32 n = 0;

	while (in->left && n + 12 < most) {
		u32 dwords = fuzz_byte(in) % 11;

		code[n++] = plausible(in);
		for (u32 i = 0; i < dwords; i++)
			code[n++] = operand(in);
	}
	return n;
}

static void disturb_image(struct rig *r, struct fuzz_input *in)
{
	u32 n = fuzz_byte(in) % 8;

	while (n--)
		r->c.state[fuzz_word(in) % 0x400] = fuzz_byte(in) & 1 ? plausible(in) : fuzz_word(in);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	static const enum engine_id ids[] = { RCS0, BCS0, VCS0, VECS0 };
	struct fuzz_input in = { data, size };
	u8 how = fuzz_byte(&in);
	struct rig r = rig_create(ids[how & 3]);
	u32 code[0xc00], n;

	if (how & 0x40)
		disturb_image(&r, &in);
	n = make_code(&in, code, how & 0x10 ? 0xc00 : 0x380);
	if (how & 0x10) {
		memcpy(r.batch.cpu, code, n * 4);
		EMIT(&r.c, MI_BATCH_BUFFER_START | (how & 0x20 ? BATCH_PPGTT : 0),
		     how & 0x20 ? RIG_BATCH : r.batch.ggtt, 0);
	} else {
		emit_n(&r.c, code, n);
	}
	elsp_submit(&r.c, NULL);
	fuzz_wait(&r.d->gpu->engine[r.c.engine]);
	wr(r.d, 0x941c, 1);
	rig_destroy(&r);
	return 0;
}
