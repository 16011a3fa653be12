// SPDX-License-Identifier: GPL-2.0-only
/*
 * Usage: game-check STEPS PERMILLE REFERENCE FILE
 *
 * Are two pictures the same? REFERENCE is what steady.c read back, FILE is the same or a capture of
 * the monitor (.png). A channel of a pixel may differ by STEPS, and so many of 1000 pixels by more.
 * Status: 0 they are the same, 1 they are not, 2 wrong usage or no such file.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "capture.h"

/* Four bytes a pixel, red first; the lowest row is the first. */
static struct capture load_raw(const char *path)
{
	FILE *f = fopen(path, "rb");
	struct capture p;
	char line[256];
	u8 rgba[4];
	u32 x, y;

	if (!f || !fgets(line, sizeof(line), f) ||
	    sscanf(line, "%u %u", &p.width, &p.height) != 2 ||
	    !p.width || !p.height || p.width > 8192 || p.height > 8192)
		capture_die(path, "no picture");
	p.pixel = capture_pixels((size_t)p.width * p.height);
	for (y = p.height; y-- > 0;)
		for (x = 0; x < p.width; x++) {
			if (fread(rgba, sizeof(rgba), 1, f) != 1)
				capture_die(path, "too short");
			p.pixel[(size_t)y * p.width + x] = rgba[0] << 16 | rgba[1] << 8 | rgba[2];
		}
	fclose(f);
	return p;
}

static bool is_near(u32 a, u32 b, int steps)
{
	u32 shift;

	for (shift = 0; shift < 24; shift += 8)
		if (abs((int)(a >> shift & 0xff) - (int)(b >> shift & 0xff)) > steps)
			return false;
	return true;
}

int main(int argc, char **argv)
{
	int steps, permille, pixels, differ = 0, i;
	struct capture a, b;
	const char *end;

	if (argc != 5) {
		fprintf(stderr, "Usage: game-check STEPS PERMILLE REFERENCE FILE\n");
		return 2;
	}
	steps = atoi(argv[1]);
	permille = atoi(argv[2]);
	a = load_raw(argv[3]);
	end = strrchr(argv[4], '.');
	b = end && !strcmp(end, ".png") ? capture_load(argv[4]) : load_raw(argv[4]);
	if (a.width != b.width || a.height != b.height) {
		printf("%ux%u is not %ux%u\n", b.width, b.height, a.width, a.height);
		return 1;
	}
	pixels = (int)(a.width * a.height);
	for (i = 0; i < pixels; i++)
		differ += !is_near(a.pixel[i], b.pixel[i], steps);
	printf("%d of %d pixels differ by more than %d\n", differ, pixels, steps);
	return (long long)differ * 1000 > (long long)pixels * permille;
}
