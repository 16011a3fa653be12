// SPDX-License-Identifier: GPL-2.0-only
/*
 * gpu-model: serves a functional model of an Intel integrated GPU over
 * vfio-user.
 */
#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "control/control.h"
#include "core/gpu.h"
#include "core/log.h"
#include "vfio/regions.h"
#include "vfio/server.h"

#define APERTURE_DEFAULT	256	/* MiB */
#define APERTURE_LEAST		16
#define APERTURE_MOST		4096

struct options {
	const char *socket;
	const char *control;
	const char *log;
	const struct device_info *device;
	struct monitor monitor[PORTS];
	enum port_id next_port;
	unsigned long aperture;
	u16 pci_class;
	bool odd_image;
	bool once;
};

static void list_devices(FILE *out)
{
	const struct device_info *d;

	for (u32 i = 0; (d = device_at(i)); i++)
		fprintf(out, "                          %-8s %s (8086:%04x)%s\n", d->name, d->title,
			d->pci_id, strcmp(d->name, DEVICE_DEFAULT) ? "" : ", the default");
}

static void usage(FILE *out)
{
	fputs("Usage: gpu-model --socket PATH [OPTION...]\n"
	      "Serve a functional model of an Intel integrated GPU to a vfio-user client,\n"
	      "such as QEMU's vfio-user-pci.\n\n"
	      "  --socket PATH         UNIX socket for the client\n"
	      "  --control PATH        UNIX socket for gpu-modelctl\n"
	      "  --monitor MONITOR     plug in a monitor: hdmi:WxH[@HZ], dp:WxH[@HZ] or none;\n"
	      "                        b=, c= or d= before it names the port; may be repeated;\n"
	      "                        by default, a monitor hdmi:1024x768 at port b\n"
	      "  --aperture MIB        size of BAR 2, a power of two from 16 to 4096 (default 256)\n"
	      "  --class CLASS         PCI class: 0300, VGA (default), or 0380, another display\n"
	      "                        controller, where a discrete card is the primary one\n"
	      "  --odd-image           save a command in render contexts' images that no document has\n"
	      "  --log PATH            append messages to a file instead of stderr\n"
	      "  --once                end when the client leaves\n"
	      "  --device NAME         device to model:\n", out);
	list_devices(out);
	fputs("  --help                show this\n\n"
	      "SIGTERM and SIGINT end the program.\n", out);
}

static int add_monitor(struct options *o, const char *text)
{
	enum port_id port = o->next_port;
	struct monitor m;

	if (monitor_parse(text, &port, &m) || port >= PORTS)
		return -EINVAL;
	o->monitor[port] = m;
	o->next_port = port + 1;
	return 0;
}

static int parse_aperture(const char *text, unsigned long *mib)
{
	char *end;

	*mib = strtoul(text, &end, 10);
	if (*end || *mib < APERTURE_LEAST || *mib > APERTURE_MOST || (*mib & (*mib - 1)))
		return -EINVAL;
	return 0;
}

static int parse_class(const char *text, u16 *class)
{
	char *end;
	unsigned long val = strtoul(text, &end, 16);

	if (*end || (val != PCI_CLASS_VGA && val != PCI_CLASS_OTHER))
		return -EINVAL;
	*class = (u16)val;
	return 0;
}

static int bad(const char *what, const char *value)
{
	fprintf(stderr, "gpu-model: %s: %s\n", what, value);
	return -EINVAL;
}

enum option_id {
	OPT_SOCKET,
	OPT_CONTROL,
	OPT_DEVICE,
	OPT_MONITOR,
	OPT_APERTURE,
	OPT_CLASS,
	OPT_ODD_IMAGE,
	OPT_LOG,
	OPT_ONCE,
	OPT_HELP,
};

static const struct option long_options[] = {
	{ "socket", required_argument, NULL, OPT_SOCKET },
	{ "control", required_argument, NULL, OPT_CONTROL },
	{ "device", required_argument, NULL, OPT_DEVICE },
	{ "monitor", required_argument, NULL, OPT_MONITOR },
	{ "aperture", required_argument, NULL, OPT_APERTURE },
	{ "class", required_argument, NULL, OPT_CLASS },
	{ "odd-image", no_argument, NULL, OPT_ODD_IMAGE },
	{ "log", required_argument, NULL, OPT_LOG },
	{ "once", no_argument, NULL, OPT_ONCE },
	{ "help", no_argument, NULL, OPT_HELP },
	{ 0 }
};

