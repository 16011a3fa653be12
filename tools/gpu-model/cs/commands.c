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

static const struct cs_command *mi_index[MI_ENTRIES];
static const struct cs_command *blt_index[BLT_ENTRIES];
static const struct cs_command *gfx_index[GFX_ENTRIES];
static pthread_once_t index_once = PTHREAD_ONCE_INIT;

/* A row of a family leads several opcodes to itself; an earlier row wins. */
static void index_table(const struct cs_table *t, const struct cs_command **index, u32 entries,
			u32 client, u32 shift)
{
	for (u32 i = 0; i < entries; i++) {
		u32 header = client << 29 | i << shift;

		for (u32 k = 0; k < t->count && !index[i]; k++)
			if ((header & t->rows[k].mask) == t->rows[k].opcode)
				index[i] = &t->rows[k];
	}
}

static void build_index(void)
{
	index_table(&cs_mi_table, mi_index, MI_ENTRIES, CLIENT_MI, MI_SHIFT);
	index_table(&cs_blt_table, blt_index, BLT_ENTRIES, CLIENT_BLT, BLT_SHIFT);
	index_table(&cs_3d_table, gfx_index, GFX_ENTRIES, CLIENT_3D, GFX_SHIFT);
}

const struct cs_command *command_find(u32 header)
{
	pthread_once(&index_once, build_index);
	switch (header >> 29) {
	case CLIENT_MI:
		return mi_index[(header >> MI_SHIFT) % MI_ENTRIES];
	case CLIENT_BLT:
		return blt_index[(header >> BLT_SHIFT) % BLT_ENTRIES];
	case CLIENT_3D:
		return gfx_index[(header >> GFX_SHIFT) % GFX_ENTRIES];
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
	return c->dwords ? c->dwords : (header & c->len_mask) + 2;
}
