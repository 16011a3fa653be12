// SPDX-License-Identifier: GPL-2.0-only
/*
 * Compare the model with independent public descriptions of the hardware, which are data files:
 * commands (Mesa's genxml) and register lists of context images (i915).
 */
#include <linux/pci_regs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cs/lrc.h"
#include "display/scanout.h"
#include "tests/driver.h"

/* The Makefile says where they are. */
#ifndef FACTS_DIR
#define FACTS_DIR	"tests/facts/data"
#endif

#define GENS		2	/* 8 and 9 */
#define MOST_ROWS	512
#define MOST_FIELDS	10
#define NAME_BYTES	64

struct fact {
	char name[NAME_BYTES];
	u32 engines;
	u32 dwords;	/* 0 where it varies */
	u32 bias;
	u32 mask;
	u32 value;
	u32 len_mask;
	bool has_default;
	u32 len_default;
};

struct facts {
	struct fact row[MOST_ROWS];
	u32 count;
};

/* Splits a line at its tabs, empty fields included; returns how many there are. */
static u32 split(char *line, char *field[MOST_FIELDS])
{
	u32 n = 0;

	line[strcspn(line, "\n")] = 0;
	while (line && n < MOST_FIELDS)
		field[n++] = strsep(&line, "\t");
	return n;
}

static FILE *open_facts(const char *name, u32 gen, const char *kind)
{
	char path[512];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s-gen%u%s.tsv", FACTS_DIR, name, gen, kind);
	f = fopen(path, "r");
	if (!f)
		FAIL("cannot read %s", path);
	return f;
}

static u32 number(const char *text)
{
	return (u32)strtoul(text, NULL, 0);
}

static u32 engines_of(const char *text)
{
	if (!*text)
		return ON_ALL;
	return (strstr(text, "render") ? ON_RENDER : 0) | (strstr(text, "blitter") ? ON_COPY : 0) |
	       (strstr(text, "video") ? ON_VIDEO : 0);
}

static void add_command(struct facts *to, char **f, u32 n)
{
	struct fact *r = &to->row[to->count];

	if (n < 7 || to->count == MOST_ROWS) {
		FAIL("facts: row of %u fields, or one too many", n);
		return;
	}
	snprintf(r->name, sizeof(r->name), "%s", f[0]);
	r->engines = engines_of(f[1]);
	r->dwords = number(f[2]);
	r->bias = number(f[3]);
	r->mask = number(f[4]);
	r->value = number(f[5]);
	r->len_mask = number(f[6]);
	r->has_default = n > 7 && *f[7];
	r->len_default = r->has_default ? number(f[7]) : 0;
	to->count++;
}

static struct facts *read_commands(u32 gen)
{
	struct facts *to = calloc(1, sizeof(*to));
	FILE *in = open_facts("commands", gen, "");
	char line[512], *field[MOST_FIELDS];

	while (to && in && fgets(line, sizeof(line), in))
		if (line[0] != '#')
			add_command(to, field, split(line, field));
	if (in)
		fclose(in);
	if (!to || to->count < 150)
		FAIL("Gen%u: commands are missing in the facts", gen);
	return to;
}

/*
 * The lower half of the opcode of two video commands, and the subtype of MFX_WAIT, are fields in
 * the facts: take the value that drivers write.
 */
static u32 fact_header(const struct fact *f)
{
	if (f->mask == 0xf8ff0000)
		return f->value | 4u << 24;
	if (f->mask == 0xe7ff0000)
		return f->value | 1u << 27;
	return f->value;
}

static void differs(const struct fact *f, u32 gen, const char *what, u32 have, u32 want)
{
	FAIL("Gen%u %s: %s is 0x%x, not 0x%x", gen, f->name, what, have, want);
}

/*
 * A row with a source may have more engines than the facts. Only these rows may lack one.
 */
static bool engine_may_lack(const struct cs_command *c)
{
	/* It selects a render context. Mesa's Gen8 lists only render; its Gen9 names no engine. */
	return !strcmp(c->name, "MI_SET_CONTEXT");
}

