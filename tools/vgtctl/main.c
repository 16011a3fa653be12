// SPDX-License-Identifier: GPL-2.0-only
/*
 * vgtctl: manage vGPUs through files in sysfs.
 */
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "../common/array.h"
#include "../common/flush.h"
#include "../common/proc.h"
#include "../common/say.h"
#include "../common/sysfs.h"
#include "../common/vgpu.h"
#include "command.h"

/* A command can print JSON; it works without the module. */
enum flags { HAS_JSON = 1, NO_MODULE = 2 };

/**
 * struct command - a command
 * @name: its name on the command line
 * @min: minimum number of arguments
 * @max: maximum number of arguments, including options
 * @flags: of enum flags
 * @run: runs the command
 * @args: its arguments, for the help text
 * @help: what it does, for the help text
 */
struct command {
	const char *name;
	int min;
	int max;
	unsigned int flags;
	int (*run)(int argc, char **argv);
	const char *args;
	const char *help;
};

static const struct command commands[] = {
	{ "list", 0, 0, HAS_JSON, command_list, "", "the vGPUs that there are" },
	{ "types", 0, 0, HAS_JSON, command_types, "", "the types that can be created" },
	{ "resources", 0, 0, HAS_JSON, command_resources, "", "what is left for new vGPUs" },
	{ "create", 1, 3, 0, command_create, "[--uuid UUID] TYPE", "make a vGPU; prints its UUID" },
	{ "remove", 1, 1, 0, command_remove, "VGPU", "remove it" },
	{ "show", 0, 1, HAS_JSON, command_show, "[VGPU|host]",
	  "put it on the monitor; or tell who is" },
	{ "weight", 1, 2, 0, command_weight, "VGPU [N]|host [N|none]",
	  "its share of the engines' time, 1 to 1000" },
	{ "cap", 1, 2, 0, command_cap, "VGPU [PERCENT|none]", "the most of that time it gets" },
	{ "monitor", 1, 7, HAS_JSON, command_monitor,
	  "VGPU [PORT [connect|disconnect] [--type TYPE] [--edid FILE]]",
	  "its virtual monitors" },
	{ "stats", 1, 1, HAS_JSON, command_stats, "VGPU", "what it did since it was made" },
	{ "status", 0, 0, HAS_JSON, command_status, "", "all in one line; 3 if a vGPU is held" },
	{ "watch", 0, 4, HAS_JSON, command_watch, "[-d SECONDS] [-n N]",
	  "a line for each change, until it is interrupted" },
	{ "record", 2, 5, 0, command_record, "VGPU FILE [--memory] [--seconds N]",
	  "all that goes into it and out of it, for vgt-replay" },
	{ "save", 1, 2, 0, command_save, "[--auto|--manual] VGPU",
	  "have mdevctl keep it over a boot, as it is now" },
	{ "report", 0, 2, NO_MODULE, command_report, "[FILE] | --read FILE",
	  "what a report of a fault needs, without the guests' memory; or what is in one" },
};

bool command_json;

static void usage(FILE *out)
{
	size_t i;

	fputs("Usage: vgtctl [OPTION...] COMMAND [ARGUMENT...]\n"
	      "The vGPUs of the module vgt. VGPU is an id, as in 'vgtctl list', or a UUID.\n\n", out);
	for (i = 0; i < ARRAY_SIZE(commands); i++)
		fprintf(out, "  %s%s%s\n        %s\n", commands[i].name,
			*commands[i].args ? " " : "", commands[i].args, commands[i].help);
	fputs("\n  --json        JSON: list, types, resources, show, monitor, stats, status, watch\n"
	      "  --sysfs DIR   work on this tree instead of /sys\n"
	      "  --proc DIR    work on this tree instead of /proc\n"
	      "  --version     print the version of vgt that this is of\n", out);
}

static const struct command *find_command(const char *name)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(commands); i++)
		if (!strcmp(commands[i].name, name))
			return &commands[i];
	return NULL;
}

/**
 * bad_usage() - report wrong arguments of a command
 * @command: its name
 *
 * Return: the exit status.
 */
int bad_usage(const char *command)
{
	say("usage: vgtctl %s %s", command, find_command(command)->args);
	return EXIT_USAGE;
}

/* Take --json out of the arguments of a command. Return: how many are left. */
static int take_json(int argc, char **argv)
{
	int n = 0, i;

	for (i = 0; i < argc; i++) {
		if (strcmp(argv[i], "--json"))
			argv[n++] = argv[i];
		else
			command_json = true;
	}
	argv[n] = NULL;
	return n;
}

static int run(int argc, char **argv)
{
	const struct command *command = find_command(argv[0]);

	if (!command) {
		say("there is no command '%s': 'vgtctl --help' tells which there are", argv[0]);
		return EXIT_USAGE;
	}
	argc = take_json(argc, argv);
	if (argc - 1 < command->min || argc - 1 > command->max)
		return bad_usage(command->name);
	if (command_json && !(command->flags & HAS_JSON)) {
		say("%s prints no JSON: 'vgtctl --help' tells what does", command->name);
		return EXIT_USAGE;
	}
	if (!(command->flags & NO_MODULE) && !vgt_loaded())
		return EXIT_FAILED;
	return command->run(argc, argv);
}

/* Flush stdout and fail if that fails. */
static int finish(int status)
{
	if (!output_flush())
		return status;
	say("cannot write the output");
	return EXIT_FAILED;
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "json", no_argument, NULL, 'j' },
		{ "sysfs", required_argument, NULL, 's' },
		{ "proc", required_argument, NULL, 'P' },
		{ "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'V' },
		{ 0 }
	};
	int option;

	while ((option = getopt_long(argc, argv, "+h", options, NULL)) != -1) {
		switch (option) {
		case 'j':
			command_json = true;
			break;
		case 's':
		case 'P':
			if (!(option == 's' ? sysfs_set_root : proc_set_root)(optarg))
				break;
			say("'%s' is too long", optarg);
			return EXIT_USAGE;
		case 'h':
			usage(stdout);
			return finish(EXIT_OK);
		case 'V':
			puts("vgtctl " VGT_VERSION);
			return finish(EXIT_OK);
		default:
			return EXIT_USAGE;
		}
	}
	if (optind == argc) {
		usage(stderr);
		return EXIT_USAGE;
	}
	return finish(run(argc - optind, argv + optind));
}
