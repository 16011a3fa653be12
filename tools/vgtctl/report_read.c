// SPDX-License-Identifier: GPL-2.0-only
/*
 * vgtctl report --read FILE: the sections of a report, and what in them deserves a look.
 *
 * A report is text: "== TITLE ==" begins a section, "NAME: VALUE" is a file of sysfs, further lines
 * of a file begin with a tabulator, "-- NAME" begins a folder in a section. It comes from a
 * stranger, whose text must not reach the terminal as it is.
 */
#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../common/array.h"
#include "../common/say.h"
#include "command.h"
#include "report.h"

#define WORD_SIZE	128

/**
 * struct reading - what was read so far
 * @section: its title
 * @tool: version of vgtctl
 * @module: version of vgt
 * @file: name of the file whose further lines are read
 * @odd: things that deserve a look
 */
struct reading {
	char section[WORD_SIZE];
	char tool[WORD_SIZE];
	char module[WORD_SIZE];
	char file[WORD_SIZE];
	int odd;
};

/* Of a vGPU: not 0 deserves a look. */
static const char * const counters[] = {
	"hangs", "audit_refusals", "regs_refused", "ggtt_refused", "ppgtt_refused",
};

/* To be shown as they are. */
static const char * const shown[] = {
	"kernel", "address", "device", "uuid", "type", "state", "opened by", "submissions", "resets",
};

static const char * const bad_words[] = {
	"WARNING:", "BUG:", "Oops", "*ERROR*", "GPU HANG", " stops until the guest resets it",
};

static bool is_one_of(const char *name, const char * const *list, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (!strcmp(name, list[i]))
			return true;
	return false;
}

static bool has_one_of(const char *line, const char * const *list, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (strstr(line, list[i]))
			return true;
	return false;
}

/* Text of the file: what is no character could change what the terminal shows. */
static void put(const char *text)
{
	for (; *text; text++)
		putchar(isprint((unsigned char)*text) ? *text : '?');
}

static void put_pair(const char *before, const char *name, const char *value)
{
	fputs(before, stdout);
	put(name);
	if (*value)
		fputs(": ", stdout);
	put(value);
	putchar('\n');
}

static void odd(struct reading *r, const char *what, const char *value)
{
	r->odd++;
	put_pair("  ! ", what, value);
}

static void copy_word(char to[WORD_SIZE], const char *from)
{
	snprintf(to, WORD_SIZE, "%.*s", WORD_SIZE - 1, from);
}

static void take_section(struct reading *r, char *line)
{
	line[strlen(line) - 3] = 0;
	copy_word(r->section, line + 3);
	put_pair("", r->section, "");
}

static void take_version(struct reading *r, const char *name, const char *value)
{
	if (!strcmp(name, "vgtctl"))
		copy_word(r->tool, value);
	else if (strcmp(name, "version"))
		return;
	copy_word(r->module, !strcmp(name, "version") ? value : "");
	if (*r->module && strcmp(r->tool, r->module))
		odd(r, "vgtctl and vgt are not of one version", value);
}

/* A line of a file that has several. */
static void take_further(struct reading *r, const char *line)
{
	if (!strcmp(r->file, "last_work") && strstr(line, " stopped "))
		odd(r, "last_work", line);
	if (!strncmp(r->file, "error state", 11) && strstr(line, "GPU HANG"))
		odd(r, "i915's error state", line);
}

static void take_value(struct reading *r, char *line)
{
	char *value = strchr(line, ':');

	if (!value)
		return;
	*value++ = 0;
	value += strspn(value, " ");
	copy_word(r->file, line);
	if (!strcmp(r->section, "versions"))
		take_version(r, line, value);
	if (is_one_of(line, shown, ARRAY_SIZE(shown)))
		put_pair("  ", line, value);
	if (is_one_of(line, counters, ARRAY_SIZE(counters)) && strcmp(value, "0"))
		odd(r, line, value);
	if (!strcmp(line, "state") && !strncmp(value, "held", 4))
		odd(r, "it is held", "");
	take_further(r, value);
}

static void take_line(struct reading *r, char *line)
{
	size_t len = strlen(line);

	if (len > 6 && !strncmp(line, "== ", 3) && !strcmp(line + len - 3, " ==")) {
		take_section(r, line);
	} else if (!strncmp(r->section, "the kernel's log", 16)) {
		if (has_one_of(line, bad_words, ARRAY_SIZE(bad_words)))
			odd(r, "log", line);
	} else if (*line == '\t') {
		take_further(r, line + 1);
	} else {
		take_value(r, line);
	}
}

/* A line, however long, without its end. Return: false if there is none, or on an error. */
static bool next_line(FILE *in, char **line, size_t *size)
{
	if (getline(line, size, in) < 0)
		return false;
	(*line)[strcspn(*line, "\n")] = 0;
	return true;
}

/* Return: the exit status. */
static int read_all(FILE *in, const char *name, char **line, size_t *size)
{
	static const char head[] = "Report of vgt, ";
	struct reading r = { 0 };

	if (next_line(in, line, size)) {
		if (strncmp(*line, head, strlen(head))) {
			say("%s is no report of vgtctl's", name);
			return EXIT_FAILED;
		}
		put_pair("", *line, "");
		while (next_line(in, line, size))
			take_line(&r, *line);
	}
	if (!feof(in)) {
		say_why(errno, NULL, "cannot read %s to its end", name);
		return EXIT_FAILED;
	}
	if (!*r.section) {
		say("%s is no report of vgtctl's", name);
		return EXIT_FAILED;
	}
	printf("%d lines with '!': see 'Troubleshooting' in the admin guide\n", r.odd);
	return EXIT_OK;
}

/**
 * report_read() - print a summary of a report
 * @name: the file
 *
 * Return: the exit status: the same with and without lines that deserve a look.
 */
int report_read(const char *name)
{
	FILE *in = fopen(name, "re");
	char *line = NULL;
	size_t size = 0;
	int status;

	if (!in) {
		say_why(errno, NULL, "cannot read %s", name);
		return EXIT_FAILED;
	}
	status = read_all(in, name, &line, &size);
	free(line);
	fclose(in);
	return status;
}