static void hold_row(const struct cs_command *c, const struct fact *f, u32 gen, u32 class)
{
	u32 header = fact_header(f) | f->len_default;
	u32 bias;

	if (!c) {
		FAIL("Gen%u %s: unknown to the model", gen, f->name);
		return;
	}
	bias = c->dwords ? c->dwords : c->bias ? c->bias : 2;
	if (c->len_mask != f->len_mask)
		differs(f, gen, "length field", c->len_mask, f->len_mask);
	if (bias != f->bias)
		differs(f, gen, "bias", bias, f->bias);
	if (f->has_default && f->dwords && f->dwords == f->len_default + f->bias &&
	    command_length(c, header) != f->dwords)
		differs(f, gen, "length", command_length(c, header), f->dwords);
	if (f->dwords && c->least > f->dwords)
		differs(f, gen, "least length", c->least, f->dwords);
	if (!(c->engines & BIT(class)) && !engine_may_lack(c))
		differs(f, gen, "set of engines", c->engines, f->engines);
}

static void commands_are_the_hardware_s(void)
{
	for (u32 gen = 8; gen < 8 + GENS; gen++) {
		struct facts *facts = read_commands(gen);

		for (u32 i = 0; facts && i < facts->count; i++) {
			const struct fact *f = &facts->row[i];

			for (u32 class = 0; class < CLASS_COUNT; class++)
				if (f->engines & BIT(class))
					hold_row(command_find(gen, fact_header(f), class), f, gen,
						 class);
		}
		free(facts);
	}
}

/* The facts have the row's command, on all of its engines. */
static bool has_counterpart(const struct facts *facts, const struct cs_command *c)
{
	u32 engines = 0;

	for (u32 i = 0; i < facts->count; i++)
		if ((fact_header(&facts->row[i]) & c->mask) == c->opcode)
			engines |= facts->row[i].engines;
	return (engines & c->engines) == c->engines;
}

static const struct cs_table * const tables[] = { &cs_mi_table, &cs_blt_table, &cs_3d_table };

static void other_rows_say_their_source(void)
{
	for (u32 gen = 8; gen < 8 + GENS; gen++) {
		struct facts *facts = read_commands(gen);

		for (u32 k = 0; facts && k < ARRAY_SIZE(tables); k++) {
			for (u32 i = 0; i < tables[k]->count; i++) {
				const struct cs_command *c = &tables[k]->rows[i];

				if (command_is_of(c, gen) && !c->source &&
				    !has_counterpart(facts, c))
					FAIL("Gen%u: %s has neither counterpart nor source", gen,
					     c->name);
			}
		}
		free(facts);
	}
}

/* ---- bits of headers ---- */

static const struct fact *named(const struct facts *facts, const char *name)
{
	for (u32 i = 0; i < facts->count; i++)
		if (!strcmp(facts->row[i].name, name))
			return &facts->row[i];
	return NULL;
}

/* Record the bits of one line in @bits, by row of the facts. */
static void note_bits(const struct facts *facts, u32 *bits, char **field, u32 n)
{
	const struct fact *f = n == 2 ? named(facts, field[0]) : NULL;

	if (f)
		bits[f - facts->row] = number(field[1]);
	else
		FAIL("header of an unknown command %s", field[0]);
}

static void read_bits(const struct facts *facts, u32 gen, u32 *bits)
{
	FILE *in = open_facts("headers", gen, "");
	char line[512], *field[MOST_FIELDS];

	while (in && fgets(line, sizeof(line), in))
		if (line[0] != '#')
			note_bits(facts, bits, field, split(line, field));
	if (in)
		fclose(in);
}

/* A family of commands has the bits of all members, and a row with a source may have more. */
static void hold_bits(const struct fact *f, u32 gen, u32 class, u32 bits)
{
	const struct cs_command *c = command_find(gen, fact_header(f), class);
	u32 known, family;

	if (!c)
		return;
	bits &= ~c->mask;
	family = f->mask & ~c->mask;
	known = c->bits & ~family;
	if ((bits & ~c->bits) || (known != bits && !c->source))
		differs(f, gen, "set of header bits", known, bits);
}

