/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The commands of vgtctl. Each gets its own name as argv[0] and returns the exit status.
 */
#ifndef VGTCTL_COMMAND_H
#define VGTCTL_COMMAND_H

#include <stdbool.h>

/* Exit statuses. */
#define EXIT_OK		0
#define EXIT_FAILED	1
#define EXIT_USAGE	2
#define EXIT_HELD	3	/* of status */

/* Print JSON instead of text. */
extern bool command_json;

int command_list(int argc, char **argv);
int command_types(int argc, char **argv);
int command_create(int argc, char **argv);
int command_remove(int argc, char **argv);
int command_show(int argc, char **argv);
int command_weight(int argc, char **argv);
int command_cap(int argc, char **argv);
int command_monitor(int argc, char **argv);
int command_stats(int argc, char **argv);
int command_resources(int argc, char **argv);
int command_status(int argc, char **argv);
int command_watch(int argc, char **argv);
int command_record(int argc, char **argv);
int command_save(int argc, char **argv);
int command_report(int argc, char **argv);

int bad_usage(const char *command);

#endif
