// SPDX-License-Identifier: GPL-2.0-only
/*
 * vgtctl report: what i915 tells of its GPU, fuses above all, and the beginning of its error state.
 * What comes behind that in the error state is memory, also of guests; it is not printed.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "../common/array.h"
#include "../common/sysfs.h"
#include "report.h"

/* More than both files have ahead of buffers. */
#define TEXT_MAX	65536

static int is_card(const struct dirent *entry)
{
	const char *name = entry->d_name;

	return !strncmp(name, "card", 4) && name[4] &&
	       !name[4 + strspn(name + 4, "0123456789")];
}

/* Number of i915's first DRM device, or -1. */
static int find_card(void)
{
	struct dirent **names;
	char driver[32];
	int n, i, card = -1;

	n = sysfs_list(&names, is_card, "class/drm");
	for (i = 0; i < n && card < 0; i++) {
		sysfs_read_link(driver, sizeof(driver), "class/drm/%s/device/driver",
				names[i]->d_name);
		if (!strcmp(driver, "i915"))
			card = atoi(names[i]->d_name + 4);
	}
	sysfs_list_free(names, n);
	return card;
}

static void put_line(FILE *out, const char *line)
{
	fputc('\t', out);
	for (; *line; line++)
		fputc(isprint((unsigned char)*line) ? *line : '?', out);
	fputc('\n', out);
}

/* Lines with names of programs of the host's: what is behind the colon is left out. */
static bool has_name(const char *line)
{
	return strstr(line, "Active process") || strstr(line, "ctive context");
}

/* A buffer begins: "NAME --- WHAT = ADDRESS", then its contents in lines of their own. */
static bool is_buffer(const char *line)
{
	return *line == ':' || *line == '~' || strstr(line, " --- ");
}

/* Return: false at the first buffer. */
static bool put_error_line(FILE *out, char *line)
{
	if (is_buffer(line))
		return false;
	if (has_name(line))
		line[strcspn(line, ":")] = 0;
	report_hide_names(line);
	put_line(out, line);
	return true;
}

static bool put_whole_line(FILE *out, char *line)
{
	put_line(out, line);
	return true;
}

static void put_text(FILE *out, const char *name, const char *path,
		     bool (*put)(FILE *out, char *line))
{
	char *text = malloc(TEXT_MAX + 1), *line, *rest = text;
	int n = text ? sysfs_read_bytes(text, TEXT_MAX, "%s", path) : -1;

	if (n >= 0) {
		text[n] = 0;
		fprintf(out, "%s:\n", name);
		while ((line = strsep(&rest, "\n")))
			if ((*line || rest) && !put(out, line))
				break;
	} else {
		fprintf(out, "%s: cannot be read\n", name);
	}
	free(text);
}

/**
 * report_i915() - print what i915 tells
 * @out: the report
 */
void report_i915(FILE *out)
{
	static const char * const files[] = { "i915_capabilities", "i915_sseu_status" };
	int card = find_card();
	char path[64];
	size_t i;

	if (card < 0) {
		fputs("i915 has no GPU\n", out);
		return;
	}
	for (i = 0; i < ARRAY_SIZE(files); i++) {
		snprintf(path, sizeof(path), "kernel/debug/dri/%d/%s", card, files[i]);
		put_text(out, files[i], path, put_whole_line);
	}
	snprintf(path, sizeof(path), "class/drm/card%d/error", card);
	put_text(out, "error state, without buffers", path, put_error_line);
}
