// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>

#include "fail.h"
#include "picture.h"

#define NAME_BYTES	128

FILE *picture_begin(const char *path, const char *renderer)
{
	char name[NAME_BYTES] = "";
	FILE *f = fopen(path, "wb");

	if (!f)
		fail("cannot write %s", path);
	snprintf(name, sizeof(name), "%s", renderer);
	fwrite(name, sizeof(name), 1, f);
	return f;
}

void picture_write(FILE *f, const char *name, const uint8_t *pixels)
{
	if (fwrite(pixels, PICTURE_BYTES, 1, f) != 1)
		fail("cannot write the pictures");
	printf("%s: drawn\n", name);
	fflush(stdout);
}

void picture_end(FILE *f)
{
	if (fclose(f))
		fail("cannot write the pictures");
}

static bool is_near(const uint8_t *a, const uint8_t *b, int steps)
{
	int c;

	for (c = 0; c < 4; c++)
		if (abs(a[c] - b[c]) > steps)
			return false;
	return true;
}

static bool same_picture(const struct picture_rule *rule, const uint8_t *a, const uint8_t *b)
{
	int i, differ = 0, first = 0;

	for (i = 0; i < PICTURE_PIXELS; i++) {
		if (is_near(&a[4 * i], &b[4 * i], rule->steps))
			continue;
		if (!differ++)
			first = i;
	}
	printf("%s: %d pixels differ", rule->name, differ);
	if (differ)
		printf(", first at %d, %d: %02x%02x%02x%02x, not %02x%02x%02x%02x", first % WIDTH,
		       first / WIDTH, a[4 * first], a[4 * first + 1], a[4 * first + 2],
		       a[4 * first + 3], b[4 * first], b[4 * first + 1], b[4 * first + 2],
		       b[4 * first + 3]);
	printf("\n");
	return differ <= rule->differ;
}

void picture_compare(const char *one, const char *other, size_t cases,
		     struct picture_rule (*rule)(size_t i))
{
	static uint8_t a[PICTURE_BYTES], b[PICTURE_BYTES];
	char renderer[NAME_BYTES], other_renderer[NAME_BYTES];
	FILE *f = fopen(one, "rb"), *g = fopen(other, "rb");
	size_t i, right = 0;

	if (!f || !g)
		fail("cannot read %s or %s", one, other);
	if (fread(renderer, sizeof(renderer), 1, f) != 1 ||
	    fread(other_renderer, sizeof(other_renderer), 1, g) != 1)
		fail("too short");
	for (i = 0; i < cases; i++) {
		struct picture_rule r = rule(i);

		if (fread(a, sizeof(a), 1, f) != 1 || fread(b, sizeof(b), 1, g) != 1)
			fail("too short");
		right += same_picture(&r, a, b);
	}
	printf("%s %zu cases %zu right %s\n", program_invocation_short_name, cases, right,
	       renderer);
	fclose(f);
	fclose(g);
}
