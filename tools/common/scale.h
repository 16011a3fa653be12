/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Numbers in a few characters, with k, M, G.
 */
#ifndef VGT_TOOLS_SCALE_H
#define VGT_TOOLS_SCALE_H

/* Longest text, such as "1023M", and the final 0. */
#define SCALE_SIZE	8

void scale_number(char text[SCALE_SIZE], double value);
void scale_bytes(char text[SCALE_SIZE], double value);

#endif
