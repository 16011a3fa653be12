// SPDX-License-Identifier: GPL-2.0-only
/*
 * The audit: command tables, operands, lengths.
 */
#include <linux/kernel.h>

#include "audit_env.h"
#include "env_wait.h"

static void audit_addresses(struct kunit *test)
{
	static const struct audit_case cases[] = {
		OK("SDI, PPGTT", VGT_RCS, 4, MI(0x20, 0, 4), FOREIGN, 0, 1),
		OK("SDI, own", VGT_RCS, 4, MI(0x20, GGTT22, 4), OWN(0x40), 0, 1),
		OK("SDI, last", VGT_RCS, 4, MI(0x20, GGTT22, 4), END(4), 0, 1),
		NO("SDI, foreign", VGT_RCS, 4, MI(0x20, GGTT22, 4), FOREIGN, 0, 1),
		NO("SDI, past the end", VGT_BCS, 5, MI(0x20, GGTT22, 5), END(4), 0, 1, 1),
		NO("SDI, high word", VGT_RCS, 4, MI(0x20, GGTT22, 4), OWN(0x40), 1, 1),
		NO("SDI, half a quadword", VGT_RCS, 4, MI(0x20, BIT(21), 4), FOREIGN, 0, 1),
		OK("SDI, quadword", VGT_RCS, 5, MI(0x20, GGTT22 | BIT(21), 5), OWN(0), 0, 1, 2),
		OK("SRM, own", VGT_RCS, 4, MI(0x24, GGTT22, 4), 0x2358, OWN(0), 0),
		NO("SRM, foreign", VGT_RCS, 4, MI(0x24, GGTT22, 4), 0x2358, FOREIGN, 0),
		OK("LRM, own", VGT_RCS, 4, MI(0x29, GGTT22, 4), 0x2600, OWN(0), 0),
		NO("LRM, foreign", VGT_RCS, 4, MI(0x29, GGTT22, 4), 0x2600, FOREIGN, 0),
		OK("FLUSH_DW, nothing", VGT_BCS, 4, MI(0x26, 0, 4), FOREIGN | BIT(2), 0, 0),
		OK("FLUSH_DW, own", VGT_BCS, 4, MI(0x26, BIT(14), 4), OWN(0x44), 0, 0),
		/* Bit 2 says "GGTT", and is not of the address. */
		OK("FLUSH_DW, last", VGT_BCS, 4, MI(0x26, BIT(14), 4), END(8) | BIT(2), 0, 0),
		NO("FLUSH_DW, foreign", VGT_BCS, 4, MI(0x26, BIT(14), 4), FOREIGN | BIT(2), 0, 0),
		NO("FLUSH_DW, time", VGT_BCS, 5, MI(0x26, 3 << 14, 5), FOREIGN | BIT(2), 0, 0, 0),
		OK("FLUSH_DW, PPGTT", VGT_BCS, 4, MI(0x26, BIT(14), 4), FOREIGN, 0, 0),
		NO("FLUSH_DW, no data", VGT_BCS, 3, MI(0x26, BIT(14), 3), OWN(0x44), 0),
		OK("CLFLUSH, own", VGT_RCS, 3, MI(0x27, GGTT22, 3), END(64), 0),
		NO("CLFLUSH, over the end", VGT_RCS, 3, MI(0x27, GGTT22, 3), END(32), 0),
		OK("CLFLUSH, two lines", VGT_RCS, 4, MI(0x27, GGTT22, 4), END(128), 0, 0),
		NO("CLFLUSH, two lines over the end", VGT_RCS, 4,
		   MI(0x27, GGTT22, 4), END(64), 0, 0),
		OK("REPORT_PERF_COUNT", VGT_RCS, 4, MI(0x28, 0, 4), FOREIGN, 0, 0),
		OK("REPORT_PERF_COUNT, own", VGT_RCS, 4, MI(0x28, 0, 4), OWN(0x41), 0, 0),
		OK("REPORT_PERF_COUNT, last", VGT_RCS, 4, MI(0x28, 0, 4), END(256) | 0x11, 0, 0),
		NO("REPORT_PERF_COUNT, past the end", VGT_RCS, 4,
		   MI(0x28, 0, 4), END(192) | 1, 0, 0),
		NO("REPORT_PERF_COUNT, GGTT", VGT_RCS, 4, MI(0x28, 0, 4), FOREIGN | 1, 0, 0),
		OK("ATOMIC, own", VGT_VCS, 3, MI(0x2f, GGTT22, 3), OWN(0), 0),
		OK("ATOMIC, last", VGT_VCS, 3, MI(0x2f, GGTT22, 3), END(16), 0),
		NO("ATOMIC, over the end", VGT_VCS, 3, MI(0x2f, GGTT22, 3), END(8), 0),
		NO("ATOMIC, foreign", VGT_VCS, 3, MI(0x2f, GGTT22, 3), FOREIGN, 0),
		OK("COPY, PPGTT", VGT_RCS, 5, MI(0x2e, 0, 5), FOREIGN, 0, FOREIGN, 0),
		NO("COPY to foreign", VGT_RCS, 5, MI(0x2e, BIT(21), 5), FOREIGN, 0, OWN(0), 0),
		NO("COPY from foreign", VGT_RCS, 5, MI(0x2e, BIT(22), 5), OWN(0), 0, FOREIGN, 0),
		OK("COPY, own both", VGT_RCS, 5, MI(0x2e, 3 << 21, 5), OWN(0), 0, OWN(8), 0),
		OK("SEMAPHORE_WAIT, own", VGT_RCS, 4, MI(0x1c, GGTT22, 4), 0, OWN(0), 0),
		NO("SEMAPHORE_WAIT, foreign", VGT_RCS, 4, MI(0x1c, GGTT22, 4), 0, FOREIGN, 0),
		NO("SEMAPHORE_WAIT, register", VGT_RCS, 4, MI(0x1c, BIT(16), 4), 0, 0x2000, 0),
		OK("PIPE_CONTROL, nothing", VGT_RCS, 6, PIPE_CONTROL, BIT(24), FOREIGN, 0, 0, 0),
		OK("PIPE_CONTROL, own", VGT_RCS, 6,
		   PIPE_CONTROL, BIT(24) | BIT(14), OWN(0), 0, 0, 0),
		NO("PIPE_CONTROL, foreign", VGT_RCS, 6,
		   PIPE_CONTROL, BIT(24) | BIT(14), FOREIGN, 0, 0, 0),
		NO("PIPE_CONTROL, time", VGT_RCS, 6,
		   PIPE_CONTROL, BIT(24) | BIT(15) | BIT(14), FOREIGN, 0, 0, 0),
		OK("PIPE_CONTROL, PPGTT", VGT_RCS, 6, PIPE_CONTROL, BIT(14), FOREIGN, 0, 0, 0),
		OK("PIPE_CONTROL, LRI", VGT_RCS, 6, PIPE_CONTROL, BIT(23), 0x2600, 0, 7, 0),
		NO("PIPE_CONTROL, bad LRI", VGT_RCS, 6, PIPE_CONTROL, BIT(23), 0x2230, 0, 7, 0),
		NO("PIPE_CONTROL, LRI and a store", VGT_RCS, 6, PIPE_CONTROL,
		   BIT(24) | BIT(23) | BIT(14), 0x2600, 0, 7, 0),
		OK("BBS, PPGTT", VGT_RCS, 3, BBS_PPGTT, FOREIGN, 0),
		NO("BBS, foreign", VGT_RCS, 3, BBS, FOREIGN, 0),
		NO("BBS, not mapped", VGT_RCS, 3, BBS, OWN(0x8000), 0),
		NO("BBS, plus a register", VGT_RCS, 3, BBS | BIT(16), OWN(0), 0),
		/* It would come back to where a first level was last. */
		NO("BBS, second level out of a ring", VGT_RCS, 3, BBS_SECOND, OWN(0), 0),
		NO("BBS, second level, PPGTT", VGT_RCS, 3, BBS_PPGTT | BIT(22), FOREIGN, 0),
	};
	struct vgt_env *env = vgt_env_get(test);
	u64 gpa = env_page(env);

	/* A batch for the last: it is refused for its start alone. */
	env_ggtt_map(env, gpa, 1);
	fake_guest_poke32(&env->guest, gpa, BBE);
	audit_table(test, cases, ARRAY_SIZE(cases));
}

