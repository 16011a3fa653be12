// SPDX-License-Identifier: GPL-2.0-only
/*
 * vgtctl monitor VGPU [PORT [connect|disconnect] [--type TYPE] [--edid FILE]]
 */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "../common/say.h"
#include "../common/vgpu.h"
#include "command.h"
#include "edid.h"
#include "json.h"
#include "port.h"

/**
 * struct wish - changes of a port
 * @verb: "connect", "disconnect" or NULL
 * @type: such as "dp", or NULL
 * @file: name of the file with a new EDID, or NULL
 * @edid: contents of the file
 * @size: number of bytes
 */
struct wish {
	const char *verb;
	const char *type;
	const char *file;
	uint8_t edid[EDID_MAX];
	size_t size;
};

static const struct reason type_reasons[] = {
	{ EINVAL, "a type is dp, hdmi or none" },
	{ EBUSY, "a monitor is connected: disconnect it first" },
	{ 0 }
};

static const struct reason edid_reasons[] = {
	{ EINVAL, "the kernel does not take it as an EDID" },
	{ EFBIG, "it is too large" },
	{ 0 }
};

static const struct reason connect_reasons[] = {
	{ ENODEV, "the port takes no monitor: its type is none" },
	{ 0 }
};

/**
 * struct monitor - what there is to tell of a port
 * @type: such as "dp"; empty if unknown
 * @connected: a monitor is connected
 * @edid: what its EDID says; all 0 if it has none
 */
struct monitor {
	char type[32];
	bool connected;
	struct edid_summary edid;
};

static void look_at(struct monitor *monitor, int id, int port)
{
	uint8_t edid[EDID_MAX];
	int size;

	memset(monitor, 0, sizeof(*monitor));
	port_type(id, port, monitor->type, sizeof(monitor->type));
	monitor->connected = port_connected(id, port);
	size = port_edid(id, port, edid, sizeof(edid));
	if (size > 0 && !edid_fault(edid, size))
		edid_summarize(edid, &monitor->edid);
}

static void print(const struct monitor *monitor, int port)
{
	const struct edid_summary *edid = &monitor->edid;
	char mode[48] = "-";

	if (edid->width)
		snprintf(mode, sizeof(mode), "%ux%u@%.0f", edid->width, edid->height,
			 edid->mhz / 1000.0);
	printf("%-4c  %-6s  %-12s  %-14s  %s\n", 'A' + port, *monitor->type ? monitor->type : "-",
	       monitor->connected ? "connected" : "disconnected", mode,
	       *edid->name ? edid->name : "-");
}

static struct json_object *json_monitor(const struct monitor *monitor, int port)
{
	const struct edid_summary *edid = &monitor->edid;
	struct json_object *o = json_object_new_object();

	json_object_object_add(o, "port", json_text((char[]){ 'A' + port, 0 }));
	json_object_object_add(o, "type", json_text(monitor->type));
	json_object_object_add(o, "connected", json_object_new_boolean(monitor->connected));
	json_object_object_add(o, "width", json_number(edid->width ? (int)edid->width : -1));
	json_object_object_add(o, "height", json_number(edid->width ? (int)edid->height : -1));
	json_object_object_add(o, "refresh_millihertz", json_number(edid->width ? (int)edid->mhz : -1));
	json_object_object_add(o, "name", json_text(edid->name));
	return o;
}

/* @only: a port; -1 for all. */
static int list(int id, int only)
{
	struct json_object *all = json_object_new_array();
	struct monitor monitor;
	int port, n = 0;

	if (!command_json)
		printf("%-4s  %-6s  %-12s  %-14s  %s\n", "PORT", "TYPE", "CONNECTION", "MODE",
		       "NAME");
	for (port = 0; port < PORTS; port++) {
		if ((only >= 0 && port != only) || !port_exists(id, port))
			continue;
		look_at(&monitor, id, port);
		if (command_json)
			json_object_array_add(all, json_monitor(&monitor, port));
		else
			print(&monitor, port);
		n++;
	}
	if (command_json)
		json_print(all);
	else
		json_object_put(all);
	if (n)
		return EXIT_OK;
	say("this vgt has no monitors that can be set: a newer one is needed");
	return EXIT_FAILED;
}

