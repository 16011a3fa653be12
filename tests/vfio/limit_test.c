// SPDX-License-Identifier: GPL-2.0-only
/*
 * A user without privileges, whose locked memory has a limit (RLIMIT_MEMLOCK): what a guest maps
 * past that cannot be pinned. The log says so, and the guest goes on with less.
 */
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "gpu.h"
#include "test.h"
#include "way.h"

#define NOBODY		65534
#define LIMIT_PAGES	512u
#define SHARED_PAGES	300u
#define NODES		3

/* What is opened by its name; root's, as a rule. */
struct node {
	char path[64];
	mode_t mode;
};

/* What a guest opens for that vGPU. */
static void nodes_give(struct node *nodes, const char *uuid)
{
	struct stat st;
	int ret;
	u32 i;

	snprintf(nodes[0].path, sizeof(nodes[0].path), "/dev/kvm");
	ret = way_node(nodes[1].path, sizeof(nodes[1].path), uuid);
	CHECK(!ret, "%s is not to be found: %s", uuid, strerror(-ret));
	snprintf(nodes[2].path, sizeof(nodes[2].path), "/dev/%s",
		 way_chosen() == WAY_TYPE1 ? "vfio/vfio" : "iommu");
	for (i = 0; i < NODES; i++) {
		CHECK(!stat(nodes[i].path, &st), "%s: %s", nodes[i].path, strerror(errno));
		nodes[i].mode = st.st_mode & 07777;
		CHECK(!chmod(nodes[i].path, 0666), "%s: %s", nodes[i].path, strerror(errno));
	}
}

static void nodes_take(const struct node *nodes)
{
	u32 i;

	for (i = 0; i < NODES; i++)
		chmod(nodes[i].path, nodes[i].mode);
}

static void become_nobody(void)
{
	struct rlimit limit = { LIMIT_PAGES * PAGE_SIZE, LIMIT_PAGES * PAGE_SIZE };

	CHECK(!setrlimit(RLIMIT_MEMLOCK, &limit) && !setgroups(0, NULL) &&
	      !setresgid(NOBODY, NOBODY, NOBODY) && !setresuid(NOBODY, NOBODY, NOBODY),
	      "no other user: %s", strerror(errno));
}

static int log_open(void)
{
	int log = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);

	CHECK(log >= 0 && lseek(log, 0, SEEK_END) >= 0, "the kernel's log: %s", strerror(errno));
	return log;
}

/* Since it was opened. */
static bool log_says(int log, const char *text)
{
	char line[1024];
	ssize_t n;

	while ((n = read(log, line, sizeof(line) - 1)) > 0 || errno == EPIPE) {
		line[n > 0 ? n : 0] = 0;
		if (strstr(line, text))
			return true;
	}
	return false;
}

static void limited(const char *uuid, int log)
{
	struct gpu gpu;
	u32 addr, i;
	u64 gpa;

	become_nobody();
	gpu_open(&gpu, uuid);
	engines_work(&gpu, "below the limit");
	CHECK(!log_says(log, "RLIMIT_MEMLOCK"), "the limit is told of before it is reached");

	/* The entries are taken over with the next work, which finds no room for itself, either. */
	gpa = guest_pages(&gpu.g, LIMIT_PAGES);
	addr = ggtt_map_low(&gpu, gpa, LIMIT_PAGES);
	gpu.may_refuse = true;
	exec_works(&gpu, BCS);
	CHECK(log_says(log, "out of memory, or of the locked memory (RLIMIT_MEMLOCK)"),
	      "the log has no line about it");

	/* It gives them back: all is as before. */
	for (i = 0; i < LIMIT_PAGES; i++)
		ggtt_set(&gpu, addr + i * PAGE_SIZE, 0);
	gpu_restart(&gpu);
	gpu.may_refuse = false;
	engines_work(&gpu, "below the limit again");
	gpu_close(&gpu);
}

static void test_memlock(const struct test_args *args)
{
	struct node nodes[NODES];
	int status = -1, log = log_open();
	pid_t pid;

	nodes_give(nodes, args->uuid[0]);
	fflush(stdout);
	pid = fork();
	if (!pid) {
		limited(args->uuid[0], log);
		exit(0);
	}
	if (pid > 0)
		waitpid(pid, &status, 0);
	nodes_take(nodes);
	CHECK(pid > 0 && WIFEXITED(status) && !WEXITSTATUS(status), "the other user fails");
}

/**
 * struct sharer - one of the same user's guests
 * @uuid: of its vGPU
 * @told: it has mapped its pages, and the log says that there is no room (1) or not (0)
 * @go: it may end
 */
struct sharer {
	const char *uuid;
	int told[2], go[2];
};

static void share_limit(const struct sharer *s)
{
	int log = log_open();
	struct gpu gpu;
	char byte;

	become_nobody();
	gpu_open(&gpu, s->uuid);
	ggtt_map_low(&gpu, guest_pages(&gpu.g, SHARED_PAGES), SHARED_PAGES);
	gpu.may_refuse = true;
	exec_works(&gpu, BCS);
	byte = log_says(log, "RLIMIT_MEMLOCK");
	CHECK(write(s->told[1], &byte, 1) == 1 && read(s->go[0], &byte, 1) == 1,
	      "the other one is gone");
	gpu_close(&gpu);
}

static pid_t sharer_start(struct sharer *s, const char *uuid, bool *no_room)
{
	char byte = 0;
	pid_t pid;

	s->uuid = uuid;
	CHECK(!pipe(s->told) && !pipe(s->go), "no pipe: %s", strerror(errno));
	fflush(stdout);
	pid = fork();
	if (!pid) {
		share_limit(s);
		exit(0);
	}
	close(s->told[1]);
	CHECK(read(s->told[0], &byte, 1) == 1, "the guest of %s fails", uuid);
	*no_room = byte;
	return pid;
}

/*
 * Each stays below the limit, both together do not. A container of type 1 counts for a process,
 * iommufd for a user.
 */
static void test_shared_limit(const struct test_args *args)
{
	bool by_user = way_chosen() != WAY_TYPE1, no_room[2];
	struct node nodes[2][NODES];
	struct sharer s[2];
	pid_t pid[2];
	int status, i;

	for (i = 0; i < 2; i++) {
		nodes_give(nodes[i], args->uuid[i]);
		pid[i] = sharer_start(&s[i], args->uuid[i], &no_room[i]);
	}
	for (i = 1; i >= 0; i--) {
		CHECK(write(s[i].go[1], "", 1) == 1 && waitpid(pid[i], &status, 0) == pid[i] &&
		      WIFEXITED(status) && !WEXITSTATUS(status), "guest %d fails", i);
		nodes_take(nodes[i]);
	}
	CHECK(!no_room[0], "the first has no room");
	CHECK(no_room[1] == by_user, by_user ? "locked memory is not counted for the user" :
	      "another process' locked memory is counted, too");
}

const struct test limit_tests[] = {
	{ .name = "locked memory: a user without privileges at its limit", .run = test_memlock,
	  .kvmgt = "does not say what the limit is", .kvmgt_hangs = true },
	{ .name = "locked memory: two guests of one user", .run = test_shared_limit, .vgpus = 2,
	  .kvmgt = "does not say what the limit is", .kvmgt_hangs = true },
	{ 0 },
};