/* What PIPE_CONTROL may say, bit by bit: what reaches beyond its own context is refused. */
static void audit_pipe_control_bits(struct kunit *test)
{
	/* Flushes and stalls of its own work; the rest is judged elsewhere. */
	static const u32 own = 0x3f | GENMASK(16, 7) | BIT(18) | GENMASK(21, 20) | BIT(24) |
			       BIT(27);
	struct vgt_env *env = vgt_env_get(test);
	u32 bit, cs[6];

	for (bit = 0; bit < 32; bit++) {
		u32 words[6] = { PIPE_CONTROL, BIT(bit), FOREIGN, 0, 0, 0 };

		if (BIT(bit) == BIT(23))	/* a register: its own test */
			continue;
		if (audit_one(env, VGT_RCS, words, 6, cs) != (own & BIT(bit) ? 0 : -EPERM))
			KUNIT_FAIL(test, "bit %u", bit);
	}
}

/* No other engine's signal ends a wait: it looks itself. */
static void audit_waits_poll(struct kunit *test)
{
	static const u32 words[] = { MI(0x1c, 0, 4), 0, 0x1000, 0 };
	struct vgt_env *env = vgt_env_get(test);
	u32 cs[4];

	KUNIT_EXPECT_EQ(test, audit_one(env, VGT_RCS, words, 4, cs), 0);
	KUNIT_EXPECT_EQ(test, cs[0], words[0] | BIT(15));
}

