// SPDX-License-Identifier: GPL-2.0-only
/*
 * Resets, and guests that end at any moment.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "gpu.h"
#include "record.h"
#include "test.h"

static void test_device_reset(const struct test_args *args)
{
	struct gpu gpu;
	u32 i, reset;

	gpu_open(&gpu, args->uuid[0]);
	for (reset = 0; reset < 3; reset++) {
		engines_work(&gpu, reset ? "after a reset" : "at first");
		CHECK(!guest_reset(&gpu.g), "the reset fails");
		for (i = 0; i < ENGINES; i++)
			CHECK(!(mmio_read(&gpu.g, engine_info[i].base + RING_MODE) &
				RUN_LIST_ENABLE), "%s: the run list is on after a reset",
			      engine_info[i].name);
		gpu_start(&gpu);
	}
	engines_work(&gpu, "in the end");
	gpu_close(&gpu);
}

/* Registers of each engine, and of interrupts, that a driver relies on. */
static const u32 engine_regs[] = {
	0x30, 0x34, 0x38, 0x3c,			/* the ring's tail, head, start, control */
	RING_HWS_PGA, RING_IMR, RING_EIR, RING_EMR, RING_ESR, RING_EXECLIST_STATUS, RING_MODE,
	RING_CSB_POINTERS,
};

static const u32 irq_regs[] = {
	MASTER_IRQ, GT_IMR(0), GT_IIR(0), GT_IER(0), GT_IMR(1), GT_IIR(1), GT_IER(1),
	GT_IMR(3), GT_IIR(3), GT_IER(3),
};

#define RESET_REGS	(ENGINES * ARRAY_SIZE(engine_regs) + ARRAY_SIZE(irq_regs))

static void read_reset(struct guest *g, u32 *value)
{
	u32 engine, i;

	for (engine = 0; engine < ENGINES; engine++)
		for (i = 0; i < ARRAY_SIZE(engine_regs); i++)
			*value++ = mmio_read(g, engine_info[engine].base + engine_regs[i]);
	for (i = 0; i < ARRAY_SIZE(irq_regs); i++)
		*value++ = mmio_read(g, irq_regs[i]);
}

static void record_reset(const u32 *value)
{
	u32 engine, i;

	for (engine = 0; engine < ENGINES; engine++)
		for (i = 0; i < ARRAY_SIZE(engine_regs); i++)
			record("%s: register +0x%x: 0x%x", engine_info[engine].name,
			       engine_regs[i], *value++);
	for (i = 0; i < ARRAY_SIZE(irq_regs); i++)
		record("register 0x%x: 0x%x", irq_regs[i], *value++);
}

/* What a driver finds after a reset does not depend on what was done before. */
static void test_reset_registers(const struct test_args *args)
{
	u32 first[RESET_REGS], second[RESET_REGS], i;
	struct gpu gpu;

	gpu_open(&gpu, args->uuid[0]);
	CHECK(!guest_reset(&gpu.g), "the reset fails");
	read_reset(&gpu.g, first);
	gpu_start(&gpu);
	engines_work(&gpu, "between two resets");
	CHECK(!guest_reset(&gpu.g), "the second reset fails");
	read_reset(&gpu.g, second);
	record_reset(second);
	for (i = 0; i < RESET_REGS; i++)
		CHECK(first[i] == second[i], "the %u-th register is 0x%x, then 0x%x", i, first[i],
		      second[i]);
	gpu_close(&gpu);
}

/* As i915 does when an engine hangs: GDRST, then the engines' set-up anew. */
static void test_gdrst(const struct test_args *args)
{
	struct gpu gpu;
	u32 i;

	gpu_open(&gpu, args->uuid[0]);
	engines_work(&gpu, "at first");
	mmio_write(&gpu.g, GDRST, 1);
	for (i = 0; i < 1000 && mmio_read(&gpu.g, GDRST) & 1; i++)
		usleep(1000);
	CHECK(!(mmio_read(&gpu.g, GDRST) & 1), "GDRST does not clear itself");
	gpu_start(&gpu);
	engines_work(&gpu, "after GDRST");
	gpu_close(&gpu);
}

static void test_reset_at_work(const struct test_args *args)
{
	struct context ctx;
	struct fill fill;
	struct ppgtt vm;
	struct gpu gpu;
	u32 i;

	gpu_open(&gpu, args->uuid[0]);
	for (i = 0; i < 8; i++) {
		ppgtt_init(&gpu, &vm);
		context_init(&gpu, &ctx, i % ENGINES, &vm);
		fill_prepare(&vm, &fill, 0x200000, 200, i);
		ring_batch(&ctx, fill.batch);
		ring_finish(&ctx);
		submit(&ctx, NULL);
		usleep(i * 500);
		gpu_restart(&gpu);
	}
	engines_work(&gpu, "after resets at work");
	gpu_close(&gpu);
}

