/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Base64 (RFC 4648), for pictures on a line-based socket.
 */
#ifndef GPU_MODEL_BASE64_H
#define GPU_MODEL_BASE64_H

#include <stdio.h>

#include "core/types.h"

/** base64_write() - encode, in lines of 76 characters */
void base64_write(const void *data, size_t len, FILE *out);

/**
 * base64_decode() - decode one line
 * @out: room for 3 bytes per 4 characters
 *
 * Return: bytes decoded, or -1 if it is not base64.
 */
long base64_decode(const char *line, u8 *out);

#endif /* GPU_MODEL_BASE64_H */
