// SPDX-License-Identifier: GPL-2.0-only
/*
 * State commands in the context image: each is saved as it was executed and restored by
 * its execution, whoever ran in between.
 */
#include <string.h>

#include "cs/commands.h"
#include "tests/driver.h"

#define GFX(type, op, sub)	(3u << 29 | (u32)(type) << 27 | (u32)(op) << 24 | (u32)(sub) << 16)
#define CSR_BASE_ADDRESS	GFX(0, 1, 0x04)
#define BASE_ADDRESS		GFX(0, 1, 0x01)
#define PIPELINE_SELECT		GFX(1, 1, 0x04)
#define VERTEX_BUFFERS		GFX(3, 0, 0x08)
#define INSTANCING		GFX(3, 0, 0x49)
#define SAMPLE_MASK		GFX(3, 0, 0x18)
#define SO_BUFFER		GFX(3, 1, 0x18)
#define SO_DECL_LIST		GFX(3, 1, 0x17)
#define POLY_STIPPLE_PATTERN	GFX(3, 1, 0x07)

#define IMAGE_CSR		0x44
#define IMAGE_REGISTERS_END	0x400
#define IMAGE_LAST		0x314f
#define IMAGE_END		0x3150

static const char * const devices[] = { "bdw-gt2", "skl-gt2" };
static const struct cs_table * const tables[] = { &cs_mi_table, &cs_3d_table };

/* Word of the image where the @n-th command with @opcode is; 0 if there is none. */
static u32 find_nth(const struct context *c, u32 opcode, u32 n)
{
	u32 gen = c->d->gpu->device->gen, len;

	for (u32 at = 0; at < IMAGE_END; at += len) {
		const struct cs_command *row = command_find(gen, c->state[at], CLASS_RENDER);

		if (!row || c->state[at] == MI_BATCH_BUFFER_END)
			return 0;
		len = command_length(row, c->state[at]);
		if (opcode && c->state[at] && (c->state[at] & row->mask) == opcode && !n--)
			return at;
	}
	return 0;
}

static u32 find(const struct context *c, u32 opcode)
{
	return find_nth(c, opcode, 0);
}

static bool run_words(struct context *c, const u32 *words, u32 n)
{
	emit_n(c, words, n);
	return context_run(c);
}

#define DO(c, ...) do {							\
	const u32 words_[] = { __VA_ARGS__ };				\
									\
	EXPECT(run_words(c, words_, ARRAY_SIZE(words_)));		\
} while (0)

/* How long drivers make a command; lists are as long as they can be. */
static u32 usual_dwords(const struct cs_command *c, u32 gen)
{
	static const struct {
		u32 opcode;
		u8 gen8, gen9;
	} other[] = {
		{ CSR_BASE_ADDRESS, 3, 3 }, { BASE_ADDRESS, 16, 19 }, { GFX(0, 1, 2), 3, 3 },
		{ GFX(2, 0, 0), 9, 9 }, { GFX(2, 0, 1), 4, 4 }, { GFX(2, 0, 2), 4, 4 },
		{ GFX(3, 0, 0x04), 3, 3 }, { GFX(3, 0, 0x05), 8, 8 }, { GFX(3, 0, 0x06), 5, 5 },
		{ GFX(3, 0, 0x07), 5, 5 }, { VERTEX_BUFFERS, 133, 133 },
		{ GFX(3, 0, 0x09), 69, 69 }, { GFX(3, 0, 0x0a), 5, 5 },
		{ GFX(3, 0, 0x10), 9, 9 }, { GFX(3, 0, 0x11), 10, 10 },
		{ GFX(3, 0, 0x12), 4, 4 }, { GFX(3, 0, 0x13), 4, 4 },
		{ GFX(3, 0, 0x15), 11, 11 }, { GFX(3, 0, 0x16), 11, 11 },
		{ GFX(3, 0, 0x17), 11, 11 }, { GFX(3, 0, 0x19), 11, 11 },
		{ GFX(3, 0, 0x1a), 11, 11 }, { GFX(3, 0, 0x1b), 9, 9 },
		{ GFX(3, 0, 0x1c), 4, 4 }, { GFX(3, 0, 0x1d), 9, 11 },
		{ GFX(3, 0, 0x1e), 5, 5 }, { GFX(3, 0, 0x1f), 4, 6 },
		{ GFX(3, 0, 0x20), 12, 12 }, { INSTANCING, 3, 3 }, { GFX(3, 0, 0x4e), 3, 4 },
		{ GFX(3, 0, 0x50), 5, 5 }, { GFX(3, 0, 0x51), 11, 11 },
		{ GFX(3, 0, 0x52), 5, 5 }, { GFX(3, 0, 0x54), 0, 4 },
		{ GFX(3, 0, 0x55), 0, 5 }, { GFX(3, 1, 0x00), 4, 4 },
		{ GFX(3, 1, 0x02), 17, 17 }, { GFX(3, 1, 0x04), 4, 4 },
		{ POLY_STIPPLE_PATTERN, 33, 33 }, { GFX(3, 1, 0x08), 3, 3 },
		{ GFX(3, 1, 0x0a), 3, 3 }, { GFX(3, 1, 0x0c), 17, 17 }, { SO_BUFFER, 8, 8 },
		{ GFX(3, 1, 0x19), 4, 4 }, { GFX(3, 1, 0x1a), 4, 4 }, { GFX(3, 1, 0x1b), 4, 4 },
		{ GFX(3, 1, 0x1c), 9, 9 },
	};

	if (c->opcode == SO_DECL_LIST)
		return 259;
	for (u32 i = 0; i < ARRAY_SIZE(other); i++)
		if (other[i].opcode == c->opcode)
			return gen >= 9 ? other[i].gen9 : other[i].gen8;
	return c->dwords ? c->dwords : 2;
}