static void test_reopen(const struct test_args *args)
{
	struct gpu gpu;
	u32 i;

	for (i = 0; i < 4; i++) {
		gpu_open(&gpu, args->uuid[0]);
		engines_work(&gpu, "opened again");
		gpu_close(&gpu);
	}
}

/* Page tables and all else of the last user are forgotten without a reset, too. */
static void test_reopen_unreset(const struct test_args *args)
{
	struct gpu gpu;
	u32 i;

	for (i = 0; i < 2; i++) {
		const char *wrong;

		gpu_open_without_reset(&gpu, args->uuid[0]);
		/* The root is where the last user's was, what it maps is not. */
		gpu.g.next_page += 16 * i * PAGE_SIZE;
		wrong = exec_works(&gpu, VECS);
		CHECK(!wrong, "user %u: %s", i, wrong);
		gpu_close(&gpu);
	}
}

static void work_for_ever(const char *uuid)
{
	struct gpu gpu;
	u32 i;

	gpu_open(&gpu, uuid);
	for (i = 0;; i++) {
		gpu.g.next_page = 1 << 20;
		gpu.next_high = gpu.high + (1 << 20);
		exec_works(&gpu, i % ENGINES);
	}
}

static void test_kill(const struct test_args *args)
{
	struct gpu gpu;
	int status;
	pid_t pid;
	u32 i;

	for (i = 0; i < 10; i++) {
		pid = fork();
		if (!pid)
			work_for_ever(args->uuid[0]);
		usleep(3000 + mix32(i) % 200000);
		kill(pid, SIGKILL);
		CHECK(waitpid(pid, &status, 0) == pid, "the guest cannot be killed");
		CHECK(WIFSIGNALED(status), "guest %u ended by itself", i);
	}
	/* The last close may still be under way. */
	for (i = 0; i < 100 && guest_open(&gpu.g, args->uuid[0]); i++)
		usleep(20000);
	CHECK(i < 100, "the vGPU cannot be opened any more");
	guest_close(&gpu.g);
	gpu_open(&gpu, args->uuid[0]);
	engines_work(&gpu, "after the kills");
	gpu_close(&gpu);
}

/* Neither a reset nor a neighbour waits for it. */
static void test_reset_endless(const struct test_args *args)
{
	struct gpu gpu, other;
	u32 i;

	gpu_open(&gpu, args->uuid[0]);
	gpu_open(&other, args->uuid[1]);
	for (i = 0; i < ENGINES; i++) {
		wait_for_ever(&gpu, i);
		gpu_restart(&gpu);
		engines_work(&gpu, "after a reset");
		wait_for_ever(&gpu, i);
		mmio_write(&gpu.g, GDRST, 1);
		engines_work(&other, "the neighbour, after GDRST");
		CHECK(!guest_reset(&gpu.g), "the second reset fails");
		gpu_start(&gpu);
	}
	engines_work(&gpu, "in the end");
	gpu_close(&other);
	gpu_close(&gpu);
}

/*
 * Where only a reset of the engine ends such work, each counts, and a vGPU that has had many
 * of them is held back: this is not the vGPU of the test before.
 */
static void test_kill_endless(const struct test_args *args)
{
	struct gpu gpu;
	int status;
	pid_t pid;
	u32 i;

	for (i = 0; i < ENGINES; i++) {
		pid = fork();
		if (!pid) {
			gpu_open(&gpu, args->uuid[1]);
			wait_for_ever(&gpu, i);
			kill(getpid(), SIGKILL);
		}
		CHECK(waitpid(pid, &status, 0) == pid && WIFSIGNALED(status),
		      "the guest does not end by the signal");
	}
	gpu_open(&gpu, args->uuid[1]);
	engines_work(&gpu, "after the kills");
	gpu_close(&gpu);
}

/* A second user of the same vGPU. */
static void test_open_twice(const struct test_args *args)
{
	struct guest first, second;

	CHECK(!guest_open(&first, args->uuid[0]), "it cannot be opened");
	CHECK(guest_open(&second, args->uuid[0]), "it can be opened twice");
	guest_close(&first);
}

/* Ends the process. */
static __noreturn void put(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY);

	exit(fd < 0 || write(fd, text, strlen(text)) != (ssize_t)strlen(text));
}

static __noreturn void remove_vgpu(const char *uuid)
{
	char path[128];

	snprintf(path, sizeof(path), "/sys/bus/mdev/devices/%s/remove", uuid);
	put(path, "1");
}

static bool is_gone(const char *uuid)
{
	char path[128];

	snprintf(path, sizeof(path), "/sys/bus/mdev/devices/%s", uuid);
	return access(path, F_OK) && errno == ENOENT;
}