static void audit_other_commands(struct kunit *test)
{
	static const struct audit_case cases[] = {
		NO("MI_STORE_DATA_INDEX", VGT_RCS, 3, MI(0x21, 0, 3), 0, 0),
		NO("MI_SET_CONTEXT", VGT_RCS, 2, MI(0x18, 0, 2), 0),
		NO("MI_UPDATE_GTT", VGT_RCS, 3, MI(0x23, 0, 3), 0, 0),
		NO("client 1", VGT_RCS, 1, 1u << 29),
		NO("client 7", VGT_RCS, 1, ~0u),
		NO("a blit on render", VGT_RCS, 10, 0x54c00008),
		OK("a blit", VGT_BCS, 10, 0x54c00008),
		NO("3D on the blitter", VGT_BCS, 6, PIPE_CONTROL),
		NO("a video command on render", VGT_RCS, 2, 0x70060000),
		OK("a video command", VGT_VCS, 2, 0x70060000),
		NO("the same, for video enhancement", VGT_VECS, 2, 0x70060000),
		OK("wait for the monitor", VGT_RCS, 1, 0x03 << 23),
		NO("length lies: short", VGT_RCS, 2, MI(0x22, 0, 2), 0x2600),
		NO("length lies: long", VGT_RCS, 3, MI(0x22, 0, 5), 0x2600, 1),
		NO("cut off", VGT_RCS, 4, 0, 0, LRI, 0x2600),
	};

	audit_table(test, cases, ARRAY_SIZE(cases));
}

/*
 * What only makes sense in a batch, out of a ring: it would end, skip or go on to read what
 * the host has behind the guest's commands.
 */