/* A command whose operands depend on @seed and place; odd values, so that all enables are set. */
static u32 fill(const struct cs_command *c, u32 gen, u32 seed, u32 *words)
{
	u32 dwords = usual_dwords(c, gen);

	if (c->dwords)
		words[0] = c->opcode | (seed & c->bits) |
			   (c->opcode == PIPELINE_SELECT && gen >= 9 ? 0x3300 : 0);
	else
		words[0] = c->opcode | (dwords - 2);
	for (u32 i = 1; i < dwords; i++)
		words[i] = (seed << 16 | i << 4 | 1) & 0x01ffffff;
	if (c->opcode == VERTEX_BUFFERS)
		for (u32 i = 1; i < dwords; i += 4)
			words[i] |= (i / 4) << 26;
	if (c->opcode == INSTANCING)
		words[1] &= ~0x3fu;
	return dwords;
}

typedef void (*row_fn)(struct rig *r, struct context *b, const struct cs_command *c);

static void each_state_command(row_fn fn)
{
	for (u32 v = 0; v < ARRAY_SIZE(devices); v++) {
		struct rig r = rig_create_device(devices[v], RCS0);
		struct context b = context_create(r.d, RCS0, 2);
		u32 gen = r.d->gpu->device->gen;

		for (u32 k = 0; k < ARRAY_SIZE(tables); k++)
			for (u32 i = 0; i < tables[k]->count; i++)
				if (tables[k]->rows[i].flags & COMMAND_STATE &&
				    command_is_of(&tables[k]->rows[i], gen))
					fn(&r, &b, &tables[k]->rows[i]);
		expect_no_anomalies(r.d);
		rig_destroy(&r);
	}
}

static void expect_saved(struct context *c, const struct cs_command *row, const u32 *words,
			 u32 n, const char *when)
{
	u32 at = find(c, row->opcode);

	if (!at)
		FAIL("%s: %s is not in the image %s", c->d->gpu->device->name, row->name, when);
	else if (memcmp(&c->state[at], words, n * 4))
		FAIL("%s: %s at word 0x%x differs %s", c->d->gpu->device->name, row->name, at,
		     when);
}

static void comes_back(struct rig *r, struct context *b, const struct cs_command *c)
{
	u32 gen = r->d->gpu->device->gen, one[CS_MAX_STATE], two[CS_MAX_STATE], n;

	n = fill(c, gen, 0x155, one);
	fill(c, gen, 0x0aa, two);
	EXPECT(rig_batch(r, false, one, n));
	expect_saved(&r->c, c, one, n, "as it was executed");
	EXPECT(run_words(b, two, n));
	expect_saved(b, c, two, n, "as the other context executed it");
	EXPECT(context_run(&r->c));
	expect_saved(&r->c, c, one, n, "after the other context");
	EXPECT(context_run(b));
	expect_saved(b, c, two, n, "after the first context");
}

/* Each state command of a batch is in the image of its context, and remains in it. */
static void each_command_comes_back(void)
{
	each_state_command(comes_back);
}

static void run_from_memory(struct rig *r, struct context *b, const struct cs_command *c)
{
	u32 gen = r->d->gpu->device->gen, words[CS_MAX_STATE], n, at;

	n = fill(c, gen, 0x155, words);
	EXPECT(run_words(b, words, n));
	at = find(b, c->opcode);
	EXPECT(at);
	/* The memory of the image counts, not what the engine has executed. */
	fill(c, gen, 0x0aa, words);
	memcpy(&b->state[at], words, n * 4);
	EXPECT(context_run(&r->c));
	EXPECT(context_run(b));
	expect_saved(b, c, words, n, "restored from memory");
}

