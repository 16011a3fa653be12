// SPDX-License-Identifier: GPL-2.0-only
/*
 * Facts, read from files with tabs between fields.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data.h"

static const char *folder;

void die(const char *what, const char *name)
{
	fprintf(stderr, "facts: %s: %s\n", name, what);
	exit(1);
}

/* Where the files are. */
void data_folder(const char *path)
{
	folder = path;
}

static void split(char *line, struct row *row, const char *name)
{
	unsigned int i;

	line[strcspn(line, "\n")] = 0;
	for (i = 0; i < FIELDS_MAX; i++)
		row->field[i] = "";
	for (i = 0; line; i++) {
		if (i == FIELDS_MAX)
			die("too many fields", name);
		row->field[i] = strsep(&line, "\t");
	}
}

void data_load(struct data *data, const char *name)
{
	char path[4096], line[4096];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	f = fopen(path, "r");
	if (!f)
		die(strerror(errno), path);
	data->name = name;
	data->count = 0;
	while (fgets(line, sizeof(line), f)) {
		if (line[0] == '#' || line[0] == '\n')
			continue;
		if (data->count == ROWS_MAX)
			die("too many rows", name);
		split(strdup(line), &data->rows[data->count++], name);
	}
	fclose(f);
	if (!data->count)
		die("no facts", name);
}

u32 number(const char *text)
{
	return strtoul(text, NULL, 0);
}
