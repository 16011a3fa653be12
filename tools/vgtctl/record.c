// SPDX-License-Identifier: GPL-2.0-only
/*
 * vgtctl record VGPU FILE [--memory] [--seconds N]
 *
 * Copies what the flight recorder of a vGPU gives into a file. vgt records as long as its file in
 * debugfs is open.
 */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "../common/number.h"
#include "../common/say.h"
#include "../common/sysfs.h"
#include "../common/vgpu.h"
#include "command.h"

/* Pause when there is nothing new, in nanoseconds. */
#define PAUSE_NS	20000000

/* KiB that the ring of a vGPU may hold, at most. */
#define RING_MAX_KB	0x100000

/* In the first item of a record, behind its head: the vGPU was in use. See core/record/format.h. */
#define FLAGS_AT	16
#define FLAG_RUNNING	2

static const struct reason reasons[] = {
	{ ENOENT, "it has no file in debugfs: 'mount -t debugfs none /sys/kernel/debug', or a newer vgt is needed" },
	{ EBUSY, "another program records it" },
	{ EACCES, "only root may do that" },
	{ EPERM, "only root with CAP_SYS_ADMIN may do that" },
	{ ENOMEM, "the host has no memory for it: lower vgt's parameter record_kb" },
	{ 0 }
};

/* A signal asked the program to exit. */
static atomic_bool stop;

static void on_signal(int signal)
{
	stop = 1;
}

/* What a ring that is made now may hold, in bytes: a power of 2. */
static size_t ring_bytes(void)
{
	uint64_t kb, size = 1;

	if (sysfs_read_number(&kb, "module/vgt/parameters/record_kb") || kb > RING_MAX_KB)
		kb = RING_MAX_KB;
	while (size < kb)
		size *= 2;
	return size << 10;
}

static double now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec + ts.tv_nsec / 1e9;
}

static int write_all(int fd, const char *buf, size_t size)
{
	ssize_t n;

	for (; size; buf += n, size -= n) {
		n = write(fd, buf, size);
		if (n < 0 && errno != EINTR)
			return -errno;
		if (n < 0)
			n = 0;
	}
	return 0;
}

/* Say at once what the record is good for. */
static void look(const struct vgpu *vgpu, const char *buf, ssize_t n)
{
	if (n > FLAGS_AT && buf[FLAGS_AT] & FLAG_RUNNING)
		say("vGPU %d is in use: its record begins in the middle, and can be listed, not played",
		    vgpu->id);
}

/*
 * Copy until @end, a signal, or the vGPU is gone. A busy guest always has more: after the end, what
 * the vGPU's ring may hold, @ring bytes, is copied at most. Return: 0 or a negative errno value.
 */
static int copy(const struct vgpu *vgpu, int from, int to, double end, ssize_t ring)
{
	struct timespec pause = { 0, PAUSE_NS };
	static char buf[1 << 18];
	bool last = false, first = true;
	ssize_t n, left = ring;
	int ret;

	for (;;) {
		n = read(from, buf, sizeof(buf));
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return errno == EIO || errno == ENODEV ? 0 : -errno;
		if (first)
			look(vgpu, buf, n);
		first = false;
		ret = write_all(to, buf, n);
		if (ret)
			return ret;
		if (last)
			left -= n;
		if (last && (!n || left <= 0))
			return 0;
		last = last || stop || now() >= end;
		if (!n && !last)
			nanosleep(&pause, NULL);
	}
}

/**
 * struct request - what is to be done
 * @memory: contents of memory, too
 * @seconds: for how long; 0: until the program is interrupted
 * @words: the vGPU and the file
 */
struct request {
	bool memory;
	unsigned long seconds;
	char **words;
};

/* Return: true if the options are valid. */
static bool parse(int argc, char **argv, struct request *request)
{
	static const struct option options[] = {
		{ "memory", no_argument, NULL, 'm' },
		{ "seconds", required_argument, NULL, 's' },
		{ 0 }
	};
	int option;

	optind = 0;
	opterr = 0;
	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option == 'm')
			request->memory = true;
		else if (option != 's' || !count_parse(optarg, &request->seconds))
			return false;
	}
	request->words = argv + optind;
	return argc - optind == 2;
}

static int open_record(const struct vgpu *vgpu, bool memory)
{
	char path[4096];
	int fd;

	snprintf(path, sizeof(path), "%s/kernel/debug/vgt/vm%d/record%s", sysfs_root(), vgpu->id,
		 memory ? "_memory" : "");
	fd = open(path, O_RDONLY | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

static int record(const struct vgpu *vgpu, const struct request *request)
{
	double end = request->seconds ? now() + request->seconds : 1e300;
	const char *name = request->words[1];
	size_t ring = ring_bytes();
	int from, to, ret;

	to = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (to < 0) {
		say("cannot create '%s': %s", name, strerror(errno));
		return EXIT_FAILED;
	}
	from = open_record(vgpu, request->memory);
	if (from < 0) {
		say_why(from, reasons, "cannot record vGPU %d", vgpu->id);
		close(to);
		unlink(name);
		return EXIT_FAILED;
	}
	ret = copy(vgpu, from, to, end, ring);
	close(from);
	if (close(to) && !ret)
		ret = -errno;
	if (!ret)
		return EXIT_OK;
	say("cannot write '%s': %s", name, strerror(-ret));
	return EXIT_FAILED;
}

int command_record(int argc, char **argv)
{
	/* The second one ends the program as it is. */
	struct sigaction action = { .sa_handler = on_signal, .sa_flags = SA_RESETHAND };
	struct request request = { 0 };
	struct vgpu vgpu;

	if (!parse(argc, argv, &request))
		return bad_usage("record");
	if (vgpu_find(&vgpu, request.words[0]))
		return EXIT_FAILED;
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	return record(&vgpu, &request);
}