static void header_bits_are_the_hardware_s(void)
{
	for (u32 gen = 8; gen < 8 + GENS; gen++) {
		struct facts *facts = read_commands(gen);
		u32 bits[MOST_ROWS] = { 0 };

		if (facts)
			read_bits(facts, gen, bits);
		for (u32 i = 0; facts && i < facts->count; i++)
			for (u32 class = 0; class < CLASS_COUNT; class++)
				if (facts->row[i].engines & BIT(class))
					hold_bits(&facts->row[i], gen, class, bits[i]);
		free(facts);
	}
}

/* ---- context images ---- */

/* One word of a saved image; false at the end of the file's facts. */
static bool hold_word(struct context *c, char **field, u32 n)
{
	u32 at = number(field[0]);
	u32 base = engine_info[c->engine].base;
	u32 want;

	if (n < 3 || !strcmp(field[1], "end"))
		return false;
	if (!strcmp(field[1], "value"))
		return true;
	want = !strcmp(field[1], "reg") ? base + number(field[2]) : number(field[2]);
	if (c->state[at] != want)
		FAIL("%s %s: word %u of the image is 0x%x, not 0x%x", c->d->gpu->device->name,
		     engine_info[c->engine].name, at, c->state[at], want);
	return true;
}

static void hold_image(const char *device, enum engine_id engine, u32 gen, const char *kind)
{
	struct driver *d = driver_create_device(device);
	struct context c = context_create(d, engine, 1);
	FILE *in = open_facts("lrc", gen, kind);
	char line[512], *field[MOST_FIELDS];
	u32 words = 0;

	EXPECT(context_run(&c));
	while (in && fgets(line, sizeof(line), in)) {
		if (line[0] == '#')
			continue;
		if (!hold_word(&c, field, split(line, field)))
			break;
		words++;
	}
	EXPECT(words > 60);
	if (in)
		fclose(in);
	driver_destroy(d);
}

static void images_are_the_hardware_s(void)
{
	hold_image("bdw-gt2", RCS0, 8, "-rcs");
	hold_image("bdw-gt2", BCS0, 8, "-xcs");
	hold_image("bdw-gt2", VCS0, 8, "-xcs");
	hold_image("bdw-gt2", VECS0, 8, "-xcs");
	hold_image("skl-gt2", RCS0, 9, "-rcs");
	hold_image("skl-gt2", BCS0, 9, "-xcs");
	hold_image("skl-gt2", VCS0, 9, "-xcs");
	hold_image("skl-gt2", VECS0, 9, "-xcs");
}

/* Whether the image has a command with this header. */
static bool image_has_command(const struct context *c, u32 header)
{
	u32 len;

	for (u32 at = 0; c->state[at] != MI_BATCH_BUFFER_END; at += len) {
		const struct cs_command *row = command_find(c->d->gpu->device->gen, c->state[at],
							    CLASS_RENDER);

		if (!row)
			return false;
		if (c->state[at] == header)
			return true;
		len = command_length(row, c->state[at]);
	}
	return false;
}

static void hold_state(struct context *c, const struct fact *f, u32 gen)
{
	u32 header = fact_header(f) | f->len_default;
	const struct cs_command *row = command_find(gen, header, CLASS_RENDER);

	if (!row || !(row->flags & COMMAND_STATE) || !f->dwords)
		return;
	emit(c, header);
	for (u32 i = 1; i < f->dwords; i++)
		emit(c, 0);
	EXPECT(context_run(c));
	if (!image_has_command(c, header))
		FAIL("Gen%u %s: not saved in %u words", gen, f->name, f->dwords);
}

/* A saved state command has the length in the facts. */
static void saved_state_is_as_long_as_told(void)
{
	static const char * const devices[GENS] = { "bdw-gt2", "skl-gt2" };

	for (u32 gen = 8; gen < 8 + GENS; gen++) {
		struct driver *d = driver_create_device(devices[gen - 8]);
		struct context c = context_create(d, RCS0, 1);
		struct facts *facts = read_commands(gen);

		for (u32 i = 0; facts && i < facts->count; i++)
			if (facts->row[i].engines & ON_RENDER)
				hold_state(&c, &facts->row[i], gen);
		expect_no_anomalies(d);
		free(facts);
		driver_destroy(d);
	}
}

