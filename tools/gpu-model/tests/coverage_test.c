// SPDX-License-Identifier: GPL-2.0-only
/*
 * Compare the tables with what the other tests have executed: each command that the model executes
 * must be tested.
 */
#include "tests/driver.h"

/* If the generations have separate rows, one of them is enough. */
static bool was_executed(const struct cs_table *t, const struct cs_command *c)
{
	for (u32 i = 0; i < t->count; i++)
		if (t->rows[i].opcode == c->opcode && t->rows[i].execute == c->execute &&
		    driver_commands_seen(t->first + i))
			return true;
	return false;
}

static void check(const struct cs_table *t)
{
	for (u32 i = 0; i < t->count; i++)
		if (t->rows[i].execute && !was_executed(t, &t->rows[i]))
			FAIL("%s was never executed", t->rows[i].name);
}

static void every_command_was_executed(void)
{
	u64 seen = 0;

	for (u32 i = 0; i < CS_COMMANDS; i++)
		seen += driver_commands_seen(i);
	/* With a selection of tests this check makes no sense. */
	if (seen < 5000) {
		test_skip("only a part of the tests has run");
		return;
	}
	check(&cs_mi_table);
	check(&cs_blt_table);
	check(&cs_3d_table);
}

/* Rows that no header can reach, because an earlier row matches all of them. */
static void every_row_can_be_reached(void)
{
	static const struct cs_table * const tables[] = {
		&cs_mi_table, &cs_blt_table, &cs_3d_table,
	};

	for (u32 k = 0; k < ARRAY_SIZE(tables); k++) {
		for (u32 i = 0; i < tables[k]->count; i++) {
			const struct cs_command *c = &tables[k]->rows[i];

			for (u32 n = 0; n < 2 * CLASS_COUNT; n++)
				if ((c->engines & BIT(n / 2)) && command_is_of(c, 8 + n % 2) &&
				    command_find(8 + n % 2, c->opcode, n / 2) != c)
					FAIL("%s is hidden", c->name);
		}
	}
}

static const struct test tests[] = {
	TEST(every_command_was_executed),
	TEST(every_row_can_be_reached),
	{ 0 }
};

SUITE(coverage, tests);
