// SPDX-License-Identifier: GPL-2.0-only
/*
 * gpu-exec: runs verified batches on every engine, through stock i915.
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <i915_drm.h>

#include "blit.h"
#include "store.h"

#define WINDOW		8	/* batches under way at a time */
#define MAX_BATCHES	1000000
#define PULSE_US	250000

static const char usage[] =
	"Usage: gpu-exec [OPTION...]\n"
	"\n"
	"Runs batches that write words in memory on every engine, alone and all at once,\n"
	"and blits, and checks every word. Prints a line for each engine.\n"
	"\n"
	"  -n, --batches N     batches per engine (default 50)\n"
	"  -e, --engines LIST  names, with commas (default: render,blitter,video,\n"
	"                      video-enhancement, which must all be there)\n"
	"      --no-blits      leave out the blits\n"
	"      --no-mixed      leave out the run on all engines at once\n"
	"      --until FILE    instead of all that, a batch on every engine four times a second, in\n"
	"                      one context, until FILE exists: no engine is idle for long\n"
	"  -d, --device PATH   the DRM device (default /dev/dri/card0)\n"
	"      --old           use only what i915 had in the 4.x kernels\n"
	"      --list          print the engines and end\n"
	"\n"
	"Status: 0 all is right; 1 wrong contents, or a hang; 2 wrong usage; 3 no device or\n"
	"engine; 4 the driver refused a request.\n";

/**
 * struct options - what the command line asks for
 * @batches: per engine
 * @engines: names with commas
 * @device: path, or NULL
 * @blits: do the blits
 * @mixed: do the mixed run
 * @old: by the old interface
 * @list: only list the engines
 * @until: path of a file that ends the batches now and then, or NULL: none of these
 */
struct options {
	unsigned int batches;
	const char *engines;
	const char *device;
	int blits;
	int mixed;
	int old;
	int list;
	const char *until;
};

/**
 * struct selection - the engines of this run
 * @engine: indices into gpu.engines
 * @count: number of them
 */
struct selection {
	unsigned int engine[GPU_MAX_ENGINES];
	unsigned int count;
};

static void parse_batches(struct options *o, const char *text)
{
	char *end;
	long n = strtol(text, &end, 10);

	if (*end || n < 1 || n > MAX_BATCHES)
		die(EXIT_USAGE, "--batches takes a number from 1 to %d", MAX_BATCHES);
	o->batches = n;
}