/* ---- registers ---- */

static const char * const gen_device[GENS] = { "bdw-gt3", "skl-gt3" };

static FILE *open_registers(const char *name)
{
	char path[512];
	FILE *f;

	snprintf(path, sizeof(path), "%s/regs-%s.tsv", FACTS_DIR, name);
	f = fopen(path, "r");
	if (!f)
		FAIL("cannot read %s", path);
	return f;
}

static bool masked_in(struct driver *d, u32 reg)
{
	return reg < MMIO_SIZE && mmio_is_masked(d->gpu, reg);
}

/* Mesa: a register is masked if a field has a mask beside it. */
static void masks_are_mesa_s(void)
{
	FILE *in = open_registers("genxml");
	char line[512], *f[MOST_FIELDS];
	struct driver *d[GENS];
	u32 masked = 0;

	for (u32 i = 0; i < GENS; i++)
		d[i] = driver_create_device(gen_device[i]);
	while (in && fgets(line, sizeof(line), in)) {
		if (line[0] == '#' || split(line, f) < 5)
			continue;
		if (!number(f[3]))
			continue;
		masked++;
		if (!masked_in(d[number(f[0]) - 8], number(f[1])))
			FAIL("Gen%s: %s (%s) is written with a mask", f[0], f[2], f[1]);
	}
	EXPECT(masked >= 8);
	if (in)
		fclose(in);
	for (u32 i = 0; i < GENS; i++)
		driver_destroy(d[i]);
}

/* kvmgt: which registers that commands may use are written with a mask. */
static void masks_are_kvmgt_s(void)
{
	struct driver *d = driver_create_device("skl-gt3");
	FILE *in = open_registers("commands");
	char line[512], *f[MOST_FIELDS];
	u32 masked = 0;

	while (in && fgets(line, sizeof(line), in)) {
		if (line[0] == '#' || split(line, f) < 5 || !strcmp(f[4], "D_BDW"))
			continue;
		if (!number(f[2]))
			continue;
		masked++;
		if (!masked_in(d, number(f[0])))
			FAIL("%s (%s) is written with a mask", f[1], f[0]);
	}
	EXPECT(masked >= 20);
	if (in)
		fclose(in);
	driver_destroy(d);
}

/* Whether the saved image of a render context has a list with the register. */
static bool image_has(const struct context *c, u32 reg)
{
	for (u32 i = 1; i < 0x400 && c->state[i] != MI_BATCH_BUFFER_END; i++) {
		u32 pairs = ((c->state[i] & 0xff) + 1) / 2;

		if (c->state[i] >> 23 != 0x22)
			continue;
		for (u32 k = 0; k < pairs; k++)
			if (c->state[i + 1 + 2 * k] == reg)
				return true;
		i += 2 * pairs;
	}
	return false;
}

/* kvmgt: registers it does not switch, because they are in the image. */
static void images_hold_what_is_told(void)
{
	for (u32 i = 0; i < GENS; i++) {
		struct driver *d = driver_create_device(gen_device[i]);
		struct context c = context_create(d, RCS0, 1);
		FILE *in = open_registers("switched");
		char line[512], *f[MOST_FIELDS];
		u32 seen = 0;

		EXPECT(context_run(&c));
		while (in && fgets(line, sizeof(line), in)) {
			if (line[0] == '#' || split(line, f) < 5 || number(f[0]) != 8 + i)
				continue;
			if (strcmp(f[1], "rcs0") || !number(f[4]))
				continue;
			seen++;
			if (!image_has(&c, number(f[2])))
				FAIL("Gen%s: %s is not in the image", f[0], f[2]);
			if (masked_in(d, number(f[2])) != number(f[3]))
				FAIL("Gen%s: %s %s a mask", f[0], f[2],
				     number(f[3]) ? "needs" : "has no");
		}
		EXPECT(seen >= 7);
		if (in)
			fclose(in);
		driver_destroy(d);
	}
}