static void audit_batch_only(struct kunit *test)
{
	static const struct {
		const char *name;
		u32 cs[4];
		u32 len;
	} cases[] = {
		{ "BATCH_BUFFER_END", { BBE }, 1 },
		{ "COND_BATCH_END", { MI(0x36, 0, 4), 0, FOREIGN, 0 }, 4 },
		{ "COND_BATCH_END, own", { MI(0x36, GGTT22, 4), 0, OWN(0), 0 }, 4 },
		{ "COND_BATCH_END, compare", { MI(0x36, BIT(21), 4), 0, FOREIGN, 0 }, 4 },
		{ "RS_CONTROL", { 0x03000001 }, 1 },
		{ "BBS, second level", { BBS_PPGTT | BIT(22), FOREIGN, 0 }, 3 },
	};
	struct vgt_env *env = vgt_env_get(test);
	u32 i, k;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		u32 words[5], cs[5];
		u32 call[] = { BBS, 0, 0 };
		struct vgt_audit audit;

		for (k = 0; k < cases[i].len; k++)
			words[k] = audit_place(env, cases[i].cs[k]);
		words[cases[i].len] = BBE;
		if (audit_one(env, VGT_RCS, words, cases[i].len, cs) != -EPERM)
			KUNIT_FAIL(test, "%s: in a ring", cases[i].name);
		call[1] = audit_batch_at(env, words, cases[i].len + 1, 1);
		if (audit_words(env, VGT_RCS, call, 3, &audit))
			KUNIT_FAIL(test, "%s: not in a batch", cases[i].name);
		audit_end(env, VGT_RCS, &audit);
	}
}

/* In a batch, the address that an end on a condition reads is judged. */
static void audit_end_on_condition(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u32 words[] = { MI(0x36, GGTT22, 4), 0, FOREIGN, 0, BBE };
	u32 call[] = { BBS, audit_batch_at(env, words, 5, 1), 0 };
	struct vgt_audit audit;

	KUNIT_EXPECT_EQ(test, audit_words(env, VGT_RCS, call, 3, &audit), -EPERM);
	audit_end(env, VGT_RCS, &audit);
}

/* Commands that no guest may use have a row each, which says why. */
static void audit_never(struct kunit *test)
{
	static const u8 opcodes[] = {
		0x04, 0x16, 0x18, 0x19, 0x21, 0x23, 0x2b, 0x2c, 0x2d,
	};
	struct vgt_env *env = vgt_env_get(test);
	u32 i, cs[1];

	for (i = 0; i < ARRAY_SIZE(opcodes); i++) {
		u32 header = opcodes[i] << 23;
		const struct vgt_cmd *cmd;

		cmd = vgt_cmd_find(env->gpu.gpu.desc.platform->gen, VGT_RCS, header);
		if (!cmd || !cmd->never || strlen(cmd->never) < 10)
			KUNIT_FAIL(test, "opcode %#x: no reason", opcodes[i]);
		KUNIT_EXPECT_EQ(test, audit_one(env, VGT_RCS, &header, 1, cs), -EPERM);
	}
}

/*
 * Bits between the length field and the opcode, and of commands of one word: what no
 * document explains is refused, and so is what would change what is written, or where.
 */
