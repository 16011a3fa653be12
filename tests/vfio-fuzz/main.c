// SPDX-License-Identifier: GPL-2.0-only
/*
 * Usage: vfio-fuzz [--seed N] [--round N] [--seconds N] UUID UUID NEIGHBOUR
 *
 * Fuzzes the module by its VFIO interface, on two vGPUs of one machine, in rounds: each is
 * a process with four threads, most of which are killed at some moment. Now and then a vGPU
 * is removed and made anew, sometimes while it is open. Every few rounds the neighbour, which
 * is not fuzzed, must do its work as ever. Ends at the first finding: the kernel complains,
 * a process cannot be killed, or that work is not done.
 *
 * --seed N     what all depends on; a random one by default. It is printed first
 * --round N    this one alone, as long as it takes
 * --seconds N  for about so long (60)
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "fuzz.h"

#define MS_PER_ROUND	4000
#define END_SECONDS	90	/* that a process may take to end, once it is killed */
#define ROUNDS_PER_LOOK	6
/* Of /proc/sys/kernel/tainted: bad page, oops, warning, lockup. */
#define TAINTS		(BIT(5) | BIT(7) | BIT(9) | BIT(14))

#define TYPES		"/sys/bus/pci/devices/0000:00:02.0/mdev_supported_types"
#define TYPE		"i915-GVTg_V5_8"

static struct world world;
static const char *neighbour;

static u64 now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (u64)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* A line in the kernel's log, which tells what is its round's. */
static void mark(u32 round)
{
	FILE *log = fopen("/dev/kmsg", "w");

	if (!log)
		return;
	fprintf(log, "vfio-fuzz: round %u\n", round);
	fclose(log);
}

/* ---- what the kernel says ---- */

static bool kernel_tainted(void)
{
	FILE *file = fopen("/proc/sys/kernel/tainted", "r");
	unsigned long taints = 0;

	if (!file)
		return false;
	if (fscanf(file, "%lu", &taints) != 1)
		taints = 0;
	fclose(file);
	return taints & TAINTS;
}

/* Lockdep looks no further once it has found something. */
static bool lockdep_off(void)
{
	FILE *file = fopen("/proc/lockdep_stats", "r");
	unsigned int on = 1;
	char line[128];

	if (!file)
		return false;
	while (fgets(line, sizeof(line), file))
		if (sscanf(line, " debug_locks: %u", &on) == 1)
			break;
	fclose(file);
	return !on;
}

static bool kernel_good(void)
{
	if (kernel_tainted()) {
		printf("# the kernel complains: see its log\n");
		return false;
	}
	if (lockdep_off()) {
		printf("# lockdep complains: see the kernel's log\n");
		return false;
	}
	return true;
}

static void print_file(const char *path)
{
	FILE *file = fopen(path, "r");
	char line[256];

	if (!file)
		return;
	while (fgets(line, sizeof(line), file))
		printf("#     %s", line);
	fclose(file);
}

static void print_stacks(pid_t pid)
{
	char path[300];
	struct dirent *entry;
	DIR *dir;

	snprintf(path, sizeof(path), "/proc/%d/task", pid);
	dir = opendir(path);
	while (dir && (entry = readdir(dir))) {
		if (entry->d_name[0] == '.')
			continue;
		printf("#   thread %s\n", entry->d_name);
		snprintf(path, sizeof(path), "/proc/%d/task/%s/stack", pid, entry->d_name);
		print_file(path);
	}
	if (dir)
		closedir(dir);
}

/* ---- processes ---- */

static bool ended(pid_t pid, int *status, u64 ms)
{
	u64 end = now_ms() + ms;
	pid_t got;

	do {
		got = waitpid(pid, status, WNOHANG);
		if (got == pid)
			return true;
		usleep(2000);
	} while (now_ms() < end);
	return false;
}

static bool end_it(pid_t pid, int *status)
{
	u32 i;

	kill(pid, SIGKILL);
	if (ended(pid, status, END_SECONDS * 1000))
		return true;
	printf("# a process does not end\n");
	for (i = 0; i < THREADS; i++)
		printf("# thread %u was at: %s\n", i, world.doing[i]);
	print_stacks(pid);
	return false;
}

static void work_well(const char *uuid)
{
	struct gpu gpu;
	u32 i;

	wait_for_vgpu(uuid);
	gpu_open(&gpu, uuid);
	for (i = 0; i < ENGINES; i++) {
		const char *wrong = exec_works(&gpu, i);

		CHECK(!wrong, "good work: %s: %s", engine_info[i].name, wrong);
	}
	gpu_close(&gpu);
	exit(0);
}

/* Good work of one who has no part in all that. */
static bool still_works(void)
{
	int status = 0;
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (!pid)
		work_well(neighbour);
	if (!ended(pid, &status, END_SECONDS * 1000) && !end_it(pid, &status))
		return false;
	if (WIFEXITED(status) && !WEXITSTATUS(status))
		return true;
	printf("# the neighbour does no work any more: status 0x%x\n", status);
	return false;
}

/* Return 0 or errno. */
static int write_to(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	int ret = fd >= 0 && write(fd, text, strlen(text)) >= 0 ? 0 : errno;

	if (fd >= 0)
		close(fd);
	return ret;
}

/* Exits with errno. Removal waits for the vGPU's user. */
static void renew(const char *uuid, u64 us)
{
	char path[160];
	int ret;

	usleep(us);
	snprintf(path, sizeof(path), "/sys/bus/mdev/devices/%s/remove", uuid);
	ret = write_to(path, "1");
	_exit(ret ?: write_to(TYPES "/" TYPE "/create", uuid));
}

