// SPDX-License-Identifier: GPL-2.0-only
#include <pthread.h>

#include "cs/commands.h"

/* The client in bits 31:29 of a header decides where its opcode is. */
#define CLIENT_MI	0
#define CLIENT_BLT	2
#define CLIENT_3D	3

#define MI_SHIFT	23
#define MI_ENTRIES	64
#define BLT_SHIFT	22
#define BLT_ENTRIES	128
#define GFX_SHIFT	16
#define GFX_ENTRIES	8192

/**
 * struct class_index - rows by opcode, as one class of engines sees them
 *
 * Render and video engines use the same opcodes for commands of their own.
 */
struct class_index {
	const struct cs_command *mi[MI_ENTRIES];
	const struct cs_command *blt[BLT_ENTRIES];
	const struct cs_command *gfx[GFX_ENTRIES];
};

/* By generation: 8, then 9. */
static struct class_index class_index[2][CLASS_COUNT];
static pthread_once_t index_once = PTHREAD_ONCE_INIT;

/*
 * A row of a family leads several opcodes to itself. A command of the class
 * itself goes before those of other classes, then the earlier row.
 */
static const struct cs_command *find_row(const struct cs_table *t, u32 header, u32 gen, u32 class)
{
	const struct cs_command *foreign = NULL;

	for (u32 i = 0; i < t->count; i++) {
		const struct cs_command *c = &t->rows[i];

		if ((header & c->mask) != c->opcode || !command_is_of(c, gen))
			continue;
		if (c->engines & BIT(class))
			return c;
		if (!foreign)
			foreign = c;
	}
	return foreign;
}

static void index_table(const struct cs_table *t, const struct cs_command **index, u32 entries,
			u32 client, u32 shift, u32 gen, u32 class)
{
	for (u32 i = 0; i < entries; i++)
		index[i] = find_row(t, client << 29 | i << shift, gen, class);
}

static void build_index(void)
{
	for (u32 i = 0; i < 2 * CLASS_COUNT; i++) {
		u32 class = i % CLASS_COUNT, gen = 8 + i / CLASS_COUNT;
		struct class_index *to = &class_index[gen - 8][class];

		index_table(&cs_mi_table, to->mi, MI_ENTRIES, CLIENT_MI, MI_SHIFT, gen, class);
		index_table(&cs_blt_table, to->blt, BLT_ENTRIES, CLIENT_BLT, BLT_SHIFT, gen, class);
		index_table(&cs_3d_table, to->gfx, GFX_ENTRIES, CLIENT_3D, GFX_SHIFT, gen, class);
	}
}

const struct cs_command *command_find(u32 gen, u32 header, enum engine_class class)
{
	const struct class_index *index = &class_index[gen >= 9][class];

	pthread_once(&index_once, build_index);
	switch (header >> 29) {
	case CLIENT_MI:
		return index->mi[(header >> MI_SHIFT) % MI_ENTRIES];
	case CLIENT_BLT:
		return index->blt[(header >> BLT_SHIFT) % BLT_ENTRIES];
	case CLIENT_3D:
		return index->gfx[(header >> GFX_SHIFT) % GFX_ENTRIES];
	default:
		return NULL;
	}
}

static bool in_table(const struct cs_table *t, const struct cs_command *c)
{
	return c >= t->rows && c < t->rows + t->count;
}

u32 command_number(const struct cs_command *c)
{
	static const struct cs_table * const tables[] = {
		&cs_mi_table, &cs_blt_table, &cs_3d_table,
	};
	u32 i = 0;

	while (!in_table(tables[i], c))
		i++;
	return tables[i]->first + (u32)(c - tables[i]->rows);
}

u32 command_length(const struct cs_command *c, u32 header)
{
	return c->dwords ? c->dwords : (header & c->len_mask) + (c->bias ? c->bias : 2);
}

u32 command_reserved(const struct cs_command *c, u32 header)
{
	return header & ~(c->mask | c->len_mask | c->bits);
}
