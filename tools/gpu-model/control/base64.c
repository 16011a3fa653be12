// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "control/base64.h"

#define BYTES_PER_LINE	57

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static void write_group(const u8 *in, size_t n, FILE *out)
{
	u32 v = (u32)in[0] << 16 | (n > 1 ? (u32)in[1] << 8 : 0) | (n > 2 ? in[2] : 0);

	fputc(alphabet[v >> 18], out);
	fputc(alphabet[v >> 12 & 63], out);
	fputc(n > 1 ? alphabet[v >> 6 & 63] : '=', out);
	fputc(n > 2 ? alphabet[v & 63] : '=', out);
}

void base64_write(const void *data, size_t len, FILE *out)
{
	const u8 *in = data;

	for (size_t i = 0; i < len; i += 3) {
		write_group(in + i, min(len - i, (size_t)3), out);
		if (i % BYTES_PER_LINE == BYTES_PER_LINE - 3 || i + 3 >= len)
			fputc('\n', out);
	}
}

/* Value of a character; the padding counts as 0. */
static bool value_of(char c, u32 *val)
{
	const char *at = c ? strchr(alphabet, c) : NULL;

	*val = at ? (u32)(at - alphabet) : 0;
	return at || c == '=';
}

long base64_decode(const char *line, u8 *out)
{
	size_t len = strlen(line);
	long n = 0;

	if (len % 4)
		return -1;
	for (size_t i = 0; i < len; i += 4) {
		u32 v = 0, part;

		for (u32 k = 0; k < 4; k++) {
			if (!value_of(line[i + k], &part))
				return -1;
			v = v << 6 | part;
		}
		out[n++] = (u8)(v >> 16);
		if (line[i + 2] != '=')
			out[n++] = (u8)(v >> 8);
		if (line[i + 3] != '=')
			out[n++] = (u8)v;
	}
	return n;
}
