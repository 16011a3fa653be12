// SPDX-License-Identifier: GPL-2.0-only
/*
 * vgtctl watch [-d SECONDS] [-n N]
 */
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../common/array.h"
#include "../common/flush.h"
#include "../common/number.h"
#include "../common/say.h"
#include "../common/sysfs.h"
#include "../common/vgpu.h"
#include "../common/vm.h"
#include "command.h"
#include "json.h"
#include "port.h"

/* What is counted that a healthy guest does not do. */
static const char * const faults[] = { "hangs", "audit_refusals", "regs_refused" };

/**
 * struct seen - what was seen of a vGPU
 * @ports: mask of ports with a monitor
 * @faults: their number, of each kind
 */
struct seen {
	unsigned int ports;
	uint64_t faults[ARRAY_SIZE(faults)];
};

/**
 * struct scene - what was seen at one time
 * @foreground: the VM on the host's monitor, or a negative errno value
 * @vgpus: the vGPUs
 * @seen: more of the vGPU with the same index
 * @count: their number
 */
struct scene {
	int foreground;
	struct vgpu *vgpus;
	struct seen *seen;
	int count;
};

/* A signal asked the program to exit. */
static atomic_bool stop;

static void on_signal(int signal)
{
	stop = 1;
}

static void scene_free(struct scene *scene)
{
	free(scene->vgpus);
	free(scene->seen);
	memset(scene, 0, sizeof(*scene));
}

static void see(struct seen *seen, int id)
{
	size_t i;
	int port;

	for (port = 0; port < PORTS; port++)
		if (port_connected(id, port))
			seen->ports |= 1u << port;
	for (i = 0; i < ARRAY_SIZE(faults); i++)
		sysfs_read_number(&seen->faults[i], "kernel/vgt/vm%d/statistics/%s", id,
				  faults[i]);
}

/* One without UUID is on its way out. */
static void leave_out_dying(struct scene *scene)
{
	int i, n = 0;

	for (i = 0; i < scene->count; i++)
		if (*scene->vgpus[i].uuid)
			scene->vgpus[n++] = scene->vgpus[i];
	scene->count = n;
}

/* Return: 0, or a negative errno value: -ENOENT if the module is not loaded. */
static int scene_take(struct scene *scene)
{
	int i, n;

	memset(scene, 0, sizeof(*scene));
	scene->foreground = vgt_foreground();
	n = vgpu_list(&scene->vgpus);
	if (n < 0)
		return n;
	scene->count = n;
	leave_out_dying(scene);
	scene->seen = calloc(n ? n : 1, sizeof(*scene->seen));
	if (!scene->seen)
		return -ENOMEM;
	for (i = 0; i < scene->count; i++)
		see(&scene->seen[i], scene->vgpus[i].id);
	vm_find(scene->vgpus, scene->count);
	return 0;
}

static int find(const struct scene *scene, const struct vgpu *vgpu)
{
	int i;

	for (i = 0; i < scene->count; i++)
		if (scene->vgpus[i].id == vgpu->id && !strcmp(scene->vgpus[i].uuid, vgpu->uuid))
			return i;
	return -1;
}

static void time_text(char text[32])
{
	struct timespec now;
	struct tm tm;

	clock_gettime(CLOCK_REALTIME, &now);
	localtime_r(&now.tv_sec, &tm);
	strftime(text, 32, "%Y-%m-%dT%H:%M:%S%z", &tm);
}

/* Print a change of a vGPU; NULL is the host. @from and @to may be NULL. */
static void tell(const struct vgpu *vgpu, const char *what, const char *from, const char *to)
{
	struct json_object *o;
	char date[32];

	time_text(date);
	if (!command_json) {
		printf("%s  ", date);
		if (vgpu)
			printf("vGPU %d%s%s%s: ", vgpu->id, *vgpu->vm ? " (" : "", vgpu->vm,
			       *vgpu->vm ? ")" : "");
		printf("%s%s%s%s%s\n", what, from ? " " : "", from ? from : "",
		       to && from ? " -> " : to ? " " : "", to ? to : "");
		return;
	}
	o = json_object_new_object();
	json_object_object_add(o, "time", json_text(date));
	json_object_object_add(o, "event", json_text(what));
	json_object_object_add(o, "id", vgpu ? json_number(vgpu->id) : NULL);
	json_object_object_add(o, "uuid", vgpu ? json_text(vgpu->uuid) : NULL);
	json_object_object_add(o, "vm", vgpu ? json_text(vgpu->vm) : NULL);
	json_object_object_add(o, "from", from ? json_text(from) : NULL);
	json_object_object_add(o, "to", to ? json_text(to) : NULL);
	json_print(o);
}

