// SPDX-License-Identifier: GPL-2.0-only
/*
 * vgt-replay: play a record of the flight recorder, or list it.
 */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <linux/vgt_shim.h>

#include "replay.h"

/* Files that are larger are no records that anybody can play. */
#define FILE_MAX	(2ul << 30)

/* Exit statuses. */
#define EXIT_SAME	0
#define EXIT_DIFFERS	1
#define EXIT_CANNOT	2

static const char usage[] =
	"Usage: vgt-replay [OPTION...] FILE\n"
	"Plays what 'vgtctl record --memory' has recorded into the core of vgt, and prints the\n"
	"first thing that the core does otherwise than it did.\n\n"
	"  --list       print the items of the record, and play nothing\n"
	"  --break N    stop before item N, and print the state of the vGPU\n"
	"  --trap N     raise SIGTRAP there, for a debugger\n"
	"  --verbose    print messages of the core\n"
	"  --version    print the version\n\n"
	"Exit status: 0: no difference; 1: a difference; 2: it cannot be played, or not to its end.\n";

static u8 *read_file(const char *name, size_t *size)
{
	FILE *in = fopen(name, "rb");
	struct stat st;
	u8 *bytes;

	if (!in || fstat(fileno(in), &st) || st.st_size < 0 || st.st_size > (long long)FILE_MAX) {
		fprintf(stderr, "vgt-replay: cannot read %s: %s\n", name,
			in ? "it is too large" : strerror(errno));
		if (in)
			fclose(in);
		return NULL;
	}
	*size = st.st_size;
	bytes = malloc(*size + 1);
	if (bytes)
		*size = fread(bytes, 1, *size, in);
	fclose(in);
	return bytes;
}

static int list(const struct replay_file *file)
{
	u32 i;

	for (i = 0; i < file->count; i++)
		replay_print(stdout, file, i);
	if (file->truncated)
		puts("(it ends in the middle of an item)");
	return EXIT_SAME;
}

static int play(struct replay_file *file, u32 stop_at, bool trap)
{
	struct replay *r = calloc(1, sizeof(*r));
	enum replay_end end;

	if (!r)
		return EXIT_CANNOT;
	r->out = stderr;
	r->stop_at = stop_at;
	r->trap = trap;
	end = replay_play(r, file);
	if (end == REPLAY_SAME)
		printf("vgt-replay: %u events, %u outputs: no difference\n", r->events,
		       r->outputs);
	if (end == REPLAY_STOPPED || end == REPLAY_SAME)
		return EXIT_SAME;
	return end == REPLAY_DIFFERS ? EXIT_DIFFERS : EXIT_CANNOT;
}

/* The status, unless the output could not be written. */
static int said(int status)
{
	if (!fflush(stdout) && !ferror(stdout))
		return status;
	fputs("vgt-replay: cannot write the output\n", stderr);
	return EXIT_CANNOT;
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "list", no_argument, NULL, 'l' },
		{ "break", required_argument, NULL, 'b' },
		{ "trap", required_argument, NULL, 't' },
		{ "verbose", no_argument, NULL, 'v' },
		{ "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'V' },
		{ 0 }
	};
	bool only_list = false, trap = false;
	struct replay_file file;
	u32 stop_at = 0;
	size_t size;
	int option, status;
	u8 *bytes;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (option) {
		case 'l':
			only_list = true;
			break;
		case 't':
		case 'b':
			trap = option == 't';
			stop_at = strtoul(optarg, NULL, 0);
			break;
		case 'v':
			shim_verbose = true;
			break;
		case 'h':
			fputs(usage, stdout);
			return said(EXIT_SAME);
		case 'V':
			puts("vgt-replay " VGT_VERSION);
			return said(EXIT_SAME);
		default:
			return EXIT_CANNOT;
		}
	}
	if (optind != argc - 1) {
		fputs(usage, stderr);
		return EXIT_CANNOT;
	}
	bytes = read_file(argv[optind], &size);
	if (!bytes)
		return EXIT_CANNOT;
	status = replay_load(&file, bytes, size, stderr) ? EXIT_CANNOT :
		 only_list ? list(&file) : play(&file, stop_at, trap);
	status = said(status);
	fflush(stderr);
	/* A vGPU in the middle of something is not taken apart. */
	_exit(status);
}
