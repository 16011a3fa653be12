// SPDX-License-Identifier: GPL-2.0-only
/*
 * What registers hold after power-on and after resets, against what public texts say of it
 * (tests/facts/data/reset-values.tsv). What the model has otherwise is in reset-known.tsv.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/driver.h"

/* The Makefile says where they are. */
#ifndef FACTS_DIR
#define FACTS_DIR	"tests/facts/data"
#endif

#define GDRST		0x941c
#define GDRST_FULL	BIT(0)
#define MOST_ROWS	256
#define TEXT_BYTES	24

/**
 * struct fact - one row of the file
 * @config: in configuration space
 * @reset: also after a reset of the register's engine
 */
struct fact {
	char gens[8], name[TEXT_BYTES], at[TEXT_BYTES];
	u32 offset, count, value, mask;
	bool config, reset;
};

struct known {
	char at[TEXT_BYTES], when[TEXT_BYTES];
	bool used;
};

static struct fact facts[MOST_ROWS];
static struct known knowns[MOST_ROWS];
static u32 fact_count, known_count;

/* The next field of a line; the last one ends it. */
static const char *field(char **line)
{
	char *text = strsep(line, "\t\n");

	return text ? text : "";
}

static u32 number(const char *text)
{
	return (u32)strtoul(text, NULL, 0);
}

static void add_fact(char *line)
{
	struct fact *f = &facts[fact_count++];

	snprintf(f->gens, sizeof(f->gens), "%s", field(&line));
	f->config = !strcmp(field(&line), "pci");
	snprintf(f->at, sizeof(f->at), "%s", field(&line));
	f->offset = number(f->at);
	f->count = number(field(&line));
	f->value = number(field(&line));
	f->mask = number(field(&line));
	f->reset = !strcmp(field(&line), "reset");
	snprintf(f->name, sizeof(f->name), "%s", field(&line));
}

static void add_known(char *line)
{
	struct known *k = &knowns[known_count];

	if (strcmp(field(&line), "model"))
		return;
	snprintf(k->at, sizeof(k->at), "%s", field(&line));
	snprintf(k->when, sizeof(k->when), "%s", field(&line));
	if (!*field(&line))
		FAIL("%s is known without a reason", k->at);
	k->used = false;
	known_count++;
}

static void read_rows(const char *name, void (*add)(char *line), const u32 *count)
{
	char path[512], line[1024];
	FILE *in;

	snprintf(path, sizeof(path), "%s/%s", FACTS_DIR, name);
	in = fopen(path, "r");
	if (!in)
		FAIL("cannot read %s", path);
	while (in && *count < MOST_ROWS && fgets(line, sizeof(line), in))
		if (line[0] != '#')
			add(line);
	if (in)
		fclose(in);
}

static void read_facts(void)
{
	fact_count = 0;
	known_count = 0;
	read_rows("reset-values.tsv", add_fact, &fact_count);
	read_rows("reset-known.tsv", add_known, &known_count);
	if (fact_count < 80)
		FAIL("only %u facts", fact_count);
}

static bool is_known(const struct fact *f, const char *when)
{
	bool found = false;

	for (u32 i = 0; i < known_count; i++) {
		if (strcmp(knowns[i].at, f->at) || !strstr(knowns[i].when, when))
			continue;
		knowns[i].used = true;
		found = true;
	}
	return found;
}

static u32 config_word(struct driver *d, u32 offset)
{
	u32 val = 0;

	EXPECT_EQ(region_read(&d->pci, REGION_CONFIG, offset, &val, 4), 0);
	return val;
}

static void hold(struct driver *d, const struct fact *f, const char *when)
{
	for (u32 n = 0; n < f->count; n++) {
		u32 offset = f->offset + 4 * n;
		u32 have = f->config ? config_word(d, offset) : rd(d, offset);

		if ((have ^ f->value) & f->mask && !is_known(f, when))
			FAIL("%s: %s[%u] (0x%x) is 0x%x after %s, not 0x%x", d->gpu->device->name,
			     f->name, n, offset, have & f->mask, when, f->value);
	}
}

/* Not all devices have two engines for video. */
static bool has_engine(struct driver *d, const struct fact *f)
{
	for (u32 i = 0; i < ENGINE_COUNT; i++)
		if (!f->config && f->offset - engine_info[i].base < RING_SPACE)
			return gpu_has_engine(d->gpu, i);
	return true;
}

static void hold_all(struct driver *d, const char *when, bool engines_only)
{
	char gen = (char)('0' + d->gpu->device->gen);

	for (u32 i = 0; i < fact_count; i++)
		if (strchr(facts[i].gens, gen) && has_engine(d, &facts[i]) &&
		    (facts[i].reset || !engines_only))
			hold(d, &facts[i], when);
}

/* Have registers hold something else. What runs, and configuration space, are left alone. */
static void dirty(struct driver *d)
{
	pthread_mutex_lock(&d->gpu->lock);
	for (u32 i = 0; i < fact_count; i++)
		for (u32 n = 0; !facts[i].config && n < facts[i].count; n++)
			reg_set(d->gpu, facts[i].offset + 4 * n, ~facts[i].value & facts[i].mask);
	for (u32 i = 0; i < ENGINE_COUNT; i++)
		d->gpu->engine[i].el.csb_write = 2;
	pthread_mutex_unlock(&d->gpu->lock);
}

static void hold_device(const char *device)
{
	struct driver *d = driver_create_device(device);

	/* The driver holds forcewake, and has its engines on. */
	gpu_power_cycle(d->gpu);
	hold_all(d, "start", false);
	dirty(d);
	wr(d, GDRST, GDRST_FULL);
	hold_all(d, "engine", true);
	dirty(d);
	gpu_reset(d->gpu);
	hold_all(d, "device", false);
	driver_destroy(d);
}

static void registers_start_as_told(void)
{
	read_facts();
	hold_device("bdw-gt3");
	hold_device("skl-gt3");
	hold_device("kbl-gt2");
	for (u32 i = 0; i < known_count; i++)
		if (!knowns[i].used)
			FAIL("%s is known, and nothing differs", knowns[i].at);
}

static const struct test tests[] = {
	TEST(registers_start_as_told),
	{ 0 }
};

SUITE(reset_values, tests);
