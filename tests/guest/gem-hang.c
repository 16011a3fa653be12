// SPDX-License-Identifier: GPL-2.0-only
/*
 * gem-hang: work that never ends, on all engines at once, with another context's work behind
 * it; and whom the driver finds guilty when it has reset them.
 */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "batch.h"

#define MAX_ROUNDS	1000
#define BEGIN_MS	10000
#define WEDGED		"/sys/kernel/debug/dri/0/i915_wedged"
#define ALL_ENGINES	"0xffffffff"
#define MI_ARB(on)	(0x08u << 23 | (on))

static const char usage[] =
	"Usage: gem-hang [OPTION...]\n"
	"\n"
	"Runs a batch that never ends on each engine, with a batch of another context behind\n"
	"it, until the driver has reset the engines, and prints how often it says that either\n"
	"was at work, or waited, in a hang. All requests must come to an end.\n"
	"\n"
	"  -r, --rounds N   so often (default 1)\n"
	"  -g, --guilty     the hung ones must be found at work\n"
	"  -w, --wedge      write to i915_wedged, so that the driver resets all engines at once\n"
	"  -d, --device PATH\n"
	"                   the DRM device (default /dev/dri/card0)\n"
	"\n"
	"Status: 0 all came to its end; 1 something did not; 2 wrong usage; 3 no device; 4 the\n"
	"driver refused a request.\n";

/**
 * struct options - what the command line asks for
 * @rounds: how often
 * @guilty: each must be found guilty
 * @wedge: have the driver reset all engines
 * @device: path, or NULL
 */
struct options {
	unsigned int rounds;
	bool guilty;
	bool wedge;
	const char *device;
};

/**
 * struct work - a context's batch
 * @context: whose
 * @out: what it writes a word of
 * @batch: the batch
 */
struct work {
	u32 context;
	struct bo out;
	struct bo batch;
};

/**
 * struct found - what the driver said of contexts
 * @hung: of those whose work never ends: with @active, then @pending, then neither
 * @behind: of those behind them
 */
struct found {
	unsigned int hung[3];
	unsigned int behind[3];
};

static void parse(struct options *o, int argc, char **argv)
{
	static const struct option table[] = {
		{ "rounds", required_argument, NULL, 'r' },
		{ "guilty", no_argument, NULL, 'g' },
		{ "wedge", no_argument, NULL, 'w' },
		{ "device", required_argument, NULL, 'd' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	int c;

	while ((c = getopt_long(argc, argv, "r:gwd:h", table, NULL)) != -1) {
		switch (c) {
		case 'r':
			o->rounds = parse_number("--rounds", optarg, MAX_ROUNDS);
			break;
		case 'g':
			o->guilty = true;
			break;
		case 'w':
			o->wedge = true;
			break;
		case 'd':
			o->device = optarg;
			break;
		case 'h':
			fputs(usage, stdout);
			exit(EXIT_OK);
		default:
			exit(EXIT_USAGE);
		}
	}
	if (optind < argc)
		die(EXIT_USAGE, "what is '%s'? See --help", argv[optind]);
}

static void work_new(struct gpu *gpu, struct work *w, unsigned int engine, bool endless)
{
	struct batch b = { .bo = &w->batch };
	struct gpu_job job = {
		.engine = engine,
		.bo = { &w->out, &w->batch },
		.write = BIT(0),
		.count = 2,
	};

	w->context = gpu_new_context(gpu);
	gpu_new_bo(gpu, &w->out, PAGE_SIZE);
	gpu_new_bo(gpu, &w->batch, PAGE_SIZE);
	/* Nobody gets by: natively a time slice would take the engine from it. */
	if (endless)
		batch_emit(&b, MI_ARB(0));
	batch_store32(&b, w->out.addr, 1);
	if (endless)
		batch_jump(&b, w->batch.addr, false);
	batch_end(&b);
	job.context = w->context;
	gpu_submit(gpu, &job);
}

static void work_end(struct gpu *gpu, struct work *w)
{
	gpu_end_context(gpu, w->context);
	gpu_free_bo(gpu, &w->batch);
	gpu_free_bo(gpu, &w->out);
}

static bool begun(const struct work *w)
{
	unsigned int ms;

	for (ms = 0; !READ_ONCE(*w->out.map) && ms < BEGIN_MS; ms++)
		usleep(1000);
	return READ_ONCE(*w->out.map);
}

static void wedge(void)
{
	int fd = open(WEDGED, O_WRONLY | O_CLOEXEC);

	if (fd < 0 || write(fd, ALL_ENGINES, strlen(ALL_ENGINES)) < 0)
		die(EXIT_ERROR, "%s: %s", WEDGED, strerror(errno));
	close(fd);
}

static unsigned int now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

/* The index in a count of &struct found. */
static unsigned int blame(struct gpu *gpu, u32 context)
{
	unsigned int active, pending;

	gpu_reset_stats(gpu, context, &active, &pending);
	if (active)
		return 0;
	return pending ? 1 : 2;
}

static bool ended(struct gpu *gpu, const struct work *w, const char *name)
{
	if (gpu_finish(gpu, &w->out))
		return true;
	fprintf(stderr, "%s: work does not end\n", name);
	return false;
}

static bool hang(struct gpu *gpu, bool forced, struct found found[])
{
	struct work hung[GPU_MAX_ENGINES] = { 0 }, behind[GPU_MAX_ENGINES] = { 0 };
	unsigned int i, since = now_ms();

	for (i = 0; i < gpu->count; i++) {
		work_new(gpu, &hung[i], i, true);
		work_new(gpu, &behind[i], i, false);
	}
	for (i = 0; i < gpu->count; i++) {
		if (begun(&hung[i]))
			continue;
		fprintf(stderr, "%s: work does not begin\n", gpu->engines[i].name);
		return false;
	}
	if (forced)
		wedge();
	for (i = 0; i < gpu->count; i++) {
		const char *name = gpu->engines[i].name;

		if (!ended(gpu, &hung[i], name) || !ended(gpu, &behind[i], name))
			return false;
		fprintf(stderr, "%s: over after %u ms\n", name, now_ms() - since);
		found[i].hung[blame(gpu, hung[i].context)]++;
		found[i].behind[blame(gpu, behind[i].context)]++;
		work_end(gpu, &hung[i]);
		work_end(gpu, &behind[i]);
	}
	return true;
}

/* Is it as it was to be? */
static bool report(const struct gpu *gpu, const struct found found[], const struct options *o)
{
	bool good = true;
	unsigned int i;

	for (i = 0; i < gpu->count; i++) {
		const struct found *f = &found[i];

		printf("%s: hung: active %u pending %u neither %u; ", gpu->engines[i].name,
		       f->hung[0], f->hung[1], f->hung[2]);
		printf("behind it: active %u pending %u neither %u\n", f->behind[0],
		       f->behind[1], f->behind[2]);
		good &= !o->guilty || f->hung[0] == o->rounds;
	}
	return good;
}

int main(int argc, char **argv)
{
	struct found found[GPU_MAX_ENGINES] = { 0 };
	struct options o = { .rounds = 1 };
	struct gpu gpu;
	bool good = true;
	unsigned int n;

	parse(&o, argc, argv);
	gpu_open(&gpu, o.device);
	for (n = 0; good && n < o.rounds; n++)
		good = hang(&gpu, o.wedge, found);
	good &= report(&gpu, found, &o);
	gpu_close(&gpu);
	return good ? EXIT_OK : EXIT_WRONG;
}