static void audit_headers(struct kunit *test)
{
	static const struct audit_case cases[] = {
		OK("NOOP", VGT_RCS, 1, 0),
		OK("NOOP with a number", VGT_RCS, 1, 0x412345),
		OK("SET_PREDICATE", VGT_BCS, 1, 0x0080000f),
		NO("SET_PREDICATE, bit 4", VGT_RCS, 1, 0x00800010),
		NO("USER_INTERRUPT, bit 0", VGT_RCS, 1, 0x01000001),
		NO("ARB_CHECK, bit 8", VGT_RCS, 1, 0x02800100),
		OK("ARB_ON_OFF", VGT_RCS, 1, 0x04000001),
		NO("ARB_ON_OFF, bit 1", VGT_RCS, 1, 0x04000002),
		OK("SUSPEND_FLUSH, off", VGT_BCS, 1, 0x05800000),
		NO("SUSPEND_FLUSH", VGT_BCS, 1, 0x05800001),
		NO("PREDICATE, bit 2", VGT_RCS, 1, 0x06000004),
		NO("TOPOLOGY_FILTER, bit 6", VGT_RCS, 1, 0x06800040),
		OK("MATH", VGT_RCS, 2, MI(0x1a, 0, 2), 0x08008001),
		NO("MATH, bit 8", VGT_RCS, 2, MI(0x1a, BIT(8), 2), 0),
		NO("MATH, not an operation", VGT_RCS, 2, MI(0x1a, 0, 2), 0x20000000),
		NO("MATH, not a register", VGT_RCS, 2, MI(0x1a, 0, 2), 0x18004031),
		NO("SDI, bit 10", VGT_RCS, 4, MI(0x20, BIT(10), 4), FOREIGN, 0, 1),
		NO("SRM, bit 8", VGT_RCS, 4, MI(0x24, BIT(8), 4), 0x2358, OWN(0), 0),
		NO("LRR, bit 22", VGT_RCS, 3, MI(0x2a, BIT(22), 3), 0x2358, 0x2600),
		NO("FLUSH_DW, protected", VGT_BCS, 4, MI(0x26, BIT(22), 4), 0, 0, 0),
		OK("FLUSH_DW, TLB and video cache", VGT_VCS, 4, MI(0x26, BIT(18) | BIT(7), 4),
		   0, 0, 0),
		NO("FLUSH_DW, LLC", VGT_BCS, 4, MI(0x26, BIT(9), 4), 0, 0, 0),
		NO("FLUSH_DW, CCS", VGT_BCS, 4, MI(0x26, BIT(16), 4), 0, 0, 0),
		NO("FLUSH_DW of render", VGT_RCS, 4, MI(0x26, 0, 4), 0, 0, 0),
		NO("REPORT_PERF_COUNT, bit 22", VGT_RCS, 4, MI(0x28, BIT(22), 4), 0, 0, 0),
		NO("REPORT_PERF_COUNT, address bit 5", VGT_RCS, 4, MI(0x28, 0, 4), 0x20, 0, 0),
		OK("ATOMIC, inline", VGT_RCS, 11, MI(0x2f, BIT(18), 11), FOREIGN),
		NO("ATOMIC, inline, short", VGT_RCS, 3, MI(0x2f, BIT(18), 3), FOREIGN, 0),
		NO("ATOMIC, not inline, long", VGT_RCS, 11, MI(0x2f, 0, 11), FOREIGN),
		NO("BBS, bit 9", VGT_RCS, 3, BBS_PPGTT | BIT(9), FOREIGN, 0),
		NO("BBS, bit 13", VGT_RCS, 3, BBS_PPGTT | BIT(13), FOREIGN, 0),
		NO("BBS, bit 17", VGT_RCS, 3, BBS_PPGTT | BIT(17), FOREIGN, 0),
		NO("BBS, bit 48 of an address", VGT_RCS, 3, BBS, OWN(0), BIT(16)),
		NO("SDI, bit 48 of an address", VGT_RCS, 4, MI(0x20, GGTT22, 4), OWN(0),
		   BIT(16), 1),
		NO("BATCH_BUFFER_END, bit 0", VGT_RCS, 1, BBE | 1),
		NO("PIPE_CONTROL, bit 9", VGT_RCS, 6, PIPE_CONTROL | BIT(9)),
		NO("PIPE_CONTROL, protected", VGT_RCS, 6, PIPE_CONTROL, BIT(22)),
		NO("PIPE_CONTROL, bit 30", VGT_RCS, 6, PIPE_CONTROL, BIT(30)),
		NO("3DSTATE_VS, bit 8", VGT_RCS, 9, 0x78100107),
		NO("PIPELINE_SELECT, bit 2", VGT_RCS, 1, 0x69040004),
		OK("PIPELINE_SELECT", VGT_RCS, 1, 0x69040301),
		OK("MFX_WAIT", VGT_VCS, 1, 0x68000100),
		NO("MFX_WAIT, longer", VGT_VCS, 3, 0x68000101),
		NO("MFX_WAIT, longer still", VGT_VCS, 3, 0x68000120),
		NO("MFX, bit 12", VGT_VCS, 2, 0x70061000),
		OK("a blit's write mask", VGT_BCS, 10, 0x54f00008),
		NO("a blit of Gen7", VGT_BCS, 8, 0x54f00006),
		NO("a blit, bit 8", VGT_BCS, 10, 0x54f00108),
	};

	audit_table(test, cases, ARRAY_SIZE(cases));
}

