/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Control socket: line-based commands for people, scripts and tests.
 *
 * A request is one line. The answer is any number of lines, then a line "ok" or
 * "error: TEXT". README.md lists the commands; "help" prints them.
 */
#ifndef GPU_MODEL_CONTROL_H
#define GPU_MODEL_CONTROL_H

#include <stdio.h>

#include "core/types.h"

struct control;
struct gpu;

#define CONTROL_LINE_MAX	1024

/**
 * control_start() - listen and answer in a thread of its own
 *
 * Return: the control socket, or NULL with errno set.
 */
struct control *control_start(struct gpu *gpu, const char *path);

/** control_stop() - end the thread and remove the socket; NULL does nothing */
void control_stop(struct control *c);

/**
 * control_execute() - carry out one request
 * @line: request, modified
 * @out: receives the answer with its last line
 */
void control_execute(struct gpu *gpu, char *line, FILE *out);

#endif /* GPU_MODEL_CONTROL_H */
