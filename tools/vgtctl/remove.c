// SPDX-License-Identifier: GPL-2.0-only
/*
 * vgtctl remove VGPU
 */
#include <errno.h>
#include <pthread.h>
#include <time.h>

#include "../common/say.h"
#include "../common/sysfs.h"
#include "../common/vgpu.h"
#include "command.h"

/* The kernel waits for the vGPU's user. After this many seconds, print that. */
#define PATIENCE_S	2

static const struct reason reasons[] = {
	{ EAGAIN, "it is being removed already" },
	{ ENOENT, "it is being removed already" },
	{ ENODEV, "the GPU is about to be shared no longer, and all vGPUs are removed" },
	{ 0 }
};

struct removal {
	const struct vgpu *vgpu;
	int ret;
};

/* Run in a thread of its own: a signal to break the wait would not end it, but block signals. */
static void *remove_device(void *arg)
{
	struct removal *removal = arg;

	removal->ret = sysfs_write("1", "bus/mdev/devices/%s/remove", removal->vgpu->uuid);
	return NULL;
}

static int remove_patiently(const struct vgpu *vgpu)
{
	struct removal removal = { .vgpu = vgpu };
	struct timespec until;
	pthread_t thread;
	int ret;

	ret = pthread_create(&thread, NULL, remove_device, &removal);
	if (ret)
		return -ret;
	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += PATIENCE_S;
	if (pthread_timedjoin_np(thread, NULL, &until)) {
		say("vGPU %d is in use: waiting until its virtual machine ends", vgpu->id);
		pthread_join(thread, NULL);
	}
	return removal.ret;
}

int command_remove(int argc, char **argv)
{
	struct vgpu vgpu;
	int ret;

	if (vgpu_find(&vgpu, argv[1]))
		return EXIT_FAILED;
	ret = *vgpu.uuid ? remove_patiently(&vgpu) : -ENOENT;
	if (!ret)
		return EXIT_OK;
	say_why(ret, reasons, "cannot remove vGPU %d", vgpu.id);
	return EXIT_FAILED;
}