/*
 * A length field that is wider than it is taken for: what is data in the longer command
 * would be commands for the audit, and the other way round.
 */
static void audit_wide_lengths(struct kunit *test)
{
	static const struct {
		const char *name;
		enum vgt_engine_id engine;
		u32 header;
		u32 len;	/* as the hardware has it */
	} cases[] = {
		{ "MI_MATH", VGT_RCS, 0x0d000040, 66 },
		{ "MI_MATH of the blitter", VGT_BCS, 0x0d000040, 66 },
		{ "3DSTATE_BINDING_TABLE_EDIT_VS", VGT_RCS, 0x78430100, 258 },
		{ "3DSTATE_BINDING_TABLE_EDIT_PS", VGT_RCS, 0x78470100, 258 },
		{ "MEDIA_OBJECT", VGT_RCS, 0x71008004, 32774 },
		{ "MEDIA_OBJECT_WALKER", VGT_RCS, 0x7103800f, 32785 },
	};
	struct vgt_env *env = vgt_env_get(test);
	u32 *cs = kvcalloc(33000, sizeof(*cs), GFP_KERNEL);
	u32 i;

	KUNIT_ASSERT_TRUE(test, cs);
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct vgt_audit audit;

		memset(cs, 0, 33000 * sizeof(*cs));
		cs[0] = cases[i].header;
		/* One word is missing. */
		KUNIT_EXPECT_EQ(test, audit_words(env, cases[i].engine, cs,
						  cases[i].len - 1, &audit), -EPERM);
		/* Behind its end, and only there, commands count. */
		cs[cases[i].len] = 0x11000001;
		cs[cases[i].len + 1] = vgt_engines[cases[i].engine].mmio_base + 0x80;
		if (audit_words(env, cases[i].engine, cs, cases[i].len, &audit))
			KUNIT_FAIL(test, "%s: refused", cases[i].name);
		if (audit_words(env, cases[i].engine, cs, cases[i].len + 3,
				&audit) != -EPERM)
			KUNIT_FAIL(test, "%s: taken for longer", cases[i].name);
	}
	kvfree(cs);
}

static u32 opcode_shift(u8 client)
{
	return client == VGT_CLIENT_MI ? 23 : client == VGT_CLIENT_2D ? 22 : 16;
}

/* Each value of the length field: what the row allows, and no other. */
static void audit_row_length(struct kunit *test, const struct vgt_cmd *cmd, u32 header)
{
	u32 field;

	if (!cmd->len_mask) {
		KUNIT_EXPECT_EQ(test, vgt_cmd_len(cmd, header), cmd->min);
		return;
	}
	for (field = 0; field <= cmd->len_mask; field++) {
		u32 len = field + cmd->bias;

		if (vgt_cmd_len(cmd, header | field) !=
		    (len >= cmd->min && len <= cmd->max ? len : 0))
			KUNIT_FAIL(test, "%s: length field %#x", cmd->name, field);
	}
}

/* Each bit between length and opcode: one that the row knows, or refused. */
static void audit_row_bits(struct kunit *test, const struct vgt_cmd *cmd, u32 header,
			   u32 shift)
{
	u32 bit;

	KUNIT_EXPECT_TRUE(test, vgt_cmd_bits_ok(cmd, header));
	for (bit = 0; bit < shift; bit++)
		if (vgt_cmd_bits_ok(cmd, header | BIT(bit)) !=
		    !!((cmd->bits | cmd->len_mask) & BIT(bit)))
			KUNIT_FAIL(test, "%s: bit %u", cmd->name, bit);
}