static void images_are_executed(void)
{
	each_state_command(run_from_memory);
}

/* A command that was not executed is saved as no-ops; vertex fetch saves all of its state. */
static void nothing_set_is_no_ops(void)
{
	for (u32 v = 0; v < ARRAY_SIZE(devices); v++) {
		struct rig r = rig_create_device(devices[v], RCS0);
		struct context b = context_create(r.d, RCS0, 2);

		DO(&b, SAMPLE_MASK, 0xffff, CSR_BASE_ADDRESS | 1, 0x7000, 0);
		EXPECT(find(&b, SAMPLE_MASK));
		EXPECT_EQ(find(&b, CSR_BASE_ADDRESS), IMAGE_CSR);
		EXPECT(context_run(&r.c));
		EXPECT_EQ(find(&r.c, SAMPLE_MASK), 0);
		EXPECT_EQ(r.c.state[IMAGE_CSR], MI_NOOP);
		EXPECT_EQ(r.c.state[find(&r.c, VERTEX_BUFFERS)], VERTEX_BUFFERS | 131);
		EXPECT_EQ(r.c.state[find_nth(&r.c, INSTANCING, 33) + 1], 33);
		/* The other context still has its own. */
		EXPECT(context_run(&b));
		EXPECT_EQ(b.state[find(&b, SAMPLE_MASK) + 1], 0xffff);
		EXPECT_EQ(b.state[IMAGE_CSR + 1], 0x7000);
		expect_no_anomalies(r.d);
		rig_destroy(&r);
	}
}

/* A GPU with an odd image: the command is there, and goes the way back. */
static void odd_image(void)
{
	for (u32 v = 0; v < ARRAY_SIZE(devices); v++) {
		struct rig r = rig_create_device(devices[v], RCS0);

		r.d->gpu->odd_image = true;
		for (u32 i = 0; i < 2; i++) {
			EXPECT(context_run(&r.c));
			EXPECT_EQ(r.c.state[0x314c], 0xe0000000);
		}
		expect_no_anomalies(r.d);
		/* Any other GPU does not know it. */
		r.d->gpu->odd_image = false;
		EXPECT(!context_run(&r.c));
		EXPECT_EQ(anomalies_of(r.d, ANOMALY_UNKNOWN_COMMAND), 1);
		rig_destroy(&r);
	}
}

/* The end is where the documents say, and nothing is written after it. */
static void image_is_as_long_as_hardware_s(void)
{
	for (u32 v = 0; v < ARRAY_SIZE(devices); v++) {
		struct rig r = rig_create_device(devices[v], RCS0);
		struct context b = context_create(r.d, BCS0, 2);
		u32 words[33] = { POLY_STIPPLE_PATTERN | 31 };

		r.c.state[IMAGE_END] = 0x1234;
		b.state[0xc0] = 0x5678;
		EXPECT(run_words(&r.c, words, ARRAY_SIZE(words)));
		EXPECT(context_run(&b));
		EXPECT_EQ(r.c.state[IMAGE_LAST], MI_BATCH_BUFFER_END);
		EXPECT_EQ(r.c.state[IMAGE_END], 0x1234);
		EXPECT_EQ(b.state[0xc0], 0x5678);
		/* No other end before, and commands all the way. */
		EXPECT(find(&r.c, POLY_STIPPLE_PATTERN) > 0x3000);
		expect_no_anomalies(r.d);
		rig_destroy(&r);
	}
}

/* Several commands of one kind are distinguished by a number in the command. */
static void kinds_have_numbers(void)
{
	struct rig r = rig_create(RCS0);

	DO(&r.c, SO_BUFFER | 6, 2u << 29, 0x22, 0, 0, 0, 0, 0);
	DO(&r.c, SO_BUFFER | 6, 0, 0x11, 0, 0, 0, 0, 0);
	DO(&r.c, INSTANCING | 1, 5, 0x55);
	DO(&r.c, VERTEX_BUFFERS | 3, 7u << 26 | 16, 0x77000, 0, 0x100);
	EXPECT_EQ(r.c.state[find_nth(&r.c, SO_BUFFER, 0) + 2], 0x11);
	EXPECT_EQ(r.c.state[find_nth(&r.c, SO_BUFFER, 1) + 2], 0x22);
	EXPECT_EQ(find_nth(&r.c, SO_BUFFER, 1) - find(&r.c, SO_BUFFER), 16);
	EXPECT_EQ(find_nth(&r.c, SO_BUFFER, 2), 0);
	EXPECT_EQ(r.c.state[find_nth(&r.c, INSTANCING, 5) + 2], 0x55);
	EXPECT_EQ(r.c.state[find(&r.c, VERTEX_BUFFERS) + 4 * 7 + 2], 0x77000);
	EXPECT_EQ(r.c.state[find(&r.c, VERTEX_BUFFERS) + 4 * 6 + 2], 0);
	expect_no_anomalies(r.d);
	/* Numbers that do not exist, and more words than a command can have. */
	DO(&r.c, VERTEX_BUFFERS | 3, 40u << 26 | 16, 0x77000, 0, 0x100);
	DO(&r.c, INSTANCING | 1, 40, 1);
	DO(&r.c, SAMPLE_MASK | 1, 1, 2);
	EXPECT_EQ(anomalies_of(r.d, ANOMALY_BAD_COMMAND), 3);
	EXPECT_EQ(find(&r.c, SAMPLE_MASK), 0);
	rig_destroy(&r);
}

