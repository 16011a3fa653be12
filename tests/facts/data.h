/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Facts, read from files with tabs between fields.
 */
#ifndef VGT_FACTS_DATA_H
#define VGT_FACTS_DATA_H

#include <linux/types.h>

#define FIELDS_MAX	9
#define ROWS_MAX	2048

/**
 * struct row - a line of a file
 * @field: its fields; those that it lacks are empty
 * @used: an exception that a difference needed
 */
struct row {
	char *field[FIELDS_MAX];
	bool used;
};

/**
 * struct data - a file, without its comments
 * @name: of the file
 * @rows: its lines
 * @count: how many
 */
struct data {
	const char *name;
	struct row rows[ROWS_MAX];
	unsigned int count;
};

void die(const char *what, const char *name);
void data_folder(const char *path);
void data_load(struct data *data, const char *name);
u32 number(const char *text);

#endif