/* Bits of the configuration space that a machine's firmware and driver do not change. */
static const struct {
	u32 offset;
	u32 mask;
} fixed_config[] = {
	{ PCI_VENDOR_ID, 0xffff },
	{ PCI_COMMAND, 0xffff0000 },		/* the status */
	{ PCI_CLASS_REVISION, 0xffffff00 },
	{ PCI_CACHE_LINE_SIZE, 0xffff0000 },	/* header type, self test */
	{ PCI_BASE_ADDRESS_0, 0xf },
	{ PCI_BASE_ADDRESS_2, 0xf },
	{ PCI_BASE_ADDRESS_4, 0x3 },
	{ PCI_CAPABILITY_LIST, 0xff },
	{ PCI_INTERRUPT_LINE, 0xffffff00 },	/* the pin */
};

/* For each capability on Gen8 and Gen9: id, place in the list, and fields. */
static const struct {
	u32 offset;
	u32 mask;
} fixed_caps[GENS][6] = {
	{ { 0x90, 0xfffeffff }, { 0xd0, ~0u }, { 0xd4, ~3u }, { 0xa4, ~0u }, { 0xa8, ~0u } },
	{ { 0x40, ~0u }, { 0x70, ~0u }, { 0x74, ~0u }, { 0xac, 0xfffeffff }, { 0xd0, ~0u },
	  { 0xd4, ~3u } },
};

/* The bytes of @machine in the public listings. */
static bool read_machine(const char *machine, u8 *bytes)
{
	char line[512], *f[MOST_FIELDS], *text;
	bool found = false;
	FILE *in;

	snprintf(line, sizeof(line), "%s/pci-config.tsv", FACTS_DIR);
	in = fopen(line, "r");
	while (in && fgets(line, sizeof(line), in)) {
		if (line[0] == '#' || split(line, f) < 4 || strcmp(f[0], "bytes") ||
		    strcmp(f[1], machine))
			continue;
		text = f[3];
		for (u32 i = 0; i < 16; i++)
			bytes[(number(f[2]) + i) % 256] = (u8)strtoul(text, &text, 16);
		found = true;
	}
	if (in)
		fclose(in);
	return found;
}

static void hold_config(struct driver *d, const char *machine, const u8 *bytes, u32 offset,
			u32 mask)
{
	u32 have = 0, want;

	EXPECT_EQ(region_read(&d->pci, REGION_CONFIG, offset, &have, 4), 0);
	memcpy(&want, bytes + offset, 4);
	if ((have ^ want) & mask)
		FAIL("%s: configuration word %#x is %#x, not %#x", machine, offset, have, want);
}

static void configuration_is_the_machines(void)
{
	static const struct {
		const char *device, *machine;
		u32 gen;
	} machines[] = {
		{ "bdw-gt2", "bdw-5500", 0 }, { "skl-gt2", "skl-1916", 1 },
		{ "cml-gt2", "cml-9b41", 1 },
	};

	for (u32 m = 0; m < ARRAY_SIZE(machines); m++) {
		struct driver *d = driver_create_device(machines[m].device);
		u8 bytes[256] = { 0 };

		EXPECT(read_machine(machines[m].machine, bytes));
		for (u32 i = 0; i < ARRAY_SIZE(fixed_config); i++)
			hold_config(d, machines[m].machine, bytes, fixed_config[i].offset,
				    fixed_config[i].mask);
		for (u32 i = 0; i < ARRAY_SIZE(fixed_caps[0]); i++)
			hold_config(d, machines[m].machine, bytes,
				    fixed_caps[machines[m].gen][i].offset,
				    fixed_caps[machines[m].gen][i].mask);
		driver_destroy(d);
	}
}

/* ---- planes and cursors ---- */

#define PLANE_FORMAT	0x0f000000
#define PLANE_ORDER	BIT(20)		/* red and blue exchanged */
#define MOST_DISPLAY	128

struct display_fact {
	char kind[8], gens[4], name[8];
	u32 bits, size, unit;
};