/* Parts that a command does not change remain. */
static void parts_are_changed(void)
{
	struct rig r = rig_create(RCS0);
	u32 at, first[19] = { BASE_ADDRESS | 17 }, second[19] = { BASE_ADDRESS | 17 };

	first[4] = 0x4001;
	first[13] = 0xfffff001;
	first[16] = 0x6001;
	first[18] = 0x3000;
	second[4] = 0x9000;
	second[6] = 0x5001;
	EXPECT(run_words(&r.c, first, 19));
	EXPECT(run_words(&r.c, second, 19));
	at = find(&r.c, BASE_ADDRESS);
	EXPECT_EQ(r.c.state[at], BASE_ADDRESS | 17);
	EXPECT_EQ(r.c.state[at + 4], 0x4001);
	EXPECT_EQ(r.c.state[at + 6], 0x5001);
	EXPECT_EQ(r.c.state[at + 13], 0xfffff001);
	EXPECT_EQ(r.c.state[at + 16], 0x6001);
	EXPECT_EQ(r.c.state[at + 18], 0x3000);
	DO(&r.c, PIPELINE_SELECT | 0x302, MI_NOOP);
	DO(&r.c, PIPELINE_SELECT | 0x1010, MI_NOOP);
	EXPECT_EQ(r.c.state[find(&r.c, PIPELINE_SELECT)], PIPELINE_SELECT | 0x1312);
	/* A shorter list is the whole list. */
	DO(&r.c, SO_DECL_LIST | 3, 1, 1, 0x11, 0);
	at = find(&r.c, SO_DECL_LIST);
	EXPECT_EQ(r.c.state[at], SO_DECL_LIST | 257);
	EXPECT_EQ(r.c.state[at + 3], 0x11);
	EXPECT_EQ(r.c.state[at + 5], 0);
	expect_no_anomalies(r.d);
	rig_destroy(&r);
}

/* No state survives a reset, or is saved if the image asks for the ring only. */
static void resets_and_inhibits(void)
{
	struct rig r = rig_create(RCS0);
	struct context b = context_create(r.d, RCS0, 2);
	u32 ctl = 0x2000 + RING_RESET_CTL;

	DO(&r.c, INSTANCING | 1, 5, 0x55);
	r.c.state[STATE_CONTROL] = MASKED_ENABLE(CTX_SAVE_INHIBIT | CTX_INHIBIT_SYN_SWITCH);
	DO(&r.c, SAMPLE_MASK, 3, INSTANCING | 1, 5, 0x66);
	EXPECT_EQ(find(&r.c, SAMPLE_MASK), 0);
	EXPECT_EQ(r.c.state[find_nth(&r.c, INSTANCING, 5) + 2], 0x55);
	wr(r.d, ctl, MASKED_ENABLE(RESET_CTL_REQUEST));
	wr(r.d, 0x941c, engine_info[RCS0].reset_domain);
	wr(r.d, ctl, MASKED_DISABLE(RESET_CTL_REQUEST));
	engine_enable(r.d, RCS0);
	EXPECT(context_run(&b));
	EXPECT_EQ(b.state[find_nth(&b, INSTANCING, 5) + 2], 0);
	expect_no_anomalies(r.d);
	rig_destroy(&r);
}

static const struct test tests[] = {
	TEST(each_command_comes_back),
	TEST(images_are_executed),
	TEST(nothing_set_is_no_ops),
	TEST(odd_image),
	TEST(image_is_as_long_as_hardware_s),
	TEST(kinds_have_numbers),
	TEST(parts_are_changed),
	TEST(resets_and_inhibits),
	{ 0 }
};

SUITE(state, tests);
