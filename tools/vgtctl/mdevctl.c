// SPDX-License-Identifier: GPL-2.0-only
/*
 * Definitions of mdevctl: { "mdev_type": TYPE, "start": "auto", "attrs": [ { FILE: VALUE } ] }.
 * --jsonfile takes one, but replaces none: what is there is taken away before.
 */
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../common/array.h"
#include "../common/say.h"
#include "command.h"
#include "mdevctl.h"

#define NO_PROGRAM	127

static int say_how_it_ended(int status)
{
	if (WIFSIGNALED(status))
		say("mdevctl was ended by a signal: %s", strsignal(WTERMSIG(status)));
	else if (WEXITSTATUS(status) == NO_PROGRAM)
		say("cannot run mdevctl: install it");
	else
		say("mdevctl has failed, with status %d: see what it wrote", WEXITSTATUS(status));
	return EXIT_FAILED;
}

/* Run mdevctl. With @out, what it prints goes there. Return: an exit status. */
static int run_mdevctl(char *const argv[], int out)
{
	int status = 0;
	pid_t pid, ended;

	fflush(NULL);
	pid = fork();
	if (!pid) {
		if (out >= 0)
			dup2(out, STDOUT_FILENO);
		execvp(argv[0], argv);
		_exit(NO_PROGRAM);
	}
	do {
		ended = pid < 0 ? -1 : waitpid(pid, &status, 0);
	} while (pid > 0 && ended < 0 && errno == EINTR);
	if (ended < 0) {
		say_why(errno, NULL, "cannot run mdevctl");
		return EXIT_FAILED;
	}
	return status ? say_how_it_ended(status) : EXIT_OK;
}

static FILE *make_file(void)
{
	FILE *file = tmpfile();

	if (!file)
		say_why(errno, NULL, "cannot make a temporary file");
	return file;
}

/* It prints nothing, or an empty list, if there is no definition. Return: an exit status. */
static int ask(char *const argv[], struct json_object **list)
{
	FILE *file = make_file();
	int fd, status;

	*list = NULL;
	if (!file)
		return EXIT_FAILED;
	fd = fileno(file);
	status = run_mdevctl(argv, fd);
	if (!status && lseek(fd, 0, SEEK_END) > 0 && !lseek(fd, 0, SEEK_SET)) {
		*list = json_object_from_fd(fd);
		if (!*list) {
			say("cannot read what mdevctl prints: it is no JSON");
			status = EXIT_FAILED;
		}
	}
	fclose(file);
	return status;
}

/* In [ { UUID: DEVICE } ]. */
static struct json_object *find_device(struct json_object *devices, const char *uuid)
{
	struct json_object *device = NULL;
	size_t i;

	if (!json_object_is_type(devices, json_type_array))
		return NULL;
	for (i = 0; i < json_object_array_length(devices) && !device; i++)
		json_object_object_get_ex(json_object_array_get_idx(devices, i), uuid, &device);
	return device;
}

/* DEVICE alone, as mdevctl prints a single one, or [ { PARENT: [ { UUID: DEVICE } ] } ]. */
static struct json_object *find(struct json_object *list, const char *parent, const char *uuid)
{
	struct json_object *devices, *device = NULL;
	size_t i;

	if (json_object_object_get_ex(list, "mdev_type", NULL))
		return list;
	if (!json_object_is_type(list, json_type_array))
		return NULL;
	for (i = 0; i < json_object_array_length(list) && !device; i++)
		if (json_object_object_get_ex(json_object_array_get_idx(list, i), parent, &devices))
			device = find_device(devices, uuid);
	return device;
}

/**
 * mdevctl_get() - get what mdevctl has of a vGPU
 * @uuid: the vGPU's
 * @parent: the GPU
 * @device: set; NULL if there is nothing. The caller puts it
 *
 * Prints a message on failure.
 *
 * Return: the exit status.
 */
int mdevctl_get(const char *uuid, const char *parent, struct json_object **device)
{
	char *const argv[] = {
		"mdevctl", "list", "--defined", "--uuid", (char *)uuid, "--parent", (char *)parent,
		"--dumpjson", NULL,
	};
	struct json_object *list;
	int status = ask(argv, &list);

	*device = json_object_get(find(list, parent, uuid));
	json_object_put(list);
	return status;
}

/* A file that has @device. Return: NULL after a message. */
static FILE *write_device(struct json_object *device)
{
	FILE *file = make_file();

	if (!file)
		return NULL;
	fputs(json_object_to_json_string_ext(device, JSON_C_TO_STRING_PLAIN), file);
	if (!fflush(file) && !ferror(file))
		return file;
	say_why(errno, NULL, "cannot write a temporary file");
	fclose(file);
	return NULL;
}

static int define(const char *uuid, const char *parent, FILE *file)
{
	char path[32];
	char *const argv[] = {
		"mdevctl", "define", "--uuid", (char *)uuid, "--parent", (char *)parent,
		"--jsonfile", path, NULL,
	};

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fileno(file));
	return run_mdevctl(argv, -1);
}

static int undefine(const char *uuid, const char *parent)
{
	char *const argv[] = {
		"mdevctl", "undefine", "--uuid", (char *)uuid, "--parent", (char *)parent, NULL,
	};

	return run_mdevctl(argv, -1);
}

/* To the program's end, and mdevctl's as well: Ctrl-C must not come between two of its commands. */
static void ignore_signals(void)
{
	static const int signals[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(signals); i++)
		signal(signals[i], SIG_IGN);
}

/* mdevctl replaces no definition in one step. Return: an exit status. */
static int replace(const char *uuid, const char *parent, struct json_object *old, FILE *old_file,
		   FILE *file)
{
	if (undefine(uuid, parent))
		return EXIT_FAILED;
	if (!define(uuid, parent, file))
		return EXIT_OK;
	if (!define(uuid, parent, old_file))
		say("mdevctl has what it had before of %s", uuid);
	else
		say("mdevctl has no definition of %s any more. It was %s", uuid,
		    json_object_to_json_string_ext(old, JSON_C_TO_STRING_PLAIN));
	return EXIT_FAILED;
}

/**
 * mdevctl_set() - have mdevctl define a vGPU
 * @uuid: the vGPU's
 * @parent: the GPU
 * @old: what mdevctl has of it, or NULL
 * @device: what it shall have
 *
 * On failure mdevctl has @old, unless a message says something else.
 *
 * Return: the exit status.
 */
int mdevctl_set(const char *uuid, const char *parent, struct json_object *old,
		struct json_object *device)
{
	FILE *file = write_device(device), *old_file = file && old ? write_device(old) : NULL;
	int status = EXIT_FAILED;

	if (file && (old_file || !old)) {
		ignore_signals();
		status = old ? replace(uuid, parent, old, old_file, file) :
			       define(uuid, parent, file);
	}
	if (file)
		fclose(file);
	if (old_file)
		fclose(old_file);
	return status;
}