static void tell_number(const struct vgpu *vgpu, const char *what, uint64_t from, uint64_t to)
{
	char a[24], b[24];

	snprintf(a, sizeof(a), "%" PRIu64, from);
	snprintf(b, sizeof(b), "%" PRIu64, to);
	if (from != to)
		tell(vgpu, what, a, b);
}

static void compare_ports(const struct vgpu *vgpu, unsigned int old, unsigned int new)
{
	char name[2] = "A";
	int port;

	for (port = 0; port < PORTS; port++) {
		name[0] = 'A' + port;
		if ((old ^ new) & 1u << port)
			tell(vgpu, new & 1u << port ? "monitor connected" : "monitor disconnected",
			     NULL, name);
	}
}

static void compare_vgpu(const struct vgpu *old, const struct seen *old_seen,
			 const struct vgpu *new, const struct seen *new_seen)
{
	size_t i;

	/* While it is removed, its state cannot be read. */
	if (*old->state && *new->state && strcmp(old->state, new->state))
		tell(new, "state", old->state, new->state);
	if (strcmp(old->vm, new->vm))
		tell(new->pid ? new : old, new->pid ? "opened by" : "closed by", NULL,
		     new->pid ? new->vm : old->vm);
	if (old->weight >= 0 && new->weight >= 0)
		tell_number(new, "weight", old->weight, new->weight);
	if (old->cap >= 0 && new->cap >= 0)
		tell_number(new, "cap", old->cap, new->cap);
	compare_ports(new, old_seen->ports, new_seen->ports);
	for (i = 0; i < ARRAY_SIZE(faults); i++)
		tell_number(new, faults[i], old_seen->faults[i], new_seen->faults[i]);
}

static void compare(const struct scene *old, const struct scene *new)
{
	int i, k;

	for (i = 0; i < old->count; i++)
		if (find(new, &old->vgpus[i]) < 0)
			tell(&old->vgpus[i], "removed", NULL, NULL);
	for (i = 0; i < new->count; i++) {
		k = find(old, &new->vgpus[i]);
		if (k < 0)
			tell(&new->vgpus[i], "created", NULL, new->vgpus[i].type);
		else
			compare_vgpu(&old->vgpus[k], &old->seen[k], &new->vgpus[i],
				     &new->seen[i]);
	}
	if (old->foreground >= 0 && new->foreground >= 0)
		tell_number(NULL, "foreground_vm", old->foreground, new->foreground);
}

/* @count: how often to look; 0 for no end. */
static int watch(double interval, unsigned long count)
{
	struct timespec pause = { interval, (interval - (time_t)interval) * 1e9 };
	struct scene old = { 0 }, new;
	int ret;

	ret = scene_take(&old);
	while (!ret && !stop) {
		nanosleep(&pause, NULL);
		if (stop)
			break;
		ret = scene_take(&new);
		if (ret) {
			scene_free(&new);
			break;
		}
		compare(&old, &new);
		scene_free(&old);
		old = new;
		if (output_flush() || (count && !--count))
			break;
	}
	scene_free(&old);
	return ret;
}

/* Return: true if the options are valid. */
static bool parse(int argc, char **argv, double *interval, unsigned long *count)
{
	static const struct option options[] = {
		{ "delay", required_argument, NULL, 'd' },
		{ "samples", required_argument, NULL, 'n' },
		{ 0 }
	};
	int option;

	optind = 0;
	opterr = 0;
	while ((option = getopt_long(argc, argv, "d:n:", options, NULL)) != -1) {
		if (option == 'd' && interval_parse(optarg, interval))
			continue;
		if (option == 'n' && count_parse(optarg, count))
			continue;
		return false;
	}
	return optind == argc;
}

int command_watch(int argc, char **argv)
{
	static const struct reason reasons[] = {
		{ ENOENT, "the module vgt is not loaded any more" },
		{ 0 }
	};
	struct sigaction action = { .sa_handler = on_signal };
	double interval = INTERVAL;
	unsigned long count = 0;
	int ret;

	if (!parse(argc, argv, &interval, &count))
		return bad_usage("watch");
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	ret = watch(interval, count);
	if (!ret)
		return EXIT_OK;
	say_why(ret, reasons, "cannot go on");
	return EXIT_FAILED;
}