/* Read the file with the EDID. If it is not an EDID, nothing is changed. */
static int read_file(struct wish *wish)
{
	const char *fault;
	FILE *file;
	int err;

	file = fopen(wish->file, "re");
	if (!file) {
		say_why(errno, NULL, "cannot read %s", wish->file);
		return EXIT_FAILED;
	}
	wish->size = fread(wish->edid, 1, sizeof(wish->edid), file);
	err = ferror(file) ? errno : 0;
	if (!err && wish->size == sizeof(wish->edid) && fgetc(file) != EOF)
		err = EFBIG;
	fclose(file);
	if (err) {
		say_why(err, edid_reasons, "cannot read %s", wish->file);
		return EXIT_FAILED;
	}
	fault = edid_fault(wish->edid, wish->size);
	if (!fault)
		return EXIT_OK;
	say("%s is no EDID: %s", wish->file, fault);
	return EXIT_FAILED;
}

static int set_type(int id, int port, const char *type)
{
	int ret;

	ret = port_set_type(id, port, type);
	if (ret)
		say_why(ret, type_reasons, "cannot make port %c of vGPU %d '%s'", 'A' + port, id,
			type);
	return ret;
}

static int set_edid(int id, int port, const struct wish *wish)
{
	int ret;

	ret = port_set_edid(id, port, wish->edid, wish->size);
	if (ret)
		say_why(ret, edid_reasons, "cannot set the EDID of port %c of vGPU %d",
			'A' + port, id);
	return ret;
}

static int plug(int id, int port, const char *verb)
{
	int ret;

	ret = port_connect(id, port, verb[0] == 'c');
	if (ret)
		say_why(ret, connect_reasons, "cannot %s port %c of vGPU %d", verb, 'A' + port, id);
	return ret;
}

/* Apply the changes; stop at the first that fails. */
static int fulfil(int id, int port, struct wish *wish)
{
	if (wish->file && read_file(wish))
		return EXIT_FAILED;
	if (wish->type && set_type(id, port, wish->type))
		return EXIT_FAILED;
	if (wish->file && set_edid(id, port, wish))
		return EXIT_FAILED;
	if (wish->verb)
		return plug(id, port, wish->verb) ? EXIT_FAILED : EXIT_OK;
	if (port_connected(id, port))
		say("the monitor that is connected stays as it is until 'vgtctl monitor %d %c connect'",
		    id, 'A' + port);
	return EXIT_OK;
}

/* Return: true if the words after PORT are valid. */
static bool parse_wish(struct wish *wish, int argc, char **argv)
{
	static const struct option options[] = {
		{ "edid", required_argument, NULL, 'e' },
		{ "type", required_argument, NULL, 't' },
		{ 0 }
	};
	int option;

	optind = 0;
	opterr = 0;
	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option == 'e')
			wish->file = optarg;
		else if (option == 't')
			wish->type = optarg;
		else
			return false;
	}
	if (optind < argc)
		wish->verb = argv[optind++];
	if (wish->verb && strcmp(wish->verb, "connect") && strcmp(wish->verb, "disconnect"))
		return false;
	return optind == argc;
}

int command_monitor(int argc, char **argv)
{
	struct wish wish = { 0 };
	struct vgpu vgpu;
	int port = -1;

	/* PORT is where getopt expects the program's name. */
	if (argc > 2 && !parse_wish(&wish, argc - 2, argv + 2))
		return bad_usage("monitor");
	if (vgpu_find(&vgpu, argv[1]))
		return EXIT_FAILED;
	if (argc == 2)
		return list(vgpu.id, -1);
	port = port_parse(argv[2]);
	if (port < 0 || !port_exists(vgpu.id, port)) {
		say("vGPU %d has no port '%s': 'vgtctl monitor %d' tells which it has",
		    vgpu.id, argv[2], vgpu.id);
		return EXIT_FAILED;
	}
	if (wish.verb || wish.type || wish.file)
		return fulfil(vgpu.id, port, &wish);
	return list(vgpu.id, port);
}