/* An eventfd that tells when the device is to be given back. */
static int listen_for_request(struct guest *g)
{
	struct {
		struct vfio_irq_set set;
		s32 fd;
	} irq = {
		.set = {
			.argsz = sizeof(irq),
			.flags = VFIO_IRQ_SET_DATA_EVENTFD | VFIO_IRQ_SET_ACTION_TRIGGER,
			.index = VFIO_PCI_REQ_IRQ_INDEX,
			.count = 1,
		},
	};

	irq.fd = eventfd(0, EFD_CLOEXEC);
	CHECK(irq.fd >= 0 && !ioctl(g->device, VFIO_DEVICE_SET_IRQS, &irq),
	      "a request to give it back cannot be listened for");
	return irq.fd;
}

/*
 * The last test: the vGPU is gone afterwards. Removal asks the user to go, and waits.
 */
static void test_remove_open(const struct test_args *args)
{
	struct pollfd request = { .events = POLLIN };
	struct gpu gpu;
	int status;
	pid_t pid;

	gpu_open(&gpu, args->uuid[0]);
	engines_work(&gpu, "before the removal");
	request.fd = listen_for_request(&gpu.g);
	fflush(stdout);
	pid = fork();
	if (!pid) {
		/* It must not keep the device open itself. */
		guest_close(&gpu.g);
		remove_vgpu(args->uuid[0]);
	}
	CHECK(poll(&request, 1, 5000) == 1, "nobody asks for it back");
	engines_work(&gpu, "while it is being removed");
	gpu_close(&gpu);
	CHECK(waitpid(pid, &status, 0) == pid && WIFEXITED(status) && !WEXITSTATUS(status),
	      "the removal fails");
	CHECK(is_gone(args->uuid[0]), "the device is still there");
}

/* The host's driver is to let go of the GPU: users are asked, one with work that waits. */
static void test_unbind(const struct test_args *args)
{
	struct pollfd request[2];
	struct gpu gpu[2];
	int status, i;
	pid_t pid;

	for (i = 0; i < 2; i++) {
		gpu_open(&gpu[i], args->uuid[i]);
		request[i].fd = listen_for_request(&gpu[i].g);
		request[i].events = POLLIN;
	}
	wait_for_ever(&gpu[0], BCS);
	fflush(stdout);
	pid = fork();
	if (!pid) {
		guest_close(&gpu[0].g);
		guest_close(&gpu[1].g);
		put("/sys/bus/pci/drivers/i915/unbind", "0000:00:02.0");
	}
	/* One is asked after the other has gone: in which order is the kernel's. */
	for (i = 0; i < 2; i++) {
		struct gpu *asked;

		CHECK(poll(request, 2, 5000) > 0, "nobody asks for it back");
		asked = &gpu[request[0].revents ? 0 : 1];
		if (asked == &gpu[1])
			engines_work(asked, "while the driver lets go");
		gpu_close(asked);
		request[asked - gpu].fd = -1;
		request[asked - gpu].revents = 0;
	}
	CHECK(waitpid(pid, &status, 0) == pid && WIFEXITED(status) && !WEXITSTATUS(status),
	      "the driver does not let go");
	CHECK(is_gone(args->uuid[0]) && is_gone(args->uuid[1]), "a device is still there");
}

const struct test life_tests[] = {
	{ .name = "reset of the device", .run = test_device_reset,
	  .kvmgt = "resets registers to what the host at work had in them" },
	{ .name = "registers after a reset", .run = test_reset_registers,
	  .kvmgt = "resets registers to what the host at work had in them" },
	{ .name = "reset by GDRST", .run = test_gdrst },
	{ .name = "resets while work is under way", .run = test_reset_at_work },
	{ .name = "closed and opened again", .run = test_reopen },
	{ .name = "opened again without a reset", .run = test_reopen_unreset,
	  .kvmgt = "takes the last user's shadow page tables for the new one's" },
	{ .name = "opened twice", .run = test_open_twice },
	{ .name = "killed at any moment", .run = test_kill },
	{ .name = "reset with endless work", .run = test_reset_endless, .vgpus = 2,
	  .kvmgt = "waits for its end", .kvmgt_hangs = true },
	{ .name = "killed with endless work", .run = test_kill_endless, .vgpus = 2,
	  .kvmgt = "waits for its end", .kvmgt_hangs = true },
	{ .name = "removed while open", .run = test_remove_open,
	  .kvmgt = "takes it from under its user, and oopses", .kvmgt_hangs = true },
	{ 0 },
};

const struct test unbind_tests[] = {
	{ .name = "i915 is unbound while two vGPUs are open", .run = test_unbind, .vgpus = 2 },
	{ 0 },
};