static int take_option(struct options *o, int opt)
{
	switch (opt) {
	case OPT_SOCKET:
		o->socket = optarg;
		return 0;
	case OPT_CONTROL:
		o->control = optarg;
		return 0;
	case OPT_DEVICE:
		o->device = device_find(optarg);
		return o->device ? 0 : bad("no such device", optarg);
	case OPT_MONITOR:
		return add_monitor(o, optarg) ? bad("not a monitor", optarg) : 0;
	case OPT_APERTURE:
		return parse_aperture(optarg, &o->aperture) ? bad("not an aperture size", optarg) :
							      0;
	case OPT_CLASS:
		return parse_class(optarg, &o->pci_class) ? bad("not a class", optarg) : 0;
	case OPT_ODD_IMAGE:
		o->odd_image = true;
		return 0;
	case OPT_LOG:
		o->log = optarg;
		return 0;
	case OPT_ONCE:
		o->once = true;
		return 0;
	default:
		return -EINVAL;
	}
}

static int parse_options(struct options *o, int argc, char **argv)
{
	int opt;

	while ((opt = getopt_long(argc, argv, "", long_options, NULL)) != -1) {
		if (opt == OPT_HELP) {
			usage(stdout);
			exit(0);
		}
		if (take_option(o, opt))
			return -EINVAL;
	}
	if (optind < argc)
		return bad("unexpected argument", argv[optind]);
	if (!o->socket)
		return bad("missing option", "--socket");
	if (o->next_port == PORT_B)
		return add_monitor(o, "hdmi:1024x768");
	return 0;
}

/* A descriptor that becomes readable on SIGTERM or SIGINT. */
static int open_stop_fd(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	if (pthread_sigmask(SIG_BLOCK, &set, NULL))
		return -1;
	return signalfd(-1, &set, SFD_CLOEXEC);
}

static int fail(const char *what, int error)
{
	log_err("%s: %s", what, strerror(error));
	return 1;
}

static int serve(const struct options *o, struct gpu *gpu, int stop_fd)
{
	struct control *control = NULL;
	struct pci_device *device;
	int listen_fd;

	device = calloc(1, sizeof(*device));
	if (!device)
		return fail("start", ENOMEM);
	pci_device_init(device, gpu);
	if (o->control) {
		control = control_start(gpu, o->control);
		if (!control) {
			free(device);
			return fail(o->control, errno);
		}
	}
	listen_fd = listen_unix(o->socket);
	if (listen_fd >= 0) {
		log_info("%s (8086:%04x) at %s", gpu->device->title, gpu->device->pci_id,
			 o->socket);
		server_run(device, listen_fd, stop_fd, o->once);
		close(listen_fd);
		unlink(o->socket);
	}
	control_stop(control);
	free(device);
	return listen_fd < 0 ? fail(o->socket, -listen_fd) : 0;
}

int main(int argc, char **argv)
{
	struct options o = {
		.device = device_find(DEVICE_DEFAULT),
		.next_port = PORT_B,
		.aperture = APERTURE_DEFAULT,
		.pci_class = PCI_CLASS_VGA,
	};
	struct gpu *gpu;
	int stop_fd, ret;

	if (parse_options(&o, argc, argv)) {
		fputs("Try 'gpu-model --help'.\n", stderr);
		return 2;
	}
	if (o.log) {
		ret = log_open(o.log);
		if (ret)
			return fail(o.log, -ret);
	}
	stop_fd = open_stop_fd();
	if (stop_fd < 0)
		return fail("signalfd", errno);
	gpu = gpu_create(o.device, (u64)o.aperture << 20);
	if (!gpu)
		return fail("start", errno);
	gpu->pci_class = o.pci_class;
	gpu->odd_image = o.odd_image;
	for (u32 i = PORT_B; i < PORTS; i++)
		if (o.monitor[i].type != MONITOR_NONE)
			monitor_plug(gpu, i, &o.monitor[i]);
	ret = serve(&o, gpu, stop_fd);
	gpu_destroy(gpu);
	close(stop_fd);
	return ret;
}