static void parse(struct options *o, int argc, char **argv)
{
	const struct option table[] = {
		{ "batches", required_argument, NULL, 'n' },
		{ "engines", required_argument, NULL, 'e' },
		{ "device", required_argument, NULL, 'd' },
		{ "no-blits", no_argument, &o->blits, 0 },
		{ "no-mixed", no_argument, &o->mixed, 0 },
		{ "old", no_argument, &o->old, 1 },
		{ "list", no_argument, &o->list, 1 },
		{ "until", required_argument, NULL, 'u' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	int c;

	while ((c = getopt_long(argc, argv, "n:e:d:h", table, NULL)) != -1) {
		switch (c) {
		case 'n':
			parse_batches(o, optarg);
			break;
		case 'e':
			o->engines = optarg;
			break;
		case 'd':
			o->device = optarg;
			break;
		case 'u':
			o->until = optarg;
			break;
		case 'h':
			fputs(usage, stdout);
			exit(EXIT_OK);
		case 0:
			break;
		default:
			exit(EXIT_USAGE);
		}
	}
	if (optind < argc)
		die(EXIT_USAGE, "what is '%s'? See --help", argv[optind]);
}

static int find_engine(const struct gpu *gpu, const char *name)
{
	unsigned int i;

	for (i = 0; i < gpu->count; i++)
		if (!strcmp(gpu->engines[i].name, name))
			return i;
	return -1;
}

static void select_engines(const struct gpu *gpu, const char *list, struct selection *s)
{
	char *names = strdup(list), *name, *rest = names;

	while ((name = strsep(&rest, ","))) {
		int engine = find_engine(gpu, name);

		if (engine < 0)
			die(EXIT_NO_DEVICE, "the driver offers no engine '%s'", name);
		if (s->count == GPU_MAX_ENGINES)
			die(EXIT_USAGE, "too many engines: %s", list);
		s->engine[s->count++] = engine;
	}
	free(names);
}

static bool no_resets(struct gpu *gpu, const char *name, u32 context)
{
	unsigned int resets = gpu_resets(gpu, context);

	if (resets)
		fprintf(stderr, "%s: the GPU was reset under %u of the batches\n", name,
			resets);
	return !resets;
}

static bool report(const char *name, unsigned int good, unsigned int all)
{
	printf("%s: %u of %u\n", name, good, all);
	fflush(stdout);
	return good == all;
}

/*
 * @batches of the engines in turn, in two contexts in turn, several under way at once.
 * Returns how many were right.
 */
static unsigned int run_stores(struct gpu *gpu, const struct selection *s,
			       const u32 context[2], unsigned int batches)
{
	struct store_shared shared = { 0 };
	struct store window[WINDOW];
	unsigned int i, good = 0;

	gpu_new_bo(gpu, &shared.bo, PAGE_SIZE);
	for (i = 0; i < batches + WINDOW; i++) {
		struct store *store = &window[i % WINDOW];

		if (i >= WINDOW && i - WINDOW < batches)
			good += store_check(store);
		if (i >= batches)
			continue;
		*store = (struct store){
			.gpu = gpu,
			.context = context[i / 3 % 2],
			.engine = s->engine[i % s->count],
			.number = i / s->count,
		};
		shared.peer = (store->engine + 1 + i / 5 % gpu->count) % gpu->count;
		store_submit(store, &shared);
	}
	gpu_free_bo(gpu, &shared.bo);
	return good;
}

static bool stores(struct gpu *gpu, const char *name, const struct selection *s,
		   unsigned int batches)
{
	u32 context[2] = { gpu_new_context(gpu), gpu_new_context(gpu) };
	bool good;

	good = report(name, run_stores(gpu, s, context, batches), batches);
	good &= no_resets(gpu, name, context[0]);
	good &= no_resets(gpu, name, context[1]);
	gpu_end_context(gpu, context[0]);
	gpu_end_context(gpu, context[1]);
	return good;
}

static bool blits(struct gpu *gpu, unsigned int engine)
{
	u32 context = gpu_new_context(gpu);
	unsigned int n, right = 0;
	bool good;

	for (n = 0; n < blit_count(); n++)
		right += blit_run(gpu, context, engine, n);
	good = report("blits", right, blit_count());
	good &= no_resets(gpu, "blits", context);
	gpu_end_context(gpu, context);
	return good;
}

/* One batch on each engine. */
static bool pulse(struct gpu *gpu, const struct selection *s, u32 context, u32 number)
{
	struct store_shared shared = { 0 };
	bool good = true;
	unsigned int i;

	gpu_new_bo(gpu, &shared.bo, PAGE_SIZE);
	for (i = 0; i < s->count; i++) {
		struct store store = {
			.gpu = gpu, .context = context, .engine = s->engine[i], .number = number,
		};

		shared.peer = (store.engine + 1) % gpu->count;
		store_submit(&store, &shared);
		good &= store_check(&store);
	}
	gpu_free_bo(gpu, &shared.bo);
	return good;
}

static bool pulses(struct gpu *gpu, const struct selection *s, const char *until)
{
	u32 context = gpu_new_context(gpu), number = 0;
	bool good = true;

	while (good && access(until, F_OK)) {
		good = pulse(gpu, s, context, number++);
		usleep(PULSE_US);
	}
	good &= no_resets(gpu, "batches now and then", context);
	gpu_end_context(gpu, context);
	return good;
}

static void list(const struct gpu *gpu)
{
	unsigned int i;

	for (i = 0; i < gpu->count; i++)
		puts(gpu->engines[i].name);
}

static bool run(struct gpu *gpu, const struct options *o, const struct selection *s)
{
	bool good = true;
	unsigned int i;

	for (i = 0; i < s->count; i++) {
		struct selection one = { .engine = { s->engine[i] }, .count = 1 };
		const struct gpu_engine *engine = &gpu->engines[s->engine[i]];

		good &= stores(gpu, engine->name, &one, o->batches);
	}
	if (o->mixed && s->count > 1)
		good &= stores(gpu, "mixed", s, o->batches);
	for (i = 0; o->blits && i < s->count; i++)
		if (gpu->engines[s->engine[i]].class == I915_ENGINE_CLASS_COPY)
			good &= blits(gpu, s->engine[i]);
	return good;
}

int main(int argc, char **argv)
{
	struct options o = {
		.batches = 50,
		.engines = "render,blitter,video,video-enhancement",
		.blits = 1,
		.mixed = 1,
	};
	struct selection s = { 0 };
	struct gpu gpu;
	bool good;

	parse(&o, argc, argv);
	if (o.old)
		gpu_open_old(&gpu, o.device);
	else
		gpu_open(&gpu, o.device);
	if (o.list) {
		list(&gpu);
		return EXIT_OK;
	}
	select_engines(&gpu, o.engines, &s);
	good = o.until ? pulses(&gpu, &s, o.until) : run(&gpu, &o, &s);
	gpu_close(&gpu);
	return good ? EXIT_OK : EXIT_WRONG;
}
