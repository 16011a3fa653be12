// SPDX-License-Identifier: GPL-2.0-only
/*
 * Formats and tilings of planes, and modes of cursors.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <linux/kernel.h>

#include "core/display/plane_format.h"
#include "checks.h"
#include "data.h"
#include "report.h"

static bool of_gen(const struct row *row, const char *kind, unsigned int gen)
{
	return !strcmp(row->field[0], kind) && strchr(row->field[1], '0' + gen);
}

static int cursor_fact(const struct data *facts, u32 mode)
{
	unsigned int i;

	for (i = 0; i < facts->count; i++) {
		const struct row *row = &facts->rows[i];

		if (!of_gen(row, "cursor", 9) || number(row->field[2]) != mode)
			continue;
		if (!strcmp(row->field[3], "off"))
			return -EAGAIN;
		return strcmp(row->field[3], "argb") ? -EOPNOTSUPP : (int)number(row->field[4]);
	}
	return -EINVAL;
}

/* All modes, those without a fact too; bits around them do not matter. */
static void check_cursors(const struct data *facts)
{
	char key[16];
	u32 bits;

	for (bits = 0; bits < 0x40; bits++) {
		int want = cursor_fact(facts, bits & 0x27);
		int have = vgt_cursor_side(bits | 0x04008000);

		snprintf(key, sizeof(key), "%#x", bits);
		if (have != want)
			differ("cursor", key, "side", "%d, not %d", have, want);
	}
}

/* The code as drm_fourcc.h has it: four characters, spaces at the end. */
static u32 fourcc_of(const char *name)
{
	char text[5];

	snprintf(text, sizeof(text), "%-4s", name);
	return text[0] | text[1] << 8 | text[2] << 16 | (u32)text[3] << 24;
}

static enum vgt_planes planes_of(unsigned int gen)
{
	return gen == 8 ? VGT_PLANES_PRIMARY : VGT_PLANES_UNIVERSAL;
}

static void check_format(unsigned int gen, const struct row *row)
{
	const struct vgt_plane_format *f = vgt_plane_format(planes_of(gen), number(row->field[2]));
	bool planar = row->field[3][0] == 'N' || row->field[3][0] == 'P';
	u32 cpp = planar ? 0 : number(row->field[4]);

	if (!f)
		differ("format", row->field[2], row->field[3], "no row");
	else if (f->fourcc != fourcc_of(row->field[3]) || f->cpp != cpp)
		differ("format", row->field[2], row->field[3], "%.4s of %u bytes",
		       (const char *)&f->fourcc, f->cpp);
}

/* Codes for which there is no fact have no row. */
static void check_format_codes(const struct data *facts, unsigned int gen)
{
	unsigned int shift = gen < 9 ? 26 : 24, code, i;
	char key[16];

	for (code = 0; code < 16; code++) {
		for (i = 0; i < facts->count; i++)
			if (of_gen(&facts->rows[i], "format", gen) &&
			    (number(facts->rows[i].field[2]) >> shift & 15) == code)
				break;
		snprintf(key, sizeof(key), "%u", code);
		if (i == facts->count && vgt_plane_format(planes_of(gen), code << shift))
			differ("format", key, "code", "a row, and no fact");
	}
}

static const struct {
	const char *name;
	u64 modifier;
} modifiers[] = {
	{ "linear", 0 }, { "x", 1ull << 56 | 1 }, { "y", 1ull << 56 | 2 }, { "yf", 1ull << 56 | 3 },
};

static void check_stride(unsigned int gen, const struct row *row)
{
	struct vgt_tiling t = { 0 };
	u32 cpp = number(row->field[4]);
	unsigned int i;

	if (vgt_plane_tiling(planes_of(gen), number(row->field[2]), cpp, &t)) {
		differ("tiling", row->field[3], row->field[4], "refused");
		return;
	}
	if (t.stride_unit != number(row->field[5]))
		differ("tiling", row->field[3], row->field[4], "stride in %u bytes",
		       t.stride_unit);
	for (i = 0; i < ARRAY_SIZE(modifiers); i++)
		if (!strcmp(modifiers[i].name, row->field[3]) &&
		    modifiers[i].modifier != t.modifier)
			differ("tiling", row->field[3], row->field[4], "modifier %#llx",
			       (unsigned long long)t.modifier);
}

void check_display(void)
{
	static struct data facts;
	unsigned int gen, i;

	report_begin();
	data_load(&facts, "display.tsv");
	check_cursors(&facts);
	for (gen = 8; gen <= 9; gen++) {
		for (i = 0; i < facts.count; i++) {
			if (of_gen(&facts.rows[i], "format", gen))
				check_format(gen, &facts.rows[i]);
			else if (of_gen(&facts.rows[i], "stride", gen))
				check_stride(gen, &facts.rows[i]);
		}
		check_format_codes(&facts, gen);
	}
	report_end("planes and cursors");
}