static u32 read_display(struct display_fact *to)
{
	FILE *in = fopen(FACTS_DIR "/display.tsv", "r");
	char line[1024], *f[MOST_FIELDS];
	u32 n = 0;

	while (in && n < MOST_DISPLAY && fgets(line, sizeof(line), in)) {
		u32 fields;

		if (line[0] == '#')
			continue;
		fields = split(line, f);
		if (fields < 5)
			continue;
		snprintf(to[n].kind, sizeof(to[n].kind), "%s", f[0]);
		snprintf(to[n].gens, sizeof(to[n].gens), "%s", f[1]);
		snprintf(to[n].name, sizeof(to[n].name), "%s", f[3]);
		to[n].bits = number(f[2]);
		to[n].size = number(f[4]);
		to[n].unit = fields > 5 ? number(f[5]) : 0;
		n++;
	}
	if (in)
		fclose(in);
	if (n < 40)
		FAIL("planes and cursors are missing in the facts");
	return n;
}

static void cursors_are_the_hardware_s(void)
{
	struct display_fact facts[MOST_DISPLAY];
	u32 n = read_display(facts);

	for (u32 bits = 0; bits < 0x40; bits++) {
		u32 want = 0;

		for (u32 i = 0; i < n; i++)
			if (!strcmp(facts[i].kind, "cursor") && facts[i].bits == (bits & 0x27))
				want = facts[i].size;
		if (cursor_size(bits | 0x04008000) != want)
			FAIL("cursor mode %#x: %u, not %u", bits, cursor_size(bits), want);
	}
}

/* Gen9's bits of a format by its name: it has all of Gen8's. */
static u32 gen9_bits(const struct display_fact *facts, u32 n, const char *name)
{
	for (u32 i = 0; i < n; i++)
		if (!strcmp(facts[i].kind, "format") && !strcmp(facts[i].gens, "9") &&
		    !strcmp(facts[i].name, name))
			return facts[i].bits;
	return ~0u;
}

static void formats_are_the_hardware_s(void)
{
	struct display_fact facts[MOST_DISPLAY];
	u32 n = read_display(facts);

	for (u32 i = 0; i < n; i++) {
		const struct display_fact *f = &facts[i];
		u32 ctl = *f->gens == '8' ? gen8_primary_ctl(f->bits) : f->bits;
		u32 want = gen9_bits(facts, n, f->name);

		if (strcmp(f->kind, "format"))
			continue;
		if ((ctl ^ want) & (PLANE_FORMAT | PLANE_ORDER))
			FAIL("Gen%s: %s is taken for %#x, not %#x", f->gens, f->name, ctl, want);
		if (format_cpp(FIELD_GET(PLANE_FORMAT, ctl)) != f->size)
			FAIL("Gen%s: %s has not %u bytes", f->gens, f->name, f->size);
	}
}

/* Yf is not modelled. */
static void strides_are_the_hardware_s(void)
{
	struct display_fact facts[MOST_DISPLAY];
	u32 n = read_display(facts), seen = 0;

	for (u32 i = 0; i < n; i++) {
		const struct display_fact *f = &facts[i];
		enum tiling t;

		if (strcmp(f->kind, "stride") || *f->gens != '9')
			continue;
		EXPECT_EQ(plane_tiling(f->bits, &t), strcmp(f->name, "yf") != 0);
		if (!strcmp(f->name, "yf"))
			continue;
		EXPECT_EQ(stride_bytes(3, t), 3 * f->unit);
		seen++;
	}
	EXPECT_EQ(seen, 12);
}

static const struct test tests[] = {
	TEST(commands_are_the_hardware_s),
	TEST(other_rows_say_their_source),
	TEST(header_bits_are_the_hardware_s),
	TEST(images_are_the_hardware_s),
	TEST(saved_state_is_as_long_as_told),
	TEST(masks_are_mesa_s),
	TEST(masks_are_kvmgt_s),
	TEST(images_hold_what_is_told),
	TEST(configuration_is_the_machines),
	TEST(cursors_are_the_hardware_s),
	TEST(formats_are_the_hardware_s),
	TEST(strides_are_the_hardware_s),
	{ 0 }
};

SUITE(facts, tests);