static void audit_row(struct kunit *test, struct vgt_env *env,
		      const struct vgt_cmd_table *table, const struct vgt_cmd *cmd)
{
	u32 header = (u32)table->client << 29 |
		     (u32)cmd->opcode << opcode_shift(table->client);
	enum vgt_engine_id id;
	u32 *cs;
	u8 gen;

	for (gen = 8; gen <= 9; gen++)
		for (id = 0; id < VGT_NUM_ENGINES; id++)
			KUNIT_EXPECT_EQ(test, vgt_cmd_find(gen, id, header) == cmd,
					cmd->engines & BIT(id) &&
					(!cmd->gens || cmd->gens & BIT(gen)));
	audit_row_length(test, cmd, header);
	audit_row_bits(test, cmd, header, opcode_shift(table->client));
	if (cmd->gens && !(cmd->gens & BIT(env->gpu.gpu.desc.platform->gen)))
		return;
	if (cmd->check || cmd->in_batch || cmd->never)
		return;

	cs = kvcalloc(cmd->min, sizeof(*cs), GFP_KERNEL);
	KUNIT_ASSERT_TRUE(test, cs);
	for (id = 0; id < VGT_NUM_ENGINES; id++) {
		struct vgt_audit audit;

		if (!(cmd->engines & env->gpu.gpu.desc.engine_mask & BIT(id)))
			continue;
		cs[0] = header | (cmd->len_mask ? cmd->min - cmd->bias : 0);
		KUNIT_EXPECT_EQ(test, audit_words(env, id, cs, cmd->min, &audit), 0);
		if (cmd->min > 1)
			KUNIT_EXPECT_EQ(test, audit_words(env, id, cs, cmd->min - 1,
							  &audit), -EPERM);
	}
	kvfree(cs);
}

static void audit_rows(struct kunit *test)
{
	static const struct vgt_cmd_table * const tables[] = {
		&vgt_cmds_mi, &vgt_cmds_2d, &vgt_cmds_3d, &vgt_cmds_media,
	};
	struct vgt_env *env = vgt_env_get(test);
	u32 i, k;

	for (i = 0; i < ARRAY_SIZE(tables); i++)
		for (k = 0; k < tables[i]->count; k++)
			audit_row(test, env, tables[i], &tables[i]->cmds[k]);
}

/* Interrupts are not the hardware's to send: noted, and taken out. */
static void audit_interrupts(struct kunit *test)
{
	static const struct {
		enum vgt_engine_id engine;
		u32 cs[6];
		u32 len;
		u32 word;
		u32 left;
		u32 events;
	} cases[] = {
		{ VGT_RCS, { 0x01000000 }, 1, 0, 0, BIT(VGT_GT_USER) },
		{ VGT_RCS, { PIPE_CONTROL, BIT(8) | BIT(20) }, 6, 1, BIT(20),
		  BIT(VGT_GT_FLUSH) },
		{ VGT_BCS, { MI(0x26, BIT(8), 4) }, 4, 0, MI(0x26, 0, 4),
		  BIT(VGT_GT_FLUSH) },
		{ VGT_RCS, { 0 }, 1, 0, 0, 0 },
	};
	struct vgt_env *env = vgt_env_get(test);
	u32 i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct vgt_audit audit;
		u32 cs[6];

		memcpy(cs, cases[i].cs, sizeof(cs));
		KUNIT_EXPECT_EQ(test, audit_words(env, cases[i].engine, cs,
						  cases[i].len, &audit), 0);
		KUNIT_EXPECT_EQ(test, cs[cases[i].word], cases[i].left);
		KUNIT_EXPECT_EQ(test, audit.events, cases[i].events);
	}
}

/* An index into the status page counts in the guest's context, not in the shadow. */
static void audit_indices(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u32 lrca = audit_slice_start(env) + 0x100000;
	u32 pc[6] = { PIPE_CONTROL, BIT(21) | BIT(14), 0x7c8, 0, 1, 0 };
	u32 fl[4] = { MI(0x26, BIT(21) | BIT(14), 4), 0x12340, 5, 1 };
	struct vgt_audit audit;

	KUNIT_EXPECT_EQ(test, audit_words(env, VGT_RCS, pc, 6, &audit), 0);
	KUNIT_EXPECT_EQ(test, pc[1], BIT(24) | BIT(14));
	KUNIT_EXPECT_EQ(test, pc[2], env_hw(env, lrca) + 0x7c8);
	KUNIT_EXPECT_EQ(test, audit_words(env, VGT_BCS, fl, 4, &audit), 0);
	KUNIT_EXPECT_EQ(test, fl[0], MI(0x26, BIT(14), 4));
	KUNIT_EXPECT_EQ(test, fl[1], (env_hw(env, lrca) + 0x340) | BIT(2));
	KUNIT_EXPECT_EQ(test, fl[2], 0);
}

