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
#include <unistd.h>

#include "../common/flush.h"
#include "../common/number.h"
#include "../common/proc.h"
#include "../common/say.h"
#include "../common/sysfs.h"
#include "../common/vgpu.h"
#include "output.h"
#include "rates.h"

/* How samples are printed. */
enum format { SCREEN, TEXT, JSON, CSV, OPENMETRICS };

/**
 * struct setup - options of the user
 * @interval: seconds between two samples
 * @samples: number of samples; 0 for no end
 * @format: how they are printed
 * @order: what the vGPUs are sorted by
 * @reverse: the other way round
 */
struct setup {
	double interval;
	unsigned long samples;
	enum format format;
	enum order order;
	bool reverse;
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
	fputs("Usage: vgt-top [OPTION...]\n"
	      "Shows how busy each vGPU of the module vgt keeps each engine, and what it traps: on a\n"
	      "terminal as a screen, else as text.\n\n"
	      "  -d, --delay SECONDS   between two samples: 0.1 to 3600, default 1\n"
	      "  -n, --samples N       end after N samples\n"
	      "      --once            one sample as text, and end\n"
	      "      --text            text, also on a terminal\n"
	      "      --json            an object in a line per sample\n"
	      "      --csv             a line per vGPU and sample, after a line of titles\n"
	      "      --prometheus      the counters as OpenMetrics text, and end\n"
	      "      --sort KEY        id, name, busy, memory, submissions or traps\n"
	      "      --reverse         the other way round\n"
	      "      --sysfs DIR       work on this tree instead of /sys\n"
	      "      --proc DIR        work on this tree instead of /proc\n"
	      "      --help            print this\n"
	      "      --version         print the version of vgt that this is of\n", out);
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

static int print(const struct setup *setup, struct sample *sample, struct rates *rates)
{
	if (order_apply(sample, rates, setup->order, setup->reverse))
		return -ENOMEM;
	if (setup->format == JSON)
		return json_print(sample, rates);
	return setup->format == CSV ? csv_print(sample, rates) : text_print(sample, rates);
}

/* Counters need nothing to compare them with. */
static int run_openmetrics(void)
{
	struct sample sample;
	int ret;

	ret = sample_take(&sample);
	if (!ret)
		ret = openmetrics_print(&sample);
	sample_free(&sample);
	return ret;
}

/* Print samples to stdout, each compared with the previous one. */
static int run_lines(const struct setup *setup)
{
	uint64_t step = setup->interval * 1e9, due;
	unsigned long left = setup->samples;
	struct sample sample = { 0 };
	struct rates rates = { 0 };
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
		if (left && !--left)
			stop = 1;
	}
	rates_free(&rates);
	sample_free(&sample);
	return ret;
}

/* Show a sample until it is time for the next one. Return: false if the user leaves. */
static bool show(const struct setup *setup, struct sample *sample, struct rates *rates)
{
	int64_t until = (int64_t)(sample->time_ns / 1000000) + (int64_t)(setup->interval * 1000);
	enum screen_event event;

	screen_sample(sample, rates);
	do {
		if (screen_show(sample, rates, setup->interval))
			return false;
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
	unsigned long left = setup->samples;
	struct sample sample = { 0 };
	struct rates rates;
	bool more = true;
	int ret;

	/* https://no-color.org */
	ret = screen_start(setup->order, setup->reverse, !*(getenv("NO_COLOR") ?: ""));
	if (ret)
		return ret;
	while (more && !ret) {
		ret = next(&sample, &rates);
		if (!ret) {
			more = show(setup, &sample, &rates) && (!left || --left);
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
		{ ENOTTY, "this terminal is not known (TERM); --text and --json need none" },
		{ 0 }
	};
	int ret;

	if (!vgt_loaded())
		return 1;
	catch_signals();
	if (setup->format == OPENMETRICS)
		ret = run_openmetrics();
	else
		ret = setup->format == SCREEN ? run_screen(setup) : run_lines(setup);
	if (ret)
		say_why(ret, reasons, "cannot go on");
	return ret ? 1 : 0;
}

/* Return: true if the option and its value are valid. */
static bool take_option(struct setup *setup, int option)
{
	int order;

	switch (option) {
	case 'd':
		if (interval_parse(optarg, &setup->interval))
			return true;
		say("'%s' is not a number of seconds from 0.1 to 3600", optarg);
		return false;
	case 'n':
		if (count_parse(optarg, &setup->samples))
			return true;
		say("'%s' is not a number of samples: 1 or more", optarg);
		return false;
	case 'o':
		setup->samples = 1;
		if (setup->format == SCREEN)
			setup->format = TEXT;
		return true;
	case 't':
		setup->format = TEXT;
		return true;
	case 'j':
		setup->format = JSON;
		return true;
	case 'c':
		setup->format = CSV;
		return true;
	case 'p':
		setup->format = OPENMETRICS;
		return true;
	case 'k':
		order = order_parse(optarg);
		if (order < 0)
			say("'%s' is not what can be sorted by: 'vgt-top --help' tells what is",
			    optarg);
		else
			setup->order = order;
		return order >= 0;
	case 'r':
		setup->reverse = true;
		return true;
	}
	return false;
}

static bool set_root(int (*set)(const char *dir), const char *dir)
{
	if (!set(dir))
		return true;
	say("'%s' is too long", dir);
	return false;
}

/* What the user asked for has been written, or not. */
static int said(void)
{
	int ret = output_flush();

	if (ret)
		say_why(ret, NULL, "cannot write the output");
	return ret ? 1 : 0;
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "delay", required_argument, NULL, 'd' },
		{ "samples", required_argument, NULL, 'n' },
		{ "once", no_argument, NULL, 'o' },
		{ "text", no_argument, NULL, 't' },
		{ "json", no_argument, NULL, 'j' },
		{ "csv", no_argument, NULL, 'c' },
		{ "prometheus", no_argument, NULL, 'p' },
		{ "sort", required_argument, NULL, 'k' },
		{ "reverse", no_argument, NULL, 'r' },
		{ "sysfs", required_argument, NULL, 's' },
		{ "proc", required_argument, NULL, 'P' },
		{ "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'V' },
		{ 0 }
	};
	struct setup setup = { .interval = INTERVAL };
	int option;

	setup.format = isatty(STDOUT_FILENO) ? SCREEN : TEXT;
	while ((option = getopt_long(argc, argv, "d:n:h", options, NULL)) != -1) {
		switch (option) {
		case 's':
			if (!set_root(sysfs_set_root, optarg))
				return 2;
			break;
		case 'P':
			if (!set_root(proc_set_root, optarg))
				return 2;
			break;
		case 'h':
			usage(stdout);
			return said();
		case 'V':
			puts("vgt-top " VGT_VERSION);
			return said();
		default:
			if (!take_option(&setup, option))
				return 2;
		}
	}
	if (optind < argc) {
		usage(stderr);
		return 2;
	}
	return run(&setup);
}
