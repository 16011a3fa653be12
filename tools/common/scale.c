// SPDX-License-Identifier: GPL-2.0-only
/*
 * Numbers in a few characters, with k, M, G.
 */
#include <stdio.h>

#include "scale.h"

/* Three digits, or four where 1024 is the step. */
static void scale(char text[SCALE_SIZE], double value, double step, const char *units)
{
	int decimals = 0;

	/* 999.5 is printed as 1000. */
	while (value >= step - 0.5 && units[1]) {
		value /= step;
		units++;
	}
	if (*units != ' ')
		decimals = value < 9.995 ? 2 : value < 99.95 ? 1 : 0;
	if (value >= 9999)
		value = 9999;
	snprintf(text, SCALE_SIZE, "%.*f%.*s", decimals, value, *units != ' ', units);
}

/**
 * scale_number() - print a number with k, M, G: steps of 1000
 * @text: filled: at most five characters
 * @value: 0 or more
 */
void scale_number(char text[SCALE_SIZE], double value)
{
	scale(text, value, 1000, " kMGTPE");
}

/**
 * scale_bytes() - print a number of bytes with k, M, G: steps of 1024
 * @text: filled: at most five characters
 * @value: 0 or more
 */
void scale_bytes(char text[SCALE_SIZE], double value)
{
	scale(text, value, 1024, " kMGTPE");
}