/* A refusal of the first command stops the engine until a reset: nothing reaches the hardware. */
static void audit_refusal_hangs(struct kunit *test)
{
	static const u32 bad[] = { LRI, 0x2230, 1, 0 };
	static const u32 good[] = { 0, 0 };
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_env_ctx ctx;

	env_engine_on(env, VGT_RCS);
	env_ctx_init(env, &ctx, VGT_RCS, env_ppgtt(env));
	env_submit(env, &ctx, bad, 4);
	KUNIT_EXPECT_EQ(test, env->gpu.engine[VGT_RCS].submitted, 0);
	KUNIT_EXPECT_TRUE(test, env->vgpu->engines[VGT_RCS].hung);
	env_write(env, 0x941c, BIT(1));
	env_engine_on(env, VGT_RCS);
	env_ctx_init(env, &ctx, VGT_RCS, env_ppgtt(env));
	env_submit(env, &ctx, good, 2);
	KUNIT_EXPECT_EQ(test, env->gpu.engine[VGT_RCS].submitted, 1);
	env_run(env, VGT_RCS);
}

/* What a refusal says: where, why, which register, and the value where there is one. */
static void audit_messages(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_audit audit;
	u32 load[] = { MI(0x22, 0, 3), 0x2230, 0 };
	u32 store[] = { MI(0x24, GGTT22, 4), 0x2080, 0, 0 };
	u32 batch[] = { LRI, 0x2230, 1, BBE };
	u32 call[] = { BBS, audit_batch_at(env, batch, 4, 1), 0 };

	env_messages_start();
	KUNIT_EXPECT_EQ(test, audit_words(env, VGT_RCS, load, 3, &audit), -EPERM);
	KUNIT_EXPECT_TRUE(test, env_messages_were(1, "of a ring: "));
	KUNIT_EXPECT_TRUE(test, env_messages_were(1, "(register 0x2230, value 0)"));
	env_messages_start();
	KUNIT_EXPECT_EQ(test, audit_words(env, VGT_RCS, store, 4, &audit), -EPERM);
	KUNIT_EXPECT_TRUE(test, env_messages_were(1, "(register 0x2080)"));
	env_messages_start();
	KUNIT_EXPECT_EQ(test, audit_words(env, VGT_RCS, call, 3, &audit), -EPERM);
	KUNIT_EXPECT_TRUE(test, env_messages_were(1, "of a privileged batch: "));
	KUNIT_EXPECT_TRUE(test, env_messages_were(1, "(register 0x2230, value 0x1)"));
}

static struct kunit_case audit_cases[] = {
	KUNIT_CASE(audit_messages),
	KUNIT_CASE(audit_addresses),
	KUNIT_CASE(audit_pipe_control_bits),
	KUNIT_CASE(audit_waits_poll),
	KUNIT_CASE(audit_other_commands),
	KUNIT_CASE(audit_batch_only),
	KUNIT_CASE(audit_end_on_condition),
	KUNIT_CASE(audit_never),
	KUNIT_CASE(audit_headers),
	KUNIT_CASE(audit_wide_lengths),
	KUNIT_CASE(audit_rows),
	KUNIT_CASE(audit_interrupts),
	KUNIT_CASE(audit_indices),
	KUNIT_CASE(audit_refusal_hangs),
	{ }
};

static struct kunit_suite audit_suite = {
	.name = "audit",
	.init = vgt_env_suite_init,
	.exit = vgt_env_suite_exit,
	.test_cases = audit_cases,
};

kunit_test_suite(audit_suite);
