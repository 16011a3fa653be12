// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "core/clock.h"
#include "core/gpu.h"
#include "display/display.h"

void display_init(struct gpu *gpu)
{
	struct display *d = &gpu->display;

	memset(d, 0, sizeof(*d));
	cond_init_monotonic(&d->wake);
	display_power_on(gpu);
	for (u32 i = 0; i < PIPES; i++) {
		pipe_attach(&d->pipe[i]);
		plane_attach(&d->pipe[i]);
		crc_attach(&d->pipe[i]);
	}
	clocks_attach(gpu);
	power_wells_attach(gpu);
	dpio_attach(gpu);
	sbi_attach(gpu);
	ddi_attach(gpu);
	gmbus_attach(gpu);
	aux_attach(gpu);
	hotplug_attach(gpu);
}

void display_destroy(struct gpu *gpu)
{
	pthread_cond_destroy(&gpu->display.wake);
}

/* Sleeps until the next vblank of any pipe; if all pipes are off, until one starts. */
static void *display_main(void *arg)
{
	struct gpu *gpu = arg;
	struct display *d = &gpu->display;

	pthread_mutex_lock(&gpu->lock);
	while (!d->stop) {
		u64 now = display_now(gpu);
		u64 next = ~0ull;

		d->unlocked = false;
		for (u32 i = 0; i < PIPES; i++) {
			u64 due = pipe_vblank(&d->pipe[i], now);

			next = min(next, due);
		}
		if (d->unlocked)
			continue;
		if (next == ~0ull)
			pthread_cond_wait(&d->wake, &gpu->lock);
		else
			cond_wait_until(&d->wake, &gpu->lock, display_wall_time(gpu, next));
	}
	pthread_mutex_unlock(&gpu->lock);
	return NULL;
}

int display_start(struct gpu *gpu)
{
	struct display *d = &gpu->display;
	int ret;

	d->stop = false;
	ret = pthread_create(&d->thread, NULL, display_main, gpu);
	if (!ret)
		pthread_setname_np(d->thread, "vblank");
	return -ret;
}

void display_stop(struct gpu *gpu)
{
	struct display *d = &gpu->display;

	pthread_mutex_lock(&gpu->lock);
	d->stop = true;
	pthread_cond_broadcast(&d->wake);
	pthread_mutex_unlock(&gpu->lock);
	pthread_join(d->thread, NULL);
}
