// SPDX-License-Identifier: GPL-2.0-only
#include "core/gpu.h"
#include "gt/pcode.h"

#define PCODE_MAILBOX		0x138124
#define   PCODE_READY		BIT(31)
#define   PCODE_COMMAND		GENMASK(7, 0)
#define PCODE_DATA		0x138128
#define PCODE_DATA1		0x13812c

#define PCODE_SUCCESS		0
#define PCODE_ILLEGAL_COMMAND	1

/* Latency of the memory in the display's power levels, one byte each, us. */
#define LATENCY_LEVELS_0_3	0x1e140a04
#define LATENCY_LEVELS_4_7	0x5a463c28

#define FREQ_GT			GENMASK(7, 0)
#define FREQ_IA_RATIO		GENMASK(15, 8)
#define FREQ_RING_RATIO		GENMASK(23, 16)

static u32 answer_zero(struct gpu *gpu __unused, u32 data __unused)
{
	return 0;
}

static u32 answer_one(struct gpu *gpu __unused, u32 data __unused)
{
	return 1;
}

static u32 answer_same(struct gpu *gpu __unused, u32 data)
{
	return data;
}

static u32 answer_latency(struct gpu *gpu __unused, u32 data)
{
	return data ? LATENCY_LEVELS_4_7 : LATENCY_LEVELS_0_3;
}

static u32 write_ratios(struct gpu *gpu, u32 data)
{
	gpu->pcode.ratios[FIELD_GET(FREQ_GT, data)] =
		FIELD_GET(FREQ_IA_RATIO | FREQ_RING_RATIO, data);
	return data;
}

static u32 read_ratios(struct gpu *gpu, u32 data)
{
	return gpu->pcode.ratios[FIELD_GET(FREQ_GT, data)];
}

static const struct {
	u32 command;
	u32 (*answer)(struct gpu *gpu, u32 data);
} commands[] = {
	{ 0x04, answer_same },		/* write RC6 voltages */
	{ 0x05, answer_zero },		/* read RC6 voltages */
	{ 0x06, answer_latency },	/* memory latency */
	{ 0x07, answer_one },		/* CDCLK change: ready */
	{ 0x08, write_ratios },		/* write frequency table */
	{ 0x09, read_ratios },	/* read frequency table */
	{ 0x10, answer_zero },		/* read display compensation */
	{ 0x11, answer_same },		/* write display compensation */
	{ 0x17, answer_same },		/* display frequency change: done */
	{ 0x18, answer_zero },		/* the same, announced: Gen8 */
	{ 0x19, answer_same },		/* intermediate pixel storage: Gen8 */
	{ 0x1a, answer_zero },		/* duty cycle control */
	{ 0x21, answer_one },		/* system agent geyserville: done */
};

static void write_mailbox(const struct reg_access *a, u32 val)
{
	u32 data = reg_get(a->gpu, PCODE_DATA);
	u32 error = PCODE_ILLEGAL_COMMAND;

	if (!(val & PCODE_READY)) {
		reg_set(a->gpu, a->offset, val);
		return;
	}
	for (u32 i = 0; i < ARRAY_SIZE(commands); i++) {
		if (commands[i].command != (val & PCODE_COMMAND))
			continue;
		reg_set(a->gpu, PCODE_DATA, commands[i].answer(a->gpu, data));
		reg_set(a->gpu, PCODE_DATA1, 0);
		error = PCODE_SUCCESS;
	}
	/* The command's byte becomes the error's. */
	reg_set(a->gpu, a->offset, (val & ~(PCODE_READY | PCODE_COMMAND)) | error);
}

static const struct reg_row rows[] = {
	{ .offset = PCODE_MAILBOX, .write = write_mailbox },
	{ .offset = PCODE_DATA },
	{ .offset = PCODE_DATA1 },
};

void pcode_attach(struct gpu *gpu)
{
	mmio_attach(gpu, rows, ARRAY_SIZE(rows), 0, NULL);
}
