/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Messages for the person who runs the model: what it did and what went wrong.
 */
#ifndef GPU_MODEL_LOG_H
#define GPU_MODEL_LOG_H

#include "types.h"

/**
 * log_open() - send messages to a file instead of stderr
 * @path: file to append to
 *
 * Return: 0, or a negative errno.
 */
int log_open(const char *path);

/** log_info() - one line, prefixed with the seconds since start */
void log_info(const char *fmt, ...) __printf(1, 2);

/** log_err() - like log_info(), marked as an error */
void log_err(const char *fmt, ...) __printf(1, 2);

/** log_quiet() - drop every message (tests and fuzzers) */
void log_quiet(bool quiet);

#endif /* GPU_MODEL_LOG_H */