/**
 * struct renewal - a vGPU is removed and made anew
 * @uuid: which
 * @pid: the process that does so, for it may have to wait; 0: none
 */
struct renewal {
	const char *uuid;
	pid_t pid;
};

static struct renewal begin_renewal(struct rng *r, u64 ms)
{
	struct renewal renewal = { .uuid = world.uuid[below(r, VGPUS)] };
	u64 us = below(r, ms * 1000);

	if (!one_in(r, 4))
		return renewal;
	fflush(stdout);
	renewal.pid = fork();
	if (!renewal.pid)
		renew(renewal.uuid, us);
	return renewal;
}

/* Others may have been made larger; nobody has them open any more. */
static void make_room(const char *uuid)
{
	static const char * const sizes[][2] = {
		{ "low_gm_size", "8M" }, { "high_gm_size", "48M" }, { "fence", "1" },
	};
	char path[160];
	u32 i, n;

	for (n = 0; n < VGPUS; n++) {
		for (i = 0; world.uuid[n] != uuid && i < ARRAY_SIZE(sizes); i++) {
			snprintf(path, sizeof(path), "/sys/bus/mdev/devices/%s/intel_vgpu/%s",
				 world.uuid[n], sizes[i][0]);
			write_to(path, sizes[i][1]);
		}
	}
}

static bool end_renewal(const struct renewal *renewal)
{
	int status, ret = -1;

	if (!ended(renewal->pid, &status, END_SECONDS * 1000)) {
		end_it(renewal->pid, &status);
		printf("# a vGPU is not removed\n");
		return false;
	}
	if (WIFEXITED(status))
		ret = WEXITSTATUS(status);
	if (ret == ENOSPC) {
		make_room(renewal->uuid);
		ret = write_to(TYPES "/" TYPE "/create", renewal->uuid);
	}
	if (ret)
		printf("# a vGPU cannot be removed and made: status 0x%x, then %d\n", status, ret);
	return !ret;
}

/* Its process ends by itself, or is killed at some moment, which the seed says, too. */
static bool run_round(u64 seed, u32 round, unsigned long *done)
{
	struct rng r = { seed ^ (u64)round << 20 };
	u64 own = rnd(&r), ms = 50 + below(&r, MS_PER_ROUND);
	u32 ops = 20 + below(&r, 1000), i;
	bool good = true;
	struct renewal renewal;
	pid_t pid;
	int status = 0;

	mark(round);
	for (i = 0; i < THREADS; i++) {
		world.doing[i] = "nothing yet";
		world.count[i] = 0;
	}
	/* Nobody has them open now: some of these are taken. */
	for (i = below(&r, 8); i; i--)
		set_some_size(&r, world.uuid[below(&r, VGPUS)]);
	fflush(stdout);
	pid = fork();
	if (!pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		fuzz_world(&world, own, ops);
		_exit(0);
	}
	renewal = begin_renewal(&r, ms);
	if (!ended(pid, &status, ms))
		good = end_it(pid, &status);
	for (i = 0; i < THREADS; i++)
		*done += world.count[i];
	if (good && renewal.pid > 0)
		good = end_renewal(&renewal);
	if (good && renewal.pid <= 0 && WIFEXITED(status) && WEXITSTATUS(status)) {
		printf("# round %u could not begin, or ended by itself: status 0x%x\n", round, status);
		good = false;
	}
	return kernel_good() && good;
}

static bool run_rounds(u64 seed, u32 first, u32 seconds)
{
	u64 end = now_ms() + seconds * 1000ull;
	unsigned long done = 0;
	u32 round = first;
	bool good = true;

	do {
		good = run_round(seed, round, &done);
		if (good && (round + 1) % ROUNDS_PER_LOOK == 0)
			good = still_works();
		if (!good)
			break;
		round++;
	} while (now_ms() < end);
	if (!good)
		printf("# found in round %u: --seed %llu --round %u repeats it\n", round,
		       (unsigned long long)seed, round);
	printf("# %u rounds, %lu operations\n", round - first + !good, done);
	return good;
}

static void *shared(size_t size)
{
	void *at = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	CHECK(at != MAP_FAILED, "no memory");
	return at;
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "seed", required_argument, NULL, 's' },
		{ "round", required_argument, NULL, 'r' },
		{ "seconds", required_argument, NULL, 't' },
		{ 0 },
	};
	u32 first = 0, seconds = 60;
	u64 seed = 0;
	int c;

	if (getrandom(&seed, 4, 0) != 4)
		seed = now_ms();
	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (c == 's') {
			seed = strtoull(optarg, NULL, 0);
		} else if (c == 'r') {
			first = strtoul(optarg, NULL, 0);
			seconds = 0;
		} else if (c == 't') {
			seconds = strtoul(optarg, NULL, 0);
		} else {
			return 2;
		}
	}
	if (argc - optind != VGPUS + 1) {
		fprintf(stderr,
			"Usage: vfio-fuzz [--seed N] [--round N] [--seconds N] UUID UUID NEIGHBOUR\n");
		return 2;
	}
	world.uuid[0] = argv[optind];
	world.uuid[1] = argv[optind + 1];
	neighbour = argv[optind + 2];
	world.doing = shared(THREADS * sizeof(*world.doing));
	world.count = shared(THREADS * sizeof(*world.count));
	printf("# seed %llu\n", (unsigned long long)seed);
	fflush(stdout);
	if (!run_rounds(seed, first, seconds)) {
		printf("not ok - fuzz\n");
		return 1;
	}
	printf("ok - fuzz\n");
	return 0;
}
