// SPDX-License-Identifier: GPL-2.0-only
/*
 * vgt-top: show repeatedly what each vGPU does.
 */
#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "../common/say.h"
#include "../common/sysfs.h"
#include "../common/vgpu.h"
#include "output.h"
#include "rates.h"

/* Seconds between two samples. */
#define INTERVAL	1.0
#define INTERVAL_MIN	0.1
#define INTERVAL_MAX	3600.0

/**
 * struct setup - options of the user
 * @interval: seconds between two samples
 * @once: print one sample and exit
 * @json: print JSON
 */
struct setup {
	double interval;
	bool once;
	bool json;
};

/* A signal asked the program to exit. */
static atomic_bool stop;

static void on_signal(int signal)
{
	stop = 1;
}

static void catch_signals(void)
{
	struct sigaction action = { .sa_handler = on_signal };

	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
}

static void usage(FILE *out)
{
	fputs("Usage: vgt-top [-d SECONDS] [--once] [--json] [--sysfs DIR]\n"
	      "Shows how busy each vGPU of the module vgt keeps each engine, and what it traps.\n\n"
	      "  -d, --delay SECONDS   between two samples: 0.1 to 3600, default 1\n"
	      "      --once            one sample as text, and end\n"
	      "      --json            an object in a line per sample, instead of a screen\n"
	      "      --sysfs DIR       work on this tree instead of /sys\n"
	      "      --version         print the version of vgt that this is of\n", out);
}

/* Return: true if @text is a valid number of seconds. */
static bool parse_interval(const char *text, double *interval)
{
	char *end;

	*interval = strtod(text, &end);
	return end != text && !*end && *interval >= INTERVAL_MIN && *interval <= INTERVAL_MAX;
}

/* Sleep until a time of CLOCK_MONOTONIC, or until a signal. */
static void sleep_until(uint64_t ns)
{
	struct timespec t = { .tv_sec = ns / 1000000000, .tv_nsec = ns % 1000000000 };

	while (!stop && clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL) == EINTR)
		;
}

/* Take the next sample and calculate its rates; it replaces @last. */
static int next(struct sample *last, struct rates *rates)
{
	struct sample now;
	int ret;

	ret = sample_take(&now);
	if (!ret)
		ret = rates_make(rates, last, &now);
	if (ret) {
		sample_free(&now);
		return ret;
	}
	sample_free(last);
	*last = now;
	return 0;
}

static int print(const struct setup *setup, const struct sample *sample,
		 const struct rates *rates)
{
	return setup->json ? json_print(sample, rates) : text_print(sample, rates);
}

/* Print samples to stdout, each compared with the previous one. */
static int run_lines(const struct setup *setup)
{
	uint64_t step = setup->interval * 1e9, due;
	struct sample sample = { 0 };
	struct rates rates;
	int ret;

	ret = next(&sample, &rates);
	due = sample.time_ns;
	while (!ret && !stop) {
		rates_free(&rates);
		due += step;
		sleep_until(due);
		if (stop)
			break;
		ret = next(&sample, &rates);
		if (ret)
			break;
		ret = print(setup, &sample, &rates);
		if (setup->once)
			stop = 1;
	}
	if (!ret)
		rates_free(&rates);
	sample_free(&sample);
	return ret;
}

/* Show a sample until it is time for the next one. Return: false if the user leaves. */
static bool show(const struct setup *setup, const struct sample *sample,
		 const struct rates *rates)
{
	int64_t until = (int64_t)(sample->time_ns / 1000000) + (int64_t)(setup->interval * 1000);
	enum screen_event event;

	do {
		screen_show(sample, rates, setup->interval);
		event = screen_wait(until, &stop);
	} while (event == SCREEN_REDRAW);
	return event == SCREEN_TIME;
}

/* The module is not loaded: wait, it may be loaded again. */
static bool wait_for_module(const struct setup *setup)
{
	struct timespec now;
	int64_t until;

	clock_gettime(CLOCK_MONOTONIC, &now);
	until = now.tv_sec * 1000ll + now.tv_nsec / 1000000 + (int64_t)(setup->interval * 1000);
	screen_message("The module vgt is not loaded: 'modprobe vgt' loads it.");
	return screen_wait(until, &stop) != SCREEN_QUIT;
}

static int run_screen(const struct setup *setup)
{
	struct sample sample = { 0 };
	struct rates rates;
	bool more = true;
	int ret;

	ret = screen_start();
	if (ret)
		return ret;
	while (more && !ret) {
		ret = next(&sample, &rates);
		if (!ret) {
			more = show(setup, &sample, &rates);
			rates_free(&rates);
		} else if (ret == -ENOENT) {
			sample_free(&sample);
			more = wait_for_module(setup);
			ret = 0;
		}
	}
	sample_free(&sample);
	screen_end();
	return ret;
}

static int run(const struct setup *setup)
{
	static const struct reason reasons[] = {
		{ ENOENT, "the module vgt is not loaded any more" },
		{ ENOTTY, "this terminal is not known (TERM); --once and --json need none" },
		{ 0 }
	};
	int ret;

	if (!vgt_loaded())
		return 1;
	catch_signals();
	ret = setup->once || setup->json ? run_lines(setup) : run_screen(setup);
	if (ret)
		say_why(ret, reasons, "cannot go on");
	return ret ? 1 : 0;
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "delay", required_argument, NULL, 'd' },
		{ "once", no_argument, NULL, 'o' },
		{ "json", no_argument, NULL, 'j' },
		{ "sysfs", required_argument, NULL, 's' },
		{ "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'V' },
		{ 0 }
	};
	struct setup setup = { .interval = INTERVAL };
	int option;

	while ((option = getopt_long(argc, argv, "d:h", options, NULL)) != -1) {
		switch (option) {
		case 'd':
			if (parse_interval(optarg, &setup.interval))
				break;
			say("'%s' is not a number of seconds from 0.1 to 3600", optarg);
			return 2;
		case 'o':
			setup.once = true;
			break;
		case 'j':
			setup.json = true;
			break;
		case 's':
			if (!sysfs_set_root(optarg))
				break;
			say("'%s' is too long", optarg);
			return 2;
		case 'h':
			usage(stdout);
			return 0;
		case 'V':
			puts("vgt-top " VGT_VERSION);
			return 0;
		default:
			return 2;
		}
	}
	if (optind < argc) {
		usage(stderr);
		return 2;
	}
	return run(&setup);
}
