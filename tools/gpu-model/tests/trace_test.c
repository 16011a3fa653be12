// SPDX-License-Identifier: GPL-2.0-only
/*
 * Traces: the lines by which tests/differential compares mediators.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/driver.h"

#define MI_STORE_DWORD	(0x20u << 23 | 2)

static char *run_traced(struct rig *r, const char *categories)
{
	char path[] = "/tmp/gpu-model-trace.XXXXXX";
	char *text = calloc(1, 65536);
	int fd = mkstemp(path);
	FILE *f;

	EXPECT(fd >= 0);
	EXPECT_EQ(trace_start(&r->d->gpu->trace, path, categories), 0);
	RUN(r, false, MI_STORE_DWORD, RIG_OUT + 8, 0, 0x1234);
	trace_stop(&r->d->gpu->trace);
	f = fopen(path, "r");
	EXPECT(f && fread(text, 1, 65535, f) > 0);
	fclose(f);
	close(fd);
	unlink(path);
	return text;
}

static void expect_text(const char *text, const char *part)
{
	if (!strstr(text, part))
		FAIL("not in the trace: \"%s\" in:\n%s", part, text);
}

static void tells_of_commands_with_operands(void)
{
	struct rig r = rig_create(BCS0);
	char *text = run_traced(&r, "cmd");
	char part[80];

	snprintf(part, sizeof(part), ": 10000002 MI_STORE_DATA_IMM %08x 00000000 00001234\n",
		 RIG_OUT + 8);
	expect_text(text, " cmd: bcs0 p");
	expect_text(text, part);
	expect_text(text, " cmd: bcs0 r");
	free(text);
	rig_destroy(&r);
}

static void tells_of_stores(void)
{
	struct rig r = rig_create(BCS0);
	char *text = run_traced(&r, "store");
	char part[80];

	snprintf(part, sizeof(part), " store: bcs0 p ppgtt %x %llx: 00001234\n", RIG_OUT + 8,
		 (unsigned long long)(r.out.gpa / PAGE_SIZE));
	expect_text(text, part);
	/* Context images are not what commands store. */
	EXPECT(!strstr(text, " ggtt "));
	free(text);
	rig_destroy(&r);
}

static void tells_of_registers(void)
{
	struct rig r = rig_create(BCS0);
	char *text, part[80];

	reg_set(r.d->gpu, 0xcc04, 0x15);
	text = run_traced(&r, "regs");
	snprintf(part, sizeof(part), " regs: bcs0 %08x:", r.c.lrca);
	expect_text(text, part);
	expect_text(text, " cc04=00000015");
	free(text);
	rig_destroy(&r);
}

static const struct test tests[] = {
	TEST(tells_of_commands_with_operands),
	TEST(tells_of_stores),
	TEST(tells_of_registers),
	{ 0 }
};

SUITE(trace, tests);
